package gate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Canary is a query whose answer people rely on.
type Canary struct {
	Name  string `yaml:"name"`  // default: the query
	Query string `yaml:"query"` // required
	// Filters by name (source, topic, kind, author, lang, doc).
	Filters map[string][]string `yaml:"filters"`
	// Must are ids of units or of documents that have to be among the first
	// Within hits (default 20, at most 100).
	Must   []string `yaml:"must"`
	Within int      `yaml:"within"`
	// AtLeast and AtMost bound the number of units found.
	AtLeast int  `yaml:"at_least"`
	AtMost  *int `yaml:"at_most"`
}

// MaxWithin bounds Canary.Within.
const MaxWithin = 100

func (c *Canary) name() string {
	if c.Name != "" {
		return c.Name
	}
	return c.Query
}

// Validate reports all faults at once.
func (c *Canary) Validate() error {
	var errs []error
	if strings.TrimSpace(c.Query) == "" {
		errs = append(errs, errors.New("query is missing"))
	}
	if c.Within < 0 || c.Within > MaxWithin {
		errs = append(errs, fmt.Errorf("within: %d is not between 1 and %d", c.Within, MaxWithin))
	}
	if c.AtLeast < 0 || c.AtMost != nil && *c.AtMost < c.AtLeast {
		errs = append(errs, errors.New("at_least is below zero or above at_most"))
	}
	if len(c.Must) == 0 && c.AtLeast == 0 && c.AtMost == nil {
		errs = append(errs, errors.New("it asks for nothing: give must, at_least or at_most"))
	}
	return errors.Join(errs...)
}

// Answer is what a canary found: how many units, and the ids of the first hits.
type Answer struct {
	Total int
	IDs   []string
}

// AskFunc searches for a query and returns the first limit units.
type AskFunc func(ctx context.Context, c *Canary, limit int) (*Answer, error)

// Canaries asks each and adds a check to the report. A query that can't be
// asked fails its check; only a cancelled context ends it.
func (r *Report) Canaries(ctx context.Context, canaries []Canary, ask AskFunc) error {
	for i := range canaries {
		c := &canaries[i]
		within := c.Within
		if within == 0 {
			within = 20
		}
		a, err := ask(ctx, c, within)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		check := Check{Measure: "canary " + c.name(), Limit: c.limit(within)}
		if err != nil {
			check.Now = err.Error()
		} else {
			check.OK, check.Now = c.judge(a)
		}
		r.Checks = append(r.Checks, check)
	}
	return nil
}

func (c *Canary) judge(a *Answer) (ok bool, now string) {
	now = fmt.Sprintf("%d hits", a.Total)
	ok = a.Total >= c.AtLeast && (c.AtMost == nil || a.Total <= *c.AtMost)
	for _, id := range c.Must {
		if !slices.ContainsFunc(a.IDs, func(got string) bool { return got == id || strings.HasPrefix(got, id+"#") }) {
			ok = false
			now += ", without " + id
		}
	}
	return ok, now
}

func (c *Canary) limit(within int) string {
	var parts []string
	switch {
	case c.AtMost != nil && c.AtLeast > 0:
		parts = append(parts, fmt.Sprintf("%d to %d hits", c.AtLeast, *c.AtMost))
	case c.AtMost != nil:
		parts = append(parts, fmt.Sprintf("at most %d hits", *c.AtMost))
	case c.AtLeast > 0:
		parts = append(parts, fmt.Sprintf("at least %d hits", c.AtLeast))
	}
	if len(c.Must) > 0 {
		parts = append(parts, fmt.Sprintf("%d in the first %d", len(c.Must), within))
	}
	return strings.Join(parts, ", ")
}

// Measure adds a measure of judged queries, of which more is better. known says
// that the serving generation could be asked too.
func (r *Report) Measure(name string, before, now float64, known bool, l Limits) {
	c := Check{Measure: "judged queries, " + name, Now: fmt.Sprintf("%.4f", now), OK: true}
	if known {
		c.Before, c.Limit = fmt.Sprintf("%.4f", before), fmt.Sprintf("at least %.4f", max(0, before-l.Measures))
		c.OK = now >= before-l.Measures
	}
	r.Checks = append(r.Checks, c)
}
