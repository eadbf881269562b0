package bleveindex

import (
	"bytes"
	"context"
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"

	"wensou/analysis"
	"wensou/index"
	"wensou/index/bleveindex/segment"
)

// Sections of the titles in the column file.
const (
	titleText = "doc.title"
	titleEnds = "doc.title.ends"
)

// titleTable collects the match text of titles by document.
type titleTable struct {
	lines
	retitled bool
}

func (t *titleTable) add(title string) { t.lines.add(analysis.Fold(title)) }

// again notes the title of a later part of document n.
func (t *titleTable) again(n uint32, title string) {
	t.retitled = t.retitled || string(t.line(n)) != analysis.Fold(title)
}

func (t *titleTable) write(c *segment.FileWriter) error {
	if err := segment.WriteArray(c, titleText, t.text); err != nil {
		return err
	}
	return segment.WriteArray(c, titleEnds, t.ends)
}

func openTitles(c *segment.File, docs int) (*lines, error) {
	text, err := c.Section(titleText)
	if err != nil {
		return nil, err
	}
	ends, err := segment.Array[uint64](c, titleEnds, docs)
	if err != nil {
		return nil, err
	}
	if docs > 0 && ends[docs-1] != uint64(len(text)) {
		return nil, fmt.Errorf("%w: columns don't fit the titles", index.ErrCorrupt)
	}
	return &lines{text, ends}, nil
}

// titled is the set of units whose document's title contains a text.
func (e *evaluator) titled(ctx context.Context, text string) (*roaring.Bitmap, error) {
	docs, all, err := e.maybeTitled(text)
	if err != nil {
		return nil, err
	}
	want := []byte(text)
	var found []uint32
	if all {
		err = e.s.titles.containing(ctx, want, func(doc uint32) error {
			found = append(found, doc)
			return nil
		})
	} else {
		err = e.documentsOf(ctx, docs, func(doc uint32) {
			if bytes.Contains(e.s.titles.line(doc), want) {
				found = append(found, doc)
			}
		})
	}
	if err != nil {
		return nil, err
	}
	return e.unitsOf(ctx, found)
}

// unitCost is what finding a unit's document costs, in bytes of titles read.
const unitCost = 4

// maybeTitled is a set of units that has one or more of every document whose
// title contains a text; all says that reading all titles costs less. Grams of
// headings stand in the same field, so titles are read in any case.
func (e *evaluator) maybeTitled(text string) (units *roaring.Bitmap, all bool, err error) {
	terms := analysis.QueryGrams(text).Terms
	if len(terms) == 0 || e.s.meta.Retitled {
		return nil, true, nil
	}
	sets := make([]*roaring.Bitmap, len(terms))
	for i, gram := range terms {
		if sets[i], err = e.term(index.Term{Field: index.FieldTitle, Term: gram}); err != nil {
			return nil, false, err
		}
	}
	units = intersect(sets)
	return units, units.GetCardinality()*unitCost > uint64(len(e.s.titles.text)), nil
}

// documentsOf visits the documents of a set of units, each once where the
// units of a document stand together.
func (e *evaluator) documentsOf(ctx context.Context, set *roaring.Bitmap, visit func(doc uint32)) error {
	last := ^uint32(0)
	return each(ctx, set, func(units []uint32) {
		for _, u := range units {
			if d := e.s.unitDoc[u]; d != last {
				last = d
				visit(d)
			}
		}
	})
}

// unitsOf is the set of all units of documents. A document may stand twice.
func (e *evaluator) unitsOf(ctx context.Context, docs []uint32) (*roaring.Bitmap, error) {
	if len(docs) == 0 {
		return roaring.New(), nil
	}
	defer clear(e.member)
	if e.s.first != nil {
		for _, d := range docs {
			setBits(e.member, e.s.first[d], e.s.first[d+1])
		}
		return roaring.FromDense(e.member, true), nil
	}
	for _, d := range docs {
		e.hits[d] = 1
	}
	defer func() {
		for _, d := range docs {
			e.hits[d] = 0
		}
	}()
	for u, d := range e.s.unitDoc {
		if u%batchSize == 0 {
			if err := deadline(ctx); err != nil {
				return nil, err
			}
		}
		if e.hits[d] > 0 {
			e.member[u>>6] |= 1 << (u & 63)
		}
	}
	return roaring.FromDense(e.member, true), nil
}

// setBits sets the bits in [from, to).
func setBits(words []uint64, from, to uint32) {
	for from < to {
		n := min(to-from, 64-from&63)
		words[from>>6] |= (^uint64(0) >> (64 - n)) << (from & 63)
		from += n
	}
}
