package main

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wensou/analysis"
	"wensou/index"
	"wensou/search"
)

// Only units that hold a changed word are compared. No other may be cut
// differently: all units of the bundled documents are compared here.
func TestPreviewMissesNoUnit(t *testing.T) {
	t.Setenv("WENSOU_CACHE_DIR", t.TempDir())
	words := filepath.Join(t.TempDir(), "words.txt")
	if err := os.WriteFile(words, []byte("智慧治理 5000\n數位典藏\n颱風預警\n的資料\n港 9\n在地 900000000\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	c := &Config{CacheDir: os.Getenv("WENSOU_CACHE_DIR")}
	dir, remove, err := buildDemo(t.Context(), c, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	defer remove() //nolint:errcheck // a folder for temporary files
	next := *c
	next.UserDict = words
	p, h, err := openPreview(c, &next, dir)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	before, after := p.now.Analyzer(), p.next.Analyzer()
	r, err := previewCuts(t.Context(), h, "", words, before, after, true, 3)
	if err != nil {
		t.Fatal(err)
	}
	snap, err := h.Acquire()
	if err != nil {
		t.Fatal(err)
	}
	defer snap.Release()
	all, err := snap.Search(t.Context(), &index.Request{Match: index.All{}, Sort: index.ByRelevance, Size: snap.Stats().Units})
	if err != nil {
		t.Fatal(err)
	}
	changed := 0
	for _, hit := range all.Hits {
		units, err := snap.Fetch(t.Context(), []uint64{hit.Ref})
		if err != nil {
			t.Fatal(err)
		}
		if _, differs := compareCuts(units[0].Unit.Text, before, after); differs {
			changed++
		}
	}
	if len(all.Hits) != snap.Stats().Units || changed == 0 || r.Changed != changed || r.Looked != r.Holding || len(r.Shown) != 3 {
		t.Errorf("%d of %d units are cut differently, and the preview says %+v", changed, len(all.Hits), r)
	}
}

func TestSpread(t *testing.T) {
	refs := []uint64{0, 1, 2, 3, 4, 5, 6}
	for n, want := range map[int][]uint64{3: {0, 2, 4}, 7: refs, 9: refs, 1: {0}} {
		if got := spread(refs, n); !slices.Equal(got, want) {
			t.Errorf("%d of them: %v, want %v", n, got, want)
		}
	}
}

func TestDifferingCut(t *testing.T) {
	cut := func(text string) (string, []analysis.Token) { // words divided by bars
		var tokens []analysis.Token
		at := 0
		for w := range strings.SplitSeq(text, "|") {
			tokens = append(tokens, analysis.Token{Start: at, End: at + len(w)})
			at += len(w)
		}
		return strings.ReplaceAll(text, "|", ""), tokens
	}
	for _, tt := range []struct{ name, now, next, wantNow, wantNew string }{
		{"the same", "甲|乙", "甲|乙", "", ""},
		{"joined", "甲|乙|丙|丁", "甲|乙丙|丁", "甲|乙|丙|丁", "甲|乙丙|丁"},
		{"at the start", "甲|乙|丙|丁", "甲乙|丙|丁", "甲|乙|丙", "甲乙|丙"},
		{"at the end", "甲|乙丙", "甲|乙|丙", "甲|乙丙", "甲|乙|丙"},
		{"shifted", "甲乙|丙|丁", "甲|乙丙|丁", "甲乙|丙|丁", "甲|乙丙|丁"},
		{"only the first place", "甲|乙|丙|丁|戊|己", "甲乙|丙|丁|戊己", "甲|乙|丙", "甲乙|丙"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text, now := cut(tt.now)
			_, next := cut(tt.next)
			a, b := differingCut(text, now, next)
			if a != tt.wantNow || b != tt.wantNew {
				t.Errorf("%s and %s, want %s and %s", a, b, tt.wantNow, tt.wantNew)
			}
		})
	}
}

func TestCompareHits(t *testing.T) {
	q := queryChange{Now: reading{hits: []string{"a", "b", "c"}}, New: reading{hits: []string{"d", "a", "c"}}}
	q.compareHits()
	want := queryChange{Come: []rankedID{{"d", 1}}, Go: []rankedID{{"b", 2}}, Moved: []movedID{{"a", 1, 2}}}
	if d := cmp.Diff([]any{want.Come, want.Go, want.Moved}, []any{q.Come, q.Go, q.Moved}); d != "" {
		t.Error(d)
	}
	same := queryChange{Now: q.Now, New: q.Now}
	if same.compareHits(); same.changes() {
		t.Errorf("nothing changed: %+v", same)
	}
}

func TestReadQueries(t *testing.T) {
	for _, tt := range []struct{ name, text, want, fault string }{
		{"text", "\uFEFF颱風 預警\r\n\n軟體\n", "line 1=颱風 預警 line 3=軟體", ""},
		{"JSON", `{"id": "q1", "text": "颱風", "relevant": ["a"]}` + "\n" + `{"text": "軟體"}`, "q1=颱風 line 2=軟體", ""},
		{"empty texts are left out", `{"id": "q1", "text": " "}` + "\n颱風", "line 2=颱風", ""},
		{"bad JSON", `{"id"`, "", ":1: "},
		{"nothing", "\n", "", "holds no queries"},
		{"a long line", strings.Repeat("長", maxQueryLine), "", "which is no query"},
		{"too many", strings.Repeat("颱風\n", maxPreviewQueries+1), "", "at most 10000"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "q")
			if err := os.WriteFile(path, []byte(tt.text), 0o644); err != nil {
				t.Fatal(err)
			}
			queries, err := readQueries(path)
			if tt.fault != "" {
				if err == nil || !strings.Contains(err.Error(), tt.fault) {
					t.Errorf("error %v, want one that holds %q", err, tt.fault)
				}
				return
			}
			var got []string
			for _, q := range queries {
				got = append(got, q.ID+"="+q.Text)
			}
			if err != nil || strings.Join(got, " ") != tt.want {
				t.Errorf("%q, %v, want %s", got, err, tt.want)
			}
		})
	}
}

// A query that can't be asked ends a preview with its name.
func TestPreviewNamesABadQuery(t *testing.T) {
	s := search.NewService(index.NewHandle(index.Dir(t.TempDir()), nil), &analysis.Analyzer{}, search.Options{})
	_, err := compareQueries(t.Context(), s, s, []judged{{ID: "q7", Text: strings.Repeat("長", search.MaxQueryRunes+1)}})
	if err == nil || !strings.Contains(err.Error(), "query q7: ") {
		t.Errorf("error %v", err)
	}
}
