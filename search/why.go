package search

import (
	"context"
	"fmt"
	"slices"

	"wensou/index"
)

// maxBlocking bounds the words that are tried one by one.
const maxBlocking = 16

// why explains an empty answer.
func (r *run) why(ctx context.Context) (*Why, error) {
	w := &Why{}
	if r.plan.nothing {
		return w, nil
	}
	asked := r.asked()
	for _, c := range asked {
		n, err := r.total(ctx, c.clause, scope{})
		if err != nil {
			return nil, fmt.Errorf("explain empty answer: %w", err)
		}
		if n == 0 {
			w.Missing = append(w.Missing, c.typed)
		}
	}
	for _, c := range r.plan.conditions {
		if c.negative {
			continue
		}
		n, err := r.total(ctx, c.clause, scope{})
		if err != nil {
			return nil, fmt.Errorf("explain empty answer: %w", err)
		}
		if n == 0 {
			w.Missing = append(w.Missing, c.typed)
		}
	}
	if err := r.whyFilters(ctx, w); err != nil {
		return nil, fmt.Errorf("explain empty answer: %w", err)
	}
	if len(asked)+len(r.plan.conditions) < 2 {
		return w, nil
	}
	var err error
	if len(asked) > 1 {
		w.AnyWord, err = r.total(ctx, r.plan.demand(false).any(), r.scope())
	}
	if err == nil && len(w.Missing) == 0 {
		w.Words, err = r.blocking(ctx, asked)
	}
	if err != nil {
		return nil, fmt.Errorf("explain empty answer: %w", err)
	}
	return w, nil
}

// asked are the concepts that the mode asks for: function words only where all
// words are.
func (r *run) asked() []concept {
	if r.req.Mode == ModeAll || r.req.Mode == ModePhrase {
		return r.plan.concepts
	}
	return slices.DeleteFunc(slices.Clone(r.plan.concepts), func(c concept) bool { return c.stop })
}

// blocking are the words that stand with none of the others, and the
// conditions that keep all of them away: without one of them something would
// be found.
func (r *run) blocking(ctx context.Context, asked []concept) ([]string, error) {
	var words []string
	if len(asked)+len(r.plan.conditions) > maxBlocking {
		return nil, nil
	}
	for i, c := range r.plan.conditions {
		s := r.scope()
		s.conditions = slices.Delete(slices.Clone(s.conditions), i, i+1)
		n, err := r.found(ctx, s)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			words = append(words, c.typed)
		}
	}
	if r.req.Mode == ModeAny || len(asked) < 2 {
		return words, nil
	}
	for i := range asked {
		var others index.All
		for j, c := range asked {
			if j != i {
				others = append(others, c.clause)
			}
		}
		n, err := r.total(ctx, others, r.scope())
		if err != nil {
			return nil, err
		}
		if n > 0 {
			words = append(words, asked[i].typed)
		}
	}
	return words, nil
}

// whyFilters counts what would be found without filters, and tries each.
func (r *run) whyFilters(ctx context.Context, w *Why) (err error) {
	s := r.scope()
	if !s.isFiltered() {
		return nil
	}
	if w.WithoutFilters, err = r.found(ctx, scope{conditions: s.conditions}); err != nil || w.WithoutFilters == 0 {
		return err
	}
	try := func(name string, without scope) error {
		n, err := r.found(ctx, without)
		if n > 0 {
			w.Filters = append(w.Filters, name)
		}
		return err
	}
	for i, f := range s.filters {
		if err := try(string(f.Field), scope{slices.Delete(slices.Clone(s.filters), i, i+1), s.dates, s.conditions}); err != nil {
			return err
		}
	}
	if s.dates.IsZero() {
		return nil
	}
	return try("date", scope{filters: s.filters, conditions: s.conditions})
}

// found is how many units the same query finds in another scope.
func (r *run) found(ctx context.Context, s scope) (int, error) {
	c, err := r.choose(ctx, s)
	if err != nil {
		return 0, err
	}
	n, err := r.total(ctx, c.match, s)
	if err != nil || n > 0 {
		return n, err
	}
	parts, err := r.divide(ctx, s)
	if err != nil || parts == nil {
		return 0, err
	}
	return r.total(ctx, parts.match, s)
}
