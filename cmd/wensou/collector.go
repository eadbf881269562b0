package main

import (
	"context"
	"errors"
	"path/filepath"

	"wensou/analysis"
	"wensou/document"
	"wensou/index"
	"wensou/index/bleveindex"
	"wensou/internal/gate"
	"wensou/search/suggest"
	"wensou/search/works"
)

// collector puts documents into an index, their names among what is suggested,
// and their numbers among what the gate compares.
type collector struct {
	index.Builder
	suggestions *suggest.Builder
	statistics  *gate.Collector
}

func newCollector(b index.Builder) *collector {
	return &collector{b, suggest.NewBuilder(), gate.NewCollector()}
}

func (c *collector) Add(ctx context.Context, d *document.Document) error {
	c.suggestions.Add(d)
	c.statistics.Add(d)
	return c.Builder.Add(ctx, d)
}

// finish adds the files beside the index to a generation whose index is
// finished.
func (c *collector) finish(ctx context.Context, path string, a *analysis.Analyzer, userDict string, report *index.BuildReport, rejected int) (err error) {
	s, err := bleveindex.Open(path, &index.Manifest{Analyzer: a.Fingerprint()}, a)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := writeSuggestions(ctx, c.suggestions, s, path, a); err != nil {
		return err
	}
	if err := works.Build(ctx, s, filepath.Join(path, works.File)); err != nil {
		return err
	}
	var words []analysis.UserWord
	if userDict != "" {
		if words, err = analysis.ReadUserDict(userDict); err != nil {
			return dictionaryError(err)
		}
		words = append([]analysis.UserWord{}, words...) // not nil, even when it is empty
	}
	return c.statistics.Finish(ctx, path, s, report, a.Fingerprint(), words, rejected)
}

func writeSuggestions(ctx context.Context, b *suggest.Builder, s index.Searcher, path string, a *analysis.Analyzer) error {
	return b.Finish(ctx, s, func(text string) (starts []int) {
		for _, t := range a.Cut(text) {
			starts = append(starts, t.Start)
		}
		return starts
	}, filepath.Join(path, suggest.File))
}
