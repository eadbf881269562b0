package search

import (
	"fmt"
	"time"

	"wensou/query"
)

// ParseDay reads a date as people type it (see query.ParsePeriod), also one
// that counts from the day of now, and returns its first day and the day after
// its last, in UTC.
func ParseDay(s string, now time.Time) (first, end time.Time, err error) {
	p, err := query.ParsePeriod(s, now)
	if err == nil && (p.From.IsZero() || p.End.IsZero()) {
		err = fmt.Errorf("%q has no beginning or no end", s)
	}
	return p.From, p.End, err
}
