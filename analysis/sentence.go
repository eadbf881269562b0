package analysis

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// closing are marks that belong to the sentence before them.
const closing = "”’」』）)】》〉\"'"

// Sentences are the byte ranges of a text's sentences, in order, covering all
// but the white space between them. Sentences end after 。！？!?…; and line
// ends, and after a full stop that white space follows.
func Sentences(text string) [][2]int {
	out := make([][2]int, 0, len(text)/128+1)
	start := 0
	emit := func(end int) {
		s := text[start:end]
		lead := len(s) - len(strings.TrimLeftFunc(s, unicode.IsSpace))
		if trimmed := strings.TrimSpace(s); trimmed != "" {
			out = append(out, [2]int{start + lead, start + lead + len(trimmed)})
		}
		start = end
	}
	for i := 0; i < len(text); {
		if !mayEnd(text[i]) {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		i += n
		switch {
		case r == '\n':
			emit(i)
		case ends(r), r == '.' && endsSentence(text, i):
			for i < len(text) {
				c, n := utf8.DecodeRuneInString(text[i:])
				if !strings.ContainsRune(closing+"。！？!?…", c) {
					break
				}
				i += n
			}
			emit(i)
		}
	}
	emit(len(text))
	return out
}

// mayEnd says whether a rune that begins with this byte can end a sentence.
func mayEnd(b byte) bool {
	switch b {
	case '\n', '.', '!', '?', 0xe2, 0xe3, 0xef: // the last three: of …, 。 and ！？；
		return true
	}
	return false
}

// ends says whether a sentence ends after r wherever it stands.
func ends(r rune) bool {
	switch r {
	case '。', '！', '？', '!', '?', '…', '；':
		return true
	}
	return false
}

// endsSentence says whether the full stop before text[i:] ends a sentence: a
// space and an upper-case letter or a wide character follow, and no initial or
// abbreviation of one or two letters stands before it (J. Smith, pp. 3).
func endsSentence(text string, i int) bool {
	if i >= len(text) {
		return true
	}
	if text[i] != ' ' {
		return false
	}
	next, _ := utf8.DecodeRuneInString(text[i+1:])
	if next < utf8.RuneSelf && !unicode.IsUpper(next) {
		return false
	}
	word := text[:i-1]
	if j := strings.LastIndexAny(word, " .("); j >= 0 {
		word = word[j+1:]
	}
	return utf8.RuneCountInString(word) > 2
}

// SentenceAt is the sentence that holds the byte offset, or ends at it.
func SentenceAt(text string, offset int) string {
	best := ""
	for _, s := range Sentences(text) {
		if s[0] >= offset && best != "" {
			break
		}
		best = text[s[0]:s[1]]
	}
	return best
}
