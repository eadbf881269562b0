//go:build !race

package bleveindex_test

import (
	"runtime"
	"testing"

	"wensou/index"
	"wensou/index/indextest"
)

// What a request allocates is what the collector has to clear away under load.
// A change that needs more on purpose raises the bound in shapes.
func TestAllocationsOfARequest(t *testing.T) {
	s := build(t, 2, indextest.LargeCorpus(20_000))
	for _, sh := range shapes {
		r := sh.request(t)
		got := testing.AllocsPerRun(50, func() {
			if _, err := s.Search(t.Context(), r); err != nil {
				t.Fatal(err)
			}
		})
		t.Logf("%s: %.0f allocations of %.0f", sh.name, got, sh.allocs)
		if got > sh.allocs {
			t.Errorf("%s: %.0f allocations, at most %.0f are expected", sh.name, got, sh.allocs)
		}
	}
}

// The costliest request that a query can become has 64 clauses and a thousand
// scoring terms. What it allocates is bounded by these and by the number of
// units: a set of units is at most a bit each, and each clause and term makes a
// few of them, whatever it is that they hold.
func TestBytesOfTheCostliestRequest(t *testing.T) {
	const units, clauses, terms = 20_000, 64, 1024
	s := build(t, 2, indextest.LargeCorpus(units))
	any := index.Any{Min: clauses / 4}
	r := &index.Request{Size: 100, Group: true}
	runes := []rune("的中國人工智慧農業發展研究時年地方法律經濟")
	for i := range clauses {
		any.Clauses = append(any.Clauses, index.Literal{Text: string(runes[i%len(runes)])})
	}
	for i := range terms {
		gram := string(runes[i%len(runes)]) + string(runes[i/len(runes)%len(runes)])
		r.Score = append(r.Score, index.Weighted{Term: index.Term{Field: index.FieldGrams, Term: gram}, Weight: 1 + float64(i)/terms})
	}
	r.Match = any
	for _, f := range index.Facets {
		r.Facets = append(r.Facets, index.FacetRequest{Field: f, Limit: 100})
	}
	ask := func() {
		if _, err := s.Search(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	ask() // makes the evaluator, which is kept
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	ask()
	runtime.ReadMemStats(&after)
	const bound = (clauses + terms) * (4*units/8 + 4096)
	got := after.TotalAlloc - before.TotalAlloc
	t.Logf("%d bytes of %d", got, bound)
	if got > bound {
		t.Errorf("%d bytes were allocated, at most %d are expected", got, bound)
	}
}
