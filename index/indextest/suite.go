package indextest

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"wensou/analysis"
	"wensou/document"
	"wensou/index"
)

// Engine builds documents, given in canonical order, into a searcher that the
// test closes.
type Engine func(t *testing.T, docs []*document.Document) index.Searcher

// Run is the suite over a small corpus.
func Run(t *testing.T, a *analysis.Analyzer, build Engine) {
	docs := Corpus()
	s := build(t, docs)
	o := NewOracle(a, docs)
	t.Run("requests", func(t *testing.T) { testRequests(t, s, o) })
	t.Run("random requests agree with the oracle", func(t *testing.T) { testRandom(t, s, o, newGenerator(7, a, docs), 300) })
	t.Run("the best are looked at again", func(t *testing.T) { testRescore(t, s, newGenerator(17, a, docs), 100) })
	t.Run("every piece of a title is found", func(t *testing.T) { testTitles(t, s, docs) })
	t.Run("paging is gapless", func(t *testing.T) { testPaging(t, s) })
	t.Run("explanations add up", func(t *testing.T) { testExplain(t, s, o) })
	t.Run("stored units come back", func(t *testing.T) { testStored(t, s, docs) })
	t.Run("parts of a document are one", func(t *testing.T) { testParts(t, a, build) })
	t.Run("deadline", func(t *testing.T) { testDeadline(t, s) })
	t.Run("vocabulary", func(t *testing.T) { testVocabulary(t, s, a, docs) })
	t.Run("stats", func(t *testing.T) { testStats(t, s, docs) })
}

var everything = index.All{}

func date(s string) time.Time {
	first, _, err := document.DateSpan(s)
	if err != nil {
		panic(err) // a table of this file
	}
	return first
}

// testRequests is the table of what every engine must do; the oracle says the
// expected result, want pins the ones that a reader should see.
func testRequests(t *testing.T, s index.Searcher, o *Oracle) {
	words := func(ts ...string) (out []index.Weighted) {
		for _, x := range ts {
			out = append(out, index.Weighted{Term: index.Term{Field: index.FieldGrams, Term: x}, Weight: 1})
		}
		return out
	}
	for _, tc := range []struct {
		name string
		req  index.Request
		want int // units of the documents written by hand, -1 to leave it to the oracle
	}{
		{"everything", index.Request{Match: everything}, -1},
		{"a phrase across script and a line end", index.Request{Match: index.Literal{Text: analysis.Fold("人工智能")}}, 2},
		{"a phrase inside a longer word", index.Request{Match: index.Literal{Text: analysis.Fold("農業")}}, 2},
		{"one character", index.Request{Match: index.Literal{Text: "蝶"}}, 1},
		{"one character at the end of a text", index.Request{Match: index.Literal{Text: "末"}}, 1},
		{"part of a Latin word", index.Request{Match: index.Literal{Text: "tific"}}, 1},
		{"punctuation", index.Request{Match: index.Literal{Text: "《"}}, 1},
		{"a character and punctuation", index.Request{Match: index.Literal{Text: "》末"}}, 1},
		{"letters, space, letters", index.Request{Match: index.Literal{Text: "l int"}}, 1},
		{"bigrams present, phrase absent", index.Request{Match: index.Literal{Text: analysis.Fold("國家銀行")}}, 0},
		{"nothing", index.Request{Match: index.Literal{Text: "無此字串"}}, 0},
		{"a word", index.Request{Match: index.Term{Field: index.FieldWords, Term: "gpt-4"}}, 1},
		{"part of a title", index.Request{Match: index.TitleLiteral{Text: analysis.Fold("工智慧")}}, 4},
		{"one character of a title", index.Request{Match: index.TitleLiteral{Text: "银"}}, 4},
		{"part of a Latin word in a title", index.Request{Match: index.TitleLiteral{Text: "ote"}}, 7},
		{"a gram of a title that holds others between", index.Request{Match: index.TitleLiteral{Text: analysis.Fold("農研")}}, 0},
		{"a title without anything", index.Request{Match: index.TitleLiteral{}}, 0},
		{"the beginning of a word", index.Request{Match: index.Prefix{Field: index.FieldWords, Text: "artific"}}, 1},
		{"the beginning of a word that is whole", index.Request{Match: index.Prefix{Field: index.FieldWords, Text: "gpt-4"}}, 1},
		{"the middle of a word is no beginning", index.Request{Match: index.Prefix{Field: index.FieldWords, Text: "tific"}}, 0},
		{"no beginning", index.Request{Match: index.Prefix{Field: index.FieldWords}}, 0},
		{"a value that contains a text", index.Request{Match: index.Value{Field: index.FieldTopic, Text: analysis.Fold("治理")}}, 4},
		{"a journal, by its citation and two short forms", index.Request{Match: index.Value{Field: index.FieldJournal, Text: analysis.Fold("經濟研究")}}, 3},
		{"a cited title in another script", index.Request{Match: index.Value{Field: index.FieldCitedTitle, Text: "农业银行"}}, 3},
		{"a cited title, by its work", index.Request{Match: index.Value{Field: index.FieldCitedTitle, Text: "rural credit"}}, 2},
		{"a short form that leads nowhere", index.Request{Match: index.Value{Field: index.FieldCitedTitle, Text: "rural"}}, 3},
		{"a cited author", index.Request{Match: index.Value{Field: index.FieldCitedAuthor, Text: "ann smith"}}, 3},
		{"an editor", index.Request{Match: index.Value{Field: index.FieldCitedAuthor, Text: analysis.Fold("編輯")}}, 3},
		{"a translator", index.Request{Match: index.Value{Field: index.FieldCitedAuthor, Text: analysis.Fold("譯者")}}, 2},
		{"a year before 1000", index.Request{Match: index.Value{Field: index.FieldCitedYear, Text: "0987"}}, 2},
		{"a filter by a field of citations", index.Request{Match: everything, Filters: []index.Filter{{Field: index.FieldCitedYear, Values: []string{"1998"}}}}, 3},
		{"no value", index.Request{Match: index.Value{Field: index.FieldDoc}}, 0},
		{"near", index.Request{Match: index.Near{Texts: []string{"国家", analysis.Fold("銀行")}, Distance: 1}}, 1},
		{"near, too far", index.Request{Match: index.Near{Texts: []string{"人工", "gpt"}, Distance: 25}}, 0},
		{"near, far enough", index.Request{Match: index.Near{Texts: []string{"gpt", "人工"}, Distance: 30}}, 1},
		{"near itself", index.Request{Match: index.Near{Texts: []string{"银行", "银行"}, Distance: 4}}, 1},
		{"near itself, with one place", index.Request{Match: index.Near{Texts: []string{"智慧", "智慧"}, Distance: 99}}, 0},
		{"near nothing", index.Request{Match: index.Near{}}, 0},
		{"dated, below not", index.Request{Match: index.All{index.Not{Clause: index.Dated{From: date("2024-06-01")}}, index.Literal{Text: analysis.Fold("沒有")}}}, 1},
		{"dated, below any", index.Request{Match: index.Any{Min: 1, Clauses: []index.Clause{
			index.Dated{To: date("2021-01-01")}, index.TitleLiteral{Text: "无日"},
		}}}, 8},
		{"dated by nothing", index.Request{Match: index.Dated{}}, -1},
		{"units by their refs", index.Request{Match: index.Refs{What: "three", Refs: []uint64{1, 3, 1 << 40}}}, -1},
		{"a filter by refs", index.Request{Match: everything, Filters: []index.Filter{{Field: index.FieldWork, Values: []string{"a"}, Refs: []uint64{0, 2, 5}}}}, -1},
		{"a filter by refs that keeps nothing", index.Request{Match: everything, Filters: []index.Filter{{Field: index.FieldWork, Refs: []uint64{}}}}, 0},
		{"not", index.Request{Match: index.Not{Clause: index.Literal{Text: "人"}}}, -1},
		{"two of three", index.Request{Match: index.Any{Min: 2, Clauses: []index.Clause{
			index.Literal{Text: "中国"}, index.Literal{Text: analysis.Fold("農業")}, index.Literal{Text: analysis.Fold("發展")},
		}}}, 2},
		{"more than there are", index.Request{Match: index.Any{Min: 2, Clauses: []index.Clause{index.Literal{Text: "中国"}}}}, 0},
		{"filter by source", index.Request{Match: everything, Filters: []index.Filter{{Field: index.FieldSource, Values: []string{"部落格"}}}}, -1},
		{"two values are or, two filters and", index.Request{Match: everything, Filters: []index.Filter{
			{Field: index.FieldTopic, Values: []string{"AI治理", "農業"}}, {Field: index.FieldKind, Values: []string{"paragraph"}},
		}}, -1},
		{"a value that nothing has", index.Request{Match: everything, Filters: []index.Filter{{Field: index.FieldAuthor, Values: []string{"無名"}}}}, 0},
		{"dates from", index.Request{Match: everything, Dates: index.DateRange{From: date("2025-01-01")}}, -1},
		{"dates to", index.Request{Match: everything, Dates: index.DateRange{To: date("2024-01-01")}}, -1},
		{"a year overlaps a month", index.Request{Match: everything, Dates: index.DateRange{From: date("2024-06-01"), To: date("2024-07-01")}}, -1},
		{"sorted by score", index.Request{Match: everything, Score: words("中国", "人工", "工智")}, -1},
		{"newest first", index.Request{Match: everything, Score: words("中国"), Sort: index.ByNewest}, -1},
		{"oldest first", index.Request{Match: everything, Score: words("中国"), Sort: index.ByOldest}, -1},
		{"grouped", index.Request{Match: everything, Score: words("中国", "农业"), Group: true}, -1},
		{"grouped, newest first", index.Request{Match: everything, Group: true, Sort: index.ByNewest}, -1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.req.Size = 50
			tc.req.Facets = allFacets(20)
			compare(t, s, o, &tc.req)
			if tc.want < 0 {
				return
			}
			tc.req.Filters = append(tc.req.Filters, index.Filter{Field: index.FieldDoc, Values: []string{"blog/ai", "papers/bank", "papers/notes", "undated"}})
			if got := compare(t, s, o, &tc.req); got.Total != tc.want {
				t.Errorf("%s: %d units, want %d", tc.req.Match, got.Total, tc.want)
			}
		})
	}
}

func allFacets(n int) (fs []index.FacetRequest) {
	for _, f := range index.Facets {
		fs = append(fs, index.FacetRequest{Field: f, Limit: n})
	}
	return fs
}

// compare runs a request on the engine and the oracle.
func compare(t *testing.T, s index.Searcher, o *Oracle, r *index.Request) *index.Result {
	t.Helper()
	var counted []uint64
	asked := *r
	asked.Facets = append(slices.Clone(r.Facets), index.FacetRequest{Field: index.FieldWork, Count: func(ref uint64) { counted = append(counted, ref) }})
	res, err := s.Search(t.Context(), &asked)
	if err != nil {
		t.Fatalf("search %s: %v", r.Match, err)
	}
	want := o.search(r)
	if diff := cmp.Diff(want.counted, counted, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s under %v and %v: units to count (-oracle +engine):\n%s", r.Match, r.Filters, r.Dates, diff)
	}
	if res.Total != want.total || res.Groups != want.groups {
		t.Errorf("%s: total %d, groups %d; the oracle has %d and %d", r.Match, res.Total, res.Groups, want.total, want.groups)
	}
	counts, err := s.Count(t.Context(), &index.CountRequest{Matches: []index.Clause{r.Match, everything, r.Match}, Filters: r.Filters, Dates: r.Dates})
	if err != nil || len(counts) != 3 || counts[0] != want.total || counts[1] < want.total || counts[2] != want.total {
		t.Errorf("%s: counted as %v, %v; the oracle has %d", r.Match, counts, err, want.total)
	}
	if diff := cmp.Diff(want.facets, res.Facets, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s under %v and %v: facets (-oracle +engine):\n%s", r.Match, r.Filters, r.Dates, diff)
	}
	if err := o.verify(r, want, o.unitsOf(t, s, res.Hits), res.Hits); err != nil {
		t.Errorf("%s under %v and %v, scored by %v and %v, sort %q, group %v, from %d, size %d: %v",
			r.Match, r.Filters, r.Dates, r.Score, r.Boosts, r.Sort, r.Group, r.From, r.Size, err)
	}
	return res
}

// unitsOf reads the hits' keys.
func (o *Oracle) unitsOf(t *testing.T, s index.Searcher, hits []index.Hit) (units []int) {
	t.Helper()
	refs := make([]uint64, len(hits))
	for i, h := range hits {
		refs[i] = h.Ref
	}
	stored, err := s.Fetch(t.Context(), refs)
	if err != nil {
		t.Fatalf("fetch: %v", err)
	}
	for _, st := range stored {
		n, ok := o.number[st.Key]
		if !ok {
			t.Fatalf("fetched a unit %s that was not put in", st.Key)
		}
		units = append(units, n)
	}
	return units
}

// testRandom compares random clauses under random filters.
func testRandom(t *testing.T, s index.Searcher, o *Oracle, g *generator, n int) {
	for i := range n {
		r := g.request()
		t.Run(fmt.Sprint(i), func(t *testing.T) { compare(t, s, o, r) })
	}
}

func testPaging(t *testing.T, s index.Searcher) {
	for _, group := range []bool{false, true} {
		all, err := s.Search(t.Context(), &index.Request{Match: everything, Size: 1000, Group: group})
		if err != nil {
			t.Fatal(err)
		}
		var paged []index.Hit
		for from := 0; from < len(all.Hits)+3; from += 3 {
			page, err := s.Search(t.Context(), &index.Request{Match: everything, From: from, Size: 3, Group: group})
			if err != nil {
				t.Fatal(err)
			}
			paged = append(paged, page.Hits...)
		}
		if diff := cmp.Diff(all.Hits, paged); diff != "" {
			t.Errorf("group=%v: pages of 3 differ from one page (-one +pages):\n%s", group, diff)
		}
	}
}

func testExplain(t *testing.T, s index.Searcher, o *Oracle) {
	r := &index.Request{Match: everything, Size: 100, Boosts: []index.Boost{{Clause: index.Literal{Text: "国"}, Value: 0.25}}}
	for _, g := range []string{"中国", "农业", "人工", "工智"} {
		r.Score = append(r.Score, index.Weighted{Term: index.Term{Field: index.FieldGrams, Term: g}, Weight: 0.5})
	}
	res := compare(t, s, o, r)
	for _, h := range res.Hits {
		x, err := s.Explain(t.Context(), r, h.Ref)
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for _, d := range x.Details {
			sum += d.Value
		}
		if math.Abs(sum-h.Score) > 1e-5 || math.Abs(x.Value-h.Score) > 1e-5 {
			t.Errorf("unit %d: parts add up to %v, the explanation says %v, the hit has %v", h.Ref, sum, x.Value, h.Score)
		}
	}
}

func testStored(t *testing.T, s index.Searcher, docs []*document.Document) {
	for _, d := range docs {
		got, err := s.Document(t.Context(), d.ID)
		if err != nil {
			t.Fatalf("document %s: %v", d.ID, err)
		}
		if diff := cmp.Diff(d, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("document %s (-put in +come back):\n%s", d.ID, diff)
		}
		for i := range d.Units {
			found, err := s.Lookup(t.Context(), []index.UnitKey{index.KeyOf(d, d.Units[i].ID), "no such key"})
			if err != nil || len(found) != 1 || found[0].Unit.Text != d.Units[i].Text {
				t.Errorf("lookup of %s: %v, %v", d.Units[i].ID, found, err)
			}
		}
	}
	if _, err := s.Document(t.Context(), "no such document"); err == nil {
		t.Error("a document that isn't there was found")
	}
}

func testParts(t *testing.T, a *analysis.Analyzer, build Engine) {
	part := func(id, text string) *document.Document {
		return &document.Document{ID: "long", Format: "jsonl", Title: "長文", Units: []document.Unit{
			{ID: document.UnitID(id), Kind: document.KindParagraph, Text: text},
		}}
	}
	s := build(t, []*document.Document{part("r1", "第一段"), part("r2", "第二段"), part("r1", "重複的鍵")})
	d, err := s.Document(t.Context(), "long")
	if err != nil || len(d.Units) != 2 || s.Stats().Documents != 1 {
		t.Fatalf("document %+v, stats %+v, error %v; want one document of two units", d, s.Stats(), err)
	}
	testRetitled(t, a, build)
	// Every document in two parts, far from each other.
	var front, rear []*document.Document
	for _, d := range LargeCorpus(2000) {
		a, b := *d, *d
		a.Units, b.Units = d.Units[:len(d.Units)/2], d.Units[len(d.Units)/2:]
		front, rear = append(front, &a), append(rear, &b)
	}
	docs := append(front, rear...)
	testRandom(t, build(t, docs), NewOracle(a, docs), newGenerator(12, a, rear), 60)
}

// testTitles asks for every piece of every title.
func testTitles(t *testing.T, s index.Searcher, docs []*document.Document) {
	for _, d := range docs {
		title := []rune(analysis.Fold(d.Title))
		for from := range title {
			for to := from + 1; to <= len(title); to++ {
				text := string(title[from:to])
				res := answered(t, s, &index.Request{Match: index.TitleLiteral{Text: text}, Filters: []index.Filter{{Field: index.FieldDoc, Values: []string{string(d.ID)}}}})
				if res.Total != len(d.Units) {
					t.Errorf("%q of the title of %s finds %d of its %d units", text, d.ID, res.Total, len(d.Units))
				}
			}
		}
	}
}

// testRetitled: the title of a document is that of its first part, even if all
// its units are of a later one.
func testRetitled(t *testing.T, a *analysis.Analyzer, build Engine) {
	part := func(title string, texts ...string) *document.Document {
		d := &document.Document{ID: "long", Format: "jsonl", Title: title}
		for _, s := range texts {
			d.Units = append(d.Units, document.Unit{ID: document.UnitID(s), Kind: document.KindParagraph, Text: s})
		}
		return d
	}
	docs := []*document.Document{part("人工智能"), part("農業發展", "第一段", "第二段")}
	s, o := build(t, docs), NewOracle(a, docs)
	for text, want := range map[string]int{"工智": 2, "人工智能": 2, "业发": 0} {
		if got := compare(t, s, o, &index.Request{Match: index.TitleLiteral{Text: text}, Size: 9}); got.Total != want {
			t.Errorf("title %s: %d units, want %d", text, got.Total, want)
		}
	}
}

func testDeadline(t *testing.T, s index.Searcher) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Search(ctx, &index.Request{Match: index.Literal{Text: "中国"}, Size: 1}); err == nil {
		t.Error("a search whose context is over was answered")
	}
}

func testStats(t *testing.T, s index.Searcher, docs []*document.Document) {
	st := s.Stats()
	units := 0
	for _, d := range docs {
		units += len(d.Units)
	}
	sum := 0
	for _, n := range st.Kinds {
		sum += n
	}
	if st.Documents != len(docs) || st.Units != units || sum != units {
		t.Errorf("stats %+v, want %d documents and %d units", st, len(docs), units)
	}
}
