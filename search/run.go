package search

import (
	"cmp"
	"context"
	"slices"

	"wensou/index"
	"wensou/query"
	"wensou/search/works"
)

// relaxBelow is how few units may hold all words before the default mode goes
// on to units that hold most of them.
const relaxBelow = 30

// run is one request over one generation.
type run struct {
	req       *Request
	snap      *index.Snapshot
	slots     chan struct{} // of the service: as many are taken as requests run
	plan      *plan
	close     *closeness // nil when nothing can be closer
	citing    []uint64   // units that cite one of the works of the request
	counter   *works.Counter
	quotation bool // the query has operators, and stands in a document as it is
}

// scope is the part of the index that is searched.
type scope struct {
	filters    []index.Filter
	dates      index.DateRange
	conditions []index.Clause // of the query
}

func (s scope) isFiltered() bool { return len(s.filters) > 0 || !s.dates.IsZero() }
func (s scope) isWhole() bool    { return !s.isFiltered() && len(s.conditions) == 0 }

// match is a clause inside the scope's conditions.
func (s scope) match(c index.Clause) index.Clause {
	if len(s.conditions) == 0 {
		return c
	}
	return append(index.All{c}, s.conditions...)
}

// scope is what the request's filters and the query's conditions keep.
func (r *run) scope() scope {
	dates, _ := r.req.dates() // Normalize has read them
	filters := r.req.filters()
	for i := range filters {
		if filters[i].Field == index.FieldWork {
			filters[i].Refs = r.citing
		}
	}
	return scope{filters, dates, r.plan.inside()}
}

// inside are the conditions as clauses.
func (p *plan) inside() (cs []index.Clause) {
	for _, c := range p.conditions {
		cs = append(cs, c.clause)
	}
	return cs
}

// choice is what a unit must hold to be in the answer.
type choice struct {
	match   index.Clause
	boosts  []index.Boost
	relaxed *Relaxed
}

// request is the engine request for a choice with everything the client asked.
func (r *run) request(c choice) *index.Request {
	s := r.scope()
	out := &index.Request{
		Match: s.match(c.match), Boosts: slices.Concat(c.boosts, r.plan.prefer), Score: r.plan.score, Filters: s.filters, Dates: s.dates, Sort: r.req.Sort,
		Group: !r.req.Ungrouped, From: (r.req.Page - 1) * r.req.Limit, Size: r.req.Limit,
	}
	if r.close != nil {
		out.Rescore = r.close
	}
	for _, f := range r.req.Facets {
		limit := r.req.FacetSize
		if f == index.FieldDate {
			limit = 400 // years: all of them, a histogram has no rest
		}
		f := index.FacetRequest{Field: f, Limit: limit}
		if f.Field == index.FieldWork {
			r.counter = worksOf(r.snap).Counter()
			f.Count = r.counter.Add
		}
		out.Facets = append(out.Facets, f)
	}
	return out
}

// total counts the units of a clause in a scope.
func (r *run) total(ctx context.Context, match index.Clause, s scope) (int, error) {
	n, err := r.totals(ctx, []index.Clause{match}, s)
	if err != nil {
		return 0, err
	}
	return n[0], nil
}

// totals counts the units of several clauses, each in the scope.
func (r *run) totals(ctx context.Context, matches []index.Clause, s scope) ([]int, error) {
	all := make([]index.Clause, len(matches))
	for i, m := range matches {
		all[i] = s.match(m)
	}
	return r.snap.Count(ctx, &index.CountRequest{Matches: all, Filters: s.filters, Dates: s.dates})
}

func (r *run) answer(ctx context.Context) (*Response, error) {
	c, err := r.choose(ctx, r.scope())
	if err != nil {
		return nil, err
	}
	if r.req.Sort == index.ByRelevance {
		if r.close, err = r.plan.closeness(ctx, r.snap, r.req.Query); err != nil {
			return nil, err
		}
	}
	req := r.request(c)
	res, err := r.snap.Search(ctx, req)
	if err != nil {
		return nil, err
	}
	if res.Total == 0 {
		parts, err := r.divide(ctx, r.scope())
		if err != nil {
			return nil, err
		}
		if parts != nil {
			c, req = *parts, r.request(*parts)
			if res, err = r.snap.Search(ctx, req); err != nil {
				return nil, err
			}
		}
	}
	resp := &Response{
		Query: r.queryInfo(c), Total: res.Total, Groups: res.Groups,
		Generation: r.snap.Manifest.Generation, Page: r.req.Page, Limit: r.req.Limit,
		Hits: []Hit{}, Warnings: r.warnings(),
	}
	if r.req.Explain {
		resp.Query.Explanation = r.explainQuery()
	}
	if err := r.assemble(ctx, req, res, resp); err != nil {
		return nil, err
	}
	if len(r.req.Facets) > 0 {
		if resp.Facets, err = r.facetValues(res); err != nil {
			return nil, err
		}
	}
	meant, err := r.corrections(ctx, c, res.Total)
	if err != nil {
		return nil, err
	}
	if res.Total == 0 {
		if resp.Why, err = r.why(ctx); err != nil {
			return nil, err
		}
		resp.Why.DidYouMean = meant
	} else {
		resp.DidYouMean = meant
	}
	return resp, nil
}

func (r *run) warnings() []string {
	out := []string{}
	if r.plan.nothing {
		out = append(out, WarnNothingToSearch)
	}
	if r.plan.dropped {
		out = append(out, WarnWordsDropped)
	}
	switch {
	case r.quotation:
		out = append(out, WarnQuotation)
	case r.plan.asText:
		out = append(out, WarnOperatorAsText)
	}
	return out
}

func (r *run) queryInfo(c choice) QueryInfo {
	q := QueryInfo{
		Text: r.req.Query, Mode: cmp.Or(string(r.req.Mode), "auto"), Read: query.Query{Root: r.plan.root}.String(),
		Operators: r.plan.hasOperators(),
		Variants:  r.plan.variants, Relaxed: c.relaxed, Filters: map[string][]string{},
	}
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

// facetValues turns counts into the response's form. Selected values are in it
// even when nothing matches them.
func (r *run) facetValues(res *index.Result) (map[string][]FacetValue, error) {
	out := map[string][]FacetValue{}
	lists := r.req.lists()
	for _, f := range r.req.Facets {
		values := []FacetValue{}
		selected := lists[string(f)]
		if f == index.FieldWork {
			var err error
			if out[string(f)], err = r.workValues(selected); err != nil {
				return nil, err
			}
			continue
		}
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
			slices.SortFunc(values, func(a, b FacetValue) int { return cmp.Compare(b.From, a.From) })
		}
		for _, s := range selected {
			if !slices.ContainsFunc(values, func(v FacetValue) bool { return v.Value == s }) {
				values = append(values, FacetValue{Value: s, Selected: true})
			}
		}
		out[string(f)] = values
	}
	return out, nil
}

// yearSelected says whether the date filter is exactly this year.
func (r *run) yearSelected(year string) bool {
	if r.req.From == "" || r.req.To == "" {
		return false
	}
	d, err := r.req.dates()
	first, end, err2 := ParseDay(year, r.req.Now)
	return err == nil && err2 == nil && d.From.Equal(first) && d.To.Equal(end)
}
