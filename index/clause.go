package index

import (
	"fmt"
	"strings"
)

// Clause is a condition on units. Engines know these and no others; each has a
// canonical String.
type Clause interface {
	fmt.Stringer
	clause()
}

type (
	// Term holds when the unit's field has exactly this term.
	Term struct {
		Field Field
		Term  string
	}
	// Literal holds when the unit's match text (analysis.Fold) contains this
	// match text, wherever words begin or end.
	Literal struct{ Text string }
	// All holds when every clause does; empty, it holds for all units.
	All []Clause
	// Any holds when at least Min (at least 1) of the clauses do.
	Any struct {
		Clauses []Clause
		Min     int
	}
	// Not holds when the clause doesn't.
	Not struct{ Clause Clause }
)

func (Term) clause()    {}
func (Literal) clause() {}
func (All) clause()     {}
func (Any) clause()     {}
func (Not) clause()     {}

func (t Term) String() string    { return fmt.Sprintf("%s:%s", t.Field, t.Term) }
func (l Literal) String() string { return fmt.Sprintf("%q", l.Text) }
func (n Not) String() string     { return "-" + n.Clause.String() }
func (a All) String() string     { return "(" + join(a, " AND ") + ")" }

func (a Any) String() string {
	s := "(" + join(a.Clauses, " OR ") + ")"
	if a.Min > 1 {
		s += fmt.Sprintf("~%d", a.Min)
	}
	return s
}

func join(cs []Clause, sep string) string {
	parts := make([]string, len(cs))
	for i, c := range cs {
		parts[i] = c.String()
	}
	return strings.Join(parts, sep)
}

// Weighted is a term that adds to the score of the units that hold it: its
// BM25 value in its field times Weight, which is above 0.
type Weighted struct {
	Term
	Weight float64
}

// Boost adds a constant above 0 to the score of the units for which a clause
// holds.
type Boost struct {
	Clause Clause
	Value  float64
}
