package highlight

import (
	"slices"
	"strings"

	"wensou/analysis"
)

// Segment is a piece of text, marked or not.
type Segment struct {
	Text  string
	Match bool
}

// Fragment is a byte range of a text that reads well by itself, and whether it
// was cut inside a sentence at either end.
type Fragment struct {
	Start, End         int
	CutFront, CutAfter bool
}

// Fragments picks up to n ranges of whole sentences of about length characters
// that show what weighs most of the query, in the order of the text. Without
// marks it is the text's beginning. Marks are sorted by start.
func Fragments(text string, marks []Mark, n, length int) []Fragment {
	sentences := analysis.Sentences(text)
	if len(sentences) == 0 {
		return nil
	}
	w := newWindows(text, sentences, marks, length)
	var out []Fragment
	for len(out) < n {
		from, to, gain := w.best()
		if gain == 0 && len(out) > 0 {
			break
		}
		f := w.untorn(from, to)
		w.use(f)
		out = append(out, shorten(text, f, marks, length))
	}
	slices.SortFunc(out, func(a, b Fragment) int { return a.Start - b.Start })
	return out
}

// Segments splits a fragment of text into marked and unmarked pieces, with …
// where it was cut. ranges come from Merge.
func Segments(text string, f Fragment, ranges [][2]int) []Segment {
	out := make([]Segment, 0, 8)
	add := func(s string, match bool) {
		if s != "" {
			out = append(out, Segment{strings.ToValidUTF8(s, "\uFFFD"), match})
		}
	}
	if f.CutFront {
		add("…", false)
	}
	at := f.Start
	for _, r := range ranges {
		if r[0] >= f.End {
			break
		}
		start, end := max(r[0], f.Start), min(r[1], f.End)
		if start >= end {
			continue
		}
		add(text[at:start], false)
		add(text[start:end], true)
		at = end
	}
	add(text[at:f.End], false)
	if f.CutAfter {
		add("…", false)
	}
	return out
}
