package bibliography

import (
	"strconv"
	"strings"

	"wensou/document"
)

// Entry is one thing to be cited.
type Entry struct {
	Record document.CSL
	Places []Place // in it, in reading order
	EtAl   bool    // there are more authors than the record names
	// Printed is the citation as it stands in the document. It is written when
	// no author and no title could be read out of it.
	Printed string
}

// Place is where in a document something stands.
type Place struct {
	Kind   PlaceKind
	Number int // from 1
}

// PlaceKind says what a Place counts.
type PlaceKind int

// The kinds of places.
const (
	Paragraph PlaceKind = iota // counted through the document
	Note
)

// Document is the entry of a document itself.
func Document(d *document.Document) Entry {
	c := document.CSL{Title: d.Title, Language: d.Language, Issued: dateOf(d.Date), URL: d.URL}
	for _, a := range d.Authors {
		if a = clean(a); a != "" {
			c.Author = append(c.Author, document.Name{Literal: a})
		}
	}
	if c.URL == "" {
		c.URL = d.Source.URL
	}
	if c.ContainerTitle = d.Source.Name; c.ContainerTitle == "" {
		c.ContainerTitle = d.Collection
	}
	switch {
	case isNewspaper(c.ContainerTitle):
		c.Type = "article-newspaper"
	case c.URL != "":
		c.Type = "webpage"
	default:
		c.Type = "document"
	}
	if c.Title == "" && len(c.Author) == 0 {
		c.Title = string(d.ID) // the name that a reader finds it by
	}
	return Entry{Record: c}
}

// Unit is the entry of one unit of d: the work that a citation or reference
// cites, for all others d with their place in it.
func Unit(d *document.Document, u *document.Unit) Entry {
	if u.Kind == document.KindCitation || u.Kind == document.KindReference {
		return cited(d, u)
	}
	e := Document(d)
	switch u.Kind {
	case document.KindFootnote:
		if u.Number > 0 {
			e.Places = []Place{{Note, u.Number}}
		}
	case document.KindParagraph:
		n := 0
		for i := range d.Units {
			if d.Units[i].Kind == document.KindParagraph {
				n++
			}
			if d.Units[i].ID == u.ID {
				e.Places = []Place{{Paragraph, n}}
				break
			}
		}
	}
	return e
}

// cited is the work of a citation. A short form takes what it leaves out from
// the citation that it points to, and keeps its own page.
func cited(d *document.Document, u *document.Unit) Entry {
	e := Entry{Record: document.CSL{Type: "document"}, Printed: u.Text}
	if u.CSL != nil {
		e.Record, e.EtAl = *u.CSL, u.EtAl
	}
	if !u.ShortForm {
		return e
	}
	full := fullRecord(d, u)
	if full == nil {
		return e
	}
	page := e.Record.Page
	if e.Record, e.EtAl = *full.CSL, full.EtAl; page != "" {
		e.Record.Page = page
	}
	return e
}

func fullRecord(d *document.Document, u *document.Unit) *document.Unit {
	for i := range d.Units {
		if other := &d.Units[i]; u.ResolvesTo != "" && other.ID == u.ResolvesTo && other.CSL != nil {
			return other
		}
	}
	for i := range d.Works {
		if w := &d.Works[i]; u.Work != "" && w.ID == u.Work && w.CSL != nil {
			return &document.Unit{CSL: w.CSL}
		}
	}
	return nil
}

// References are the works that d cites, in order of first mention: as its list
// of references gives them, else as the first full citation does.
func References(d *document.Document) []Entry {
	at := make(map[document.UnitID]*document.Unit, len(d.Units))
	for i := range d.Units {
		at[d.Units[i].ID] = &d.Units[i]
	}
	var out []Entry
	works := make(map[document.WorkID]bool, len(d.Works))
	for i := range d.Works {
		w := &d.Works[i]
		works[w.ID] = true
		e := Entry{Record: document.CSL{Type: "document"}}
		if w.CSL != nil {
			e.Record = *w.CSL
		}
		for _, id := range append(append([]document.UnitID(nil), w.References...), w.Citations...) {
			if u := at[id]; u != nil {
				if e.Printed = u.Text; u.CSL != nil && (u.Kind == document.KindReference || w.CSL == nil) {
					e.Record = *u.CSL
				}
				e.EtAl = u.EtAl
				break
			}
		}
		out = append(out, e)
	}
	for i := range d.Units { // what no work was made of
		u := &d.Units[i]
		if (u.Kind == document.KindCitation || u.Kind == document.KindReference) && !works[u.Work] {
			out = append(out, cited(d, u))
		}
	}
	return out
}

// dateOf is the calendar date that a document's date begins with.
func dateOf(s string) *document.Date {
	if _, _, err := document.DateSpan(s); err != nil {
		return nil
	}
	var parts []int
	for p := range strings.SplitSeq(s[:min(len(s), len("2006-01-02"))], "-") {
		n, _ := strconv.Atoi(p) // digits, as DateSpan has seen
		parts = append(parts, n)
	}
	return &document.Date{DateParts: [][]int{parts}}
}

// isNewspaper knows a newspaper by its name; journals are called 學報 and 公報.
func isNewspaper(name string) bool {
	for _, s := range []string{"日報", "日报", "晚報", "晚报", "早報", "早报", "時報", "时报"} {
		if strings.HasSuffix(name, s) {
			return true
		}
	}
	words := strings.Fields(name)
	if len(words) < 2 {
		return false
	}
	switch words[len(words)-1] {
	case "Times", "Daily", "Herald", "Tribune", "Gazette", "Post":
		return true
	}
	return words[1] == "Daily" || words[0] == "Daily"
}
