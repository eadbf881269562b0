package rst

import (
	"strings"

	"wensou/document"
	"wensou/parse/draft"
)

// gridTable reads a table drawn with +---+ and |.
func (p *parser) gridTable(i, to int) int {
	var table draft.Fragment
	var cells []draft.Fragment
	row := func() {
		var f draft.Fragment
		for k := range cells {
			if k > 0 {
				f.Cell()
			}
			f.Join("", &cells[k])
		}
		if strings.TrimSpace(string(f.Text)) != "" || len(f.Marks) > 0 {
			table.Join("\n", &f)
		}
		cells = nil
	}
	for ; i < to; i++ {
		text := strings.TrimSpace(p.lines[i].text)
		if strings.HasPrefix(text, "+") {
			if strings.Trim(text, "+-= ") == "" {
				row()
				continue
			}
		}
		if !strings.HasPrefix(text, "|") && !strings.HasPrefix(text, "+") || text == "" {
			break
		}
		for k, part := range strings.Split(strings.Trim(text, "|"), "|") {
			if k == maxCells {
				break
			}
			for len(cells) <= k {
				cells = append(cells, draft.Fragment{})
			}
			p.cell(&cells[k], part, i)
		}
	}
	row()
	p.add(document.KindTable, &table)
	return i
}

const maxCells = 1000 // in a row

// cell adds a line to a cell.
func (p *parser) cell(f *draft.Fragment, s string, i int) {
	if s = strings.TrimSpace(s); s != "" {
		f.Break()
		p.text(f, s)
		f.On(i + 1)
	}
}

// simpleTable reads a table with columns under ===.
func (p *parser) simpleTable(i, to int) int {
	var starts []int
	rule := p.lines[i].text
	for k := range len(rule) {
		if rule[k] == '=' && (k == 0 || rule[k-1] == ' ') && len(starts) < maxCells {
			starts = append(starts, k)
		}
	}
	var table draft.Fragment
	rules := 1
	for i++; i < to; i++ {
		l := p.lines[i]
		if simple.MatchString(strings.TrimSpace(l.text)) {
			if rules++; i+1 >= to || p.lines[i+1].text == "" {
				i++
				break
			}
			continue
		}
		if l.text == "" {
			if rules > 2 {
				break
			}
			continue
		}
		if strings.Trim(l.text, "- ") == "" {
			continue
		}
		var row draft.Fragment
		for k, part := range columns(l.text, starts) {
			if k > 0 {
				row.Cell()
			}
			var c draft.Fragment
			p.cell(&c, part, i)
			row.Join("", &c)
		}
		table.Join("\n", &row)
	}
	p.add(document.KindTable, &table)
	return i
}

// columns cuts a line at columns; characters of CJK take two.
func columns(s string, starts []int) []string {
	var parts []string
	at, from, next := 0, 0, 1
	for i, r := range s {
		if next < len(starts) && at >= starts[next] {
			parts = append(parts, s[from:i])
			from = i
			next++
		}
		if at++; draft.Wide(r) {
			at++
		}
	}
	return append(parts, s[from:])
}
