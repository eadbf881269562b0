package markdown

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"

	"wensou/document"
)

// longList is how much text (bytes) a list may hold and still be one unit; the
// items of a longer one are units of their own.
const longList = 6000

// block writes the units of one block of the document.
func (p *docParser) block(n ast.Node) {
	p.flushBoxes(p.start(n))
	switch n := n.(type) {
	case *ast.Heading:
		p.heading(n)
	case *ast.Paragraph, *ast.TextBlock:
		p.paragraph(n)
	case *ast.Blockquote:
		p.add(document.KindBlockquote, p.text(n), p.span(n))
	case *ast.List:
		p.list(n)
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		p.add(document.KindCode, p.text(n), p.span(n))
	case *ast.HTMLBlock:
		p.htmlBlock(n)
	case *east.Table:
		p.add(document.KindTable, p.text(n), p.span(n))
	case *ast.ThematicBreak, *east.FootnoteList, *ast.LinkReferenceDefinition:
	default:
		p.add(document.KindParagraph, p.text(n), p.span(n))
	}
}

// boxMarkup is the emphasis, code and links in a caption.
var boxMarkup = regexp.MustCompile("\\*\\*?([^*]+)\\*\\*?|`([^`]+)`|\\[([^\\[\\]]*)\\]\\([^()]*\\)")

// flushBoxes writes the captions that stand before an offset.
func (p *docParser) flushBoxes(before int) {
	for len(p.boxes) > 0 && p.boxes[0].offset < before {
		b := p.boxes[0]
		p.boxes = p.boxes[1:]
		line := p.line(b.offset)
		p.add(b.kind, p.boxText(b.text), [2]int{line, line + b.span})
	}
}

var boxNote = regexp.MustCompile(`\[\^([^\[\]\s]+)\]`)

// boxText is the text of a caption without markup; markers stand at its end.
func (p *docParser) boxText(s string) fragment {
	var f fragment
	for _, m := range boxNote.FindAllStringSubmatch(s, -1) {
		if p.notes[m[1]] != nil {
			s = strings.Replace(s, m[0], "", 1)
			f.marks = append(f.marks, mark{label: m[1]})
		}
	}
	f.buf = []byte(unescape(boxMarkup.ReplaceAllString(strings.TrimSpace(s), "$1$2$3")))
	for i := range f.marks {
		f.marks[i].offset = len(f.buf)
	}
	return f
}

var headingAttributes = regexp.MustCompile(`\s*\{\s*[#.:][^{}]*\}\s*$`)

const maxSetext = 60 // characters: what is longer and underlined is a paragraph

// isProse says whether a heading is a paragraph that stands directly above a
// "---" line, which CommonMark reads as an underline.
func (p *docParser) isProse(h *ast.Heading) bool {
	if h.Lines().Len() == 0 {
		return false
	}
	start := h.Lines().At(0).Start
	if strings.Contains(string(p.src[p.starts[p.line(start)-p.first]:start]), "#") {
		return false
	}
	last := h.Lines().At(h.Lines().Len() - 1)
	text := strings.TrimSpace(string(p.src[start:last.Stop]))
	r, _ := utf8.DecodeLastRuneInString(text)
	return strings.ContainsRune("。！；，.!;,", r) || utf8.RuneCountInString(text) > maxSetext
}

func (p *docParser) heading(h *ast.Heading) {
	if p.isProse(h) {
		p.d.Doc.Warn(p.span(h)[0], "setext-prose", "a paragraph directly above a line of dashes was not taken as a heading")
		p.paragraph(h)
		return
	}
	if h == p.titleNode {
		return
	}
	f := p.inline(h)
	text := headingAttributes.ReplaceAllString(string(f.buf), "")
	if text == "" {
		return
	}
	p.d.Heading(h.Level, text, p.span(h)[0])
	for _, m := range f.marks {
		m.offset = 0
		p.pending = append(p.pending, m)
	}
}

func (p *docParser) paragraph(n ast.Node) {
	f := p.inline(n)
	span := p.span(n)
	if p.takeSupNotes(&f, span) {
		return
	}
	if len(f.buf) == 0 && f.image {
		p.pending = append(p.pending, f.marks...)
		p.captions(f, span)
		return
	}
	p.add(document.KindParagraph, f, span)
}

// captions writes those of the images that stood in a block.
func (p *docParser) captions(f fragment, span [2]int) {
	for _, c := range f.captions {
		p.d.Add(document.KindCaption, c, span, nil)
	}
}

// list writes one unit; of a long list, and of a list of references, one for
// every item.
func (p *docParser) list(n *ast.List) {
	var items []fragment
	var spans [][2]int
	size := 0
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		f := p.text(c)
		size += len(f.buf)
		items, spans = append(items, f), append(spans, p.span(c))
	}
	if size > longList || p.d.InReferences() {
		for i, f := range items {
			p.add(document.KindList, f, spans[i])
		}
		return
	}
	var all fragment
	for _, f := range items {
		all.join("\n", f)
	}
	p.add(document.KindList, all, p.span(n))
}

// text is the text of a block with all that it contains: blocks and rows on
// lines of their own, cells behind tabs.
func (p *docParser) text(n ast.Node) fragment {
	switch n := n.(type) {
	case *ast.Paragraph, *ast.TextBlock, *ast.Heading, *east.TableCell:
		f := p.inline(n)
		if n.Kind() != east.KindTableCell && p.takeSupNotes(&f, p.span(n)) {
			return fragment{captions: f.captions}
		}
		return f
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		raw := p.raw(n)
		return fragment{buf: raw, fixed: [][2]int{{0, len(raw)}}}
	case *ast.HTMLBlock:
		return p.htmlFragment(n)
	case *ast.ThematicBreak, *east.FootnoteList, *ast.LinkReferenceDefinition:
		return fragment{}
	}
	var f fragment
	row := n.Kind() == east.KindTableHeader || n.Kind() == east.KindTableRow
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		g := p.text(c)
		if row {
			g.buf = append(g.buf, '\t')
		}
		if row || len(f.buf) == 0 {
			f.join("", g)
		} else {
			f.join("\n", g)
		}
	}
	if row && len(f.buf) > 0 {
		f.buf = f.buf[:len(f.buf)-1]
	}
	return f
}

// raw is the text of a code block.
func (p *docParser) raw(n ast.Node) []byte {
	var out []byte
	for i := range n.Lines().Len() {
		s := n.Lines().At(i)
		out = append(out, s.Value(p.src)...)
	}
	return out
}

// add appends a unit, binds its markers and appends the captions in it.
func (p *docParser) add(kind document.Kind, f fragment, span [2]int) {
	p.addUnit(kind, f, span)
	p.captions(f, span)
}

func (p *docParser) addUnit(kind document.Kind, f fragment, span [2]int) {
	marks := append(p.pending, f.marks...)
	refs := make([]document.NoteRef, len(marks))
	for i, m := range marks {
		refs[i].Offset = m.offset
	}
	u := p.d.Add(kind, string(f.buf), span, refs)
	if u == nil {
		for i := range marks {
			marks[i].offset = 0
		}
		p.pending = marks
		return
	}
	p.pending = nil
	var kept []document.NoteRef
	for i, m := range marks {
		if m.sup {
			p.supRefs = append(p.supRefs, supRef{unit: len(p.d.Doc.Units) - 1, offset: u.Notes[i].Offset, label: m.label})
			continue
		}
		kept = append(kept, document.NoteRef{Number: p.number(m.label, u, u.Notes[i].Offset), Offset: u.Notes[i].Offset})
	}
	u.Notes = kept
	if u.Kind == document.KindReference {
		p.marked[u.ID] = f.entry(u.Text)
	}
}

// start is the first byte of a block in src.
func (p *docParser) start(n ast.Node) int {
	lo, _ := p.extent(n)
	if lo < 0 {
		return 0
	}
	return lo
}

// extent is the first and the last byte of a block with all its descendants;
// -1 when it holds none.
func (p *docParser) extent(n ast.Node) (lo, hi int) {
	lo, hi = -1, -1
	if n.Type() != ast.TypeInline && n.Lines() != nil && n.Lines().Len() > 0 {
		lo, hi = n.Lines().At(0).Start, n.Lines().At(n.Lines().Len()-1).Stop
	}
	if b, ok := n.(*ast.HTMLBlock); ok && b.HasClosure() {
		hi = max(hi, b.ClosureLine.Stop)
		if lo < 0 {
			lo = b.ClosureLine.Start
		}
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Type() == ast.TypeInline || c.Kind() == east.KindFootnoteList { // notes are gathered where the first stands
			continue
		}
		if a, b := p.extent(c); a >= 0 {
			if lo < 0 || a < lo {
				lo = a
			}
			hi = max(hi, b)
		}
	}
	return lo, hi
}

// span is the first and last line of a block.
func (p *docParser) span(n ast.Node) [2]int {
	lo, hi := p.extent(n)
	if lo < 0 {
		return [2]int{}
	}
	for hi > lo && (p.src[hi-1] == '\n' || p.src[hi-1] == ' ') {
		hi--
	}
	return [2]int{p.line(lo), p.line(max(lo, hi-1))}
}
