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
