package draft

import (
	"bytes"
	"sort"
	"strings"
	"unicode/utf8"
)

// Mark is a note marker in a Fragment: the label of its note, and the byte
// offset at which it stood (it is not in the text itself).
type Mark struct {
	Offset  int
	Label   string
	Printed string // the marker itself, where only the marker tells it; else ""
}

// Fragment is running text in the making: without markup, with the note
// markers that stood in it and with what helps to read citations. The zero
// value is empty and ready for use.
type Fragment struct {
	Text  []byte
	Marks []Mark
	Links []string // http targets of links
	Lines [2]int   // first and last line of the text, 1-based; 0 when unknown

	styles []style
	gap    byte // white space not yet written: ' ', '\n' for a line break
}

// style is a stretch of text that was printed differently or is a link.
type style struct {
	start, end int
	kind       byte
}

// The kinds of stretches that Style records.
const (
	Emphasis = '*'
	Link     = '['
	Address  = '<' // an address printed as itself
)

// Write appends running text. White space counts once; where it holds a line
// break, that stands for what Joint says.
func (f *Fragment) Write(s string) {
	for s != "" {
		word := 0
		for word < len(s) && blank(s[word:]) == 0 {
			word++
		}
		if word > 0 {
			f.word(s[:word])
			s = s[word:]
		}
		for n := blank(s); n > 0; n = blank(s) {
			if s[0] == '\n' || s[0] == '\r' {
				f.gap = '\n'
			} else if f.gap == 0 {
				f.gap = ' '
			}
			s = s[n:]
		}
	}
}

// blank is the length of the white space that s begins with one of, 0 for none.
func blank(s string) int {
	switch {
	case s == "" || s[0] > ' ' && s[0] != 0xc2:
		return 0
	case s[0] == ' ' || s[0] >= '\t' && s[0] <= '\r':
		return 1
	case strings.HasPrefix(s, "\u00a0"):
		return len("\u00a0")
	}
	return 0
}

// word appends text without white space behind the white space that waits.
func (f *Fragment) word(s string) {
	f.resolve(s)
	f.Text = append(f.Text, s...)
}

func (f *Fragment) resolve(next string) {
	switch {
	case f.gap == 0:
		return
	case len(f.Text) == 0 || f.Text[len(f.Text)-1] == '\t':
	case f.gap == ' ':
		f.Text = append(f.Text, ' ')
	default:
		f.truncate(len(bytes.TrimRight(f.Text, " ")))
		l, _ := utf8.DecodeLastRune(f.Text)
		if r, _ := utf8.DecodeRuneInString(next); !Wide(l) && !Wide(r) {
			const context = 300 // bytes, enough to see an address
			f.Text = append(f.Text, Joint(string(f.Text[max(0, len(f.Text)-context):]), next[:min(len(next), context)])...)
		}
	}
	f.gap = 0
}

// Space notes white space, which counts once.
func (f *Fragment) Space() {
	if f.gap == 0 && len(f.Text) > 0 && f.Text[len(f.Text)-1] != ' ' {
		f.gap = ' '
	}
}

// Loosen makes a space that is not yet written count as a line break.
func (f *Fragment) Loosen() {
	if f.gap == ' ' {
		f.Break()
	}
}

// Break notes a line break, which stands for what Joint says.
func (f *Fragment) Break() { f.gap = '\n' }

// Cell begins the next cell of a row.
func (f *Fragment) Cell() {
	f.gap = 0
	f.Text = append(f.Text, '\t')
}

// Verbatim appends text as it is, white space included; only that beside a
// line break counts with the break.
func (f *Fragment) Verbatim(s string) {
	if f.gap == '\n' {
		s = strings.TrimLeft(s, " \t")
	}
	if s != "" {
		f.word(s)
	}
}

// VerbatimBytes is Verbatim without a copy.
func (f *Fragment) VerbatimBytes(s []byte) {
	if f.gap != 0 {
		f.Verbatim(string(s))
		return
	}
	f.Text = append(f.Text, s...)
}

// Mark notes a note's marker at the end of the text so far.
func (f *Fragment) Mark(label string) {
	f.Marks = append(f.Marks, Mark{Offset: len(f.Text), Label: label})
}

// Start is where the next text will stand, for Style; a waiting space is
// written.
func (f *Fragment) Start() int {
	f.resolve("a")
	return len(f.Text)
}

// Style records that the text from start to here is of a kind. Emphasis that
// goes on where some ended is one, as word processors cut it up.
func (f *Fragment) Style(start int, kind byte) {
	if start >= len(f.Text) {
		return
	}
	if n := len(f.styles); n > 0 && kind == Emphasis && f.styles[n-1].kind == kind && f.styles[n-1].end >= start {
		last := &f.styles[n-1]
		last.start, last.end = min(last.start, start), len(f.Text)
		return
	}
	f.styles = append(f.styles, style{start, len(f.Text), kind})
}

// Target records the target of a link, if it is one of the web.
func (f *Fragment) Target(url string) {
	if strings.HasPrefix(url, "http://") || strings.HasPrefix(url, "https://") {
		f.Links = append(f.Links, url)
	}
}

// Linked records that the text from start to here is a link to a target; only
// links to the web are kept.
func (f *Fragment) Linked(url string, start int) {
	if n := len(f.Links); start < len(f.Text) {
		if f.Target(url); len(f.Links) > n {
			f.Style(start, Link)
		}
	}
}

// On widens Lines so that it holds a line.
func (f *Fragment) On(line int) {
	if f.Lines[0] == 0 || line < f.Lines[0] {
		f.Lines[0] = line
	}
	f.Lines[1] = max(f.Lines[1], line)
}

// Empty says whether there is neither text nor a marker.
func (f *Fragment) Empty() bool { return len(f.Text) == 0 && len(f.Marks) == 0 }

// Blank says whether there is no text but white space.
func (f *Fragment) Blank() bool { return len(bytes.Trim(f.Text, space)) == 0 }

// Join appends another fragment, behind a separator when both hold text.
func (f *Fragment) Join(sep string, g *Fragment) {
	if g.Empty() {
		return
	}
	if f.gap = 0; len(f.Text) > 0 && len(g.Text) > 0 {
		f.Text = append(f.Text, sep...)
	}
	at := len(f.Text)
	for _, m := range g.Marks {
		m.Offset += at
		f.Marks = append(f.Marks, m)
	}
	for _, s := range g.styles {
		f.styles = append(f.styles, style{s.start + at, s.end + at, s.kind})
	}
	f.Links = append(f.Links, g.Links...)
	f.Text = append(f.Text, g.Text...)
	for _, l := range g.Lines {
		if l > 0 {
			f.On(l)
		}
	}
}

// Cut removes the first n bytes of the text.
func (f *Fragment) Cut(n int) {
	f.Text = f.Text[n:]
	for i := range f.Marks {
		f.Marks[i].Offset = max(f.Marks[i].Offset-n, 0)
	}
	for i := range f.styles {
		f.styles[i].start, f.styles[i].end = max(f.styles[i].start-n, 0), max(f.styles[i].end-n, 0)
	}
}

// Trim removes white space around the text.
func (f *Fragment) Trim() {
	if n := len(f.Text) - len(bytes.TrimLeft(f.Text, space)); n > 0 {
		f.Cut(n)
	}
	f.truncate(len(bytes.TrimRight(f.Text, space)))
}

// CutFrom removes the text from byte n on and returns it.
func (f *Fragment) CutFrom(n int) string {
	n = min(n, len(f.Text))
	s := string(f.Text[n:])
	f.truncate(n)
	return s
}

func (f *Fragment) truncate(n int) {
	if n == len(f.Text) {
		return
	}
	f.Text = f.Text[:n]
	for i := len(f.Marks) - 1; i >= 0 && f.Marks[i].Offset > n; i-- {
		f.Marks[i].Offset = n
	}
}

// Flatten makes tabs and line ends blanks, as in a cell of a table.
func (f *Fragment) Flatten() {
	for i, c := range f.Text {
		if c == '\t' || c == '\n' || c == '\r' {
			f.Text[i] = ' '
		}
	}
}

// Marked is the text with the marks that citations are read by.
func (f *Fragment) Marked() Marked {
	m := Marked{Links: f.Links}
	type edge struct {
		at   int
		mark string
	}
	var edges []edge
	last := 0
	sort.SliceStable(f.styles, func(i, j int) bool { return f.styles[i].start < f.styles[j].start })
	for _, s := range f.styles {
		end := min(s.end, len(f.Text))
		if s.start < end { // marks stand close to words
			inner := bytes.TrimLeft(f.Text[s.start:end], space)
			s.start = end - len(inner)
			end = s.start + len(bytes.TrimRight(inner, space))
		}
		if s.start >= end {
			continue
		}
		if s.kind != Emphasis {
			m.LinkText += end - s.start
		}
		if s.kind == Link || s.start < last { // nested marks say nothing more
			continue
		}
		last = end
		if s.kind == Emphasis {
			edges = append(edges, edge{s.start, "*"}, edge{end, "*"})
		} else {
			edges = append(edges, edge{s.start, "<"}, edge{end, ">"})
		}
	}
	var b strings.Builder
	from := 0
	for _, e := range edges {
		b.WriteString(strings.ReplaceAll(string(f.Text[from:e.at]), "*", `\*`))
		b.WriteString(e.mark)
		from = e.at
	}
	b.WriteString(strings.ReplaceAll(string(f.Text[from:]), "*", `\*`))
	m.Text = b.String()
	return m
}
