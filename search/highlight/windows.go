package highlight

import "unicode/utf8"

// windows finds runs of sentences. Only those that begin with a marked
// sentence are looked at: any other shows no more than the one that begins
// with its first marked sentence.
type windows struct {
	text      string
	sentences [][2]int
	runes     []int // characters of each sentence, 0 until they are counted
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
	n := len(sentences)
	w := &windows{
		text: text, sentences: sentences, runes: make([]int, n), marks: marks, length: length,
		used: make([]bool, n), seen: make([]bool, terms), times: make([]int, terms),
	}
	if len(marks) == 0 {
		return w
	}
	most := min(n, len(marks))
	w.marked, w.first = make([]int, 0, most), make([]int, 0, most)
	at := 0
	for i, s := range sentences {
		for at < len(marks) && marks[at].End <= s[0] {
			at++
		}
		if at == len(marks) {
			break
		}
		if marks[at].Start < s[1] {
			w.marked, w.first = append(w.marked, i), append(w.first, at)
		}
	}
	return w
}

// tally is what a window shows: the weight of its different unseen terms, its
// marks, and how many of them follow another term's mark directly.
type tally struct{ weight, marks, joined int }

func (t tally) score() int { return t.weight*1000 + min(t.marks+10*t.joined, 900) }

// best is the window of unused sentences that shows the most; the first of
// equals. gain is 0 when no mark is left. Windows begin and end ever further
// on, so that each mark is counted in and out once.
func (w *windows) best() (from, to, gain int) {
	clear(w.times)
	best, end, chars, begin := -1, 0, 0, 0 // sentences [begin, end) have chars
	in, out := 0, 0                        // marks [out, in) are in the window
	var t tally
	for k, i := range w.marked {
		if w.used[i] {
			continue
		}
		for ; begin < i; begin++ {
			if begin < end {
				chars -= w.chars(begin)
			}
		}
		end, chars = w.end(i, end, chars)
		for ; in < len(w.marks) && w.marks[in].Start < w.sentences[end-1][1]; in++ {
			w.count(&t, in, 1)
		}
		for ; out < w.first[k]; out++ {
			w.count(&t, out, -1)
		}
		if score := t.score(); score > best {
			best, from, to, gain = score, i, end, t.weight+t.marks
		}
	}
	if best < 0 {
		to, _ = w.end(0, 0, 0)
		return 0, to, 0
	}
	return from, to, gain
}

// count takes a mark into a window's tally, or out of it.
func (w *windows) count(t *tally, i, by int) {
	m := w.marks[i]
	t.marks += by
	if i > 0 && w.marks[i-1].Term != m.Term && w.marks[i-1].End == m.Start {
		t.joined += by
	}
	if w.seen[m.Term] {
		return
	}
	before := w.times[m.Term]
	w.times[m.Term] += by
	if before == 0 || before+by == 0 {
		t.weight += by * m.Weight
	}
}

func (w *windows) chars(sentence int) int {
	if w.runes[sentence] == 0 {
		s := w.sentences[sentence]
		w.runes[sentence] = utf8.RuneCountInString(w.text[s[0]:s[1]])
	}
	return w.runes[sentence]
}

// end is the end of the window that begins with sentence i, known to be j or
// more, and its characters, of which sentences [i, j) have chars.
func (w *windows) end(i, j, chars int) (int, int) {
	if j <= i {
		j, chars = i+1, w.chars(i)
	}
	for j < len(w.sentences) && !w.used[j] && chars+w.chars(j) <= w.length {
		chars += w.chars(j)
		j++
	}
	return j, chars
}

// untorn is a window as a fragment, with the rest of a quotation that begins
// or ends in it where there is room.
func (w *windows) untorn(from, to int) Fragment {
	f := Fragment{Start: w.sentences[from][0], End: w.sentences[to-1][1]}
	room := w.length + w.length/2 - utf8.RuneCountInString(w.text[f.Start:f.End])
	if room <= 0 {
		return f
	}
	low, high := 0, len(w.text)
	for i := from - 1; i >= 0; i-- {
		if w.used[i] {
			low = w.sentences[i][1]
			break
		}
	}
	for i := to; i < len(w.sentences); i++ {
		if w.used[i] {
			high = w.sentences[i][0]
			break
		}
	}
	if q, ok := tornQuote(w.text, low, high, f.Start, w.length); ok {
		if n := utf8.RuneCountInString(w.text[q[0]:f.Start]); n <= room {
			f.Start, room = q[0], room-n
			f.CutFront = !w.begins(f.Start)
		}
	}
	if q, ok := tornQuote(w.text, low, high, f.End, w.length); ok && q[1] > f.End {
		if utf8.RuneCountInString(w.text[f.End:q[1]]) <= room {
			f.End = q[1]
			f.CutAfter = !w.ends(f.End)
		}
	}
	return f
}

func (w *windows) begins(at int) bool {
	for _, s := range w.sentences {
		if s[0] >= at {
			return s[0] == at
		}
	}
	return false
}

func (w *windows) ends(at int) bool {
	for _, s := range w.sentences {
		if s[1] >= at {
			return s[1] == at
		}
	}
	return false
}

// use takes a fragment's sentences out of the next searches and its terms out
// of the gain.
func (w *windows) use(f Fragment) {
	for i, s := range w.sentences {
		if s[0] < f.End && f.Start < s[1] {
			w.used[i] = true
		}
	}
	for _, m := range w.marks {
		if m.Start >= f.End {
			break
		}
		if f.Start < m.End {
			w.seen[m.Term] = true
		}
	}
}
