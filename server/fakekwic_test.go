package server

import (
	"context"
	"fmt"
	"unicode/utf8"

	"wensou/document"
	"wensou/index"
	"wensou/search"
)

// Concordance has a line for each match, in the order of the documents.
func (f *fake) Concordance(ctx context.Context, r search.Request) (*search.Concordance, error) {
	f.searches.Add(1)
	f.last.Store(&r)
	if f.err != nil {
		return nil, f.err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := r.Normalize(); err != nil {
		return nil, err
	}
	all := f.matches(&r)
	out := &search.Concordance{
		Query: search.QueryInfo{Text: r.Query, Mode: "all", Read: r.Query}, Total: len(all), Groups: len(group(all)), UnitsRead: len(all),
		TookMS: 2.9, Generation: f.gen, State: f.gen + f.tables, Page: r.Page, Limit: r.Limit, Lines: []search.Line{}, Warnings: []string{},
	}
	for _, m := range all {
		for _, k := range m.marks {
			left, right := m.u.Text[:k[0]], m.u.Text[k[1]:]
			for utf8.RuneCountInString(left) > r.Context {
				_, n := utf8.DecodeRuneInString(left)
				left = left[n:]
			}
			out.Lines = append(out.Lines, search.Line{
				ID: string(index.KeyOf(m.d, m.u.ID)), Kind: string(m.u.Kind), Number: m.u.Number, Note: m.u.Note,
				Document: refOf(m.d), Left: left, Match: m.u.Text[k[0]:k[1]], Right: firstRunes(right, r.Context),
			})
		}
	}
	out.TotalLines = len(out.Lines)
	if len(all) == 0 {
		out.Why = f.why(r)
	}
	if r.Format != search.FormatCSV {
		from := min((r.Page-1)*r.Limit, len(out.Lines))
		out.Lines = out.Lines[from:min(from+r.Limit, len(out.Lines))]
	}
	return out, nil
}

func refOf(d *document.Document) search.DocumentRef {
	return search.DocumentRef{ID: string(d.ID), Title: d.Title, Source: d.SourceName(), Date: d.Date, Language: d.Language, URL: d.URL}
}

// Similar finds a unit of each other document.
func (f *fake) Similar(ctx context.Context, r search.SimilarRequest) (*search.Response, error) {
	if err := r.Normalize(); err != nil {
		return nil, err
	}
	view, err := f.Document(ctx, r.Document)
	if err != nil {
		return nil, err
	}
	found := r.Unit == ""
	for i := range view.Units {
		found = found || view.Units[i].ID == r.Unit
	}
	if !found {
		return nil, fmt.Errorf("unit %q: %w", r.Unit, index.ErrNotFound)
	}
	q := search.Request{Highlight: r.Highlight, Limit: 100}
	resp, err := f.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	hits := resp.Hits
	resp.Hits = nil
	for _, h := range hits {
		if h.Document.ID != string(r.Document) && len(resp.Hits) < r.Limit {
			resp.Hits = append(resp.Hits, h)
		}
	}
	return resp, nil
}
