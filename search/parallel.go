package search

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// worthSpreading is how many hits an answer must have for a second processor
// to save more than it costs to wake it.
const worthSpreading = 8

// spread calls work for each of n hits: on all processors when few requests
// run, on one under load. It waits for all of them; a panic of work is the
// caller's, as if it had called work itself.
func (r *run) spread(n int, work func(i int)) {
	width := 1
	if n >= worthSpreading {
		width = min(n, max(1, runtime.GOMAXPROCS(0)/max(1, len(r.slots))))
	}
	var next atomic.Int64
	take := func() {
		for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
			work(i)
		}
	}
	var wait sync.WaitGroup
	panics := make(chan any, width)
	for range width - 1 {
		wait.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					panics <- p
				}
			}()
			take()
		})
	}
	defer func() {
		wait.Wait() // even when the caller's own part panics
		select {
		case p := <-panics:
			panic(p)
		default:
		}
	}()
	take()
}
