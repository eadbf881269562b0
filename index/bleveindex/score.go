package bleveindex

import (
	"context"
	"math"

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

// value of tf occurrences in a unit of a length, at most k1+1 times weight 1.
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

// add adds a scorer's values to e.score for the units of set and returns those
// it added to. Every unit first gets the value of one occurrence, those of the
// overlay then the difference, so that frequencies need not be read.
func (e *evaluator) add(ctx context.Context, c *scorer, set *roaring.Bitmap) (*roaring.Bitmap, error) {
	units := roaring.And(c.units, set)
	if c.sim == nil {
		return units, each(ctx, units, func(units []uint32) {
			for _, u := range units {
				e.score[u] += c.weight
			}
		})
	}
	lengths, once, weight := c.sim.lengths, c.sim.once, c.weight
	err := each(ctx, units, func(units []uint32) {
		for _, u := range units {
			e.score[u] += weight * once[lengths[u]]
		}
	})
	if err != nil || c.many == nil {
		return units, err
	}
	return units, e.addOverlay(ctx, c, roaring.And(c.many, set))
}

// farApart is how many times more places an overlay must have than are wanted
// for finding each by rank to beat walking over all.
const farApart = 64

func (e *evaluator) addOverlay(ctx context.Context, c *scorer, wanted *roaring.Bitmap) error {
	n := int(wanted.GetCardinality())
	if n == 0 {
		return nil
	}
	more := func(u uint32, f uint8) {
		length := c.sim.lengths[u]
		e.score[u] += c.weight*c.sim.value(f, length) - c.weight*c.sim.once[length]
	}
	switch {
	case n == len(c.freqs):
		at := 0
		return each(ctx, wanted, func(units []uint32) {
			for _, u := range units {
				more(u, c.freqs[at])
				at++
			}
		})
	case n*farApart < len(c.freqs):
		return each(ctx, wanted, func(units []uint32) {
			for _, u := range units {
				more(u, c.freqs[c.many.Rank(u)-1])
			}
		})
	}
	// Walk over both: wanted is part of the overlay.
	next := wanted.Iterator()
	u, at := next.Next(), 0
	done := false
	return each(ctx, c.many, func(units []uint32) {
		if done {
			return
		}
		for i, v := range units {
			if v != u {
				continue
			}
			more(u, c.freqs[at+i])
			if !next.HasNext() {
				done = true
				return
			}
			u = next.Next()
		}
		at += len(units)
	})
}

// clearScores resets e.score for the units of set.
func (e *evaluator) clearScores(set *roaring.Bitmap) {
	_ = each(context.Background(), set, func(units []uint32) { // never cancelled
		for _, u := range units {
			e.score[u] = 0
		}
	})
}
