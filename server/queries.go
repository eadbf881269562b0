package server

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// Bounds of what is remembered of queries.
const (
	maxCounted      = 5_000
	maxCountedRunes = 100 // of a query; longer ones are passages
	maxListed       = 1000
)

// queryCounts remembers how often queries were asked. When there is no room, all
// counts are halved and what falls to zero is forgotten: the frequent ones stay.
type queryCounts struct {
	mu    sync.Mutex
	since time.Time
	by    map[string]*queryCount
}

// queryCount is one query. The counts of frequent ones are exact until there
// were more than maxCounted different ones.
type queryCount struct {
	Query   string    `json:"query"`
	Count   int       `json:"count"`
	Without int       `json:"without_results"`
	Last    time.Time `json:"last"`
}

// add counts a query, in any case and with any blanks, that found total units.
func (q *queryCounts) add(text string, total int, now time.Time) {
	text = strings.ToLower(strings.Join(strings.Fields(text), " "))
	if text == "" || utf8.RuneCountInString(text) > maxCountedRunes {
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.by == nil {
		q.by, q.since = map[string]*queryCount{}, now
	}
	e := q.by[text]
	if e == nil {
		for len(q.by) >= maxCounted {
			q.halve()
		}
		e = &queryCount{Query: strings.Clone(text)}
		q.by[e.Query] = e
	}
	e.Count++
	e.Last = now
	if total == 0 {
		e.Without++
	}
}

func (q *queryCounts) halve() {
	for text, e := range q.by {
		if e.Count, e.Without = e.Count/2, e.Without/2; e.Count == 0 {
			delete(q.by, text)
		}
	}
}

func (q *queryCounts) forget() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.by = nil
}

// queriesResponse are the most frequent queries and those that found nothing
// most often.
type queriesResponse struct {
	Counting  bool         `json:"counting"`
	Since     *time.Time   `json:"since,omitempty"`
	Different int          `json:"different"`
	Frequent  []queryCount `json:"frequent"`
	Without   []queryCount `json:"without_results"`
}

func (q *queryCounts) top(limit int) queriesResponse {
	q.mu.Lock()
	defer q.mu.Unlock()
	r := queriesResponse{Different: len(q.by), Frequent: []queryCount{}, Without: []queryCount{}}
	if q.by != nil {
		since := q.since
		r.Since = &since
	}
	for _, e := range q.by {
		r.Frequent = append(r.Frequent, *e)
		if e.Without > 0 {
			r.Without = append(r.Without, *e)
		}
	}
	slices.SortFunc(r.Frequent, func(a, b queryCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Query, b.Query))
	})
	slices.SortFunc(r.Without, func(a, b queryCount) int {
		return cmp.Or(cmp.Compare(b.Without, a.Without), strings.Compare(a.Query, b.Query))
	})
	r.Frequent, r.Without = r.Frequent[:min(limit, len(r.Frequent))], r.Without[:min(limit, len(r.Without))]
	return r
}
