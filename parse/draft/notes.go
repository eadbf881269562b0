package draft

import (
	"regexp"
	"strconv"
	"strings"

	"wensou/document"
)

// Notes binds the markers in a document's units to its footnotes and writes
// these behind the text, in the order in which the text refers to them.
type Notes struct {
	d        *Draft
	byLabel  map[string]*note
	order    []*note // as defined
	numbered []*note // as first referred to
	usedIDs  map[int]int
	marked   map[document.UnitID]Marked
	pending  []string // labels of markers that stood where no unit is
}

type note struct {
	label   string
	printed string
	text    Fragment
	number  int // 0 before the first marker
	id      document.UnitID
	anchor  *document.Anchor
	path    []string
}

// NewNotes starts with no notes for a draft.
func NewNotes(d *Draft) *Notes {
	return &Notes{d: d, byLabel: map[string]*note{}, usedIDs: map[int]int{}, marked: map[document.UnitID]Marked{}}
}

// Define adds a note. Label is its key, which markers name; printed is the
// marker as readers see it ("12", "a", "*"), "" for the next number. A label
// that is defined again is kept as a note without a place in the text. All
// notes are defined before the markers of them are bound.
func (n *Notes) Define(label, printed string, text Fragment) {
	text.Trim()
	nt := &note{label: label, printed: printed, text: text}
	if n.byLabel[label] == nil {
		n.byLabel[label] = nt
	} else {
		n.d.Doc.Warn(text.Lines[0], "footnote-repeated", "the note %q is defined again; it is kept without a place in the text", label)
	}
	n.order = append(n.order, nt)
}

// Defined says whether a label has a note.
func (n *Notes) Defined(label string) bool { return n.byLabel[label] != nil }

// Add appends a unit to the draft and binds the markers in it. Markers of a
// fragment without text go to the next unit.
func (n *Notes) Add(kind document.Kind, f *Fragment) {
	refs := make([]document.NoteRef, len(f.Marks))
	for i, m := range f.Marks {
		refs[i].Offset = m.Offset
	}
	u := n.d.Add(kind, string(f.Text), f.Lines, refs)
	if u == nil {
		n.Wait(f)
		return
	}
	labels := make([]string, len(f.Marks))
	for i, m := range f.Marks {
		labels[i] = m.Label
	}
	if len(n.pending) > 0 {
		labels = append(n.pending, labels...)
		u.Notes = append(make([]document.NoteRef, len(n.pending)), u.Notes...)
		n.pending = nil
	}
	n.bind(u, labels)
	if u.Kind == document.KindReference {
		n.marked[u.ID] = f.Entry(u.Text)
	}
}

// Wait keeps the markers of a text that is no unit (a heading) for the next one.
func (n *Notes) Wait(f *Fragment) {
	for _, m := range f.Marks {
		n.pending = append(n.pending, m.Label)
	}
}

// Entry is Marked for a reference, whose bullet or number is not in text.
func (f *Fragment) Entry(text string) Marked {
	if cut := strings.Index(string(f.Text), text); cut > 0 {
		f.Cut(cut)
	}
	return f.Marked()
}

// bind numbers the markers of a unit; labels are those of u.Notes.
func (n *Notes) bind(u *document.Unit, labels []string) {
	kept := u.Notes[:0]
	for i, ref := range u.Notes {
		nt := n.byLabel[labels[i]]
		if nt == nil {
			continue
		}
		if nt.id == "" {
			n.number(nt)
			nt.anchor, nt.path = &document.Anchor{Unit: u.ID, Offset: ref.Offset}, u.HeadingPath
		}
		ref.Number = nt.number
		if nt.id != document.UnitID("fn"+strconv.Itoa(nt.number)) {
			ref.Unit = nt.id
		}
		kept = append(kept, ref)
	}
	if u.Notes = kept; len(kept) == 0 {
		u.Notes = nil
	}
}

var printedNumber = regexp.MustCompile(`^(?:[^\dA-Za-z]{0,8}|(?i:notes?|fn|n)[\s.]*)(\d{1,4})[^\dA-Za-z]{0,3}$`)

// number gives a note the number that is printed, or the next one. Where
// numbers restart, the id takes a suffix.
func (n *Notes) number(nt *note) {
	n.numbered = append(n.numbered, nt)
	nt.number = len(n.numbered)
	if m := printedNumber.FindStringSubmatch(nt.printed); m != nil {
		if k, _ := strconv.Atoi(m[1]); k > 0 {
			nt.number = k
		}
	}
	id := "fn" + strconv.Itoa(nt.number)
	if n.usedIDs[nt.number]++; n.usedIDs[nt.number] > 1 {
		id += "-" + strconv.Itoa(n.usedIDs[nt.number])
	}
	nt.id = document.UnitID(id)
}

// Finish writes the footnotes, those nobody refers to last, reads the citations
// of the document and fills in its works.
func (n *Notes) Finish() {
	var labels []string
	for i := 0; i < len(n.numbered); i++ { // grows: notes may refer to notes
		labels = append(labels, n.write(n.numbered[i]))
	}
	for _, nt := range n.order {
		if nt.id == "" && len(nt.text.Text) > 0 {
			n.number(nt)
			if n.byLabel[nt.label] == nt {
				n.d.Doc.Warn(nt.text.Lines[0], "footnote-unreferenced", "nothing refers to the note %q", nt.shown())
			}
			labels = append(labels, n.write(nt))
		}
	}
	if kept := strings.TrimSpace(strings.Join(labels, "")); kept != "" {
		n.d.SetExtra("footnote_labels", kept)
	}
	Cite(n.d.Doc, n.marked)
}

func (nt *note) shown() string {
	if nt.printed != "" {
		return nt.printed
	}
	return nt.label
}

// write appends a footnote and returns its marker when that is not its number.
func (n *Notes) write(nt *note) string {
	f := &nt.text
	if len(f.Text) == 0 {
		n.d.Doc.Warn(f.Lines[0], "footnote-empty", "the note %q has no text", nt.shown())
		return ""
	}
	u := document.Unit{ID: nt.id, Kind: document.KindFootnote, Number: nt.number, Text: string(f.Text), Anchor: nt.anchor, HeadingPath: nt.path}
	if f.Lines[0] > 0 {
		u.Lines = [][2]int{f.Lines}
	}
	labels := make([]string, len(f.Marks))
	for i, m := range f.Marks {
		labels[i] = m.Label
		u.Notes = append(u.Notes, document.NoteRef{Offset: m.Offset})
	}
	n.bind(&u, labels)
	n.d.Doc.Units = append(n.d.Doc.Units, u)
	n.marked[u.ID] = f.Marked()
	if nt.printed == "" || nt.printed == strconv.Itoa(nt.number) {
		return ""
	}
	return string(u.ID) + "=" + strings.ReplaceAll(nt.printed, " ", "") + " "
}

// SetExtra keeps other metadata, the first value of each key.
func (d *Draft) SetExtra(key, value string) {
	if key == "" || value == "" || d.Doc.Extra[key] != "" {
		return
	}
	if d.Doc.Extra == nil {
		d.Doc.Extra = map[string]string{}
	}
	d.Doc.Extra[key] = value
}
