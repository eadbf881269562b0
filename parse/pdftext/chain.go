package pdftext

import (
	"slices"
	"sort"
	"strings"
)

// Where pages are unknown, markers and footnotes are paired over the whole
// text: markers count up, and each has a line below it that begins with its
// number. The heaviest chain in which both rise wins.

// findRun finds the footnotes of a text without pages and the markers that no
// footnote answers. Of the styles it takes the one whose markers pair best;
// superscripts win a tie.
func (p *paper) findRun() (found []boundNote, lost []token) {
	var cands []headLine
	numbers := make(map[int]int)
	for i := range p.lines {
		if h, ok := p.headAt(i, len(p.lines)); ok {
			cands = append(cands, h)
			numbers[h.number]++
		}
	}
	best := 0
	for _, st := range bodyStyles {
		refs := p.scanMarks(st, numbers)
		usable := cands
		if st != styleSup && st != styleBracket {
			usable = slices.DeleteFunc(slices.Clone(cands), func(c headLine) bool { return c.style != st && (st != stylePlain || c.style != styleASCII) })
		}
		chosen := p.chooseNotes(usable, refs, st)
		paired := pairedNotes(chosen)
		if paired > best && paired >= leastPairs[st] || st == styleSup {
			best = max(best, paired)
			found, lost = chosen, unanswered(refs, chosen)
		}
	}
	return found, lost
}

// leastPairs is how many pairs prove a style that other things look like.
var leastPairs = map[style]int{styleSup: 1, styleCircled: 2, styleWord: 2, styleBracket: 2, styleParen: 3, stylePlain: 2}

func unanswered(refs []token, chosen []boundNote) []token {
	taken := make(map[[2]int]bool)
	for _, c := range chosen {
		if c.marker != nil {
			taken[[2]int{c.marker.line, c.marker.start}] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(refs), func(t token) bool { return taken[[2]int{t.line, t.start}] })
}

// scanMarks collects the tokens that count up: exponents, years and list
// items do not fit into the sequence of the markers.
func (p *paper) scanMarks(st style, heads map[int]int) []token {
	if st == stylePlain && heads[1] <= 1 {
		return p.risingMarks(st, heads)
	}
	var refs []token
	last := 0
	for i := range p.lines {
		if !p.inBody(i) || p.lines[i].role != roleText || p.lines[i].has&markClass[st] == 0 {
			continue
		}
		s := p.lines[i].text
		for _, m := range tokens(s, st) {
			m.style = st
			n := m.number
			if m.start == 0 && (n <= last || looksCited(s)) {
				continue // a footnote's own number
			}
			if st == stylePlain && plainWeight(s, m.start, m.end) < 5 {
				continue
			}
			if a, b := splitMark(s, m, last); a.number > 0 {
				refs = append(refs, token{a, i, 0}, token{b, i, 0})
				last = b.number
				continue
			}
			ahead := n > last && n <= last+20 && heads[n] > 0
			restart := n == 1 && last > 1 && heads[1] > 1
			if n == last+1 && n > 0 && (st == styleSup || heads[n] > 0) || ahead || restart {
				refs = append(refs, token{m, i, 0})
				last = n
			}
		}
	}
	return refs
}

// risingMarks are the markers of a style that much else looks like, where
// numbers do not start again: those of the heaviest rising chain.
func (p *paper) risingMarks(st style, heads map[int]int) []token {
	var ts []token
	hi := 0
	for i := range p.lines {
		if !p.inBody(i) || p.lines[i].role != roleText {
			continue
		}
		n := len(ts)
		for _, t := range p.lineTokens(nil, i, st) {
			if heads[t.number] > 0 && t.start > 0 {
				ts = append(ts, t)
				hi = max(hi, t.number)
			}
		}
		if len(ts)-n > maxTokens {
			ts = ts[:n+maxTokens]
		}
	}
	chain, _ := risingChain(ts, 1, hi)
	return chain
}

// splitMark reads two superscripts that stand side by side (¹¹¹² is 11 and
// 12) when the whole is too high to be the next number.
func splitMark(s string, m mark, last int) (a, b mark) {
	if m.style != styleSup || m.number <= last+20 {
		return a, b
	}
	for i := range s[m.start:m.end] {
		x, y := supNumber(s[m.start:m.start+i]), supNumber(s[m.start+i:m.end])
		if x == last+1 && y == x+1 {
			at := m.start + i
			return mark{start: m.start, end: at, number: x, style: m.style}, mark{start: at, end: m.end, number: y, style: m.style}
		}
	}
	return a, b
}

// chooseNotes takes the heaviest chain of candidate lines in which line and
// marker both rise. A heading "2. …" and footnote 2 exclude each other; what
// looks like a footnote weighs more.
func (p *paper) chooseNotes(cands []headLine, refs []token, st style) []boundNote {
	byNumber := make(map[int][]int)
	for i, r := range refs {
		byNumber[r.number] = append(byNumber[r.number], i)
	}
	before := func(n, line int) int { // the last marker n above the line
		at := byNumber[n]
		k := sort.Search(len(at), func(k int) bool { return refs[at[k]].line >= line })
		if k == 0 {
			return -1
		}
		return at[k-1]
	}
	type link struct {
		head              headLine
		ref, weight, prev int
	}
	links := []link{{prev: -1}} // links[0] is the empty chain
	heavier := func(i int) int { return links[i].weight }
	tree := make(maxTree, 2*len(refs)+4)
	top := 0
	for i, c := range cands {
		ref := before(c.number, c.line)
		pos := 2*ref + 2
		if ref < 0 {
			low := -1
			for d := 1; d <= 3 && low < 0; d++ {
				low = before(c.number-d, c.line)
			}
			pos = 2*low + 3
			if low < 0 {
				continue
			}
		}
		w := noteWeight(c, st, ref >= 0, beside(cands, i))
		if w <= 0 {
			continue
		}
		prev := tree.max(pos-1, heavier)
		links = append(links, link{c, ref, links[prev].weight + w, prev})
		tree.set(pos, len(links)-1, heavier)
		if links[len(links)-1].weight > links[top].weight {
			top = len(links) - 1
		}
	}
	var out []boundNote
	for ; top > 0; top = links[top].prev {
		b := boundNote{headLine: links[top].head}
		if links[top].ref >= 0 {
			b.marker = &refs[links[top].ref]
		}
		out = append(out, b)
	}
	slices.Reverse(out)
	return out
}

// beside says that the candidate's neighbours count on from it: footnotes
// stand together at the foot of a page.
func beside(cands []headLine, i int) bool {
	c := cands[i]
	return i > 0 && cands[i-1].number == c.number-1 && cands[i-1].line == c.line-1 ||
		i+1 < len(cands) && cands[i+1].number == c.number+1 && cands[i+1].line == c.line+1
}

// noteWeight says how much a line looks like a footnote.
func noteWeight(c headLine, st style, marked, beside bool) int {
	w := 0
	if c.cited {
		w += 3
	}
	if closed(c.rest) {
		w++
	}
	if beside {
		w += 2
	}
	if c.style == st {
		w += 2
	}
	if c.style == styleASCII && ems(c.rest) <= 40 && !closed(c.rest) && !strings.ContainsAny(c.rest, ",，") {
		w -= 6 // a numbered heading
	}
	switch {
	case marked:
		return w + 10
	case c.style == stylePlain:
		return 0
	case c.style == st || beside && c.cited:
		return w
	}
	return 0
}

// claimRun marks the first lines of the notes; where a number has a line for
// itself, the next one too.
func (p *paper) claimRun(found []boundNote) {
	for _, b := range found {
		p.lines[b.line].role = roleNote
		if b.below {
			p.lines[b.line+1].role = roleNote
		}
	}
}

// findClusters reads notes that stand together as the foot of a page, where
// numbers that start again defeat the chain. It gives nil unless that pairs
// more notes than the chain did.
func (p *paper) findClusters(paired int) []boundNote {
	pages := make([]int, len(p.lines))
	page, in := 0, false
	last := 0
	for i := range p.lines {
		pages[i], p.lines[i].page = p.lines[i].page, page
		h, ok := p.headAt(i, len(p.lines))
		switch {
		case ok && (h.number == last+1 || h.number == 1 || !in && h.number < last+4):
			in, last = true, h.number
		case in && p.lines[i].gap:
			page, in = page+1, false
			p.lines[i].page = page
		}
	}
	found := p.zonePath()
	n := 0
	for k := range found {
		n += len(found[k].marks)
	}
	var out []boundNote
	if n > paired+paired/20 {
		out = p.bindZones(found)
	}
	for i := range p.lines {
		p.lines[i].page = pages[i]
	}
	return out
}
