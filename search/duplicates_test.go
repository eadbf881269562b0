package search_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"wensou/document"
	"wensou/index"
	"wensou/search"
)

// Articles that stand in two sources, in two scripts.
func reprints(t *testing.T) *search.Service {
	t.Helper()
	const boats = "颱風來臨之前，所有漁船都回到了碼頭，里長挨家挨戶地提醒居民把門窗關好，燈塔的燈也比平常更早亮了起來。"
	const simple = "台风来临之前，所有渔船都回到了码头，里长挨家挨户地提醒居民把门窗关好，灯塔的灯也比平常更早亮了起来。"
	docs := []*document.Document{
		doc("a", "2023", boats), doc("b", "2024", simple), doc("c", "2025", "颱風。"),
		doc("d", "2026", boats+"（轉載）"),
	}
	return serviceOver(t, docs...)
}

func TestDuplicatesFold(t *testing.T) {
	s := reprints(t)
	for _, tc := range []struct {
		name    string
		request search.Request
		want    string
	}{
		{"by default", search.Request{Query: "颱風 漁船"}, "a(b d) c"},
		{"in the order of dates nothing", search.Request{Query: "颱風", Sort: index.ByOldest}, "a b c d"},
		{"nor when all are asked for", search.Request{Query: "颱風 漁船", Duplicates: search.DuplicatesShow}, "a b d c"},
		{"nor unit by unit", search.Request{Query: "颱風 漁船", Ungrouped: true}, "a b d c"},
		{"nor on pages of one", search.Request{Query: "颱風 漁船", Limit: 1, Page: 2}, "b"},
		{"without highlights", search.Request{Query: "颱風 漁船", Highlight: search.HighlightNone}, "a(b d) c"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			resp, err := s.Search(t.Context(), tc.request)
			if err != nil {
				t.Fatal(err)
			}
			if got := foldedHits(resp); got != tc.want {
				t.Errorf("hits %s, want %s", got, tc.want)
			}
			if resp.Total != 4 || resp.Groups != 4 {
				t.Errorf("%d units in %d documents, want 4 in 4", resp.Total, resp.Groups)
			}
		})
	}
}

// foldedHits are the documents of the hits, each with those folded into it.
func foldedHits(resp *search.Response) string {
	var out []string
	for _, h := range resp.Hits {
		name := h.Document.ID
		var also []string
		for _, a := range h.AlsoIn {
			also = append(also, a.Document.ID)
		}
		if len(also) > 0 {
			name += "(" + strings.Join(also, " ") + ")"
		}
		out = append(out, name)
	}
	return strings.Join(out, " ")
}

// Whoever goes through all pages meets each document once.
func TestDuplicatesLoseNothing(t *testing.T) {
	const boats = "颱風來臨之前，所有漁船都回到了碼頭，里長挨家挨戶地提醒居民把門窗關好，燈塔的燈也比平常更早亮了起來。"
	var docs []*document.Document
	for i := range 23 {
		text := boats
		if i%3 == 0 {
			text = fmt.Sprintf("颱風第 %d 號。", i)
		}
		docs = append(docs, doc(fmt.Sprintf("d%02d", i), "", text))
	}
	s := serviceOver(t, docs...)
	for _, limit := range []int{1, 4, 7, 50} {
		var seen []string
		for page := 1; (page-1)*limit < len(docs); page++ {
			resp, err := s.Search(t.Context(), search.Request{Query: "颱風", Limit: limit, Page: page})
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range resp.Hits {
				seen = append(seen, h.Document.ID)
				for _, a := range h.AlsoIn {
					seen = append(seen, a.Document.ID)
				}
			}
		}
		slices.Sort(seen)
		if n := len(slices.Compact(slices.Clone(seen))); n != len(docs) || len(seen) != n {
			t.Errorf("pages of %d: %d documents, %d of them different, want %d: %v", limit, len(seen), n, len(docs), seen)
		}
	}
}
