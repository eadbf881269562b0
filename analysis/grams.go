package analysis

import (
	"slices"
	"unicode/utf8"
)

// Grams emits the gram terms of match text, which find every literal phrase:
// for each run of ClassCJK and each run of ClassWord all pairs of neighbours
// and the last rune by itself, and each ClassPunct rune by itself. A term is
// emitted once for each place it stands at. Terms are parts of folded.
func Grams(folded string, emit func(term string)) {
	table := runes()
	last := ClassSpace
	lastAt := 0
	tail := func(end int) {
		if last == ClassCJK || last == ClassWord {
			emit(folded[lastAt:end])
		}
	}
	for i := 0; i < len(folded); {
		class, size := classAt(table, folded, i)
		switch class {
		case ClassCJK, ClassWord:
			if last == class {
				emit(folded[lastAt : i+size])
			} else {
				tail(i)
			}
		default:
			tail(i)
			if class == ClassPunct {
				emit(folded[i : i+size])
			}
		}
		last, lastAt = class, i
		i += size
	}
	tail(len(folded))
}

// CJKRunes emits each rune of ClassCJK of match text, as often as it stands
// there.
func CJKRunes(folded string, emit func(r string)) {
	table := runes()
	for i := 0; i < len(folded); {
		class, size := classAt(table, folded, i)
		if class == ClassCJK {
			emit(folded[i : i+size])
		}
		i += size
	}
}

// classAt returns the class and length of the rune at byte i.
func classAt(table *runeTable, s string, i int) (Class, int) {
	c := s[i]
	if c < utf8.RuneSelf {
		return asciiClass[c], 1
	}
	r, size := utf8.DecodeRuneInString(s[i:])
	return table.at(r).class(), size
}

// GramQuery is what a literal phrase requires of a text's gram terms.
type GramQuery struct {
	// Terms must all be among the text's terms; no term is twice.
	Terms []string
	// Lone runes stand in no pair of the phrase: for each, the text has one
	// term or more that begins with it. No rune is twice.
	Lone []rune
}

// QueryGrams returns the gram terms that a folded phrase requires, in order of
// first appearance. A text that has them need not hold the phrase: the match
// is to be checked.
func QueryGrams(folded string) GramQuery {
	var q GramQuery
	seen := map[string]bool{}
	add := func(term string) {
		if !seen[term] {
			seen[term] = true
			q.Terms = append(q.Terms, term)
		}
	}
	table := runes()
	for i := 0; i < len(folded); {
		class, size := classAt(table, folded, i)
		if class == ClassPunct {
			add(folded[i : i+size])
		}
		if class != ClassCJK && class != ClassWord {
			i += size
			continue
		}
		at, pairs := i, 0
		for i += size; i < len(folded); i += size {
			next, n := classAt(table, folded, i)
			if next != class {
				break
			}
			add(folded[at : i+n])
			pairs++
			at, size = i, n
		}
		if r, _ := utf8.DecodeRuneInString(folded[at:]); pairs == 0 && !slices.Contains(q.Lone, r) {
			q.Lone = append(q.Lone, r)
		}
	}
	return q
}
