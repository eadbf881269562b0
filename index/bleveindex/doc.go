// Package bleveindex is the embedded engine: a Bleve index whose one segment
// is in a format of our own (package segment, registered with Bleve as a
// segment plugin), and beside it columns by unit number, the match text and
// the documents' headers. It is the only importer of Bleve.
//
// Requests are answered from the postings' bitmaps (match.go, literal.go), by
// counting over columns (collect.go, facets.go) and by scoring with an exact
// bound (rank.go), not through Bleve's searchers: its facets, phrase queries
// and statistics are slow or inexact, see docs/design.md. Bleve's own queries
// work on the same files, and the tests compare the two.
package bleveindex

// Files of a generation beside the manifest and the Bleve index.
const (
	bleveDir      = "bleve"
	columnsFile   = "columns.bin"
	textFile      = "text.bin"
	documentsFile = "documents.bin"
	partsDir      = "parts" // while building
)

// unitField is the name of the stored record of a unit.
const unitField = "unit"

// Places of the fields in the segment. See invertedFields.
const (
	atWords = iota
	atGrams
	atTitle
	atContext
	atRunes
	atID
	atSource
	atTopic
	atKind
	atAuthor
	atLang
	atDoc
	atJournal
	atCitedTitle
	atCitedAuthor
	atCitedYear
)

// runesName is the field of single characters: the distinct runes of ClassCJK
// of each unit. A query for one character would otherwise join the postings of
// every gram that begins with it.
const runesName = "runes"

// idName is Bleve's name for the field of document ids.
const idName = "_id"
