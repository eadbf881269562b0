package search

import (
	"encoding/csv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"wensou/document"
	"wensou/index"
	"wensou/search/highlight"
)

func FuzzLines(f *testing.F) {
	f.Add("船到碼頭，碼頭碼頭。", "码头", uint8(5))
	f.Add("e\u0301\u0301\u200de碼頭\u0301\u0301", "码", uint8(1))
	f.Add("a\xff碼\xe9頭\xf0", "头", uint8(100))
	f.Fuzz(func(t *testing.T, text, literal string, width uint8) {
		st := index.Stored{Key: "k", Unit: document.Unit{Text: text}, Document: &document.Document{}}
		m := &highlight.Matcher{Literals: []string{literal}, Words: []string{"a"}}
		lines, _ := appendLines(nil, &st, m, int(width))
		at := 0
		for _, l := range lines {
			i := strings.Index(text[at:], l.Left+l.Match+l.Right)
			if i < 0 || l.Match == "" {
				t.Fatalf("%q is no part of the rest of %q", l.Left+l.Match+l.Right, text)
			}
			for _, side := range []string{l.Left, l.Right} {
				if n := utf8.RuneCountInString(side); n > 2*int(width) {
					t.Errorf("%d characters of context, %d were asked for", n, width)
				}
			}
			for _, order := range []index.SortOrder{ByLeft, ByRight} {
				contextKey(l, order)
			}
		}
	})
}

func FuzzCSVCell(f *testing.F) {
	for _, s := range []string{"", "=1+1", " =1", "\t@x", "＝1", "-", "碼頭,\"引\"\r\n次", "\xff=", "\u200b=1", "\u00a0+1", "\u2028-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := Concordance{Lines: []Line{{Left: s, Match: "m", Right: s}}}
		var b strings.Builder
		if err := c.WriteCSV(&b); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\ufeff"))).ReadAll()
		if err != nil || len(rows) != 2 || rows[1][0] != csvCell(s) || rows[1][1] != "m" {
			t.Fatalf("rows %q: %v", rows, err)
		}
		cell := rows[1][0]
		if first, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(cell, unicode.IsSpace)); strings.ContainsRune("=+-@＝＋－＠", first) && cell != "" {
			t.Errorf("%q is a formula", cell)
		}
		if strings.ContainsAny(cell, "\r\n\t\x00") || !utf8.ValidString(cell) {
			t.Errorf("%q is not one line of text", cell)
		}
	})
}
