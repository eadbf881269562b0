package rst

import (
	"encoding/csv"
	"regexp"
	"strconv"
	"strings"

	"wensou/document"
	"wensou/parse/draft"
)

var (
	noteDef   = regexp.MustCompile(`^\.\. \[(\d{1,4}|#[\w.\-:+\p{L}]*|\*|[\p{L}\d][\w.\-:+\p{L}]*)\](?: +|$)`)
	targetDef = regexp.MustCompile("^\\s*\\.\\. _(`[^`]+`|[^:`]+):(?: |$)")
	substDef  = regexp.MustCompile(`^\s*\.\. \|([^|]+)\| replace:: *(.*)$`)
	directive = regexp.MustCompile(`^\.\. (?:\|[^|]+\| )?([A-Za-z][\w:.+-]*) ?:: *(.*)$`)
	option    = regexp.MustCompile(`^\s*:[\w-]+:(?: .*)?$`)
)

// definitions notes the names and texts that markup in other lines refers to.
func (p *parser) definitions(s string) {
	if !strings.Contains(s, ".. ") || len(s) > 4096 {
		return
	}
	if m := targetDef.FindStringSubmatch(s); m != nil {
		p.targets[strings.ToLower(strings.Trim(m[1], "`"))] = true
	}
	if m := noteDef.FindStringSubmatch(strings.TrimLeft(s, " ")); m != nil {
		p.targets["["+strings.ToLower(m[1])] = true
	}
	if m := substDef.FindStringSubmatch(s); m != nil {
		p.replace[m[1]] = m[2]
	}
}

// explicit reads what begins with "..": a note, a directive, or a comment.
func (p *parser) explicit(i, to, depth int) int {
	l := p.lines[i]
	text := l.text[l.indent:]
	end := max(p.indented(i+1, to, l.indent+1), i+1)
	if m := noteDef.FindStringSubmatch(text); m != nil {
		p.note(m[1], i, end, l.indent, len(m[0]), depth)
		return end
	}
	if m := directive.FindStringSubmatch(text); m != nil && !strings.HasPrefix(text, ".. _") {
		p.directive(strings.ToLower(m[1]), m[2], i, end, depth)
	}
	return end
}

// note defines a footnote or citation.
func (p *parser) note(label string, i, end, indent, mark, depth int) {
	p.lines[i].text = strings.Repeat(" ", indent+mark) + p.lines[i].text[min(indent+mark, len(p.lines[i].text)):]
	p.lines[i].indent = indent + mark
	if strings.TrimSpace(p.lines[i].text) == "" {
		p.lines[i].text = ""
	}
	f := p.gather(func() {
		if first := p.margin(i+1, end); first < maxIndent { // what goes on below stands at its own column
			p.lines[i].indent = first
			p.lines[i].text = strings.Repeat(" ", first) + strings.TrimLeft(p.lines[i].text, " ")
			p.lines[i].text = strings.TrimRight(p.lines[i].text, " ")
		}
		p.blocks(i, end, p.margin(i, end), depth+1)
	})
	printed := label
	switch {
	case label == "#" || label == "*":
		p.auto[label]++
		label, printed = label+strconv.Itoa(p.auto[label]), ""
	case label[0] == '#':
		printed = ""
	}
	p.notes = append(p.notes, noteText{label: strings.ToLower(label), printed: printed, text: f})
}

// skipped directives hold no text of this document.
var skipped = set(`include toctree contents index raw meta highlight default-role role unicode sectnum section-numbering target-notes literalinclude
	image header footer title kernel-doc currentmodule module automodule autoclass autofunction graphviz plantuml digraph`)

var codes = set("code code-block sourcecode parsed-literal math prompt console doctest testcode productionlist")

var quotes = set("epigraph highlights pull-quote")

func set(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

// directive writes the text of a directive: its title and its contents.
func (p *parser) directive(name, argument string, i, end, depth int) {
	body := i + 1
	for body < end && p.lines[body].text != "" && option.MatchString(p.lines[body].text) {
		body++
	}
	title := func(kind document.Kind) {
		if argument == "" {
			return
		}
		f := draft.Fragment{Lines: [2]int{i + 1, i + 1}}
		p.text(&f, argument)
		p.add(kind, &f)
	}
	switch {
	case skipped[name] || name == "replace":
	case codes[name]:
		p.code(body, end)
	case name == "figure":
		for body < end && p.lines[body].text == "" {
			body++
		}
		if body < end {
			f := p.gather(func() { body = p.paragraph(body, end) })
			p.add(document.KindCaption, &f)
		}
		p.blocks(body, end, p.margin(body, end), depth+1)
	case name == "list-table":
		title(document.KindCaption)
		p.listTable(body, end, depth)
	case name == "csv-table":
		title(document.KindCaption)
		p.csvTable(body, end)
	case name == "table" || name == "admonition" || name == "topic" || name == "sidebar" || name == "rubric":
		title(document.KindCaption)
		p.blocks(body, end, p.margin(body, end), depth+1)
	case quotes[name]:
		p.unit(document.KindBlockquote, body, end, p.margin(body, end), depth)
	default:
		title(document.KindParagraph)
		p.blocks(body, end, p.margin(body, end), depth+1)
	}
}

// listTable reads a table written as a list of lists: a row for every item.
func (p *parser) listTable(from, to, depth int) {
	table := draft.Fragment{}
	for i := from; i < to; {
		l := p.lines[i]
		if l.text == "" || !strings.HasPrefix(l.text[l.indent:], "* - ") && !strings.HasPrefix(l.text[l.indent:], "- - ") {
			i++
			continue
		}
		end := max(p.indented(i+1, to, l.indent+1), i+1)
		p.lines[i].text = strings.Repeat(" ", l.indent+2) + l.text[l.indent+2:]
		p.lines[i].indent = l.indent + 2
		cells := p.gather(func() { p.blocks(i, end, l.indent+2, depth+1) })
		for k, c := range cells.Text {
			if c == '\n' {
				cells.Text[k] = '\t'
			}
		}
		table.Join("\n", &cells)
		i = end
	}
	p.add(document.KindTable, &table)
}

func (p *parser) csvTable(from, to int) {
	var b strings.Builder
	for _, l := range p.lines[from:to] {
		b.WriteString(strings.TrimSpace(l.text) + "\n")
	}
	r := csv.NewReader(strings.NewReader(b.String()))
	r.FieldsPerRecord, r.LazyQuotes, r.TrimLeadingSpace = -1, true, true
	rows, err := r.ReadAll()
	if err != nil {
		p.code(from, to)
		return
	}
	table := draft.Fragment{Lines: [2]int{from + 1, to}}
	for k, row := range rows {
		if k > 0 {
			table.Verbatim("\n")
		}
		table.Verbatim(strings.Join(row, "\t"))
	}
	p.add(document.KindTable, &table)
}
