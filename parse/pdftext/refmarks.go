package pdftext

import (
	"regexp"
	"slices"
	"strings"

	"wensou/document"
)

// Where the list of references is numbered, marks such as [1], [2-4] and
// [1,3] in the text name its entries. They are no footnotes.

// refMark is such a mark; superscripts count as digits.
var refMark = regexp.MustCompile(`[\[［]\s?[\d⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4}(?:\s?[,，、;；\-–—~～⁻]\s?[\d⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4}){0,20}\s?[\]］]`)

// maxRange is how many references one mark may name.
const maxRange = 60

// findRefNumbers finds the lines of the list that start with its numbers,
// which count up by one or start again in a new part.
func (p *paper) findRefNumbers() {
	for _, st := range []style{styleBracket, styleASCII, styleParen, stylePlain} {
		starts := make(map[int]int)
		last, top := 0, 0
		for i := p.refsAt + 1; i < p.backAt; i++ {
			n, s, rest := noteHead(p.lines[i].text)
			if s == st && rest != "" && (n == last+1 || n == 1 && last > 1) {
				starts[i], last = n, n
				top = max(top, n)
			}
		}
		if len(starts) >= 2 && 3*len(starts) > p.backAt-p.refsAt-1 || len(starts) >= 2 && st == styleBracket {
			p.refStarts, p.refTop = starts, top
			return
		}
	}
}

// findRefMarks marks what names references in the text.
func (p *paper) findRefMarks() {
	if p.refTop == 0 {
		return
	}
	for i := range p.lines {
		l := &p.lines[i]
		if i >= p.refsAt && i < p.backAt || i < p.bodyAt || !strings.ContainsAny(l.text, "[［") || l.role == roleNote {
			continue
		}
		for _, m := range refMark.FindAllStringIndex(l.text, -1) {
			if ns := p.refNumbers(l.text[m[0]:m[1]]); ns != nil && !overlaps(l.marks, m[0], m[1]) {
				l.marks = append(l.marks, mark{start: m[0], end: m[1], cites: ns})
			}
		}
		slices.SortStableFunc(l.marks, func(a, b mark) int { return a.start - b.start })
	}
}

func overlaps(ms []mark, start, end int) bool {
	return slices.ContainsFunc(ms, func(m mark) bool { return m.start < end && start < m.end })
}

// refNumbers reads the numbers of a mark, nil when one is not in the list.
func (p *paper) refNumbers(s string) []int {
	s = plainDigits.Replace(s)
	var out []int
	n, from := 0, 0
	for _, r := range s + "," {
		switch {
		case '0' <= r && r <= '9':
			n = 10*n + int(r-'0')
			continue
		case n == 0:
			continue
		case n > p.refTop:
			return nil
		}
		for k := max(from+1, n-maxRange); from > 0 && k < n; k++ {
			out = append(out, k)
		}
		out = append(out, n)
		from = 0
		if strings.ContainsRune("-–—~～⁻", r) {
			from = n
		}
		n = 0
	}
	return out
}

// linkMentions ties marks to the references and works that they name.
func (p *paper) linkMentions() {
	d := p.doc
	first := make(map[int]*document.Unit)
	for i := range d.Units {
		if u := &d.Units[i]; u.Kind == document.KindReference && first[u.Number] == nil {
			first[u.Number] = u
		}
	}
	works := make(map[document.WorkID]int, len(d.Works))
	for i := range d.Works {
		works[d.Works[i].ID] = i
	}
	for i := range d.Units {
		u := &d.Units[i]
		for k := range u.Refs {
			r := first[u.Refs[k].Number]
			if r == nil {
				continue
			}
			u.Refs[k].Unit = r.ID
			if w, ok := works[r.Work]; ok {
				if m := &d.Works[w].Mentions; len(*m) == 0 || (*m)[len(*m)-1] != u.ID {
					*m = append(*m, u.ID)
				}
			}
		}
	}
}
