package bleveindex

import (
	"context"
	"errors"
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"

	"wensou/index"
)

// Search evaluates the clause to a set of units, narrows it by the filters,
// counts it, scores it and keeps the best.
func (s *searcher) Search(ctx context.Context, r *index.Request) (res *index.Result, err error) {
	defer recoverCorrupt(&err)
	if r.From < 0 || r.Size < 0 || r.Match == nil {
		return nil, errors.New("bleveindex: request without clause or with a negative page")
	}
	e := s.evaluator()
	res, err = e.search(ctx, r)
	s.release(e)
	return res, err
}

func (e *evaluator) search(ctx context.Context, r *index.Request) (*index.Result, error) {
	match, set, sets, err := e.matching(ctx, r)
	if err != nil {
		return nil, err
	}
	t, err := e.count(ctx, set)
	if err != nil {
		return nil, err
	}
	defer e.clearHits(t)
	res := &index.Result{Total: int(set.GetCardinality()), Groups: len(t.docs)}
	if r.Size > 0 {
		defer e.clearScores(set)
		if err := e.scoreSet(ctx, set, r); err != nil {
			return nil, err
		}
		first, err := e.rank(ctx, set, r, t)
		if err != nil {
			return nil, err
		}
		for _, c := range first[min(r.From, len(first)):] {
			h := index.Hit{Ref: uint64(c.unit), Score: float64(c.score)}
			if r.Group {
				h.More = int(e.hits[e.s.unitDoc[c.unit]]) - 1
			}
			res.Hits = append(res.Hits, h)
		}
	}
	res.Facets, err = e.facets(ctx, r, match, sets, t)
	return res, err
}

// matching returns the clause's set, the filtered set, and the filters.
func (e *evaluator) matching(ctx context.Context, r *index.Request) (match, set *roaring.Bitmap, sets []filterSet, err error) {
	if sets, err = e.filterSets(r); err != nil {
		return nil, nil, nil, err
	}
	if match, err = e.match(ctx, r.Match); err != nil {
		return nil, nil, nil, err
	}
	set, err = e.narrow(ctx, match, sets, "")
	return match, set, sets, err
}

// clearScores resets what scoreSet wrote: nothing outside set.
func (e *evaluator) clearScores(set *roaring.Bitmap) {
	_ = each(context.Background(), set, func(units []uint32) { // never cancelled
		for _, u := range units {
			e.score[u] = 0
		}
	})
}

// Explain adds up one unit's score again, term by term.
func (s *searcher) Explain(ctx context.Context, r *index.Request, ref uint64) (x *index.Explanation, err error) {
	defer recoverCorrupt(&err)
	e := s.evaluator()
	defer s.release(e)
	_, set, _, err := e.matching(ctx, r)
	if err != nil {
		return nil, err
	}
	if ref >= uint64(s.n) || !set.Contains(uint32(ref)) {
		return nil, fmt.Errorf("%w: unit %d does not match", index.ErrNotFound, ref)
	}
	x = &index.Explanation{Message: "sum of boosts and BM25 values"}
	one := roaring.BitmapOf(uint32(ref))
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
		pl, err := e.postings(t.Term)
		if err != nil {
			return nil, err
		}
		units := bitmapOf(pl)
		df := units.GetCardinality()
		idf := s.idf(df)
		err = visitFrequencies(ctx, pl, units, one, func(u uint32, tf float64) {
			v := float64(float32(s.termScore(t.Field, u, tf, idf*t.Weight)))
			p := index.Similarity[t.Field]
			x.Value += v
			x.Details = append(x.Details, index.Explanation{
				Value: v,
				Message: fmt.Sprintf("%s: weight %.3g × idf %.3f (in %d of %d units) × tf part of %g in %d terms (average %.1f, k1 %.2g, b %.2g)",
					t.Term, t.Weight, idf, df, s.n, tf, s.length[t.Field][u], s.average[t.Field], p.K1, p.B),
			})
		})
		if err != nil {
			return nil, err
		}
	}
	return x, nil
}
