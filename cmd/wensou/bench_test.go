package main

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestBenchQueries(t *testing.T) {
	file := filepath.Join(t.TempDir(), "q.jsonl")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct{ name, query, params, class, want string }{
		{"words", `{"text":"颱風 預警","cls":"two"}`, "", "two", "q=颱風 預警&mode=all&facets=source,topic,date&group=none&limit=20&highlight=html"},
		{"a phrase", `{"text":"颱風","quoted":true}`, "", "other", `q="颱風"&mode=all&facets=source,topic,date&group=none&limit=20&highlight=html`},
		{"pasted", `{"text":"颱風","cls":"long"}`, "", "long", "q=颱風&mode=any&facets=source,topic,date&group=none&limit=20&highlight=html"},
		{"filters", `{"text":"a","filters":{"topic":["x","y"],"kind":"table"}}`, "", "other", "q=a&mode=all&facets=source,topic,date&group=none&limit=20&highlight=html&topic=x&topic=y&kind=table"},
		{"parameters", `{"text":"a","cls":"long"}`, "facets= group= limit=5 mode=phrase variants=exact", "long", "q=a&mode=phrase&limit=5&highlight=html&variants=exact"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			write(tt.query + "\n")
			targets, err := benchTargets("http://127.0.0.1:8080/wensou/", file, strings.Fields(tt.params))
			if err != nil {
				t.Fatal(err)
			}
			u, err := url.Parse(targets[0].url)
			if err != nil {
				t.Fatal(err)
			}
			want, err := url.ParseQuery(tt.want)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want, u.Query()); d != "" || u.Path != "/wensou/api/v1/search" || targets[0].class != tt.class {
				t.Errorf("class %s, path %s, parameters (-want +got):\n%s", targets[0].class, u.Path, d)
			}
		})
	}
	for _, tt := range []struct{ name, text, want string }{
		{"no JSON", "{\"text\":\"a\"}\n{", "query 2"},
		{"no text", `{"id":"q7","text":" "}`, "q7"},
		{"no queries", "\n", "holds no queries"},
		{"bad filters", `{"text":"a","filters":{"topic":7}}`, "query 1"},
	} {
		write(tt.text)
		if _, err := readBenchQueries(file); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want one that says %q", tt.name, err, tt.want)
		}
	}
}

func TestLatencies(t *testing.T) {
	var times []time.Duration
	for i := 100; i > 0; i-- {
		times = append(times, time.Duration(i)*time.Millisecond)
	}
	if d := cmp.Diff(latencies{N: 100, P50: 51, P95: 96, P99: 100, Max: 100}, latenciesOf(times)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(latencies{N: 1, P50: 1, P95: 1, P99: 1, Max: 1}, latenciesOf(times[:1])); d != "" {
		t.Error(d)
	}
	if latenciesOf(nil) != (latencies{}) {
		t.Error("no times have latencies")
	}
}

func TestProcessFiles(t *testing.T) {
	stat := "42 (a) b (c) S 1 42 42 0 -1 4194560 1 2 3 4 150 50 7 8 20 0 9 0 100 1 2"
	if d, err := parseCPU([]byte(stat)); err != nil || d != 2*time.Second {
		t.Errorf("CPU time %v %v, want 2 s", d, err)
	}
	if _, err := parseCPU([]byte("42 (a) S 1")); err == nil {
		t.Error("a cut file is no error")
	}
	m := parseMemory("Name:\twensou\nVmHWM:\t  4096 kB\nVmRSS:\t  3072 kB\nRssAnon:\t  1024 kB\nRssFile:\t  2048 kB\nThreads:\t7\n")
	if d := cmp.Diff(&memory{Peak: 4, Resident: 3, Anonymous: 1, Mapped: 2}, m); d != "" {
		t.Error(d)
	}
}

func TestRatios(t *testing.T) {
	before := &benchResult{Serial: &phase{All: latencies{P50: 2, P95: 4}, CPU: 3}, Memory: &memory{Peak: 100}}
	now := &benchResult{Serial: &phase{All: latencies{P50: 1, P95: 6}}, Closed: &phase{PerSecond: 7}, Memory: &memory{Peak: 100}}
	want := map[string]float64{"serial p50": .5, "serial p95": 1.5, "peak memory": 1}
	if d := cmp.Diff(want, ratios(before, now)); d != "" {
		t.Error(d)
	}
}

// stalling is a server that answers nothing for a while and then at once.
func stalling(t *testing.T, d time.Duration) (address string, asked *atomic.Int64) {
	asked = &atomic.Int64{}
	until := time.Now().Add(d)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		time.Sleep(time.Until(until))
		_, _ = w.Write([]byte(`{"total":1,"generation":"g"}`))
	}))
	t.Cleanup(s.Close)
	return s.URL, asked
}

// At a rate, the queries that fall due while a server stalls count with the
// time they wait; a client that waits for its answer would ask few of them.
func TestRateCountsWhatWaits(t *testing.T) {
	address, asked := stalling(t, 500*time.Millisecond)
	p, err := askAtRate(t.Context(), []target{{"", address}}, benchOptions{rate: 100, load: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	if n := asked.Load(); n < 80 || int(n) != p.All.N {
		t.Errorf("asked %d times, %d counted; want about 100", n, p.All.N)
	}
	if p.All.P95 < 300 || p.All.Max < 400 || len(p.Failures) > 0 {
		t.Errorf("%+v: want latencies that show the stall", p)
	}
}

func TestFailuresAreCounted(t *testing.T) {
	n := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if n++; n%2 == 0 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write([]byte(`{"total":0,"generation":"g"}`))
	}))
	defer s.Close()
	res, err := bench(t.Context(), []target{{"one", s.URL}}, benchOptions{warm: 2, timed: 10, clients: 1}, &strings.Builder{})
	if err != nil {
		t.Fatal(err)
	}
	if res.failed() != 6 || res.failures()["503"] != 6 || res.Serial.All.N != 5 || res.Serial.Empty != 5 || res.Generation != "g" {
		t.Errorf("%+v, serial %+v", res, res.Serial)
	}
}
