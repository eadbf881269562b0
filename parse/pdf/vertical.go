package pdf

import (
	"cmp"
	"math"
	"slices"
	"unicode/utf8"
)

// verticalPart is the share of a page's characters that must stand below one
// another for the page to be set in vertical lines.
const verticalPart = 0.6

// turn lays a page of vertical Chinese lines down, so that it is read like any
// other: what ran from top to bottom runs from left to right, and the lines
// from right to left follow downwards.
func (p *page) turn() {
	if !p.vertical() {
		return
	}
	for i := range p.pieces {
		x := &p.pieces[i]
		x.x, x.y, x.w, x.h = x.y+(x.h-x.size)/2, p.width-x.right(), x.size*float64(utf8.RuneCountInString(x.text)), x.w
	}
	p.width, p.height = p.height, p.width
}

func (p *page) vertical() bool {
	chars, below := 0, 0
	order := slices.Clone(p.pieces)
	slices.SortStableFunc(order, func(a, b piece) int {
		return cmp.Or(cmp.Compare(math.Round(a.x), math.Round(b.x)), cmp.Compare(a.y, b.y))
	})
	for i := range order {
		n := utf8.RuneCountInString(order[i].text)
		chars += n
		if i == 0 || n != 1 {
			continue
		}
		step := order[i].y - order[i-1].y
		if math.Abs(order[i].x-order[i-1].x) < 1 && step > 0.8*order[i].size && step < 1.3*order[i].size {
			below++
		}
	}
	return chars >= 20 && float64(below) >= verticalPart*float64(chars)
}
