package server

import (
	"cmp"
	"errors"
	"maps"
	"slices"

	"github.com/gin-gonic/gin"

	"wensou/bibliography"
	"wensou/index"
	"wensou/search"
)

// workFormat is the form that a request for one work asks for; "" for JSON. A
// citation has no places, so nothing can narrow them.
func workFormat(c *gin.Context, v values) (bibliography.Format, error) {
	c.Writer.Header().Add("Vary", "Accept")
	given, named := v["format"]
	f, err := readFormat(given)
	if !named {
		f = acceptedFormat(c.GetHeader("Accept"))
	}
	delete(v, "format")
	if err != nil || f == "" {
		return "", err
	}
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(v)) {
		errs = append(errs, &search.ParamError{Param: name, Reason: "narrows the places that cite a work, and a citation of it has none"})
	}
	return f, errors.Join(errs...)
}

// exportWork answers with one work of the index as a citation.
func (s *Server) exportWork(c *gin.Context, id string, f bibliography.Format) error {
	request := []any{"work", id, f}
	if gen := s.generation(); gen != "" && notModified(c, etag(gen, request)) {
		return nil
	}
	w, err := s.searcher.Work(c.Request.Context(), id, search.Request{Limit: 1, Sort: index.ByNewest})
	if err != nil {
		return err
	}
	c.Header("ETag", etag(w.Generation, request))
	return s.writeExport(c, f, cmp.Or(w.Title, w.ID), []bibliography.Entry{bibliography.Work(w.CSL, w.EtAl)})
}

// exportWorks answers with a page of works as citations.
func (s *Server) exportWorks(c *gin.Context, r search.WorksRequest, f bibliography.Format) error {
	request := []any{"works", r, f}
	if state := s.state(); state != "" && notModified(c, etag(state, request)) {
		return nil
	}
	resp, err := s.searcher.Works(c.Request.Context(), r)
	if err != nil {
		return err
	}
	entries := make([]bibliography.Entry, len(resp.Works))
	for i := range resp.Works {
		entries[i] = bibliography.Work(resp.Works[i].CSL, resp.Works[i].EtAl)
	}
	c.Header("ETag", etag(resp.State, request))
	return s.writeExport(c, f, cmp.Or(r.Query, "wensou"), entries)
}

// citeWork is for the page of a work.
func citeWork(w *search.WorkResponse) citeView {
	address := "/api/v1/works/" + w.ID + "?"
	return newCiteView(address, bibliography.Work(w.CSL, w.EtAl))
}
