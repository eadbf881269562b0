package bibliography

import (
	"strconv"
	"strings"

	"wensou/document"
)

// risTypes are the TY values of CSL types; others are GEN.
var risTypes = map[string]string{
	"article":                "UNPB",
	"article-journal":        "JOUR",
	"article-magazine":       "MGZN",
	"article-newspaper":      "NEWS",
	"bill":                   "BILL",
	"book":                   "BOOK",
	"broadcast":              "VIDEO",
	"chapter":                "CHAP",
	"dataset":                "DATA",
	"entry":                  "ENCYC",
	"entry-dictionary":       "DICT",
	"entry-encyclopedia":     "ENCYC",
	"graphic":                "ART",
	"hearing":                "HEAR",
	"legal_case":             "CASE",
	"legislation":            "STAT",
	"manuscript":             "UNPB",
	"map":                    "MAP",
	"motion_picture":         "MPCT",
	"paper-conference":       "CPAPER",
	"patent":                 "PAT",
	"post":                   "ELEC",
	"post-weblog":            "BLOG",
	"regulation":             "LEGAL",
	"report":                 "RPRT",
	"software":               "COMP",
	"song":                   "SOUND",
	"speech":                 "SLIDE",
	"standard":               "STAND",
	"thesis":                 "THES",
	"treaty":                 "LEGAL",
	"webpage":                "ELEC",
	"personal_communication": "PCOMM",
}

// writeRIS writes records as reference managers read them: a tag a line, CRLF,
// an empty line between two records.
func writeRIS(items []*item) string {
	var b strings.Builder
	for i, it := range items {
		if i > 0 {
			b.WriteString("\r\n")
		}
		it.ris(&b)
	}
	return b.String()
}

func (it *item) ris(b *strings.Builder) {
	tag := func(name, value string) {
		if value != "" {
			b.WriteString(name + "  - " + value + "\r\n")
		}
	}
	kind, known := risTypes[it.Type]
	if !known {
		kind = "GEN"
	}
	tag("TY", kind)
	tag("ID", it.key)
	it.risPeople(tag)
	tag("TI", it.Title)
	tag("T2", it.ContainerTitle)
	tag("T3", it.CollectionTitle)
	tag("C3", it.EventTitle)
	tag("SE", it.Section)
	if it.Issued != nil {
		tag("PY", strconv.Itoa(it.Issued.Year()))
		tag("DA", risDate(it.Issued))
	}
	tag("VL", it.Volume)
	tag("IS", it.Issue)
	first, last := pageEnds(it.Page)
	tag("SP", first)
	tag("EP", last)
	tag("ET", it.Edition)
	if it.Publisher != "" {
		tag("PB", it.Publisher)
	} else {
		tag("PB", it.Authority)
	}
	tag("CY", it.PublisherPlace)
	tag("M1", it.Number)
	tag("M3", it.Genre)
	tag("SN", it.ISBN)
	tag("DO", it.doi())
	tag("UR", it.URL)
	if it.Accessed != nil {
		tag("Y2", risDate(it.Accessed))
	}
	tag("LA", it.Language)
	tag("N1", it.note())
	b.WriteString("ER  - \r\n")
}

func (it *item) risPeople(tag func(name, value string)) {
	for _, list := range []struct {
		tag   string
		names []document.Name
	}{{"AU", it.Author}, {"ED", it.Editor}, {"A4", it.Translator}, {"A2", it.ContainerAuthor}} {
		for _, n := range list.names {
			tag(list.tag, risName(n))
		}
	}
}

// risName is "Family, Given, Suffix", or the name as it is printed.
func risName(n document.Name) string {
	if n.Literal != "" {
		return n.Literal
	}
	out := n.Family
	if n.Given != "" || n.Suffix != "" {
		out += ", " + n.Given
	}
	if n.Suffix != "" {
		out += ", " + n.Suffix
	}
	return out
}

// risDate is YYYY/MM/DD/other: other takes the season, or the end of a range,
// which RIS has no place for.
func risDate(d *document.Date) string {
	parts := strings.Split(isoParts(d.DateParts[0], "/"), "/")
	for len(parts) < 3 {
		parts = append(parts, "")
	}
	other := d.Season
	if len(d.DateParts) > 1 {
		other = strings.TrimSpace(other + " to " + isoParts(d.DateParts[1], "-"))
	}
	return strings.Join(append(parts, other), "/")
}

// pageEnds divides "203-207"; what is no simple range is all of it first.
func pageEnds(s string) (first, last string) {
	i := strings.IndexAny(s, "-–—")
	if i <= 0 || strings.ContainsAny(s, ",;，、；") {
		return s, ""
	}
	first = s[:i]
	last = strings.TrimLeft(s[i:], "-–—")
	if last == "" || strings.ContainsAny(last, "-–—") || first != strings.TrimSpace(first) || last != strings.TrimSpace(last) {
		return s, ""
	}
	return first, last
}
