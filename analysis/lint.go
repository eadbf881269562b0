package analysis

import (
	"fmt"
	"slices"
	"strings"
)

// Codes of a Warning.
const (
	WarnDuplicate = "duplicate"  // stands twice
	WarnSameWord  = "same_word"  // terms that are one word already by folding
	WarnSingle    = "single"     // one character, which is never exchanged
	WarnKnown     = "known"      // the shipped table says so already
	WarnNothing   = "no_effect"  // takes out what is not there
	WarnChain     = "chain"      // terms of two lines that do not find each other
	WarnConflict  = "conflict"   // another table keeps the terms apart
	WarnNeverWins = "never_wins" // a word that is still cut into parts
)

// Warning is a line of a dictionary that is sound, and does not do what one may
// expect of it.
type Warning struct {
	Line  int    // from 1
	Other int    // a second line that it is about; 0 for none
	Code  string // one of WarnDuplicate and the others
	Text  string // for people
}

// linter collects the warnings of one file.
type linter struct {
	found []Warning
	told  map[string]bool // line, code and pair that a warning was about
}

func (l *linter) warn(line, other int, code, format string, args ...any) {
	w := Warning{line, other, code, fmt.Sprintf(format, args...)}
	if !slices.Contains(l.found, w) {
		l.found = append(l.found, w)
	}
}

// pair warns of two terms of a line, once for both directions.
func (l *linter) pair(line, other int, code, a, b, format string, args ...any) {
	key := fmt.Sprintf("%d %s %q %q", line, code, min(a, b), max(a, b))
	if l.told[key] {
		return
	}
	if l.told == nil {
		l.told = map[string]bool{}
	}
	l.told[key] = true
	l.warn(line, other, code, format, args...)
}

func (l *linter) sorted() []Warning {
	slices.SortStableFunc(l.found, func(a, b Warning) int { return a.Line - b.Line })
	return l.found
}

// LintUserDict compares the words of a user dictionary with what is cut without
// it (plain) and with it (with).
func LintUserDict(words []UserWord, plain, with *Analyzer) []Warning {
	var l linter
	first := map[string]int{}
	for _, w := range words {
		if n := first[w.Key]; n > 0 {
			l.warn(w.Line, n, WarnDuplicate, "%s stands in line %d already; the later line counts", w.Word, n)
			continue
		}
		first[w.Key] = w.Line
		switch cut := CutText(with, w.Key); {
		case singleChar(w.Key):
			l.warn(w.Line, 0, WarnSingle, "%s is one character and a word already; take the line out", w.Word)
		case cut != w.Key:
			l.warn(w.Line, 0, WarnNeverWins, "%s is still cut as %s: give it a higher frequency, or none", w.Word, cut)
		case CutText(plain, w.Key) == w.Key:
			l.warn(w.Line, 0, WarnKnown, "%s is cut as one word already without this line", w.Word)
		}
	}
	return l.sorted()
}

// CutText is how a text is cut, for people: words divided by bars.
func CutText(a *Analyzer, text string) string {
	var words []string
	for _, t := range a.Cut(text) {
		words = append(words, text[t.Start:t.End])
	}
	return strings.Join(words, "|")
}

// LintSynonyms looks at a file of synonyms beside the shipped table and a file
// of regional words, which may be empty.
func LintSynonyms(rules []Rule, regional []Pairing) []Warning {
	var l linter
	shipped, err := shippedVocabulary()
	if err != nil {
		return nil // New reports it
	}
	table := regionalWith(shipped, regional)
	apart := map[[2]string]int{}
	for _, p := range regional {
		if p.Apart && len(p.Keys) == 2 {
			eachPair(p.Keys, func(a, b string) { apart[[2]string{a, b}] = p.Line })
		}
	}
	seen := pairLines{}
	for i := range rules {
		r := &rules[i]
		names := namesOf(r.Terms, r.Keys, r.To, r.ToKeys)
		l.terms(r.Line, names, r.Terms, r.Keys)
		l.terms(r.Line, names, r.To, r.ToKeys)
		r.eachPair(func(a, b string) { l.conflict(r.Line, names, a, b, shipped.apart, apart) })
		if l.pairs(r.Line, names, seen, table, r.eachPair) {
			l.warn(r.Line, 0, WarnKnown, "the regional words say so already; the line changes nothing")
		}
	}
	return l.sorted()
}

// pairs warns of pairs of a line that stood in earlier ones, and notes them. It
// says whether a table has all pairs of the line already.
func (l *linter) pairs(line int, names map[string]string, seen pairLines, table map[string][]string, each func(func(a, b string))) bool {
	known, count := 0, 0
	each(func(a, b string) {
		count++
		if slices.Contains(table[a], b) {
			known++
		}
		if n := seen[[2]string{a, b}]; n > 0 {
			l.pair(line, n, WarnDuplicate, a, b, "%s and %s stand in line %d already", names[a], names[b], n)
		}
	})
	l.chain(line, names, seen, each)
	each(func(a, b string) { seen.note(a, b, line) })
	return count > 0 && known == count
}

// namesOf maps keys to how they were written.
func namesOf(terms, keys, to, toKeys []string) map[string]string {
	names := map[string]string{}
	for i, k := range slices.Concat(toKeys, keys) {
		names[k] = slices.Concat(to, terms)[i]
	}
	return names
}

// terms warns of what is wrong with single terms of a line.
func (l *linter) terms(line int, names map[string]string, terms, keys []string) {
	for i, k := range keys {
		if singleChar(k) {
			l.warn(line, 0, WarnSingle, "%s is one character, which is in too many words to be exchanged; it is left out", terms[i])
		}
		if j := slices.Index(keys[:i], k); j >= 0 {
			l.warn(line, 0, WarnSameWord, "%s and %s are one word already: script, case and width do not matter", terms[j], terms[i])
		}
	}
}

func (l *linter) conflict(line int, names map[string]string, a, b string, shipped map[[2]string]bool, own map[[2]string]int) {
	pair := [2]string{a, b}
	switch {
	case own[pair] > 0:
		l.pair(line, 0, WarnConflict, a, b, "line %d of the regional words keeps %s and %s apart; this line wins", own[pair], names[a], names[b])
	case shipped[pair]:
		l.pair(line, 0, WarnConflict, a, b, "the shipped table keeps %s and %s apart, because they mislead in many texts; this line wins", names[a], names[b])
	}
}

// pairLines are the lines in which pairs, and single terms (as pairs with "")
// stood first.
type pairLines map[[2]string]int

func (s pairLines) note(a, b string, line int) {
	for _, k := range [][2]string{{a, b}, {a, ""}, {b, ""}} {
		if s[k] == 0 {
			s[k] = line
		}
	}
}

// chain warns of a term that stands in an earlier line with others: the others
// of the two lines do not find each other.
func (l *linter) chain(line int, names map[string]string, seen pairLines, each func(func(a, b string))) {
	each(func(a, b string) {
		if seen[[2]string{a, b}] > 0 || seen[[2]string{b, a}] > 0 {
			return
		}
		for _, k := range []string{a, b} {
			if n := seen[[2]string{k, ""}]; n > 0 && n != line {
				l.warn(line, n, WarnChain, "%s also stands in line %d; the other terms of the two lines do not find each other: write them in one line if they should", names[k], n)
			}
		}
	})
}

// LintRegional looks at a file of regional words beside the shipped table.
func LintRegional(pairs []Pairing) []Warning {
	var l linter
	shipped, err := shippedVocabulary()
	if err != nil {
		return nil // New reports it
	}
	seen := pairLines{}
	for i := range pairs {
		p := &pairs[i]
		names := namesOf(p.Terms, p.Keys, nil, nil)
		if p.Apart {
			l.apart(p, shipped)
			continue
		}
		l.terms(p.Line, names, p.Terms, p.Keys)
		each := func(yield func(a, b string)) { eachPair(p.Keys, yield) }
		each(func(a, b string) { l.conflict(p.Line, names, a, b, shipped.apart, nil) })
		if l.pairs(p.Line, names, seen, shipped.variants, each) {
			l.warn(p.Line, 0, WarnKnown, "the shipped table says so already; the line changes nothing")
		}
	}
	return l.sorted()
}

func (l *linter) apart(p *Pairing, shipped vocabulary) {
	if len(p.Keys) == 1 && len(shipped.variants[p.Keys[0]]) == 0 {
		l.warn(p.Line, 0, WarnNothing, "the shipped table has nothing for %s; the line changes nothing", p.Terms[0])
	}
	if len(p.Keys) == 2 && !slices.Contains(shipped.variants[p.Keys[0]], p.Keys[1]) {
		l.warn(p.Line, 0, WarnNothing, "the shipped table does not join %s and %s; the line changes nothing", p.Terms[0], p.Terms[1])
	}
}

// LintStopwords looks at a stop list beside the shipped one.
func LintStopwords(words []StopWord, a *Analyzer) []Warning {
	var l linter
	shipped, err := shippedStops()
	if err != nil {
		return nil // New reports it
	}
	first := map[string]int{}
	for _, w := range words {
		n := first[w.Key]
		first[w.Key] = w.Line
		switch {
		case n > 0:
			l.warn(w.Line, n, WarnDuplicate, "%s stands in line %d already", w.Word, n)
		case w.Remove && !shipped[w.Key]:
			l.warn(w.Line, 0, WarnNothing, "%s is not in the shipped list; the line changes nothing", w.Word)
		case !w.Remove && shipped[w.Key]:
			l.warn(w.Line, 0, WarnKnown, "%s is in the shipped list already", w.Word)
		case !w.Remove && CutText(a, w.Key) != w.Key:
			l.warn(w.Line, 0, WarnNeverWins, "queries are cut as %s, so that %s is never one word: write the parts, or put it into the user dictionary", CutText(a, w.Key), w.Word)
		}
	}
	return l.sorted()
}
