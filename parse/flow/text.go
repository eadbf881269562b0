package flow

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"wensou/parse/draft"
)

// Text is the text of a paragraph without markup, with the note markers,
// emphasis and links that stood in it.
type Text struct {
	buf      []byte
	marks    []mark
	italics  [][2]int
	links    []string
	linkText int
	gap      bool // a line break not yet written
}

// mark is where a note hangs.
type mark struct {
	offset int
	note   string // Note.ID
	label  string // as printed; "" when the program numbers
}

const joinTail = 300 // bytes that decide on the space a line break stands for

// Write appends running text.
func (t *Text) Write(s string) {
	if s == "" {
		return
	}
	if t.gap {
		t.gap = false
		t.buf = bytes.TrimRight(t.buf, " \t")
		s = strings.TrimLeft(s, " \t")
		t.buf = append(t.buf, draft.Joint(t.tail(), s[:min(len(s), joinTail)])...)
	}
	t.buf = append(t.buf, s...)
}

// WriteBytes appends running text.
func (t *Text) WriteBytes(s []byte) {
	if t.gap {
		t.Write(string(s))
		return
	}
	t.buf = append(t.buf, s...)
}

func (t *Text) tail() string {
	from := max(0, len(t.buf)-joinTail)
	for from > 0 && from < len(t.buf) && !utf8.RuneStart(t.buf[from]) {
		from++
	}
	return string(t.buf[from:])
}

// Break writes a line break inside a paragraph.
func (t *Text) Break() { t.gap = true }

// Mark sets a marker of the note with that id at the end of the text. Label is
// the marker as printed; "" when the program numbers it.
func (t *Text) Mark(note, label string) {
	t.settle()
	t.marks = append(t.marks, mark{offset: len(t.buf), note: note, label: label})
}

func (t *Text) settle() {
	if t.gap {
		t.gap = false
		t.buf = bytes.TrimRight(t.buf, " \t")
		t.buf = append(t.buf, draft.Joint(t.tail(), "a")...)
	}
}

// Len is the length of the text in bytes.
func (t *Text) Len() int { return len(t.buf) }

// String is the text.
func (t *Text) String() string { return string(t.buf) }

// EndsInSpace says whether a blank written now would stand behind another, or
// at the start.
func (t *Text) EndsInSpace() bool {
	n := len(t.buf)
	return n == 0 || t.gap || t.buf[n-1] == ' ' || t.buf[n-1] == '\n' || t.buf[n-1] == '\t'
}

// Emphasize says that what follows byte from is printed in italics.
func (t *Text) Emphasize(from int) {
	if from >= len(t.buf) {
		return
	}
	if n := len(t.italics); n > 0 && t.italics[n-1][1] >= from {
		t.italics[n-1][1] = len(t.buf)
		return
	}
	t.italics = append(t.italics, [2]int{from, len(t.buf)})
}

// Link says that what follows byte from is a link; only addresses on the web
// are kept.
func (t *Text) Link(target string, from int) {
	if strings.HasPrefix(target, "http://") || strings.HasPrefix(target, "https://") {
		t.links = append(t.links, target)
		t.linkText += max(0, len(t.buf)-from)
	}
}

// Join appends another text behind a separator, when both hold text.
func (t *Text) Join(sep string, u *Text) {
	t.settle()
	if len(t.buf) > 0 && len(u.buf) > 0 {
		t.buf = append(t.buf, sep...)
	}
	t.append(u)
}

// append takes over all that u holds.
func (t *Text) append(u *Text) {
	at := len(t.buf)
	for _, m := range u.marks {
		m.offset += at
		t.marks = append(t.marks, m)
	}
	for _, s := range u.italics {
		t.italics = append(t.italics, [2]int{s[0] + at, s[1] + at})
	}
	t.links, t.linkText = append(t.links, u.links...), t.linkText+u.linkText
	t.buf = append(t.buf, u.buf...)
}

// Cut takes the text from a byte on away and returns it.
func (t *Text) Cut(from int) string {
	from = min(from, len(t.buf))
	s := string(t.buf[from:])
	t.buf = t.buf[:from]
	t.clamp()
	return s
}

func (t *Text) clamp() {
	for i := range t.marks {
		t.marks[i].offset = min(t.marks[i].offset, len(t.buf))
	}
	for i := range t.italics {
		t.italics[i][1] = min(t.italics[i][1], len(t.buf))
	}
}

// Flatten makes tabs and line ends blanks, as in a cell of a table.
func (t *Text) Flatten() {
	for i, c := range t.buf {
		if c == '\t' || c == '\n' || c == '\r' {
			t.buf[i] = ' '
		}
	}
}

// trim drops white space at both ends.
func (t *Text) trim() {
	cut := len(t.buf) - len(bytes.TrimLeft(t.buf, space))
	t.buf = bytes.TrimRight(t.buf[cut:], space)
	for i := range t.marks {
		t.marks[i].offset = min(max(t.marks[i].offset-cut, 0), len(t.buf))
	}
	for i := range t.italics {
		t.italics[i][0], t.italics[i][1] = max(t.italics[i][0]-cut, 0), min(t.italics[i][1]-cut, len(t.buf))
	}
}

const space = " \t\r\n\f\v\u3000\u00a0\ufeff\u200b"

// blank says that there is nothing to print.
func (t *Text) blank() bool { return len(bytes.Trim(t.buf, space)) == 0 }

// marked is the text as citations are read: emphasis in asterisks. text is what
// became of it as a unit, which may lack a bullet or number in front.
func (t *Text) marked(text string) draft.Marked {
	m := draft.Marked{Links: t.links, LinkText: t.linkText}
	all := string(t.buf)
	from := max(strings.Index(all, text), 0)
	end := from + len(text)
	var stars []int
	for _, s := range t.italics {
		lo, hi := max(s[0], from), min(s[1], end)
		if lo < hi {
			inner := strings.TrimLeft(all[lo:hi], space)
			lo = hi - len(inner)
			hi = lo + len(strings.TrimRight(inner, space))
		}
		if lo < hi {
			stars = append(stars, lo, hi)
		}
	}
	var b strings.Builder
	at := from
	for i, k := range append(stars, end) {
		b.WriteString(strings.ReplaceAll(all[at:k], "*", `\*`))
		if i < len(stars) {
			b.WriteByte('*')
		}
		at = k
	}
	m.Text = b.String()
	return m
}
