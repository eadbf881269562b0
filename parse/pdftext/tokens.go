package pdftext

import (
	"strings"
	"unicode/utf8"
)

// tokens finds everything in s that has the form of a marker of this style.
func tokens(s string, st style) []mark {
	switch st {
	case styleSup:
		return supTokens(s)
	case stylePlain:
		return plainTokens(s)
	case styleCircled:
		var out []mark
		for _, m := range circled.FindAllStringIndex(s, -1) {
			out = append(out, mark{start: m[0], end: m[1], number: circledNumber(s[m[0]:m[1]])})
		}
		return out
	case styleBracket:
		return enclosed(s, "[［〔{【", "]］〕}】", 4, true)
	case styleParen:
		return enclosed(s, "(（", ")）", 3, false)
	case styleWord:
		return wordTokens(s)
	}
	return nil
}

func supTokens(s string) []mark {
	var out []mark
	for i := 0; i < len(s); {
		if s[i] != 0xc2 && s[i] != 0xe2 {
			i++
			continue
		}
		end := i + supEnd(s[i:])
		if end == i {
			_, size := utf8.DecodeRuneInString(s[i:])
			i += size
			continue
		}
		if !isUnit(s[max(0, i-4):i]) {
			out = append(out, mark{start: i, end: end, number: supNumber(s[i:end])})
		}
		i = end
	}
	return out
}

// isUnit says that a superscript behind s belongs to a unit, a variable or a
// power of ten.
func isUnit(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return s != "" && strings.ContainsRune("mtsxynRrχσ0", r) && unitBefore.MatchString(s)
}

// enclosed finds the numbers between brackets, of at most so many digits.
func enclosed(s, opens, closes string, most int, blank bool) []mark {
	var out []mark
	for i := 0; i < len(s); {
		if c := s[i]; c >= 0x80 && c != 0xe3 && c != 0xef || c < 0x80 && c != '(' && c != '[' && c != '{' {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		k := i + size
		if strings.ContainsRune(opens, r) {
			if n, end := enclosedNumber(s[k:], closes, most, blank); end > 0 {
				if n > 0 {
					out = append(out, mark{start: i, end: k + end, number: n})
				}
				k += end
			}
		}
		i = k
	}
	return out
}

// enclosedNumber reads a number and the bracket that closes behind it; end is
// 0 where there is none.
func enclosedNumber(s, closes string, most int, blank bool) (n, end int) {
	i := 0
	if blank && strings.HasPrefix(s, " ") {
		i++
	}
	k := i
	for k < len(s) && isASCIIDigit(s[k]) {
		k++
	}
	n = atoi(s[i:k])
	if k == i || k-i > most {
		return 0, 0
	}
	if blank && strings.HasPrefix(s[k:], " ") {
		k++
	}
	r, size := utf8.DecodeRuneInString(s[k:])
	if size == 0 || !strings.ContainsRune(closes, r) {
		return 0, 0
	}
	return n, k + size
}

// wordTokens finds 註3, （註三） and the like.
func wordTokens(s string) []mark {
	if !wordNumber(s) {
		return nil
	}
	var out []mark
	for _, m := range worded.FindAllStringSubmatchIndex(s, -1) {
		k := 2
		if m[k] < 0 {
			k = 4
		}
		if n := hanValue(s[m[k]:m[k+1]]); n > 0 {
			out = append(out, mark{start: m[0], end: m[1], number: n})
		}
	}
	return out
}

// wordNumber says that a number stands behind 註 or 注 in s.
func wordNumber(s string) bool {
	for i, r := range s {
		if r != '註' && r != '注' && r != '釋' && r != '释' {
			continue
		}
		after := strings.TrimLeft(s[i+3:], " \t")
		if after != "" && (isASCIIDigit(after[0]) || strings.ContainsRune("一二三四五六七八九十百〇零", firstRune(after))) {
			return true
		}
	}
	return false
}

// plainTokens finds runs of digits where a lost superscript may stand: glued
// to a word or behind punctuation, and not before what makes it a quantity.
func plainTokens(s string) []mark {
	var out []mark
	for i := 0; i < len(s); {
		if !isASCIIDigit(s[i]) {
			i++
			continue
		}
		j := i
		for j < len(s) && isASCIIDigit(s[j]) {
			j++
		}
		if j-i <= 3 && s[i] != '0' && plainWeight(s, i, j) > 0 {
			out = append(out, mark{start: i, end: j, number: atoi(s[i:j])})
		}
		i = j
	}
	return out
}
