package bleveindex

import (
	"bytes"
	"context"
	"fmt"
	"unicode/utf8"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"wensou/analysis"
	"wensou/index"
)

// evaluator is what one request needs of its own: dictionaries, whose readers
// must not be shared, and arrays as long as the index, kept clean between
// requests. Bitmaps it returns are shared with the mapped file or between
// clauses: nobody changes them.
type evaluator struct {
	s     *searcher
	dicts map[index.Field]segment.TermDictionary
	score []float32 // by unit
	hits  []uint32  // by document: matching units
	best  []uint32  // by document: its best unit, when grouping
}

func newEvaluator(s *searcher) *evaluator {
	return &evaluator{
		s: s, dicts: map[index.Field]segment.TermDictionary{},
		score: make([]float32, s.n), hits: make([]uint32, s.docs), best: make([]uint32, s.docs),
	}
}

func (s *searcher) evaluator() *evaluator { return s.evaluators.Get().(*evaluator) }

// release gives an evaluator back; one whose request panicked is not given
// back, because its arrays may be dirty.
func (s *searcher) release(e *evaluator) { s.evaluators.Put(e) }

func (e *evaluator) dict(f index.Field) (segment.TermDictionary, error) {
	if d, ok := e.dicts[f]; ok {
		return d, nil
	}
	d, err := e.s.segment.Dictionary(string(f))
	if err != nil {
		return nil, fmt.Errorf("%w: dictionary of %s: %w", index.ErrCorrupt, f, err)
	}
	e.dicts[f] = d
	return d, nil
}

func (e *evaluator) postings(t index.Term) (segment.PostingsList, error) {
	d, err := e.dict(t.Field)
	if err != nil {
		return nil, err
	}
	pl, err := d.PostingsList([]byte(t.Term), nil, nil)
	if err != nil {
		return nil, fmt.Errorf("%w: postings of %s: %w", index.ErrCorrupt, t, err)
	}
	return pl, nil
}

// term is the set of units that hold a term.
func (e *evaluator) term(t index.Term) (*roaring.Bitmap, error) {
	pl, err := e.postings(t)
	if err != nil {
		return nil, err
	}
	return bitmapOf(pl), nil
}

// bitmapOf returns the units of a postings list without reading it. A term of
// one unit has no bitmap in the file, only the number.
func bitmapOf(pl segment.PostingsList) *roaring.Bitmap {
	it, ok := pl.Iterator(false, false, false, nil).(segment.OptimizablePostingsIterator)
	if !ok {
		return roaring.New() // the iterator of a term that isn't there
	}
	if n, ok := it.DocNum1Hit(); ok {
		return roaring.BitmapOf(uint32(n))
	}
	if b := it.ActualBitmap(); b != nil {
		return b
	}
	return roaring.New()
}

func (e *evaluator) all() *roaring.Bitmap {
	b := roaring.New()
	b.AddRange(0, uint64(e.s.n))
	return b
}

// match is the set of units for which a clause holds.
func (e *evaluator) match(ctx context.Context, c index.Clause) (*roaring.Bitmap, error) {
	if ctx.Err() != nil {
		return nil, index.ErrDeadline
	}
	switch c := c.(type) {
	case index.Term:
		return e.term(c)
	case index.Literal:
		return e.literal(ctx, c.Text)
	case index.All:
		return e.matchAll(ctx, c)
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

func (e *evaluator) matchAll(ctx context.Context, cs index.All) (*roaring.Bitmap, error) {
	var set *roaring.Bitmap
	for _, c := range cs {
		b, err := e.match(ctx, c)
		if err != nil {
			return nil, err
		}
		if set == nil {
			set = b
		} else {
			set = roaring.And(set, b)
		}
		if set.IsEmpty() {
			return set, nil
		}
	}
	if set == nil {
		return e.all(), nil
	}
	return set, nil
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
	case a.Min <= 1:
		return roaring.FastOr(sets...), nil
	case a.Min > len(sets):
		return roaring.New(), nil
	}
	return atLeast(sets, a.Min), nil
}

// atLeast is the set of units that are in at least k of the sets: reached[j]
// holds those seen in more than j sets so far.
func atLeast(sets []*roaring.Bitmap, k int) *roaring.Bitmap {
	reached := make([]*roaring.Bitmap, k)
	for j := range reached {
		reached[j] = roaring.New()
	}
	for _, s := range sets {
		for j := k - 1; j > 0; j-- {
			reached[j].Or(roaring.And(reached[j-1], s))
		}
		reached[0].Or(s)
	}
	return reached[k-1]
}

// literal is the set of units whose match text contains text. Grams bound it;
// unless a single gram is the text, candidates are checked against the text
// column.
func (e *evaluator) literal(ctx context.Context, text string) (*roaring.Bitmap, error) {
	q := analysis.QueryGrams(text)
	var set *roaring.Bitmap
	narrow := func(b *roaring.Bitmap) {
		if set == nil {
			set = b
		} else {
			set = roaring.And(set, b)
		}
	}
	for _, gram := range q.Terms {
		b, err := e.term(index.Term{Field: index.FieldGrams, Term: gram})
		if err != nil {
			return nil, err
		}
		narrow(b)
		if set.IsEmpty() {
			return set, nil
		}
	}
	// The union for a lone character is dear; the check does its work when
	// anything else narrows the candidates.
	if len(q.Terms) == 0 {
		for _, r := range q.Lone {
			b, err := e.startingWith(r)
			if err != nil {
				return nil, err
			}
			narrow(b)
		}
	}
	if set == nil {
		return roaring.New(), nil // nothing but space
	}
	if len(q.Terms) == 1 && q.Terms[0] == text || len(q.Terms) == 0 && utf8.RuneCountInString(text) == 1 {
		return set, nil // the gram is the text
	}
	return e.check(ctx, set, []byte(text))
}

// startingWith is the set of units with a gram that begins with r.
func (e *evaluator) startingWith(r rune) (*roaring.Bitmap, error) {
	d, err := e.dict(index.FieldGrams)
	if err != nil {
		return nil, err
	}
	start := []byte(string(r))
	end := append([]byte(nil), start...)
	end[len(end)-1]++ // UTF-8 never ends in 0xff
	var sets []*roaring.Bitmap
	it := d.AutomatonIterator(nil, start, end)
	for {
		entry, err := it.Next()
		if err != nil {
			return nil, fmt.Errorf("%w: dictionary of grams: %w", index.ErrCorrupt, err)
		}
		if entry == nil {
			return roaring.FastOr(sets...), nil
		}
		b, err := e.term(index.Term{Field: index.FieldGrams, Term: entry.Term})
		if err != nil {
			return nil, err
		}
		sets = append(sets, b)
	}
}

// check keeps the candidates whose match text contains text.
func (e *evaluator) check(ctx context.Context, candidates *roaring.Bitmap, text []byte) (*roaring.Bitmap, error) {
	out := roaring.New()
	var buf [1024]uint32
	for it := candidates.ManyIterator(); ; {
		n := it.NextMany(buf[:])
		if n == 0 {
			return out, nil
		}
		if ctx.Err() != nil {
			return nil, index.ErrDeadline
		}
		kept := buf[:0]
		for _, u := range buf[:n] {
			if bytes.Contains(e.s.fold(u), text) {
				kept = append(kept, u)
			}
		}
		out.AddMany(kept)
	}
}
