package server

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestRateLimit(t *testing.T) {
	doc := spec(t)
	const slow = 0.001 // of a request a second: none comes back during the test
	for _, tt := range []struct {
		name    string
		burst   int
		trusted []string
		asks    []string // client, method and target; "!" before it: refused
	}{
		{"a burst and no more", 2, nil, []string{"192.0.2.1 GET /api/v1/stats", "192.0.2.1 GET /", "!192.0.2.1 GET /api/v1/stats", "!192.0.2.1 GET /?q=a"}},
		{"each client for itself", 1, nil, []string{"192.0.2.1 GET /api/v1/stats", "192.0.2.2 GET /api/v1/stats", "!192.0.2.1 GET /api/v1/stats"}},
		{"nor are probes limited, or files", 1, nil, []string{"192.0.2.1 GET /api/v1/stats", "192.0.2.1 GET /readyz", "192.0.2.1 GET /static/style.css", "192.0.2.1 GET /nowhere"}},
		{"a forged address is the peer's", 1, nil, []string{"192.0.2.1,203.0.113.1 GET /api/v1/stats", "!192.0.2.1,203.0.113.2 GET /api/v1/stats"}},
		{"a proxy's word counts", 1, []string{"192.0.2.0/24"}, []string{"192.0.2.1,203.0.113.1 GET /api/v1/stats", "192.0.2.1,203.0.113.2 GET /api/v1/stats", "!192.0.2.2,203.0.113.2 GET /api/v1/stats"}},
		{"who writes before a proxy is not believed", 1, []string{"192.0.2.0/24"}, []string{"192.0.2.1,9.9.9.1;203.0.113.1 GET /api/v1/stats", "!192.0.2.1,9.9.9.2;203.0.113.1 GET /api/v1/stats"}},
		{"one network of IPv6", 1, nil, []string{"2001:db8::1 GET /api/v1/stats", "!2001:db8::2 GET /api/v1/stats", "2001:db8:1::1 GET /api/v1/stats"}},
		{"as many as searches", 3, nil, []string{"192.0.2.1 POST /api/v1/multi-search", "!192.0.2.1 POST /api/v1/multi-search"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := newServer(t, newFake(paper()), Options{TrustedProxies: tt.trusted, Live: Live{Rate: Rate{slow, tt.burst}}}).Handler()
			for i, a := range tt.asks {
				var who, method, target string
				if _, err := fmt.Sscan(strings.TrimPrefix(a, "!"), &who, &method, &target); err != nil {
					t.Fatal(err)
				}
				var body string
				if method == "POST" {
					body = `{"queries":[{},{}]}`
				}
				peer, forwarded, _ := strings.Cut(who, ",")
				r := httptest.NewRequest(method, target, strings.NewReader(body))
				if r.RemoteAddr = peer + ":1234"; strings.Contains(peer, ":") {
					r.RemoteAddr = "[" + peer + "]:1234"
				}
				r.Header.Set("Content-Type", "application/json")
				if forwarded != "" {
					r.Header.Set("X-Forwarded-For", strings.ReplaceAll(forwarded, ";", ", "))
				}
				w := httptest.NewRecorder()
				h.ServeHTTP(w, r)
				resp := w.Result()
				if refused := resp.StatusCode == http.StatusTooManyRequests; refused != strings.HasPrefix(a, "!") {
					t.Fatalf("request %d, %s: %s", i, a, resp.Status)
				} else if refused {
					if n, err := strconv.Atoi(resp.Header.Get("Retry-After")); err != nil || n < 900 {
						t.Errorf("request %d: Retry-After %q", i, resp.Header.Get("Retry-After"))
					}
					if strings.HasPrefix(target, "/api/") {
						conforms(t, doc, method, target, resp)
					}
				}
			}
		})
	}
}

func TestClientsAreBounded(t *testing.T) {
	cs := newClients(Rate{PerSecond: 1, Burst: 1}, 3)
	now := time.Unix(1000, 0)
	for i := range 100 {
		if _, ok := cs.take(strconv.Itoa(i), 1, now); !ok {
			t.Fatalf("client %d is refused", i)
		}
		if i > 0 {
			if wait, ok := cs.take(strconv.Itoa(i-1), 1, now); ok || wait != time.Second {
				t.Fatalf("client %d begins anew; wait %v", i-1, wait)
			}
		}
		if len(cs.byName) > 3 || cs.recent.Len() != len(cs.byName) {
			t.Fatalf("%d clients are kept", len(cs.byName))
		}
	}
	if _, ok := cs.take("99", 1, now.Add(time.Second)); !ok {
		t.Error("a second later, and still refused")
	}
}

// Options that change let nobody begin anew.
func TestRateSurvivesReload(t *testing.T) {
	s := newServer(t, newFake(), Options{Live: Live{Rate: Rate{0.001, 1}}})
	ask(t, s.Handler(), "GET", "/api/v1/stats", "")
	for _, l := range []struct {
		live Live
		want int
	}{{Live{Rate: Rate{0.001, 1}, LogQueries: true}, 429}, {Live{Rate: Rate{0.001, 2}}, 200}, {Live{}, 200}, {Live{}, 200}} {
		if err := s.SetLive(l.live); err != nil {
			t.Fatal(err)
		}
		if resp := ask(t, s.Handler(), "GET", "/api/v1/stats", ""); resp.StatusCode != l.want {
			t.Errorf("%+v: %s", l.live, resp.Status)
		}
	}
}

func TestCrossOrigin(t *testing.T) {
	const portal = "https://portal.example"
	h := newServer(t, newFake(paper()), Options{Live: Live{Origins: []string{portal}}}).Handler()
	for _, tt := range []struct {
		name, method, target, origin string
		status                       int
		allowed                      string
	}{
		{"the portal", "GET", "/api/v1/search?q=a", portal, 200, portal},
		{"what it may send", "OPTIONS", "/api/v1/search", portal, 204, portal},
		{"another page", "OPTIONS", "/api/v1/search", "https://evil.example", 403, ""},
		{"our own page", "GET", "/api/v1/search?q=a", "http://search.example.org", 200, ""},
		{"no page", "GET", "/api/v1/search?q=a", "", 200, ""},
		{"pages are not for scripts", "GET", "/?q=a", portal, 200, ""},
	} {
		resp := ask(t, h, tt.method, tt.target, "", "Origin", tt.origin, "Access-Control-Request-Method", "GET", "Access-Control-Request-Headers", "authorization")
		if got := resp.Header.Get("Access-Control-Allow-Origin"); resp.StatusCode != tt.status || got != tt.allowed {
			t.Errorf("%s: %d for %q, want %d for %q", tt.name, resp.StatusCode, got, tt.status, tt.allowed)
		}
	}
}
