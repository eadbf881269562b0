package search_test

import (
	"errors"
	"strings"
	"testing"

	"wensou/index"
	"wensou/search"
)

func harbours(t *testing.T) *search.Service {
	t.Helper()
	return serviceOver(
		t,
		doc("a", "2023", "颱風預警傳到里長手上，漁船回到碼頭。", "圖書館的古籍。"),
		doc("b", "2024", "漁船都回到码头了，里长说台风预警已经发布。", "孩子們在看浪。"),
		doc("c", "2025", "圖書館修復古籍。", "碼頭。"),
		doc("d", "", "企鵝在雪地裡走路。", "的的的"),
		doc("e", "", "漁船回到碼頭，颱風預警傳到里長手上。"),
	)
}

func TestSimilar(t *testing.T) {
	s := harbours(t)
	for _, tc := range []struct {
		name    string
		request search.SimilarRequest
		hits    string
	}{
		{"to a unit", search.SimilarRequest{Document: "a", Unit: "p1"}, "e#p1 b#p1 c#p2"},
		{"to another unit", search.SimilarRequest{Document: "a", Unit: "p2"}, "c#p1"},
		{"to a document", search.SimilarRequest{Document: "c"}, "a#p2 e#p1 b#p1"},
		{"at most", search.SimilarRequest{Document: "a", Unit: "p1", Limit: 1}, "e#p1"},
		{"to what stands alone", search.SimilarRequest{Document: "d", Unit: "p1"}, ""},
		{"to what says nothing", search.SimilarRequest{Document: "d", Unit: "p2"}, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			resp, err := s.Similar(t.Context(), tc.request)
			if err != nil {
				t.Fatal(err)
			}
			var ids []string
			for _, h := range resp.Hits {
				ids = append(ids, h.ID)
				if h.Document.ID == string(tc.request.Document) {
					t.Errorf("%s is of the same document", h.ID)
				}
				if h.Score <= 0 || len(h.Snippets) != 1 || !strings.Contains(h.Snippets[0].HTML, "<mark>") {
					t.Errorf("%s has score %v and snippets %v", h.ID, h.Score, h.Snippets)
				}
			}
			if got := strings.Join(ids, " "); got != tc.hits {
				t.Errorf("hits %q, want %q (terms %s)", got, tc.hits, resp.Query.Text)
			}
			if (resp.Query.Text == "") != (len(resp.Warnings) > 0) {
				t.Errorf("terms %q, warnings %v", resp.Query.Text, resp.Warnings)
			}
		})
	}
}

func TestSimilarRefuses(t *testing.T) {
	s := harbours(t)
	for _, tc := range []struct {
		name    string
		request search.SimilarRequest
		want    error
	}{
		{"no such document", search.SimilarRequest{Document: "x"}, index.ErrNotFound},
		{"no such unit", search.SimilarRequest{Document: "a", Unit: "p9"}, index.ErrNotFound},
		{"limit", search.SimilarRequest{Document: "a", Limit: 51}, search.ErrBadRequest},
		{"snippets", search.SimilarRequest{Document: "a", Snippets: 6}, search.ErrBadRequest},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := s.Similar(t.Context(), tc.request); !errors.Is(err, tc.want) {
				t.Errorf("error %v, want %v", err, tc.want)
			}
		})
	}
}

// A text of any length and any bytes is looked at within bounds.
func TestSimilarToAHugeUnit(t *testing.T) {
	long := strings.Repeat("漁船回到碼頭，颱風預警傳到里長手上。𠀀", 20_000)
	s := serviceOver(t, doc("a", "", long), doc("b", "", "漁船回到碼頭。"))
	resp, err := s.Similar(t.Context(), search.SimilarRequest{Document: "a"})
	if err != nil || len(resp.Hits) != 1 || resp.Hits[0].ID != "b#p1" {
		t.Errorf("%+v, %v", resp, err)
	}
}
