package docx

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"wensou/internal/testutil"
)

// manuscript is so many bytes of XML as Word writes it: runs cut up by spelling
// and fonts, a note in every fourth paragraph.
func manuscript(size int) []testutil.Part {
	var body, notes strings.Builder
	for i := 0; body.Len() < size; i++ {
		mark := ""
		if i%4 == 0 {
			mark = `<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="` + fmt.Sprint(i+1) + `"/></w:r>`
			notes.WriteString(footnote(fmt.Sprint(i+1), fmt.Sprintf("王一，《漁港》（臺北：海岸出版社，%d），頁%d。", 1950+i%70, i)))
		}
		fmt.Fprintf(&body, `<w:p w:rsidR="00A7%04x" w:rsidRDefault="00A77427"><w:pPr><w:pStyle w:val="a"/><w:spacing w:line="360" w:lineRule="auto"/><w:ind w:firstLineChars="200" w:firstLine="480"/></w:pPr>`+
			`<w:r w:rsidRPr="0012"><w:rPr><w:rFonts w:ascii="Times New Roman" w:eastAsia="標楷體" w:hAnsi="Times New Roman" w:hint="eastAsia"/><w:sz w:val="24"/></w:rPr><w:t>颱風%d號來臨之前，漁船回到碼頭，並以纜繩固定，岸上的人則收起漁網。</w:t></w:r>`+
			`<w:r><w:rPr><w:rFonts w:eastAsia="標楷體"/></w:rPr><w:t>隔日風雨漸歇，第%d艘船出港。</w:t></w:r>%s</w:p>`, i, i, i*7, mark)
	}
	return parts(body.String(), notes.String(), "")
}

func BenchmarkParse(b *testing.B) {
	for _, mb := range []int{1, 10, 100} {
		b.Run(fmt.Sprintf("%dMB", mb), func(b *testing.B) {
			all := manuscript(mb << 20)
			size := 0
			for _, p := range all {
				size += len(p.Text)
			}
			data := testutil.Zip(all...)
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := tryParse(data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// A file may be as large as the limits allow; the time grows with it and no
// faster.
func TestManyNotes(t *testing.T) {
	n := 200_000
	if testing.Short() {
		n = 20_000
	}
	var body, notes strings.Builder
	body.WriteString("<w:p>")
	for i := range n {
		fmt.Fprintf(&body, `<w:r><w:footnoteReference w:id="%d"/></w:r>`, i+1)
		fmt.Fprintf(&notes, `<w:footnote w:id="%d"><w:p><w:r><w:t>註</w:t></w:r></w:p></w:footnote>`, i+1)
	}
	body.WriteString(r("文") + "</w:p>")
	start := time.Now()
	d := parse(t, parts(body.String(), notes.String(), "")...)
	if took := time.Since(start); took > 2*time.Minute {
		t.Errorf("it took %v", took)
	}
	if len(d.Units) != n+1 || d.Units[n].Number != n || len(d.Units[0].Notes) != n {
		t.Errorf("%d units", len(d.Units))
	}
}
