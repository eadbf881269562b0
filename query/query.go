// Package query reads what people type into a tree. Whatever can't be read as
// syntax is text: no query is an error. It knows no engine and no dictionary.
package query

import (
	"strings"
	"unicode"
)

// Node is a part of a query.
type Node interface {
	// String is the canonical form, which parses to an equal node.
	String() string
	node()
}

type (
	// Words is text whose words are searched, wherever they stand.
	Words struct{ Text string }
	// Phrase is text that must stand literally, in either script.
	Phrase struct{ Text string }
)

func (Words) node()  {}
func (Phrase) node() {}

func (w Words) String() string  { return w.Text }
func (p Phrase) String() string { return `"` + strings.ReplaceAll(p.Text, `"`, `\"`) + `"` }

// Query is a conjunction of nodes in the order typed.
type Query []Node

// String is the canonical form.
func (q Query) String() string {
	parts := make([]string, len(q))
	for i, n := range q {
		parts[i] = n.String()
	}
	return strings.Join(parts, " ")
}

// closers are the quotation marks that make a phrase, with what ends each. A
// quotation mark of another kind inside is part of the phrase.
var closers = map[rune]rune{'"': '"', '“': '”', '＂': '＂', '„': '“'}

// Parse reads a query: text in quotes is a phrase (\" is a quotation mark in
// it), everything else words. A quotation mark without its partner is text.
func Parse(s string) Query {
	var q Query
	var words strings.Builder
	flush := func() {
		if t := strings.Join(strings.Fields(words.String()), " "); t != "" {
			q = append(q, Words{t})
		}
		words.Reset()
	}
	if p, ok := wholePhrase(s); ok {
		return Query{Phrase{p}}
	}
	runes := []rune(s)
	for i := 0; i < len(runes); i++ {
		end, ok := closers[runes[i]]
		if !ok {
			words.WriteRune(runes[i])
			continue
		}
		text, n := phrase(runes[i+1:], end)
		if n < 0 {
			words.WriteRune(runes[i])
			continue
		}
		if strings.TrimFunc(text, unicode.IsSpace) != "" {
			flush()
			q = append(q, Phrase{text})
		}
		i += n
	}
	flush()
	return q
}

// phrase reads up to the closing mark and returns the text and how many runes
// it took with the mark, -1 when there is none.
func phrase(runes []rune, end rune) (string, int) {
	var b strings.Builder
	for i := 0; i < len(runes); i++ {
		switch r := runes[i]; {
		case r == '\\' && i+1 < len(runes) && runes[i+1] == end:
			b.WriteRune(end)
			i++
		case r == end:
			return b.String(), i + 1
		default:
			b.WriteRune(r)
		}
	}
	return "", -1
}

// wholePhrase reads a query that begins and ends with " and has an odd number
// of them inside, which pairs can't account for: a passage pasted between
// quotes with a quotation mark of its own. Escaped marks are left to phrase.
func wholePhrase(s string) (string, bool) {
	if len(s) < 3 || s[0] != '"' || s[len(s)-1] != '"' || strings.Contains(s, `\"`) {
		return "", false
	}
	inner := s[1 : len(s)-1]
	return inner, strings.Count(inner, `"`)%2 == 1
}
