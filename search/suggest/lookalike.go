package suggest

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"

	"wensou/analysis"
)

//go:embed lookalikes.txt
var lookAlikeTable string

// lookAlikes are those of each character of the table.
var lookAlikes = sync.OnceValues(func() (map[rune][]rune, error) { return parseLookAlikes(lookAlikeTable) })

// maxGroup is the most characters of a group.
const maxGroup = 8

// parseLookAlikes reads the table; a fault names its line.
func parseLookAlikes(text string) (map[rune][]rune, error) {
	m := map[rune][]rune{}
	groups := map[string]int{}
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		group := []rune(line)
		if len(group) < 2 || len(group) > maxGroup {
			return nil, fmt.Errorf("look-alikes, line %d: %d characters, want 2 to %d", n, len(group), maxGroup)
		}
		sorted := slices.Sorted(slices.Values(group))
		if before := groups[string(sorted)]; before > 0 {
			return nil, fmt.Errorf("look-alikes, line %d: the group of line %d again", n, before)
		}
		groups[string(sorted)] = n
		folded := map[string]rune{}
		for _, r := range group {
			if !unicode.Is(unicode.Han, r) {
				return nil, fmt.Errorf("look-alikes, line %d: %q is no Han character", n, r)
			}
			f := analysis.Fold(string(r))
			if other, ok := folded[f]; ok {
				return nil, fmt.Errorf("look-alikes, line %d: %q and %q are one in match text", n, other, r)
			}
			folded[f] = r
		}
		for _, a := range group {
			for _, b := range group {
				if a != b && !slices.Contains(m[a], b) {
					m[a] = append(m[a], b)
				}
			}
		}
	}
	return m, nil
}

// LookAlikes are the characters that may have been meant by r, in the order of
// the table.
func LookAlikes(r rune) []rune {
	m, err := lookAlikes()
	if err != nil {
		return nil // the table is embedded; a test reads it
	}
	return m[r]
}
