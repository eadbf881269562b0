package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/RoaringBitmap/roaring/v2"

	"wensou/index"
)

// Search evaluates the clause to a set of units, narrows it by the filters,
// counts it, scores it and keeps the best.
func (s *searcher) Search(ctx context.Context, r *index.Request) (res *index.Result, err error) {
	defer guard(&err)()
	if r.From < 0 || r.Size < 0 || r.From > math.MaxInt-r.Size || r.Match == nil {
		return nil, errors.New("bleveindex: request without clause or with a negative page")
	}
	return evaluated(s, func(e *evaluator) (*index.Result, error) { return e.search(ctx, r) })
}

func (e *evaluator) search(ctx context.Context, r *index.Request) (*index.Result, error) {
	match, set, sets, err := e.matching(ctx, r)
	if err != nil {
		return nil, err
	}
	total := int(set.GetCardinality())
	rk := newRanking(r, total)
	if r.Size == 0 || r.From >= total {
		rk.k = 0
	} else if rk.scorers, err = e.scorers(ctx, r); err != nil {
		return nil, err
	}
	res := &index.Result{Total: total}
	var first []candidate
	var t *tally
	// The two share nothing but the set and the scorers, which nobody changes.
	rank := func() (err error) {
		if rk.k > 0 {
			first, err = e.rank(ctx, set, rk)
		}
		return err
	}
	count := func() (err error) {
		t, res.Facets, err = e.counts(ctx, r, match, set, sets)
		return err
	}
	if e.s.crew.width(total) > 1 {
		err = spread(rank, count)
	} else if err = rank(); err == nil {
		err = count()
	}
	if err != nil {
		return nil, err
	}
	res.Groups = t.groups
	first = first[min(r.From, len(first)):min(r.From+r.Size, len(first))]
	var more []int
	if r.Group {
		if more, err = e.inDocuments(ctx, set, first); err != nil {
			return nil, err
		}
	}
	for i, c := range first {
		h := index.Hit{Ref: uint64(c.unit), Score: float64(c.score), Added: float64(c.added)}
		if r.Group {
			h.More = more[i] - 1
		}
		res.Hits = append(res.Hits, h)
	}
	return res, nil
}

// counts counts groups and facets.
func (e *evaluator) counts(ctx context.Context, r *index.Request, match, set *roaring.Bitmap, sets []filterSet) (*tally, map[index.Field][]index.FacetCount, error) {
	t, err := e.tally(ctx, set)
	if err != nil {
		return nil, nil, err
	}
	defer e.clearHits(t)
	facets, err := e.facets(ctx, r, match, sets, t)
	return t, facets, err
}

// inDocuments is how many units of a set the document of each hit has.
func (e *evaluator) inDocuments(ctx context.Context, set *roaring.Bitmap, hits []candidate) ([]int, error) {
	counts := make([]int, len(hits))
	if e.s.first != nil {
		below := func(u uint32) int { // units of the set below u
			if u == 0 {
				return 0
			}
			return int(set.Rank(u - 1))
		}
		for i, h := range hits {
			counts[i] = below(e.s.first[h.doc+1]) - below(e.s.first[h.doc])
		}
		return counts, nil
	}
	// Units are scattered: one walk for all hits.
	place := make(map[uint32]int, len(hits))
	for i, h := range hits {
		place[h.doc] = i
	}
	err := each(ctx, set, func(units []uint32) {
		for _, u := range units {
			if i, ok := place[e.s.unitDoc[u]]; ok {
				counts[i]++
			}
		}
	})
	return counts, err
}

// matching returns the clause's set, the filtered set, and the filters.
func (e *evaluator) matching(ctx context.Context, r *index.Request) (match, set *roaring.Bitmap, sets []filterSet, err error) {
	if sets, err = e.filterSets(r); err != nil {
		return nil, nil, nil, err
	}
	if match, e.within, err = e.conjoin(ctx, r.Match); err != nil {
		return nil, nil, nil, err
	}
	set, err = e.narrow(ctx, match, sets, "")
	return match, set, sets, err
}

// Explain adds up one unit's score again, term by term.
func (s *searcher) Explain(ctx context.Context, r *index.Request, ref uint64) (x *index.Explanation, err error) {
	defer guard(&err)()
	return evaluated(s, func(e *evaluator) (*index.Explanation, error) { return e.explain(ctx, r, ref) })
}

func (e *evaluator) explain(ctx context.Context, r *index.Request, ref uint64) (*index.Explanation, error) {
	_, set, _, err := e.matching(ctx, r)
	if err != nil {
		return nil, err
	}
	if ref >= uint64(e.s.n) || !set.Contains(uint32(ref)) {
		return nil, fmt.Errorf("%w: unit %d does not match", index.ErrNotFound, ref)
	}
	x := &index.Explanation{Message: "sum of boosts and BM25 values"}
	for _, b := range r.Boosts {
		units, err := e.match(ctx, b.Clause)
		if err != nil {
			return nil, err
		}
		if units.Contains(uint32(ref)) {
			x.Value += b.Value
			x.Details = append(x.Details, index.Explanation{Value: b.Value, Message: fmt.Sprintf("boost: holds %s", b.Clause)})
		}
	}
	for _, t := range r.Score {
		p, err := e.postings(t.Term)
		if err != nil {
			return nil, err
		}
		if tf := p.Frequency(uint32(ref)); tf > 0 {
			d := e.s.explainTerm(t, p.Count(), tf, uint32(ref))
			x.Value += d.Value
			x.Details = append(x.Details, d)
		}
	}
	return x, nil
}

func (s *searcher) explainTerm(t index.Weighted, df int, tf uint8, unit uint32) index.Explanation {
	sim, p := s.similarity[t.Field], index.Similarity[t.Field]
	length, idf := sim.lengths[unit], s.idf(df)
	return index.Explanation{
		Value: idf * t.Weight * (p.K1 + 1) * float64(sim.value(tf, length)),
		Message: fmt.Sprintf("%s: weight %.3g × idf %.3f (in %d of %d units) × tf part of %d in %d terms (average %.1f, k1 %.2g, b %.2g)",
			t.Term, t.Weight, idf, df, s.n, tf, length, sim.average, p.K1, p.B),
	}
}
