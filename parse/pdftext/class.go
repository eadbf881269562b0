package pdftext

import "unicode/utf8"

// class says what kinds of signs a line holds. One pass finds them all, so
// that later searches look only at lines that can have what they look for.
type class uint16

const (
	hasDigit class = 1 << iota
	hasSup
	hasCircle
	hasBracket // that may open a number: [ ［ 〔 { 【
	hasParen
	hasWord // 註 or 注, or 釋 in brackets
	hasSign // * † ‡ § ¶ and the like
	hasTab
	isCode // a line of a program, or what it printed
)

// asciiClass holds the classes of the bytes below 0x80.
var asciiClass = func() (t [128]class) {
	for c := '0'; c <= '9'; c++ {
		t[c] = hasDigit
	}
	t['['], t['{'], t['('], t['*'], t['\t'] = hasBracket, hasBracket, hasParen, hasSign, hasTab
	return t
}()

// classOf is the class of s.
func classOf(s string) (c class) {
	for i := 0; i < len(s); {
		b := s[i]
		if b < 0x80 {
			c |= asciiClass[b]
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		// Ideographs and kana, the bulk of a text, are out of the way first.
		if r >= 0x3040 && r < 0xff00 {
			switch {
			case r == '註' || r == '注' || r == '釋' || r == '释':
				c |= hasWord
			case r < 0x3300:
				c |= signClass(r)
			}
			continue
		}
		c |= signClass(r)
	}
	return c
}

func signClass(r rune) class {
	switch {
	case r == '²' || r == '³' || r == '¹' || r >= '⁰' && r <= '⁹':
		return hasSup
	case r >= '①' && r <= '⑳' || r >= '㉑' && r <= '㉟' || r >= '㊱' && r <= '㊿' || r >= '❶' && r <= '❿' || r >= '⓫' && r <= '⓴':
		return hasCircle
	case r == '［' || r == '〔' || r == '【':
		return hasBracket
	case r == '（':
		return hasParen
	case r == '＊' || r == '†' || r == '‡' || r == '§' || r == '¶' || r == '✽' || r == '※':
		return hasSign
	}
	return 0
}

// markClass is what a line must hold for markers of a style.
var markClass = [...]class{
	styleSup: hasSup, styleCircled: hasCircle, styleBracket: hasBracket, styleParen: hasParen,
	styleWord: hasWord, stylePlain: hasDigit, styleSign: hasSign,
}
