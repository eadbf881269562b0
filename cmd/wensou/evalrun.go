package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Lines of a TREC run and of qrels. Ids of units are paths, and may hold
// blanks.
var (
	runLine  = regexp.MustCompile(`^\s*(\S+)\s+\S+\s+(\S.*?)\s+(\S+)\s+(\S+)\s+\S+\s*$`)
	qrelLine = regexp.MustCompile(`^\s*(\S+)\s+\S+\s+(\S.*?)\s+(\S+)\s*$`)
)

// answers are the ids that a query found, best first, by query.
type answers map[string][]string

func writeRun(name, tag string, queries []judged, found answers, scores map[string][]float64) (err error) {
	f, err := os.Create(name)
	if err != nil {
		return fmt.Errorf("write run: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriter(f)
	for _, q := range queries {
		if strings.ContainsAny(q.ID, " \t") {
			return fmt.Errorf("write run: the query id %q holds a blank, which a run can't", q.ID)
		}
		for i, id := range found[q.ID] {
			fmt.Fprintf(w, "%s Q0 %s %d %.6f %s\n", q.ID, id, i+1, scores[q.ID][i], tag)
		}
	}
	return w.Flush()
}

// readRun reads the first evalDepth ids of each query, in the order of their
// ranks.
func readRun(option, name string, queries []judged) (answers, error) {
	lines, err := readLines(option, name)
	if err != nil {
		return nil, err
	}
	return parseRun(name, lines, queries)
}

func parseRun(name string, lines []string, queries []judged) (answers, error) {
	type ranked struct {
		id   string
		rank int
	}
	lists := map[string][]ranked{}
	seen := map[[2]string]int{}
	for i, line := range lines {
		if strings.TrimSpace(line) == "" {
			continue
		}
		m := runLine.FindStringSubmatch(line)
		if m == nil {
			return nil, fault(name, i+1, "not a line of a run; it is: query Q0 id rank score tag")
		}
		rank, err := strconv.Atoi(m[3])
		if err != nil {
			return nil, fault(name, i+1, "the rank is %q; write a whole number", m[3])
		}
		if _, err := strconv.ParseFloat(m[4], 64); err != nil {
			return nil, fault(name, i+1, "the score is %q; write a number", m[4])
		}
		if first, ok := seen[[2]string{m[1], m[2]}]; ok {
			return nil, fault(name, i+1, "query %s finds %s twice, first in line %d; keep the better rank", m[1], m[2], first)
		}
		seen[[2]string{m[1], m[2]}] = i + 1
		lists[m[1]] = append(lists[m[1]], ranked{m[2], rank})
	}
	out := answers{}
	for _, q := range queries {
		list := lists[q.ID]
		slices.SortStableFunc(list, func(a, b ranked) int { return a.rank - b.rank })
		for _, r := range list[:min(len(list), evalDepth)] {
			out[q.ID] = append(out[q.ID], r.id)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s answers none of the queries; their ids differ", name)
	}
	return out, nil
}

// maxGrade keeps gains of 2^grade - 1 within numbers.
const maxGrade = 100

// qrels are grades by query and id.
type qrels struct {
	name   string
	grades map[string]map[string]int
	order  []string // queries as they come
}

func readQrels(name string) (*qrels, error) {
	lines, err := readLines("--qrels", name)
	if err != nil {
		return nil, err
	}
	return parseQrels(name, lines)
}

func parseQrels(name string, lines []string) (*qrels, error) {
	q := &qrels{name: name, grades: map[string]map[string]int{}}
	for i, line := range lines {
		if strings.TrimSpace(line) == "" {
			continue
		}
		m := qrelLine.FindStringSubmatch(line)
		if m == nil {
			return nil, fault(name, i+1, "not a judgment; it is: query iteration id grade")
		}
		grade, err := strconv.Atoi(m[3])
		if err != nil {
			return nil, fault(name, i+1, "the grade is %q; write a whole number, 0 for not relevant", m[3])
		}
		if grade > maxGrade {
			return nil, fault(name, i+1, "the grade is %d; the highest is %d", grade, maxGrade)
		}
		if q.grades[m[1]] == nil {
			q.grades[m[1]] = map[string]int{}
			q.order = append(q.order, m[1])
		}
		if _, ok := q.grades[m[1]][m[2]]; ok {
			return nil, fault(name, i+1, "%s is judged twice for query %s; keep one grade", m[2], m[1])
		}
		q.grades[m[1]][m[2]] = grade
	}
	if len(q.order) == 0 {
		return nil, fmt.Errorf("%s holds no judgments", name)
	}
	return q, nil
}

// judge puts the judgments in the place of those that queries have. Queries
// without any are left out. Without queries, those that are judged are meant.
func (q *qrels) judge(queries []judged) (kept []judged, err error) {
	if queries == nil {
		for _, id := range q.order {
			queries = append(queries, judged{ID: id})
		}
	}
	for _, one := range queries {
		if grades := q.grades[one.ID]; grades != nil {
			one.Relevant, one.Grades = nil, grades
			kept = append(kept, one)
		}
	}
	if len(kept) == 0 {
		return nil, fmt.Errorf("%s judges none of the queries; their ids differ", q.name)
	}
	return kept, nil
}
