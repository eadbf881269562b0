package markdown

import (
	"regexp"
	"strconv"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// entryLine begins an entry of a numbered list as references have it, which is
// no list to CommonMark: "[3] Author. Title".
var entryLine = regexp.MustCompile(`^\s{0,3}\[(\d{1,4})\]\s+\S`)

// entries makes a paragraph of each entry, where lines of one paragraph are
// numbered on from the first.
type entries struct{}

func (entries) Transform(p *ast.Paragraph, reader text.Reader, _ parser.Context) {
	src, lines := reader.Source(), p.Lines()
	var starts []int // lines that begin an entry
	last := 0
	for i := range lines.Len() {
		seg := lines.At(i)
		m := entryLine.FindSubmatch(seg.Value(src))
		if m == nil {
			if i == 0 {
				return
			}
			continue
		}
		if n, _ := strconv.Atoi(string(m[1])); len(starts) == 0 || n == last+1 {
			starts, last = append(starts, i), n
		}
	}
	if len(starts) < 2 {
		return
	}
	all := lines.Sliced(0, lines.Len())
	parent, after := p.Parent(), ast.Node(p)
	for i, start := range starts[1:] {
		end := len(all)
		if i+2 < len(starts) {
			end = starts[i+2]
		}
		entry := ast.NewParagraph()
		of := text.NewSegments()
		of.AppendAll(all[start:end])
		entry.SetLines(of)
		parent.InsertAfter(parent, after, entry)
		after = entry
	}
	first := text.NewSegments()
	first.AppendAll(all[:starts[1]])
	p.SetLines(first)
}
