package index

import "context"

// SourceCount is what one source has of a term.
type SourceCount struct {
	Source string
	Units  int    // units that hold it
	First  uint64 // Ref of the first of them, for Searcher.Fetch
}

// TermCount is a term and the number of units that hold it.
type TermCount struct {
	Term  string
	Units int
}

// Vocabulary is the terms of an index, for completion and for corrections.
// Errors are ErrDeadline and ErrCorrupt.
type Vocabulary interface {
	// Terms calls yield with the terms of a field that at least so many units
	// hold, in ascending order, until it returns false.
	Terms(ctx context.Context, f Field, least int, yield func(TermCount) bool) error
	// Spread divides the units that hold a term by source, in ascending order
	// of the names. Documents without a source count under "".
	Spread(ctx context.Context, t Term) ([]SourceCount, error)
	// Similar returns the most frequent terms of a field within a Levenshtein
	// distance (1 or 2, a swap of neighbours counts 1) of a term, without the
	// term itself, at most limit; equal ones in ascending order.
	Similar(ctx context.Context, t Term, distance, limit int) ([]TermCount, error)
}
