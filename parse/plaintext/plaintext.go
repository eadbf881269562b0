// Package plaintext parses texts without markup: title, description, bare-line
// headings and paragraphs, either one a line or hard-wrapped between blank
// lines.
package plaintext

import (
	"path"
	"strings"
	"unicode/utf8"

	"wensou/document"
	"wensou/parse/draft"
	"wensou/parse/input"
)

// Parse reads f. The caller sets ID, Path and what the text does not say.
// Content never is an error; a file that holds no text gives *input.Error.
func Parse(f input.File) (*document.Document, error) {
	lines := readLines(f)
	if len(lines) == 0 {
		return nil, &input.Error{Path: f.Path, Reason: "the file holds no text"}
	}
	p := &parser{d: draft.New("plaintext")}
	lines = p.title(f.Path, lines)
	lines = p.meta(lines)
	p.blocks = group(lines)
	p.findHeadings()
	p.emit()
	draft.Cite(p.d.Doc, nil)
	return p.d.Doc, nil
}

type parser struct {
	d      *draft.Draft
	blocks []block
}

// maxTitle is how long (in characters) a first line may be and still be a
// title; a longer one is a paragraph of a text without title.
const maxTitle = 120

var titleLabel = labels("標題", "标题", "題目", "题目", "篇名", "title")

// title takes the first line as title and returns the lines after it.
func (p *parser) title(name string, lines []line) []line {
	first := lines[0]
	text := first.text
	if key, value, ok := field(text); ok && titleLabel[key] {
		text = value
	}
	if utf8.RuneCountInString(text) > maxTitle {
		p.d.Doc.Title = strings.TrimSuffix(path.Base(name), path.Ext(name))
		p.d.Doc.Warn(first.number, "title-missing", "the first line is a paragraph; the file's name serves as title")
		return lines
	}
	p.d.Doc.Title = text
	p.d.Add(document.KindTitle, text, first.span(), nil)
	return lines[1:]
}

// emit writes the blocks as units.
func (p *parser) emit() {
	description := p.description()
	for i := range p.blocks {
		b := &p.blocks[i]
		switch {
		case i == description:
			p.d.Doc.Description = b.text
			p.d.Add(document.KindDescription, b.text, b.span, nil)
		case b.level > 0:
			p.d.Heading(b.level, b.text, b.span[0])
		default:
			p.d.Add(b.kind, b.text, b.span, nil)
		}
	}
}

const (
	maxDescription = 220 // characters
	minDescription = 20
)

// description finds the block that sums up the text: the short paragraph below
// the title, set off from the body by a heading, a wider gap or its shortness.
// It returns -1 when there is none.
func (p *parser) description() int {
	if len(p.blocks) < 3 || p.blocks[0].level > 0 || p.blocks[0].kind != document.KindParagraph {
		return -1
	}
	b, next := &p.blocks[0], &p.blocks[1]
	n := utf8.RuneCountInString(b.text)
	if n > maxDescription || n < minDescription || b.before > 1 || !closes(b.text) {
		return -1
	}
	headings, shorter, gap := 0, 0, 0
	for i := range p.blocks[1:] {
		c := &p.blocks[i+1]
		switch {
		case c.level > 0:
			headings++
		case utf8.RuneCountInString(c.text)*6 < n*10:
			shorter++
		}
		if i > 0 {
			gap = max(gap, min(c.before, 2))
		}
	}
	switch {
	case next.kind != document.KindParagraph, draft.IsReferences(next.text): // the one paragraph there is
		return -1
	case next.level > 0, next.before > max(gap, 1), next.before > b.before+1, b.before == 0 && next.before > 0:
		return 0
	case headings > 0 && shorter*4 < len(p.blocks)-1-headings:
		return 0
	}
	return -1
}
