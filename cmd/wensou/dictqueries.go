package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"wensou/search"
)

const (
	previewDepth      = 10       // hits that are compared
	maxPreviewQueries = 10_000   // of one file
	maxQueryLine      = 64 << 10 // bytes
)

// readQueries reads one query a line: text, or JSON as wensou eval takes it.
func readQueries(name string) ([]judged, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, usagef("--queries: %w", err)
	}
	defer f.Close()
	queries := []judged{}
	s := bufio.NewScanner(f)
	s.Buffer(nil, maxQueryLine)
	for n := 1; s.Scan(); n++ {
		line := strings.TrimSpace(strings.TrimPrefix(s.Text(), "\uFEFF"))
		q := judged{ID: fmt.Sprintf("line %d", n), Text: line}
		if strings.HasPrefix(line, "{") {
			if err := json.Unmarshal([]byte(line), &q); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", name, n, err)
			}
		}
		if strings.TrimSpace(q.Text) != "" {
			queries = append(queries, q)
		}
	}
	switch err := s.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return nil, fmt.Errorf("%s holds a line of more than %d bytes, which is no query", name, maxQueryLine)
	case err != nil:
		return nil, fmt.Errorf("read %s: %w", name, err)
	case len(queries) == 0:
		return nil, fmt.Errorf("%s holds no queries", name)
	case len(queries) > maxPreviewQueries:
		return nil, fmt.Errorf("%s holds %d queries, at most %d are compared", name, len(queries), maxPreviewQueries)
	}
	return queries, nil
}

// reading is how one query is read and what it finds.
type reading struct {
	Words []string `json:"words"` // as typed; function words, which need not be held, in brackets
	Also  []string `json:"also_searched"`
	Total int      `json:"total"` // places
	hits  []string // units
}

// queryChange is one query with both dictionaries. Ranks count from 1.
type queryChange struct {
	ID    string     `json:"id"`
	Text  string     `json:"text"`
	Now   reading    `json:"now"`
	New   reading    `json:"new"`
	Come  []rankedID `json:"come"`
	Go    []rankedID `json:"go"`
	Moved []movedID  `json:"moved"`
}

type rankedID struct {
	Unit string `json:"unit"`
	Rank int    `json:"rank"`
}

type movedID struct {
	Unit string `json:"unit"`
	From int    `json:"from"`
	To   int    `json:"to"`
}

func (q *queryChange) readsDifferently() bool {
	return !slices.Equal(q.Now.Words, q.New.Words) || !slices.Equal(q.Now.Also, q.New.Also)
}

func (q *queryChange) hasOtherHits() bool { return len(q.Come)+len(q.Go)+len(q.Moved) > 0 }

func (q *queryChange) changes() bool {
	return q.readsDifferently() || q.hasOtherHits() || q.Now.Total != q.New.Total
}

// compareQueries asks each query of both services; changes keep their order.
func compareQueries(ctx context.Context, now, next *search.Service, queries []judged) ([]queryChange, error) {
	changes := make([]queryChange, len(queries))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, q := range queries {
		g.Go(func() (err error) {
			c := queryChange{ID: q.ID, Text: q.Text}
			if c.Now, err = readOne(ctx, now, q.Text); err == nil {
				c.New, err = readOne(ctx, next, q.Text)
			}
			if err != nil {
				return fmt.Errorf("query %s: %w", q.ID, err)
			}
			c.compareHits()
			changes[i] = c
			return nil
		})
	}
	return changes, g.Wait()
}

func readOne(ctx context.Context, s *search.Service, text string) (reading, error) {
	resp, err := s.Search(ctx, search.Request{Query: text, Ungrouped: true, Limit: previewDepth, Highlight: search.HighlightNone})
	if err != nil {
		return reading{}, err
	}
	r := reading{Words: s.Words(text), Also: append([]string{}, resp.Query.Variants...), Total: resp.Total}
	for i := range resp.Hits {
		r.hits = append(r.hits, resp.Hits[i].ID)
	}
	return r, nil
}

// compareHits says which of the first hits come, go and move.
func (q *queryChange) compareHits() {
	q.Come, q.Go, q.Moved = []rankedID{}, []rankedID{}, []movedID{}
	for i, id := range q.New.hits {
		switch j := slices.Index(q.Now.hits, id); {
		case j < 0:
			q.Come = append(q.Come, rankedID{id, i + 1})
		case j != i:
			q.Moved = append(q.Moved, movedID{id, j + 1, i + 1})
		}
	}
	for i, id := range q.Now.hits {
		if !slices.Contains(q.New.hits, id) {
			q.Go = append(q.Go, rankedID{id, i + 1})
		}
	}
}

// queryReport sums up what changes, and has the first queries that do.
type queryReport struct {
	Asked   int           `json:"asked"`
	Read    int           `json:"read_differently"`
	Hits    int           `json:"other_hits"` // among the first 10
	Totals  int           `json:"other_totals"`
	Changed int           `json:"changed"` // any of these
	Shown   []queryChange `json:"changes"`
}

func reportQueries(changes []queryChange, limit int) *queryReport {
	r := &queryReport{Asked: len(changes), Shown: []queryChange{}}
	for i := range changes {
		q := &changes[i]
		for _, x := range []struct {
			count *int
			is    bool
		}{{&r.Read, q.readsDifferently()}, {&r.Hits, q.hasOtherHits()}, {&r.Totals, q.Now.Total != q.New.Total}, {&r.Changed, q.changes()}} {
			if x.is {
				*x.count++
			}
		}
		if q.changes() && len(r.Shown) < limit {
			r.Shown = append(r.Shown, *q)
		}
	}
	return r
}

func (r *queryReport) summary(out *lines) {
	out.printf("queries: %d asked, %d change: %d read differently, %d find more or fewer places, %d have other hits among the first %d",
		r.Asked, r.Changed, r.Read, r.Totals, r.Hits, previewDepth)
}

func (r *queryReport) details(out *lines) {
	for i := range r.Shown {
		q := &r.Shown[i]
		out.printf("")
		out.printf("%s: %s", oneLine(q.ID), oneLine(q.Text))
		for _, x := range []struct {
			name string
			r    *reading
		}{{"now", &q.Now}, {"new", &q.New}} {
			out.printf("  %s  words: %s; also searched: %s; %s", x.name, orNone(x.r.Words, " "), orNone(x.r.Also, ", "), plural(x.r.Total, "place"))
		}
		for _, x := range q.Come {
			out.printf("  comes  %s at %d", oneLine(x.Unit), x.Rank)
		}
		for _, x := range q.Go {
			out.printf("  goes   %s from %d", oneLine(x.Unit), x.Rank)
		}
		for _, x := range q.Moved {
			out.printf("  moves  %s from %d to %d", oneLine(x.Unit), x.From, x.To)
		}
	}
	if n := r.Changed - len(r.Shown); n > 0 {
		out.printf("")
		out.printf("and %d more", n)
	}
}
