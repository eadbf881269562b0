package bleveindex

import (
	"context"
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"wensou/index"
	"wensou/index/bleveindex/segment"
)

// similarity is BM25 over one field of this generation. With the field's
// average length, the part of a term's value that depends on the unit is a
// function of its length and the term's frequency there.
type similarity struct {
	lengths []uint16
	average float64
	k1      float64
	base    float32   // k1 × (1 − b)
	slope   float32   // k1 × b / average
	once    []float32 // by length: the value of one occurrence
}

func newSimilarity(p index.BM25, f *segment.Field, units int) *similarity {
	s := &similarity{lengths: f.Lengths, average: max(1, float64(f.Total)/float64(max(1, units))), k1: p.K1}
	s.base = float32(p.K1 * (1 - p.B))
	s.slope = float32(p.K1 * p.B / s.average)
	longest := uint16(0)
	for _, n := range f.Lengths {
		longest = max(longest, n)
	}
	s.once = make([]float32, int(longest)+1)
	for n := range s.once {
		s.once[n] = s.value(1, uint16(n))
	}
	return s
}

// value of tf occurrences in a unit of a length, below 1: a scorer's weight has
// the rest.
func (s *similarity) value(tf uint8, length uint16) float32 {
	f := float32(tf)
	return f / (f + s.base + s.slope*float32(length))
}

// idf is BM25's weight of a term's rarity, the form that never goes negative.
func (s *searcher) idf(df int) float64 {
	n := float64(s.n)
	return math.Log(1 + (n-float64(df)+0.5)/(float64(df)+0.5))
}

// scorer is one addend of a score: a term, or a constant for a set of units.
type scorer struct {
	units  *roaring.Bitmap
	weight float32 // idf × weight × (k1 + 1), or the constant
	sim    *similarity
	many   *roaring.Bitmap // units with a frequency above 1
	freqs  []byte          // theirs, in order
	max    float32         // no unit gets more
	count  int
}

// scorers are the addends of a request, in its order.
func (e *evaluator) scorers(ctx context.Context, r *index.Request) ([]scorer, error) {
	var all []scorer
	for _, b := range r.Boosts {
		units, err := e.match(ctx, b.Clause)
		if err != nil {
			return nil, err
		}
		v := float32(b.Value)
		all = append(all, scorer{units: units, weight: v, max: v, count: int(units.GetCardinality())})
	}
	for _, t := range r.Score {
		p, err := e.postings(t.Term)
		if err != nil {
			return nil, err
		}
		if p.Count() > 0 {
			all = append(all, e.s.scorer(t, p))
		}
	}
	return all, nil
}

func (s *searcher) scorer(t index.Weighted, p *segment.Postings) scorer {
	sim := s.similarity[t.Field]
	c := scorer{units: p.Bitmap(), sim: sim, count: p.Count(), weight: float32(s.idf(p.Count()) * t.Weight * (sim.k1 + 1))}
	c.many, c.freqs = overlay(p)
	c.max = c.weight * sim.value(p.MaxFrequency(), 0)
	return c
}

// value is what a unit of c.units gets.
func (c *scorer) value(u uint32) float32 {
	if c.sim == nil {
		return c.weight
	}
	f := uint8(1)
	if c.many != nil && c.many.Contains(u) {
		f = c.freqs[c.many.Rank(u)-1]
	}
	return c.weight * c.sim.value(f, c.sim.lengths[u])
}

// overlay of any postings: that of a short list is made here.
func overlay(p *segment.Postings) (*roaring.Bitmap, []byte) {
	docs, freqs, ok := p.List()
	if !ok {
		return p.Overlay()
	}
	var many *roaring.Bitmap
	var counts []byte
	for i, f := range freqs {
		if f > 1 {
			if many == nil {
				many = roaring.New()
			}
			many.Add(docs[i])
			counts = append(counts, f)
		}
	}
	return many, counts
}

// summing adds scorers up over a set of units, in e.score.
type summing struct {
	e     *evaluator
	set   *roaring.Bitmap
	size  int
	dense bool // e.member has the set as bits

	track   bool     // whether touched is kept
	touched []uint32 // units that have a score, in no order
}

// worthDense is the size of a set from which testing single bits beats
// intersecting bitmaps.
const worthDense = 1024

// sum begins with nothing. Close clears what it left behind.
func (e *evaluator) sum(set *roaring.Bitmap) *summing {
	s := &summing{e: e, set: set, size: int(set.GetCardinality())}
	if s.size >= worthDense {
		s.dense = true
		set.WriteDenseTo(e.member)
	}
	return s
}

func (s *summing) close() {
	if s.dense {
		clear(s.e.member)
	}
	if s.track {
		for _, u := range s.touched {
			s.e.score[u] = 0
		}
		s.e.touched = s.touched[:0]
		return
	}
	_ = each(context.Background(), s.set, func(units []uint32) { // never cancelled
		for _, u := range units {
			s.e.score[u] = 0
		}
	})
}

func (s *summing) has(u uint32) bool { return s.e.member[u>>6]>>(u&63)&1 != 0 }

// byBits says whether to walk over a scorer's units and test each, instead of
// intersecting first: where roaring keeps them as arrays (less than a sixteenth
// of all units), intersecting reads them too, unless they are very many more.
func (s *summing) byBits(count int) bool {
	const sparse = 16
	return s.dense && (count <= 4*s.size || count < s.e.s.n/sparse && count <= 32*s.size)
}

// add adds a scorer's values for the units of the set. Every unit first gets
// the value of one occurrence, those of the overlay then the difference, so
// that frequencies need not be read.
func (s *summing) add(ctx context.Context, c *scorer) error {
	units, test := c.units, false
	switch {
	case slices.Contains(s.e.within, c.units):
		units = s.set // a term that every match holds
	case s.byBits(c.count):
		test = true
	default:
		units = roaring.And(c.units, s.set)
	}
	if err := each(ctx, units, func(units []uint32) { s.once(units, test, c) }); err != nil {
		return err
	}
	if c.many == nil {
		return nil
	}
	return s.addOverlay(ctx, c)
}

// once adds the value of one occurrence. Its loops are most of what a request
// with many matches costs; the first is the second without its tests.
func (s *summing) once(units []uint32, test bool, c *scorer) {
	score, weight := s.e.score, c.weight
	if c.sim == nil {
		for _, u := range units {
			if !test || s.has(u) {
				s.touch(u)
				score[u] += weight
			}
		}
		return
	}
	lengths, once := c.sim.lengths, c.sim.once
	if !test && !s.track {
		for _, u := range units {
			score[u] += weight * once[lengths[u]]
		}
		return
	}
	for _, u := range units {
		if !test || s.has(u) {
			s.touch(u)
			score[u] += weight * once[lengths[u]]
		}
	}
}

// touch notes a unit that is about to get its first value.
func (s *summing) touch(u uint32) {
	if s.track && s.e.score[u] == 0 {
		s.touched = append(s.touched, u)
	}
}

func (s *summing) addOverlay(ctx context.Context, c *scorer) error {
	more := func(u uint32, f uint8) {
		length := c.sim.lengths[u]
		s.e.score[u] += c.weight*c.sim.value(f, length) - c.weight*c.sim.once[length]
	}
	if s.byBits(len(c.freqs)) {
		at := 0
		return each(ctx, c.many, func(units []uint32) {
			for i, u := range units {
				if s.has(u) {
					more(u, c.freqs[at+i])
				}
			}
			at += len(units)
		})
	}
	wanted := roaring.And(c.many, s.set).ToArray()
	if len(wanted)*farApart < len(c.freqs) {
		for _, u := range wanted {
			more(u, c.freqs[c.many.Rank(u)-1])
		}
		return nil
	}
	at := 0
	return each(ctx, c.many, func(units []uint32) {
		for len(wanted) > 0 && wanted[0] <= units[len(units)-1] {
			i, _ := slices.BinarySearch(units, wanted[0]) // wanted is part of the overlay
			more(wanted[0], c.freqs[at+i])
			wanted = wanted[1:]
		}
		at += len(units)
	})
}

// farApart is how many times more places an overlay must have than are wanted
// for asking the rank of each to beat walking over all: a rank adds up the
// sizes of everything before it.
const farApart = 128
