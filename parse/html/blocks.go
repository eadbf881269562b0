package html

import (
	"bytes"
	"strings"

	"golang.org/x/net/html/atom"

	"wensou/document"
	"wensou/parse/draft"
)

// block writes one block element.
func (w *walker) block(i int32, n *node) {
	switch n.tag {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		w.heading(i, n)
	case atom.Blockquote:
		if n.holds&heading != 0 { // it arranges the page
			w.children(i)
			return
		}
		w.unit(document.KindBlockquote, func() { w.children(i) })
	case atom.Ul, atom.Ol, atom.Dl, atom.Dir, atom.Menu:
		w.list(i, n)
	case atom.Table:
		w.table(i, n)
	case atom.Pre, atom.Listing, atom.Xmp, atom.Plaintext:
		w.pre(i)
	case atom.Figcaption, atom.Caption:
		w.unit(document.KindCaption, func() { w.children(i) })
	case atom.P:
		if w.t.isCaption(i) {
			w.unit(document.KindCaption, func() { w.children(i) })
			return
		}
		w.children(i)
	case atom.Hr:
	default:
		w.children(i)
	}
}

// isCaption says whether a paragraph is the title of a table or figure, as
// DocBook writes them.
func (t *tree) isCaption(i int32) bool {
	n := &t.nodes[i]
	return n.named(titleNames) && t.nodes[n.parent].named(formalNames) || n.named(captionNames)
}

var (
	titleNames   = words("title")
	formalNames  = words("table figure example equation")
	captionNames = words("caption wp-caption-text msocaption figcaption")
)

func (w *walker) heading(i int32, n *node) {
	if w.into != nil {
		w.children(i)
		return
	}
	f := w.gather("", func() { w.children(i) })
	f.Trim()
	if text := strings.TrimRight(string(f.Text), "¶§# "); text != "" && i != w.title {
		w.d.Heading(int(n.tag.String()[1]-'0'), text, max(f.Lines[0], 1))
	}
	w.notes.Wait(&f)
}

// list writes one unit; of a long list, and of a list of references, one for
// every item. A list that holds headings arranges the page.
func (w *walker) list(i int32, n *node) {
	item := func(k int32) bool {
		return w.t.nodes[k].tag == atom.Li || w.t.nodes[k].tag == atom.Dt || w.t.nodes[k].tag == atom.Dd
	}
	switch {
	case w.into != nil:
		w.children(i)
	case n.holds&heading != 0:
		w.children(i)
	case n.size <= longList && !w.d.InReferences():
		w.unit(document.KindList, func() { w.children(i) })
	default:
		for k := n.child; k > 0; k = w.t.nodes[k].next {
			if !item(k) || w.t.nodes[k].size > longList || w.found.bodies[k] != nil {
				w.node(k)
				continue
			}
			w.unit(document.KindList, func() { w.node(k) })
		}
	}
}

// pre writes code as it stands.
func (w *walker) pre(i int32) {
	w.unit(document.KindCode, func() {
		w.asPre = true
		w.children(i)
		w.asPre = false
		f := &w.cur
		if cut := len(f.Text) - len(strings.TrimLeft(string(f.Text), "\n")); cut > 0 {
			f.Cut(cut)
		}
	})
}

// table writes one unit, a line for every row and tabs between cells; what
// arranges the page as a table is walked as text.
func (w *walker) table(i int32, n *node) {
	if w.into != nil {
		w.rows(i)
		return
	}
	if w.t.arranges(n) {
		w.children(i)
		return
	}
	for k := n.child; k > 0; k = w.t.nodes[k].next {
		if w.t.nodes[k].tag == atom.Caption {
			w.unit(document.KindCaption, func() { w.children(k) })
		}
	}
	w.unit(document.KindTable, func() { w.rows(i) })
}

// arranges says whether a table only places text on the page.
func (t *tree) arranges(n *node) bool {
	if r := n.get("role"); r == "presentation" || r == "none" {
		return true
	}
	if n.holds&(heading|table|large) != 0 {
		return true
	}
	return n.holds&header == 0 && t.single(n)
}

// single says whether a table has one cell only.
func (t *tree) single(n *node) bool {
	count := 0
	for k := n.child; k > 0 && k < n.end && count < 2; k++ {
		if tag := t.nodes[k].tag; tag == atom.Td || tag == atom.Th {
			count++
			k = t.nodes[k].end - 1
		}
	}
	return count < 2
}

// rows writes the rows of a table as lines.
func (w *walker) rows(i int32) {
	for k := w.t.nodes[i].child; k > 0; k = w.t.nodes[k].next {
		n := &w.t.nodes[k]
		switch {
		case n.hidden() || w.gone(k, n) || w.found.bodies[k] != nil && w.found.bodies[k] != w.inNote || n.tag == atom.Caption:
		case rowGroups[n.tag]:
			w.rows(k)
		case n.tag == atom.Tr:
			w.row(k)
		default:
			w.node(k)
		}
	}
}

func (w *walker) row(i int32) {
	if w.sep == "" { // of a table in a cell
		w.children(i)
		return
	}
	var row draft.Fragment
	any := false
	for k := w.t.nodes[i].child; k > 0; k = w.t.nodes[k].next {
		n := &w.t.nodes[k]
		if n.tag != atom.Td && n.tag != atom.Th {
			if n.tag != 0 {
				w.node(k)
			}
			continue
		}
		if n.hidden() || w.gone(k, n) {
			continue
		}
		cell := w.gather("", func() {
			if b := w.found.bodies[k]; b == nil || b == w.inNote {
				w.children(k)
			}
		})
		if any {
			row.Text = append(row.Text, '\t')
		}
		any = true
		row.Join("", &cell)
	}
	if row.Text = bytes.TrimRight(row.Text, "\t"); !row.Empty() {
		w.into.Join(w.sep, &row)
	}
}
