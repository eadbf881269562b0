package server

import (
	"fmt"
	"slices"
	"strconv"

	"wensou/search"
)

// histogram is the years of a result as bars. A table says the same to those
// who can't see them.
type histogram struct {
	ViewBox string
	Bars    []bar
	Rows    []facetLink
	// Axis are the labels below: one for each bar where there is room, else
	// the first year and the last.
	Axis   []string
	Spread bool // Axis names each bar
}

// bar is one year, or several where there are too many for bars of their own.
type bar struct {
	X, Y, W, H, Full string // Full is the height of the area that takes clicks
	Href, Label      string
	Selected         bool
}

// year is one value of the date facet.
type year struct {
	n, count int
	label    string
}

func yearsOf(values []search.FacetValue) []year {
	var out []year
	for _, fv := range values {
		if n, err := strconv.Atoi(firstRunes(fv.From, 4)); err == nil && n > 0 {
			out = append(out, year{n, fv.Count, strconv.Itoa(n)})
		}
	}
	slices.SortFunc(out, func(a, b year) int { return a.n - b.n })
	return out
}

func (y year) selected(r *search.Request) bool { return r.From == y.label && r.To == y.label }

func (y year) href(v *searchView, r *search.Request) string {
	if y.selected(r) {
		return v.State.drop("from", "to").search()
	}
	return v.State.set("from", y.label).set("to", y.label).search()
}

// Size of the drawing, in units of its own; it scales to its column.
const (
	barsWidth  = 240.0
	barsHeight = 56.0
	maxBars    = 40
	maxLabels  = 6
	widestBar  = 32.0
)

// newHistogram draws the years; nil for fewer than two, which bars say nothing
// about.
func newHistogram(v *searchView, r *search.Request, values []search.FacetValue) *histogram {
	years := yearsOf(values)
	if len(years) < 2 {
		return nil
	}
	first, last := years[0].n, years[len(years)-1].n
	step := 1
	for _, s := range []int{1, 2, 5, 10, 20, 50, 100, 500, 1000} {
		if step = s; (last-first)/s < maxBars {
			break
		}
	}
	first -= first % step
	counts := make([]int, (last-first)/step+1)
	for _, y := range years {
		counts[(y.n-first)/step] += y.count
	}
	h := &histogram{
		ViewBox: fmt.Sprintf("0 0 %g %g", barsWidth, barsHeight),
		Axis:    []string{strconv.Itoa(years[0].n), strconv.Itoa(last)},
	}
	if step == 1 && len(counts) <= maxLabels {
		h.Axis, h.Spread = nil, true
		for i := range counts {
			h.Axis = append(h.Axis, strconv.Itoa(first+i))
		}
	}
	pitch, most := barsWidth/float64(len(counts)), slices.Max(counts)
	for i, n := range counts {
		if n > 0 {
			h.Bars = append(h.Bars, newBar(v, r, i, step, first+i*step, n, most, pitch))
		}
	}
	for _, y := range years {
		h.Rows = append(h.Rows, facetLink{Label: y.label, Count: thousands(y.count)})
	}
	return h
}

func newBar(v *searchView, r *search.Request, i, step, from, count, most int, pitch float64) bar {
	height := max(2, barsHeight*float64(count)/float64(most))
	width := min(pitch*0.8, widestBar)
	num := func(f float64) string { return strconv.FormatFloat(f, 'f', 2, 64) }
	b := bar{
		X: num(float64(i)*pitch + (pitch-width)/2), Y: num(barsHeight - height), W: num(width), H: num(height), Full: num(barsHeight),
	}
	y := year{from, count, strconv.Itoa(from)}
	b.Selected = inRange(r, from, from+step-1)
	if step == 1 {
		b.Href = y.href(v, r)
		b.Label = y.label + v.T("colon") + v.N("units", count)
		return b
	}
	to := strconv.Itoa(from + step - 1)
	b.Href = v.State.set("from", y.label).set("to", to).search()
	b.Label = y.label + "–" + to + v.T("colon") + v.N("units", count)
	return b
}

// inRange says whether the date filter, if there is one, keeps any of the years.
func inRange(r *search.Request, first, last int) bool {
	if r.From == "" && r.To == "" {
		return false
	}
	if from, _, err := search.ParseDay(r.From, r.Now); err == nil && last < from.Year() {
		return false
	}
	if _, end, err := search.ParseDay(r.To, r.Now); err == nil && first > end.AddDate(0, 0, -1).Year() {
		return false
	}
	return true
}
