package index

import (
	"fmt"
	"strings"
	"time"
)

// Clause is a condition on units. Engines know these and no others; each has a
// canonical String. An empty text holds for no unit.
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
	// TitleLiteral holds when the match text of the document's title contains
	// this match text.
	TitleLiteral struct{ Text string }
	// Prefix holds when the unit's field has a term that begins with this
	// match text, however many such terms there are.
	Prefix struct {
		Field Field
		Text  string
	}
	// Value holds when one of the values of the unit's keyword field (one of
	// Keywords), folded, contains this match text.
	Value struct {
		Field Field
		Text  string
	}
	// Near holds when places can be chosen in the unit's match text, one for
	// each of the texts and no two overlapping, that stand so close together
	// that from the first character of the first to the last of the last at
	// most Distance characters are part of none of them. A text that is named
	// twice needs two places. Texts stand in any order, anywhere in words, as
	// those of Literal do: who wants a Latin word asks for its Term as well.
	// There are at most MaxNear texts; without one, it holds for no unit.
	Near struct {
		Texts    []string
		Distance int
	}
	// Dated holds for units of documents whose date span overlaps the range.
	Dated DateRange
	// Refs holds for the units of these refs, ascending. What is the name that
	// explanations have for them.
	Refs struct {
		What string
		Refs []uint64
	}
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

func (Term) clause()         {}
func (Literal) clause()      {}
func (TitleLiteral) clause() {}
func (Prefix) clause()       {}
func (Value) clause()        {}
func (Near) clause()         {}
func (Dated) clause()        {}
func (Refs) clause()         {}
func (All) clause()          {}
func (Any) clause()          {}
func (Not) clause()          {}

func (t Term) String() string         { return fmt.Sprintf("%s:%s", t.Field, t.Term) }
func (l Literal) String() string      { return fmt.Sprintf("%q", l.Text) }
func (l TitleLiteral) String() string { return fmt.Sprintf("%s:%q", FieldTitle, l.Text) }
func (p Prefix) String() string       { return fmt.Sprintf("%s:%s*", p.Field, p.Text) }
func (v Value) String() string        { return fmt.Sprintf("%s:%q", v.Field, v.Text) }
func (n Not) String() string          { return "-" + n.Clause.String() }
func (a All) String() string          { return "(" + join(a, " AND ") + ")" }

func (r Refs) String() string { return fmt.Sprintf("%s[%d]", r.What, len(r.Refs)) }

func (n Near) String() string {
	quoted := make([]string, len(n.Texts))
	for i, t := range n.Texts {
		quoted[i] = fmt.Sprintf("%q", t)
	}
	return fmt.Sprintf("(%s)", strings.Join(quoted, fmt.Sprintf(" NEAR/%d ", n.Distance)))
}

func (d Dated) String() string {
	day := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Format(time.DateOnly)
	}
	return fmt.Sprintf("%s:[%s..%s)", FieldDate, day(d.From), day(d.To))
}

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

// MaxNear is how many texts a Near has at most; engines refuse more. Work for
// each place doubles with each text.
const MaxNear = 8

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
