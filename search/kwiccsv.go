package search

import (
	"encoding/csv"
	"io"
	"strings"
	"unicode"
)

// csvHeader names the columns of an exported concordance.
var csvHeader = []string{"left", "match", "right", "kind", "unit", "document", "title", "source", "date", "url"}

// WriteCSV writes the lines of a concordance as CSV in UTF-8, with a byte order
// mark so that Excel reads it, a header and CRLF. Cells that a spreadsheet
// would take for a formula begin with an apostrophe.
func (c *Concordance) WriteCSV(w io.Writer) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(csvHeader); err != nil {
		return err
	}
	for i := range c.Lines {
		l := &c.Lines[i]
		d := &l.Document
		row := []string{l.Left, l.Match, l.Right, l.Kind, l.ID, d.ID, d.Title, d.Source, d.Date, d.URL}
		for j := range row {
			row[j] = csvCell(row[j])
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// csvCell is text as one line that no spreadsheet evaluates (OWASP, "CSV
// Injection"): full-width signs begin a formula in East Asian editions, and
// white space before one may be dropped.
func csvCell(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	if strings.IndexAny(strings.TrimLeftFunc(s, unicode.IsSpace), "=+-@＝＋－＠") == 0 {
		return "'" + s
	}
	return s
}
