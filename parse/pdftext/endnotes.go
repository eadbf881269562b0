package pdftext

import (
	"regexp"
	"strings"
)

// Endnotes stand below their own heading, at the end of a chapter or of the
// paper. Their markers are in the text above, behind those of the section
// before.

// noteSection is a name such as 第一章註釋 or 本章附註.
var noteSection = regexp.MustCompile(`^(?:第[一二三四五六七八九十百\d]+[章節节篇]|本章|本文|各章)?(?:[之的])?(?:註釋|注釋|注释|附註|附注|註解|注解|尾註|尾注|章末註|註|注|notes?|endnotes?)(?:[一二三四五六七八九十\d]*)[:：]?$`)

// maxSections is how many headings of endnotes are looked at.
const maxSections = 400

// isNoteSection says that line i is the heading of endnotes.
func (p *paper) isNoteSection(i int) bool {
	s := headWord(p.lines[i].text)
	if s == "" || len(s) > 60 {
		return false
	}
	s = strings.Trim(unnumbered(s), "【】〔〕[]")
	return noteSection.MatchString(s) && (p.lines[i].gap || i > 0 && closed(p.lines[i-1].text)) && len([]rune(s)) > 0
}

// findEndnotes finds the sections of endnotes and their markers.
func (p *paper) findEndnotes() []boundNote {
	var out []boundNote
	from := token{line: p.bodyAt}
	tried := 0
	for i := p.bodyAt; i < len(p.lines) && tried < maxSections; i++ {
		if i >= p.refsAt && i < p.backAt || !p.isNoteSection(i) {
			continue
		}
		end := p.sectionEnd(i + 1)
		tried++
		runs := p.sectionRuns(i+1, end)
		paired := 0
		var found []boundNote
		for _, heads := range runs {
			marks := p.endMarks(&from, i, heads)
			paired += len(marks)
			found = append(found, bindMarks(heads, marks)...)
		}
		if len(runs) > maxSections || len(found) == 0 || paired == 0 && len(found) < 3 || 3*paired < len(found) && paired > 0 {
			continue
		}
		p.lines[i].role = roleSection
		for k := i + 1; k < end; k++ {
			if k >= found[0].line && !p.chapterHead(k) {
				p.lines[k].role = roleNote
			}
		}
		for _, b := range found {
			if b.marker != nil {
				p.taken[[2]int{b.marker.line, b.marker.start}] = true
			}
		}
		out = append(out, found...)
		from = token{line: end}
		i = end - 1
	}
	return out
}

func bindMarks(heads []headLine, marks []token) []boundNote {
	var out []boundNote
	m := 0
	for _, h := range heads {
		b := boundNote{headLine: h}
		for m < len(marks) && marks[m].number < h.number {
			m++
		}
		if m < len(marks) && marks[m].number == h.number {
			b.marker = &marks[m]
		}
		out = append(out, b)
	}
	return out
}

// sectionEnd is the line at which endnotes that start at i end: the next
// heading of a chapter, list or appendix.
func (p *paper) sectionEnd(i int) int {
	for k := i; k < len(p.lines); k++ {
		s := headWord(p.lines[k].text)
		switch {
		case k == p.refsAt || k == p.backAt && k > i:
			return k
		case heads[unnumbered(s)] && p.lines[k].gap:
			return k
		case p.isNoteSection(k) && len(s) > 0:
			return k
		case absHead.MatchString(p.lines[k].text) || historyHead.MatchString(p.lines[k].text):
			return k
		case k > i && p.chapterHead(k) && !p.notesBelow(k):
			return k
		}
	}
	return len(p.lines)
}

// chapterHead says that line k is numbered like a chapter or section.
func (p *paper) chapterHead(k int) bool {
	st, _ := headNumber(p.lines[k].text)
	return st >= 0 && !headStyles[st].ascii && headShaped(p.lines[k].text) && (p.lines[k].gap || st < 2)
}

// notesBelow says that a chapter's name inside endnotes only groups them:
// note 1 follows at once.
func (p *paper) notesBelow(k int) bool {
	if k+1 >= len(p.lines) {
		return false
	}
	n, _, rest := noteHead(p.lines[k+1].text)
	return n == 1 && rest != ""
}

// sectionRuns are the lines that start endnotes in from..to: numbers that
// count up in one style; a new 1 starts a new run.
func (p *paper) sectionRuns(from, to int) [][]headLine {
	var runs [][]headLine
	var cur []headLine
	for i := from; i < to; i++ {
		h, ok := p.headAt(i, to)
		if !ok || p.chapterHead(i) {
			continue
		}
		switch {
		case len(cur) == 0:
			if i > from+2 {
				return nil
			}
			cur = append(cur, h)
		case h.style == cur[0].style && h.number == cur[len(cur)-1].number+1:
			cur = append(cur, h)
		case h.style == cur[0].style && h.number == cur[len(cur)-1].number+2 && h.cited:
			cur = append(cur, h)
		case h.style == cur[0].style && h.number == 1 && p.chapterHead(i-1):
			runs = append(runs, cur)
			cur = []headLine{h}
		}
	}
	if len(cur) == 0 {
		return nil
	}
	return append(runs, cur)
}

// endMarks finds the markers of a run of endnotes between from and line to,
// and moves from behind the last.
func (p *paper) endMarks(from *token, to int, heads []headLine) []token {
	var best []token
	top := 0
	lo, hi := heads[0].number, heads[len(heads)-1].number
	for _, st := range bodyStyles {
		var ts []token
		for i := from.line; i < to; i++ {
			if p.inBody(i) && p.lines[i].role == roleText {
				ts = p.lineTokens(ts, i, st)
			}
		}
		n := 0
		for _, t := range ts {
			if t.number >= lo && t.number <= hi && (t.line > from.line || t.start >= from.end) {
				if st == heads[0].style {
					t.weight += 2
				}
				ts[n] = t
				n++
			}
		}
		if chain, w := risingChain(ts[:n], lo, hi); w > top {
			best, top = chain, w
		}
	}
	if len(best) > 0 {
		*from = best[len(best)-1]
	}
	return best
}
