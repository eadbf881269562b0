package search

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"wensou/index"
	"wensou/search/highlight"
	"wensou/search/suggest"
	"wensou/search/works"
)

// suggesting is a generation's searcher with its suggestions and works.
type suggesting struct {
	index.Searcher
	data  *suggest.Data
	works *works.Data
}

// WithSuggestions joins a generation's searcher with its suggestions. Closing
// it closes both.
func WithSuggestions(s index.Searcher, d *suggest.Data) index.Searcher {
	return &suggesting{Searcher: s, data: d}
}

// WithWorks joins a generation's searcher, with its suggestions or without,
// and its works. Closing it closes all.
func WithWorks(s index.Searcher, w *works.Data) index.Searcher {
	if with, ok := s.(*suggesting); ok {
		return &suggesting{with.Searcher, with.data, w}
	}
	return &suggesting{Searcher: s, works: w}
}

func (s *suggesting) Close() error {
	return errors.Join(s.Searcher.Close(), s.data.Close(), s.works.Close())
}

// worksOf a snapshot, nil when it knows none. Under a limit of sources there are
// none: a work is brought together from what all sources say of it.
func worksOf(s *index.Snapshot) *works.Data {
	if with, ok := s.Searcher.(*suggesting); ok {
		return with.works
	}
	return nil
}

// suggestions of a snapshot, nil when it has none.
func suggestions(s *index.Snapshot) *suggest.Data {
	inner := s.Searcher
	if l, ok := inner.(*limited); ok {
		inner = l.all // who asks narrows the sources
	}
	if with, ok := inner.(*suggesting); ok {
		return with.data
	}
	return nil
}

// SuggestKinds are the kinds of suggestions.
var SuggestKinds = suggest.Kinds

// SuggestRequest asks how what was typed may go on. Zero values mean the
// default.
type SuggestRequest struct {
	Query   string
	Limit   int      // default 10, at most suggest.MaxLimit
	Sources []string // only what these have; empty: all
}

// Normalize fills in defaults and reports all faults at once.
func (r *SuggestRequest) Normalize() error {
	var errs []error
	r.Query = strings.ToValidUTF8(strings.TrimSpace(r.Query), "")
	if n := utf8.RuneCountInString(r.Query); n > MaxQueryRunes {
		errs = append(errs, &ParamError{"q", fmt.Sprintf("has %d characters, at most %d are read", n, MaxQueryRunes)})
	}
	if r.Limit == 0 {
		r.Limit = 10
	}
	if r.Limit < 1 || r.Limit > suggest.MaxLimit {
		errs = append(errs, &ParamError{"limit", fmt.Sprintf("is %d, not 1 to %d", r.Limit, suggest.MaxLimit)})
	}
	if len(r.Sources) > MaxFilter {
		errs = append(errs, &ParamError{"source", fmt.Sprintf("has %d values, at most %d", len(r.Sources), MaxFilter)})
	}
	slices.Sort(r.Sources)
	r.Sources = slices.Compact(r.Sources)
	return errors.Join(errs...)
}

// SuggestResponse is the answer to a SuggestRequest, in the JSON form of the
// API.
type SuggestResponse struct {
	Query       string       `json:"query"`
	Generation  string       `json:"generation"`
	Suggestions []Suggestion `json:"suggestions"`
}

// Suggestion is one way in which what was typed may go on.
type Suggestion struct {
	Text string `json:"text"`
	Kind string `json:"kind"` // title, heading, work, author, topic, term
	HTML string `json:"html"` // Text, what was typed in <mark>, everything else escaped
	// Count is in documents; of works in places that cite them, of terms in
	// units.
	Count int `json:"count"`
	// Document is that of a title.
	Document string `json:"document,omitempty"`
	// URL is the address of that document's page; the server sets it.
	URL string `json:"url,omitempty"`
	// Segments are Text, divided by what was typed.
	Segments []Segment `json:"segments"`
}

// Suggest answers from the serving generation. Errors: ParamError
// (ErrBadRequest), ErrBusy, index.ErrDeadline, index.ErrNoGeneration.
func (s *Service) Suggest(ctx context.Context, r SuggestRequest) (*SuggestResponse, error) {
	if err := r.Normalize(); err != nil {
		return nil, err
	}
	resp := &SuggestResponse{Query: r.Query, Suggestions: []Suggestion{}}
	var found []suggest.Suggestion
	err := s.within(ctx, func(ctx context.Context, snap *index.Snapshot) (err error) {
		resp.Generation = snap.Manifest.Generation
		sources, none := narrowed(snap.Searcher, r.Sources)
		if none {
			return nil
		}
		found, err = suggestions(snap).Suggest(ctx, suggest.Request{Text: r.Query, Limit: r.Limit, Sources: sources})
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, f := range found {
		parts := highlight.Segments(f.Text, highlight.Fragment{End: len(f.Text)}, [][2]int{{f.Start, f.End}})
		resp.Suggestions = append(resp.Suggestions, Suggestion{
			Text: f.Text, Kind: string(f.Kind), Count: f.Count, Document: string(f.Document), HTML: markup(parts), Segments: segmentsOf(parts),
		})
	}
	return resp, nil
}
