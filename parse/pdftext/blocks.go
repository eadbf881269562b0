package pdftext

import (
	"regexp"
	"strings"
)

type blockKind int

const (
	prose blockKind = iota
	heading
	footnote
	rest // of a footnote, behind a page break
	caption
	source
	table
	keywords
	history // received, revised, accepted
)

// block is a run of lines that the page shows as one thing.
type block struct {
	kind  blockKind
	first int // index of its first line
	last  int
	text  string // joined, markers and markup in place; tables: one row a line
	style int    // of a heading, -1 without a number
	note  *note
}

var (
	captionHead = regexp.MustCompile(`^(圖|表|图|附圖|附表|Figure|Fig\.|Table) ?[\d一二三四五六七八九十]+([-－.]\d+)?([ :：.、\p{Han}]|$)`)
	sourceHead  = regexp.MustCompile(`^(資料來源|资料来源|資料出處|数据来源|來源|来源|Sources?|說明|说明|備註|备注|附註|註|注) ?[:：]`)
	keywordHead = regexp.MustCompile(`(?i)^(關鍵詞|关键词|關鍵字|关键字|key ?words?) ?[:：] ?`)
	historyHead = regexp.MustCompile(`^[（(]?(收件|收稿|投稿|來稿|修正|修訂|修改|修回|採用|接受|接受刊登|通過|Received|Revised|Accepted)(日期|日|時間| on)? ?[:：] ?(.*\d{4}.*)$`)
	absHead     = regexp.MustCompile(`(?i)^(?:【|\[)?(摘 ?要|內容提要|abstract)(?:】|\])? ?[:：] ?(.+)$`)
)

// makeBlocks cuts the lines from..to into blocks.
func (p *paper) makeBlocks(from, to int) []block {
	var out []block
	count := make(headCounter)
	for i := from; i < to; i++ {
		l := p.lines[i]
		b := block{first: i, last: i, text: l.text, style: -1}
		prev := &block{kind: heading}
		if len(out) > 0 {
			prev = &out[len(out)-1]
		}
		switch {
		case l.note != nil:
			b.kind, b.note = footnote, l.note
		case strings.Contains(l.text, "\t"):
			b.kind = table
			if prev.kind == table {
				prev.text += "\n" + l.text
				prev.last = i
				continue
			}
		case p.isHeading(i, count, &b.style):
			b.kind = heading
		case p.isCaption(i):
			b.kind = caption
		case sourceHead.MatchString(l.text):
			b.kind = source
		case keywordHead.MatchString(l.text):
			b.kind = keywords
		case historyHead.MatchString(l.text):
			b.kind = history
		case !l.gap && prev.kind != heading && prev.kind != table && prev.kind != history && p.flows(prev, i):
			prev.text = join(prev.text, l.text)
			prev.last = i
			continue
		}
		out = append(out, b)
	}
	return out
}

// flows says that line i, which stands directly below prev, continues it. A
// line that ends a sentence well before the margin ends its paragraph.
func (p *paper) flows(prev *block, i int) bool {
	l, above := p.lines[i], p.lines[i-1]
	if l.indent {
		return false
	}
	if !closed(above.text) {
		return true
	}
	if prev.kind == footnote {
		return len(l.marks) == 0
	}
	return p.wrap > 0 && ems(above.text) > 0.9*p.wrap && ems(above.text) < 1.2*p.wrap
}

// wrapWidth estimates the measure of hard-wrapped text: most lines that end
// inside a sentence and have another directly below are full.
func (p *paper) wrapWidth() float64 {
	var widths [121]int
	n := 0
	for i := 1; i < len(p.lines); i++ {
		above := p.lines[i-1].text
		if w := int(ems(above)); !p.lines[i].gap && !closed(above) && w >= 15 && w <= 120 {
			widths[w]++
			n++
		}
	}
	if n < 5 {
		return 0
	}
	for w, seen := 0, 0; w < len(widths); w++ {
		if seen += widths[w]; 2*seen >= n {
			return float64(w)
		}
	}
	return 0
}

func (p *paper) isCaption(i int) bool {
	s := p.lines[i].text
	return ems(s) <= 60 && captionHead.MatchString(s) && p.lines[i].gap && !closed(s) && !strings.ContainsAny(s, "。，；")
}

// isHeading says that line i stands alone like a heading and is numbered or
// named like one. ASCII numbers must count up.
func (p *paper) isHeading(i int, count headCounter, style *int) bool {
	l := p.lines[i]
	s := p.plain(i)
	if !headShaped(s) {
		return false
	}
	if heads[squash(s)] {
		return true
	}
	st, n := headNumber(s)
	alone := i+1 >= len(p.lines) || p.lines[i+1].gap || p.lines[i+1].note != nil
	if st < 0 {
		return alone && l.gap && p.lonely(i, s)
	}
	if !l.gap && !(i > 0 && closed(p.lines[i-1].text)) && !(i > 0 && ems(p.lines[i-1].text) < 20) {
		return false
	}
	if !alone && (strings.ContainsAny(s, "，,") || p.wrap > 0 && ems(s) > 0.9*p.wrap) {
		return false // the first line of a wrapped list item
	}
	if !count.next(st, n) {
		return false
	}
	*style = st
	return true
}

// lonely says that the unnumbered line i is set off like a heading: much
// shorter than a full line, after a finished paragraph, before a long one.
func (p *paper) lonely(i int, s string) bool {
	if len(p.lines[i].marks) > 0 || ems(s) > 20 || ems(s) < 2 || strings.ContainsAny(s, "，,;；()（）<>=/\\|_0123456789") || wideShare(s) < 0.8 || closed(s) {
		return false
	}
	if captionHead.MatchString(s) || sourceHead.MatchString(s) || i == 0 || i+1 >= len(p.lines) {
		return false
	}
	next := p.lines[i+1].text
	return p.numbered == 0 && closed(p.lines[i-1].text) && ems(next) > 20 && !strings.Contains(next, "\t")
}

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
		if s := p.restScore(n, &seg[i], i == lastProse && more, i == 0 || i == len(seg)-1); s > top || s == top && s > 0 {
			best, top = i, s
		}
	}
	need := 4
	if n.open() {
		need = 2
	}
	for best >= 0 && top >= need {
		seg[best].kind, seg[best].note = rest, n.note
		n.text = join(n.text, seg[best].text)
		best++
		if best >= len(seg) || seg[best].kind != prose || closed(n.text) && balance(n.text) <= 0 {
			return
		}
		top, need = p.restScore(n, &seg[best], false, false), 4
	}
}

// open says that the note's text breaks off in the middle of things.
func (b *block) open() bool {
	t := strings.TrimRight(b.text, " ")
	return !closed(t) && !strings.HasSuffix(t, ">") || balance(t) > 0 && strings.ContainsAny(t[len(t)-1:], "(,")
}

// restScore says how much b looks like the rest of note n.
func (p *paper) restScore(n, b *block, atFoot, _ bool) int {
	s, t := b.text, n.text
	score := 0
	for i := b.first; i <= b.last; i++ {
		if len(p.lines[i].marks) > 0 {
			return 0 // notes hold no markers
		}
	}
	if looseTail.MatchString(s) {
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

func isASCIIDigit(c byte) bool { return '0' <= c && c <= '9' }
