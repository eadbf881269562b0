package search

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"wensou/analysis"
	"wensou/index"
	"wensou/search/suggest"
)

// Limits of corrections. They are looked for when little was found, and what
// they may cost does not depend on the index's size, but for the counts of
// maxVerified queries.
const (
	fewHits     = 10 // units that hold all of the query, below which little was found
	fewUnits    = 5  // units that may hold a word that is taken for a mistake
	manyTimes   = 5  // how much more frequent another word must be
	leastMeant  = 2  // units that hold it
	maxMeant    = 3  // corrections of an answer
	maxVerified = 6  // corrected queries that are counted
	maxHan      = 24 // characters of a run of Chinese; longer ones are texts
	maxHanRuns  = 8  // such runs of a query
	maxLatin    = 8  // Latin words of a query
	maxExchange = 4  // characters of a word in which one is exchanged
	leastLetter = 4  // letters of a Latin word
	longWord    = 8  // letters from which on two may be wrong
)

// edit is one word of a query and another that may have been meant.
type edit struct {
	start, end int // bytes of the query
	text       string
	units      int  // that hold it, or so
	tokens     int  // words less that the text has with it
	missing    bool // no unit holds what was typed
}

// meant finds what may have been meant by a query of which few things were
// found: hold units hold all of it, and total were found.
func (r *run) meant(ctx context.Context, hold, found int) ([]Correction, error) {
	edits, err := r.edits(ctx)
	if err != nil || len(edits) == 0 {
		return nil, err
	}
	slices.SortStableFunc(edits, func(a, b edit) int {
		return cmp.Or(cmp.Compare(b.tokens, a.tokens), cmp.Compare(b.units, a.units))
	})
	var out []Correction
	for i, choice := range combine(edits) {
		if i == maxVerified || len(out) == maxMeant {
			break
		}
		c := Correction{Query: apply(r.req.Query, choice)}
		texts := make([]string, len(choice))
		for j, e := range choice {
			texts[j] = e.text
		}
		c.Text = strings.Join(texts, " ")
		total, holds, err := r.would(ctx, c.Query)
		if err != nil {
			return nil, err
		}
		// Where another word is missing too, it helps that more is found.
		better := holds > 2*hold || holds == 0 && total > found && !slices.ContainsFunc(choice, func(e edit) bool { return !e.missing })
		if better && !slices.ContainsFunc(out, func(o Correction) bool { return o.Query == c.Query }) {
			c.Total = total
			out = append(out, c)
		}
	}
	return out, nil
}

// combine puts the best edits of different words together first, then names
// each by itself.
func combine(edits []edit) [][]edit {
	var all [][]edit
	var together []edit
	for _, e := range edits {
		if !slices.ContainsFunc(together, func(o edit) bool { return e.start < o.end && o.start < e.end }) {
			together = append(together, e)
		}
	}
	if len(together) > 1 {
		slices.SortFunc(together, func(a, b edit) int { return cmp.Compare(a.start, b.start) })
		all = append(all, together)
	}
	for _, e := range edits {
		all = append(all, []edit{e})
	}
	return all
}

// apply changes a query; edits are in order.
func apply(query string, edits []edit) string {
	var b strings.Builder
	at := 0
	for _, e := range edits {
		b.WriteString(query[at:e.start] + e.text)
		at = e.end
	}
	return b.String() + query[at:]
}

// would count what another query finds within the request's filters, and how
// much of that holds all of it.
func (r *run) would(ctx context.Context, query string) (total, hold int, err error) {
	req := *r.req
	req.Query = query
	other := &run{req: &req, snap: r.snap, slots: r.slots}
	if err := other.read(ctx, r.plan.analyzer, &r.plan.ranking); err != nil {
		return 0, 0, err
	}
	if other.plan.nothing {
		return 0, 0, nil
	}
	c, err := other.choose(ctx, other.scope())
	if err != nil {
		return 0, 0, err
	}
	if total, err = other.total(ctx, c.match, other.scope()); err != nil {
		return 0, 0, err
	}
	if c.relaxed != nil {
		return total, c.relaxed.HoldAll, nil
	}
	return total, total, nil
}

// edits of the words of the query that may be mistaken.
func (r *run) edits(ctx context.Context) ([]edit, error) {
	var out []edit
	for _, w := range doubtful(words(r.req.Query), quotations(r.plan.root)) {
		look := r.latinEdits
		if w.han {
			look = r.hanEdits
		}
		more, err := look(ctx, w)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

// latinEdits are words a few letters away.
func (r *run) latinEdits(ctx context.Context, w word) ([]edit, error) {
	term := analysis.Fold(w.text)
	if utf8.RuneCountInString(term) < leastLetter {
		return nil, nil
	}
	own, err := r.snap.Frequency(ctx, index.Term{Field: index.FieldWords, Term: term})
	if err != nil || own > fewUnits {
		return nil, err
	}
	distance := 1
	if utf8.RuneCountInString(term) >= longWord {
		distance = 2
	}
	found, err := r.snap.Similar(ctx, index.Term{Field: index.FieldWords, Term: term}, distance, maxMeant)
	var out []edit
	for _, f := range found {
		if f.Units >= max(leastMeant, manyTimes*own) {
			out = append(out, edit{w.start, w.start + len(w.text), f.Term, f.Units, 0, own == 0})
		}
	}
	return out, err
}

// hanEdits are words that sound or look like pieces of a run of Chinese. With
// them the text has to be cut into as many words or fewer, the new one whole.
func (r *run) hanEdits(ctx context.Context, w word) ([]edit, error) {
	at := make([]int, 0, maxHan+1) // where characters begin, and the end
	for i := range w.text {
		at = append(at, i)
	}
	at = append(at, len(w.text))
	n := len(at) - 1
	before := r.plan.analyzer.Cut(w.text)
	var out []edit
	for i := range n {
		for j := i + 2; j <= min(n, i+6); j++ {
			piece := w.text[at[i]:at[j]]
			candidates, err := r.candidates(ctx, piece)
			if err != nil {
				return nil, err
			}
			for _, c := range candidates {
				gain, ok := fits(r.plan.analyzer, w.text, at[i], at[j], c.Text, before)
				if !ok {
					continue
				}
				own, err := r.total(ctx, index.Literal{Text: analysis.Fold(piece)}, scope{})
				if err != nil {
					return nil, err
				}
				if own <= fewUnits && c.Count >= max(leastMeant, manyTimes*own) {
					out = append(out, edit{w.start + at[i], w.start + at[j], c.Text, c.Count, gain, own == 0})
				}
			}
		}
	}
	return out, nil
}

// candidates are words that sound or look like a piece. A piece that is a
// frequent word itself has none.
func (r *run) candidates(ctx context.Context, piece string) ([]suggest.Suggestion, error) {
	own, err := r.snap.Frequency(ctx, index.Term{Field: index.FieldWords, Term: analysis.Fold(piece)})
	if err != nil || own > fewUnits {
		return nil, err
	}
	var out []suggest.Suggestion
	if sources, none := narrowed(r.snap.Searcher, nil); !none {
		out, err = suggestions(r.snap).Homophones(ctx, piece, sources, maxMeant)
	}
	if err != nil || utf8.RuneCountInString(piece) > maxExchange {
		return out, err
	}
	seen := map[string]bool{analysis.Fold(piece): true}
	for i, c := range piece {
		for _, other := range suggest.LookAlikes(c) {
			text := piece[:i] + string(other) + piece[i+utf8.RuneLen(c):]
			folded := analysis.Fold(text)
			if seen[folded] {
				continue
			}
			seen[folded] = true
			units, err := r.snap.Frequency(ctx, index.Term{Field: index.FieldWords, Term: folded})
			if err != nil {
				return nil, err
			}
			if units >= leastMeant {
				out = append(out, suggest.Suggestion{Text: text, Count: units})
			}
		}
	}
	return out, nil
}

// fits says whether a text with another word in [start, end) is cut so that
// the word is whole, and how many words less there are.
func fits(a *analysis.Analyzer, text string, start, end int, other string, before []analysis.Token) (gain int, ok bool) {
	after := a.Cut(text[:start] + other + text[end:])
	begins, ends := false, false
	for _, t := range after {
		begins = begins || t.Start == start
		ends = ends || t.End == start+len(other)
	}
	gain = len(before) - len(after)
	if gain > 0 {
		return gain, begins && ends
	}
	// As many words as before: then it has to stand for whole ones.
	wasBegin := slices.ContainsFunc(before, func(t analysis.Token) bool { return t.Start == start })
	wasEnd := slices.ContainsFunc(before, func(t analysis.Token) bool { return t.End == end })
	return gain, gain == 0 && begins && ends && wasBegin && wasEnd
}

// corrections are offered when few units hold what was asked for. Running out
// of time over them is no fault of the answer.
func (r *run) corrections(ctx context.Context, c choice, total int) ([]Correction, error) {
	hold := total
	if c.relaxed != nil {
		hold = c.relaxed.HoldAll
		if len(c.relaxed.Parts) > 0 {
			hold = 0 // nothing holds the words as typed
		}
	}
	if r.req.Page > 1 || r.plan.nothing || len(r.plan.concepts) == 0 || hold >= fewHits {
		return nil, nil
	}
	out, err := r.meant(ctx, hold, total)
	if errors.Is(err, index.ErrDeadline) {
		return nil, nil
	}
	return out, err
}
