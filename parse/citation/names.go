package citation

import (
	"regexp"
	"strings"
	"unicode"

	"wensou/document"
)

var (
	etAlSign = regexp.MustCompile(`,? ?\bet al\b\.?|(等人?)$`)
	suffix   = regexp.MustCompile(`^(?:Jr|Sr|II|III|IV)\.?$`)
	// Words that people's names do not hold.
	bodyWord = regexp.MustCompile(`\b(?:The|of|for|on|in|and|Department|Office|Cent(?:er|re)|Council|Commission|Committee|Institut(?:e|ion)|Group|Universit(?:y|ies)|Organi[sz]ation|House|Research|News|Media|Service|Congress|Bureau|Union|Ministry|Analytics|Network|Forum|Association|Bank|Agency|Company|Corporation|Foundation|Academy|Society|Government|Secretariat|Administration|Authority|Press|Team|Lab|Board|Court|National|International|European|Staff|Assembly)\b`)
)

// splitAuthors reads a list of authors in reading order. inverted says that
// the first is printed family name first, as reference lists do.
func splitAuthors(s string, inverted bool) (names []document.Name, etAl bool) {
	s = strings.TrimRight(trimValue(s), ":：")
	if m := etAlSign.FindStringIndex(s); m != nil {
		etAl = true
		s = strings.TrimRight(s[:m[0]], " ,，")
	}
	if s == "" {
		return nil, etAl
	}
	if hasHan(s) {
		p := readPeople(s)
		return append(append(p.author, p.editor...), p.translator...), etAl || p.etAl
	}
	s = strings.ReplaceAll(s, ", and ", " & ")
	if inverted {
		if first, rest, ok := invertedName(s); ok {
			names = append(names, first)
			s = strings.TrimLeft(rest, " ,&")
			s = strings.TrimPrefix(s, "and ")
		}
	}
	for _, n := range cutNames(s) {
		names = append(names, latinName(n))
	}
	return names, etAl
}

// invertedName reads "Family, Given" at the start of s.
func invertedName(s string) (n document.Name, rest string, ok bool) {
	family, after, found := strings.Cut(s, ", ")
	if !found || bodyWord.MatchString(family) || len(strings.Fields(family)) > 3 {
		return n, s, false
	}
	end := len(after)
	for _, sep := range []string{", ", " & ", " and "} {
		if i := strings.Index(after, sep); i >= 0 {
			end = min(end, i)
		}
	}
	given := strings.TrimSpace(after[:end])
	if given == "" || len(strings.Fields(given)) > 4 || bodyWord.MatchString(given) {
		return n, s, false
	}
	n = document.Name{Family: family, Given: given}
	if i := strings.LastIndexByte(family, ' '); i > 0 && suffix.MatchString(family[i+1:]) {
		n.Family, n.Suffix = family[:i], family[i+1:]
	}
	return n, after[end:], true
}

// cutNames cuts "A, B, & C". A body may hold "and" and commas, so those cut
// only between names of people.
func cutNames(s string) []string {
	var out []string
	for part := range strings.SplitSeq(s, "&") {
		part = strings.Trim(part, " ,")
		sub := strings.Split(part, ", ")
		people := true
		for _, n := range sub {
			people = people && (isPerson(n) || suffix.MatchString(n))
		}
		if !people {
			sub = []string{part}
		}
		for _, n := range sub {
			a, b, ok := strings.Cut(n, " and ")
			switch {
			case suffix.MatchString(n) && len(out) > 0:
				out[len(out)-1] += ", " + n
			case ok && isPerson(a) && isPerson(b):
				out = append(out, a, b)
			case n != "":
				out = append(out, n)
			}
		}
	}
	return out
}

// isPerson says that s has the form of a person's name: two to five words,
// capitalised but for particles.
func isPerson(s string) bool {
	words := strings.Fields(s)
	if len(words) < 2 || len(words) > 5 || bodyWord.MatchString(s) || strings.ContainsAny(s, "0123456789:?!“”\"") {
		return false
	}
	for i, w := range words {
		switch w {
		case "de", "da", "del", "di", "van", "von", "der", "la", "le", "al", "bin", "ibn", "ter", "dos":
			if i == len(words)-1 {
				return false
			}
		default:
			if r := firstRune(w); !unicode.IsUpper(r) {
				return false
			}
			if strings.Count(w, ".") > 1 && i == 0 && len(words) > 3 { // "U.S. …" is a body
				return false
			}
		}
	}
	return !strings.HasPrefix(s, "U.S.") && !strings.HasPrefix(s, "U.K.")
}

func latinName(s string) document.Name {
	base, suf := s, ""
	if a, b, ok := strings.Cut(s, ", "); ok && suffix.MatchString(b) {
		base, suf = a, b
	} else if i := strings.LastIndexByte(s, ' '); i > 0 && suffix.MatchString(s[i+1:]) {
		base, suf = s[:i], s[i+1:]
	}
	if !isPerson(base) {
		return document.Name{Literal: s}
	}
	words := strings.Fields(base)
	at := len(words) - 1
	for at > 1 && unicode.IsLower(firstRune(words[at-1])) {
		at--
	}
	return document.Name{Family: strings.Join(words[at:], " "), Given: strings.Join(words[:at], " "), Suffix: suf}
}
