package citation

import (
	"fmt"
	"strconv"
	"strings"

	"wensou/document"
)

var months = map[string]int{
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
	"jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}

const (
	monthWord  = `(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?`
	seasonWord = `(?:Spring|Summer|Autumn|Fall|Winter)(?:[/-](?:Spring|Summer|Autumn|Fall|Winter))?`
)

// dateForms are the ways to print a date, most exact first. read gets the
// groups of the match.
var dateForms = []struct {
	re   *pattern
	read func(g []string) *document.Date
}{
	// 2021年7月8日, 民國110年7月8日, 一九九八年, 112年3月, 2012 年夏季號
	{guarded(guard{has: signs("年")}, `(?:(`+eraWord+`) ?)?(\d{2,4}|[`+hanDigit+`]{2,7}|元) ?年度? ?(?:(\d{1,2}|[`+hanDigit+`]{1,3}) ?月 ?(?:(\d{1,2}|[`+hanDigit+`]{1,3}) ?日)?)?([春夏秋冬]季?[號号]?)?`), func(g []string) *document.Date {
		return newDate(g[5], eraYear(g[1], g[2], g[3]), number(g[3]), number(g[4]))
	}},
	// 民112, 民國112/3/4
	{guarded(guard{has: signs("民")}, `(民國?) ?(\d{2,3})\b(?:[./-](\d{1,2})(?:[./-](\d{1,2}))?)?`), func(g []string) *document.Date {
		return newDate("", eraYear(g[1], g[2], ""), num(g[3]), num(g[4]))
	}},
	// July 13, 2021
	{guarded(guard{test: holdsMonth}, `\b(`+monthWord+`) (\d{1,2}), ?(\d{4})\b`), func(g []string) *document.Date {
		return newDate("", num(g[3]), month(g[1]), num(g[2]))
	}},
	// 13 July 2021
	{guarded(guard{test: holdsMonth}, `\b(\d{1,2}) (`+monthWord+`),? (\d{4})\b`), func(g []string) *document.Date {
		return newDate("", num(g[3]), month(g[2]), num(g[1]))
	}},
	// July-September 2011
	{guarded(guard{test: holdsMonth}, `\b(`+monthWord+`) ?[-–/] ?(`+monthWord+`),? (\d{4})\b`), func(g []string) *document.Date {
		d := newDate("", num(g[3]), month(g[1]), 0)
		d.DateParts = append(d.DateParts, []int{num(g[3]), month(g[2])})
		return d
	}},
	{guarded(guard{test: holdsMonth}, `\b(`+monthWord+`),? (\d{4})\b`), func(g []string) *document.Date {
		return newDate("", num(g[2]), month(g[1]), 0)
	}},
	// Winter 2005/2006
	{guarded(guard{test: holdsYear, has: signs("SAFW")}, `\b(`+seasonWord+`),? (\d{4})(?:[/-](\d{2,4}))?\b`), func(g []string) *document.Date {
		return newDate(g[1], num(g[2]), 0, 0)
	}},
	// 2005-2006/Winter, 2009/Spring-Summer, 2012 夏季號
	{guarded(guard{test: holdsYear, has: signs("春夏秋冬SAFW")}, `\b(\d{4})(?:-\d{4})?(?:/ ?| )(`+seasonWord+`|[春夏秋冬]季?號?)`), func(g []string) *document.Date {
		return newDate(g[2], num(g[1]), 0, 0)
	}},
	// 2011/7-9
	{guarded(guard{test: holdsYear, has: signs("/")}, `\b(\d{4})/(\d{1,2})-(\d{1,2})\b`), func(g []string) *document.Date {
		d := newDate("", num(g[1]), num(g[2]), 0)
		d.DateParts = append(d.DateParts, []int{num(g[1]), num(g[3])})
		return d
	}},
	// 2021/7/8, 2021-07-08, 2008/6
	{guarded(guard{test: holdsYear, has: signs("/.-")}, `\b(\d{4})[/.-](\d{1,2})(?:[/.-](\d{1,2}))?\b`), func(g []string) *document.Date {
		return newDate("", num(g[1]), num(g[2]), num(g[3]))
	}},
	{guarded(guard{test: holdsYear}, `(?:^|[^\d-])((?:1[5-9]|20)\d{2})(?:$|[^\d-]|-\d{4}\b)`), func(g []string) *document.Date {
		return newDate("", num(g[1]), 0, 0)
	}},
}

const eraWord = `中華民國|中华民国|民國|民国|民|昭和|平成|令和|大正|明治`

// eras give the year before the first of each era.
var eras = map[string]int{
	"中華民國": 1911, "中华民国": 1911, "民國": 1911, "民国": 1911, "民": 1911,
	"昭和": 1925, "平成": 1988, "令和": 2018, "大正": 1911, "明治": 1867,
}

// eraYear is a printed year in the common era, 0 when it is none. Without an
// era, two or three digits are a year of the Republic; small numbers in
// characters are so only before a month, since they often count years.
func eraYear(era, year, month string) int {
	y := number(year)
	switch {
	case y <= 0 || y > 2200:
		return 0
	case era != "":
		if y > 1000 {
			return y
		}
		return eras[era] + y
	case y >= 1000:
		return y
	case y < 10 || y > 150, !isDigit(year[0]) && month == "":
		return 0
	}
	return 1911 + y
}

// beforeYear says that a year may stand behind s: 光緒12年 is none of the
// Republic, and 第3年 counts.
func beforeYear(s string) bool {
	r := lastRune(s)
	return !isHan(r) || strings.ContainsRune("於于自至在到期號号卷版日社局院館馆司編编譯译", r)
}

// holdsMonth says that s has a year and the beginning of a month's name.
func holdsMonth(s string) bool {
	if !holdsYear(s) {
		return false
	}
	for i := 0; i+2 < len(s); i++ {
		if c := s[i]; 'A' <= c && c <= 'S' && s[i+1] >= 'a' && months[strings.ToLower(s[i:i+3])] > 0 {
			return true
		}
	}
	return false
}

func num(s string) int { n, _ := strconv.Atoi(s); return n }

func month(s string) int { return months[strings.ToLower(s)[:3]] }

// newDate makes a date of what is known; parts out of range are dropped.
func newDate(season string, y, m, d int) *document.Date {
	parts := []int{y}
	season = strings.TrimSpace(season)
	if 1 <= m && m <= 12 {
		parts = append(parts, m)
		if 1 <= d && d <= 31 {
			parts = append(parts, d)
		}
	}
	return &document.Date{DateParts: [][]int{parts}, Season: season}
}

// findDate finds the most exact date in s and where it stands.
func findDate(s string) (d *document.Date, start, end int) {
	for k, f := range dateForms {
		for _, m := range f.re.FindAllStringSubmatchIndex(s, 4) {
			g := make([]string, len(m)/2)
			for i := range g {
				if m[2*i] >= 0 {
					g[i] = s[m[2*i]:m[2*i+1]]
				}
			}
			if k == 0 && g[1] == "" && len(g[2]) < 4 && !beforeYear(s[:m[0]]) {
				continue
			}
			// "2020年第2期，2020年4月": the second says more.
			if x := f.read(g); x.Year() > 0 && (d == nil || len(x.DateParts[0]) > len(d.DateParts[0])) {
				d, start, end = x, m[0], m[1]
			}
		}
		if d != nil {
			return d, start, end
		}
	}
	return nil, 0, 0
}

// ISODate is the first date in s as YYYY[-MM[-DD]], "" when there is none.
func ISODate(s string) string {
	d, _, _ := findDate(s)
	if d == nil {
		return ""
	}
	p := d.DateParts[0]
	out := fmt.Sprintf("%04d", p[0])
	for _, n := range p[1:] {
		out += fmt.Sprintf("-%02d", n)
	}
	return out
}
