package search

import "wensou/index"

// Warnings of a Response.
const (
	// WarnNothingToSearch: the query has text, but no letter, digit or sign
	// that could stand in a document. The answer is empty.
	WarnNothingToSearch = "nothing_to_search"
	// WarnWordsDropped: words beyond MaxClauses were passed over.
	WarnWordsDropped = "words_dropped"
	// WarnOperatorAsText: something that looks like an operator or a field has
	// nothing to work on and was searched as text.
	WarnOperatorAsText = "operator_as_text"
	// WarnQuotation: the query has operators, and stands in a document as it
	// is. It was taken for a quotation and searched as text.
	WarnQuotation = "quotation"
)

// Response is the answer to a Request, in the JSON form of the API.
type Response struct {
	Query      QueryInfo               `json:"query"`
	Total      int                     `json:"total"`  // units
	Groups     int                     `json:"groups"` // documents
	TookMS     float64                 `json:"took_ms"`
	Generation string                  `json:"generation"`
	Page       int                     `json:"page"`
	Limit      int                     `json:"limit"`
	Hits       []Hit                   `json:"hits"`
	Facets     map[string][]FacetValue `json:"facets,omitempty"`
	Why        *Why                    `json:"why,omitempty"` // only when nothing was found
	// DidYouMean is set when little was found; when nothing was, Why has it.
	DidYouMean []Correction `json:"did_you_mean,omitempty"`
	Warnings   []string     `json:"warnings"` // see WarnNothingToSearch and the others
	// State names the generation and the dictionaries that this answers by.
	State string `json:"-"`
}

// QueryInfo says how the query was read.
type QueryInfo struct {
	Text string `json:"text"`
	Mode string `json:"mode"` // auto, all, any or phrase
	Read string `json:"read"` // as it was read, in the language of queries; dates are days
	// Operators says that Read asks for more than words and phrases.
	Operators bool                `json:"operators,omitempty"`
	Variants  []string            `json:"variants,omitempty"` // also searched, in the script of the query
	Filters   map[string][]string `json:"filters,omitempty"`
	// Relaxed is set when too few units held all words: how many did, and how
	// many of the words a unit had to hold instead.
	Relaxed *Relaxed `json:"relaxed,omitempty"`
	// Explanation is there when the request asks for explanations.
	Explanation *QueryExplanation `json:"explanation,omitempty"`
}

// Relaxed says how a query was widened.
type Relaxed struct {
	HoldAll int `json:"hold_all"`          // units that hold all words and phrases
	Words   int `json:"words"`             // words and phrases of the query
	Minimum int `json:"minimum"`           // of these, how many a unit had to hold
	Phrases int `json:"phrases,omitempty"` // of these, phrases: they are always held
	// Rare are words, as typed, of which one is enough beside the phrases: few
	// units hold them.
	Rare []string `json:"rare,omitempty"`
	// Parts are set when nothing holds the query as typed: what its words were
	// divided into. Words and Minimum count these then.
	Parts []string `json:"parts,omitempty"`
}

// Hit is one unit, or with grouping the best unit of a document.
type Hit struct {
	ID             string             `json:"id"`
	Kind           string             `json:"kind"`
	Score          float64            `json:"score"`
	Document       DocumentInfo       `json:"document"`
	HeadingPath    []string           `json:"heading_path,omitempty"`
	Lines          [][2]int           `json:"lines,omitempty"`
	Number         int                `json:"number,omitempty"`
	Note           int                `json:"note,omitempty"`
	Ordinal        int                `json:"ordinal,omitempty"`
	Text           string             `json:"text,omitempty"`
	TitleHTML      string             `json:"title_html,omitempty"`
	Snippets       []Snippet          `json:"snippets,omitempty"`
	Links          Links              `json:"links"`
	MoreInDocument int                `json:"more_in_document"`
	Explanation    *index.Explanation `json:"explanation,omitempty"`
	// AlsoIn are further documents that hold nearly the same text, which are no
	// hits of their own.
	AlsoIn []AlsoIn `json:"also_in,omitempty"`
}

// AlsoIn is a unit that repeats a hit's text.
type AlsoIn struct {
	ID       string      `json:"id"`
	Document DocumentRef `json:"document"`
}

// DocumentRef is what names a document.
type DocumentRef struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Source   string `json:"source"`
	Date     string `json:"date"`
	Language string `json:"language"`
	URL      string `json:"url,omitempty"`
}

// DocumentInfo is a document's header.
type DocumentInfo struct {
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	Path     string   `json:"path"`
	URL      string   `json:"url,omitempty"`
	Source   string   `json:"source"`
	Date     string   `json:"date"`
	Language string   `json:"language"`
	Authors  []string `json:"authors,omitempty"`
	Topics   []string `json:"topics,omitempty"`
}

// Segment is a piece of a snippet in the original script.
type Segment struct {
	Text  string `json:"text"`
	Match bool   `json:"match,omitempty"`
}

// Snippet is a fragment of a unit's text that ends at sentence boundaries.
type Snippet struct {
	HTML     string    `json:"html,omitempty"`
	Segments []Segment `json:"segments,omitempty"`
}

// Links of a hit to other units of its document.
type Links struct {
	Anchor *AnchorLink `json:"anchor,omitempty"` // footnotes, citations: where they hang
	Notes  []NoteLink  `json:"notes,omitempty"`  // paragraphs: their notes
	// Work names the cited work inside the document, WorkID in the whole index.
	Work   string `json:"work,omitempty"`
	WorkID string `json:"work_id,omitempty"`
}

// AnchorLink is the unit that a note hangs on, with the sentence before the marker.
type AnchorLink struct {
	ID      string `json:"id"`
	Snippet string `json:"snippet"`
}

// NoteLink is a note of a paragraph.
type NoteLink struct {
	ID     string `json:"id"`
	Number int    `json:"number"`
}

// FacetValue is one value of a facet; date facets have From and To instead of
// Value. The facet's own filter does not narrow its counts.
type FacetValue struct {
	Value    string `json:"value,omitempty"`
	Label    string `json:"label,omitempty"` // of a work: its title
	From     string `json:"from,omitempty"`
	To       string `json:"to,omitempty"`
	Count    int    `json:"count"`
	Selected bool   `json:"selected"`
}

// Why explains an empty answer.
type Why struct {
	// Missing are the words and phrases, as typed, that no unit of the index
	// holds.
	Missing []string `json:"missing,omitempty"`
	// Words are those, as typed, that keep the others from being found: leaving
	// out any one of them would bring something back.
	Words []string `json:"words,omitempty"`
	// WithoutFilters is the number of units that are found when no filter is
	// set.
	WithoutFilters int `json:"without_filters,omitempty"`
	// Filters are those, by parameter name (date for from and to), of which
	// leaving out any one would bring something back.
	Filters []string `json:"filters,omitempty"`
	// AnyWord is the number of units that hold at least one of the words.
	AnyWord int `json:"any_word,omitempty"`
	// DidYouMean is what would be found with another word.
	DidYouMean []Correction `json:"did_you_mean,omitempty"`
}

// Correction is a query that may have been meant. It is offered and never
// searched by itself.
type Correction struct {
	Text  string `json:"text"`  // the word that would be put in
	Query string `json:"query"` // the whole query with it, operators and all
	Total int    `json:"total"` // units that this query finds, above 0
}
