package pdftext

import (
	"regexp"
	"strings"
)

// lead is a pattern for the start of a line, with the runes that it can start
// with: most lines are told by their first rune.
type lead struct {
	first string
	re    *regexp.Regexp
}

func newLead(first, expr string) lead { return lead{first, regexp.MustCompile(expr)} }

func (l lead) may(s string) bool { return s != "" && strings.ContainsRune(l.first, firstRune(s)) }

func (l lead) MatchString(s string) bool { return l.may(s) && l.re.MatchString(s) }

func (l lead) FindStringIndex(s string) []int {
	if !l.may(s) {
		return nil
	}
	return l.re.FindStringIndex(s)
}

func (l lead) FindStringSubmatch(s string) []string {
	if !l.may(s) {
		return nil
	}
	return l.re.FindStringSubmatch(s)
}

func (l lead) FindStringSubmatchIndex(s string) []int {
	if !l.may(s) {
		return nil
	}
	return l.re.FindStringSubmatchIndex(s)
}
