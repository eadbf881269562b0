package pdftext

import (
	"regexp"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"wensou/document"
)

// note is one footnote: where its line stands and what it says.
type note struct {
	number int
	id     string
	anchor *document.Anchor
}

// noteRef is one marker in reading order.
type noteRef struct {
	number, line int // line: index into paper.lines
	note         *note
}

// style is a way to print the number of a note.
type style int

const (
	styleNone    style = iota
	styleASCII         // "3. text", line starts only
	styleSup           // ³
	styleCircled       // ③
	styleBracket       // [3] {3} 〔3〕
	stylePlain         // "。3" where superscripts were lost
)

const supDigits = "⁰¹²³⁴⁵⁶⁷⁸⁹"

var (
	supRun     = regexp.MustCompile(`[⁰¹²³⁴⁵⁶⁷⁸⁹]+`)
	circled    = regexp.MustCompile(`[①-⑳㉑-㉟㊱-㊿]`)
	bracketed  = regexp.MustCompile(`[\[［〔{](\d{1,4})[\]］〕}]`)
	plainRun   = regexp.MustCompile(`[。，、；：」』）”](\d{1,3})`)
	asciiHead  = regexp.MustCompile(`^(\d{1,4}) ?[.．、] ?`)
	plainHead  = regexp.MustCompile(`^(\d{1,3}) ?`)
	wordHead   = regexp.MustCompile(`^[註注] ?(\d{1,4}) ?[:：.．、]? ?`)
	unitBefore = regexp.MustCompile(`(?:^|[^A-Za-z])(?:m|km|cm|mm|ft|s|x|y|n|R|r)$`)
)

func supNumber(s string) int {
	n := 0
	for _, r := range s {
		i := strings.IndexRune(supDigits, r)
		if i < 0 || n > 1e6 {
			return 0
		}
		n = n*10 + utf8.RuneCountInString(supDigits[:i])
	}
	return n
}

func circledNumber(s string) int {
	r, _ := utf8.DecodeRuneInString(s)
	switch {
	case '①' <= r && r <= '⑳':
		return int(r-'①') + 1
	case '㉑' <= r && r <= '㉟':
		return int(r-'㉑') + 21
	case '㊱' <= r && r <= '㊿':
		return int(r-'㊱') + 36
	}
	return 0
}

// noteHead reads the number that a footnote's line starts with.
func noteHead(s string) (n int, st style, rest string) {
	if m := supRun.FindStringIndex(s); m != nil && m[0] == 0 {
		return supNumber(s[:m[1]]), styleSup, strings.TrimSpace(s[m[1]:])
	}
	if m := circled.FindStringIndex(s); m != nil && m[0] == 0 {
		return circledNumber(s), styleCircled, strings.TrimSpace(s[m[1]:])
	}
	if m := bracketed.FindStringSubmatchIndex(s); m != nil && m[0] == 0 {
		return atoi(s[m[2]:m[3]]), styleBracket, strings.TrimSpace(s[m[1]:])
	}
	for _, re := range []*regexp.Regexp{asciiHead, wordHead, plainHead} {
		m := re.FindStringSubmatchIndex(s)
		if m == nil {
			continue
		}
		rest = s[m[1]:]
		if rest == "" || strings.ContainsAny(rest[:1], "0123456789.,%/-:") {
			return 0, styleNone, s
		}
		if re == plainHead {
			if r, _ := utf8.DecodeRuneInString(rest); strings.ContainsRune("年月日時分號号、）)", r) {
				return 0, styleNone, s
			}
			return atoi(s[m[2]:m[3]]), stylePlain, rest
		}
		return atoi(s[m[2]:m[3]]), styleASCII, rest
	}
	return 0, styleNone, s
}

// tokens finds everything in s that has the form of a marker of this style.
func tokens(s string, st style) []mark {
	var out []mark
	switch st {
	case styleSup:
		for _, m := range supRun.FindAllStringIndex(s, -1) {
			if !unitBefore.MatchString(s[max(0, m[0]-4):m[0]]) {
				out = append(out, mark{start: m[0], end: m[1], number: supNumber(s[m[0]:m[1]])})
			}
		}
	case styleCircled:
		for _, m := range circled.FindAllStringIndex(s, -1) {
			out = append(out, mark{start: m[0], end: m[1], number: circledNumber(s[m[0]:m[1]])})
		}
	case styleBracket:
		for _, m := range bracketed.FindAllStringSubmatchIndex(s, -1) {
			out = append(out, mark{start: m[0], end: m[1], number: atoi(s[m[2]:m[3]])})
		}
	case stylePlain:
		for _, m := range plainRun.FindAllStringSubmatchIndex(s, -1) {
			r, _ := utf8.DecodeRuneInString(s[m[3]:])
			if m[3] == len(s) || wide(r) && !strings.ContainsRune("年月日號号個个、）％", r) {
				out = append(out, mark{start: m[2], end: m[3], number: atoi(s[m[2]:m[3]])})
			}
		}
	}
	return out
}

// headLine is a line that may start a footnote.
type headLine struct {
	line   int
	number int
	style  style
	rest   string
}

// findNotes finds markers and footnote lines in the lines of from..to. Of the
// styles it takes the one whose markers pair best; superscripts win a tie.
func (p *paper) findNotes() {
	var cands []headLine
	numbers := make(map[int]int)
	for i := range p.lines {
		if !p.inBody(i) || strings.Contains(p.lines[i].text, "\t") {
			continue
		}
		if n, st, rest := noteHead(p.lines[i].text); n > 0 && rest != "" {
			cands = append(cands, headLine{i, n, st, rest})
			numbers[n]++
		}
	}
	best := 0
	for _, st := range []style{styleSup, styleCircled, styleBracket, stylePlain} {
		refs, marks := p.scanMarks(st, numbers)
		usable := cands
		if st == styleCircled || st == stylePlain {
			usable = slices.DeleteFunc(slices.Clone(cands), func(c headLine) bool { return c.style != st })
		}
		chosen := p.chooseNotes(usable, refs, st)
		paired := 0
		for _, c := range chosen {
			if c.ref >= 0 {
				paired++
			}
		}
		if paired > best && (st == styleSup || paired >= 2) || st == styleSup {
			best = max(best, paired)
			p.refs, p.marks, p.chosen = refs, marks, chosen
		}
	}
	p.bindNotes()
}

// scanMarks collects the tokens that count up: exponents, years and list
// items do not fit into the sequence of the markers.
func (p *paper) scanMarks(st style, heads map[int]int) ([]noteRef, map[int][]mark) {
	var refs []noteRef
	marks := make(map[int][]mark)
	last := 0
	accept := func(i int, m mark) {
		m.ref = len(refs)
		refs = append(refs, noteRef{number: m.number, line: i})
		marks[i] = append(marks[i], m)
		last = m.number
	}
	for i := range p.lines {
		if !p.inBody(i) {
			continue
		}
		s := p.lines[i].text
		for _, m := range tokens(s, st) {
			n := m.number
			if m.start == 0 && (n <= last || looksCited(s)) {
				continue // a footnote's own number
			}
			if a, b := splitMark(s, m, last); a.number > 0 {
				accept(i, a)
				accept(i, b)
				continue
			}
			ahead := n > last && n <= last+20 && heads[n] > 0
			restart := n == 1 && last > 1 && heads[1] > 1
			if n == last+1 && n > 0 || ahead || restart {
				accept(i, m)
			}
		}
	}
	return refs, marks
}

// splitMark reads two superscripts that stand side by side (¹¹¹² is 11 and
// 12) when the whole is too high to be the next number.
func splitMark(s string, m mark, last int) (a, b mark) {
	if m.number <= last+20 || !strings.ContainsRune(supDigits, firstRune(s[m.start:])) {
		return a, b
	}
	for i := range s[m.start:m.end] {
		x, y := supNumber(s[m.start:m.start+i]), supNumber(s[m.start+i:m.end])
		if x == last+1 && y == x+1 {
			at := m.start + i
			return mark{start: m.start, end: at, number: x}, mark{start: at, end: m.end, number: y}
		}
	}
	return a, b
}

func firstRune(s string) rune { r, _ := utf8.DecodeRuneInString(s); return r }

// chosenNote is a line that was taken for a footnote.
type chosenNote struct {
	headLine
	ref int
}

// chooseNotes takes the heaviest chain of candidate lines in which line and
// marker both rise. A heading "2. …" and footnote 2 exclude each other; what
// looks like a footnote weighs more.
func (p *paper) chooseNotes(cands []headLine, refs []noteRef, st style) []chosenNote {
	byNumber := make(map[int][]int)
	for i, r := range refs {
		byNumber[r.number] = append(byNumber[r.number], i)
	}
	before := func(n, line int) int { // the last marker n above the line
		at := byNumber[n]
		k := sort.Search(len(at), func(k int) bool { return refs[at[k]].line > line })
		if k == 0 {
			return -1
		}
		return at[k-1]
	}
	type link struct {
		c      chosenNote
		weight int
		prev   int
	}
	links := []link{{prev: -1}} // links[0] is the empty chain
	tree := make(maxTree, 2*len(refs)+4)
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
		prev := tree.max(pos-1, func(i int) int { return links[i].weight })
		links = append(links, link{chosenNote{c, ref}, links[prev].weight + w, prev})
		tree.set(pos, len(links)-1, func(i int) int { return links[i].weight })
	}
	top := 0
	for i := range links {
		if links[i].weight > links[top].weight {
			top = i
		}
	}
	var out []chosenNote
	for ; top > 0; top = links[top].prev {
		out = append(out, links[top].c)
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
	if looksCited(c.rest) {
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
	case c.style == st || beside && looksCited(c.rest):
		return w
	}
	return 0
}

// maxTree finds the heaviest chain that ends below a position.
type maxTree []int

func (t maxTree) set(pos, link int, weight func(int) int) {
	for i := pos + 1; i < len(t); i += i & -i {
		if weight(link) > weight(t[i]) {
			t[i] = link
		}
	}
}

func (t maxTree) max(pos int, weight func(int) int) int {
	best := 0
	for i := min(pos+1, len(t)-1); i > 0; i -= i & -i {
		if weight(t[i]) > weight(best) {
			best = t[i]
		}
	}
	return best
}

// bindNotes ties the chosen lines to their markers and warns of what is left.
func (p *paper) bindNotes() {
	for i, ms := range p.marks {
		p.lines[i].marks = ms
	}
	restart := false
	for i, r := range p.refs {
		restart = restart || i > 0 && r.number <= p.refs[i-1].number
	}
	run, last := 1, 0
	for _, c := range p.chosen {
		if c.number <= last {
			run++
		}
		n := &note{number: c.number, id: "fn" + itoa(c.number)}
		if restart || run > 1 {
			p.restart = true
			n.id = "fn" + itoa(run) + "-" + itoa(c.number)
		}
		if c.number > last+1 {
			p.warn(p.lines[c.line].no, "footnote-missing", "no footnote between %d and %d", last, c.number)
		}
		last = c.number
		p.lines[c.line].note = n
		p.lines[c.line].text = c.rest
		p.lines[c.line].marks = nil
		p.notes = append(p.notes, n)
		if c.ref >= 0 {
			p.refs[c.ref].note = n
		} else {
			p.warn(p.lines[c.line].no, "footnote-unmarked", "footnote %d has no marker in the text", c.number)
		}
	}
	for _, r := range p.refs {
		if r.note == nil {
			p.warn(p.lines[r.line].no, "marker-without-footnote", "marker %d has no footnote", r.number)
		}
	}
}
