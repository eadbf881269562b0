package markdown

import (
	"strconv"
	"unicode"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// inlineNote is a note written where its marker would stand, "^[text]", as
// pandoc and Obsidian have it.
type inlineNote struct {
	ast.BaseInline
	inside text.Segment // of the line that it stands in
}

var kindInlineNote = ast.NewNodeKind("InlineNote")

func (n *inlineNote) Kind() ast.NodeKind         { return kindInlineNote }
func (n *inlineNote) Dump(src []byte, level int) { ast.DumpHelper(n, src, level, nil, nil) }

const maxInlineNote = 8 << 10 // bytes

// openNotes counts "^[" without an end: looking for each would take too long.
var openNotes = parser.NewContextKey()

type inlineNoteParser struct{}

func (inlineNoteParser) Trigger() []byte { return []byte{'^'} }

func (inlineNoteParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, seg := block.PeekLine()
	if len(line) < 5 || line[1] != '[' {
		return nil
	}
	open, _ := pc.Get(openNotes).(int)
	if open > maxUnclosed {
		return nil
	}
	depth := 0
	for i := 1; i < min(len(line), maxInlineNote); i++ {
		switch line[i] {
		case '\\':
			i++
		case '[':
			depth++
		case ']':
			if depth--; depth > 0 {
				continue
			}
			if !hasWords(line[2:i]) {
				return nil
			}
			block.Advance(i + 1)
			return &inlineNote{inside: text.NewSegment(seg.Start+2, seg.Start+i)}
		}
	}
	pc.Set(openNotes, open+1)
	return nil
}

// hasWords tells a note from a power or a number in brackets.
func hasWords(s []byte) bool {
	letters := 0
	for _, r := range string(s) {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	return letters > 1
}

// inlineNote defines the note and marks its place. Notes inside it stay text.
func (p *docParser) inlineNote(f *fragment, n *inlineNote) {
	label := "^" + strconv.Itoa(n.inside.Start)
	if p.notes[label] == nil {
		line := p.line(n.inside.Start)
		src, starts := p.src, p.starts
		p.src = n.inside.Value(src)
		var inside fragment
		if p.inside == nil {
			p.inside = newParser(false)
		}
		root := p.inside.Parse(text.NewReader(p.src))
		for c := root.FirstChild(); c != nil; c = c.NextSibling() {
			inside.join("\n", p.inline(c))
		}
		p.src, p.starts = src, starts
		nt := &note{label: label, inline: &inside, lines: [2]int{line, line}}
		p.notes[label] = nt
		p.order = append(p.order, nt)
	}
	f.marks = append(f.marks, mark{offset: len(f.buf), label: label})
}
