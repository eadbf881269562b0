package bleveindex

import (
	"context"
	"fmt"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"wensou/index"
	"wensou/index/bleveindex/segment"
)

// joining is the union of many postings. Nearly all of them are short: their
// units become bits of e.member, which belongs to one joining at a time.
type joining struct {
	e     *evaluator
	field *segment.Field
	docs  []uint32          // of a term
	large []*roaring.Bitmap // those that are bitmaps
	n     int
}

func (e *evaluator) join(f *segment.Field) *joining {
	return &joining{e: e, field: f}
}

// add adds the postings that a value of the dictionary points to. It looks at
// the deadline now and then.
func (j *joining) add(ctx context.Context, value uint64) error {
	const look = 256 // postings between two looks
	if j.n++; j.n%look == 0 && ctx.Err() != nil {
		return index.ErrDeadline
	}
	docs, large, err := j.field.Docs(value, j.docs[:0])
	if err != nil {
		return fmt.Errorf("%w: %w", index.ErrCorrupt, err)
	}
	if j.docs = docs; large != nil {
		j.large = append(j.large, large)
	}
	for _, d := range docs {
		j.e.member[d>>6] |= 1 << (d & 63)
	}
	return nil
}

// set is the union so far.
func (j *joining) set() *roaring.Bitmap {
	return union(append(j.large, roaring.FromDense(j.e.member, true)))
}

func (j *joining) close() { clear(j.e.member) }

// beginning is the set of units whose field has a term that begins with a
// text. All such terms are read, however many: a term costs less than a
// microsecond, and one that a single unit holds no postings at all.
func (e *evaluator) beginning(ctx context.Context, c index.Prefix) (*roaring.Bitmap, error) {
	field, err := e.s.field(c.Field)
	if err != nil {
		return nil, err
	}
	if c.Text == "" {
		return roaring.New(), nil
	}
	j := e.join(field)
	defer j.close()
	terms := field.Terms(nil, []byte(c.Text), behind([]byte(c.Text)))
	for terms.Next() {
		if err := j.add(ctx, terms.Value()); err != nil {
			return nil, err
		}
	}
	if err := terms.Err(); err != nil {
		return nil, fmt.Errorf("%w: %w", index.ErrCorrupt, err)
	}
	return j.set(), nil
}

// behind is the first text behind all that begin with prefix; nil when there
// is none.
func behind(prefix []byte) []byte {
	end := slices.Clone(prefix)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i]++; end[i] != 0 {
			return end[:i+1]
		}
	}
	return nil
}
