// Package flow turns the paragraphs of a word processor's file into a document:
// it finds the title, groups the items of lists and the lines of code, binds
// notes to the places they hang on and numbers them as they are printed.
//
// Such files have no lines, so Lines of units and headings count paragraphs:
// all paragraphs of the body in their order, also empty ones and those in tables
// and text boxes, then the paragraphs of the notes.
package flow

import (
	"strings"
	"unicode"

	"wensou/document"
	"wensou/parse/draft"
	"wensou/parse/input"
)

// Block is one paragraph, or one table.
type Block struct {
	Role  Role
	Level int            // of a heading, from 1
	List  string         // items in sequence with the same List are one unit
	Text  draft.Fragment // marks are labelled with Note.ID; lines count paragraphs
}

// Meta is what a file says of itself beside its text.
type Meta struct {
	Title, Description string
	Language           string // BCP 47, as declared; taken when the text agrees
	Date, Modified     string // in any form that draft.Date reads
	Authors, Keywords  []string
	Extra              map[string]string
}

// Writer collects the blocks and notes of one document.
type Writer struct {
	path     string
	d        *draft.Draft
	blocks   []Block
	beside   []Block
	lines    int
	notes    map[string]*Note
	sections []section
	bound    []*boundNote
	byNote   map[string]*boundNote
	refs     []noteRef
	pending  []draft.Mark // markers in headings: they go to the next unit
	marked   map[document.UnitID]draft.Marked
	missing  int
}

// New starts a document of a format; path names the file in errors.
func New(format, path string) *Writer {
	return &Writer{
		path: path, d: draft.New(format), notes: map[string]*Note{}, byNote: map[string]*boundNote{},
		marked: map[document.UnitID]draft.Marked{},
	}
}

// Line counts one more paragraph and returns its number.
func (w *Writer) Line() int {
	w.lines++
	return w.lines
}

// Add appends a block, and behind it what stands beside it.
func (w *Writer) Add(b Block) {
	beside := w.beside
	w.beside = nil
	for _, b := range append([]Block{b}, beside...) {
		if b.Role != Omitted && (!b.Text.Blank() || len(b.Text.Marks) > 0) {
			w.blocks = append(w.blocks, b)
		}
	}
}

// Beside keeps a block of a text box until the paragraph that it hangs on has
// been added.
func (w *Writer) Beside(b Block) { w.beside = append(w.beside, b) }

// Warn appends a warning about a paragraph.
func (w *Writer) Warn(line int, code, format string, args ...any) {
	w.d.Doc.Warn(line, code, format, args...)
}

// longList is how much text (bytes) a list may hold and still be one unit.
const longList = 6000

// Finish writes what was collected as units. A file without text gives
// *input.Error.
func (w *Writer) Finish(m Meta) (*document.Document, error) {
	doc := w.d.Doc
	w.Add(Block{})
	w.front(&m)
	w.title(m)
	w.meta(m)
	abstract := false
	for i := 0; i < len(w.blocks); i++ {
		b := &w.blocks[i]
		w.startSection(i)
		switch {
		case b.Role == Title:
		case b.Role == Heading:
			w.heading(b)
			abstract = abstractHeading.MatchString(strings.TrimSpace(string(b.Text.Text)))
		case b.Role == Item || b.Role == Code:
			i = w.group(i)
		case b.Role == Body && w.keywords(b):
		case b.Role == Body && abstract:
			w.unit(document.KindAbstract, b)
		default:
			w.unit(kinds[b.Role], b)
		}
	}
	w.addNotes()
	if len(doc.Units) == 0 {
		return nil, &input.Error{Path: w.path, Reason: "the file holds no text"}
	}
	draft.Cite(doc, w.marked)
	w.language(m.Language)
	return doc, nil
}

var kinds = map[Role]document.Kind{
	Body: document.KindParagraph, Quote: document.KindBlockquote, Caption: document.KindCaption, Code: document.KindCode,
	Item: document.KindList, Table: document.KindTable, Abstract: document.KindAbstract, Keywords: document.KindKeywords,
	Reference: document.KindReference, Title: document.KindTitle,
}

func (w *Writer) heading(b *Block) {
	b.Text.Trim()
	if text := oneLine(&b.Text); text != "" {
		w.d.Heading(b.Level, text, b.Text.Lines[0])
	}
	w.hold(b.Text.Marks)
}

// hold keeps markers that stand where no unit is for the next unit.
func (w *Writer) hold(marks []draft.Mark) {
	for _, m := range marks {
		m.Offset = 0
		w.pending = append(w.pending, m)
	}
}

// group writes the list or code that begins with block i and returns its last
// block. Items of a long list, and of a list of references, are units.
func (w *Writer) group(i int) int {
	first, end, size := &w.blocks[i], i, 0
	for end < len(w.blocks) && w.blocks[end].Role == first.Role && w.blocks[end].List == first.List && (end == i || !w.startsSection(end)) {
		size += len(w.blocks[end].Text.Text)
		end++
	}
	if first.Role == Item && (size > longList || w.d.InReferences()) {
		for j := i; j < end; j++ {
			w.blocks[j].Text.Trim()
			w.unit(document.KindList, &w.blocks[j])
		}
		return end - 1
	}
	all := *first
	for j := i + 1; j < end; j++ {
		all.Text.Join("\n", &w.blocks[j].Text)
	}
	w.unit(kinds[first.Role], &all)
	return end - 1
}

// keywords takes a line such as "關鍵詞：甲、乙".
func (w *Writer) keywords(b *Block) bool {
	if len(b.Text.Text) > 600 {
		return false
	}
	m := keywordLine.FindStringSubmatch(trimmed(&b.Text))
	if m == nil {
		return false
	}
	doc := w.d.Doc
	doc.Topics = draft.Unique(append(doc.Topics, draft.List(m[1])...))
	cut := draft.Fragment{Text: []byte(m[1]), Marks: b.Text.Marks, Lines: b.Text.Lines}
	w.unit(document.KindKeywords, &Block{Text: cut})
	return true
}

// unit writes one unit and binds the markers in it.
func (w *Writer) unit(kind document.Kind, b *Block) {
	marks := append(w.pending, b.Text.Marks...)
	refs := make([]document.NoteRef, len(marks))
	for i, m := range marks {
		refs[i].Offset = min(m.Offset, len(b.Text.Text))
	}
	u := w.d.Add(kind, string(b.Text.Text), b.Text.Lines, refs)
	if u == nil {
		w.pending = nil
		w.hold(marks)
		return
	}
	w.pending = nil
	u.Notes = nil
	for i, m := range marks {
		w.bind(u, len(w.d.Doc.Units)-1, refs[i].Offset, m)
	}
	if u.Kind == document.KindReference {
		w.marked[u.ID] = b.Text.Entry(u.Text)
	}
}

// trimmed is a text without the white space around it.
func trimmed(t *draft.Fragment) string {
	return strings.TrimFunc(string(t.Text), func(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b' })
}

// oneLine is a text with single blanks.
func oneLine(t *draft.Fragment) string { return strings.Join(strings.Fields(string(t.Text)), " ") }
