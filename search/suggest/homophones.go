package suggest

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// maxWord is the longest word that homophones are looked for, in characters.
const maxWord = 6

// Homophones returns what is said as a word of Chinese characters is, without
// tones, and written otherwise: the most frequent first, at most limit. A
// count is that of the kind, which for most is units. Sources are those of a
// Request.
func (d *Data) Homophones(ctx context.Context, word string, sources []string, limit int) (_ []Suggestion, err error) {
	cells := cellsOf(word)
	if d.Len() == 0 || len(cells) < leastRunes || len(cells) > maxWord || slices.ContainsFunc(cells, func(c cell) bool { return c.readings == nil }) {
		return nil, nil
	}
	defer guard(&err)()
	const (
		whole     = 64 // bytes: more than any word of maxWord characters
		spellings = 4
	)
	s := d.completion(ctx, sources)
	for _, spelled := range spell(cells, whole, spellings, func(r string) string { return r }) {
		if err := s.sameSound(spelled, len(cells)); err != nil {
			return nil, err
		}
	}
	best := map[string]Suggestion{}
	self := typed(word)
	for _, f := range s.found {
		if f.folded != self && f.Count > best[f.folded].Count {
			best[f.folded] = f
		}
	}
	var out []Suggestion
	for _, f := range best {
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.folded, b.folded))
	})
	return out[:min(len(out), limit)], nil
}

// sameSound finds the entries of n characters that are spelled so.
func (s *completion) sameSound(spelled string, n int) error {
	from, exact, to, err := s.data.span(string(keyPinyin) + cut(spelled, maxPinyinKey))
	if err != nil {
		return err
	}
	if len(spelled) < maxPinyinKey {
		to = exact
	}
	candidates, err := s.top(from, to)
	if err != nil {
		return err
	}
	for _, number := range candidates {
		e, err := s.data.entry(number)
		if err != nil {
			return err
		}
		c := comparison{cells: cellsOf(e.text), way: asPinyin}
		if len(c.cells) != n {
			continue
		}
		if got, whole := c.begins(0, spelled); whole && got == n {
			if sug, ok := s.suggestion(e); ok {
				s.found[number] = sug
			}
		}
	}
	return nil
}
