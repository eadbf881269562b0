// Package search answers what people type: it reads the query, plans what an
// engine must match and score, and assembles the response with facets,
// snippets and links. It knows no HTTP and no engine.
package search

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"wensou/document"
	"wensou/index"
)

// Mode says how the words of a query combine.
type Mode string

// The modes. ModeAuto asks for all words and, when hardly anything holds all,
// goes on with the units that hold most of them; the response says so.
const (
	ModeAuto   Mode = "" // a request may also say auto
	ModeAll    Mode = "all"
	ModeAny    Mode = "any"
	ModePhrase Mode = "phrase" // the whole query is one literal phrase
)

// Highlight is the form of marks in snippets.
type Highlight string

// The forms.
const (
	HighlightHTML     Highlight = "html"     // everything but <mark> escaped
	HighlightSegments Highlight = "segments" // [{text, match}]
	HighlightNone     Highlight = "none"
)

// Duplicates says what becomes of hits that repeat a better one.
type Duplicates string

// The ways. Folding takes place between the documents of one page in the order
// of relevance; units listed one by one are never folded.
const (
	DuplicatesFold Duplicates = "fold" // named at the better hit
	DuplicatesShow Duplicates = "show"
)

// FormatCSV asks for all lines of a concordance, for a spreadsheet.
const FormatCSV = "csv"

// Facets are the fields that can be counted, in the order of pages.
var Facets = append(slices.Clone(index.Facets), index.FieldWork)

// Limits of a request.
const (
	MaxQueryRunes = 512
	MaxLimit      = 100
	MaxWindow     = 10_000 // page × limit
	MaxClauses    = 64
	MaxFacetSize  = 100
	MaxFilter     = 50 // values of one filter
	MaxContext    = 100
	minContext    = 5
)

// ErrBadRequest is wrapped by every ParamError.
var ErrBadRequest = errors.New("search: bad request")

// ParamError names the parameter that can't be served and says what can.
type ParamError struct {
	Param  string
	Reason string
}

func (e *ParamError) Error() string { return fmt.Sprintf("%s: %s", e.Param, e.Reason) }

// Unwrap makes errors.Is(err, ErrBadRequest) true.
func (e *ParamError) Unwrap() error { return ErrBadRequest }

// Request is one search as a client asks for it. Zero values mean the default.
type Request struct {
	Query    string
	Mode     Mode
	Exact    bool // variants=exact: no regional expansion
	Sources  []string
	Topics   []string
	Kinds    []string
	Authors  []string
	Langs    []string
	Docs     []string
	Works    []string // ids of cited works, see Service.Works
	From, To string   // a date as ParseDay reads it; To includes its last day
	// Now is the day that 今年, 昨天 and the like count from; by default today,
	// in the time zone of the process.
	Now    time.Time
	Facets []index.Field
	// FacetSize is the number of values a facet (default 10, at most 100).
	FacetSize int
	Sort      index.SortOrder
	// Ungrouped asks for units instead of documents (group=none).
	Ungrouped  bool
	Duplicates Duplicates // default fold
	Page       int        // from 1
	Limit      int        // default 20
	Highlight  Highlight
	// Snippets is the number of fragments a hit (default 1, at most 5).
	Snippets int
	// SnippetLength is the wanted length of a fragment in characters (default 120).
	SnippetLength int
	WithText      bool // fields=text: the whole text of each unit
	Explain       bool
	// View is ViewKWIC for a concordance, see Service.Concordance. Facets,
	// groups, highlights, snippets and texts are not for it.
	View View
	// Context is the characters shown on each side of a match in a concordance
	// (default 20, 5 to 100); 0 in other views.
	Context int
	// Format is csv for all lines of a concordance instead of a page of them.
	Format string
}

// Normalize fills in defaults and reports all faults at once. The request is
// ready for Service.Search afterwards.
func (r *Request) Normalize() error {
	var errs []error
	bad := func(param, format string, args ...any) {
		errs = append(errs, &ParamError{param, fmt.Sprintf(format, args...)})
	}
	def := func(p *int, v int) {
		if *p == 0 {
			*p = v
		}
	}
	if r.Now.IsZero() {
		r.Now = time.Now()
	}
	y, m, d := r.Now.Date()
	r.Now = time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	typed := strings.TrimSpace(r.Query)
	if r.Query = strings.ToValidUTF8(typed, ""); r.Query == "" && typed != "" {
		r.Query = "\uFFFD" // not the empty query, which finds everything
	}
	if n := utf8.RuneCountInString(r.Query); n > MaxQueryRunes {
		bad("q", "has %d characters, at most %d are searched; shorten it or search a part in quotes", n, MaxQueryRunes)
	}
	if r.Mode == "auto" { // as responses call it
		r.Mode = ModeAuto
	}
	if !slices.Contains([]Mode{ModeAuto, ModeAll, ModeAny, ModePhrase}, r.Mode) {
		bad("mode", "is %q, not all, any or phrase", r.Mode)
	}
	for _, f := range r.filters() { // a field is named as its parameter
		if len(f.Values) > MaxFilter {
			bad(string(f.Field), "has %d values, at most %d", len(f.Values), MaxFilter)
		}
	}
	for _, k := range r.Kinds {
		if !slices.Contains(document.Kinds, document.Kind(k)) {
			bad("kind", "is %q, not one of %v", k, document.Kinds)
		}
	}
	if _, err := r.dates(); err != nil {
		errs = append(errs, err)
	}
	if r.Sort == "" {
		r.Sort = index.ByRelevance
	}
	r.normalizeView(bad)
	for _, f := range r.Facets {
		if !slices.Contains(Facets, f) {
			bad("facets", "holds %q, not one of %v", f, Facets)
		}
	}
	if r.Duplicates == "" {
		r.Duplicates = DuplicatesFold
	}
	if r.Duplicates != DuplicatesFold && r.Duplicates != DuplicatesShow {
		bad("duplicates", "is %q, not fold or show", r.Duplicates)
	}
	if r.Highlight == "" {
		r.Highlight = HighlightHTML
	}
	if !slices.Contains([]Highlight{HighlightHTML, HighlightSegments, HighlightNone}, r.Highlight) {
		bad("highlight", "is %q, not html, segments or none", r.Highlight)
	}
	for _, n := range []struct {
		name    string
		p       *int
		def, hi int
	}{
		{"page", &r.Page, 1, MaxWindow},
		{"limit", &r.Limit, 20, MaxLimit},
		{"facet_size", &r.FacetSize, 10, MaxFacetSize},
		{"snippets", &r.Snippets, 1, 5},
		{"snippet_length", &r.SnippetLength, 120, 1000},
	} {
		def(n.p, n.def)
		if *n.p < 1 || *n.p > n.hi {
			bad(n.name, "is %d, not 1 to %d", *n.p, n.hi)
		}
	}
	if r.Page > 0 && r.Limit > 0 && r.Page*r.Limit > MaxWindow {
		bad("page", "reaches hit %d, at most %d can be paged to; narrow the search with filters", r.Page*r.Limit, MaxWindow)
	}
	return errors.Join(errs...)
}

// normalizeView checks what depends on the view: orders, context and format.
func (r *Request) normalizeView(bad func(param, format string, args ...any)) {
	byHit := slices.Contains([]index.SortOrder{index.ByRelevance, index.ByNewest, index.ByOldest}, r.Sort)
	if r.Format == "json" {
		r.Format = ""
	}
	switch r.View {
	case ViewHits, "hits":
		r.View = ViewHits
		if !byHit {
			bad("sort", "is %q, not relevance, -date or date", r.Sort)
		}
		if r.Context != 0 {
			bad("context", "is only for view=kwic; snippet_length is that of a snippet")
		}
		if r.Format != "" {
			bad("format", "is %q, not json; csv is for view=kwic, and citations are for GET: bibtex, ris, csl-json, gbt7714, apa, chicago", r.Format)
		}
		return
	case ViewKWIC:
	default:
		bad("view", "is %q, not hits or kwic", r.View)
		return
	}
	if !byHit && r.Sort != ByLeft && r.Sort != ByRight {
		bad("sort", "is %q, not relevance, -date, date, left or right", r.Sort)
	}
	if r.Format != "" && r.Format != FormatCSV {
		bad("format", "is %q, not json or csv", r.Format)
	}
	if r.Context == 0 {
		r.Context = 20
	}
	if r.Context < minContext || r.Context > MaxContext {
		bad("context", "is %d, not %d to %d", r.Context, minContext, MaxContext)
	}
	if r.Query == "" {
		bad("q", "is empty; a concordance shows what was asked for in its context")
	}
}

// lists are the filters by their parameter names.
func (r *Request) lists() map[string][]string {
	return map[string][]string{
		"source": r.Sources, "topic": r.Topics, "kind": r.Kinds,
		"author": r.Authors, "lang": r.Langs, "doc": r.Docs, "work": r.Works,
	}
}

// filters in a fixed order, for the engine.
func (r *Request) filters() []index.Filter {
	var fs []index.Filter
	for _, f := range []struct {
		field  index.Field
		values []string
	}{
		{index.FieldSource, r.Sources},
		{index.FieldTopic, r.Topics},
		{index.FieldKind, r.Kinds},
		{index.FieldAuthor, r.Authors},
		{index.FieldLang, r.Langs},
		{index.FieldDoc, r.Docs},
		{index.FieldWork, r.Works},
	} {
		if len(f.values) > 0 {
			fs = append(fs, index.Filter{Field: f.field, Values: f.values})
		}
	}
	return fs
}

func (r *Request) dates() (index.DateRange, error) {
	var d index.DateRange
	var errs []error
	if r.From != "" {
		first, _, err := ParseDay(r.From, r.Now)
		if err != nil {
			errs = append(errs, &ParamError{"from", err.Error()})
		}
		d.From = first
	}
	if r.To != "" {
		_, end, err := ParseDay(r.To, r.Now)
		if err != nil {
			errs = append(errs, &ParamError{"to", err.Error()})
		}
		d.To = end
	}
	if len(errs) == 0 && !d.From.IsZero() && !d.To.IsZero() && !d.From.Before(d.To) {
		errs = append(errs, &ParamError{"to", fmt.Sprintf("%s lies before from=%s", r.To, r.From)})
	}
	return d, errors.Join(errs...)
}
