// Package gate compares a generation that is to be published with the one that
// serves, so that a folder that was emptied, a parser that lost its footnotes
// or a damaged dictionary is noticed before readers are. What it compares is
// counted while a generation is built and kept in it.
package gate

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"wensou/index"
)

// Names of files in a generation. Its manifest hashes them like all others.
const (
	StatisticsFile = "statistics.json"
	DocumentsFile  = "documents.jsonl.gz"
	RejectedFile   = "rejected.jsonl"
)

// Statistics are what the gate compares of a generation as a whole.
type Statistics struct {
	Documents int            `json:"documents"`
	Units     int            `json:"units"`
	Sources   map[string]int `json:"sources"` // documents by source
	Kinds     map[string]int `json:"kinds"`   // units by kind
	Warnings  map[string]int `json:"warnings"`
	Rejected  int            `json:"rejected"`
	Analyzer  string         `json:"analyzer"` // fingerprint
	Words     *Words         `json:"words,omitempty"`
	UserDict  *UserDict      `json:"user_dict,omitempty"` // when there is one
}

// Words says how the Chinese text was cut. A word counts once for each unit
// that holds it.
type Words struct {
	Terms   int `json:"terms"`   // different words
	Units   int `json:"units"`   // words, over all units
	Singles int `json:"singles"` // of these, words of one character
	Runes   int `json:"runes"`   // characters of these words
}

// Length is the mean length of a word in characters.
func (w *Words) Length() float64 { return ratio(w.Runes, w.Units) }

// SingleShare is the share of words of one character.
func (w *Words) SingleShare() float64 { return ratio(w.Singles, w.Units) }

// UserDict is the library's own dictionary of words.
type UserDict struct {
	Words int `json:"words"`
	Found int `json:"found"` // of these, words that some unit holds
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// Write puts the statistics into an unfinished generation.
func (s *Statistics) Write(dir string) error {
	raw, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		return fmt.Errorf("write %s: %w", StatisticsFile, err)
	}
	if err := os.WriteFile(filepath.Join(dir, StatisticsFile), append(raw, '\n'), 0o644); err != nil {
		return fmt.Errorf("write %s: %w", StatisticsFile, err)
	}
	return nil
}

// Read returns the statistics of a generation, nil when it was built without.
// The error is index.ErrCorrupt.
func Read(dir string) (*Statistics, error) {
	raw, err := os.ReadFile(filepath.Join(dir, StatisticsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	s := &Statistics{}
	if err == nil {
		err = json.Unmarshal(raw, s)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", index.ErrCorrupt, StatisticsFile, err)
	}
	return s, nil
}
