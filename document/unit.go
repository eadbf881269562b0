package document

import (
	"fmt"
	"unicode/utf8"
)

// Kind says what a unit is. Filters and facets use its string form.
type Kind string

// The kinds of units, in the order in which facets list them.
const (
	KindTitle       Kind = "title"
	KindAbstract    Kind = "abstract"
	KindKeywords    Kind = "keywords"
	KindDescription Kind = "description"
	KindParagraph   Kind = "paragraph"
	KindBlockquote  Kind = "blockquote"
	KindList        Kind = "list"
	KindTable       Kind = "table"
	KindCaption     Kind = "caption"
	KindCode        Kind = "code"
	KindFootnote    Kind = "footnote"
	KindCitation    Kind = "citation"
	KindReference   Kind = "reference"
)

// Kinds lists every kind.
var Kinds = []Kind{
	KindTitle, KindAbstract, KindKeywords, KindDescription, KindParagraph, KindBlockquote,
	KindList, KindTable, KindCaption, KindCode, KindFootnote, KindCitation, KindReference,
}

// NoteRef is a footnote marker in a unit's text: the note's number and the
// byte offset at which the marker stood (the marker itself is not in the text).
type NoteRef struct {
	Number int    `json:"number"`
	Offset int    `json:"offset"`
	Unit   UnitID `json:"unit,omitempty"` // the footnote's unit, where numbers restart
}

// Anchor is the place in the body that a footnote hangs on.
type Anchor struct {
	Unit   UnitID `json:"unit"`
	Offset int    `json:"offset"` // bytes into that unit's text
}

// Unit is one piece of text that can be found by itself: without markup and
// note markers, joined over page and line breaks.
type Unit struct {
	ID          UnitID    `json:"id"`
	Kind        Kind      `json:"kind"`
	Text        string    `json:"text"`
	Lines       [][2]int  `json:"lines,omitempty"` // first and last line of every piece, 1-based
	Pages       []int     `json:"pages,omitempty"` // of a PDF, on which it stands, counted from 1
	HeadingPath []string  `json:"heading_path,omitempty"`
	Notes       []NoteRef `json:"notes,omitempty"`
	Refs        []NoteRef `json:"refs,omitempty"` // marks such as [3] that stood in the text for numbered references

	Number     int     `json:"number,omitempty"` // footnotes and references
	Anchor     *Anchor `json:"anchor,omitempty"`
	Commentary string  `json:"commentary,omitempty"` // what a footnote says beside its citations

	Note       int    `json:"note,omitempty"`    // citations: number of the footnote they stand in
	Ordinal    int    `json:"ordinal,omitempty"` // citations: 1-based place in that footnote
	In         UnitID `json:"in,omitempty"`      // citations: the unit they stand in (footnote, caption, table)
	CSL        *CSL   `json:"csl,omitempty"`
	EtAl       bool   `json:"et_al,omitempty"`
	ShortForm  bool   `json:"short_form,omitempty"`
	ResolvesTo UnitID `json:"resolves_to,omitempty"`
	Work       WorkID `json:"work,omitempty"`
	Section    string `json:"section,omitempty"` // references: "英文部分/專書"
}

func (u *Unit) validate() error {
	switch {
	case u.ID == "":
		return fmt.Errorf("unit without id (%.40q)", u.Text)
	case len(u.ID) > MaxIDBytes:
		return fmt.Errorf("unit id of %d bytes is longer than %d", len(u.ID), MaxIDBytes)
	case len(u.Text) > MaxUnitBytes:
		return fmt.Errorf("unit %s has %d bytes of text, more than %d", u.ID, len(u.Text), MaxUnitBytes)
	case !utf8.ValidString(string(u.ID)):
		return fmt.Errorf("unit id %q is not valid UTF-8", u.ID)
	}
	for _, n := range u.Notes {
		if n.Offset < 0 || n.Offset > len(u.Text) {
			return fmt.Errorf("unit %s: marker of note %d at byte %d of %d", u.ID, n.Number, n.Offset, len(u.Text))
		}
	}
	for _, r := range u.Refs {
		if r.Offset < 0 || r.Offset > len(u.Text) {
			return fmt.Errorf("unit %s: mark of reference %d at byte %d of %d", u.ID, r.Number, r.Offset, len(u.Text))
		}
	}
	return nil
}

// Holder is the unit that a citation stands in: In, or the footnote that Note
// numbers; "" for other units.
func (u *Unit) Holder() UnitID {
	switch {
	case u.Kind != KindCitation:
		return ""
	case u.In != "":
		return u.In
	}
	return UnitID(fmt.Sprintf("fn%d", u.Note))
}
