package pdf

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"wensou/document"
)

// set is how the lines of one kind stand on the page, in points.
type set struct{ size, lead, left, indent, above float64 }

// sets are the kinds of lines in the papers of testdata.
var sets = map[string]set{
	"title": {16, 22, 90, 0, 10}, "name": {11, 16, 170, 0, 4}, "section": {13, 18, 60, 0, 10}, "part": {11.5, 16, 60, 0, 6},
	"text": {10, 15, 60, 20, 0}, "goes": {10, 15, 60, 0, 0}, "quote": {9, 14, 90, 0, 4}, "code": {8, 11, 60, 0, 0},
	"row": {9, 13, 80, 0, 2}, "work": {9, 13, 60, 0, 0}, "note": {8, 11, 60, 0, 0}, "more": {8, 11, 60, 0, 0},
}

// measure is the width of a line, in points from the left margin of the text.
const measure = 300

// wrap breaks s into lines as a program does: Chinese anywhere but before a
// sign that closes, Latin words at blanks; what stands between carets is
// raised and stays with what is before it.
func wrap(s string, size, first, wide float64) []string {
	var lines []string
	line, w, room := "", 0.0, wide-first
	words := strings.SplitAfter(s, "^")
	for i := 0; i < len(words); i++ {
		if i%2 == 1 { // a marker, with its closing caret
			line += "^" + words[i]
			w += width(strings.TrimSuffix(words[i], "^"), size*0.6)
			continue
		}
		rest := strings.TrimSuffix(words[i], "^")
		for rest != "" {
			_, n := utf8.DecodeRuneInString(rest)
			for n < len(rest) && rest[n] != ' ' && rest[n] < utf8.RuneSelf && rest[0] < utf8.RuneSelf {
				n++
			}
			part := rest[:n]
			closes := strings.ContainsAny(part[:min(len(part), 3)], "，。；：、」』）》〉？！,.;:)]")
			if w+width(part, size) > room && line != "" && !closes {
				lines = append(lines, strings.TrimRight(line, " "))
				line, w, room = "", 0, wide
				part = strings.TrimLeft(part, " ")
			}
			line, w = line+part, w+width(part, size)
			rest = rest[n:]
		}
	}
	return append(lines, line)
}

// typeset makes the pages of a paper in testdata: a line for each paragraph,
// its kind before it. Notes stand at the foot.
func typeset(t *testing.T, name string) []*sheet {
	t.Helper()
	var pages []*sheet
	var p *sheet
	var y float64
	var notes []string
	for line := range strings.Lines(string(read(t, name))) {
		kind, s, _ := strings.Cut(strings.TrimRight(line, "\n"), " ")
		k := sets[kind]
		switch kind {
		case "head":
			p, y, notes = &sheet{}, 70, nil
			pages = append(pages, p)
			p.put(150, 30, 8, s)
		case "foot":
			y = 550 - sets["note"].lead*float64(len(notes))
			p.lines(60, y, sets["note"].size, sets["note"].lead, notes...)
			p.put(205, 575, 8, s)
		case "note", "more":
			notes = append(notes, wrap(s, k.size, 0, measure)...)
		case "row":
			for i, cell := range strings.Split(s, "|") {
				p.put(k.left+80*float64(i), y, k.size, cell)
			}
			y += k.lead
		default:
			if y += k.above; k.size == 0 {
				t.Fatalf("%s: no such kind of line: %q", name, kind)
			}
			for i, l := range wrap(s, k.size, k.indent, measure-2*(k.left-60)) {
				x := k.left
				if i == 0 {
					x += k.indent
				}
				p.put(x, y, k.size, l)
				y += k.lead
			}
		}
	}
	return pages
}

// Papers of three kinds give each of their footnotes, whole and behind the
// word that it stands at, and no other: no list, program, reference or running
// head becomes one.
func TestPapers(t *testing.T) {
	needPoppler(t)
	tests := []struct {
		name, title string
		face        typeface
		headings    []string // with their level
	}{
		{"law", "鹽契的效力：以海港三件判決為中心", traditional, []string{"1 壹、問題之提出", "1 貳、三件判決", "2 一、事實", "2 二、理由", "1 參、檢討", "1 肆、結論", "1 參考文獻"}},
		{"latex", "盐价数据的插补", simplified, []string{"1 摘要", "1 1 引言", "1 2 方法", "2 2.1 线性插补", "2 2.2 程序", "1 3 结果", "1 4 结论", "1 参考文献"}},
		{"thesis", "第二章 渡船與船夫", traditional, []string{"1 第一節 船夫的來歷", "1 第二節 船的形制", "2 一、大船", "2 二、小船", "1 第三節 小結"}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			d, err := Parse(t.Context(), tc.name, printIn(tc.face, "", typeset(t, tc.name+".txt")...))
			if err != nil {
				t.Fatal(err)
			}
			if got := notesOf(d); got != string(read(t, tc.name+".notes")) {
				t.Errorf("notes:\n%s", got)
			}
			var heads []string
			for _, h := range d.Headings {
				heads = append(heads, strings.ReplaceAll(fmt.Sprint(h.Level, " ", h.Text), "\u3000", " "))
			}
			if strings.ReplaceAll(d.Title, "\u3000", " ") != tc.title || fmt.Sprintf("%q", heads) != fmt.Sprintf("%q", tc.headings) {
				t.Errorf("title %q, headings %q", d.Title, heads)
			}
		})
	}
}

// notesOf lists the footnotes: pages, what stands before the marker, text.
func notesOf(d *document.Document) string {
	texts := map[document.UnitID]string{}
	for _, u := range d.Units {
		texts[u.ID] = u.Text
	}
	var b strings.Builder
	for _, u := range d.Units {
		if u.Kind != document.KindFootnote {
			continue
		}
		before := []rune{}
		if u.Anchor != nil {
			before = []rune(texts[u.Anchor.Unit][:u.Anchor.Offset])
		}
		fmt.Fprintf(&b, "%s\t%s\t%s\n", strings.Trim(fmt.Sprint(u.Pages), "[]"), string(before[max(0, len(before)-8):]), u.Text)
	}
	return b.String()
}
