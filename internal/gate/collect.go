package gate

import (
	"context"
	"fmt"
	"unicode"
	"unicode/utf8"

	"wensou/analysis"
	"wensou/document"
	"wensou/index"
)

// Collector counts documents while a generation is built. It belongs to one
// goroutine.
type Collector struct {
	entries  []*Entry
	byID     map[document.ID]*Entry
	warnings map[string]int
}

// NewCollector makes an empty one.
func NewCollector() *Collector {
	return &Collector{byID: map[document.ID]*Entry{}, warnings: map[string]int{}}
}

// Add takes a document, or a further part of one.
func (c *Collector) Add(d *document.Document) {
	e := c.byID[d.ID]
	if e == nil {
		e = &Entry{ID: d.ID, Source: d.SourceName(), Lang: d.Language, Units: map[document.Kind]int{}}
		c.byID[d.ID] = e
		c.entries = append(c.entries, e)
	}
	for i := range d.Units {
		u := &d.Units[i]
		e.Units[u.Kind]++
		e.Digest += index.Digest(u)
		runes, han := letters(u.Text)
		e.Runes, e.Han = e.Runes+runes, e.Han+han
	}
	for _, w := range d.Warnings {
		c.warnings[w.Code]++
	}
}

func letters(text string) (all, han int) {
	for _, r := range text {
		switch {
		case r < utf8.RuneSelf:
			if r >= '0' && r <= '9' || r|0x20 >= 'a' && r|0x20 <= 'z' {
				all++
			}
		case r >= 0x4e00 && r <= 0x9fff || unicode.Is(unicode.Han, r): // most of them, quickly
			all, han = all+1, han+1
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			all++
		}
	}
	return all, han
}

// leave takes out the units that the builder left out.
func (c *Collector) leave(out []index.Duplicate) {
	for _, d := range out {
		if e := c.byID[d.Document]; e != nil {
			e.Digest -= d.Digest
			if e.Units[d.Kind]--; e.Units[d.Kind] == 0 {
				delete(e.Units, d.Kind)
			}
		}
	}
}

// Vocabulary is what is counted in the finished index.
type Vocabulary interface {
	index.Vocabulary
	Frequency(ctx context.Context, t index.Term) (int, error)
}

// Finish writes the statistics and the list of documents into the unfinished
// generation, whose index is finished. words are the user dictionary's, nil
// when there is none.
func (c *Collector) Finish(ctx context.Context, dir string, v Vocabulary, report *index.BuildReport, fingerprint string, words []analysis.UserWord, rejected int) error {
	c.leave(report.Duplicates)
	s := &Statistics{
		Documents: len(c.entries), Sources: map[string]int{}, Kinds: map[string]int{},
		Warnings: c.warnings, Rejected: rejected, Analyzer: fingerprint,
	}
	for _, e := range c.entries {
		s.Sources[e.Source]++
		for k, n := range e.Units {
			s.Kinds[string(k)] += n
			s.Units += n
		}
	}
	var err error
	if s.Words, err = countWords(ctx, v); err != nil {
		return fmt.Errorf("count words: %w", err)
	}
	if words != nil {
		if s.UserDict, err = findWords(ctx, v, words); err != nil {
			return fmt.Errorf("count words of the user dictionary: %w", err)
		}
	}
	if err := s.Write(dir); err != nil {
		return err
	}
	return writeEntries(dir, c.entries)
}

// countWords walks the dictionary of the index: what it costs grows with the
// different words, not with the texts.
func countWords(ctx context.Context, v Vocabulary) (*Words, error) {
	w := &Words{}
	err := v.Terms(ctx, index.FieldWords, 1, func(t index.TermCount) bool {
		first, _ := utf8.DecodeRuneInString(t.Term)
		if !unicode.Is(unicode.Han, first) {
			return true
		}
		n := utf8.RuneCountInString(t.Term)
		w.Terms++
		w.Units += t.Units
		w.Runes += n * t.Units
		if n == 1 {
			w.Singles += t.Units
		}
		return true
	})
	return w, err
}

func findWords(ctx context.Context, v Vocabulary, words []analysis.UserWord) (*UserDict, error) {
	out := &UserDict{Words: len(words)}
	for _, w := range words {
		n, err := v.Frequency(ctx, index.Term{Field: index.FieldWords, Term: w.Key})
		if err != nil {
			return nil, err
		}
		if n > 0 {
			out.Found++
		}
	}
	return out, nil
}
