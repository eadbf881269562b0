package server

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"sync/atomic"

	"github.com/gin-gonic/gin"

	"wensou/document"
	"wensou/index"
	"wensou/search"
)

// startView is the page before the first query.
type startView struct {
	Topics  []choice
	Sources []facetLink
	Recent  []recentView
	Numbers []facetLink // label and count
	Updated string
	NoIndex bool
}

type recentView struct{ Title, Href, Date, Source, Lang string }

// startCache keeps what the start page asks of the index: the same for every
// visitor of one generation, and the most expensive of all searches.
// Visitors who come at the same time before it is filled ask twice.
type startCache struct {
	resp atomic.Pointer[search.Response]
}

func (s *Server) startPage(c *gin.Context, v searchView) error {
	v.Focus, v.Index = true, true
	v.Start = &startView{}
	sources := c.GetStringSlice(keySources)
	st, err := s.statsWithin(c.Request.Context(), sources)
	switch {
	case errors.Is(err, index.ErrNoGeneration):
		v.Start.NoIndex = true
		return s.render(c, http.StatusServiceUnavailable, "search.html", v.Nonce, v)
	case err != nil:
		return err
	}
	v.Start.numbers(&v, st)
	// The page is of use without examples: a busy index costs only those.
	if resp, err := s.overview(c.Request.Context(), st.Generation, len(sources) == 0); err == nil {
		v.Start.overview(&v, resp)
	}
	return s.render(c, http.StatusOK, "search.html", v.Nonce, v)
}

// overview is the newest documents and the most frequent topics and sources. It
// is shared by all who see the whole index.
func (s *Server) overview(ctx context.Context, generation string, shared bool) (*search.Response, error) {
	if resp := s.start.resp.Load(); resp != nil && shared && resp.Generation == generation {
		return resp, nil
	}
	r := search.Request{
		Facets: []index.Field{index.FieldTopic, index.FieldSource}, FacetSize: 12,
		Sort: index.ByNewest, Limit: 5, Highlight: search.HighlightNone,
	}
	if err := r.Normalize(); err != nil {
		return nil, err
	}
	resp, err := s.searcher.Search(ctx, r)
	if err != nil {
		return nil, err
	}
	if shared {
		s.start.resp.Store(resp)
	}
	return resp, nil
}

func (w *startView) numbers(v *searchView, st *search.StatsResponse) {
	add := func(label string, n int) {
		if n > 0 {
			w.Numbers = append(w.Numbers, facetLink{Label: v.T("start.n." + label), Count: thousands(n)})
		}
	}
	add("documents", st.Stats.Documents)
	add("units", st.Stats.Units)
	for _, k := range []document.Kind{document.KindFootnote, document.KindCitation, document.KindReference} {
		add(string(k), st.Stats.Kinds[string(k)])
	}
	if !st.Created.IsZero() {
		w.Updated = v.T("start.updated", st.Created.Format("2006-01-02"))
	}
}

func (w *startView) overview(v *searchView, resp *search.Response) {
	for _, t := range resp.Facets[string(index.FieldTopic)] {
		if t.Value != "" {
			w.Topics = append(w.Topics, choice{Label: t.Value, Href: v.State.set("q", t.Value).search()})
		}
	}
	w.Sources = facetLinks(v, string(index.FieldSource), resp.Facets[string(index.FieldSource)])
	for i := range resp.Hits {
		d := &resp.Hits[i].Document
		w.Recent = append(w.Recent, recentView{cmp.Or(d.Title, d.ID), v.State.reader(d.ID, "", ""), day(d.Date), d.Source, langAttr(d.Language)})
	}
}
