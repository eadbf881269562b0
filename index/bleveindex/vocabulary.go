package bleveindex

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/blevesearch/vellum/levenshtein"

	"wensou/index"
	"wensou/index/bleveindex/segment"
)

// maxSimilar is how many terms are read of those that are near to one.
const maxSimilar = 4096

// Terms walks the dictionary; postings are only read as far as their count.
func (s *searcher) Terms(ctx context.Context, f index.Field, least int, yield func(index.TermCount) bool) (err error) {
	defer guard(&err)()
	field, err := s.field(f)
	if err != nil {
		return err
	}
	terms := field.Terms(nil, nil, nil)
	for n := 0; terms.Next(); n++ {
		if n&1023 == 0 && ctx.Err() != nil {
			return index.ErrDeadline
		}
		p, err := terms.Postings()
		if err != nil {
			return corrupt(err)
		}
		if p.Count() >= least && !yield(index.TermCount{Term: string(terms.Term()), Units: p.Count()}) {
			return nil
		}
	}
	return corrupt(terms.Err())
}

func (s *searcher) field(f index.Field) (*segment.Field, error) {
	if field := s.segment.Field(string(f)); field != nil {
		return field, nil
	}
	return nil, fmt.Errorf("%w: no field %s", index.ErrCorrupt, f)
}

// Spread counts over the postings: what it costs is the term's frequency.
func (s *searcher) Spread(ctx context.Context, t index.Term) (_ []index.SourceCount, err error) {
	defer guard(&err)()
	if err := deadline(ctx); err != nil {
		return nil, err
	}
	e := s.evaluator()
	defer s.release(e)
	units, err := e.term(t)
	if err != nil {
		return nil, err
	}
	sources := s.keyword[index.FieldSource]
	counts := make([]index.SourceCount, len(sources.names)+1) // the last is of no source
	err = each(ctx, units, func(units []uint32) {
		for _, u := range units {
			source := len(sources.names)
			if of := sources.of(s.combination[s.unitDoc[u]]); len(of) > 0 {
				source = int(of[0])
			}
			if counts[source].Units++; counts[source].Units == 1 {
				counts[source].First = uint64(u)
			}
		}
	})
	if err != nil {
		return nil, err
	}
	out := counts[:0]
	for i, c := range counts {
		if c.Units == 0 {
			continue
		}
		if i < len(sources.names) {
			c.Source = sources.names[i]
		}
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b index.SourceCount) int { return strings.Compare(a.Source, b.Source) })
	return out, nil
}

// editDistances make automata for distances of 1 and 2. Making them takes some
// milliseconds, once.
var editDistances = sync.OnceValues(func() (out [2]*levenshtein.LevenshteinAutomatonBuilder, err error) {
	for i := range out {
		if out[i], err = levenshtein.NewLevenshteinAutomatonBuilder(uint8(i+1), true); err != nil {
			return out, fmt.Errorf("edit distances: %w", err)
		}
	}
	return out, nil
})

func (s *searcher) Similar(ctx context.Context, t index.Term, distance, limit int) (_ []index.TermCount, err error) {
	defer guard(&err)()
	if err := deadline(ctx); err != nil {
		return nil, err
	}
	field, err := s.field(t.Field)
	if err != nil {
		return nil, err
	}
	builders, err := editDistances()
	if err != nil {
		return nil, err
	}
	distance = min(max(distance, 1), len(builders))
	automaton, err := builders[distance-1].BuildDfa(t.Term, uint8(distance))
	if err != nil {
		return nil, fmt.Errorf("terms like %s: %w", t, err)
	}
	var out []index.TermCount
	terms := field.Terms(automaton, nil, nil)
	for n := 0; n < maxSimilar && terms.Next(); n++ {
		if n&63 == 0 && ctx.Err() != nil {
			return nil, index.ErrDeadline
		}
		if bytes.Equal(terms.Term(), []byte(t.Term)) {
			continue
		}
		p, err := terms.Postings()
		if err != nil {
			return nil, corrupt(err)
		}
		out = append(out, index.TermCount{Term: string(terms.Term()), Units: p.Count()})
	}
	if err := terms.Err(); err != nil {
		return nil, corrupt(err)
	}
	slices.SortStableFunc(out, func(a, b index.TermCount) int { return cmp.Compare(b.Units, a.Units) })
	return out[:min(len(out), limit)], nil
}
