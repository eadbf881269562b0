package gate

import (
	"errors"
	"fmt"
)

// Limits say how far a generation may differ from the one that serves. Shares
// are percentages of what the serving one has.
type Limits struct {
	// LostDocuments of a source, and of all (default 5), that may be missing;
	// LeastDocuments (default 3) may be missing from every source, whatever
	// share that is, but a source of more may not become empty.
	LostDocuments  float64 `yaml:"lost_documents"`
	LeastDocuments int     `yaml:"least_documents"`
	// LostUnits of a kind (default 10) that the documents which stayed may have
	// lost, in a source and in all; LeastUnits (default 10) are always allowed.
	LostUnits  float64 `yaml:"lost_units"`
	LeastUnits int     `yaml:"least_units"`
	// Warnings of a code and rejected files may grow by that much (default
	// 50), and by LeastWarnings (default 20) whatever share that is.
	Warnings      float64 `yaml:"warnings"`
	LeastWarnings int     `yaml:"least_warnings"`
	// Language is by how many percentage points the share of a language or of
	// Chinese characters in the documents that stayed may change (default 10).
	Language float64 `yaml:"language"`
	// UnitLength is by how much the mean length of units in the documents that
	// stayed may change (default 25).
	UnitLength float64 `yaml:"unit_length"`
	// Words is by how much the length of words and the share of those of one
	// character may change (default 15).
	Words float64 `yaml:"words"`
	// LostWords of the user dictionary (default 10) that texts held and that
	// may not be found any more.
	LostWords float64 `yaml:"lost_words"`
	// Measures is by how much nDCG@10, MRR@10 and the recall may be lower for
	// judged queries, absolutely (default 0.02).
	Measures float64 `yaml:"measures"`
	// Names is how many documents that are missing are named (default 10).
	Names int `yaml:"names"`
}

// DefaultLimits let an ordinary day's changes through.
func DefaultLimits() Limits {
	return Limits{
		LostDocuments: 5, LeastDocuments: 3, LostUnits: 10, LeastUnits: 10, Warnings: 50, LeastWarnings: 20,
		Language: 10, UnitLength: 25, Words: 15, LostWords: 10, Measures: 0.02, Names: 10,
	}
}

// Validate reports all faults at once.
func (l *Limits) Validate() error {
	var errs []error
	for _, p := range []struct {
		key   string
		value float64
		most  float64
	}{
		{"lost_documents", l.LostDocuments, 100},
		{"least_documents", float64(l.LeastDocuments), 1e9},
		{"lost_units", l.LostUnits, 100},
		{"least_units", float64(l.LeastUnits), 1e9},
		{"warnings", l.Warnings, 1e9},
		{"least_warnings", float64(l.LeastWarnings), 1e9},
		{"language", l.Language, 100},
		{"unit_length", l.UnitLength, 1e9},
		{"words", l.Words, 1e9},
		{"lost_words", l.LostWords, 100},
		{"measures", l.Measures, 1},
		{"names", float64(l.Names), 1e6},
	} {
		if !(p.value >= 0 && p.value <= p.most) { // not a number, too
			errs = append(errs, fmt.Errorf("gate: %s: %v is not between 0 and %g", p.key, p.value, p.most))
		}
	}
	return errors.Join(errs...)
}
