package main

import (
	"fmt"

	"wensou/analysis"
	"wensou/index"
	"wensou/index/bleveindex"
	"wensou/search"
)

// engineName stands in each manifest.
const engineName = "bleve"

func newAnalyzer(c *Config) (*analysis.Analyzer, error) {
	a, err := analysis.New(analysis.Options{CacheDir: c.CacheDir, UserDict: c.UserDict})
	if err != nil {
		return nil, fmt.Errorf("load dictionaries: %w", err)
	}
	return a, nil
}

func newBuilder(path string, a *analysis.Analyzer, workers int) (index.Builder, error) {
	return bleveindex.NewBuilder(path, a, bleveindex.BuilderOptions{Workers: workers})
}

func openGeneration(path string, m *index.Manifest, a *analysis.Analyzer) (index.Searcher, error) {
	return bleveindex.Open(path, m, a)
}

// opened is the published generation of an index, ready to be asked.
type opened struct {
	handle  *index.Handle
	service *search.Service
}

// Close stops serving.
func (o *opened) Close() error { return o.handle.Close() }

func openIndex(c *Config, dir string, o search.Options) (*opened, error) {
	// Whoever mistypes the folder should not wait for the dictionaries.
	if _, err := index.Dir(dir).Current(); err != nil {
		return nil, err
	}
	a, err := newAnalyzer(c)
	if err != nil {
		return nil, err
	}
	h := index.NewHandle(index.Dir(dir), func(path string, m *index.Manifest) (index.Searcher, error) {
		return openGeneration(path, m, a)
	})
	if _, err := h.Refresh(); err != nil {
		return nil, err
	}
	return &opened{handle: h, service: search.NewService(h, a, o)}, nil
}
