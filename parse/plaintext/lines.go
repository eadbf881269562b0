package plaintext

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"wensou/document"
	"wensou/parse/draft"
	"wensou/parse/input"
)

// line is one line that holds text.
type line struct {
	number int
	text   string // without the space around it
	indent int    // columns
	width  int    // columns, with the indent
	before int    // blank lines above
}

func (l line) span() [2]int { return [2]int{l.number, l.number} }

// rule is a line that only draws: a separator or the underline of a heading.
var rule = regexp.MustCompile(`^(?:[-=_*~#+.·•—─━═－＝＊＿] ?){3,}$`)

// readLines returns the lines that hold text. Drawn lines count as blank.
func readLines(f input.File) []line {
	var out []line
	before := 0
	for _, l := range f.Lines() {
		text := strings.Trim(l.Text, space)
		if text == "" || len(text) < 1000 && rule.MatchString(text) {
			before++
			continue
		}
		indent := 0
		for _, r := range l.Text {
			switch r {
			case ' ', '\u00a0':
				indent++
				continue
			case '\t':
				indent += 8 - indent%8
				continue
			case '\u3000':
				indent += 2
				continue
			}
			break
		}
		out = append(out, line{number: l.Number, text: text, indent: indent, width: indent + width(text), before: before})
		before = 0
	}
	return out
}

const space = " \t\r\f\v\u3000\u00a0\ufeff\u200b"

// width is the number of columns that s takes in a fixed-width font.
func width(s string) int {
	n := 0
	for _, r := range s {
		n++
		if draft.Wide(r) {
			n++
		}
	}
	return n
}

// block is one paragraph, list, table or heading.
type block struct {
	kind   document.Kind
	text   string
	span   [2]int
	before int // blank lines above
	lines  int
	level  int // of a heading; 0 for others
}

var (
	bullet  = regexp.MustCompile(`^[*•·‧▪◦●○■□◆◇➢✓–-]\s*\S`)
	numeral = regexp.MustCompile(`^(?:\d{1,3}[.)、．）]|[(（]\d{1,3}[)）]|[①-⑳])\s*\S`)
)

// group joins hard-wrapped lines to paragraphs and neighbouring items to lists.
func group(lines []line) []block {
	w := wrapWidth(lines)
	var out []block
	for i := 0; i < len(lines); {
		b := block{kind: document.KindParagraph, span: lines[i].span(), before: lines[i].before, lines: 1}
		switch {
		case tableAt(lines, i):
			i = b.takeTable(lines, i)
		case itemAt(lines, i):
			i = b.takeList(lines, i, w)
		default:
			i = b.takeParagraph(lines, i, w)
		}
		out = append(out, b)
	}
	return out
}

func (b *block) takeParagraph(lines []line, i, w int) int {
	var text strings.Builder
	text.WriteString(lines[i].text)
	for i++; i < len(lines) && continues(lines[i-1], lines[i], w); i++ {
		text.WriteString(draft.Joint(lines[i-1].text, lines[i].text))
		text.WriteString(lines[i].text)
		b.span[1] = lines[i].number
		b.lines++
	}
	b.text = text.String()
	return i
}

// takeList takes items without blank lines between them, each with its
// wrapped lines.
func (b *block) takeList(lines []line, i, w int) int {
	b.kind = document.KindList
	var items []string
	for i < len(lines) && (len(items) == 0 || lines[i].before == 0 && isItem(lines[i])) {
		item := lines[i].text
		b.span[1] = lines[i].number
		for i++; i < len(lines) && !isItem(lines[i]) && (continues(lines[i-1], lines[i], w) || hangs(lines[i-1], lines[i])); i++ {
			item += draft.Joint(item, lines[i].text) + lines[i].text
			b.span[1] = lines[i].number
			b.lines++
			if len(item) > document.MaxUnitBytes {
				break
			}
		}
		items = append(items, item)
	}
	b.text = strings.Join(items, "\n")
	return i
}

func (b *block) takeTable(lines []line, i int) int {
	b.kind = document.KindTable
	var rows []string
	for ; i < len(lines) && strings.Contains(lines[i].text, "\t") && (len(rows) == 0 || lines[i].before == 0); i++ {
		rows = append(rows, lines[i].text)
		b.span[1] = lines[i].number
	}
	b.text, b.lines = strings.Join(rows, "\n"), len(rows)
	return i
}

func tableAt(lines []line, i int) bool {
	return strings.Contains(lines[i].text, "\t") && i+1 < len(lines) && lines[i+1].before == 0 && strings.Contains(lines[i+1].text, "\t")
}

func isItem(l line) bool { return bullet.MatchString(l.text) || numeral.MatchString(l.text) }

// itemAt says whether a list starts at line i: a bullet, or numbers on several
// lines (one number alone opens a paragraph or a heading).
func itemAt(lines []line, i int) bool {
	if bullet.MatchString(lines[i].text) {
		return true
	}
	if !numeral.MatchString(lines[i].text) {
		return false
	}
	for j := i + 1; j < len(lines) && lines[j].before == 0 && j < i+8; j++ {
		if numeral.MatchString(lines[j].text) {
			return true
		}
	}
	return false
}

// hangs says whether next is indented under the text of the item before it.
func hangs(prev, next line) bool { return next.before == 0 && next.indent > prev.indent }

// wrapSlack are the columns that a line may lack because no punctuation may
// begin the next one.
const wrapSlack = 6

// continues says whether next goes on with the paragraph of prev, in a text
// wrapped at w columns: the beginning of next would not have fitted on prev.
func continues(prev, next line, w int) bool {
	if w == 0 || next.before > 0 || next.indent > prev.indent+1 {
		return false
	}
	return prev.width+head(next.text) > w-wrapSlack && prev.width <= w+wrapSlack
}

// head is the width of the first word of s, or of its first CJK character.
func head(s string) int {
	n := 0
	for i, r := range s {
		if r == ' ' {
			return n + 1
		}
		if draft.Wide(r) {
			return max(n, 1) + 2*min(1, max(0, 1-i))
		}
		if n++; n > 40 {
			break
		}
	}
	return n + 1
}

const (
	maxWrap = 120 // columns: nobody wraps wider by hand
	minWrap = 30
)

// wrapWidth finds the column at which the text is wrapped; 0 when every line is
// a paragraph of its own. Wrapped lines are alike in width and mostly break off
// inside a sentence.
func wrapWidth(lines []line) int {
	var counts [maxWrap + 1]int
	total, wide := 0, 0
	for i := 0; i+1 < len(lines); i++ {
		if lines[i+1].before > 0 {
			continue
		}
		total++
		if lines[i].width > maxWrap {
			wide++
		} else {
			counts[lines[i].width]++
		}
	}
	if total == 0 || wide*5 > total {
		return 0
	}
	w, seen := maxWrap, 0
	for ; w > minWrap; w-- {
		if seen += counts[w]; seen*20 >= total-wide && seen > 0 {
			break
		}
	}
	full, open := 0, 0
	for i := 0; i+1 < len(lines); i++ {
		if lines[i+1].before == 0 && lines[i].width <= w+wrapSlack && lines[i].width+head(lines[i+1].text) > w-wrapSlack {
			full++
			if !closes(lines[i].text) {
				open++
			}
		}
	}
	if w <= minWrap || open*2 < full || open == 0 {
		return 0
	}
	return w
}

// closes says whether s ends as a sentence does.
func closes(s string) bool {
	s = strings.TrimRight(s, "」』”’\"')）】》〉]")
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune("。！？；!?;.…", r)
}
