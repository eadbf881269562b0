package pdftext

import "strings"

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
	style int // of a heading, -1 without a number
	note  *note
	said  joiner // the lines, markers and markup in place
}

// text is what the block says; of a table, the first row.
func (b *block) text() string { return b.said.String() }

// closed says that the block ends a sentence.
func (b *block) closed() bool {
	return closed(string(b.said.buf[max(0, len(b.said.buf)-maxSquash):]))
}

// opening is the start of what the block says.
func (b *block) opening() string {
	return string(b.said.buf[:min(len(b.said.buf), maxSquash)])
}

// take appends line i.
func (b *block) take(i int, text string) {
	b.said.add(text)
	b.last = i
}

var (
	captionHead = newLead("圖表图附FT", `^(圖|表|图|附圖|附表|Figure|Fig\.|Table) {0,4}[\d一二三四五六七八九十]+([-－.]\d+)?([ \x{3000}:：.、\p{Han}]|$)`)
	sourceHead  = newLead("資资數数來来Ss說说備备附註注", `^(資料來源|资料来源|資料出處|数据来源|來源|来源|Sources?|說明|说明|備註|备注|附註|註|注) ?[:：]`)
	keywordHead = newLead("關关Kk", `(?i)^(關鍵詞|关键词|關鍵字|关键字|key ?words?) ?[:：] ?`)
	historyHead = newLead("（(收投來修採接通RA", `^[（(]?(收件|收稿|投稿|來稿|修正|修訂|修改|修回|採用|接受|接受刊登|通過|Received|Revised|Accepted)(日期|日|時間| on)? ?[:：] ?(.*\d{4}.*)$`)
	absHead     = newLead("【[摘內Aa", `(?i)^(?:【|\[)?(摘 ?要|內容提要|abstract)(?:】|\])? ?[:：] ?(.+)$`)
)

// makeBlocks cuts the lines from..to into blocks.
func (p *paper) makeBlocks(from, to int) []block {
	var out []block
	count := make(headCounter)
	for i := from; i < to; i++ {
		l := &p.lines[i]
		b := block{first: i, last: i, style: -1}
		prev := &block{kind: heading}
		if len(out) > 0 {
			prev = &out[len(out)-1]
		}
		switch {
		case l.role != roleText:
			if p.noteBlock(&b, prev, l) {
				prev.take(i, l.text)
				continue
			}
		case strings.Contains(l.text, "\t"):
			b.kind = table
			if prev.kind == table {
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
		case !l.gap && prev.kind != heading && prev.kind != table && prev.kind != history && prev.kind != rest && p.flows(prev, i):
			prev.take(i, l.text)
			continue
		}
		b.said.add(l.text)
		out = append(out, b)
	}
	return out
}

// noteBlock sets b to what line l of a footnote is, or says that it goes on
// with prev.
func (p *paper) noteBlock(b, prev *block, l *line) (goesOn bool) {
	switch {
	case l.role == roleSection:
		b.kind = heading
	case l.note != nil:
		b.kind, b.note = footnote, l.note
	case l.rest != nil:
		b.kind, b.note = rest, l.rest
		return prev.kind == rest && prev.note == l.rest
	default:
		return prev.kind == footnote
	}
	return false
}

// flows says that line i, which stands directly below prev, continues it. A
// line that ends a sentence well before the margin ends its paragraph.
func (p *paper) flows(prev *block, i int) bool {
	l, above := &p.lines[i], &p.lines[i-1]
	width := 0.0
	if len(above.text) <= 4*maxMeasure {
		width = ems(above.text)
	}
	full := p.wrap > 0 && width > 0.9*p.wrap && width < 1.2*p.wrap
	if p.startsItem(l.text, p.lines[prev.first].text) || l.lead >= 4 && strings.HasPrefix(l.text, "\u3000") {
		return false
	}
	if l.indent && (closed(above.said()) || p.wrap > 0 && width < 0.8*p.wrap) {
		return false
	}
	if !closed(above.said()) {
		return true
	}
	if prev.kind == footnote {
		return len(l.marks) == 0
	}
	return full
}

// startsItem says that a line starts an item of a list: with a bullet, or
// with the number behind that of the item above.
func (p *paper) startsItem(s, above string) bool {
	if strings.ContainsRune(itemSigns, firstRune(s)) {
		return true
	}
	n, st, rest := noteHead(s)
	if n < 2 || rest == "" || st == stylePlain || st == styleSup {
		return false
	}
	m, before, _ := noteHead(above)
	return m == n-1 && before == st
}

// itemSigns stand before the items of lists.
const itemSigns = "•●○■□◆◇▪‣➢✓※★☆"

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
	if is, known := p.shownHeading(i, s, style); known {
		return is
	}
	if heads[headWord(s)] {
		return true
	}
	st, n := headNumber(s)
	alone := i+1 >= len(p.lines) || p.lines[i+1].gap || p.lines[i+1].note != nil
	if st < 0 {
		return alone && l.gap && p.lonely(i, s)
	}
	if !l.gap && !(i > 0 && closed(p.lines[i-1].said())) && !(i > 0 && ems(p.lines[i-1].text) < 20) {
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
	return p.numbered == 0 && closed(p.lines[i-1].said()) && ems(next) > 20 && !strings.Contains(next, "\t")
}
