package bleveindex

import (
	"context"
	"errors"

	"wensou/index"
)

// Count evaluates all clauses with one evaluator: what several of them ask for
// is looked for once.
func (s *searcher) Count(ctx context.Context, r *index.CountRequest) (counts []int, err error) {
	defer guard(&err)()
	s.crew.enter()
	defer s.crew.leave()
	e := s.evaluator()
	counts, err = e.counted(ctx, r)
	if err == nil || errors.Is(err, index.ErrDeadline) {
		s.release(e) // after any other error its arrays may be dirty
	}
	return counts, err
}

func (e *evaluator) counted(ctx context.Context, r *index.CountRequest) ([]int, error) {
	counts := make([]int, len(r.Matches))
	sets, err := e.filterSets(&index.Request{Filters: r.Filters, Dates: r.Dates})
	if err != nil {
		return nil, err
	}
	for i, c := range r.Matches {
		set, err := e.matchAll(ctx, c)
		if err != nil {
			return nil, err
		}
		if set, err = e.narrow(ctx, set, sets, ""); err != nil {
			return nil, err
		}
		counts[i] = int(set.GetCardinality())
	}
	return counts, nil
}
