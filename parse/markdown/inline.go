package markdown

import (
	"bytes"
	"html"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"

	"wensou/parse/draft"
)

// fragment is text without markup, with the note markers that stood in it.
type fragment struct {
	buf    []byte
	marks  []mark
	fixed  [][2]int // bytes of buf where an asterisk is one: code, formulas
	links  []string // http targets
	styles []style

	image bool // an image stood here
	gap   bool // a line break not yet written
	supAt int  // where <sup> opened, plus 1; 0 outside
	supBr bool // <sup> stood at the start of a line

	captions []string // of images
}

// mark is a note marker: a footnote's label or the text of a <sup>.
type mark struct {
	offset int
	label  string
	sup    bool
	opens  bool // stands at the start of a line
}

// write appends running text, resolving a pending line break.
func (f *fragment) write(s string) {
	if s == "" {
		return
	}
	if f.gap {
		f.gap = false
		f.buf = bytes.TrimRight(f.buf, " \t")
		s = strings.TrimLeft(s, " \t")
		f.buf = append(f.buf, draft.Joint(tail(f.buf), s[:min(len(s), 300)])...)
	}
	if n := len(f.marks); n > 0 && f.marks[n-1].offset == len(f.buf) && len(f.buf) > 0 && f.buf[len(f.buf)-1] == ' ' {
		s = strings.TrimLeft(s, " ")
	}
	f.buf = append(f.buf, s...)
}

func tail(b []byte) string { return string(b[max(0, len(b)-300):]) }

// resolve writes a pending line break although the text behind it is unknown.
func (f *fragment) resolve() {
	if f.gap {
		f.gap = false
		f.buf = bytes.TrimRight(f.buf, " \t")
		f.buf = append(f.buf, draft.Joint(tail(f.buf), "a")...)
	}
}

// fix appends text in which asterisks are no markup.
func (f *fragment) fix(s string) {
	f.write(s)
	f.fixed = append(f.fixed, [2]int{max(0, len(f.buf)-len(s)), len(f.buf)})
}

// join appends another fragment behind a separator.
func (f *fragment) join(sep string, g fragment) {
	f.captions = append(f.captions, g.captions...)
	f.links = append(f.links, g.links...)
	f.image = f.image || g.image
	if len(g.buf) == 0 && len(g.marks) == 0 {
		return
	}
	if len(f.buf) > 0 {
		f.buf = append(f.buf, sep...)
	}
	g.shift(len(f.buf))
	for _, m := range g.marks {
		m.offset += len(f.buf)
		f.marks = append(f.marks, m)
	}
	f.fixed, f.styles = append(f.fixed, g.fixed...), append(f.styles, g.styles...)
	f.buf = append(f.buf, g.buf...)
}

// trim removes white space around the text.
func (f *fragment) trim() {
	cut := len(f.buf) - len(bytes.TrimLeft(f.buf, " \t\n\r"))
	f.buf = bytes.TrimRight(f.buf[cut:], " \t\n\r")
	for i := range f.marks {
		f.marks[i].offset = min(max(f.marks[i].offset-cut, 0), len(f.buf))
	}
	f.shift(-cut)
}

// inline is the text of a block's inline children.
func (p *docParser) inline(n ast.Node) fragment {
	var f fragment
	p.inlines(&f, n)
	p.endSup(&f)
	f.unstar()
	f.trim()
	return f
}

func (p *docParser) inlines(f *fragment, n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			f.write(unescape(string(c.Segment.Value(p.src))))
			if c.SoftLineBreak() || c.HardLineBreak() {
				f.gap = true
			}
		case *ast.String:
			f.write(string(c.Value))
		case *ast.CodeSpan:
			f.fix(p.codeSpan(c))
		case *math:
			for _, s := range c.segments {
				f.fix(string(s.Value(p.src)))
			}
		case *ast.AutoLink:
			f.fix(string(c.Label(p.src)))
			last := f.fixed[len(f.fixed)-1]
			f.styles = append(f.styles, style{last[0], last[1], '<'})
		case *ast.Link:
			p.styled(f, c, '[')
			f.link(string(c.Destination))
		case *ast.Emphasis:
			if c.Level == 1 {
				p.styled(f, c, '*')
			} else {
				p.inlines(f, c)
			}
		case *ast.Image:
			p.image(f, c)
		case *ast.RawHTML:
			p.rawHTML(f, c)
		case *noteRef:
			p.noteRef(f, c)
		case *inlineNote:
			p.inlineNote(f, c)
		case *east.TaskCheckBox:
		default:
			p.inlines(f, c)
		}
	}
}

// styled is inlines with a record of where the text stood.
func (p *docParser) styled(f *fragment, n ast.Node, kind byte) {
	f.resolve()
	start := len(f.buf)
	p.inlines(f, n)
	f.styles = append(f.styles, style{start, len(f.buf), kind})
}

func (f *fragment) link(target string) {
	if strings.HasPrefix(target, "http://") || strings.HasPrefix(target, "https://") {
		f.links = append(f.links, target)
	}
}

func (p *docParser) codeSpan(n ast.Node) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			b.Write(t.Segment.Value(p.src))
		}
	}
	return strings.ReplaceAll(b.String(), "\n", " ")
}

// captionAlt is an alternative text that is the printed caption.
var captionAlt = regexp.MustCompile(`(?i)^(?:[圖图表]|figure|fig\.?|table)\s*[\d一二三四五六七八九十]`)

// image keeps what a reader sees beside the picture: its title. The
// alternative text stands in for a picture and counts only as "圖 1：…".
func (p *docParser) image(f *fragment, n *ast.Image) {
	f.image = true
	var alt fragment
	p.inlines(&alt, n)
	switch a := strings.TrimSpace(string(alt.buf)); {
	case len(n.Title) > 0:
		f.captions = append(f.captions, unescape(string(n.Title)))
	case captionAlt.MatchString(a):
		f.captions = append(f.captions, a)
	}
}

func (p *docParser) noteRef(f *fragment, n *noteRef) {
	if p.notes[n.label] == nil {
		f.write("[^" + n.label + "]")
		p.d.Doc.Warn(p.line(max(n.Pos(), 0)), "footnote-missing", "the note [^%s] is referred to but not defined", n.label)
		return
	}
	f.marks = append(f.marks, mark{offset: len(f.buf), label: n.label})
}

var tagName = regexp.MustCompile(`^<\s*(/?)\s*([A-Za-z][\w-]*)`)

// rawHTML drops tags; <br> is a line break, <sup> may hold a note marker.
func (p *docParser) rawHTML(f *fragment, n *ast.RawHTML) {
	var tag strings.Builder
	for i := range n.Segments.Len() {
		s := n.Segments.At(i)
		tag.Write(s.Value(p.src))
	}
	m := tagName.FindStringSubmatch(tag.String())
	if m == nil {
		return
	}
	switch strings.ToLower(m[1] + m[2]) {
	case "br":
		f.gap = true
	case "sup":
		f.supBr = f.gap || len(f.buf) == 0
		f.resolve()
		f.supAt = len(f.buf) + 1
	case "/sup":
		p.endSup(f)
	}
}

// endSup makes a marker of what <sup> held if a note has that label.
func (p *docParser) endSup(f *fragment) {
	if f.supAt == 0 {
		return
	}
	at := f.supAt - 1
	f.supAt = 0
	labels := supSplit(string(f.buf[min(at, len(f.buf)):]))
	for _, l := range labels {
		if !p.supLabels[l] {
			return
		}
	}
	if len(labels) == 0 {
		return
	}
	f.buf = f.buf[:at]
	for _, l := range labels {
		f.marks = append(f.marks, mark{offset: at, label: l, sup: true, opens: f.supBr})
	}
}

// strayStrong is strong emphasis that goldmark leaves as text: beside
// full-width punctuation the rules of CommonMark see no word boundary.
var strayStrong = regexp.MustCompile(`\*\*([^*\s](?:[^*\n]*[^*\s])?)\*\*`)

// unstar removes the asterisks of strayStrong.
func (f *fragment) unstar() {
	if !bytes.Contains(f.buf, []byte("**")) {
		return
	}
	found := strayStrong.FindAllSubmatchIndex(f.buf, -1)
	var drop []int // where two bytes go
	for _, m := range found {
		if !f.inFixed(m[0]) && !f.inFixed(m[3]) {
			drop = append(drop, m[0], m[3])
		}
	}
	if len(drop) == 0 {
		return
	}
	out := make([]byte, 0, len(f.buf))
	from := 0
	for _, d := range drop {
		out = append(out, f.buf[from:d]...)
		from = d + 2
	}
	f.buf = append(out, f.buf[from:]...)
	for i := range f.marks {
		shift := 0
		for _, d := range drop {
			if d < f.marks[i].offset {
				shift += 2
			}
		}
		f.marks[i].offset -= shift
	}
	f.fixed, f.styles = nil, nil
}

func (f *fragment) inFixed(at int) bool {
	for _, s := range f.fixed {
		if s[0] <= at && at < s[1] {
			return true
		}
	}
	return false
}

var entity = regexp.MustCompile(`^&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});`)

// unescape resolves backslash escapes and character references.
func unescape(s string) string {
	if !strings.ContainsAny(s, `\&`) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && s[i+1] == ' ': // CJK: an escaped space is none
			i++
		case s[i] == '\\' && i+1 < len(s) && strings.IndexByte("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", s[i+1]) >= 0:
			i++
			b.WriteByte(s[i])
		case s[i] == '&':
			m := entity.FindString(s[i:min(len(s), i+40)])
			if m == "" {
				b.WriteByte('&')
				continue
			}
			b.WriteString(html.UnescapeString(m))
			i += len(m) - 1
		default:
			b.WriteByte(s[i])
		}
	}
	return strings.ReplaceAll(strings.ReplaceAll(b.String(), "\u00a0", " "), "\x00", "\uFFFD")
}
