package pdf

import (
	"math"
	"unicode/utf8"
)

// bodyPart is the upper share of a page, in which footnotes do not stand: they
// may have more characters than the text.
const bodyPart = 0.6

// bodySize is the size that most characters of the text have.
func bodySize(pages []page) float64 {
	sizes := map[float64]int{}
	for i := range pages {
		for k := range pages[i].pieces {
			p := &pages[i].pieces[k]
			if p.y > bodyPart*pages[i].height && len(sizes) > 0 {
				continue
			}
			sizes[p.size] += utf8.RuneCountInString(p.text)
		}
	}
	return math.Max(mostOf(sizes), 1)
}

// lineSize is the size of most characters of a line, of the Chinese ones where
// there are some: Latin fonts beside them are set in sizes of their own, and
// poppler has to guess the size of some.
func lineSize(pieces []piece) float64 {
	all, wide := map[float64]int{}, map[float64]int{}
	for i := range pieces {
		p := &pieces[i]
		n := utf8.RuneCountInString(p.text)
		all[p.size] += n
		if wideShare(p.text) >= 0.5 {
			wide[p.size] += n
		}
	}
	if len(wide) > 0 {
		return mostOf(wide)
	}
	return mostOf(all)
}

// mostOf is the size with the highest count, of equals the largest.
func mostOf(counts map[float64]int) float64 {
	size, _ := most(counts, 1)
	return size
}
