package search

import (
	"context"
	"math"
	"slices"

	"wensou/analysis"
	"wensou/index"
)

// maxTried is how many numbers of words are counted at once, or one more.
const maxTried = 8

// choose decides what must match in a scope, by the mode.
func (r *run) choose(ctx context.Context, s scope) (choice, error) {
	switch {
	case r.plan.nothing:
		return choice{match: index.Any{Min: 1}}, nil // none
	case len(r.plan.concepts) == 0:
		return choice{match: index.All{}}, nil
	}
	switch r.req.Mode {
	case ModeAny:
		return choice{match: r.plan.demand(false).any()}, nil
	case ModeAll, ModePhrase:
		return choice{match: r.plan.demand(true).all()}, nil
	}
	return r.relax(ctx, r.plan.demand(false), s)
}

// relax asks for everything, and when fewer than relaxBelow units hold that for
// as many of the words as at least that many units hold, or for a rare one. The
// score decides what comes first. Dates know no such order: sorted by date, a
// demand that any unit meets is not relaxed, and another as little as can be.
func (r *run) relax(ctx context.Context, d demand, s scope) (choice, error) {
	everything := choice{match: d.all()}
	if d.isOne() || len(d.words) == 0 {
		return everything, nil
	}
	n, err := r.total(ctx, everything.match, s)
	byDate := r.req.Sort != index.ByRelevance
	if err != nil || n >= relaxBelow || byDate && n > 0 {
		return everything, err
	}
	least, most, enough := 1, d.half(), relaxBelow
	if len(d.phrases) > 0 {
		least = 0
	}
	if byDate {
		most, enough = len(d.words), 1
	}
	minimum, found, err := r.minimum(ctx, d, s, least, most, enough)
	if err != nil || found <= n {
		return everything, err
	}
	var rare []index.Clause
	var names []string
	if !byDate && minimum > 1 { // one word is enough anyway
		if rare, names, err = r.rare(ctx, d); err != nil {
			return everything, err
		}
	}
	var boosts []index.Boost
	if b := r.plan.ranking.All; b > 0 {
		boosts = []index.Boost{{Clause: d.all(), Value: b}}
	}
	return choice{d.nearlyOr(minimum, rare), boosts, &Relaxed{
		HoldAll: n, Words: len(d.words) + len(d.phrases), Minimum: minimum + len(d.phrases), Phrases: len(d.phrases), Rare: names,
	}}, nil
}

// rare are the words of a demand that few units can hold, but some may.
func (r *run) rare(ctx context.Context, d demand) (rare []index.Clause, names []string, err error) {
	for i, c := range d.words {
		n, err := r.atMost(ctx, c)
		if err != nil {
			return nil, nil, err
		}
		if n > 0 && n <= r.plan.ranking.Rare {
			rare, names = append(rare, c), appendNew(names, d.names[i])
		}
	}
	return rare, names, nil
}

// atMost is a bound on the number of units for which a clause of words holds.
func (r *run) atMost(ctx context.Context, c index.Clause) (int, error) {
	switch c := c.(type) {
	case index.Term:
		return r.snap.Frequency(ctx, c)
	case index.Literal:
		least := math.MaxInt
		for _, g := range analysis.QueryGrams(c.Text).Terms {
			n, err := r.snap.Frequency(ctx, index.Term{Field: index.FieldGrams, Term: g})
			if err != nil {
				return 0, err
			}
			least = min(least, n)
		}
		return least, nil
	case index.All:
		least := math.MaxInt
		for _, x := range c {
			n, err := r.atMost(ctx, x)
			if err != nil {
				return 0, err
			}
			least = min(least, n)
		}
		return least, nil
	case index.Any:
		sum := 0
		for _, x := range c.Clauses {
			n, err := r.atMost(ctx, x)
			if err != nil {
				return 0, err
			}
			if n == math.MaxInt {
				return n, nil
			}
			sum += n
		}
		return sum, nil
	}
	return math.MaxInt, nil
}

// minimum is the greatest number of words from least to most that enough units
// hold, or least, and how many units hold so many.
func (r *run) minimum(ctx context.Context, d demand, s scope, least, most, enough int) (n, found int, err error) {
	// Most queries have few words: all numbers are counted at once, because the
	// units of each word have to be found only once then. Of many words, some
	// numbers are tried first.
	for step := max(1, (most-least)/maxTried); ; step = 1 {
		var tries []index.Clause
		for n := most; n >= least; n -= step {
			tries = append(tries, d.nearly(n))
		}
		counts, err := r.totals(ctx, tries, s)
		if err != nil {
			return 0, 0, err
		}
		i := slices.IndexFunc(counts, func(n int) bool { return n >= enough })
		last := len(counts) - 1
		switch {
		case step == 1 && i < 0:
			return least, counts[last], nil
		case step == 1:
			return most - i, counts[i], nil
		case i < 0:
			most -= last * step
		case i == 0:
			least = most
		default: // between this number and the one before
			most, least = most-(i-1)*step-1, most-i*step
		}
	}
}

// divide looks for the parts of long words of which nothing holds even one:
// the words inside them, or else their pairs of characters. It returns nil
// when there are none, when no unit holds them, and when filters are to blame.
func (r *run) divide(ctx context.Context, s scope) (*choice, error) {
	d := r.plan.demand(false)
	if r.req.Mode != ModeAuto || len(d.words) == 0 || len(d.phrases) > 0 {
		return nil, nil
	}
	if !s.isWhole() {
		if n, err := r.total(ctx, d.any(), scope{}); err != nil || n > 0 {
			return nil, err
		}
	}
	for _, pieces := range []func(concept) []piece{r.plan.subWords, bigrams} {
		var d demand
		for _, c := range r.plan.divide(pieces) {
			d.words, d.names = append(d.words, c.clause), append(d.names, c.typed)
		}
		if len(d.names) == 0 {
			continue
		}
		c, err := r.relax(ctx, d, s)
		if err != nil {
			return nil, err
		}
		n, err := r.total(ctx, c.match, s)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			continue
		}
		if c.relaxed == nil {
			c.relaxed = &Relaxed{HoldAll: n, Words: len(d.names), Minimum: len(d.names)}
		}
		c.relaxed.Parts = d.names
		return &c, nil
	}
	return nil, nil
}
