package pdf

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf16"
)

// sheet is a page under construction: runs of text at places in points, from
// the upper left corner. Its font is one of Adobe's that every reader knows,
// so that nothing has to be embedded.
type sheet struct{ content bytes.Buffer }

const (
	sheetWidth  = 420.0
	sheetHeight = 595.0
)

// width is what s takes in the font: an em for Chinese, half for others.
func width(s string, size float64) float64 {
	w := 0.0
	for _, r := range s {
		if cjk(r) {
			w += size
		} else {
			w += size / 2
		}
	}
	return w
}

// put sets s with its baseline at y. What stands between carets is raised.
func (p *sheet) put(x, y, size float64, s string) {
	for i, run := range strings.Split(s, "^") {
		at, in := y, size
		if i%2 == 1 {
			at, in = y-size/3, size*0.6
		}
		if run != "" {
			p.run(x, at, in, "1 0 0 1", run)
		}
		x += width(run, in)
	}
}

// run sets characters; matrix turns them.
func (p *sheet) run(x, y, size float64, matrix, s string) {
	fmt.Fprintf(&p.content, "BT /F1 %g Tf %s %.2f %.2f Tm <", size, matrix, x, sheetHeight-y)
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&p.content, "%04X", u)
	}
	p.content.WriteString("> Tj ET\n")
}

// lines sets lines below each other.
func (p *sheet) lines(x, y, size, lead float64, lines ...string) {
	for i, s := range lines {
		p.put(x, y+float64(i)*lead, size, s)
	}
}

// typeface is one of Adobe's fonts: its name, encoding and collection, and how
// many of its first characters are half as wide as Chinese ones.
type typeface struct {
	name, encoding, ordering string
	half                     int
}

var (
	traditional = typeface{"MSung-Light", "UniCNS-UTF16-H", "CNS1", 98}
	simplified  = typeface{"STSong-Light", "UniGB-UTF16-H", "GB1", 95}
)

// printPDF makes a PDF file of the sheets, with the dictionary of its
// information.
func printPDF(about string, sheets ...*sheet) []byte { return printIn(traditional, about, sheets...) }

func printIn(face typeface, about string, sheets ...*sheet) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	offsets := []int{0}
	object := func(format string, args ...any) {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n"+format+"\nendobj\n", append([]any{len(offsets) - 1}, args...)...)
	}
	var kids strings.Builder
	for i := range sheets {
		fmt.Fprintf(&kids, "%d 0 R ", 7+2*i)
	}
	object("<< /Type /Catalog /Pages 2 0 R >>")
	object("<< /Type /Pages /Count %d /Kids [%s] >>", len(sheets), kids.String())
	object("<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /%s /DescendantFonts [4 0 R] >>", face.name, face.encoding)
	object("<< /Type /Font /Subtype /CIDFontType0 /BaseFont /%s /CIDSystemInfo << /Registry (Adobe) /Ordering (%s) /Supplement 5 >> /DW 1000 /W [1 %d 500] /FontDescriptor 5 0 R >>", face.name, face.ordering, face.half)
	object("<< /Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [0 -120 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >>", face.name)
	object("<< %s >>", about)
	for i, s := range sheets {
		object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %g %g] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>", sheetWidth, sheetHeight, 8+2*i)
		object("<< /Length %d >>\nstream\n%s\nendstream", s.content.Len(), s.content.String())
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets))
	for _, o := range offsets[1:] {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer << /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(offsets), start)
	return b.Bytes()
}
