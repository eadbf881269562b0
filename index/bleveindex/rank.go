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
	added float32 // part of the score that rescoring gave
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
	rescore index.Rescorer
}

// newRanking of a request with so many matches.
func newRanking(r *index.Request, total int) *ranking {
	rk := &ranking{sort: r.Sort, group: r.Group, k: r.From + r.Size}
	if rk.sort == "" {
		rk.sort = index.ByRelevance
	}
	if r.Rescore != nil && rk.sort == index.ByRelevance {
		rk.rescore, rk.k = r.Rescore, max(rk.k, r.Rescore.Window())
	}
	rk.k = min(rk.k, total)
	return rk
}

// rank scores a set and returns its first k candidates: units, or the best
// unit of each document.
func (e *evaluator) rank(ctx context.Context, set *roaring.Bitmap, r *ranking) ([]candidate, error) {
	if r.sort == index.ByRelevance && r.boundPays(set) {
		var err error
		if set, err = e.bound(ctx, set, r); err != nil {
			return nil, err
		}
	}
	// In the order of the request, so that sums are the same each time.
	s := e.sum(set)
	defer s.close()
	for i := range r.scorers {
		if err := s.add(ctx, &r.scorers[i]); err != nil {
			return nil, err
		}
	}
	first, err := e.first(ctx, set, r)
	if err == nil && r.rescore != nil {
		err = e.rescore(ctx, first, r)
	}
	return first, err
}

// first returns the first k of a set by the scores that e.score holds.
func (e *evaluator) first(ctx context.Context, set *roaring.Bitmap, r *ranking) ([]candidate, error) {
	keep := &top{first: orderOf(r.sort), k: r.k}
	candidateOf := func(u uint32) candidate {
		d := e.s.unitDoc[u]
		return candidate{unit: u, doc: d, score: e.score[u], day: e.s.day[d]}
	}
	if r.group {
		var docs []uint32
		err := each(ctx, set, func(units []uint32) { docs = e.bestOf(units, docs) })
		for _, d := range docs {
			keep.add(candidateOf(e.best[d] - 1))
			e.best[d] = 0
		}
		return keep.sorted(), err
	}
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

// bestOf notes the best unit of each document, plus one, in e.best and appends
// documents that have none yet to docs. Within a document only the score
// decides; ties keep the first unit.
func (e *evaluator) bestOf(units, docs []uint32) []uint32 {
	for _, u := range units {
		d := e.s.unitDoc[u]
		b := e.best[d]
		if b == 0 {
			docs = append(docs, d)
		}
		if b == 0 || e.score[u] > e.score[b-1] || e.score[u] == e.score[b-1] && u < b-1 {
			e.best[d] = u + 1
		}
	}
	return docs
}

// Bounding costs passes over what is left; it pays when there are many values
// to add and several addends of unequal weight.
const (
	boundValues  = 50_000
	boundScorers = 4
)

func (r *ranking) boundPays(set *roaring.Bitmap) bool {
	size := int(set.GetCardinality())
	values := 0
	for i := range r.scorers {
		values += min(r.scorers[i].count, size)
	}
	return r.k > 0 && len(r.scorers) >= boundScorers && values > boundValues && size > 8*r.k
}

// minTry is the least of the ratios of what is left to what is done, each half
// of the one before, at which leaders are scored: later ones differ little.
const minTry = 0.5

// slack keeps rounding of sums in another order from dropping a candidate.
const slack = 1e-4

// bound returns a subset of set that holds its first k candidates: MaxScore
// (Turtle and Flood 1995, "Query Evaluation: Strategies and Optimizations")
// over whole postings. Scorers are added from the greatest on. Now and then
// the leaders so far are scored in full: the kth of them is a score that k
// candidates reach for certain. Units that can't reach it with all that the
// scorers left can give are dropped, and once units without a score can't, no
// new ones come in; the large postings, which are worth little, are then added
// to few units only.
func (e *evaluator) bound(ctx context.Context, set *roaring.Bitmap, r *ranking) (*roaring.Bitmap, error) {
	byMax := slices.Clone(r.scorers)
	slices.SortStableFunc(byMax, func(a, b scorer) int { return cmp.Compare(b.max, a.max) })
	// rest[i] is what the scorers from i on can give together.
	rest := make([]float32, len(byMax)+1)
	sum := 0.0
	for i := len(byMax) - 1; i >= 0; i-- {
		sum += float64(byMax[i].max)
		rest[i] = float32(sum * (1 + slack))
	}
	s := e.sum(set)
	s.track, s.touched = true, e.touched
	defer func() { s.close() }()
	bounded := false
	sure, done := float32(0), float32(0)
	tryAt, keepAt := float32(1), rest[0] // ratio of left to done, and left itself
	for i := range byMax {
		if err := s.add(ctx, &byMax[i]); err != nil {
			return nil, err
		}
		done += byMax[i].max
		left := rest[i+1]
		if left <= tryAt*done && tryAt >= minTry {
			sure = max(sure, e.kth(e.leaders(s.touched, r), byMax[i+1:], r.k))
			tryAt /= 2
		}
		if sure <= left || left > keepAt {
			continue
		}
		if err := deadline(ctx); err != nil {
			return nil, err
		}
		s = s.keep(sure*(1-slack) - left)
		bounded, keepAt = true, 0.6*left
		if s.size <= 2*r.k {
			break
		}
	}
	if !bounded {
		return set, nil
	}
	return s.set, nil
}

// leaders are the best units so far, or those of the best documents, some more
// than are wanted because what is left may change their order. They ascend.
func (e *evaluator) leaders(units []uint32, r *ranking) []uint32 {
	keep := &top{first: byScore, k: r.k + r.k/2 + 12}
	add := func(u uint32) {
		if score := e.score[u]; len(keep.list) < keep.k || score > keep.list[0].score {
			keep.add(candidate{unit: u, score: score})
		}
	}
	if r.group {
		for _, d := range e.bestOf(units, nil) {
			add(e.best[d] - 1)
			e.best[d] = 0
		}
	} else {
		for _, u := range units {
			add(u)
		}
	}
	best := make([]uint32, len(keep.list))
	for i, c := range keep.list {
		best[i] = c.unit
	}
	slices.Sort(best)
	return best
}

// kth is the kth greatest score of some units when the rest of the scorers is
// added to what they have, 0 when there are fewer units.
func (e *evaluator) kth(units []uint32, rest []scorer, k int) float32 {
	if len(units) < k {
		return 0
	}
	full := make([]float32, len(units))
	for i, u := range units {
		full[i] = e.score[u]
	}
	set := roaring.BitmapOf(units...)
	for i := range rest {
		at := 0
		for it := roaring.And(rest[i].units, set).Iterator(); it.HasNext(); at++ {
			u := it.Next()
			for units[at] != u {
				at++
			}
			full[at] += rest[i].value(u)
		}
	}
	slices.Sort(full)
	return full[len(full)-k]
}

// keep goes on with the touched units whose score is at least threshold.
func (s *summing) keep(threshold float32) *summing {
	score := s.e.score
	kept := s.touched[:0]
	for _, u := range s.touched {
		if score[u] >= threshold {
			kept = append(kept, u)
		} else {
			score[u] = 0
		}
	}
	// Through bits they come into order without sorting.
	member := s.e.member
	clear(member)
	for _, u := range kept {
		member[u>>6] |= 1 << (u & 63)
	}
	set := roaring.FromDense(member, true)
	clear(member)
	next := s.e.sum(set)
	next.track, next.touched = true, kept
	return next
}
