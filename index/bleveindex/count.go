package bleveindex

import (
	"context"

	"wensou/index"
)

// Count evaluates all clauses with one evaluator: what several of them ask for
// is looked for once.
func (s *searcher) Count(ctx context.Context, r *index.CountRequest) (counts []int, err error) {
	defer guard(&err)()
	return evaluated(s, func(e *evaluator) ([]int, error) { return e.counted(ctx, r) })
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
