package draft

import (
	"strconv"
	"strings"

	"wensou/document"
	"wensou/parse/citation"
)

// Marked is the text of a footnote or reference with what helps to read its
// citations.
type Marked struct {
	Text     string   // with Markdown emphasis and <url>
	Links    []string // targets of links, which are not printed
	LinkText int      // bytes of Text that are links
}

// Cite cuts the footnotes and references of a document into works: citation
// units go behind their footnote, records to both, and Works is filled. A unit
// without an entry in marked is read as it is.
func Cite(d *document.Document, marked map[document.UnitID]Marked) {
	found := false
	var units []document.Unit
	for _, u := range d.Units {
		m, ok := marked[u.ID]
		if !ok {
			m.Text = strings.ReplaceAll(u.Text, "*", `\*`)
		}
		switch u.Kind {
		case document.KindReference:
			found = true
			u.CSL, u.EtAl = citation.Parse(m.Text)
			if len(m.Links) > 0 {
				setURL(u.CSL, m.Links[0])
			}
			units = append(units, u)
		case document.KindFootnote:
			found = true
			var works []string
			u.Commentary, works = split(m)
			units = append(units, u)
			units = append(units, citations(&u, works, m.Links)...)
		default:
			units = append(units, u)
		}
	}
	if found {
		d.Units = units
		d.Works = citation.Resolve(d.Units)
	}
}

// split also takes a note that is little more than one link as a citation.
func split(m Marked) (commentary string, works []string) {
	commentary, works = citation.Split(m.Text)
	if len(works) == 0 && len(m.Links) == 1 && m.LinkText*10 >= len(m.Text)*6 {
		return "", []string{m.Text}
	}
	return strings.TrimSpace(citation.Plain(commentary)), works
}

func citations(u *document.Unit, works, links []string) []document.Unit {
	var out []document.Unit
	for k, w := range works {
		c := document.Unit{
			ID: u.ID + document.UnitID("c"+strconv.Itoa(k+1)), Kind: document.KindCitation, Text: citation.Plain(w),
			Lines: u.Lines, HeadingPath: u.HeadingPath, Note: u.Number, Ordinal: k + 1,
		}
		if u.ID != document.UnitID("fn"+strconv.Itoa(u.Number)) { // numbers restart
			c.In = u.ID
		}
		c.CSL, c.EtAl = citation.Parse(w)
		if len(links) == len(works) {
			setURL(c.CSL, links[k])
		} else if len(works) == 1 && len(links) > 0 {
			setURL(c.CSL, links[0])
		}
		out = append(out, c)
	}
	return out
}

// setURL gives a record the target of its link when no address is printed.
func setURL(csl *document.CSL, url string) {
	if csl == nil || csl.URL != "" {
		return
	}
	csl.URL = url
	bare := csl.Type == "book" && csl.Publisher == "" && csl.Issued == nil && csl.ContainerTitle == "" && csl.Page == "" && len(csl.Author) == 0
	section := csl.Type == "chapter" && csl.Section != "" // of a manual
	if bare || section || csl.Type == "" || csl.Type == "document" {
		csl.Type = "webpage"
	}
}
