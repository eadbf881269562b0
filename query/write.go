package query

import (
	"fmt"
	"strings"
	"unicode"
)

func (w Words) String() string {
	tokens := strings.Fields(w.Text)
	for i, t := range tokens {
		tokens[i] = escape(t)
	}
	return strings.Join(tokens, " ")
}

func (p Phrase) String() string { return Quote(p.Text) }

func (e Exact) String() string {
	if e.Word {
		return "=" + escapeAll(e.Text, isDelimiter, false)
	}
	return "=" + Quote(e.Text)
}

func (p Prefix) String() string { return escapeBefore(p.Text, "*") }
func (d Date) String() string   { return d.Name + ":" + value(d.Value) }
func (l List) String() string   { return join(l, " ") }
func (a And) String() string    { return join(a, " AND ") }
func (o Or) String() string     { return join(o, " OR ") }
func (n Near) String() string   { return join(n.Nodes, fmt.Sprintf(" NEAR/%d ", n.Distance)) }

func (n Not) String() string {
	s := inBrackets(n.Node)
	if canFollowMinus([]rune(s)) {
		return "-" + s
	}
	return "NOT " + s
}

func (f Field) String() string {
	switch f.Value.(type) {
	case Not, Prefix: // a minus there is text
		return f.Name + ":" + group(f.Value.String())
	}
	return f.Name + ":" + inBrackets(f.Value)
}

// value writes a date, in quotes when it is more than one word.
func value(s string) string {
	if e := escape(s); e == s && !strings.ContainsFunc(s, unicode.IsSpace) {
		return s
	}
	return Quote(s)
}

func join(nodes []Node, sep string) string {
	parts := make([]string, len(nodes))
	for i, n := range nodes {
		parts[i] = inBrackets(n)
		if _, ok := n.(Words); ok && sep == " " {
			parts[i] = n.String()
		}
	}
	return strings.Join(parts, sep)
}

// inBrackets writes a node as one operand.
func inBrackets(n Node) string {
	s := n.String()
	switch n := n.(type) {
	case List, And, Or, Near:
		return group(s)
	case Words:
		if strings.Contains(n.Text, " ") {
			return group(s)
		}
	}
	return s
}

// group puts brackets around what is written. Backslashes at its end would
// make text of the bracket.
func group(s string) string {
	return "(" + s + s[len(strings.TrimRight(s, `\`)):] + ")"
}

// Quote writes a text as the phrase that Parse reads it from. Backslashes that
// stand before a quotation mark, or at the end, are doubled.
func Quote(text string) string {
	return `"` + escapeAll(text, func(r rune) bool { return r == '"' }, true) + `"`
}

// escape writes a token of text so that it is read as text wherever a token
// can begin.
func escape(token string) string { return escapeBefore(token, "") }

// escapeBefore is escape for a token with syntax at its end.
func escapeBefore(token, end string) string {
	s := escapeAll(token, isDelimiter, end != "") + end
	bare := strings.TrimLeft(s, `\`)
	if beginsSyntax([]rune(bare)) {
		n := len(s) - len(bare)
		return strings.Repeat(`\`, 2*n+1) + bare
	}
	return s
}

// escapeAll puts a backslash before some runes and doubles those that stand
// there already; atEnd, those at the end, too.
func escapeAll(text string, special func(rune) bool, atEnd bool) string {
	var b strings.Builder
	slashes := 0
	for _, r := range text {
		if special(r) {
			b.WriteString(strings.Repeat(`\`, slashes+1))
		}
		if b.WriteRune(r); r == '\\' {
			slashes++
		} else {
			slashes = 0
		}
	}
	if atEnd {
		b.WriteString(strings.Repeat(`\`, slashes))
	}
	return b.String()
}
