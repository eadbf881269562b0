package pdftext

import (
	"strings"
	"unicode/utf8"
)

// strongCite says that s holds what only citations have: an address, pages
// (pp. 3, 頁 3), a volume (Vol. 3, 第 3 期) or an imprint (City: House, 2010).
func strongCite(s string) bool {
	open, colon := -1, false // the last bracket that opened, a colon behind it
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '.':
			if digitNext(s[i+1:]) && namesPages(s[:i]) {
				return true
			}
		case 'h':
			if strings.HasPrefix(s[i:], "http") {
				return true
			}
		case '(':
			open, colon = i, false
		case ':':
			colon = true
		case ')':
			if open >= 0 && colon && endsInYear(s[open+1:i]) {
				return true
			}
			open = -1
		case 0xe7, 0xe9, 0xef:
			r, size := utf8.DecodeRuneInString(s[i:])
			switch r {
			case '頁', '页':
				if digitNext(s[i+size:]) {
					return true
				}
			case '第':
				if namesIssue(s[i+size:]) {
					return true
				}
			case '（':
				open, colon = i+size-1, false
			case '：':
				colon = true
			case '）':
				if open >= 0 && colon && endsInYear(s[open+1:i]) {
					return true
				}
				open = -1
			}
			i += size - 1
		}
	}
	return false
}

// digitNext says that s starts with a digit, or a blank and a digit.
func digitNext(s string) bool {
	s = strings.TrimPrefix(s, " ")
	return s != "" && isASCIIDigit(s[0])
}

// namesPages says that s, cut before a full stop, ends with p, pp, Vol or No.
func namesPages(s string) bool {
	for _, w := range [...]string{"pp", "p", "Vol", "No"} {
		if strings.HasSuffix(s, w) {
			b := len(s) - len(w)
			return b == 0 || !isWordByte(s[b-1])
		}
	}
	return false
}

func isWordByte(c byte) bool {
	return isASCIIDigit(c) || c == '_' || 'a' <= c|0x20 && c|0x20 <= 'z'
}

// namesIssue says that s, cut behind 第, goes on with a number and 卷 or 期.
func namesIssue(s string) bool {
	s = strings.TrimPrefix(s, " ")
	n := 0
	for n < len(s) && isASCIIDigit(s[n]) {
		n++
	}
	s = strings.TrimPrefix(s[n:], " ")
	return n > 0 && (strings.HasPrefix(s, "卷") || strings.HasPrefix(s, "期"))
}

// endsInYear says that what stands between brackets ends with four digits.
func endsInYear(s string) bool {
	s = strings.TrimSuffix(s, "年")
	if len(s) < 4 {
		return false
	}
	for _, c := range []byte(s[len(s)-4:]) {
		if !isASCIIDigit(c) {
			return false
		}
	}
	return strings.ContainsAny(s[:len(s)-4], ":：")
}

// looksCited says that s may be a note: it cites or quotes a title.
func looksCited(s string) bool {
	return strings.Contains(s, "《") || strings.Contains(s, "〈") || strings.Contains(s, "“") || strings.Contains(s, "見") ||
		strings.IndexByte(s, '"') >= 0 || strongCite(s)
}
