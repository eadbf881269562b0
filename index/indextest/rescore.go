package indextest

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"testing"

	"wensou/analysis"
	"wensou/index"
)

// counting gives each unit a value that has nothing to do with its score.
type counting struct{ window int }

func (c counting) Window() int { return c.window }

func (c counting) Value(text, title []byte) float64 {
	return float64(bytes.Count(text, []byte("的"))) + float64(len(text)%7) + float64(len(title)%3)
}

// testRescore compares with the definition: the order without rescoring, of
// which the first are given their values and sorted again.
func testRescore(t *testing.T, s index.Searcher, g *generator, n int) {
	for range n {
		r := g.request()
		r.Sort, r.Group, r.From, r.Size = index.ByRelevance, false, 0, s.Stats().Units
		plain := answered(t, s, r)
		window := 1 + g.rng.IntN(20)
		want := slices.Clone(plain.Hits)
		refs := make([]uint64, len(want))
		for i, h := range want {
			refs[i] = h.Ref
		}
		stored, err := s.Fetch(t.Context(), refs)
		if err != nil {
			t.Fatal(err)
		}
		front := want[:min(window, len(want))]
		for i := range front {
			front[i].Added = counting{}.Value([]byte(analysis.Fold(stored[i].Unit.Text)), []byte(analysis.Fold(stored[i].Document.Title)))
			front[i].Score += front[i].Added
		}
		slices.SortStableFunc(front, func(a, b index.Hit) int {
			if math.Abs(a.Score-b.Score) > 1e-4*max(1, a.Score) {
				return cmp.Compare(b.Score, a.Score)
			}
			return cmp.Compare(a.Ref, b.Ref)
		})
		r.Rescore = counting{window}
		testRescored(t, s, r, want)
		testRescoredGroups(t, s, r)
	}
}

// testRescored wants the hits in pages of any size.
func testRescored(t *testing.T, s index.Searcher, r *index.Request, want []index.Hit) {
	t.Helper()
	for _, page := range []struct{ from, size int }{{0, 1}, {0, 10}, {3, 7}, {0, len(want)}} {
		r.From, r.Size = page.from, page.size
		got := answered(t, s, r).Hits
		expect := want[min(page.from, len(want)):min(page.from+page.size, len(want))]
		if len(got) != len(expect) {
			t.Fatalf("%s from %d: %d hits, want %d", r.Match, page.from, len(got), len(expect))
		}
		for i := range got {
			if math.Abs(got[i].Score-expect[i].Score) > 1e-3*max(1, expect[i].Score) || math.Abs(got[i].Added-expect[i].Added) > 1e-4 {
				t.Errorf("%s from %d, hit %d: score %v with %v added, want %v with %v",
					r.Match, page.from, i, got[i].Score, got[i].Added, expect[i].Score, expect[i].Added)
			}
		}
	}
}

// testRescoredGroups wants each document once, with a unit that is worth no
// less than the one that stood for it, and the window in order.
func testRescoredGroups(t *testing.T, s index.Searcher, r *index.Request) {
	t.Helper()
	again := *r
	again.Group, again.From, again.Size = true, 0, s.Stats().Units
	got := answered(t, s, &again)
	if len(got.Hits) != got.Groups {
		t.Errorf("%s: %d hits of %d documents", r.Match, len(got.Hits), got.Groups)
	}
	window := got.Hits[:min(again.Rescore.Window(), len(got.Hits))]
	if !slices.IsSortedFunc(window, func(a, b index.Hit) int { return cmp.Compare(b.Score, a.Score) }) {
		t.Errorf("%s: the window is not in order", r.Match)
	}
	again.Rescore = nil
	plain := answered(t, s, &again)
	least := math.Inf(1)
	for _, h := range plain.Hits[:len(window)] {
		least = min(least, h.Score)
	}
	for i, h := range window {
		if h.Score < least {
			t.Errorf("%s, hit %d: score %v, and without rescoring all had %v", r.Match, i, h.Score, least)
		}
	}
}
