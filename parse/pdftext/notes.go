package pdftext

import (
	"slices"
	"sort"

	"wensou/document"
)

// note is one footnote: its number or sign as printed and its place.
type note struct {
	number int
	sign   string // "*" where no number is printed
	id     string
	unit   *document.Unit // what it says
	in     *document.Unit // where its marker stands, nil when that is lost
	anchor *document.Anchor
}

// boundNote is a line that was taken for a footnote, with its marker in the
// text, nil where that is lost.
type boundNote struct {
	headLine
	sign   string
	marker *token
}

// findNotes finds the endnotes, then footnotes page by page where pages are
// known and over the whole text where they are not, then notes with signs.
func (p *paper) findNotes() {
	run := p.findLaidOut(true)
	found := p.findEndnotes()
	var lost []token
	switch {
	case p.laidOut:
		run = append(run, p.findLaidOut(false)...)
	case p.shown:
		run = p.findCited()
	case p.paged:
		run = p.findZones()
	}
	if !p.shown && (!p.paged || len(run) == 0) {
		run, lost = p.findRun()
		if zones := p.findClusters(pairedNotes(run)); zones != nil {
			run, lost = zones, nil
		}
		p.claimRun(run)
	}
	p.paired = pairedNotes(run) + pairedNotes(found)
	found = append(found, run...)
	signed := p.findSigned()
	p.signed = plainSigns(signed)
	found = append(found, signed...)
	p.bind(found, lost)
	if p.paged {
		p.findLost(found)
	}
	if p.shown {
		p.continueLaidOut()
	} else if p.paged {
		p.continueZones(run)
	}
}

// bind ties notes to their lines and markers, numbers them and warns of what
// is left.
func (p *paper) bind(found []boundNote, lost []token) {
	slices.SortStableFunc(found, func(a, b boundNote) int { return a.line - b.line })
	restart := false
	last := 0
	for _, b := range found {
		restart = restart || b.sign == "" && b.number <= last
		if b.sign == "" {
			last = b.number
		}
	}
	p.restart = restart
	run, signs := 1, 0
	last = 0
	for i := range found {
		b := &found[i]
		n := &note{number: b.number, sign: b.sign}
		switch {
		case b.sign != "":
			signs++
			n.number, n.id = signs, "fns"+itoa(signs)
		case b.number <= last:
			run++
			fallthrough
		default:
			if b.number > last+1 || b.number <= last && b.number > 1 {
				p.warn(p.lines[b.line].no, "footnote-missing", "no footnote between %d and %d", min(last, b.number-1), b.number)
			}
			last = b.number
			n.id = "fn" + itoa(b.number)
			if restart {
				n.id = "fn" + itoa(run) + "-" + itoa(b.number)
			}
		}
		p.placeNote(b, n)
	}
	for i := range lost {
		t := &lost[i]
		p.lines[t.line].marks = append(p.lines[t.line].marks, t.mark)
		p.warn(p.lines[t.line].no, "marker-without-footnote", "marker %d has no footnote", t.number)
	}
	for i := range p.lines {
		if ms := p.lines[i].marks; len(ms) > 1 {
			sort.SliceStable(ms, func(a, b int) bool { return ms[a].start < ms[b].start })
			p.lines[i].marks = apart(ms)
		}
	}
}

// placeNote ties one note to its line and marker.
func (p *paper) placeNote(b *boundNote, n *note) {
	l := &p.lines[b.line]
	l.note, l.role, l.marks = n, roleNote, nil
	l.text = b.rest
	if b.below {
		l.text = ""
	}
	p.notes = append(p.notes, n)
	if b.marker == nil {
		p.warn(l.no, "footnote-unmarked", "footnote %d has no marker in the text", n.number)
		return
	}
	m := b.marker.mark
	m.note = n
	if b.sign != "" {
		m.number = n.number
	}
	p.lines[b.marker.line].marks = append(p.lines[b.marker.line].marks, m)
}

// apart drops markers that overlap the one before.
func apart(ms []mark) []mark {
	out := ms[:1]
	for _, m := range ms[1:] {
		if m.start >= out[len(out)-1].end {
			out = append(out, m)
		}
	}
	return out
}

// findLost takes out superscripts between the markers of a run that no note
// answers: their notes are lost.
func (p *paper) findLost(found []boundNote) {
	var marks []*token
	for i := range found {
		if m := found[i].marker; m != nil && m.style == styleSup {
			marks = append(marks, m)
		}
	}
	for k := 1; k < len(marks); k++ {
		a, b := marks[k-1], marks[k]
		if b.number <= a.number+1 || b.number > a.number+4 {
			continue
		}
		want := a.number + 1
		for i := a.line; i <= b.line; i++ {
			if !p.inBody(i) || p.lines[i].role != roleText || p.lines[i].has&hasSup == 0 {
				continue
			}
			for _, m := range tokens(p.lines[i].text, styleSup) {
				inside := (i > a.line || m.start >= a.end) && (i < b.line || m.end <= b.start)
				if inside && m.number >= want && m.number < b.number {
					want = m.number + 1
					p.addLost(i, m)
				}
			}
		}
	}
}

func (p *paper) addLost(i int, m mark) {
	ms := append(p.lines[i].marks, m)
	sort.SliceStable(ms, func(a, b int) bool { return ms[a].start < ms[b].start })
	p.lines[i].marks = apart(ms)
	p.warn(p.lines[i].no, "marker-without-footnote", "marker %d has no footnote", m.number)
}

func pairedNotes(found []boundNote) int {
	n := 0
	for i := range found {
		if found[i].marker != nil {
			n++
		}
	}
	return n
}

// plainSigns counts the notes whose sign is no bullet.
func plainSigns(signed []boundNote) int {
	n := 0
	for _, b := range signed {
		if b.sign[0] != '*' && b.sign != "＊" && b.sign != "※" {
			n++
		}
	}
	return n
}
