package server

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"wensou/index"
	"wensou/search"
)

// TestBind checks that addresses and JSON say the same request.
func TestBind(t *testing.T) {
	tests := []struct {
		name, query, body string
		want              func(*search.Request)
	}{
		{"defaults", "q=a", `{"q":"a"}`, func(r *search.Request) { r.Query = "a" }},
		{"empty values are none", "q=a&page=&topic=", `{"q":"a","page":null,"topic":[]}`, func(r *search.Request) { r.Query = "a" }},
		{"filters", "source=a&source=b&topic=c&kind=footnote&author=d&lang=zh-TW&doc=x/y", `{"source":["a","b"],"topic":"c","kind":["footnote"],"author":["d"],"lang":["zh-TW"],"doc":["x/y"]}`, func(r *search.Request) {
			r.Sources, r.Topics, r.Kinds, r.Authors, r.Langs, r.Docs = []string{"a", "b"}, []string{"c"}, []string{"footnote"}, []string{"d"}, []string{"zh-TW"}, []string{"x/y"}
		}},
		{"same value twice", "topic=a&topic=a", `{"topic":["a","a"]}`, func(r *search.Request) { r.Topics = []string{"a"} }},
		{"dates", "from=2020&to=%E6%B0%91%E5%9C%8B114%E5%B9%B4", `{"from":"2020","to":"民國114年"}`, func(r *search.Request) { r.From, r.To = "2020", "民國114年" }},
		{"facets", "facets=source,%20date,source&facet_size=5", `{"facets":["source","date"],"facet_size":5}`, func(r *search.Request) {
			r.Facets, r.FacetSize = []index.Field{index.FieldSource, index.FieldDate}, 5
		}},
		{
			"forms", "mode=phrase&variants=exact&sort=-date&group=none&highlight=segments&fields=text&explain=true&page=2&limit=50&snippets=3&snippet_length=80",
			`{"mode":"phrase","variants":"exact","sort":"-date","group":"none","highlight":"segments","fields":["text"],"explain":true,"page":2,"limit":50,"snippets":3,"snippet_length":80}`,
			func(r *search.Request) {
				r.Mode, r.Exact, r.Sort, r.Ungrouped, r.Highlight = search.ModePhrase, true, index.ByNewest, true, search.HighlightSegments
				r.WithText, r.Explain, r.Page, r.Limit, r.Snippets, r.SnippetLength = true, true, 2, 50, 3, 80
			},
		},
		{"duplicates", "duplicates=show&view=hits&format=json", `{"duplicates":"show","view":"hits","format":"json"}`, func(r *search.Request) { r.Duplicates = search.DuplicatesShow }},
		{"a concordance", "q=a&view=kwic&context=40&sort=right&format=csv", `{"q":"a","view":"kwic","context":40,"sort":"right","format":"csv"}`, func(r *search.Request) {
			r.Query, r.View, r.Context, r.Sort, r.Format = "a", search.ViewKWIC, 40, search.ByRight, search.FormatCSV
		}},
		{"group=document", "group=document&variants=auto&explain=0", `{"group":"document","variants":"auto","explain":false}`, func(*search.Request) {}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var want search.Request
			tt.want(&want)
			if err := want.Normalize(); err != nil {
				t.Fatal(err)
			}
			for _, how := range []string{"GET", "POST"} {
				f := newFake()
				h := newServer(t, f, Options{}).Handler()
				target, body := "/api/v1/search?"+tt.query, ""
				if how == "POST" {
					target, body = "/api/v1/search", tt.body
				}
				resp := ask(t, h, how, target, body)
				if resp.StatusCode != 200 {
					t.Fatalf("%s: %s", how, bodyOf(t, resp))
				}
				if got := *f.last.Load(); !reflect.DeepEqual(got, want) {
					t.Errorf("%s:\n got %+v\nwant %+v", how, got, want)
				}
			}
		})
	}
}

func TestBadParameters(t *testing.T) {
	long := strings.Repeat("字", 513)
	many := "topic=x" + strings.Repeat("&topic=", 0)
	for i := range 51 {
		many += "&topic=t" + string(rune('a'+i%26)) + string(rune('a'+i/26))
	}
	tests := []struct {
		name, query string
		params      []string // every faulty one, in order
	}{
		{"unknown", "q=a&foo=1&bar=2", []string{"bar", "foo"}},
		{"unknown without value", "q=a&foo=", []string{"foo"}},
		{"twice", "q=a&q=b&page=1&page=2", []string{"q", "page"}},
		{"numbers", "page=x&limit=1.5&snippets=-1&facet_size=0", []string{"facet_size", "page", "limit", "snippets"}},
		{"too large", "limit=101&snippet_length=1001", []string{"limit", "snippet_length"}},
		{"window", "page=501", []string{"page"}},
		{"enums", "mode=fuzzy&variants=maybe&sort=title&group=x&highlight=b&fields=all&explain=ja", []string{"variants", "group", "fields", "explain", "mode", "sort", "highlight"}},
		{"facets", "facets=source,colour", []string{"facets"}},
		{"views", "view=list&duplicates=hide", []string{"view", "duplicates"}},
		{"what is for concordances", "sort=left&context=20&format=csv", []string{"sort", "context", "format"}},
		{"concordance", "view=kwic&sort=title&context=101&format=xls", []string{"sort", "format", "context", "q"}},
		{"context of nothing", "q=a&view=kwic&context=0", []string{"context"}},
		{"kind", "kind=poem", []string{"kind"}},
		{"dates", "from=gestern&to=2025-13", []string{"from", "to"}},
		{"dates crossed", "from=2025&to=2024", []string{"to"}},
		{"long query", "q=" + url.QueryEscape(long), []string{"q"}},
		{"many values", many, []string{"topic"}},
	}
	h := newServer(t, newFake(), Options{}).Handler()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			resp := ask(t, h, "GET", "/api/v1/search?"+tt.query, "")
			var p Problem
			if err := json.Unmarshal([]byte(bodyOf(t, resp)), &p); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, e := range p.Errors {
				got = append(got, e.Param)
			}
			if resp.StatusCode != 400 || p.Code != "bad_parameter" || !slices.Equal(got, tt.params) || p.Param != tt.params[0] {
				t.Errorf("status %d, code %s, param %s of %v; want %v", resp.StatusCode, p.Code, p.Param, got, tt.params)
			}
			if ct := resp.Header.Get("Content-Type"); ct != "application/problem+json" {
				t.Errorf("content type %q", ct)
			}
		})
	}
}

func TestBadBodies(t *testing.T) {
	tests := []struct {
		name, path, body, code, param string
		status                        int
		header                        []string
	}{
		{"no JSON", "search", "q=a", "malformed_request", "", 400, nil},
		{"array", "search", "[]", "malformed_request", "", 400, nil},
		{"null", "search", "null", "malformed_request", "", 400, nil},
		{"two values", "search", "{} {}", "malformed_request", "", 400, nil},
		{"unknown", "search", `{"Q":"a"}`, "bad_parameter", "Q", 400, nil},
		{"object for string", "search", `{"q":{}}`, "bad_parameter", "q", 400, nil},
		{"list for string", "search", `{"q":["a","b"]}`, "bad_parameter", "q", 400, nil},
		{"form", "search", "q=a", "unsupported_media_type", "", 415, []string{"Content-Type", "application/x-www-form-urlencoded"}},
		{"gzip bomb", "search", "{}", "unsupported_media_type", "", 415, []string{"Content-Encoding", "gzip"}},
		{"large", "search", `{"q":"` + strings.Repeat("x", 65<<10) + `"}`, "body_too_large", "", 413, nil},
		{"large after the value", "search", `{}` + strings.Repeat(" ", 65<<10), "body_too_large", "", 413, nil},
		{"queries", "multi-search", `{}`, "bad_parameter", "queries", 400, nil},
		{"more than queries", "multi-search", `{"queries":[{}],"x":1}`, "bad_parameter", "x", 400, nil},
		{"queries of strings", "multi-search", `{"queries":["a"]}`, "bad_parameter", "queries", 400, nil},
		{"a query", "multi-search", `{"queries":[{"q":"a"},{"page":0}]}`, "bad_parameter", "queries[1].page", 400, nil},
		{"parameters and body", "search?q=a", `{"q":"a"}`, "malformed_request", "", 400, nil},
	}
	h := newServer(t, newFake(), Options{}).Handler()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			resp := ask(t, h, "POST", "/api/v1/"+tt.path, tt.body, tt.header...)
			var p Problem
			if err := json.Unmarshal([]byte(bodyOf(t, resp)), &p); err != nil {
				t.Fatal(err)
			}
			if resp.StatusCode != tt.status || p.Code != tt.code || p.Param != tt.param {
				t.Errorf("%d %s %q, want %d %s %q: %s", resp.StatusCode, p.Code, p.Param, tt.status, tt.code, tt.param, p.Detail)
			}
		})
	}
}

func TestNotModified(t *testing.T) {
	f := newFake(paper())
	h := newServer(t, f, Options{}).Handler()
	for _, target := range []string{
		"/api/v1/search?q=a", "/api/v1/stats", "/openapi.yaml", "/static/style.css",
		"/api/v1/documents/papers/algorithmic-accountability", "/api/v1/documents/papers/algorithmic-accountability/units/p1",
	} {
		first := ask(t, h, "GET", target, "", "Accept-Encoding", "gzip")
		tag := first.Header.Get("ETag")
		if first.StatusCode != 200 || !strings.HasPrefix(tag, `W/"`) {
			t.Fatalf("%s: status %d, ETag %q", target, first.StatusCode, tag)
		}
		second := ask(t, h, "GET", target, "", "If-None-Match", `"other", `+tag, "Accept-Encoding", "gzip")
		if second.StatusCode != 304 || second.Header.Get("ETag") != tag || bodyOf(t, second) != "" || second.Header.Get("Content-Encoding") != "" {
			t.Errorf("%s again: status %d, headers %v", target, second.StatusCode, second.Header)
		}
	}
	same := ask(t, h, "GET", "/api/v1/search?page=1&q=a&group=document", "").Header.Get("ETag")
	if same != ask(t, h, "GET", "/api/v1/search?q=a", "").Header.Get("ETag") {
		t.Error("two spellings of one request have two tags")
	}
	n := f.searches.Load()
	ask(t, h, "GET", "/api/v1/search?q=a", "", "If-None-Match", same)
	if f.searches.Load() != n {
		t.Error("a 304 searched")
	}
	f.gen = "next"
	if resp := ask(t, h, "GET", "/api/v1/search?q=a", "", "If-None-Match", same); resp.StatusCode != 200 {
		t.Errorf("status %d after the generation changed", resp.StatusCode)
	}
	for _, target := range []string{
		"/api/v1/search?q=a", "/api/v1/search?q=a&view=kwic", "/api/v1/documents/papers/algorithmic-accountability/similar", "/api/v1/works?q=a",
	} {
		for _, tables := range []string{"some synonyms", "other synonyms"} {
			before := ask(t, h, "GET", target, "").Header.Get("ETag")
			f.tables = tables
			changed := ask(t, h, "GET", target, "", "If-None-Match", before)
			if changed.StatusCode != 200 {
				t.Errorf("%s: status %d after the dictionaries changed", target, changed.StatusCode)
			}
			if resp := ask(t, h, "GET", target, "", "If-None-Match", changed.Header.Get("ETag")); resp.StatusCode != 304 {
				t.Errorf("%s: status %d with the dictionaries that it was answered by", target, resp.StatusCode)
			}
		}
	}
	// An error has no tag, and a POST is never answered from a cache.
	f.err = search.ErrBusy
	if resp := ask(t, h, "GET", "/api/v1/search?q=a", ""); resp.Header.Get("ETag") != "" || resp.Header.Get("Cache-Control") != "no-store" || resp.Header.Get("Retry-After") == "" {
		t.Errorf("headers of an error: %v", resp.Header)
	}
}

func TestGzip(t *testing.T) {
	h := newServer(t, newFake(library()...), Options{}).Handler()
	plain := ask(t, h, "GET", "/api/v1/stats", "")
	want := bodyOf(t, plain)
	for accept, packed := range map[string]bool{"gzip": true, "br, gzip;q=0.5": true, "gzip;q=0": false, "": false} {
		resp := ask(t, h, "GET", "/api/v1/stats", "", "Accept-Encoding", accept)
		if got := resp.Header.Get("Content-Encoding") == "gzip"; got != packed {
			t.Errorf("Accept-Encoding %q: gzip %v", accept, got)
			continue
		}
		body := bodyOf(t, resp)
		if packed {
			z, err := gzip.NewReader(strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(z)
			if err != nil {
				t.Fatal(err)
			}
			body = string(b)
		}
		if body != want {
			t.Errorf("Accept-Encoding %q: another body", accept)
		}
	}
	// Errors and panics come plain, whatever the client takes.
	f := newFake()
	f.panics.Store(true)
	resp := ask(t, newServer(t, f, Options{}).Handler(), "GET", "/api/v1/search?q=a", "", "Accept-Encoding", "gzip")
	if body := bodyOf(t, resp); resp.Header.Get("Content-Encoding") != "" || !json.Valid([]byte(body)) {
		t.Errorf("a panic answered %q, encoded %q", body, resp.Header.Get("Content-Encoding"))
	}
}

func TestLog(t *testing.T) {
	const secret = "秘密查詢"
	target := "/api/v1/search?q=" + url.QueryEscape(secret)
	for _, logged := range []bool{false, true} {
		var b bytes.Buffer
		f := newFake()
		f.panics.Store(true)
		h := newServer(t, f, Options{Logger: slog.New(slog.NewJSONHandler(&b, nil)), Live: Live{LogQueries: logged}}).Handler()
		ask(t, h, "GET", target, "", "X-Request-ID", "my-id_1.2")
		f.panics.Store(false)
		f.err = errors.New("disk on fire")
		ask(t, h, "GET", target, "", "X-Request-ID", "bad id\n")
		ask(t, h, "GET", "/?q="+url.QueryEscape(secret), "")
		ask(t, h, "GET", "/d/"+url.PathEscape(secret)+"?q="+url.QueryEscape(secret), "")
		out := b.String()
		if strings.Contains(out, secret) != logged || strings.Contains(out, url.QueryEscape(secret)) {
			t.Errorf("LogQueries %v: %s", logged, out)
		}
		for _, want := range []string{`"request_id":"my-id_1.2"`, `"error":"disk on fire"`, `"route":"/api/v1/search"`, `"panic":"boom: secret detail"`, `"status":500`, `"ms":`, `"bytes":`} {
			if !strings.Contains(out, want) {
				t.Errorf("%s is not in the log", want)
			}
		}
		if strings.Contains(out, "bad id") || strings.Contains(out, `"client"`) {
			t.Errorf("forged id or client address in the log: %s", out)
		}
	}
}

func TestClientAddress(t *testing.T) {
	for name, tt := range map[string]struct {
		trusted []string
		want    string
	}{
		"nobody is believed": {nil, "192.0.2.1"},
		"a proxy is":         {[]string{"192.0.2.0/24"}, "203.0.113.9"},
	} {
		var b bytes.Buffer
		h := newServer(t, newFake(), Options{Logger: slog.New(slog.NewJSONHandler(&b, nil)), Live: Live{LogClients: true}, TrustedProxies: tt.trusted}).Handler()
		ask(t, h, "GET", "/healthz", "", "X-Forwarded-For", "203.0.113.9")
		if !strings.Contains(b.String(), `"client":"`+tt.want+`"`) {
			t.Errorf("%s: %s", name, b.String())
		}
	}
}

func TestMetrics(t *testing.T) {
	f := newFake(paper())
	s := newServer(t, f, Options{})
	ask(t, s.Handler(), "GET", "/api/v1/search?q=a", "")
	ask(t, s.Handler(), "GET", "/nowhere/at/all", "")
	ask(t, s.Handler(), "BREW", "/api/v1/search", "")
	f.panics.Store(true)
	ask(t, s.Handler(), "POST", "/api/v1/search", `{}`)
	out := bodyOf(t, ask(t, s.MetricsHandler(), "GET", "/metrics", ""))
	for _, want := range []string{
		`wensou_http_requests_total{method="GET",route="/api/v1/search",status="200"} 1`,
		`wensou_http_requests_total{method="GET",route="other",status="404"} 1`,
		`wensou_http_requests_total{method="other",route="other",status="405"} 1`,
		`wensou_http_requests_total{method="POST",route="/api/v1/search",status="500"} 1`,
		`wensou_http_panics_total 1`, `wensou_http_request_duration_seconds_count{route="/api/v1/search",status="200"} 1`,
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in\n%s", want, out)
		}
	}
	if resp := ask(t, s.Handler(), "GET", "/metrics", ""); resp.StatusCode != 404 {
		t.Errorf("/metrics is public: %d", resp.StatusCode)
	}
}

func TestHead(t *testing.T) {
	h := newServer(t, newFake(paper()), Options{}).Handler()
	for _, p := range []string{"/", "/healthz", "/readyz", "/api/v1/stats", "/static/app.js"} {
		if resp := ask(t, h, http.MethodHead, p, ""); resp.StatusCode != 200 {
			t.Errorf("HEAD %s: %d", p, resp.StatusCode)
		}
	}
}

func TestDocumentPaths(t *testing.T) {
	odd := paper()
	odd.ID = "a/units/b"
	row := paper()
	row.ID, row.Format = "rows", "jsonl"
	row.Units[3].ID = "row/7 #1"
	h := newServer(t, newFake(odd, row), Options{}).Handler()
	tests := []struct {
		path   string
		status int
		want   string
	}{
		{"a%2Funits%2Fb", 200, `"id":"a/units/b"`},
		{"a/units/b", 200, `"id":"a/units/b"`}, // there is no document a
		{"a%2Funits%2Fb/units/p2", 200, `"previous":"p1"`},
		{"a/units/b/units/p2", 200, `"next":"q1"`},
		{"rows/units/row%2F7%20%231", 200, `"id":"row/7 #1"`},
		{"rows/units/t1", 200, `"next":"t2"`},
		{"rows/units/none", 404, "not_found"},
		{"rows/units/", 404, "not_found"},
		{"", 400, "malformed_request"},
	}
	for _, tt := range tests {
		resp := ask(t, h, "GET", "/api/v1/documents/"+tt.path, "")
		if body := bodyOf(t, resp); resp.StatusCode != tt.status || !strings.Contains(body, tt.want) {
			t.Errorf("%s: %d %.200s", tt.path, resp.StatusCode, body)
		}
	}
}

func TestHostilePaths(t *testing.T) {
	h := newServer(t, newFake(library()...), Options{}).Handler()
	long := strings.Repeat("x", 10<<10)
	for _, prefix := range []string{"/d/", "/static/", "/api/v1/documents/", "/api/v1/documents/a/units/", "/"} {
		for _, tail := range []string{
			"..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/go.mod", "a/%2e%2e/b", "%2e", "a%00b", "%00", `..\..\x`, "%5c..%5cx", long, "%ff%fe", "a%0ab", "//etc/passwd", "app.js%00.css", "%e2%80%ae",
		} {
			target := prefix + tail
			resp := ask(t, h, "GET", target, "")
			if resp.StatusCode != 400 && resp.StatusCode != 404 {
				t.Errorf("%.80s: %d", target, resp.StatusCode)
			}
			want := "text/html; charset=utf-8"
			if strings.HasPrefix(prefix, "/api/") {
				want = "application/problem+json"
			}
			if ct := resp.Header.Get("Content-Type"); ct != want {
				t.Errorf("%.80s: content type %q", target, ct)
			}
		}
	}
}
