package bleveindex

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/RoaringBitmap/roaring/v2"
)

// buffers are what sets are read through.
var buffers = sync.Pool{New: func() any { return new([4096]uint32) }}

// crew shares the processors among requests: one request alone is spread over
// all of them, under load each has one.
type crew struct{ running atomic.Int32 }

func (c *crew) enter() { c.running.Add(1) }
func (c *crew) leave() { c.running.Add(-1) }

// worthSpreading is the number of units below which one processor is faster.
const worthSpreading = 20_000

// width is how many processors work on n units.
func (c *crew) width(n int) int {
	free := runtime.GOMAXPROCS(0) / max(1, int(c.running.Load()))
	return max(1, min(free, n/worthSpreading))
}

// split cuts a set of numbers below units into width parts of about equal size, in
// order.
func split(set *roaring.Bitmap, width, units int) []*roaring.Bitmap {
	if width <= 1 {
		return []*roaring.Bitmap{set}
	}
	n := set.GetCardinality()
	parts := make([]*roaring.Bitmap, 0, width)
	from := uint64(0)
	for i := 1; i <= width; i++ {
		to := uint64(units)
		if i < width {
			// Select fails on an empty set only; then the last part is all.
			if at, err := set.Select(uint32(n * uint64(i) / uint64(width))); err == nil {
				to = uint64(at)
			}
		}
		mask := roaring.New()
		mask.AddRange(from, to)
		parts = append(parts, roaring.And(set, mask))
		from = to
	}
	return parts
}

// spread runs f for each part, each in a goroutine with an evaluator of its
// own; the first has the request's.
func (e *evaluator) spread(ctx context.Context, parts []*roaring.Bitmap, f func(ctx context.Context, i int, e *evaluator) error) (err error) {
	if len(parts) == 1 {
		return f(ctx, 0, e)
	}
	errs := make([]error, len(parts))
	var wait sync.WaitGroup
	for i := 1; i < len(parts); i++ {
		wait.Go(func() {
			defer recoverCorrupt(&errs[i])
			mine := e.s.evaluator()
			errs[i] = f(ctx, i, mine)
			e.s.release(mine)
		})
	}
	// The others must be waited for even when this one panics: they use what
	// the caller gives back.
	func() {
		defer recoverCorrupt(&errs[0])
		errs[0] = f(ctx, 0, e)
	}()
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
