package server

import (
	"cmp"
	"strconv"
	"strings"

	"wensou/document"
	"wensou/search"
)

// block is one thing of the reading column: a heading or a unit.
type block struct {
	ID     string
	Class  string // heading, or the unit's kind
	Label  string // what kind of unit it is, where the look doesn't say
	Latin  bool   // see isLatin
	Level  int    // headings: 2 to 6
	Text   string // headings
	Pieces []piece
	Items  [][]piece   // lists
	Head   [][]piece   // tables: cells of the first row
	Rows   [][][]piece // tables: cells
	Cites  []citationView
	// Similar is where passages of other documents are that say the same.
	Similar string
}

// assembly turns a document's units into the parts of the reader.
type assembly struct {
	uiLang
	doc     *document.Document
	marks   map[document.UnitID][][2]int
	byID    map[document.UnitID]*document.Unit
	matches int
	notes   map[int][]*document.Unit             // footnotes by number
	back    map[document.UnitID][]string         // markers of each note
	places  map[document.WorkID][]choice         // where each work is cited
	cited   map[document.WorkID]search.CitedWork // in the whole index
	ui      string                               // what the address says of the language
	path    []string                             // headings above the current unit
	anchors int                                  // headings so far
}

func newAssembly(l uiLang, d *document.Document, marks map[document.UnitID][][2]int) *assembly {
	a := &assembly{
		uiLang: l, doc: d, marks: marks,
		byID:  make(map[document.UnitID]*document.Unit, len(d.Units)),
		notes: map[int][]*document.Unit{}, back: map[document.UnitID][]string{},
		places: map[document.WorkID][]choice{},
	}
	for i := range d.Units {
		u := &d.Units[i]
		a.byID[u.ID] = u
		if u.Kind == document.KindFootnote {
			a.notes[u.Number] = append(a.notes[u.Number], u)
		}
	}
	for i := range d.Works {
		a.places[d.Works[i].ID] = a.placesOf(&d.Works[i])
	}
	return a
}

// fill goes through the units once, in reading order: matches are numbered as
// they are met. Notes and references come after the body.
func (a *assembly) fill(v *readerView) {
	var notes, refs []*document.Unit
	cites := a.citations()
	v.Heading = []piece{{Text: cmp.Or(a.doc.Title, string(a.doc.ID))}}
	for i := range a.doc.Units {
		u := &a.doc.Units[i]
		switch u.Kind {
		case document.KindTitle:
			// The first is the document's; others are its title in another
			// language, or subtitles.
			if v.TitleID == "" {
				v.TitleID, v.Heading = string(u.ID), a.inline(u).all()
			} else {
				v.Subtitles = append(v.Subtitles, block{ID: string(u.ID), Pieces: a.inline(u).all()})
			}
		case document.KindFootnote:
			notes = append(notes, u)
		case document.KindReference:
			refs = append(refs, u)
		case document.KindCitation: // under the unit that it stands in
		default:
			a.headings(v, u.HeadingPath)
			b := a.block(u)
			b.Cites = a.citationViews(u, cites[u.ID])
			v.Blocks = append(v.Blocks, b)
		}
	}
	for _, u := range notes {
		v.Notes = append(v.Notes, a.note(u, cites[u.ID]))
	}
	v.Other = a.citationViews(nil, cites[""])
	v.References = a.references(refs)
	v.Works = a.works()
	v.Matches = a.matches
	a.finishContents(v)
}

// headings emits the headings that are new in path, with their place in the
// contents. The page's own h1 is the title, so the highest is an h2.
func (a *assembly) headings(v *readerView, path []string) {
	same := 0
	for same < len(path) && same < len(a.path) && path[same] == a.path[same] {
		same++
	}
	for depth := same; depth < len(path); depth++ {
		a.anchors++
		id := "h-" + strconv.Itoa(a.anchors)
		v.Blocks = append(v.Blocks, block{ID: id, Class: "heading", Level: min(depth+2, 6), Text: path[depth]})
		v.Contents = append(v.Contents, tocEntry{id, path[depth], min(depth, 3), true})
	}
	a.path = path
}

// finishContents adds the sections at the end; contents of one line are none.
func (a *assembly) finishContents(v *readerView) {
	if len(v.Notes)+len(v.Other) > 0 {
		v.Contents = append(v.Contents, tocEntry{ID: "notes", Text: a.T("reader.notes")})
	}
	if len(v.References) > 0 {
		v.Contents = append(v.Contents, tocEntry{ID: "references", Text: a.T("reader.references")})
	}
	if len(v.Works) > 0 {
		v.Contents = append(v.Contents, tocEntry{ID: "works", Text: a.T("reader.works")})
	}
	if len(v.Contents) < 2 {
		v.Contents = nil
	}
}

// inline prepares a unit's text with its matches and markers.
func (a *assembly) inline(u *document.Unit) *inliner {
	markers := make([]marker, 0, len(u.Notes))
	for i, n := range u.Notes {
		m := marker{ID: "ref-" + string(u.ID) + "-" + strconv.Itoa(i+1), Number: strconv.Itoa(n.Number), offset: n.Offset}
		if note := a.noteOf(u, n); note != nil {
			m.Href, m.Title = "#"+string(note.ID), excerpt(note.Text, 120)
			a.back[note.ID] = append(a.back[note.ID], m.ID)
		}
		markers = append(markers, m)
	}
	return newInliner(u.Text, a.marks[u.ID], markers, &a.matches)
}

// noteOf is the footnote that a marker stands for: the one it names, the one
// anchored here, or the first with its number.
func (a *assembly) noteOf(u *document.Unit, n document.NoteRef) *document.Unit {
	if note := a.byID[n.Unit]; note != nil {
		return note
	}
	numbered := a.notes[n.Number]
	for _, f := range numbered {
		if f.Anchor != nil && f.Anchor.Unit == u.ID {
			return f
		}
	}
	if len(numbered) > 0 {
		return numbered[0]
	}
	return nil
}

// label names a unit's kind, unless its heading or its own words do.
func (a *assembly) label(u *document.Unit) string {
	for _, said := range texts["kind."+string(u.Kind)] {
		last := len(u.HeadingPath) - 1
		if strings.HasPrefix(u.Text, said) || (last >= 0 && strings.Contains(u.HeadingPath[last], said)) {
			return ""
		}
	}
	return a.kindLabel(string(u.Kind), 0, 0)
}

// block lays a unit out by its kind.
func (a *assembly) block(u *document.Unit) block {
	b := block{ID: string(u.ID), Class: string(u.Kind), Latin: isLatin(u.Text), Similar: similarHref(a.doc, u)}
	in := a.inline(u)
	switch u.Kind {
	case document.KindAbstract, document.KindKeywords, document.KindDescription:
		b.Label = a.label(u)
		b.Pieces = in.all()
	case document.KindList:
		for _, line := range in.split('\n', 0, len(u.Text), true) {
			b.Items = append(b.Items, in.slice(line[0], line[1]))
		}
	case document.KindTable:
		if !strings.Contains(u.Text, "\t") {
			b.Pieces = in.all()
			break
		}
		for _, line := range in.split('\n', 0, len(u.Text), true) {
			var cells [][]piece
			for _, cell := range in.split('\t', line[0], line[1], false) {
				cells = append(cells, in.slice(cell[0], cell[1]))
			}
			b.Rows = append(b.Rows, cells)
		}
		if len(b.Rows) > 1 { // a single row has nothing to be the head of
			b.Head, b.Rows = b.Rows[0], b.Rows[1:]
		}
	default:
		b.Pieces = in.all()
	}
	return b
}
