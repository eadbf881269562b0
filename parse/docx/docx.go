// Package docx parses word processor files of Office Open XML (.docx, .docm,
// .dotx): paragraphs with the roles that their styles give, tables, lists with
// the numbers that Word prints, captions, footnotes and endnotes at their
// places, and core properties. Tracked changes are read as accepted; comments,
// headers, footers, tables of contents and hidden text are left out.
//
// Lines count paragraphs; see the package flow.
package docx

import (
	"encoding/xml"
	"errors"
	"io/fs"
	"path"
	"strings"

	"wensou/document"
	"wensou/parse/archive"
	"wensou/parse/flow"
	"wensou/parse/xmltext"
)

// maxTextBytes bounds an attribute-like text (a title, a field's instruction).
const maxTextBytes = 64 << 10

// Detect says whether a container is such a file, by the type of its main part.
func Detect(a *archive.Archive) bool {
	return a.Has("[Content_Types].xml") && (a.Has("word/document.xml") || mainPart(a) != "")
}

// Parse reads the container. The caller sets ID, Path and what the file does
// not say. Every error is an *input.Error.
func Parse(name string, a *archive.Archive) (*document.Document, error) {
	p := &parser{path: name, a: a, w: flow.New("docx", name)}
	p.main = "word/document.xml"
	if main := mainPart(a); main != "" {
		p.main = main
	}
	if err := p.parts(); err != nil {
		return nil, err
	}
	err := p.part(p.main, func(x *xmltext.Reader, _ xml.StartElement) error {
		return x.Children(func(e xml.StartElement) error {
			if e.Name.Local == "body" {
				body := &sink{emit: p.w.Add}
				defer body.flush()
				return p.content(x, body)
			}
			return x.Skip()
		}, nil)
	})
	if err != nil {
		return nil, err
	}
	for _, n := range []struct{ kind, prefix string }{{"footnotes", "f"}, {"endnotes", "e"}} {
		if err := p.notes(n.kind, n.prefix); err != nil {
			return nil, err
		}
	}
	if p.unknown > 0 {
		p.w.Warn(0, "symbol-unknown", "%d characters of symbol fonts have no place in Unicode; they are left out", p.unknown)
	}
	return p.w.Finish(p.meta)
}

// parser reads the parts of one file.
type parser struct {
	path string
	a    *archive.Archive
	w    *flow.Writer
	main string // the part that holds the text
	meta flow.Meta

	styles    styles
	numbering numbering
	links     map[string]string // addresses by relationship id, of the part being read
	rels      map[string]string // parts by type of relationship

	fields  fields
	seq     bool // the paragraph being read counts figures or tables
	inNote  bool
	inCode  bool // the paragraph is code
	unknown int  // symbols without a character
}

// part reads the root element of a part.
func (p *parser) part(name string, f func(*xmltext.Reader, xml.StartElement) error) error {
	r, err := p.a.Open(name)
	if err != nil {
		return err
	}
	defer r.Close()
	x := xmltext.New(r, p.path, name)
	root, err := x.Root()
	if err != nil {
		return err
	}
	return f(x, root)
}

// optional is part for one that may be absent.
func (p *parser) optional(name string, f func(*xmltext.Reader, xml.StartElement) error) error {
	if name == "" || !p.a.Has(name) {
		return nil
	}
	return p.part(name, f)
}

// parts reads what the text refers to: relationships, properties, styles and
// numbers.
func (p *parser) parts() error {
	var err error
	if p.rels, p.links, err = relationships(p.path, p.a, p.main); err != nil {
		return err
	}
	dir := path.Dir(p.main)
	or := func(kind, name string) string {
		if target := p.rels[kind]; target != "" {
			return target
		}
		return path.Join(dir, name)
	}
	err = errors.Join(
		p.optional("docProps/core.xml", p.core),
		p.optional(or("styles", "styles.xml"), p.styles.read),
		p.optional(or("numbering", "numbering.xml"), p.numbering.read),
	)
	if p.meta.Language == "" {
		p.meta.Language = p.styles.language
	}
	return err
}

// relationships reads the parts and the web addresses that a part refers to.
func relationships(name string, a *archive.Archive, part string) (parts, links map[string]string, err error) {
	parts, links = map[string]string{}, map[string]string{}
	rels := "_rels/.rels" // of the container itself
	if part != "" {
		rels = path.Join(path.Dir(part), "_rels", path.Base(part)+".rels")
	}
	r, err := a.Open(rels)
	if errors.Is(err, fs.ErrNotExist) {
		return parts, links, nil
	} else if err != nil {
		return nil, nil, err
	}
	defer r.Close()
	x := xmltext.New(r, name, rels)
	if _, err = x.Root(); err != nil {
		return nil, nil, err
	}
	err = x.Children(func(e xml.StartElement) error {
		kind, target := path.Base(xmltext.Attr(e, "Type")), xmltext.Attr(e, "Target")
		switch {
		case xmltext.Attr(e, "TargetMode") == "External":
			links[xmltext.Attr(e, "Id")] = target
		case parts[kind] == "":
			if !strings.HasPrefix(target, "/") {
				target = path.Join(path.Dir(part), target)
			}
			parts[kind] = strings.TrimPrefix(target, "/")
		}
		return x.Skip()
	}, nil)
	return parts, links, err
}

// mainPart is the part of the text as the container names it; "" when that is
// no text.
func mainPart(a *archive.Archive) string {
	parts, _, err := relationships("", a, "")
	if err != nil || parts["officeDocument"] == "" {
		return ""
	}
	main := parts["officeDocument"]
	types, err := a.ReadFile("[Content_Types].xml", 8<<20)
	if err != nil || !a.Has(main) {
		return ""
	}
	if strings.Contains(string(types), "wordprocessingml.") || strings.Contains(string(types), "ms-word.") {
		return main
	}
	return ""
}

// core reads the core properties.
func (p *parser) core(x *xmltext.Reader, _ xml.StartElement) error {
	m := &p.meta
	m.Extra = map[string]string{}
	return x.Children(func(e xml.StartElement) error {
		s, err := x.Text(maxTextBytes)
		if err != nil {
			return err
		}
		switch s = strings.TrimSpace(s); e.Name.Local {
		case "title":
			m.Title = s
		case "creator":
			m.Authors = append(m.Authors, s)
		case "description":
			m.Description = s
		case "keywords":
			m.Keywords = append(m.Keywords, s)
		case "language":
			m.Language = s
		case "created":
			m.Date = s
		case "modified":
			m.Modified = s
		case "subject", "category":
			m.Extra[e.Name.Local] = s
		}
		return nil
	}, nil)
}

// notes reads the part of footnotes or endnotes.
func (p *parser) notes(kind, prefix string) error {
	name := p.rels[kind]
	if name == "" {
		name = path.Join(path.Dir(p.main), kind+".xml")
	}
	if !p.a.Has(name) {
		return nil
	}
	var err error
	if _, p.links, err = relationships(p.path, p.a, name); err != nil {
		return err
	}
	p.inNote = true
	defer func() { p.inNote = false }()
	return p.part(name, func(x *xmltext.Reader, _ xml.StartElement) error {
		return x.Children(func(e xml.StartElement) error {
			kind := xmltext.Attr(e, "type")
			if kind != "" && kind != "normal" { // the lines that separate notes from the text
				return x.Skip()
			}
			n := flow.Note{ID: prefix + xmltext.Attr(e, "id"), End: prefix == "e"}
			p.fields = fields{}
			body := &sink{emit: func(b flow.Block) {
				n.Text.Join("\n", &b.Text)
				n.Lines++
			}}
			err := p.content(x, body)
			body.flush()
			p.w.AddNote(n)
			return err
		}, nil)
	})
}
