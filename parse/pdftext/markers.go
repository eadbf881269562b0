package pdftext

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// style is a way to print the number of a note.
type style int

const (
	styleNone    style = iota
	styleASCII         // "3. text", "3、", line starts only
	styleSup           // ³
	styleCircled       // ③
	styleBracket       // [3] {3} 〔3〕
	styleParen         // (3) （3）
	styleWord          // 註3 註三 〔註3〕 (註3)
	stylePlain         // "。3" where superscripts were lost
	styleSign          // * ** † ‡ §
)

const supDigits = "⁰¹²³⁴⁵⁶⁷⁸⁹"

const hanNumber = `[一二三四五六七八九十百〇零]{1,6}`

var (
	supRun     = regexp.MustCompile(`[⁰¹²³⁴⁵⁶⁷⁸⁹]+`)
	circled    = regexp.MustCompile(`[①-⑳㉑-㉟㊱-㊿❶-❿⓫-⓴]`)
	bracketed  = regexp.MustCompile(`[\[［〔{【]\s?(\d{1,4})\s?[\]］〕}】]`)
	worded     = regexp.MustCompile(`[(（\[［〔【]\s?[註注釋释]\s?(\d{1,4}|` + hanNumber + `)\s?[)）\]］〕】]|[註注](\d{1,4})`)
	signRun    = regexp.MustCompile(`\*{1,5}|＊{1,5}|†{1,3}|‡{1,3}|§{1,2}|¶|✽|※`)
	wordHead   = regexp.MustCompile(`^[(（\[［〔【]?\s?[註注釋释]\s?(\d{1,4}|` + hanNumber + `)\s?(?:[)）\]］〕】]\s?[:：]?|[:：.．、]|\s|$)\s?`)
	gluedWord  = regexp.MustCompile(`^[註注](\d{1,4})`)
	parenHead  = regexp.MustCompile(`^[(（](\d{1,3})[)）] ?`)
	signHead   = regexp.MustCompile(`^(\*{1,5}|＊{1,5}|†{1,3}|‡{1,3}|§{1,2}|¶|✽|※)\s?`)
	loneNumber = regexp.MustCompile(`^(?:\d{1,3}|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}|[①-⑳]|[\[［〔(（]\d{1,3}[\]］〕)）]|\*{1,4}|†|‡)$`)
	unitBefore = regexp.MustCompile(`(?:^|[^A-Za-z])(?:m|km|cm|mm|ft|s|x|y|n|R|r|χ|σ)$|(?:^|[^A-Za-z\d])10$`)
)

// supNumber reads superscript digits, 0 when they are too many.
func supNumber(s string) int {
	n := 0
	for _, r := range s {
		i := strings.IndexRune(supDigits, r)
		if i < 0 || n > 1e6 {
			return 0
		}
		n = n*10 + utf8.RuneCountInString(supDigits[:i])
	}
	return n
}

func circledNumber(s string) int {
	r, _ := utf8.DecodeRuneInString(s)
	for _, c := range []struct {
		first, last rune
		number      int
	}{{'①', '⑳', 1}, {'㉑', '㉟', 21}, {'㊱', '㊿', 36}, {'❶', '❿', 1}, {'⓫', '⓴', 11}} {
		if c.first <= r && r <= c.last {
			return int(r-c.first) + c.number
		}
	}
	return 0
}

// hanValue reads a number below 1000 in Chinese numerals or digits.
func hanValue(s string) int {
	if s != "" && isASCIIDigit(s[0]) {
		return atoi(s)
	}
	n, digit := 0, 0
	for _, r := range s {
		switch r {
		case '百':
			n, digit = n+100*max(digit, 1), 0
		case '十':
			n, digit = n+10*max(digit, 1), 0
		default:
			i := strings.IndexRune("〇一二三四五六七八九", r)
			if i < 0 {
				i = 0 // 零
			}
			digit = 10*digit + i/3
		}
		if n > 1000 || digit > 1000 {
			return 0
		}
	}
	return n + digit
}

// notNote are characters behind a number that make it a quantity, a date or
// part of a longer number.
const notNote = "年月日時时分秒號号個个條条項项章節节頁页歲岁元萬万億亿千％%℃、，,）)〉》/:：~～至-–—．."

// noteHead reads the number that a footnote's line starts with.
func noteHead(s string) (n int, st style, rest string) {
	if s == "" || s[0] < 0x80 && !isASCIIDigit(s[0]) && strings.IndexByte("[{(", s[0]) < 0 {
		return 0, styleNone, s
	}
	if isASCIIDigit(s[0]) {
		return digitHead(s)
	}
	if end := supEnd(s); end > 0 {
		return supNumber(s[:end]), styleSup, strings.TrimSpace(s[end:])
	}
	if n = circledNumber(s); n > 0 {
		_, size := utf8.DecodeRuneInString(s)
		return n, styleCircled, strings.TrimSpace(s[size:])
	}
	if !strings.ContainsRune("[［〔{【(（註注釋释", firstRune(s)) {
		return 0, styleNone, s
	}
	head := s[:min(len(s), 80)]
	if m := bracketed.FindStringSubmatchIndex(head); m != nil && m[0] == 0 {
		return atoi(s[m[2]:m[3]]), styleBracket, strings.TrimSpace(s[m[1]:])
	}
	for _, re := range [...]*regexp.Regexp{wordHead, gluedWord} {
		if m := re.FindStringSubmatchIndex(head); m != nil {
			return hanValue(s[m[2]:m[3]]), styleWord, strings.TrimSpace(s[m[1]:])
		}
	}
	if m := parenHead.FindStringSubmatchIndex(head); m != nil {
		return atoi(s[m[2]:m[3]]), styleParen, s[m[1]:]
	}
	return 0, styleNone, s
}

// supEnd is the end of the superscripts that s starts with.
func supEnd(s string) int {
	for i, r := range s {
		if r != '¹' && r != '²' && r != '³' && r != '⁰' && (r < '⁴' || r > '⁹') {
			return i
		}
	}
	return len(s)
}

// digitHead reads "3. text", "3、text", "3 text" and "3text".
func digitHead(s string) (n int, st style, rest string) {
	k := 0
	for k < len(s) && k < 5 && isASCIIDigit(s[k]) {
		k++
	}
	if k > 4 {
		return 0, styleNone, s
	}
	st, rest = styleASCII, s[k:]
	if t, found := cutPoint(strings.TrimPrefix(rest, " ")); found {
		rest = strings.TrimPrefix(t, " ")
	} else {
		st = stylePlain
		for i := 0; i < 8 && strings.HasPrefix(rest, " "); i++ {
			rest = rest[1:]
		}
	}
	if rest != "" && (strings.IndexByte("0123456789.,%/-:", rest[0]) >= 0 || st == stylePlain && strings.ContainsRune(notNote, firstRune(rest))) {
		return 0, styleNone, s
	}
	return atoi(s[:k]), st, rest
}

const stops = "。，、；：！？」』）〉》”’】…"

// numbersBefore are characters that a number belongs to; quantityBefore may
// stand before one.
const (
	numbersBefore  = "第圖图表卷期頁页號号註注＄$£€¥#=+<>/\\~～×－-–—·_@&"
	quantityBefore = "約约近達达共有至到僅仅年月日章節节款條条項项和與与或及在從从於于為为逾超過过只每前後后"
	unitsBehind    = "年月日時时分秒號号個个位名次條条項项款章節节頁页卷期冊册版歲岁元萬万億亿千百十％%℃/~～-–倍級级屆届國国世者種种人"
)

// plainWeight says how much the digits s[i:j] look like a marker: 0 for those
// that cannot be one.
func plainWeight(s string, i, j int) int {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, size := utf8.DecodeRuneInString(s[j:])
	if j == len(s) {
		after = ' '
	} else if j+size < len(s) && strings.ContainsRune(".,:/-%", after) && isASCIIDigit(s[j+size]) {
		return 0
	}
	switch {
	case i == 0:
		if j == len(s) {
			return 3 // a line of its own
		}
		if after == ' ' {
			after, _ = utf8.DecodeRuneInString(s[j+1:])
		}
		if strings.ContainsRune(notNote, after) && !strings.ContainsRune("，、）,)", after) || !unicode.Is(unicode.Han, after) && !strings.ContainsRune("，。；、", after) {
			return 0
		}
		return 1 // a superscript may be carried over to the next line
	case strings.ContainsRune(unitsBehind, after):
		if !strings.ContainsRune(stops, before) || strings.ContainsRune("年月日個个%％/", after) {
			return 0
		}
		return 1
	case strings.ContainsRune("。！？；」』”", before):
		return 7
	case strings.ContainsRune(stops, before):
		return 5
	case i == 2 && s[1] == '.' && unicode.IsUpper(rune(s[0])):
		return 0 // a section of an appendix
	case latinStop(s, i):
		return latinWeight(after)
	case before == '.' && yearBefore(s[:i-1]) && after == ' ':
		return 3 // "in 2009.1 They"
	case before == ' ':
		return spacedWeight(s, i, after)
	case strings.ContainsRune("号號", before) && strings.ContainsRune(stops, firstRune(strings.TrimPrefix(s[j:], " "))):
		return 3 // "帐号2。", which no "2号" can end so
	case strings.ContainsRune(numbersBefore, before):
		return 0
	case strings.ContainsRune(quantityBefore, before):
		if strings.ContainsRune(stops, after) {
			return 2
		}
		return 1
	}
	return gluedWeight(before, after)
}

// gluedWeight judges digits glued to a word.
func gluedWeight(before, after rune) int {
	switch {
	case wide(before):
		if strings.ContainsRune(stops+" ", after) {
			return 5
		}
		if unicode.IsLetter(after) && !wide(after) {
			return 1
		}
		return 3
	case unicode.IsLetter(before):
		if unicode.IsLetter(after) && !wide(after) {
			return 0
		}
		if unicode.IsUpper(before) { // a name such as G20
			return 1
		}
		return 4
	}
	return 0
}

// latinStop says that s[:i] ends a word or sentence: a stop or closing sign
// behind a letter.
func latinStop(s string, i int) bool {
	r, n := utf8.DecodeLastRuneInString(s[:i])
	if !strings.ContainsRune(".,;:?!)\"]’”", r) {
		return false
	}
	p, _ := utf8.DecodeLastRuneInString(s[:i-n])
	return !unicode.IsDigit(p) && p != ' '
}

// yearBefore says that s ends in a number of four digits.
func yearBefore(s string) bool {
	n := 0
	for n < len(s) && n < 5 && isASCIIDigit(s[len(s)-1-n]) {
		n++
	}
	return n == 4
}

func latinWeight(after rune) int {
	switch {
	case after == ' ' || strings.ContainsRune(stops+".,;:)", after):
		return 6
	case wide(after):
		return 5
	}
	return 0
}

// spacedWeight judges digits behind a blank: only at the end of a line or
// before a wide stop or ideograph do they look like a marker.
func spacedWeight(s string, i int, after rune) int {
	t := strings.TrimRight(s[:i], " ")
	p, _ := utf8.DecodeLastRuneInString(t)
	if len(s[:i])-len(t) > 2 {
		return 0
	}
	switch {
	case strings.ContainsRune(stops+".,;:?!)\"", p):
		return 3
	case strings.ContainsRune(numbersBefore, p):
		return 0
	case strings.ContainsRune("，。；、", after):
		return 2
	case after == ' ' && (wide(p) || unicode.IsLetter(p) && i+4 > len(s)): // at the end of the line
		return 1
	}
	return 0
}

// signWeight says how much the signs s[m.start:m.end] look like a marker:
// behind a word or stop, not the emphasis of Markdown or a product.
func signWeight(s string, from, to int) int {
	before, _ := utf8.DecodeLastRuneInString(s[:from])
	after, _ := utf8.DecodeRuneInString(s[to:])
	switch {
	case from == 0 || unicode.IsDigit(before) && unicode.IsDigit(after):
		return 0
	case to < len(s) && unicode.IsLetter(after) && !wide(after):
		return 0
	case before == ' ' && to < len(s) && after == ' ':
		return 0
	case before == ' ':
		return 2
	}
	return 6
}

func firstRune(s string) rune { r, _ := utf8.DecodeRuneInString(s); return r }

func isASCIIDigit(c byte) bool { return '0' <= c && c <= '9' }
