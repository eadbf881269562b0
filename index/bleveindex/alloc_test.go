//go:build !race

package bleveindex_test

import (
	"testing"

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
