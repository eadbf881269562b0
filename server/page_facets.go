package server

import (
	"slices"

	"wensou/document"
	"wensou/index"
	"wensou/search"
)

// facetView is one facet as lists of links.
type facetView struct {
	Name, Label string
	Shown       []facetLink
	Folded      []facetLink // less frequent values
}

// facetLink adds its value to the filters, or removes it when selected.
type facetLink struct {
	Label, Lang, Href, Count string
	Selected                 bool
}

// chip is an active filter with its way out.
type chip struct{ Label, Value, Href, Remove string }

// dateForm is the range form with the rest of the state.
type dateForm struct {
	From, To string
	Hidden   []field
}

// facetShown is how many values stand before the fold.
const facetShown = 7

// facetViews lists the facets; years have the histogram besides.
func facetViews(v *searchView, r *search.Request, resp *search.Response) []facetView {
	var out []facetView
	for _, f := range search.Facets {
		name := string(f)
		if f == index.FieldDate {
			if fv := yearView(v, r, resp.Facets[name]); len(fv.Shown) > 0 {
				out = append(out, fv)
			}
			continue
		}
		fv := facetView{Name: name, Label: v.T("facet." + name)}
		links := facetLinks(v, name, resp.Facets[name])
		if len(links) == 0 {
			continue
		}
		fv.Shown, fv.Folded = fold(links)
		out = append(out, fv)
	}
	return out
}

func facetLinks(v *searchView, name string, values []search.FacetValue) []facetLink {
	var links []facetLink
	chosen := v.State.v[name]
	for _, fv := range values {
		if fv.Value == "" {
			continue
		}
		selected := slices.Contains(chosen, fv.Value)
		l := newFacetLink(v, name, fv.Value, thousands(fv.Count), selected)
		if fv.Label != "" {
			l.Label = excerpt(fv.Label, 40)
		}
		links = append(links, l)
		chosen = slices.DeleteFunc(slices.Clone(chosen), func(s string) bool { return s == fv.Value })
	}
	// A selected value that is not among the most frequent is still shown.
	for _, value := range chosen {
		links = append(links, newFacetLink(v, name, value, "", true))
	}
	if name == string(index.FieldKind) {
		slices.SortStableFunc(links, func(a, b facetLink) int { return kindOrder(v, a.Label) - kindOrder(v, b.Label) })
	}
	return links
}

func newFacetLink(v *searchView, name, value, count string, selected bool) facetLink {
	l := facetLink{Label: v.valueLabel(name, value), Count: count, Selected: selected, Href: v.State.with(name, value).search()}
	if selected {
		l.Href = v.State.without(name, value).search()
	}
	return l
}

// kindOrder is the order of reading, not of frequency.
func kindOrder(v *searchView, label string) int {
	return slices.IndexFunc(document.Kinds, func(k document.Kind) bool { return v.T("kind."+string(k)) == label })
}

// valueLabel is a filter value as people read it.
func (l uiLang) valueLabel(name, value string) string {
	switch name {
	case string(index.FieldKind):
		return l.kindLabel(value, 0, 0)
	case string(index.FieldLang):
		return l.languageName(value)
	}
	return value
}

// fold keeps the first values and the selected ones in sight.
func fold(links []facetLink) (shown, folded []facetLink) {
	if len(links) <= facetShown+2 { // a fold of one or two hides nothing worth it
		return links, nil
	}
	for i, l := range links {
		if i < facetShown || l.Selected {
			shown = append(shown, l)
		} else {
			folded = append(folded, l)
		}
	}
	return shown, folded
}

// yearView lists years, newest first.
func yearView(v *searchView, r *search.Request, values []search.FacetValue) facetView {
	fv := facetView{Name: string(index.FieldDate), Label: v.T("facet.date")}
	years := yearsOf(values)
	slices.Reverse(years)
	var links []facetLink
	for _, y := range years {
		links = append(links, facetLink{Label: y.label, Count: thousands(y.count), Href: y.href(v, r), Selected: y.selected(r)})
	}
	fv.Shown, fv.Folded = fold(links)
	return fv
}

// filterChips are the active filters. resp, which may be nil, knows the titles
// of documents.
func filterChips(v *searchView, r *search.Request, resp *search.Response) []chip {
	var out []chip
	add := func(label, value string, href state) {
		out = append(out, chip{label, value, href.search(), v.T("filters.remove", label+v.T("colon")+value)})
	}
	for _, f := range filterLists(r) {
		for _, value := range f.values {
			shown := v.valueLabel(f.name, value)
			href := v.State.without(f.name, value)
			if f.name == "work" && resp != nil {
				for _, fv := range resp.Facets[f.name] {
					if fv.Value == value && fv.Label != "" {
						shown = excerpt(fv.Label, 30)
					}
				}
			}
			if f.name == "doc" {
				shown = titleOf(value, resp)
				href = href.drop("group")
			}
			add(v.T("facet."+f.name), shown, href)
		}
	}
	switch {
	case r.From != "" && r.From == r.To:
		add(v.T("facet.date"), r.From, v.State.drop("from", "to"))
	case r.From != "" && r.To != "":
		add(v.T("date.range"), r.From+" – "+r.To, v.State.drop("from", "to"))
	case r.From != "":
		add(v.T("date.range"), v.T("date.since", r.From), v.State.drop("from"))
	case r.To != "":
		add(v.T("date.range"), v.T("date.until", r.To), v.State.drop("to"))
	}
	return out
}

// titleOf a document, when a hit tells it.
func titleOf(id string, resp *search.Response) string {
	if resp != nil {
		for i := range resp.Hits {
			if d := &resp.Hits[i].Document; d.ID == id && d.Title != "" {
				return excerpt(d.Title, 30)
			}
		}
	}
	return excerpt(id, 40)
}
