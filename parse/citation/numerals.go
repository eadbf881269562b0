package citation

import "strings"

const hanDigit = `一二三四五六七八九〇○零十百千廿卅`

// hanValue reads 一九九八, 七十八, 一百一十二, 三一 or 元 as a number; 0 when s
// is none.
func hanValue(s string) int {
	if s == "元" {
		return 1
	}
	total, digit, places := 0, 0, 0
	for _, r := range s {
		switch v := hanDigitValue(r); {
		case v < 0:
			return 0
		case v < 10:
			digit = digit*10 + v
			places++
		case v >= 10:
			total += max(1, digit) * v
			digit, places = 0, 0
		}
		if total > 1_000_000 || places > 6 {
			return 0
		}
	}
	return total + digit
}

func hanDigitValue(r rune) int {
	switch r {
	case '〇', '○', '零':
		return 0
	case '十':
		return 10
	case '百':
		return 100
	case '千':
		return 1000
	case '廿':
		return 20
	case '卅':
		return 30
	}
	if i := strings.IndexRune("一二三四五六七八九", r); i >= 0 {
		return i/3 + 1
	}
	return -1
}

// number reads digits of any kind: 12, １２, 十二, ⑫.
func number(s string) int {
	s = halfWidth(strings.TrimSpace(s))
	if n := num(s); n > 0 {
		return n
	}
	switch r := firstRune(s); {
	case '①' <= r && r <= '⑳':
		return int(r-'①') + 1
	case '㉑' <= r && r <= '㉟':
		return int(r-'㉑') + 21
	case '㊱' <= r && r <= '㊿':
		return int(r-'㊱') + 36
	}
	return hanValue(s)
}

// halfWidth turns full-width letters and digits into ASCII; punctuation stays,
// since it tells Chinese from Western style.
func halfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		if '０' <= r && r <= '９' || 'Ａ' <= r && r <= 'Ｚ' || 'ａ' <= r && r <= 'ｚ' {
			return r - 0xfee0
		}
		return r
	}, s)
}
