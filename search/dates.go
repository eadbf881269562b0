package search

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"wensou/analysis"
	"wensou/document"
)

// rocDate reads 民国114年, 民国114年7月 and 民国114年7月26日 in match text. The
// Republic's year 1 is 1912.
var rocDate = regexp.MustCompile(`^民国(\d{1,3})年(?:(\d{1,2})月(?:(\d{1,2})日)?)?$`)

// commonDate reads 2025年7月26日 and 2025/7/26 beside ISO forms.
var commonDate = regexp.MustCompile(`^(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?$`)

// ParseDay reads a date as people type it (2025, 2025-07, 2025/7/26, 2025年7月,
// 民國114年, full-width as well) and returns its first day and the day after its
// last, in UTC.
func ParseDay(s string) (first, end time.Time, err error) {
	plain := strings.ReplaceAll(analysis.Fold(s), " ", "")
	var year, month, day string
	shift := 0
	if m := rocDate.FindStringSubmatch(plain); m != nil {
		year, month, day, shift = m[1], m[2], m[3], 1911
	} else if m := commonDate.FindStringSubmatch(plain); m != nil {
		year, month, day = m[1], m[2], m[3]
	} else {
		return first, end, fmt.Errorf("%q is no date; write 2025, 2025-07, 2025-07-26 or 民國114年", s)
	}
	y, _ := strconv.Atoi(year) // digits by the pattern
	if y == 0 {                // there is no year 0 in either count
		return first, end, fmt.Errorf("%q names no day of the calendar", s)
	}
	iso := fmt.Sprintf("%04d", y+shift)
	for _, part := range []string{month, day} {
		if part != "" {
			n, _ := strconv.Atoi(part)
			iso += fmt.Sprintf("-%02d", n)
		}
	}
	first, end, err = document.DateSpan(iso)
	if err != nil {
		return first, end, fmt.Errorf("%q names no day of the calendar", s)
	}
	return first, end, nil
}
