package pdftext

import "slices"

// token is something in a line that may be a note's marker.
type token struct {
	mark
	line   int // index into paper.lines
	weight int // how much it looks like one, above 0
}

// risingChain takes from tokens, which stand in reading order, those of the
// heaviest chain whose numbers rise, all between lo and hi. Of equal chains it
// is the one that ends first.
func risingChain(ts []token, lo, hi int) (chain []token, weight int) {
	if hi < lo {
		return nil, 0
	}
	type link struct{ token, prev, weight int }
	links := []link{{-1, 0, 0}}
	heavier := func(i int) int { return links[i].weight }
	tree := make(maxTree, min(hi-lo, maxChain)+3)
	top := 0
	for i := range ts {
		k := ts[i].number - lo
		if k < 0 || ts[i].number > hi || k > maxChain {
			continue
		}
		prev := tree.max(k, heavier)
		links = append(links, link{i, prev, links[prev].weight + ts[i].weight})
		tree.set(k+1, len(links)-1, heavier)
		if links[len(links)-1].weight > links[top].weight {
			top = len(links) - 1
		}
	}
	weight = links[top].weight
	for ; top > 0; top = links[top].prev {
		chain = append(chain, ts[links[top].token])
	}
	slices.Reverse(chain)
	return chain, weight
}

// maxChain is how many numbers one run of notes may count.
const maxChain = 20000

// maxTree finds the heaviest chain that ends at or below a position.
type maxTree []int

func (t maxTree) set(pos, link int, weight func(int) int) {
	for i := pos + 1; i < len(t); i += i & -i {
		if weight(link) > weight(t[i]) {
			t[i] = link
		}
	}
}

func (t maxTree) max(pos int, weight func(int) int) int {
	best := 0
	for i := min(pos+1, len(t)-1); i > 0; i -= i & -i {
		if weight(t[i]) > weight(best) {
			best = t[i]
		}
	}
	return best
}
