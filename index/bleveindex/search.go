package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"slices"

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
	s.crew.enter()
	defer s.crew.leave()
	e := s.evaluator()
	res, err = e.search(ctx, r)
	s.release(e)
	return res, err
}

// found is what one part of the filtered set gives.
type found struct {
	tally *tally
	first []candidate
}

func (e *evaluator) search(ctx context.Context, r *index.Request) (*index.Result, error) {
	match, set, sets, err := e.matching(ctx, r)
	if err != nil {
		return nil, err
	}
	total := int(set.GetCardinality())
	if r.Size == 0 && len(r.Facets) == 0 {
		return e.onlyCount(ctx, set, total)
	}
	rk := &ranking{sort: r.Sort, group: r.Group, k: min(r.From+r.Size, total)}
	if rk.sort == "" {
		rk.sort = index.ByRelevance
	}
	if r.Size == 0 || r.From >= total {
		rk.k = 0
	} else if rk.scorers, err = e.scorers(ctx, r); err != nil {
		return nil, err
	}
	kinds := slices.ContainsFunc(r.Facets, func(f index.FacetRequest) bool { return f.Field == index.FieldKind })
	parts := split(set, e.s.crew.width(total), e.s.n)
	results := make([]found, len(parts))
	err = e.spread(ctx, parts, func(ctx context.Context, i int, e *evaluator) (err error) {
		results[i], err = e.part(ctx, parts[i], rk, kinds, i > 0)
		return err
	})
	if err != nil {
		return nil, err
	}
	t, first := e.join(results, rk)
	defer e.clearHits(t)
	res := &index.Result{Total: total, Groups: len(t.docs)}
	for _, c := range first[min(r.From, len(first)):] {
		h := index.Hit{Ref: uint64(c.unit), Score: float64(c.score)}
		if r.Group {
			h.More = int(e.hits[c.doc]) - 1
		}
		res.Hits = append(res.Hits, h)
	}
	res.Facets, err = e.facets(ctx, r, match, sets, t)
	return res, err
}

// part counts and ranks one part of the set. A part of another evaluator takes
// its counts along.
func (e *evaluator) part(ctx context.Context, set *roaring.Bitmap, rk *ranking, kinds, other bool) (f found, err error) {
	if f.tally, err = e.tally(ctx, set, kinds); err != nil {
		return f, err
	}
	if other {
		defer func() {
			f.tally.hits = make([]uint32, len(f.tally.docs))
			for i, d := range f.tally.docs {
				f.tally.hits[i] = e.hits[d]
			}
			e.clearHits(f.tally)
		}()
	}
	if rk.k > 0 {
		f.first, err = e.rank(ctx, set, rk, f.tally.docs)
	}
	if err != nil && !other {
		e.clearHits(f.tally)
	}
	return f, err
}

// join adds the parts up: the first's counts are in e.hits already.
func (e *evaluator) join(parts []found, rk *ranking) (*tally, []candidate) {
	t, first := parts[0].tally, parts[0].first
	if len(parts) == 1 {
		return t, first
	}
	for _, p := range parts[1:] {
		for i, d := range p.tally.docs {
			if e.hits[d] == 0 {
				t.docs = append(t.docs, d)
			}
			e.hits[d] += p.tally.hits[i]
		}
		for k, n := range p.tally.kinds {
			t.kinds[k] += n
		}
		first = append(first, p.first...)
	}
	slices.SortFunc(first, orderOf(rk.sort))
	if rk.group { // a document may stand in two parts
		seen := map[uint32]bool{}
		first = slices.DeleteFunc(first, func(c candidate) bool {
			was := seen[c.doc]
			seen[c.doc] = true
			return was
		})
	}
	return t, first[:min(len(first), rk.k)]
}

// onlyCount answers a request that asks for neither hits nor facets.
func (e *evaluator) onlyCount(ctx context.Context, set *roaring.Bitmap, total int) (*index.Result, error) {
	t, err := e.tally(ctx, set, false)
	if err != nil {
		return nil, err
	}
	e.clearHits(t)
	return &index.Result{Total: total, Groups: len(t.docs), Facets: map[index.Field][]index.FacetCount{}}, nil
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
			d := s.explainTerm(t, p.Count(), tf, uint32(ref))
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
