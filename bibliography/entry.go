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

// Work is the entry of a work of the whole index; etAl says that it has more
// authors than its record names.
func Work(c *document.CSL, etAl bool) Entry {
	if c == nil {
		c = &document.CSL{Type: "document"}
	}
	return Entry{Record: *c, EtAl: etAl}
}

// Unit is the entry of one unit of d: the work that a citation or reference
// cites, for all others d with their place in it.
func Unit(d *document.Document, u *document.Unit) Entry {
	if u.Kind == document.KindCitation || u.Kind == document.KindReference {
		return newCatalogue(d).cited(u)
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
