package bleveindex

import (
	"cmp"
	"container/heap"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"wensou/index"
)

// idf is BM25's weight of a term's rarity, the form that never goes negative.
func (s *searcher) idf(df uint64) float64 {
	n := float64(s.n)
	return math.Log(1 + (n-float64(df)+0.5)/(float64(df)+0.5))
}

// termScore is the BM25 value of tf occurrences in a field of a unit.
func (s *searcher) termScore(f index.Field, unit uint32, tf, idf float64) float64 {
	p := index.Similarity[f]
	norm := p.K1 * (1 - p.B + p.B*float64(s.length[f][unit])/s.average[f])
	return idf * tf * (p.K1 + 1) / (tf + norm)
}

// scoreSet adds the values of all terms and boosts to e.score for the units of
// set, in the order of the request, so that sums are the same each time.
func (e *evaluator) scoreSet(ctx context.Context, set *roaring.Bitmap, r *index.Request) error {
	for _, b := range r.Boosts {
		units, err := e.match(ctx, b.Clause)
		if err != nil {
			return err
		}
		err = each(ctx, roaring.And(set, units), func(units []uint32) {
			for _, u := range units {
				e.score[u] += float32(b.Value)
			}
		})
		if err != nil {
			return err
		}
	}
	for _, t := range r.Score {
		pl, err := e.postings(t.Term)
		if err != nil {
			return err
		}
		units := bitmapOf(pl)
		df := units.GetCardinality()
		if df == 0 {
			continue
		}
		idf := e.s.idf(df) * t.Weight
		err = visitFrequencies(ctx, pl, units, set, func(u uint32, tf float64) {
			e.score[u] += float32(e.s.termScore(t.Field, u, tf, idf))
		})
		if err != nil {
			return fmt.Errorf("score %s: %w", t.Term, err)
		}
	}
	return nil
}

// sparse is how many times smaller than a postings list the wanted part must
// be for skipping to beat reading on: zap reads frequencies in order at some
// 40 ns and reaches one candidate in some 15 µs.
const sparse = 400

// visitFrequencies calls visit for the units of a postings list that are in
// set, in ascending order, with their term frequency.
func visitFrequencies(ctx context.Context, pl segment.PostingsList, units, set *roaring.Bitmap, visit func(u uint32, tf float64)) error {
	wanted := roaring.And(units, set)
	n := wanted.GetCardinality()
	if n == 0 {
		return nil
	}
	it := pl.Iterator(true, false, false, nil)
	all := n == units.GetCardinality()
	if !all && n*sparse < units.GetCardinality() {
		if o, ok := it.(segment.OptimizablePostingsIterator); ok && o.ActualBitmap() != nil {
			o.ReplaceActual(wanted)
			all = true
		}
	}
	for i := 0; ; i++ {
		if i%4096 == 0 && ctx.Err() != nil {
			return index.ErrDeadline
		}
		p, err := it.Next()
		if err != nil {
			return fmt.Errorf("%w: %w", index.ErrCorrupt, err)
		}
		if p == nil {
			return nil
		}
		if u := uint32(p.Number()); all || wanted.Contains(u) {
			visit(u, float64(p.Frequency()))
		}
	}
}

// candidate is a unit with what it is ordered by.
type candidate struct {
	unit  uint32
	score float32
	day   int32
}

// order compares two candidates: negative when a comes first. Equal ones keep
// the canonical order.
type order func(a, b candidate) int

func orderOf(s index.SortOrder) order {
	switch s {
	case index.ByNewest, index.ByOldest:
		sign := 1
		if s == index.ByNewest {
			sign = -1
		}
		return func(a, b candidate) int {
			// Undated documents come last in both directions.
			if (a.day == noDay) != (b.day == noDay) {
				return cmp.Compare(b2i(a.day == noDay), b2i(b.day == noDay))
			}
			return cmp.Or(sign*cmp.Compare(a.day, b.day), cmp.Compare(b.score, a.score), cmp.Compare(a.unit, b.unit))
		}
	}
	return func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.unit, b.unit))
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// top keeps the first k candidates: a heap whose root is the last of them.
type top struct {
	first order
	k     int
	list  []candidate
}

func (t *top) Len() int           { return len(t.list) }
func (t *top) Less(i, j int) bool { return t.first(t.list[i], t.list[j]) > 0 }
func (t *top) Swap(i, j int)      { t.list[i], t.list[j] = t.list[j], t.list[i] }
func (t *top) Push(x any)         { t.list = append(t.list, x.(candidate)) }
func (t *top) Pop() any {
	last := t.list[len(t.list)-1]
	t.list = t.list[:len(t.list)-1]
	return last
}

func (t *top) add(c candidate) {
	switch {
	case t.k == 0:
	case len(t.list) < t.k:
		heap.Push(t, c)
	case t.first(c, t.list[0]) < 0:
		t.list[0] = c
		heap.Fix(t, 0)
	}
}

// sorted empties the heap into order.
func (t *top) sorted() []candidate {
	slices.SortFunc(t.list, t.first)
	return t.list
}

// rank returns the first candidates of a scored set: units, or the best unit
// of each document (t.docs has the documents, e.best is scratch).
func (e *evaluator) rank(ctx context.Context, set *roaring.Bitmap, r *index.Request, t *tally) ([]candidate, error) {
	keep := &top{first: orderOf(r.Sort), k: r.From + r.Size}
	make1 := func(u uint32) candidate {
		return candidate{unit: u, score: e.score[u], day: e.s.day[e.s.unitDoc[u]]}
	}
	if !r.Group {
		err := each(ctx, set, func(units []uint32) {
			for _, u := range units {
				keep.add(make1(u))
			}
		})
		return keep.sorted(), err
	}
	const none = ^uint32(0)
	for _, d := range t.docs {
		e.best[d] = none
	}
	err := each(ctx, set, func(units []uint32) {
		for _, u := range units {
			d := e.s.unitDoc[u]
			// Within a document only the score decides; ties keep the first unit.
			if b := e.best[d]; b == none || e.score[u] > e.score[b] {
				e.best[d] = u
			}
		}
	})
	if err != nil {
		return nil, err
	}
	for _, d := range t.docs {
		keep.add(make1(e.best[d]))
	}
	return keep.sorted(), nil
}
