package server

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wensou/index"
	"wensou/search"
)

func TestMetricsOfWhatIsServed(t *testing.T) {
	f := newFake(paper())
	s := newServer(t, f, Options{Admin: admin{}})
	s.CountConfig(nil)
	s.CountConfig(errors.New("a bad line"))
	s.MeasureSearches(func() (int, int, int) { return 3, 2, 8 })
	s.MeasureCache(func() search.CacheStats {
		return search.CacheStats{Hits: 7, Misses: 5, Shared: 2, Entries: 3, Bytes: 4096}
	})
	s.CountTakeover(nil)
	s.CountTakeover(nil)
	s.CountTakeover(index.ErrCorrupt)
	s.CountReload(nil)
	s.CountReload(errors.New("a bad line"))
	text := bodyOf(t, ask(t, s.MetricsHandler(), "GET", "/metrics", ""))
	for _, want := range []string{
		`wensou_generation_info{generation="` + f.gen + `"} 1`,
		"wensou_generation_units ",
		"wensou_generation_documents 1",
		"wensou_generation_since_timestamp_seconds ",
		"wensou_generation_refused 0",
		`wensou_takeovers_total{result="done"} 2`,
		`wensou_takeovers_total{result="refused"} 1`,
		`wensou_dictionary_reloads_total{result="done"} 1`,
		`wensou_dictionary_reloads_total{result="refused"} 1`,
		`wensou_dictionaries_info{version=""} 1`,
		"wensou_dictionaries_refused 0",
		"wensou_user_dict_differs 0",
		`wensou_config_reloads_total{result="done"} 1`,
		`wensou_config_reloads_total{result="refused"} 1`,
		"wensou_generation_rejected ",
		"wensou_generation_warnings ",
		"wensou_index_generations 1",
		"wensou_searches_running 3",
		"wensou_searches_waiting 2",
		"wensou_searches_limit 8",
		"wensou_cache_hits_total 7",
		"wensou_cache_misses_total 5",
		"wensou_cache_shared_total 2",
		"wensou_cache_entries 3",
		"wensou_cache_bytes 4096",
		"go_goroutines ",
		"go_gc_gogc_percent ",
	} {
		if !strings.Contains(text, "\n"+want) {
			t.Errorf("the metrics hold no line %q", want)
		}
	}
	f.statsErr = index.ErrNoGeneration
	if text = bodyOf(t, ask(t, s.MetricsHandler(), "GET", "/metrics", "")); strings.Contains(text, "wensou_generation_info") {
		t.Error("there is no generation, and the metrics name one")
	}
	f.statsErr = errors.New("broken")
	if resp := ask(t, s.MetricsHandler(), "GET", "/metrics", ""); resp.StatusCode != 200 {
		t.Errorf("metrics without a generation: %s", resp.Status)
	}
}

// sharing returns the same response to all who ask the same, as a cache does.
type sharing struct {
	*fake
	mu   sync.Mutex
	kept map[string]*search.Response
}

func (s *sharing) Search(ctx context.Context, r search.Request) (*search.Response, error) {
	key, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if resp := s.kept[string(key)]; resp != nil {
		return resp, nil
	}
	resp, err := s.fake.Search(ctx, r)
	if err == nil {
		s.kept[string(key)] = resp
	}
	return resp, err
}

// Responses are shared: neither the API nor the pages may change one.
func TestResponsesAreOnlyRead(t *testing.T) {
	s := &sharing{fake: newFake(paper()), kept: map[string]*search.Response{}}
	srv, err := New(s, Options{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	q := "q=" + url.QueryEscape("演算法問責")
	targets := []string{
		"/", "/?lang=zh-TW&" + q, "/?group=none&sort=-date&" + q, "/?source=x&" + q, "/?q=nothing-holds-this", "/?mode=any&from=2000&kind=paragraph&" + q,
		"/api/v1/search?facets=source,topic,date,kind&highlight=segments&" + q, "/api/v1/search?facets=source&source=x&" + q, "/api/v1/search?q=nothing",
	}
	visit := func() {
		for _, target := range targets {
			if resp := ask(t, srv.Handler(), "GET", target, ""); resp.StatusCode != 200 {
				t.Errorf("%s: %s", target, resp.Status)
			}
		}
	}
	visit()
	before := map[string]string{}
	for key, resp := range s.kept {
		before[key] = asJSON(t, resp)
	}
	if len(before) < 5 {
		t.Fatalf("only %d responses are shared", len(before))
	}
	var all sync.WaitGroup
	for range 4 { // the race detector sees writes that put the same back
		all.Go(visit)
	}
	all.Wait()
	for key, resp := range s.kept {
		if d := cmp.Diff(before[key], asJSON(t, resp)); d != "" {
			t.Errorf("%s: the response was changed:\n%s", key, d)
		}
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
