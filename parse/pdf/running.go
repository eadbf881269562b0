package pdf

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
)

const (
	edge         = 0.15 // share of a page's height in which heads and feet stand
	sameHeight   = 4.0  // points
	watermarks   = 0.6  // share of the pages that repeat it
	minRepeated  = 3    // pages that repeat a head or foot
	repeatedPart = 0.1  // share of the pages that do so
	headGap      = 1.5  // lines between a running head and the text
	smallHeadGap = 1.1  // the same, for a head in smaller type
)

var (
	pageNumber = regexp.MustCompile(`(?i)^[-–—·•|~\s]*(?:第 ?|page |p\. ?)?(?:\d{1,5}|[ivxlcdm]{1,8})(?: ?[页頁])?(?:\s*(?:/|of|共|，共|, ?共)\s*\d{1,5}\s*[页頁]?)?[-–—·•|~\s]*$`)
	digits     = regexp.MustCompile(`\d+|\b[ivxlc]+\b`)
)

// dropRunning takes off each page what repeats from page to page: watermarks,
// running heads and feet, page numbers.
func dropRunning(pages []page) {
	dropRepeatedPieces(pages)
	rows := make([][]line, len(pages))
	for i := range pages {
		rows[i] = makeLines(pages[i].pieces)
	}
	heads, feet := repeatedRows(pages, rows)
	y := headHeight(pages, rows)
	for i := range pages {
		p, own := &pages[i], rows[i]
		gone := map[int]bool{}
		for k := range own {
			l := &own[k]
			if !p.atHead(l) || !(heads[rowKey(l)] || pageNumber.MatchString(l.text) || k == 0 && math.Abs(l.middle()-y) <= 1.5*sameHeight && setOff(own)) {
				break
			}
			gone[k] = true
		}
		for k := len(own) - 1; k >= 0 && !gone[k]; k-- {
			l := &own[k]
			if !p.atFoot(l) || noteStart.MatchString(l.text) || !(feet[rowKey(l)] || pageNumber.MatchString(l.text)) {
				break
			}
			gone[k] = true
		}
		p.pieces = p.pieces[:0:0]
		for k := range own {
			if !gone[k] {
				p.pieces = append(p.pieces, own[k].pieces...)
			}
		}
	}
}

func (p *page) atHead(l *line) bool { return l.bottom < edge*p.height }
func (p *page) atFoot(l *line) bool { return l.top > (1-edge)*p.height }

// dropRepeatedPieces drops what stands in the same place on most pages.
func dropRepeatedPieces(pages []page) {
	if len(pages) < minRepeated+1 {
		return
	}
	key := func(x *piece) string { return fmt.Sprintf("%.0f %.0f %s", x.x, x.y, x.text) }
	on := map[string]int{}
	for i := range pages {
		seen := map[string]bool{}
		for k := range pages[i].pieces {
			if s := key(&pages[i].pieces[k]); !seen[s] {
				seen[s] = true
				on[s]++
			}
		}
	}
	for i := range pages {
		pages[i].pieces = slices.DeleteFunc(pages[i].pieces, func(x piece) bool {
			return float64(on[key(&x)]) >= watermarks*float64(len(pages))
		})
	}
}

// rowKey is a row without its numbers, at its height.
func rowKey(l *line) string {
	return fmt.Sprintf("%.0f %s", l.middle()/sameHeight, digits.ReplaceAllString(strings.ToLower(l.text), "#"))
}

// repeatedRows are the first and last rows of pages that return on others.
func repeatedRows(pages []page, rows [][]line) (heads, feet map[string]bool) {
	top, bottom := map[string]int{}, map[string]int{}
	for i := range pages {
		own := rows[i]
		for k := range own[:min(2, len(own))] {
			if pages[i].atHead(&own[k]) {
				top[rowKey(&own[k])]++
			}
		}
		for k := max(0, len(own)-2); k < len(own); k++ {
			if pages[i].atFoot(&own[k]) {
				bottom[rowKey(&own[k])]++
			}
		}
	}
	often := func(counts map[string]int) map[string]bool {
		out := map[string]bool{}
		for k, n := range counts {
			out[k] = n >= minRepeated && float64(n) >= math.Min(repeatedPart*float64(len(pages)), 2*minRepeated)
		}
		return out
	}
	return often(top), often(bottom)
}

// headHeight is the height at which most pages have a first row set off from
// the text, which is a head that names the chapter; -1 when there is none.
func headHeight(pages []page, rows [][]line) float64 {
	counts, off := map[float64]int{}, map[float64]int{}
	for i := range pages {
		if len(rows[i]) < 2 || !pages[i].atHead(&rows[i][0]) {
			continue
		}
		y := math.Round(rows[i][0].middle() / sameHeight)
		counts[y]++
		if setOff(rows[i]) {
			off[y]++
		}
	}
	y, _ := most(counts, -1)
	n, apart := counts[y-1]+counts[y]+counts[y+1], off[y-1]+off[y]+off[y+1]
	if n < minRepeated || 3*n < len(pages) || float64(apart) < 0.7*float64(n) {
		return -1
	}
	return y * sameHeight
}

// setOff says that the first row stands apart from the others.
func setOff(rows []line) bool {
	if len(rows) < 3 {
		return false
	}
	pitch := linePitch(rows[1:])
	gap := rows[1].middle() - rows[0].middle()
	return pitch > 0 && (gap > headGap*pitch || gap > smallHeadGap*pitch && rows[0].size < smallNote*rows[1].size)
}

// linePitch is the commonest distance between lines below one another.
func linePitch(lines []line) float64 {
	counts := map[float64]int{}
	for i := 1; i < len(lines); i++ {
		if d := lines[i].bottom - lines[i-1].bottom; d > 0 && d < 4*lines[i].size {
			counts[math.Round(2*d)]++
		}
	}
	d, _ := most(counts, -1)
	return d / 2
}
