package pdftext

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"wensou/document"
	"wensou/parse/citation"
)

var unitPrefix = map[document.Kind]string{
	document.KindTitle: "t", document.KindAbstract: "a", document.KindKeywords: "k", document.KindParagraph: "p",
	document.KindCaption: "cap", document.KindTable: "tab", document.KindReference: "r",
}

// add starts a unit below the current headings.
func (p *paper) add(kind document.Kind) *document.Unit {
	p.counts[kind]++
	u := &document.Unit{ID: document.UnitID(unitPrefix[kind] + itoa(p.counts[kind])), Kind: kind}
	if len(p.path) > 0 {
		u.HeadingPath = make([]string, len(p.path))
		for i := range p.path {
			u.HeadingPath[i] = p.path[i].Text
		}
	}
	p.units = append(p.units, u)
	return u
}

// extend appends lines first..last to u: joined over breaks, markers taken
// out and noted with their offsets.
func (p *paper) extend(u *document.Unit, first, last int) {
	for _, m := range p.orphans {
		p.anchor(u, m, len(p.tail(u)))
	}
	p.orphans = nil
	for i := first; i <= last; i++ {
		text, marks := p.cut(i)
		at := p.say(u, text)
		for _, m := range marks {
			p.anchor(u, m, at+m.start)
		}
		u.Lines = addLine(u.Lines, p.lines[i].no)
	}
}

// say appends to the text of u and returns where the piece starts.
func (p *paper) say(u *document.Unit, text string) int {
	j := p.texts[u]
	if j == nil {
		j = &joiner{}
		p.texts[u] = j
	}
	return j.add(text)
}

// tail is the end of what u says so far.
func (p *paper) tail(u *document.Unit) string {
	j := p.texts[u]
	if j == nil {
		return u.Text
	}
	return strings.ToValidUTF8(string(j.buf[max(0, len(j.buf)-tailBytes):]), "")
}

func addLine(pieces [][2]int, no int) [][2]int {
	if n := len(pieces); n > 0 && pieces[n-1][1]+1 == no {
		pieces[n-1][1] = no
		return pieces
	}
	return append(pieces, [2]int{no, no})
}

// cut is line i as text, with its markers at their offsets in that text.
func (p *paper) cut(i int) (string, []mark) {
	s := p.lines[i].text
	if len(p.lines[i].marks) == 0 {
		return strings.TrimSpace(citation.Plain(s)), nil
	}
	var b []byte
	var marks []mark
	at := 0
	for _, m := range p.lines[i].marks {
		b = append(b, citation.Plain(s[at:m.start])...)
		at = m.end
		said := bytes.TrimRight(b, " ")
		if r, _ := utf8.DecodeLastRune(said); wide(r) && (at == len(s) || s[at] == ' ' || wide(firstRune(s[at:]))) {
			b = said // the blanks belonged to the marker
			if strings.HasPrefix(s[at:], " ") {
				at++
			}
		}
		m.start = len(b)
		marks = append(marks, m)
	}
	b = append(b, citation.Plain(s[at:])...)
	text := strings.TrimSpace(string(b))
	lead := strings.Index(string(b), text)
	for k := range marks {
		marks[k].start = min(max(0, marks[k].start-lead), len(text))
	}
	return text, marks
}

func (p *paper) anchor(u *document.Unit, m mark, offset int) {
	for _, n := range m.cites {
		u.Refs = append(u.Refs, document.NoteRef{Number: n, Offset: offset})
	}
	if m.cites != nil {
		return
	}
	ref := document.NoteRef{Number: m.number, Offset: offset}
	if n := m.note; n != nil {
		n.in, n.anchor = u, &document.Anchor{Unit: u.ID, Offset: offset}
		if p.restart || n.sign != "" {
			ref.Unit = document.UnitID(n.id)
		}
	}
	u.Notes = append(u.Notes, ref)
}

// rank is what the level of a heading goes by.
type rank struct {
	size  float64 // of type that is larger than the text, 0 where unknown
	style int     // of numbering
}

// rankOf is the rank of heading b among sizes, which fall.
func (p *paper) rankOf(b *block) rank {
	size := p.lines[b.first].shown.Size
	for _, s := range p.headSizes {
		if size > sameSize*s {
			return rank{s, b.style}
		}
	}
	return rank{0, b.style}
}

// sameSize is the share of a size from which another counts as equal: fonts
// beside each other differ.
const sameSize = 0.95

// rankHeadings gives each size and style of numbering in use its level.
// Headings without a number stand beside the highest numbered of their size.
func (p *paper) rankHeadings(parts ...[]block) {
	var found []*block
	for _, bs := range parts {
		for i := range bs {
			if bs[i].kind == heading {
				found = append(found, &bs[i])
			}
		}
	}
	for _, b := range found {
		if s := p.lines[b.first].shown.Size; s > 0 && !slices.Contains(p.headSizes, s) {
			p.headSizes = append(p.headSizes, s)
		}
	}
	slices.SortFunc(p.headSizes, func(a, b float64) int { return cmp.Compare(b, a) })
	var ranks []rank
	for _, b := range found {
		if r := p.rankOf(b); !slices.Contains(ranks, r) {
			ranks = append(ranks, r)
		}
	}
	slices.SortFunc(ranks, func(a, b rank) int { return cmp.Or(cmp.Compare(b.size, a.size), cmp.Compare(a.style, b.style)) })
	p.ranks = map[rank]int{}
	level := 0
	for i, r := range ranks {
		if i == 0 || ranks[i-1].style >= 0 || ranks[i-1].size != r.size {
			level++
		}
		p.ranks[r] = level
	}
}

// addHeading records a heading and makes it the head of what follows.
func (p *paper) addHeading(level, first int, text string) {
	h := document.Heading{Level: level, Text: text, Line: p.lines[first].no}
	p.doc.Headings = append(p.doc.Headings, h)
	for len(p.path) > 0 && p.path[len(p.path)-1].Level >= level {
		p.path = p.path[:len(p.path)-1]
	}
	p.path = append(p.path, h)
	p.open, p.table, p.section = nil, nil, ""
	if abstractHeads[headWord(text)] {
		p.section = "abstract"
	}
}

// readBlocks turns the blocks of the body into units.
func (p *paper) readBlocks(bs []block) {
	p.layout = p.measure(bs)
	for i := range bs {
		b := &bs[i]
		if b.kind != table && b.kind != footnote && b.kind != rest {
			p.table = nil
		}
		switch b.kind {
		case heading:
			for k := b.first; k <= b.last; k++ {
				p.orphans = append(p.orphans, p.lines[k].marks...)
			}
			p.addHeading(p.ranks[p.rankOf(b)], b.first, p.plain(b.first))
		case prose:
			p.readProse(bs, i)
		case footnote:
			p.readNote(b)
		case caption, source:
			p.extend(p.add(document.KindCaption), b.first, b.last)
			u := p.units[len(p.units)-1]
			p.marked[u.ID] = b.text()
		case table:
			p.readTable(b)
		case keywords:
			p.readKeywords(b)
		case history:
			p.readHistory(b)
		}
	}
}

// readProse adds a piece of running text: to the paragraph that a page or
// figure interrupted, or as a new one.
func (p *paper) readProse(bs []block, i int) {
	b := &bs[i]
	said := b.opening()
	if m := absHead.FindStringSubmatchIndex(said); m != nil && p.open == nil && p.section == "" {
		p.addHeading(1, b.first, strings.TrimSpace(said[m[2]:m[3]]))
		p.lines[b.first].text = strings.TrimSpace(p.lines[b.first].text[min(m[4], len(p.lines[b.first].text)):])
	}
	if p.open != nil && !p.lines[b.first].indent && p.continues(bs, i) {
		p.extend(p.open, b.first, b.last)
		return
	}
	kind := document.KindParagraph
	if p.section == "abstract" {
		if kind = document.KindAbstract; p.counts[kind] > maxAbstract {
			kind, p.section = document.KindParagraph, ""
		}
	}
	p.open = p.add(kind)
	p.extend(p.open, b.first, b.last)
}

// continues says that block i carries on the open paragraph: that one broke
// off inside a sentence, or a page ended on a full line right at a stop.
func (p *paper) continues(bs []block, i int) bool {
	if i > 0 && bs[i-1].kind == prose && p.startsItem(p.lines[bs[i].first].text, p.lines[bs[i-1].first].text) {
		return false
	}
	if !closed(p.tail(p.open)) {
		return true
	}
	if p.layout == 0 || i == 0 || bs[i-1].kind == prose {
		return false
	}
	if !fullLine(p.lastPiece(bs, i), p.layout) {
		return false
	}
	p.warn(p.lines[bs[i].first].no, "paragraph-joined", "taken for the rest of the paragraph above, whose last line is full")
	return true
}

// readNote adds a footnote with the pieces that stand on later pages.
func (p *paper) readNote(b *block) {
	n := b.note
	u := &document.Unit{ID: document.UnitID(n.id), Kind: document.KindFootnote, Number: n.number}
	n.unit = u
	said := b.said
	for i := b.first; i <= b.last; i++ {
		u.Lines = addLine(u.Lines, p.lines[i].no)
	}
	for _, r := range p.rests[n] {
		said.add(r.text())
		for i := r.first; i <= r.last; i++ {
			u.Lines = addLine(u.Lines, p.lines[i].no)
		}
	}
	text := said.String()
	u.Text = strings.TrimSpace(citation.Plain(text))
	p.marked[u.ID] = text
	if unfinished(text) {
		p.warn(u.Lines[len(u.Lines)-1][1], "footnote-unclosed", "footnote %d seems to break off", n.number)
	}
	p.units = append(p.units, u)
}

// maxAbstract is how many paragraphs abstracts may have; a text with more has
// lost the headings that end them.
const maxAbstract = 12

func lastRune(s string) rune {
	var z rune
	for _, r := range s[max(0, len(s)-4):] {
		z = r
	}
	return z
}
