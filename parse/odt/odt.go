// Package odt parses texts of the OpenDocument format, in a container (.odt,
// .ott) or as one XML file (.fodt): paragraphs with the roles that their styles
// give, tables, lists, captions, footnotes and endnotes at their places, and
// metadata. Tracked changes are read as accepted; comments, headers, footers,
// indexes and hidden text are left out.
//
// Lines count paragraphs; see the package flow.
package odt

import (
	"bytes"
	"encoding/xml"
	"regexp"
	"strings"

	"wensou/document"
	"wensou/parse/archive"
	"wensou/parse/flow"
	"wensou/parse/input"
	"wensou/parse/xmltext"
)

const (
	textType     = "application/vnd.oasis.opendocument.text"
	maxTextBytes = 64 << 10 // of a metadata field
	maxManifest  = 8 << 20
)

// Detect says whether a container holds such a text, by its type.
func Detect(a *archive.Archive) bool {
	kind, err := a.ReadFile("mimetype", 1<<10)
	return err == nil && strings.HasPrefix(strings.TrimSpace(string(kind)), textType) && a.Has("content.xml")
}

var flatMark = regexp.MustCompile(`<office:document[\s>]`)

// IsFlat says whether a file that begins so is such a text in one XML file.
func IsFlat(head string) bool {
	return flatMark.MatchString(head) && strings.Contains(head, `office:mimetype="`+textType)
}

// Parse reads the container. The caller sets ID, Path and what the file does
// not say. Every error is an *input.Error.
func Parse(name string, a *archive.Archive) (*document.Document, error) {
	if a.Has("META-INF/manifest.xml") {
		manifest, err := a.ReadFile("META-INF/manifest.xml", maxManifest)
		if err != nil {
			return nil, err
		}
		if bytes.Contains(manifest, []byte("encryption-data")) {
			return nil, &input.Error{Path: name, Reason: "it is encrypted; save it without a password"}
		}
	}
	p := newParser(name)
	for _, part := range []string{"meta.xml", "styles.xml", "content.xml"} {
		if part != "content.xml" && !a.Has(part) {
			continue
		}
		r, err := a.Open(part)
		if err != nil {
			return nil, err
		}
		err = p.root(xmltext.New(r, name, part))
		r.Close()
		if err != nil {
			return nil, err
		}
	}
	return p.w.Finish(p.meta)
}

// ParseFlat reads a text in one XML file.
func ParseFlat(f input.File) (*document.Document, error) {
	p := newParser(f.Path)
	if err := p.root(xmltext.Decoded(strings.NewReader(f.Text), f.Path)); err != nil {
		return nil, err
	}
	return p.w.Finish(p.meta)
}

// parser reads the parts of one text.
type parser struct {
	w      *flow.Writer
	meta   flow.Meta
	styles map[string]*style
	notes  int
	inNote bool
	inCode bool // the paragraph is code
	seq    bool // the paragraph being read counts figures or tables
	lists  int  // how many lists enclose the place being read
	list   string
	number string // of the item being read, as printed
}

func newParser(name string) *parser {
	return &parser{w: flow.New("odt", name), styles: map[string]*style{}, meta: flow.Meta{Extra: map[string]string{}}}
}

// root reads one part, or the one there is.
func (p *parser) root(x *xmltext.Reader) error {
	if _, err := x.Root(); err != nil {
		return err
	}
	return x.Children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "meta":
			return p.metadata(x)
		case "styles", "automatic-styles":
			return p.readStyles(x)
		case "body":
			return x.Children(func(e xml.StartElement) error {
				if e.Name.Local == "text" {
					return p.content(x, p.w.Add)
				}
				return x.Skip()
			}, nil)
		}
		return x.Skip()
	}, nil)
}

// metadata reads an office:meta.
func (p *parser) metadata(x *xmltext.Reader) error {
	m := &p.meta
	var creator string
	err := x.Children(func(e xml.StartElement) error {
		kind := xmltext.Attr(e, "name")
		s, err := x.Text(maxTextBytes)
		if err != nil {
			return err
		}
		switch s = strings.TrimSpace(s); e.Name.Local {
		case "title":
			m.Title = s
		case "initial-creator":
			m.Authors = append(m.Authors, s)
		case "creator":
			creator = s
		case "description":
			m.Description = s
		case "keyword":
			m.Keywords = append(m.Keywords, s)
		case "language":
			m.Language = s
		case "creation-date":
			m.Date = s
		case "date":
			m.Modified = s
		case "subject":
			m.Extra["subject"] = s
		case "user-defined":
			if kind != "" && s != "" && len(m.Extra) < 50 {
				m.Extra[kind] = s
			}
		}
		return nil
	}, nil)
	if len(m.Authors) == 0 && creator != "" {
		m.Authors = []string{creator}
	}
	return err
}
