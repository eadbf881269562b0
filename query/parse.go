package query

import (
	"strings"
	"unicode"
)

// Parse reads a query. White space puts things side by side; NEAR binds more
// closely than AND, AND than OR, and OR than white space. An operator without
// its operands, a bracket without its partner and a field without a value are
// text. A backslash before anything that would be syntax makes it text; any
// other stands for itself, so that what is pasted need not be changed.
func Parse(s string) Query {
	s = string([]rune(s)) // an invalid byte is U+FFFD from here on
	if p, ok := wholePhrase(s); ok {
		return Query{Root: Phrase{p}}
	}
	p := &parser{}
	p.tokens = joinWords(brackets(lex(s)))
	p.settle()
	var l List
	for len(p.tokens) > 0 {
		l = append(l, p.list()...)
		if len(p.tokens) > 0 { // a bracket that nothing opened; brackets leaves none
			p.tokens = p.tokens[1:]
		}
	}
	return Query{Root: l.one(), AsText: p.asText}
}

// wholePhrase reads a query that begins and ends with " and has an odd number
// of them inside, which pairs can't account for: a passage pasted between
// quotes with a quotation mark of its own. Escaped marks are left to quoted.
func wholePhrase(s string) (string, bool) {
	if len(s) < 3 || s[0] != '"' || s[len(s)-1] != '"' || strings.Contains(s, `\"`) {
		return "", false
	}
	inner := s[1 : len(s)-1]
	return inner, strings.Count(inner, `"`)%2 == 1
}

type parser struct {
	tokens []token
	asText []string
	dates  string // name of the date field whose value is being read
}

func (p *parser) peek() kind {
	if len(p.tokens) == 0 {
		return kindClose
	}
	return p.tokens[0].kind
}

func (p *parser) take() token {
	t := p.tokens[0]
	p.tokens = p.tokens[1:]
	return t
}

// list reads nodes side by side, up to a closing bracket.
func (p *parser) list() (l List) {
	for p.peek() != kindClose {
		l = l.with(p.or())
	}
	return l
}

// with appends a node: lists are joined, and so are words that meet.
func (l List) with(n Node) List {
	switch n := n.(type) {
	case nil:
		return l
	case List:
		for _, c := range n {
			l = l.with(c)
		}
		return l
	case Words:
		if len(l) > 0 {
			if last, ok := l[len(l)-1].(Words); ok {
				l[len(l)-1] = Words{last.Text + " " + n.Text}
				return l
			}
		}
	}
	return append(l, n)
}

// one is the list as a node: nothing, its only one, or itself.
func (l List) one() Node {
	switch len(l) {
	case 0:
		return nil
	case 1:
		return l[0]
	}
	return l
}

func (p *parser) or() Node {
	nodes := notNil(p.and())
	for p.peek() == kindOr {
		p.take()
		nodes = append(nodes, notNil(p.and())...)
	}
	if len(nodes) > 1 {
		return Or(nodes)
	}
	return List(nodes).one()
}

func (p *parser) and() Node {
	nodes := notNil(p.near())
	for p.peek() == kindAnd {
		p.take()
		nodes = append(nodes, notNil(p.near())...)
	}
	if len(nodes) > 1 {
		return And(nodes)
	}
	return List(nodes).one()
}

func notNil(n Node) []Node {
	if n == nil {
		return nil
	}
	return []Node{n}
}

// near reads a chain of NEAR. Links of different distance are asked for one by
// one; what can't be near anything must stand in the same text.
func (p *parser) near() Node {
	left := p.unary()
	var links []Node
	for p.peek() == kindNear {
		distance := p.take().distance
		right := p.unary()
		switch last, ok := lastOf(links).(Near); {
		case !canBeNear(left) || !canBeNear(right):
			if len(links) == 0 {
				links = notNil(left)
			}
			links = append(links, notNil(right)...)
		case ok && last.Distance == distance: // left is its last node
			last.Nodes = append(last.Nodes, right)
			links[len(links)-1] = last
		default:
			links = append(links, Near{[]Node{left, right}, distance})
		}
		left = right
	}
	switch len(links) {
	case 0:
		return left
	case 1:
		return links[0]
	}
	return And(links)
}

func lastOf(nodes []Node) Node {
	if len(nodes) == 0 {
		return nil
	}
	return nodes[len(nodes)-1]
}

func canBeNear(n Node) bool {
	switch n := n.(type) {
	case Words, Phrase, Exact, Prefix:
		return true
	case Or:
		for _, c := range n {
			if !canBeNear(c) {
				return false
			}
		}
		return true
	}
	return false
}

func (p *parser) unary() Node {
	t := p.take()
	switch t.kind {
	case kindNot:
		if n := p.unary(); n != nil {
			return Not{n}
		}
		return nil
	case kindEqual:
		of := p.take()
		return Exact{of.text, of.kind == kindWord}
	case kindField:
		return p.field(t.text)
	case kindOpen:
		l := p.list()
		p.take() // its partner
		return l.one()
	case kindPrefix:
		return Prefix{t.text}
	case kindPhrase:
		if strings.TrimFunc(t.text, unicode.IsSpace) == "" {
			return nil // empty quotes divide words
		}
		if p.dates != "" {
			return Date{p.dates, t.text}
		}
		return Phrase{t.text}
	}
	if p.dates != "" {
		return Date{p.dates, t.text}
	}
	return Words{t.text}
}

func (p *parser) field(name string) Node {
	if isDateField(name) {
		p.dates = name
		defer func() { p.dates = "" }()
		return p.unary()
	}
	if v := p.unary(); v != nil {
		return Field{name, v}
	}
	return nil
}
