package pdftext

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"wensou/document"
	"wensou/parse/input"
)

// sharedDir holds material that is not part of the project.
const sharedDir = "../../../shared"

// goldRow has the fields of all gold files that the test compares.
type goldRow struct {
	N            int    `json:"n"`
	Kind         string `json:"kind"`
	Text         string `json:"text"`
	AnchorJoined string `json:"anchor_joined"`
	Raw          string `json:"raw"`
	LineStart    int    `json:"line_start"`
}

func readGold(t *testing.T, name string) []goldRow {
	t.Helper()
	f, err := os.Open(filepath.Join(sharedDir, "gold", name+".jsonl"))
	if err != nil {
		t.Skipf("no gold data: %v", err)
	}
	defer func() { _ = f.Close() }()
	var rows []goldRow
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		var r goldRow
		if err := json.Unmarshal(sc.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, r)
	}
	return rows
}

// loose is s without blanks and with one kind of quotes, which joins and
// pages do not keep.
func loose(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return -1
		case r == '“' || r == '”':
			return '"'
		case r == '‘' || r == '’':
			return '\''
		}
		return r
	}, s)
}

func TestGold(t *testing.T) {
	const name = "us-national-ai-strategy-soft-balancing.txt"
	data, err := os.ReadFile(filepath.Join(sharedDir, "corpus", "seeds", name))
	if err != nil {
		t.Skipf("no seed paper: %v", err)
	}
	d, err := Parse(input.File{Path: name, Text: string(data)})
	if err != nil {
		t.Fatal(err)
	}
	units := make(map[document.UnitID]*document.Unit)
	notes := make(map[int]*document.Unit)
	refs := make(map[int]string)
	texts := make(map[string]bool)
	count := make(map[document.Kind]int)
	for i := range d.Units {
		u := &d.Units[i]
		units[u.ID] = u
		count[u.Kind]++
		texts[string(u.Kind)+loose(u.Text)] = true
		switch u.Kind {
		case document.KindFootnote:
			notes[u.Number] = u
		case document.KindReference:
			refs[u.Number] = u.Text
		}
	}
	for kind, want := range map[document.Kind]int{
		document.KindParagraph: 90, document.KindFootnote: 170, document.KindReference: 186, document.KindTable: 3, document.KindCaption: 12,
	} {
		if count[kind] != want {
			t.Errorf("%d units of kind %s, want %d", count[kind], kind, want)
		}
	}
	for _, g := range readGold(t, "footnotes") {
		u := notes[g.N]
		if u == nil || loose(u.Text) != loose(g.Text) {
			t.Errorf("footnote %d differs", g.N)
			continue
		}
		if u.Anchor == nil || !strings.HasSuffix(loose(units[u.Anchor.Unit].Text[:u.Anchor.Offset]), loose(g.AnchorJoined)) {
			t.Errorf("footnote %d is anchored elsewhere", g.N)
		}
	}
	for _, g := range readGold(t, "paragraphs") {
		if g.Kind != "table" && !texts[g.Kind+loose(g.Text)] {
			t.Errorf("no %s like the one of line %d", g.Kind, g.LineStart)
		}
	}
	for _, g := range readGold(t, "references") {
		if loose(refs[g.N]) != loose(g.Raw) {
			t.Errorf("reference %d differs", g.N)
		}
	}
}
