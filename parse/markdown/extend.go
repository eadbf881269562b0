package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// noteRef is "[^label]" in running text, whether the note exists or not.
type noteRef struct {
	ast.BaseInline
	label string
}

var kindNoteRef = ast.NewNodeKind("NoteRef")

func (n *noteRef) Kind() ast.NodeKind         { return kindNoteRef }
func (n *noteRef) Dump(src []byte, level int) { ast.DumpHelper(n, src, level, nil, nil) }

const maxLabel = 200 // bytes

type noteRefParser struct{}

func (noteRefParser) Trigger() []byte { return []byte{'['} }

func (noteRefParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	if len(line) < 4 || line[1] != '^' {
		return nil
	}
	end := bytes.IndexAny(line[2:min(len(line), maxLabel)], "[] \t\n")
	if end < 1 || line[2+end] != ']' {
		return nil
	}
	block.Advance(end + 3)
	return &noteRef{label: string(line[2 : 2+end])}
}

// math is a formula, $…$ or $$…$$, whose TeX is kept as it is.
type math struct {
	ast.BaseInline
	segments []text.Segment
}

var kindMath = ast.NewNodeKind("Math")

func (n *math) Kind() ast.NodeKind         { return kindMath }
func (n *math) Dump(src []byte, level int) { ast.DumpHelper(n, src, level, nil, nil) }

const maxMath = 64 // lines

type mathParser struct{}

func (mathParser) Trigger() []byte { return []byte{'$'} }

// Parse takes a formula as pandoc does: no space inside the single dollars, no
// digit behind them, so that prices stay text.
func (mathParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, seg := block.PeekLine()
	if bytes.HasPrefix(line, []byte("$$")) {
		return displayMath(block)
	}
	if len(line) < 3 || line[1] == ' ' || line[1] == '\n' {
		return nil
	}
	for i := 1; i < min(len(line), 1024); i++ {
		switch {
		case line[i] == '\\':
			i++
		case line[i] == '$':
			if line[i-1] == ' ' || i+1 < len(line) && line[i+1] >= '0' && line[i+1] <= '9' {
				return nil
			}
			block.Advance(i + 1)
			return &math{segments: []text.Segment{text.NewSegment(seg.Start, seg.Start+i+1)}}
		}
	}
	return nil
}

func displayMath(block text.Reader) ast.Node {
	l, pos := block.Position()
	n := &math{}
	for i := range maxMath {
		line, seg := block.PeekLine()
		if line == nil {
			break
		}
		from := 0
		if i == 0 {
			from = 2
		}
		if end := bytes.Index(line[from:], []byte("$$")); end >= 0 {
			block.Advance(from + end + 2)
			n.segments = append(n.segments, text.NewSegment(seg.Start, seg.Start+from+end+2))
			return n
		}
		n.segments = append(n.segments, seg)
		block.AdvanceLine()
	}
	block.SetPosition(l, pos)
	return nil
}
