package pdftext

import (
	"regexp"
	"strings"

	"wensou/document"
	"wensou/parse/citation"
)

var (
	bullet = regexp.MustCompile(`^[-–•‧*] +`)
	// A new entry: author and year, or year first.
	entryStart = regexp.MustCompile(`^(\d{4}|[^。《〈“"]{1,160}?[,，.] ?[(（]?\d{4})[^\d]`)
	// A number that the list itself prints: [12] or 12.
	refNumber = regexp.MustCompile(`^[\[［](\d{1,4})[\]］] ?`)
	// Full stops that end no entry.
	abbreviation = regexp.MustCompile(`(\b(Vol|No|pp?|eds?|al|Inc|Jr|St|vs|Dr|[A-Z]|[A-Z]\.[A-Z])|頁)\.$`)
	// What only the rest of an entry starts with: its imprint, pages, address.
	entryRest = regexp.MustCompile(`^(\p{Lu}[^,.:]{1,30}(, D\.C\.)?: \p{Lu}[^:]{2,80}\.$|\p{Han}{2,6}：[^：。]{2,40}。$|pp?\. ?\d|Vol\. ?\d|No\. ?\d|頁 ?\d|<*https?://)`)
	// The editor's line below the list.
	editorLine = regexp.MustCompile(`^[（(〔\[](?:本文)?(?:責任|责任|執行|执行|本文)?(?:編輯|编辑|編校|校對|校对|審校|译者|譯者)[^()（）]{0,30}[)）〕\]]$`)
	// An address after which nothing is missing.
	endsInURL = regexp.MustCompile(`https?://[^\s<>]+/?>*$`)
)

// refEntry is one entry of the list, still with markup.
type refEntry struct {
	number int // as printed, 0 without
	text   string
	lines  [][2]int
}

// readReferences reads the list: sections by their headings, entries over the
// breaks that tear them.
func (p *paper) readReferences() {
	if p.refsAt >= p.backAt {
		return
	}
	p.path = nil
	p.open = nil
	p.addHeading(1, p.refsAt, p.plain(p.refsAt))
	var sections []refHeading
	var cur *refEntry
	flush := func() {
		if cur != nil {
			p.addReference(cur, sections)
			cur = nil
		}
	}
	for i := p.refsAt + 1; i < p.backAt; i++ {
		s := p.lines[i].text
		whole := cur == nil || finished(cur.text) || endsInURL.MatchString(cur.text)
		if _, ok := p.refStarts[i]; !ok && whole && !editorLine.MatchString(s) && p.refSection(i) {
			flush()
			sections = p.addRefHeading(sections, i)
			continue
		}
		if whole && editorLine.MatchString(s) {
			flush()
			p.extend(p.add(document.KindParagraph), i, i)
			continue
		}
		number, numbered := p.refStarts[i]
		if numbered {
			_, _, s = noteHead(s)
		}
		bulleted := bullet.MatchString(s)
		s = bullet.ReplaceAllString(s, "")
		if cur != nil && !numbered && (p.refTop > 0 || p.refContinues(cur.text, s, bulleted, p.lines[i].gap)) {
			cur.text = join(cur.text, s)
			cur.lines = addLine(cur.lines, p.lines[i].no)
			continue
		}
		flush()
		cur = &refEntry{number: number, text: refNumber.ReplaceAllString(s, ""), lines: [][2]int{{p.lines[i].no, p.lines[i].no}}}
	}
	flush()
}

// finished says that an entry ends: at a stop that is no abbreviation, with
// its brackets closed.
func finished(s string) bool {
	return closed(s) && balance(s) <= 0 && !abbreviation.MatchString(s)
}

// refContinues says that s goes on with the entry cur. Bullets prove nothing:
// extractors give them to torn entries too.
func (p *paper) refContinues(cur, s string, bulleted, gap bool) bool {
	if looseTail(s) || entryRest.MatchString(s) {
		return true
	}
	if refNumber.MatchString(s) {
		return false
	}
	starts := entryStart.MatchString(s)
	switch {
	case finished(cur):
		return !starts && !bulleted && !gap && p.wrap > 0 && ems(cur) > 0.8*p.wrap && !looksEntry(s)
	case starts && (endsInURL.MatchString(cur) || closed(cur)):
		return false
	}
	return true
}

// looksEntry says that s begins with a name and a comma or year.
func looksEntry(s string) bool {
	head := s[:min(len(s), 60)]
	return strings.ContainsAny(head, ",，")
}

// refHeading is a section of the list; number is its style of numbering.
type refHeading struct {
	text   string
	number int
	parent bool
}

// refSection says that line i heads a section: a short phrase without the
// signs that entries are full of.
func (p *paper) refSection(i int) bool {
	s := p.lines[i].text
	if bullet.MatchString(s) || !headShaped(s) || ems(s) > 20 || closed(s) || looseTail(s) {
		return false
	}
	st, _ := headNumber(s)
	if st >= 0 && !headStyles[st].ascii {
		return true
	}
	if strings.ContainsAny(s, ",，.<>\"“”;；/") || strings.ContainsAny(s, "0123456789") && st < 0 {
		return false
	}
	return p.lines[i].gap || i+1 < p.backAt && entryStart.MatchString(p.lines[i+1].text)
}

// addRefHeading places a section heading. A heading directly above another is
// a part; one with a part's ending ("…部分") or numbering is a part as well.
func (p *paper) addRefHeading(open []refHeading, i int) []refHeading {
	h := refHeading{text: p.plain(i)}
	h.number, _ = headNumber(h.text)
	h.parent = i+1 < p.backAt && p.refSection(i+1) && p.rankBelow(h, i+1)
	for _, o := range open {
		if o.parent && h.text != o.text && (o.number >= 0 && o.number == h.number || o.number < 0 && sameEnding(o.text, h.text)) {
			h.parent = true
		}
	}
	level := 2
	if h.parent {
		open = nil
	} else if len(open) > 0 && open[0].parent {
		open = open[:1]
		level = 3
	} else {
		open = nil
	}
	p.addHeading(level, i, h.text)
	return append(open, h)
}

// rankBelow says that line i can be a section inside h.
func (p *paper) rankBelow(h refHeading, i int) bool {
	n, _ := headNumber(p.plain(i))
	return n != h.number || n < 0
}

func sameEnding(a, b string) bool {
	x, y := []rune(a), []rune(b)
	return len(x) > 2 && len(y) > 2 && x[len(x)-1] == y[len(y)-1] && x[len(x)-2] == y[len(y)-2]
}

func (p *paper) addReference(e *refEntry, sections []refHeading) {
	u := p.add(document.KindReference)
	if u.Number = e.number; e.number == 0 {
		u.Number = p.counts[document.KindReference]
	}
	u.Text = strings.TrimSpace(citation.Plain(e.text))
	u.Lines = e.lines
	var names []string
	for _, s := range sections {
		names = append(names, s.text)
	}
	u.Section = strings.Join(names, "/")
	p.marked[u.ID] = e.text
	if !closed(u.Text) && !endsInURL.MatchString(u.Text) {
		p.warn(e.lines[len(e.lines)-1][1], "reference-unclosed", "reference %d seems to break off", u.Number)
	}
}
