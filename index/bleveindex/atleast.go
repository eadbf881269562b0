package bleveindex

import (
	"context"

	"github.com/RoaringBitmap/roaring/v2"
)

// atLeast is the set of units that are in at least k of the sets.
func (e *evaluator) atLeast(ctx context.Context, sets []*roaring.Bitmap, k int) (*roaring.Bitmap, error) {
	if k == len(sets) {
		return intersect(sets), nil
	}
	sum := uint64(0)
	for _, s := range sets {
		sum += s.GetCardinality()
	}
	// Counting touches every unit of the index once, the other way every set
	// k times.
	if k > 2 && sum*uint64(k) > uint64(e.s.n) {
		return e.heldByCount(ctx, sets, k)
	}
	return heldByLevel(ctx, sets, k)
}

// heldByLevel keeps a set for each number up to k: level[j] holds the units
// seen in more than j sets so far.
func heldByLevel(ctx context.Context, sets []*roaring.Bitmap, k int) (*roaring.Bitmap, error) {
	level := make([]*roaring.Bitmap, k)
	for j := range level {
		level[j] = roaring.New()
	}
	for _, s := range sets {
		if err := deadline(ctx); err != nil {
			return nil, err
		}
		for j := k - 1; j > 0; j-- {
			level[j].Or(roaring.And(level[j-1], s))
		}
		level[0].Or(s)
	}
	return level[k-1], nil
}

// heldByCount counts by unit.
func (e *evaluator) heldByCount(ctx context.Context, sets []*roaring.Bitmap, k int) (*roaring.Bitmap, error) {
	defer clear(e.held)
	for _, s := range sets {
		err := each(ctx, s, func(units []uint32) {
			for _, u := range units {
				e.held[u]++
			}
		})
		if err != nil {
			return nil, err
		}
	}
	for u, held := range e.held {
		if int(held) >= k {
			e.member[u>>6] |= 1 << (u & 63)
		}
	}
	defer clear(e.member)
	return roaring.FromDense(e.member, true), nil
}
