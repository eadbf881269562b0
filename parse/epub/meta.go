package epub

import (
	"encoding/xml"
	"path"
	"strings"

	"wensou/document"
	"wensou/parse/draft"
	"wensou/parse/xmltext"
)

// meta is what the package says of the book.
type meta struct {
	titles, creators, subjects          []string
	date, language, description         string
	publisher, identifier, rights, isbn string
}

func (m *meta) read(x *xmltext.Reader) error {
	return x.Children(func(e xml.StartElement) error {
		event, scheme := xmltext.Attr(e, "event"), xmltext.Attr(e, "scheme")
		property := xmltext.Attr(e, "property")
		if e.Name.Local == "dc-metadata" || e.Name.Local == "x-metadata" { // EPUB 1
			return m.read(x)
		}
		s, err := x.Text(maxTextBytes)
		if err != nil {
			return err
		}
		s = strings.Join(strings.Fields(s), " ")
		first := func(field *string) {
			if *field == "" {
				*field = s
			}
		}
		switch e.Name.Local {
		case "title":
			m.titles = append(m.titles, s)
		case "creator":
			m.creators = append(m.creators, draft.Names(s)...)
		case "subject":
			m.subjects = append(m.subjects, s)
		case "date":
			if event == "publication" {
				m.date = s
			} else if event == "" || event == "original-publication" {
				first(&m.date)
			}
		case "language":
			first(&m.language)
		case "description":
			first(&m.description)
		case "publisher":
			first(&m.publisher)
		case "rights":
			first(&m.rights)
		case "identifier":
			if n := strings.TrimPrefix(strings.ToLower(s), "urn:isbn:"); strings.EqualFold(scheme, "ISBN") || n != strings.ToLower(s) {
				m.isbn = n
			}
			first(&m.identifier)
		case "meta":
			if property == "dcterms:date" || property == "dcterms:issued" {
				first(&m.date)
			}
		}
		return nil
	}, nil)
}

// apply moves the metadata into the document, and the title in front.
func (m *meta) apply(d *draft.Draft, name string) {
	doc := d.Doc
	if titles := draft.Unique(m.titles); len(titles) > 0 {
		doc.Title = titles[0]
		d.Add(document.KindTitle, titles[0], [2]int{}, nil)
	} else {
		doc.Title = strings.TrimSuffix(path.Base(name), path.Ext(name))
		doc.Warn(0, "title-missing", "the book names no title; the file's name serves")
	}
	doc.Authors, doc.Topics = draft.Unique(m.creators), draft.Unique(m.subjects)
	doc.Language = m.language
	if strings.EqualFold(doc.Language, "und") || strings.EqualFold(doc.Language, "zh") {
		doc.Language = "" // the text says more
	}
	if doc.Date = draft.Date(m.date); doc.Date == "" && m.date != "" {
		doc.Warn(0, "date-unreadable", "the date %q is neither RFC 3339 nor YYYY[-MM[-DD]]", m.date)
	}
	doc.Description = plain(m.description)
	d.Add(document.KindDescription, doc.Description, [2]int{}, nil)
	for key, value := range map[string]string{"publisher": m.publisher, "isbn": m.isbn, "identifier": m.identifier, "rights": m.rights} {
		if value == "" || key == "identifier" && m.isbn != "" {
			continue
		}
		if doc.Extra == nil {
			doc.Extra = map[string]string{}
		}
		doc.Extra[key] = value
	}
}

// plain drops the tags that shops leave in descriptions.
func plain(s string) string {
	var b strings.Builder
	for s != "" {
		before, rest, found := strings.Cut(s, "<")
		b.WriteString(before)
		if !found {
			break
		}
		_, after, closed := strings.Cut(rest, ">")
		if !closed {
			b.WriteString("<" + rest)
			break
		}
		s = after
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
