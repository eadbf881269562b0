package bleveindex

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"wensou/index"
	"wensou/index/bleveindex/segment"
)

// evaluator is what one request needs of its own: dictionaries, whose readers
// must not be shared, postings that it opened, and arrays as long as the
// index, kept clean between requests. Bitmaps it returns are shared with the
// mapped file or between clauses: nobody changes them.
type evaluator struct {
	s       *searcher
	dicts   map[string]*segment.Dictionary
	terms   map[index.Term]*segment.Postings // of the request
	unions  map[index.Clause]*roaring.Bitmap // of the request, by what once evaluates
	within  []*roaring.Bitmap                // sets that the matches of the request are part of
	score   []float32                        // by unit
	member  []uint64                         // by unit, a bit each: whether it is in a set
	present []uint64                         // the same, for counting beside ranking
	hits    []uint32                         // by document: matching units
	best    []uint32                         // by document: its best unit, when grouping
	count   []uint32                         // by combination of facet values
	value   []uint32                         // by ordinal of a facet\'s values
	held    []uint16                         // by unit: how many of some sets it is in

	// What grew for one request is used by the next.
	touched      []uint32
	docs         []uint32
	combinations []uint32
}

func newEvaluator(s *searcher) *evaluator {
	values := 0
	for _, k := range s.keyword {
		values = max(values, len(k.names))
	}
	words := (s.n + 1<<16 - 1) >> 16 << 10 // whole containers of roaring
	return &evaluator{
		s: s, dicts: map[string]*segment.Dictionary{}, terms: map[index.Term]*segment.Postings{}, unions: map[index.Clause]*roaring.Bitmap{},
		score: make([]float32, s.n), held: make([]uint16, s.n),
		member: make([]uint64, words), present: make([]uint64, words),
		hits: make([]uint32, s.docs), best: make([]uint32, s.docs), count: make([]uint32, len(s.example)), value: make([]uint32, values),
	}
}

// evaluator takes one that is free or makes one. They are kept in number, not
// by the garbage collector's mood: each is several bytes a unit.
func (s *searcher) evaluator() *evaluator {
	select {
	case e := <-s.evaluators:
		return e
	default:
		return newEvaluator(s)
	}
}

// release gives an evaluator back; one whose request panicked is not given
// back, because its arrays may be dirty.
func (s *searcher) release(e *evaluator) {
	clear(e.terms)
	clear(e.unions)
	e.within = nil
	select {
	case s.evaluators <- e:
	default: // enough are free
	}
}

// evaluated is what f makes of an evaluator, as one of the crew. After an error
// that may leave its arrays dirty the evaluator does not come back.
func evaluated[T any](s *searcher, f func(*evaluator) (T, error)) (T, error) {
	s.crew.enter()
	defer s.crew.leave()
	e := s.evaluator()
	out, err := f(e)
	if err == nil || errors.Is(err, index.ErrDeadline) || errors.Is(err, index.ErrNotFound) {
		s.release(e)
	}
	return out, err
}

func (e *evaluator) dict(field string) (*segment.Dictionary, error) {
	if d, ok := e.dicts[field]; ok {
		return d, nil
	}
	f, err := e.s.field(index.Field(field))
	if err != nil {
		return nil, err
	}
	d, err := f.Dictionary()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", index.ErrCorrupt, err)
	}
	e.dicts[field] = d
	return d, nil
}

func (e *evaluator) postings(t index.Term) (*segment.Postings, error) {
	if p, ok := e.terms[t]; ok {
		return p, nil
	}
	d, err := e.dict(string(t.Field))
	if err != nil {
		return nil, err
	}
	p, err := d.Postings([]byte(t.Term))
	if err != nil {
		return nil, fmt.Errorf("%w: postings of %s: %w", index.ErrCorrupt, t, err)
	}
	e.terms[t] = p
	return p, nil
}

// term is the set of units that hold a term.
func (e *evaluator) term(t index.Term) (*roaring.Bitmap, error) {
	p, err := e.postings(t)
	if err != nil {
		return nil, err
	}
	return p.Bitmap(), nil
}

// units is the set of the units of refs. A ref that no unit has is passed over.
func (e *evaluator) units(refs []uint64) *roaring.Bitmap {
	b := roaring.New()
	for _, r := range refs {
		if r < uint64(e.s.n) {
			b.Add(uint32(r))
		}
	}
	return b
}

func (e *evaluator) all() *roaring.Bitmap {
	b := roaring.New()
	b.AddRange(0, uint64(e.s.n))
	return b
}

// match is the set of units for which a clause holds.
func (e *evaluator) match(ctx context.Context, c index.Clause) (*roaring.Bitmap, error) {
	if err := deadline(ctx); err != nil {
		return nil, err
	}
	switch c := c.(type) {
	case index.Term:
		return e.term(c)
	case index.Near, index.Dated, index.All:
		return e.matchAll(ctx, c)
	case index.Literal, index.TitleLiteral, index.Prefix, index.Value:
		return e.once(ctx, c)
	case index.Refs:
		return e.units(c.Refs), nil
	case index.Any:
		return e.matchAny(ctx, c)
	case index.Not:
		b, err := e.match(ctx, c.Clause)
		if err != nil {
			return nil, err
		}
		return roaring.AndNot(e.all(), b), nil
	}
	return nil, fmt.Errorf("bleveindex: unknown clause %T", c)
}

// once evaluates, once a request, a clause whose set takes more than opening it.
func (e *evaluator) once(ctx context.Context, c index.Clause) (set *roaring.Bitmap, err error) {
	if set, ok := e.unions[c]; ok {
		return set, nil
	}
	switch c := c.(type) {
	case index.Literal:
		set, err = e.matchAll(ctx, c)
	case index.TitleLiteral:
		set, err = e.titled(ctx, c.Text)
	case index.Prefix:
		set, err = e.beginning(ctx, c)
	case index.Value:
		set, err = e.valued(ctx, c)
	}
	if err == nil {
		e.unions[c] = set
	}
	return set, err
}

// nothing is the empty set.
var nothing = roaring.New()

// conjunction is what must hold together: sets to intersect, then documents
// that must pass, then literals and other tests of the text of what is left.
type conjunction struct {
	sets      []*roaring.Bitmap
	documents []func(doc uint32) bool
	literals  []string
	tests     []func() func(folded []byte) bool // see reading
}

// gather collects what c asks for, through nested conjunctions.
func (e *evaluator) gather(ctx context.Context, c index.Clause, into *conjunction) error {
	switch c := c.(type) {
	case index.All:
		for _, x := range c {
			if err := e.gather(ctx, x, into); err != nil {
				return err
			}
		}
		return nil
	case index.Literal:
		return e.gatherLiteral(ctx, c.Text, into)
	case index.Near:
		return e.gatherNear(ctx, c, into)
	case index.Dated:
		into.documents = append(into.documents, e.s.inRange(index.DateRange(c)))
		return nil
	}
	b, err := e.match(ctx, c)
	into.sets = append(into.sets, b)
	return err
}

func (e *evaluator) matchAll(ctx context.Context, c index.Clause) (*roaring.Bitmap, error) {
	set, _, err := e.conjoin(ctx, c)
	return set, err
}

// conjoin is the set of units for which everything in c holds, and the sets
// that it is part of.
func (e *evaluator) conjoin(ctx context.Context, c index.Clause) (set *roaring.Bitmap, within []*roaring.Bitmap, err error) {
	var all conjunction
	if err := e.gather(ctx, c, &all); err != nil {
		return nil, nil, err
	}
	if len(all.sets) == 0 && len(all.documents) == 0 {
		return e.all(), nil, nil
	}
	set, err = e.narrowed(ctx, &all)
	return set, all.sets, err
}

func (e *evaluator) narrowed(ctx context.Context, all *conjunction) (set *roaring.Bitmap, err error) {
	documents := all.documents
	if len(all.sets) > 0 {
		set = intersect(all.sets)
	} else {
		if set, err = e.passingAll(ctx, documents[0]); err != nil {
			return nil, err
		}
		documents = documents[1:]
	}
	for _, pass := range documents {
		if set, err = e.passing(ctx, set, pass); err != nil {
			return nil, err
		}
	}
	for _, text := range all.literals {
		if set, err = e.check(ctx, set, text); err != nil {
			return nil, err
		}
	}
	for _, test := range all.tests {
		if set, err = e.reading(ctx, set, test); err != nil {
			return nil, err
		}
	}
	return set, nil
}

// intersect begins with the smallest set, so that every step is cheap. It may
// return one of the sets.
func intersect(sets []*roaring.Bitmap) *roaring.Bitmap {
	if len(sets) == 1 {
		return sets[0]
	}
	size := make(map[*roaring.Bitmap]uint64, len(sets))
	for _, b := range sets {
		size[b] = b.GetCardinality()
	}
	sets = slices.Clone(sets)
	slices.SortStableFunc(sets, func(a, b *roaring.Bitmap) int { return cmp.Compare(size[a], size[b]) })
	set := roaring.And(sets[0], sets[1])
	for _, b := range sets[2:] {
		if set.IsEmpty() {
			break
		}
		set.And(b)
	}
	return set
}

func (e *evaluator) matchAny(ctx context.Context, a index.Any) (*roaring.Bitmap, error) {
	sets := make([]*roaring.Bitmap, len(a.Clauses))
	for i, c := range a.Clauses {
		b, err := e.match(ctx, c)
		if err != nil {
			return nil, err
		}
		sets[i] = b
	}
	switch {
	case a.Min > len(sets):
		return roaring.New(), nil
	case a.Min <= 1:
		return union(sets), nil
	}
	return e.atLeast(ctx, sets, a.Min)
}

// union may return one of the sets.
func union(sets []*roaring.Bitmap) *roaring.Bitmap {
	if len(sets) == 1 {
		return sets[0]
	}
	return roaring.FastOr(sets...)
}
