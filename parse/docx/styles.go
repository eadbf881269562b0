package docx

import (
	"encoding/xml"
	"strconv"

	"wensou/parse/flow"
	"wensou/parse/xmltext"
)

// style is what a style says of text, itself or by those it is based on.
type style struct {
	name, basedOn string
	outline       int // level from 1; 0 not said; -1 body text
	numID         string
	level         int // of the list
	italic, off   bool
	hidden        bool
}

// styles are those of a file by id.
type styles struct {
	byID     map[string]*style
	standard string // id of the paragraph style for paragraphs that name none
	language string
	resolved map[string]resolved
}

// resolved is a paragraph style with what it inherits.
type resolved struct {
	role  flow.Role
	level int
	numID string
	ilvl  int
}

const maxInheritance = 20 // styles may be based on each other in a circle

func (s *styles) read(x *xmltext.Reader, _ xml.StartElement) error {
	s.byID, s.resolved = map[string]*style{}, map[string]resolved{}
	return x.Children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "docDefaults":
			return s.defaults(x)
		case "style":
			return s.style(x, e)
		}
		return x.Skip()
	}, nil)
}

// defaults looks for the language of East Asian text, however deep it stands.
func (s *styles) defaults(x *xmltext.Reader) error {
	return x.Children(func(e xml.StartElement) error {
		if e.Name.Local == "lang" {
			if s.language = xmltext.Attr(e, "eastAsia"); s.language == "" {
				s.language = xmltext.Attr(e, "val")
			}
			return x.Skip()
		}
		return s.defaults(x)
	}, nil)
}

func (s *styles) style(x *xmltext.Reader, e xml.StartElement) error {
	st := &style{}
	id := xmltext.Attr(e, "styleId")
	s.byID[id] = st
	if on(xmltext.Attr(e, "default"), false) && xmltext.Attr(e, "type") == "paragraph" {
		s.standard = id
	}
	return x.Children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "name":
			st.name = xmltext.Attr(e, "val")
		case "basedOn":
			st.basedOn = xmltext.Attr(e, "val")
		case "pPr":
			var pr paragraphProps
			if err := pr.read(x); err != nil {
				return err
			}
			st.outline, st.numID, st.level = pr.outline, pr.numID, pr.ilvl
			return nil
		case "rPr":
			var pr runProps
			if err := pr.read(x); err != nil {
				return err
			}
			st.italic, st.off, st.hidden = pr.italic, pr.upright, pr.hidden
			return nil
		}
		return x.Skip()
	}, nil)
}

// of is the paragraph style with that id and all it inherits.
func (s *styles) of(id string) resolved {
	if id == "" {
		id = s.standard
	}
	if r, ok := s.resolved[id]; ok {
		return r
	}
	var r resolved
	outline, at := 0, id
	for range maxInheritance {
		st := s.byID[at]
		if st == nil {
			break
		}
		if r.role == flow.Body {
			r.role, r.level = flow.RoleOf(st.name)
		}
		if outline == 0 {
			outline = st.outline
		}
		if r.numID == "" && st.numID != "" {
			r.numID, r.ilvl = st.numID, st.level
		}
		at = st.basedOn
	}
	if s.byID[id] == nil { // some writers leave the style out and mean Word's own
		r.role, r.level = flow.RoleOf(id)
	}
	switch {
	case outline > 0 && (r.role == flow.Body || r.role == flow.Heading):
		r.role, r.level = flow.Heading, outline
	case outline < 0 && r.role == flow.Heading:
		r.role, r.level = flow.Body, 0
	}
	if s.resolved != nil {
		s.resolved[id] = r
	}
	return r
}

// italic and hidden say whether a character style prints so.
func (s *styles) italic(id string) bool {
	for range maxInheritance {
		st := s.byID[id]
		if st == nil || st.off {
			return false
		}
		if st.italic {
			return true
		}
		id = st.basedOn
	}
	return false
}

// paragraphProps is what a w:pPr says.
type paragraphProps struct {
	style       string
	outline     int // level from 1; 0 not said; -1 body text
	numID       string
	ilvl        int
	hasLevel    bool
	endDeleted  bool // the end of the paragraph is a tracked deletion
	section     bool // the last paragraph of a section
	restartNote bool // footnotes of that section begin at 1
}

const maxLevel = 9 // levels of an outline and of a list

func (pr *paragraphProps) read(x *xmltext.Reader) error {
	return x.Children(func(e xml.StartElement) error {
		val := xmltext.Attr(e, "val")
		switch e.Name.Local {
		case "pStyle":
			pr.style = val
		case "outlineLvl":
			if n, err := strconv.Atoi(val); err == nil && n >= 0 && n < maxLevel {
				pr.outline = n + 1
			} else {
				pr.outline = -1
			}
		case "numPr":
			return x.Children(func(e xml.StartElement) error {
				switch val := xmltext.Attr(e, "val"); e.Name.Local {
				case "numId":
					pr.numID = val
				case "ilvl":
					n, _ := strconv.Atoi(val)
					pr.ilvl, pr.hasLevel = min(max(n, 0), maxLevel-1), true
				}
				return x.Skip()
			}, nil)
		case "rPr":
			return x.Children(func(e xml.StartElement) error {
				pr.endDeleted = pr.endDeleted || e.Name.Local == "del" || e.Name.Local == "moveFrom"
				return x.Skip()
			}, nil)
		case "sectPr":
			pr.section = true
			return readSection(x, &pr.restartNote)
		}
		return x.Skip()
	}, nil)
}

// readSection looks whether footnotes are numbered anew in a section.
func readSection(x *xmltext.Reader, restart *bool) error {
	return x.Children(func(e xml.StartElement) error {
		if e.Name.Local != "footnotePr" {
			return x.Skip()
		}
		return x.Children(func(e xml.StartElement) error {
			if e.Name.Local == "numRestart" {
				*restart = xmltext.Attr(e, "val") == "eachSect"
			}
			return x.Skip()
		}, nil)
	}, nil)
}

// runProps is what a w:rPr says.
type runProps struct {
	style                   string
	italic, upright, hidden bool
}

func (pr *runProps) read(x *xmltext.Reader) error {
	return x.Children(func(e xml.StartElement) error {
		switch val := xmltext.Attr(e, "val"); e.Name.Local {
		case "rStyle":
			pr.style = val
		case "i":
			pr.italic = on(val, true)
			pr.upright = !pr.italic
		case "vanish":
			pr.hidden = on(val, true)
		}
		return x.Skip()
	}, nil)
}

// on reads a switch; absent is its value when it says nothing.
func on(val string, absent bool) bool {
	switch val {
	case "":
		return absent
	case "0", "false", "off":
		return false
	}
	return true
}
