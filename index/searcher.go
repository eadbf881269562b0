// Package index is what wensou asks of a search engine: a Builder that turns
// documents into a generation, a Searcher that answers requests over one, and
// the life of generations on disk (manifest, current marker, handle). It names
// no engine; bleveindex is the embedded one, and indextest is the suite that
// every engine must pass.
package index

import (
	"context"
	"errors"
	"io"
	"time"

	"wensou/document"
)

// Errors that engines return; callers compare with errors.Is.
var (
	// ErrNotFound: no document or unit has that id.
	ErrNotFound = errors.New("index: not found")
	// ErrCorrupt: a file of the generation is missing, cut or altered.
	ErrCorrupt = errors.New("index: corrupt generation")
	// ErrIncompatible: the generation was made by another format or analyzer.
	ErrIncompatible = errors.New("index: incompatible generation")
	// ErrNoGeneration: the index directory publishes no generation.
	ErrNoGeneration = errors.New("index: no published generation")
	// ErrLocked: another process is building in the index directory.
	ErrLocked = errors.New("index: locked by another build")
	// ErrDeadline: the request ran out of time before its matches were known.
	ErrDeadline = errors.New("index: deadline exceeded")
)

// UnitKey names a unit over the whole index: "<document id>#<unit id>", or a
// row's own id.
type UnitKey string

// KeyOf is the key of a document's unit.
func KeyOf(d *document.Document, u document.UnitID) UnitKey {
	if d.Format == "jsonl" {
		return UnitKey(u)
	}
	return UnitKey(string(d.ID) + "#" + string(u))
}

// SortOrder of hits. Equal hits keep the canonical order of the index.
type SortOrder string

// The orders.
const (
	ByRelevance SortOrder = "relevance"
	ByNewest    SortOrder = "-date"
	ByOldest    SortOrder = "date"
)

// Filter keeps units whose field has one of the values; it does not score. Of
// a field that engines do not have (FieldWork), Refs are the units that have
// one, ascending; for the others it is nil.
type Filter struct {
	Field  Field
	Values []string
	Refs   []uint64
}

// DateRange keeps units of documents whose date span overlaps [From, To).
// A zero time leaves that side open. Days are midnight UTC.
type DateRange struct{ From, To time.Time }

// IsZero says whether the range keeps everything.
func (r DateRange) IsZero() bool { return r.From.IsZero() && r.To.IsZero() }

// FacetRequest asks for the counts of one field's most frequent values. A field
// that engines do not have (FieldWork) is counted by who asks: Count is called
// with the ref of each unit of the answer, ascending, from one goroutine at a
// time, and the result has nothing for the field.
type FacetRequest struct {
	Field Field
	Limit int // at most so many values, by count and then by value
	Count func(ref uint64)
}

// Request is one search, fully planned: no text is analysed below it.
type Request struct {
	Match   Clause     // which units
	Score   []Weighted // what they are worth: a sum of BM25 terms
	Boosts  []Boost    // and of constants
	Rescore Rescorer   // what the best of them are worth besides; nil for nothing
	Filters []Filter   // AND between filters, OR within one
	Dates   DateRange
	Facets  []FacetRequest
	Sort    SortOrder
	Group   bool // one hit a document, its best unit
	From    int  // hits (units or documents) to skip
	Size    int  // hits to return
}

// CountRequest asks how many units match each of several clauses, and nothing
// else. Filters and Dates are those of a Request.
type CountRequest struct {
	Matches []Clause
	Filters []Filter
	Dates   DateRange
}

// Hit is one unit of a result.
type Hit struct {
	Ref   uint64  // the engine's own address of the unit in this generation
	Score float64 // sum of what Score, Boosts and Rescore give
	Added float64 // part of it that Rescore gave
	More  int     // further matching units of the same document, when grouped
}

// FacetCount is one value of a facet. A field's own filter does not narrow its
// counts. For FieldDate the value is the year, "" for undated documents.
type FacetCount struct {
	Value string
	Count int // units
}

// Result of a search.
type Result struct {
	Total  int // matching units
	Groups int // documents that hold them
	Hits   []Hit
	Facets map[Field][]FacetCount
}

// Stored is a unit as it was put in, with its document's header (Units empty).
type Stored struct {
	Key      UnitKey
	Ref      uint64
	Unit     document.Unit
	Document *document.Document
}

// Explanation is a score as a sum that adds up.
type Explanation struct {
	Value   float64       `json:"value"`
	Message string        `json:"message"`
	Details []Explanation `json:"details,omitempty"`
}

// Stats describes a generation.
type Stats struct {
	Documents int            `json:"documents"`
	Units     int            `json:"units"`
	Kinds     map[string]int `json:"kinds"`
	Sources   map[string]int `json:"sources"` // units by source
	TextBytes int64          `json:"text_bytes"`
}

// Searcher answers requests over one immutable generation. All methods may be
// called concurrently.
type Searcher interface {
	Search(ctx context.Context, r *Request) (*Result, error)
	// Count returns, for each clause of r, how many units match it.
	Count(ctx context.Context, r *CountRequest) ([]int, error)
	// Fetch returns the stored units of refs, in their order.
	Fetch(ctx context.Context, refs []uint64) ([]Stored, error)
	// Lookup finds units by key; unknown keys are left out.
	Lookup(ctx context.Context, keys []UnitKey) ([]Stored, error)
	// Document returns a whole document with its units in reading order.
	Document(ctx context.Context, id document.ID) (*document.Document, error)
	// Explain says how one unit's score for r comes about; ErrNotFound when
	// the unit does not match.
	Explain(ctx context.Context, r *Request, ref uint64) (*Explanation, error)
	// Frequency is the number of units whose field holds the term.
	Frequency(ctx context.Context, t Term) (int, error)
	Vocabulary
	Stats() Stats
	io.Closer
}

// Builder writes one generation into an empty directory. Add is called from
// one goroutine, in the canonical order of the corpus; the result does not
// depend on how many workers analyse.
type Builder interface {
	// Add takes a validated document. A document id may come again (parts of
	// a long one); a unit key may not: the later unit is left out and named in
	// the error list of BuildReport.
	Add(ctx context.Context, d *document.Document) error
	// Finish writes everything and closes the builder.
	Finish(ctx context.Context) (*BuildReport, error)
	// Abort drops what was built. It may follow any error, and Finish.
	Abort() error
}

// BuildReport says what a builder took in.
type BuildReport struct {
	Stats      Stats
	Duplicates []Duplicate // units left out because their key was taken
	Analysed   int64       // bytes of text that were analysed, and not taken over from an older generation
}
