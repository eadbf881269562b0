package bleveindex

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"wensou/document"
	"wensou/index"
)

// facets counts every requested field, each without its own filter; the
// filtered set's tally is the caller's. Fields without a filter of their own
// are counted from it, the others each from the match set under the other
// filters: no clause is evaluated again.
func (e *evaluator) facets(ctx context.Context, r *index.Request, match *roaring.Bitmap, sets []filterSet, filtered *tally) (map[index.Field][]index.FacetCount, error) {
	out := make(map[index.Field][]index.FacetCount, len(r.Facets))
	var shared, own []index.FacetRequest
	for _, f := range r.Facets {
		if f.Count != nil {
			if err := e.visit(ctx, match, sets, f); err != nil {
				return nil, err
			}
			continue
		}
		if slices.ContainsFunc(sets, func(s filterSet) bool { return s.field == f.Field }) {
			own = append(own, f)
		} else {
			shared = append(shared, f)
		}
	}
	if err := e.countFacets(filtered, shared, out); err != nil || len(own) == 0 {
		return out, err
	}
	// e.hits belongs to one tally at a time.
	e.clearHits(filtered)
	for _, f := range own {
		set, err := e.narrow(ctx, match, sets, f.Field)
		if err != nil {
			return nil, err
		}
		t, err := e.tally(ctx, set)
		if err != nil {
			return nil, err
		}
		err = e.countFacets(t, []index.FacetRequest{f}, out)
		e.clearHits(t)
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// visit lets who asked count a facet.
func (e *evaluator) visit(ctx context.Context, match *roaring.Bitmap, sets []filterSet, f index.FacetRequest) error {
	set, err := e.narrow(ctx, match, sets, f.Field)
	if err != nil {
		return err
	}
	return each(ctx, set, func(units []uint32) {
		for _, u := range units {
			f.Count(uint64(u))
		}
	})
}

// countFacets counts fields over a tally: first by combination of values, of
// which there are few, then each combination's values.
func (e *evaluator) countFacets(t *tally, fields []index.FacetRequest, out map[index.Field][]index.FacetCount) (err error) {
	combinations := e.combinations[:0]
	for _, d := range t.docs {
		c := e.s.combination[d]
		if e.count[c] == 0 {
			combinations = append(combinations, c)
		}
		e.count[c] += e.hits[d]
	}
	for _, f := range fields {
		switch f.Field {
		case index.FieldKind:
			counts, kindErr := e.kindCounts(t.set, f.Limit)
			out[f.Field], err = counts, errors.Join(err, kindErr)
		case index.FieldDate:
			out[f.Field] = e.yearCounts(combinations, f.Limit)
		default:
			if column := e.s.keyword[f.Field]; column != nil {
				out[f.Field] = e.keywordCounts(column, combinations, f.Limit)
			}
		}
	}
	for _, c := range combinations {
		e.count[c] = 0
	}
	e.combinations = combinations
	return err
}

// kindCounts counts what is no attribute of documents.
func (e *evaluator) kindCounts(set *roaring.Bitmap, limit int) ([]index.FacetCount, error) {
	counts := newMostFrequent(limit)
	for _, k := range document.Kinds {
		units, err := e.term(index.Term{Field: index.FieldKind, Term: string(k)})
		if err != nil {
			return nil, err
		}
		counts.add(string(k), int(set.AndCardinality(units)))
	}
	return counts.list, nil
}

func (e *evaluator) yearCounts(combinations []uint32, limit int) []index.FacetCount {
	byYear := make([]int, len(e.s.years))
	for _, c := range combinations {
		byYear[e.s.year[c]] += int(e.count[c])
	}
	counts := newMostFrequent(limit)
	for y, n := range byYear {
		counts.add(e.s.years[y], n)
	}
	return counts.list
}

// keywordCounts touches only the values that the combinations have.
func (e *evaluator) keywordCounts(column *keywordColumn, combinations []uint32, limit int) []index.FacetCount {
	var seen []uint32
	for _, c := range combinations {
		for _, o := range column.of(c) {
			if e.value[o] == 0 {
				seen = append(seen, o)
			}
			e.value[o] += e.count[c]
		}
	}
	counts := newMostFrequent(limit)
	for _, o := range seen {
		if column.names[o] != "" {
			counts.add(column.names[o], int(e.value[o]))
		}
		e.value[o] = 0
	}
	return counts.list
}

// mostFrequent keeps the first of values by count and then by value.
type mostFrequent struct {
	list  []index.FacetCount
	limit int
}

func newMostFrequent(limit int) *mostFrequent { return &mostFrequent{limit: max(0, limit)} }

func (m *mostFrequent) add(value string, n int) {
	if n == 0 || m.limit == 0 {
		return
	}
	c := index.FacetCount{Value: value, Count: n}
	if len(m.list) == m.limit && before(m.list[m.limit-1], c) {
		return
	}
	at, _ := slices.BinarySearchFunc(m.list, c, func(a, b index.FacetCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	if len(m.list) == m.limit {
		m.list = m.list[:m.limit-1]
	}
	m.list = slices.Insert(m.list, at, c)
}

func before(a, b index.FacetCount) bool {
	return a.Count > b.Count || a.Count == b.Count && a.Value < b.Value
}
