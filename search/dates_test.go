package search

import (
	"strings"
	"testing"
	"time"
)

func TestParseDay(t *testing.T) {
	for _, tc := range []struct{ name, in, first, end string }{
		{"year", "2025", "2025-01-01", "2026-01-01"},
		{"month", "2025-07", "2025-07-01", "2025-08-01"},
		{"December", "2025-12", "2025-12-01", "2026-01-01"},
		{"day", "2025-07-26", "2025-07-26", "2025-07-27"},
		{"one digit", "2025/7/6", "2025-07-06", "2025-07-07"},
		{"points", "2025.7.26", "2025-07-26", "2025-07-27"},
		{"year in Chinese", "2025年", "2025-01-01", "2026-01-01"},
		{"month in Chinese", "2025年7月", "2025-07-01", "2025-08-01"},
		{"day in Chinese", "2025年7月26日", "2025-07-26", "2025-07-27"},
		{"spaces", " 2025 年 7 月 26 日 ", "2025-07-26", "2025-07-27"},
		{"full width", "２０２５／７／２６", "2025-07-26", "2025-07-27"},
		{"leap day", "2024-02-29", "2024-02-29", "2024-03-01"},
		{"year of the Republic", "民國114年", "2025-01-01", "2026-01-01"},
		{"month of the Republic", "民国114年7月", "2025-07-01", "2025-08-01"},
		{"day of the Republic", "民國 113 年 2 月 29 日", "2024-02-29", "2024-03-01"},
		{"its first year", "民國1年", "1912-01-01", "1913-01-01"},

		{"empty", "", "no date", ""},
		{"a word", "昨天", "no date", ""},
		{"two digits", "25-07-26", "no date", ""},
		{"trailing text", "2025-07-26T10:00", "no date", ""},
		{"no unit", "民國114", "no date", ""},
		{"month 13", "2025-13", "no day of the calendar", ""},
		{"day 30 of February", "2025-02-30", "no day of the calendar", ""},
		{"no leap year", "民國114年2月29日", "no day of the calendar", ""},
		{"before the Republic's first year", "民國0年", "no day of the calendar", ""},
		{"year zero", "0000", "no day of the calendar", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			first, end, err := ParseDay(tc.in)
			switch {
			case tc.end == "":
				if err == nil || !strings.Contains(err.Error(), tc.first) {
					t.Errorf("%q: %v, want an error that says %s", tc.in, err, tc.first)
				}
			case err != nil:
				t.Errorf("%q: %v", tc.in, err)
			case first.Format(time.DateOnly) != tc.first || end.Format(time.DateOnly) != tc.end || first.Location() != time.UTC:
				t.Errorf("%q: %v to %v, want %s to %s", tc.in, first, end, tc.first, tc.end)
			}
		})
	}
}
