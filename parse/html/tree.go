package html

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"wensou/parse/input"
)

// maxDepth bounds how deep elements may nest; deeper ones only break lines.
const maxDepth = 200

// node is an element or a stretch of text. Nodes stand in document order in
// tree.nodes and name each other by index; 0 is the root and stands for none.
type node struct {
	tag                 atom.Atom // 0 for text, and for elements without a name of HTML's
	text                string    // as in the source, references not resolved; "" for elements
	attrs               []attr
	parent, child, next int32
	last                int32 // last child
	end                 int32 // the first node behind this one and all below it
	line, endLine       int32 // of text: where its first and last words stand
	size                int32 // bytes of text in it
	linked              int32 // bytes of text in it that are links
	holds               flags
	block               bool // begins and ends a paragraph
	noted               bool // a marker, or part of a note
}

// flags say what an element holds.
type flags uint8

const (
	heading flags = 1 << iota
	table
	paragraph
	header // a cell of th
	large  // a cell of many lines
)

type attr struct{ key, value string }

// get is the value of an attribute that trees keep.
func (n *node) get(key string) string {
	for _, a := range n.attrs {
		if a.key == key {
			return a.value
		}
	}
	return ""
}

func (n *node) has(key string) bool {
	for _, a := range n.attrs {
		if a.key == key {
			return true
		}
	}
	return false
}

// tree is one HTML file, or all those of a book.
type tree struct {
	nodes []node
	ids   map[string]int32 // by "part#id"
	parts []part
	meta  []metaTag
	ld    []string // JSON-LD
	title string   // of the first <title>
	lang  string
	lines [2]int // of the title
}

// part is one file: its nodes start at first.
type part struct {
	input.File
	first int32
}

// metaTag is one <meta> or <link>.
type metaTag struct {
	key, value string
	line       int
}

// builder adds the tokens of one file to a tree. It follows HTML's rules on
// which tags close which, as far as text depends on them, in linear time.
type builder struct {
	*tree
	stack []int32
	open  map[atom.Atom]int
	xml   bool
	file  input.File
	pos   int // byte of the file
	line  int32
	cr    bool
}

// add parses a file to the end of the tree.
func (t *tree) add(f input.File) {
	if len(t.nodes) == 0 {
		t.nodes, t.ids = append(t.nodes, node{tag: atom.Body, block: true}), map[string]int32{}
	}
	t.nodes = slices.Grow(t.nodes, min(strings.Count(f.Text, "<"), len(f.Text)/16)) // growing step by step takes twice the memory
	b := &builder{tree: t, open: map[atom.Atom]int{}, file: f, line: 1, cr: strings.Contains(f.Text, "\r"), stack: []int32{0}}
	head := strings.TrimSpace(f.Text[:min(len(f.Text), 4096)])
	b.xml = strings.HasPrefix(head, "<?xml") || strings.Contains(head, `xmlns="http://www.w3.org/1999/xhtml"`)
	t.parts = append(t.parts, part{File: f, first: int32(len(t.nodes))})
	b.push(&node{tag: atom.Body, block: true})
	z := html.NewTokenizer(strings.NewReader(f.Text))
	z.AllowCDATA(b.xml)
	for {
		kind := z.Next()
		size := len(z.Raw())
		raw := f.Text[b.pos:min(b.pos+size, len(f.Text))]
		switch kind {
		case html.ErrorToken:
			for len(b.stack) > 1 {
				b.pop()
			}
			return
		case html.TextToken:
			b.textToken(raw)
		case html.StartTagToken, html.SelfClosingTagToken:
			b.startTag(z, kind == html.SelfClosingTagToken)
		case html.EndTagToken:
			name, _ := z.TagName()
			b.endTag(atom.Lookup(name))
		}
		b.pos += size
		b.line += b.breaks(raw)
	}
}

// breaks counts line ends.
func (b *builder) breaks(s string) int32 {
	n := strings.Count(s, "\n")
	if b.cr {
		for i := range len(s) {
			if s[i] == '\r' && (i+1 == len(s) || s[i+1] != '\n') {
				n++
			}
		}
	}
	return int32(n)
}

func (b *builder) top() *node { return &b.nodes[b.stack[len(b.stack)-1]] }

// push appends a node below the open element and opens it.
func (b *builder) push(n *node) {
	b.leaf(n)
	b.stack = append(b.stack, int32(len(b.nodes)-1))
	b.open[n.tag]++
}

// leaf appends a node below the open element.
func (b *builder) leaf(n *node) {
	i, p := int32(len(b.nodes)), b.stack[len(b.stack)-1]
	n.parent, n.end = p, i+1
	if b.nodes[p].child == 0 {
		b.nodes[p].child = i
	} else {
		b.nodes[b.nodes[p].last].next = i
	}
	b.nodes[p].last = i
	b.nodes = append(b.nodes, *n)
}

// pop closes the open element and counts what it holds.
func (b *builder) pop() {
	n := b.top()
	b.open[n.tag]--
	b.stack = b.stack[:len(b.stack)-1]
	n.end = int32(len(b.nodes))
	p := b.top()
	p.size += n.size
	p.linked += n.linked
	if n.tag == atom.A && n.has("href") {
		p.linked += n.size - n.linked
	}
	p.holds |= n.holds
	switch {
	case headings[n.tag]:
		p.holds |= heading
	case n.tag == atom.Table:
		p.holds |= table
	case n.tag == atom.P:
		p.holds |= paragraph
	case n.tag == atom.Th:
		p.holds |= header
	}
	if (n.tag == atom.Td || n.tag == atom.Th) && n.size > longCell {
		p.holds |= large
	}
}

func (b *builder) textToken(raw string) {
	switch tag := b.top().tag; {
	case tag == atom.Script:
		if b.top().get("type") == "application/ld+json" && len(raw) < maxJSONLD {
			b.ld = append(b.ld, raw)
		}
		return
	case tag == atom.Title && b.open[atom.Svg] == 0:
		if b.title == "" {
			b.title, b.lines = clean(html.UnescapeString(raw)), [2]int{int(b.line), int(b.line + b.breaks(strings.TrimRight(raw, " \t\r\n")))}
		}
		return
	case unread[tag]:
		return
	}
	if inner, ok := strings.CutPrefix(raw, "<![CDATA["); ok && b.xml {
		raw = strings.ReplaceAll(strings.TrimSuffix(inner, "]]>"), "&", "&amp;")
	}
	words := strings.TrimLeft(raw, " \t\r\n\f")
	line := b.line + b.breaks(raw[:len(raw)-len(words)])
	words = strings.TrimRight(words, " \t\r\n\f")
	p := b.top()
	p.size += int32(len(words))
	b.leaf(&node{text: raw, line: line, endLine: line + b.breaks(words), size: int32(len(words))})
}

func (b *builder) startTag(z *html.Tokenizer, selfClosing bool) {
	name, more := z.TagName()
	n := node{tag: atom.Lookup(name), line: b.line, endLine: b.line}
	n.block = blocks[n.tag]
	unknown := n.tag == 0
	if !more && unknown {
		return
	}
	var all map[string]string
	if n.tag == atom.Meta || n.tag == atom.Link {
		all = map[string]string{}
	}
	for more {
		var k, v []byte
		k, v, more = z.TagAttr()
		if all != nil && len(all) < maxMetaAttrs {
			all[string(k)] = string(v)
		}
		if keptAttrs[string(k)] && len(n.attrs) < len(keptAttrs) && !n.has(string(k)) {
			n.attrs = append(n.attrs, attr{string(k), strings.ToValidUTF8(string(v), "\uFFFD")})
		}
	}
	switch n.tag {
	case atom.Html, atom.Body:
		b.document(&n)
		return
	case atom.Head:
		return
	case atom.Meta, atom.Link:
		b.metaTag(n.tag, all, int(b.line))
		return
	}
	b.imply(n.tag)
	if full := len(b.stack) >= maxDepth; unknown || void[n.tag] || full || selfClosing && (b.xml || n.tag == atom.A) {
		if selfClosing || full {
			z.NextIsNotRawText()
		}
		if full && blocks[n.tag] {
			n.tag = atom.Hr
		}
		b.leaf(&n)
	} else {
		b.push(&n)
	}
	b.id(&n, int32(len(b.nodes)-1))
}

// id notes by which names links find a node; the first one has a name.
func (b *builder) id(n *node, at int32) {
	for _, key := range []string{"id", "name"} {
		if v := n.get(key); v != "" && utf8.ValidString(v) {
			name := b.file.Path + "#" + v
			if _, taken := b.ids[name]; !taken {
				b.ids[name] = at
			}
		}
	}
}

// document takes what <html> and <body> say of the whole file.
func (b *builder) document(n *node) {
	if v := n.get("lang"); v != "" && b.lang == "" {
		b.lang = v
	} else if v := n.get("xml:lang"); v != "" && b.lang == "" {
		b.lang = v
	}
	root := &b.nodes[b.stack[1]]
	if n.tag == atom.Body && len(root.attrs) == 0 {
		root.attrs = n.attrs
		b.id(n, b.stack[1])
	}
}

// imply closes the elements that a start tag ends without saying so.
func (b *builder) imply(tag atom.Atom) {
	switch {
	case tag == atom.A:
		b.closeWithin(atom.A, func(n *node) bool { return n.block })
	case tag == atom.Li:
		b.closeWithin(tag, func(n *node) bool { return n.tag == atom.Ul || n.tag == atom.Ol || n.block && cells[n.tag] })
	case tag == atom.Dt || tag == atom.Dd:
		stop := func(n *node) bool { return n.tag == atom.Dl || n.block && cells[n.tag] }
		b.closeWithin(atom.Dt, stop)
		b.closeWithin(atom.Dd, stop)
	case tag == atom.Rt || tag == atom.Rp:
		b.closeWithin(atom.Rt, func(n *node) bool { return n.tag == atom.Ruby })
		b.closeWithin(atom.Rp, func(n *node) bool { return n.tag == atom.Ruby })
	case cells[tag] || tag == atom.Tr || rowGroups[tag]:
		outside := func(n *node) bool {
			t := n.tag
			return t == atom.Table || t == atom.Tr && cells[tag] || rowGroups[t] && !rowGroups[tag]
		}
		for _, t := range []atom.Atom{atom.Td, atom.Th, atom.Tr, atom.Tbody, atom.Thead, atom.Tfoot} {
			if t == tag || cells[t] || t == atom.Tr && !cells[tag] || rowGroups[tag] {
				b.closeWithin(t, outside)
			}
		}
		return
	}
	if blocks[tag] {
		b.closeWithin(atom.P, (*node).stopsParagraph)
		if headings[tag] && headings[b.top().tag] {
			b.pop()
		}
	}
}

// closeWithin closes the innermost open element of a tag, with all inside it,
// unless one at which to stop lies between.
func (b *builder) closeWithin(tag atom.Atom, stop func(*node) bool) {
	if b.open[tag] == 0 {
		return
	}
	for i := len(b.stack) - 1; i > 1; i-- {
		switch n := &b.nodes[b.stack[i]]; {
		case n.tag == tag:
			for len(b.stack) > i {
				b.pop()
			}
			return
		case stop(n):
			return
		}
	}
}

func (b *builder) endTag(tag atom.Atom) {
	switch {
	case tag == 0 || tag == atom.Body || tag == atom.Html:
		return
	case tag == atom.Br || tag == atom.P && b.open[atom.P] == 0:
		b.leaf(&node{tag: tag, block: blocks[tag]})
		return
	case headings[tag]:
		if headings[b.top().tag] {
			b.pop()
			return
		}
	}
	if len(b.stack) >= maxDepth && blocks[tag] {
		b.leaf(&node{tag: atom.Hr, block: true}) // of an element that was not opened
	}
	inline := !blocks[tag]
	table := tableParts[tag]
	b.closeWithin(tag, func(n *node) bool {
		return n.block && (inline || !table && cells[n.tag] || n.tag == atom.Table && tag != atom.Table && !rowGroups[tag])
	})
}

// stopsParagraph says whether a paragraph around an element goes on behind it.
func (n *node) stopsParagraph() bool { return n.block && n.tag != atom.P }
