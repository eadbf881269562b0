package main

import (
	"context"
	"maps"
	"slices"
	"strings"

	"wensou/analysis"
	"wensou/index"
)

const (
	cutSample = 2000 // units that are looked at without --all
	cutBatch  = 64   // words of one search
	cutFetch  = 256  // units in memory at once
)

// cutReport says which units a build with another user dictionary would cut
// differently.
type cutReport struct {
	Come    int          `json:"words_come"` // words that are new, or have another frequency
	Go      int          `json:"words_go"`   // words that are gone
	Holding int          `json:"holding"`    // units that hold one of these
	Looked  int          `json:"looked_at"`  // of these
	Changed int          `json:"changed"`    // of those that were looked at
	Shown   []cutExample `json:"examples"`   // the first of them
	Units   int          `json:"units"`      // of the index
	all     bool         // every unit was looked at
}

// cutExample is a unit and the first place where it is cut differently.
type cutExample struct {
	Unit string `json:"unit"`
	Now  string `json:"now"`
	New  string `json:"new"`
	// Come and Go are words that the unit is indexed under only with, or only
	// without, the new dictionary.
	Come []string `json:"words_come,omitempty"`
	Go   []string `json:"words_go,omitempty"`
}

// changedWords are the words of which two user dictionaries say different
// things; all others are cut as before.
func changedWords(now, next string) (words []string, come, gone int, err error) {
	read := func(path string) (map[string]int, error) {
		m := map[string]int{}
		if path == "" {
			return m, nil
		}
		list, err := analysis.ReadUserDict(path)
		for _, w := range list {
			m[w.Key] = w.Frequency // the later of two lines counts
		}
		return m, dictionaryError(err)
	}
	a, err := read(now)
	if err != nil {
		return nil, 0, 0, err
	}
	b, err := read(next)
	if err != nil {
		return nil, 0, 0, err
	}
	for w := range a {
		if _, ok := b[w]; !ok {
			words, gone = append(words, w), gone+1
		}
	}
	for w, f := range b {
		if g, ok := a[w]; !ok || f != g {
			words, come = append(words, w), come+1
		}
	}
	slices.Sort(words)
	return words, come, gone, nil
}

// previewCuts compares the cuts of the units that hold a changed word.
func previewCuts(ctx context.Context, h *index.Handle, now, next string, before, after *analysis.Analyzer, all bool, limit int) (*cutReport, error) {
	words, come, gone, err := changedWords(now, next)
	if err != nil {
		return nil, err
	}
	snap, err := h.Acquire()
	if err != nil {
		return nil, err
	}
	defer snap.Release()
	refs, err := unitsHolding(ctx, snap, words)
	if err != nil {
		return nil, err
	}
	r := &cutReport{Come: come, Go: gone, Holding: len(refs), Units: snap.Stats().Units, Shown: []cutExample{}}
	if !all {
		refs = spread(refs, cutSample)
	}
	r.Looked, r.all = len(refs), len(refs) == r.Holding
	for chunk := range slices.Chunk(refs, cutFetch) {
		units, err := snap.Fetch(ctx, chunk)
		if err != nil {
			return nil, err
		}
		for i := range units {
			x, differs := compareCuts(units[i].Unit.Text, before, after)
			if !differs {
				continue
			}
			if r.Changed++; len(r.Shown) < limit {
				x.Unit = string(units[i].Key)
				r.Shown = append(r.Shown, x)
			}
		}
	}
	return r, nil
}

// unitsHolding are the units whose text holds one of the words, in order.
func unitsHolding(ctx context.Context, s index.Searcher, words []string) ([]uint64, error) {
	var refs []uint64
	for batch := range slices.Chunk(words, cutBatch) {
		any := index.Any{Min: 1}
		for _, w := range batch {
			any.Clauses = append(any.Clauses, index.Literal{Text: w})
		}
		res, err := s.Search(ctx, &index.Request{Match: any, Sort: index.ByRelevance, Size: s.Stats().Units})
		if err != nil {
			return nil, err
		}
		for _, hit := range res.Hits {
			refs = append(refs, hit.Ref)
		}
		slices.Sort(refs)
		refs = slices.Compact(refs)
	}
	return refs, nil
}

// spread keeps at most n of refs, at even distances.
func spread(refs []uint64, n int) []uint64 {
	if len(refs) <= n {
		return refs
	}
	out := make([]uint64, n)
	for i := range out {
		out[i] = refs[i*len(refs)/n]
	}
	return out
}

// compareCuts says whether a text is indexed under other words, and shows where.
func compareCuts(text string, before, after *analysis.Analyzer) (cutExample, bool) {
	was, is := termsOf(before, text), termsOf(after, text)
	if maps.Equal(was, is) {
		return cutExample{}, false
	}
	var x cutExample
	x.Now, x.New = differingCut(text, before.Cut(text), after.Cut(text))
	for t, n := range is {
		if was[t] < n {
			x.Come = append(x.Come, t)
		}
	}
	for t, n := range was {
		if is[t] < n {
			x.Go = append(x.Go, t)
		}
	}
	slices.Sort(x.Come)
	slices.Sort(x.Go)
	return x, true
}

func termsOf(a *analysis.Analyzer, text string) map[string]int {
	terms := map[string]int{}
	a.WordsFolded(analysis.Fold(text), func(t string) { terms[t]++ })
	return terms
}

// differingCut is the first place where two cuts of a text differ, with a word
// on both sides. Both are empty when only words inside words differ.
func differingCut(text string, a, b []analysis.Token) (string, string) {
	same := func(x, y analysis.Token) bool { return x.Start == y.Start && x.End == y.End }
	i := 0
	for i < len(a) && i < len(b) && same(a[i], b[i]) {
		i++
	}
	if i == len(a) && i == len(b) {
		return "", ""
	}
	j, k := i, i
	for j < len(a) && k < len(b) { // until both end at one place
		switch x, y := a[j].End, b[k].End; {
		case x == y:
			return around(text, a, i, j), around(text, b, i, k)
		case x < y:
			j++
		default:
			k++
		}
	}
	return around(text, a, i, len(a)-1), around(text, b, i, len(b)-1)
}

// around is tokens [from, to] and a neighbour on both sides.
func around(text string, tokens []analysis.Token, from, to int) string {
	var words []string
	for i := max(from-1, 0); i <= min(to+1, len(tokens)-1); i++ {
		words = append(words, text[tokens[i].Start:tokens[i].End])
	}
	return strings.Join(words, "|")
}

func (r *cutReport) summary(out *lines) {
	out.printf("user dictionary: words new or changed: %d, gone: %d; %d of %s hold one of them", r.Come, r.Go, r.Holding, plural(r.Units, "unit"))
	looked := "all of them looked at"
	if !r.all {
		looked = plural(r.Looked, "unit") + " of them looked at"
	}
	out.printf("  %s: %d would be cut differently after a build", looked, r.Changed)
}

func (r *cutReport) examples(out *lines) {
	for _, x := range r.Shown {
		out.printf("")
		out.printf("%s", oneLine(x.Unit))
		if x.Now != x.New {
			out.printf("  now  %s", oneLine(x.Now))
			out.printf("  new  %s", oneLine(x.New))
			continue
		}
		out.printf("  cut as before; words inside words: %s come, %s go", orNone(x.Come, ", "), orNone(x.Go, ", "))
	}
	if n := r.Changed - len(r.Shown); n > 0 {
		out.printf("")
		out.printf("and %s more", plural(n, "unit"))
	}
}
