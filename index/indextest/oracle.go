// Package indextest is the conformance suite that every engine passes: a plain
// and slow oracle that reads every unit for every request, and tests that
// compare an engine with it. It is imported by tests only.
package indextest

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"wensou/analysis"
	"wensou/document"
	"wensou/index"
)

// Oracle answers requests by looking at every unit.
type Oracle struct {
	units []oracleUnit
	total map[index.Field]float64
	df    map[index.Term]int
}

type oracleUnit struct {
	key    index.UnitKey
	doc    *document.Document
	kind   document.Kind
	folded string
	terms  map[index.Field]map[string]int
	length map[index.Field]int
}

// NewOracle takes the documents in canonical order.
func NewOracle(a *analysis.Analyzer, docs []*document.Document) *Oracle {
	o := &Oracle{total: map[index.Field]float64{}, df: map[index.Term]int{}}
	for _, d := range docs {
		contexts := index.Contexts(d)
		for i := range d.Units {
			u := oracleUnit{
				key: index.KeyOf(d, d.Units[i].ID), doc: d, kind: d.Units[i].Kind, folded: analysis.Fold(d.Units[i].Text),
				terms: map[index.Field]map[string]int{}, length: map[index.Field]int{},
			}
			count := func(f index.Field) func(string) {
				u.terms[f] = map[string]int{}
				return func(t string) { u.terms[f][t]++; u.length[f]++ }
			}
			a.WordsFolded(u.folded, count(index.FieldWords))
			analysis.Grams(u.folded, count(index.FieldGrams))
			for f, text := range map[index.Field]string{
				index.FieldTitle:   d.Title + "\n" + strings.Join(d.Units[i].HeadingPath, "\n"),
				index.FieldContext: contexts[d.Units[i].ID],
			} {
				emit := count(f)
				a.WordsFolded(analysis.Fold(text), emit)
				analysis.Grams(analysis.Fold(text), emit)
			}
			for f, terms := range u.terms {
				o.total[f] += float64(u.length[f])
				for t := range terms {
					o.df[index.Term{Field: f, Term: t}]++
				}
			}
			o.units = append(o.units, u)
		}
	}
	return o
}

// Answer is what an engine must return for a request.
type Answer struct {
	Total, Groups int
	Keys          []index.UnitKey // hits in order
	Scores        []float64
	More          []int
	Facets        map[index.Field][]index.FacetCount
}

// Search answers a request.
func (o *Oracle) Search(r *index.Request) Answer {
	a := Answer{Facets: map[index.Field][]index.FacetCount{}}
	var hits []int
	groups := map[document.ID]int{}
	for i := range o.units {
		if o.holds(r.Match, i) && o.passes(r, i, "") {
			hits = append(hits, i)
			groups[o.units[i].doc.ID]++
		}
	}
	a.Total, a.Groups = len(hits), len(groups)
	for _, f := range r.Facets {
		a.Facets[f.Field] = o.facet(r, f)
	}
	scores := map[int]float64{}
	for _, i := range hits {
		scores[i] = o.Score(r, i)
	}
	if r.Group {
		best := map[document.ID]int{}
		for _, i := range hits {
			id := o.units[i].doc.ID
			if b, ok := best[id]; !ok || scores[i] > scores[b]+1e-5 {
				best[id] = i
			}
		}
		hits = slices.DeleteFunc(hits, func(i int) bool { return best[o.units[i].doc.ID] != i })
	}
	slices.SortStableFunc(hits, func(x, y int) int { return o.order(r.Sort, scores, x, y) })
	for _, i := range hits[min(r.From, len(hits)):min(r.From+r.Size, len(hits))] {
		a.Keys = append(a.Keys, o.units[i].key)
		a.Scores = append(a.Scores, scores[i])
		more := 0
		if r.Group {
			more = groups[o.units[i].doc.ID] - 1
		}
		a.More = append(a.More, more)
	}
	return a
}

func (o *Oracle) order(s index.SortOrder, scores map[int]float64, x, y int) int {
	score := 0
	if d := scores[x] - scores[y]; math.Abs(d) > 1e-5 {
		score = -cmp.Compare(d, 0)
	}
	if s == index.ByRelevance || s == "" {
		return score
	}
	dx, ex := day(o.units[x].doc)
	dy, ey := day(o.units[y].doc)
	switch {
	case ex != ey:
		if ex {
			return -1
		}
		return 1
	case !dx.Equal(dy) && s == index.ByOldest:
		return dx.Compare(dy)
	case !dx.Equal(dy):
		return dy.Compare(dx)
	}
	return score
}

func day(d *document.Document) (time.Time, bool) {
	first, _, err := document.DateSpan(d.Date)
	return first, err == nil
}

// holds evaluates a clause by its definition.
func (o *Oracle) holds(c index.Clause, i int) bool {
	u := &o.units[i]
	switch c := c.(type) {
	case index.Term:
		if t, ok := u.terms[c.Field]; ok {
			return t[c.Term] > 0
		}
		return slices.Contains(o.values(c.Field, i), c.Term)
	case index.Literal:
		return c.Text != "" && strings.Contains(u.folded, c.Text)
	case index.All:
		for _, x := range c {
			if !o.holds(x, i) {
				return false
			}
		}
		return true
	case index.Any:
		n := 0
		for _, x := range c.Clauses {
			if o.holds(x, i) {
				n++
			}
		}
		return n >= max(1, c.Min)
	case index.Not:
		return !o.holds(c.Clause, i)
	}
	return false
}

func (o *Oracle) values(f index.Field, i int) []string {
	u := &o.units[i]
	switch f {
	case index.FieldSource:
		return []string{u.doc.SourceName()}
	case index.FieldTopic:
		return u.doc.Topics
	case index.FieldAuthor:
		return u.doc.Authors
	case index.FieldLang:
		return []string{u.doc.Language}
	case index.FieldKind:
		return []string{string(u.kind)}
	case index.FieldDoc:
		return []string{string(u.doc.ID)}
	}
	return nil
}

func (o *Oracle) passes(r *index.Request, i int, skip index.Field) bool {
	for _, f := range r.Filters {
		if f.Field != skip && !slices.ContainsFunc(f.Values, func(v string) bool { return v != "" && slices.Contains(o.values(f.Field, i), v) }) {
			return false
		}
	}
	if r.Dates.IsZero() || skip == index.FieldDate {
		return true
	}
	first, end, err := document.DateSpan(o.units[i].doc.Date)
	return err == nil && (r.Dates.From.IsZero() || end.After(r.Dates.From)) && (r.Dates.To.IsZero() || first.Before(r.Dates.To))
}

func (o *Oracle) facet(r *index.Request, f index.FacetRequest) []index.FacetCount {
	counts := map[string]int{}
	for i := range o.units {
		if !o.holds(r.Match, i) || !o.passes(r, i, f.Field) {
			continue
		}
		if f.Field == index.FieldDate {
			year := ""
			if d, ok := day(o.units[i].doc); ok {
				year = strconv.Itoa(d.Year())
			}
			counts[year]++
			continue
		}
		vs := slices.Clone(o.values(f.Field, i))
		slices.Sort(vs)
		for _, v := range slices.Compact(vs) {
			if v != "" {
				counts[v]++
			}
		}
	}
	var out []index.FacetCount
	for v, n := range counts {
		out = append(out, index.FacetCount{Value: v, Count: n})
	}
	slices.SortFunc(out, func(a, b index.FacetCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return out[:min(len(out), f.Limit)]
}

// Score is the sum of boosts and of BM25 values by the textbook formula.
func (o *Oracle) Score(r *index.Request, i int) float64 {
	u, n, sum := &o.units[i], float64(len(o.units)), 0.0
	for _, b := range r.Boosts {
		if o.holds(b.Clause, i) {
			sum += b.Value
		}
	}
	for _, t := range r.Score {
		tf := float64(u.terms[t.Field][t.Term.Term])
		if tf == 0 {
			continue
		}
		df := float64(o.df[t.Term])
		p := index.Similarity[t.Field]
		idf := math.Log(1 + (n-df+0.5)/(df+0.5))
		average := max(1, o.total[t.Field]/n)
		sum += t.Weight * idf * tf * (p.K1 + 1) / (tf + p.K1*(1-p.B+p.B*float64(u.length[t.Field])/average))
	}
	return sum
}
