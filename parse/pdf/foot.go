package pdf

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// start is a line that may begin a footnote.
type start struct {
	at     int
	marker string
	number int // 0 of a sign
	weight int
}

// maxStarts of one column are looked at, from its foot up.
const maxStarts = 120

// starts are the lines from index from on that may begin a footnote: their
// marker stands in the text of the page, or they say something in Chinese. A
// line that goes on with a note may begin with a plain number, too.
func (c *column) starts(from int, seen marks) []start {
	var out []start
	for i := from; i < len(c.lines); i++ {
		l := &c.lines[i]
		s := start{at: i, marker: seen.startOf(l.text), weight: 1}
		if s.marker == "" || seen[s.marker] == 0 && wideShare(l.text) <= proseShare {
			continue
		}
		if r, _ := utf8.DecodeRuneInString(l.text); r < '0' || r > '9' {
			s.weight += 3
		} else if i > from && !closed(c.lines[i-1].text) && c.right-c.lines[i-1].right < 4*l.size && l.left <= c.lines[i-1].left+0.5*l.size {
			continue
		}
		if seen[s.marker] > 0 {
			s.weight += 3
		}
		s.number = markerNumber(s.marker)
		if strings.ContainsAny(l.text[:1], "[") || strings.HasPrefix(l.text, "［") || strings.HasPrefix(l.text, "〔") || strings.HasPrefix(l.text, "【") {
			if s.number += bracketsFrom; seen[s.marker] == 0 {
				continue // an entry of a list of references
			}
		}
		out = append(out, s)
	}
	return out[max(0, len(out)-maxStarts):]
}

// markerNumber is the number that a marker shows, 0 of a sign.
func markerNumber(s string) int {
	n := 0
	for _, r := range s {
		switch i := strings.IndexRune(supDigits, r); {
		case i >= 0:
			n = 10*n + utf8.RuneCountInString(supDigits[:i])
		case '①' <= r && r <= '⑳':
			return circledFrom + int(r-'①')
		case '㉑' <= r && r <= '㉟':
			return circledFrom + 20 + int(r-'㉑')
		case '㊱' <= r && r <= '㊿':
			return circledFrom + 35 + int(r-'㊱')
		case '❶' <= r && r <= '❿':
			return 2*circledFrom + int(r-'❶')
		}
	}
	return n
}

// The numbers in circles and brackets are kept away from others: notes have markers
// of one kind.
const (
	circledFrom  = 10_001
	bracketsFrom = 30_000
)

// maxLost is how many notes in a row may begin where nothing shows it.
const maxLost = 2

// noteChain takes from starts those that count up and weigh most; of equals
// those nearest to the foot of the page. Signs count nothing.
func noteChain(starts []start) []start {
	best, from := make([]int, len(starts)), make([]int, len(starts))
	top := -1
	for i := range starts {
		best[i], from[i] = starts[i].weight, -1
		for k := range i {
			step := 1
			if starts[k].number > 0 && starts[i].number > 0 {
				step = starts[i].number - starts[k].number
			}
			if step < 1 || step > maxLost+1 {
				continue
			}
			if w := best[k] + starts[i].weight + 1 - step; w >= best[i] {
				best[i], from[i] = w, k
			}
		}
		if top < 0 || best[i] >= best[top] {
			top = i
		}
	}
	var out []start
	sure := false
	for ; top >= 0; top = from[top] {
		out = append(out, starts[top])
		sure = sure || starts[top].weight > 1
	}
	if !sure { // a numbered list in small type
		return nil
	}
	slices.Reverse(out)
	return out
}

// noteType is how the last footnote of a page that did not end was set.
type noteType struct {
	size  float64
	fonts map[string]bool
}

func typeOf(lines []line) *noteType {
	t := &noteType{size: lines[len(lines)-1].size, fonts: map[string]bool{}}
	for i := range lines {
		for k := range lines[i].pieces {
			t.fonts[lines[i].pieces[k].font] = true
		}
	}
	return t
}

// shows says that l is set like the notes.
func (t *noteType) shows(l *line) bool {
	if math.Abs(l.size-t.size) > 0.03*t.size {
		return false
	}
	for i := range l.pieces {
		if t.fonts[l.pieces[i].font] {
			return true
		}
	}
	return false
}

// noteLines finds the footnotes of a column: the index of their first line,
// and those that begin one. open is the type of a note that goes on here, nil
// where none does.
func (c *column) noteLines(bodySize float64, open *noteType, seen marks) (first int, begin []start) {
	run := c.small(bodySize)
	begin = noteChain(c.starts(run, seen))
	if len(begin) == 0 {
		begin = c.raisedStarts(run, seen)
	}
	first = len(c.lines)
	if len(begin) > 0 {
		first = begin[0].at
	}
	if open == nil {
		return first, begin
	}
	rest := first
	for rest > run && open.shows(&c.lines[rest-1]) {
		rest--
	}
	if rest < first && (rest > run || apart(c.lines, rest)) {
		return rest, begin
	}
	return first, begin
}

var raisedStart = regexp.MustCompile(`^[⁰¹²³⁴⁵⁶⁷⁸⁹]+`)

// raisedStarts are the notes that are set like the text: lines at the foot
// that begin with a raised number which stands above them, too.
func (c *column) raisedStarts(to int, seen marks) []start {
	var out []start
	for i := to - 1; i > 0; i-- {
		m := raisedStart.FindString(c.lines[i].text)
		n := markerNumber(m)
		if n == 0 || seen[m] < 2 {
			continue
		}
		if len(out) > 0 && n != out[len(out)-1].number-1 {
			break
		}
		out = append(out, start{at: i, marker: m, number: n})
	}
	slices.Reverse(out)
	return out
}
