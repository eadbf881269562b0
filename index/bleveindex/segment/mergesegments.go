package segment

import (
	"context"
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"
)

// MergeSegments writes a segment at path that holds the documents of several,
// one after the other, without those in drops (nil or one set a segment, nil
// for none). It returns, for each segment and document, its new number, or
// Dropped. Fields are matched by name.
func MergeSegments(ctx context.Context, path string, segments []*Segment, drops []*roaring.Bitmap) ([][]uint64, error) {
	m := &merger{path: path, workers: 1}
	bases := make([]uint32, len(segments))
	numbers := make([][]uint64, len(segments))
	kept := make([][]uint32, len(segments))
	drop := func(i int) *roaring.Bitmap {
		if i < len(drops) {
			return drops[i]
		}
		return nil
	}
	for i, s := range segments {
		bases[i] = m.docs
		for d := range s.meta.Docs {
			if b := drop(i); b != nil && b.Contains(d) {
				numbers[i] = append(numbers[i], Dropped)
				continue
			}
			numbers[i], kept[i] = append(numbers[i], uint64(m.docs)), append(kept[i], d)
			m.docs++
		}
		for _, f := range s.Fields() {
			if !contains(m.specs, f.Name) {
				m.specs = append(m.specs, f)
			}
		}
	}
	m.sources = func(spec FieldSpec) (from []source, err error) {
		for i, s := range segments {
			if f := s.Field(spec.Name); f != nil {
				from = append(from, &segmentSource{terms: f.Terms(nil, nil, nil), drops: drop(i), base: bases[i]})
			}
		}
		return from, nil
	}
	m.lengths = func(spec FieldSpec) (all []uint16, err error) {
		for i, s := range segments {
			f := s.Field(spec.Name)
			for _, d := range kept[i] {
				n := uint16(0)
				if f != nil && f.Lengths != nil {
					n = f.Lengths[d]
				}
				all = append(all, n)
			}
		}
		return all, nil
	}
	m.stored = func(out *storedWriter) error {
		for i, s := range segments {
			err := s.Stored(kept[i], func(_ int, id, value []byte) error { return out.add(string(id), value) })
			if err != nil {
				return err
			}
		}
		return nil
	}
	if err := m.write(ctx); err != nil {
		return nil, fmt.Errorf("merge segments: %w", err)
	}
	return numbers, nil
}

// Dropped stands for a document that a merge left out.
const Dropped = ^uint64(0)

func contains(specs []FieldSpec, name string) bool {
	for _, s := range specs {
		if s.Name == name {
			return true
		}
	}
	return false
}
