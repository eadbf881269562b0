package html

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"wensou/document"
	"wensou/parse/draft"
)

// walker writes the blocks of a tree as units, in document order.
type walker struct {
	t     *tree
	d     *draft.Draft
	notes *draft.Notes
	found *noteSet
	main  int32 // the element that holds the text
	sure  bool  // it says so itself

	cur    draft.Fragment  // the open paragraph
	kind   document.Kind   // what the open paragraph will be
	into   *draft.Fragment // where paragraphs go inside a quote, list, table or note
	sep    string          // between them; "" for a line break that Joint resolves
	inNote *noteBody
	close  string // bracket to skip behind a marker
	breaks int    // <br> since the last text
	asPre  bool
	begun  bool  // a paragraph has been written
	title  int32 // the heading that is the title
}

// longList is how much text (bytes) a list may hold and still be one unit; the
// items of a longer one are units of their own.
const longList = 6000

func (w *walker) children(i int32) {
	for k := w.t.nodes[i].child; k > 0; k = w.t.nodes[k].next {
		w.node(k)
	}
}

func (w *walker) node(i int32) {
	n := &w.t.nodes[i]
	if n.noted && w.noted(i, n) {
		return
	}
	switch {
	case n.tag == 0 && len(n.attrs) == 0:
		w.text(n)
	case n.hidden() || w.gone(i, n):
	case w.inNote != nil && w.leadsBack(i):
	case n.block:
		w.flush()
		w.block(i, n)
		w.flush()
	default:
		w.inline(i, n)
	}
}

// noted writes a node that is a marker, and leaves out those of other notes. It
// says whether nothing is left to write.
func (w *walker) noted(i int32, n *node) bool {
	if m := w.found.marks[i]; m != nil && m != w.inNote {
		w.mark(i, m)
		if n.tag != 0 || w.found.bodies[i] != nil {
			return true
		}
	}
	if b := w.found.bodies[i]; b != nil && b != w.inNote || w.found.rest[i] && w.inNote == nil {
		if n.block {
			w.flush()
		}
		return true
	}
	return false
}

func (w *walker) text(n *node) {
	s := n.text
	if w.asPre {
		w.cur.Verbatim(html.UnescapeString(strings.ReplaceAll(s, "\r\n", "\n")))
		w.onLines(n)
		return
	}
	if n.size == 0 {
		if s != "" {
			w.cur.Write(s)
		}
		return
	}
	if strings.IndexByte(s, '&') >= 0 {
		s = html.UnescapeString(s)
	}
	if w.close != "" {
		s = strings.TrimPrefix(s, w.close)
		w.close = ""
	}
	w.breaks = 0
	w.cur.Write(s)
	w.onLines(n)
}

func (w *walker) onLines(n *node) {
	w.cur.On(int(n.line))
	w.cur.On(int(n.endLine))
}

// mark writes a marker, without the bracket that stands open before it.
func (w *walker) mark(i int32, b *noteBody) {
	w.cur.On(int(w.t.nodes[i].line))
	if text := string(w.cur.Text[max(0, len(w.cur.Text)-4):]); text != "" {
		for k, o := range []string{"[", "［", "〔", "【"} {
			closer := []string{"]", "］", "〕", "】"}[k]
			next := w.t.nodes[i].next
			if strings.HasSuffix(text, o) && next > 0 && strings.HasPrefix(w.t.nodes[next].text, closer) {
				w.cur.Text = w.cur.Text[:len(w.cur.Text)-len(o)]
				w.close = closer
			}
		}
	}
	w.cur.Mark(b.label())
}

func (w *walker) inline(i int32, n *node) {
	switch n.tag {
	case atom.Br:
		w.br()
	case atom.Img:
		if alt := clean(n.get("alt")); captionAlt.MatchString(alt) {
			w.caption(alt, int(n.line))
		}
	case atom.Em, atom.I, atom.Cite, atom.Var, atom.Dfn:
		w.styled(i, draft.Emphasis)
	case atom.A:
		href := n.get("href")
		kind := byte(draft.Link)
		if n.child > 0 && strings.HasPrefix(clean(w.t.nodes[n.child].text), "http") {
			kind = draft.Address
		}
		switch href {
		case "":
			w.children(i)
			return
		case "#", "#top", "#_top": // leads to the page's top
			if n.size < 40 {
				return
			}
		}
		w.cur.Target(href)
		w.styled(i, kind)
	case atom.Math:
		w.math(i, n)
	case atom.Sup:
		if w.supOfMarks(i, n) {
			return
		}
		w.children(i)
	default:
		w.children(i)
	}
}

func (w *walker) styled(i int32, kind byte) {
	start := w.cur.Start()
	w.children(i)
	w.cur.Style(min(start, len(w.cur.Text)), kind)
}

// br is a line break; two end a paragraph.
func (w *walker) br() {
	if w.asPre {
		w.cur.Verbatim("\n")
		return
	}
	if w.breaks++; w.breaks == 2 && w.into == nil {
		w.flush()
	}
	w.cur.Break()
}

// supOfMarks writes the markers of a <sup> that holds nothing else but
// separators, and drops one that repeats the number of the note it opens.
func (w *walker) supOfMarks(i int32, n *node) bool {
	if n.size > 200 {
		return false
	}
	var marks []int32
	for k := i + 1; k < n.end; k++ {
		if b := w.found.marks[k]; b != nil && b != w.inNote {
			marks = append(marks, k)
			k = w.t.nodes[k].end - 1
		} else if strings.Trim(w.t.nodes[k].text, " \t\r\n,，、;；-–~"+opening+closing) != "" {
			marks = nil
			break
		}
	}
	for _, k := range marks {
		w.mark(k, w.found.marks[k])
	}
	return len(marks) > 0 || w.inNote != nil && len(w.cur.Text) == 0 && w.into.Empty() && w.inNote.printed != "" && markerOf(w.t.short(i)) == w.inNote.printed
}

// leadsBack says whether a link in a note only leads back to its marker.
func (w *walker) leadsBack(i int32) bool {
	n := &w.t.nodes[i]
	if n.tag == 0 || n.size > 40 {
		return false
	}
	if n.named(backNames) {
		return true
	}
	if n.tag != atom.A || !n.has("href") {
		return false
	}
	k, ok := w.found.linkAt(i)
	return ok && w.found.near[[2]int32{w.inNote.first, w.t.block(k)}]
}

// math keeps a formula's TeX, where it is there.
func (w *walker) math(i int32, n *node) {
	tex := n.get("alttext")
	for k := i; k < n.end && tex == ""; k++ {
		if w.t.nodes[k].get("encoding") == "application/x-tex" {
			tex = html.UnescapeString(w.t.nodes[k+1].text)
		}
	}
	if tex == "" {
		w.children(i)
		return
	}
	w.cur.On(int(n.line))
	w.cur.Verbatim(strings.TrimSuffix(strings.TrimPrefix(clean(tex), `{\displaystyle `), "}"))
}

// captionAlt is an alternative text that is the printed caption.
var captionAlt = regexp.MustCompile(`(?i)^(?:[圖图表]|figure|fig\.?|table)\s*[\d一二三四五六七八九十]`)

func (w *walker) caption(text string, line int) {
	f := draft.Fragment{Lines: [2]int{line, line}}
	f.Write(text)
	if w.into != nil {
		return
	}
	w.notes.Add(document.KindCaption, &f)
}

// flush ends the open paragraph.
func (w *walker) flush() {
	f := w.cur
	w.cur, w.breaks, w.close = draft.Fragment{}, 0, ""
	if f.Empty() {
		return
	}
	if w.into == nil {
		kind := w.kind
		if kind == "" {
			kind = document.KindParagraph
		}
		if !w.begun && clean(string(f.Text)) == w.d.Doc.Title { // printed as a paragraph
			w.notes.Wait(&f)
			return
		}
		w.begun = true
		w.notes.Add(kind, &f)
		return
	}
	f.Trim()
	sep := w.sep
	if sep == "" && len(w.into.Text) > 0 && len(f.Text) > 0 {
		sep = draft.Joint(string(w.into.Text[max(0, len(w.into.Text)-300):]), string(f.Text[:min(len(f.Text), 300)]))
	}
	w.into.Join(sep, &f)
}

// gather walks what write says and returns its paragraphs joined by sep.
func (w *walker) gather(sep string, write func()) draft.Fragment {
	w.flush()
	var f draft.Fragment
	into, before := w.into, w.sep
	w.into, w.sep = &f, sep
	write()
	w.flush()
	w.into, w.sep = into, before
	return f
}

// unit writes what write walks as one unit of a kind; inside another unit its
// paragraphs only are lines.
func (w *walker) unit(kind document.Kind, write func()) {
	if w.into != nil {
		write()
		return
	}
	f := w.gather("\n", write)
	w.notes.Add(kind, &f)
}
