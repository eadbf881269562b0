package search

import (
	"context"
	"fmt"

	"wensou/index"
)

// QueryExplanation says what a query asks for and what scores are made of.
type QueryExplanation struct {
	Concepts []ExplainedConcept `json:"concepts"` // in the order of the query
	// Terms are those that are worth something, by field of the index, in the
	// order in which they are added up.
	Terms map[string][]ExplainedTerm `json:"terms"`
}

// ExplainedConcept is one thing that a query asks for.
type ExplainedConcept struct {
	Typed string `json:"typed"`
	Kind  string `json:"kind"` // word, phrase, or stop: a function word, which need not be held
	Held  string `json:"held"` // what holds it, with other spellings and regional words
}

// ExplainedTerm is a term and what its BM25 value is multiplied with.
type ExplainedTerm struct {
	Term   string  `json:"term"`
	Weight float64 `json:"weight"`
}

// explainQuery lists what the plan asks of a unit and what it gives for it.
func (r *run) explainQuery() *QueryExplanation {
	x := &QueryExplanation{Concepts: []ExplainedConcept{}, Terms: map[string][]ExplainedTerm{}}
	for _, c := range r.plan.concepts {
		kind := "word"
		switch {
		case c.phrase:
			kind = "phrase"
		case c.stop:
			kind = "stop"
		}
		x.Concepts = append(x.Concepts, ExplainedConcept{c.typed, kind, c.clause.String()})
	}
	for _, t := range r.plan.score {
		f := string(t.Field)
		x.Terms[f] = append(x.Terms[f], ExplainedTerm{t.Term.Term, t.Weight})
	}
	return x
}

// explainHit says how one unit's score comes about: its details add up to its
// value, and that is the hit's score, up to rounding. What the second stage adds
// stands behind the engine's details.
func (r *run) explainHit(ctx context.Context, req *index.Request, hit *index.Hit, st *index.Stored) (*index.Explanation, error) {
	x, err := r.snap.Explain(ctx, req, st.Ref)
	if err != nil {
		return nil, fmt.Errorf("explain %s: %w", st.Key, err)
	}
	if r.close != nil {
		r.close.explain(x, hit, st)
	}
	return x, nil
}
