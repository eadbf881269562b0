// Package numeral writes numbers in the forms that word processors count
// headings, items and notes in.
package numeral

import (
	"regexp"
	"strconv"
	"strings"
)

const (
	plainDigits  = "〇一二三四五六七八九"
	formalDigits = "零壹貳參肆伍陸柒捌玖"
	simpleFormal = "零壹贰叁肆伍陆柒捌玖"
	stems        = "甲乙丙丁戊己庚辛壬癸"
	branches     = "子丑寅卯辰巳午未申酉戌亥"
	maxCounted   = 9999 // larger numbers are written in Arabic digits
)

// Format writes n in a format that Office Open XML names ("decimal",
// "upperRoman", "taiwaneseCountingThousand", "ideographTraditional" …);
// formats it does not know give Arabic digits.
func Format(n int, format string) string {
	plain := strconv.Itoa(n)
	switch format {
	case "decimalZero":
		if n >= 0 && n < 10 {
			return "0" + plain
		}
	case "decimalFullWidth", "decimalFullWidth2":
		return strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r - '0' + '０'
			}
			return r
		}, plain)
	case "upperRoman":
		return roman(n, plain)
	case "lowerRoman":
		return strings.ToLower(roman(n, plain))
	case "upperLetter":
		return letters(n, plain)
	case "lowerLetter":
		return strings.ToLower(letters(n, plain))
	case "decimalEnclosedCircle", "decimalEnclosedCircleChinese":
		if n >= 1 && n <= 20 {
			return string('①' + rune(n-1))
		}
	case "taiwaneseCounting", "taiwaneseCountingThousand", "chineseCounting", "chineseCountingThousand", "japaneseCounting":
		return counted(n, plain, plainDigits, "十百千", true)
	case "ideographLegalTraditional":
		return counted(n, plain, formalDigits, "拾佰仟", false)
	case "chineseLegalSimplified":
		return counted(n, plain, simpleFormal, "拾佰仟", false)
	case "taiwaneseDigital", "ideographDigital", "japaneseDigitalTenThousand":
		digits := []rune(plainDigits)
		return strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return digits[r-'0']
			}
			return r
		}, plain)
	case "ideographTraditional":
		return from(stems, n, plain)
	case "ideographZodiac":
		return from(branches, n, plain)
	}
	return plain
}

func from(names string, n int, plain string) string {
	list := []rune(names)
	if n < 1 || n > len(list) {
		return plain
	}
	return string(list[n-1])
}

// letters are A to Z, then AA to ZZ, as word processors count.
func letters(n int, plain string) string {
	if n < 1 || n > 26*20 {
		return plain
	}
	return strings.Repeat(string(rune('A'+(n-1)%26)), (n-1)/26+1)
}

func roman(n int, plain string) string {
	if n < 1 || n >= 4000 {
		return plain
	}
	var b strings.Builder
	for _, r := range []struct {
		value int
		sign  string
	}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for ; n >= r.value; n -= r.value {
			b.WriteString(r.sign)
		}
	}
	return b.String()
}

// counted writes 一百二十三; bare says that ten is 十, not 一十.
func counted(n int, plain, digitChars, unitChars string, bare bool) string {
	if n < 0 || n > maxCounted {
		return plain
	}
	digits, units := []rune(digitChars), []rune(unitChars)
	zero := digits[0]
	if bare {
		zero = '零'
	}
	if n == 0 {
		return string(zero)
	}
	var b strings.Builder
	gap := false
	for place, value := 3, 1000; place >= 0; place, value = place-1, value/10 {
		d := n / value % 10
		if d == 0 {
			gap = gap || b.Len() > 0
			continue
		}
		if gap {
			b.WriteRune(zero)
			gap = false
		}
		if d != 1 || place != 1 || b.Len() > 0 || !bare {
			b.WriteRune(digits[d])
		}
		if place > 0 {
			b.WriteRune(units[place-1])
		}
	}
	return b.String()
}

var romanForm = regexp.MustCompile(`^m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})$`)

// Parse reads a number as notes are marked: in Arabic digits of any width,
// circled or Roman; 0 when s is none, or above 999,999.
func Parse(s string) int {
	s = strings.ToLower(strings.Trim(s, " []()（）［］〔〕.、"))
	if r := []rune(s); len(r) == 1 && r[0] >= '①' && r[0] <= '⑳' {
		return int(r[0]-'①') + 1
	}
	digits := strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' {
			return r - '０' + '0'
		}
		return r
	}, s)
	if n, err := strconv.Atoi(digits); err == nil && n > 0 && n < 1_000_000 {
		return n
	}
	if s == "" || !romanForm.MatchString(s) {
		return 0
	}
	values := map[byte]int{'i': 1, 'v': 5, 'x': 10, 'l': 50, 'c': 100, 'd': 500, 'm': 1000}
	n := 0
	for i := range len(s) {
		v := values[s[i]]
		if i+1 < len(s) && values[s[i+1]] > v {
			v = -v
		}
		n += v
	}
	return n
}
