package document

import (
	"fmt"
	"time"
)

// dateForms are the forms in which a document's date may be given, most exact
// first, with the span of time that each names.
var dateForms = []struct {
	layout string
	span   func(time.Time) time.Time // exclusive end
}{
	{time.RFC3339, func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }},
	{"2006-01-02T15:04:05", func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }},
	{"2006-01-02 15:04:05", func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }},
	{"2006-01-02", func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }},
	{"2006-01", func(t time.Time) time.Time { return t.AddDate(0, 1, 0) }},
	{"2006", func(t time.Time) time.Time { return t.AddDate(1, 0, 0) }},
}

// DateSpan reads a date as documents give it (RFC 3339 or YYYY[-MM[-DD]]) and
// returns the calendar days it covers, in the date's own time zone: first day
// and the day after the last, both at midnight UTC.
func DateSpan(s string) (first, end time.Time, err error) {
	for _, f := range dateForms {
		t, err := time.Parse(f.layout, s)
		if err != nil {
			continue
		}
		day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
		return day, f.span(day), nil
	}
	return first, end, fmt.Errorf("document: date %q is neither RFC 3339 nor YYYY[-MM[-DD]]", s)
}
