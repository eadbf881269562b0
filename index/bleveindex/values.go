package bleveindex

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/RoaringBitmap/roaring/v2"

	"wensou/analysis"
	"wensou/index"
	"wensou/index/bleveindex/segment"
)

// values are the values of a keyword field in match text, read from the
// dictionary when they are first asked for: some 16 bytes a value and its text.
// A request whose time ends while it reads leaves the rest to the next one.
type values struct {
	ready atomic.Pointer[valueList]
	turn  chan struct{} // holds one: who sent it reads
	terms *segment.Terms
	begun valueList
}

// valueList is complete once it is in values.ready, and then never changes.
type valueList struct {
	lines
	at []uint64 // of each value: what the dictionary has, see segment.Field.Docs
}

func newValues() map[index.Field]*values {
	all := make(map[index.Field]*values, len(index.Keywords))
	for _, f := range index.Keywords {
		all[f] = &values{turn: make(chan struct{}, 1)}
	}
	return all
}

// list reads what is not read yet.
func (v *values) list(ctx context.Context, f *segment.Field) (*valueList, error) {
	if l := v.ready.Load(); l != nil {
		return l, nil
	}
	select {
	case v.turn <- struct{}{}:
		defer func() { <-v.turn }()
	case <-ctx.Done():
		return nil, index.ErrDeadline
	}
	if l := v.ready.Load(); l != nil {
		return l, nil
	}
	if v.terms == nil {
		v.terms = f.Terms(nil, nil, nil)
	}
	const look = 1024 // values between two looks at the deadline
	for v.terms.Next() {
		v.begun.add(analysis.Fold(string(v.terms.Term())))
		v.begun.at = append(v.begun.at, v.terms.Value())
		if len(v.begun.at)%look == 0 && ctx.Err() != nil {
			return nil, index.ErrDeadline
		}
	}
	if err := v.terms.Err(); err != nil {
		return nil, fmt.Errorf("%w: %w", index.ErrCorrupt, err)
	}
	v.ready.Store(&v.begun)
	return &v.begun, nil
}

// valued is the set of units with a value that contains a text.
func (e *evaluator) valued(ctx context.Context, c index.Value) (*roaring.Bitmap, error) {
	v := e.s.values[c.Field]
	if v == nil {
		return nil, fmt.Errorf("bleveindex: %s has no values", c.Field)
	}
	field, err := e.s.field(c.Field)
	if err != nil {
		return nil, err
	}
	list, err := v.list(ctx, field)
	if err != nil {
		return nil, err
	}
	j := e.join(field)
	defer j.close()
	err = list.containing(ctx, []byte(c.Text), func(line uint32) error {
		return j.add(ctx, list.at[line])
	})
	if err != nil {
		return nil, err
	}
	return j.set(), nil
}
