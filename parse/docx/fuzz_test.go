package docx

import (
	"errors"
	"testing"

	"wensou/internal/testutil"
	"wensou/parse/input"
)

func FuzzDOCX(f *testing.F) {
	f.Add(p("1", r("題"), note("2"))+listed("4", "甲"), footnote("2", "註"), styleSheet, numbers)
	f.Add(`<w:tbl><w:tr><w:tc>`+p("Q", r("甲"))+`</w:tc><w:tc/></w:tr></w:tbl><w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr></w:p>`, "", `<d><style styleId="Q"><name val="標題 1"/></style></d>`, "")
	f.Add(p("", `<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>TOC</w:instrText><w:fldChar w:fldCharType="separate"/><w:t>x</w:t></w:r>`), "", "", "<d/>")
	f.Fuzz(func(t *testing.T, body, notes, styles, numbering string) {
		all := parts(body, notes, notes)
		all[4].Text, all[5].Text = styles, numbering
		d, err := tryParse(testutil.Zip(all...))
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
