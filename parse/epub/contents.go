package epub

import (
	"encoding/xml"
	"strings"

	"wensou/parse/xmltext"
)

// labels are the titles of chapters by their parts, as the table of contents
// gives them: for chapters without a heading. A table that can't be read gives
// none; the text does not depend on it.
func (b *book) labels() map[string]string {
	for _, part := range b.contents {
		labels := map[string]string{}
		if !b.a.Has(part) {
			continue
		}
		if err := b.each(part, b.entry(part, labels)); err == nil && len(labels) > 0 {
			return labels
		}
	}
	return map[string]string{}
}

// entry takes the links of a nav document and the points of an NCX.
func (b *book) entry(part string, labels map[string]string) func(*xmltext.Reader, xml.StartElement) (bool, error) {
	label := ""
	set := func(ref, text string) {
		target := resolve(part, ref)
		if text = strings.Join(strings.Fields(text), " "); text != "" && labels[target] == "" {
			labels[target] = text
		}
	}
	return func(x *xmltext.Reader, e xml.StartElement) (bool, error) {
		switch e.Name.Local {
		case "nav":
			if kind := xmltext.Attr(e, "type"); kind != "" && kind != "toc" { // page list, landmarks
				return true, x.Skip()
			}
		case "a":
			text, err := x.Text(maxTextBytes)
			set(xmltext.Attr(e, "href"), text)
			return true, err
		case "navLabel":
			text, err := x.Text(maxTextBytes)
			label = text
			return true, err
		case "content":
			set(xmltext.Attr(e, "src"), label)
		}
		return false, nil
	}
}
