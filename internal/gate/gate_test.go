package gate_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"wensou/analysis"
	"wensou/document"
	"wensou/index"
	"wensou/internal/gate"
)

// corpus is a library of two sources, forty documents each, with footnotes.
func corpus() (docs []*document.Document) {
	for _, source := range []string{"部落格", "論文"} {
		for n := range 40 {
			d := &document.Document{ID: document.ID(fmt.Sprintf("%s/%02d", source, n)), Collection: source, Language: "zh-TW", Path: "p"}
			for i := range 5 {
				d.Units = append(d.Units, document.Unit{
					ID: document.UnitID(fmt.Sprintf("p%d", i)), Kind: document.KindParagraph,
					Text: strings.Repeat("港口的漁船一艘一艘回港，燈塔每十秒閃一次。", 4),
				})
			}
			d.Units = append(d.Units, document.Unit{ID: "fn1", Kind: document.KindFootnote, Text: "林海洋，《海岸史》，臺北：海風出版社，2020，頁15。"})
			docs = append(docs, d)
		}
	}
	return docs
}

// vocabulary is a finished index of which only the words are known.
type vocabulary struct {
	index.Vocabulary
	words map[string]int
}

func (v vocabulary) Terms(_ context.Context, _ index.Field, _ int, yield func(index.TermCount) bool) error {
	for w, n := range v.words {
		if !yield(index.TermCount{Term: w, Units: n}) {
			break
		}
	}
	return nil
}

func (v vocabulary) Frequency(_ context.Context, t index.Term) (int, error) {
	return v.words[t.Term], nil
}

var usualWords = map[string]int{"港口": 4000, "渔船": 4000, "灯塔": 4000, "数位典藏": 500, "的": 3000, "port": 9}

// generation is what a build of the documents leaves for the gate.
func generation(t *testing.T, name string, docs []*document.Document, words map[string]int, dict ...string) gate.Side {
	t.Helper()
	c, dir := gate.NewCollector(), t.TempDir()
	for _, d := range docs {
		c.Add(d)
	}
	var user []analysis.UserWord
	for _, w := range dict {
		user = append(user, analysis.UserWord{Word: w, Key: w})
	}
	if err := c.Finish(t.Context(), dir, vocabulary{words: words}, &index.BuildReport{}, "f", user, 0); err != nil {
		t.Fatal(err)
	}
	return gate.Side{Dir: dir, Manifest: &index.Manifest{Generation: name, Analyzer: "f"}}
}

// every changes each document of a source.
func every(source string, change func(*document.Document)) func([]*document.Document) []*document.Document {
	return func(docs []*document.Document) []*document.Document {
		for _, d := range docs {
			if d.Collection == source {
				change(d)
			}
		}
		return docs
	}
}

func TestCompare(t *testing.T) {
	userWords := strings.Fields("数位典藏 甲乙丙 港口 渔船 灯塔")
	type change func([]*document.Document) []*document.Document
	same := func(docs []*document.Document) []*document.Document { return docs }
	for _, tt := range []struct {
		name   string
		change change
		words  map[string]int // nil: as before
		dict   []string       // nil: as before
		limits func(*gate.Limits)
		failed []string // each begins a measure; none: it may be published
	}{
		{name: "nothing changes", change: same},
		{
			name: "an ordinary day: some new, some edited, a few gone, some words more",
			change: func(docs []*document.Document) []*document.Document {
				docs[3].Units = docs[3].Units[:4]
				docs[5].Units[0].Text = "改寫過的一段，說的是海岸線後退了三公尺。"
				for n := range 6 {
					docs = append(docs, &document.Document{ID: document.ID(fmt.Sprint("new", n)), Collection: "部落格", Language: "en", Units: docs[0].Units})
				}
				return slices.Delete(docs, 10, 12)
			},
			words: map[string]int{"港口": 4100, "渔船": 4050, "灯塔": 4000, "数位典藏": 500, "的": 3100, "海岸线": 30, "port": 400},
		},
		{
			name: "a new source in another language",
			change: func(docs []*document.Document) []*document.Document {
				for n := range 500 {
					docs = append(docs, &document.Document{ID: document.ID(fmt.Sprint("en", n)), Collection: "reports", Language: "en", Units: []document.Unit{
						{ID: "p1", Kind: document.KindParagraph, Text: "The fishing boats come home one by one."},
					}})
				}
				return docs
			},
		},
		{
			name: "a source's folder is empty",
			change: func(docs []*document.Document) []*document.Document {
				return slices.DeleteFunc(docs, func(d *document.Document) bool { return d.Collection == "論文" })
			},
			failed: []string{"documents that stay", "documents that stay, 論文"},
		},
		{
			name: "all documents of a source come under other names",
			change: every("論文", func(d *document.Document) {
				d.ID += "-renamed"
			}),
			failed: []string{"documents that stay", "documents that stay, 論文"},
		},
		{
			name: "one document in ten is gone",
			change: func(docs []*document.Document) []*document.Document {
				return slices.DeleteFunc(docs, func(d *document.Document) bool { return strings.HasSuffix(string(d.ID), "7") })
			},
			failed: []string{"documents that stay", "documents that stay, 論文", "documents that stay, 部落格"},
		},
		{
			name: "the same, where that is allowed",
			change: func(docs []*document.Document) []*document.Document {
				return slices.DeleteFunc(docs, func(d *document.Document) bool { return strings.HasSuffix(string(d.ID), "7") })
			},
			limits: func(l *gate.Limits) { l.LostDocuments = 10 },
		},
		{
			name:   "the parser loses footnotes",
			change: every("論文", func(d *document.Document) { d.Units = d.Units[:5] }),
			failed: []string{"units, footnote", "units, footnote, 論文"},
		},
		{
			name: "half of the text is cut off",
			change: every("部落格", func(d *document.Document) {
				for i := range d.Units {
					d.Units[i].Text = string([]rune(d.Units[i].Text)[:len([]rune(d.Units[i].Text))/2])
				}
			}),
			failed: []string{"characters of a unit"},
		},
		{
			name: "a source is swapped for its English translation",
			change: every("論文", func(d *document.Document) {
				d.Language = "en"
				for i := range d.Units {
					d.Units[i].Text = strings.Repeat("The boats come home, the light flashes. ", 2)
				}
			}),
			failed: []string{"share of Chinese characters", "share of Chinese characters, 論文", "share of en", "share of en, 論文", "share of zh-TW"},
		},
		{
			name:   "a source is swapped for the other script",
			change: every("論文", func(d *document.Document) { d.Language = "zh-CN" }),
			failed: []string{"share of zh-CN", "share of zh-CN, 論文", "share of zh-TW"},
		},
		{
			name: "the parser warns of every document",
			change: every("論文", func(d *document.Document) {
				d.Warn(1, "note-unpaired", "note %d", 1)
			}),
			failed: []string{"warnings, note-unpaired"},
		},
		{
			name: "texts fall into single characters", change: same,
			words:  map[string]int{"港": 4000, "口": 4000, "渔船": 3000, "灯塔": 2000, "的": 3000},
			dict:   []string{},
			failed: []string{"characters of a Chinese word", "words of one character", "words of the user dictionary"},
		},
		{
			name: "the user dictionary is cut off", change: same,
			dict:   []string{"数位典藏", "甲乙丙"},
			failed: []string{"words of the user dictionary", "words of the user dictionary in texts"},
		},
		{
			name: "the user dictionary is in the wrong encoding", change: same,
			dict:   strings.Fields("鏁颁綅 鍏歌棌 娓彛 娓旇埞 鐏"),
			failed: []string{"words of the user dictionary in texts"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			words, dict := tt.words, tt.dict
			if words == nil {
				words = usualWords
			}
			if dict == nil {
				dict = userWords
			}
			limits := gate.DefaultLimits()
			if tt.limits != nil {
				tt.limits(&limits)
			}
			before := generation(t, "A", corpus(), usualWords, userWords...)
			now := generation(t, "B", tt.change(corpus()), words, dict...)
			r, err := gate.Compare(before, now, limits)
			if err != nil {
				t.Fatal(err)
			}
			failed := r.Failed()
			if len(tt.failed) == 0 && len(failed) > 0 {
				t.Errorf("refused for %q", failed)
			}
			for _, want := range tt.failed {
				if !slices.ContainsFunc(failed, func(m string) bool { return strings.HasPrefix(m, want) }) {
					t.Errorf("%q did not fail; failed: %q", want, failed)
				}
			}
			for _, got := range failed {
				if !slices.ContainsFunc(tt.failed, func(want string) bool { return strings.HasPrefix(got, want) }) {
					t.Errorf("%q failed, too", got)
				}
			}
		})
	}
}

func TestReport(t *testing.T) {
	docs := corpus()
	before, now := generation(t, "A", docs, usualWords), generation(t, "B", corpus()[8:], usualWords)
	limits := gate.DefaultLimits()
	limits.Names = 2
	r, err := gate.Compare(before, now, limits)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := r.Print(&b, false); err != nil {
		t.Fatal(err)
	}
	const want = `gate: B against A: 2 of 21 checks failed
        before         now  limit                   measure
!           80          72  at least 76             documents that stay
!           40          32  at least 37             documents that stay, 部落格
documents: 0 new, 0 changed, 8 missing
  missing: 部落格/00 (部落格)
  missing: 部落格/01 (部落格)
  … and 6 more
`
	if b.String() != want {
		t.Errorf("printed:\n%s\nwant:\n%s", b.String(), want)
	}
}

// A generation of before there were statistics is compared by its manifest.
func TestWithoutStatistics(t *testing.T) {
	old := gate.Side{Dir: t.TempDir(), Manifest: &index.Manifest{Generation: "A", Stats: index.Stats{
		Documents: 80, Units: 480, Kinds: map[string]int{"paragraph": 400, "footnote": 80}, Sources: map[string]int{"論文": 480},
	}}}
	now := generation(t, "B", corpus(), usualWords)
	now.Manifest.Stats = index.Stats{Documents: 80, Units: 400, Kinds: map[string]int{"paragraph": 400}, Sources: map[string]int{"論文": 440}}
	r, err := gate.Compare(old, now, gate.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Failed(); !slices.Equal(got, []string{"units, footnote"}) {
		t.Errorf("failed: %q", got)
	}
}

func TestDamagedStatistics(t *testing.T) {
	for _, name := range []string{gate.StatisticsFile, gate.DocumentsFile} {
		for what, change := range map[string]func(string) error{
			"cut": func(f string) error { return os.Truncate(f, 20) }, "missing": os.Remove,
		} {
			t.Run(name+" "+what, func(t *testing.T) {
				a, b := generation(t, "A", corpus(), usualWords), generation(t, "B", corpus(), usualWords)
				if err := change(filepath.Join(b.Dir, name)); err != nil {
					t.Fatal(err)
				}
				r, err := gate.Compare(a, b, gate.DefaultLimits())
				if name == gate.StatisticsFile && what == "missing" {
					if err != nil || len(r.Notes) == 0 {
						t.Errorf("error %v, notes %q", err, r.Notes)
					}
				} else if !errors.Is(err, index.ErrCorrupt) {
					t.Errorf("error %v, want ErrCorrupt", err)
				}
			})
		}
	}
}

func TestCanaries(t *testing.T) {
	found := &gate.Answer{Total: 5, IDs: []string{"blog/storm#p3", "row-1"}}
	none, four := 0, 4
	for _, tt := range []struct {
		name   string
		canary gate.Canary
		err    error
		ok     bool
	}{
		{"enough", gate.Canary{AtLeast: 5}, nil, true},
		{"too few", gate.Canary{AtLeast: 6}, nil, false},
		{"too many", gate.Canary{AtMost: &four}, nil, false},
		{"none at all", gate.Canary{AtMost: &none}, nil, false},
		{"a unit", gate.Canary{Must: []string{"row-1"}}, nil, true},
		{"a document", gate.Canary{Must: []string{"blog/storm"}}, nil, true},
		{"the beginning of an id", gate.Canary{Must: []string{"blog/sto"}}, nil, false},
		{"one of two", gate.Canary{Must: []string{"row-1", "row-2"}}, nil, false},
		{"can't be asked", gate.Canary{AtLeast: 1}, errors.New("deadline"), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := &gate.Report{}
			tt.canary.Query = "颱風"
			err := r.Canaries(t.Context(), []gate.Canary{tt.canary}, func(context.Context, *gate.Canary, int) (*gate.Answer, error) { return found, tt.err })
			if err != nil || r.Checks[0].OK != tt.ok {
				t.Errorf("error %v, check %+v", err, r.Checks[0])
			}
		})
	}
	for name, bad := range map[string]gate.Canary{
		"no query": {AtLeast: 1}, "asks nothing": {Query: "x"}, "at least above at most": {Query: "x", AtLeast: 5, AtMost: &four},
		"too deep": {Query: "x", AtLeast: 1, Within: 101},
	} {
		if bad.Validate() == nil {
			t.Errorf("%s: no fault", name)
		}
	}
}

func TestMeasures(t *testing.T) {
	for _, tt := range []struct {
		before, now float64
		known, ok   bool
	}{{0.5, 0.49, true, true}, {0.5, 0.47, true, false}, {0, 0.1, false, true}, {0.5, 0.9, true, true}} {
		r := &gate.Report{}
		r.Measure("nDCG@10", tt.before, tt.now, tt.known, gate.DefaultLimits())
		if r.Checks[0].OK != tt.ok {
			t.Errorf("%+v: %+v", tt, r.Checks[0])
		}
	}
}

func TestLimits(t *testing.T) {
	l := gate.DefaultLimits()
	if err := l.Validate(); err != nil {
		t.Error(err)
	}
	l.LostDocuments, l.Measures = 101, -1
	if err := l.Validate(); err == nil || !strings.Contains(err.Error(), "lost_documents") || !strings.Contains(err.Error(), "measures") {
		t.Errorf("faults: %v", err)
	}
}

// Parts of a document add up, and what the builder left out is taken away.
func TestDigestDoesNotDependOnParts(t *testing.T) {
	d := corpus()[0]
	d.Format = "jsonl"
	dup := document.Unit{ID: "p0", Kind: document.KindParagraph, Text: "再一次"}
	first, second := *d, *d
	first.Units, second.Units = d.Units[:2], append(slices.Clone(d.Units[2:]), dup)
	list := func(left []index.Duplicate, parts ...*document.Document) gate.Entry {
		c, dir := gate.NewCollector(), t.TempDir()
		for _, p := range parts {
			c.Add(p)
		}
		if err := c.Finish(t.Context(), dir, vocabulary{}, &index.BuildReport{Duplicates: left}, "f", nil, 0); err != nil {
			t.Fatal(err)
		}
		for e, err := range gate.Entries(dir) {
			if err != nil {
				t.Fatal(err)
			}
			return *e
		}
		return gate.Entry{}
	}
	whole, parts := list(nil, d), list([]index.Duplicate{index.NewDuplicate(&second, &dup)}, &first, &second)
	if whole.Digest != parts.Digest || whole.AllUnits() != parts.AllUnits() {
		t.Errorf("%+v\n%+v", whole, parts)
	}
}
