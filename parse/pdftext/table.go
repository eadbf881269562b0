package pdftext

import (
	"strings"

	"wensou/document"
	"wensou/parse/citation"
)

// openTable is a table that may go on behind a page break.
type openTable struct {
	unit   *document.Unit
	header string
	cells  int
}

// readTable adds the rows of a block: to the table that a page broke, without
// the header that the new page repeats, or as a new table.
func (p *paper) readTable(b *block) {
	first := b.first
	header := squash(p.plain(first))
	cells := strings.Count(p.lines[first].text, "\t")
	t := p.table
	switch {
	case t != nil && t.header == header:
		first++
	case t == nil || t.cells != cells:
		t = &openTable{unit: p.add(document.KindTable), header: header, cells: cells}
		p.table = t
	}
	for i := first; i <= b.last; i++ {
		if i > b.first && squash(p.plain(i)) == t.header {
			continue
		}
		p.addRow(t.unit, i)
	}
}

// addRow appends line i as a row: cells stay apart by tabs, rows by newlines.
func (p *paper) addRow(u *document.Unit, i int) {
	s := strings.TrimRight(p.lines[i].text, " \t")
	j := p.texts[u]
	if j == nil {
		j = &joiner{}
		p.texts[u] = j
	} else {
		j.buf = append(j.buf, '\n')
	}
	at := 0
	for _, m := range p.lines[i].marks {
		if m.end > len(s) {
			break
		}
		j.buf = append(j.buf, citation.Plain(s[at:m.start])...)
		p.anchor(u, m, len(j.buf))
		at = m.end
	}
	j.buf = append(j.buf, citation.Plain(s[at:])...)
	u.Lines = addLine(u.Lines, p.lines[i].no)
}
