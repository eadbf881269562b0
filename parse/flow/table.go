package flow

import "wensou/parse/draft"

// TableWriter collects a table row by row: cells behind tabs, rows on lines of
// their own.
type TableWriter struct {
	text  draft.Fragment
	rows  int
	cells int     // of the row being written
	all   int     // of the table
	only  []Block // what stands in the first cell
}

// Row begins a row.
func (t *TableWriter) Row() {
	if t.rows > 0 {
		t.text.Verbatim("\n")
	}
	t.rows++
	t.cells = 0
}

// Cell writes a cell with the blocks in it.
func (t *TableWriter) Cell(blocks []Block) {
	if t.cells > 0 {
		t.text.Cell()
	}
	t.cells++
	if t.all++; t.all == 1 {
		t.only = blocks
	} else {
		t.only = nil
	}
	var cell draft.Fragment
	for i := range blocks {
		b := blocks[i].Text
		if b.Lines[0] > 0 { // empty paragraphs count, too
			t.text.On(b.Lines[0])
			t.text.On(b.Lines[1])
		}
		b.Trim()
		cell.Join(" ", &b)
	}
	cell.Flatten()
	t.text.Join("", &cell)
}

// Blocks are what came out: the table; or what stands in its one cell, because
// such a table is a frame around text.
func (t *TableWriter) Blocks() []Block {
	if t.only != nil {
		return t.only
	}
	return []Block{{Role: Table, Text: t.text}}
}
