package search

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"wensou/analysis"
	"wensou/document"
	"wensou/index"
)

// Bounds of a search for what is similar.
const (
	maxSimilarLimit = 50
	maxSimilarBytes = 64 << 10 // of text that terms are taken from
	maxCandidates   = 200      // terms whose frequency is asked for
	maxSimilarTerms = 24       // terms that are searched
)

// SimilarRequest asks for units that say similar things as a document or, when
// Unit is set, as one of its units. Zero values mean the default.
type SimilarRequest struct {
	Document document.ID
	Unit     document.UnitID
	// Limit of hits, one a document (default 10, at most 50).
	Limit int
	// Highlight, Snippets and SnippetLength are those of a Request.
	Highlight     Highlight
	Snippets      int
	SnippetLength int
}

// Normalize fills in defaults and reports all faults at once.
func (r *SimilarRequest) Normalize() error {
	var errs []error
	if r.Limit == 0 {
		r.Limit = 10
	}
	if r.Limit < 1 || r.Limit > maxSimilarLimit {
		errs = append(errs, &ParamError{"limit", fmt.Sprintf("is %d, not 1 to %d", r.Limit, maxSimilarLimit)})
	}
	q := r.request()
	if err := q.Normalize(); err != nil {
		errs = append(errs, err)
	}
	r.Highlight, r.Snippets, r.SnippetLength = q.Highlight, q.Snippets, q.SnippetLength
	return errors.Join(errs...)
}

// request is the form in which hits are wanted.
func (r *SimilarRequest) request() Request {
	return Request{
		Mode: ModeAny, Exact: true, Limit: min(max(r.Limit, 1), maxSimilarLimit),
		Highlight: r.Highlight, Snippets: r.Snippets, SnippetLength: r.SnippetLength,
	}
}

// Similar returns the best unit of each other document that holds some of the
// strongest terms of a unit or document: those that stand often there and
// seldom elsewhere. Query.Text is these terms. Errors are those of Search, and
// index.ErrNotFound.
func (s *Service) Similar(ctx context.Context, sr SimilarRequest) (*Response, error) {
	began := time.Now()
	if err := sr.Normalize(); err != nil {
		return nil, err
	}
	r := sr.request()
	if err := r.Normalize(); err != nil {
		return nil, err
	}
	var resp *Response
	err := s.within(ctx, func(ctx context.Context, snap *index.Snapshot) error {
		d, err := snap.Document(ctx, sr.Document)
		if err != nil {
			return err
		}
		text, err := similarText(d, sr.Unit)
		if err != nil {
			return err
		}
		run, a := &run{req: &r, snap: snap, slots: s.slots}, s.Analyzer()
		if resp, err = run.similar(ctx, a, d.ID, text); err == nil {
			resp.State = stateWithin(ctx, stateOf(snap.Manifest.Generation, a)) // function words are no terms
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	resp.TookMS = float64(time.Since(began).Microseconds()) / 1000
	return resp, nil
}

// similarText is the text of a unit, or of a whole document as far as it is
// looked at.
func similarText(d *document.Document, unit document.UnitID) (string, error) {
	var b strings.Builder
	found := unit == ""
	for i := range d.Units {
		u := &d.Units[i]
		if unit != "" && u.ID != unit {
			continue
		}
		found = true
		b.WriteString(u.Text[:min(len(u.Text), maxSimilarBytes-b.Len())])
		if b.Len() >= maxSimilarBytes-1 {
			break
		}
		b.WriteByte('\n')
	}
	if !found {
		return "", fmt.Errorf("unit %q of %q: %w", unit, d.ID, index.ErrNotFound)
	}
	return strings.ToValidUTF8(b.String(), ""), nil
}

func (r *run) similar(ctx context.Context, a *analysis.Analyzer, own document.ID, text string) (*Response, error) {
	terms, err := r.strongest(ctx, a, text)
	if err != nil {
		return nil, err
	}
	p := &plan{analyzer: a, exact: true, seen: map[index.Term]int{}, nothing: len(terms) == 0}
	r.plan = p
	resp := &Response{Generation: r.snap.Manifest.Generation, Page: 1, Limit: r.req.Limit, Hits: []Hit{}, Warnings: r.warnings()}
	resp.Query = QueryInfo{Mode: string(ModeAny)}
	if len(terms) == 0 {
		return resp, nil
	}
	var typed []string
	some := index.Any{}
	for _, t := range terms {
		p.concepts = append(p.concepts, concept{text: t.text, typed: t.typed, clause: p.clauseFor(t.text)})
		p.add(index.Term{Field: index.FieldWords, Term: t.text}, t.often)
		some.Clauses = append(some.Clauses, index.Term{Field: index.FieldWords, Term: t.text})
		typed = append(typed, t.typed)
	}
	elsewhere := index.Not{Clause: index.Term{Field: index.FieldDoc, Term: string(own)}}
	// As many of the terms as any other unit holds, up to a third of them.
	for some.Min = max(1, (len(terms)+2)/3); ; some.Min = (some.Min + 1) / 2 {
		match := index.All{some, elsewhere}
		req := r.request(choice{match: match})
		res, err := r.snap.Search(ctx, req)
		if err != nil {
			return nil, err
		}
		if res.Groups < r.req.Limit && some.Min > 1 {
			continue
		}
		resp.Query.Text, resp.Query.Read = strings.Join(typed, " "), match.String()
		resp.Total, resp.Groups = res.Total, res.Groups
		return resp, r.assemble(ctx, req, res, resp)
	}
}

// strongTerm is a word of a text: as match text, as it stands there, how
// often (dampened), and what it tells.
type strongTerm struct {
	text, typed string
	count       int
	often       float64
	worth       float64
}

// strongest are the words of a text that tell most about it, best first.
func (r *run) strongest(ctx context.Context, a *analysis.Analyzer, text string) ([]strongTerm, error) {
	units := r.snap.Stats().Units
	var out []strongTerm
	for _, t := range wordsOf(a, text) {
		if ctx.Err() != nil {
			return nil, index.ErrDeadline
		}
		df, err := r.snap.Frequency(ctx, index.Term{Field: index.FieldWords, Term: t.text})
		if err != nil {
			return nil, err
		}
		// What stands nowhere else finds nothing, what stands everywhere
		// tells nothing.
		if df < 2 || df > max(units/5, 20) {
			continue
		}
		t.often = 1 + math.Log(float64(t.count))
		t.worth = t.often * math.Log(1+float64(units)/float64(df))
		out = append(out, t)
	}
	slices.SortStableFunc(out, func(a, b strongTerm) int { return cmp.Compare(b.worth, a.worth) })
	return out[:min(len(out), maxSimilarTerms)], nil
}

// wordsOf are the different words of a text of two characters or more, without
// function words, the most frequent first.
func wordsOf(a *analysis.Analyzer, text string) []strongTerm {
	var out []strongTerm
	at := map[string]int{}
	for _, t := range a.Cut(text) {
		if utf8.RuneCountInString(t.Term) < 2 || a.IsStop(t.Term) {
			continue
		}
		i, there := at[t.Term]
		if !there {
			i = len(out)
			at[t.Term] = i
			out = append(out, strongTerm{text: t.Term, typed: text[t.Start:t.End]})
		}
		out[i].count++
	}
	slices.SortStableFunc(out, func(a, b strongTerm) int { return b.count - a.count })
	return out[:min(len(out), maxCandidates)]
}
