package pdftext

import (
	"slices"
	"strings"

	"wensou/document"
	"wensou/parse/input"
)

// Layout is what an extractor knows of the lines of its text beyond their
// words, by line number; the first element stands for no line. Of lines
// behind its end nothing is known.
type Layout []Line

// Line is what a page shows of one line.
type Line struct {
	Class Class
	Size  float64 // in points, of a heading larger than the text; 0 for others
}

// Class is what the type and place of a line say that it is.
type Class int

const (
	Plain    Class = iota // text, a row of a table, a heading like the text
	Title                 // of the document
	Heading               // larger or bolder than the text
	Note                  // begins a note at the foot of a page
	NoteRest              // goes on with the note above, or of the page before
)

// ParseLayout reads f like Parse, but takes notes from the foot of a page only
// where layout has them, and headings and the title by their type. An empty
// layout knows nothing.
func ParseLayout(f input.File, layout Layout) (*document.Document, error) {
	return newLaidOut(f, layout).parse(f)
}

// lay tells the lines what layout knows of them.
func (p *paper) lay(layout Layout) {
	p.shown = len(layout) > 0
	for i := range p.lines {
		if no := p.lines[i].no; no < len(layout) {
			p.lines[i].shown = layout[no]
		}
		switch p.lines[i].shown.Class {
		case Note:
			p.laidOut, p.paged = true, true
		case Heading:
			p.headed++
		}
	}
}

// liftNotes moves the notes at the foot of pages with references before the
// list, which they interrupt. What has the number of an entry is one, however
// small its type.
func (p *paper) liftNotes() {
	if p.refsAt >= p.backAt {
		return
	}
	var notes, list []line
	for _, l := range p.lines[p.refsAt:p.backAt] {
		_, st, _ := noteHead(l.text)
		sign, _ := signedHead(l.text)
		if l.shown.Class == Note && (st == styleSup || st == styleCircled || st == styleWord || sign != "") || l.shown.Class == NoteRest && len(list) > 0 && l.page == list[0].page {
			notes = append(notes, l)
			continue
		}
		l.shown.Class = Plain
		list = append(list, l)
	}
	copy(p.lines[p.refsAt:], notes)
	copy(p.lines[p.refsAt+len(notes):], list)
	p.refsAt += len(notes)
}

// laidOutZones are the notes of each page, by runs of rising numbers of one
// style.
func (p *paper) laidOutZones() []zone {
	var out []zone
	for i := range p.lines {
		if p.lines[i].shown.Class != Note || p.lines[i].role != roleText {
			continue
		}
		n, st, rest := noteHead(p.lines[i].text)
		if n == 0 || n > maxChain {
			continue
		}
		h := headLine{line: i, number: n, style: st, rest: rest}
		if k := len(out) - 1; k >= 0 {
			last := out[k].heads[len(out[k].heads)-1]
			if p.lines[last.line].page == p.lines[i].page && last.style == st && last.number < n {
				out[k].heads = append(out[k].heads, h)
				continue
			}
		}
		out = append(out, zone{heads: []headLine{h}})
	}
	return out
}

// findLaidOut pairs the notes that the layout shows with their markers on the
// page, or on the page before. Those that most notes of a page find are sure:
// other small lines may be endnotes, which are looked for before the rest.
// Notes without a marker must at least count on.
func (p *paper) findLaidOut(sure bool) []boundNote {
	zones := p.laidOutZones()
	byPage := p.textByPage()
	page := func(z *zone) int { return p.lines[z.heads[0].line].page }
	var like taste
	for range 2 { // the second time with the paper's own style in mind
		for k := range zones {
			z := &zones[k]
			z.marks = p.laidOutMarks(byPage[page(z)], z.heads, like)
			n := len(z.marks)
			lost := slices.DeleteFunc(slices.Clone(z.heads), func(h headLine) bool { return n > 0 && h.number >= z.marks[0].number })
			before := p.laidOutMarks(byPage[page(z)-1], lost, like)
			before = slices.DeleteFunc(before, func(t token) bool { return k > 0 && takes(zones[k-1].marks, t) })
			z.marks = append(before, z.marks...)
		}
		like = tasteOf(zones)
	}
	var out []boundNote
	last := 0
	for k := range zones {
		z := &zones[k]
		st, counts := z.heads[0].style, z.heads[0].number == last+1
		if sure && 2*len(z.marks) < len(z.heads) || !sure && len(z.marks) == 0 && st != styleSup && st != styleCircled && st != styleWord && !counts {
			continue
		}
		last = z.heads[len(z.heads)-1].number
		for _, h := range z.heads {
			p.lines[h.line].role = roleNote
		}
		for _, m := range z.marks {
			p.taken[[2]int{m.line, m.start}] = true
		}
		out = append(out, bindMarks(z.heads, z.marks)...)
	}
	return out
}

// textByPage are the lines of each page that may hold markers of notes.
func (p *paper) textByPage() map[int][]int {
	out := make(map[int][]int)
	for i := range p.lines {
		if l := &p.lines[i]; l.role == roleText && l.shown.Class != Note && l.shown.Class != NoteRest && (i < p.refsAt || i >= p.backAt) {
			out[l.page] = append(out[l.page], i)
		}
	}
	return out
}

// findCited finds notes by the text alone where the layout shows none, as in
// pages recognised from images. Most must cite, or they are lists.
func (p *paper) findCited() []boundNote {
	if !p.paged {
		return nil
	}
	path := p.zonePath()
	all, cited := 0, 0
	for k := range path {
		for _, h := range path[k].heads {
			all++
			if looksCited(h.rest) {
				cited++
			}
		}
	}
	if 2*cited < all {
		return nil
	}
	return p.bindZones(path)
}

func takes(marks []token, t token) bool {
	return slices.ContainsFunc(marks, func(m token) bool { return m.line == t.line && m.start == t.start })
}

// laidOutMarks finds the markers of notes in lines. Raised numbers are known,
// so other digits are none where the notes or the text have such.
func (p *paper) laidOutMarks(lines []int, heads []headLine, like taste) []token {
	if len(heads) == 0 {
		return nil
	}
	head := heads[0].style
	var best []token
	top := 0
	for _, st := range bodyStyles {
		own := st == head || st == styleSup
		switch {
		case st == stylePlain && (len(best) > 0 || like.mark != styleNone && like.mark != stylePlain):
			continue
		case !own && st != stylePlain && (head == styleSup || head == styleCircled || head == styleWord):
			continue
		}
		var ts []token
		for _, i := range lines {
			if ts = p.lineTokens(ts, i, st); len(ts) > maxTokens {
				break
			}
		}
		if chain, w := p.matchMarks(ts, heads, st, like); w > top {
			best, top = chain, w
		}
	}
	return best
}

// continueLaidOut ties lines that go on with a note to it.
func (p *paper) continueLaidOut() {
	var open *note
	for i := range p.lines {
		l := &p.lines[i]
		if l.note != nil {
			open = l.note
		}
		if l.shown.Class == NoteRest && l.role == roleText && open != nil {
			l.role, l.rest, l.marks = roleNote, open, nil
		}
	}
}

// leastHeaded is how many headings a layout must show before plain lines without
// a number, or with one that lists have too, are none.
const leastHeaded = 3

// maxBold is the width in ems of headings that are but bold.
const maxBold = 25

// shownHeading says whether the layout shows line i as a heading, or as none.
func (p *paper) shownHeading(i int, s string, style *int) (is, known bool) {
	st, _ := headNumber(s)
	if c := p.lines[i].shown.Class; c == Heading || c == Title {
		if captionHead.MatchString(s) || sourceHead.MatchString(s) || keywordHead.MatchString(s) || absHead.MatchString(s) {
			return false, true
		}
		if st < 0 && p.lines[i].shown.Size == 0 && (ems(s) > maxBold || strings.ContainsAny(s, "，,：:")) {
			return false, true // emphasis, or the term of a list
		}
		*style = st
		return true, true
	}
	return false, p.headed >= leastHeaded && !heads[squash(s)] && (st < 0 || listStyles[st])
}

// shownTitle is the first line of the title that the layout shows, -1 where it
// shows none. What is set above it names the journal or series.
func (p *paper) shownTitle(from, to int) int {
	for i := from; i < to; i++ {
		if p.lines[i].shown.Class == Title && p.lines[i].role == roleText && !coverLine.MatchString(p.lines[i].text) {
			return i
		}
	}
	return -1
}

// sectionBehind says that line i, below the references, is shown as a numbered
// heading at least as large as theirs.
func (p *paper) sectionBehind(i int) bool {
	l := &p.lines[i].shown
	st, _ := headNumber(p.lines[i].text)
	return l.Class == Heading && st >= 0 && l.Size >= p.lines[p.refsAt].shown.Size && p.lines[p.refsAt].shown.Class == Heading
}

// leastProse is the width in ems from which a sentence above all headings
// belongs to the text, not to the title block.
const leastProse = 30

// shownBody moves the start of the body up to the first sentence below the
// title, or to the page behind it.
func (p *paper) shownBody() {
	for i := 1; p.shown && i < p.bodyAt && i < len(p.lines); i++ {
		l := &p.lines[i]
		prose := l.shown.Class == Plain && ems(l.text) > leastProse && closed(l.said()) && !coverLine.MatchString(l.text)
		if prose || l.page > p.lines[0].page {
			p.bodyAt = i
		}
	}
}
