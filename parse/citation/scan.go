package citation

import (
	"regexp"
	"unicode/utf8"
)

// scanner is an expression whose matches begin with one of a few signs: it is
// tried there only, where to search for it would try it at every character.
type scanner struct {
	re    *regexp.Regexp // holds for the start of a text
	start signSet
	span  int               // no match has more bytes
	after func(string) bool // what stands at a start allows a match; nil always
}

// scanned compiles an expression that is tried at the signs in start. A letter
// counts only where a word begins.
func scanned(start string, span int, after func(string) bool, expr string) *scanner {
	return &scanner{re: regexp.MustCompile(`^(?:` + expr + `)`), start: signs(start), span: span, after: after}
}

// next finds the first match that begins at or behind from, as
// FindStringSubmatchIndex gives it; nil without one.
func (sc *scanner) next(s string, from int) []int {
	for i := from; i < len(s); {
		r, n := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
		}
		if anywhere.of(r)&sc.start != 0 && !(i > 0 && n == 1 && wordByte(s[i]) && wordByte(s[i-1])) {
			if m := sc.at(s, i); m != nil {
				return m
			}
		}
		i += n
	}
	return nil
}

// at gives the match that begins at s[i].
func (sc *scanner) at(s string, i int) []int {
	text := s[i:min(len(s), i+sc.span)]
	if sc.after != nil && !sc.after(text) {
		return nil
	}
	m := sc.re.FindStringSubmatchIndex(text)
	for k := range m {
		if m[k] >= 0 {
			m[k] += i
		}
	}
	return m
}

// all finds up to n matches that don't overlap.
func (sc *scanner) all(s string, n int) [][]int {
	var out [][]int
	for at := 0; n < 0 || len(out) < n; {
		m := sc.next(s, at)
		if m == nil {
			break
		}
		out = append(out, m)
		at = max(m[1], m[0]+1)
	}
	return out
}

func wordByte(c byte) bool { return asciiWord(c) || c == '_' }
