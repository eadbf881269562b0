package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"wensou/document"
	"wensou/index"
	"wensou/search"
)

const (
	secretAll   = "open-sesame-0123456789"
	secretBlog  = "blog-only-0123456789ab"
	secretAdmin = "admin-only-0123456789a"
)

func key(t *testing.T, name, secret string, scopes, sources []string) Key {
	t.Helper()
	k, err := NewKey(name, secret, scopes, sources)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func threeKeys(t *testing.T) []Key {
	return []Key{
		key(t, "all", secretAll, []string{ScopeSearch}, nil),
		key(t, "blog", secretBlog, []string{ScopeSearch}, []string{"allowed"}),
		key(t, "ops", secretAdmin, []string{ScopeAdmin}, nil),
	}
}

func TestNewKey(t *testing.T) {
	for _, tt := range []struct {
		name, key, secret string
		scopes, sources   []string
		fault             string
	}{
		{"sound", "portal-1", "0123456789abcdef", []string{"search", "admin"}, nil, ""},
		{"limited", "portal", "0123456789abcdef", []string{"search"}, []string{"部落格"}, ""},
		{"no name", "", "0123456789abcdef", []string{"search"}, nil, "name"},
		{"a name for log lines", "a\nb", "0123456789abcdef", []string{"search"}, nil, "name"},
		{"short", "a", "hunter2hunter2", []string{"search"}, nil, "14 bytes"},
		{"with a blank", "a", "0123456789 abcdef", []string{"search"}, nil, "ASCII"},
		{"no scopes", "a", "0123456789abcdef", nil, nil, "scopes"},
		{"another scope", "a", "0123456789abcdef", []string{"write"}, nil, `"write"`},
		{"admin of some sources", "a", "0123456789abcdef", []string{"admin"}, []string{"x"}, "limited"},
	} {
		_, err := NewKey(tt.key, tt.secret, tt.scopes, tt.sources)
		if (err == nil) != (tt.fault == "") || err != nil && (!strings.Contains(err.Error(), tt.fault) || strings.Contains(err.Error(), tt.secret)) {
			t.Errorf("%s: %v, want one that says %q", tt.name, err, tt.fault)
		}
	}
}

// admin is an Admin that answers.
type admin struct{ err error }

func (a admin) Reload(context.Context) (*Reloaded, error) {
	return &Reloaded{Generation: "g", Changed: true}, a.err
}

func (a admin) Rollback(_ context.Context, to, by string) (string, error) {
	return to + "<" + by, a.err
}

func (a admin) Generations() ([]Generation, error) {
	return []Generation{{Name: "g", Created: time.Unix(0, 0).UTC(), Published: true, Serving: true, Fault: "x"}}, a.err
}

// endpoint is one address of each route, and what it asks of a request.
var endpoints = []struct {
	route, method, target, body string
	access                      access
}{
	{"/api/v1/search", "GET", "/api/v1/search?q=SECRET", "", accessSearch},
	{"/api/v1/search", "GET", "/api/v1/search?facets=source,kind,topic,author&explain=true&fields=text", "", accessSearch},
	{"/api/v1/search", "GET", "/api/v1/search?view=kwic&q=SECRET", "", accessSearch},
	{"/api/v1/search", "GET", "/api/v1/search?format=bibtex", "", accessSearch},
	{"/api/v1/search", "POST", "/api/v1/search", `{"q":"SECRET"}`, accessSearch},
	{"/api/v1/multi-search", "POST", "/api/v1/multi-search", `{"queries":[{"q":"SECRET"},{}]}`, accessSearch},
	{"/api/v1/documents/*id", "GET", "/api/v1/documents/hidden", "", accessSearch},
	{"/api/v1/documents/*id", "GET", "/api/v1/documents/hidden/units/p1", "", accessSearch},
	{"/api/v1/documents/*id", "GET", "/api/v1/documents/hidden?format=apa", "", accessSearch},
	{"/api/v1/documents/*id", "GET", "/api/v1/documents/hidden/references", "", accessSearch},
	{"/api/v1/documents/*id", "GET", "/api/v1/documents/hidden/similar", "", accessSearch},
	{"/api/v1/documents/*id", "GET", "/api/v1/documents/seen/similar", "", accessSearch},
	{"/api/v1/export", "GET", "/api/v1/export?item=hidden", "", accessSearch},
	{"/api/v1/suggest", "GET", "/api/v1/suggest?q=SECRET", "", accessSearch},
	{"/api/v1/stats", "GET", "/api/v1/stats", "", accessSearch},
	{"/", "GET", "/", "", accessSearch},
	{"/", "GET", "/?q=a", "", accessSearch},
	{"/d/*id", "GET", "/d/hidden", "", accessSearch},
	{"/similar", "GET", "/similar?doc=hidden", "", accessSearch},
	{"/api/v1/works", "GET", "/api/v1/works?q=SECRET", "", accessSearch},
	{"/api/v1/works/:id", "GET", "/api/v1/works/w0123456789abcdef", "", accessSearch},
	{"/w/:id", "GET", "/w/w0123456789abcdef", "", accessSearch},
	{"/openapi.yaml", "GET", "/openapi.yaml", "", accessOpen},
	{"/opensearch.xml", "GET", "/opensearch.xml", "", accessOpen},
	{"/healthz", "GET", "/healthz", "", accessOpen},
	{"/readyz", "GET", "/readyz", "", accessOpen},
	{"/version", "GET", "/version", "", accessOpen},
	{"/static/*file", "GET", "/static/style.css", "", accessOpen},
	{"/api/v1/admin/reload", "POST", "/api/v1/admin/reload", "", accessAdmin},
	{"/api/v1/admin/rollback", "POST", "/api/v1/admin/rollback", "", accessAdmin},
	{"/api/v1/admin/generations", "GET", "/api/v1/admin/generations", "", accessAdmin},
	{"/api/v1/admin/queries", "GET", "/api/v1/admin/queries", "", accessAdmin},
}

// TestAccess asks every route with every key. A new route needs a decision in
// routeAccess and lines above.
func TestAccess(t *testing.T) {
	newly := func(required bool) *Server {
		keys := threeKeys(t)
		if !required {
			keys = slices.Delete(keys, 1, 2) // a limited one would be no use
		}
		return newServer(t, newFake(hiddenAndSeen()...), Options{Admin: admin{}, Live: Live{Keys: keys, KeysRequired: required}})
	}
	asked := map[string]bool{}
	for _, e := range endpoints {
		asked[e.method+" "+e.route] = true
		if got, ok := routeAccess[e.route]; !ok || got != e.access {
			t.Errorf("%s: access %d, want %d", e.route, got, e.access)
		}
	}
	for _, r := range newly(false).engine.Routes() {
		if r.Method != http.MethodHead && !asked[r.Method+" "+r.Path] {
			t.Errorf("%s %s is asked by nobody: say who may, in routeAccess and in the table of endpoints", r.Method, r.Path)
		}
	}
	for _, required := range []bool{false, true} {
		h := newly(required).Handler()
		for _, tt := range []struct {
			name    string
			headers []string
			search  int // 0: whatever it is without keys
			admin   int
		}{
			{"no key", nil, map[bool]int{true: 401}[required], 401},
			{"an unknown key", []string{"X-API-Key", "open-sesame-012345678"}, 401, 401},
			{"no scheme", []string{"Authorization", "Basic " + secretAll}, map[bool]int{true: 401}[required], 401},
			{"a key for search", []string{"Authorization", "bearer " + secretAll}, 0, 403},
			{"a key for admin", []string{"X-API-Key", secretAdmin}, map[bool]int{true: 403}[required], 0},
		} {
			for _, e := range endpoints {
				resp := ask(t, h, e.method, e.target, e.body, tt.headers...)
				want := 0
				switch e.access {
				case accessSearch:
					want = tt.search
				case accessAdmin:
					want = tt.admin
				}
				switch got := resp.StatusCode; {
				case want == 0 && (got == 401 || got == 403 || got >= 500), want != 0 && got != want:
					t.Errorf("%s, required %v: %s %s: %d, want %d: %.300s", tt.name, required, e.method, e.target, got, want, bodyOf(t, resp))
				}
				if want == 401 && resp.Header.Get("WWW-Authenticate") == "" {
					t.Errorf("%s %s: no WWW-Authenticate", e.method, e.target)
				}
			}
		}
	}
}

func hiddenAndSeen() []*document.Document {
	hidden, seen := paper(), paper()
	hidden.ID, hidden.Title, hidden.Source = "hidden", "TOPSECRET", document.Source{Name: "forbidden"}
	seen.ID, seen.Source = "seen", document.Source{Name: "allowed"}
	return []*document.Document{hidden, seen}
}

// limits records under which limit each question reached the searcher.
type limits struct {
	*fake
	t *testing.T
}

func (l *limits) check(ctx context.Context, what string) {
	l.t.Helper()
	if !search.IsLimited(ctx) {
		l.t.Errorf("%s is asked without the limit of the key", what)
	}
}

func (l *limits) Search(ctx context.Context, r search.Request) (*search.Response, error) {
	l.check(ctx, "Search")
	return l.fake.Search(ctx, r)
}

func (l *limits) Concordance(ctx context.Context, r search.Request) (*search.Concordance, error) {
	l.check(ctx, "Concordance")
	return l.fake.Concordance(ctx, r)
}

func (l *limits) Similar(ctx context.Context, r search.SimilarRequest) (*search.Response, error) {
	l.check(ctx, "Similar")
	return l.fake.Similar(ctx, r)
}

func (l *limits) Document(ctx context.Context, id document.ID) (*search.DocumentView, error) {
	l.check(ctx, "Document")
	return l.fake.Document(ctx, id)
}

func (l *limits) Suggest(ctx context.Context, r search.SuggestRequest) (*search.SuggestResponse, error) {
	l.check(ctx, "Suggest")
	return l.fake.Suggest(ctx, r)
}

func (l *limits) Works(ctx context.Context, r search.WorksRequest) (*search.WorksResponse, error) {
	l.check(ctx, "Works")
	return l.fake.Works(ctx, r)
}

func (l *limits) Work(ctx context.Context, id string, r search.Request) (*search.WorkResponse, error) {
	l.check(ctx, "Work")
	return l.fake.Work(ctx, id, r)
}

// TestLimitReachesTheSearcher: whatever a limited key asks is asked under its
// limit, is not answered from the client's own store, and carries no tag.
func TestLimitReachesTheSearcher(t *testing.T) {
	s, err := New(&limits{newFake(hiddenAndSeen()...), t}, Options{Logger: slog.New(slog.DiscardHandler), Live: Live{Keys: threeKeys(t), KeysRequired: true}})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range endpoints {
		if e.access != accessSearch {
			continue
		}
		resp := ask(t, s.Handler(), e.method, e.target, e.body, "X-API-Key", secretBlog, "If-None-Match", "*")
		if resp.StatusCode == http.StatusNotModified || resp.Header.Get("ETag") != "" {
			t.Errorf("%s %s: %d with the tag %q", e.method, e.target, resp.StatusCode, resp.Header.Get("ETag"))
		}
		if resp.StatusCode == 200 && resp.Header.Get("Cache-Control") != "private, no-store" {
			t.Errorf("%s %s: may be kept: %s", e.method, e.target, resp.Header.Get("Cache-Control"))
		}
		if !strings.Contains(strings.Join(resp.Header.Values("Vary"), ","), "X-API-Key") {
			t.Errorf("%s %s: Vary %q", e.method, e.target, resp.Header.Values("Vary"))
		}
	}
}

func TestKeysAreNotLogged(t *testing.T) {
	var b bytes.Buffer
	s := newServer(t, newFake(paper()), Options{Logger: slog.New(slog.NewJSONHandler(&b, nil)), Live: Live{Keys: threeKeys(t), KeysRequired: true, LogQueries: true, LogClients: true}})
	for _, secret := range []string{secretAll, secretBlog, secretAdmin, "a-wrong-one-0123456789"} {
		for _, h := range [][]string{{"X-API-Key", secret}, {"Authorization", "Bearer " + secret}} {
			ask(t, s.Handler(), "GET", "/api/v1/search?q=a", "", h...)
			ask(t, s.Handler(), "GET", "/?q=a", "", h...)
		}
		ask(t, s.Handler(), "GET", "/api/v1/search?key="+secret, "", "X-API-Key", secretAll)
		ask(t, s.Handler(), "GET", "/api/v1/documents/x?api_key="+secret, "")
		if out := b.String() + bodyOf(t, ask(t, s.MetricsHandler(), "GET", "/metrics", "")); strings.Contains(out, secret) {
			t.Errorf("%s was logged", secret)
		}
	}
	if !strings.Contains(b.String(), `"key":"blog"`) {
		t.Error("the name of a key is not logged")
	}
	text := bodyOf(t, ask(t, s.MetricsHandler(), "GET", "/metrics", ""))
	for _, want := range []string{`wensou_key_requests_total{key="blog"} 4`, `wensou_refused_requests_total{code="unknown_key"} 4`, `wensou_refused_requests_total{code="unauthorized"} 4`, `wensou_refused_requests_total{code="forbidden"} 4`} {
		if !strings.Contains(text, want) {
			t.Errorf("no line %q", want)
		}
	}
}

func TestAdminEndpoints(t *testing.T) {
	doc := spec(t)
	refused := admin{fmt.Errorf("%w: the configuration is no good", ErrRefused)}
	for _, tt := range []struct {
		name, method, target, body string
		admin                      Admin
		status                     int
		want                       string
	}{
		{"reload", "POST", "/api/v1/admin/reload", "", admin{}, 200, `"changed":true,"needs_restart":[]`},
		{"reload refused", "POST", "/api/v1/admin/reload", "", refused, 409, "the configuration is no good"},
		{"reload by GET", "GET", "/api/v1/admin/reload", "", admin{}, 405, ""},
		{"reload with parameters", "POST", "/api/v1/admin/reload?a=1", "", admin{}, 400, ""},
		{"roll back", "POST", "/api/v1/admin/rollback", "", admin{}, 200, `"generation":"<ops"`},
		{"roll back to", "POST", "/api/v1/admin/rollback", `{"to":"x"}`, admin{}, 200, `"generation":"x<ops"`},
		{"roll back to nothing", "POST", "/api/v1/admin/rollback", `{"to":""}`, admin{}, 400, ""},
		{"roll back with more", "POST", "/api/v1/admin/rollback", `{"force":true}`, admin{}, 400, ""},
		{"roll back refused", "POST", "/api/v1/admin/rollback", "", refused, 409, ""},
		{"roll back in trouble", "POST", "/api/v1/admin/rollback", "", admin{errors.New("disk on fire")}, 500, ""},
		{"generations", "GET", "/api/v1/admin/generations", "", admin{}, 200, `"serving":true`},
		{"generations with parameters", "GET", "/api/v1/admin/generations?a=1", "", admin{}, 400, ""},
		{"queries", "GET", "/api/v1/admin/queries", "", admin{}, 200, `"counting":false`},
		{"queries with a bad limit", "GET", "/api/v1/admin/queries?limit=0", "", admin{}, 400, ""},
		{"no admin", "POST", "/api/v1/admin/reload", "", nil, 404, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := newServer(t, newFake(paper()), Options{Admin: tt.admin, Live: Live{Keys: threeKeys(t), KeysRequired: true}}).Handler()
			resp := ask(t, h, tt.method, tt.target, tt.body, "X-API-Key", secretAdmin)
			if body := bodyOf(t, resp); resp.StatusCode != tt.status || !strings.Contains(body, tt.want) {
				t.Fatalf("%d, want %d with %q: %s", resp.StatusCode, tt.status, tt.want, body)
			}
			conforms(t, doc, tt.method, tt.target, resp)
		})
	}
}

func TestQueriesAreCounted(t *testing.T) {
	doc := spec(t)
	s := newServer(t, newFake(paper()), Options{Live: Live{Keys: threeKeys(t), KeysRequired: true, CountQueries: true}})
	for _, q := range []string{"演算法", "演算法", "zzz", "ZZZ ", ""} {
		for _, path := range []string{"/api/v1/search?q=", "/?q=", "/api/v1/search?page=2&q="} {
			ask(t, s.Handler(), "GET", path+url.QueryEscape(q), "", "X-API-Key", secretAll)
		}
	}
	counted := func() string {
		resp := ask(t, s.Handler(), "GET", "/api/v1/admin/queries?limit=1", "", "X-API-Key", secretAdmin)
		conforms(t, doc, "GET", "/api/v1/admin/queries", resp)
		return bodyOf(t, resp)
	}
	body := counted()
	for _, want := range []string{`"counting":true`, `"different":2`, `"query":"zzz","count":4,"without_results":4`, `"frequent":[{"query":"zzz"`} {
		if !strings.Contains(body, want) && !strings.Contains(body, strings.Replace(want, "zzz", "演算法", 1)) {
			t.Errorf("no %s in %s", want, body)
		}
	}
	if err := s.SetLive(Live{Keys: threeKeys(t), KeysRequired: true}); err != nil {
		t.Fatal(err)
	}
	if body = counted(); !strings.Contains(body, `"different":0`) {
		t.Errorf("switched off, and still kept: %s", body)
	}
}

// Memory for queries is bounded, and frequent ones survive any flood.
func TestQueryCountsAreBounded(t *testing.T) {
	var q queryCounts
	now := time.Unix(0, 0)
	for i := range 4 * maxCounted {
		q.add(fmt.Sprint("rare ", i), 0, now)
		if i%10 == 0 {
			q.add("frequent", 1, now)
		}
	}
	q.add(strings.Repeat("長", maxCountedRunes+1), 1, now)
	top := q.top(3)
	if top.Different > maxCounted || top.Frequent[0].Query != "frequent" || top.Frequent[0].Count < 100 || len(top.Without) != 3 {
		t.Errorf("%+v", top)
	}
}

func TestLiveOptions(t *testing.T) {
	all := threeKeys(t)
	for _, tt := range []struct {
		name, fault string
		live        Live
	}{
		{"nothing", "", Live{}},
		{"all", "", Live{Keys: all, KeysRequired: true, Rate: Rate{PerSecond: 5}, Origins: []string{"https://a.example", "http://b.example:8080"}}},
		{"anyone's scripts", "", Live{Origins: []string{"*"}}},
		{"one name twice", `"all" stands twice`, Live{Keys: append(slices.Clone(all), all[0]), KeysRequired: true}},
		{"one key twice", "are the same", Live{Keys: []Key{all[0], key(t, "other", secretAll, []string{ScopeAdmin}, nil)}}},
		{"a limit that nobody needs to obey", "open", Live{Keys: all}},
		{"no way in", "none is for search", Live{Keys: all[2:], KeysRequired: true}},
		{"a rate below zero", "rate", Live{Rate: Rate{PerSecond: -1}}},
		{"a burst of nothing", "rate", Live{Rate: Rate{Burst: 3}}},
		{"an origin with a path", "origin", Live{Origins: []string{"https://a.example/x"}}},
	} {
		err := tt.live.Validate()
		if (err == nil) != (tt.fault == "") || err != nil && !strings.Contains(err.Error(), tt.fault) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	s := newServer(t, newFake(), Options{Live: Live{Keys: all, KeysRequired: true}})
	if err := s.SetLive(Live{Keys: all}); err == nil || ask(t, s.Handler(), "GET", "/api/v1/stats", "").StatusCode != 401 {
		t.Errorf("faulty options: %v, and they hold", err)
	}
	if err := s.SetLive(Live{}); err != nil || ask(t, s.Handler(), "GET", "/api/v1/stats", "").StatusCode != 200 {
		t.Errorf("open again: %v", err)
	}
}

func TestStatsWithin(t *testing.T) {
	f := newFake(hiddenAndSeen()...)
	s := newServer(t, f, Options{})
	st, err := s.statsWithin(t.Context(), []string{"allowed"})
	if err != nil {
		t.Fatal(err)
	}
	if st.Bytes != 0 || st.Rejected != 0 || st.Generation != f.gen || st.Stats.TextBytes != 0 || st.Stats.Documents == 0 || len(st.Stats.Kinds) == 0 {
		t.Errorf("%+v", st)
	}
	f.statsErr = index.ErrNoGeneration
	if _, err := s.statsWithin(t.Context(), []string{"allowed"}); !errors.Is(err, index.ErrNoGeneration) {
		t.Error(err)
	}
}
