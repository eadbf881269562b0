package docx

import (
	"encoding/xml"
	"strings"

	"wensou/parse/draft"
	"wensou/parse/xmltext"
)

// inline reads one child of a paragraph whose start was read last.
func (p *parser) inline(x *xmltext.Reader, e xml.StartElement, t *draft.Fragment) error {
	switch e.Name.Local {
	case "r":
		if e.Name.Space != "" && strings.Contains(e.Name.Space, "/math") {
			return p.math(x, t)
		}
		return p.run(x, t)
	case "hyperlink":
		from, target := len(t.Text), p.links[xmltext.Attr(e, "id")]
		err := p.inlines(x, t)
		t.Linked(target, from)
		return err
	case "fldSimple":
		p.fields.begin(len(t.Text), t)
		p.fields.instruct(xmltext.Attr(e, "instr"))
		p.separate()
		err := p.inlines(x, t)
		p.fields.end(t)
		return err
	case "ins", "moveTo", "smartTag", "customXml", "dir", "bdo", "sdt", "sdtContent", "rubyBase":
		return p.inlines(x, t)
	case "oMath", "oMathPara":
		return p.math(x, t)
	case "AlternateContent":
		return alternate(x, func() error { return p.inlines(x, t) })
	}
	return x.Skip()
}

func (p *parser) inlines(x *xmltext.Reader, t *draft.Fragment) error {
	return x.Children(func(e xml.StartElement) error { return p.inline(x, e, t) }, nil)
}

// math writes the characters of a formula in a row.
func (p *parser) math(x *xmltext.Reader, t *draft.Fragment) error {
	return x.Children(func(e xml.StartElement) error {
		if e.Name.Local == "t" {
			return p.text(x, e, t)
		}
		return p.math(x, t)
	}, nil)
}

// run is a stretch of text printed alike.
type run struct {
	p      *parser
	x      *xmltext.Reader
	t      *draft.Fragment
	props  runProps
	custom string // the note whose marker stands in this run as text
	from   int    // where that text begins
}

func (p *parser) run(x *xmltext.Reader, t *draft.Fragment) error {
	r := &run{p: p, x: x, t: t}
	start := len(t.Text)
	err := x.Children(r.child, nil)
	if r.custom != "" {
		printed := strings.TrimSpace(t.CutFrom(r.from))
		t.Marks = append(t.Marks, draft.Mark{Offset: len(t.Text), Label: r.custom, Printed: printed})
	}
	if r.props.italic || r.props.style != "" && !r.props.upright && p.styles.italic(r.props.style) {
		t.Style(start, draft.Emphasis)
	}
	return err
}

func (r *run) child(e xml.StartElement) error {
	p, shown := r.p, r.p.fields.shown() && !r.props.hidden
	switch e.Name.Local {
	case "rPr":
		return r.props.read(r.x)
	case "fldChar":
		switch xmltext.Attr(e, "fldCharType") {
		case "begin":
			p.fields.begin(len(r.t.Text), r.t)
		case "separate":
			p.separate()
		case "end":
			p.fields.end(r.t)
		}
	case "instrText":
		s, err := r.x.Text(maxTextBytes)
		p.fields.instruct(s)
		return err
	}
	if !shown {
		return r.x.Skip()
	}
	switch e.Name.Local {
	case "t":
		return p.text(r.x, e, r.t)
	case "tab", "ptab":
		r.t.Verbatim("\t")
	case "br", "cr":
		p.lineBreak(r.t)
	case "noBreakHyphen":
		r.t.Verbatim("-")
	case "sym":
		if s := symbol(xmltext.Attr(e, "font"), xmltext.Attr(e, "char")); s != "" {
			r.t.Verbatim(s)
		} else {
			p.unknown++
		}
	case "footnoteReference", "endnoteReference":
		r.mark(e)
	case "ruby":
		return p.inlines(r.x, r.t)
	case "drawing", "pict", "object":
		return p.boxes(r.x)
	case "AlternateContent":
		return alternate(r.x, func() error { return r.x.Children(r.child, nil) })
	}
	return r.x.Skip()
}

// lineBreak ends a line: of code as it stands, else a soft one.
func (p *parser) lineBreak(t *draft.Fragment) {
	if p.inCode {
		t.Verbatim("\n")
		return
	}
	t.Break()
}

func (r *run) mark(e xml.StartElement) {
	id := e.Name.Local[:1] + xmltext.Attr(e, "id") // f3, e1
	if on(xmltext.Attr(e, "customMarkFollows"), false) {
		r.custom, r.from = id, len(r.t.Text)
		return
	}
	r.t.Mark(id)
}

// text writes a w:t. Blanks at its ends count only when it says so.
func (p *parser) text(x *xmltext.Reader, e xml.StartElement, t *draft.Fragment) error {
	keep := xmltext.Attr(e, "space") == "preserve"
	return x.Children(func(xml.StartElement) error { return x.Skip() }, func(s xml.CharData) {
		if keep {
			t.VerbatimBytes(s)
		} else {
			t.Verbatim(strings.Trim(string(s), " \t\r\n"))
		}
	})
}

// boxes reads the text boxes inside a drawing; they are printed beside the
// paragraph.
func (p *parser) boxes(x *xmltext.Reader) error {
	return x.Children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "txbxContent":
			s := &sink{emit: p.w.Beside}
			defer s.flush()
			return p.content(x, s)
		case "AlternateContent":
			return alternate(x, func() error { return p.boxes(x) })
		}
		return p.boxes(x)
	}, nil)
}
