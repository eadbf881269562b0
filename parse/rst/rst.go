// Package rst parses reStructuredText into units: sections by their
// underlines, paragraphs, quotations, lists, tables, code, directives, footnotes
// and citations.
package rst

import (
	"path"
	"strings"

	"wensou/document"
	"wensou/parse/draft"
	"wensou/parse/input"
)

// Parse reads f. The caller sets ID, Path and what the text does not say.
// Content never is an error; a file that holds no text gives *input.Error.
func Parse(f input.File) (*document.Document, error) {
	if strings.TrimSpace(f.Text) == "" {
		return nil, &input.Error{Path: f.Path, Reason: "the file holds no text"}
	}
	p := &parser{targets: map[string]bool{}, replace: map[string]string{}, fields: map[string]string{}, auto: map[string]int{}}
	for _, l := range f.Lines() {
		p.lines = append(p.lines, line{text: strings.TrimRight(expand(l.Text), " ")})
	}
	for i := range p.lines {
		p.lines[i].indent = len(p.lines[i].text) - len(strings.TrimLeft(p.lines[i].text, " "))
		p.definitions(p.lines[i].text)
	}
	p.plainNotes()
	p.blocks(0, len(p.lines), 0, 0)
	return p.document(f.Path), nil
}

// expand replaces tabs by spaces up to the next multiple of eight.
func expand(s string) string {
	for {
		i := strings.IndexByte(s, '\t')
		if i < 0 || strings.TrimLeft(s[:i], " ") != "" { // only those that indent matter
			return s
		}
		s = s[:i] + strings.Repeat(" ", 8-i%8) + s[i+1:]
		if i > maxIndent {
			return strings.TrimLeft(s, " \t")
		}
	}
}

const (
	maxIndent = 1000 // columns
	maxDepth  = 40   // blocks in blocks; deeper ones are paragraphs
)

type line struct {
	text   string
	indent int
	entry  bool // begins an entry of a list written without markup
}

// parser reads the lines of a file; line i has the number i+1.
type parser struct {
	lines   []line
	out     draft.Queue
	notes   []noteText
	styles  []string // of headings, the highest first
	targets map[string]bool
	replace map[string]string // of substitutions
	fields  map[string]string // at the top of the document
	auto    map[string]int    // notes so far that number themselves
	plain   int               // how many notes are written without markup
	begun   bool              // a unit has been written
	into    *draft.Fragment   // where blocks inside another go
}

type noteText struct {
	label, printed string
	text           draft.Fragment
}

func (p *parser) document(name string) *document.Document {
	d := draft.New("rst")
	notes := draft.NewNotes(d)
	for _, n := range p.notes {
		notes.Define(n.label, n.printed, n.text)
	}
	title, doc := p.out.Title(), d.Doc
	if doc.Title = string(title.Text); doc.Title == "" {
		doc.Title = strings.TrimSuffix(path.Base(name), path.Ext(name))
		doc.Warn(0, "title-missing", "no heading gives a title; the file's name serves")
	} else {
		notes.Add(document.KindTitle, &title)
	}
	for key, v := range p.fields {
		switch key {
		case "author", "authors":
			doc.Authors = draft.Unique(draft.List(v))
		case "keywords", "tags", "category", "categories":
			doc.Topics = draft.Unique(append(doc.Topics, draft.List(v)...))
		case "date":
			if doc.Date = draft.Date(v); doc.Date == "" {
				d.SetExtra(key, v)
			}
		case "description", "summary":
			doc.Description = v
		default:
			d.SetExtra(key, v)
		}
	}
	if doc.Description != "" {
		d.Add(document.KindDescription, doc.Description, [2]int{1, 1}, nil)
	}
	p.out.Write(notes)
	notes.Finish()
	return doc
}

// add writes a block: a unit, or a line of the one that is open.
func (p *parser) add(kind document.Kind, f *draft.Fragment) {
	if f.Empty() {
		return
	}
	if p.into != nil {
		p.into.Join("\n", f)
		return
	}
	p.begun = true
	p.out.Add(kind, f)
}

// gather joins the blocks that write adds.
func (p *parser) gather(write func()) draft.Fragment {
	var f draft.Fragment
	outer := p.into
	p.into = &f
	write()
	p.into = outer
	return f
}

// unit joins the blocks of some lines into one.
func (p *parser) unit(kind document.Kind, from, to, indent, depth int) {
	if p.into != nil {
		p.blocks(from, to, indent, depth+1)
		return
	}
	f := p.gather(func() { p.blocks(from, to, indent, depth+1) })
	p.add(kind, &f)
}

// code writes lines as they stand, less their common indentation.
func (p *parser) code(from, to int) {
	for from < to && p.lines[from].text == "" {
		from++
	}
	for to > from && p.lines[to-1].text == "" {
		to--
	}
	if from == to {
		return
	}
	indent := maxIndent * 2
	for _, l := range p.lines[from:to] {
		if l.text != "" {
			indent = min(indent, l.indent)
		}
	}
	f := draft.Fragment{Lines: [2]int{from + 1, to}}
	for i, l := range p.lines[from:to] {
		if i > 0 {
			f.Verbatim("\n")
		}
		f.Verbatim(l.text[min(indent, len(l.text)):])
	}
	p.add(document.KindCode, &f)
}
