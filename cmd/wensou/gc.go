package main

import (
	"context"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// GOGC while serving. The index is mapped and not on the heap, so what lives
// there is small: at 100 the collector would run every few dozen requests,
// each of which leaves about half a megabyte behind. Answers in the cache do
// live there and would make room for four times their size, so it goes down to
// the usual 100 as they become the greater part.
const (
	servingGC  = 400
	usualGC    = 100
	tuneGCWait = 2 * time.Second
)

// gcPercent for a heap of so many live bytes, of which the cache keeps some.
func gcPercent(live, kept uint64) int {
	if live == 0 || kept == 0 {
		return servingGC
	}
	return max(usualGC, int(servingGC*(live-min(kept, live))/live))
}

// tuneGC sets GOGC until ctx is done, unless the user chose one.
func tuneGC(ctx context.Context, kept func() uint64) {
	if os.Getenv("GOGC") != "" {
		return
	}
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	tick := time.NewTicker(tuneGCWait)
	defer tick.Stop()
	for set := 0; ; {
		metrics.Read(live)
		// Setting it stops everything for a moment: not for a small change.
		if p := gcPercent(live[0].Value.Uint64(), kept()); p > set+20 || p < set-20 {
			debug.SetGCPercent(p)
			set = p
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
