package pdftext

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"wensou/parse/input"
)

// line is one line of the file that holds something.
type line struct {
	no     int
	page   int // from 0; pages are known where form feeds or page numbers are
	text   string
	lead   int    // half ems before the text
	gap    bool   // a blank line or page break stands before it
	indent bool   // begins further right than its page does, as new paragraphs do
	has    class  // what kinds of signs the text held when it was read
	marks  []mark // markers of notes, by place
	note   *note  // the footnote that starts here
	rest   *note  // the footnote that goes on here
	role   role
	shown  Line // what the page shows of it
}

// role is what findNotes and findTables know of a line before it is cut into
// blocks.
type role int

const (
	roleText    role = iota
	roleNote         // of a footnote: its first line or one below it
	roleSection      // heads a section of endnotes
)

// said is the text without the markers that end it.
func (l *line) said() string {
	t := l.text
	for k := len(l.marks) - 1; k >= 0 && l.marks[k].end == len(t); k-- {
		t = strings.TrimRight(t[:l.marks[k].start], " ")
	}
	return t
}

// mark is a note marker in a line: text[start:end] is cut from the unit. note
// is nil where the footnote is lost.
type mark struct {
	start, end int
	number     int
	style      style
	note       *note
	cites      []int // a mark such as [2-4]: numbers of references
}

// rawLine is a line as read, with its page.
type rawLine struct {
	no, page int
	text     string // trimmed
	lead     int
	blank    bool // stands before it
	drop     bool // page furniture
	tab      bool
}

// readLines splits f and drops what is no text: blank lines, lone signs, page
// numbers and running heads. paged says that it knows where pages end.
func readLines(f input.File) (lines []line, paged bool) {
	raw, pages := splitPages(f)
	mendDigits(raw)
	if pages == 1 {
		pages = pagesByNumber(raw)
	}
	if paged = pages > 1; paged {
		dropFurniture(raw, pages)
	} else {
		dropRepeats(raw)
	}
	raw = splitColumns(raw)
	gap, page := true, 0
	lines = make([]line, 0, len(raw))
	for i := range raw {
		r := &raw[i]
		gap = gap || r.blank || r.page != page
		page = r.page
		if r.drop || !r.tab && noText(r.text, paged) {
			gap = gap || rule.MatchString(r.text[:min(len(r.text), 80)])
			continue
		}
		lines = append(lines, line{no: r.no, page: r.page, text: r.text, gap: gap, lead: r.lead, has: classOf(r.text)})
		gap = false
	}
	if crowded(lines) {
		for i := range lines {
			lines[i].gap = i == 0 || lines[i].page != lines[i-1].page
		}
	}
	markIndents(lines)
	return lines, paged
}

// splitPages cuts f into lines and pages at form feeds.
func splitPages(f input.File) (raw []rawLine, pages int) {
	blank := true
	for _, l := range f.Lines() {
		part, rest, more := strings.Cut(l.Text, "\f")
		for {
			if r, ok := readRaw(part); ok {
				r.no, r.page, r.blank = l.Number, pages, blank
				raw = append(raw, r)
				blank = false
			} else {
				blank = true
			}
			if !more {
				break
			}
			pages, blank = pages+1, true
			part, rest, more = strings.Cut(rest, "\f")
		}
	}
	if len(raw) > 0 {
		return raw, raw[len(raw)-1].page + 1
	}
	return raw, 1
}

// readRaw reads a line, or says that it is blank. Lines with tabs keep them.
func readRaw(part string) (rawLine, bool) {
	t := strings.TrimSpace(part)
	if t == "" {
		return rawLine{}, false
	}
	if strings.IndexByte(t, '\t') >= 0 {
		return rawLine{text: strings.Trim(part, "\r "), tab: true}, true
	}
	return rawLine{text: unlink(closeUp(t)), lead: leading(part)}, true
}

// mixedHead is a number whose digits a font's table half turned into
// superscripts.
var mixedHead = newLead("0123456789", `^\d{1,2}[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}\D`)

// leastMixed is how many lines must begin so.
const leastMixed = 2

// mendDigits writes all superscripts as digits where some numbers of notes
// are half superscripts: 1⁴ is 14.
func mendDigits(raw []rawLine) {
	n := 0
	for i := range raw {
		if mixedHead.MatchString(raw[i].text[:min(len(raw[i].text), 20)]) {
			n++
		}
	}
	if n < leastMixed {
		return
	}
	for i := range raw {
		raw[i].text = plainDigits.Replace(raw[i].text)
	}
}

var plainDigits = strings.NewReplacer("⁰", "0", "¹", "1", "²", "2", "³", "3", "⁴", "4", "⁵", "5", "⁶", "6", "⁷", "7", "⁸", "8", "⁹", "9")

// leading is the width of the blanks that s starts with, in half ems.
func leading(s string) int {
	n := 0
	for _, r := range s {
		switch r {
		case ' ', '\u00a0':
			n++
		case '\u3000':
			n += 2
		default:
			return n
		}
	}
	return n
}

// crowded says that the extractor left a blank line between nearly all lines,
// as it does for wide spacing: the gaps mean nothing then.
func crowded(lines []line) bool {
	open, gaps, full := 0, 0, 0
	for i := 1; i < len(lines); i++ {
		above := &lines[i-1]
		if above.page != lines[i].page || closed(above.text) {
			continue
		}
		if w := ems(above.text); w < 20 || w > maxMeasure {
			continue
		}
		open++
		if lines[i].gap {
			gaps++
		}
		if ems(lines[i].text) >= 20 {
			full++
		}
	}
	return open >= 12 && 10*gaps >= 9*open && 10*full >= 6*open
}

// maxMeasure is the widest line in ems that a page holds.
const maxMeasure = 120

// markIndents finds the lines that are set in from the margin of their page.
func markIndents(lines []line) {
	for from := 0; from < len(lines); {
		to := from
		var leads [64]int
		for to < len(lines) && lines[to].page == lines[from].page {
			leads[min(lines[to].lead, len(leads)-1)]++
			to++
		}
		margin := 0
		for k, n := range leads {
			if n > leads[margin] {
				margin = k
			}
		}
		for i := from; i < to; i++ {
			d := lines[i].lead - margin
			lines[i].indent = d >= 2 && d <= maxIndent
		}
		from = to
	}
}

// maxIndent in half ems: lines that start further right are centred.
const maxIndent = 10

// headWord is the form in which a line is looked up among the headings that
// have fixed names; "" for lines that are too long for one.
func headWord(s string) string {
	if len(s) > maxHeadWord {
		return ""
	}
	return squash(s)
}

const maxHeadWord = 80

// squash is s without blanks, in lower case: the form in which fixed words
// such as headings are looked up. Long texts are no such words.
func squash(s string) string {
	if len(s) > maxSquash {
		return ""
	}
	if strings.IndexFunc(s, squashes) < 0 {
		return s
	}
	return strings.ToLower(strings.Join(strings.Fields(s), ""))
}

func squashes(r rune) bool {
	return r < 0x2e80 && (unicode.IsSpace(r) || unicode.IsUpper(r)) || r == '\u3000' || r >= 0xa000 && unicode.IsUpper(r)
}

const maxSquash = 400

// closeUp takes out the blanks that an extractor or a justified line put
// between ideographs: runs of them, and wide ones.
func closeUp(s string) string {
	s = strings.ReplaceAll(s, "\u00a0", " ")
	if !spacedWide(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !wide(r) || i+n >= len(s) || s[i+n] != ' ' {
			b.WriteString(s[i : i+n])
			i += n
			continue
		}
		end := spacedRun(s, i)
		if end > i {
			for _, c := range s[i:end] {
				if c != ' ' {
					b.WriteRune(c)
				}
			}
			i = end
			continue
		}
		b.WriteString(s[i : i+n])
		i += n
	}
	return b.String()
}

// spacedWide says that two characters beyond ASCII have a blank between them.
func spacedWide(s string) bool {
	for i := 1; i+1 < len(s); i++ {
		if s[i] == ' ' && s[i-1] >= 0x80 && s[i+1] >= 0x80 {
			return true
		}
	}
	return false
}

// minSpaced is how many ideographs in a row, each behind a blank, are a word
// set wide. Fewer are names and lists.
const minSpaced = 5

// spacedRun is the end of the run of single ideographs, each followed by one
// blank, that starts at s[i]; i when the run is too short.
func spacedRun(s string, i int) int {
	at, n := i, 0
	for at < len(s) {
		r, size := utf8.DecodeRuneInString(s[at:])
		if !wide(r) {
			break
		}
		n++
		at += size
		if at >= len(s) || s[at] != ' ' {
			break
		}
		next, _ := utf8.DecodeRuneInString(s[at+1:])
		if !wide(next) {
			break
		}
		at++
	}
	if n < minSpaced {
		return i
	}
	return at
}
