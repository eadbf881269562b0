package main

import (
	"io"
	"math"
	"slices"

	"wensou/search"
)

// measures of a run, each the mean over the queries.
type measures struct {
	Queries  int     `json:"queries"`
	NDCG10   float64 `json:"ndcg@10"`
	MRR10    float64 `json:"mrr@10"`
	R10      float64 `json:"recall@10"`
	R100     float64 `json:"recall@100"`
	Hit1     float64 `json:"hit@1"`
	NoResult float64 `json:"no_result"` // share of queries without any hit
}

func judge(queries []judged, answers [][]search.Hit) measures {
	m := measures{Queries: len(queries)}
	for i := range queries {
		ids := make([]string, len(answers[i]))
		for j := range answers[i] {
			ids[j] = answers[i][j].ID
		}
		m.add(queries[i].gains(), ids)
	}
	for _, v := range []*float64{&m.NDCG10, &m.MRR10, &m.R10, &m.R100, &m.Hit1, &m.NoResult} {
		*v /= float64(len(queries))
	}
	return m
}

func (m *measures) add(gains map[string]int, ids []string) {
	if len(ids) == 0 {
		m.NoResult++
	}
	relevant := 0
	for _, g := range gains {
		if g > 0 {
			relevant++
		}
	}
	if relevant == 0 {
		return // nothing can be found: all measures are 0
	}
	first, in10, in100 := 0, 0, 0
	for i, id := range ids[:min(len(ids), 100)] {
		if gains[id] <= 0 {
			continue
		}
		in100++
		if i < 10 {
			in10++
			if first == 0 {
				first = i + 1
			}
		}
	}
	if first > 0 {
		m.MRR10 += 1 / float64(first)
	}
	if first == 1 {
		m.Hit1++
	}
	m.R10 += float64(in10) / float64(relevant)
	m.R100 += float64(in100) / float64(relevant)
	m.NDCG10 += ndcg(gains, ids, 10)
}

// ndcg with the gain 2^grade - 1 and the discount log2(rank + 1).
func ndcg(gains map[string]int, ids []string, k int) float64 {
	var got, best []int
	for _, id := range ids {
		got = append(got, gains[id])
	}
	for _, g := range gains {
		best = append(best, g)
	}
	slices.SortFunc(best, func(a, b int) int { return b - a })
	return dcg(got, k) / dcg(best, k)
}

func dcg(grades []int, k int) (sum float64) {
	for i, g := range grades[:min(k, len(grades))] {
		sum += (math.Pow(2, float64(max(g, 0))) - 1) / math.Log2(float64(i+2))
	}
	return sum
}

func (m measures) print(w io.Writer) error {
	out := &lines{w: w}
	out.printf("queries    %d", m.Queries)
	out.printf("nDCG@10    %.4f", m.NDCG10)
	out.printf("MRR@10     %.4f", m.MRR10)
	out.printf("R@10       %.4f", m.R10)
	out.printf("R@100      %.4f", m.R100)
	out.printf("hit@1      %.4f", m.Hit1)
	out.printf("no result  %.4f", m.NoResult)
	return out.err
}
