package main

import (
	"math"
	"path/filepath"
	"testing"

	"wensou/index"
	"wensou/search"
)

// explainRounding is how far sums of scores may be apart, as a part of them:
// the engine adds up in float32.
const explainRounding = 1e-5

// Each explanation is a sum that adds up to the score of its hit, for every
// judged query and in every way of asking.
func TestExplanationsAddUp(t *testing.T) {
	queries, err := readJudged(filepath.Join(goldenFolder, "relevance.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("WENSOU_CACHE_DIR", t.TempDir())
	s := openDemo(t)
	for _, tt := range []struct {
		name string
		r    search.Request
	}{
		{"documents", search.Request{}},
		{"units", search.Request{Ungrouped: true, Limit: 100}},
		{"any word", search.Request{Mode: search.ModeAny, Page: 2}},
		{"filtered", search.Request{Kinds: []string{"footnote", "citation"}, From: "2023"}},
		{"by date", search.Request{Sort: index.ByNewest}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			hits := 0
			for _, q := range queries {
				r := tt.r
				r.Query, r.Explain, r.Highlight = q.Text, true, search.HighlightNone
				resp, err := s.Search(t.Context(), r)
				if err != nil {
					t.Fatalf("%s: %v", q.Text, err)
				}
				if resp.Query.Explanation == nil || len(resp.Query.Explanation.Concepts) == 0 {
					t.Errorf("%s: the query is not explained", q.Text)
				}
				for _, h := range resp.Hits {
					hits++
					if h.Explanation == nil {
						t.Fatalf("%s: %s is not explained", q.Text, h.ID)
					}
					if !near(h.Explanation.Value, h.Score) || h.Score != 0 && len(h.Explanation.Details) == 0 {
						t.Errorf("%s: %s has %v, and its explanation %v", q.Text, h.ID, h.Score, h.Explanation.Value)
					}
					addsUp(t, q.Text+": "+h.ID, h.Explanation)
				}
			}
			if hits < len(queries) {
				t.Errorf("%d hits were explained", hits)
			}
		})
	}
}

func near(a, b float64) bool { return math.Abs(a-b) <= explainRounding*math.Max(1, math.Abs(b)) }

// addsUp checks a sum and what is added up in it.
func addsUp(t *testing.T, name string, x *index.Explanation) {
	t.Helper()
	if len(x.Details) == 0 {
		return
	}
	sum := 0.0
	for i := range x.Details {
		sum += x.Details[i].Value
		addsUp(t, name, &x.Details[i])
	}
	if !near(sum, x.Value) {
		t.Errorf("%s: the parts of %q add up to %v, not %v", name, x.Message, sum, x.Value)
	}
}
