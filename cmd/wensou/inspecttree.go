package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"wensou/document"
	"wensou/internal/ingest"
)

// tree shows a document to a person: headings and units in reading order, notes
// below the unit that they hang on, citations below their note, each with the
// work that it names.
type tree struct {
	lines
	colour  bool
	d       *document.Document
	below   map[document.UnitID][]int // units that hang on another
	works   map[document.WorkID]*document.Work
	printed []bool
	path    []string // headings above the last unit
}

func printDocument(w io.Writer, d *document.Document, colour bool) error {
	t := &tree{lines: lines{w: w}, colour: colour, d: d, printed: make([]bool, len(d.Units))}
	t.index()
	t.head()
	for i := range d.Units {
		if t.holder(&d.Units[i]) == "" {
			t.unit(i, 0)
		}
	}
	for i := range d.Units { // what hangs on itself, or on nothing that is there
		t.unit(i, 0)
	}
	for i := range d.Warnings {
		x := &d.Warnings[i]
		where := "file"
		if x.Line > 0 {
			where = fmt.Sprintf("line %d", x.Line)
		}
		t.printf("  %s", t.paint(ansiMark, fmt.Sprintf("! %s, %s: %s", where, x.Code, oneLine(x.Message))))
	}
	t.printf("")
	return t.err
}

func (t *tree) index() {
	t.below, t.works = map[document.UnitID][]int{}, map[document.WorkID]*document.Work{}
	for i := range t.d.Units {
		if h := t.holder(&t.d.Units[i]); h != "" {
			t.below[h] = append(t.below[h], i)
		}
	}
	for i := range t.d.Works {
		t.works[t.d.Works[i].ID] = &t.d.Works[i]
	}
}

// holder is the unit that another is shown below; "" for none.
func (t *tree) holder(u *document.Unit) document.UnitID {
	if u.Anchor != nil {
		return u.Anchor.Unit
	}
	return u.Holder()
}

func (t *tree) head() {
	d := t.d
	t.printf("%s", t.paint(ansiMark, oneLine(string(d.ID))))
	for _, f := range [][2]string{
		{"path", ingest.Quote(d.Path)},
		{"format", d.Format},
		{"title", d.Title},
		{"language", d.Language},
		{"date", d.Date},
		{"authors", strings.Join(d.Authors, "、")},
		{"topics", strings.Join(d.Topics, "、")},
		{"source", strings.TrimSpace(d.Source.Name + " " + d.Source.URL)},
	} {
		if f[1] != "" {
			t.printf("  %-9s %s", f[0], oneLine(f[1]))
		}
	}
}

// maxIndent bounds how far notes of notes are moved to the right.
const maxIndent = 12

// unit writes a unit once, and below it what hangs on it.
func (t *tree) unit(i, depth int) {
	if t.printed[i] {
		return
	}
	t.printed[i] = true
	u := &t.d.Units[i]
	if depth == 0 {
		t.headings(u.HeadingPath)
	}
	indent := strings.Repeat("  ", 2+min(depth, maxIndent))
	line := fmt.Sprintf("%-8s %-10s %-9s", u.ID, label(u), span(u.Lines))
	t.printf("%s%s %s%s", indent, t.paint(ansiFaint, line), clip(u.Text, 48), t.work(u))
	for _, j := range t.below[u.ID] {
		t.unit(j, depth+1)
	}
}

// headings writes those that the units before did not stand below.
func (t *tree) headings(path []string) {
	same := 0
	for same < min(len(path), len(t.path)) && path[same] == t.path[same] {
		same++
	}
	for k := same; k < len(path); k++ {
		t.printf("  %s", t.paint(ansiMark, strings.Repeat("#", min(k+1, maxIndent))+" "+oneLine(path[k])))
	}
	if len(path) < len(t.path) && same == len(path) && same > 0 { // back in the section above
		t.printf("  %s", t.paint(ansiMark, strings.Repeat("#", min(same, maxIndent))+" "+oneLine(path[same-1])+" …"))
	}
	t.path = path
}

// work says which work a citation or a reference names.
func (t *tree) work(u *document.Unit) string {
	w := t.works[u.Work]
	if w == nil {
		return ""
	}
	s := string(w.ID)
	if c := w.CSL; c != nil {
		var names []string
		for _, n := range c.Author {
			names = append(names, n.String())
		}
		if c.Issued.Year() > 0 {
			s += fmt.Sprintf(" %d", c.Issued.Year())
		}
		for _, p := range []string{strings.Join(names, "、"), cmp.Or(c.Title, c.ContainerTitle)} {
			if p != "" {
				s += " " + p
			}
		}
	}
	return t.paint(ansiFaint, " → "+clip(s, 40))
}

func (t *tree) paint(code, s string) string {
	if !t.colour {
		return s
	}
	return code + s + ansiEnd
}
