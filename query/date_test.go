package query

import (
	"strings"
	"testing"
	"time"
)

// tuesday is the day on which these tests are.
var tuesday = time.Date(2026, 3, 31, 23, 30, 0, 0, time.FixedZone("Taipei", 8*3600))

func TestParsePeriod(t *testing.T) {
	for _, tc := range []struct{ name, in, from, end string }{
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

		{"range", "2025-07..2026", "2025-07-01", "2027-01-01"},
		{"full-width range", "2025～2026", "2025-01-01", "2027-01-01"},
		{"range in Chinese", "民國113年至2025年7月", "2024-01-01", "2025-08-01"},
		{"the other way round", "2026..2025-07", "2025-07-01", "2027-01-01"},
		{"open beginning", "..2024-06", "", "2024-07-01"},
		{"open end", "2024-06..", "2024-06-01", ""},
		{"up to this year", "2024..今年", "2024-01-01", "2027-01-01"},

		{"today", "今天", "2026-03-31", "2026-04-01"},
		{"yesterday", "昨天", "2026-03-30", "2026-03-31"},
		{"in English", "Yesterday", "2026-03-30", "2026-03-31"},
		{"this week", "本週", "2026-03-30", "2026-04-06"},
		{"last week", "上周", "2026-03-23", "2026-03-30"},
		{"this month", "這個月", "2026-03-01", "2026-04-01"},
		{"last month", "上個月", "2026-02-01", "2026-03-01"},
		{"last month, Simplified", "上个月", "2026-02-01", "2026-03-01"},
		{"this year", "今年", "2026-01-01", "2027-01-01"},
		{"last year", "去年", "2025-01-01", "2026-01-01"},
		{"the year before", "前年", "2024-01-01", "2025-01-01"},
		{"thirty days", "最近30天", "2026-03-02", "2026-04-01"},
		{"three months", "近三個月", "2026-01-01", "2026-04-01"},
		{"two weeks", "過去兩週", "2026-03-18", "2026-04-01"},
		{"half a year", "最近半年", "2025-10-01", "2026-04-01"},
		{"more years than there are", "最近9999年", "0001-04-01", "2026-04-01"},
		{"days in English", "last-7-days", "2026-03-25", "2026-04-01"},

		{"empty", "", "no date", ""},
		{"a word", "後天", "no date", ""},
		{"two digits", "25-07-26", "no date", ""},
		{"trailing text", "2025-07-26T10:00", "no date", ""},
		{"no unit", "民國114", "no date", ""},
		{"only a range", "..", "no date", ""},
		{"no days", "最近0天", "no date", ""},
		{"half a day", "最近半天", "no date", ""},
		{"three points", "2024...2025", "no date", ""},
		{"month 13", "2025-13", "no day of the calendar", ""},
		{"day 30 of February", "2025-02-30", "no day of the calendar", ""},
		{"no leap year", "民國114年2月29日", "no day of the calendar", ""},
		{"before the Republic's first year", "民國0年", "no day of the calendar", ""},
		{"year zero", "0000", "no day of the calendar", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p, err := ParsePeriod(tc.in, tuesday)
			day := func(d time.Time) string {
				if d.IsZero() {
					return ""
				}
				return d.UTC().Format(time.DateOnly)
			}
			switch {
			case strings.HasPrefix(tc.from, "no "):
				if err == nil || !strings.Contains(err.Error(), tc.from) {
					t.Errorf("%q: %v, want an error that says %s", tc.in, err, tc.from)
				}
				return
			case err != nil || day(p.From) != tc.from || day(p.End) != tc.end:
				t.Fatalf("%q: %s to %s, %v; want %s to %s", tc.in, day(p.From), day(p.End), err, tc.from, tc.end)
			}
			if again, err := ParsePeriod(p.String(), time.Time{}); err != nil || again != p {
				t.Errorf("%q is written %s, which is %v, %v", tc.in, p, again, err)
			}
		})
	}
}
