package server

import (
	"strings"

	"wensou/search"
)

// emptyView says why nothing was found and what to try.
type emptyView struct {
	Missing []string
	Words   []string // each keeps the others from being found
	Filters []choice // each removes one filter
	Without *choice  // the search without filters
	Any     *choice  // the search for any of the words
	Quotes  bool     // the query has quotation marks
}

func newEmpty(v *searchView, r *search.Request, resp *search.Response) *emptyView {
	e := &emptyView{Quotes: strings.ContainsAny(r.Query, `"“”「」『』`) || r.Mode == search.ModePhrase}
	w := resp.Why
	if w == nil {
		return e
	}
	e.Missing, e.Words = w.Missing, w.Words
	for _, name := range w.Filters {
		label, href := v.T("facet."+name), v.State.drop(name)
		if name == "from" || name == "to" || name == "date" {
			label, href = v.T("facet.date"), v.State.drop("from", "to")
		}
		e.Filters = append(e.Filters, choice{Label: v.T("empty.unfilter", label), Href: href.search()})
	}
	if w.WithoutFilters > 0 {
		e.Without = &choice{Label: v.T("empty.without", w.WithoutFilters), Href: v.State.drop(filterNames...).search()}
	}
	if w.AnyWord > 0 && r.Mode != search.ModeAny {
		e.Any = &choice{Label: v.T("empty.any", w.AnyWord), Href: v.State.set("mode", "any").search()}
	}
	return e
}
