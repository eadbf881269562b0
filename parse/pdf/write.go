package pdf

import (
	"math"
	"regexp"
	"strings"
	"unicode/utf8"

	"wensou/parse/pdftext"
)

const (
	paragraphGap = 1.45 // line distances: wider is a blank line
	indentStep   = 1.2  // ems by which a paragraph's first line is moved in
	headingSize  = 1.12 // of the text's size
	latinHeading = 1.2  // the same, where no Chinese characters show the size
)

// writer makes the text that pdftext reads: a form feed between pages, a line
// for each paragraph of a page, blank lines around headings, and footnotes
// apart, a line for each.
type writer struct {
	b         strings.Builder
	layout    pdftext.Layout // of the lines written
	above     *line          // the last one of the column before
	bodySize  float64
	pages     int     // with text, so far
	titleSize float64 // of the largest type on the first page with text
}

// put writes a line of text, of this class.
func (w *writer) put(s string, class pdftext.Class, size float64) {
	w.b.WriteString(s + "\n")
	w.layout = append(w.layout, pdftext.Line{Class: class, Size: size})
}

// putText writes a paragraph or heading that begins with line l.
func (w *writer) putText(s string, l *line, row bool) {
	switch {
	case row || !isHeading(l, w.bodySize):
		w.put(s, pdftext.Plain, 0)
	case l.size < headingSize*w.bodySize: // only bold
		w.put(s, pdftext.Heading, 0)
	case w.pages == 1 && l.size >= w.titleSize:
		w.put(s, pdftext.Title, l.size)
	default:
		w.put(s, pdftext.Heading, l.size)
	}
}

// indent stands before the first line of a paragraph that is moved in.
const indent = "\u3000\u3000"

func (w *writer) page(t *pageText) {
	if w.pages == 0 && len(t.columns) > 0 {
		w.pages, w.titleSize = 1, t.largest()
	} else if w.pages > 0 {
		w.pages++
	}
	for i := range t.columns {
		w.column(&t.columns[i], i == 0)
	}
	if len(t.notes) > 0 {
		w.put("", pdftext.Plain, 0)
	}
	for i := range t.notes {
		w.notes(t.notes[i].lines)
	}
}

// notes writes footnotes; lines that do not begin one go on with it.
func (w *writer) notes(lines []line) {
	text, class := "", pdftext.NoteRest
	flush := func() {
		if text != "" {
			w.put(text, class, 0)
		}
	}
	for i := range lines {
		s := lines[i].text
		if lines[i].marker != "" {
			flush()
			text, class = s, pdftext.Note
			continue
		}
		text = join(text, s)
	}
	flush()
}

// column writes the text of one column, paragraph after paragraph.
func (w *writer) column(c *column, top bool) {
	pitch := linePitch(c.lines)
	rows := tableRows(c.lines, headingSize*w.bodySize)
	text, first := "", 0
	for i := range c.lines {
		l := &c.lines[i]
		how := begins
		if i > 0 {
			how = c.follows(i, pitch, w.bodySize)
		}
		if rows[i] || i > 0 && rows[i-1] {
			how = max(how, begins)
		}
		s := l.text
		if i > 0 && how == goesOn && l.marksEnd(&c.lines[i-1]) {
			s = superscript(s)
		}
		if rows[i] {
			s = tabbed(l)
		}
		if how == goesOn {
			text = join(text, s)
			continue
		}
		if text != "" {
			w.putText(text, &c.lines[first], rows[first])
		}
		if how == apartFrom || i == 0 && !top && (c.movedIn(0, w.bodySize) || isHeading(l, w.bodySize) || isHeading(w.above, w.bodySize)) {
			w.put("", pdftext.Plain, 0)
		}
		if c.movedIn(i, w.bodySize) && !rows[i] {
			s = indent + s
		}
		text, first = s, i
	}
	if text != "" {
		w.putText(text, &c.lines[first], rows[first])
	}
	w.above = &c.lines[len(c.lines)-1]
}

// How a line stands to the one above.
type relation int

const (
	goesOn    relation = iota // in the same paragraph
	begins                    // a paragraph
	apartFrom                 // set off by white space, size or weight
)

// follows says how line i stands to the line above it.
func (c *column) follows(i int, pitch, bodySize float64) relation {
	l, above := &c.lines[i], &c.lines[i-1]
	gap := l.bottom - above.bottom
	switch {
	case l.marksEnd(above) && gap < paragraphGap*pitch:
		return goesOn
	case isHeading(l, bodySize) != isHeading(above, bodySize), math.Abs(l.size-above.size) > 0.08*math.Max(l.size, above.size):
		return apartFrom
	case gap > paragraphGap*math.Max(pitch, above.size*1.05) && gap > paragraphGap*pitch*l.size/math.Max(bodySize, l.size):
		return apartFrom
	}
	full := c.full(i - 1)
	step := (l.left - above.left) / l.size
	switch {
	case dotLeader.MatchString(above.text), keywordLine.MatchString(l.text):
		return begins
	case !full && (closed(above.text) || step > 0.5 || wideShare(above.text) > 0.5):
		return begins
	case !full && above.right-above.left < 0.6*(c.right-c.left):
		return begins
	case listItem.MatchString(l.text) && (closed(above.text) || !full):
		return begins
	case step > indentStep && closed(above.text):
		return begins
	case step > indentStep && step < 5 && !listItem.MatchString(above.text) && i > 1 && math.Abs(c.lines[i-2].left-above.left) < 0.5*l.size && full && l.left-c.left < 3*l.size:
		return begins
	case step < -indentStep && i > 1 && math.Abs(c.lines[i-2].left-above.left) < 0.5*l.size && above.left-c.left > indentStep*l.size && closed(above.text):
		return begins
	}
	return goesOn
}

var listItem = regexp.MustCompile(`^(?:[•·●○■□◆–-] ?|[(（\[［]\d{1,3}[)）\]］]|\d{1,3}[.．、)] ?|[(（]?[一二三四五六七八九十]{1,3}[)）、])`)

// keywordLine is set like the abstract above it.
var keywordLine = regexp.MustCompile(`(?i)^(?:關鍵詞|关键词|關鍵字|关键字|key ?words?) ?[:：]`)

// dotLeader ends the lines of a table of contents.
var dotLeader = regexp.MustCompile(`(?:[.·…] ?){4,} ?[\dxivlc]*$`)

// marksEnd says that l is but the marker of a note at the end of the line
// above, which was full.
func (l *line) marksEnd(above *line) bool {
	return l.size <= supSize*above.size && raisedNumber.MatchString(l.text)
}

// full says that line i reaches the right margin: Chinese lines are set to it,
// others may stay some words short. Quotations have a margin of their own.
func (c *column) full(i int) bool {
	l := &c.lines[i]
	short := c.right - l.right
	if wideShare(l.text) <= 0.5 {
		return short < 0.2*(c.right-c.left)
	}
	if short < 2.2*l.size {
		return true
	}
	for k := max(0, i-3); k < min(len(c.lines), i+4); k++ {
		if k != i && math.Abs(c.lines[k].right-l.right) < 0.6*l.size && l.right-l.left > 12*l.size {
			return true
		}
	}
	return false
}

// movedIn says that line i begins with an indent.
func (c *column) movedIn(i int, bodySize float64) bool {
	l := &c.lines[i]
	in := (l.left - c.left) / l.size
	return !isHeading(l, bodySize) && in > indentStep && in < 4 && (i+1 == len(c.lines) || c.lines[i+1].left < l.left-0.5*l.size || !c.full(i))
}

func isHeading(l *line, bodySize float64) bool {
	larger := headingSize
	if wideShare(l.text) == 0 {
		larger = latinHeading
	}
	return l.size >= larger*bodySize || l.bold && utf8.RuneCountInString(l.text) <= 60
}

var sectionNumber = regexp.MustCompile(`^(?:[A-Z\d]{1,2}(?:\.\d{1,2}){0,3}\.?|第.{1,6}[章節节])$`)

// tableRows says which lines are rows of a table: with wide gaps, and beside
// others whose cells begin at the same places. Headings, which are of this size
// and more, have a wide gap behind their number.
func tableRows(lines []line, heading float64) []bool {
	numbered := func(l *line) bool {
		return l.size >= heading && len(l.cells) == 2 && sectionNumber.MatchString(l.cells[0].text)
	}
	rows := make([]bool, len(lines))
	for i := 1; i < len(lines); i++ {
		if !numbered(&lines[i-1]) && !numbered(&lines[i]) && aligned(&lines[i-1], &lines[i]) {
			rows[i-1], rows[i] = true, true
		}
	}
	return rows
}

// aligned says that a cell behind the first of one line stands below one of
// the other.
func aligned(a, b *line) bool {
	if len(a.cells) < 2 || len(b.cells) < 2 {
		return false
	}
	for _, x := range a.cells[1:] {
		for _, y := range b.cells[1:] {
			if math.Abs(x.left-y.left) < 0.4*a.size || math.Abs(x.right-y.right) < 0.4*a.size ||
				math.Abs(x.left+x.right-y.left-y.right) < 0.8*a.size {
				return true
			}
		}
	}
	return false
}

func tabbed(l *line) string {
	cells := make([]string, len(l.cells))
	for i, c := range l.cells {
		cells[i] = c.text
	}
	return strings.Join(cells, "\t")
}

// wideShare is the share of Chinese characters in s.
func wideShare(s string) float64 {
	n := 0
	for _, r := range s {
		if cjk(r) {
			n++
		}
	}
	return float64(n) / math.Max(1, float64(utf8.RuneCountInString(s)))
}
