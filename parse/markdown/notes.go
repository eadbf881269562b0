package markdown

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"

	"wensou/document"
)

// note is one "[^label]: …" definition.
type note struct {
	node   ast.Node
	label  string
	number int // in order of first reference; 0 before
	anchor *document.Anchor
	path   []string // headings above the anchor

	inline *fragment // of a note without a definition, with its lines
	lines  [2]int
}

// text and span are the text of a note and its first and last line.
func (nt *note) text(p *docParser) fragment {
	if nt.inline != nil {
		return *nt.inline
	}
	return p.text(nt.node)
}

func (nt *note) span(p *docParser) [2]int {
	if nt.inline != nil {
		return nt.lines
	}
	return p.span(nt.node)
}

// findNotes collects the definitions, wherever they stand.
func (p *docParser) findNotes(root ast.Node) {
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering || n.Type() == ast.TypeInline {
			return ast.WalkSkipChildren, nil
		}
		if d, ok := n.(*east.Footnote); ok {
			nt := &note{node: d, label: string(d.Ref)}
			if p.notes[nt.label] == nil {
				p.notes[nt.label] = nt
			} else {
				p.d.Doc.Warn(p.span(d)[0], "footnote-repeated", "the note [^%s] is defined again; it is kept without a place in the text", nt.label)
			}
			p.order = append(p.order, nt)
		}
		return ast.WalkContinue, nil
	})
}

// number is the number of the note with a label, given at its first reference.
func (p *docParser) number(label string, u *document.Unit, offset int) int {
	nt := p.notes[label]
	if nt.number == 0 {
		p.numbered = append(p.numbered, nt)
		nt.number = len(p.numbered)
		nt.anchor, nt.path = &document.Anchor{Unit: u.ID, Offset: offset}, u.HeadingPath
	}
	return nt.number
}

// addNotes writes the footnotes by number, then those nobody refers to.
func (p *docParser) addNotes() {
	var labels []string
	for i := 0; i < len(p.numbered); i++ { // grows: notes may refer to notes
		labels = append(labels, p.addNote(p.numbered[i]))
	}
	for _, nt := range p.order {
		if nt.number > 0 {
			continue
		}
		p.numbered = append(p.numbered, nt)
		nt.number = len(p.numbered)
		if p.notes[nt.label] == nt {
			p.d.Doc.Warn(nt.span(p)[0], "footnote-unreferenced", "nothing refers to the note [^%s]", nt.label)
		}
		labels = append(labels, p.addNote(nt))
	}
	if kept := strings.TrimSpace(strings.Join(labels, "")); kept != "" {
		p.extra("footnote_labels", field{values: []string{kept}})
	}
}

// addNote writes one footnote and returns its label when it is not its number.
func (p *docParser) addNote(nt *note) string {
	f := nt.text(p)
	f.trim()
	if len(f.buf) == 0 {
		p.d.Doc.Warn(nt.span(p)[0], "footnote-empty", "the note [^%s] has no text", nt.label)
		return ""
	}
	u := p.footnote(nt.number, string(f.buf), nt.span(p), nt.anchor)
	u.HeadingPath = nt.path
	for _, m := range f.marks {
		if !m.sup {
			n := p.number(m.label, &u, m.offset)
			u.Notes = append(u.Notes, document.NoteRef{Number: n, Offset: m.offset})
		}
	}
	p.d.Doc.Units = append(p.d.Doc.Units, u)
	p.marked[u.ID] = f.marked()
	if nt.inline != nil || nt.label == strconv.Itoa(nt.number) {
		return ""
	}
	return string(u.ID) + "=" + nt.label + " "
}

// footnote makes the unit of a note. Where numbers restart, the id takes a
// suffix.
func (p *docParser) footnote(number int, text string, span [2]int, anchor *document.Anchor) document.Unit {
	id := "fn" + strconv.Itoa(number)
	if p.usedIDs[number]++; p.usedIDs[number] > 1 {
		id += "-" + strconv.Itoa(p.usedIDs[number])
	}
	u := document.Unit{ID: document.UnitID(id), Kind: document.KindFootnote, Number: number, Text: text, Anchor: anchor}
	if span[0] > 0 {
		u.Lines = [][2]int{span}
	}
	return u
}

// supLine is a line that begins with a marker as a note does.
var supLine = regexp.MustCompile(`(?im)^[ \t]*(?:[-*>] +)?(?:</?p>)?(?:<a\s[^>\n]*>\s*(?:</a>)?)?\**<sup>([^<\n]{1,24})(?:</a>)?</sup>[^\n]*\S`)

// findSupLabels finds the labels of notes written with <sup>.
func findSupLabels(src string) map[string]bool {
	labels := map[string]bool{}
	for _, m := range supLine.FindAllStringSubmatch(src, -1) {
		label := m[1]
		if i := strings.IndexByte(label, ']'); i > 0 && label[0] == '[' {
			label = label[1:i]
		}
		for _, l := range supSplit(label) {
			labels[l] = true
		}
	}
	return labels
}

var supLabel = regexp.MustCompile(`^(?:\d{1,3}|\*{1,3}|[†‡§¶]{1,2}|[a-z])$`)

// supSplit reads "3", "3, 6", "(2)" or "*" as markers; nil when s is none.
func supSplit(s string) []string {
	s = strings.Trim(s, " ()[]（）")
	if t := strings.Trim(s, "*"); t != "" {
		s = t
	}
	var out []string
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune(",、，; ", r) }) {
		if !supLabel.MatchString(part) {
			return nil
		}
		out = append(out, part)
	}
	return out
}

// supRef is a <sup> marker in a unit, supNote a note written behind one.
type (
	supRef struct {
		unit   int // index in Units
		offset int
		label  string
		note   int // 1-based index in supNotes; 0 while unbound
	}
	supNote struct {
		label string
		text  string
		span  [2]int
		refs  int // markers seen before it
	}
)

// takeSupNotes takes a paragraph that begins with a <sup> marker as one note or
// several, if the marker stood in the text before.
func (p *docParser) takeSupNotes(f *fragment, span [2]int) bool {
	if len(f.marks) == 0 || !f.marks[0].sup || !f.marks[0].opens || f.marks[0].offset > 0 || len(f.buf) == 0 {
		return false
	}
	var starts []mark
	for _, m := range f.marks {
		if m.sup && m.opens && (len(starts) == 0 || m.offset > starts[len(starts)-1].offset) {
			starts = append(starts, m)
		}
	}
	for i, m := range starts {
		end := len(f.buf)
		if i+1 < len(starts) {
			end = starts[i+1].offset
		}
		if text := strings.TrimSpace(string(f.buf[m.offset:end])); text != "" {
			p.supNotes = append(p.supNotes, supNote{label: m.label, text: text, span: span, refs: len(p.supRefs)})
		}
	}
	return true
}

// bindSupNotes gives every note the markers with its label that stand before it
// and after the last note of that label; markers behind the last note go to it.
func (p *docParser) bindSupNotes() {
	waiting, last := map[string][]int{}, map[string]int{}
	seen := 0
	for i, n := range p.supNotes {
		for ; seen < n.refs; seen++ {
			waiting[p.supRefs[seen].label] = append(waiting[p.supRefs[seen].label], seen)
		}
		for _, r := range waiting[n.label] {
			p.supRefs[r].note = i + 1
		}
		delete(waiting, n.label)
		last[n.label] = i + 1
	}
	anchors, paths := make([]*document.Anchor, len(p.supNotes)), make([][]string, len(p.supNotes))
	for r := range p.supRefs {
		ref := &p.supRefs[r]
		if ref.note == 0 {
			ref.note = last[ref.label]
		}
		if i := ref.note - 1; i >= 0 && anchors[i] == nil {
			u := &p.d.Doc.Units[ref.unit]
			anchors[i], paths[i] = &document.Anchor{Unit: u.ID, Offset: ref.offset}, u.HeadingPath
		}
	}
	numbers, ids := p.addSupNotes(anchors, paths)
	for _, ref := range p.supRefs {
		if ref.note == 0 {
			continue
		}
		u := &p.d.Doc.Units[ref.unit]
		u.Notes = append(u.Notes, document.NoteRef{Number: numbers[ref.note-1], Offset: ref.offset, Unit: ids[ref.note-1]})
	}
}

func (p *docParser) addSupNotes(anchors []*document.Anchor, paths [][]string) (numbers []int, ids []document.UnitID) {
	for i, n := range p.supNotes {
		number, err := strconv.Atoi(n.label)
		if err != nil || number == 0 {
			number = i + 1
		}
		u := p.footnote(number, n.text, n.span, anchors[i])
		u.HeadingPath = paths[i]
		p.d.Doc.Units = append(p.d.Doc.Units, u)
		if anchors[i] == nil {
			p.d.Doc.Warn(n.span[0], "footnote-unreferenced", "nothing refers to the note %q", n.label)
		}
		numbers, ids = append(numbers, number), append(ids, u.ID)
	}
	return numbers, ids
}
