package analysis

import (
	"sort"
	"unicode/utf8"
)

// Folded is match text with a table back to the text it came from. It is
// immutable and safe for concurrent use.
type Folded struct {
	Text  string // Fold of the original
	spans []span
	size  int // bytes of the original
}

// span maps folded bytes [at, end) to original bytes [from, upTo): rune by
// rune, each as long as its source, or as one whole that is not divided, a
// letter with its marks for example. Texts are far below 2 GiB
// (document.MaxUnitBytes), and a long one has many spans.
type span struct {
	at, end, from, upTo int32
	whole               bool
}

// appendSpan adds a written rune; runes as long as their source become one
// span.
func appendSpan(spans []span, s span) []span {
	s.whole = s.end-s.at != s.upTo-s.from
	if n := len(spans); n > 0 {
		last := &spans[n-1]
		switch {
		case last.from == s.from && last.upTo == s.upTo:
			last.end, last.whole = s.end, true // one source, several runes
			return spans
		case last.upTo == s.from && !last.whole && !s.whole:
			last.end, last.upTo = s.end, s.upTo
			return spans
		}
	}
	return append(spans, s)
}

// cutSpans takes back the spans from folded byte at on and returns where
// their source begins, start if there are none.
func (f *folder) cutSpans(at, start int) int {
	for n := len(f.spans); n > 0; n-- {
		last := &f.spans[n-1]
		if int(last.end) <= at {
			break
		}
		start = int(last.from)
		if int(last.at) < at {
			if !last.whole {
				start += at - int(last.at)
				last.upTo = int32(start)
			}
			last.end = int32(at)
			break
		}
		f.spans = f.spans[:n-1]
	}
	return start
}

// Original returns the bytes of the original text that the bytes [start, end)
// of f.Text came from: from the start of the first rune's source to the end of
// the last rune's. An empty or reversed range gives an empty one. The range is
// widened to whole runes and cut to the text, so that the result is always
// within the original and on its rune boundaries.
func (f Folded) Original(start, end int) (int, int) {
	start = min(max(start, 0), len(f.Text))
	end = min(max(end, start), len(f.Text))
	for start > 0 && start < len(f.Text) && !utf8.RuneStart(f.Text[start]) {
		start--
	}
	for end > start && end < len(f.Text) && !utf8.RuneStart(f.Text[end]) {
		end++
	}
	if start == end {
		p := f.size
		if start < len(f.Text) {
			p = f.source(start, false)
		}
		return p, p
	}
	return f.source(start, false), f.source(end-1, true)
}

// source returns the source of the folded byte at: where the source of its
// rune begins, or the end of it for the last byte of a rune.
func (f Folded) source(at int, last bool) int {
	// The first span that ends beyond at; spans cover all of Text.
	s := f.spans[sort.Search(len(f.spans), func(i int) bool { return int(f.spans[i].end) > at })]
	switch {
	case s.whole && last:
		return int(s.upTo)
	case s.whole:
		return int(s.from)
	case last:
		return int(s.from-s.at) + at + 1
	}
	return int(s.from-s.at) + at
}

// hasSpace reports whether white space of text was removed before byte at of
// match text.
func (f Folded) hasSpace(text string, at int) bool {
	if at <= 0 || at >= len(f.Text) {
		return false
	}
	from, upTo := f.source(at-1, true), f.source(at, false)
	for from < upTo {
		r, size := utf8.DecodeRuneInString(text[from:])
		if isSpace(r) {
			return true
		}
		from += size
	}
	return false
}
