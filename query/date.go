package query

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Period is the days from From up to, not including, End, midnight UTC. A zero
// time leaves that side open.
type Period struct{ From, End time.Time }

// String is the period in the form of a query: 2025, 2025-07, 2025-07-26, two
// of these with .. between, or one open side.
func (p Period) String() string {
	layout := time.DateOnly
	last := func() time.Time { return p.End.AddDate(0, 0, -1) }
	starts := func(months bool) bool {
		for _, t := range []time.Time{p.From, p.End} {
			if !t.IsZero() && (t.Day() != 1 || !months && t.Month() != time.January) {
				return false
			}
		}
		return true
	}
	switch {
	case starts(false):
		layout = "2006"
	case starts(true):
		layout = "2006-01"
	}
	from, to := "", ""
	if !p.From.IsZero() {
		from = p.From.Format(layout)
	}
	if !p.End.IsZero() {
		to = last().Format(layout)
	}
	if from == to {
		return from
	}
	return from + ".." + to
}

// plainDate turns the characters that dates are written with into one form:
// half width, Simplified, no white space.
var plainDate = strings.NewReplacer("國", "国", "個", "个", "過", "过", "這", "这", "週", "周", "兩", "两", "－", "-", "～", "~", " ", "", "\u3000", "")

// rocDate reads 民国114年, 民国114年7月 and 民国114年7月26日. The Republic's year 1
// is 1912.
var rocDate = regexp.MustCompile(`^民国(\d{1,3})年(?:(\d{1,2})月(?:(\d{1,2})日)?)?$`)

// commonDate reads 2025年7月26日 and 2025/7/26 beside ISO forms.
var commonDate = regexp.MustCompile(`^(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?$`)

// recent reads 最近30天, 近三个月, 过去两年 and last-30-days.
var recent = regexp.MustCompile(`^(?:最近|近|过去|last-)(\d{1,4}|[一二两三四五六七八九十半])个?(天|日|周|星期|月|年|-days?|-weeks?|-months?|-years?)$`)

// ranges are what stands between the two ends of a period.
var ranges = []string{"..", "~", "至"}

// ParsePeriod reads a date or a time as people type it: 2025, 2025-07,
// 2025/7/26, 2025年7月, 民國114年; 今年, 去年, 上個月, 昨天, 最近30天 and others that
// count from the day of now; two of them with .. between, or one with .. on
// its open side. Full-width forms will do. The error says what can be written.
func ParsePeriod(s string, now time.Time) (Period, error) {
	plain := plainDate.Replace(narrowed(strings.TrimSpace(s)))
	for _, sep := range ranges {
		from, to, ok := strings.Cut(plain, sep)
		if !ok || from == "" && to == "" {
			continue
		}
		var p Period
		if from != "" {
			one, err := parseDay(from, now)
			if err != nil {
				return Period{}, fmt.Errorf("%q %w", from, err)
			}
			p = one
		}
		if p.End = (time.Time{}); to != "" {
			one, err := parseDay(to, now)
			if err != nil {
				return Period{}, fmt.Errorf("%q %w", to, err)
			}
			p.End = one.End
			if !p.From.IsZero() && !p.From.Before(p.End) { // typed the other way round
				first, _ := parseDay(from, now)
				p = Period{one.From, first.End}
			}
		}
		return p, nil
	}
	p, err := parseDay(plain, now)
	if err != nil {
		return Period{}, fmt.Errorf("%q %w", s, err)
	}
	return p, nil
}

// isPeriod says that a field can have a text for its date, whatever the day:
// before and after need a day to count from.
func isPeriod(field, s string) bool {
	p, err := ParsePeriod(s, time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC))
	return err == nil && (!p.From.IsZero() || field != FieldAfter && field != FieldBefore)
}

// parseDay reads one date in plain form.
func parseDay(plain string, now time.Time) (Period, error) {
	if p, ok := relative(plain, now); ok {
		return p, nil
	}
	var year, month, day string
	shift := 0
	if m := rocDate.FindStringSubmatch(plain); m != nil {
		year, month, day, shift = m[1], m[2], m[3], 1911
	} else if m := commonDate.FindStringSubmatch(plain); m != nil {
		year, month, day = m[1], m[2], m[3]
	} else {
		return Period{}, errors.New("is no date; write 2025, 2025-07, 2025-07-26, 民國114年, 去年 or 最近30天")
	}
	y, _ := strconv.Atoi(year) // digits by the pattern
	m, d := 1, 1
	if month != "" {
		m, _ = strconv.Atoi(month)
	}
	if day != "" {
		d, _ = strconv.Atoi(day)
	}
	first := midnight(y+shift, time.Month(m), d)
	if y == 0 || first.Month() != time.Month(m) || first.Day() != d { // there is no year 0 in either count
		return Period{}, errors.New("names no day of the calendar")
	}
	switch {
	case day != "":
		return Period{first, first.AddDate(0, 0, 1)}, nil
	case month != "":
		return Period{first, first.AddDate(0, 1, 0)}, nil
	}
	return Period{first, first.AddDate(1, 0, 0)}, nil
}

func midnight(y int, m time.Month, d int) time.Time {
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// relatives are times that count from today, with the unit and how many of
// them back.
var relatives = map[string]struct {
	unit byte // day, week, month, year
	back int
}{
	"今天": {'d', 0}, "今日": {'d', 0}, "today": {'d', 0}, "昨天": {'d', 1}, "昨日": {'d', 1}, "yesterday": {'d', 1}, "前天": {'d', 2},
	"本周": {'w', 0}, "这周": {'w', 0}, "这个星期": {'w', 0}, "this-week": {'w', 0}, "上周": {'w', 1}, "上个星期": {'w', 1}, "last-week": {'w', 1},
	"本月": {'m', 0}, "这个月": {'m', 0}, "this-month": {'m', 0}, "上个月": {'m', 1}, "上月": {'m', 1}, "last-month": {'m', 1},
	"今年": {'y', 0}, "本年": {'y', 0}, "this-year": {'y', 0}, "去年": {'y', 1}, "last-year": {'y', 1}, "前年": {'y', 2},
}

// relative reads a time that counts from the day of now. Weeks begin on Monday.
func relative(plain string, now time.Time) (Period, bool) {
	today := midnight(now.Date())
	if r, ok := relatives[strings.ToLower(plain)]; ok {
		switch r.unit {
		case 'd':
			first := today.AddDate(0, 0, -r.back)
			return Period{first, first.AddDate(0, 0, 1)}, true
		case 'w':
			monday := today.AddDate(0, 0, -(int(today.Weekday())+6)%7-7*r.back)
			return Period{monday, monday.AddDate(0, 0, 7)}, true
		case 'm':
			first := midnight(today.Year(), today.Month()-time.Month(r.back), 1)
			return Period{first, first.AddDate(0, 1, 0)}, true
		}
		first := midnight(today.Year()-r.back, time.January, 1)
		return Period{first, first.AddDate(1, 0, 0)}, true
	}
	m := recent.FindStringSubmatch(strings.ToLower(plain))
	if m == nil {
		return Period{}, false
	}
	n := count(m[1])
	end := today.AddDate(0, 0, 1)
	unit := strings.TrimSuffix(strings.TrimPrefix(m[2], "-"), "s")
	if n == 0 && (m[1] != "半" || unit != "年") {
		return Period{}, false
	}
	switch unit {
	case "天", "日", "day":
		return Period{end.AddDate(0, 0, -n), end}, true
	case "周", "星期", "week":
		return Period{end.AddDate(0, 0, -7*n), end}, true
	case "月", "month":
		return Period{end.AddDate(0, -n, 0), end}, true
	}
	if n == 0 {
		return Period{end.AddDate(0, -6, 0), end}, true
	}
	return Period{end.AddDate(-min(n, today.Year()-1), 0, 0), end}, true // there is no year 0
}

// count reads digits or one Chinese numeral.
func count(s string) int {
	if i := strings.Index("半一二三四五六七八九十", s); i >= 0 {
		return i / len("一")
	}
	if s == "两" {
		return 2
	}
	n, _ := strconv.Atoi(s) // digits by the pattern
	return n
}
