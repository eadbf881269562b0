package search_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"wensou/document"
	"wensou/index"
	"wensou/search"
)

// TestSourcesLimit: over a whole library, a limit answers as an index of the
// allowed documents alone would, but for scores and the order they give.
func TestSourcesLimit(t *testing.T) {
	var others []*document.Document
	for i := range 40 { // more than enough to change what is rare, relaxed or corrected
		others = append(others, doc(fmt.Sprintf("x%02d", i), "2022-02-02", "颱風預警的秘密：里長在圖書館，企鵝在港口。", "漁船入港，燈塔亮了。", "algorithm 問責。"))
	}
	allowed := append(warnings(), doc("e", "2021-01-01", "algorithms 的責任。"))
	whole, own := serviceOver(t, append(others, allowed...)...), serviceOver(t, allowed...)
	limit := search.WithSources(t.Context(), []string{"a", "b", "c", "d", "e"})
	every := []index.Field{index.FieldSource, index.FieldDate, index.FieldKind, index.FieldLang}
	likewise := cmp.Options{
		cmpopts.IgnoreFields(search.Response{}, "TookMS", "Generation", "State"), cmpopts.IgnoreFields(search.Hit{}, "Score"),
		cmpopts.IgnoreFields(search.Concordance{}, "TookMS", "Generation", "State"),
		cmpopts.SortSlices(func(a, b search.Hit) bool { return a.ID < b.ID }), cmpopts.SortSlices(func(a, b search.Line) bool { return a.ID+a.Left < b.ID+b.Left }),
		cmpopts.EquateEmpty(),
	}
	for _, tt := range []struct {
		name    string
		request search.Request
	}{
		{"everything", search.Request{Facets: every}},
		{"a word", search.Request{Query: "颱風", Facets: every}},
		{"a word that only others have", search.Request{Query: "漁船 燈塔", Facets: every}},
		{"a widened query", search.Request{Query: "里長 圖書館 港口", Ungrouped: true}},
		{"any word", search.Request{Query: "企鵝 燈塔", Mode: search.ModeAny, Facets: every}},
		{"a filter that names another's source", search.Request{Query: "颱風", Sources: []string{"x01", "a"}, Facets: every}},
		{"nothing but another's source", search.Request{Query: "颱風", Sources: []string{"x01"}, Facets: every}},
		{"another's document", search.Request{Docs: []string{"x01"}, Facets: every}},
		{"a field that names another", search.Request{Query: "source:x01 颱風", Facets: every}},
		{"without", search.Request{Query: "-颱風", Facets: every}},
		{"a word like one of others", search.Request{Query: "algorithm"}},
		{"a date of others", search.Request{Query: "颱風", From: "2022", To: "2022", Facets: every}},
		{"by date", search.Request{Query: "颱風", Sort: index.ByNewest, Ungrouped: true}},
		{"a phrase", search.Request{Query: `"預警的秘密"`}},
		{"part of a word", search.Request{Query: "圖書館員"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			want, err := own.Search(t.Context(), tt.request)
			if err != nil {
				t.Fatal(err)
			}
			got, err := whole.Search(limit, tt.request)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got, likewise); diff != "" {
				t.Errorf("search (-of its own, +limited):\n%s", diff)
			}
			if tt.request.Query == "" {
				return
			}
			r := search.Request{Query: tt.request.Query, Mode: tt.request.Mode, Sources: tt.request.Sources, From: tt.request.From, To: tt.request.To, Limit: 100}
			wantLines, err1 := own.Concordance(t.Context(), r)
			gotLines, err2 := whole.Concordance(limit, r)
			if diff := cmp.Diff(wantLines, gotLines, likewise); diff != "" || err1 != nil || err2 != nil {
				t.Errorf("concordance: %v, %v (-of its own, +limited):\n%s", err1, err2, diff)
			}
		})
	}
}

func TestSourcesLimitOfDocuments(t *testing.T) {
	s := serviceOver(t, append(warnings(), doc("x", "2022", "颱風預警的系統與秘密。", "里長在圖書館。"))...)
	limit := search.WithSources(t.Context(), []string{"a", "c"})
	for _, tt := range []struct {
		ctx  context.Context
		id   document.ID
		sees bool
	}{{limit, "a", true}, {limit, "x", false}, {limit, "b", false}, {t.Context(), "x", true}, {search.WithSources(limit, nil), "a", false}} {
		_, err := s.Document(tt.ctx, tt.id)
		if (err == nil) != tt.sees || err != nil && !errors.Is(err, index.ErrNotFound) {
			t.Errorf("document %s: %v", tt.id, err)
		}
		resp, err := s.Similar(tt.ctx, search.SimilarRequest{Document: tt.id})
		if (err == nil) != tt.sees || err != nil && !errors.Is(err, index.ErrNotFound) {
			t.Errorf("similar to %s: %v", tt.id, err)
		}
		if err == nil && tt.ctx == limit {
			for _, h := range resp.Hits {
				if h.Document.Source != "a" && h.Document.Source != "c" {
					t.Errorf("similar to %s: %s", tt.id, h.ID)
				}
			}
		}
	}
	// How often a word stands elsewhere is not told, either.
	resp, err := s.Search(limit, search.Request{Query: "颱風", Explain: true})
	if err != nil || len(resp.Hits) == 0 {
		t.Fatalf("%d hits, %v", len(resp.Hits), err)
	}
	for _, d := range resp.Hits[0].Explanation.Details {
		if strings.Contains(d.Message, "units") || len(d.Details) > 0 {
			t.Errorf("explained: %+v", d)
		}
	}
}

// One cache serves limited and unlimited requests.
func TestSourcesLimitInCache(t *testing.T) {
	c := search.NewCache(serviceOver(t, warnings()...), 1<<20)
	limits := []context.Context{t.Context(), search.WithSources(t.Context(), []string{"a"}), search.WithSources(t.Context(), []string{"c", "a"}), search.WithSources(t.Context(), nil)}
	for range 2 {
		for i, want := range []int{4, 2, 3, 0} {
			resp, err := c.Search(limits[i], search.Request{Query: "颱風", Ungrouped: true})
			if err != nil || resp.Total != want {
				t.Errorf("limit %d: %d units, %v, want %d", i, resp.Total, err, want)
			}
		}
	}
	if st := c.CacheStats(); st.Hits != 4 || st.Misses != 4 {
		t.Errorf("%d hits and %d misses, want 4 and 4", st.Hits, st.Misses)
	}
}
