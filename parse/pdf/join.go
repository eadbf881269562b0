package pdf

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	hyphenated = regexp.MustCompile(`[\p{Ll}]{2}[-\x{2010}]$`)
	lowerCase  = regexp.MustCompile(`^\p{Ll}{2}`)
	address    = regexp.MustCompile(`(?:https?:|www\.)[!-~]*$`)
	addressGo  = regexp.MustCompile(`^[!-~]*[/.=?&_%~#-][!-~]*`)
)

// join puts two lines of a paragraph together: nothing beside Chinese
// characters and inside an address, else a blank. A hyphen between small
// letters goes, because it divides a word.
func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	z, n := utf8.DecodeLastRuneInString(a)
	f, _ := utf8.DecodeRuneInString(b)
	switch {
	case address.MatchString(a) && (strings.HasSuffix(a, "http:") || strings.HasSuffix(a, "https:") || strings.ContainsRune("/-_=&?%.", z) || addressGo.MatchString(b)):
		return a + b
	case hyphenated.MatchString(a) && lowerCase.MatchString(b) && !strings.ContainsAny(a[strings.LastIndexByte(a, ' ')+1:], "/_.@"):
		return a[:len(a)-n] + b
	case z == '-', cjk(z) && cjk(f), cjkPunctuation(z), cjkPunctuation(f), cjk(z) && strings.ContainsRune(supDigits, f):
		return a + b
	}
	return a + " " + b
}
