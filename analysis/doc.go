// Package analysis turns text into the terms that are indexed and searched.
//
// Fold makes match text: what is compared when text is compared. Words and Cut
// divide text into words, for the index and for queries; Grams divides match
// text into the pairs of characters that find every literal phrase. All terms
// are match text; all offsets are bytes of the original text.
package analysis

// version changes with any change of this package that changes terms.
const version = 1
