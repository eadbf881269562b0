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
func (p Phrase) String() string { return Quote(p.Text) }

// Quote writes a text as the phrase that Parse reads it from. Backslashes that
// stand before a quotation mark, or at the end, are doubled.
func Quote(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	slashes := 0
	for _, r := range text {
		if r == '"' {
			b.WriteString(strings.Repeat(`\`, slashes+1))
		}
		if b.WriteRune(r); r == '\\' {
			slashes++
		} else {
			slashes = 0
		}
	}
	b.WriteString(strings.Repeat(`\`, slashes) + `"`)
	return b.String()
}

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

// Parse reads a query: text in quotes is a phrase, everything else words. A
// quotation mark without its partner is text. In a phrase \" is a quotation
// mark, and \\" a backslash at the phrase's end; anywhere else a backslash
// stands for itself, so that what is pasted need not be changed.
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
		flush() // empty quotes divide words, too
		if strings.TrimFunc(text, unicode.IsSpace) != "" {
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
		slashes := 0
		for i+slashes < len(runes) && runes[i+slashes] == '\\' {
			slashes++
		}
		i += slashes
		if i == len(runes) {
			break
		}
		if runes[i] != end {
			b.WriteString(strings.Repeat(`\`, slashes))
			b.WriteRune(runes[i])
			continue
		}
		b.WriteString(strings.Repeat(`\`, slashes/2))
		if slashes%2 == 0 {
			return b.String(), i + 1
		}
		b.WriteRune(end)
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
