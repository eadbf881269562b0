package testutil

import (
	"fmt"
	"strings"
	"testing"

	"wensou/document"
)

// Units prints units as "id@first-last [headings] text", one a line, with the
// ids of notes in ⟦⟧ where their markers stood.
func Units(d *document.Document) string {
	var b strings.Builder
	for _, u := range d.Units {
		if u.Kind == document.KindCitation {
			continue
		}
		fmt.Fprintf(&b, "%s@", u.ID)
		for _, l := range u.Lines {
			fmt.Fprintf(&b, "%d-%d ", l[0], l[1])
		}
		if len(u.HeadingPath) > 0 {
			fmt.Fprintf(&b, "[%s] ", strings.Join(u.HeadingPath, "/"))
		}
		text := u.Text
		for i := len(u.Notes) - 1; i >= 0; i-- {
			n := u.Notes[i]
			id := n.Unit
			if id == "" {
				id = document.UnitID(fmt.Sprintf("fn%d", n.Number))
			}
			text = text[:n.Offset] + "⟦" + string(id) + "⟧" + text[n.Offset:]
		}
		b.WriteString(strings.NewReplacer("\n", "⏎", "\t", "⇥").Replace(text))
		if u.Anchor != nil {
			fmt.Fprintf(&b, " ⟵ %s:%d", u.Anchor.Unit, u.Anchor.Offset)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// CheckLines holds that the lines of all units lie in the text that was parsed.
func CheckLines(t *testing.T, d *document.Document, text string) {
	t.Helper()
	lines := strings.Count(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"), "\n") + 1
	for _, u := range d.Units {
		for _, l := range u.Lines {
			if l[0] < 1 || l[1] < l[0] || l[1] > lines {
				t.Fatalf("unit %s has lines %v of %d", u.ID, l, lines)
			}
		}
	}
}
