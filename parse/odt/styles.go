package odt

import (
	"encoding/xml"
	"strconv"
	"strings"

	"wensou/parse/flow"
	"wensou/parse/xmltext"
)

// style is what a style says of text, itself or by its parent.
type style struct {
	name, parent    string // name as people see it
	italic, upright bool
	hidden          bool
	outline         int // default level of a heading
}

const maxInheritance = 20 // styles may be each other's parents

// readStyles reads the styles of text and paragraphs.
func (p *parser) readStyles(x *xmltext.Reader) error {
	return x.Children(func(e xml.StartElement) error {
		if e.Name.Local == "default-style" && xmltext.Attr(e, "family") == "paragraph" {
			return p.language(x)
		}
		family := xmltext.Attr(e, "family")
		if e.Name.Local != "style" || family != "paragraph" && family != "text" {
			return x.Skip()
		}
		id := xmltext.Attr(e, "name")
		st := &style{name: xmltext.Attr(e, "display-name"), parent: xmltext.Attr(e, "parent-style-name")}
		if st.name == "" {
			st.name = strings.ReplaceAll(id, "_20_", " ")
		}
		st.outline, _ = strconv.Atoi(xmltext.Attr(e, "default-outline-level"))
		p.styles[family+" "+id] = st
		return x.Children(func(e xml.StartElement) error {
			if e.Name.Local == "text-properties" {
				slant := xmltext.Attr(e, "font-style")
				st.italic, st.upright = slant == "italic" || slant == "oblique", slant == "normal"
				st.hidden = xmltext.Attr(e, "display") == "none"
			}
			return x.Skip()
		}, nil)
	}, nil)
}

// language takes the language of East Asian text from the default style; one in
// the metadata goes before it.
func (p *parser) language(x *xmltext.Reader) error {
	return x.Children(func(e xml.StartElement) error {
		lang, country := xmltext.Attr(e, "language-asian"), xmltext.Attr(e, "country-asian")
		if e.Name.Local == "text-properties" && p.meta.Language == "" && lang != "" && lang != "none" {
			p.meta.Language = lang
			if country != "" && country != "none" {
				p.meta.Language += "-" + country
			}
		}
		return x.Skip()
	}, nil)
}

// role is that of a paragraph with the style.
func (p *parser) role(id string) (flow.Role, int) {
	for range maxInheritance {
		st := p.styles["paragraph "+id]
		if st == nil {
			return flow.RoleOf(strings.ReplaceAll(id, "_20_", " "))
		}
		if role, level := flow.RoleOf(st.name); role != flow.Body {
			return role, level
		}
		if st.parent == "" {
			break
		}
		id = st.parent
	}
	return flow.Body, 0
}

// looks says how text of a style is printed.
func (p *parser) looks(family, id string) (italic, hidden bool) {
	for range maxInheritance {
		st := p.styles[family+" "+id]
		if st == nil || st.upright {
			return false, st != nil && st.hidden
		}
		if st.italic || st.hidden {
			return st.italic, st.hidden
		}
		id = st.parent
	}
	return false, false
}
