// Package markdown parses Markdown with front matter (GitHub's dialect with
// footnotes, and the shortcodes and boxes that site generators add) into units
// without markup.
package markdown

import (
	"path"
	"sort"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"wensou/document"
	"wensou/parse/draft"
	"wensou/parse/input"
)

// Parse reads f. The caller sets ID, Path and what the text does not say.
// Content never is an error: bad front matter and notes without text become
// warnings. A file that holds no text gives *input.Error.
func Parse(f input.File) (*document.Document, error) {
	if strings.TrimSpace(f.Text) == "" {
		return nil, &input.Error{Path: f.Path, Reason: "the file holds no text"}
	}
	p := &docParser{d: draft.New("markdown"), notes: map[string]*note{}, usedIDs: map[int]int{}, marked: map[document.UnitID]draft.Marked{}}
	meta, body, line := splitFrontMatter(f.Text)
	src := prepare(body)
	p.src, p.boxes = []byte(src.text), src.boxes
	p.index(line)
	p.supLabels = findSupLabels(src.text)
	root := newParser(true).Parse(text.NewReader(p.src))
	p.applyMeta(meta)
	p.findNotes(root)
	p.title(f.Path, root)
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		p.block(n)
	}
	p.flushBoxes(len(p.src) + 1)
	p.addNotes()
	p.bindSupNotes()
	draft.Cite(p.d.Doc, p.marked)
	return p.d.Doc, nil
}

// newParser is goldmark with GitHub's extensions; footnotes keep their labels
// and places, which goldmark's own transformer would drop. inlineNotes says
// whether "^[…]" is a note.
func newParser(inlineNotes bool) parser.Parser {
	md := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.CJK))
	md.Parser().AddOptions(
		parser.WithBlockParsers(util.Prioritized(extension.NewFootnoteBlockParser(), 999)),
		parser.WithParagraphTransformers(util.Prioritized(entries{}, 90)),
		parser.WithInlineParsers(util.Prioritized(noteRefParser{}, 101), util.Prioritized(mathParser{}, 102)),
	)
	if inlineNotes {
		md.Parser().AddOptions(parser.WithInlineParsers(util.Prioritized(inlineNoteParser{}, 103)))
	}
	return md.Parser()
}

// docParser turns one syntax tree into units.
type docParser struct {
	d       *draft.Draft
	src     []byte
	starts  []int // byte offset of every line of src
	first   int   // number of the first line of src in the file
	boxes   []box
	pending []mark // markers that stood where no unit is: they go to the next one

	notes     map[string]*note
	order     []*note // as defined
	numbered  []*note // as first referred to
	supLabels map[string]bool
	supRefs   []supRef
	supNotes  []supNote
	usedIDs   map[int]int // footnotes by number

	titleNode ast.Node
	inside    parser.Parser                    // of inline notes
	marked    map[document.UnitID]draft.Marked // notes and references
}

// index prepares line(): first is the number of the first line of src.
func (p *docParser) index(first int) {
	p.first = first
	p.starts = []int{0}
	for i, c := range p.src {
		if c == '\n' {
			p.starts = append(p.starts, i+1)
		}
	}
}

// line is the line in the file of a byte of src.
func (p *docParser) line(offset int) int {
	return p.first + sort.SearchInts(p.starts, offset+1) - 1
}

// title finds the title when the front matter gives none: the first heading of
// level 1. Such a heading is no section when it is the only one or repeats the
// title.
func (p *docParser) title(name string, root ast.Node) {
	var first *ast.Heading
	count := 0
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok && h.Level == 1 && !p.isProse(h) {
			if count++; first == nil {
				first = h
			}
		}
	}
	if first == nil {
		if p.d.Doc.Title == "" {
			p.d.Doc.Title = strings.TrimSuffix(path.Base(name), path.Ext(name))
			p.d.Doc.Warn(0, "title-missing", "neither front matter nor a heading of level 1 gives a title; the file's name serves")
		}
		return
	}
	fr := p.inline(first)
	heading := strings.TrimSpace(string(fr.buf))
	switch {
	case p.d.Doc.Title == "" && heading != "":
		p.d.Doc.Title = heading
		p.add(document.KindTitle, fr, p.span(first))
		p.d.Doc.Units = rotateTitle(p.d.Doc.Units)
		if count == 1 || first.PreviousSibling() == nil {
			p.titleNode = first
		}
	case heading == p.d.Doc.Title:
		p.titleNode = first
	}
}

// rotateTitle puts the title, added last, before the description.
func rotateTitle(units []document.Unit) []document.Unit {
	last := len(units) - 1
	t := units[last]
	copy(units[1:], units[:last])
	units[0] = t
	return units
}
