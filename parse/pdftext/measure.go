package pdftext

import (
	"math"
	"slices"
)

// A page that ends on a full line right at a stop does not show whether its
// paragraph goes on. Where the pieces cut inside a sentence tell the measure
// of the original lines, a full last line tells that it does.

// minCuts is how many cut paragraphs the measure must fit.
const minCuts = 12

// indentEms is the indent of a paragraph's first line.
const indentEms = 2

// cutPiece is a piece of a paragraph that ends with a page: its width and
// whether it begins the paragraph, with an indent.
type cutPiece struct {
	width float64
	first bool
}

// measure estimates the width of the page's lines in ems from the pieces cut
// inside a sentence, each of which fills its last line.
func (p *paper) measure(bs []block) float64 {
	var cuts []float64
	open := false
	for i := range bs {
		b := &bs[i]
		if b.kind == heading {
			open = false
		}
		if b.kind != prose {
			continue
		}
		w := p.pieceWidth(b)
		if !open {
			w += indentEms
		}
		open = !b.closed()
		if open && b.first == b.last {
			cuts = append(cuts, w)
		}
	}
	if len(cuts) < minCuts {
		return 0
	}
	best, fit := 0.0, 0
	for m := 20.0; m <= 45; m++ {
		n := 0
		for _, w := range cuts {
			if r := math.Mod(w, m); r >= fullShare*m || r <= 1.5 {
				n++
			}
		}
		if n > fit {
			best, fit = m, n
		}
	}
	if 5*fit < 3*len(cuts) { // by chance a sixth would fit
		return 0
	}
	return best
}

// fullShare is how full a last line must be: punctuation that may not begin a
// line leaves lines short by an em or two.
const fullShare = 0.9

// fullLine says that the last line of a piece of this width is full.
func fullLine(c cutPiece, measure float64) bool {
	w := c.width
	if c.first {
		w += indentEms
	}
	r := math.Mod(w, measure)
	return w > measure && (r >= fullShare*measure || r <= 0.5)
}

// pieceWidth is the width of a block without its markers and markup.
func (p *paper) pieceWidth(b *block) float64 {
	w := 0.0
	for i := b.first; i <= b.last; i++ {
		w += ems(p.plain(i))
	}
	return w
}

// lastPiece is the piece of running text above block i.
func (p *paper) lastPiece(bs []block, i int) cutPiece {
	for k := i - 1; k >= 0; k-- {
		if bs[k].kind != prose {
			continue
		}
		first := len(p.open.Lines) == 1 || slices.Index(p.open.Lines, [2]int{p.lines[bs[k].first].no, p.lines[bs[k].last].no}) == 0
		return cutPiece{p.pieceWidth(&bs[k]), first}
	}
	return cutPiece{}
}

// widths counts the widths of lines in ems.
type widths struct {
	of [maxMeasure + 1]int
	n  int
}

func (w *widths) count(s string) {
	if len(s) > 4*maxMeasure {
		return
	}
	if e := int(ems(s)); e >= 15 && e <= maxMeasure {
		w.of[e]++
		w.n++
	}
}

// median is the middle of the widths counted, 0 when there are too few.
func (w *widths) median() float64 {
	if w.n < 5 {
		return 0
	}
	for e, seen := 0, 0; e < len(w.of); e++ {
		if seen += w.of[e]; 2*seen >= w.n {
			return float64(e)
		}
	}
	return 0
}

// wrapWidth estimates the measure of hard-wrapped text: most lines that end
// inside a sentence and have another directly below are full.
func (p *paper) wrapWidth() float64 {
	var w widths
	for i := 1; i < len(p.lines); i++ {
		above := &p.lines[i-1]
		if !p.lines[i].gap && p.lines[i].role == roleText && above.role == roleText && !closed(above.said()) {
			w.count(above.text)
		}
	}
	return w.median()
}
