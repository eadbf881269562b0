package citation

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// pattern is a regular expression with a guard: what a text holds for certain
// where the expression matches. To look for that costs a few nanoseconds a
// byte, to try the expression a hundred, and most of them match seldom.
type pattern struct {
	re    *regexp.Regexp
	guard guard
}

// guard lists what a match takes; what is empty asks for nothing.
type guard struct {
	has   signSet  // for each bit a sign of its class somewhere
	first signSet  // the text begins with a sign of one of these classes
	last  signSet  // and ends with one
	words []string // one of these words
	most  int      // bytes that the text has at most
	test  func(string) bool
}

// guarded compiles an expression that is tried only where the guard lets.
func guarded(g guard, expr string) *pattern {
	return &pattern{re: regexp.MustCompile(expr), guard: g}
}

// words cuts "a|b" once, not for each text.
func words(list string) []string { return strings.Split(list, "|") }

func (p *pattern) may(s string) bool {
	g := &p.guard
	switch {
	case g.most > 0 && len(s) > g.most,
		g.first != 0 && atStart.of(firstRune(s))&g.first == 0,
		g.last != 0 && atEnd.of(lastRune(s))&g.last == 0,
		g.has != 0 && !holds(s, g.has),
		g.test != nil && !g.test(s):
		return false
	}
	return g.words == nil || holdsAny(s, g.words)
}

// MatchString and the methods below do what those of regexp.Regexp do.
func (p *pattern) MatchString(s string) bool { return p.may(s) && p.re.MatchString(s) }

func (p *pattern) FindString(s string) string {
	if !p.may(s) {
		return ""
	}
	return p.re.FindString(s)
}

func (p *pattern) FindStringIndex(s string) []int {
	if !p.may(s) {
		return nil
	}
	return p.re.FindStringIndex(s)
}

func (p *pattern) FindStringSubmatch(s string) []string {
	if !p.may(s) {
		return nil
	}
	return p.re.FindStringSubmatch(s)
}

func (p *pattern) FindStringSubmatchIndex(s string) []int {
	if !p.may(s) {
		return nil
	}
	return p.re.FindStringSubmatchIndex(s)
}

func (p *pattern) FindAllStringSubmatchIndex(s string, n int) [][]int {
	if !p.may(s) {
		return nil
	}
	return p.re.FindAllStringSubmatchIndex(s, n)
}

func (p *pattern) FindAllStringIndex(s string, n int) [][]int {
	if !p.may(s) {
		return nil
	}
	return p.re.FindAllStringIndex(s, n)
}

func (p *pattern) ReplaceAllString(s, with string) string {
	if !p.may(s) {
		return s
	}
	return p.re.ReplaceAllString(s, with)
}

// signSet has a bit for each class of signs.
type signSet uint64

// signTable gives the classes of each character of the basic plane, by the
// upper and lower half of its number; most pages are nil.
type signTable struct {
	pages   [256]*[256]signSet
	classes map[string]signSet
}

// Classes that matter anywhere, at the start and at the end of a text.
var anywhere, atStart, atEnd signTable

// signs, starts and ends give the class of the characters in list.
func signs(list string) signSet  { return anywhere.class(list) }
func starts(list string) signSet { return atStart.class(list) }
func ends(list string) signSet   { return atEnd.class(list) }

func (t *signTable) class(list string) signSet {
	if set, ok := t.classes[list]; ok {
		return set
	}
	set := signSet(1) << len(t.classes)
	if set == 0 {
		panic("citation: too many classes of signs")
	}
	if t.classes == nil {
		t.classes = map[string]signSet{}
	}
	t.classes[list] = set
	for _, r := range list {
		page := t.pages[r>>8&0xff]
		if page == nil {
			page = new([256]signSet)
			t.pages[r>>8&0xff] = page
		}
		page[r&0xff] |= set
	}
	return set
}

func (t *signTable) of(r rune) signSet {
	if r > 0xffff {
		return 0
	}
	if page := t.pages[r>>8]; page != nil {
		return page[r&0xff]
	}
	return 0
}

// holds says that s has a sign of each class in want.
func holds(s string, want signSet) bool {
	for i := 0; i < len(s); {
		r, n := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
		}
		i += n
		if want &^= anywhere.of(r); want == 0 {
			return true
		}
	}
	return want == 0
}

// indexSign is where the first sign of the class stands in s, -1 without one.
func indexSign(s string, want signSet) int {
	for i := 0; i < len(s); {
		r, n := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
		}
		if anywhere.of(r)&want != 0 {
			return i
		}
		i += n
	}
	return -1
}

func holdsAny(s string, words []string) bool {
	for _, word := range words {
		if strings.Contains(s, word) {
			return true
		}
	}
	return false
}

// holdsYear says that s has four digits in a row.
func holdsYear(s string) bool {
	for i := 3; i < len(s); {
		k := i
		for k > i-4 && isDigit(s[k]) {
			k--
		}
		if k == i-4 {
			return true
		}
		i = k + 4
	}
	return false
}
