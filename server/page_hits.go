package server

import (
	"cmp"
	"strings"

	"wensou/document"
	"wensou/search"
)

// hitView is one hit as the page shows it.
type hitView struct {
	Rank     int
	Lang     string // of the document
	Title    []search.Segment
	Href     string
	Kind     string // label
	Class    string // kind, for styles
	Source   *choice
	Date     string
	Authors  []choice
	Topics   []choice
	Path     []string
	Snippets [][]search.Segment
	Anchor   *anchorView
	Notes    []choice
	Also     []choice // other documents that say the same
	More     int
	MoreHref string
	URL      string
	Score    string
	Cite     citeView
}

// anchorView is the place that a note hangs on.
type anchorView struct{ Label, Text, Href string }

func hitViews(v *searchView, hits []search.Hit) []hitView {
	out := make([]hitView, 0, len(hits))
	for i := range hits {
		h := newHit(v, &hits[i], (v.Resp.Page-1)*v.Resp.Limit+i+1)
		h.Cite = citeHit(hits[i].Document.ID, unitOf(hits[i].ID, hits[i].Document.ID))
		out = append(out, h)
	}
	return out
}

func newHit(v *searchView, h *search.Hit, rank int) hitView {
	d := &h.Document
	out := hitView{
		Rank: rank, Lang: langAttr(d.Language), Class: h.Kind, Kind: v.kindLabel(h.Kind, h.Number, h.Note),
		Date: day(d.Date), Path: h.HeadingPath, URL: webURL(d.URL),
		More: h.MoreInDocument, MoreHref: v.State.drop("sort").set("doc", d.ID).set("group", "none").search(),
	}
	if out.Title = parseMarked(h.TitleHTML); len(out.Title) == 0 {
		out.Title = []search.Segment{{Text: cmp.Or(d.Title, d.ID)}}
	}
	directive := ""
	for _, s := range h.Snippets {
		// The title as a hit stands in the heading already.
		if segments := segmentsOf(s); len(segments) > 0 && plainText(segments) != d.Title {
			out.Snippets = append(out.Snippets, segments)
			if directive == "" && h.Kind != string(document.KindTitle) {
				directive = directiveText(segments)
			}
		}
	}
	unit := unitOf(h.ID, d.ID)
	out.Href = v.State.reader(d.ID, unit, directive)
	if d.Source != "" {
		out.Source = &choice{Label: d.Source, Href: v.State.with("source", d.Source).search()}
	}
	for _, a := range d.Authors {
		out.Authors = append(out.Authors, choice{Label: a, Href: v.State.with("author", a).search()})
	}
	topics := d.Topics
	if v.State.v.Get("group") == "none" {
		topics = nil // they are the document's, and it comes again and again
	}
	for _, t := range topics {
		out.Topics = append(out.Topics, choice{Label: t, Href: v.State.with("topic", t).search()})
	}
	if a := h.Links.Anchor; a != nil {
		label := v.T("anchor")
		if h.Kind == string(document.KindCitation) {
			label = v.T("anchor.cite")
		}
		out.Anchor = &anchorView{label, a.Snippet, v.State.reader(d.ID, unitOf(a.ID, d.ID), "")}
	}
	for _, n := range h.Links.Notes {
		out.Notes = append(out.Notes, choice{Label: thousands(n.Number), Href: v.State.reader(d.ID, unitOf(n.ID, d.ID), "")})
	}
	for _, a := range h.AlsoIn {
		d := &a.Document
		label := cmp.Or(d.Title, d.ID)
		if d.Source != "" {
			label += v.T("paren", d.Source)
		}
		out.Also = append(out.Also, choice{Label: label, Href: v.State.reader(d.ID, unitOf(a.ID, d.ID), "")})
	}
	return out
}

// kindLabel names a unit's kind, with its number where it has one.
func (l uiLang) kindLabel(kind string, number, note int) string {
	key := "kind." + kind
	if kind == string(document.KindCitation) {
		number = note
	}
	if _, numbered := texts[key+".n"]; numbered && number > 0 {
		return l.T(key+".n", number)
	}
	if _, known := texts[key]; known {
		return l.T(key)
	}
	return kind
}

// day is the day of a date as documents give it.
func day(s string) string { return firstRunes(s, len("2006-01-02")) }

// languageName is a language's name in the page's language.
func (l uiLang) languageName(tag string) string {
	key := "lang." + strings.ToLower(tag)
	if _, known := texts[key]; known {
		return l.T(key)
	}
	return tag
}
