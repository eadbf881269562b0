package works

import (
	"strings"
	"unicode/utf8"
)

// same says whether two records that name year and author cite one work. It is
// symmetric, and holds only for records that have a key of keysOf in common.
func same(a, b *record) bool {
	if a.doi != "" && b.doi != "" {
		return a.doi == b.doi
	}
	if a.ownURL && b.ownURL && a.url == b.url {
		return a.title.serials == b.title.serials || a.title.han != b.title.han || a.title.key == "" || b.title.key == ""
	}
	if a.class != b.class {
		return false
	}
	switch {
	case a.title.key == "" || b.title.key == "":
		return false
	case a.class == ruling:
		return a.title.key == b.title.key && (a.year == b.year || a.year == 0 || b.year == 0 || a.title.han)
	case a.class == law:
		return a.title.key == b.title.key && (a.title.han || a.year == b.year || a.year == 0 || b.year == 0)
	}
	if a.year != b.year || !sameIssue(a, b) {
		return false
	}
	exact := a.title.key == b.title.key
	if !exact && !a.title.like(b.title) && !a.title.shortened(b.title) {
		return false
	}
	return sameMakers(a, b, exact)
}

// sameIssue says that nothing tells two printings of one title apart.
func sameIssue(a, b *record) bool {
	if two(a.edition, b.edition) || two(a.volume, b.volume) || two(a.issue, b.issue) {
		return false
	}
	if a.newspaper && b.newspaper && two(a.day, b.day) && a.title.tolerance() == 0 {
		return false // editorials and columns
	}
	return compareContainers(a.container, b.container) != differ
}

func two(a, b string) bool { return a != "" && b != "" && a != b }

const (
	// longTitle is the weight of a title that no two works of a year share by
	// chance.
	longTitle = 16
	// leastTitle is that of one that says something by itself.
	leastTitle = 8
)

// sameMakers compares authors or, where one names none, what stands for them.
func sameMakers(a, b *record, exact bool) bool {
	switch compareNames(a.names, b.names) {
	case agree:
		return exact || shareFamily(a.names, b.names)
	case differ:
		return false
	}
	if !exact {
		return false
	}
	if len(a.names) == 0 && len(b.names) == 0 || len(a.names) == 0 || len(b.names) == 0 {
		return compareContainers(a.container, b.container) == agree || a.publisher != "" && a.publisher == b.publisher
	}
	return a.title.weight() >= longTitle // the names are in two scripts
}

// shareFamily asks for a family name that is spelt alike: where titles differ,
// names must not.
func shareFamily(a, b []name) bool {
	for _, x := range a {
		for _, f := range x.family {
			for _, y := range b {
				for _, g := range y.family {
					if f == g {
						return true
					}
				}
			}
		}
	}
	return false
}

// compareContainers compares journals, books and papers: 南嶼學刊 and 《南嶼學刊》
// are one, and so are Int. Secur. and International Security.
func compareContainers(a, b string) answer {
	switch {
	case a == "" || b == "":
		return open
	case a == b || strings.Contains(a, b) || strings.Contains(b, a):
		return agree
	case isHan(a) != isHan(b):
		return open
	case utf8.RuneCountInString(a) >= 8 && within(a, b, 2), abbreviates(a, b), abbreviates(b, a):
		return agree
	}
	return differ
}

// abbreviates says that the letters of a stand in b in this order, beginning
// alike: names of journals are cut in too many ways to list.
func abbreviates(a, b string) bool {
	if isHan(a) || len(a) < 4 || a[0] != b[0] {
		return false
	}
	i := 0
	for j := 0; j < len(b) && i < len(a); j++ {
		if a[i] == b[j] {
			i++
		}
	}
	return i == len(a) && 4*len(a) >= len(b)
}

// fits says that a record that lacks year or author may be a mention of one
// that is known: what both say agrees.
func fits(known, r *record) bool {
	if known.doi != "" && r.doi != "" {
		return known.doi == r.doi
	}
	if known.class != r.class {
		return false
	}
	if r.level() == 0 && r.title.weight() < leastTitle {
		return false
	}
	if known.title.key != r.title.key && known.title.main != r.title.key && r.title.main != known.title.key {
		return false
	}
	if known.year != 0 && r.year != 0 && known.year != r.year || !sameIssue(known, r) {
		return false
	}
	return compareNames(known.names, r.names) != differ
}
