package server

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"wensou/bibliography"
	"wensou/document"
	"wensou/index"
	"wensou/search"
)

// documentResponse is a document in the form of document.Document's JSON.
type documentResponse struct {
	Generation string `json:"generation"`
	*document.Document
	WorkIDs map[document.WorkID]search.CitedWork `json:"work_ids,omitempty"`
}

// unitResponse is one unit with its document's header and its neighbours in
// reading order.
type unitResponse struct {
	Generation string              `json:"generation"`
	Document   search.DocumentInfo `json:"document"`
	Unit       *document.Unit      `json:"unit"`
	Previous   document.UnitID     `json:"previous,omitempty"`
	Next       document.UnitID     `json:"next,omitempty"`
}

func (s *Server) documentGet(c *gin.Context) error {
	path := pathAfter(c, "/api/v1/documents/")
	if of, ok := path.cut("/similar"); ok {
		err := s.similarGet(c, of)
		if !errors.Is(err, index.ErrNotFound) || c.Request.URL.RawQuery != "" {
			return err
		}
	}
	f, err := documentFormat(c)
	if err != nil {
		return err
	}
	if of, ok := path.cut("/references"); ok {
		err := s.exportReferences(c, of.plain, f)
		if !errors.Is(err, index.ErrNotFound) {
			return err
		}
	}
	if doc, unit, ok := path.splitUnit(); ok {
		err := s.answerUnit(c, doc, document.UnitID(unit), f)
		if !errors.Is(err, index.ErrNotFound) {
			return err
		}
	}
	id, err := documentID(path.plain)
	if err != nil {
		return err
	}
	if f != "" {
		return s.exportDocument(c, bibliography.Ref{Document: id}, f)
	}
	if gen := s.generation(); gen != "" && notModified(c, etag(gen, id)) {
		return nil
	}
	view, err := s.searcher.Document(c.Request.Context(), id)
	if err != nil {
		return err
	}
	d := *view.Document
	if d.Units == nil {
		d.Units = []document.Unit{}
	}
	c.Header("ETag", etag(view.Generation, id))
	s.writeJSON(c, http.StatusOK, jsonType, documentResponse{view.Generation, &d, view.WorkIDs})
	return nil
}

func (s *Server) answerUnit(c *gin.Context, doc string, unit document.UnitID, f bibliography.Format) error {
	id, err := documentID(doc)
	if err != nil {
		return err
	}
	if f != "" {
		return s.exportDocument(c, bibliography.Ref{Document: id, Unit: unit}, f)
	}
	if gen := s.generation(); gen != "" && notModified(c, etag(gen, []any{id, unit})) {
		return nil
	}
	view, err := s.searcher.Document(c.Request.Context(), id)
	if err != nil {
		return err
	}
	for i := range view.Units {
		if view.Units[i].ID != unit {
			continue
		}
		out := unitResponse{Generation: view.Generation, Document: search.InfoOf(view.Document), Unit: &view.Units[i]}
		if i > 0 {
			out.Previous = view.Units[i-1].ID
		}
		if i+1 < len(view.Units) {
			out.Next = view.Units[i+1].ID
		}
		c.Header("ETag", etag(view.Generation, []any{id, unit}))
		s.writeJSON(c, http.StatusOK, jsonType, out)
		return nil
	}
	return fmt.Errorf("unit %q of %q: %w", unit, id, index.ErrNotFound)
}
