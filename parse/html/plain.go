package html

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"wensou/parse/draft"
)

// numberedNode is an element with a number: a marker, or what may be a note.
type numberedNode struct {
	at, number int32
	bracketed  bool
}

var (
	supNumber   = regexp.MustCompile(`^([\[［【〔(（]?)\s*(\d{1,3})\s*[\])）］〕】]?$`)
	entryNumber = regexp.MustCompile(`^\s*(?:([\[［【〔(（])\s*(\d{1,3})\s*[\])）］〕】]|(\d{1,3})\s*[.、．:：])`)
)

// plain finds notes without links, on pages where no notes are linked: numbers
// in <sup>, and neighbours that begin with the same numbers from 1 on. They are
// notes if the numbers prove it: all have markers in order, or half of them
// below a heading of notes.
func (s *noteSet) plain() {
	if len(s.order) > 0 {
		return
	}
	for k, p := range s.t.parts { // each chapter of a book begins at 1
		end := int32(len(s.t.nodes))
		if k+1 < len(s.t.parts) {
			end = s.t.parts[k+1].first
		}
		s.plainIn(p.first, end)
	}
}

func (s *noteSet) plainIn(from, to int32) {
	marks := s.t.plainMarks(from, to)
	if len(marks) == 0 {
		return
	}
	run := s.t.lastRun(s.t.plainEntries(from, to))
	if len(run) == 0 {
		return
	}
	before := marks[:0:0]
	for _, m := range marks {
		if m.at < run[0].at && int(m.number) <= len(run) {
			before = append(before, m)
		}
	}
	if !s.t.proved(before, run) {
		return
	}
	bodies := make([]*noteBody, len(run))
	for i, r := range run {
		b := &noteBody{target: r.at, first: r.at, end: s.t.nodes[r.at].end, printed: strconv.Itoa(int(r.number))}
		if i+1 < len(run) {
			b.end = run[i+1].at
		} else if !s.t.nodes[r.at].block {
			b.end = s.t.lineEnd(r.at)
		}
		for k := s.t.nodes[b.first].next; k > 0 && k < b.end; k = s.t.nodes[k].next {
			s.rest[k] = true
		}
		s.bodies[b.first], bodies[i] = b, b
	}
	s.order = append(s.order, bodies...)
	for _, m := range before {
		s.marks[m.at] = bodies[m.number-1]
	}
}

// plainMarks are the numbers in <sup> that are no exponents.
func (t *tree) plainMarks(from, to int32) []numberedNode {
	var out []numberedNode
	for i := from; i < to; i++ {
		n := &t.nodes[i]
		if n.tag != atom.Sup || n.size == 0 || n.size > 16 {
			continue
		}
		m := supNumber.FindStringSubmatch(clean(t.short(i)))
		if m == nil || m[1] == "" && t.exponent(i) {
			continue
		}
		if number, _ := strconv.Atoi(m[2]); number > 0 {
			out = append(out, numberedNode{i, int32(number), m[1] != ""})
		}
	}
	return out
}

// exponent says whether a raised number stands behind a digit or a single
// letter.
func (t *tree) exponent(i int32) bool {
	k := t.previous(i)
	if k == 0 || t.nodes[k].tag != 0 {
		return k > 0 && (t.nodes[k].tag == atom.I || t.nodes[k].tag == atom.Var)
	}
	s := t.nodes[k].text
	last, size := utf8.DecodeLastRuneInString(s)
	if last >= '0' && last <= '9' {
		return true
	}
	before, _ := utf8.DecodeLastRuneInString(s[:len(s)-size])
	return last < 0x250 && unicode.IsLetter(last) && !(before < 0x250 && unicode.IsLetter(before))
}

// plainEntries are the blocks, and the lines of blocks, that begin with numbers.
func (t *tree) plainEntries(from, to int32) []numberedNode {
	var out []numberedNode
	for i := from; i < to; i++ {
		n := &t.nodes[i]
		parent := &t.nodes[n.parent]
		switch {
		case n.size == 0 || headings[n.tag] || headings[parent.tag]:
			continue
		case n.block:
			if n.child == 0 || t.nodes[n.child].block {
				continue
			}
		case !parent.block || !t.beginsLine(i):
			continue
		}
		m := entryNumber.FindStringSubmatch(t.lead(i))
		switch {
		case m != nil:
			number, _ := strconv.Atoi(m[2] + m[3])
			out = append(out, numberedNode{i, int32(number), m[1] != ""})
		case n.tag == atom.Li && parent.tag == atom.Ol:
			out = append(out, numberedNode{i, t.ordinal(i, out), false})
		default:
			if sup := t.firstSup(i); sup > 0 {
				if m := supNumber.FindStringSubmatch(clean(t.short(sup))); m != nil {
					number, _ := strconv.Atoi(m[2])
					out = append(out, numberedNode{i, int32(number), m[1] != ""})
				}
			}
		}
	}
	return out
}

// beginsLine says whether a node inside a block stands behind a <br>.
func (t *tree) beginsLine(i int32) bool {
	for k := t.previous(i); k > 0; k = t.previous(k) {
		if n := &t.nodes[k]; n.tag == atom.Br {
			return true
		} else if n.size > 0 || n.tag != 0 {
			return false
		}
	}
	for k := t.nodes[i].next; k > 0; k = t.nodes[k].next { // the first line of several
		if t.nodes[k].tag == atom.Br {
			return true
		}
	}
	return false
}

// lineEnd is where the line of a node inside a block ends.
func (t *tree) lineEnd(i int32) int32 {
	end := t.nodes[i].end
	for k := t.nodes[i].next; k > 0 && t.nodes[k].tag != atom.Br && !t.nodes[k].block; k = t.nodes[k].next {
		end = t.nodes[k].end
	}
	return end
}

// lead is how the text of a node, and of those behind it, begins.
func (t *tree) lead(i int32) string {
	end := t.nodes[i].end
	if !t.nodes[i].block {
		end = t.lineEnd(i)
	}
	var b strings.Builder
	for k := i; k < end && b.Len() < 32; k++ {
		b.WriteString(t.nodes[k].text[:min(len(t.nodes[k].text), 64)])
	}
	return html.UnescapeString(b.String())
}

// firstSup is the <sup> that a node begins with, 0 for none.
func (t *tree) firstSup(i int32) int32 {
	for k := i; k < t.nodes[i].end; k++ {
		if n := &t.nodes[k]; n.tag == atom.Sup {
			return k
		} else if n.tag == 0 && n.size > 0 {
			return 0
		}
	}
	return 0
}

// ordinal is the number of an item of a list whose items before it are in list.
func (t *tree) ordinal(i int32, list []numberedNode) int32 {
	if n := len(list); n > 0 && t.nodes[list[n-1].at].parent == t.nodes[i].parent && t.nodes[list[n-1].at].tag == atom.Li {
		return list[n-1].number + 1
	}
	return 1
}

// lastRun are the last siblings among entries that are numbered from 1.
func (t *tree) lastRun(entries []numberedNode) []numberedNode {
	for i := len(entries) - 1; i >= 0; i-- {
		if entries[i].number != 1 {
			continue
		}
		end := i + 1
		for end < len(entries) && entries[end].number == entries[end-1].number+1 && t.nodes[entries[end].at].parent == t.nodes[entries[i].at].parent {
			end++
		}
		return entries[i:end]
	}
	return nil
}

// proved says whether markers in front of entries show that these are notes.
func (t *tree) proved(marks, entries []numberedNode) bool {
	highest := int32(0)
	seen := map[int32]bool{}
	for _, m := range marks {
		if m.number < highest && !seen[m.number] { // not in the order of the notes
			return false
		}
		highest = max(highest, m.number)
		seen[m.number] = true
	}
	if len(seen) == len(entries) && (len(entries) > 1 || marks[0].bracketed && entries[0].bracketed) {
		return true
	}
	return len(seen)*2 >= len(entries) && len(seen) > 0 && t.belowNotes(entries[0].at)
}

// belowNotes says whether the nearest text before a node is a heading of notes.
func (t *tree) belowNotes(i int32) bool {
	for k := i - 1; k > 0; k-- {
		if n := &t.nodes[k]; n.tag == 0 && n.size > 0 {
			s := clean(html.UnescapeString(n.text))
			return draft.IsNotes(s) || draft.IsReferences(s)
		}
	}
	return false
}
