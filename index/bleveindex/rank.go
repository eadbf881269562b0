package bleveindex

import (
	"cmp"
	"container/heap"
	"context"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"wensou/index"
)

// candidate is a unit with what it is ordered by.
type candidate struct {
	unit  uint32
	doc   uint32
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
	return byScore
}

func byScore(a, b candidate) int {
	switch {
	case a.score > b.score:
		return -1
	case a.score < b.score:
		return 1
	}
	return cmp.Compare(a.unit, b.unit)
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

// ranking is what a set is ranked by.
type ranking struct {
	scorers []scorer
	sort    index.SortOrder
	group   bool
	k       int // candidates wanted
}

// rank scores a set and returns its first k candidates: units, or the best
// unit of each document. docs are the documents of the set.
func (e *evaluator) rank(ctx context.Context, set *roaring.Bitmap, r *ranking, docs []uint32) ([]candidate, error) {
	if r.sort == index.ByRelevance && r.boundPays(set) {
		var err error
		if set, err = e.bound(ctx, set, r, docs); err != nil {
			return nil, err
		}
	}
	// In the order of the request, so that sums are the same each time.
	defer e.clearScores(set)
	for i := range r.scorers {
		if _, err := e.add(ctx, &r.scorers[i], set); err != nil {
			return nil, err
		}
	}
	return e.first(ctx, set, r, orderOf(r.sort), docs)
}

// first returns the first k of a set by the scores that e.score holds.
func (e *evaluator) first(ctx context.Context, set *roaring.Bitmap, r *ranking, o order, docs []uint32) ([]candidate, error) {
	keep := &top{first: o, k: r.k}
	s := e.s
	candidateOf := func(u uint32) candidate {
		d := s.unitDoc[u]
		return candidate{unit: u, doc: d, score: e.score[u], day: s.day[d]}
	}
	if !r.group {
		byDate := r.sort != index.ByRelevance
		err := each(ctx, set, func(units []uint32) {
			for _, u := range units {
				// Units come in canonical order: one that only equals the last
				// of those kept can't replace it.
				if !byDate && len(keep.list) == keep.k && keep.k > 0 && e.score[u] <= keep.list[0].score {
					continue
				}
				keep.add(candidateOf(u))
			}
		})
		return keep.sorted(), err
	}
	err := each(ctx, set, func(units []uint32) {
		for _, u := range units {
			d := s.unitDoc[u]
			// Within a document only the score decides; ties keep the first unit.
			if b := e.best[d]; b == 0 || e.score[u] > e.score[b-1] {
				e.best[d] = u + 1
			}
		}
	})
	for _, d := range docs {
		if b := e.best[d]; b > 0 {
			keep.add(candidateOf(b - 1))
			e.best[d] = 0
		}
	}
	return keep.sorted(), err
}

// Bounding costs a second pass over what is left; it pays when there is much
// to add up and several addends of unequal weight.
const (
	boundPostings = 50_000
	boundScorers  = 4
)

func (r *ranking) boundPays(set *roaring.Bitmap) bool {
	n := 0
	for i := range r.scorers {
		n += r.scorers[i].count
	}
	return r.k > 0 && len(r.scorers) >= boundScorers && n > boundPostings && set.GetCardinality() > uint64(8*r.k)
}

// slack keeps rounding of sums in another order from dropping a candidate.
const slack = 1e-4

// bound returns a subset of set that holds its first k candidates: MaxScore
// (Turtle and Flood 1995, "Query Evaluation: Strategies and Optimizations")
// over whole postings. Scorers are added from the greatest on; once k
// candidates have more than all scorers that are left can give together, only
// units that can still reach the last of these matter, and these become fewer
// with every scorer that is added to them.
func (e *evaluator) bound(ctx context.Context, set *roaring.Bitmap, r *ranking, docs []uint32) (*roaring.Bitmap, error) {
	byMax := slices.Clone(r.scorers)
	slices.SortStableFunc(byMax, func(a, b scorer) int { return cmp.Compare(b.max, a.max) })
	left := float32(0)
	for i := range byMax {
		left += byMax[i].max
	}
	touched := roaring.New() // units with a score
	dirty := touched         // where e.score must be cleared
	bounded := false
	defer func() { e.clearScores(dirty) }()
	done, tryAt := float32(0), float32(0.6)
	for i := range byMax {
		units, err := e.add(ctx, &byMax[i], set)
		if !bounded {
			touched.Or(units)
		}
		if err != nil {
			return nil, err
		}
		done += byMax[i].max
		left = max(0, left-byMax[i].max)
		if left > tryAt*done && i < len(byMax)-1 {
			continue
		}
		tryAt = 0.7 * left / done
		first, err := e.first(ctx, touched, r, byScore, docs)
		if err != nil {
			return nil, err
		}
		if len(first) < r.k || first[r.k-1].score <= left {
			continue
		}
		if set, err = e.reaching(ctx, touched, first[r.k-1].score*(1-slack)-left); err != nil {
			return nil, err
		}
		touched, bounded = set, true
		if set.GetCardinality() <= uint64(2*r.k) {
			break
		}
	}
	return set, nil
}

// reaching is the units of set whose score is at least threshold.
func (e *evaluator) reaching(ctx context.Context, set *roaring.Bitmap, threshold float32) (*roaring.Bitmap, error) {
	out := roaring.New()
	err := each(ctx, set, func(units []uint32) {
		out.AddMany(slices.DeleteFunc(units, func(u uint32) bool { return e.score[u] < threshold }))
	})
	return out, err
}
