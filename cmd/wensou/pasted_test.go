package main

import (
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"wensou/analysis"
	"wensou/search"
)

// Passages that hold what could be read as operators, pasted without quotes,
// find the unit that they are from among the first hits.
func TestPastedPassages(t *testing.T) {
	const draws, first = 400, 20
	paths := []string{filepath.Join("..", "..", "testdata", "corpus")}
	if seeds := seedFolder(); seeds != "" {
		paths = append(paths, seeds)
	}
	units := slices.DeleteFunc(passages(t, paths...), func(u passage) bool {
		return !strings.ContainsAny(u.text, "「『（(：:*=－-“\"")
	})
	s := indexed(t, &Config{CacheDir: t.TempDir()}, paths...).service
	rng := rand.New(rand.NewPCG(3, 31))
	warned, checked := 0, 0
	for range draws {
		u := units[rng.IntN(len(units))]
		runes := []rune(u.text)
		size := min(len(runes), 20+rng.IntN(100))
		from := rng.IntN(len(runes) - size + 1)
		piece := strings.TrimSpace(string(runes[from : from+size]))
		folded := analysis.Fold(piece)
		if cutsWord(runes, from) || cutsWord(runes, from+size) {
			continue // Latin words are found as wholes
		}
		if !strings.ContainsAny(piece, "「『（(：:*=－-“\"") || len(folded) < 20 {
			continue
		}
		resp, err := s.Search(t.Context(), search.Request{Query: piece, Ungrouped: true, Limit: first})
		if err != nil {
			t.Fatalf("%q: %v", piece, err)
		}
		if len(resp.Warnings) > 0 {
			warned++
		}
		checked++
		// Another unit that holds the same passage will do.
		if !slices.ContainsFunc(resp.Hits, func(h search.Hit) bool {
			return slices.ContainsFunc(units, func(u passage) bool { return u.key == h.ID && strings.Contains(u.folded, folded) })
		}) {
			t.Errorf("%q of %s: not among the first %d of %d (read as %s)", piece, u.key, first, resp.Total, resp.Query.Read)
		}
	}
	t.Logf("%d passages of %d units, %d of them with a warning", checked, len(units), warned)
	if checked < draws/4 {
		t.Errorf("only %d passages were checked", checked)
	}
}

// cutsWord says that a cut at a place goes through a Latin word.
func cutsWord(runes []rune, at int) bool {
	ascii := func(i int) bool { return runes[i] > ' ' && runes[i] < 0x80 }
	return at > 0 && at < len(runes) && ascii(at-1) && ascii(at)
}
