package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"wensou/analysis"
	"wensou/index"
	"wensou/index/bleveindex"
	"wensou/search"
	"wensou/search/suggest"
	"wensou/search/works"
)

// engineName stands in each manifest.
const engineName = "bleve"

// newAnalyzer loads what texts are indexed with.
func newAnalyzer(c *Config) (*analysis.Analyzer, error) {
	a, err := analysis.New(analysis.Options{CacheDir: c.CacheDir, UserDict: c.UserDict})
	return a, dictionaryError(err)
}

// newReader loads what queries are read with as well.
func newReader(c *Config) (*analysis.Analyzer, error) {
	t, err := analysis.ReadTables(c.tableFiles())
	if err != nil {
		return nil, dictionaryError(err)
	}
	a, err := newAnalyzer(c)
	if err != nil {
		return nil, err
	}
	return a.With(t), nil
}

func (c *Config) tableFiles() analysis.TableFiles {
	return analysis.TableFiles{Synonyms: c.Synonyms, Regional: c.Regional, Stopwords: c.Stopwords}
}

// dictionaryError says of faults in the library's files that the configuration
// is wrong.
func dictionaryError(err error) error {
	switch {
	case err == nil:
		return nil
	case len(analysis.AsFaults(err)) > 0 || errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w: dictionaries: %w", errConfig, err)
	}
	return fmt.Errorf("load dictionaries: %w", err)
}

func newBuilder(path string, a *analysis.Analyzer, c *Config, from *base) (index.Builder, error) {
	o := bleveindex.BuilderOptions{Workers: c.Workers, Memory: int64(c.Memory) << 20}
	if from != nil {
		o.Base = from.index
	}
	return bleveindex.NewBuilder(path, a, o)
}

func openGeneration(path string, m *index.Manifest, a *analysis.Analyzer, userDict string) (index.Searcher, error) {
	if m.Analyzer != a.Fingerprint() {
		return nil, fmt.Errorf("%w: generation %s: %s", index.ErrIncompatible, m.Generation, otherAnalyzer(a, userDict, m.Analyzer))
	}
	s, err := bleveindex.Open(path, m, a)
	if err != nil {
		return nil, err
	}
	d, err := suggest.Open(filepath.Join(path, suggest.File))
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	w, err := works.Open(filepath.Join(path, works.File))
	if err != nil {
		return nil, errors.Join(err, s.Close(), d.Close())
	}
	return search.WithWorks(search.WithSuggestions(s, d), w), nil
}

// otherAnalyzer says why an index that was built under a fingerprint can't be
// asked with an analyzer, and what to do.
func otherAnalyzer(a *analysis.Analyzer, userDict, fingerprint string) string {
	plain, _ := a.FingerprintWith("") // there is no file to fail on
	prints := fmt.Sprintf("(%.12s, now %.12s)", fingerprint, a.Fingerprint())
	switch {
	case userDict != "" && plain == fingerprint:
		return fmt.Sprintf("it was built without a user dictionary, and %s is one now %s: build the index again with it, or take it out", userDict, prints)
	case userDict != "":
		return fmt.Sprintf("it was built with another user dictionary than %s is now, or by another version of wensou %s: build the index again, or use the dictionary as it was", userDict, prints)
	}
	return fmt.Sprintf("it was built with a user dictionary, or by another version of wensou %s: name the dictionary with user_dict or --user-dict, or build the index again", prints)
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
	a, err := newReader(c)
	if err != nil {
		return nil, err
	}
	h := index.NewHandle(index.Dir(dir), func(path string, m *index.Manifest) (index.Searcher, error) {
		return openGeneration(path, m, a, c.UserDict)
	})
	if c.Server.Verify == verifyQuick {
		h.VerifyQuickly()
	}
	if _, err := h.Refresh(); err != nil {
		return nil, err
	}
	return &opened{handle: h, service: search.NewService(h, a, o)}, nil
}
