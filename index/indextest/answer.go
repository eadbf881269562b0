package indextest

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"wensou/index"
)

// answer is what an engine must return for a request.
type answer struct {
	total, groups int
	hits          []int // units, from the first, not only those of the page
	facets        map[index.Field][]index.FacetCount

	counted []uint64  // units for who counts FieldWork
	match   []bool    // by unit: it matches and passes the filters
	scores  []float64 // by unit
	more    []int     // by document: matching units
	best    []int     // by document, when grouping: its best unit, -1 for none
}

// search answers a request.
func (o *Oracle) search(r *index.Request) *answer {
	match, filters := o.holds(r.Match), o.filters(r)
	a := &answer{
		facets: map[index.Field][]index.FacetCount{}, match: narrow(match, filters, ""),
		scores: o.scores(r), more: make([]int, len(o.docs)), best: slices.Repeat([]int{-1}, len(o.docs)),
	}
	for i, in := range a.match {
		if !in {
			continue
		}
		d := o.units[i].doc
		a.total++
		if a.more[d]++; a.more[d] == 1 {
			a.groups++
		}
		if a.best[d] < 0 || a.scores[i] > a.scores[a.best[d]] {
			a.best[d] = i
		}
	}
	for _, f := range r.Facets {
		a.facets[f.Field] = o.facet(narrow(match, filters, f.Field), f)
	}
	for i, in := range narrow(match, filters, index.FieldWork) {
		if in {
			a.counted = append(a.counted, uint64(i))
		}
	}
	for i, in := range a.match {
		if in && (!r.Group || a.best[o.units[i].doc] == i) {
			a.hits = o.keep(a.hits, i, r, a.scores)
		}
	}
	return a
}

// keep puts a unit in its place among the first that the request asks for.
// Units come in canonical order, and equal ones keep it.
func (o *Oracle) keep(hits []int, unit int, r *index.Request, scores []float64) []int {
	most := r.From + r.Size
	if most == 0 || len(hits) == most && o.compare(r.Sort, scores, unit, hits[most-1]) >= 0 {
		return hits
	}
	at := len(hits)
	for at > 0 && o.compare(r.Sort, scores, unit, hits[at-1]) < 0 {
		at--
	}
	return slices.Insert(hits, at, unit)[:min(len(hits)+1, most)]
}

// compare is negative when unit x comes before y, zero when they are equal in
// all but their numbers.
func (o *Oracle) compare(s index.SortOrder, scores []float64, x, y int) int {
	return cmp.Or(o.compareDates(s, x, y), cmp.Compare(scores[y], scores[x]))
}

func (o *Oracle) compareDates(s index.SortOrder, x, y int) int {
	dx, dy := o.docs[o.units[x].doc], o.docs[o.units[y].doc]
	switch {
	case s == index.ByRelevance || s == "":
		return 0
	case dx.dated != dy.dated:
		if dx.dated {
			return -1
		}
		return 1
	case s == index.ByOldest:
		return dx.first.Compare(dy.first)
	}
	return dy.first.Compare(dx.first)
}

// near says whether two scores may be the same: engines need not calculate as
// exactly as the oracle does.
func near(a, b float64) bool { return math.Abs(a-b) <= 1e-5*(1+math.Abs(b)) }

// verify compares a page of hits, as units, with the answer. Where scores are
// so near each other that rounding decides, either order will do.
func (o *Oracle) verify(r *index.Request, a *answer, units []int, hits []index.Hit) error {
	want := a.hits[min(r.From, len(a.hits)):]
	if len(units) != len(want) {
		return fmt.Errorf("%d hits, the oracle has %d", len(units), len(want))
	}
	seen := map[int]bool{} // units or documents
	for i, u := range units {
		w, d, h := want[i], o.units[u].doc, hits[i]
		place, more := u, 0
		if r.Group {
			place, more = d, a.more[d]-1
		}
		name := fmt.Sprintf("hit %d, %s", i, o.units[u].key)
		switch {
		case !a.match[u]:
			return fmt.Errorf("%s does not match", name)
		case seen[place]:
			return fmt.Errorf("%s stands twice", name)
		case !near(h.Score, a.scores[u]):
			return fmt.Errorf("%s has score %v, the oracle %v", name, h.Score, a.scores[u])
		case h.More != more:
			return fmt.Errorf("%s has %d more, the oracle %d", name, h.More, more)
		case o.compareDates(r.Sort, u, w) != 0, !near(a.scores[u], a.scores[w]):
			return fmt.Errorf("%s with score %v stands where the oracle has %s with %v", name, a.scores[u], o.units[w].key, a.scores[w])
		case r.Group && !near(a.scores[u], a.scores[a.best[d]]):
			return fmt.Errorf("%s is not the best of its document", name)
		case u != w && a.scores[u] == a.scores[w] && u > w:
			return fmt.Errorf("%s stands before %s, which is equal and comes first", name, o.units[w].key)
		}
		seen[place] = true
	}
	return nil
}
