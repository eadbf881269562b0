package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"wensou/query"
)

// word is a run of Chinese or a Latin word of a query, where it stands.
type word struct {
	start int
	text  string
	han   bool
}

// words are those of a query that corrections may replace. Operators, names of fields,
// patterns and what is excluded are left as they are.
func words(query string) []word {
	var out []word
	negated := false
	for at := 0; at < len(query); {
		n := strings.IndexFunc(query[at:], unicode.IsSpace)
		if n < 0 {
			n = len(query) - at
		}
		chunk := query[at : at+n]
		bare := strings.Trim(chunk, "()（）")
		switch {
		case bare == "NOT":
			negated = true
		case isOperator(bare):
		case !negated && !isFixed(bare):
			out = append(out, runs(chunk, at)...)
			negated = false
		case bare != "":
			negated = false
		}
		at += n
		if at < len(query) {
			_, size := utf8.DecodeRuneInString(query[at:])
			at += size
		}
	}
	return out
}

// doubtful are the words that corrections are looked for: the first ones, and
// nothing that is meant as it stands.
func doubtful(words []word, quotations []string) []word {
	var out []word
	han, latin := 0, 0
	for _, w := range words {
		if slices.ContainsFunc(quotations, func(q string) bool { return strings.Contains(q, w.text) }) {
			continue
		}
		if !w.han {
			if latin++; latin <= maxLatin {
				out = append(out, w)
			}
			continue
		}
		if n := utf8.RuneCountInString(w.text); n < 2 || n > maxHan {
			continue
		}
		if han++; han <= maxHanRuns {
			out = append(out, w)
		}
	}
	return out
}

// quotations are the texts of a query that must stand as they are.
func quotations(n query.Node) []string {
	var of []query.Node
	switch n := n.(type) {
	case query.Phrase:
		return []string{n.Text}
	case query.Exact:
		return []string{n.Text}
	case query.Near:
		of = n.Nodes
	case query.List:
		of = n
	case query.And:
		of = n
	case query.Or:
		of = n
	}
	var out []string
	for _, x := range of {
		out = append(out, quotations(x)...)
	}
	return out
}

func isOperator(s string) bool {
	switch name, _, _ := strings.Cut(s, "/"); name {
	case "AND", "OR", "NEAR":
		return true
	}
	return s == ""
}

// isFixed says that a chunk is excluded, a field with its value, or a pattern.
func isFixed(s string) bool {
	return strings.HasPrefix(s, "-") || strings.ContainsAny(s, "*?~/\\:：")
}

// runs are the words of a chunk that begins at a place of the query. A word of
// letters and digits is a name.
func runs(chunk string, at int) []word {
	var out []word
	kind := func(r rune) int {
		switch {
		case unicode.Is(unicode.Han, r):
			return 1
		case unicode.Is(unicode.Latin, r):
			return 2
		case unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r):
			return 3
		}
		return 0
	}
	start, last := 0, 0
	end := func(i int) {
		touches := func(r rune) bool { return kind(r) == 3 }
		before, _ := utf8.DecodeLastRuneInString(chunk[:start])
		after, _ := utf8.DecodeRuneInString(chunk[i:])
		if last == 1 || last == 2 && !touches(before) && !touches(after) {
			out = append(out, word{at + start, chunk[start:i], last == 1})
		}
	}
	for i, r := range chunk {
		if k := kind(r); k != last {
			end(i)
			start, last = i, k
		}
	}
	end(len(chunk))
	return out
}
