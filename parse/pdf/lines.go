package pdf

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// line is one printed line of a column.
type line struct {
	pieces      []piece // from left to right
	left, right float64
	top, bottom float64
	size        float64 // of most of its characters
	bold        bool    // all of it
	text        string  // filled in by write
	marker      string  // of the footnote that begins here
	cells       []cell  // the runs between wide gaps
}

// cell is a run of a line between gaps too wide for a blank.
type cell struct {
	left, right float64
	text        string
}

func (l *line) middle() float64 { return (l.top + l.bottom) / 2 }

// Two pieces are on one line when their middles are closer than this share of
// the larger size; superscripts are raised by up to a third.
const sameLine = 0.42

// makeLines groups pieces of one column into lines, from top to bottom.
func makeLines(pieces []piece) []line {
	order := slices.Clone(pieces)
	// Large pieces first: what is raised or lowered joins the line beside it.
	slices.SortStableFunc(order, func(a, b piece) int { return cmp.Or(cmp.Compare(b.size, a.size), cmp.Compare(a.middle(), b.middle())) })
	var lines []line
	byY := func(y float64) int {
		i, _ := slices.BinarySearchFunc(lines, y, func(l line, y float64) int { return cmp.Compare(l.middle(), y) })
		return i
	}
	for _, p := range order {
		best, dist := -1, math.Inf(1)
		at := byY(p.middle())
		for i := max(0, at-2); i < min(len(lines), at+2); i++ {
			l := &lines[i]
			d := math.Abs(l.middle() - p.middle())
			if d < dist && d <= sameLine*math.Max(l.size, p.size) {
				best, dist = i, d
			}
		}
		if best >= 0 {
			lines[best].pieces = append(lines[best].pieces, p)
			continue
		}
		lines = slices.Insert(lines, at, line{pieces: []piece{p}, top: p.y, bottom: p.bottom(), size: p.size})
	}
	for i := range lines {
		lines[i].settle()
	}
	slices.SortStableFunc(lines, func(a, b line) int { return cmp.Compare(a.middle(), b.middle()) })
	return lines
}

// settle computes what a line's pieces say of it.
func (l *line) settle() {
	slices.SortStableFunc(l.pieces, func(a, b piece) int { return cmp.Compare(a.x, b.x) })
	l.left, l.right, l.bold = math.Inf(1), math.Inf(-1), true
	for i := range l.pieces {
		p := &l.pieces[i]
		if i == 0 { // ideographic spaces are an indent
			trimmed := strings.TrimLeft(p.text, "\u3000 ")
			for _, r := range p.text[:len(p.text)-len(trimmed)] {
				shift := p.size / 4
				if r == '\u3000' {
					shift = p.size
				}
				p.x, p.w = p.x+shift, p.w-shift
			}
			p.text = trimmed
		}
		if strings.TrimSpace(p.text) == "" {
			continue
		}
		if (i == 0 || p.link) && halfRaised.MatchString(p.text) {
			p.text = superscript(p.text)
		}
		l.left, l.right = math.Min(l.left, p.x), math.Max(l.right, p.right())
		l.bold = l.bold && p.bold
	}
	l.size = lineSize(l.pieces)
	var tops, bottoms []float64
	for i := range l.pieces {
		if math.Abs(l.pieces[i].size-l.size) < 0.05*l.size {
			tops, bottoms = append(tops, l.pieces[i].y), append(bottoms, l.pieces[i].bottom())
		}
	}
	if len(tops) > 0 {
		l.top, l.bottom = slices.Min(tops), slices.Max(bottoms)
	}
	l.cells = l.read()
	texts := make([]string, len(l.cells))
	for i, c := range l.cells {
		texts[i] = c.text
	}
	l.text = strings.Join(texts, " ")
}

const (
	wordGap  = 0.13 // of the size: narrower is kerning
	cjkGap   = 0.8  // between Chinese characters, narrower is justification
	cellGap  = 0.95 // wider divides cells
	supSize  = 0.86 // superscripts are smaller than this share of the line
	supRaise = 0.12 // and end this share of the size above its bottom

	// Poppler guesses the size of some fonts: what ends far above the bottom
	// may be larger.
	highSize  = 0.95
	highRaise = 0.25
)

// read puts the text of the pieces together, with superscripts, blanks where
// the page shows gaps, and a new cell behind each wide gap.
func (l *line) read() []cell {
	var cells []cell
	var b strings.Builder
	c := cell{left: l.left}
	end := math.Inf(-1)
	for i := range l.pieces {
		p := &l.pieces[i]
		if strings.TrimSpace(p.text) == "" {
			continue
		}
		text := p.text
		if l.raised(p) && !inBracket(b.String()) {
			text = superscript(text)
		}
		gap := p.x - end
		switch {
		case b.Len() == 0:
		case gap > cellGap*l.size:
			c.text, c.right = tidy(b.String()), end
			cells = append(cells, c)
			b.Reset()
			c = cell{left: p.x}
		case needsBlank(b.String(), text, gap/l.size):
			b.WriteByte(' ')
		}
		b.WriteString(text)
		end = math.Max(end, p.right())
	}
	if b.Len() > 0 {
		c.text, c.right = tidy(b.String()), end
		cells = append(cells, c)
	}
	return cells
}

// raised says that p is set as a superscript of its line.
func (l *line) raised(p *piece) bool {
	above := l.bottom - p.bottom()
	return p.size <= supSize*l.size && above >= supRaise*l.size || p.size <= highSize*l.size && above >= highRaise*l.size
}

var (
	raisedNumber = regexp.MustCompile(`^[\s0-9⁰¹²³⁴⁵⁶⁷⁸⁹,，、]*[0-9][\s0-9⁰¹²³⁴⁵⁶⁷⁸⁹,，、]*$`)
	// halfRaised is a number in a font whose raised digits are only partly
	// known as such.
	halfRaised = regexp.MustCompile(`^(?:[0-9]+[⁰¹²³⁴⁵⁶⁷⁸⁹]|[⁰¹²³⁴⁵⁶⁷⁸⁹]+[0-9])[0-9⁰¹²³⁴⁵⁶⁷⁸⁹]*$`)
)

// superscript writes digits that are raised as superscript digits. Raised
// signs stay as they are, so do brackets with numbers.
func superscript(s string) string {
	if !raisedNumber.MatchString(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return []rune("⁰¹²³⁴⁵⁶⁷⁸⁹")[r-'0']
		}
		return r
	}, strings.TrimSpace(s))
}

// inBracket says that a square bracket is open at the end of s: what stands in
// it refers to a list of works, not to a footnote.
func inBracket(s string) bool {
	return strings.LastIndexAny(s, "[［〔【") > strings.LastIndexAny(s, "]］〕】")
}

// needsBlank says whether a gap between two pieces, in ems, is a blank.
func needsBlank(before, after string, gap float64) bool {
	a, _ := utf8.DecodeLastRuneInString(before)
	b, _ := utf8.DecodeRuneInString(after)
	if a == ' ' || b == ' ' {
		return false
	}
	if cjk(a) && cjk(b) {
		return gap > cjkGap
	}
	if cjkPunctuation(a) || cjkPunctuation(b) {
		return gap > cjkGap
	}
	return gap > wordGap
}

var blanks = regexp.MustCompile(` {2,}`)

// tidy drops blanks between Chinese characters where they stand between most
// of them: recognised text and stretched lines have them, headings a few.
func tidy(s string) string {
	s = blanks.ReplaceAllString(strings.TrimSpace(s), " ")
	if !strings.Contains(s, " ") {
		return s
	}
	runes := []rune(s)
	spaced, close := 0, 0
	for i := 1; i < len(runes); i++ {
		switch {
		case runes[i] == ' ' && i+1 < len(runes) && cjk(runes[i-1]) && cjk(runes[i+1]):
			spaced++
		case cjk(runes[i]) && cjk(runes[i-1]):
			close++
		}
	}
	if spaced < 4 || spaced < close {
		return s
	}
	out := runes[:0:0]
	for i, r := range runes {
		if r == ' ' && i > 0 && i+1 < len(runes) && cjk(runes[i-1]) && cjk(runes[i+1]) {
			continue
		}
		out = append(out, r)
	}
	return string(out)
}

// cjk says that r is a Chinese character or a full-width sign.
func cjk(r rune) bool {
	return 0x2e80 <= r && r <= 0x9fff || 0xf900 <= r && r <= 0xfaff || 0xfe30 <= r && r <= 0xfe4f ||
		0xff01 <= r && r <= 0xff60 || 0x20000 <= r && r <= 0x3ffff
}

func cjkPunctuation(r rune) bool {
	return 0x3001 <= r && r <= 0x303f || 0xff01 <= r && r <= 0xff0f || r == '：' || r == '；' || r == '？' || r == '“' || r == '”'
}
