package pdftext

import (
	"slices"
	"strings"
)

// Where pages are known, the notes of a page are a zone at its foot: lines
// that begin with numbers which count up, in one style, with a marker for each
// in the text above. Every line that might begin the zone is a guess; the best
// row of guesses over all pages is the one whose numbers go on from page to
// page, or start again, and whose markers are found.

// headLine is a line that may start a footnote.
type headLine struct {
	line   int
	number int
	style  style
	rest   string
	cited  bool // rest cites or quotes something
	below  bool // the number has the line for itself, the note starts below
}

// zone is a guess at the notes of one page.
type zone struct {
	heads []headLine
	marks []token // chosen markers, numbers rising
	score int
}

// Bounds of the work on one page.
const (
	maxHeads  = 120 // lines that may start a note, from the foot up
	maxZones  = 12  // guesses kept for a page
	maxStates = 16  // rows of guesses kept
)

// taste is what the notes found so far were printed like.
type taste struct{ mark, head style }

// findZones finds the notes of all pages.
func (p *paper) findZones() []boundNote { return p.bindZones(p.zonePath()) }

// zonePath is the best row of zones. What notes are printed like is learnt
// from the first pages, which are read twice.
func (p *paper) zonePath() []zone {
	pages := p.pageSpans()
	first := make([]pageGuess, min(len(pages), tastePages))
	for k := range first {
		first[k] = p.readPage(pages[k])
	}
	like := tasteOf(p.walkPages(pages[:len(first)], first, taste{}))
	return p.walkPages(pages, first, like)
}

// tastePages is how many pages show what the notes are printed like.
const tastePages = 600

// bindZones pairs the notes of zones with their markers and claims their lines.
func (p *paper) bindZones(path []zone) []boundNote {
	pages := p.pageSpans()
	var out []boundNote
	for k := range path {
		z := &path[k]
		p.fromPageBefore(pages, path, k)
		out = append(out, bindMarks(z.heads, z.marks)...)
		p.claimZone(pages, z)
	}
	return out
}

// pageSpans are the lines of each page.
func (p *paper) pageSpans() []span {
	var out []span
	for from := 0; from < len(p.lines); {
		to := from
		for to < len(p.lines) && p.lines[to].page == p.lines[from].page {
			to++
		}
		out = append(out, span{from, to})
		from = to
	}
	return out
}

// spanOf is the page that holds a line.
func spanOf(pages []span, line int) int {
	k, _ := slices.BinarySearchFunc(pages, line, func(s span, line int) int {
		if s.to <= line {
			return -1
		}
		if s.from > line {
			return 1
		}
		return 0
	})
	return k
}

// claimZone marks the lines from the first note to the foot of the page.
func (p *paper) claimZone(pages []span, z *zone) {
	first := z.heads[0].line
	for i := first; i < pages[spanOf(pages, first)].to && p.inBody(i); i++ {
		if p.endsZone(i, z) {
			return
		}
		p.lines[i].role = roleNote
	}
}

// endsZone says that line i, below notes, is none of theirs: dates of the
// paper's history, or a numbered heading behind a gap.
func (p *paper) endsZone(i int, z *zone) bool {
	l := &p.lines[i]
	return l.gap && i > z.heads[len(z.heads)-1].line && (historyHead.MatchString(l.text) || keywordHead.MatchString(l.text) || heads[headWord(l.text)])
}

// state is the end of a row of guesses.
type state struct {
	last  int // number of the last note, 0 at the start
	page  int // that has it
	score int
	prev  *state
	zone  *zone
}

// walkPages takes the best row of zones over all pages.
// The first of them have been read already.
func (p *paper) walkPages(pages []span, read []pageGuess, like taste) []zone {
	states := []*state{{}}
	for k, s := range pages {
		var g pageGuess
		if k < len(read) {
			g = read[k]
		} else {
			g = p.readPage(s)
		}
		zones := p.guessZones(s, &g, like)
		if len(zones) == 0 {
			continue
		}
		next := slices.Clone(states) // the page may have no notes
		for i := range zones {
			z := &zones[i]
			var best *state
			for _, st := range states {
				next := step(st.last, z.heads[0].number)
				if sc := st.score + z.score + next; z.convinces(next, k-st.page) && (best == nil || sc > best.score) {
					best = &state{z.heads[len(z.heads)-1].number, k, sc, st, z}
				}
			}
			if best != nil {
				next = append(next, best)
			}
		}
		states = prune(next)
	}
	var out []zone
	for st := states[0]; st != nil && st.zone != nil; st = st.prev {
		out = append(out, *st.zone)
	}
	slices.Reverse(out)
	return out
}

// prune keeps the best state of each last number, best first.
func prune(states []*state) []*state {
	slices.SortStableFunc(states, func(a, b *state) int { return b.score - a.score })
	var out []*state
	for _, s := range states {
		if len(out) < maxStates && !slices.ContainsFunc(out, func(o *state) bool { return o.last == s.last }) {
			out = append(out, s)
		}
	}
	return out
}

// step weighs how the numbers of a page follow those of the page before.
func step(last, first int) int {
	switch {
	case first == last+1:
		return 6
	case first == 1:
		return 1
	case first > last && first <= last+4:
		return -3
	}
	return -14
}

// pageGuess is what may be notes and markers on a page: lines that may start
// notes, and possible markers in each style.
type pageGuess struct {
	heads []headLine
	marks [len(bodyStyles)][]token
}

// readPage collects what may be notes and markers on a page.
func (p *paper) readPage(s span) (g pageGuess) {
	g.heads = p.pageHeads(s)
	if len(g.heads) == 0 {
		return g
	}
	s.to = g.heads[len(g.heads)-1].line // no note's marker stands below it
	for k, st := range bodyStyles {
		g.marks[k] = p.pageTokens(s, st)
	}
	return g
}

// guessZones are the likely zones of a page.
func (p *paper) guessZones(s span, g *pageGuess, like taste) []zone {
	heads := g.heads
	var out []zone
	for i := range heads {
		z := zone{heads: chainHeads(heads[i:])}
		z.score = p.headsScore(heads[i:], z.heads, like)
		if z.score+10*len(z.heads) <= 0 {
			continue
		}
		best := 0
		for k, st := range bodyStyles {
			chain, w := p.matchMarks(g.marks[k], z.heads, st, like)
			if w > best {
				best, z.marks = w, chain
			}
		}
		z.score += best - costFilled*p.fillMarks(&z, s)
		z.score -= p.unmatched(&z) - p.footWeight(&z, s)
		if p.narrow(&z, s) {
			z.score -= 15
		}
		if len(z.marks) > 0 && z.score > 0 || len(z.marks) == 0 && z.score > -5 && p.sure(&z, like) {
			out = append(out, z)
		}
	}
	slices.SortStableFunc(out, func(a, b zone) int { return b.score - a.score })
	return out[:min(len(out), maxZones)]
}

// bodyStyles lists the styles of markers that count.
var bodyStyles = [...]style{styleSup, styleCircled, styleWord, styleBracket, styleParen, stylePlain}

// maxUnmarked is how many notes of a page may all have lost their markers.
const maxUnmarked = 3

// sure says that a zone without markers still must be one: its numbers have
// signs that only notes have, or it cites and looks like the other zones.
func (p *paper) sure(z *zone, like taste) bool {
	for _, h := range z.heads {
		if h.style == styleASCII || h.style == stylePlain || h.style == styleParen || h.style == styleBracket {
			if !h.cited || h.style != like.head || len(z.heads) > maxUnmarked {
				return false
			}
		}
	}
	return true
}

// narrow says that the lines of a zone are as short as those of a table or a
// list of contents.
func (p *paper) narrow(z *zone, s span) bool {
	n, short := 0, 0
	for i := z.heads[0].line; i < s.to && n < maxHeads; i++ {
		n++
		if t := p.lines[i].text; len(t) < 40 && ems(t) < 9 {
			short++
		}
	}
	return n >= 6 && 5*short >= 3*n && !z.heads[0].below
}

// pageHeads are the lines of a page that may start a note.
func (p *paper) pageHeads(s span) []headLine {
	var out []headLine
	for i := s.to - 1; i >= s.from && len(out) < maxHeads; i-- {
		if h, ok := p.headAt(i, s.to); ok {
			out = append(out, h)
		} else if p.listsReferences(i) {
			out = slices.DeleteFunc(out, func(h headLine) bool { return h.style == styleBracket || h.style == styleASCII })
		}
	}
	slices.Reverse(out)
	return out
}

// headAt reads line i as the start of a note on a page that ends before end.
func (p *paper) headAt(i, end int) (headLine, bool) {
	l := &p.lines[i]
	if !p.inBody(i) || l.role != roleText || len(p.taken) > 0 && p.taken[[2]int{i, 0}] || l.has&hasTab != 0 {
		return headLine{}, false
	}
	n, st, rest := noteHead(l.text)
	h := headLine{line: i, number: n, style: st, rest: rest}
	if n == 0 || n > maxChain {
		return h, false
	}
	if rest == "" {
		if i+1 >= end || isASCIIDigit(p.lines[i+1].text[0]) || loneNumber.MatchString(p.lines[i+1].text) {
			return h, false
		}
		h.below, h.rest = true, p.lines[i+1].text
	}
	if st.weak() && (l.has&isCode != 0 || !wordy(h.rest)) {
		return h, false
	}
	h.cited = looksCited(h.rest)
	return h, true
}

// chainHeads takes the heads that count up from the first, in its style; a
// number may be lost.
func chainHeads(heads []headLine) []headLine {
	out := heads[:1:1]
	for i := 1; i < len(heads); {
		cur := out[len(out)-1]
		next := -1
		for k := i; k < len(heads) && next < 0; k++ {
			if heads[k].style == cur.style && heads[k].number == cur.number+1 {
				next = k
			}
		}
		for k := i; k < len(heads) && next < 0; k++ {
			if d := heads[k].number - cur.number; heads[k].style == cur.style && (d == 2 || d == 3) && (cur.style == styleSup || heads[k].cited) {
				next = k
			}
		}
		if next < 0 {
			break
		}
		out = append(out, heads[next])
		i = next + 1
	}
	return out
}

var headWeights = map[style]int{styleSup: 4, styleCircled: 3, styleWord: 5, styleBracket: 2, styleParen: 1, styleASCII: 1, stylePlain: 1}

// headsScore says how much the chosen of the heads from the first on look
// like the notes of a page.
func (p *paper) headsScore(all, chosen []headLine, like taste) int {
	score := 0
	k := 0
	for _, h := range all {
		if k < len(chosen) && h.line == chosen[k].line {
			score += headWeights[h.style] + p.lineWeight(h)
			if h.style == like.head {
				score += 2
			}
			k++
			continue
		}
		if h.number <= chosen[k-1].number && h.style == chosen[0].style {
			score -= 6 // the zone holds another list
		} else if h.style != chosen[0].style && h.number == 1 {
			score -= 2
		}
	}
	if p.lines[chosen[0].line].gap {
		score++
	}
	return score
}

// lineWeight judges the line of a head by what it says.
func (p *paper) lineWeight(h headLine) int {
	w := 0
	if h.cited {
		w += 3
	}
	alone := !h.below && (h.line+1 >= len(p.lines) || p.lines[h.line+1].gap)
	if h.style == styleASCII || h.style == styleParen || h.style == stylePlain {
		if alone && ems(h.rest) <= 30 && !closed(h.rest) && !strings.ContainsAny(h.rest, ",，《〈\"“") {
			w -= 6 // a numbered heading
		}
	}
	return w
}

// unmatched is the price of notes without a marker.
func (p *paper) unmatched(z *zone) int {
	cost, m := 0, 0
	for _, h := range z.heads {
		for m < len(z.marks) && z.marks[m].number < h.number {
			m++
		}
		if m < len(z.marks) && z.marks[m].number == h.number {
			continue
		}
		switch {
		case h.style == styleSup || h.style == styleCircled || h.style == styleWord || h.cited:
			cost += 4
		default:
			cost += 10
		}
	}
	return cost
}
