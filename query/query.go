// Package query reads what people type into a tree. Whatever can't be read as
// syntax is text: no query is an error. It knows no engine and no dictionary.
// Parse makes the tree and Simplify makes it small; what a tree asks of an
// engine is for others to say.
package query

// Node is a part of a query.
type Node interface {
	// String is the canonical form, which parses to an equal node.
	String() string
	node()
}

type (
	// Words is text whose words are searched, wherever they stand. White space
	// in it is single spaces.
	Words struct{ Text string }
	// Phrase is text that must stand literally, in either script.
	Phrase struct{ Text string }
	// Exact is text that must stand as it is, without any variant: a phrase,
	// or with Word text without white space whose Latin words are whole ones.
	Exact struct {
		Text string
		Word bool
	}
	// Prefix is the beginning of a word.
	Prefix struct{ Text string }
	// Near asks for all nodes (Words, Phrase, Exact, Prefix and Or of these) with at
	// most Distance characters between the first and the last.
	Near struct {
		Nodes    []Node
		Distance int
	}
	// Field asks a field (see the Field constants) for a value: text nodes,
	// and And, Or, Not and List of these.
	Field struct {
		Name  string
		Value Node
	}
	// Date asks for a time that ParsePeriod reads. Name is FieldDate,
	// FieldAfter, FieldBefore or FieldYear.
	Date struct{ Name, Value string }
	// List is nodes side by side: how many of them must hold is the mode's to
	// say. No two Words are neighbours.
	List []Node
	// And asks for all nodes, whatever the mode.
	And []Node
	// Or asks for one of the nodes or more.
	Or []Node
	// Not asks that a node doesn't hold.
	Not struct{ Node Node }
)

func (Words) node()  {}
func (Phrase) node() {}
func (Exact) node()  {}
func (Prefix) node() {}
func (Near) node()   {}
func (Field) node()  {}
func (Date) node()   {}
func (List) node()   {}
func (And) node()    {}
func (Or) node()     {}
func (Not) node()    {}

// Query is what Parse read.
type Query struct {
	Root Node // nil when nothing was typed
	// AsText are the pieces that look like operators and could not be read as
	// such, as they were typed: they are text of the tree.
	AsText []string
}

// String is the canonical form.
func (q Query) String() string {
	if q.Root == nil {
		return ""
	}
	return q.Root.String()
}

// HasOperators says that a tree asks for more than words and phrases side by
// side.
func HasOperators(n Node) bool {
	switch n := n.(type) {
	case nil, Words, Phrase:
		return false
	case List:
		for _, c := range n {
			if HasOperators(c) {
				return true
			}
		}
		return false
	}
	return true
}
