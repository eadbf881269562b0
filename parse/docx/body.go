package docx

import (
	"encoding/xml"
	"regexp"

	"wensou/parse/flow"
	"wensou/parse/xmltext"
)

// sink takes the blocks of the body, of a cell, a text box or a note.
type sink struct {
	emit   func(flow.Block)
	joined *flow.Block // its end was deleted: the next paragraph goes on with it
}

func (s *sink) add(b flow.Block, goesOn bool) {
	if j := s.joined; j != nil {
		j.Text.Join("", &b.Text)
		b.Text, s.joined = j.Text, nil
	}
	if goesOn {
		s.joined = &b
		return
	}
	s.emit(b)
}

func (s *sink) flush() {
	if s.joined != nil {
		b := *s.joined
		s.joined = nil
		s.emit(b)
	}
}

// content reads paragraphs and tables to the end of the element that holds them.
func (p *parser) content(x *xmltext.Reader, s *sink) error {
	return x.Children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "p":
			return p.paragraph(x, s)
		case "tbl":
			s.flush()
			return p.table(x, s)
		case "ins", "moveTo", "customXml", "sdtContent", "smartTag":
			return p.content(x, s)
		case "sdt":
			return p.content(x, s)
		case "AlternateContent":
			return alternate(x, func() error { return p.content(x, s) })
		case "altChunk":
			p.w.Warn(0, "part-skipped", "the file embeds another (altChunk), which is not read")
		case "sectPr":
			restart := false
			err := readSection(x, &restart)
			p.w.EndSection(restart)
			return err
		}
		return x.Skip()
	}, nil)
}

// alternate reads the first choice of an mc:AlternateContent; the others say
// the same in older forms.
func alternate(x *xmltext.Reader, read func() error) error {
	taken := false
	return x.Children(func(e xml.StartElement) error {
		if taken || e.Name.Local != "Choice" && e.Name.Local != "Fallback" {
			return x.Skip()
		}
		taken = true
		return read()
	}, nil)
}

// article is a number that makes a list's item a paragraph by itself.
var article = regexp.MustCompile(`^第.{1,12}[條条章節节編编款項项]`)

func (p *parser) paragraph(x *xmltext.Reader, s *sink) error {
	b := flow.Block{}
	if !p.inNote {
		line := p.w.Line()
		b.Text.On(line)
	}
	var pr paragraphProps
	outer, code := p.seq, p.inCode
	p.seq = false
	begun := false
	begin := func() {
		if !begun {
			begun = true
			p.begin(&b, &pr)
		}
	}
	err := x.Children(func(e xml.StartElement) error {
		if e.Name.Local == "pPr" {
			err := pr.read(x)
			begin()
			return err
		}
		begin()
		return p.inline(x, e, &b.Text)
	}, nil)
	begin()
	if p.seq && b.Role == flow.Body {
		b.Role = flow.Caption
	}
	p.seq, p.inCode = outer, code
	p.fields.endParagraph()
	if err != nil {
		return err
	}
	s.add(b, pr.endDeleted)
	if pr.section {
		p.w.EndSection(pr.restartNote)
	}
	return nil
}

// begin gives a paragraph its role and writes its number.
func (p *parser) begin(b *flow.Block, pr *paragraphProps) {
	r := p.styles.of(pr.style)
	b.Role, b.Level = r.role, r.level
	p.inCode = b.Role == flow.Code
	switch {
	case pr.outline > 0 && (b.Role == flow.Body || b.Role == flow.Heading):
		b.Role, b.Level = flow.Heading, pr.outline
	case pr.outline < 0 && b.Role == flow.Heading:
		b.Role = flow.Body
	}
	if b.Role == flow.Heading {
		p.fields.endOmitted()
	}
	id, level := pr.numID, pr.ilvl
	if id == "" {
		id = r.numID
		if !pr.hasLevel {
			level = r.ilvl
		}
	}
	if id == "" || pr.endDeleted {
		return
	}
	label, listed := p.numbering.next(id, level)
	if listed && b.Role == flow.Body && !article.MatchString(label) {
		b.Role, b.List = flow.Item, id
	}
	if printed(label, b.Role == flow.Heading) {
		b.Text.Verbatim(label + " ")
	}
}

// table reads a table. A row whose insertion was undone is left out.
func (p *parser) table(x *xmltext.Reader, s *sink) error {
	var t flow.TableWriter
	if err := p.rows(x, &t); err != nil {
		return err
	}
	for _, b := range t.Blocks() {
		s.emit(b)
	}
	return nil
}

func (p *parser) rows(x *xmltext.Reader, t *flow.TableWriter) error {
	return x.Children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "tr":
			return p.row(x, t)
		case "ins", "moveTo", "customXml", "sdt", "sdtContent":
			return p.rows(x, t)
		}
		return x.Skip()
	}, nil)
}

func (p *parser) row(x *xmltext.Reader, t *flow.TableWriter) error {
	begun, deleted := false, false
	var cells func(e xml.StartElement) error
	cells = func(e xml.StartElement) error {
		switch e.Name.Local {
		case "trPr":
			return x.Children(func(e xml.StartElement) error {
				deleted = deleted || e.Name.Local == "del"
				return x.Skip()
			}, nil)
		case "tc":
			if deleted {
				break
			}
			if !begun {
				begun = true
				t.Row()
			}
			return p.cell(x, t)
		case "customXml", "sdt", "sdtContent":
			return x.Children(cells, nil)
		}
		return x.Skip()
	}
	return x.Children(cells, nil)
}

func (p *parser) cell(x *xmltext.Reader, t *flow.TableWriter) error {
	blocks := []flow.Block{}
	s := &sink{emit: func(b flow.Block) { blocks = append(blocks, b) }}
	err := p.content(x, s)
	s.flush()
	t.Cell(blocks)
	return err
}
