package indextest

import (
	"math/rand/v2"

	"wensou/analysis"
	"wensou/document"
	"wensou/index"
)

// generator makes random requests over a corpus.
type generator struct {
	rng      *rand.Rand
	docs     []*document.Document
	analyzer *analysis.Analyzer
	filters  []index.Filter
}

func newGenerator(seed uint64, a *analysis.Analyzer, docs []*document.Document) *generator {
	return &generator{rng: rand.New(rand.NewPCG(seed, 11)), docs: docs, analyzer: a, filters: []index.Filter{
		{Field: index.FieldSource, Values: []string{"期刊", "報告", "來源0", "來源2"}},
		{Field: index.FieldTopic, Values: []string{"AI治理"}},
		{Field: index.FieldTopic, Values: []string{"AI治理", "農業"}},
		{Field: index.FieldKind, Values: []string{"footnote", "citation"}},
		{Field: index.FieldLang, Values: []string{"zh-CN"}},
		{Field: index.FieldAuthor, Values: []string{"甲", "作者3", "無名"}},
		{Field: index.FieldWork, Values: []string{"a"}, Refs: []uint64{0, 1, 5, 9, 12, 40}},
	}}
}

// substring is a piece of some unit of 1 to most characters, in match text.
func (g *generator) substring(most int) string {
	for {
		d := g.docs[g.rng.IntN(len(g.docs))]
		r := []rune(analysis.Fold(d.Units[g.rng.IntN(len(d.Units))].Text))
		if len(r) == 0 {
			continue
		}
		from := g.rng.IntN(len(r))
		to := min(len(r), from+1+g.rng.IntN(most))
		if s := analysis.Fold(string(r[from:to])); s != "" {
			return s
		}
	}
}

func (g *generator) clause(depth int) index.Clause {
	switch n := g.rng.IntN(10); {
	case n > 7:
		return g.special()
	case n == 0:
		return g.term()
	case n < 4 || depth == 0:
		return index.Literal{Text: g.substring(5)}
	case n == 4:
		return index.All{g.clause(depth - 1), g.clause(depth - 1)}
	case n < 7:
		a := index.Any{Min: 1 + g.rng.IntN(3)}
		for range []int{1, 3, 3, 9}[g.rng.IntN(4)] {
			a.Clauses = append(a.Clauses, g.clause(depth-1))
		}
		return a
	}
	return index.Not{Clause: g.clause(depth - 1)}
}

// special is one of the clauses that a language with fields, prefixes and
// distances has.
func (g *generator) special() index.Clause {
	switch g.rng.IntN(6) {
	case 5:
		r := index.Refs{What: "some"}
		for n := g.rng.Uint64N(4); n < 60; n += 1 + g.rng.Uint64N(20) {
			r.Refs = append(r.Refs, n)
		}
		return r
	case 0:
		title := []rune(analysis.Fold(g.docs[g.rng.IntN(len(g.docs))].Title))
		from := g.rng.IntN(len(title) + 1)
		return index.TitleLiteral{Text: string(title[from:min(len(title), from+1+g.rng.IntN(3))])}
	case 1:
		fields := append([]index.Field{index.FieldWords, index.FieldWords, index.FieldGrams}, index.Keywords...)
		return index.Prefix{Field: fields[g.rng.IntN(len(fields))], Text: g.substring(1 + g.rng.IntN(2))}
	case 2:
		texts := []string{g.substring(1), g.substring(2), "9", "作者1", "治理", "zh", "a", "19", analysis.Fold("來源")}
		return index.Value{Field: index.Keywords[g.rng.IntN(len(index.Keywords))], Text: texts[g.rng.IntN(len(texts))]}
	case 3:
		n := index.Near{Distance: g.rng.IntN(8)}
		for range 1 + g.rng.IntN(4) {
			n.Texts = append(n.Texts, g.substring(1+g.rng.IntN(2)))
		}
		if g.rng.IntN(3) == 0 {
			n.Texts = append(n.Texts, n.Texts[0])
		}
		return n
	}
	days := []string{"2023-06-01", "2024-06-30", "2025-01-31", "2025-09-01"}
	d := index.Dated{From: date(days[g.rng.IntN(len(days))])}
	switch g.rng.IntN(3) {
	case 0:
		d.To = d.From.AddDate(0, g.rng.IntN(20), 1)
	case 1:
		d.From, d.To = d.To, d.From
	}
	return d
}

// term is a condition on any field: a keyword, or something that may be a term.
func (g *generator) term() index.Clause {
	if f := g.filters[g.rng.IntN(len(g.filters))]; f.Refs == nil && g.rng.IntN(2) == 0 {
		return index.Term{Field: f.Field, Term: f.Values[0]}
	}
	return index.Term{Field: index.ScoredFields[g.rng.IntN(len(index.ScoredFields))], Term: g.substring(2)}
}

func (g *generator) request() *index.Request {
	r := &index.Request{
		Match: g.clause(2), Facets: allFacets(1 + g.rng.IntN(5)), Group: g.rng.IntN(2) == 0, From: g.rng.IntN(3), Size: g.rng.IntN(30),
		Sort: []index.SortOrder{index.ByRelevance, index.ByRelevance, index.ByNewest, index.ByOldest}[g.rng.IntN(4)],
	}
	if g.rng.IntN(8) == 0 {
		r.Match = everything
	}
	for range g.rng.IntN(3) {
		r.Filters = append(r.Filters, g.filters[g.rng.IntN(len(g.filters))])
	}
	switch g.rng.IntN(4) {
	case 0:
		r.Dates.From = date("2024-03-01")
	case 1:
		r.Dates.From, r.Dates.To = date("2024-01-01"), date("2025-02-01")
	}
	for range g.rng.IntN(3) {
		r.Boosts = append(r.Boosts, index.Boost{Clause: g.clause(1), Value: []float64{g.rng.Float64(), 100}[g.rng.IntN(2)]})
	}
	for range g.rng.IntN(4) {
		g.score(r)
	}
	if g.rng.IntN(6) == 0 { // many constants, of which each unit gets all or nothing
		r.Score, r.Boosts = nil, nil
		for range 8 {
			r.Boosts = append(r.Boosts, index.Boost{Clause: index.Literal{Text: g.substring(1)}, Value: g.rng.Float64()})
		}
	}
	return r
}

// score adds scoring terms as a planner does: the grams and words of a text, in
// several fields of different weight.
func (g *generator) score(r *index.Request) {
	text := g.substring(8)
	weight := 0.1 + g.rng.Float64()
	add := func(f index.Field, term string, weight float64) {
		t := index.Term{Field: f, Term: term}
		if !hasTerm(r.Score, t) {
			r.Score = append(r.Score, index.Weighted{Term: t, Weight: weight})
		}
	}
	for _, gram := range analysis.QueryGrams(text).Terms {
		add(index.FieldGrams, gram, weight)
		add(index.FieldTitle, gram, 0.3*weight)
		add(index.FieldContext, gram, 0.6*weight)
	}
	g.analyzer.WordsFolded(text, func(word string) {
		add(index.FieldWords, word, 0.4*weight)
		add(index.FieldTitle, word, 0.3*weight)
	})
}

func hasTerm(ws []index.Weighted, t index.Term) bool {
	for _, w := range ws {
		if w.Term == t {
			return true
		}
	}
	return false
}
