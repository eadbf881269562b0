package server

import (
	"wensou/bibliography"
	"wensou/document"
)

// citeView is how something can be cited: links that work everywhere, and texts
// where the document is at hand.
type citeView struct {
	Item       string // see readItem
	Links      []choice
	Texts      []citeText
	References []choice // the works that it cites
}

// citeText is an entry in one style, with its address as text.
type citeText struct {
	Label, Href string
	Runs        []bibliography.Run
}

// formatNames are those of the formats, in every language.
var formatNames = map[bibliography.Format]string{
	bibliography.BibTeX: "BibTeX", bibliography.RIS: "RIS", bibliography.CSLJSON: "CSL-JSON",
	bibliography.GBT7714: "GB/T 7714", bibliography.APA: "APA 7", bibliography.Chicago: "Chicago 17",
}

// fileFormats are those for reference managers.
var fileFormats = []bibliography.Format{bibliography.BibTeX, bibliography.RIS, bibliography.CSLJSON}

// citeLinks leads to an address in each format; the address ends where format
// is to be added.
func citeLinks(address string, formats []bibliography.Format) []choice {
	out := make([]choice, len(formats))
	for i, f := range formats {
		out[i] = choice{Value: string(f), Label: formatNames[f], Href: address + "format=" + string(f)}
	}
	return out
}

// citeHit is for one unit in a list of results.
func citeHit(doc, unit string) citeView {
	item := itemOf(doc, unit)
	return citeView{Item: item, Links: citeLinks("/api/v1/documents/"+item+"?", bibliography.Formats)}
}

// newCiteView has an entry in each style, and files of it; see citeLinks.
func newCiteView(address string, e bibliography.Entry) citeView {
	v := citeView{Links: citeLinks(address, fileFormats)}
	for _, l := range citeLinks(address, bibliography.Formats) {
		if f := bibliography.Format(l.Value); f.IsText() {
			v.Texts = append(v.Texts, citeText{l.Label, l.Href, bibliography.Text(f, e)})
		}
	}
	return v
}

// citeDocument is for the head of the reader.
func citeDocument(d *document.Document) citeView {
	address := "/api/v1/documents/" + itemOf(string(d.ID), "")
	v := newCiteView(address+"?", bibliography.Document(d))
	for i := range d.Units {
		if k := d.Units[i].Kind; k == document.KindCitation || k == document.KindReference {
			v.References = citeLinks(address+"/references?", bibliography.Formats)
			break
		}
	}
	return v
}

// citeUnit is for the record of a citation.
func citeUnit(d *document.Document, u *document.Unit) []choice {
	return citeLinks("/api/v1/documents/"+itemOf(string(d.ID), string(u.ID))+"?", bibliography.Formats)
}
