package search

import (
	"slices"
	"strings"
	"testing"

	"wensou/analysis"
	"wensou/index"
)

// A word that conversion between the scripts writes with a character of its
// own is found in either spelling, in quotes and inside longer words too.
func TestSpellingsAreSearched(t *testing.T) {
	a, err := analysis.New(analysis.Options{CacheDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	rk := DefaultRanking()
	for _, tc := range []struct {
		name  string
		r     Request
		texts []string // that must match, all of them
	}{
		{"phrase", Request{Query: `"应变计划的"`}, []string{"應變計畫的比較", "应变计划的比较"}},
		{"phrase mode", Request{Query: "應變計畫的", Mode: ModePhrase}, []string{"應變計畫的比較", "应变计划的比较"}},
		{"word", Request{Query: "计划"}, []string{"計畫", "計劃"}},
		{"longer word", Request{Query: "五年计划"}, []string{"五年計畫", "五年計劃"}},
		{"exact", Request{Query: "計畫", Exact: true}, []string{"计划", "計畫"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := newPlan(a, &rk, &tc.r, lookups{})
			for _, text := range tc.texts {
				if !holds(p.demand(true).all(), analysis.Fold(text)) {
					t.Errorf("%s does not hold for %s", p.demand(true).all(), text)
				}
				if len(p.matcher.Marks(text)) == 0 {
					t.Errorf("nothing is marked in %s", text)
				}
			}
			if holds(p.demand(true).all(), analysis.Fold("规划面积，画面")) {
				t.Errorf("%s holds for text without the word", p.demand(true).all())
			}
		})
	}
}

// holds evaluates a clause of literals over match text.
func holds(c index.Clause, folded string) bool {
	switch c := c.(type) {
	case index.Literal:
		return strings.Contains(folded, c.Text)
	case index.All:
		return !slices.ContainsFunc(c, func(x index.Clause) bool { return !holds(x, folded) })
	case index.Any:
		n := 0
		for _, x := range c.Clauses {
			if holds(x, folded) {
				n++
			}
		}
		return n >= c.Min
	}
	return false
}
