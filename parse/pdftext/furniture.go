package pdftext

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Page furniture is what a page repeats: running heads and feet, and the
// page's number. It is told by its place, its return and its counting.

// runningHead is how often a short line must return to count as a page
// header where pages are unknown: sections of a reference list return too, but
// not as often.
const runningHead = 5

// edge is how many lines at the top and foot of a page may be furniture.
const edge = 3

// maxHead is the width in ems of the widest running head.
const maxHead = 60

var (
	// The lines of a table of contents: they repeat headings.
	dotLeaders = regexp.MustCompile(`(?:(?:[.．·] ?){6,}|…{2,}|⋯{2,}|-{8,}) ?[\divxlcIVXLC]*$`)
	signsOnly  = newLead("-–—·.•_*=~ \t", `^[-–—·.•_*=~\s]*$`)
	rule       = newLead("-–—_─━= \t", `^[-–—_─━=\s]{3,}$`)

	pageNumber  = newLead("-–—·.•~〜[(（ \t第頁页PpivxlcIVXLC0123456789", `^[-–—·.•~〜\[(（\s]*(?:(?:第|頁|页|[Pp]age|[Pp]\.) ?)?(\d{1,4}|[ivxlc]{1,6}|[IVXLC]{1,6})(?: ?[頁页])?(?: ?(?:/|of|，?[共总總]計?) ?(?:第 ?)?\d{1,4}(?: ?[頁页])?)?[-–—·.•~〜\])）\s]*$`)
	firstDigits = newLead("-–—· \t第0123456789", `^[-–—·\s]*(?:第 ?)?(\d{1,4})(?:[^\d.,年月日]|$)`)
	lastDigits  = regexp.MustCompile(`(?:^|[^\d.,])(\d{1,4})(?: ?[頁页])?(?:(?: ?/ ?| of |，? ?[共总總] ?)\d{1,4}(?: ?[頁页])?)?[-–—·\s]*$`)
)

// noText says that t is a lone sign, a page's number or a line of a table of
// contents. Where pages are known, numbers inside a page are markers that a
// line of their own was made of.
func noText(t string, paged bool) bool {
	if len(t) > maxSquash {
		return false
	}
	return rule.MatchString(t) || signsOnly.MatchString(t) && !starLine.MatchString(t) || !paged && pageNumber.MatchString(t) || dotLeader(t)
}

// dotLeader says that t ends in a row of dots, with the number of a page.
func dotLeader(t string) bool {
	head := strings.TrimRight(strings.TrimRight(t, "0123456789ivxlcIVXLC"), " ")
	r := lastRune(head)
	return r != 0 && strings.ContainsRune(".．·…⋯-", r) && dotLeaders.MatchString(t)
}

// starLine is a marker of signs on a line of its own.
var starLine = regexp.MustCompile(`^\*{1,4}$`)

// dropRepeats drops short lines that return often, for texts without pages.
func dropRepeats(raw []rawLine) {
	seen := make(map[string]int)
	short := func(r *rawLine) bool {
		return !r.tab && len(r.text) <= 3*maxHead && ems(r.text) <= maxHead/2 && !closed(r.text)
	}
	for i := range raw {
		if short(&raw[i]) {
			seen[raw[i].text]++
		}
	}
	for i := range raw {
		r := &raw[i]
		if short(r) && seen[r.text] >= runningHead && !heads[headWord(r.text)] {
			r.drop = true
			if i+1 < len(raw) {
				raw[i+1].blank = true
			}
		}
	}
}

// leastPage is how many lines lie at least between the numbers of two pages:
// those of notes on lines of their own stand closer.
const leastPage = 8

// pagesByNumber cuts the lines into pages behind the lines that hold nothing
// but a number which counts up by one, and returns how many there are.
func pagesByNumber(raw []rawLine) int {
	type link struct{ line, prev, length int }
	var links []link
	ends := make(map[int]int) // number -> the longest row that ends with it
	best := -1
	for i := range raw {
		if len(raw[i].text) > 40 {
			continue
		}
		m := pageNumber.FindStringSubmatch(raw[i].text)
		if m == nil || atoi(m[1]) == 0 {
			continue
		}
		n := atoi(m[1])
		l := link{i, -1, 1}
		if k, ok := ends[n-1]; ok && i-links[k].line >= leastPage {
			l.prev, l.length = k, links[k].length+1
		}
		links = append(links, l)
		if k, ok := ends[n]; !ok || links[k].length <= l.length {
			ends[n] = len(links) - 1
		}
		if best < 0 || l.length > links[best].length {
			best = len(links) - 1
		}
	}
	if best < 0 || links[best].length < 2 {
		return 1
	}
	for k := best; k >= 0; k = links[k].prev {
		raw[links[k].line].drop = true
	}
	page := 0
	for i := range raw {
		raw[i].page = page
		if raw[i].drop {
			page++
		}
	}
	return raw[len(raw)-1].page + 1
}

// span is the lines from..to of one page.
type span struct{ from, to int }

// dropFurniture drops running heads, running feet and page numbers at the
// edges of pages.
func dropFurniture(raw []rawLine, pages int) {
	spans := make([]span, 0, pages)
	for from := 0; from < len(raw); {
		to := from
		for to < len(raw) && raw[to].page == raw[from].page {
			to++
		}
		spans = append(spans, span{from, to})
		from = to
	}
	base, sure := pageBase(raw, spans)
	usual := numberPlaces(raw, spans, base)
	seen := make(map[string]int)
	for _, s := range spans {
		var keys []string
		for _, i := range edges(s) {
			if k := headKey(&raw[i]); k != "" && !slices.Contains(keys, k) {
				keys = append(keys, k)
				seen[k]++
			}
		}
	}
	title := titleKeys(raw, spans)
	need := 3
	if len(spans) <= 4 {
		need = 2
	}
	for n, s := range spans {
		furniture := func(i int) bool {
			r := &raw[i]
			if r.drop {
				return true
			}
			if r.tab || len(r.text) > 4*maxHead {
				return false
			}
			k := headKey(r)
			counted := sure && holdsNumber(r.text, base+r.page) && usual[placeOf(r, i, s)] && (pageNumber.MatchString(r.text) || ems(r.text) <= maxHead && !closed(r.text) && !looksCited(r.text))
			again := k != "" && seen[k] >= need && (n > 0 || 2*seen[k] > len(spans)) && !heads[headWord(r.text)]
			if again && n == 0 && len(spans) <= 4 && !counted {
				again = false // the title, which later pages repeat
			}
			named := n > 0 && i == s.from && i+1 < s.to && raw[i+1].blank && !closed(r.text) && (issueLine.MatchString(r.text) || slices.ContainsFunc(title, func(t string) bool { return strings.Contains(k, t) }))
			return counted || again || named || signsOnly.MatchString(r.text) || !sure && pageNumber.MatchString(r.text) && romanOrLone(raw, s, i)
		}
		for i := s.from; i < min(s.to, s.from+edge) && furniture(i); i++ {
			raw[i].drop = true
		}
		for i := s.to - 1; i >= max(s.from, s.to-edge) && furniture(i); i-- {
			raw[i].drop = true
		}
	}
}

// place is where a page has its number: at the head or foot, alone or beside
// other words.
type place struct{ head, alone bool }

func placeOf(r *rawLine, i int, s span) place {
	return place{i-s.from < s.to-1-i, pageNumber.MatchString(r.text)}
}

// numberPlaces are the places where pages have their numbers: more than one
// in four of them.
func numberPlaces(raw []rawLine, spans []span, base int) map[place]bool {
	count := make(map[place]int)
	for _, s := range spans {
		here := make(map[place]bool)
		for _, i := range edges(s) {
			if holdsNumber(raw[i].text, base+raw[i].page) {
				here[placeOf(&raw[i], i, s)] = true
			}
		}
		for p := range here {
			count[p]++
		}
	}
	usual := make(map[place]bool)
	for p, n := range count {
		usual[p] = n >= 2 && 4*n >= len(spans)
	}
	return usual
}

// titleKeys are the lines of the first page that later pages may repeat in
// their heads.
func titleKeys(raw []rawLine, spans []span) []string {
	var out []string
	for i := spans[0].from; i < min(spans[0].to, spans[0].from+2*edge); i++ {
		if k := headKey(&raw[i]); len(k) >= 12 {
			out = append(out, k)
		}
	}
	return out
}

// romanOrLone says that the number in line i stands at the very edge of its
// page and does not belong to the line beside it.
func romanOrLone(raw []rawLine, s span, i int) bool {
	return i == s.to-1 && i > s.from || i == s.from && (i+1 >= s.to || raw[i+1].blank)
}

// edges are the lines at the top and foot of a page.
func edges(s span) []int {
	var out []int
	for i := s.from; i < s.to; i++ {
		if i < s.from+edge || i >= s.to-edge {
			out = append(out, i)
		}
	}
	return out
}

// headKey is a line without what changes from page to page: its digits. ""
// for lines that are no running head.
func headKey(r *rawLine) string {
	if r.tab || len(r.text) > 4*maxHead || ems(r.text) > maxHead || closed(r.text) {
		return ""
	}
	k := strings.Map(func(c rune) rune {
		if unicode.IsDigit(c) || unicode.IsSpace(c) {
			return -1
		}
		return c
	}, r.text)
	if len(k) < 4 {
		return ""
	}
	return k
}

// pageBase is the number of the first page: the one that most pages agree
// with by a number at their edges.
func pageBase(raw []rawLine, spans []span) (base int, sure bool) {
	votes := make(map[int]int)
	for _, s := range spans {
		var here []int
		for _, i := range edges(s) {
			for _, n := range edgeNumbers(raw[i].text) {
				if b := n - raw[i].page; !slices.Contains(here, b) {
					here = append(here, b)
					votes[b]++
				}
			}
		}
	}
	best := 0
	for b, v := range votes {
		if v > best || v == best && b > base {
			base, best = b, v
		}
	}
	return base, best >= 2 && 2*best > len(spans)
}

// edgeNumbers are the numbers that a line starts or ends with.
func edgeNumbers(t string) []int {
	if len(t) > 4*maxHead {
		return nil
	}
	var out []int
	take := func(m []string) {
		if m == nil {
			return
		}
		if n := atoi(m[1]); n > 0 {
			out = append(out, n)
		}
	}
	take(firstDigits.FindStringSubmatch(t))
	if tail := strings.TrimRight(t, "-–—·頁页 \t"); tail != "" && isASCIIDigit(tail[len(tail)-1]) {
		take(lastDigits.FindStringSubmatch(ending(t)))
	}
	take(pageNumber.FindStringSubmatch(t))
	return out
}

// ending is the end of t, long enough for the number of a page.
func ending(t string) string {
	cut := max(0, len(t)-80)
	for cut > 0 && !utf8.RuneStart(t[cut]) {
		cut--
	}
	return t[cut:]
}

func holdsNumber(t string, n int) bool { return slices.Contains(edgeNumbers(t), n) }
