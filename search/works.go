package search

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"wensou/analysis"
	"wensou/document"
	"wensou/index"
	"wensou/search/works"
)

// WorksOrder is an order of works: documents (that cite them), relevance, year
// or -year.
type WorksOrder = works.Order

// WorksRequest asks for cited works. Zero values mean the default.
type WorksRequest struct {
	// Query is looked for in titles, authors and what works appeared in, in any
	// script and regional form; empty, all works are found.
	Query   string
	Sources []string // works that documents of these cite; empty: of any
	Sort    WorksOrder
	Page    int // from 1
	Limit   int // default 20
}

// Normalize fills in defaults and reports all faults at once.
func (r *WorksRequest) Normalize() error {
	var errs []error
	bad := func(param, format string, args ...any) {
		errs = append(errs, &ParamError{param, fmt.Sprintf(format, args...)})
	}
	r.Query = strings.ToValidUTF8(strings.TrimSpace(r.Query), "\uFFFD")
	if n := utf8.RuneCountInString(r.Query); n > MaxQueryRunes {
		bad("q", "has %d characters, at most %d are read", n, MaxQueryRunes)
	}
	if r.Sort == "" {
		r.Sort = works.ByDocuments
	}
	if !slices.Contains([]works.Order{works.ByDocuments, works.ByRelevance, works.ByNewest, works.ByOldest}, r.Sort) {
		bad("sort", "is %q, not documents, relevance, year or -year", r.Sort)
	}
	if len(r.Sources) > MaxFilter {
		bad("source", "has %d values, at most %d", len(r.Sources), MaxFilter)
	}
	slices.Sort(r.Sources)
	r.Sources = slices.Compact(r.Sources)
	if r.Page == 0 {
		r.Page = 1
	}
	if r.Limit == 0 {
		r.Limit = 20
	}
	if r.Limit < 1 || r.Limit > MaxLimit {
		bad("limit", "is %d, not 1 to %d", r.Limit, MaxLimit)
	}
	if r.Page < 1 || r.Limit > 0 && r.Page > MaxWindow/r.Limit {
		bad("page", "is %d; works up to the %dth can be paged to", r.Page, MaxWindow)
	}
	return errors.Join(errs...)
}

// WorksResponse is the answer to a WorksRequest, in the JSON form of the API.
type WorksResponse struct {
	Query      string     `json:"query"`
	Total      int        `json:"total"`
	Generation string     `json:"generation"`
	Page       int        `json:"page"`
	Limit      int        `json:"limit"`
	Works      []WorkInfo `json:"works"`
	// State names the generation and the dictionaries that this answers by.
	State string `json:"-"`
}

// WorkInfo is a cited work.
type WorkInfo struct {
	ID string `json:"id"`
	// Title is that of the record or, when it has none, its DOI or address.
	Title     string        `json:"title"`
	CSL       *document.CSL `json:"csl"`
	EtAl      bool          `json:"et_al,omitempty"` // there are more authors than the record names
	Documents int           `json:"documents"`       // that cite it
	Places    int           `json:"places"`          // citations and references of it
	// URL is the address of the work's page; the server sets it.
	URL string `json:"url,omitempty"`
}

func infoOfWork(w *works.Work) WorkInfo {
	return WorkInfo{ID: w.ID, Title: works.Label(w.CSL), CSL: w.CSL, EtAl: w.EtAl, Documents: w.Documents, Places: w.Places}
}

// Works finds cited works. Errors: ParamError (ErrBadRequest), ErrBusy,
// index.ErrDeadline, index.ErrNoGeneration.
func (s *Service) Works(ctx context.Context, r WorksRequest) (*WorksResponse, error) {
	if err := r.Normalize(); err != nil {
		return nil, err
	}
	resp := &WorksResponse{Query: r.Query, Page: r.Page, Limit: r.Limit, Works: []WorkInfo{}}
	err := s.within(ctx, func(ctx context.Context, snap *index.Snapshot) error {
		a := s.Analyzer()
		resp.Generation, resp.State = snap.Manifest.Generation, stateWithin(ctx, stateOf(snap.Manifest.Generation, a))
		q := works.Query{Sources: r.Sources, Order: r.Sort, From: (r.Page - 1) * r.Limit, Size: r.Limit}
		found := &works.Found{}
		var err error
		for _, texts := range readings(a, r.Query) {
			q.Texts = texts
			if found, err = worksOf(snap).Find(ctx, q); err != nil || found.Total > 0 {
				break
			}
		}
		if err != nil {
			return err
		}
		resp.Total = found.Total
		for _, w := range found.Works {
			resp.Works = append(resp.Works, infoOfWork(w))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return resp, nil
}

// readings are the ways to read a query for works, each tried when the one
// before finds nothing: what stands between blanks as it is, then its words.
func readings(a *analysis.Analyzer, q string) [][][]string {
	if q == "" {
		return [][][]string{nil}
	}
	p := &plan{analyzer: a, muted: 1}
	p.script = scriptOf(a, q)
	var whole, words [][]string
	for _, chunk := range strings.Fields(q) {
		folded := analysis.Fold(chunk)
		if folded == "" || len(words) >= MaxClauses {
			continue
		}
		whole = append(whole, p.forms(chunk, false))
		for _, t := range a.Cut(chunk) {
			words = append(words, p.forms(chunk[t.Start:t.End], false))
		}
	}
	if len(whole) == 0 { // signs are in no work
		return nil
	}
	return [][][]string{whole, words[:min(len(words), MaxClauses)]}
}

// CitedWork is what a document's work is in the whole index.
type CitedWork struct {
	ID        string `json:"id"`
	Documents int    `json:"documents"` // that cite it, this one among them
}

// citedWorks are those of a document, by their ids in it; nil when there are
// none.
func citedWorks(w *works.Data, d *document.Document) (map[document.WorkID]CitedWork, error) {
	var out map[document.WorkID]CitedWork
	for i := range d.Units {
		u := &d.Units[i]
		if _, known := out[u.Work]; known || u.Work == "" {
			continue
		}
		id, err := w.Of(d.ID, u)
		if err != nil {
			return nil, err
		}
		if id == "" {
			continue
		}
		docs, err := w.Documents(id)
		if err != nil {
			return nil, err
		}
		if out == nil {
			out = map[document.WorkID]CitedWork{}
		}
		out[u.Work] = CitedWork{id, docs}
	}
	return out, nil
}

// Printing is one way in which a work is cited.
type Printing struct {
	ID    string `json:"id"`   // of a unit that cites it so
	Text  string `json:"text"` // of that unit
	Count int    `json:"count"`
}

// CitedPlace is one place that cites a work.
type CitedPlace struct {
	ID        string       `json:"id"`
	Kind      string       `json:"kind"`
	Number    int          `json:"number,omitempty"` // of a reference
	Note      int          `json:"note,omitempty"`
	Ordinal   int          `json:"ordinal,omitempty"`
	Text      string       `json:"text"`
	ShortForm bool         `json:"short_form,omitempty"`
	Document  DocumentInfo `json:"document"`
	// Anchor is where the note hangs, with its sentence.
	Anchor *AnchorLink `json:"anchor,omitempty"`
}

// WorkResponse is a cited work and a page of the places that cite it, in the
// JSON form of the API. Documents and Places are those within the filters.
type WorkResponse struct {
	WorkInfo
	Printings  []Printing   `json:"printings"`
	CitedIn    []CitedPlace `json:"cited_in"`
	Generation string       `json:"generation"`
	Page       int          `json:"page"`
	Limit      int          `json:"limit"`
}

// Work returns a work, by its id or one that it had before, with the places
// within the filters and dates of r, newest documents first or in the order of
// r. Errors: ParamError (ErrBadRequest), index.ErrNotFound, ErrBusy,
// index.ErrDeadline, index.ErrNoGeneration.
func (s *Service) Work(ctx context.Context, id string, r Request) (*WorkResponse, error) {
	r.Query = ""
	if r.Sort == "" {
		r.Sort = index.ByNewest
	}
	if err := r.Normalize(); err != nil {
		return nil, err
	}
	var out *WorkResponse
	err := s.serve(ctx, &r, func(ctx context.Context, run *run) (err error) {
		out, err = run.work(ctx, id)
		return err
	})
	return out, err
}

func (r *run) work(ctx context.Context, id string) (*WorkResponse, error) {
	w, ok, err := worksOf(r.snap).Get(id)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fmt.Errorf("work %q: %w", id, index.ErrNotFound)
	}
	out := &WorkResponse{
		WorkInfo: infoOfWork(w), Generation: r.snap.Manifest.Generation, Page: r.req.Page, Limit: r.req.Limit,
		Printings: []Printing{}, CitedIn: []CitedPlace{},
	}
	s := r.scope()
	res, err := r.snap.Search(ctx, &index.Request{
		Match: index.Refs{What: id, Refs: w.Mentions}, Filters: s.filters, Dates: s.dates, Sort: r.req.Sort,
		From: (r.req.Page - 1) * r.req.Limit, Size: r.req.Limit,
	})
	if err != nil {
		return nil, err
	}
	out.Places, out.Documents = res.Total, res.Groups
	refs := make([]uint64, 0, len(res.Hits)+len(w.Printings))
	for _, h := range res.Hits {
		refs = append(refs, h.Ref)
	}
	for _, p := range w.Printings {
		refs = append(refs, p.Ref)
	}
	stored, err := r.snap.Fetch(ctx, refs)
	if err != nil {
		return nil, err
	}
	places, printings := stored[:len(res.Hits)], stored[len(res.Hits):]
	anchors, err := r.anchors(ctx, places)
	if err != nil {
		return nil, err
	}
	for i := range places {
		st := &places[i]
		u := &st.Unit
		out.CitedIn = append(out.CitedIn, CitedPlace{
			ID: string(st.Key), Kind: string(u.Kind), Number: u.Number, Note: u.Note, Ordinal: u.Ordinal, Text: u.Text,
			ShortForm: u.ShortForm, Document: InfoOf(st.Document), Anchor: links(st, anchors).Anchor,
		})
	}
	for i := range printings {
		out.Printings = append(out.Printings, Printing{string(printings[i].Key), printings[i].Unit.Text, w.Printings[i].Count})
	}
	return out, nil
}

// unitsCiting are the units that cite one of the request's works, ascending.
// They are never nil: a filter without units keeps nothing.
func (r *run) unitsCiting(ctx context.Context) ([]uint64, error) {
	all := []uint64{}
	for _, id := range r.req.Works {
		units, _, err := worksOf(r.snap).Citing(ctx, id, nil)
		if err != nil {
			return nil, err
		}
		all = append(all, units...)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// workValues are the values of the facet of works.
func (r *run) workValues(selected []string) ([]FacetValue, error) {
	counts, err := r.counter.Most(r.req.FacetSize)
	if err != nil {
		return nil, err
	}
	values := []FacetValue{}
	for _, c := range counts {
		values = append(values, FacetValue{Value: c.ID, Label: c.Label, Count: c.Units, Selected: slices.Contains(selected, c.ID)})
	}
	for _, id := range selected {
		if slices.ContainsFunc(values, func(v FacetValue) bool { return v.Value == id }) {
			continue
		}
		v := FacetValue{Value: id, Selected: true}
		w, ok, err := worksOf(r.snap).Get(id)
		if err != nil {
			return nil, err
		}
		if ok {
			v.Label = works.Label(w.CSL)
			if v.Count, err = r.counter.Of(id); err != nil {
				return nil, err
			}
		}
		values = append(values, v)
	}
	return values, nil
}
