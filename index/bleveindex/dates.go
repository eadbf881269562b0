package bleveindex

import (
	"context"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// passing keeps the units of a set whose document passes.
func (e *evaluator) passing(ctx context.Context, set *roaring.Bitmap, pass func(doc uint32) bool) (*roaring.Bitmap, error) {
	kept := roaring.New()
	err := each(ctx, set, func(units []uint32) {
		kept.AddMany(slices.DeleteFunc(units, func(u uint32) bool { return !pass(e.s.unitDoc[u]) }))
	})
	if err != nil {
		return nil, err
	}
	return kept, nil
}

// passingAll is the set of all units whose document passes. It looks at every
// document.
func (e *evaluator) passingAll(ctx context.Context, pass func(doc uint32) bool) (*roaring.Bitmap, error) {
	var docs []uint32
	for d := range uint32(e.s.docs) {
		if d%batchSize == 0 {
			if err := deadline(ctx); err != nil {
				return nil, err
			}
		}
		if pass(d) {
			docs = append(docs, d)
		}
	}
	return e.unitsOf(ctx, docs)
}
