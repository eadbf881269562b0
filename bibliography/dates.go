package bibliography

import (
	"fmt"
	"strings"

	"wensou/document"
)

// isoParts writes [year, month, day] as YYYY[-MM[-DD]], with sep between.
func isoParts(p []int, sep string) string {
	out := fmt.Sprintf("%04d", p[0])
	for _, n := range p[1:] {
		out += fmt.Sprintf("%s%02d", sep, n)
	}
	return out
}

// isoDate writes a date, or a range with two.
func isoDate(d *document.Date) string {
	if d == nil {
		return ""
	}
	out := isoParts(d.DateParts[0], "-")
	if len(d.DateParts) > 1 {
		out += "/" + isoParts(d.DateParts[1], "-")
	}
	return out
}

// seasons by how they are printed; CSL itself numbers them from 1.
var seasons = []struct{ english, han, number string }{
	{"spring", "春", "1"}, {"summer", "夏", "2"}, {"autumn", "秋", "3"}, {"winter", "冬", "4"},
}

// seasonNumber is 1 (spring) to 4 (winter), 0 for what is none or several.
func seasonNumber(s string) int {
	s = strings.ToLower(s)
	found := 0
	for i, season := range seasons {
		if strings.Contains(s, season.english) || strings.Contains(s, season.han) || s == season.number ||
			i == 2 && strings.Contains(s, "fall") {
			if found > 0 {
				return 0
			}
			found = i + 1
		}
	}
	return found
}

// seasonName is the season as printed; numbers get a name.
func (it *item) seasonName() string {
	s := it.Issued.Season
	if n := seasonNumber(s); n > 0 && s == seasons[n-1].number {
		if it.zh {
			return seasons[n-1].han + "季"
		}
		return strings.ToUpper(seasons[n-1].english[:1]) + seasons[n-1].english[1:]
	}
	return s
}

var monthNames = []string{
	"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
}

// yearText is the year of an item, or the years of its range.
func (it *item) yearText() string {
	if it.Issued == nil {
		return ""
	}
	out := fmt.Sprint(it.Issued.DateParts[0][0])
	if len(it.Issued.DateParts) > 1 && it.Issued.DateParts[1][0] != it.Issued.DateParts[0][0] {
		out += "–" + fmt.Sprint(it.Issued.DateParts[1][0])
	}
	return out
}

// monthDay is what a date says besides its year: "June 5", "May–June",
// "Summer"; 6月5日, 5–6月, 夏季號.
func (it *item) monthDay(p []int) string {
	switch {
	case len(p) < 2:
		return ""
	case it.zh && len(p) == 2:
		return fmt.Sprintf("%d月", p[1])
	case it.zh:
		return fmt.Sprintf("%d月%d日", p[1], p[2])
	case len(p) == 2:
		return monthNames[p[1]-1]
	}
	return fmt.Sprintf("%s %d", monthNames[p[1]-1], p[2])
}

// withinYear is monthDay of a whole date whose ends, if it has two, lie in one
// year; "" when nothing is known or the years differ.
func (it *item) withinYear() string {
	d := it.Issued
	if d == nil {
		return ""
	}
	first := d.DateParts[0]
	if d.Season != "" && len(first) == 1 {
		return it.seasonName()
	}
	out := it.monthDay(first)
	if len(d.DateParts) < 2 || out == "" {
		return out
	}
	last := d.DateParts[1]
	switch {
	case last[0] != first[0] || len(last) != len(first):
		return ""
	case len(first) == 3 && last[1] == first[1] && it.zh:
		return fmt.Sprintf("%d月%d–%d日", first[1], first[2], last[2])
	case len(first) == 3 && last[1] == first[1]:
		return fmt.Sprintf("%s–%d", out, last[2])
	case len(first) == 2 && it.zh:
		return fmt.Sprintf("%d–%d月", first[1], last[1])
	}
	return out + "–" + it.monthDay(last)
}
