package pdftext

import (
	"regexp"
	"strings"

	"wensou/parse/input"
)

// line is one line of the file that holds something.
type line struct {
	no     int
	text   string
	gap    bool // a blank line or page break stands before it
	indent bool // starts with ideographic spaces, as new paragraphs do
	marks  []mark
	note   *note // set where a footnote starts
}

// mark is a note marker in a line: text[start:end] is cut from the unit.
type mark struct {
	start, end int
	number     int
	ref        int // index of the marker in reading order
}

// runningHead is how often a short line must return to count as a page
// header: sections of a reference list return too, but not as often.
const runningHead = 5

// dotLeader marks the lines of a table of contents: they repeat headings.
var dotLeader = regexp.MustCompile(`(?:\. ?){6,}\d*$`)

var pageNumber = regexp.MustCompile(`^[-–—·.•\s]*(\d{1,4}( ?/ ?\d{1,4})?|[ivxlc]{1,6})?[-–—·.•\s]*$`)

// readLines splits f and drops what is no text: blank lines, lone signs, page
// numbers and running heads.
func readLines(f input.File) []line {
	raw := f.Lines()
	seen := make(map[string]int)
	for _, l := range raw {
		if t := strings.TrimSpace(l.Text); t != "" && ems(t) <= 30 && !strings.Contains(t, "\t") {
			seen[t]++
		}
	}
	var out []line
	gap := true
	for _, l := range raw {
		t := strings.TrimSpace(strings.ReplaceAll(l.Text, "\f", " "))
		gap = gap || strings.Contains(l.Text, "\f")
		if t == "" || !strings.Contains(l.Text, "\t") && (pageNumber.MatchString(t) || dotLeader.MatchString(t) || seen[t] >= runningHead && !heads[squash(t)]) {
			gap = gap || t == "" || seen[t] >= runningHead
			continue
		}
		if strings.Contains(l.Text, "\t") {
			t = strings.Trim(l.Text, "\f\r\n ")
		}
		out = append(out, line{no: l.Number, text: unlink(t), gap: gap, indent: strings.HasPrefix(l.Text, "\u3000\u3000")})
		gap = false
	}
	return out
}

// squash is s without blanks, in lower case: the form in which fixed words
// such as headings are looked up.
func squash(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(s), ""))
}
