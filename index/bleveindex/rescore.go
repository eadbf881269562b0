package bleveindex

import (
	"context"
	"slices"
)

// perDocument is how many units of a document are looked at again when
// grouping: another than the best by its terms may be the best in the end.
const perDocument = 3

// rescore adds to the first candidates what the rescorer gives them and puts
// them in order again. When grouping, the best unit of a document is chosen
// once more, from those that have e.score.
func (e *evaluator) rescore(ctx context.Context, first []candidate, r *ranking) error {
	window := first[:min(len(first), r.rescore.Window())]
	for i := range window {
		if err := deadline(ctx); err != nil {
			return err
		}
		title := e.s.titles.line(window[i].doc)
		if !r.group {
			window[i].give(e, r, title)
			continue
		}
		best := candidate{score: -1}
		for _, c := range e.strongest(window[i]) {
			if c.give(e, r, title); c.score > best.score {
				best = c
			}
		}
		window[i] = best
	}
	slices.SortFunc(window, byScore)
	return nil
}

func (c *candidate) give(e *evaluator, r *ranking, title []byte) {
	c.added = float32(r.rescore.Value(e.s.fold(c.unit), title))
	c.score += c.added
}

// strongest are the units of a candidate's document with the greatest scores,
// the candidate first.
func (e *evaluator) strongest(best candidate) []candidate {
	if e.s.first == nil { // units are scattered
		return []candidate{best}
	}
	keep := &top{first: byScore, k: perDocument}
	for u := e.s.first[best.doc]; u < e.s.first[best.doc+1]; u++ {
		if e.score[u] > 0 {
			keep.add(candidate{unit: u, doc: best.doc, score: e.score[u], day: best.day})
		}
	}
	if len(keep.list) == 0 { // nothing scored
		return []candidate{best}
	}
	return keep.sorted()
}
