package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"wensou/search"
)

// maxQueries of one multi-search.
const maxQueries = 10

func (s *Server) searchGet(c *gin.Context) error {
	v, err := queryValues(c.Request.URL.RawQuery)
	if err != nil {
		return err
	}
	f := takeFormat(v)
	r, err := bindRequest(v, true, false)
	if err != nil {
		return err
	}
	if f != "" {
		return s.exportSearch(c, r, f)
	}
	return s.answerSearch(c, r)
}

func (s *Server) searchPost(c *gin.Context) error {
	members, err := jsonBody(c)
	if err != nil {
		return err
	}
	r, err := bindJSON(members)
	if err != nil {
		return err
	}
	return s.answerSearch(c, r)
}

func (s *Server) answerSearch(c *gin.Context, r search.Request) error {
	c.Set(keyQuery, r.Query)
	// Conditional requests are for GET: a POST with a matching tag would be 412.
	get := c.Request.Method != http.MethodPost
	state, tag := s.state(), ""
	if get && state != "" {
		if tag = etag(state, r); notModified(c, tag) {
			return nil
		}
	}
	if r.View == search.ViewKWIC {
		return s.answerConcordance(c, r, get)
	}
	resp, err := s.search(c, r)
	if err != nil {
		return err
	}
	if get {
		if resp.State != state { // it changed in between
			tag = etag(resp.State, r)
		}
		c.Header("ETag", tag)
	}
	s.writeJSON(c, http.StatusOK, jsonType, resp)
	return nil
}

// answerConcordance answers with lines instead of hits.
func (s *Server) answerConcordance(c *gin.Context, r search.Request, get bool) error {
	resp, err := s.searcher.Concordance(c.Request.Context(), r)
	if err != nil {
		return err
	}
	s.countQuery(&r, resp.Total)
	if get {
		c.Header("ETag", etag(resp.State, r))
	}
	if r.Format != search.FormatCSV {
		s.writeJSON(c, http.StatusOK, jsonType, resp)
		return nil
	}
	var b bytes.Buffer
	if err := resp.WriteCSV(&b); err != nil {
		return err
	}
	c.Header("Content-Disposition", `attachment; filename="concordance.csv"`)
	c.Data(http.StatusOK, "text/csv; charset=utf-8", b.Bytes())
	return nil
}

// search runs r and completes the response: lists are never null.
func (s *Server) search(c *gin.Context, r search.Request) (*search.Response, error) {
	resp, err := s.searcher.Search(c.Request.Context(), r)
	if err != nil {
		return nil, err
	}
	s.countQuery(&r, resp.Total)
	out := *resp // the searcher may keep what it returned
	if out.Hits == nil {
		out.Hits = []search.Hit{}
	}
	if out.Warnings == nil {
		out.Warnings = []string{}
	}
	if out.Facets != nil {
		out.Facets = make(map[string][]search.FacetValue, len(resp.Facets))
		for name, values := range resp.Facets {
			if values == nil {
				values = []search.FacetValue{}
			}
			out.Facets[name] = values
		}
	}
	return &out, nil
}

// multiResponse answers a multi-search: one result a query, in their order.
type multiResponse struct {
	Results []*search.Response `json:"results"`
	TookMS  float64            `json:"took_ms"`
}

// multiSearch answers up to ten searches one after the other: a client can't
// take more of the server's concurrency this way than with single searches.
func (s *Server) multiSearch(c *gin.Context) error {
	start := time.Now()
	members, err := jsonBody(c)
	if err != nil {
		return err
	}
	var queries []map[string]json.RawMessage
	for name := range members {
		if name != "queries" {
			return &search.ParamError{Param: name, Reason: "is not a member of a multi-search; known is queries"}
		}
	}
	if err := json.Unmarshal(members["queries"], &queries); err != nil {
		return &search.ParamError{Param: "queries", Reason: "is no array of search objects"}
	}
	if len(queries) == 0 || len(queries) > maxQueries {
		return &search.ParamError{Param: "queries", Reason: fmt.Sprintf("has %d elements, not 1 to %d", len(queries), maxQueries)}
	}
	requests := make([]search.Request, len(queries))
	var errs []error
	for i, q := range queries {
		r, err := bindJSON(q)
		if err != nil {
			for _, p := range paramErrors(err) {
				errs = append(errs, &search.ParamError{Param: fmt.Sprintf("queries[%d].%s", i, p.Param), Reason: p.Detail})
			}
		}
		if r.View != search.ViewHits {
			errs = append(errs, &search.ParamError{Param: fmt.Sprintf("queries[%d].view", i), Reason: "is not for a multi-search"})
		}
		requests[i] = r
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if err := s.spend(c, len(requests)-1); err != nil { // the request itself was counted
		return err
	}
	out := multiResponse{Results: make([]*search.Response, 0, len(requests))}
	for _, r := range requests {
		resp, err := s.search(c, r)
		if err != nil {
			return err
		}
		out.Results = append(out.Results, resp)
	}
	out.TookMS = since(start)
	c.Header("Cache-Control", "no-cache")
	s.writeJSON(c, http.StatusOK, jsonType, out)
	return nil
}

// jsonBody reads the request's body as one JSON object.
func jsonBody(c *gin.Context) (map[string]json.RawMessage, error) {
	mt, _, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err != nil || mt != "application/json" || c.GetHeader("Content-Encoding") != "" {
		return nil, errMediaType
	}
	if c.Request.URL.RawQuery != "" {
		return nil, fmt.Errorf("%w: parameters belong into the body of a POST", errMalformed)
	}
	return decodeObject(c.Request.Body)
}

func bindJSON(members map[string]json.RawMessage) (search.Request, error) {
	v, errValues := jsonValues(members)
	r, err := bindRequest(v, true, true)
	return r, errors.Join(errValues, err)
}
