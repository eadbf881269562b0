package draft

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"wensou/document"
)

// Wide says whether a character is CJK or full-width: beside it a line break
// stands for no space.
func Wide(r rune) bool {
	switch {
	case r < 0x1100:
		return false
	case r >= 0x2e80 && r < 0xa4d0, r >= 0xf900 && r < 0xfb00, r >= 0xfe30 && r < 0xfe50, r >= 0xff01 && r < 0xff61, r >= 0xffe0 && r < 0xffe7:
		return true
	}
	return r >= 0x20000 && r < 0x33480 || unicode.Is(unicode.Hangul, r)
}

// Joint is what a line break between two texts stands for: nothing where
// either side is CJK or full-width, after a Latin hyphen, inside a URL and at
// an end; otherwise one space.
func Joint(before, after string) string {
	l, n := utf8.DecodeLastRuneInString(before)
	r, _ := utf8.DecodeRuneInString(after)
	switch {
	case before == "" || after == "" || Wide(l) || Wide(r) || unicode.IsSpace(l) || unicode.IsSpace(r):
		return ""
	case l == '-':
		p, _ := utf8.DecodeLastRuneInString(before[:len(before)-n])
		if unicode.IsLetter(p) && unicode.IsLetter(r) {
			return ""
		}
	case openURL.MatchString(before[max(0, len(before)-300):]) && urlPart.MatchString(after):
		return ""
	}
	return " "
}

var (
	openURL = regexp.MustCompile(`https?://[!-~]*[/\-_.=&%?]$`)
	urlPart = regexp.MustCompile(`^[\w\-~%/?&=#.]*[/\-_=&%?.\d][\w\-~%/?&=#.]*`)
)

var (
	numericDate = regexp.MustCompile(`^(\d{4})\s*[-/.]\s*(\d{1,2})(?:\s*[-/.]\s*(\d{1,2}))?$`)
	chineseDate = regexp.MustCompile(`^(西元|公元|中華民國|民國)?\s*(\d{2,4})\s*年\s*(?:(\d{1,2})\s*月\s*(?:(\d{1,2})\s*[日號号])?)?\s*(?:[（(](?:星期|週|周|禮拜)?[一二三四五六日天][)）])?$`)
	zonedDate   = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?)\s*(Z|[+-]\d{2}:?\d{2})?$`)
)

// Date returns s as documents hold dates (RFC 3339 or YYYY[-MM[-DD]]): as it
// is when it has that form, else rewritten from the other unambiguous forms
// (2025/8/25, 2025年8月25日, 民國114年8月25日, 2025-08-25 10:00:00 +0800); ""
// when it is no date.
func Date(s string) string {
	s = strings.TrimSpace(s)
	if _, _, err := document.DateSpan(s); err == nil {
		return s
	}
	if m := numericDate.FindStringSubmatch(s); m != nil {
		return checked(m[1], m[2], m[3])
	}
	if m := chineseDate.FindStringSubmatch(s); m != nil {
		year := m[2]
		if n, _ := strconv.Atoi(year); strings.HasSuffix(m[1], "民國") || m[1] == "" && n >= 38 && n < 200 {
			year = strconv.Itoa(n + 1911)
		}
		return checked(year, m[3], m[4])
	}
	if m := zonedDate.FindStringSubmatch(s); m != nil {
		clock, zone := m[2], m[3]
		if len(clock) == len("15:04") {
			clock += ":00"
		}
		if len(zone) == len("+0800") {
			zone = zone[:3] + ":" + zone[3:]
		}
		if d := m[1] + "T" + clock + zone; valid(d) {
			return d
		}
	}
	for _, layout := range []string{"January 2, 2006", "Jan 2, 2006", "2 January 2006", "2 Jan 2006", time.RFC1123, time.RFC1123Z} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Format("2006-01-02")
		}
	}
	return ""
}

func checked(year, month, day string) string {
	d := year
	for _, p := range []string{month, day} {
		if p == "" {
			break
		}
		n, _ := strconv.Atoi(p)
		d += fmt.Sprintf("-%02d", n)
	}
	if !valid(d) {
		return ""
	}
	return d
}

func valid(date string) bool {
	_, _, err := document.DateSpan(date)
	return err == nil
}

// List splits names or topics that stand in one string: at 、 and ; always, at
// commas too.
func List(s string) []string {
	var out []string
	for p := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune(",，、;；", r) }) {
		if p = strings.Trim(p, space); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// Names splits authors that stand in one string, at 、 and ; only: a comma
// parts the name of one.
func Names(s string) []string {
	var out []string
	for p := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune("、;；", r) }) {
		if p = strings.Trim(p, space); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// Unique removes repetitions and empty strings, keeping the order.
func Unique(list []string) []string {
	seen := make(map[string]bool, len(list))
	out := list[:0:0]
	for _, s := range list {
		if s != "" && !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}
