package pdftext

import (
	"strings"

	"wensou/document"
	"wensou/parse/citation"
)

// finish cuts notes, sources and references into works and completes the
// document.
func (p *paper) finish() {
	d := p.doc
	for _, u := range p.units {
		p.settle(u)
	}
	for _, n := range p.notes {
		if n.unit == nil || n.anchor == nil {
			continue
		}
		n.anchor.Offset = min(n.anchor.Offset, len(n.in.Text))
		n.unit.Anchor, n.unit.HeadingPath = n.anchor, n.in.HeadingPath
	}
	d.Units = make([]document.Unit, 0, len(p.units)+len(p.notes))
	for _, u := range p.units {
		d.Units = append(d.Units, *u)
		at := len(d.Units) - 1
		switch u.Kind {
		case document.KindFootnote, document.KindCaption:
			d.Units = append(d.Units, p.citations(&d.Units[at])...)
		case document.KindReference:
			csl, etAl := citation.Parse(p.marked[u.ID])
			d.Units[at].CSL, d.Units[at].EtAl = csl, etAl
		}
	}
	d.Works = citation.Resolve(d.Units)
	p.linkMentions()
	var script scriptCount
	for i := range d.Units {
		if u := &d.Units[i]; u.Kind != document.KindCitation && u.Kind != document.KindReference {
			script.add(u.Text)
		}
	}
	d.Language = script.language()
	p.extra("footnote_labels", p.noteLabels())
	if len(d.Extra) == 0 {
		d.Extra = nil
	}
}

// settle gives u the text that was said, and keeps the places of markers
// inside it where a repaired address made it shorter.
func (p *paper) settle(u *document.Unit) {
	j := p.texts[u]
	if j == nil {
		return
	}
	if u.Text = j.String(); strings.HasSuffix(u.Text, string(softHyphen)) {
		u.Text = strings.TrimSuffix(u.Text, string(softHyphen)) + "-"
	}
	for i := range u.Notes {
		u.Notes[i].Offset = min(u.Notes[i].Offset, len(u.Text))
	}
	for i := range u.Refs {
		u.Refs[i].Offset = min(u.Refs[i].Offset, len(u.Text))
	}
	delete(p.texts, u)
}

// citations are the works that a footnote or the source of a table cites.
func (p *paper) citations(u *document.Unit) []document.Unit {
	commentary, works := citation.Split(p.marked[u.ID])
	if u.Kind == document.KindFootnote {
		u.Commentary = strings.TrimSpace(citation.Plain(commentary))
	}
	var out []document.Unit
	for k, w := range works {
		c := document.Unit{
			ID: u.ID + document.UnitID("c"+itoa(k+1)), Kind: document.KindCitation, Text: citation.Plain(w),
			Lines: u.Lines, HeadingPath: u.HeadingPath, Ordinal: k + 1,
		}
		if u.Kind == document.KindFootnote {
			c.Note = u.Number
		}
		if c.Note == 0 || p.restart {
			c.In = u.ID
		}
		c.CSL, c.EtAl = citation.Parse(w)
		out = append(out, c)
	}
	return out
}
