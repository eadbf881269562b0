package indextest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wensou/analysis"
	"wensou/index"
)

// RunLarge is the part of the suite that needs many units: n random requests
// over 60,000 of them, and what can go wrong only when there is much to do.
func RunLarge(t *testing.T, a *analysis.Analyzer, build Engine, n int) {
	docs := LargeCorpus(60_000)
	s := build(t, docs)
	requests := func(seed uint64, n int) []*index.Request {
		g := newGenerator(seed, a, docs)
		all := make([]*index.Request, n)
		for i := range all {
			all[i] = g.request()
		}
		return all
	}
	t.Run("random requests agree with the oracle", func(t *testing.T) {
		testRandom(t, s, NewOracle(a, docs), newGenerator(5, a, docs), n)
	})
	t.Run("a page is the front of all hits", func(t *testing.T) { testFront(t, s, requests(6, n/3)) })
	t.Run("a request that ends early leaves no trace", func(t *testing.T) { testEarlyEnd(t, s, requests(8, 2+n/15)) })
	t.Run("requests side by side", func(t *testing.T) { testConcurrent(t, s, requests(9, n/4)) })
}

// testFront asks for few hits and for all: engines leave out what can't be
// among the first, and must not leave out more.
func testFront(t *testing.T, s index.Searcher, requests []*index.Request) {
	for i, r := range requests {
		r.From, r.Facets = 0, nil
		r.Size = s.Stats().Units
		all := answered(t, s, r)
		r.Size = []int{1, 10, 100}[i%3]
		page := answered(t, s, r)
		if diff := cmp.Diff(all.Hits[:min(r.Size, len(all.Hits))], page.Hits); diff != "" {
			t.Errorf("%s scored by %v and %v, sort %q, group %v: a page of %d differs from the front of all hits (-all +page):\n%s",
				r.Match, r.Score, r.Boosts, r.Sort, r.Group, r.Size, diff)
		}
	}
}

func answered(t *testing.T, s index.Searcher, r *index.Request) *index.Result {
	t.Helper()
	res, err := s.Search(t.Context(), r)
	if err != nil {
		t.Fatalf("search %s: %v", r.Match, err)
	}
	return res
}

// ending is a context that is over when it was asked often enough.
type ending struct {
	context.Context
	left atomic.Int64
}

func (c *ending) Err() error {
	if c.left.Add(-1) < 0 {
		return context.DeadlineExceeded
	}
	return nil
}

// testEarlyEnd ends each request at many places: the answers to the same
// request before and afterwards must be equal.
func testEarlyEnd(t *testing.T, s index.Searcher, requests []*index.Request) {
	for i, r := range requests {
		r.Size = max(1, r.Size)
		if i%2 == 0 { // as much work as there can be, in as many parts
			r.Match, r.Filters, r.Dates = everything, nil, index.DateRange{}
		}
		want := answered(t, s, r)
		search := func(looks int64) (left int64, err error) {
			ctx := &ending{Context: t.Context()}
			ctx.left.Store(looks)
			_, err = s.Search(ctx, r)
			return ctx.left.Load(), err
		}
		const many = 1 << 40
		left, err := search(many)
		if err != nil {
			t.Fatalf("%s: %v", r.Match, err)
		}
		looks := many - left
		for n := range looks {
			// Of many places, those where one part of the work is over and
			// another isn't are at the end.
			if n > 20 && n < looks-20 && n%(1+looks/30) > 0 {
				continue
			}
			if _, err := search(n); err != nil && !errors.Is(err, index.ErrDeadline) {
				t.Fatalf("%s: error %v, want ErrDeadline", r.Match, err)
			}
			if diff := cmp.Diff(want, answered(t, s, r)); diff != "" {
				t.Fatalf("%s after one that ended at look %d of %d at its context (-before +after):\n%s", r.Match, n, looks, diff)
			}
		}
	}
}

// testConcurrent compares answers to requests that run at once with those to
// the same requests one by one.
func testConcurrent(t *testing.T, s index.Searcher, requests []*index.Request) {
	want := make([]*index.Result, len(requests))
	for i, r := range requests {
		want[i] = answered(t, s, r)
	}
	var wait sync.WaitGroup
	errs := make([]error, 4)
	for w := range errs {
		wait.Go(func() {
			for i := range requests {
				i = (i + w*len(requests)/len(errs)) % len(requests)
				res, err := s.Search(t.Context(), requests[i])
				if diff := cmp.Diff(want[i], res); err != nil || diff != "" {
					errs[w] = fmt.Errorf("%s: error %v (-alone +side by side):\n%s", requests[i].Match, err, diff)
					return
				}
			}
		})
	}
	wait.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Error(err)
	}
}
