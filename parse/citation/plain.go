package citation

import (
	"strings"
)

// trailYear is the year that closes an entry: ", July 2004".
var trailYear = guarded(guard{test: holdsYear}, `[,.] ((?:`+monthWord+` )?(?:1[5-9]|20)\d{2})\.?$`)

// readPlain reads an entry whose fields end in points, with the names in
// reading order and the year last, as BibTeX's plain style prints it:
// J. Wood and L. Wang. Title. Journal, 31(1):1-28, 1999.
func (w *work) readPlain() bool {
	s := strings.TrimSpace(Plain(w.rest))
	at := namesEnd(s)
	if at < 0 || strings.ContainsAny(s, "“”\"") {
		return false
	}
	names, etAl := splitAuthors(s[:at], false)
	for _, n := range names {
		if n.Family == "" || len(n.Family) < 2 {
			return false
		}
	}
	rest := strings.TrimSpace(s[at+1:])
	if m := trailYear.FindStringSubmatchIndex(rest); m != nil {
		w.csl.Issued, _, _ = findDate(rest[m[2]:m[3]])
		rest = rest[:m[0]]
	}
	if len(names) == 0 || rest == "" || w.csl.Issued == nil {
		w.csl.Issued = nil
		return false
	}
	w.csl.Author, w.etAl = names, etAl
	title, rest := apaTitle(rest)
	w.csl.Title = trimTitle(w.apaBrackets(title))
	w.apaRest(strings.Trim(rest, " ,."))
	return w.csl.Title != ""
}

// namesEnd is the point behind the names at the start of s: the first that
// closes no initial. -1 without one.
func namesEnd(s string) int {
	for i := 1; i+2 < len(s) && i < 400; i++ {
		if s[i] != '.' || s[i+1] != ' ' || s[i-1] >= 'A' && s[i-1] <= 'Z' && (i == 1 || strings.IndexByte(" .-", s[i-2]) >= 0) {
			continue
		}
		return i
	}
	return -1
}
