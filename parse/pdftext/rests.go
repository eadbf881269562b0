package pdftext

import "strings"

// A footnote that does not end on its page goes on at the foot of the next,
// above that page's own notes and without a number.

// maxRestLines is how many lines of a page may go on with a note.
const maxRestLines = 15

// leastRest is the score from which lines are taken for the rest of a note.
const leastRest = 5

// continueZones finds, page by page, the lines that go on with the last note
// of the page before.
func (p *paper) continueZones(found []boundNote) {
	p.wrap = p.wrapWidth()
	pages := p.pageSpans()
	body, notes := p.measures()
	byPage := make(map[int]int, len(found)) // page -> index of its last note
	for k := range found {
		byPage[spanOf(pages, found[k].line)] = k
	}
	open := -1 // index in found of the note that may go on
	for n, s := range pages {
		if open >= 0 {
			foot := s.to
			for foot > s.from && (p.lines[foot-1].role != roleText || !p.inBody(foot-1)) {
				foot--
			}
			if k := p.restStart(s, foot, p.noteText(found[open].line, pages), body, notes); k >= 0 {
				for i := k; i < foot; i++ {
					p.lines[i].role, p.lines[i].rest = roleNote, p.lines[found[open].line].note
					p.lines[i].marks = nil
				}
			}
			open = -1
		}
		if k, ok := byPage[n]; ok && unfinished(p.noteText(found[k].line, pages)) {
			open = k
		}
	}
}

// noteText is the text of the note that starts in line i, to the end of its
// page.
func (p *paper) noteText(i int, pages []span) string {
	var t joiner
	for k := i; k < pages[spanOf(pages, i)].to && (k == i || p.lines[k].role == roleNote && p.lines[k].note == nil); k++ {
		t.add(p.lines[k].text)
	}
	return t.String()
}

// unfinished says that a note's text breaks off in the middle of things.
func unfinished(t string) bool {
	t = strings.TrimRight(t, " ")
	return !closed(t) && !strings.HasSuffix(t, ">") || balance(t) > 0 && t != ""
}

// measures are the widths in ems of full lines in the text and in notes, 0
// where unknown.
func (p *paper) measures() (body, notes float64) {
	var b, n widths
	for i := 0; i+1 < len(p.lines); i++ {
		l, next := &p.lines[i], &p.lines[i+1]
		if l.page != next.page || l.role != next.role || next.gap || next.note != nil || closed(l.said()) {
			continue
		}
		if l.role == roleNote {
			n.count(l.text)
		} else {
			b.count(l.text)
		}
	}
	return b.median(), n.median()
}

// restStart is the line from which the lines above foot go on with a note
// that says text so far; -1 when none do.
func (p *paper) restStart(s span, foot int, text string, body, notes float64) int {
	best, top := -1, leastRest-1
	var rest string
	latin, wideNote := 0, wideShare(text) >= 0.4
	for k := foot - 1; k >= max(s.from, foot-maxRestLines); k-- {
		l := &p.lines[k]
		if len(l.marks) > 0 || l.role != roleText || !p.inBody(k) || heads[headWord(l.text)] || strings.Contains(l.text, "\t") || captionHead.MatchString(l.text) {
			break
		}
		rest = join(l.text, rest)
		if wideShare(l.text) < 0.3 {
			latin++
		}
		score := p.cutScore(s, k, foot, text, rest)
		if !wideNote && latin == foot-k {
			score += 2
			if k > s.from && wideShare(p.lines[k-1].text) > 0.6 {
				score += 3
			}
		}
		if notes > 0 && body > 0 && notes > 1.08*body {
			for i := k; i < foot; i++ {
				if w := ems(p.lines[i].text); w > 1.04*body && w < 1.1*notes {
					score++
				} else if i < foot-1 && w < 1.02*body && w > 0.9*body {
					score -= 3
				}
			}
		}
		if score > top {
			best, top = k, score
		}
	}
	return best
}

// cutScore weighs that lines k..foot of a page are the rest of a note.
func (p *paper) cutScore(s span, k, foot int, text, rest string) int {
	score := 0
	l := &p.lines[k]
	switch {
	case looseTail(rest):
		score += 9
	case pageEnd.MatchString(text) && isASCIIDigit(rest[0]):
		score += 6
	case pageEnd.MatchString(text):
		return 0
	}
	if strings.HasSuffix(text, "-") || inURL(text) && !strings.HasSuffix(text, ".") {
		score += 2
	}
	if l.gap && k > s.from {
		score += 3
	}
	if k == s.from {
		score -= 4
	} else if above := &p.lines[k-1]; closed(above.said()) {
		score++
	} else if p.wrap > 0 && ems(above.text) < 0.8*p.wrap {
		score -= 3
	}
	if closed(rest) || endsInURL.MatchString(rest) {
		score += 2
	} else {
		score -= 3
	}
	if balance(text) > 0 && balance(rest) < 0 {
		score += 3
	}
	if strongCite(rest) {
		score += 3
	}
	for i := k + 1; i < foot; i++ {
		if p.lines[i].gap {
			score -= 4
		}
		if closed(p.lines[i-1].said()) && !strongCite(p.lines[i-1].text) {
			score -= 2
		}
	}
	if wideShare(rest) > 0.6 && ems(rest) > 80 && !strongCite(rest) {
		score -= 3
	}
	if startsLow(rest) && !closed(text) {
		score += 2
	}
	return score
}

// startsLow says that s starts inside a sentence: with a small letter or with
// a sign that no line begins with.
func startsLow(s string) bool {
	r := firstRune(s)
	return 'a' <= r && r <= 'z' || strings.ContainsRune("，。、；：）」』》〉”）,.;:)", r)
}
