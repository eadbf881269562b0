package highlight

import (
	"slices"
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
// it is the text's beginning. Marks are sorted by start.
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
		w.use(from, to)
		f := Fragment{Start: sentences[from][0], End: sentences[to-1][1]}
		out = append(out, shorten(text, f, marks, length))
	}
	slices.SortFunc(out, func(a, b Fragment) int { return a.Start - b.Start })
	return out
}

// windows finds runs of sentences. Only those that begin with a marked
// sentence are looked at: any other holds no more terms than the one that
// begins with its first marked sentence.
type windows struct {
	sentences [][2]int
	runes     []int // before each sentence's end, in sentences
	marks     []Mark
	length    int
	marked    []int  // sentences with marks, in order
	first     []int  // of each of these, its first mark
	used      []bool // by sentence
	seen      []bool // by term
	times     []int  // by term: marks in the window that is looked at
}

func newWindows(text string, sentences [][2]int, marks []Mark, length int) *windows {
	terms := 0
	for _, m := range marks {
		terms = max(terms, m.Term+1)
	}
	w := &windows{
		sentences: sentences, runes: make([]int, len(sentences)), marks: marks, length: length,
		used: make([]bool, len(sentences)), seen: make([]bool, terms), times: make([]int, terms),
	}
	at, runes := 0, 0
	for i, s := range sentences {
		runes += utf8.RuneCountInString(text[s[0]:s[1]])
		w.runes[i] = runes
		for at < len(marks) && marks[at].End <= s[0] {
			at++
		}
		if at < len(marks) && marks[at].Start < s[1] {
			w.marked, w.first = append(w.marked, i), append(w.first, at)
		}
	}
	return w
}

// best is the window of unused sentences with the most unseen terms, then the
// most marks; the first of equals. gain is 0 when no mark is left. Windows
// begin and end ever further on, so that each mark is counted in and out once.
func (w *windows) best() (from, to, gain int) {
	clear(w.times)
	best, terms, end := -1, 0, 0
	in, out := 0, 0 // marks [out, in) are in the window
	for k, i := range w.marked {
		if w.used[i] {
			continue
		}
		end = w.end(i, end)
		for ; in < len(w.marks) && w.marks[in].Start < w.sentences[end-1][1]; in++ {
			if t := w.marks[in].Term; !w.seen[t] {
				if w.times[t]++; w.times[t] == 1 {
					terms++
				}
			}
		}
		for ; out < w.first[k]; out++ {
			if t := w.marks[out].Term; !w.seen[t] {
				if w.times[t]--; w.times[t] == 0 {
					terms--
				}
			}
		}
		if score := terms*1000 + min(in-out, 400); score > best {
			best, from, to, gain = score, i, end, terms+in-out
		}
	}
	if best < 0 {
		return 0, w.end(0, 0), 0
	}
	return from, to, gain
}

// end is the end of the window that begins with sentence i, known to be j or
// more.
func (w *windows) end(i, j int) int {
	before := 0
	if i > 0 {
		before = w.runes[i-1]
	}
	for j = max(j, i+1); j < len(w.sentences) && !w.used[j] && w.runes[j]-before <= w.length; j++ {
	}
	return j
}

// use takes a window out of the next searches and its terms out of the gain.
func (w *windows) use(from, to int) {
	for i := from; i < to; i++ {
		w.used[i] = true
	}
	start, end := w.sentences[from][0], w.sentences[to-1][1]
	for _, m := range w.marks {
		if m.Start < end && start < m.End {
			w.seen[m.Term] = true
		}
	}
}

// clauseEnds are where a sentence that is too long may be cut.
const clauseEnds = "，、：,;；:）)」』"

// shorten cuts a fragment that is much too long to about length characters
// around its first mark, at clause ends where there are any near.
func shorten(text string, f Fragment, marks []Mark, length int) Fragment {
	if utf8.RuneCountInString(text[f.Start:f.End]) <= length+length/2 {
		return f
	}
	focus, held := f.Start, f.Start
	for _, m := range marks {
		if m.Start >= f.Start && m.Start < f.End {
			focus, held = m.Start, min(m.End, f.End)
			break
		}
	}
	start := back(text, f.Start, focus, length/3)
	end := max(forward(text, start, f.End, length), held)
	start = focus - len(strings.TrimLeftFunc(text[start:focus], unicode.IsSpace))
	end = max(start+len(strings.TrimRightFunc(text[start:end], unicode.IsSpace)), held)
	cut := Fragment{Start: start, End: end}
	for _, m := range marks { // never cut a mark; of a chain of them, only the last
		if m.Start < start && start < m.End {
			cut.Start = min(cut.Start, max(m.Start, f.Start))
		}
		if m.Start < end && end < m.End {
			cut.End = max(cut.End, min(m.End, f.End))
		}
	}
	cut.CutFront, cut.CutAfter = cut.Start > f.Start, cut.End < f.End
	return cut
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
