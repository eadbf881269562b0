package pdftext

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"wensou/parse/input"
)

// Inputs that must be read in linear time: real pages, and what breaks
// parsers that look back.

// book prints pages until they fill size bytes.
func book(size int) string {
	r := rand.New(rand.NewPCG(1, 2))
	a := author{r, false}
	paras, notes := a.paper(60)
	pr := press{body: "S", head: "N. ", width: 70, height: 36, indent: "　　", noteGap: true, runHead: true, feed: true, restart: true, split: true, first: 1}
	text := pr.print(paras, notes, "").text
	return strings.Repeat(text, size/len(text)+1)[:size]
}

// hostile are texts made to be slow, by name.
var hostile = map[string]func(size int) string{
	"one line": func(n int) string { return strings.Repeat("風箏與河流的關係，", n/27) },
	"digits":   func(n int) string { return strings.Repeat("0123456789", n/10) },
	"markers":  func(n int) string { return strings.Repeat("風¹水²", n/10) },
	"lists": func(n int) string {
		var b strings.Builder
		for i := 1; b.Len() < n; i++ {
			fmt.Fprintf(&b, "%d. 王甲，《風》，頁3。\n風箏。%d\n", i%999+1, i%999+1)
		}
		return b.String()
	},
	"notes on one page": func(n int) string {
		var b strings.Builder
		for i := 1; b.Len() < n/2; i++ {
			fmt.Fprintf(&b, "風箏%s，\n", digits(i, supDigits))
		}
		for i := 1; b.Len() < n; i++ {
			fmt.Fprintf(&b, "%s 王甲，頁3。\n", digits(i, supDigits))
		}
		return b.String() + "\f\f\f"
	},
	"pages": func(n int) string {
		return strings.Repeat("風箏很高。1 水很深。2\n\n1 王甲。\n2 王乙。\n\f", n/58)
	},
	"sections": func(n int) string { return strings.Repeat("註釋\n\n1. 王甲。\n\n", n/24) },
	"references": func(n int) string {
		return "題\n\n風。[1-9]\n\n參考文獻\n\n" + strings.Repeat("[1] 王甲\n[2] 王乙\n", n/26)
	},
	"signs":   func(n int) string { return strings.Repeat("風箏*很高。†\n* 甲\n† 乙\n", n/40) },
	"columns": func(n int) string { return strings.Repeat("風箏      河流      1\n", n/30) },
	"jagged columns": func(n int) string {
		row := "風箏與河流與季節的關係        居民與船隻與橋樑的潮水\n"
		return strings.Repeat(strings.Repeat(row, 6)+strings.ReplaceAll(row, "        ", "   ")+strings.Repeat(row, 6)+"\f", n/1000)
	},
	"blanks":   func(n int) string { return strings.Repeat(" ", n) + "風" },
	"brackets": func(n int) string { return strings.Repeat("「（<<http://a", n/17) },
	"hyphens":  func(n int) string { return strings.Repeat("the wel-\ncome of the boat on the river bank-\n", n/44) },
}

func BenchmarkParse(b *testing.B) {
	run := func(name string, text string) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if _, err := Parse(input.File{Path: "a.txt", Text: text}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	for _, mb := range []int{1, 10, 100} {
		run(fmt.Sprintf("book/%dMB", mb), book(mb<<20))
	}
	for name, text := range hostile {
		for _, mb := range []int{1, 10} {
			run(fmt.Sprintf("%s/%dMB", name, mb), text(mb<<20))
		}
	}
}

// TestHostile reads the same inputs, small, for what Validate finds.
func TestHostile(t *testing.T) {
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			d, err := Parse(input.File{Path: "a.txt", Text: text(100 << 10)})
			if err != nil {
				return // nothing but digits holds no text
			}
			d.ID = "a"
			if err := d.Validate(); err != nil {
				t.Fatal(err)
			}
		})
	}
}
