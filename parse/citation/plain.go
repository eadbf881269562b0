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
	rest := strings.Trim(s[at+1:], " ,.")
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
	w.plainImprint(strings.Trim(rest, " ,."))
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

var (
	plainEdition = guarded(guard{last: ends("n"), words: words("edition")}, `(?:^|[,.] )((?:\d+(?:st|nd|rd|th)|[A-Z]?[a-z]+) edition)$`)
	// Title, Place: Publisher, with commas where others have points
	plainPlace = guarded(guard{words: words(": ")}, `^(.{3,200}?), (\p{Lu}[\p{L} .]{1,40}(?:, [A-Z]{2})?): (.{2,80})$`)
	plainTown  = guarded(guard{words: words(", ")}, `^(\p{Lu}[^,:()\d]{2,60}), (\p{Lu}[\p{L} .]{2,40}(?:, \p{Lu}[\p{L} .]{1,30})?)$`)
	company    = guarded(guard{words: words("Inc|Ltd|LLC|Co")}, `^(?:Inc|Ltd|LLC|Co)\b`)
)

// plainImprint reads what stands behind the title: Publisher, Town, 2nd edition.
func (w *work) plainImprint(rest string) {
	edition := ""
	if m := plainEdition.FindStringSubmatchIndex(rest); m != nil {
		edition, rest = rest[m[2]:m[3]], rest[:m[0]]
	}
	if m := plainPlace.FindStringSubmatch(w.csl.Title); m != nil && rest == "" && pressWord.MatchString(m[3]) {
		w.csl.Title, w.csl.PublisherPlace, w.csl.Publisher, w.csl.Type = m[1], m[2], trimPublisher(m[3]), "book"
	} else {
		w.apaRest(rest)
	}
	if m := plainTown.FindStringSubmatch(w.csl.Publisher); m != nil && w.csl.PublisherPlace == "" && !company.MatchString(m[2]) {
		w.csl.Publisher, w.csl.PublisherPlace = m[1], m[2]
	}
	if edition != "" {
		w.csl.Edition = edition
	}
}
