package pdftext

import "strings"

// Extractors that keep the layout print cells and columns side by side, wide
// gaps between them: rows of tables get tabs, and pages of two columns are
// read one column after the other.

// wideGap parts two columns.
const wideGap = "   "

// cellsOf cuts a line at its wide gaps and says where, in half ems from the
// margin, the second cell starts.
func cellsOf(r *rawLine) (cells []string, second int) {
	t := r.text
	if r.tab || len(t) > 6*maxMeasure || !strings.Contains(t, wideGap) {
		return nil, 0
	}
	for t != "" {
		i := strings.Index(t, wideGap)
		if i < 0 {
			cells = append(cells, t)
			break
		}
		cells = append(cells, t[:i])
		rest := strings.TrimLeft(t[i:], " ")
		if len(cells) == 1 {
			second = r.lead + int(2*ems(r.text[:len(r.text)-len(rest)]))
		}
		t = rest
	}
	return cells, second
}

// splitColumns reads the pages of two columns and marks the rows of tables.
func splitColumns(raw []rawLine) []rawLine {
	out := make([]rawLine, 0, len(raw))
	for from := 0; from < len(raw); {
		to := from
		for to < len(raw) && raw[to].page == raw[from].page {
			to++
		}
		page := raw[from:to]
		if at := columnStart(page); at > 0 {
			out = append(out, twoColumns(page, at)...)
		} else {
			markRows(page)
			out = append(out, page...)
		}
		from = to
	}
	return out
}

// leastColumn is how many lines with a gap make a page of two columns, and
// how wide in ems each side must be on the whole.
const (
	leastColumn     = 8
	leastColumnEms  = 9
	maxColumnJitter = 3
)

// columnStart is where the right column of a page starts, in half ems; 0 for
// pages of one column.
func columnStart(page []rawLine) int {
	starts := make(map[int]int)
	n, left, right := 0, 0.0, 0.0
	first, last := 0, 0
	for i := range page {
		cells, at := cellsOf(&page[i])
		if len(cells) != 2 {
			continue
		}
		if n++; n == 1 {
			first = i
		}
		last = i
		starts[at]++
		left, right = left+ems(cells[0]), right+ems(cells[1])
	}
	if n < leastColumn || left < leastColumnEms*float64(n) || right < leastColumnEms*float64(n) {
		return 0
	}
	best, most := 0, 0
	for at := range starts {
		near := 0
		for d := -maxColumnJitter; d <= maxColumnJitter; d++ {
			near += starts[at+d]
		}
		if near > most || near == most && at < best {
			best, most = at, near
		}
	}
	crossing := 0
	for i := first; i <= last; i++ {
		r := &page[i]
		if cells, _ := cellsOf(r); len(cells) != 2 && r.lead < best && r.lead+int(2*ems(r.text)) > best {
			crossing++
		}
	}
	if 10*most < 8*n || 5*crossing > n {
		return 0
	}
	return best
}

// twoColumns puts the right column below the left. Lines over both columns
// end the columns above them.
func twoColumns(page []rawLine, at int) []rawLine {
	var out []rawLine
	var left, right column
	for i := range page {
		r := page[i]
		cells, second := cellsOf(&r)
		width := r.lead + int(2*ems(r.text))
		left.gap, right.gap = left.gap || r.blank, right.gap || r.blank
		switch {
		case len(cells) == 2 && second >= at-2*maxColumnJitter && second <= at+2*maxColumnJitter:
			left.put(r, cells[0], r.lead)
			right.put(r, cells[1], max(0, second-at))
		case r.lead >= at-maxColumnJitter:
			left.gap = true
			right.put(r, r.text, max(0, r.lead-at))
		case width < at:
			right.gap = true
			left.put(r, r.text, r.lead)
		default:
			out = append(append(append(out, left.lines...), right.lines...), r)
			left, right = column{}, column{}
		}
	}
	return append(append(out, left.lines...), right.lines...)
}

// column is one column of a page; gap says that a blank line ends it so far.
type column struct {
	lines []rawLine
	gap   bool
}

func (c *column) put(r rawLine, text string, lead int) {
	r.text, r.lead, r.blank = strings.TrimSpace(text), lead+leading(text), c.gap
	c.lines = append(c.lines, r)
	c.gap = false
}

// markRows puts tabs between the cells of lines that stand in rows: two or
// more below each other, each with a gap.
func markRows(page []rawLine) {
	for i := 0; i < len(page); {
		k := i
		for k < len(page) && (k == i || !page[k].blank) {
			if cells, _ := cellsOf(&page[k]); len(cells) < 2 {
				break
			}
			k++
		}
		for j := i; j < k && k-i >= 2; j++ {
			cells, _ := cellsOf(&page[j])
			page[j].text, page[j].tab = strings.Join(cells, "\t"), true
		}
		i = max(k, i+1)
	}
}
