package bleveindex

import (
	"errors"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"wensou/index"
)

// batchSize is how many units are handled between two looks at the deadline.
const batchSize = 4096

// buffers are what sets are read through.
var buffers = sync.Pool{New: func() any { return new([batchSize]uint32) }}

// crew shares the processors among requests: the work of one request alone is
// spread over all of them, under load each has one.
type crew struct{ running atomic.Int32 }

func (c *crew) enter() { c.running.Add(1) }
func (c *crew) leave() { c.running.Add(-1) }

// Below this number of units one processor is faster.
const worthSpreading = 8_000

// width is how many processors work on n units.
func (c *crew) width(n int) int {
	free := runtime.GOMAXPROCS(0) / max(1, int(c.running.Load()))
	return max(1, min(free, n/worthSpreading))
}

// spread runs the tasks at once, the first in the caller's goroutine, and
// returns the first error in their order. It waits for all of them, whatever
// happens: they use what the caller gives back afterwards.
func spread(tasks ...func() error) error {
	errs := make([]error, len(tasks))
	run := func(i int) {
		defer guard(&errs[i])()
		errs[i] = tasks[i]()
	}
	var wait sync.WaitGroup
	for i := 1; i < len(tasks); i++ {
		wait.Go(func() { run(i) })
	}
	run(0)
	wait.Wait()
	// A task that broke is told before one whose time was over: what it used is
	// not given back.
	slices.SortStableFunc(errs, func(a, b error) int {
		return b2i(errors.Is(a, index.ErrDeadline)) - b2i(errors.Is(b, index.ErrDeadline))
	})
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
