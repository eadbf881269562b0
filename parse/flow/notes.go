package flow

import (
	"fmt"
	"strconv"
	"strings"

	"wensou/document"
	"wensou/parse/draft"
	"wensou/parse/numeral"
)

// Note is a footnote or an endnote.
type Note struct {
	ID    string // as markers name it
	End   bool   // endnotes are numbered by themselves
	Text  draft.Fragment
	Lines int // how many paragraphs it has
}

// boundNote is a note with its first marker.
type boundNote struct {
	note   *Note
	label  string
	number int // as printed; 0 until it is known
	unit   document.UnitID
	anchor document.Anchor
	path   []string
}

// noteRef is a marker in the unit with that index.
type noteRef struct {
	unit, offset int
	note         *boundNote
}

// section is a stretch of blocks in which notes may be numbered anew.
type section struct {
	start   int // index of its first block
	restart bool
}

// AddNote takes a note; its markers may stand before or after.
func (w *Writer) AddNote(n Note) {
	if w.notes[n.ID] == nil {
		w.notes[n.ID] = &n
	}
}

// EndSection says that the blocks added since the section before are one in
// which footnotes begin at 1 again, or not.
func (w *Writer) EndSection(restart bool) {
	if n := len(w.sections); n == 0 {
		w.sections = append(w.sections, section{restart: restart})
	} else {
		w.sections[n-1].restart = restart
	}
	w.sections = append(w.sections, section{start: len(w.blocks)})
}

func (w *Writer) startsSection(block int) bool {
	return len(w.sections) > 0 && w.sections[0].start == block
}

// startSection drops the sections that end before a block and notes where
// numbers begin anew.
func (w *Writer) startSection(block int) {
	for len(w.sections) > 0 && w.sections[0].start <= block {
		if w.sections[0].restart && block > 0 {
			w.bound = append(w.bound, nil)
		}
		w.sections = w.sections[1:]
	}
}

// bind gives a marker its note. Only the first marker anchors it.
func (w *Writer) bind(u *document.Unit, index, offset int, m draft.Mark) {
	n := w.notes[m.Label]
	if n == nil {
		w.missing++
		return
	}
	b := w.byNote[m.Label]
	if b == nil {
		b = &boundNote{note: n, label: m.Printed, anchor: document.Anchor{Unit: u.ID, Offset: offset}, path: u.HeadingPath}
		w.byNote[m.Label] = b
		w.bound = append(w.bound, b)
	}
	w.refs = append(w.refs, noteRef{unit: index, offset: offset, note: b})
}

// number gives the notes their numbers as printed. Markers of their own (*, †)
// get those that follow.
func (w *Writer) number() {
	foot, end, highest := 0, 0, 0
	for _, b := range w.bound {
		if b == nil {
			foot = 0
			continue
		}
		counter := &foot
		if b.note.End {
			counter = &end
		}
		switch n := numeral.Parse(b.label); {
		case n > 0:
			b.number, *counter = n, n
		case b.label == "":
			*counter++
			b.number = *counter
		}
		highest = max(highest, b.number)
	}
	for _, b := range w.bound {
		if b != nil && b.number == 0 {
			highest++
			b.number = highest
		}
	}
}

// addNotes writes the notes in the order of their markers.
func (w *Writer) addNotes() {
	w.number()
	doc := w.d.Doc
	used := map[int]int{}
	var labels []string
	line := w.lines
	for _, b := range w.bound {
		if b == nil {
			continue
		}
		t := &b.note.Text
		t.Trim()
		first := line + 1
		line += max(b.note.Lines, 1)
		if len(t.Text) == 0 {
			doc.Warn(first, "footnote-empty", "the note %d has no text", b.number)
			continue
		}
		id := "fn" + strconv.Itoa(b.number)
		if used[b.number]++; used[b.number] > 1 {
			id += "-" + strconv.Itoa(used[b.number])
		}
		b.unit = document.UnitID(id)
		doc.Units = append(doc.Units, document.Unit{
			ID: b.unit, Kind: document.KindFootnote, Number: b.number, Text: string(t.Text),
			Lines: [][2]int{{first, line}}, Anchor: &b.anchor, HeadingPath: b.path,
		})
		w.marked[b.unit] = t.Marked()
		if b.label != "" && b.label != strconv.Itoa(b.number) {
			labels = append(labels, id+"="+b.label)
		}
	}
	w.setRefs()
	if len(labels) > 0 {
		w.extra("footnote_labels", strings.Join(labels, " "))
	}
	w.warnNotes()
}

func (w *Writer) setRefs() {
	for _, r := range w.refs {
		if r.note.unit == "" {
			continue
		}
		ref := document.NoteRef{Number: r.note.number, Offset: r.offset}
		if plain := document.UnitID("fn" + strconv.Itoa(r.note.number)); r.note.unit != plain {
			ref.Unit = r.note.unit
		}
		u := &w.d.Doc.Units[r.unit]
		u.Notes = append(u.Notes, ref)
	}
}

func (w *Writer) warnNotes() {
	if n := len(w.notes) - len(w.byNote); n > 0 {
		w.d.Doc.Warn(0, "footnote-unreferenced", "%s in the file, but nothing printed refers to them; they are left out", count(n, "note is", "notes are"))
	}
	if w.missing > 0 {
		w.d.Doc.Warn(0, "footnote-missing", "%s to notes that the file does not hold", count(w.missing, "marker points", "markers point"))
	}
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
