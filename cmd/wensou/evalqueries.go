package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
)

// judged is one query with what people found relevant.
type judged struct {
	ID       string         `json:"id"`
	Text     string         `json:"text"`
	Type     string         `json:"type"` // queries of a type are also measured apart
	Relevant []string       `json:"relevant"`
	Grades   map[string]int `json:"grades"`
}

// gains of the relevant ids.
func (q *judged) gains() map[string]int {
	g := make(map[string]int, len(q.Relevant))
	for _, id := range q.Relevant {
		g[id] = 1
	}
	for id, grade := range q.Grades {
		g[id] = grade
	}
	return g
}

// fault is a line that can't be read: where it stands, and what to do.
func fault(name string, line int, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %w", name, line, fmt.Errorf(format, args...))
}

// readLines splits a file at its line ends, without a byte order mark.
func readLines(option, name string) ([]string, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, usagef("%s: %w", option, err)
	}
	text := strings.ReplaceAll(string(bytes.TrimPrefix(data, []byte("\ufeff"))), "\r\n", "\n")
	return strings.Split(text, "\n"), nil
}

// readJudged reads JSON Lines, TREC topics or lines of an id, a tab and a
// text; the first sign of the file says which.
func readJudged(name string) ([]judged, error) {
	lines, err := readLines("--queries", name)
	if err != nil {
		return nil, err
	}
	return parseQueries(name, lines)
}

func parseQueries(name string, lines []string) ([]judged, error) {
	read := tabbedQueries
	for _, line := range lines {
		if line = strings.TrimSpace(line); line != "" {
			switch line[0] {
			case '{':
				read = jsonQueries
			case '<':
				read = topicQueries
			}
			break
		}
	}
	c := &queryCollector{name: name, seen: map[string]int{}}
	if err := read(c, lines); err != nil {
		return nil, err
	}
	if len(c.queries) == 0 {
		return nil, fmt.Errorf("%s holds no queries", name)
	}
	return c.queries, nil
}

// queryCollector takes queries of one file.
type queryCollector struct {
	name    string
	queries []judged
	seen    map[string]int // the line of each id
}

func (c *queryCollector) add(line int, q judged) error {
	if q.ID == "" {
		return fault(c.name, line, "a query needs an id")
	}
	if first, ok := c.seen[q.ID]; ok {
		return fault(c.name, line, "the id %q stands twice, first in line %d; give each query an id of its own", q.ID, first)
	}
	for id, grade := range q.Grades {
		if grade > maxGrade {
			return fault(c.name, line, "the grade of %s is %d; the highest is %d", id, grade, maxGrade)
		}
	}
	c.seen[q.ID] = line
	c.queries = append(c.queries, q)
	return nil
}

func jsonQueries(c *queryCollector, lines []string) error {
	for i, line := range lines {
		if strings.TrimSpace(line) == "" {
			continue
		}
		var q judged
		if err := json.Unmarshal([]byte(line), &q); err != nil {
			return fault(c.name, i+1, `%w; a line is {"id": …, "text": …, "relevant": […]}`, err)
		}
		if err := c.add(i+1, q); err != nil {
			return err
		}
	}
	return nil
}

func tabbedQueries(c *queryCollector, lines []string) error {
	for i, line := range lines {
		if strings.TrimSpace(line) == "" {
			continue
		}
		id, text, ok := strings.Cut(line, "\t")
		if !ok {
			return fault(c.name, i+1, "no tab between the id and the text of a query")
		}
		if err := c.add(i+1, judged{ID: strings.TrimSpace(id), Text: strings.TrimSpace(text)}); err != nil {
			return err
		}
	}
	return nil
}

// topicTag is a tag of TREC topics. Anything else in brackets is text.
var topicTag = regexp.MustCompile(`(?i)</?(top|num|title|desc|narr)>`)

// topicLabel stands before the number and, in some years, before the title.
var topicLabel = regexp.MustCompile(`(?i)^\s*(number|topic)\s*:`)

// topicQueries reads the topics of the classic tracks: <top>, <num>, <title>,
// with or without the tags that close the last two. The title is the query.
func topicQueries(c *queryCollector, lines []string) error {
	var text map[string]*strings.Builder // of the topic that is open
	began, tag := 0, ""
	for i, line := range lines {
		at := 0
		take := func(end int) {
			if b := text[tag]; b != nil {
				b.WriteString(line[at:end] + " ")
			}
		}
		for _, m := range topicTag.FindAllStringSubmatchIndex(line, -1) {
			take(m[0])
			at = m[1]
			name, closing := strings.ToLower(line[m[2]:m[3]]), line[m[0]+1] == '/'
			tag = name
			switch {
			case name != "top" && text == nil:
				return fault(c.name, i+1, "<%s> outside of a topic; a topic begins with <top>", name)
			case closing && name == "top":
				if text == nil {
					return fault(c.name, i+1, "</top> without <top>")
				}
				if err := c.add(began, topic(text)); err != nil {
					return err
				}
				text = nil
			case closing:
				tag = ""
			case name == "top":
				if text != nil {
					return fault(c.name, i+1, "<top> inside the topic of line %d; end that with </top>", began)
				}
				text, began = map[string]*strings.Builder{"num": {}, "title": {}}, i+1
			}
		}
		take(len(line))
	}
	if text != nil {
		return fault(c.name, began, "the topic has no end; add </top>")
	}
	return nil
}

func topic(text map[string]*strings.Builder) judged {
	field := func(name string) string {
		return strings.Join(strings.Fields(topicLabel.ReplaceAllString(text[name].String(), "")), " ")
	}
	return judged{ID: field("num"), Text: field("title")}
}
