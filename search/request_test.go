package search

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wensou/index"
)

func TestNormalizeFillsIn(t *testing.T) {
	defaults := Request{Now: tuesday, Sort: index.ByRelevance, Duplicates: DuplicatesFold, Page: 1, Limit: 20, FacetSize: 10, Highlight: HighlightHTML, Snippets: 1, SnippetLength: 120}
	with := func(change func(*Request)) Request {
		r := defaults
		change(&r)
		return r
	}
	for _, tc := range []struct {
		name     string
		in, want Request
	}{
		{"nothing", Request{}, defaults},
		{"space around the query", Request{Query: " \u3000颱風\n"}, with(func(r *Request) { r.Query = "颱風" })},
		{"invalid bytes", Request{Query: "颱\xff風"}, with(func(r *Request) { r.Query = "颱風" })},
		{"nothing but invalid bytes", Request{Query: " \xff"}, with(func(r *Request) { r.Query = "\uFFFD" })},
		{"days that count from today", Request{From: "去年", To: "昨天"}, with(func(r *Request) { r.From, r.To = "去年", "昨天" })},
		{"auto is the default mode", Request{Mode: "auto"}, defaults},
		{"the greatest page", Request{Page: 100, Limit: 100}, with(func(r *Request) { r.Page, r.Limit = 100, 100 })},
		{"the longest query", Request{Query: strings.Repeat("長", MaxQueryRunes)}, with(func(r *Request) { r.Query = strings.Repeat("長", MaxQueryRunes) })},
		{"one day", Request{From: "2025-07-26", To: "2025-07-26"}, with(func(r *Request) { r.From, r.To = "2025-07-26", "2025-07-26" })},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := tc.in
			r.Now = tuesday.Add(23 * time.Hour)
			if err := r.Normalize(); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, r); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			again := r
			if err := again.Normalize(); err != nil || !cmp.Equal(again, r) {
				t.Errorf("a second time: %v %+v", err, again)
			}
		})
	}
}

func TestNormalizeRefuses(t *testing.T) {
	many := make([]string, MaxFilter+1)
	for _, tc := range []struct {
		name   string
		in     Request
		params []string // at fault, in order
	}{
		{"query too long", Request{Query: strings.Repeat("長", MaxQueryRunes+1)}, []string{"q"}},
		{"mode", Request{Mode: "some"}, []string{"mode"}},
		{"too many values", Request{Docs: many, Sources: many}, []string{"source", "doc"}},
		{"kind", Request{Kinds: []string{"paragraph", "novel"}}, []string{"kind"}},
		{"dates", Request{From: "後天", To: "2025-13"}, []string{"from", "to"}},
		{"dates the wrong way round", Request{From: "2025", To: "2024"}, []string{"to"}},
		{"sort", Request{Sort: "title"}, []string{"sort"}},
		{"facets", Request{Facets: []index.Field{"words"}}, []string{"facets"}},
		{"highlight", Request{Highlight: "bold"}, []string{"highlight"}},
		{"numbers below", Request{Page: -1, Limit: -1, FacetSize: -1, Snippets: -1, SnippetLength: -1}, []string{"page", "limit", "facet_size", "snippets", "snippet_length"}},
		{"numbers above", Request{Page: 1, Limit: 101, FacetSize: 101, Snippets: 6, SnippetLength: 1001}, []string{"limit", "facet_size", "snippets", "snippet_length"}},
		{"too far", Request{Page: 101, Limit: 100}, []string{"page"}},
		{"all faults at once", Request{Mode: "some", Sort: "title", From: "x"}, []string{"mode", "from", "sort"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := tc.in.Normalize()
			if !errors.Is(err, ErrBadRequest) {
				t.Fatalf("error %v", err)
			}
			var params []string
			for _, line := range strings.Split(err.Error(), "\n") {
				name, _, _ := strings.Cut(line, ":")
				params = append(params, name)
			}
			if diff := cmp.Diff(tc.params, params); diff != "" {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		})
	}
}

func TestFiltersKeepTheirOrder(t *testing.T) {
	r := Request{Docs: []string{"d"}, Kinds: []string{"table"}, Sources: []string{"a", "b"}, Langs: []string{"zh-TW"}, Authors: []string{"甲"}, Topics: []string{"t"}}
	want := []index.Filter{
		{Field: index.FieldSource, Values: []string{"a", "b"}},
		{Field: index.FieldTopic, Values: []string{"t"}},
		{Field: index.FieldKind, Values: []string{"table"}},
		{Field: index.FieldAuthor, Values: []string{"甲"}},
		{Field: index.FieldLang, Values: []string{"zh-TW"}},
		{Field: index.FieldDoc, Values: []string{"d"}},
	}
	if diff := cmp.Diff(want, r.filters()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
