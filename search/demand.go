package search

import (
	"slices"

	"wensou/analysis"
	"wensou/index"
)

// demand is what the units of an answer must hold.
type demand struct {
	phrases []index.Clause // each of them, in the unit's own text
	words   []index.Clause // all, or some of them when that is relaxed
	names   []string       // of the words, as typed
}

// demand of the query; strict, with its function words.
func (p *plan) demand(strict bool) demand {
	var d demand
	for _, c := range p.concepts {
		switch {
		case c.phrase:
			d.phrases = append(d.phrases, c.clause)
		case strict || !c.stop:
			d.words, d.names = append(d.words, c.clause), append(d.names, c.typed)
		}
	}
	return d
}

// isOne says that one thing is asked for, if several times.
func (d demand) isOne() bool {
	different := map[string]bool{}
	for _, c := range slices.Concat(d.phrases, d.words) {
		different[c.String()] = true
	}
	return len(different) < 2
}

// all holds for units with everything; an empty demand holds for all units.
func (d demand) all() index.Clause {
	return index.All(slices.Concat(d.phrases, d.words))
}

// any holds for units with at least one phrase or word.
func (d demand) any() index.Clause {
	return index.Any{Clauses: slices.Concat(d.phrases, d.words), Min: 1}
}

// nearly holds for units that have all phrases, and n of the words in their
// text or in their context, or most of a long word.
func (d demand) nearly(n int) index.Clause {
	near := index.Any{Min: n}
	for _, c := range d.words {
		held := index.Any{Min: 1, Clauses: []index.Clause{c, inContext(c)}}
		if p := inPart(c); p != nil {
			held.Clauses = append(held.Clauses, p)
		}
		near.Clauses = append(near.Clauses, held)
	}
	if len(d.phrases) == 0 {
		return near
	}
	all := append(index.All{}, d.phrases...)
	if n > 0 {
		all = append(all, near)
	}
	return all
}

// nearlyOr holds as nearly does, and for units that have all phrases and one of
// the rare words: a rare word says more than several frequent ones.
func (d demand) nearlyOr(n int, rare []index.Clause) index.Clause {
	if len(rare) == 0 {
		return d.nearly(n)
	}
	any := index.Any{Min: 1, Clauses: []index.Clause{d.nearly(n)}}
	for _, c := range rare {
		any.Clauses = append(any.Clauses, index.All(append(slices.Clone(d.phrases), c)))
	}
	return any
}

func (d demand) half() int { return (len(d.words) + 1) / 2 }

// inContext is a clause asked of the context: a literal by its grams, which is
// near enough where nothing is promised.
func inContext(c index.Clause) index.Clause {
	switch c := c.(type) {
	case index.Term:
		return index.Term{Field: index.FieldContext, Term: c.Term}
	case index.Literal:
		all := index.All{}
		for _, g := range analysis.QueryGrams(c.Text).Terms {
			all = append(all, index.Term{Field: index.FieldContext, Term: g})
		}
		if len(all) == 0 { // a lone character: its word, if it is one
			return index.Term{Field: index.FieldContext, Term: c.Text}
		}
		return all
	case index.All:
		all := make(index.All, len(c))
		for i := range c {
			all[i] = inContext(c[i])
		}
		return all
	case index.Any:
		any := index.Any{Min: c.Min}
		for _, x := range c.Clauses {
			any.Clauses = append(any.Clauses, inContext(x))
		}
		return any
	}
	return c
}

// inPart is a long word held in part, nil for other clauses: most of its pairs
// of characters, wherever they stand. 大学毕业 is also 大学的…毕业, and a name
// that was cut with its neighbour is still found.
func inPart(c index.Clause) index.Clause {
	switch c := c.(type) {
	case index.Literal:
		grams := analysis.QueryGrams(c.Text).Terms
		if len(grams) < 2 {
			return nil
		}
		most := index.Any{Min: (2*len(grams) + 2) / 3}
		for _, g := range grams {
			most.Clauses = append(most.Clauses, index.Term{Field: index.FieldGrams, Term: g})
		}
		return most
	case index.Any:
		any := index.Any{Min: 1}
		for _, x := range c.Clauses {
			if p := inPart(x); p != nil {
				any.Clauses = append(any.Clauses, p)
			}
		}
		if len(any.Clauses) > 0 {
			return any
		}
	}
	return nil
}
