package dict_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"wensou/analysis"
	"wensou/analysis/dict"
)

const (
	leastGroups = 2000 // the table is meant to be broad
	mostTerms   = 8    // of one group: bounds what a query grows by
)

// TestRegionalTable holds the table to its rules: a group has two terms or
// more after folding, and no term stands in two groups.
func TestRegionalTable(t *testing.T) {
	v, err := dict.Regional()
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Groups) < leastGroups {
		t.Errorf("%d groups, want %d", len(v.Groups), leastGroups)
	}
	checkGroups(t, v)
}

// TestBilingualTable: the same rules, and each group is in both languages.
func TestBilingualTable(t *testing.T) {
	v, err := dict.Bilingual()
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Groups) < 500 || len(v.Apart) > 0 {
		t.Errorf("%d groups, %d pairs apart; want 500 and none", len(v.Groups), len(v.Apart))
	}
	checkGroups(t, v)
	isHan := func(r rune) bool { return unicode.Is(unicode.Han, r) }
	for _, g := range v.Groups {
		han, latin := false, false
		for _, term := range g {
			if strings.ContainsFunc(term, isHan) {
				han = true
			} else {
				latin = true
			}
		}
		if !han || !latin {
			t.Errorf("%s is in one language", strings.Join(g, " = "))
		}
	}
}

func checkGroups(t *testing.T, v dict.Vocabulary) {
	t.Helper()
	owner := map[string]string{}
	for _, g := range v.Groups {
		line := strings.Join(g, " = ")
		if len(g) > mostTerms {
			t.Errorf("%s: %d terms, want %d at most", line, len(g), mostTerms)
		}
		for _, term := range g {
			folded := analysis.Fold(term)
			if utf8.RuneCountInString(folded) < 2 {
				t.Errorf("%s: %q is one character", line, term)
			}
			if other, ok := owner[folded]; ok {
				t.Errorf("%s: %s stands in %s too", line, term, other)
			}
			owner[folded] = line
		}
	}
}

// TestVariantTable: no character is in two classes, and none that is matched
// under another has a class of its own.
func TestVariantTable(t *testing.T) {
	v, err := dict.CharVariants()
	if err != nil {
		t.Fatal(err)
	}
	first, later := map[rune]bool{}, map[rune]rune{}
	members := 0
	for _, g := range v.Groups {
		first[g[0]] = true
		for _, r := range g[1:] {
			if under, ok := later[r]; ok {
				t.Errorf("%c is under %c and %c", r, under, g[0])
			}
			later[r] = g[0]
			members++
			if a, b := analysis.Fold(string(r)), analysis.Fold(string(g[0])); a != b || analysis.Fold(a) != a {
				t.Errorf("%c folds to %s, %c to %s", r, a, g[0], b)
			}
		}
	}
	for r, under := range later {
		if first[r] {
			t.Errorf("%c is under %c and heads a class", r, under)
		}
	}
	if members < 1000 {
		t.Errorf("%d variants, want 1000", members)
	}
}
