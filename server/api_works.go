package server

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"wensou/search"
)

// worksParams are all parameters of a search for works.
var worksParams = []string{"q", "source", "sort", "page", "limit", "format"}

// workParams are all parameters of one work: they narrow the places that cite
// it.
var workParams = []string{"source", "topic", "kind", "author", "lang", "doc", "from", "to", "sort", "page", "limit", "format"}

// worksGet finds cited works.
func (s *Server) worksGet(c *gin.Context) error {
	v, err := queryValues(c.Request.URL.RawQuery)
	if err != nil {
		return err
	}
	f, fault := readFormat(v["format"])
	delete(v, "format")
	r, err := bindWorks(v)
	if err := errors.Join(fault, err); err != nil {
		return err
	}
	c.Set(keyQuery, r.Query)
	if f != "" {
		return s.exportWorks(c, r, f)
	}
	if state := s.state(); state != "" && notModified(c, etag(state, []any{"works", r})) {
		return nil
	}
	resp, err := s.searcher.Works(c.Request.Context(), r)
	if err != nil {
		return err
	}
	out := *resp
	out.Works = make([]search.WorkInfo, len(resp.Works))
	for i, w := range resp.Works {
		w.URL = workPath(w.ID)
		out.Works[i] = w
	}
	c.Header("ETag", etag(resp.State, []any{"works", r}))
	s.writeJSON(c, http.StatusOK, jsonType, out)
	return nil
}

// bindWorks reads a request and reports all faults at once.
func bindWorks(v values) (r search.WorksRequest, err error) {
	var errs []error
	bad := func(name, text string, args ...any) {
		errs = append(errs, &search.ParamError{Param: name, Reason: fmt.Sprintf(text, args...)})
	}
	one := func(name string) string {
		if len(v[name]) > 1 {
			bad(name, "stands %d times, once is enough", len(v[name]))
		}
		if len(v[name]) == 0 {
			return ""
		}
		return v[name][0]
	}
	r.Query, r.Sources = one("q"), v["source"]
	r.Sort = search.WorksOrder(one("sort"))
	for name, p := range map[string]*int{"page": &r.Page, "limit": &r.Limit} {
		if text := one(name); text != "" {
			n, err := strconv.Atoi(text)
			if err != nil || n < 1 {
				bad(name, "is %q, not a whole number from 1 on", text)
				n = 0
			}
			*p = n
		}
	}
	for _, name := range slices.Sorted(maps.Keys(v)) {
		if !slices.Contains(worksParams, name) {
			bad(name, "is not a parameter of works; known are %s", strings.Join(worksParams, ", "))
		}
	}
	if err := r.Normalize(); err != nil {
		errs = append(errs, err)
	}
	return r, errors.Join(errs...)
}

// workGet answers one work with a page of the places that cite it.
func (s *Server) workGet(c *gin.Context) error {
	id := c.Param("id")
	v, err := queryValues(c.Request.URL.RawQuery)
	if err != nil {
		return err
	}
	f, err := workFormat(c, v)
	if err != nil {
		return err
	}
	if f != "" {
		return s.exportWork(c, id, f)
	}
	if v["sort"] == nil {
		v["sort"] = []string{"-date"}
	}
	r, err := bindSome(v, workParams)
	if err != nil {
		return err
	}
	if gen := s.generation(); gen != "" && notModified(c, etag(gen, []any{"work", id, r})) {
		return nil
	}
	resp, err := s.searcher.Work(c.Request.Context(), id, r)
	if err != nil {
		return err
	}
	out := *resp
	out.URL = workPath(out.ID)
	c.Header("ETag", etag(resp.Generation, []any{"work", id, r}))
	s.writeJSON(c, http.StatusOK, jsonType, out)
	return nil
}

// workPath is the address of a work's page.
func workPath(id string) string { return "/w/" + url.PathEscape(id) }
