package xmltext

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"wensou/parse/input"
)

func text(s string) (string, error) {
	x := New(strings.NewReader(s), "dir/a.odt", "content.xml")
	if _, err := x.Root(); err != nil {
		return "", err
	}
	got, err := x.Text(1 << 20)
	if err != nil {
		return "", err
	}
	_, err = x.Next()
	if !errors.Is(err, io.EOF) {
		return got, err
	}
	return got, nil
}

func TestText(t *testing.T) {
	const doc = `<?xml version="1.0" encoding="X"?><d>漁港<b>颱風</b></d>`
	encoded := func(name string, e interface{ String(string) (string, error) }) string {
		s, err := e.String(strings.Replace(doc, "X", name, 1))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	tests := []struct{ name, in, want, err string }{
		{name: "UTF-8", in: strings.Replace(doc, "X", "UTF-8", 1), want: "漁港颱風"},
		{name: "mark in front", in: "\uFEFF" + strings.Replace(doc, "X", "utf-8", 1), want: "漁港颱風"},
		{name: "UTF-16", in: encoded("UTF-16", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder()), want: "漁港颱風"},
		{name: "UTF-16 without mark", in: encoded("UTF-16", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder()), want: "漁港颱風"},
		{name: "Big5", in: encoded("Big5", traditionalchinese.Big5.NewEncoder()), want: "漁港颱風"},
		{name: "entities of XML", in: "<d>&lt;&#x6f01;&amp;</d>", want: "<漁&"},
		{name: "a plain DOCTYPE", in: `<!DOCTYPE d PUBLIC "-//X" "x.dtd"><d>a</d>`, want: "a"},
		{name: "a bomb of entities", in: `<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><d>&b;</d>`, err: "declares entities"},
		{name: "an entity of nobody", in: "<d>&a;</d>", err: "invalid character entity &a;"},
		{name: "a file as entity", in: `<!DOCTYPE d SYSTEM "file:///etc/passwd"><d>&d;</d>`, err: "invalid character entity"},
		{name: "too deep", in: strings.Repeat("<d>", MaxDepth+1), err: "more than 1000 deep"},
		{name: "deep", in: strings.Repeat("<d>", MaxDepth) + "a" + strings.Repeat("</d>", MaxDepth), want: "a"},
		{name: "cut off", in: "<d>\n<b>", err: "content.xml, line 2: the XML is damaged (unexpected EOF)"},
		{name: "crossed", in: "<d><b></d></b>", err: "the XML is damaged"},
		{name: "no text", in: "<d>\xff</d>", err: "invalid UTF-8"},
		{name: "unknown encoding", in: `<?xml version="1.0" encoding="klingon"?><d/>`, err: `"klingon" is unknown`},
		{name: "empty", in: "", err: "ends too early"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			got, err := text(tc.in)
			var e *input.Error
			switch {
			case tc.err == "" && (err != nil || got != tc.want):
				t.Errorf("got %q, %v, want %q", got, err, tc.want)
			case tc.err != "" && (!errors.As(err, &e) || e.Path != "dir/a.odt" || !strings.Contains(err.Error(), tc.err)):
				t.Errorf("got %q, %v, want *input.Error with %q", got, err, tc.err)
			}
		})
	}
}

func TestChildren(t *testing.T) {
	x := New(strings.NewReader(`<d>a<b k="1"><c/></b>e<b k="2"/></d><!-- c -->`), "a", "")
	if _, err := x.Root(); err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	err := x.Children(func(e xml.StartElement) error {
		got.WriteString("<" + Attr(e, "k") + Attr(e, "none") + ">")
		return x.Skip()
	}, func(s xml.CharData) { got.Write(s) })
	if err != nil || got.String() != "a<1>e<2>" {
		t.Errorf("got %s, %v", got.String(), err)
	}
	x = New(strings.NewReader("<d>漁港</d>"), "a", "")
	if _, err := x.Root(); err != nil {
		t.Fatal(err)
	}
	if s, err := x.Text(4); err != nil || s != "漁" {
		t.Errorf("got %q, %v: no character is cut", s, err)
	}
}
