package bleveindex

import (
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"wensou/document"
)

// TestUnitRecord: what is stored of a unit comes back.
func TestUnitRecord(t *testing.T) {
	for _, tc := range []struct {
		name    string
		unit    document.Unit
		keyIsID bool
		bytes   int // -1 for any number
	}{
		{"a row", document.Unit{ID: "r1", Kind: document.KindParagraph, Text: "文"}, true, 6},
		{"a row with lines", document.Unit{ID: "r1", Kind: document.KindParagraph, Text: "文", Lines: [][2]int{{3, 4}, {9, 9}}}, true, 10},
		{"lines backwards and far", document.Unit{ID: "r1", Lines: [][2]int{{math.MaxInt32, -math.MaxInt32}}}, true, -1},
		{"no text", document.Unit{ID: "p1", Kind: document.KindTable}, false, -1},
		{"a kind that has no number", document.Unit{ID: "p1", Kind: "poem", Text: "詩"}, false, -1},
		{"text that is no UTF-8", document.Unit{ID: "p1", Kind: document.KindCode, Text: "\xff\x00"}, false, -1},
		{"everything", document.Unit{
			ID: "fn1", Kind: document.KindFootnote, Text: "註", Lines: [][2]int{{1, 2}}, HeadingPath: []string{"一", ""},
			Notes: []document.NoteRef{{Number: 1, Offset: 3}}, Number: 7, Anchor: &document.Anchor{Unit: "p1", Offset: 3}, Commentary: "見", EtAl: true,
			CSL: &document.CSL{Type: "book", Title: "書"},
		}, false, -1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			raw, err := appendUnit([]byte("before"), &tc.unit, tc.keyIsID)
			if err != nil {
				t.Fatal(err)
			}
			raw = raw[len("before"):]
			got, err := readUnit(raw, string(tc.unit.ID))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.unit, got); diff != "" {
				t.Errorf("unit (-put in +come back):\n%s", diff)
			}
			if tc.bytes >= 0 && len(raw) != tc.bytes {
				t.Errorf("%d bytes, want %d", len(raw), tc.bytes)
			}
		})
	}
}

// TestDocumentHeader: what is stored of a document comes back, all of it or
// what hits show.
func TestDocumentHeader(t *testing.T) {
	whole := document.Document{
		ID: "d", Path: "a/b.md", Format: "markdown", Title: "題", Language: "zh-TW", Date: "2024", Source: document.Source{Name: "報", URL: "https://x.example"},
		URL: "https://y.example", Collection: "集", Authors: []string{"甲", ""}, Topics: []string{"一", "一"}, Description: "述", Extra: map[string]string{"k": "v"},
		Headings: []document.Heading{{Level: 1, Text: "章", Line: 2}}, Works: []document.Work{{ID: "w1"}}, Warnings: []document.Warning{{Line: 1, Code: "c"}},
	}
	for _, d := range []document.Document{{}, {ID: "only"}, whole} {
		raw, err := appendHeader(nil, &d)
		if err != nil {
			t.Fatal(err)
		}
		got, err := readHeader(raw, true)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(&d, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("document %q (-put in +come back):\n%s", d.ID, diff)
		}
		shown := d
		shown.Description, shown.Extra, shown.Headings, shown.Works, shown.Warnings = "", nil, nil, nil, nil
		if got, err = readHeader(raw, false); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(&shown, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("header %q (-put in +come back):\n%s", d.ID, diff)
		}
	}
}

func FuzzUnitRecord(f *testing.F) {
	for _, u := range []document.Unit{{ID: "p1", Kind: document.KindFootnote, Text: "文", Lines: [][2]int{{1, 2}}, Number: 3}, {Text: "x"}} {
		raw, err := appendUnit(nil, &u, u.ID == "")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		u, err := readUnit(raw, "key")
		if err == nil && (u.ID == "" || len(u.Text) > len(raw) || len(u.Lines) > len(raw)) {
			t.Errorf("unit %+v of %d bytes", u, len(raw))
		}
	})
}

func FuzzDocumentHeader(f *testing.F) {
	raw, err := appendHeader(nil, &document.Document{ID: "d", Title: "題", Authors: []string{"甲"}, Description: "述"})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw, true)
	f.Add(raw, false)
	f.Fuzz(func(t *testing.T, raw []byte, whole bool) {
		d, err := readHeader(raw, whole)
		if err == nil && len(d.Authors)+len(d.Topics) > len(raw) {
			t.Errorf("%d authors and %d topics of %d bytes", len(d.Authors), len(d.Topics), len(raw))
		}
		if err != nil && !whole && !errors.Is(err, errHeader) {
			t.Errorf("error %v, want errHeader", err)
		}
	})
}
