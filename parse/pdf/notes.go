package pdf

import (
	"regexp"
	"strings"
)

// smallNote is how much smaller than the text footnotes are set.
const smallNote = 0.93

const supDigits = "⁰¹²³⁴⁵⁶⁷⁸⁹"

var (
	// noteStart is what a footnote begins with.
	noteStart  = regexp.MustCompile(`^(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[①-⑳㉑-㉟㊱-㊿❶-❿]|[\[［〔【(（]\d{1,3}[\]］〕】)）]|[*＊†‡§]+|[注註] ?\d{1,3}|\d{1,3}(?:[ .．、]|\p{Han}))`)
	plainStart = regexp.MustCompile(`^(\d{1,3})[ .．、]? *`)
	marksInRow = regexp.MustCompile(`[⁰¹²³⁴⁵⁶⁷⁸⁹]+`)
)

// pageText is a page divided: columns of text, and the lines of its footnotes.
type pageText struct {
	columns []column
	notes   []column
}

// divide takes the footnotes off the foot of each column: lines smaller than
// the text that begin like one. open says that the last footnote of the page
// before did not end, and the new value is returned.
func divide(columns []column, bodySize float64, open bool) (pageText, bool) {
	var t pageText
	for _, c := range columns {
		at := len(c.lines)
		if c.bottom {
			at = noteLines(c.lines, bodySize, open)
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
		return t, false
	}
	last := t.notes[len(t.notes)-1].lines
	t.raiseNumbers()
	return t, !closed(last[len(last)-1].text)
}

// noteLines is the index of the first footnote line of a column.
func noteLines(lines []line, bodySize float64, open bool) int {
	run := len(lines)
	for run > 0 && lines[run-1].size <= smallNote*bodySize {
		run--
	}
	first := run
	for first < len(lines) && !noteStart.MatchString(lines[first].text) {
		first++
	}
	switch {
	case first == len(lines) && !open:
		return len(lines)
	case first == run || open && apart(lines, run):
		return run
	case first == len(lines):
		return first
	}
	return first
}

// apart says that line i stands off the line above.
func apart(lines []line, i int) bool {
	if i == 0 {
		return false
	}
	pitch := linePitch(lines[:i])
	return pitch == 0 || lines[i].bottom-lines[i-1].bottom > 1.1*pitch || lines[i].size < lines[i-1].size
}

// raiseNumbers writes the plain number of a footnote like its marker on the
// page, where that is a superscript, or a link in a font of raised digits.
func (t *pageText) raiseNumbers() {
	marked, wanted := map[string]bool{}, map[string]bool{}
	t.eachLine(t.notes, func(l *line) {
		if m := plainStart.FindStringSubmatch(l.text); m != nil {
			wanted[m[1]] = true
		}
	})
	t.eachLine(t.columns, func(l *line) {
		for _, m := range marksInRow.FindAllString(l.text, -1) {
			marked[m] = true
		}
	})
	t.eachLine(t.columns, func(l *line) {
		changed := false
		for i := range l.pieces {
			p := &l.pieces[i]
			if s := strings.TrimSpace(p.text); p.link && wanted[s] && !marked[superscript(s)] {
				p.text, changed = superscript(s), true
				marked[p.text] = true
			}
		}
		if changed {
			l.settle()
		}
	})
	t.eachLine(t.notes, func(l *line) {
		if m := plainStart.FindStringSubmatch(l.text); m != nil && marked[superscript(m[1])] {
			l.text = superscript(m[1]) + l.text[len(m[0]):]
		}
	})
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
