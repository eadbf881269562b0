package odt

import (
	"encoding/xml"
	"strconv"
	"strings"
	"unicode"

	"wensou/parse/draft"
	"wensou/parse/flow"
	"wensou/parse/xmltext"
)

// emit takes the blocks of the body, of a cell, a text box or a note.
type emit func(flow.Block)

// content reads paragraphs, lists and tables to the end of the element that
// holds them.
func (p *parser) content(x *xmltext.Reader, out emit) error {
	return x.Children(func(e xml.StartElement) error { return p.block(x, e, out) }, nil)
}

func (p *parser) block(x *xmltext.Reader, e xml.StartElement, out emit) error {
	switch e.Name.Local {
	case "p", "h":
		return p.paragraph(x, e, out)
	case "list":
		return p.enterList(x, e, out)
	case "list-item", "list-header", "numbered-paragraph":
		p.number = ""
		return p.content(x, out)
	case "number":
		var err error
		p.number, err = x.Text(maxTextBytes)
		return err
	case "table":
		return p.table(x, out)
	case "section", "index-title":
		if xmltext.Attr(e, "display") == "none" {
			return x.Skip()
		}
		return p.content(x, out)
	case "bibliography", "index-body", "a":
		return p.content(x, out)
	case "frame", "custom-shape", "rect", "g":
		return p.boxes(x, e)
	}
	return x.Skip() // tracked changes hold what was deleted; tables of contents repeat headings
}

// enterList reads a list; those inside it are parts of it.
func (p *parser) enterList(x *xmltext.Reader, e xml.StartElement, out emit) error {
	outer := p.list
	if p.lists++; p.lists == 1 {
		p.list = xmltext.Attr(e, "style-name") + "#"
	}
	err := p.content(x, out)
	p.lists--
	p.list, p.number = outer, ""
	return err
}

func (p *parser) paragraph(x *xmltext.Reader, e xml.StartElement, out emit) error {
	b := flow.Block{}
	if !p.inNote {
		line := p.w.Line()
		b.Text.On(line)
	}
	name := xmltext.Attr(e, "style-name")
	if _, hidden := p.looks("paragraph", name); hidden {
		return x.Skip()
	}
	b.Role, b.Level = p.role(name)
	code := p.inCode
	p.inCode = b.Role == flow.Code
	switch {
	case e.Name.Local == "h":
		level, _ := strconv.Atoi(xmltext.Attr(e, "outline-level"))
		if b.Role != flow.Title {
			b.Role = flow.Heading
		}
		b.Level = min(max(level, 1), 10)
	case b.Role == flow.Body && p.lists > 0:
		b.Role, b.List = flow.Item, p.list
	}
	p.label(&b)
	outer := p.seq
	p.seq = false
	err := p.inlines(x, &b.Text)
	if p.seq && b.Role == flow.Body {
		b.Role = flow.Caption
	}
	p.seq, p.inCode = outer, code
	if err == nil {
		out(b)
	}
	return err
}

// label writes the number of a heading or an item in front, where the file
// gives it; bare numbers of items are markup.
func (p *parser) label(b *flow.Block) {
	label := strings.TrimSpace(p.number)
	p.number = ""
	han := strings.ContainsFunc(label, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	if label != "" && (han || b.Role == flow.Heading) {
		b.Text.Verbatim(label + " ")
	}
}

// inlines reads the text of a paragraph, or of a stretch of it.
func (p *parser) inlines(x *xmltext.Reader, t *draft.Fragment) error {
	return x.Children(
		func(e xml.StartElement) error { return p.inline(x, e, t) },
		func(s xml.CharData) { write(t, s) })
}

// write appends text in which a run of white space is one blank.
func write(t *draft.Fragment, s []byte) {
	from := 0
	for i := 0; i < len(s); i++ {
		if c := s[i]; c != ' ' && c != '\t' && c != '\n' && c != '\r' {
			continue
		}
		t.VerbatimBytes(s[from:i])
		t.Space()
		for i+1 < len(s) && (s[i+1] == ' ' || s[i+1] == '\t' || s[i+1] == '\n' || s[i+1] == '\r') {
			i++
		}
		from = i + 1
	}
	t.VerbatimBytes(s[from:])
}

const maxBlanks = 1000 // a text:s may ask for any number

func (p *parser) inline(x *xmltext.Reader, e xml.StartElement, t *draft.Fragment) error {
	switch e.Name.Local {
	case "span":
		italic, hidden := p.looks("text", xmltext.Attr(e, "style-name"))
		if hidden {
			return x.Skip()
		}
		from := len(t.Text)
		err := p.inlines(x, t)
		if italic {
			t.Style(from, draft.Emphasis)
		}
		return err
	case "a":
		from := len(t.Text)
		err := p.inlines(x, t)
		t.Linked(xmltext.Attr(e, "href"), from)
		return err
	case "s":
		n, err := strconv.Atoi(xmltext.Attr(e, "c"))
		if err != nil {
			n = 1
		}
		t.Verbatim(strings.Repeat(" ", min(max(n, 1), maxBlanks)))
	case "tab":
		t.Verbatim("\t")
	case "line-break":
		if p.inCode {
			t.Verbatim("\n")
		} else {
			t.Break()
		}
	case "note":
		return p.note(x, e, t)
	case "sequence":
		p.seq = true
		return p.inlines(x, t)
	case "number":
		label, err := x.Text(maxTextBytes)
		if err == nil && len(t.Text) == 0 {
			t.Verbatim(strings.TrimSpace(label) + " ")
		}
		return err
	case "frame", "custom-shape", "rect", "g", "text-box":
		return p.boxes(x, e)
	case "annotation", "annotation-end", "ruby-text", "hidden-text", "hidden-paragraph", "script", "tracked-changes", "event-listeners":
	default: // fields, references, ruby: what they print is their text
		return p.inlines(x, t)
	}
	return x.Skip()
}

// note reads a footnote or endnote and sets its marker.
func (p *parser) note(x *xmltext.Reader, e xml.StartElement, t *draft.Fragment) error {
	p.notes++
	n := flow.Note{ID: strconv.Itoa(p.notes), End: xmltext.Attr(e, "note-class") == "endnote"}
	label := ""
	inNote, lists, list, seq := p.inNote, p.lists, p.list, p.seq
	p.inNote, p.lists = true, 0
	defer func() { p.inNote, p.lists, p.list, p.seq = inNote, lists, list, seq }()
	err := x.Children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "note-citation":
			s, err := x.Text(maxTextBytes)
			label = strings.TrimSpace(s)
			return err
		case "note-body":
			return p.content(x, func(b flow.Block) {
				n.Text.Join("\n", &b.Text)
				n.Lines++
			})
		}
		return x.Skip()
	}, nil)
	t.Marks = append(t.Marks, draft.Mark{Offset: len(t.Text), Label: n.ID, Printed: label})
	p.w.AddNote(n)
	return err
}

// boxes reads the text boxes inside a frame; they are printed beside the
// paragraph.
func (p *parser) boxes(x *xmltext.Reader, e xml.StartElement) error {
	switch e.Name.Local {
	case "frame", "g", "a":
		return x.Children(func(e xml.StartElement) error {
			switch e.Name.Local {
			case "frame", "g", "a", "text-box", "custom-shape", "rect":
				return p.boxes(x, e)
			}
			return x.Skip()
		}, nil)
	}
	lists, list := p.lists, p.list
	p.lists = 0
	defer func() { p.lists, p.list = lists, list }()
	return p.content(x, p.w.Beside)
}

func (p *parser) table(x *xmltext.Reader, out emit) error {
	var t flow.TableWriter
	lists, list := p.lists, p.list
	p.lists = 0
	defer func() { p.lists, p.list = lists, list }()
	if err := p.rows(x, &t); err != nil {
		return err
	}
	for _, b := range t.Blocks() {
		out(b)
	}
	return nil
}

const maxRepeated = 100 // cells that one element may stand for

func (p *parser) rows(x *xmltext.Reader, t *flow.TableWriter) error {
	return x.Children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "table-header-rows", "table-rows", "table-row-group":
			return p.rows(x, t)
		case "table-row":
			t.Row()
			return x.Children(func(e xml.StartElement) error {
				if e.Name.Local != "table-cell" && e.Name.Local != "covered-table-cell" {
					return x.Skip()
				}
				n, _ := strconv.Atoi(xmltext.Attr(e, "number-columns-repeated"))
				blocks := []flow.Block{}
				err := p.content(x, func(b flow.Block) { blocks = append(blocks, b) })
				t.Cell(blocks)
				for range min(n-1, maxRepeated) {
					t.Cell(nil)
				}
				return err
			}, nil)
		}
		return x.Skip()
	}, nil)
}
