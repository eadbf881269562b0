package analysis

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSpellings(t *testing.T) {
	for _, tc := range []struct {
		name, in string
		want     []string
	}{
		{"nothing to write otherwise", "画面", []string{"画面"}},
		{"simplified", "应变计划的比较", []string{"应变计划的比较", "应变计画的比较"}},
		{"traditional", "应变计画", []string{"应变计画", "应变计划"}},
		{"two words one by one", "计画规划", []string{"计画规划", "计划规划", "计画规画", "计划规画"}},
		{"one within the next", "锁链锁", []string{"锁链锁", "锁炼锁"}},
		{"empty", "", []string{""}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, Spellings(tc.in)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	// A long passage is tried as it stands, wholly in the other script, and
	// never in more ways than its first words allow.
	long := strings.Repeat("计画，", 40)
	all := Spellings(long)
	if len(all) != 1<<spellingSites || all[0] != long || all[len(all)-1] != strings.ReplaceAll(long, "画", "划") {
		t.Errorf("%d spellings of a long passage, the last %q", len(all), all[len(all)-1])
	}
}

// The pairs are what match text holds, and folding does not join them already.
func TestSpellingPairs(t *testing.T) {
	for _, s := range spellings() {
		if Fold(s.from) != s.from || s.from == s.to {
			t.Errorf("%s and %s are no two words of match text", s.from, s.to)
		}
	}
}
