package testutil

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"

	"wensou/document"
)

// Part is one file of a container.
type Part struct{ Name, Text string }

// Zip packs parts in their order, as the programs do that write such files.
func Zip(parts ...Part) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		method := zip.Deflate
		if p.Name == "mimetype" {
			method = zip.Store
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: p.Name, Method: method})
		if err == nil {
			_, err = w.Write([]byte(p.Text))
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// Outline writes a document one unit a line, to be compared in a test:
//
//	# 1@3 a heading with level and paragraph
//	p1@4 text{1} with the place of note 1
//	fn1@9 < p1 text of the note and the unit it hangs on
//
// Line ends in texts are ⏎, tabs →; citations are left out.
func Outline(d *document.Document) string {
	var b strings.Builder
	for _, h := range d.Headings {
		fmt.Fprintf(&b, "# %d@%d %s\n", h.Level, h.Line, h.Text)
	}
	for i := range d.Units {
		u := &d.Units[i]
		if u.Kind == document.KindCitation {
			continue
		}
		b.WriteString(string(u.ID))
		for _, l := range u.Lines {
			if fmt.Fprintf(&b, "@%d", l[0]); l[1] != l[0] {
				fmt.Fprintf(&b, "-%d", l[1])
			}
		}
		if u.Anchor != nil {
			fmt.Fprintf(&b, " < %s", u.Anchor.Unit)
		}
		text, at := "", 0
		for _, n := range u.Notes {
			id := fmt.Sprint(n.Number)
			if n.Unit != "" {
				id = string(n.Unit)
			}
			text += u.Text[at:n.Offset] + "{" + id + "}"
			at = n.Offset
		}
		text += u.Text[at:]
		b.WriteString(" " + strings.NewReplacer("\n", "⏎", "\t", "→").Replace(text) + "\n")
	}
	return b.String()
}
