package bleveindex

import (
	"context"
	"math/bits"

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
		if f.Refs != nil {
			sets = append(sets, filterSet{field: f.Field, units: e.units(f.Refs)})
			continue
		}
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
			var err error
			if set, err = e.passing(ctx, set, f.pass); err != nil {
				return nil, err
			}
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

// tally counts a set by document.
type tally struct {
	set    *roaring.Bitmap
	docs   []uint32 // documents with matches, ascending unless units are scattered
	groups int      // how many they are
}

// tally fills e.hits for the documents of set; clear it with e.clearHits.
func (e *evaluator) tally(ctx context.Context, set *roaring.Bitmap) (*tally, error) {
	t := &tally{set: set, docs: e.docs}
	if e.s.first != nil && set.GetCardinality() > denseTally*uint64(e.s.docs) {
		e.tallyBits(t)
	} else if err := e.tallyUnits(ctx, t); err != nil {
		e.clearHits(t)
		return nil, err
	}
	t.groups = len(t.docs)
	return t, nil
}

// denseTally is how many units a document a set must have for counting the
// bits of every document to beat looking at every unit.
const denseTally = 3

// tallyUnits looks up every unit's document. The units of a document stand
// together: runs are counted.
func (e *evaluator) tallyUnits(ctx context.Context, t *tally) error {
	add := func(doc, n uint32) {
		if n == 0 {
			return
		}
		if e.hits[doc] == 0 {
			t.docs = append(t.docs, doc)
		}
		e.hits[doc] += n
	}
	last, run := uint32(0), uint32(0)
	err := each(ctx, t.set, func(units []uint32) {
		for _, u := range units {
			d := e.s.unitDoc[u]
			if d != last {
				add(last, run)
				last, run = d, 0
			}
			run++
		}
	})
	add(last, run)
	return err
}

// tallyBits counts the bits between the first units of documents.
func (e *evaluator) tallyBits(t *tally) {
	t.set.WriteDenseTo(e.present)
	defer clear(e.present)
	for d := range e.s.docs {
		if n := countBits(e.present, e.s.first[d], e.s.first[d+1]); n > 0 {
			e.hits[d] = n
			t.docs = append(t.docs, uint32(d))
		}
	}
}

// countBits counts the bits in [from, to).
func countBits(words []uint64, from, to uint32) uint32 {
	if from >= to {
		return 0
	}
	first, last := from>>6, (to-1)>>6
	low, high := ^uint64(0)<<(from&63), ^uint64(0)>>(63-(to-1)&63)
	if first == last {
		return uint32(bits.OnesCount64(words[first] & low & high))
	}
	n := bits.OnesCount64(words[first]&low) + bits.OnesCount64(words[last]&high)
	for _, w := range words[first+1 : last] {
		n += bits.OnesCount64(w)
	}
	return uint32(n)
}

// clearHits takes a tally's counts out of e.hits; a second call does nothing.
func (e *evaluator) clearHits(t *tally) {
	for _, d := range t.docs {
		e.hits[d] = 0
	}
	if t.docs != nil {
		e.docs, t.docs = t.docs[:0], nil
	}
}
