package server

import (
	"context"

	"wensou/index"
	"wensou/search"
)

// statsWithin describes the serving generation as a request may see it. Under
// the limit of a key that is counted by a search, and what is known of the whole
// index alone is left out.
func (s *Server) statsWithin(ctx context.Context, sources []string) (*search.StatsResponse, error) {
	st, err := s.searcher.Stats()
	if err != nil || len(sources) == 0 {
		return st, err
	}
	r := search.Request{Facets: []index.Field{index.FieldKind, index.FieldSource}, FacetSize: search.MaxFacetSize, Limit: 1, Highlight: search.HighlightNone}
	resp, err := s.searcher.Search(ctx, r)
	if err != nil {
		return nil, err
	}
	out := *st
	out.Bytes, out.Rejected, out.Warnings, out.Refused = 0, 0, 0, ""
	out.Stats = index.Stats{Documents: resp.Groups, Units: resp.Total, Kinds: countsOf(resp, index.FieldKind), Sources: countsOf(resp, index.FieldSource)}
	out.Dictionaries = search.Dictionaries{Version: st.Dictionaries.Version}
	return &out, nil
}

func countsOf(resp *search.Response, f index.Field) map[string]int {
	out := map[string]int{}
	for _, v := range resp.Facets[string(f)] {
		if v.Count > 0 {
			out[v.Value] = v.Count
		}
	}
	return out
}
