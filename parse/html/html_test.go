package html

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"wensou/document"
	"wensou/internal/testutil"
	"wensou/parse/draft"
	"wensou/parse/input"
)

var update = flag.Bool("update", false, "rewrite the wanted units in testdata")

func parse(t *testing.T, text string) *document.Document {
	t.Helper()
	d, err := Parse(input.File{Path: "dir/page.html", Text: text})
	if err != nil {
		t.Fatal(err)
	}
	d.ID = "dir/page"
	if err := d.Validate(); err != nil {
		t.Fatal(err)
	}
	return d
}

// show prints the units and warnings of a document.
func show(d *document.Document) string {
	var b strings.Builder
	b.WriteString(testutil.Units(d))
	for _, w := range d.Warnings {
		fmt.Fprintf(&b, "! %d %s\n", w.Line, w.Code)
	}
	return b.String()
}

// TestFiles holds pages of every kind of notes, and of every trouble with
// pages, against the units that a reader expects.
func TestFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/*/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			got := show(parse(t, string(a.Files[0].Data)))
			if *update {
				a.Files = append(a.Files[:1], txtar.File{Name: "want", Data: []byte(got)})
				if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if len(a.Files) < 2 {
				t.Fatal("no wanted units")
			}
			if diff := cmp.Diff(string(a.Files[1].Data), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestBook(t *testing.T) {
	d := draft.New("epub")
	err := ParseBook(d, []Part{
		{File: input.File{Path: "text/ch1.xhtml", Text: "<html xmlns='http://www.w3.org/1999/xhtml'><body><h1>上卷</h1><p>甲<a href='../notes.xhtml#n1' id='r1'>1</a>。</p></body></html>"}},
		{File: input.File{Path: "text/ch2.xhtml", Text: "<html><body><p>乙<a href='../notes.xhtml#n2' id='r2'>1</a>。</p></body></html>"}, Heading: "下卷"},
		{File: input.File{Path: "notes.xhtml", Text: "<html><body><h2>註</h2><p><a id='n1' href='text/ch1.xhtml#r1'>1</a> 註甲。</p>\n<p><a id='n2' href='text/ch2.xhtml#r2'>1</a> 註乙。</p></body></html>"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := "p1@1-1 [上卷] 甲⟦fn1⟧。\np2@1-1 [下卷] 乙⟦fn1-2⟧。\nfn1@1-1 [上卷] 註甲。 ⟵ p1:3\nfn1-2@2-2 [下卷] 註乙。 ⟵ p2:3\n"
	if diff := cmp.Diff(want, show(d.Doc)); diff != "" {
		t.Error(diff)
	}
}
