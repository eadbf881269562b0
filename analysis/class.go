package analysis

import "unicode"

// Class says how a rune of match text is treated.
type Class uint8

const (
	// ClassSpace is white space.
	ClassSpace Class = iota
	// ClassPunct is punctuation, symbols and everything without a class of its own.
	ClassPunct
	// ClassCJK is a character of a script written without spaces: Han (with 〇
	// and 々), Hiragana, Katakana, Bopomofo and Hangul.
	ClassCJK
	// ClassWord is any other letter, digit or mark.
	ClassWord
)

// ClassOf returns the class of a rune of match text. It takes any rune;
// surrogates and values beyond Unicode are ClassPunct.
func ClassOf(r rune) Class {
	if uint32(r) < 0x80 {
		return asciiClass[r]
	}
	return runes().at(r).class()
}

var asciiClass = func() (t [0x80]Class) {
	for r := range t {
		t[r] = classify(rune(r))
	}
	return t
}()

func classify(r rune) Class {
	switch {
	case isSpace(r):
		return ClassSpace
	case isCJK(r):
		return ClassCJK
	case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r):
		return ClassWord
	}
	return ClassPunct
}

// isSpace covers U+0085 and the line and paragraph separators as well.
func isSpace(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Zs, r) }

func isCJK(r rune) bool {
	switch {
	case r < 0x1100:
		return false
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo, unicode.Hangul):
		return true
	}
	switch r {
	case 'ー', '\u3099', '\u309A', '〱', '〲', '〳', '〴', '〵':
		// Marks of Japanese that Unicode gives no script of their own: without
		// them データ would be two runs.
		return true
	}
	return false
}

// isHan reports whether a rune of match text goes to the segmenter.
func isHan(r rune) bool {
	if r >= 0x4E00 && r <= 0x9FFF {
		return true
	}
	return r >= 0x2E80 && runes().at(r)&entryHan != 0
}
