package rst

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"wensou/document"
	"wensou/parse/draft"
)

var (
	bullet   = regexp.MustCompile(`^[-*+•‣⁃] +`)
	numbered = regexp.MustCompile(`^(?:\(?(?:\d{1,4}|[A-Za-z]|#|[ivxlcdm]{1,6})[.)]) +`)
	fieldRow = regexp.MustCompile(`^:([^:\s](?:[^:]{0,60}[^:\s])?):(?: +|$)`)
	gridRow  = regexp.MustCompile(`^\+[-=+]{2,}\+$`)
	simple   = regexp.MustCompile(`^=+(?: +=+)+$`)
)

// blocks reads the blocks in lines from up to to, which stand at a column.
func (p *parser) blocks(from, to, indent, depth int) {
	for i := from; i < to; {
		l := p.lines[i]
		switch {
		case l.text == "":
			i++
		case depth > maxDepth:
			i = p.paragraph(i, to)
		case l.indent > indent:
			end := p.indented(i, to, indent+1)
			p.unit(document.KindBlockquote, i, end, p.margin(i, end), depth)
			i = end
		default:
			i = p.block(i, to, depth)
		}
	}
}

// indented is the end of the lines that stand at a column or behind it.
func (p *parser) indented(i, to, indent int) int {
	end := i
	for ; i < to && (p.lines[i].text == "" || p.lines[i].indent >= indent); i++ {
		if p.lines[i].text != "" {
			end = i + 1
		}
	}
	return end
}

// margin is the least indentation of lines.
func (p *parser) margin(from, to int) int {
	m := maxIndent * 2
	for _, l := range p.lines[from:to] {
		if l.text != "" {
			m = min(m, l.indent)
		}
	}
	return m
}

// block reads one block and returns the line behind it.
func (p *parser) block(i, to, depth int) int {
	l := p.lines[i]
	text := l.text[l.indent:]
	switch {
	case strings.HasPrefix(text, ".. ") || text == "..":
		return p.explicit(i, to, depth)
	case strings.HasPrefix(text, "__ "):
		return i + 1
	case l.indent == 0 && p.into == nil && p.isHeading(i, to) > 0:
		return p.heading(i, to)
	case rule(text) && len(text) >= 4 && (i+1 >= to || p.lines[i+1].text == "") && !simple.MatchString(text):
		return i + 1
	case text[0] == '+' && gridRow.MatchString(text):
		return p.gridTable(i, to)
	case text[0] == '=' && simple.MatchString(text):
		return p.simpleTable(i, to)
	case strings.HasPrefix(text, ">>> "):
		end := i
		for end < to && p.lines[end].text != "" {
			end++
		}
		p.code(i, end)
		return end
	case strings.HasPrefix(text, "| ") || text == "|":
		return p.lineBlock(i, to)
	case marked(text) && (bullet.MatchString(text) || numbered.MatchString(text) && !p.wraps(i, to)):
		return p.list(i, to, depth)
	case text[0] == ':' && fieldRow.MatchString(text):
		return p.field(i, to, depth)
	case i+1 < to && p.lines[i+1].indent > l.indent && p.lines[i+1].text != "":
		return p.definition(i, to, depth)
	}
	return p.paragraph(i, to)
}

// marked says whether a line may begin with the mark of an item, which ends in
// a space; few lines of Chinese do.
func marked(s string) bool {
	i := strings.IndexByte(s[:min(len(s), 12)], ' ')
	return i > 0 && (s[0] < utf8.RuneSelf || i == len("•"))
}

// wraps says whether a line that looks like an item is a line of a paragraph.
func (p *parser) wraps(i, to int) bool {
	l := p.lines[i]
	return i+1 < to && p.lines[i+1].text != "" && p.lines[i+1].indent == l.indent && !numbered.MatchString(p.lines[i+1].text[l.indent:])
}

// rule says whether a line is one sign of punctuation again and again.
func rule(s string) bool {
	return s != "" && strings.IndexByte("=-`:.'\"~^_*+#<>!$%&()/;?@[]{}|,\\", s[0]) >= 0 && strings.Trim(s, s[:1]) == ""
}

// isHeading says how many lines of a heading start here: 2, 3 with an
// overline, 0 for none.
func (p *parser) isHeading(i, to int) int {
	under := func(title, line string) bool {
		return title != "" && rule(line) && (len(line) >= 4 || len(line) >= utf8.RuneCountInString(title)) && !rule(title)
	}
	if i+2 < to && rule(p.lines[i].text) && p.lines[i].text[:1] == first(p.lines[i+2].text) && under(strings.TrimSpace(p.lines[i+1].text), p.lines[i+2].text) {
		return 3
	}
	if i+1 < to && p.lines[i+1].indent == 0 && under(p.lines[i].text, p.lines[i+1].text) {
		return 2
	}
	return 0
}

func first(s string) string { return s[:min(len(s), 1)] }

func (p *parser) heading(i, to int) int {
	n := p.isHeading(i, to)
	style := p.lines[i+n-1].text[:1] + strings.Repeat("^", n-2)
	level := 0
	for k, s := range p.styles {
		if s == style {
			level = k + 1
		}
	}
	if level == 0 {
		p.styles = append(p.styles, style)
		level = len(p.styles)
	}
	var f draft.Fragment
	p.inline(&f, i+n-2, i+n-1)
	p.out.Heading(min(level, 6), &f)
	return i + n
}

// paragraph reads lines up to an empty one; "::" at its end says that code
// follows.
func (p *parser) paragraph(i, to int) int {
	end := i
	for end < to && p.lines[end].text != "" && (end == i || p.lines[end].indent == p.lines[i].indent && !p.lines[end].entry) {
		end++
	}
	var f draft.Fragment
	last := p.lines[end-1].text
	literal := strings.HasSuffix(last, "::")
	if literal {
		if trimmed := strings.TrimSuffix(last, "::"); strings.HasSuffix(trimmed, " ") || trimmed == "" || strings.TrimSpace(trimmed) == "" {
			p.lines[end-1].text = strings.TrimRight(trimmed, " ")
		} else {
			p.lines[end-1].text = trimmed + ":"
		}
	}
	p.inline(&f, i, end)
	p.add(document.KindParagraph, &f)
	if literal {
		stop := p.indented(end, to, p.lines[i].indent+1)
		p.code(end, max(stop, end))
		return max(stop, end)
	}
	return end
}

// lineBlock keeps the line ends of verses and addresses.
func (p *parser) lineBlock(i, to int) int {
	f := p.gather(func() {
		for i < to && strings.HasPrefix(strings.TrimSpace(p.lines[i].text), "|") {
			p.lines[i].text = strings.TrimLeft(strings.TrimSpace(p.lines[i].text)[1:], " ")
			p.lines[i].indent = 0
			var one draft.Fragment
			p.inline(&one, i, i+1)
			p.add(document.KindParagraph, &one)
			i++
		}
	})
	p.add(document.KindParagraph, &f)
	return i
}

const longList = 6000 // bytes; the items of a longer list are units of their own

// list reads the items of one list.
func (p *parser) list(i, to, depth int) int {
	indent := p.lines[i].indent
	items, size := []draft.Fragment(nil), 0
	sign := bullet
	if !sign.MatchString(p.lines[i].text[indent:]) {
		sign = numbered
	}
	for i < to {
		l := p.lines[i]
		if l.text == "" {
			i++
			continue
		}
		mark := sign.FindString(l.text[min(l.indent, len(l.text)):])
		if l.indent != indent || mark == "" {
			break
		}
		end := p.indented(i+1, to, indent+1)
		end = max(end, i+1)
		p.lines[i].indent = indent + len(mark)
		p.lines[i].text = strings.Repeat(" ", p.lines[i].indent) + l.text[indent+len(mark):]
		item := p.gather(func() { p.blocks(i, end, p.margin(i, end), depth+1) })
		size += len(item.Text)
		items = append(items, item)
		i = end
	}
	p.items(items, size)
	return i
}

// items writes a list.
func (p *parser) items(items []draft.Fragment, size int) {
	if p.into == nil && (size > longList || draft.IsReferences(p.out.LastHeading())) {
		for k := range items {
			p.add(document.KindList, &items[k])
		}
		return
	}
	f := p.gather(func() {
		for k := range items {
			p.add(document.KindList, &items[k])
		}
	})
	p.add(document.KindList, &f)
}

// definition reads terms with what is indented below them.
func (p *parser) definition(i, to, depth int) int {
	indent := p.lines[i].indent
	var items []draft.Fragment
	size := 0
	for i+1 < to && p.lines[i].text != "" && p.lines[i].indent == indent && p.lines[i+1].text != "" && p.lines[i+1].indent > indent && !strings.HasPrefix(p.lines[i].text[indent:], ".. ") {
		end := p.indented(i+1, to, indent+1)
		item := p.gather(func() {
			var term draft.Fragment
			p.inline(&term, i, i+1)
			p.add(document.KindParagraph, &term)
			p.blocks(i+1, end, p.margin(i+1, end), depth+1)
		})
		items, size = append(items, item), size+len(item.Text)
		for i = end; i < to && p.lines[i].text == ""; i++ {
		}
	}
	p.items(items, size)
	return i
}

const maxFields = 100

// field reads ":name: value"; before the first heading or paragraph it is
// metadata.
func (p *parser) field(i, to, depth int) int {
	l := p.lines[i]
	m := fieldRow.FindStringSubmatch(l.text[l.indent:])
	end := max(p.indented(i+1, to, l.indent+1), i+1)
	name := strings.ToLower(m[1])
	p.lines[i].text = strings.Repeat(" ", l.indent) + l.text[l.indent+len(m[0]):]
	p.lines[i].text = strings.TrimRight(p.lines[i].text, " ")
	f := p.gather(func() { p.blocks(i, end, p.margin(i, end), depth+1) })
	f.Trim()
	if p.into == nil && !p.begun && len(p.fields) < maxFields {
		value := strings.Join(strings.Fields(string(f.Text)), " ")
		if before := p.fields[name]; before == "" {
			p.fields[name] = value
		} else if name == "author" { // one field an author
			p.fields[name] = before + "; " + value
		}
		return end
	}
	named := draft.Fragment{Lines: [2]int{i + 1, i + 1}}
	named.Write(m[1] + ": ")
	named.Join("", &f)
	p.add(document.KindParagraph, &named)
	return end
}
