package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"wensou/analysis"
	"wensou/document"
	"wensou/index"
	"wensou/internal/gate"
)

// walk reads all documents of an open generation and keeps some of their units,
// to search for pieces of them.
type walk struct {
	searcher index.Searcher
	manifest *index.Manifest
	rng      *rand.Rand
	sample   int
	unlisted bool // the generation keeps no list of its documents

	seen  int
	kept  []drawn
	kinds map[string]int
}

// drawn is a unit that was drawn.
type drawn struct {
	doc  document.ID
	key  index.UnitKey
	text string
}

// documents compares each document with what was built. The error is
// index.ErrCorrupt.
func (w *walk) documents(ctx context.Context, path string) error {
	w.kinds = map[string]int{}
	documents := 0
	for e, err := range gate.Entries(path) {
		if errors.Is(err, gate.ErrNoList) {
			w.unlisted = true
			return nil
		}
		if err != nil {
			return err
		}
		documents++
		if err := w.document(ctx, e); err != nil {
			return err
		}
	}
	want := w.manifest.Stats
	if documents != want.Documents || w.seen != want.Units || !maps.Equal(w.kinds, want.Kinds) {
		return fmt.Errorf("%w: it holds %d documents and %d units (%s), but its manifest says %d and %d (%s)", index.ErrCorrupt,
			documents, w.seen, counts(w.kinds), want.Documents, want.Units, counts(want.Kinds))
	}
	return nil
}

func (w *walk) document(ctx context.Context, e *gate.Entry) error {
	if e.AllUnits() == 0 {
		return nil // each of its units stands under another document's
	}
	d, err := w.searcher.Document(ctx, e.ID)
	switch {
	case errors.Is(err, index.ErrDeadline) && ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, index.ErrNotFound):
		return fmt.Errorf("%w: the document %s can't be found", index.ErrCorrupt, e.ID)
	case err != nil:
		return fmt.Errorf("document %s: %w", e.ID, err)
	}
	digest := uint64(0)
	for i := range d.Units {
		u := &d.Units[i]
		digest += index.Digest(u)
		w.kinds[string(u.Kind)]++
		w.keep(drawn{d.ID, index.KeyOf(d, u.ID), u.Text})
	}
	if len(d.Units) != e.AllUnits() || digest != e.Digest {
		return fmt.Errorf("%w: the document %s is not as it was built: %d units, %d were built", index.ErrCorrupt, e.ID, len(d.Units), e.AllUnits())
	}
	return nil
}

// keep draws units so that each has the same chance, however many come
// (Vitter 1985, "Random Sampling with a Reservoir").
func (w *walk) keep(u drawn) {
	w.seen++
	if len(w.kept) < w.sample {
		w.kept = append(w.kept, u)
	} else if at := w.rng.IntN(w.seen); at < w.sample {
		w.kept[at] = u
	}
}

// pieces searches a piece of each unit that was kept, and says how many.
func (w *walk) pieces(ctx context.Context) (n int, err error) {
	for _, u := range w.kept {
		piece := w.piece(u.text)
		if piece == "" {
			continue
		}
		n++
		found, err := w.finds(ctx, u, piece)
		if err != nil {
			return n, fmt.Errorf("search %q: %w", piece, err)
		}
		if !found {
			return n, fmt.Errorf("%w: %q stands in %s, but is not found there: the index is not that of these texts", index.ErrCorrupt, piece, u.key)
		}
	}
	return n, nil
}

// piece is a piece of a text as it stands in match text, two to twelve
// characters; "" when the one that was drawn is read otherwise by itself.
func (w *walk) piece(text string) string {
	runes := []rune(text)
	length := min(len(runes), 2+w.rng.IntN(11))
	if length == 0 {
		return ""
	}
	from := w.rng.IntN(len(runes) - length + 1)
	piece := analysis.Fold(string(runes[from : from+length]))
	if !strings.Contains(analysis.Fold(text), piece) {
		return ""
	}
	return piece
}

func (w *walk) finds(ctx context.Context, u drawn, piece string) (bool, error) {
	there, err := w.searcher.Lookup(ctx, []index.UnitKey{u.key})
	if err != nil || len(there) == 0 {
		return false, err
	}
	r, err := w.searcher.Search(ctx, &index.Request{
		Match: index.Literal{Text: piece}, Size: w.manifest.Stats.Units,
		Filters: []index.Filter{{Field: index.FieldDoc, Values: []string{string(u.doc)}}},
	})
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(r.Hits, func(h index.Hit) bool { return h.Ref == there[0].Ref }), nil
}
