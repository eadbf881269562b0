package parse

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"wensou/document"
	"wensou/internal/testutil"
	"wensou/parse/input"
)

func TestDetect(t *testing.T) {
	tests := []struct{ path, data, want string }{
		{"a.md", "x", FormatMarkdown},
		{"a.txt", "第一行\n第二行。\n", FormatPlaintext},
		{"a.txt", "---\ntitle: x\n---\n文", FormatMarkdown},
		{"a.txt", "# 題\n\n## 節\n\n```\nx\n```\n", FormatMarkdown},
		{"notes", "# 題\n\n## 節\n文", FormatMarkdown},
		{"a.jsonl", "{}", FormatJSONL},
		{"a.ndjson.zst", "\x28\xb5\x2f\xfd", FormatJSONL},
		{"a.JSONL.gz", "", FormatJSONL},
		{"a.html", "x", FormatHTML},
		{"a.txt", "<!DOCTYPE html><html>", FormatHTML},
		{"a.xhtml", "<?xml version='1.0'?>\n<html>", FormatHTML},
		{"a.tex", "\\section{x}", FormatLaTeX},
		{"a.rst", "題\n==\n", FormatRST},
		{"a.json", `{"法規名稱": "法", "法規內容": []}`, FormatLawJSON},
		{"a.json", `[{"法規名稱": "法", "法規內容": []}]`, ""},
		{"a.xml", "<?xml version='1.0'?>\n<feed>", ""},
		{"a.bin", "\x00\x01\x02", ""},
		{"a.pdf", "%PDF-1.5\n\x00", "pdf"},
		{"paper", "%PDF-1.5\n\x00", "pdf"},
		{"b.pdf", "\x00\x01\x02", ""},
		{"mail.pdf", "Content-Type: application/pdf\n\n%PDF-1.5\n%%EOF\n", "pdf"},
		{"formats.md", "# Formats\n\nA file that begins with %PDF- is a PDF.\n", "markdown"},
		{"a.json", "{}", ""},
	}
	for _, tc := range tests {
		if got := Detect(tc.path, []byte(tc.data)); got != tc.want {
			t.Errorf("Detect(%s, %q) = %q, want %q", tc.path, tc.data, got, tc.want)
		}
	}
}

// Containers are told by what lies in them, not by their names.
func TestDetectContainers(t *testing.T) {
	odt := testutil.Zip(testutil.Part{Name: "mimetype", Text: "application/vnd.oasis.opendocument.text"}, testutil.Part{Name: "content.xml", Text: "<d/>"})
	docx := testutil.Zip(
		testutil.Part{Name: "[Content_Types].xml", Text: `<Types><Override ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		testutil.Part{Name: "_rels/.rels", Text: `<Relationships><Relationship Type="x/officeDocument" Target="/w/text.xml"/></Relationships>`},
		testutil.Part{Name: "w/text.xml", Text: "<document><body><p><r><t>漁港</t></r></p></body></document>"})
	book := []testutil.Part{
		{Name: "META-INF/container.xml", Text: `<c><rootfile full-path="a.opf"/></c>`},
		{Name: "a.opf", Text: `<p><manifest><item id="a" href="a.html" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></p>`},
		{Name: "a.html", Text: `<html><body><p>漁港</p></body></html>`},
	}
	epub := testutil.Zip(append([]testutil.Part{{Name: "mimetype", Text: "application/epub+zip"}}, book...)...)
	sheet := testutil.Zip(testutil.Part{Name: "[Content_Types].xml"}, testutil.Part{Name: "xl/workbook.xml"})
	flat := []byte(`<?xml version="1.0"?><office:document office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text><text:p>漁港</text:p></office:text></office:body></office:document>`)
	tests := []struct {
		name, path string
		data       []byte
		format     string // "" for none
		want       string // of the error; "" for none
	}{
		{"docx", "a.docx", docx, FormatDOCX, ""},
		{"docx of another name", "a.txt", docx, FormatDOCX, ""},
		{"odt", "a.odt", odt, FormatODT, "no text"},
		{"flat odt", "a.fodt", flat, FormatODT, ""},
		{"epub", "a.epub", epub, FormatEPUB, ""},
		{"epub without its type", "a.zip", testutil.Zip(book...), FormatEPUB, ""},
		{"a sheet", "a.xlsx", sheet, "", "save its text as"},
		{"any zip", "a.zip", testutil.Zip(testutil.Part{Name: "a.txt", Text: "文"}), "", "unpack it"},
		{"cut off", "a.docx", docx[:len(docx)-50], "", "cut off"},
		{"old Word", "a.doc", append([]byte{}, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\x00\x00"...), "", "old Word file"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			if got := Detect(tc.path, tc.data); got != tc.format {
				t.Errorf("Detect = %q, want %q", got, tc.format)
			}
			d, err := Parse(tc.path, tc.data, Options{})
			var e *input.Error
			switch {
			case tc.want == "" && (err != nil || d.Format != tc.format || len(d.Units) == 0 || d.Units[0].Text != "漁港"):
				t.Errorf("got %+v, %v", d, err)
			case tc.want != "" && (!errors.As(err, &e) || !strings.Contains(err.Error(), tc.want)):
				t.Errorf("got %v, want *input.Error with %q", err, tc.want)
			}
		})
	}
	if _, err := Parse("a.docx", []byte("text"), Options{Format: FormatDOCX}); err == nil {
		t.Error("text as DOCX: no error")
	}
}

func TestDocID(t *testing.T) {
	tests := map[string]document.ID{
		"a.md": "a", "./dir/a.b.txt": "dir/a.b", "dir\\a.md": "dir/a", "../x.md": "x", "a.jsonl.zst": "a",
		".hidden": ".hidden", "e\u0301.md": "\u00e9", "a\xff.md": "a%FF",
		"a\nb\x1b.md": "a%0Ab%1B", "100%.md": "100%",
		strings.Repeat("長", 400) + ".md": document.ID(strings.Repeat("長", 314) + "-64e3544cdd041067"),
	}
	for path, want := range tests {
		if got := DocID(path); got != want {
			t.Errorf("DocID(%q) = %q, want %q", path, got, want)
		}
	}
}

func TestParseOptions(t *testing.T) {
	d, err := Parse("dir/a b.md", []byte("# 題\n\n這是臺灣的資訊網站。\n"), Options{
		Source: document.Source{Name: "站"}, Collection: "庫", Topics: []string{"甲", "甲"}, LinkTemplate: "https://example.org/{id}#{path}",
	})
	if err != nil {
		t.Fatal(err)
	}
	if d.ID != "dir/a b" || d.Path != "dir/a b.md" || d.Format != FormatMarkdown || d.Source.Name != "站" || d.Collection != "庫" || len(d.Topics) != 1 ||
		d.Language != "zh-TW" || d.URL != "https://example.org/dir/a%20b#dir/a%20b.md" {
		t.Errorf("got %+v", d)
	}
}

func TestParseRefuses(t *testing.T) {
	tests := []struct{ name, path, data, format, want string }{
		{"binary", "a.md", "\x00", "", "binary"},
		{"xml", "a.xml", "<p>x", "", "not a text format"},
		{"empty page", "a.html", "<title></title><script>x</script>", "", "no text"},
		{"empty", "a.md", " \n", "", "no text"},
		{"empty text", "a.txt", "", "", "no text"},
		{"rows", "a.jsonl", "{}", "", "JSON Lines"},
		{"unknown format", "a.md", "x", "word", `unknown format "word"`},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			_, err := Parse(tc.path, []byte(tc.data), Options{Format: tc.format})
			var e *input.Error
			if !errors.As(err, &e) || e.Path != tc.path || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want *input.Error with %q", err, tc.want)
			}
		})
	}
}

func TestSplitLong(t *testing.T) {
	sentence := strings.Repeat("字", 999) + "。"
	text := "題\n" + strings.Repeat(sentence, document.MaxUnitBytes/len(sentence)+100)
	for _, name := range []string{"a.txt", "a.md"} {
		d, err := Parse(name, []byte(text), Options{})
		if err != nil {
			t.Fatal(err)
		}
		size, parts := 0, 0
		for _, u := range d.Units {
			size += len(u.Text)
			if strings.HasPrefix(string(u.ID), "p1") {
				if parts++; !strings.HasSuffix(u.Text, "。") || !utf8.ValidString(u.Text) {
					t.Errorf("%s: unit %s is cut inside a sentence", name, u.ID)
				}
			}
		}
		if parts != 2 || size < len(text)-10 {
			t.Errorf("%s: %d parts, %d of %d bytes", name, parts, size, len(text))
		}
	}
}

func TestSplitMovesNotes(t *testing.T) {
	n := document.MaxUnitBytes
	d := &document.Document{ID: "x", Units: []document.Unit{
		{ID: "p1", Kind: document.KindParagraph, Text: strings.Repeat("a", n+10), Notes: []document.NoteRef{{Number: 1, Offset: 5}, {Number: 2, Offset: n + 3}}},
		{ID: "fn2", Kind: document.KindFootnote, Text: "x", Anchor: &document.Anchor{Unit: "p1", Offset: n + 3}},
	}}
	splitLong(d)
	if err := d.Validate(); err != nil {
		t.Fatal(err)
	}
	if d.Units[1].ID != "p1.2" || d.Units[1].Notes[0].Offset != 3 || *d.Units[2].Anchor != (document.Anchor{Unit: "p1.2", Offset: 3}) {
		t.Errorf("got %+v %+v", d.Units[1].Notes, d.Units[2].Anchor)
	}
}

// TestRealDocuments parses every document of a corpus that lies beside the
// repository on some machines.
func TestRealDocuments(t *testing.T) {
	root := filepath.Join("..", "..", "shared", "corpus", "docs")
	if _, err := os.Stat(root); err != nil {
		t.Skip("no corpus of real documents beside the repository")
	}
	n := 0
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || testing.Short() && n > 50 {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		if ext := filepath.Ext(path); ext != ".md" && ext != ".txt" || strings.HasPrefix(rel, "pdf-text") {
			return nil // texts from PDF have tests of their own
		}
		if info, err := e.Info(); err != nil || info.Size() > 400<<10 { // large ones say nothing new and take long
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		n++
		if _, err := Parse(filepath.ToSlash(rel), data, Options{}); err != nil {
			t.Error(err)
		}
		return nil
	})
	if err != nil || n == 0 {
		t.Fatalf("%d documents, %v", n, err)
	}
}
