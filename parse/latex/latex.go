// Package latex parses LaTeX sources into units. It reads them as text: no
// macro is expanded, no file is included, and of a command that it does not
// know only the name is lost.
package latex

import (
	"path"
	"regexp"
	"strconv"
	"strings"

	"wensou/document"
	"wensou/parse/draft"
	"wensou/parse/input"
)

// Parse reads f. The caller sets ID, Path and what the source does not say.
// Content never is an error; a file that holds no text gives *input.Error.
func Parse(f input.File) (*document.Document, error) {
	if strings.TrimSpace(f.Text) == "" {
		return nil, &input.Error{Path: f.Path, Reason: "the file holds no text"}
	}
	p := &parser{src: strings.ReplaceAll(strings.ReplaceAll(f.Text, "\r\n", "\n"), "\r", "\n"), line: 1, bib: map[string]int{}}
	p.muted = preamble.MatchString(p.src[:min(len(p.src), maxPreamble)]) && strings.Contains(p.src, `\begin{document}`)
	for i, m := range bibitem.FindAllStringSubmatch(p.src, -1) {
		p.bib[strings.TrimSpace(m[1])] = i + 1
	}
	p.scan()
	p.flush()
	p.leave(0)
	return p.document(f.Path), nil
}

// preamble begins a file that is a whole document; others show \begin{document}
// as an example.
var preamble = regexp.MustCompile(`\A(?:\s|%[^\n]*\n|\\(?:RequirePackage|PassOptionsTo)[^\n]*\n)*\\document(?:class|style)`)

const maxPreamble = 64 << 10 // bytes

var bibitem = regexp.MustCompile(`\\bibitem\s*(?:\[[^\[\]]{0,200}\])?\s*\{([^{}]{1,200})\}`)

// parser reads a source in one pass. Groups and environments that are open
// stand on a stack, so that depth costs no recursion.
type parser struct {
	src   string
	pos   int
	line  int
	muted bool // before \begin{document}

	cur   draft.Fragment
	stack []frame
	deep  int // groups open beyond the stack
	out   draft.Queue
	meta  metadata
	bib   map[string]int // number of an entry by its key

	notes    []noteText
	count    int      // footnotes so far
	waiting  []string // labels of \footnotemark without a text yet
	inTable  int
	unclosed int // formulas and addresses without an end
}

type noteText struct {
	label, printed string
	text           draft.Fragment
}

type metadata struct {
	title, author, date, keywords draft.Fragment
}

// write appends running text.
func (p *parser) write(s string) {
	if p.muted && len(p.stack) == 0 || s == "" || p.skipping() {
		return
	}
	if strings.TrimSpace(s) != "" {
		p.cur.On(p.line)
	}
	p.cur.Write(s)
}

// flush ends the open paragraph: a unit, or a line of what is open.
func (p *parser) flush() {
	f := p.cur
	p.cur = draft.Fragment{}
	if f.Empty() {
		return
	}
	for i := len(p.stack) - 1; i >= 0; i-- {
		if fr := &p.stack[i]; fr.into != nil {
			f.Text = []byte(strings.TrimRight(string(f.Text), " \t"))
			fr.into.Join("\n", &f)
			return
		}
	}
	if !p.muted {
		p.out.Add(document.KindParagraph, &f)
	}
}

// document puts the pieces together.
func (p *parser) document(name string) *document.Document {
	d := draft.New("latex")
	notes := draft.NewNotes(d)
	for _, n := range p.notes {
		notes.Define(n.label, n.printed, n.text)
	}
	p.applyMeta(d, notes, name)
	p.out.Write(notes)
	notes.Finish()
	return d.Doc
}

func (p *parser) applyMeta(d *draft.Draft, notes *draft.Notes, name string) {
	m, doc := &p.meta, d.Doc
	if m.title.Trim(); len(m.title.Text) == 0 {
		m.title = p.out.Title()
	}
	if doc.Title = strings.Join(strings.Fields(string(m.title.Text)), " "); doc.Title == "" {
		doc.Title = strings.TrimSuffix(path.Base(name), path.Ext(name))
		doc.Warn(0, "title-missing", "neither \\title nor a heading gives a title; the file's name serves")
		notes.Wait(&m.title)
		notes.Wait(&m.author)
	} else {
		for _, k := range m.author.Marks { // \thanks
			m.title.Mark(k.Label)
		}
		notes.Add(document.KindTitle, &m.title)
	}
	for one := range strings.SplitSeq(string(m.author.Text), andMark) {
		first, _, _ := strings.Cut(strings.TrimSpace(one), "\n") // the lines below are where they work
		doc.Authors = append(doc.Authors, draft.List(first)...)
	}
	doc.Authors = draft.Unique(doc.Authors)
	doc.Topics = draft.Unique(draft.List(string(m.keywords.Text)))
	if date := strings.TrimSpace(string(m.date.Text)); date != "" {
		if doc.Date = draft.Date(date); doc.Date == "" {
			d.SetExtra("date", date)
		}
	}
}

func (p *parser) newLabel() string {
	p.count++
	return "n" + strconv.Itoa(p.count)
}
