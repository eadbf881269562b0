package main

import (
	"cmp"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
)

// comparison of a run with another one over the same queries.
type comparison struct {
	Other    string                 `json:"other"` // the file
	Measures map[string]*difference `json:"measures"`
	// Changed are the queries whose nDCG@10 or, if that is equal, whose recall
	// within 100 differs most, greatest first; at most changedQueries.
	Changed []changedQuery `json:"changed"`
}

// difference of one measure. Better and Worse are queries.
type difference struct {
	Mean       float64 `json:"mean"`
	Other      float64 `json:"other"`
	Difference float64 `json:"difference"` // Mean - Other
	P          float64 `json:"p"`          // see randomisation
	Better     int     `json:"better"`
	Worse      int     `json:"worse"`
	Equal      int     `json:"equal"`
}

// changedQuery is a query and its values in both runs.
type changedQuery struct {
	ID     string     `json:"id"`
	Text   string     `json:"text"`
	NDCG10 [2]float64 `json:"ndcg@10"` // in this run and in the other
	R100   [2]float64 `json:"recall@100"`
}

const changedQueries = 10

func (r *report) compare(name string, found, other answers) {
	c := &comparison{Other: name, Measures: map[string]*difference{}, Changed: []changedQuery{}}
	values := map[string][]float64{} // differences by measure
	for _, q := range r.queries {
		a, b := measure(q.gains(), found[q.ID]), measure(q.gains(), other[q.ID])
		bs := b.values()
		for i, v := range a.values() {
			d := c.Measures[v.name]
			if d == nil {
				d = &difference{}
				c.Measures[v.name] = d
			}
			d.count(*v.value, *bs[i].value, v.less, len(r.queries))
			values[v.name] = append(values[v.name], *v.value-*bs[i].value)
		}
		if a.NDCG10 != b.NDCG10 || a.R100 != b.R100 {
			c.Changed = append(c.Changed, changedQuery{q.ID, q.Text, [2]float64{a.NDCG10, b.NDCG10}, [2]float64{a.R100, b.R100}})
		}
	}
	for name, d := range c.Measures {
		d.Difference = d.Mean - d.Other
		d.P = randomisation(values[name])
	}
	by := func(v [2]float64) float64 { return math.Abs(v[0] - v[1]) }
	slices.SortStableFunc(c.Changed, func(a, b changedQuery) int {
		return cmp.Or(cmp.Compare(by(b.NDCG10), by(a.NDCG10)), cmp.Compare(by(b.R100), by(a.R100)))
	})
	c.Changed = c.Changed[:min(len(c.Changed), changedQueries)]
	r.Comparison = c
}

// count takes the values of one of n queries.
func (d *difference) count(a, b float64, less bool, n int) {
	d.Mean += a / float64(n)
	d.Other += b / float64(n)
	switch {
	case a == b:
		d.Equal++
	case a > b != less:
		d.Better++
	default:
		d.Worse++
	}
}

const (
	exactDifferences = 16      // up to so many, every assignment is tried
	assignments      = 100_000 // drawn beyond that
)

// randomisation is Fisher's two-sided test for pairs, as Smucker, Allan and
// Carterette recommend it for retrieval (CIKM 2007, "A Comparison of
// Statistical Significance Tests for Information Retrieval Evaluation"): if
// the two runs were the same, each difference could as well have the other
// sign. P is the share of assignments of signs whose sum is as far from zero
// as that observed. Drawn ones come from a fixed seed and include the one
// observed (Phipson and Smyth 2010), so that P is never 0.
func randomisation(differences []float64) float64 {
	var d []float64
	sum := 0.0
	for _, x := range differences {
		if x != 0 { // its sign makes no difference
			d = append(d, x)
			sum += x
		}
	}
	observed := math.Abs(sum) - 1e-9 // sums in another order round otherwise
	if len(d) <= exactDifferences {
		extreme, total := 0, 1<<len(d)
		for signs := range total {
			if math.Abs(signed(d, func() uint64 { return uint64(signs) })) >= observed {
				extreme++
			}
		}
		return float64(extreme) / float64(total)
	}
	rng := rand.New(rand.NewPCG(2007, 623))
	extreme := 1
	for range assignments {
		if math.Abs(signed(d, rng.Uint64)) >= observed {
			extreme++
		}
	}
	return float64(extreme) / float64(assignments+1)
}

// signed adds up differences, of which those with a set bit change their sign;
// next gives the bits for 64 of them.
func signed(d []float64, next func() uint64) (sum float64) {
	var signs uint64
	for i, x := range d {
		if i%64 == 0 {
			signs = next()
		}
		// The lowest bit becomes the sign.
		sum += math.Float64frombits(math.Float64bits(x) ^ signs<<63)
		signs = bits.RotateLeft64(signs, -1)
	}
	return sum
}

func (c *comparison) print(out *lines) {
	out.printf("")
	out.printf("compared with %s", c.Other)
	out.printf("%-11s%9s%9s%12s%8s%8s%7s%7s", "", "this", "other", "difference", "p", "better", "worse", "equal")
	for _, v := range new(measures).values() {
		d := c.Measures[v.name]
		out.printf("%-11s%9.4f%9.4f%+12.4f%8.4f%8d%7d%7d", v.label, d.Mean, d.Other, d.Difference, d.P, d.Better, d.Worse, d.Equal)
	}
	if len(c.Changed) == 0 {
		out.printf("no query changes")
		return
	}
	out.printf("")
	out.printf("%9s%9s  %s", "nDCG@10", "R@100", "the queries that change most")
	for _, q := range c.Changed {
		out.printf("%+9.4f%+9.4f  %s  %s", q.NDCG10[0]-q.NDCG10[1], q.R100[0]-q.R100[1], q.ID, oneLine(q.Text))
	}
}
