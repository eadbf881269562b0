package pdftext

import (
	"strings"
	"unicode"
)

// Notes with signs instead of numbers (*, †, ‡): an author's affiliation on
// the first page, or all notes of an essay. A sign at the start of a line
// answers the same sign behind a word above it, on the same page.

// maxSignLines is how far below its marker a signed note may start where
// pages are unknown.
const maxSignLines = 80

// findSigned finds the notes with signs.
func (p *paper) findSigned() []boundNote {
	var out []boundNote
	waiting := make(map[string]token)
	page := 0
	for i := range p.lines {
		l := &p.lines[i]
		if p.paged && l.page != page {
			page = l.page
			clear(waiting)
		}
		if i >= p.refsAt && i < p.backAt || l.has&(hasTab|isCode) != 0 {
			continue
		}
		if sign, rest := signedHead(l.text); sign != "" && i > 0 && l.note == nil && (!p.shown || l.shown.Class == Note) {
			b := boundNote{headLine: headLine{line: i, style: styleSign, rest: rest}, sign: sign}
			if rest == "" && i+1 < len(p.lines) {
				b.below = true
			}
			t, ok := waiting[sign]
			if ok && t.line < i && (p.paged || i-t.line <= maxSignLines) && (rest != "" || b.below) {
				b.marker = &t
				delete(waiting, sign)
				out = append(out, b)
				p.claimSigned(i, b.below)
				continue
			}
		}
		if l.role == roleText && l.has&hasSign != 0 {
			for _, t := range signTokens(l.text, i) {
				if t.weight < 6 && l.text[t.start] == '*' && wideShare(l.text) < 0.3 {
					continue // a star of a table or program
				}
				waiting[l.text[t.start:t.end]] = t
			}
		}
	}
	return out
}

// claimSigned marks the lines of a signed note: to the next note, or to the
// foot of the page where it stands there.
func (p *paper) claimSigned(i int, below bool) {
	p.lines[i].role = roleNote
	if below {
		p.lines[i+1].role = roleNote
	}
	if !p.paged || p.shown {
		return
	}
	for k := i + 1; k < len(p.lines) && p.lines[k].page == p.lines[i].page && p.lines[k].role == roleText && !p.lines[k].gap; k++ {
		if sign, _ := signedHead(p.lines[k].text); sign != "" {
			return
		}
		p.lines[k].role = roleNote
	}
}

// signedHead reads the sign that a note starts with.
func signedHead(s string) (sign, rest string) {
	if !strings.ContainsRune("*＊†‡§¶✽※", firstRune(s)) {
		return "", s
	}
	m := signHead.FindStringSubmatchIndex(s[:min(len(s), 40)])
	if m == nil {
		return "", s
	}
	sign, rest = s[m[2]:m[3]], strings.TrimSpace(s[m[1]:])
	if sign[0] == '*' && strings.Contains(rest, "*") && !strings.HasPrefix(s[m[3]:], " ") {
		return "", s // emphasis
	}
	return sign, rest
}

// signTokens are the signs in line i that stand behind a word or stop. A line
// with emphasis has none.
func signTokens(s string, i int) []token {
	var out []token
	for _, m := range signRun.FindAllStringIndex(s, -1) {
		after := firstRune(s[m[1]:])
		if s[m[0]] == '*' && m[1] < len(s) && unicode.IsLetter(after) && !wide(after) {
			return nil
		}
		if w := signWeight(s, m[0], m[1]); w > 0 {
			out = append(out, token{mark{start: m[0], end: m[1], style: styleSign}, i, w})
		}
	}
	if strings.Count(s, "*") >= 2 && pairedStars(s) {
		return nil
	}
	return out
}

// pairedStars says that a line holds *emphasis*: a star opens before a word
// and another closes behind one.
func pairedStars(s string) bool {
	i := strings.IndexByte(s, '*')
	j := strings.LastIndexByte(s, '*')
	if i == j {
		return false
	}
	before := lastRune(s[:i])
	return i == 0 || before == ' ' || before == '(' || before == '（' || before == '《' || before == '，'
}

// noteLabels lists the signs that notes have instead of numbers.
func (p *paper) noteLabels() string {
	var out []string
	for _, n := range p.notes {
		if n.sign != "" {
			out = append(out, n.id+"="+n.sign)
		}
	}
	return strings.Join(out, " ")
}
