package bleveindex

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/RoaringBitmap/roaring/v2"

	"wensou/analysis"
	"wensou/index"
)

// gatherLiteral adds the sets that bound the units whose match text contains
// text. Unless a single gram is the text, it must still be looked for: a text
// may hold all pairs of a phrase in other places.
func (e *evaluator) gatherLiteral(ctx context.Context, text string, into *conjunction) error {
	if err := e.gatherGrams(ctx, text, into); err != nil {
		return err
	}
	q := analysis.QueryGrams(text)
	if len(q.Terms) == 1 && q.Terms[0] == text || len(q.Terms) == 0 && utf8.RuneCountInString(text) == 1 {
		return nil
	}
	if !slices.Contains(into.literals, text) {
		into.literals = append(into.literals, text)
	}
	return nil
}

// gatherGrams adds the sets of the grams of a text.
func (e *evaluator) gatherGrams(ctx context.Context, text string, into *conjunction) error {
	q := analysis.QueryGrams(text)
	for _, gram := range q.Terms {
		b, err := e.term(index.Term{Field: index.FieldGrams, Term: gram})
		if err != nil {
			return err
		}
		into.sets = append(into.sets, b)
	}
	// The check does the work of the lone characters when anything else
	// narrows the candidates.
	if len(q.Terms) == 0 {
		for _, r := range q.Lone {
			b, err := e.character(ctx, r)
			if err != nil {
				return err
			}
			into.sets = append(into.sets, b)
		}
		if len(q.Lone) == 0 {
			into.sets = append(into.sets, nothing) // nothing but space
		}
	}
	return nil
}

// character is the set of units whose match text holds a character: those with
// the character, or for letters and digits those with a gram that begins with
// it.
func (e *evaluator) character(ctx context.Context, r rune) (*roaring.Bitmap, error) {
	if analysis.ClassOf(r) == analysis.ClassCJK {
		return e.term(index.Term{Field: runesName, Term: string(r)})
	}
	return e.once(ctx, index.Prefix{Field: index.FieldGrams, Text: string(r)})
}

// check keeps the candidates whose match text contains text. Units that hold
// it as a word need not be read: words are cut from match text.
func (e *evaluator) check(ctx context.Context, candidates *roaring.Bitmap, text string) (*roaring.Bitmap, error) {
	if candidates.IsEmpty() {
		return candidates, nil
	}
	var known *roaring.Bitmap
	if isCJK(text) {
		words, err := e.term(index.Term{Field: index.FieldWords, Term: text})
		if err != nil {
			return nil, err
		}
		if !words.IsEmpty() {
			known = roaring.And(candidates, words)
			candidates = roaring.AndNot(candidates, words)
		}
	}
	want := []byte(text)
	out, err := e.reading(ctx, candidates, func() func([]byte) bool {
		return func(folded []byte) bool { return bytes.Contains(folded, want) }
	})
	if err != nil || known == nil {
		return out, err
	}
	known.Or(out)
	return known, nil
}

// readCost is what reading a unit's text costs, in units counted.
const readCost = 8

// reading keeps the candidates whose match text passes a test; many are shared
// out. Each goroutine makes a test of its own.
func (e *evaluator) reading(ctx context.Context, candidates *roaring.Bitmap, newTest func() func(folded []byte) bool) (*roaring.Bitmap, error) {
	out := roaring.New()
	n := int(candidates.GetCardinality())
	width := e.s.crew.width(n * readCost)
	if width == 1 {
		test := newTest()
		var late error
		err := each(ctx, candidates, func(units []uint32) {
			if late == nil {
				units, late = e.s.holding(ctx, units, test)
				out.AddMany(units)
			}
		})
		return out, cmp.Or(late, err)
	}
	parts := slices.Collect(slices.Chunk(candidates.ToArray(), (n+width-1)/width))
	tasks := make([]func() error, len(parts))
	for i := range parts {
		tasks[i] = func() (err error) {
			parts[i], err = e.s.holding(ctx, parts[i], newTest())
			return err
		}
	}
	err := spread(tasks...)
	for _, p := range parts {
		out.AddMany(p)
	}
	return out, err
}

// holding keeps the units whose match text passes a test, in place.
func (s *searcher) holding(ctx context.Context, units []uint32, test func(folded []byte) bool) ([]uint32, error) {
	const most = 4 << 20 // bytes read between two looks at the deadline
	kept, looked, read := units[:0], 0, 0
	for i, u := range units {
		text := s.fold(u)
		if read += len(text); i == looked || read > most {
			if err := deadline(ctx); err != nil {
				return nil, err
			}
			looked, read = i+batchSize, 0
		}
		if test(text) {
			kept = append(kept, u)
		}
	}
	return kept, nil
}

func isCJK(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return analysis.ClassOf(r) != analysis.ClassCJK })
}
