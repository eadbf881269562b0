package bleveindex

import (
	"context"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"wensou/index"
)

// filterSet is one filter and the units that pass it.
type filterSet struct {
	field index.Field
	units *roaring.Bitmap // nil for dates, which are checked by document
	pass  func(doc uint32) bool
}

// filterSets resolves the request's filters; field FieldDate stands for Dates.
func (e *evaluator) filterSets(r *index.Request) ([]filterSet, error) {
	var sets []filterSet
	for _, f := range r.Filters {
		var any []*roaring.Bitmap
		for _, v := range f.Values {
			b, err := e.term(index.Term{Field: f.Field, Term: v})
			if err != nil {
				return nil, err
			}
			any = append(any, b)
		}
		sets = append(sets, filterSet{field: f.Field, units: union(any)})
	}
	if !r.Dates.IsZero() {
		sets = append(sets, filterSet{field: index.FieldDate, pass: e.s.inRange(r.Dates)})
	}
	return sets, nil
}

// inRange says whether a document's days overlap the range.
func (s *searcher) inRange(d index.DateRange) func(uint32) bool {
	from, to := int32(noDay+1), int32(1<<31-1)
	if !d.From.IsZero() {
		from = dayNumber(d.From.Unix())
	}
	if !d.To.IsZero() {
		to = dayNumber(d.To.Unix())
	}
	return func(doc uint32) bool {
		return s.day[doc] != noDay && s.dayEnd[doc] > from && s.day[doc] < to
	}
}

// narrow applies all filters but those of field skip.
func (e *evaluator) narrow(ctx context.Context, match *roaring.Bitmap, sets []filterSet, skip index.Field) (*roaring.Bitmap, error) {
	set := match
	for _, f := range sets {
		if f.field != skip && f.units != nil {
			set = roaring.And(set, f.units)
		}
	}
	for _, f := range sets {
		if f.field != skip && f.pass != nil {
			kept := roaring.New()
			err := each(ctx, set, func(units []uint32) {
				kept.AddMany(slices.DeleteFunc(units, func(u uint32) bool { return !f.pass(e.s.unitDoc[u]) }))
			})
			if err != nil {
				return nil, err
			}
			set = kept
		}
	}
	return set, nil
}

// each visits a set in runs of ascending units; the callback may use the slice
// as it likes. It ends with ErrDeadline when ctx does.
func each(ctx context.Context, set *roaring.Bitmap, visit func(units []uint32)) error {
	buf := buffers.Get().(*[batchSize]uint32)
	defer buffers.Put(buf)
	for it := set.ManyIterator(); ; {
		n := it.NextMany(buf[:])
		if n == 0 {
			return nil
		}
		if err := deadline(ctx); err != nil {
			return err
		}
		visit(buf[:n])
	}
}

// deadline is the error of a request whose time is over.
func deadline(ctx context.Context) error {
	if ctx.Err() != nil {
		return index.ErrDeadline
	}
	return nil
}

// tally counts a set by document and by kind.
type tally struct {
	docs   []uint32 // documents with matches, in order of appearance
	groups int      // how many they are
	kinds  [256]int
}

// tally fills e.hits for the documents of set; clear it with e.clearHits.
func (e *evaluator) tally(ctx context.Context, set *roaring.Bitmap, kinds bool) (*tally, error) {
	t := &tally{}
	add := func(doc, n uint32) {
		if n == 0 {
			return
		}
		if e.hits[doc] == 0 {
			t.docs = append(t.docs, doc)
		}
		e.hits[doc] += n
	}
	// The units of a document stand together: count runs.
	last, run := uint32(0), uint32(0)
	err := each(ctx, set, func(units []uint32) {
		for _, u := range units {
			d := e.s.unitDoc[u]
			if d != last {
				add(last, run)
				last, run = d, 0
			}
			run++
		}
		if kinds {
			for _, u := range units {
				t.kinds[e.s.kind[u]]++
			}
		}
	})
	add(last, run)
	if err != nil {
		e.clearHits(t)
		return nil, err
	}
	t.groups = len(t.docs)
	return t, nil
}

// clearHits takes a tally's counts out of e.hits; a second call does nothing.
func (e *evaluator) clearHits(t *tally) {
	for _, d := range t.docs {
		e.hits[d] = 0
	}
	t.docs = nil
}
