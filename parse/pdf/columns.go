package pdf

import (
	"cmp"
	"math"
	"slices"
)

// column is a stretch of lines that are read one after another.
type column struct {
	lines       []line
	left, right float64 // margins that most lines keep
	bottom      bool    // nothing stands below it
}

const (
	minPaired  = 8    // lines side by side that prove two columns
	pairedPart = 0.4  // of all lines that are so
	fullPart   = 0.35 // of all lines that may cross the gutter
	fillPart   = 0.6  // of the lines side by side that fill their column
	gutterEms  = 0.9
)

// readingOrder divides a page into columns in the order in which they are
// read: a line over the whole width ends the columns above it.
func (p *page) readingOrder(gutter float64) []column {
	if gutter == 0 {
		return settleColumns([]column{{lines: makeLines(p.pieces)}})
	}
	var left, right, across []piece
	for _, x := range p.pieces {
		switch {
		case x.right() <= gutter:
			left = append(left, x)
		case x.x >= gutter:
			right = append(right, x)
		default:
			across = append(across, x)
		}
	}
	l, r, full := makeLines(left), makeLines(right), makeLines(across)
	for i := range full {
		l, r = absorb(&full[i], l), absorb(&full[i], r)
	}
	l, r, full = pairUp(l, r, full)
	return settleColumns(bands(l, r, full))
}

// absorb moves the pieces of the lines beside full into it.
func absorb(full *line, side []line) []line {
	return slices.DeleteFunc(side, func(s line) bool {
		if math.Abs(s.middle()-full.middle()) > sameLine*math.Max(s.size, full.size) {
			return false
		}
		full.pieces = append(full.pieces, s.pieces...)
		full.settle()
		return true
	})
}

// pairUp joins lines of both sides with hardly a gap between them.
func pairUp(l, r, full []line) (left, right, all []line) {
	taken := make([]bool, len(r))
	for _, a := range l {
		k := slices.IndexFunc(r, func(b line) bool {
			return math.Abs(a.middle()-b.middle()) < 0.25*a.size && b.left-a.right < gutterEms*math.Min(a.size, b.size)
		})
		if k < 0 || taken[k] {
			left = append(left, a)
			continue
		}
		taken[k] = true
		a.pieces = append(slices.Clone(a.pieces), r[k].pieces...)
		a.settle()
		full = append(full, a)
	}
	for k, b := range r {
		if !taken[k] {
			right = append(right, b)
		}
	}
	slices.SortStableFunc(full, func(a, b line) int { return cmp.Compare(a.middle(), b.middle()) })
	return left, right, full
}

// bands cuts the columns at each line over the whole width.
func bands(l, r, full []line) []column {
	var out []column
	add := func(lines []line, whole bool) {
		if len(lines) == 0 {
			return
		}
		// Last lines of a passage over the whole width stand on the left only.
		if whole && len(out) > 0 && out[len(out)-1].right == 1 {
			out[len(out)-1].lines = append(out[len(out)-1].lines, lines...)
			return
		}
		c := column{lines: lines}
		if whole {
			c.right = 1 // for settleColumns
		}
		out = append(out, c)
	}
	above := func(lines []line, y float64) int {
		i := 0
		for i < len(lines) && lines[i].middle() < y {
			i++
		}
		return i
	}
	for i := 0; i <= len(full); i++ {
		y := math.Inf(1)
		if i < len(full) {
			y = full[i].middle()
		}
		nl, nr := above(l, y), above(r, y)
		add(l[:nl], nr == 0 && i > 0)
		add(r[:nr], false)
		l, r = l[nl:], r[nr:]
		if i < len(full) {
			add(full[i:i+1], true)
		}
	}
	return out
}

// settleColumns finds the margins of the columns and which end the page.
func settleColumns(cs []column) []column {
	cs = slices.DeleteFunc(cs, func(c column) bool { return len(c.lines) == 0 })
	for i := range cs {
		c := &cs[i]
		c.margins()
		c.bottom = true
	}
	for i := range cs {
		for k := i + 1; k < len(cs); k++ {
			a, b := &cs[i], &cs[k]
			if b.lines[0].top > a.lines[len(a.lines)-1].middle() && b.left < a.right && a.left < b.right {
				a.bottom = false
			}
		}
	}
	return cs
}

// marginStep is how finely margins are told apart.
const marginStep = 2.0

// margins finds where most lines of the column begin and end.
func (c *column) margins() {
	lefts, rights := map[float64]int{}, map[float64]int{}
	c.left, c.right = math.Inf(1), math.Inf(-1)
	for i := range c.lines {
		l := &c.lines[i]
		lefts[math.Round(l.left/marginStep)]++
		rights[math.Round(l.right/marginStep)]++
		c.left, c.right = math.Min(c.left, l.left), math.Max(c.right, l.right)
	}
	if x, n := most(lefts, -1); n >= 3 {
		c.left = x * marginStep
	}
	if x, n := most(rights, 1); n >= 3 {
		c.right = x * marginStep
	}
}

// most is the commonest key and its count; of equals the one that is largest
// in this direction.
func most(counts map[float64]int, direction float64) (key float64, n int) {
	for k, c := range counts {
		if c > n || c == n && direction*k > direction*key {
			key, n = k, c
		}
	}
	return key, n
}

// findGutter is the middle of the space between the two columns of a page, 0
// when it has one column. Columns of text are filled to their margins, which
// tells them from tables.
func (p *page) findGutter() float64 {
	rows := makeLines(p.pieces)
	if len(rows) < minPaired || p.width <= 0 {
		return 0
	}
	best, crossing := 0.0, math.MaxInt
	var run float64
	for x := 0.35 * p.width; x <= 0.65*p.width; x += 2 {
		n := 0
		for i := range p.pieces {
			if p.pieces[i].x < x && x < p.pieces[i].right() {
				n++
			}
		}
		switch {
		case n < crossing:
			best, crossing, run = x, n, x
		case n == crossing && x-run <= 2*float64(1+int((run-best)/2)): // the run goes on
			run = x
		}
	}
	x := (best + run) / 2
	if !p.columnsAt(x, rows) {
		return 0
	}
	return x
}

func (p *page) columnsAt(x float64, rows []line) bool {
	left, right := math.Inf(1), math.Inf(-1)
	for i := range rows {
		left, right = math.Min(left, rows[i].left), math.Max(right, rows[i].right)
	}
	paired, across, filled := 0, 0, 0
	for i := range rows {
		l, r, wide := rows[i].around(x)
		switch {
		case wide:
			across++
		case l > 0 && r > 0:
			paired++
			if l > fillPart*(x-left) && r > fillPart*(right-x) {
				filled++
			}
		}
	}
	n := float64(len(rows))
	return paired >= minPaired && float64(paired) >= pairedPart*n && float64(across) <= fullPart*n &&
		float64(filled) >= fillPart*float64(paired)
}

// around measures the text on both sides of x; across says that there is no
// gutter at x in this line.
func (l *line) around(x float64) (left, right float64, across bool) {
	end, start := math.Inf(-1), math.Inf(1)
	for i := range l.pieces {
		p := &l.pieces[i]
		switch {
		case p.right() <= x:
			left += p.w
			end = math.Max(end, p.right())
		case p.x >= x:
			right += p.w
			start = math.Min(start, p.x)
		default:
			return 0, 0, true
		}
	}
	return left, right, start-end < gutterEms*l.size
}
