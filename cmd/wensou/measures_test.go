package main

import (
	"math"
	"strings"
	"testing"

	"wensou/search"
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
			var hits []search.Hit
			for _, id := range strings.Fields(tt.ids) {
				hits = append(hits, search.Hit{ID: id})
			}
			got := judge([]judged{{ID: "q", Grades: tt.gains}}, [][]search.Hit{hits})
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
