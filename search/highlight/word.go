package highlight

import (
	"iter"
	"strings"
	"unicode/utf8"

	"wensou/analysis"
)

// words are where a term stands in a text as a word: no letter or digit
// touches the letters at its ends. The index also knows a term without the
// connectors that are written in it (see analysis.Words): gpt4 stands in GPT-4
// and us in U.S.
func words(text, term string) iter.Seq2[int, int] {
	return func(yield func(start, end int) bool) {
		first, _ := utf8.DecodeRuneInString(term)
		last, _ := utf8.DecodeLastRuneInString(term)
		for start := range places(text, term) {
			end := start + len(term)
			before := analysis.ClassOf(first) != analysis.ClassWord || beginsWord(text, start)
			after := analysis.ClassOf(last) != analysis.ClassWord || wordEnd(text, end) == end
			if before && after && !yield(start, end) {
				return
			}
		}
		if !canBeJoined(term) {
			return
		}
		for start := range places(text, term[:1]) {
			if end := joinedEnd(text, start, term); end > 0 && beginsWord(text, start) && !yield(start, end) {
				return
			}
		}
	}
}

// canBeJoined: terms with a letter, and of nothing but letters and digits.
func canBeJoined(term string) bool {
	letters := false
	for i := range len(term) {
		c := term[i]
		digit := c >= '0' && c <= '9'
		if !digit && (c < 'a' || c > 'z') {
			return false
		}
		letters = letters || !digit
	}
	return letters && len(term) > 1
}

// joinedEnd is where a term ends that begins at a place and has connectors
// inside; 0 when it doesn't stand there so.
func joinedEnd(text string, start int, term string) int {
	i, connectors := start, 0
	for n := range len(term) {
		if n > 0 && i+1 < len(text) && strings.IndexByte("-_.'&", text[i]) >= 0 {
			i++
			connectors++
		}
		if i >= len(text) || text[i] != term[n] {
			return 0
		}
		i++
	}
	if connectors == 0 || wordEnd(text, i) > i {
		return 0
	}
	return i
}

// beginsWord says that no letter or digit stands before a place.
func beginsWord(text string, start int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	return start == 0 || analysis.ClassOf(before) != analysis.ClassWord
}

// wordEnd is where the letters and digits end that begin at a place.
func wordEnd(text string, at int) int {
	for at < len(text) {
		r, n := utf8.DecodeRuneInString(text[at:])
		if analysis.ClassOf(r) != analysis.ClassWord {
			break
		}
		at += n
	}
	return at
}
