package search_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wensou/analysis"
	"wensou/document"
	"wensou/index"
	"wensou/index/bleveindex"
	"wensou/search"
)

var analyzer = sync.OnceValues(func() (*analysis.Analyzer, error) { return analysis.New(analysis.Options{}) })

// serviceOver publishes documents and answers searches over them.
func serviceOver(t *testing.T, docs ...*document.Document) *search.Service {
	t.Helper()
	a, err := analyzer()
	if err != nil {
		t.Fatal(err)
	}
	dir := index.Dir(filepath.Join(t.TempDir(), "index"))
	b, err := dir.NewBuild(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	builder, err := bleveindex.NewBuilder(b.Path, a, bleveindex.BuilderOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range docs {
		if err := errors.Join(d.Validate(), builder.Add(t.Context(), d)); err != nil {
			t.Fatal(err)
		}
	}
	report, err := builder.Finish(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	err = b.Seal(&index.Manifest{Engine: "bleve", Analyzer: a.Fingerprint(), Stats: report.Stats}, time.Now())
	if err = errors.Join(err, dir.Publish(b.Generation), b.Close()); err != nil {
		t.Fatal(err)
	}
	h := index.NewHandle(dir, func(path string, m *index.Manifest) (index.Searcher, error) { return bleveindex.Open(path, m, a) })
	if _, err := h.Refresh(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	return search.NewService(h, a, search.Options{Deadline: time.Minute})
}

// doc is a document whose units are p1, p2 …
func doc(id, date string, texts ...string) *document.Document {
	d := &document.Document{ID: document.ID(id), Path: id, Format: "markdown", Language: "zh-TW", Date: date, Title: "", Collection: id}
	for i, text := range texts {
		d.Units = append(d.Units, document.Unit{ID: document.UnitID(fmt.Sprintf("p%d", i+1)), Kind: document.KindParagraph, Text: text})
	}
	return d
}

// withNote hangs a footnote on the end of a unit.
func withNote(d *document.Document, unit int, text string) *document.Document {
	u := &d.Units[unit]
	u.Notes = append(u.Notes, document.NoteRef{Number: 1, Offset: len(u.Text)})
	d.Units = append(d.Units, document.Unit{
		ID: "fn1", Kind: document.KindFootnote, Number: 1, Text: text, Anchor: &document.Anchor{Unit: u.ID, Offset: len(u.Text)},
	})
	return d
}

// ask returns the answer and the ids of its hits, every unit for itself.
func ask(t *testing.T, s *search.Service, r search.Request) (*search.Response, string) {
	t.Helper()
	r.Ungrouped = true
	resp, err := s.Search(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, h := range resp.Hits {
		ids = append(ids, h.ID)
	}
	return resp, strings.Join(ids, " ")
}

// warnings is a small library about typhoon warnings.
func warnings() []*document.Document {
	return []*document.Document{
		withNote(doc("a", "2023-05", "颱風預警傳到了里長手上。", "颱風預警的系統。"), 1, "里長的話，見訪談紀錄。"),
		doc("b", "2024-06-01", "里長說颱風來了，預警還沒有到。"),
		doc("c", "2025-01-02", "圖書館關於颱風的書。", "里長在圖書館。"),
		doc("d", "", "企鵝。"),
	}
}

// relaxedCase is a request with the hits and the widening it must give.
type relaxedCase struct {
	name    string
	request search.Request
	ids     string
	relaxed *search.Relaxed
}

func checkRelaxed(t *testing.T, s *search.Service, cases []relaxedCase) {
	t.Helper()
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			resp, ids := ask(t, s, tc.request)
			if ids != tc.ids {
				t.Errorf("hits %s, want %s (read as %s)", ids, tc.ids, resp.Query.Read)
			}
			if diff := cmp.Diff(tc.relaxed, resp.Query.Relaxed); diff != "" {
				t.Errorf("relaxed (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRelaxing(t *testing.T) {
	s := serviceOver(t, warnings()...)
	checkRelaxed(t, s, []relaxedCase{
		{"one word is not relaxed", search.Request{Query: "圖書館"}, "c#p2 c#p1", nil},
		{"nor is one word typed twice", search.Request{Query: "企鵝 企鵝"}, "d#p1", nil},
		{
			"what holds all words stands first",
			search.Request{Query: "里長 圖書館"},
			"c#p2 c#p1 a#fn1 a#p1 b#p1 a#p2", &search.Relaxed{HoldAll: 1, Words: 2, Minimum: 1},
		},
		{
			"a phrase is held by all, and not by a context",
			search.Request{Query: `"颱風預警" 里長`},
			"a#p1 a#p2", &search.Relaxed{HoldAll: 1, Words: 2, Minimum: 1, Phrases: 1},
		},
		{
			"words beside a phrase may be all away",
			search.Request{Query: `"颱風預警" 企鵝 圖書館`},
			"a#p2 a#p1", &search.Relaxed{HoldAll: 0, Words: 3, Minimum: 1, Phrases: 1},
		},
		{"phrases alone", search.Request{Query: `"颱風預警" "里長"`}, "a#p1", nil},
		{"nothing holds the phrase", search.Request{Query: `"預警颱風" 里長`}, "", nil},
		{"all", search.Request{Query: "里長 圖書館", Mode: search.ModeAll}, "c#p2", nil},
		{"newest first: what holds all", search.Request{Query: "颱風 里長", Sort: index.ByNewest}, "b#p1 a#p1", nil},
		{
			"newest first: as many words as any unit holds",
			search.Request{Query: "颱風 圖書館 企鵝", Sort: index.ByNewest},
			"c#p1", &search.Relaxed{HoldAll: 0, Words: 3, Minimum: 2},
		},
		{
			"oldest first: one of two words",
			search.Request{Query: "系統 企鵝", Sort: index.ByOldest},
			"a#p2 a#fn1 d#p1", &search.Relaxed{HoldAll: 0, Words: 2, Minimum: 1},
		},
		{
			"under a filter",
			search.Request{Query: "里長 圖書館", Sources: []string{"b"}},
			"b#p1", &search.Relaxed{HoldAll: 0, Words: 2, Minimum: 1},
		},
	})
}

// With enough units that hold all words, nothing else is shown.
func TestNotRelaxed(t *testing.T) {
	texts := make([]string, 30)
	for i := range texts {
		texts[i] = fmt.Sprintf("颱風與里長，第 %d 則。", i)
	}
	s := serviceOver(t, doc("many", "", texts...), doc("one", "", "颱風。"))
	if resp, _ := ask(t, s, search.Request{Query: "颱風 里長"}); resp.Total != 30 || resp.Query.Relaxed != nil {
		t.Errorf("%d units, relaxed: %+v", resp.Total, resp.Query.Relaxed)
	}
}

func TestRegionalWords(t *testing.T) {
	s := serviceOver(
		t,
		doc("a", "", "資料共享是責任。", "共享資料。", "數據共享平臺。"),
		doc("b", "", "數位的時代，變化更大。", "說到落差。", "數碼城市。"),
		doc("c", "", "中國和國家的發展。", "中國。", "魍魎。", "平天下。"),
	)
	checkRelaxed(t, s, []relaxedCase{
		{"inside a long word", search.Request{Query: "數據共享"}, "a#p3 a#p1", nil},
		{"in the other direction", search.Request{Query: "資料共享", Mode: search.ModeAll}, "a#p1 a#p2 a#p3", nil},
		{"not when they are switched off", search.Request{Query: "數據共享", Exact: true}, "a#p3", nil},
		{
			"a known word that nothing holds is divided",
			search.Request{Query: "數位落差"},
			"b#p2 b#p1 b#p3", &search.Relaxed{HoldAll: 0, Words: 2, Minimum: 1, Parts: []string{"數位", "落差"}},
		},
		{"all words are all words", search.Request{Query: "數位落差", Mode: search.ModeAll}, "", nil},
		{"a phrase is a phrase", search.Request{Query: `"數位落差"`}, "", nil},
		{
			"divided into the words inside",
			search.Request{Query: "發展中國家"},
			"c#p1 c#p2", &search.Relaxed{HoldAll: 1, Words: 3, Minimum: 1, Parts: []string{"發展", "中國", "國家"}},
		},
		{
			"sorted by date, units that hold all parts will do",
			search.Request{Query: "發展中國家", Sort: index.ByOldest},
			"c#p1", &search.Relaxed{HoldAll: 1, Words: 3, Minimum: 3, Parts: []string{"發展", "中國", "國家"}},
		},
		{
			"into pairs of characters where there are no words",
			search.Request{Query: "享平天"},
			"c#p4 a#p3", &search.Relaxed{HoldAll: 0, Words: 2, Minimum: 1, Parts: []string{"享平", "平天"}},
		},
		{
			"words that nothing holds, all of them",
			search.Request{Query: "魑魅魍魎 企鵝"},
			"c#p3", &search.Relaxed{HoldAll: 0, Words: 2, Minimum: 1, Parts: []string{"魑魅", "魍魎"}},
		},
		{"a filter is to blame", search.Request{Query: "數據共享", Sources: []string{"c"}}, "", nil},
		{
			"no filter is",
			search.Request{Query: "發展中國家", Sources: []string{"c"}},
			"c#p1 c#p2", &search.Relaxed{HoldAll: 1, Words: 3, Minimum: 1, Parts: []string{"發展", "中國", "國家"}},
		},
	})
}

// A query without letters is searched for its signs; one without anything that
// can be searched finds nothing, and says so.
func TestQueriesWithoutWords(t *testing.T) {
	s := serviceOver(t, doc("a", "2023", "占 82%。", "「引文」……"), doc("b", "2025", "C++ 與 C#", "……"))
	for _, tc := range []struct {
		name    string
		request search.Request
		ids     string
		warned  []string
	}{
		{"no query lists everything", search.Request{}, "a#p1 a#p2 b#p1 b#p2", []string{}},
		{"in any mode", search.Request{Mode: search.ModeAny}, "a#p1 a#p2 b#p1 b#p2", []string{}},
		{"newest first", search.Request{Sort: index.ByNewest}, "b#p1 b#p2 a#p1 a#p2", []string{}},
		{"under filters", search.Request{Query: " \u3000", Sources: []string{"b"}}, "b#p1 b#p2", []string{}},
		{"a sign", search.Request{Query: "%"}, "a#p1", []string{}},
		{"full width", search.Request{Query: "％"}, "a#p1", []string{}},
		{"a run of signs as it stands", search.Request{Query: "」……"}, "a#p2", []string{}},
		{"several runs", search.Request{Query: "「 ……"}, "a#p2", []string{}},
		{"in any mode", search.Request{Query: "% ……", Mode: search.ModeAny}, "a#p1 a#p2 b#p2", []string{}},
		{"as a phrase", search.Request{Query: "%。", Mode: search.ModePhrase}, "a#p1", []string{}},
		{"beside words they are passed over", search.Request{Query: "% 引文"}, "a#p2", []string{}},
		{"a sign that nothing holds", search.Request{Query: "★"}, "", []string{}},
		{"invalid bytes", search.Request{Query: "\xff\xfe"}, "", []string{search.WarnNothingToSearch}},
		{"invisible", search.Request{Query: "\u200b"}, "", []string{search.WarnNothingToSearch}},
		{"empty quotes", search.Request{Query: `""`}, "", []string{search.WarnNothingToSearch}},
		{"empty quotes in each mode", search.Request{Query: `""`, Mode: search.ModePhrase}, "", []string{search.WarnNothingToSearch}},
		{"an invisible phrase", search.Request{Query: "\"\u200b\"", Mode: search.ModeAny}, "", []string{search.WarnNothingToSearch}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			resp, ids := ask(t, s, tc.request)
			if ids != tc.ids {
				t.Errorf("hits %s, want %s (read as %s)", ids, tc.ids, resp.Query.Read)
			}
			if diff := cmp.Diff(tc.warned, resp.Warnings); diff != "" {
				t.Errorf("warnings (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhyNothingIsFound(t *testing.T) {
	s := serviceOver(t, warnings()...)
	for _, tc := range []struct {
		name    string
		request search.Request
		want    *search.Why
	}{
		{"something is found", search.Request{Query: "颱風"}, nil},
		{"a word as typed", search.Request{Query: "駱駝"}, &search.Why{Missing: []string{"駱駝"}}},
		{"in the script of the query", search.Request{Query: "骆驼"}, &search.Why{Missing: []string{"骆驼"}}},
		{"a phrase as typed", search.Request{Query: `"预警颱风"`}, &search.Why{Missing: []string{"预警颱风"}}},
		{
			"one of two",
			search.Request{Query: "颱風 駱駝", Mode: search.ModeAll},
			&search.Why{Missing: []string{"駱駝"}, AnyWord: 4},
		},
		{
			"function words count where all words do",
			search.Request{Query: "關於 企鵝", Mode: search.ModeAll},
			&search.Why{Words: []string{"關於", "企鵝"}, AnyWord: 1},
		},
		{
			"the one that is too much",
			search.Request{Query: "颱風 里長 企鵝", Mode: search.ModeAll},
			&search.Why{Words: []string{"企鵝"}, AnyWord: 7},
		},
		{
			"a phrase keeps a word away",
			search.Request{Query: `"預警颱風" 企鵝`},
			&search.Why{Missing: []string{"預警颱風"}, AnyWord: 1},
		},
		{
			"a filter",
			search.Request{Query: "企鵝", Sources: []string{"a"}, Kinds: []string{"paragraph"}},
			&search.Why{WithoutFilters: 1, Filters: []string{"source"}},
		},
		{
			"dates",
			search.Request{Query: "颱風", From: "2026", Sources: []string{"a"}},
			&search.Why{WithoutFilters: 4, Filters: []string{"date"}},
		},
		{
			"two filters that only go together",
			search.Request{Query: "企鵝", Sources: []string{"a"}, From: "2026"},
			&search.Why{WithoutFilters: 1},
		},
		{
			"without the filter the query is relaxed",
			search.Request{Query: "企鵝 圖書館", Sources: []string{"b"}},
			&search.Why{WithoutFilters: 3, Filters: []string{"source"}},
		},
		{"nothing to search", search.Request{Query: `""`, Sources: []string{"a"}}, &search.Why{}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			resp, _ := ask(t, s, tc.request)
			if diff := cmp.Diff(tc.want, resp.Why); diff != "" {
				t.Errorf("why (-want +got):\n%s", diff)
			}
		})
	}
}

// Operators over the library of warnings. Conditions are never relaxed.
func TestOperators(t *testing.T) {
	s := serviceOver(t, append(warnings(), doc("e", "", "作者：王小明（編）說：「颱風 OR 地震」。", "人工智慧。", "人工智能。"), doc("aa", "", "駱駝。"))...)
	for _, tc := range []struct{ name, query, ids, read string }{
		{"not", "颱風 -里長 -地震", "a#p2 c#p1", "颱風 -里長 -地震"},
		{"everything but", "-颱風 -里長 -人工智慧", "d#p1 aa#p1", "-颱風 -里長 -人工智慧"},
		{"or", "企鵝 OR 圖書館", "d#p1 c#p2 c#p1", "企鵝 OR 圖書館"},
		{"a condition is not relaxed", "里長 圖書館 -颱風", "c#p2 a#fn1", "里長 圖書館 -颱風"},
		{"nor is what AND joins", "里長 AND 圖書館 企鵝", "c#p2", "(里長 AND 圖書館) 企鵝"},
		{"a choice is one thing", "(企鵝 OR 圖書館) 系統", "d#p1 a#p2 a#fn1 c#p2 c#p1", "(企鵝 OR 圖書館) 系統"},
		{"exact", "=人工智慧", "e#p2", "=人工智慧"},
		{"Chinese prefix", "人工*", "e#p2 e#p3", "人工*"},
		{"near", "里長 NEAR/1 颱風 -企鵝", "b#p1", "(里長 NEAR/1 颱風) -企鵝"},
		{"not so near", "里長 NEAR/0 颱風", "", "里長 NEAR/0 颱風"},
		{"a value that is just this", "source:a", "a#p1 a#p2 a#fn1", "source:a"},
		{"a part of values", "kind:note", "a#fn1", "kind:note"},
		{"a date is not relaxed", "里長 圖書館 date:2024", "b#p1", "里長 圖書館 date:2024"},
		{"before", "before:2024-06 -kind:腳註", "a#p1 a#p2", "before:2024-06 -kind:腳註"},
		{"a pasted passage", "作者：王小明（編）說：「颱風 OR 地震」", "e#p1", "\\作者：王小明\\（編\\）說：\\「颱風 \\OR 地震\\」"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			resp, ids := ask(t, s, search.Request{Query: tc.query})
			got, want := strings.Fields(ids), strings.Fields(tc.ids)
			slices.Sort(got)
			slices.Sort(want)
			if tc.name == "a pasted passage" { // relaxed as other text is
				got = got[:0]
				for _, h := range resp.Hits[:1] {
					got = append(got, h.ID)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("hits (-want +got):\n%s", diff)
			}
			if resp.Query.Read != tc.read {
				t.Errorf("read as %s, want %s", resp.Query.Read, tc.read)
			}
		})
	}
	resp, _ := ask(t, s, search.Request{Query: "企鵝 -企鵝"})
	if diff := cmp.Diff(&search.Why{Words: []string{"-企鵝"}}, resp.Why); diff != "" {
		t.Errorf("why (-want +got):\n%s", diff)
	}
	for q, want := range map[string]string{"OR 颱風": search.WarnOperatorAsText, "作者：王小明（編）說：「颱風 OR 地震」": search.WarnQuotation} {
		if resp, _ := ask(t, s, search.Request{Query: q}); !slices.Equal(resp.Warnings, []string{want}) {
			t.Errorf("%s: warnings %v, want %s", q, resp.Warnings, want)
		}
	}
}

func TestHowTheQueryWasRead(t *testing.T) {
	s := serviceOver(t, warnings()...)
	for mode, want := range map[search.Mode]string{"": "auto", "auto": "auto", "all": "all", "any": "any", "phrase": "phrase"} {
		if resp, _ := ask(t, s, search.Request{Query: "颱風", Mode: mode}); resp.Query.Mode != want {
			t.Errorf("mode %q is answered as %q", mode, resp.Query.Mode)
		}
	}
	var words []string
	for i := range search.MaxClauses + 1 {
		words = append(words, fmt.Sprint(i))
	}
	resp, _ := ask(t, s, search.Request{Query: strings.Join(words, " ")})
	if diff := cmp.Diff([]string{search.WarnWordsDropped}, resp.Warnings); diff != "" {
		t.Errorf("%d words: warnings (-want +got):\n%s", len(words), diff)
	}
	resp, _ = ask(t, s, search.Request{Query: strings.Join(words[1:], " ")})
	if len(resp.Warnings) > 0 {
		t.Errorf("%d words: warnings %v", len(words)-1, resp.Warnings)
	}
}

// The reader marks what the search found, and where that were parts of a word,
// the parts.
func TestMarkDocument(t *testing.T) {
	d := doc("a", "", "發展與國家，1,908 年。", "沒有。")
	s := serviceOver(t, d)
	for _, tc := range []struct {
		query string
		mode  search.Mode
		want  []string
	}{
		{"国家", search.ModeAuto, []string{"國家"}},
		{"1908", search.ModeAuto, []string{"1,908"}},
		{"發展中國家", search.ModeAuto, []string{"發展", "國家"}},
		{"發展中國家", search.ModeAll, nil},
		{`"發展中國家"`, search.ModeAuto, nil},
		{"", search.ModeAuto, nil},
	} {
		var got []string
		for _, r := range s.MarkDocument(d, tc.query, tc.mode)["p1"] {
			got = append(got, d.Units[0].Text[r[0]:r[1]])
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s (%q): marks (-want +got):\n%s", tc.query, tc.mode, diff)
		}
	}
}
