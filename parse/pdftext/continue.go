package pdftext

import (
	"regexp"
)

// continueNotes finds, for each footnote that does not end, the piece with
// the rest of it: behind the next page's body, before that page's footnotes.
func (p *paper) continueNotes(bs []block) {
	last := -1 // index of the last footnote block
	for i := range bs {
		if bs[i].kind == footnote {
			last = i
			continue
		}
		if last < 0 || i > 0 && bs[i-1].kind != footnote {
			continue
		}
		end := i
		for end < len(bs) && bs[end].kind != footnote {
			end++
		}
		p.continueNote(&bs[last], bs[i:end], end < len(bs))
	}
}

func (p *paper) continueNote(n *block, seg []block, more bool) {
	best, top := -1, 0
	text := n.text()
	lastProse := -1
	for i := range seg {
		if seg[i].kind == prose {
			lastProse = i
		}
	}
	for i := range seg {
		if seg[i].kind != prose {
			continue
		}
		if s := p.restScore(text, &seg[i], i == lastProse && more); s > top || s == top && s > 0 {
			best, top = i, s
		}
	}
	need := 4
	if unfinished(text) {
		need = 2
	}
	for best >= 0 && top >= need {
		seg[best].kind, seg[best].note = rest, n.note
		text = join(text, seg[best].text())
		best++
		if best >= len(seg) || seg[best].kind != prose || closed(text) && balance(text) <= 0 {
			return
		}
		top, need = p.restScore(text, &seg[best], false), 4
	}
}

// restScore says how much b looks like the rest of a note that says t so far.
func (p *paper) restScore(t string, b *block, atFoot bool) int {
	s := b.text()
	score := 0
	for i := b.first; i <= b.last; i++ {
		if len(p.lines[i].marks) > 0 {
			return 0 // notes hold no markers
		}
	}
	if looseTail(s) {
		return 9
	}
	if closed(t) && balance(t) <= 0 {
		return 0
	}
	if balance(t) > 0 && balance(s) < 0 {
		score += 3
	}
	if strongCite(s) {
		score += 3
	}
	if wideShare(t) < 0.4 && wideShare(s) < 0.4 {
		score += 2
	}
	if pageEnd.MatchString(t) && s != "" && isASCIIDigit(s[0]) {
		score += 5
	}
	if atFoot {
		score += 2
	}
	if closed(s) {
		score++
	}
	if wideShare(s) > 0.6 && ems(s) > 80 && !strongCite(s) {
		score -= 2
	}
	return score
}

var pageEnd = regexp.MustCompile(`(頁|页|pp?\.) ?$`)
