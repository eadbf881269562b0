package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"wensou/bibliography"
	"wensou/document"
	"wensou/search"
)

// exportGet answers with a selection: each item is a document as in its
// address, papers/a, or one of its units, papers/a/units/p12.
func (s *Server) exportGet(c *gin.Context) error {
	v, err := queryValues(c.Request.URL.RawQuery)
	if err != nil {
		return err
	}
	var errs []error
	bad := func(param, format string, args ...any) {
		errs = append(errs, &search.ParamError{Param: param, Reason: fmt.Sprintf(format, args...)})
	}
	for name := range v {
		if name != "format" && name != "item" {
			bad(name, "is unknown; known are item, format")
		}
	}
	f, err := readFormat(v["format"])
	switch {
	case err != nil:
		errs = append(errs, err)
	case f == "":
		f = bibliography.CSLJSON
	}
	var items []bibliography.Ref
	switch n := len(v["item"]); {
	case n == 0:
		bad("item", "is missing; choose at least one")
	case n > search.MaxLimit:
		bad("item", "stands %d times, at most %d", n, search.MaxLimit)
	default:
		for _, text := range v["item"] {
			it, err := readItem(text)
			if err != nil {
				bad("item", "%s", strings.TrimPrefix(err.Error(), errMalformed.Error()+": "))
			}
			items = append(items, it)
		}
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	request := []any{"export", items, f}
	if gen := s.generation(); gen != "" && notModified(c, etag(gen, request)) {
		return nil
	}
	entries, generation, err := s.exportEntries(c.Request.Context(), items)
	if err != nil {
		return err
	}
	c.Header("ETag", etag(generation, request))
	return s.writeExport(c, f, "wensou", entries)
}

// readItem reads "<document>" or "<document>/units/<unit>", escaped as in the
// path of an address.
func readItem(s string) (bibliography.Ref, error) {
	p := docPath{escaped: s}
	doc, unit, ok := p.splitUnit()
	if !ok {
		var err error
		if doc, err = url.PathUnescape(s); err != nil {
			return bibliography.Ref{}, fmt.Errorf("%q is not escaped as in an address", s)
		}
	}
	id, err := documentID(doc)
	return bibliography.Ref{Document: id, Unit: document.UnitID(unit)}, err
}

// itemOf is the way back.
func itemOf(doc, unit string) string {
	item := strings.TrimPrefix(documentPath(doc), "/d/")
	if unit != "" {
		item += "/units/" + url.PathEscape(unit)
	}
	return item
}

// takeFormat takes the form of an export out of a search's parameters; JSON, CSV
// and what is no form are left to the search.
func takeFormat(v values) bibliography.Format {
	f, err := readFormat(v["format"])
	if err != nil || f == "" {
		return ""
	}
	delete(v, "format")
	return f
}

// exportSearch answers a search with its page of hits as citations.
func (s *Server) exportSearch(c *gin.Context, r search.Request, f bibliography.Format) error {
	c.Set(keyQuery, r.Query)
	if r.View != search.ViewHits {
		return &search.ParamError{Param: "format", Reason: "is for hits, not for view=" + string(r.View)}
	}
	r.Facets, r.Highlight, r.WithText, r.Explain = nil, search.HighlightNone, false, false
	state := s.state()
	if state != "" && notModified(c, etag(state, []any{r, f})) {
		return nil
	}
	resp, entries, err := s.hitEntries(c.Request.Context(), r)
	if err != nil {
		return err
	}
	c.Header("ETag", etag(resp.State, []any{r, f}))
	return s.writeExport(c, f, cmp.Or(r.Query, "wensou"), entries)
}

// hitEntries are the entries of a page of hits, of the generation that they
// were found in.
func (s *Server) hitEntries(ctx context.Context, r search.Request) (resp *search.Response, entries []bibliography.Entry, err error) {
	for range exportTries {
		if resp, err = s.searcher.Search(ctx, r); err != nil {
			return nil, nil, err
		}
		items := make([]bibliography.Ref, len(resp.Hits))
		for i := range resp.Hits {
			h := &resp.Hits[i]
			items[i] = bibliography.Ref{Document: document.ID(h.Document.ID), Unit: document.UnitID(unitOf(h.ID, h.Document.ID))}
		}
		generation := ""
		entries, generation, err = s.exportEntries(ctx, items)
		if len(items) == 0 || generation == resp.Generation {
			return resp, entries, err
		}
		if err == nil { // units of another generation than the hits
			err = search.ErrBusy
		}
	}
	return nil, nil, err
}
