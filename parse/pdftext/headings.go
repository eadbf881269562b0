package pdftext

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// heads are the headings that papers leave unnumbered, in squashed form.
var heads = map[string]bool{
	"摘要": true, "中文摘要": true, "英文摘要": true, "提要": true, "abstract": true, "summary": true,
	"前言": true, "緒論": true, "绪论": true, "引言": true, "導論": true, "导论": true, "結論": true, "结论": true,
	"結語": true, "结语": true, "introduction": true, "conclusion": true, "conclusions": true,
	"參考文獻": true, "参考文献": true, "參考書目": true, "参考书目": true, "引用書目": true, "引用文獻": true,
	"徵引書目": true, "references": true, "bibliography": true, "workscited": true,
	"註釋": true, "注釋": true, "注释": true, "附註": true, "附注": true, "notes": true, "endnotes": true,
	"附錄": true, "附录": true, "appendix": true, "誌謝": true, "致謝": true, "致谢": true, "acknowledgements": true, "acknowledgments": true,
}

var (
	refHeads      = wordSet("參考文獻 参考文献 參考書目 参考书目 引用書目 引用文獻 徵引書目 references bibliography workscited")
	abstractHeads = wordSet("摘要 中文摘要 英文摘要 提要 abstract summary")
	noteHeads     = wordSet("註釋 注釋 注释 附註 附注 notes endnotes")
)

func wordSet(s string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(s) {
		m[w] = true
	}
	return m
}

// headStyles are the numberings of headings from high to low. The rank of a
// style among those in use gives the level, so a paper may start anywhere.
// Those of digits have no pattern: digitStyle reads them.
var headStyles = [...]struct {
	lead
	ascii bool // numbers must count up, since lists and notes look alike
}{
	{newLead("第C", `^第 ?([一二三四五六七八九十百\d]+) ?[章篇編编]|^Chapter (\d{1,2}|[IVX]{1,5})\b`), false},
	{newLead("第", `^第 ?([一二三四五六七八九十百\d]+) ?節|^第 ?[一二三四五六七八九十百\d]+ ?节`), false},
	{newLead("壹貳參叁肆伍陸柒捌玖拾贰陆", `^([壹貳參叁肆伍陸柒捌玖拾贰陆]+) ?[、.．]`), false},
	{newLead("一二三四五六七八九十", `^([一二三四五六七八九十]+) ?、`), false},
	{newLead("（(", `^[（(] ?([一二三四五六七八九十]+) ?[)）]`), false},
	stylePoint:    {ascii: true}, // "1. text"
	styleBlank:    {ascii: true}, // "1 Text"
	styleSecond:   {ascii: true}, // "1.2 text"
	styleThird:    {ascii: true}, // "1.2.3 text"
	styleEnclosed: {newLead("（(", `^[（(] ?(\d{1,2}) ?[)）]`), true},
}

// The styles of headings that start with a digit, and the last.
const (
	stylePoint = iota + 5
	styleBlank
	styleSecond
	styleThird
	styleEnclosed
)

// listStyles are those that items of lists have as well.
var listStyles = map[int]bool{stylePoint: true, styleBlank: true, styleEnclosed: true}

// headNumber reads the numbering of a heading: the index of its style (-1
// when there is none) and, for ASCII styles, the number.
func headNumber(s string) (style, n int) {
	if s == "" || s[0] < 0x80 && !isASCIIDigit(s[0]) && s[0] != '(' && s[0] != 'C' {
		return -1, 0
	}
	if isASCIIDigit(s[0]) {
		return digitStyle(s)
	}
	r := firstRune(s)
	for i := range headStyles {
		st := &headStyles[i]
		if !strings.ContainsRune(st.first, r) {
			continue
		}
		if m := st.re.FindStringSubmatch(s); m != nil {
			if st.ascii {
				n = atoi(m[1])
			}
			return i, n
		}
	}
	return -1, 0
}

// digitStyle reads the numbering of a heading that starts with a digit.
func digitStyle(s string) (style, n int) {
	n, rest, ok := shortNumber(s)
	if !ok {
		return -1, 0
	}
	if t, found := cutPoint(strings.TrimPrefix(rest, " ")); found && (startsPhrase(t) || startsPhrase(strings.TrimPrefix(t, " "))) {
		return stylePoint, n
	}
	if t := strings.TrimLeft(rest, " "); len(rest)-len(t) >= 1 && len(rest)-len(t) <= 6 {
		r, size := utf8.DecodeRuneInString(t)
		if unicode.IsUpper(r) && unicode.IsLower(firstRune(t[size:])) {
			return styleBlank, n
		}
	}
	for style = styleSecond; style <= styleThird; style++ {
		if !strings.HasPrefix(rest, ".") {
			break
		}
		if n, rest, ok = shortNumber(rest[1:]); !ok {
			break
		}
		t := strings.TrimPrefix(rest, ".")
		if u := strings.TrimLeft(t, " "); len(t)-len(u) > 1 || len(t) > len(u) && u != "" && !isASCIIDigit(u[0]) {
			return style, n
		}
	}
	return -1, 0
}

// shortNumber cuts a number of one or two digits off s.
func shortNumber(s string) (n int, rest string, ok bool) {
	k := 0
	for k < len(s) && isASCIIDigit(s[k]) {
		k++
	}
	if k == 0 || k > 2 {
		return 0, s, false
	}
	return atoi(s[:k]), s[k:], true
}

// cutPoint cuts the stop off that stands behind a number.
func cutPoint(s string) (rest string, found bool) {
	for _, p := range [...]string{".", "、", "．"} {
		if t, ok := strings.CutPrefix(s, p); ok {
			return t, true
		}
	}
	return s, false
}

// startsPhrase says that s starts with neither digit nor blank.
func startsPhrase(s string) bool {
	return s != "" && !isASCIIDigit(s[0]) && strings.IndexByte(" \t\n\f\r", s[0]) < 0
}

func atoi(s string) int {
	n := 0
	for _, c := range s {
		if c < '0' || c > '9' || n > 1e6 {
			return n
		}
		n = n*10 + int(c-'0')
	}
	return n
}

// maxHeading is the width in ems above which a line is no heading.
const maxHeading = 45

// headShaped says that s could be a heading by its form: short, one phrase,
// no end of a sentence, no dot leaders of a table of contents.
func headShaped(s string) bool {
	if len(s) > 4*maxHeading {
		return false
	}
	w := ems(s)
	if w == 0 || w > maxHeading || strings.ContainsAny(s, "。；\t") || strings.Contains(s, "http") || strings.Contains(s, ". .") {
		return false
	}
	return !strings.ContainsAny(s[len(s)-1:], ",;.") && !strings.HasSuffix(s, "，") && !strings.HasSuffix(s, "：") && !strings.HasSuffix(s, "、")
}

// headCounter follows the numbers of ASCII headings: 1 or one more than the
// last of the same style.
type headCounter map[int]int

// next says whether a heading of this style and number fits here and, if so,
// counts it and forgets the numbers below it.
func (c headCounter) next(style, n int) bool {
	if headStyles[style].ascii && n != 1 && n != c[style]+1 {
		return false
	}
	c[style] = n
	for s := range c {
		if s > style {
			delete(c, s)
		}
	}
	return true
}
