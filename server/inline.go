package server

import (
	"slices"
	"sort"
	"strconv"
	"unicode/utf8"
)

// piece is a stretch of a unit's text as the reader shows it: plain, marked, or
// the marker of a note between two such stretches.
type piece struct {
	Text  string
	Mark  bool
	Match string // id of a match's first piece
	Note  *marker
}

// marker is a note's marker in the text.
type marker struct {
	ID     string // of the marker itself, for the way back
	Href   string
	Number string
	Title  string // begin of the note
	offset int
}

// inliner merges matches and note markers into one unit's text. Both are byte
// offsets into it, and a marker may stand inside a match.
type inliner struct {
	text    string
	marks   [][2]int
	markers []marker
	matches *int // matches seen in the document so far
	seen    int  // marks of this unit that have their id
	placed  int  // markers that are in a slice
}

// newInliner puts offsets in order: clipped to the text, moved to the start of
// a character, and overlapping marks joined, so that nothing that an index
// says can break the text.
func newInliner(text string, marks [][2]int, markers []marker, matches *int) *inliner {
	in := &inliner{text: text, matches: matches}
	marks = slices.Clone(marks)
	sort.Slice(marks, func(i, j int) bool { return marks[i][0] < marks[j][0] })
	for _, m := range marks {
		start, end := runeStart(text, m[0]), runeStart(text, m[1])
		if start >= end {
			continue
		}
		if n := len(in.marks); n > 0 && start <= in.marks[n-1][1] {
			in.marks[n-1][1] = max(in.marks[n-1][1], end)
			continue
		}
		in.marks = append(in.marks, [2]int{start, end})
	}
	in.markers = slices.Clone(markers)
	for i := range in.markers {
		in.markers[i].offset = runeStart(text, in.markers[i].offset)
	}
	sort.SliceStable(in.markers, func(i, j int) bool { return in.markers[i].offset < in.markers[j].offset })
	return in
}

// runeStart is i, clipped to the text and moved back to the start of a character.
func runeStart(text string, i int) int {
	i = min(max(i, 0), len(text))
	for i > 0 && i < len(text) && !utf8.RuneStart(text[i]) {
		i--
	}
	return i
}

// slice is the text from start to end in pieces. Slices of one text are taken
// from left to right, so that matches are numbered in reading order; a marker
// between two slices belongs to the first that reaches it.
func (in *inliner) slice(start, end int) []piece {
	var out []piece
	at := start
	for ; in.placed < len(in.markers) && in.markers[in.placed].offset <= end; in.placed++ {
		m := &in.markers[in.placed]
		out = in.stretch(out, at, m.offset)
		at = max(at, m.offset)
		out = append(out, piece{Note: m})
	}
	return in.stretch(out, at, end)
}

// stretch appends the text from at to end, which holds no marker.
func (in *inliner) stretch(out []piece, at, end int) []piece {
	i := sort.Search(len(in.marks), func(i int) bool { return in.marks[i][1] > at })
	for at < end {
		p, next := piece{}, end
		if i < len(in.marks) {
			if m := in.marks[i]; m[0] > at {
				next = min(end, m[0])
			} else {
				next = min(end, m[1])
				p.Mark = true
			}
		}
		if p.Mark && i >= in.seen {
			in.seen = i + 1
			*in.matches++
			p.Match = "m-" + strconv.Itoa(*in.matches)
		}
		p.Text = in.text[at:next]
		out = append(out, p)
		if p.Mark && next == in.marks[i][1] {
			i++
		}
		at = next
	}
	return out
}

// all is the whole text.
func (in *inliner) all() []piece { return in.slice(0, len(in.text)) }

// split is the text cut at a separator, without the empty parts when skip is set.
func (in *inliner) split(sep byte, start, end int, skip bool) [][2]int {
	var out [][2]int
	for at := start; at <= end; {
		stop := at
		for stop < end && in.text[stop] != sep {
			stop++
		}
		if stop > at || !skip {
			out = append(out, [2]int{at, stop})
		}
		at = stop + 1
	}
	return out
}
