package bleveindex_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"wensou/index"
	"wensou/index/indextest"
)

// patience is a context that is over when it was asked often enough.
type patience struct {
	context.Context
	left atomic.Int64
}

func (p *patience) Err() error {
	if p.left.Add(-1) < 0 {
		return context.DeadlineExceeded
	}
	return nil
}

// TestValuesAreReadOnce: the values of a field are read by the first requests
// for them, each going on where the one before ran out of time.
func TestValuesAreReadOnce(t *testing.T) {
	docs := indextest.LargeCorpus(60_000) // some 3,000 documents
	path, m := buildFiles(t, 2, docs)
	ask := func(s index.Searcher, looks int64) (int, error) {
		ctx := &patience{Context: t.Context()}
		ctx.left.Store(looks)
		res, err := s.Search(ctx, &index.Request{Match: index.Value{Field: index.FieldDoc, Text: "large/00"}})
		if err != nil {
			return 0, err
		}
		return res.Total, nil
	}
	want, err := ask(open(t, path, m), 1<<40)
	if err != nil || want == 0 {
		t.Fatalf("%d units, error %v", want, err)
	}
	s := open(t, path, m)
	for i, looks := range []int64{1, 1, 1} {
		if _, err := ask(s, looks); !errors.Is(err, index.ErrDeadline) {
			t.Errorf("request %d: error %v, want ErrDeadline", i, err)
		}
	}
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			if got, err := ask(s, 1<<40); got != want || err != nil {
				t.Errorf("%d units, error %v; want %d", got, err, want)
			}
		})
	}
	wait.Wait()
}

func TestClausesThatAreRefused(t *testing.T) {
	s := build(t, 1, indextest.Corpus())
	for name, c := range map[string]index.Clause{
		"values of a field of terms": index.Value{Field: index.FieldWords, Text: "a"},
		"a prefix in no field":       index.Prefix{Field: "none", Text: "a"},
		"too many texts":             index.Near{Texts: make([]string, index.MaxNear+1)},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := s.Search(t.Context(), &index.Request{Match: c}); err == nil {
				t.Error("no error")
			}
		})
	}
}
