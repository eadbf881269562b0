package indextest

import (
	"fmt"
	"math/rand/v2"

	"wensou/analysis"
	"wensou/document"
	"wensou/index"
)

// Corpus is a small collection with everything that filters, facets and
// phrases can trip over, and some hundred random units.
func Corpus() []*document.Document {
	p := func(id, text string) document.Unit {
		return document.Unit{ID: document.UnitID(id), Kind: document.KindParagraph, Text: text}
	}
	note := document.Unit{ID: "fn1", Kind: document.KindFootnote, Number: 1, Text: "請見〈人工智能治理〉。", Anchor: &document.Anchor{Unit: "p1", Offset: 6}}
	docs := []*document.Document{
		{
			ID: "blog/ai", Format: "markdown", Title: "人工智慧治理", Language: "zh-TW", Date: "2025-08-25T10:00:00+08:00", Authors: []string{"甲", "乙"},
			Topics: []string{"AI治理", "治理", "AI治理"}, Source: document.Source{Name: "部落格"},
			Units: []document.Unit{p("p1", "人工智慧的治理，Artificial Intelligence 與 GPT-4。"), note, p("p2", "中國農業發展銀行的農業貸款。"), p("p3", "國家的銀行；國家與銀行。")},
		},
		{
			ID: "papers/bank", Format: "pdftext", Title: "农业银行研究", Language: "zh-CN", Date: "2024", Topics: []string{"農業"}, Collection: "期刊",
			Units: []document.Unit{p("p1", "中国农业的发展很快，人工\n智能也是。"), p("p2", "一隻蝶。"), p("p3", "《莊子》末"), p("p4", "")},
		},
		{ID: "undated", Format: "plaintext", Title: "無日期", Language: "zh-HK", Units: []document.Unit{p("p1", "沒有日期，也沒有作者。")}},
	}
	return append(docs, randomDocuments(rand.New(rand.NewPCG(1, 2)))...)
}

// alphabet holds few characters, so that random texts share substrings.
var alphabet = []rune("中國国农農业業发發展人工智慧能的。，AIai 1２蝶𠮷")

func randomText(rng *rand.Rand, n int) string {
	r := make([]rune, n)
	for i := range r {
		r[i] = alphabet[rng.IntN(len(alphabet))]
	}
	return string(r)
}

func randomDocuments(rng *rand.Rand) (docs []*document.Document) {
	kinds := []document.Kind{document.KindParagraph, document.KindFootnote, document.KindCitation, document.KindReference, document.KindTable}
	for i := range 40 {
		d := &document.Document{
			ID: document.ID(fmt.Sprintf("random/%02d", i)), Format: "markdown", Title: randomText(rng, 6), Language: []string{"zh-TW", "zh-CN"}[rng.IntN(2)],
			Collection: []string{"部落格", "期刊", "報告"}[rng.IntN(3)],
			Date:       []string{"", "2023", "2024-06", "2025-01-31", "2025-08-25T23:30:00+08:00", "not a date"}[rng.IntN(6)],
		}
		for _, topic := range []string{"AI治理", "農業", "治理", "歷史"} {
			if rng.IntN(3) == 0 {
				d.Topics = append(d.Topics, topic)
			}
		}
		for j := range 1 + rng.IntN(8) {
			d.Units = append(d.Units, document.Unit{ID: document.UnitID(fmt.Sprintf("u%d", j)), Kind: kinds[rng.IntN(len(kinds))], Text: randomText(rng, rng.IntN(40))})
		}
		docs = append(docs, d)
	}
	return docs
}

// generator makes random requests over a corpus.
type generator struct {
	rng      *rand.Rand
	docs     []*document.Document
	analyzer *analysis.Analyzer
}

// substring is a piece of some unit of 1 to 5 characters, in match text.
func (g *generator) substring() string {
	for {
		d := g.docs[g.rng.IntN(len(g.docs))]
		r := []rune(analysis.Fold(d.Units[g.rng.IntN(len(d.Units))].Text))
		if len(r) == 0 {
			continue
		}
		from := g.rng.IntN(len(r))
		to := min(len(r), from+1+g.rng.IntN(5))
		if s := analysis.Fold(string(r[from:to])); s != "" {
			return s
		}
	}
}

func (g *generator) clause(depth int) index.Clause {
	switch n := g.rng.IntN(6); {
	case n < 3 || depth == 0:
		return index.Literal{Text: g.substring()}
	case n == 3:
		return index.All{g.clause(depth - 1), g.clause(depth - 1)}
	case n == 4:
		return index.Any{Min: 1 + g.rng.IntN(2), Clauses: []index.Clause{g.clause(depth - 1), g.clause(depth - 1), g.clause(depth - 1)}}
	}
	return index.Not{Clause: g.clause(depth - 1)}
}

func (g *generator) request() *index.Request {
	r := &index.Request{
		Match: g.clause(2), Facets: allFacets(1 + g.rng.IntN(5)), Group: g.rng.IntN(2) == 0, From: g.rng.IntN(3), Size: g.rng.IntN(30),
		Sort: []index.SortOrder{index.ByRelevance, index.ByNewest, index.ByOldest}[g.rng.IntN(3)],
	}
	for range g.rng.IntN(3) {
		f := []index.Filter{
			{Field: index.FieldSource, Values: []string{"期刊", "報告"}},
			{Field: index.FieldTopic, Values: []string{"AI治理"}},
			{Field: index.FieldKind, Values: []string{"footnote", "citation"}},
			{Field: index.FieldLang, Values: []string{"zh-CN"}},
		}[g.rng.IntN(4)]
		r.Filters = append(r.Filters, f)
	}
	switch g.rng.IntN(4) {
	case 0:
		r.Dates.From = date("2024-03-01")
	case 1:
		r.Dates.From, r.Dates.To = date("2024-01-01"), date("2025-02-01")
	}
	for range g.rng.IntN(3) {
		r.Boosts = append(r.Boosts, index.Boost{Clause: g.clause(1), Value: g.rng.Float64()})
	}
	for range g.rng.IntN(4) {
		for _, gram := range analysis.QueryGrams(g.substring()).Terms {
			t := index.Term{Field: index.FieldGrams, Term: gram}
			if !hasTerm(r.Score, t) {
				r.Score = append(r.Score, index.Weighted{Term: t, Weight: 1})
			}
		}
	}
	return r
}

func hasTerm(ws []index.Weighted, t index.Term) bool {
	for _, w := range ws {
		if w.Term == t {
			return true
		}
	}
	return false
}
