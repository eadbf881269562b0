package server

import (
	"context"
	"fmt"
	"strings"

	"wensou/document"
	"wensou/index"
	"wensou/search"
)

// fakeWork is the id of the one work that documents of a fake share: the first
// of each document.
const fakeWork = "abcdefghijkl"

// citing calls yield for each unit that cites the work.
func (f *fake) citing(yield func(d *document.Document, u *document.Unit)) (csl *document.CSL) {
	for _, d := range f.docs {
		if len(d.Works) == 0 {
			continue
		}
		if csl == nil {
			csl = d.Works[0].CSL
		}
		for i := range d.Units {
			if u := &d.Units[i]; u.Work == d.Works[0].ID {
				yield(d, u)
			}
		}
	}
	return csl
}

func (f *fake) workInfo() (w search.WorkInfo, places []search.CitedPlace) {
	docs := map[document.ID]bool{}
	w.CSL = f.citing(func(d *document.Document, u *document.Unit) {
		docs[d.ID] = true
		p := search.CitedPlace{
			ID: string(d.ID) + "#" + string(u.ID), Kind: string(u.Kind), Number: u.Number, Note: u.Note, Ordinal: u.Ordinal,
			Text: u.Text, ShortForm: u.ShortForm, Document: search.InfoOf(d),
		}
		for j := range d.Units {
			if fn := &d.Units[j]; u.Note > 0 && fn.Kind == document.KindFootnote && fn.Number == u.Note && fn.Anchor != nil {
				p.Anchor = &search.AnchorLink{ID: string(d.ID) + "#" + string(fn.Anchor.Unit), Snippet: "這是註釋所在的句子。"}
			}
		}
		places = append(places, p)
	})
	if w.CSL == nil {
		w.CSL = &document.CSL{Type: "book"}
	}
	w.ID, w.Title, w.Documents, w.Places = fakeWork, w.CSL.Title, len(docs), len(places)
	return w, places
}

func (f *fake) Works(_ context.Context, r search.WorksRequest) (*search.WorksResponse, error) {
	if f.err != nil {
		return nil, f.err
	}
	if err := r.Normalize(); err != nil {
		return nil, err
	}
	resp := &search.WorksResponse{Query: r.Query, Generation: f.gen, State: f.gen + f.tables, Page: r.Page, Limit: r.Limit}
	if w, _ := f.workInfo(); w.Places > 0 && strings.Contains(w.Title, r.Query) {
		resp.Total, resp.Works = 1, []search.WorkInfo{w}
	}
	return resp, nil
}

func (f *fake) Work(_ context.Context, id string, r search.Request) (*search.WorkResponse, error) {
	if f.err != nil {
		return nil, f.err
	}
	if err := r.Normalize(); err != nil {
		return nil, err
	}
	w, places := f.workInfo()
	if id != fakeWork || w.Places == 0 {
		return nil, fmt.Errorf("work %q: %w", id, index.ErrNotFound)
	}
	from := min((r.Page-1)*r.Limit, len(places))
	return &search.WorkResponse{
		WorkInfo: w, Printings: []search.Printing{{ID: places[0].ID, Text: places[0].Text, Count: len(places)}},
		CitedIn: places[from:min(len(places), from+r.Limit)], Generation: f.gen, Page: r.Page, Limit: r.Limit,
	}, nil
}
