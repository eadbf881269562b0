package pdf

import (
	"math"
	"regexp"
	"strings"
)

// smallNote is how much smaller than the text footnotes are set.
const smallNote = 0.93

const supDigits = "⁰¹²³⁴⁵⁶⁷⁸⁹"

var (
	// noteStart is what a footnote begins with.
	noteStart  = regexp.MustCompile(`^(?:([⁰¹²³⁴⁵⁶⁷⁸⁹]+)|([①-⑳㉑-㉟㊱-㊿❶-❿]|[*＊†‡§]+)|[\[［〔【(（](\d{1,3})[\]］〕】)）]|[注註] ?(\d{1,3})|(\d{1,3})(?:[ .．、]|\p{Han}))`)
	plainStart = regexp.MustCompile(`^(\d{1,3})[ .．、]? *`)
	markers    = regexp.MustCompile(`[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[①-⑳㉑-㉟㊱-㊿❶-❿]|[*＊†‡§]+|[\[［〔【(（]\d{1,3}[\]］〕】)）]`)
	digitsOnly = regexp.MustCompile(`^\d{1,3}$`)
)

// pageText is a page divided: columns of text, and the lines of its footnotes.
type pageText struct {
	columns []column
	notes   []column
}

// marks are the markers that stand in the text of a page, as superscripts or
// signs.
type marks map[string]int

func (m marks) add(l *line) {
	for _, s := range markers.FindAllString(l.text, -1) {
		m[superscript(strings.Trim(s, "[［〔【(（]］〕】)）"))]++
	}
	for i := range l.pieces {
		if s := strings.TrimSpace(l.pieces[i].text); l.pieces[i].link && digitsOnly.MatchString(s) {
			m[superscript(s)]++
		}
	}
}

// startOf is the marker that a footnote's line begins with, "" for other lines.
// A plain number before Latin letters counts only where the text has it too.
func (m marks) startOf(s string) string {
	if g := noteStart.FindStringSubmatch(s); g != nil {
		return superscript(strings.Join(g[1:], ""))
	}
	if g := plainStart.FindStringSubmatch(s); g != nil && m[superscript(g[1])] > 0 {
		return superscript(g[1])
	}
	return ""
}

// divide takes the footnotes off the foot of each column: lines smaller than
// the text that begin like one. open is the type of the last footnote of the
// page before where it did not end, and the new value is returned.
func divide(columns []column, bodySize float64, open *noteType) (pageText, *noteType) {
	var t pageText
	seen := marks{}
	for _, c := range columns {
		for i := range c.lines[:c.small(bodySize)] {
			seen.add(&c.lines[i])
		}
	}
	for _, c := range columns {
		at := len(c.lines)
		if c.bottom {
			var begin []start
			at, begin = c.noteLines(bodySize, open, seen)
			for _, s := range begin {
				c.lines[s.at].marker = s.marker
			}
		}
		if at < len(c.lines) {
			t.notes = append(t.notes, column{lines: c.lines[at:], left: c.left, right: c.right})
		}
		if at > 0 {
			if at < len(c.lines) { // notes are set more densely
				c.lines = c.lines[:at]
				c.margins()
			}
			t.columns = append(t.columns, c)
		}
	}
	if len(t.notes) == 0 {
		return t, nil
	}
	last := t.notes[len(t.notes)-1].lines
	t.raiseNumbers(seen)
	if closed(last[len(last)-1].text) {
		return t, nil
	}
	return t, typeOf(last)
}

// small is the index from which all lines of the column are smaller than text.
func (c *column) small(bodySize float64) int {
	run := len(c.lines)
	for run > 0 && c.lines[run-1].size <= smallNote*bodySize {
		run--
	}
	return run
}

// proseShare is the share of Chinese characters that tells a footnote without
// a marker on its page from a numbered line of a program.
const proseShare = 0.3

// apart says that line i stands off the line above.
func apart(lines []line, i int) bool {
	if i == 0 || i >= len(lines) {
		return false
	}
	pitch := linePitch(lines[:i])
	return pitch == 0 || lines[i].bottom-lines[i-1].bottom > 1.1*pitch || lines[i].size < lines[i-1].size
}

// raiseNumbers writes the plain number of a footnote like its marker on the
// page, where that is a superscript, or a link in a font of raised digits.
func (t *pageText) raiseNumbers(seen marks) {
	raised, wanted := map[string]bool{}, map[string]bool{}
	t.eachLine(t.notes, func(l *line) {
		wanted[l.marker] = l.marker != ""
	})
	t.eachLine(t.columns, func(l *line) {
		for _, m := range markers.FindAllString(l.text, -1) {
			raised[m] = true
		}
	})
	t.eachLine(t.columns, func(l *line) {
		changed := false
		for i := range l.pieces {
			p := &l.pieces[i]
			s := strings.TrimSpace(p.text)
			if sup := superscript(s); p.link && digitsOnly.MatchString(s) && wanted[sup] && !raised[sup] {
				p.text, changed, raised[sup] = sup, true, true
			}
		}
		if changed {
			l.settle()
		}
	})
	t.eachLine(t.notes, func(l *line) {
		if m := plainStart.FindStringSubmatch(l.text); l.marker != "" && m != nil && raised[superscript(m[1])] {
			l.text = superscript(m[1]) + l.text[len(m[0]):]
		}
	})
}

// largest is the size of the largest type in the text.
func (t *pageText) largest() float64 {
	size := 0.0
	t.eachLine(t.columns, func(l *line) { size = math.Max(size, l.size) })
	return size
}

func (t *pageText) eachLine(columns []column, do func(*line)) {
	for _, c := range columns {
		for i := range c.lines {
			do(&c.lines[i])
		}
	}
}

// closed says that s ends a sentence.
func closed(s string) bool {
	s = strings.TrimRight(s, "」』）)”\"’'》〉]］ "+supDigits)
	for _, end := range []string{"。", "！", "？", "：", "；", "…", ".", "!", "?", ":", "．"} {
		if strings.HasSuffix(s, end) {
			return true
		}
	}
	return false
}
