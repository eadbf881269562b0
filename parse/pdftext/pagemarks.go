package pdftext

import (
	"strings"
	"unicode/utf8"
)

// maxTokens bounds the markers looked at on one page, for each style.
const maxTokens = 4000

// pageTokens are the possible markers on a page in one style.
func (p *paper) pageTokens(s span, st style) []token {
	var out []token
	for i := s.from; i < s.to && len(out) < maxTokens; i++ {
		if !p.inBody(i) || p.lines[i].role != roleText {
			continue
		}
		out = p.lineTokens(out, i, st)
	}
	return out
}

// lineTokens appends the possible markers in line i.
func (p *paper) lineTokens(out []token, i int, st style) []token {
	if p.lines[i].has&markClass[st] == 0 || st.weak() && p.lines[i].has&isCode != 0 {
		return out
	}
	text := p.lines[i].text
	for _, m := range tokens(text, st) {
		if len(p.taken) > 0 && p.taken[[2]int{i, m.start}] {
			continue
		}
		if st == styleSup && m.number > 99 && len(text[m.start:m.end]) > 3 {
			out = p.sideBySide(out, i, m)
		}
		m.style = st
		out = append(out, token{mark: m, line: i, weight: p.tokenWeight(i, m, st)})
	}
	return out
}

// sideBySide also reads ¹¹¹² as 11 and 12.
func (p *paper) sideBySide(out []token, i int, m mark) []token {
	s := p.lines[i].text
	for k := range s[m.start:m.end] {
		x, y := supNumber(s[m.start:m.start+k]), supNumber(s[m.start+k:m.end])
		if x > 0 && y == x+1 {
			at := m.start + k
			return append(out, token{mark{start: m.start, end: at, number: x, style: styleSup}, i, 7}, token{mark{start: at, end: m.end, number: y, style: styleSup}, i, 7})
		}
	}
	return out
}

// tokenWeight says how much a marker-like thing in line i looks like one.
func (p *paper) tokenWeight(i int, m mark, st style) int {
	s := p.lines[i].text
	w := 0
	switch st {
	case styleSup:
		w = 8
	case styleWord:
		w = 9
	case styleCircled:
		w = 8
		before, _ := utf8.DecodeLastRuneInString(s[:m.start])
		if m.start == 0 || strings.ContainsRune("：；:;，、（(", before) {
			w = 3 // counts what follows
		}
	case styleBracket:
		w = 6
	case styleParen:
		w = 3
		if m.start == 0 {
			w = 1
		}
	case stylePlain:
		w = plainWeight(s, m.start, m.end)
		if m.start == 0 && m.end == len(s) && i+1 < len(p.lines) && p.lines[i+1].gap && p.lines[i].gap {
			w = 1
		}
	}
	if m.start == 0 && m.end < len(s) && st != stylePlain {
		w = max(1, w-3)
	}
	return w
}

// matchMarks finds the markers above a zone for its notes, in one style, and
// what they weigh.
func (p *paper) matchMarks(ts []token, heads []headLine, st style, like taste) ([]token, int) {
	if len(ts) == 0 {
		return nil, 0
	}
	lo, hi := heads[0].number, heads[len(heads)-1].number
	want := make(map[int]bool, len(heads))
	for _, h := range heads {
		want[h.number] = true
	}
	bonus := 0
	switch head := heads[0].style; {
	case st == head, st == stylePlain && head == styleASCII, st == styleSup && (head == styleASCII || head == stylePlain):
		bonus = 2
	case head == styleCircled || st == styleCircled:
		bonus = -4
	}
	if st == like.mark {
		bonus += 2
	}
	var usable []token
	for _, t := range ts {
		if t.line >= heads[0].line {
			break
		}
		if want[t.number] {
			t.weight = max(1, t.weight+bonus)
			usable = append(usable, t)
		}
	}
	return risingChain(usable, lo, hi)
}

// tasteOf is how most notes of the zones are printed.
func tasteOf(zones []zone) taste {
	marks, heads := map[style]int{}, map[style]int{}
	total := 0
	for _, z := range zones {
		for _, m := range z.marks {
			marks[m.style]++
			total++
		}
		heads[z.heads[0].style] += len(z.heads)
	}
	var t taste
	for st, n := range marks {
		if 3*n >= 2*total {
			t.mark = st
		}
	}
	n := 0
	for _, z := range zones {
		n += len(z.heads)
	}
	for st, k := range heads {
		if 3*k >= 2*n {
			t.head = st
		}
	}
	return t
}

// fromPageBefore looks for the markers that the first notes of zone k lack at
// the foot of the page before: a note may be moved to the next page.
func (p *paper) fromPageBefore(pages []span, path []zone, k int) {
	z := &path[k]
	if len(z.marks) == 0 || z.marks[0].number == z.heads[0].number {
		return
	}
	page := spanOf(pages, z.heads[0].line)
	if page == 0 {
		return
	}
	s := pages[page-1]
	if k > 0 && len(path[k-1].marks) > 0 {
		last := path[k-1].marks[len(path[k-1].marks)-1]
		s.from = max(s.from, last.line)
	}
	ts := p.pageTokens(s, z.marks[0].style)
	chain, _ := risingChain(ts, z.heads[0].number, z.marks[0].number-1)
	z.marks = append(chain, z.marks...)
}
