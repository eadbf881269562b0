package markdown

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"wensou/document"
)

// htmlBlock writes the visible text of a block of HTML.
func (p *docParser) htmlBlock(n *ast.HTMLBlock) {
	f := p.htmlFragment(n)
	kind := document.KindParagraph
	switch raw := strings.ToLower(string(p.rawHTMLBlock(n))); {
	case strings.Contains(raw, "<table"):
		kind = document.KindTable
	case strings.Contains(raw, "<figcaption"):
		kind = document.KindCaption
	case strings.Contains(raw, "<blockquote"):
		kind = document.KindBlockquote
	case strings.Contains(raw, "<li"):
		kind = document.KindList
	case strings.Contains(raw, "<pre"):
		kind = document.KindCode
	}
	p.add(kind, f, p.span(n))
}

func (p *docParser) rawHTMLBlock(n *ast.HTMLBlock) []byte {
	raw := p.raw(n)
	if n.HasClosure() {
		raw = append(raw, n.ClosureLine.Value(p.src)...)
	}
	return raw
}

// newLine are elements that begin and end a line of text.
var newLine = map[atom.Atom]bool{
	atom.P: true, atom.Div: true, atom.Tr: true, atom.Table: true, atom.Li: true, atom.Ul: true, atom.Ol: true, atom.Dt: true, atom.Dd: true,
	atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true, atom.Blockquote: true, atom.Pre: true,
	atom.Section: true, atom.Article: true, atom.Figure: true, atom.Figcaption: true, atom.Details: true, atom.Summary: true, atom.Center: true,
	atom.Header: true, atom.Footer: true, atom.Caption: true, atom.Thead: true, atom.Tbody: true, atom.Aside: true, atom.Hr: true,
}

// unseen are elements whose text nobody reads.
var unseen = map[atom.Atom]bool{atom.Script: true, atom.Style: true, atom.Template: true, atom.Head: true}

// htmlFragment is the visible text of a block of HTML: one line for every block
// in it, cells behind tabs.
func (p *docParser) htmlFragment(n *ast.HTMLBlock) fragment {
	z := html.NewTokenizer(strings.NewReader(string(p.rawHTMLBlock(n))))
	t := htmlText{p: p}
	for {
		switch z.Next() {
		case html.ErrorToken:
			t.breakLine()
			p.endSup(&t.line)
			t.all.trim()
			return t.all
		case html.TextToken:
			t.text(string(z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			name, attrs := z.TagName()
			t.open(atom.Lookup(name))
			for attrs {
				var k, v []byte
				if k, v, attrs = z.TagAttr(); string(k) == "href" {
					t.all.link(string(v))
				}
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			t.close(atom.Lookup(name))
		}
	}
}

type htmlText struct {
	p      *docParser
	all    fragment
	line   fragment
	hidden int
	cells  int // in this row
	inCell bool
}

func (t *htmlText) text(s string) {
	if t.hidden > 0 {
		return
	}
	s = html.UnescapeString(s)
	words := strings.Join(strings.Fields(s), " ")
	if words == "" {
		if s != "" && len(t.line.buf) > 0 {
			t.line.gap = true
		}
		return
	}
	if strings.TrimLeft(s, " \t\r\n") != s && len(t.line.buf) > 0 {
		t.line.gap = true
	}
	t.line.write(words)
	if strings.TrimRight(s, " \t\r\n") != s {
		t.line.gap = true
	}
}

func (t *htmlText) open(a atom.Atom) {
	switch {
	case unseen[a]:
		t.hidden++
	case a == atom.Td || a == atom.Th:
		if t.inCell = true; t.cells > 0 {
			t.line.gap = false
			t.line.buf = append(t.line.buf, '\t')
		}
		t.cells++
	case a == atom.Br:
		t.line.gap = true
	case a == atom.Sup:
		t.line.supBr = len(t.line.buf) == 0
		t.line.supAt = len(t.line.buf) + 1
	case newLine[a]:
		t.newBlock(a)
	}
}

func (t *htmlText) close(a atom.Atom) {
	switch {
	case unseen[a]:
		t.hidden = max(0, t.hidden-1)
	case a == atom.Sup:
		t.p.endSup(&t.line)
	case a == atom.Td || a == atom.Th:
		t.inCell = false
	case newLine[a]:
		t.newBlock(a)
	}
}

// newBlock ends the line, except inside a cell, whose blocks stay in its row.
func (t *htmlText) newBlock(a atom.Atom) {
	if t.inCell && a != atom.Tr && a != atom.Table {
		t.line.gap = true
		return
	}
	t.inCell = false
	t.breakLine()
}

func (t *htmlText) breakLine() {
	t.p.endSup(&t.line)
	t.line.gap = false
	if len(strings.TrimSpace(string(t.line.buf))) > 0 {
		t.all.join("\n", t.line)
	}
	t.line, t.cells = fragment{}, 0
}
