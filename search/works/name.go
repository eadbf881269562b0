package works

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"wensou/analysis"
	"wensou/document"
)

// answer of a comparison of one field.
type answer int8

const (
	open   answer = iota // one side does not say
	agree                // the same, perhaps in another form
	differ               // two
)

// maxNames bounds how many authors of a record are looked at.
const maxNames = 6

// name is a person's or a body's name in match text.
type name struct {
	key    string   // letters, in Chinese the family name first
	words  []string // of a name in an alphabet, without particles; at most maxWords
	family []string // of these, those that may be the family name
	han    bool
}

const maxWords = 8

// roles stand behind names and are none of them.
var roles = []string{"主编", "编著", "编译", "合编", "合著", "等编", "等著", "编", "著", "译", "等"}

var particles = []string{"of", "the", "and", "for", "de", "von", "van", "der", "den", "la", "le", "du", "eds", "ed", "et", "al", "jr", "sr", "dr", "prof"}

func namesOf(list []document.Name) []name {
	var out []name
	for _, n := range list[:min(len(list), maxNames)] {
		if x := nameOf(n); x.key != "" {
			out = append(out, x)
		}
	}
	return out
}

func nameOf(n document.Name) name {
	full := n.String()
	if strings.ContainsFunc(n.Family+n.Given, isHanRune) {
		full = n.Family + n.Given
	}
	folded := analysis.Fold(full[:min(len(full), maxTitle)])
	// A table may know a foreign name: 約瑟夫·奈伊 is Joseph Nye.
	folded = analysis.Canonical(folded)
	out := name{han: strings.ContainsFunc(folded, isHanRune)}
	if out.han {
		for _, r := range roles {
			if s, ok := strings.CutSuffix(folded, r); ok && utf8.RuneCountInString(s) > 1 {
				folded = s
				break
			}
		}
		out.key = letters(folded)
		out.words = parts(folded)
		out.family = []string{out.key}
		return out
	}
	out.words = wordsOf(folded)
	out.family = out.words
	if n.Family != "" {
		if own := wordsOf(analysis.Fold(n.Family)); !strings.ContainsFunc(n.Family, isHanRune) {
			out.family = own
		}
	}
	long := func(w string) bool { return utf8.RuneCountInString(w) > 1 }
	if slices.ContainsFunc(out.family, long) { // initials are no family names
		out.family = slices.DeleteFunc(slices.Clone(out.family), func(w string) bool { return !long(w) })
	}
	sorted := slices.Sorted(slices.Values(out.words))
	out.key = strings.Join(sorted, " ")
	return out
}

func isHanRune(r rune) bool { return unicode.Is(unicode.Han, r) }

func wordsOf(folded string) []string {
	all := strings.FieldsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	words := slices.DeleteFunc(slices.Clone(all), func(w string) bool { return slices.Contains(particles, w) })
	if len(words) == 0 {
		words = all
	}
	return words[:min(len(words), maxWords)]
}

// parts are those of a foreign name in characters: 约瑟夫·奈伊.
func parts(folded string) []string {
	all := strings.FieldsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) })
	return all[:min(len(all), maxWords)]
}

// compare says whether two names may be one's.
func (n name) compare(o name) answer {
	switch {
	case n.key == o.key:
		return agree
	case n.han != o.han: // whether 張凱銘 is Chang nobody can tell from this
		return open
	case n.han:
		return n.compareHan(o)
	}
	for i, f := range n.family {
		for j, g := range o.family {
			if sameWord(f, g) && compatible(n.without(f, i), o.without(g, j)) {
				return agree
			}
		}
	}
	return differ
}

func (n name) compareHan(o name) answer {
	short, long := n, o
	if len(short.key) > len(long.key) {
		short, long = long, short
	}
	// 外交部 is 中華民國外交部, and 奈伊 is 約瑟夫·奈伊.
	if len(short.words) == 1 && len(long.words) > 1 && long.words[len(long.words)-1] == short.key {
		return agree
	}
	if utf8.RuneCountInString(short.key) > 2 && utf8.RuneCountInString(long.key) > 4 && strings.HasSuffix(long.key, short.key) {
		return agree
	}
	if utf8.RuneCountInString(short.key) > 5 && within(short.key, long.key, 1) {
		return agree
	}
	return differ
}

// without is the other words of a name.
func (n name) without(family string, _ int) []string {
	i := slices.Index(n.words, family)
	if i < 0 {
		return n.words
	}
	return slices.Delete(slices.Clone(n.words), i, i+1)
}

// sameWord lets one letter of a longer word be wrong: Flesmes and Flemes.
func sameWord(a, b string) bool {
	return a == b || min(len(a), len(b)) >= 5 && within(a, b, 1)
}

// compatible says that each given name of the shorter list is in the other,
// perhaps as an initial.
func compatible(a, b []string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	for _, w := range a {
		if !slices.ContainsFunc(b, func(v string) bool { return sameGiven(w, v) }) {
			return false
		}
	}
	return true
}

func sameGiven(a, b string) bool {
	if sameWord(a, b) {
		return true
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	return utf8.RuneCountInString(a) == 1 && strings.HasPrefix(b, a)
}

// compareNames compares lists of which either may be cut: the first name of
// one must be among the others.
func compareNames(a, b []name) answer {
	if len(a) == 0 || len(b) == 0 {
		return open
	}
	out := differ
	for _, n := range b {
		switch a[0].compare(n) {
		case agree:
			return agree
		case open:
			out = open
		}
	}
	for _, n := range a {
		switch b[0].compare(n) {
		case agree:
			return agree
		case open:
			out = open
		}
	}
	return out
}
