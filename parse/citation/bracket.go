package citation

import (
	"strings"
	"unicode/utf8"
)

// maxBracket is how many bytes of a bracket are looked at.
const maxBracket = 1500

var roundMark = signs("()（）")

// yearBracket finds the next round bracket behind from that holds a year of the
// list: bracket and what stands in it, as the pairs of a match.
func (r *references) yearBracket(s string, from int) []int {
	for {
		i := indexSign(s[from:], roundMark)
		if i < 0 {
			return nil
		}
		open, n := utf8.DecodeRuneInString(s[from+i:])
		start := from + i
		from = start + n
		if open == ')' || open == '）' {
			continue
		}
		k := indexSign(s[from:min(len(s), from+maxBracket)], roundMark)
		if k < 0 {
			continue
		}
		end, n := utf8.DecodeRuneInString(s[from+k:])
		if (end == ')' || end == '）') && r.holdsYear(s[from:from+k]) {
			return []int{start, from + k + n, from, from + k}
		}
	}
}

// holdsYear says that s has a year in which a work of the list appeared, or one
// of the Republic.
func (r *references) holdsYear(s string) bool {
	for i := 0; i+4 <= len(s); i++ {
		switch {
		case isDigit(s[i]) && r.years[s[i:i+4]], strings.HasPrefix(s[i:], "民"):
			return true
		}
	}
	return false
}
