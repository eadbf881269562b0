package bleveindex

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"wensou/document"
	"wensou/index"
)

// filterSet is one filter and the units that pass it.
type filterSet struct {
	field index.Field
	units *roaring.Bitmap // nil for dates, which are checked by document
	pass  func(doc uint32) bool
}

// filterSets resolves the request's filters; field FieldDate stands for Dates.
func (e *evaluator) filterSets(r *index.Request) ([]filterSet, error) {
	var sets []filterSet
	for _, f := range r.Filters {
		var any []*roaring.Bitmap
		for _, v := range f.Values {
			b, err := e.term(index.Term{Field: f.Field, Term: v})
			if err != nil {
				return nil, err
			}
			any = append(any, b)
		}
		sets = append(sets, filterSet{field: f.Field, units: roaring.FastOr(any...)})
	}
	if !r.Dates.IsZero() {
		sets = append(sets, filterSet{field: index.FieldDate, pass: e.s.inRange(r.Dates)})
	}
	return sets, nil
}

// inRange says whether a document's days overlap the range.
func (s *searcher) inRange(d index.DateRange) func(uint32) bool {
	from, to := int32(noDay+1), int32(1<<31-1)
	if !d.From.IsZero() {
		from = dayNumber(d.From.Unix())
	}
	if !d.To.IsZero() {
		to = dayNumber(d.To.Unix())
	}
	return func(doc uint32) bool {
		return s.day[doc] != noDay && s.dayEnd[doc] > from && s.day[doc] < to
	}
}

// narrow applies all filters but those of field skip.
func (e *evaluator) narrow(ctx context.Context, match *roaring.Bitmap, sets []filterSet, skip index.Field) (*roaring.Bitmap, error) {
	set := match
	for _, f := range sets {
		if f.field != skip && f.units != nil {
			set = roaring.And(set, f.units)
		}
	}
	for _, f := range sets {
		if f.field != skip && f.pass != nil {
			kept := roaring.New()
			err := each(ctx, set, func(units []uint32) {
				kept.AddMany(slices.DeleteFunc(units, func(u uint32) bool { return !f.pass(e.s.unitDoc[u]) }))
			})
			if err != nil {
				return nil, err
			}
			set = kept
		}
	}
	return set, nil
}

// each visits a set in runs of ascending units; the callback may use the slice
// as it likes. It ends with ErrDeadline when ctx does.
func each(ctx context.Context, set *roaring.Bitmap, visit func(units []uint32)) error {
	var buf [4096]uint32
	for it := set.ManyIterator(); ; {
		n := it.NextMany(buf[:])
		if n == 0 {
			return nil
		}
		if ctx.Err() != nil {
			return index.ErrDeadline
		}
		visit(buf[:n])
	}
}

// tally counts a set by document and by kind.
type tally struct {
	docs  []uint32 // documents with matches, in order of appearance
	kinds [256]int
}

// count fills e.hits for the documents of set; clear it with e.clearHits.
func (e *evaluator) count(ctx context.Context, set *roaring.Bitmap) (*tally, error) {
	t := &tally{}
	err := each(ctx, set, func(units []uint32) {
		for _, u := range units {
			d := e.s.unitDoc[u]
			if e.hits[d] == 0 {
				t.docs = append(t.docs, d)
			}
			e.hits[d]++
			t.kinds[e.s.kind[u]]++
		}
	})
	if err != nil {
		e.clearHits(t)
		return nil, err
	}
	return t, nil
}

func (e *evaluator) clearHits(t *tally) {
	for _, d := range t.docs {
		e.hits[d] = 0
	}
}

// facet counts one field over a tally.
func (e *evaluator) facet(t *tally, f index.FacetRequest) []index.FacetCount {
	var counts []index.FacetCount
	switch f.Field {
	case index.FieldKind:
		for i, k := range document.Kinds {
			counts = append(counts, index.FacetCount{Value: string(k), Count: t.kinds[i+1]})
		}
	case index.FieldDate:
		years := map[string]int{}
		for _, d := range t.docs {
			years[e.s.year(d)] += int(e.hits[d])
		}
		for y, n := range years {
			counts = append(counts, index.FacetCount{Value: y, Count: n})
		}
	default:
		column := e.s.keyword[f.Field]
		if column == nil {
			return nil
		}
		byOrdinal := make([]int, len(column.names))
		for _, d := range t.docs {
			for _, o := range column.of(d) {
				byOrdinal[o] += int(e.hits[d])
			}
		}
		for o, n := range byOrdinal {
			if n > 0 && column.names[o] != "" {
				counts = append(counts, index.FacetCount{Value: column.names[o], Count: n})
			}
		}
	}
	counts = slices.DeleteFunc(counts, func(c index.FacetCount) bool { return c.Count == 0 })
	slices.SortFunc(counts, func(a, b index.FacetCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return counts[:min(len(counts), max(0, f.Limit))]
}

func (s *searcher) year(doc uint32) string {
	if s.day[doc] == noDay {
		return ""
	}
	return strconv.Itoa(time.Unix(int64(s.day[doc])*86_400, 0).UTC().Year())
}

// facets counts every requested field, each without its own filter.
func (e *evaluator) facets(ctx context.Context, r *index.Request, match *roaring.Bitmap, sets []filterSet, filtered *tally) (map[index.Field][]index.FacetCount, error) {
	out := make(map[index.Field][]index.FacetCount, len(r.Facets))
	var own []index.FacetRequest
	for _, f := range r.Facets {
		if slices.ContainsFunc(sets, func(s filterSet) bool { return s.field == f.Field }) {
			own = append(own, f)
			continue
		}
		out[f.Field] = e.facet(filtered, f)
	}
	if len(own) == 0 {
		return out, nil
	}
	// e.hits belongs to the filtered set until its facets and groups are read.
	e.clearHits(filtered)
	for _, f := range own {
		set, err := e.narrow(ctx, match, sets, f.Field)
		if err != nil {
			return nil, err
		}
		t, err := e.count(ctx, set)
		if err != nil {
			return nil, err
		}
		out[f.Field] = e.facet(t, f)
		e.clearHits(t)
	}
	return out, nil
}
