package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"
)

// benchQuery is one line of a file of queries.
type benchQuery struct {
	ID      string               `json:"id"`
	Class   string               `json:"cls"`
	Text    string               `json:"text"`
	Quoted  bool                 `json:"quoted"` // a phrase
	Filters map[string]oneOrMore `json:"filters"`
}

// oneOrMore values; one may stand without brackets.
type oneOrMore []string

// UnmarshalJSON reads a string or an array of them.
func (v *oneOrMore) UnmarshalJSON(raw []byte) error {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		*v = oneOrMore{s}
		return nil
	}
	return json.Unmarshal(raw, (*[]string)(v))
}

func readBenchQueries(name string) ([]benchQuery, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, usagef("--queries: %w", err)
	}
	defer f.Close()
	var queries []benchQuery
	for d := json.NewDecoder(f); ; {
		var q benchQuery
		switch err := d.Decode(&q); {
		case errors.Is(err, io.EOF) && len(queries) == 0:
			return nil, fmt.Errorf("%s holds no queries", name)
		case errors.Is(err, io.EOF):
			return queries, nil
		case err != nil:
			return nil, fmt.Errorf("%s: query %d: %w", name, len(queries)+1, err)
		case strings.TrimSpace(q.Text) == "":
			return nil, fmt.Errorf("%s: query %d (%s) has no text", name, len(queries)+1, q.ID)
		}
		if q.Class == "" {
			q.Class = "other"
		}
		queries = append(queries, q)
	}
}

// param is a parameter of every search and its value, none to leave it out.
type param struct{ name, value string }

// searchParams are those of a result page.
var searchParams = []param{{"mode", "all"}, {"facets", "source,topic,date"}, {"group", "none"}, {"limit", "20"}, {"highlight", "html"}}

// longClass are pasted passages; hardly a unit holds all their words.
const longClass = "long"

func readParams(list []string) ([]param, error) {
	var params []param
	for _, p := range list {
		name, value, ok := strings.Cut(p, "=")
		if !ok || name == "" || name == "q" {
			return nil, usagef("--param %s is no NAME=VALUE of a search", p)
		}
		params = append(params, param{name, value})
	}
	return params, nil
}

// target is the address of one search.
type target struct{ class, url string }

// target at a server, with some parameters changed.
func (q *benchQuery) target(server *url.URL, changes []param) target {
	text := q.Text
	if q.Quoted {
		text = `"` + text + `"`
	}
	v := url.Values{"q": {text}}
	for _, p := range searchParams {
		v.Set(p.name, p.value)
	}
	if q.Class == longClass {
		v.Set("mode", "any")
	}
	for name, values := range q.Filters {
		v[name] = values
	}
	for _, p := range changes {
		if p.value == "" {
			v.Del(p.name)
		} else {
			v.Set(p.name, p.value)
		}
	}
	u := server.JoinPath("api", "v1", "search")
	u.RawQuery = v.Encode()
	return target{q.Class, u.String()}
}
