package indextest

import (
	"cmp"
	"errors"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"wensou/analysis"
	"wensou/document"
	"wensou/index"
)

// testVocabulary compares the terms of an engine with those of the documents.
func testVocabulary(t *testing.T, s index.Searcher, a *analysis.Analyzer, docs []*document.Document) {
	units, spread := map[string]int{}, map[string]map[string]int{}
	for _, d := range docs {
		for i := range d.Units {
			seen := map[string]bool{}
			a.WordsFolded(analysis.Fold(d.Units[i].Text), func(term string) {
				if seen[term] {
					return
				}
				seen[term] = true
				units[term]++
				if spread[term] == nil {
					spread[term] = map[string]int{}
				}
				spread[term][d.SourceName()]++
			})
		}
	}
	for _, least := range []int{1, 3} {
		var got, want []index.TermCount
		err := s.Terms(t.Context(), index.FieldWords, least, func(c index.TermCount) bool { got = append(got, c); return true })
		for term, n := range units {
			if n >= least {
				want = append(want, index.TermCount{Term: term, Units: n})
			}
		}
		slices.SortFunc(want, func(x, y index.TermCount) int { return cmp.Compare(x.Term, y.Term) })
		if diff := gocmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("terms of %d units: %v (-want +got)\n%s", least, err, diff)
		}
	}
	for term, want := range spread {
		places, err := s.Spread(t.Context(), index.Term{Field: index.FieldWords, Term: term})
		got := map[string]int{}
		for _, p := range places {
			got[p.Source] = p.Units
			stored, err := s.Fetch(t.Context(), []uint64{p.First})
			if err != nil || stored[0].Document.SourceName() != p.Source {
				t.Errorf("%s: first unit in %q: %v", term, p.Source, err)
			}
		}
		if diff := gocmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("spread of %s: %v (-want +got)\n%s", term, err, diff)
		}
	}
	testSimilar(t, s, units)
}

// testSimilar compares with the distance itself, of every word and a wrong one.
func testSimilar(t *testing.T, s index.Searcher, units map[string]int) {
	asked := []string{"acess", "accountabiltiy", "openn", "gpt", "人工智"}
	for term := range units {
		if len(asked) < 40 && len(term) > 3 {
			asked = append(asked, term)
		}
	}
	for _, term := range asked {
		for distance := 1; distance <= 2; distance++ {
			var want []index.TermCount
			for other, n := range units {
				if d := editDistance([]rune(term), []rune(other)); d > 0 && d <= distance {
					want = append(want, index.TermCount{Term: other, Units: n})
				}
			}
			slices.SortFunc(want, func(x, y index.TermCount) int {
				return cmp.Or(cmp.Compare(y.Units, x.Units), cmp.Compare(x.Term, y.Term))
			})
			want = want[:min(len(want), 5)]
			got, err := s.Similar(t.Context(), index.Term{Field: index.FieldWords, Term: term}, distance, 5)
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("at most %d from %s: %v, %v; want %v", distance, term, got, err, want)
			}
		}
	}
	if _, err := s.Similar(t.Context(), index.Term{Field: "nonsense", Term: "a"}, 1, 5); err == nil {
		t.Error("a field that is not there has terms")
	}
	if err := s.Terms(t.Context(), "nonsense", 1, nil); err == nil || errors.Is(err, index.ErrDeadline) {
		t.Errorf("a field that is not there: %v", err)
	}
}

// editDistance is that of Levenshtein, a swap of neighbours counting one.
func editDistance(a, b []rune) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		for j := range rows[i] {
			switch {
			case i == 0 || j == 0:
				rows[i][j] = i + j
			default:
				change := 1
				if a[i-1] == b[j-1] {
					change = 0
				}
				rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+change)
				if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
					rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
				}
			}
		}
	}
	return rows[len(a)][len(b)]
}
