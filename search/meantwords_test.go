package search

import (
	"slices"
	"strings"
	"testing"

	"wensou/query"
)

func TestWordsThatMayBeMistaken(t *testing.T) {
	for _, tt := range []struct {
		query string
		want  []string
	}{
		{"演算法 問則", []string{"演算法", "問則"}},
		{`"資料工享" gov`, []string{"資料工享", "gov"}},
		{"數位archive館", []string{"數位", "archive", "館"}},
		{"颱風 NOT 企鵝 燈塔", []string{"颱風", "燈塔"}},
		{"颱風 AND (漁船 OR 燈塔)", []string{"颱風", "漁船", "燈塔"}},
		{"漁船 NEAR/5 碼頭", []string{"漁船", "碼頭"}},
		{"-企鵝 author:何佩瑜 燈*", nil},
		{"GPT4 2025年 GPT-5", []string{"年", "GPT"}},
		{"", nil},
		{"\xff 人 \x00", []string{"人"}},
	} {
		var got []string
		for _, w := range words(tt.query) {
			got = append(got, w.text)
			if tt.query[w.start:w.start+len(w.text)] != w.text {
				t.Errorf("%q: %q does not stand at %d", tt.query, w.text, w.start)
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%q: %q, want %q", tt.query, got, tt.want)
		}
	}
}

func TestDoubtfulWords(t *testing.T) {
	han, latin := strings.Repeat("公授 ", maxHanRuns), strings.Repeat("referendm ", maxLatin)
	long := strings.Repeat("公", maxHan)
	for _, tt := range []struct {
		name, query string
		want        []string
	}{
		{"the first runs of Chinese", han + "積率", strings.Fields(han)},
		{"the first Latin words", latin + "archve", strings.Fields(latin)},
		{"each has its own bound", latin + han, strings.Fields(latin + han)},
		{"what is too short or too long takes no place", "人 " + long + "授 " + han, strings.Fields(han)},
		{"the longest", long, []string{long}},
		{"a quotation", `"公授"`, nil},
		{"a quotation beside words", `"公授 積率" 問則`, []string{"問則"}},
		{"other quotation marks", "「公授」 “積率” 問則", []string{"問則"}},
		{"a quotation in an operator", `("公授" OR 積率) NEAR/5 問則`, []string{"積率", "問則"}},
		{"a text without variants", "=公授 問則", []string{"問則"}},
		{"operators are no quotation", "公授 AND 問則", []string{"公授", "問則"}},
	} {
		var got []string
		for _, w := range doubtful(words(tt.query), quotations(query.Simplify(query.Parse(tt.query).Root))) {
			got = append(got, w.text)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestApplyAndCombine(t *testing.T) {
	query := `"積率" OR 公授`
	first, second := edit{start: 1, end: 7, text: "機率", units: 5}, edit{start: 12, end: 18, text: "公投", units: 9}
	other := edit{start: 12, end: 18, text: "公受", units: 1}
	var got []string
	for _, choice := range combine([]edit{second, first, other}) {
		got = append(got, apply(query, choice))
	}
	want := []string{`"機率" OR 公投`, `"積率" OR 公投`, `"機率" OR 公授`, `"積率" OR 公受`}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func FuzzWordsThatMayBeMistaken(f *testing.F) {
	f.Add(`"資料" NOT (x) 人gong`)
	f.Add("\xff\xfe公投\u3000")
	f.Fuzz(func(t *testing.T, query string) {
		for _, w := range words(query) {
			if w.text == "" || query[w.start:w.start+len(w.text)] != w.text {
				t.Errorf("%q: %+v", query, w)
			}
		}
	})
}
