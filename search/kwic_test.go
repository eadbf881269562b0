package search_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"wensou/analysis"
	"wensou/document"
	"wensou/index"
	"wensou/search"
)

func concordance(t *testing.T, s *search.Service, r search.Request) (*search.Concordance, string) {
	t.Helper()
	c, err := s.Concordance(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, l := range c.Lines {
		out = append(out, l.ID+" "+l.Left+"["+l.Match+"]"+l.Right)
	}
	return c, strings.Join(out, "\n")
}

func TestConcordance(t *testing.T) {
	s := serviceOver(t, warnings()...)
	long := "燈塔亮了，所有人都看見遠方的大船慢慢靠近。"
	harbour := serviceOver(
		t, doc("x", "2024", long+"碼頭"+long), doc("y", "2023", "船到碼頭，碼頭碼頭。"), doc("z", "2025", "在碼頭旁e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301的人"),
	)
	for _, tc := range []struct {
		name    string
		service *search.Service
		request search.Request
		lines   string
	}{
		{"each match is a line", harbour, search.Request{Query: "码头", Docs: []string{"y"}, Context: 5}, "y#p1 船到[碼頭]，碼頭碼頭\ny#p1 船到碼頭，[碼頭]碼頭。\ny#p1 碼頭，碼頭[碼頭]。"},
		{"context is cut", harbour, search.Request{Query: "碼頭", Docs: []string{"x"}, Context: 5}, "x#p1 慢慢靠近。[碼頭]燈塔亮了，"},
		{"letters keep their accents", harbour, search.Request{Query: "碼頭", Docs: []string{"z"}, Context: 6}, "z#p1 在[碼頭]旁e\u0301e\u0301e\u0301"},
		{"two words", s, search.Request{Query: "颱風 預警", Docs: []string{"a"}}, "a#p2 [颱風]預警的系統。\na#p2 颱風[預警]的系統。\na#p1 [颱風]預警傳到了里長手上。\na#p1 颱風[預警]傳到了里長手上。"},
		{"a phrase", s, search.Request{Query: `"颱風預警"`, Docs: []string{"a"}}, "a#p2 [颱風預警]的系統。\na#p1 [颱風預警]傳到了里長手上。"},
		{"function words are none", s, search.Request{Query: "書的里長", Docs: []string{"a"}}, "a#fn1 [里長]的話，見訪談紀錄。\na#p1 颱風預警傳到了[里長]手上。"},
		{"by date", s, search.Request{Query: "颱風", Sort: index.ByNewest, Mode: search.ModeAll}, "c#p1 圖書館關於[颱風]的書。\nb#p1 里長說[颱風]來了，預警還沒有到。\na#p2 [颱風]預警的系統。\na#p1 [颱風]預警傳到了里長手上。"},
		{"by what follows", s, search.Request{Query: "颱風", Sort: search.ByRight}, "b#p1 里長說[颱風]來了，預警還沒有到。\nc#p1 圖書館關於[颱風]的書。\na#p1 [颱風]預警傳到了里長手上。\na#p2 [颱風]預警的系統。"},
		{"by what stands before", s, search.Request{Query: "里長", Sort: search.ByLeft, Docs: []string{"a", "b", "c"}, Context: 6}, "c#p2 [里長]在圖書館。\na#fn1 [里長]的話，見訪談\nb#p1 [里長]說颱風來了，\na#p1 風預警傳到了[里長]手上。"},
		{"the second page", s, search.Request{Query: "颱風", Sort: index.ByNewest, Limit: 1, Page: 2}, "b#p1 里長說[颱風]來了，預警還沒有到。"},
		{"behind the last page", s, search.Request{Query: "颱風", Page: 9}, ""},
		{"nothing", s, search.Request{Query: "燈塔"}, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c, lines := concordance(t, tc.service, tc.request)
			if lines != tc.lines {
				t.Errorf("lines\n%s\nwant\n%s", lines, tc.lines)
			}
			if c.UnitsRead != c.Total || len(c.Warnings) > 0 || (c.Total == 0) != (c.Why != nil) {
				t.Errorf("%d of %d units read, warnings %v, why %v", c.UnitsRead, c.Total, c.Warnings, c.Why)
			}
		})
	}
}

// All lines are read for a spreadsheet, whatever the page.
func TestConcordanceCSV(t *testing.T) {
	s := serviceOver(t, doc("=1+1", "2024", "=cmd|碼頭\n\"引\"", "碼頭在此", "＋碼頭"))
	c, _ := concordance(t, s, search.Request{Query: "碼頭", Limit: 1, Format: search.FormatCSV})
	var b bytes.Buffer
	if err := c.WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	text, marked := strings.CutPrefix(b.String(), "\ufeff")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || !marked || len(rows) != 4 {
		t.Fatalf("%d rows, byte order mark %v: %v", len(rows), marked, err)
	}
	got := fmt.Sprintf("%q", rows[1:])
	for _, want := range []string{`"'=cmd|" "碼頭" " \"引\""`, `"" "碼頭" "在此"`, `"'＋" "碼頭" ""`, `"'=1+1#p1" "'=1+1"`} {
		if !strings.Contains(got, want) {
			t.Errorf("rows %s without %s", got, want)
		}
	}
}

func TestConcordanceRefuses(t *testing.T) {
	s := serviceOver(t, warnings()...)
	for _, tc := range []struct {
		name, param string
		request     search.Request
	}{
		{"no query", "q", search.Request{}},
		{"context too narrow", "context", search.Request{Query: "a", Context: 4}},
		{"context too wide", "context", search.Request{Query: "a", Context: 101}},
		{"an order", "sort", search.Request{Query: "a", Sort: "middle"}},
		{"a format", "format", search.Request{Query: "a", Format: "xls"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := s.Concordance(t.Context(), tc.request)
			var p *search.ParamError
			if !errors.As(err, &p) || p.Param != tc.param {
				t.Errorf("error %v, want one of %s", err, tc.param)
			}
		})
	}
}

// Every line is a piece of its unit's text, and there are as many lines as the
// words stand in the texts, counted character by character.
func TestConcordanceIsComplete(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	letters := []rune("碼頭码头颱風台风船，。 的a\u0301\n")
	var docs []*document.Document
	texts := map[string]string{}
	want := 0
	for i := range 60 {
		var text []rune
		for range 5 + random.IntN(60) {
			text = append(text, letters[random.IntN(len(letters))])
		}
		d := doc(fmt.Sprintf("d%d", i), "", "船"+string(text))
		docs = append(docs, d)
		texts[string(index.KeyOf(d, "p1"))] = d.Units[0].Text
		want += count(d.Units[0].Text, "码头", "台风")
	}
	s := serviceOver(t, docs...)
	for _, width := range []int{5, 20, 100} {
		r := search.Request{Query: "碼頭 颱風", Mode: search.ModeAny, Context: width, Format: search.FormatCSV}
		c, _ := concordance(t, s, r)
		if c.TotalLines != want || len(c.Lines) != want {
			t.Errorf("%d lines, %d in the answer, want %d", c.TotalLines, len(c.Lines), want)
		}
		for _, l := range c.Lines {
			if !strings.Contains(texts[l.ID], l.Left+l.Match+l.Right) {
				t.Errorf("%q is no part of %q", l.Left+l.Match+l.Right, texts[l.ID])
			}
			if m := analysis.Fold(l.Match); m != "码头" && m != "台风" {
				t.Errorf("match %q", l.Match)
			}
			if n := utf8.RuneCountInString(l.Left); n > 2*width {
				t.Errorf("%d characters before the match", n)
			}
		}
	}
}

// count is how often words stand in a text, none across the end of another.
func count(text string, words ...string) (n int) {
	folded := analysis.Fold(text)
	for folded != "" {
		step := 1
		for _, w := range words {
			if strings.HasPrefix(folded, w) {
				n++
				step = len(w)
			}
		}
		folded = folded[step:]
	}
	return n
}

// A word that stands everywhere is read up to a bound, and that is said.
func TestConcordanceIsBounded(t *testing.T) {
	s := serviceOver(t, doc("a", "", strings.Repeat("船，", 15_000)), doc("b", "", strings.Repeat("船。", 15_000)))
	c, _ := concordance(t, s, search.Request{Query: "船"})
	if c.TotalLines != 20_000 || c.UnitsRead != 1 || len(c.Warnings) != 1 || c.Warnings[0] != search.WarnConcordanceCut {
		t.Errorf("%d lines of %d units, warnings %v", c.TotalLines, c.UnitsRead, c.Warnings)
	}
}
