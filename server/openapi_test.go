package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"wensou/bibliography"
	"wensou/index"
	"wensou/search"
)

// spec is the published description, made strict: a member that it doesn't
// name is a fault here, although clients are told to expect new ones.
func spec(t *testing.T) *openapi3.T {
	t.Helper()
	for _, f := range []bibliography.Format{bibliography.BibTeX, bibliography.RIS} {
		mediaType, _, _ := strings.Cut(f.MediaType(), ";")
		openapi3filter.RegisterBodyDecoder(mediaType, openapi3filter.PlainBodyDecoder)
	}
	openapi3filter.RegisterBodyDecoder(bibliography.CSLJSON.MediaType(), openapi3filter.JSONBodyDecoder)
	doc, err := openapi3.NewLoader().LoadFromData(openapiYAML)
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(context.Background()); err != nil {
		t.Fatal(err)
	}
	seen := map[*openapi3.Schema]bool{}
	for _, s := range doc.Components.Schemas {
		strict(s, seen)
	}
	for _, p := range doc.Paths.Map() {
		for _, op := range p.Operations() {
			for _, r := range op.Responses.Map() {
				for _, m := range r.Value.Content {
					strict(m.Schema, seen)
				}
			}
		}
	}
	return doc
}

func strict(ref *openapi3.SchemaRef, seen map[*openapi3.Schema]bool) {
	if ref == nil || ref.Value == nil || seen[ref.Value] {
		return
	}
	s := ref.Value
	seen[s] = true
	if s.Type.Is("object") && s.AdditionalProperties.Schema == nil {
		s.AdditionalProperties = openapi3.BoolSchema{Has: openapi3.Ptr(false)}
	}
	for _, p := range s.Properties {
		strict(p, seen)
	}
	strict(s.Items, seen)
	strict(s.AdditionalProperties.Schema, seen)
}

// specPath is the described path of an address.
func specPath(path string) string {
	const docs = "/api/v1/documents/"
	for _, end := range []string{"/similar", "/references"} {
		if of, ok := strings.CutSuffix(path, end); ok && strings.HasPrefix(path, docs) {
			return specPath(of) + end
		}
	}
	switch {
	case strings.HasPrefix(path, docs) && strings.Contains(path, "/units/"):
		return docs + "{id}/units/{unit}"
	case strings.HasPrefix(path, docs):
		return docs + "{id}"
	}
	if strings.HasPrefix(path, "/api/v1/works/") {
		return "/api/v1/works/{id}"
	}
	return path
}

// conforms validates one response: documented status, content type, headers
// and every member of the body.
func conforms(t *testing.T, doc *openapi3.T, method, target string, resp *http.Response) {
	t.Helper()
	u, err := url.Parse("http://search.example.org" + target)
	if err != nil {
		t.Fatal(err)
	}
	path := specPath(u.Path)
	item := doc.Paths.Value(path)
	if item == nil {
		t.Fatalf("%s is not described", path)
	}
	op := item.GetOperation(method)
	if op == nil { // an error of a method that is not there: as GET or POST
		for _, op = range item.Operations() {
			break
		}
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	input := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{
			Request: &http.Request{Method: http.MethodGet, URL: u, Header: http.Header{}},
			Route:   &routers.Route{Spec: doc, Path: path, PathItem: item, Method: method, Operation: op},
		},
		Status: resp.StatusCode, Header: resp.Header,
		Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
	}
	input.SetBodyBytes(body)
	if err := openapi3filter.ValidateResponse(context.Background(), input); err != nil {
		t.Errorf("%s %s: status %d: %v\n%.600s", method, target, resp.StatusCode, err, body)
	}
}

func TestResponsesConform(t *testing.T) {
	doc := spec(t)
	const id = "papers/algorithmic-accountability"
	q := url.QueryEscape("演算法問責")
	everything := func(r *search.Response) {
		r.Query.Variants = []string{"算法问责"}
		r.Query.Relaxed = &search.Relaxed{HoldAll: 1, Words: 3, Minimum: 2, Phrases: 1, Parts: []string{"演算"}}
		r.Warnings = []string{search.WarnWordsDropped}
		r.Hits[0].AlsoIn = []search.AlsoIn{{ID: "a#p1", Document: search.DocumentRef{ID: "a", URL: "https://example.org/"}}}
		r.Why = &search.Why{Missing: []string{"a"}, Words: []string{"b"}, WithoutFilters: 1, Filters: []string{"date"}, AnyWord: 1}
		r.DidYouMean = []search.Correction{{Text: "演算法", Query: "演算法 問責", Total: 3}}
		r.Why.DidYouMean = r.DidYouMean
		r.Facets = map[string][]search.FacetValue{"source": nil, "date": {{From: "2025-01-01", To: "2025-12-31", Count: 3, Selected: true}}}
	}
	big := `{"q":"` + strings.Repeat("長", 40<<10) + `"}`
	tests := []struct {
		name, method, target, body string
		status                     int
		prepare                    func(*fake, *Server)
	}{
		{"search", "GET", "/api/v1/search?q=" + q, "", 200, nil},
		{"search nothing", "GET", "/api/v1/search", "", 200, nil},
		{"search everything", "GET", "/api/v1/search?group=none&explain=true&fields=text&limit=100&facets=source,topic,date,kind,author,lang&q=" + q, "", 200, nil},
		{"segments", "GET", "/api/v1/search?highlight=segments&q=" + q, "", 200, nil},
		{"no hits", "GET", "/api/v1/search?q=zzz&topic=" + q, "", 200, nil},
		{"all members", "GET", "/api/v1/search?q=" + q, "", 200, func(f *fake, _ *Server) { f.tweak = everything }},
		{"null lists", "GET", "/api/v1/search?q=" + q, "", 200, func(f *fake, _ *Server) {
			f.tweak = func(r *search.Response) { r.Hits, r.Warnings = nil, nil }
		}},
		{"post", "POST", "/api/v1/search", `{"q":"演算法問責","facets":["source"],"topic":["數位治理"]}`, 200, nil},
		{"multi", "POST", "/api/v1/multi-search", `{"queries":[{"q":"演算法"},{"q":"治理","group":"none"}]}`, 200, nil},
		{"works", "GET", "/api/v1/works?q=" + q + "&source=a&source=b&sort=year&page=1&limit=3", "", 200, nil},
		{"all works", "GET", "/api/v1/works", "", 200, nil},
		{"works with a bad limit", "GET", "/api/v1/works?limit=101", "", 400, nil},
		{"works by what they do not have", "GET", "/api/v1/works?topic=a&sort=size&page=x", "", 400, nil},
		{"a work", "GET", "/api/v1/works/" + fakeWork, "", 200, nil},
		{"a work within filters", "GET", "/api/v1/works/" + fakeWork + "?source=a&from=2020&sort=date&limit=1", "", 200, nil},
		{"no work", "GET", "/api/v1/works/nothing", "", 404, nil},
		{"a work with a query", "GET", "/api/v1/works/" + fakeWork + "?q=a", "", 400, nil},
		{"a work as BibTeX", "GET", "/api/v1/works/" + fakeWork + "?format=bibtex", "", 200, nil},
		{"a work as text", "GET", "/api/v1/works/" + fakeWork + "?format=chicago", "", 200, nil},
		{"a work in no such form", "GET", "/api/v1/works/" + fakeWork + "?format=mla", "", 400, nil},
		{"a work as RIS within filters", "GET", "/api/v1/works/" + fakeWork + "?format=ris&source=a", "", 400, nil},
		{"no work as RIS", "GET", "/api/v1/works/nothing?format=ris", "", 404, nil},
		{"works as CSL-JSON", "GET", "/api/v1/works?format=csl-json&limit=3", "", 200, nil},
		{"works in no such form", "GET", "/api/v1/works?format=mla&limit=101", "", 400, nil},
		{"works as RIS later", "GET", "/api/v1/works?format=ris", "", 504, failWith(index.ErrDeadline)},
		{"facet of works", "GET", "/api/v1/search?facets=work&work=" + fakeWork + "&q=" + q, "", 200, nil},
		{"concordance", "GET", "/api/v1/search?view=kwic&sort=left&context=5&limit=3&q=" + q, "", 200, nil},
		{"concordance of nothing", "GET", "/api/v1/search?view=kwic&q=zzz", "", 200, nil},
		{"concordance as CSV", "GET", "/api/v1/search?view=kwic&format=csv&q=" + q, "", 200, nil},
		{"concordance by post", "POST", "/api/v1/search", `{"q":"演算法問責","view":"kwic","context":30,"format":"csv"}`, 200, nil},
		{"similar to a document", "GET", "/api/v1/documents/" + id + "/similar", "", 200, nil},
		{"similar to a unit", "GET", "/api/v1/documents/" + id + "/units/p2/similar?limit=3&highlight=segments", "", 200, nil},
		{"similar to nothing", "GET", "/api/v1/documents/none/similar", "", 404, nil},
		{"similar to nothing, with parameters", "GET", "/api/v1/documents/none/similar?limit=3", "", 404, nil},
		{"similar to no unit", "GET", "/api/v1/documents/" + id + "/units/p99/similar", "", 404, nil},
		{"similar with a query", "GET", "/api/v1/documents/" + id + "/similar?q=a", "", 400, nil},
		{"too many similar", "GET", "/api/v1/documents/" + id + "/similar?limit=51", "", 400, nil},
		{"concordance without a query", "GET", "/api/v1/search?view=kwic", "", 400, nil},
		{"concordances at once", "POST", "/api/v1/multi-search", `{"queries":[{"q":"a","view":"kwic"}]}`, 400, nil},
		{"concordance busy", "GET", "/api/v1/search?view=kwic&q=a", "", 503, failWith(search.ErrBusy)},
		{"document", "GET", "/api/v1/documents/" + id, "", 200, nil},
		{"document escaped", "GET", "/api/v1/documents/papers%2Falgorithmic-accountability", "", 200, nil},
		{"unit", "GET", "/api/v1/documents/" + id + "/units/fn3c1", "", 200, nil},
		{"document as BibTeX", "GET", "/api/v1/documents/" + id + "?format=bibtex", "", 200, nil},
		{"document as RIS", "GET", "/api/v1/documents/" + id + "?format=ris", "", 200, nil},
		{"unit as CSL-JSON", "GET", "/api/v1/documents/" + id + "/units/fn3c1?format=csl-json", "", 200, nil},
		{"unit as text", "GET", "/api/v1/documents/" + id + "/units/p2?format=apa", "", 200, nil},
		{"references", "GET", "/api/v1/documents/" + id + "/references", "", 200, nil},
		{"references as text", "GET", "/api/v1/documents/" + id + "/references?format=gbt7714", "", 200, nil},
		{"references of nothing", "GET", "/api/v1/documents/none/references", "", 404, nil},
		{"hits as BibTeX", "GET", "/api/v1/search?format=bibtex&limit=100&q=" + q, "", 200, nil},
		{"hits in no such form", "GET", "/api/v1/search?format=mla&q=" + q, "", 400, nil},
		{"lines as BibTeX", "GET", "/api/v1/search?format=bibtex&view=kwic&q=" + q, "", 400, nil},
		{"hits as RIS by post", "POST", "/api/v1/search", `{"q":"a","format":"ris"}`, 400, nil},
		{"a selection", "GET", "/api/v1/export?format=ris&item=" + id + "/units/p2&item=" + url.QueryEscape("papers%2Falgorithmic-accountability"), "", 200, nil},
		{"a selection of nothing", "GET", "/api/v1/export?format=ris", "", 400, nil},
		{"a selection that is too large", "GET", "/api/v1/export?item=x" + strings.Repeat("&item=x", 100), "", 400, nil},
		{"a selection with what is gone", "GET", "/api/v1/export?item=none", "", 404, nil},
		{"selections later", "GET", "/api/v1/export?item=x", "", 504, failWith(index.ErrDeadline)},
		{"document in no such form", "GET", "/api/v1/documents/" + id + "?format=mla", "", 400, nil},
		{"stats", "GET", "/api/v1/stats", "", 200, nil},
		{"suggest", "GET", "/api/v1/suggest?limit=3&source=x&q=" + q, "", 200, nil},
		{"suggest titles", "GET", "/api/v1/suggest?q=%E5%85%AC", "", 200, nil},
		{"suggest nothing", "GET", "/api/v1/suggest", "", 200, nil},
		{"suggest to browsers", "GET", "/api/v1/suggest?format=opensearch&q=%E5%85%AC", "", 200, nil},
		{"suggest with bad parameters", "GET", "/api/v1/suggest?format=xml&limit=0&page=2", "", 400, nil},
		{"suggest later", "GET", "/api/v1/suggest?q=a", "", 504, failWith(index.ErrDeadline)},
		{"method of suggest", "POST", "/api/v1/suggest", "{}", 405, nil},
		{"health", "GET", "/healthz", "", 200, nil},
		{"ready", "GET", "/readyz", "", 200, nil},
		{"version", "GET", "/version", "", 200, nil},

		{"unknown parameter", "GET", "/api/v1/search?foo=1", "", 400, nil},
		{"malformed query", "GET", "/api/v1/search?q=%zz", "", 400, nil},
		{"malformed body", "POST", "/api/v1/search", `{"q":`, 400, nil},
		{"unknown member", "POST", "/api/v1/search", `{"query":"x"}`, 400, nil},
		{"too many queries", "POST", "/api/v1/multi-search", `{"queries":[` + strings.Repeat(`{},`, 10) + `{}]}`, 400, nil},
		{"too big", "POST", "/api/v1/search", big, 413, nil},
		{"too big multi", "POST", "/api/v1/multi-search", big, 413, nil},
		{"bad id", "GET", "/api/v1/documents/a%00b", "", 400, nil},
		{"no document", "GET", "/api/v1/documents/none", "", 404, nil},
		{"no unit", "GET", "/api/v1/documents/" + id + "/units/p99", "", 404, nil},
		{"parameter of document", "GET", "/api/v1/documents/" + id + "?q=1", "", 400, nil},
		{"parameter of stats", "GET", "/api/v1/stats?a=1", "", 400, nil},
		{"method", "DELETE", "/api/v1/search", "", 405, nil},
		{"method of document", "POST", "/api/v1/documents/x", "{}", 405, nil},
		{"method of multi", "GET", "/api/v1/multi-search", "", 405, nil},
		{"method of health", "POST", "/healthz", "{}", 405, nil},
		{"busy", "GET", "/api/v1/search?q=a", "", 503, failWith(fmt.Errorf("wrapped: %w", search.ErrBusy))},
		{"busy post", "POST", "/api/v1/search", `{"q":"a"}`, 503, failWith(search.ErrBusy)},
		{"timeout", "GET", "/api/v1/search?q=a", "", 504, failWith(index.ErrDeadline)},
		{"context timeout", "POST", "/api/v1/multi-search", `{"queries":[{"q":"a"}]}`, 504, failWith(context.DeadlineExceeded)},
		{"internal", "GET", "/api/v1/search?q=a", "", 500, failWith(errors.New("disk on fire"))},
		{"internal document", "GET", "/api/v1/documents/x", "", 500, failWith(index.ErrCorrupt)},
		{"panic", "POST", "/api/v1/search", `{"q":"a"}`, 500, func(f *fake, _ *Server) { f.panics.Store(true) }},
		{"no generation", "GET", "/api/v1/search?q=a", "", 503, noGeneration},
		{"no generation stats", "GET", "/api/v1/stats", "", 503, noGeneration},
		{"no generation ready", "GET", "/readyz", "", 503, noGeneration},
		{"no generation health", "GET", "/healthz", "", 200, noGeneration},
		{"broken ready", "GET", "/readyz", "", 503, func(f *fake, _ *Server) { f.statsErr = errors.New("x") }},
		{"draining", "GET", "/readyz", "", 503, func(_ *fake, s *Server) { s.SetDraining() }},
		{"draining health", "GET", "/healthz", "", 200, func(_ *fake, s *Server) { s.SetDraining() }},
		{"draining search", "GET", "/api/v1/search?q=" + q, "", 200, func(_ *fake, s *Server) { s.SetDraining() }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFake(library()...)
			s := newServer(t, f, Options{})
			if tt.prepare != nil {
				tt.prepare(f, s)
			}
			resp := ask(t, s.Handler(), tt.method, tt.target, tt.body)
			if resp.StatusCode != tt.status {
				t.Fatalf("status %d, want %d: %s", resp.StatusCode, tt.status, bodyOf(t, resp))
			}
			conforms(t, doc, tt.method, tt.target, resp)
			if tt.status >= 500 {
				for _, secret := range []string{"disk on fire", "secret", "corrupt"} {
					if strings.Contains(bodyOf(t, resp), secret) {
						t.Errorf("the detail of a fault reached the client: %s", bodyOf(t, resp))
					}
				}
			}
		})
	}
}

func failWith(err error) func(*fake, *Server) {
	return func(f *fake, _ *Server) { f.err = err }
}

func noGeneration(f *fake, _ *Server) {
	f.err, f.statsErr = index.ErrNoGeneration, index.ErrNoGeneration
}

// TestParametersDescribed keeps the description and the code at one list.
func TestParametersDescribed(t *testing.T) {
	doc := spec(t)
	get := doc.Paths.Value("/api/v1/search").Get
	post := doc.Components.Schemas["SearchRequest"].Value.Properties
	for _, p := range searchParams {
		if get.Parameters.GetByInAndName("query", p.name) == nil || post[p.name] == nil {
			t.Errorf("%s is not described for both GET and POST", p.name)
		}
	}
	if got, want := len(post), len(searchParams); got != want {
		t.Errorf("%d members described, %d known", got, want)
	}
}

func TestOpenAPIServed(t *testing.T) {
	h := newServer(t, newFake(), Options{}).Handler()
	resp := ask(t, h, "GET", "/openapi.yaml", "")
	if body := bodyOf(t, resp); resp.StatusCode != 200 || body != string(openapiYAML) {
		t.Errorf("status %d, %d bytes", resp.StatusCode, len(body))
	}
}
