package search

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"wensou/document"
	"wensou/index"
)

type sourcesKey struct{}

// WithSources limits what is asked under the context to documents of these
// sources, whatever a request says: nothing of others is found, counted,
// suggested, explained or read. Without a name, nothing is left.
//
// Scores are the exception: how rare a word is, is counted over the whole index.
func WithSources(ctx context.Context, sources []string) context.Context {
	sources = slices.Clone(sources)
	slices.Sort(sources)
	return context.WithValue(ctx, sourcesKey{}, slices.Compact(sources))
}

// allowedSources of a context, in order; limited is false when there is no limit.
func allowedSources(ctx context.Context) (sources []string, limited bool) {
	sources, limited = ctx.Value(sourcesKey{}).([]string)
	return sources, limited
}

// stateWithin is a state under the context's limit, so that answers of one are
// never taken for those of another.
func stateWithin(ctx context.Context, state string) string {
	if sources, limited := allowedSources(ctx); limited {
		return fmt.Sprintf("%s %q", state, sources)
	}
	return state
}

// visible is a snapshot as the context may see it. It is not released: whoever
// acquired snap does that.
func visible(ctx context.Context, snap *index.Snapshot) *index.Snapshot {
	sources, limited := allowedSources(ctx)
	if !limited {
		return snap
	}
	return &index.Snapshot{Searcher: newLimited(snap.Searcher, sources), Manifest: snap.Manifest, Since: snap.Since}
}

// limited is a searcher over the documents of some sources. It is the one place
// that holds a limit: nothing below the service asks another searcher.
type limited struct {
	all     index.Searcher
	sources []string
	within  index.Clause
}

var _ index.Searcher = (*limited)(nil)

func newLimited(s index.Searcher, sources []string) *limited {
	one := index.Any{Min: 1}
	for _, name := range sources {
		one.Clauses = append(one.Clauses, index.Term{Field: index.FieldSource, Term: name})
	}
	return &limited{all: s, sources: sources, within: one}
}

func (l *limited) sees(d *document.Document) bool { return slices.Contains(l.sources, d.SourceName()) }

// narrow is a condition within the sources. A filter would not do: that of a
// field does not narrow the field's own facet.
func (l *limited) narrow(c index.Clause) index.Clause { return index.All{c, l.within} }

func (l *limited) Search(ctx context.Context, r *index.Request) (*index.Result, error) {
	own := *r
	own.Match = l.narrow(r.Match)
	return l.all.Search(ctx, &own)
}

func (l *limited) Count(ctx context.Context, r *index.CountRequest) ([]int, error) {
	own := *r
	own.Matches = make([]index.Clause, len(r.Matches))
	for i, m := range r.Matches {
		own.Matches[i] = l.narrow(m)
	}
	return l.all.Count(ctx, &own)
}

// Fetch refuses all when one is of another source: nobody who is limited can
// have its address.
func (l *limited) Fetch(ctx context.Context, refs []uint64) ([]index.Stored, error) {
	stored, err := l.all.Fetch(ctx, refs)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(stored, func(st index.Stored) bool { return !l.sees(st.Document) }) {
		return nil, fmt.Errorf("fetch beyond a limit of sources: %w", index.ErrNotFound)
	}
	return stored, nil
}

func (l *limited) Lookup(ctx context.Context, keys []index.UnitKey) ([]index.Stored, error) {
	stored, err := l.all.Lookup(ctx, keys)
	return slices.DeleteFunc(stored, func(st index.Stored) bool { return !l.sees(st.Document) }), err
}

func (l *limited) Document(ctx context.Context, id document.ID) (*document.Document, error) {
	d, err := l.all.Document(ctx, id)
	if err == nil && !l.sees(d) {
		return nil, fmt.Errorf("document %q: %w", id, index.ErrNotFound)
	}
	return d, err
}

// Explain gives the value alone: the details count units of the whole index.
func (l *limited) Explain(ctx context.Context, r *index.Request, ref uint64) (*index.Explanation, error) {
	own := *r
	own.Match = l.narrow(r.Match)
	x, err := l.all.Explain(ctx, &own, ref)
	if err != nil {
		return nil, err
	}
	return &index.Explanation{Value: x.Value, Message: "sum; details are not for keys that are limited to sources"}, nil
}

func (l *limited) Frequency(ctx context.Context, t index.Term) (int, error) {
	n, err := l.Count(ctx, &index.CountRequest{Matches: []index.Clause{t}})
	if err != nil {
		return 0, err
	}
	return n[0], nil
}

func (l *limited) Terms(ctx context.Context, f index.Field, least int, yield func(index.TermCount) bool) error {
	var failed error
	err := l.all.Terms(ctx, f, least, func(t index.TermCount) bool {
		if t.Units, failed = l.Frequency(ctx, index.Term{Field: f, Term: t.Term}); failed != nil {
			return false
		}
		return t.Units < least || t.Units == 0 || yield(t)
	})
	if err == nil {
		err = failed
	}
	return err
}

func (l *limited) Spread(ctx context.Context, t index.Term) ([]index.SourceCount, error) {
	counts, err := l.all.Spread(ctx, t)
	return slices.DeleteFunc(counts, func(c index.SourceCount) bool { return !slices.Contains(l.sources, c.Source) }), err
}

// similarTried is how many similar terms of the whole index are counted for each
// that is wanted.
const similarTried = 8

func (l *limited) Similar(ctx context.Context, t index.Term, distance, limit int) ([]index.TermCount, error) {
	found, err := l.all.Similar(ctx, t, distance, similarTried*limit)
	if err != nil {
		return nil, err
	}
	for i := range found {
		if found[i].Units, err = l.Frequency(ctx, index.Term{Field: t.Field, Term: found[i].Term}); err != nil {
			return nil, err
		}
	}
	found = slices.DeleteFunc(found, func(c index.TermCount) bool { return c.Units == 0 })
	slices.SortStableFunc(found, func(a, b index.TermCount) int {
		if a.Units != b.Units {
			return b.Units - a.Units
		}
		return strings.Compare(a.Term, b.Term)
	})
	return found[:min(len(found), limit)], nil
}

// Stats are the units of the sources; nothing else is known by source.
func (l *limited) Stats() index.Stats {
	out := index.Stats{Sources: map[string]int{}}
	for name, n := range l.all.Stats().Sources {
		if slices.Contains(l.sources, name) {
			out.Sources[name] = n
			out.Units += n
		}
	}
	return out
}

// Close does nothing: the snapshot is another's.
func (l *limited) Close() error { return nil }

// narrowed are the sources among wanted that a searcher may name; all of its own
// when none is wanted. none says that nothing is left.
func narrowed(s index.Searcher, wanted []string) (sources []string, none bool) {
	l, ok := s.(*limited)
	if !ok {
		return wanted, false
	}
	if len(wanted) == 0 {
		return l.sources, len(l.sources) == 0
	}
	sources = slices.DeleteFunc(slices.Clone(wanted), func(w string) bool { return !slices.Contains(l.sources, w) })
	return sources, len(sources) == 0
}

// IsLimited says whether WithSources limits what is asked under a context.
func IsLimited(ctx context.Context) bool {
	_, limited := allowedSources(ctx)
	return limited
}
