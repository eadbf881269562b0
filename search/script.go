package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"wensou/analysis"
)

// script is what a query is typed in, as far as it shows.
type script uint8

const (
	eitherScript script = iota
	traditional
	simplified
)

// maxTableWord is how many characters of a text are looked up as one word.
const maxTableWord = 8

// scriptOf looks for characters that only one script has: those that folding
// changes are Traditional, words that a table writes otherwise Simplified.
func scriptOf(a *analysis.Analyzer, typed string) script {
	for _, r := range typed {
		if unicode.Is(unicode.Han, r) && analysis.Fold(string(r)) != string(r) {
			return traditional
		}
	}
	runes := []rune(typed)
	for i := range runes {
		for n := 2; n <= maxTableWord && i+n <= len(runes); n++ {
			word := string(runes[i : i+n])
			if w, ok := a.Written(word); ok && w != word && hasCJK(word) {
				return simplified
			}
		}
	}
	return eitherScript
}

// write is a variant in the form that people write who typed typed: match text
// is Simplified already, and for the other script words are written as the
// tables have them and what else was typed as it was typed.
func (s script) write(a *analysis.Analyzer, folded, typed string) string {
	if s == simplified && hasCJK(folded) {
		return folded
	}
	if w, ok := a.Written(folded); ok {
		return w
	}
	from := map[rune]rune{}
	for _, r := range typed {
		if f, n := utf8.DecodeRuneInString(analysis.Fold(string(r))); n > 0 {
			from[f] = r
		}
	}
	var b strings.Builder
	runes := []rune(folded)
	for i := 0; i < len(runes); {
		n, word := longestWritten(a, runes[i:])
		if n == 0 {
			n, word = 1, string(runes[i])
			if r, ok := from[runes[i]]; ok {
				word = string(r)
			}
		}
		b.WriteString(word)
		i += n
	}
	return b.String()
}

// longestWritten finds the longest word of the tables at the front.
func longestWritten(a *analysis.Analyzer, runes []rune) (int, string) {
	for n := min(maxTableWord, len(runes)); n > 1; n-- {
		if w, ok := a.Written(string(runes[:n])); ok {
			return n, w
		}
	}
	return 0, ""
}
