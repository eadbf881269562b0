package index

// Field names what can be matched, scored, filtered or counted. The schema is
// the same for every engine.
type Field string

// Fields with terms that match and score.
const (
	FieldWords Field = "words" // jieba words in search mode, Latin and mixed terms
	FieldGrams Field = "grams" // character bigrams, see analysis.Grams
	// FieldTitle holds words and grams of the document's title and of the
	// unit's headings; it scores and never decides a match by itself.
	FieldTitle Field = "title"
	// FieldContext holds words and grams of what a unit hangs together with,
	// see Contexts.
	FieldContext Field = "context"
)

// ScoredFields are the fields that have a Similarity.
var ScoredFields = []Field{FieldWords, FieldGrams, FieldTitle, FieldContext}

// Fields with one keyword (or several) a unit: for filters and facets.
const (
	FieldSource Field = "source"
	FieldTopic  Field = "topic"
	FieldKind   Field = "kind"
	FieldAuthor Field = "author"
	FieldLang   Field = "lang"
	FieldDoc    Field = "doc"
	FieldDate   Field = "date" // facet by year; filtered through Request.Dates

	// Fields of citations and references, from their bibliographic record or,
	// for a short form, from that of the work it leads to. They are matched by
	// Value.
	FieldJournal     Field = "journal"      // container title
	FieldCitedTitle  Field = "cited_title"  // title of the work
	FieldCitedAuthor Field = "cited_author" // each author, editor and translator
	FieldCitedYear   Field = "cited_year"   // year of issue, four digits
)

// FieldWork is the cited work, by the id that it has in the whole index. It is
// known when the index is finished, and no engine has it: see Filter and
// FacetRequest.
const FieldWork Field = "work"

// Keywords are the fields whose terms are whole values.
var Keywords = []Field{
	FieldSource, FieldTopic, FieldKind, FieldAuthor, FieldLang, FieldDoc,
	FieldJournal, FieldCitedTitle, FieldCitedAuthor, FieldCitedYear,
}

// Facets are the fields that can be counted, in the order of pages.
var Facets = []Field{FieldSource, FieldTopic, FieldDate, FieldKind, FieldAuthor, FieldLang}

// BM25 parameters of a field (Robertson and Zaragoza 2009, "The Probabilistic
// Relevance Framework: BM25 and Beyond"): K1 bounds what repetition adds, B is
// how much long units are held back.
type BM25 struct{ K1, B float64 }

// Similarity of the scoring fields. Chinese passages repeat their topic's
// characters rarely by chance, so repetition says little: small K1 and B.
var Similarity = map[Field]BM25{
	FieldGrams: {K1: 0.3, B: 0.2},
	FieldWords: {K1: 0.4, B: 0.2},
	FieldTitle: {K1: 1.2, B: 0.75},
	// A long context (a work that twenty sentences cite) is not held back.
	FieldContext: {K1: 0.4, B: 0},
}
