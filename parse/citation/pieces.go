package citation

import (
	"strings"
	"unicode/utf8"
)

// piece is a part of a citation between its separators: plain words, what
// stands in round brackets, or a title in its marks.
type piece struct {
	text string
	mark rune // '(' for round brackets, '《' or '〈' for titles, 0 for words
	tail bool // words that follow a title or bracket without a separator
}

// cutPieces cuts s at its separators outside brackets.
func cutPieces(s string) []piece {
	var out []piece
	start, glued := 0, false
	flush := func(end int) {
		if t := strings.TrimSpace(s[start:end]); t != "" {
			out = append(out, piece{text: t, tail: glued})
		}
	}
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case isSeparator(s, i, r):
			flush(i)
			i += n
			start, glued = i, false
		case r == '(' || r == '（' || r == '[' || r == '［' || r == '〔' || r == '【':
			end, size := closing(s[i:])
			flush(i)
			out = append(out, piece{text: s[i+n : i+end], mark: '('})
			i += end + size
			start, glued = i, true
		case r == '《' || r == '〈' || r == '<':
			flush(i)
			inner, after, _ := bracketed(s[i:])
			out = append(out, piece{text: inner, mark: r})
			i = len(s) - len(after)
			start, glued = i, true
		case (r == '「' || r == '『') && i == start:
			end := strings.IndexAny(s[i+n:], "」』")
			if end < 0 || !quoteEnds(s[i+n+end+3:]) {
				i += n
				continue
			}
			out = append(out, piece{text: s[i+n : i+n+end], mark: '「'})
			i += n + end + 3
			start, glued = i, true
		default:
			i += n
		}
	}
	flush(len(s))
	return out
}

// quoteEnds says that a quoted title ends before s: 「…」研討會 goes on.
func quoteEnds(s string) bool { return s == "" || !isHan(firstRune(s)) }

// isSeparator says that r at s[i] ends a field. A point does so before a blank
// or the end only, and not behind an initial.
func isSeparator(s string, i int, r rune) bool {
	switch r {
	case ',', '，', '。', ';', '；', '．':
		return true
	case '.':
		if i+1 < len(s) && s[i+1] != ' ' && firstRune(s[i+1:]) < 0x2e80 {
			return false
		}
		return !(i >= 2 && s[i-2] == ' ' || i == 1) || isDigit(s[i-1])
	}
	return false
}

// closing finds the bracket that closes the one at the start of s, of any kind
// and width, and its size; an open one closes at the end.
func closing(s string) (end, size int) {
	level := 0
	for i, r := range s {
		switch r {
		case '(', '（', '[', '［', '〔', '【':
			level++
		case ')', '）', ']', '］', '〕', '】':
			if level--; level == 0 {
				return i, utf8.RuneLen(r)
			}
		}
	}
	return len(s), 0
}
