package parse

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// BenchmarkFormats reads one text without citations in each text format:
// MB/s, and bytes allocated and live for each byte of the file.
func BenchmarkFormats(b *testing.B) {
	const sentence = "颱風來臨之前，漁船回到碼頭，並以纜繩固定，岸上的人則收起漁網。The harbour stays shut until noon."
	formats := []struct{ name, path, head, part string }{
		{"html", "a.html", "<!DOCTYPE html><html><body><article><h1>漁港</h1>\n", "<h2>第%d節</h2>\n<p>" + sentence + "<em>隔日</em>風雨漸歇<sup id=\"r%[1]d\"><a href=\"#n%[1]d\">%[1]d</a></sup>，" + sentence + "</p>\n<ul><li>紅燈在左</li><li>綠燈在右</li></ul>\n<p id=\"n%[1]d\"><a href=\"#r%[1]d\">%[1]d</a> 其中一盞在修理。</p>\n"},
		{"latex", "a.tex", "\\documentclass{ctexart}\n\\begin{document}\n", "\\section{第%d節}\n" + sentence + "\\emph{隔日}風雨漸歇\\footnote{其中一盞在修理。}，" + sentence + "\n\n\\begin{itemize}\n\\item 紅燈在左\n\\item 綠燈在右\n\\end{itemize}\n\n"},
		{"rst", "a.rst", "", "第%d節\n==========\n\n" + sentence + "*隔日*風雨漸歇 [#]_ ，" + sentence + "\n\n- 紅燈在左\n- 綠燈在右\n\n.. [#] 其中一盞在修理。\n\n"},
		{"markdown", "a.md", "", "## 第%d節\n\n" + sentence + "*隔日*風雨漸歇[^%[1]d]，" + sentence + "\n\n- 紅燈在左\n- 綠燈在右\n\n[^%[1]d]: 其中一盞在修理。\n\n"},
		{"plaintext", "a.txt", "漁港\n", "第%d節\n" + sentence + "隔日風雨漸歇，" + sentence + "\n紅燈在左\n綠燈在右\n\n"},
	}
	for _, f := range formats {
		for _, mb := range []int{1, 10, 100} {
			b.Run(fmt.Sprintf("%s/%dMB", f.name, mb), func(b *testing.B) {
				var text strings.Builder
				text.WriteString(f.head)
				for i := 1; text.Len() < mb<<20; i++ {
					part := f.part
					if !strings.Contains(part, "%[1]d") {
						part = strings.Replace(part, "%d", "%[1]d", 1)
					}
					fmt.Fprintf(&text, part, i)
				}
				data := []byte(text.String())
				b.SetBytes(int64(len(data)))
				b.ReportAllocs()
				for b.Loop() {
					d, err := Parse(f.path, data, Options{})
					if err != nil {
						b.Fatal(err)
					}
					runtime.KeepAlive(d)
				}
			})
		}
	}
}
