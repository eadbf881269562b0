package highlight

import (
	"strings"
	"unicode"
	"unicode/utf8"

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
// that hold the most different terms, in the order of the text. Without marks
// it is the text's beginning.
func Fragments(text string, marks []Mark, n, length int) []Fragment {
	sentences := analysis.Sentences(text)
	if len(sentences) == 0 {
		return nil
	}
	used := make([]bool, len(sentences))
	seen := map[int]bool{}
	var out []Fragment
	for len(out) < n {
		from, to, gain := bestWindow(text, sentences, marks, used, seen, length)
		if gain == 0 && len(out) > 0 {
			break
		}
		for i := from; i < to; i++ {
			used[i] = true
		}
		f := Fragment{Start: sentences[from][0], End: sentences[to-1][1]}
		for _, m := range marks {
			if m.Start < f.End && f.Start < m.End {
				seen[m.Term] = true
			}
		}
		out = append(out, shorten(text, f, marks, length))
	}
	for i := 1; i < len(out); i++ { // few: insertion sort
		for j := i; j > 0 && out[j].Start < out[j-1].Start; j-- {
			out[j], out[j-1] = out[j-1], out[j]
		}
	}
	return out
}

// bestWindow finds the run of unused sentences of about length characters with
// the most unseen terms, then the most marks; the first of equals.
func bestWindow(text string, sentences [][2]int, marks []Mark, used []bool, seen map[int]bool, length int) (from, to, gain int) {
	best := -1
	to = 1
	for i := range sentences {
		if used[i] {
			continue
		}
		j, runes := i, 0
		for j < len(sentences) && !used[j] {
			w := utf8.RuneCountInString(text[sentences[j][0]:sentences[j][1]])
			if j > i && runes+w > length {
				break
			}
			runes += w
			j++
		}
		terms, all := map[int]bool{}, 0
		for _, m := range marks {
			if m.Start < sentences[j-1][1] && sentences[i][0] < m.End {
				all++
				if !seen[m.Term] {
					terms[m.Term] = true
				}
			}
		}
		// A window should begin with the sentence that matches.
		lead := 0
		for _, m := range marks {
			if m.Start < sentences[i][1] && sentences[i][0] < m.End {
				lead = 1
			}
		}
		if score := len(terms)*1000 + lead*500 + min(all, 400); score > best {
			best, from, to, gain = score, i, j, len(terms)+all
		}
	}
	return from, to, gain
}

// clauseEnds are where a sentence that is too long may be cut.
const clauseEnds = "，、：,;；:）)」』"

// shorten cuts a fragment that is much too long to about length characters
// around its first mark, at clause ends where there are any near.
func shorten(text string, f Fragment, marks []Mark, length int) Fragment {
	if utf8.RuneCountInString(text[f.Start:f.End]) <= length+length/2 {
		return f
	}
	focus := f.Start
	for _, m := range marks {
		if m.Start >= f.Start && m.Start < f.End {
			focus = m.Start
			break
		}
	}
	start := back(text, f.Start, focus, length/3)
	end := forward(text, start, f.End, length)
	for _, m := range marks { // never cut a mark
		if m.Start < end && end < m.End {
			end = min(m.End, f.End)
		}
		if m.Start < start && start < m.End {
			start = max(m.Start, f.Start)
		}
	}
	return Fragment{Start: start, End: end, CutFront: start > f.Start, CutAfter: end < f.End}
}

// back goes up to n characters before focus, to just after a clause end.
func back(text string, low, focus, n int) int {
	at, clause := focus, -1
	for i := 0; i < n && at > low; i++ {
		r, size := utf8.DecodeLastRuneInString(text[low:at])
		if strings.ContainsRune(clauseEnds, r) {
			clause = at
		}
		at -= size
	}
	if at == low {
		return low
	}
	if clause >= 0 {
		return clause
	}
	return wordStart(text, low, at)
}

// wordStart moves at to the start of a Latin word that it would cut.
func wordStart(text string, low, at int) int {
	for i := 0; i < 40 && at > low; i++ {
		before, size := utf8.DecodeLastRuneInString(text[low:at])
		after, _ := utf8.DecodeRuneInString(text[at:])
		if !isLatin(before) || !isLatin(after) {
			break
		}
		at -= size
	}
	return at
}

func isLatin(r rune) bool { return r < 0x2e80 && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// forward goes n characters on from start, back to the last clause end in the
// second half, or to a word's end.
func forward(text string, start, high, n int) int {
	at, clause := start, -1
	for i := 0; i < n && at < high; i++ {
		r, size := utf8.DecodeRuneInString(text[at:high])
		at += size
		if i > n/2 && strings.ContainsRune(clauseEnds, r) {
			clause = at
		}
	}
	if at >= high {
		return high
	}
	if clause >= 0 {
		return clause
	}
	if w := wordStart(text, start, at); w > start {
		return w
	}
	return at
}

// Segments splits a fragment of text into marked and unmarked pieces, with …
// where it was cut. ranges come from Merge.
func Segments(text string, f Fragment, ranges [][2]int) []Segment {
	var out []Segment
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
