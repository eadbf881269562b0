package server

import (
	"context"
	"fmt"
	"html"
	"slices"
	"sort"
	"strings"
	"sync/atomic"
	"time"

	"wensou/document"
	"wensou/index"
	"wensou/search"
)

// fake is a Searcher over a few documents: a unit matches when it holds every
// word of the query. It is enough to see pages and to fail on demand.
type fake struct {
	docs     []*document.Document
	gen      string
	tables   string       // version of the dictionaries
	err      error        // returned by Search and Document
	statsErr error        // returned by Stats
	panics   atomic.Bool  // Search panics
	searches atomic.Int64 // calls of Search
	last     atomic.Pointer[search.Request]
	tweak    func(*search.Response)
}

var _ Searcher = (*fake)(nil)

func newFake(docs ...*document.Document) *fake {
	return &fake{docs: docs, gen: "20261123T010203Z-ab12"}
}

type fakeMatch struct {
	d     *document.Document
	u     *document.Unit
	marks [][2]int
	more  int
}

func (f *fake) Search(ctx context.Context, r search.Request) (*search.Response, error) {
	f.searches.Add(1)
	f.last.Store(&r)
	if f.panics.Load() {
		panic("boom: secret detail")
	}
	if f.err != nil {
		return nil, f.err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := r.Normalize(); err != nil {
		return nil, err
	}
	resp := &search.Response{
		Query:  search.QueryInfo{Text: r.Query, Mode: "all", Read: fmt.Sprintf("all(%q)", r.Query), Filters: f.filters(&r)},
		TookMS: 2.9, Generation: f.gen, State: f.gen + f.tables, Page: r.Page, Limit: r.Limit, Warnings: []string{},
	}
	all := f.matches(&r)
	resp.Total = len(all)
	groups := group(all)
	resp.Groups = len(groups)
	if !r.Ungrouped {
		all = groups
	}
	from := min((r.Page-1)*r.Limit, len(all))
	for _, m := range all[from:min(from+r.Limit, len(all))] {
		resp.Hits = append(resp.Hits, f.hit(&r, m))
	}
	if len(r.Facets) > 0 {
		resp.Facets = f.facets(&r)
	}
	if resp.Total == 0 {
		resp.Why = f.why(r)
	}
	if f.tweak != nil {
		f.tweak(resp)
	}
	return resp, nil
}

func (f *fake) filters(r *search.Request) map[string][]string {
	out := map[string][]string{}
	for _, l := range filterLists(r) {
		if len(l.values) > 0 {
			out[l.name] = l.values
		}
	}
	return out
}

func fieldValues(d *document.Document, u *document.Unit, name string) []string {
	switch name {
	case "source":
		return []string{d.SourceName()}
	case "topic":
		return d.Topics
	case "kind":
		return []string{string(u.Kind)}
	case "author":
		return d.Authors
	case "lang":
		return []string{d.Language}
	case "doc":
		return []string{string(d.ID)}
	case "date":
		return []string{firstRunes(d.Date, 4)}
	case "work":
		if len(d.Works) > 0 && u.Work == d.Works[0].ID {
			return []string{fakeWork}
		}
	}
	return nil
}

func (f *fake) matches(r *search.Request) []fakeMatch {
	var out []fakeMatch
	for _, d := range f.docs {
		for i := range d.Units {
			u := &d.Units[i]
			marks := find(u.Text, r.Query)
			if (r.Query != "" && marks == nil) || !keeps(r, d, u, "") {
				continue
			}
			out = append(out, fakeMatch{d: d, u: u, marks: marks})
		}
	}
	if r.Sort != index.ByRelevance {
		sort.SliceStable(out, func(i, j int) bool {
			return (out[i].d.Date > out[j].d.Date) == (r.Sort == index.ByNewest) && out[i].d.Date != out[j].d.Date
		})
	}
	return out
}

func keeps(r *search.Request, d *document.Document, u *document.Unit, except string) bool {
	for _, l := range filterLists(r) {
		if len(l.values) > 0 && l.name != except && !slices.ContainsFunc(fieldValues(d, u, l.name), func(v string) bool { return slices.Contains(l.values, v) }) {
			return false
		}
	}
	if except == "date" {
		return true
	}
	return (r.From == "" || d.Date >= r.From) && (r.To == "" || firstRunes(d.Date, len(r.To)) <= r.To)
}

func group(all []fakeMatch) []fakeMatch {
	var out []fakeMatch
	at := map[document.ID]int{}
	for _, m := range all {
		if i, ok := at[m.d.ID]; ok {
			out[i].more++
			continue
		}
		at[m.d.ID] = len(out)
		out = append(out, m)
	}
	return out
}

// find returns where each word of q stands, nil when one does not.
func find(text, q string) [][2]int {
	var out [][2]int
	for _, w := range strings.Fields(q) {
		n := len(out)
		for at := 0; ; {
			i := strings.Index(text[at:], w)
			if i < 0 {
				break
			}
			out = append(out, [2]int{at + i, at + i + len(w)})
			at += i + len(w)
		}
		if len(out) == n {
			return nil
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i][0] < out[j][0] })
	return out
}

func segments(text string, marks [][2]int) []search.Segment {
	var out []search.Segment
	at := 0
	for _, m := range marks {
		if m[0] < at {
			continue
		}
		if m[0] > at {
			out = append(out, search.Segment{Text: text[at:m[0]]})
		}
		out = append(out, search.Segment{Text: text[m[0]:m[1]], Match: true})
		at = m[1]
	}
	if at < len(text) {
		out = append(out, search.Segment{Text: text[at:]})
	}
	return out
}

func toHTML(segs []search.Segment) string {
	var b strings.Builder
	for _, s := range segs {
		if s.Match {
			b.WriteString("<mark>" + html.EscapeString(s.Text) + "</mark>")
		} else {
			b.WriteString(html.EscapeString(s.Text))
		}
	}
	return b.String()
}

func (f *fake) hit(r *search.Request, m fakeMatch) search.Hit {
	h := search.Hit{
		ID: string(index.KeyOf(m.d, m.u.ID)), Kind: string(m.u.Kind), Score: 12.3, Document: search.InfoOf(m.d),
		HeadingPath: m.u.HeadingPath, Lines: m.u.Lines, Number: m.u.Number, Note: m.u.Note, Ordinal: m.u.Ordinal,
		TitleHTML: toHTML(segments(m.d.Title, find(m.d.Title, r.Query))), MoreInDocument: m.more,
	}
	text, marks := m.u.Text, m.marks
	if cut := firstRunes(text, 120); len(cut) < len(text) {
		for len(marks) > 0 && marks[len(marks)-1][1] > len(cut) {
			marks = marks[:len(marks)-1]
		}
		text = cut + "…"
	}
	switch segs := segments(text, marks); r.Highlight {
	case search.HighlightSegments:
		h.Snippets = []search.Snippet{{Segments: segs}}
	case search.HighlightHTML:
		h.Snippets = []search.Snippet{{HTML: toHTML(segs)}}
	}
	if r.WithText {
		h.Text = m.u.Text
	}
	if r.Explain {
		h.Explanation = &index.Explanation{Value: 12.3, Message: "sum", Details: []index.Explanation{{Value: 12.3, Message: "grams"}}}
	}
	for _, n := range m.u.Notes {
		h.Links.Notes = append(h.Links.Notes, search.NoteLink{ID: fmt.Sprintf("%s#fn%d", m.d.ID, n.Number), Number: n.Number})
	}
	anchor := m.u.Anchor
	for i := range m.d.Units {
		if u := &m.d.Units[i]; m.u.Kind == document.KindCitation && u.Kind == document.KindFootnote && u.Number == m.u.Note {
			anchor = u.Anchor
		}
	}
	if anchor != nil {
		for _, u := range m.d.Units {
			if u.ID == anchor.Unit {
				sentence := u.Text[:anchor.Offset]
				if i := strings.LastIndex(strings.TrimSuffix(sentence, "。"), "。"); i >= 0 {
					sentence = sentence[i+len("。"):]
				}
				h.Links.Anchor = &search.AnchorLink{ID: string(index.KeyOf(m.d, u.ID)), Snippet: sentence}
			}
		}
	}
	h.Links.Work = string(m.u.Work)
	return h
}

func (f *fake) facets(r *search.Request) map[string][]search.FacetValue {
	out := map[string][]search.FacetValue{}
	for _, field := range r.Facets {
		counts := map[string]int{}
		for _, d := range f.docs {
			for i := range d.Units {
				if u := &d.Units[i]; (r.Query == "" || find(u.Text, r.Query) != nil) && keeps(r, d, u, string(field)) {
					for _, v := range fieldValues(d, u, string(field)) {
						counts[v]++
					}
				}
			}
		}
		var values []search.FacetValue
		for v, n := range counts {
			fv := search.FacetValue{Value: v, Count: n}
			if field == index.FieldWork {
				w, _ := f.workInfo()
				fv.Label = w.Title
			}
			if field == index.FieldDate {
				fv = search.FacetValue{From: v + "-01-01", To: v + "-12-31", Count: n, Selected: r.From == v}
			}
			for _, l := range filterLists(r) {
				fv.Selected = fv.Selected || (l.name == string(field) && slices.Contains(l.values, v))
			}
			values = append(values, fv)
		}
		sort.Slice(values, func(i, j int) bool {
			if values[i].Count != values[j].Count {
				return values[i].Count > values[j].Count
			}
			return values[i].Value+values[i].From < values[j].Value+values[j].From
		})
		out[string(field)] = values[:min(len(values), r.FacetSize)]
	}
	return out
}

func (f *fake) why(r search.Request) *search.Why {
	w := &search.Why{}
	plain := search.Request{Query: r.Query, Sort: index.ByRelevance}
	w.WithoutFilters = len(f.matches(&plain))
	if w.WithoutFilters > 0 {
		for _, l := range filterLists(&r) {
			if len(l.values) > 0 {
				w.Filters = append(w.Filters, l.name)
			}
		}
	}
	for _, word := range strings.Fields(r.Query) {
		n := len(f.matches(&search.Request{Query: word, Sort: index.ByRelevance}))
		w.AnyWord += n
		if n == 0 {
			w.Missing = append(w.Missing, word)
		}
	}
	return w
}

func (f *fake) Document(_ context.Context, id document.ID) (*search.DocumentView, error) {
	if f.err != nil {
		return nil, f.err
	}
	for _, d := range f.docs {
		if d.ID == id {
			v := &search.DocumentView{Document: d, Generation: f.gen}
			if len(d.Works) > 0 {
				v.WorkIDs = map[document.WorkID]search.CitedWork{d.Works[0].ID: {ID: fakeWork, Documents: 3}}
			}
			return v, nil
		}
	}
	return nil, fmt.Errorf("document %q: %w", id, index.ErrNotFound)
}

// Suggest completes titles from their first characters.
func (f *fake) Suggest(_ context.Context, r search.SuggestRequest) (*search.SuggestResponse, error) {
	if f.err != nil {
		return nil, f.err
	}
	if err := r.Normalize(); err != nil {
		return nil, err
	}
	resp := &search.SuggestResponse{Query: r.Query, Generation: f.gen}
	for _, d := range f.docs {
		rest, ok := strings.CutPrefix(d.Title, r.Query)
		if !ok || r.Query == "" || len(r.Sources) > 0 && !slices.Contains(r.Sources, d.SourceName()) || len(resp.Suggestions) == r.Limit {
			continue
		}
		resp.Suggestions = append(resp.Suggestions, search.Suggestion{
			Text: d.Title, Kind: "title", Count: 1, Document: string(d.ID), HTML: "<mark>" + html.EscapeString(r.Query) + "</mark>" + html.EscapeString(rest),
			Segments: []search.Segment{{Text: r.Query, Match: true}, {Text: rest}},
		})
	}
	return resp, nil
}

func (f *fake) Stats() (*search.StatsResponse, error) {
	if f.statsErr != nil {
		return nil, f.statsErr
	}
	st := index.Stats{Kinds: map[string]int{}, Sources: map[string]int{}}
	for _, d := range f.docs {
		st.Documents++
		for i := range d.Units {
			st.Units++
			st.TextBytes += int64(len(d.Units[i].Text))
			st.Kinds[string(d.Units[i].Kind)]++
			st.Sources[d.SourceName()]++
		}
	}
	return &search.StatsResponse{
		Generation: f.gen, State: f.gen + f.tables, Created: time.Date(2026, 11, 23, 1, 2, 3, 0, time.UTC), Since: time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC),
		Format: 1, Analyzer: "a1b2", Bytes: 123456, Stats: st,
	}, nil
}

func (f *fake) MarkDocument(d *document.Document, q string, _ search.Mode) map[document.UnitID][][2]int {
	out := map[document.UnitID][][2]int{}
	for i := range d.Units {
		for _, w := range strings.Fields(q) {
			out[d.Units[i].ID] = append(out[d.Units[i].ID], find(d.Units[i].Text, w)...)
		}
	}
	return out
}
