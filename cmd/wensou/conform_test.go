package main

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"wensou/search"
	"wensou/server"
)

// described is a server together with the description that it publishes.
type described struct {
	*testing.T
	handler http.Handler
	doc     *openapi3.T
}

// describedDemo serves the bundled documents. The description is made strict:
// a member that it doesn't name is a fault, although clients are told to
// expect new ones.
func describedDemo(t *testing.T) *described {
	t.Helper()
	o := indexed(t, &Config{CacheDir: t.TempDir()}, filepath.Join("..", "..", "testdata", "corpus"))
	s, err := server.New(o.service, server.Options{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	d := &described{T: t, handler: s.Handler()}
	d.doc, err = openapi3.NewLoader().LoadFromData(d.ask("/openapi.yaml").Body.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	for _, ref := range d.doc.Components.Schemas {
		if s := ref.Value; s.Type.Is("object") && s.AdditionalProperties.Schema == nil {
			s.AdditionalProperties = openapi3.BoolSchema{Has: openapi3.Ptr(false)}
		}
	}
	return d
}

func (d *described) ask(target string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
	return w
}

// conforms asks for what the description has under path and compares them.
func (d *described) conforms(path, target string) []byte {
	d.Helper()
	item := d.doc.Paths.Value(path)
	if item == nil {
		d.Fatalf("%s is not described", path)
	}
	w := d.ask(target)
	in := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{
			Request: httptest.NewRequest(http.MethodGet, target, nil),
			Route:   &routers.Route{Spec: d.doc, Path: path, PathItem: item, Method: http.MethodGet, Operation: item.Get},
		},
		Status: w.Code, Header: w.Header(), Body: io.NopCloser(strings.NewReader(w.Body.String())),
		Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
	}
	if err := openapi3filter.ValidateResponse(d.Context(), in); err != nil {
		d.Errorf("%s: status %d: %v\n%.400s", target, w.Code, err, w.Body)
	}
	if w.Code != http.StatusOK {
		d.Errorf("%s: status %d", target, w.Code)
	}
	return w.Body.Bytes()
}

// TestDemoConforms compares the answers over the bundled documents, with all
// that real documents bring, with the published description.
func TestDemoConforms(t *testing.T) {
	const find, get = "/api/v1/search", "/api/v1/documents/"
	d := describedDemo(t)
	d.conforms("/api/v1/stats", "/api/v1/stats")
	for _, q := range []string{"", "人工智慧", "演算法問責 制度", `"沒有這句話"`, "颱風 企鵝", "鸑鷟"} {
		for _, v := range []url.Values{
			{},
			{"group": {"none"}, "highlight": {"segments"}, "snippets": {"3"}, "limit": {"100"}, "sort": {"-date"}},
			{"explain": {"true"}, "fields": {"text"}, "facets": {"source,topic,date,kind,author,lang"}},
			{"mode": {"any"}, "variants": {"exact"}, "topic": {"AI治理"}, "from": {"民國112年"}, "to": {"2025-08"}},
			{"mode": {"phrase"}, "kind": {"citation"}, "group": {"none"}, "highlight": {"none"}},
		} {
			v.Set("q", q)
			d.conforms(find, find+"?"+v.Encode())
		}
	}
	var all search.Response
	if err := json.Unmarshal(d.conforms(find, find+"?limit=100"), &all); err != nil || len(all.Hits) < 20 {
		t.Fatalf("%d documents: %v", len(all.Hits), err)
	}
	for i := range all.Hits {
		id := url.PathEscape(all.Hits[i].Document.ID)
		d.conforms(get+"{id}", get+id)
		_, unit, _ := strings.Cut(all.Hits[i].ID, "#")
		d.conforms(get+"{id}/units/{unit}", get+id+"/units/"+url.PathEscape(unit))
	}
}
