package epub

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wensou/document"
	"wensou/internal/testutil"
	"wensou/parse/archive"
	"wensou/parse/input"
)

type part = testutil.Part

const metadata = `<dc:title>漁港志</dc:title><dc:creator>王一</dc:creator><dc:creator>李二</dc:creator><dc:language>zh-TW</dc:language><dc:date>2024-03-05</dc:date>
<dc:subject>漁業</dc:subject><dc:publisher>海岸出版社</dc:publisher><dc:identifier>urn:isbn:9780000000000</dc:identifier><dc:description>&lt;p&gt;記三個港口。&lt;/p&gt;</dc:description>`

// packed packs chapters (name and body) in the order of the spine; extra are
// parts that only the container holds.
func packed(metadata string, chapters []part, extra ...part) []byte {
	var manifest, spine strings.Builder
	all := []part{
		{Name: "mimetype", Text: bookType},
		{Name: containerFile, Text: `<container><rootfiles><rootfile full-path="OPS/book%20a.opf"/></rootfiles></container>`},
	}
	for i, c := range chapters {
		id := string(rune('a' + i))
		nav := ""
		if strings.Contains(c.Text, "<nav") {
			nav = ` properties="nav"`
		}
		manifest.WriteString(`<item id="` + id + `" href="` + strings.ReplaceAll(c.Name, " ", "%20") + `" media-type="application/xhtml+xml"` + nav + `/>`)
		spine.WriteString(`<itemref idref="` + id + `"/><itemref idref="` + id + `"/>`)
		all = append(all, part{Name: "OPS/" + c.Name, Text: page(c.Text)})
	}
	opf := `<package xmlns:dc="urn:dc"><metadata>` + metadata + `</metadata><manifest>` + manifest.String() +
		`<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/><item id="css" href="a.css" media-type="text/css"/></manifest><spine toc="ncx">` + spine.String() + `<itemref idref="css"/><itemref idref="none"/></spine></package>`
	return testutil.Zip(append(append(all, part{Name: "OPS/book a.opf", Text: opf}), extra...)...)
}

func page(body string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>頁</title></head><body>` + body + `</body></html>`
}

func tryParse(data []byte) (*document.Document, error) {
	a, err := archive.Open("dir/a.epub", data, archive.Limits{})
	if err != nil {
		return nil, err
	}
	return Parse("dir/a.epub", a)
}

const long = "颱風來臨之前，漁船回到碼頭，並以纜繩固定，岸上的人則收起漁網。"

func TestParse(t *testing.T) {
	ref := func(href, n string) string { return `<a epub:type="noteref" href="` + href + `">` + n + `</a>` }
	tests := []struct {
		name     string
		chapters []part
		extra    []part
		want     string
	}{
		{
			name: "chapters in the order of the spine, each once; the table of contents is none",
			chapters: []part{
				{Name: "nav.xhtml", Text: `<nav epub:type="toc"><ol><li><a href="b.xhtml">第一章</a></li></ol></nav>`},
				{Name: "z 1.xhtml", Text: `<h1>緒論</h1><p>` + long + `</p>`},
				{Name: "b.xhtml", Text: `<h2>訪談</h2><p>` + long + `</p>`},
			},
			want: "# 1@1 緒論\n# 2@1 訪談\nt1 漁港志\np1@1 " + long + "\np2@1 " + long + "\n",
		},
		{
			name: "notes in their chapter and in a file of their own",
			chapters: []part{
				{Name: "a.xhtml", Text: `<h1>緒論</h1><p>` + long + ref("#n1", "1") + `又` + ref("text/notes.xhtml#n9", "2") + `</p><aside epub:type="footnote" id="n1"><p>章中之註</p></aside>`},
				{Name: "b.xhtml", Text: `<h1>訪談</h1><p>` + long + ref("text/notes.xhtml#m%31", "3") + `</p>`},
				{Name: "text/notes.xhtml", Text: `<section epub:type="rearnotes"><aside epub:type="rearnote" id="n9"><p>《港務年報》，2023年。</p></aside><aside epub:type="rearnote" id="m1"><p>末註</p></aside></section>`},
			},
			want: "# 1@1 緒論\n# 1@1 訪談\nt1 漁港志\np1@1 " + long + "{1}又{2}\np2@1 " + long + "{3}\nfn1@1 < p1 章中之註\nfn2@1 < p1 《港務年報》，2023年。\nfn3@1 < p2 末註\n",
		},
		{
			name:     "a chapter without a heading has that of the table of contents",
			chapters: []part{{Name: "a.xhtml", Text: `<p>` + long + `</p>`}},
			extra:    []part{{Name: "OPS/toc.ncx", Text: `<ncx><navMap><navPoint><navLabel><text>序 言</text></navLabel><content src="a.xhtml#top"/></navPoint></navMap></ncx>`}},
			want:     "# 1@1 序 言\nt1 漁港志\np1@1 " + long + "\n",
		},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			d, err := tryParse(packed(`<dc:title>漁港志</dc:title>`, tc.chapters, tc.extra...))
			if err != nil {
				t.Fatal(err)
			}
			if d.ID = "a"; d.Validate() != nil {
				t.Fatal(d.Validate())
			}
			if diff := cmp.Diff(tc.want, testutil.Outline(d)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestMeta(t *testing.T) {
	d, err := tryParse(packed(metadata, []part{{Name: "a.xhtml", Text: `<p>` + long + `</p>`}}))
	if err != nil {
		t.Fatal(err)
	}
	want := &document.Document{
		Format: "epub", Title: "漁港志", Description: "記三個港口。", Language: "zh-TW", Date: "2024-03-05", Authors: []string{"王一", "李二"}, Topics: []string{"漁業"},
		Extra: map[string]string{"publisher": "海岸出版社", "isbn": "9780000000000"}, Units: d.Units,
	}
	if diff := cmp.Diff(want, d); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if len(d.Units) != 3 || d.Units[1].Kind != document.KindDescription {
		t.Errorf("units are\n%s", testutil.Outline(d))
	}
}

func TestRefuses(t *testing.T) {
	text := []part{{Name: "a.xhtml", Text: `<p>` + long + `</p>`}}
	whole := packed(metadata, text)
	tests := []struct {
		name string
		data []byte
		want string
	}{
		{"cut off", whole[:len(whole)/2], "cut off"},
		{"locked", packed(metadata, text, part{Name: "META-INF/encryption.xml", Text: `<encryption><EncryptedData><CipherData><CipherReference URI="OPS/a.xhtml"/></CipherData></EncryptedData></encryption>`}), "locked"},
		{"no text", packed(metadata, []part{{Name: "a.xhtml", Text: `<img src="a.png"/>`}}), "holds no text"},
		{"no package", testutil.Zip(part{Name: containerFile, Text: "<container/>"}), "names no package"},
		{"package absent", testutil.Zip(part{Name: containerFile, Text: `<c><rootfile full-path="a.opf"/></c>`}), "lacks the part a.opf"},
		{"package above the container", testutil.Zip(part{Name: containerFile, Text: `<c><rootfile full-path="../../etc/passwd"/></c>`}), "lacks the part etc/passwd"},
		{"entities", testutil.Zip(part{Name: containerFile, Text: `<!DOCTYPE c [<!ENTITY a "b">]><c>&a;</c>`}), "declares entities"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			_, err := tryParse(tc.data)
			var e *input.Error
			if !errors.As(err, &e) || e.Path != "dir/a.epub" || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want *input.Error with %q", err, tc.want)
			}
		})
	}
}

func FuzzEPUB(f *testing.F) {
	f.Add(metadata, `<h1>題</h1><p>文<a epub:type="noteref" href="#n">1</a></p><aside id="n" epub:type="footnote">註</aside>`, `<ncx><content src="a.xhtml"/></ncx>`)
	f.Fuzz(func(t *testing.T, metadata, chapter, toc string) {
		d, err := tryParse(packed(metadata, []part{{Name: "a.xhtml", Text: chapter}}, part{Name: "OPS/toc.ncx", Text: toc}))
		var e *input.Error
		if err != nil && !errors.As(err, &e) {
			t.Fatalf("%v is no *input.Error", err)
		}
		if err == nil {
			d.ID = "f"
			if err := d.Validate(); err != nil {
				t.Fatal(err)
			}
		}
	})
}
