package citation

import (
	"strings"
	"unicode"

	"wensou/document"
)

var (
	etAlSign = guarded(guard{words: words("et al|等")}, `,? ?\bet al\b\.?|(等人?)$`)
	suffix   = guarded(guard{first: starts("JSI"), most: 4}, `^(?:Jr|Sr|II|III|IV)\.?$`)
)

// bodyWords are words that people's names do not hold.
var bodyWords = map[string]bool{
	"The": true, "of": true, "for": true, "on": true, "in": true, "and": true, "Department": true, "Office": true, "Center": true,
	"Centre": true, "Council": true, "Commission": true, "Committee": true, "Institute": true, "Institution": true, "Group": true,
	"University": true, "Universities": true, "Organisation": true, "Organization": true, "House": true, "Research": true, "News": true,
	"Media": true, "Service": true, "Congress": true, "Bureau": true, "Union": true, "Ministry": true, "Analytics": true, "Network": true,
	"Forum": true, "Association": true, "Bank": true, "Agency": true, "Company": true, "Corporation": true, "Foundation": true,
	"Academy": true, "Society": true, "Government": true, "Secretariat": true, "Administration": true, "Authority": true, "Press": true,
	"Team": true, "Lab": true, "Board": true, "Court": true, "National": true, "International": true, "European": true, "Staff": true,
	"Assembly": true,
}

// hasBodyWord says that one of the words of s is of that kind.
func hasBodyWord(s string) bool {
	start := -1
	for i := 0; i <= len(s); i++ {
		word := i < len(s) && (asciiWord(s[i]) || s[i] == '_')
		switch {
		case word && start < 0:
			start = i
		case !word && start >= 0:
			if i-start <= 14 && bodyWords[s[start:i]] {
				return true
			}
			start = -1
		}
	}
	return false
}

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
	s = strings.ReplaceAll(strings.ReplaceAll(s, ", and ", " & "), "、", " & ")
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
	if !found || hasBodyWord(family) || len(strings.Fields(family)) > 3 {
		return n, s, false
	}
	end := len(after)
	for _, sep := range []string{", ", " & ", " and "} {
		if i := strings.Index(after, sep); i >= 0 {
			end = min(end, i)
		}
	}
	given := strings.TrimSpace(after[:end])
	if given == "" || len(strings.Fields(given)) > 4 || hasBodyWord(given) {
		return n, s, false
	}
	if strings.HasPrefix(after[end:], " and ") && isPerson(family) && isPerson(given) {
		return n, s, false // Peter Kite, Ann Wood and Bo Lee
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
			a, b, two := strings.Cut(n, " and ")
			people = people && (isPerson(n) || suffix.MatchString(n) || two && isPerson(a) && isPerson(b))
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
	if len(words) < 2 || len(words) > 5 || hasBodyWord(s) || strings.ContainsAny(s, "0123456789:?!“”\"") {
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
