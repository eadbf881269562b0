package server

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"wensou/search"
)

// suggestParams are all parameters of a completion.
var suggestParams = []string{"q", "limit", "source", "format"}

// suggest completes what is being typed, in our own form or in that of
// browsers' search boxes.
func (s *Server) suggest(c *gin.Context) error {
	v, err := queryValues(c.Request.URL.RawQuery)
	if err != nil {
		return err
	}
	r, format, err := bindSuggest(v)
	if err != nil {
		return err
	}
	c.Set(keyQuery, r.Query)
	generation := s.generation()
	tag := etag(generation, []any{"suggest", format, r})
	if generation != "" && notModified(c, tag) {
		return nil
	}
	resp, err := s.searcher.Suggest(c.Request.Context(), r)
	if err != nil {
		return err
	}
	if resp.Generation != generation {
		tag = etag(resp.Generation, []any{"suggest", format, r})
	}
	c.Header("ETag", tag)
	c.Header("Cache-Control", "no-cache")
	if format == "opensearch" {
		s.writeJSON(c, http.StatusOK, "application/x-suggestions+json; charset=utf-8", openSearchSuggestions(resp))
		return nil
	}
	out := *resp // the searcher may keep what it returned
	out.Suggestions = make([]search.Suggestion, len(resp.Suggestions))
	for i, sug := range resp.Suggestions {
		if sug.Document != "" {
			sug.URL = documentPath(sug.Document)
		}
		out.Suggestions[i] = sug
	}
	s.writeJSON(c, http.StatusOK, jsonType, out)
	return nil
}

// bindSuggest reads a request and reports all faults at once.
func bindSuggest(v values) (r search.SuggestRequest, format string, err error) {
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
	if text := one("limit"); text != "" {
		if r.Limit, err = strconv.Atoi(text); err != nil || r.Limit < 1 {
			bad("limit", "is %q, not a whole number from 1 on", text)
			r.Limit = 0
		}
	}
	if format = one("format"); format != "" && format != "json" && format != "opensearch" {
		bad("format", "is %q, not json or opensearch", format)
	}
	for _, name := range slices.Sorted(maps.Keys(v)) {
		if !slices.Contains(suggestParams, name) {
			bad(name, "is not a parameter of a completion; known are q, limit, source, format")
		}
	}
	if err := r.Normalize(); err != nil {
		errs = append(errs, err)
	}
	return r, format, errors.Join(errs...)
}

// openSearchSuggestions is an answer as browsers read it: what was typed, the
// completions, a description of each, and where each leads.
// https://github.com/dewitt/opensearch/blob/master/mediawiki/Specifications/OpenSearch/Extensions/Suggestions/1.1/Draft%201.wiki
func openSearchSuggestions(r *search.SuggestResponse) []any {
	texts, kinds, addresses := []string{}, []string{}, []string{}
	for _, s := range r.Suggestions {
		texts, kinds, addresses = append(texts, s.Text), append(kinds, s.Kind), append(addresses, "")
	}
	return []any{r.Query, texts, kinds, addresses}
}
