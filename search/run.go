package search

import (
	"context"
	"fmt"
	"slices"

	"wensou/index"
)

// relaxBelow is how few units may hold all words before the default mode goes
// on to units that hold most of them.
const relaxBelow = 30

// run is one request over one generation.
type run struct {
	req  *Request
	snap *index.Snapshot
	plan *plan
}

// request is the engine request for a clause with everything the client asked.
func (r *run) request(match index.Clause) *index.Request {
	dates, _ := r.req.dates() // Normalize has read them
	out := &index.Request{
		Match: match, Score: r.plan.score, Filters: r.req.filters(), Dates: dates, Sort: r.req.Sort,
		Group: !r.req.Ungrouped, From: (r.req.Page - 1) * r.req.Limit, Size: r.req.Limit,
	}
	for _, f := range r.req.Facets {
		limit := r.req.FacetSize
		if f == index.FieldDate {
			limit = 400 // years: all of them, a histogram has no rest
		}
		out.Facets = append(out.Facets, index.FacetRequest{Field: f, Limit: limit})
	}
	return out
}

// total counts the units of a clause under filters, nothing else.
func (r *run) total(ctx context.Context, match index.Clause, filters []index.Filter, dates index.DateRange) (int, error) {
	res, err := r.snap.Search(ctx, &index.Request{Match: match, Filters: filters, Dates: dates})
	if err != nil {
		return 0, err
	}
	return res.Total, nil
}

func (r *run) answer(ctx context.Context) (*Response, error) {
	clause, relaxed, err := r.clause(ctx)
	if err != nil {
		return nil, err
	}
	req := r.request(clause)
	if relaxed != nil {
		req.Boosts = r.plan.coverage((relaxed.Words + 1) / 2)
	}
	res, err := r.snap.Search(ctx, req)
	if err != nil {
		return nil, err
	}
	resp := &Response{
		Query: r.queryInfo(clause, relaxed), Total: res.Total, Groups: res.Groups,
		Generation: r.snap.Manifest.Generation, Page: r.req.Page, Limit: r.req.Limit,
		Hits: []Hit{}, Warnings: []string{},
	}
	if err := r.assemble(ctx, req, res, resp); err != nil {
		return nil, err
	}
	if len(r.req.Facets) > 0 {
		resp.Facets = r.facetValues(res)
	}
	if res.Total == 0 {
		if resp.Why, err = r.why(ctx); err != nil {
			return nil, err
		}
	}
	return resp, nil
}

// clause chooses what must match, by the mode.
func (r *run) clause(ctx context.Context) (index.Clause, *Relaxed, error) {
	switch r.req.Mode {
	case ModeAny:
		if len(r.plan.concepts) == 0 {
			break
		}
		return r.plan.atLeast(1), nil, nil
	case ModeAll, ModePhrase:
		return r.plan.all(true), nil, nil
	}
	return r.relax(ctx)
}

// relax asks for all words, and when fewer than relaxBelow units hold them for
// as many words as at least that many units hold. What held all words still
// comes first, having the highest scores.
func (r *run) relax(ctx context.Context) (index.Clause, *Relaxed, error) {
	all := r.plan.all(false)
	words := len(r.plan.required(false))
	if words < 2 {
		return all, nil, nil
	}
	dates, _ := r.req.dates()
	filters := r.req.filters()
	n, err := r.total(ctx, all, filters, dates)
	if err != nil || n >= relaxBelow {
		return all, nil, err
	}
	for minimum := (words + 1) / 2; minimum > 0; minimum-- {
		c := r.plan.nearly(minimum)
		m, err := r.total(ctx, c, filters, dates)
		if err != nil {
			return nil, nil, err
		}
		if m >= relaxBelow || minimum == 1 && m > n {
			return c, &Relaxed{HoldAll: n, Words: words, Minimum: minimum}, nil
		}
	}
	return all, nil, nil
}

func (r *run) queryInfo(c index.Clause, relaxed *Relaxed) QueryInfo {
	mode := string(r.req.Mode)
	if r.req.Mode == ModeAuto {
		mode = string(ModeAll)
	}
	q := QueryInfo{Text: r.req.Query, Mode: mode, Read: c.String(), Variants: r.plan.variants, Relaxed: relaxed, Filters: map[string][]string{}}
	for name, values := range r.req.lists() {
		if len(values) > 0 {
			q.Filters[name] = values
		}
	}
	if r.req.From != "" {
		q.Filters["from"] = []string{r.req.From}
	}
	if r.req.To != "" {
		q.Filters["to"] = []string{r.req.To}
	}
	return q
}

// facetValues turns counts into the response's form, selected values first
// asked for even when nothing matches them.
func (r *run) facetValues(res *index.Result) map[string][]FacetValue {
	out := map[string][]FacetValue{}
	lists := r.req.lists()
	for _, f := range r.req.Facets {
		values := []FacetValue{}
		selected := lists[string(f)]
		for _, c := range res.Facets[f] {
			v := FacetValue{Value: c.Value, Count: c.Count, Selected: slices.Contains(selected, c.Value)}
			if f == index.FieldDate {
				if c.Value == "" {
					continue // undated documents are in no year
				}
				v = FacetValue{From: c.Value + "-01-01", To: c.Value + "-12-31", Count: c.Count, Selected: r.yearSelected(c.Value)}
			}
			values = append(values, v)
		}
		if f == index.FieldDate {
			slices.SortFunc(values, func(a, b FacetValue) int { return compareStrings(b.From, a.From) })
		}
		for _, s := range selected {
			if !slices.ContainsFunc(values, func(v FacetValue) bool { return v.Value == s }) {
				values = append(values, FacetValue{Value: s, Selected: true})
			}
		}
		out[string(f)] = values
	}
	return out
}

func compareStrings(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// yearSelected says whether the date filter is exactly this year.
func (r *run) yearSelected(year string) bool {
	if r.req.From == "" || r.req.To == "" {
		return false
	}
	d, err := r.req.dates()
	first, end, err2 := ParseDay(year)
	return err == nil && err2 == nil && d.From.Equal(first) && d.To.Equal(end)
}

// why explains an empty answer.
func (r *run) why(ctx context.Context) (*Why, error) {
	w := &Why{}
	for _, c := range r.plan.concepts {
		n, err := r.total(ctx, c.clause, nil, index.DateRange{})
		if err != nil {
			return nil, err
		}
		if n == 0 {
			w.Missing = append(w.Missing, c.text)
		}
	}
	all := r.plan.all(false)
	if r.req.Mode == ModeAny && len(r.plan.concepts) > 0 {
		all = r.plan.atLeast(1)
	}
	filters := r.req.filters()
	dates, _ := r.req.dates()
	var err error
	if len(filters) > 0 || !dates.IsZero() {
		if w.WithoutFilters, err = r.total(ctx, all, nil, index.DateRange{}); err != nil {
			return nil, err
		}
		if w.WithoutFilters > 0 {
			if w.Filters, err = r.culprits(ctx, all, filters, dates); err != nil {
				return nil, err
			}
		}
	}
	if len(r.plan.required(false)) > 1 {
		if w.AnyWord, err = r.total(ctx, r.plan.atLeast(1), filters, dates); err != nil {
			return nil, fmt.Errorf("explain empty answer: %w", err)
		}
	}
	return w, nil
}

// culprits are the filters without which something would be found.
func (r *run) culprits(ctx context.Context, all index.Clause, filters []index.Filter, dates index.DateRange) ([]string, error) {
	var names []string
	for i, f := range filters {
		others := slices.Delete(slices.Clone(filters), i, i+1)
		n, err := r.total(ctx, all, others, dates)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			names = append(names, string(f.Field))
		}
	}
	if !dates.IsZero() {
		n, err := r.total(ctx, all, filters, index.DateRange{})
		if err != nil {
			return nil, err
		}
		if n > 0 {
			names = append(names, "date")
		}
	}
	return names, nil
}
