package main

import (
	"math"
	"strings"
	"testing"
)

func TestMeasures(t *testing.T) {
	third := 1 / math.Log2(4) // discount of the third hit
	for _, tt := range []struct {
		name  string
		gains map[string]int
		ids   string
		want  measures
	}{
		{"first", map[string]int{"a": 1}, "a b c", measures{NDCG10: 1, MRR10: 1, R10: 1, R100: 1, Hit1: 1}},
		{"third", map[string]int{"a": 1}, "x y a", measures{NDCG10: third, MRR10: 1.0 / 3, R10: 1, R100: 1}},
		{"beyond ten", map[string]int{"a": 1}, "0 1 2 3 4 5 6 7 8 9 a", measures{R100: 1}},
		{"half of them", map[string]int{"a": 1, "b": 1}, "a x", measures{NDCG10: 1 / (1 + 1/math.Log2(3)), MRR10: 1, R10: .5, R100: .5, Hit1: 1}},
		{"grades", map[string]int{"a": 2, "b": 1}, "b a", measures{NDCG10: (1 + 3/math.Log2(3)) / (3 + 1/math.Log2(3)), MRR10: 1, R10: 1, R100: 1, Hit1: 1}},
		{"a grade of zero is not relevant", map[string]int{"a": 1, "b": 0}, "b a", measures{NDCG10: 1 / math.Log2(3), MRR10: .5, R10: 1, R100: 1}},
		{"no hit", map[string]int{"a": 1}, "", measures{NoResult: 1}},
		{"nothing to find", nil, "a", measures{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := measure(tt.gains, strings.Fields(tt.ids))
			for _, m := range []struct {
				name      string
				got, want float64
			}{
				{"nDCG@10", got.NDCG10, tt.want.NDCG10},
				{"MRR@10", got.MRR10, tt.want.MRR10},
				{"R@10", got.R10, tt.want.R10},
				{"R@100", got.R100, tt.want.R100},
				{"hit@1", got.Hit1, tt.want.Hit1},
				{"no result", got.NoResult, tt.want.NoResult},
			} {
				if math.Abs(m.got-m.want) > 1e-9 {
					t.Errorf("%s is %v, want %v", m.name, m.got, m.want)
				}
			}
		})
	}
}

func TestMean(t *testing.T) {
	got := mean([]measures{{Queries: 1, NDCG10: 1, Hit1: 1}, {Queries: 1, NDCG10: .5, NoResult: 1}})
	if want := (measures{Queries: 2, NDCG10: .75, Hit1: .5, NoResult: .5}); got != want {
		t.Errorf("mean is %+v, want %+v", got, want)
	}
	if got := mean(nil); got != (measures{}) {
		t.Errorf("mean of nothing is %+v", got)
	}
}

func TestRandomisation(t *testing.T) {
	for _, tt := range []struct {
		name        string
		differences []float64
		want        float64
	}{
		{"no queries", nil, 1},
		{"equal runs", []float64{0, 0, 0}, 1},
		{"one query says nothing", []float64{.4}, 1},
		{"three alike: both of 8 assignments", []float64{.1, .1, .1}, .25},
		{"the same the other way", []float64{-.1, -.1, -.1}, .25},
		{"queries that are equal count as nothing", []float64{.1, 0, .1, 0, .1}, .25},
		{"as many up as down", []float64{.2, -.2, .3, -.3}, 1},
		{"one against three: 2 with 4, 8 with 2 or more", []float64{1, 1, 1, -1}, 10.0 / 16},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := randomisation(tt.differences); math.Abs(got-tt.want) > 1e-12 {
				t.Errorf("p is %v, want %v", got, tt.want)
			}
		})
	}
}

// What is drawn for many queries comes close to trying every assignment.
func TestRandomisationDraws(t *testing.T) {
	var d []float64
	for i := range exactDifferences + 4 {
		d = append(d, []float64{.31, -.17, .05, .22, -.11}[i%5])
	}
	sum := 0.0
	for _, x := range d {
		sum += x
	}
	extreme := 0
	for signs := range 1 << len(d) {
		other := 0.0
		for i, x := range d {
			if signs>>i&1 != 0 {
				x = -x
			}
			other += x
		}
		if math.Abs(other) >= math.Abs(sum)-1e-9 {
			extreme++
		}
	}
	want := float64(extreme) / float64(int(1)<<len(d))
	got := randomisation(d)
	if math.Abs(got-want) > .005 {
		t.Errorf("p is %v, over all assignments %v", got, want)
	}
	if again := randomisation(d); again != got {
		t.Errorf("p is %v, and asked again %v", got, again)
	}
}
