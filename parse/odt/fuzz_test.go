package odt

import (
	"errors"
	"testing"

	"wensou/internal/testutil"
	"wensou/parse/input"
)

func FuzzODT(f *testing.F) {
	f.Add(p("P1", "甲"+note("footnote", "1", "註")+`<text:span text:style-name="T1">a</text:span><text:s text:c="3"/>`), metadata)
	f.Add(`<text:list><text:list-item><text:h text:outline-level="2">題</text:h></text:list-item></text:list><table:table><table:table-row><table:table-cell/></table:table-row></table:table>`, "")
	f.Add(p("", `<draw:frame><draw:text-box>`+p("Title", "題")+`</draw:text-box></draw:frame>`+note("endnote", "iv", note("footnote", "*", "內"))), "")
	f.Fuzz(func(t *testing.T, text, meta string) {
		d, err := tryParse(testutil.Zip(parts(text, meta)...))
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
