package parse

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wensou/document"
)

// TestSameText holds that one text gives the same document in every format.
// testdata/same/harbour.md was converted by pandoc 2.17 with "--standalone
// --wrap=none", and the first DOCX and ODT again by LibreOffice Writer 7.4.
func TestSameText(t *testing.T) {
	read := func(name string) *document.Document {
		t.Helper()
		data, err := os.ReadFile(filepath.Join("testdata", "same", name))
		if err != nil {
			t.Fatal(err)
		}
		d, err := Parse(name, data, Options{})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	want := plain(read("harbour.md"))
	if n := strings.Count(want, "\nfootnote"); n != 9 {
		t.Fatalf("%d notes in\n%s", n, want)
	}
	for _, name := range []string{"harbour.docx", "harbour.odt", "harbour.epub", "harbour.html", "harbour.tex", "harbour.rst", "writer.docx", "writer.odt"} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(want, plain(read(name))); diff != "" {
				t.Errorf("-Markdown +%s\n%s", name, diff)
			}
		})
	}
}

// plain prints what does not depend on the format: metadata, headings by their
// order and depth below the first, units with the place of each note (by its
// order), and what citations were read.
func plain(d *document.Document) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s by %s, %s, %s\n", d.Title, d.Authors, d.Date, d.Language)
	for _, h := range d.Headings {
		fmt.Fprintf(&b, "# %d %s\n", h.Level-d.Headings[0].Level, h.Text)
	}
	order := map[document.UnitID]int{}
	units := map[document.UnitID]string{}
	for _, u := range d.Units {
		if u.Kind == document.KindFootnote {
			order[u.ID] = len(order) + 1
		}
		units[u.ID] = u.Text
	}
	for _, u := range d.Units {
		text, at := "", 0
		for _, n := range u.Notes {
			id := n.Unit
			if id == "" {
				id = document.UnitID(fmt.Sprintf("fn%d", n.Number))
			}
			text += u.Text[at:n.Offset] + fmt.Sprintf("{%d}", order[id])
			at = n.Offset
		}
		text += u.Text[at:]
		fmt.Fprintf(&b, "%s %s %s", u.Kind, strings.Join(u.HeadingPath, "/"), text)
		if a := u.Anchor; a != nil {
			fmt.Fprintf(&b, " < %s", units[a.Unit][:a.Offset])
		}
		if c := u.CSL; c != nil {
			fmt.Fprintf(&b, " (%s: %s, %v)", c.Type, c.Title, c.URL)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
