package html

import (
	"strings"
	"testing"

	"wensou/internal/testutil"
	"wensou/parse/draft"
	"wensou/parse/input"
)

func FuzzHTML(f *testing.F) {
	f.Add("<h1>t</h1><p>a<a href='#n' id=r><sup>1</sup></a><br><br>b<table><tr><td>c<li>d</table><p id=n><a href='#r'>1</a> e")
	f.Add("<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body><a id='x'/><p><![CDATA[a&b]]></p><pre>\nc</pre></body></html>")
	f.Add("<dl><dt id=n>1<dd>x</dl><p>[<a href=#n role=doc-noteref>1</a>]<span class=sidenote>y</span><ruby>a<rt>b</ruby>")
	f.Add("<p>a<sup>[1]</sup>b<sup>[2]</sup></p><p>[1] c<br>[2] d</p><h2>註釋</h2><ol><li>e<li>f</ol><a onclick=\"g('h')\">1</a><i id=h>")
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ReplaceAll(strings.ToValidUTF8(text, "?"), "\x00", "?")
		file := input.File{Path: "f.html", Text: text}
		if err := ParseBook(draft.New("epub"), []Part{{File: file}, {File: input.File{Path: "g.html", Text: text}}}); err != nil {
			t.Fatal(err)
		}
		d, err := Parse(file)
		if err != nil {
			return
		}
		d.ID = "f"
		if err := d.Validate(); err != nil {
			t.Fatal(err)
		}
		testutil.CheckLines(t, d, text)
	})
}
