package bleveindex_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"wensou/analysis"
	"wensou/index"
	"wensou/index/bleveindex"
	"wensou/index/indextest"
)

// asking is a request as a result page makes one: units that hold all the
// texts, scored by their grams and words, with facets and the first 20.
func asking(tb testing.TB, texts ...string) *index.Request {
	tb.Helper()
	a := testAnalyzer(tb)
	r := &index.Request{Size: 20, Facets: []index.FacetRequest{{Field: index.FieldSource, Limit: 10}, {Field: index.FieldTopic, Limit: 10}, {Field: index.FieldDate, Limit: 400}}}
	var all index.All
	for _, text := range texts {
		folded := analysis.Fold(text)
		all = append(all, index.Literal{Text: folded})
		for _, g := range analysis.QueryGrams(folded).Terms {
			r.Score = append(r.Score, scoring(g, index.FieldGrams, 1)...)
		}
		a.WordsFolded(folded, func(w string) { r.Score = append(r.Score, scoring(w, index.FieldWords, .4)...) })
	}
	r.Match = all
	return r
}

func scoring(term string, field index.Field, weight float64) []index.Weighted {
	return []index.Weighted{
		{Term: index.Term{Field: field, Term: term}, Weight: weight},
		{Term: index.Term{Field: index.FieldTitle, Term: term}, Weight: .3 * weight},
		{Term: index.Term{Field: index.FieldContext, Term: term}, Weight: .6 * weight},
	}
}

// shape is a kind of request, and the allocations that it may cost over 20,000
// units: half as many again as when this was written.
type shape struct {
	name    string
	request func(testing.TB) *index.Request
	allocs  float64
}

var shapes = []shape{
	{"everything", func(testing.TB) *index.Request {
		return &index.Request{Match: index.All{}, Size: 20, Sort: index.ByNewest, Facets: []index.FacetRequest{{Field: index.FieldSource, Limit: 10}}}
	}, 120},
	{"frequent word", func(tb testing.TB) *index.Request { return asking(tb, "中國") }, 370},
	{"rare word", func(tb testing.TB) *index.Request { return asking(tb, "教育") }, 280},
	{"two words", func(tb testing.TB) *index.Request { return asking(tb, "中國", "人工") }, 560},
	{"phrase", func(tb testing.TB) *index.Request { return asking(tb, "的中國人") }, 760},
	{"any of many", func(tb testing.TB) *index.Request {
		r := asking(tb, "中國", "人工", "智慧", "農業", "發展", "研究", "時年", "地方", "法律", "經濟")
		r.Match = index.Any{Clauses: r.Match.(index.All), Min: 1}
		return r
	}, 2400},
	{"filtered", func(tb testing.TB) *index.Request {
		r := asking(tb, "中國")
		r.Filters = []index.Filter{{Field: index.FieldSource, Values: []string{"來源1", "來源3"}}, {Field: index.FieldTopic, Values: []string{"農業"}}}
		return r
	}, 460},
	{"grouped", func(tb testing.TB) *index.Request {
		r := asking(tb, "中國", "人工")
		r.Group = true
		return r
	}, 560},
	{"counted only", func(tb testing.TB) *index.Request {
		return &index.Request{Match: asking(tb, "中國", "人工").Match}
	}, 90},
	counted("title", index.TitleLiteral{Text: "中国"}, 60),
	counted("one character of titles", index.TitleLiteral{Text: "中"}, 60),
	counted("prefix", index.Prefix{Field: index.FieldWords, Text: "a"}, 115),
	counted("prefix of many terms", index.Prefix{Field: index.FieldWords, Text: "的"}, 107),
	counted("value", index.Value{Field: index.FieldAuthor, Text: "作者1"}, 465),
	counted("value of citations", index.Value{Field: index.FieldCitedTitle, Text: "中"}, 60),
	counted("near", index.Near{Texts: []string{"中国", "人工"}, Distance: 5}, 126),
	counted("four near", index.Near{Texts: []string{"的", "中", "国", "人"}, Distance: 3}, 180),
	counted("dated", index.Dated{From: time.Unix(1_704_067_200, 0)}, 60),
	counted("not dated", index.Not{Clause: index.Dated{From: time.Unix(1_704_067_200, 0)}}, 80),
}

// counted is the shape of a clause by itself.
func counted(name string, c index.Clause, allocs float64) shape {
	return shape{name, func(testing.TB) *index.Request { return &index.Request{Match: c} }, allocs}
}

func BenchmarkSearch(b *testing.B) {
	s := build(b, 2, indextest.LargeCorpus(50_000))
	for _, sh := range shapes {
		r := sh.request(b)
		b.Run(sh.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if res, err := s.Search(b.Context(), r); err != nil || res.Total == 0 {
					b.Fatalf("%+v %v", res, err)
				}
			}
		})
	}
}

func BenchmarkFetch(b *testing.B) {
	s := build(b, 2, indextest.LargeCorpus(5_000))
	refs := make([]uint64, 20)
	for i := range refs {
		refs[i] = uint64(i * 199)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Fetch(b.Context(), refs); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBuild(b *testing.B) {
	docs := indextest.LargeCorpus(5_000)
	a, dir := testAnalyzer(b), b.TempDir()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		builder, err := bleveindex.NewBuilder(filepath.Join(dir, fmt.Sprint(i)), a, bleveindex.BuilderOptions{Workers: 2})
		if err != nil {
			b.Fatal(err)
		}
		for _, d := range docs {
			if err := builder.Add(b.Context(), d); err != nil {
				b.Fatal(err)
			}
		}
		if _, err := builder.Finish(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
