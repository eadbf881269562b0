package server

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"wensou/bibliography"
	"wensou/index"
	"wensou/search"
)

// searchView is the search page: a start page, results, an empty result, or
// what is wrong with the request.
type searchView struct {
	pageBase
	State    state
	Resp     *search.Response
	Count    string // "118 處，見於 4 份文件"
	Took     string
	Notices  []notice
	Meant    []choice // other queries that may have been meant
	Hits     []hitView
	Export   []choice // of the hits shown
	Facets   []facetView
	Years    *histogram
	Dates    dateForm
	Chips    []chip
	ClearAll string
	Sorts    []choice
	Groups   []choice
	Pages    []pageLink
	AtEnd    bool // the last page that can be reached is not the last of the result
	Empty    *emptyView
	Start    *startView
	Faults   []string
}

// notice is a remark on how the query was read, with a way to read it otherwise.
type notice struct{ Text, Href, Label string }

// pageLink is one entry of the pager; Number 0 is a gap.
type pageLink struct {
	Number  int
	Href    string
	Current bool
	Rel     string // prev, next
}

// facetSize is how many values of a facet the page asks for; most are folded.
const facetSize = 40

func (s *Server) searchPage(c *gin.Context) error {
	v := searchView{pageBase: s.newPage(c)}
	vals, err := queryValues(c.Request.URL.RawQuery)
	if err != nil {
		return err
	}
	if len(vals["q"]) == 0 { // nothing to be shown in its context
		delete(vals, "view")
		delete(vals, "context")
	}
	delete(vals, "format") // the API's
	r, errBind := bindRequest(vals, false, false)
	c.Set(keyQuery, r.Query)
	v.State = stateOf(&r, c.Query(uiParam))
	v.bind(&r)
	if errBind != nil {
		return s.faultPage(c, v, errBind)
	}
	if r.Query == "" && len(filterChips(&v, &r, nil)) == 0 {
		return s.startPage(c, v)
	}
	if r.View == search.ViewKWIC {
		return s.kwicPage(c, v, r)
	}
	r.Facets, r.FacetSize = search.Facets, facetSize
	r.Highlight, r.WithText, r.Explain = search.HighlightSegments, false, false
	r.Snippets, r.SnippetLength = 1, 120
	if r.Ungrouped {
		r.Snippets = 2
	}
	resp, err := s.search(c, r)
	if err != nil {
		if len(paramErrors(err)) > 0 {
			return s.faultPage(c, v, err)
		}
		return err
	}
	v.fill(&r, resp)
	return s.render(c, http.StatusOK, "search.html", v.Nonce, v)
}

// bind fills in what follows from the request alone.
func (v *searchView) bind(r *search.Request) {
	v.Query = r.Query
	v.Title = v.Site
	if r.Query != "" {
		v.Title = v.T("results.title", r.Query) + " － " + v.Site
	}
	for i := range v.Modes {
		v.Modes[i].Selected = v.Modes[i].Value == string(r.Mode)
	}
	v.Hidden = v.State.hidden("q", "mode")
	v.Dates = dateForm{From: r.From, To: r.To, Hidden: v.State.hidden("from", "to")}
	for _, o := range orders(r) {
		value := string(o)
		href := v.State.set("sort", value)
		if o == index.ByRelevance {
			href = v.State.drop("sort")
		}
		v.Sorts = append(v.Sorts, choice{Value: value, Label: v.T("sort." + value), Href: href.search(), Selected: r.Sort == o})
	}
	v.Groups = v.viewChoices(r)
}

// fill puts the answer in.
func (v *searchView) fill(r *search.Request, resp *search.Response) {
	v.Resp = resp
	v.Count = v.T("summary", v.N("units", resp.Total), v.N("documents", resp.Groups))
	v.Took = v.T("took", strconv.FormatFloat(resp.TookMS, 'f', 1, 64))
	v.Notices = v.notices(r, resp)
	v.Meant = v.meant(resp)
	v.Hits = hitViews(v, resp.Hits)
	page := v.State.drop(uiParam)
	if r.Page > 1 {
		page.v.Set("page", strconv.Itoa(r.Page))
	}
	v.Export = citeLinks("/api/v1/search?"+page.v.Encode()+"&", bibliography.Formats)
	v.Facets = facetViews(v, r, resp)
	v.Years = newHistogram(v, r, resp.Facets[string(index.FieldDate)])
	v.Chips = filterChips(v, r, resp)
	v.ClearAll = v.State.drop(filterNames...).search()
	found := resp.Groups
	if r.Ungrouped {
		found = resp.Total
	}
	v.Pages, v.AtEnd = v.pager(r, found)
	if len(resp.Hits) == 0 {
		v.Empty = newEmpty(v, r, resp)
	}
}

func (v *searchView) notices(r *search.Request, resp *search.Response) []notice {
	var out []notice
	if resp.Query.Operators {
		out = append(out, notice{v.T("read", resp.Query.Read), v.State.set("mode", string(search.ModePhrase)).search(), v.T("read.phrase")})
	}
	if vs := resp.Query.Variants; len(vs) > 0 {
		text := v.T("variants")
		for i, w := range vs[:min(len(vs), 8)] {
			if i > 0 {
				text += v.T("sep")
			}
			text += w
		}
		out = append(out, notice{text, v.State.set("variants", "exact").search(), v.T("variants.exact")})
	}
	if r.Exact {
		out = append(out, notice{v.T("variants.now"), v.State.drop("variants").search(), v.T("variants.auto")})
	}
	if x := resp.Query.Relaxed; x != nil {
		out = append(out, v.relaxed(x, resp.Query.Operators)...)
	}
	for _, w := range resp.Warnings {
		if _, known := texts["warning."+w]; known {
			w = v.T("warning." + w)
		}
		out = append(out, notice{Text: w})
	}
	return out
}

// meant are links to the queries that may have been meant.
func (v *searchView) meant(resp *search.Response) (out []choice) {
	list := resp.DidYouMean
	if resp.Why != nil {
		list = slices.Concat(list, resp.Why.DidYouMean)
	}
	for _, c := range list {
		out = append(out, choice{Label: v.T("meant.total", c.Query, c.Total), Href: v.State.set("q", c.Query).search()})
	}
	return out
}

// relaxed says what was searched in place of what was asked for.
func (v *searchView) relaxed(x *search.Relaxed, operators bool) []notice {
	var out []notice
	kept := "" // what is always held
	if operators {
		kept = ".operators"
	}
	if len(x.Parts) > 0 {
		out = append(out, notice{Text: v.T("relaxed.parts", strings.Join(x.Parts, v.T("sep")))})
	}
	if x.Minimum == x.Words {
		return out
	}
	n := notice{Text: v.T("relaxed.none", x.Words)}
	if x.HoldAll > 0 {
		n = notice{v.T("relaxed", x.HoldAll, x.Words), v.State.set("mode", "all").search(), v.T("relaxed.all")}
	}
	if len(x.Parts) > 0 { // mode=all would ask for the words again
		n.Href = ""
	}
	switch words := x.Minimum - x.Phrases; {
	case x.Phrases == 0:
		n.Text += v.T("relaxed.words", words)
	case words > 0:
		n.Text += v.T("relaxed.both"+kept, words)
	default:
		n.Text += v.T("relaxed.phrases" + kept)
	}
	if len(x.Rare) > 0 {
		n.Text += v.T("relaxed.rare", strings.Join(x.Rare, v.T("sep")))
	}
	return append(out, n)
}

// pager lists the pages around the current one, the first and the last.
func (v *searchView) pager(r *search.Request, found int) (links []pageLink, atEnd bool) {
	last := (found + r.Limit - 1) / r.Limit
	if most := search.MaxWindow / r.Limit; last > most {
		last, atEnd = most, r.Page == most
	}
	if last < 2 {
		return nil, false
	}
	href := func(n int) string {
		if n == 1 {
			return v.State.drop("page").search()
		}
		return v.State.set("page", strconv.Itoa(n)).search()
	}
	if r.Page > 1 {
		links = append(links, pageLink{Number: min(r.Page-1, last), Href: href(min(r.Page-1, last)), Rel: "prev"})
	}
	shown := []int{1, last}
	for n := max(1, r.Page-2); n <= min(last, r.Page+2); n++ {
		shown = append(shown, n)
	}
	slices.Sort(shown)
	shown = slices.Compact(shown)
	for i, n := range shown {
		if i > 0 && n > shown[i-1]+1 {
			links = append(links, pageLink{})
		}
		links = append(links, pageLink{Number: n, Href: href(n), Current: n == r.Page})
	}
	if r.Page < last {
		links = append(links, pageLink{Number: r.Page + 1, Href: href(r.Page + 1), Rel: "next"})
	}
	return links, atEnd
}

// faultPage shows the form as it was sent and what can't be read in it.
func (s *Server) faultPage(c *gin.Context, v searchView, err error) error {
	for _, p := range s.problem(c, err).Errors {
		text := p.Param + v.T("colon") + p.Detail
		if _, known := texts["fault."+p.Param]; known {
			text = v.T("fault." + p.Param)
		}
		v.Faults = append(v.Faults, text)
	}
	v.Title = v.T("fault") + " － " + v.Site
	return s.render(c, http.StatusBadRequest, "search.html", v.Nonce, v)
}
