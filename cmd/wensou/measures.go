package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"syscall"
	"time"
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

// named is one of the measures: its name in JSON, what people read, and
// whether less of it is better.
type named struct {
	name, label string
	value       *float64
	less        bool
}

// values lists the measures in the order in which they are printed.
func (m *measures) values() []named {
	return []named{
		{"ndcg@10", "nDCG@10", &m.NDCG10, false},
		{"mrr@10", "MRR@10", &m.MRR10, false},
		{"recall@10", "R@10", &m.R10, false},
		{"recall@100", "R@100", &m.R100, false},
		{"hit@1", "hit@1", &m.Hit1, false},
		{"no_result", "no result", &m.NoResult, true},
	}
}

// mean of measures, each of which counts the same.
func mean(all []measures) measures {
	sum := measures{Queries: len(all)}
	to := sum.values()
	for i := range all {
		for j, v := range all[i].values() {
			*to[j].value += *v.value / float64(len(all))
		}
	}
	return sum
}

// measure judges the answer to one query. When nothing is relevant to it,
// nothing can be found, and all but NoResult are 0.
func measure(gains map[string]int, ids []string) measures {
	m := measures{Queries: 1}
	if len(ids) == 0 {
		m.NoResult = 1
	}
	relevant := 0
	for _, g := range gains {
		if g > 0 {
			relevant++
		}
	}
	if relevant == 0 {
		return m
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
		m.MRR10 = 1 / float64(first)
	}
	if first == 1 {
		m.Hit1 = 1
	}
	m.R10 = float64(in10) / float64(relevant)
	m.R100 = float64(in100) / float64(relevant)
	m.NDCG10 = ndcg(gains, ids, 10)
	return m
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

// tableHead and row are lines of a table of measures.
func tableHead(first string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-16s%8s", first, "queries")
	for _, v := range new(measures).values() {
		fmt.Fprintf(&b, "%11s", v.label)
	}
	return b.String()
}

func (m *measures) row(first string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-16s%8d", first, m.Queries)
	for _, v := range m.values() {
		fmt.Fprintf(&b, "%11.4f", *v.value)
	}
	return b.String()
}

// cpuTime is what this process has spent so far, on all processors, see
// getrusage(2).
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0 // it fails for a wrong argument only
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
