package analysis

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// TableFiles are the paths of a library's own tables. An empty one means that
// there is none.
type TableFiles struct {
	Synonyms  string
	Regional  string
	Stopwords string
}

// Tables say how queries are read, beside the segmenter: regional words,
// synonyms and function words. Texts are indexed without them, so other ones
// need no other index. They are immutable.
type Tables struct {
	regional map[string][]string
	synonyms map[string][]string
	stops    map[string]bool
	written  map[string]string // terms of the shipped tables by key, as these write them
	own      map[string]string // the same of the library's
	spaced   bool              // a term that queries are looked up for holds a space
	version  string
	counts   TableCounts
}

// TableCounts says what a library's own files hold.
type TableCounts struct {
	Synonyms  int `json:"synonyms"`  // lines
	Regional  int `json:"regional"`  // lines
	Stopwords int `json:"stopwords"` // words added or taken out
}

// ShippedTables are those in the binary.
func ShippedTables() (*Tables, error) { return ReadTables(TableFiles{}) }

// ReadTables reads a library's files over the shipped tables. The error joins
// the Faults of all files, and names those that can't be read.
func ReadTables(f TableFiles) (*Tables, error) {
	shipped, err := shippedVocabulary()
	if err != nil {
		return nil, fmt.Errorf("load regional words: %w", err)
	}
	stops, err := shippedStops()
	if err != nil {
		return nil, fmt.Errorf("load stop words: %w", err)
	}
	t := &Tables{stops: stops, written: shipped.written, own: map[string]string{}}
	version := sha256.New()
	var errs []error
	read := func(kind, path string, parse func(content []byte) error) {
		if path == "" {
			return
		}
		content, err := readLimited(path, MaxListFile)
		if err == nil {
			fmt.Fprintf(version, "%s %d\n", kind, len(content))
			version.Write(content)
			err = parse(content)
			t.version = "read"
		}
		if err != nil {
			errs = append(errs, err)
		}
	}
	var pairs []Pairing
	read("regional", f.Regional, func(b []byte) (err error) { pairs, err = parseRegional(f.Regional, b); return err })
	read("synonyms", f.Synonyms, func(b []byte) error {
		rules, err := parseSynonyms(f.Synonyms, b)
		t.synonyms, t.counts.Synonyms = synonymsOf(rules), len(rules)
		for _, r := range rules {
			t.write(r.Keys, r.Terms)
			t.write(r.ToKeys, r.To)
		}
		return err
	})
	read("stopwords", f.Stopwords, func(b []byte) error {
		words, err := parseStopwords(f.Stopwords, b)
		t.stops, t.counts.Stopwords = stopsWith(stops, words), len(words)
		return err
	})
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	for _, p := range pairs {
		if !p.Apart {
			t.write(p.Keys, p.Terms)
		}
	}
	t.regional, t.counts.Regional = regionalWith(shipped, pairs), len(pairs)
	if t.version != "" {
		t.version = hex.EncodeToString(version.Sum(nil)[:8])
	}
	t.spaced = holdsSpace(t.synonyms) || holdsSpace(t.regional)
	return t, nil
}

// write notes how the library writes terms.
func (t *Tables) write(keys, terms []string) {
	for i, k := range keys {
		if _, known := t.own[k]; !known {
			t.own[k] = terms[i]
		}
	}
}

func holdsSpace(table map[string][]string) bool {
	for term := range table {
		if strings.ContainsRune(term, ' ') {
			return true
		}
	}
	return false
}

func stopsWith(shipped map[string]bool, words []StopWord) map[string]bool {
	stops := make(map[string]bool, len(shipped)+len(words))
	for w := range shipped {
		stops[w] = true
	}
	for _, w := range words {
		if w.Remove {
			delete(stops, w.Key)
		} else {
			stops[w.Key] = true
		}
	}
	return stops
}

// Version changes with the content of the library's files; it is empty without
// any.
func (t *Tables) Version() string { return t.version }

// Counts says what the library's files hold.
func (t *Tables) Counts() TableCounts { return t.counts }

// With returns an Analyzer with other tables. It shares everything else, so it
// costs nothing, and its Fingerprint is the same.
func (a *Analyzer) With(t *Tables) *Analyzer {
	b := *a
	b.tables = t
	return &b
}

// Tables that the Analyzer reads queries by.
func (a *Analyzer) Tables() *Tables { return a.tables }

// IsStop says that a term, in match text, is a word that people ask with and
// not for.
func (a *Analyzer) IsStop(term string) bool { return a.tables.stops[term] }

// HasSynonyms says that the library has synonyms of its own.
func (a *Analyzer) HasSynonyms() bool { return len(a.tables.synonyms) > 0 }

// HasSpacedTerms says that a term with variants is several words with spaces
// between them, as machine learning is.
func (a *Analyzer) HasSpacedTerms() bool { return a.tables.spaced }
