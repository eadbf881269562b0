// Package draft collects a document unit by unit, in reading order: it numbers
// the units, keeps the path of headings and turns what stands below a heading
// such as 參考文獻 into references. The parsers of prose formats share it, so
// that their documents are alike.
package draft

import (
	"regexp"
	"strconv"
	"strings"

	"wensou/document"
)

// Draft is a document in the making.
type Draft struct {
	Doc      *document.Document
	ids      map[string]int
	path     []document.Heading
	refDepth int // index in path of the heading that opened the references, plus 1; 0 outside
	refs     int
}

// New starts a document of a format.
func New(format string) *Draft {
	return &Draft{Doc: &document.Document{Format: format}, ids: map[string]int{}}
}

// prefixes of unit ids.
var prefixes = map[document.Kind]string{
	document.KindTitle: "t", document.KindAbstract: "a", document.KindKeywords: "k", document.KindDescription: "d",
	document.KindParagraph: "p", document.KindBlockquote: "q", document.KindList: "l", document.KindTable: "tab",
	document.KindCaption: "cap", document.KindCode: "code", document.KindReference: "r",
}

// Heading opens a section; units added from now on stand below it. Line is 1-based.
func (d *Draft) Heading(level int, text string, line int) {
	h := document.Heading{Level: level, Text: text, Line: line}
	d.Doc.Headings = append(d.Doc.Headings, h)
	for len(d.path) > 0 && d.path[len(d.path)-1].Level >= level {
		d.path = d.path[:len(d.path)-1]
	}
	d.path = append(d.path, h)
	if d.refDepth > len(d.path)-1 {
		d.refDepth = 0
	}
	if d.refDepth == 0 && IsReferences(text) {
		d.refDepth = len(d.path)
	}
}

// InReferences says whether units added now are entries of a reference list.
func (d *Draft) InReferences() bool { return d.refDepth > 0 }

// Add appends a unit and gives it its id, heading path and place. The text is
// trimmed; the offsets of notes refer to the text as given. It returns the
// unit, to be used before the next Add, or nil when no text is left.
func (d *Draft) Add(kind document.Kind, text string, lines [2]int, notes []document.NoteRef) *document.Unit {
	cut := len(text) - len(strings.TrimLeft(text, space))
	text = strings.Trim(text, space)
	if text == "" {
		return nil
	}
	for i := range notes {
		notes[i].Offset = min(max(notes[i].Offset-cut, 0), len(text))
	}
	u := document.Unit{Kind: kind, Text: text, Notes: notes, HeadingPath: d.headingPath(kind)}
	if lines[0] > 0 {
		u.Lines = [][2]int{lines}
	}
	if kind == document.KindReference || d.refDepth > 0 && (kind == document.KindParagraph || kind == document.KindList) {
		d.refs++
		u.Kind, u.Number, u.Section = document.KindReference, d.refs, d.section()
		u.Text = entryMark.ReplaceAllString(u.Text, "")
		for i := range u.Notes {
			u.Notes[i].Offset = min(max(u.Notes[i].Offset-len(text)+len(u.Text), 0), len(u.Text))
		}
		if u.Text == "" {
			d.refs--
			return nil
		}
	}
	prefix := prefixes[u.Kind]
	d.ids[prefix]++
	u.ID = document.UnitID(prefix + strconv.Itoa(d.ids[prefix]))
	d.Doc.Units = append(d.Doc.Units, u)
	return &d.Doc.Units[len(d.Doc.Units)-1]
}

const space = " \t\r\n\f\v\u3000\u00a0\ufeff\u200b"

// entryMark is the bullet or number that a reference entry begins with.
var entryMark = regexp.MustCompile(`^(?:[-*•·‧]\s+|\[\d{1,4}\]\s*|［\d{1,4}］\s*|\d{1,3}[.、．]\s+)`)

func (d *Draft) headingPath(kind document.Kind) []string {
	if kind == document.KindTitle || kind == document.KindDescription || len(d.path) == 0 {
		return nil
	}
	path := make([]string, len(d.path))
	for i, h := range d.path {
		path[i] = h.Text
	}
	return path
}

func (d *Draft) section() string {
	var parts []string
	if d.refDepth == 0 { // a reference by its style
		return ""
	}
	for _, h := range d.path[d.refDepth:] {
		parts = append(parts, h.Text)
	}
	return strings.Join(parts, "/")
}

// references are headings of reference lists, in the forms that occur as the
// whole heading (after its number).
var references = regexp.MustCompile(`(?i)^(?:[壹貳參肆伍陸柒捌玖拾一二三四五六七八九十\d]+[、.．\s]\s*)?(?:` +
	`(?:主要)?(?:參考|参考|引用|徵引|征引)(?:文獻|文献|書目|书目|資料|资料|來源|来源)(?:(?:與|与|和|及)[\p{Han}]{2,4})?|` +
	`references?(?:\s+cited)?|bibliography|works\s+cited|literature\s+cited)\s*[:：]?$`)

// notes are headings of lists of notes.
var notes = regexp.MustCompile(`(?i)^(?:[壹貳參肆伍陸柒捌玖拾一二三四五六七八九十\d]+[、.．\s]\s*|本[章文])?(?:` +
	`[註注][釋释解]|[附腳脚尾][註注]|備註|备注|[註注]|notes?|footnotes?|endnotes?)\s*[:：]?$`)

// IsNotes says whether a heading opens a list of notes.
func IsNotes(heading string) bool {
	return notes.MatchString(strings.Trim(heading, space+"【】〔〕"))
}

// IsReferences says whether a heading opens a list of references.
func IsReferences(heading string) bool {
	return references.MatchString(strings.Trim(heading, space+"【】〔〕"))
}
