// Package pdftext parses the text that a PDF extractor made of a paper: it
// finds the title block, headings, footnotes, tables and references, and joins
// what page and line breaks tore apart. It goes by sequence and layout: which
// numbers count up, which markers have a footnote, where brackets stay open.
package pdftext

import (
	"strconv"
	"strings"

	"wensou/document"
	"wensou/parse/citation"
	"wensou/parse/input"
)

// minPages is how many form feeds prove that a text came from pages.
const minPages = 3

// Detect says whether f looks like a paper extracted from a PDF: it has form
// feeds, or footnotes that pair with markers, or abstract, keywords and
// references under their own headings.
func Detect(f input.File) bool {
	if strings.Count(f.Text, "\f") >= minPages {
		return true
	}
	p := newPaper(f)
	if len(p.lines) == 0 {
		return false
	}
	if p.paired >= 2 || p.signed >= 2 || p.signed >= 1 && p.paged {
		return true
	}
	abstract, words := false, false
	for i := range p.lines {
		l := &p.lines[i]
		abstract = abstract || abstractHeads[headWord(l.text)] || absHead.MatchString(l.text)
		words = words || keywordHead.MatchString(l.text)
	}
	return abstract && words && p.refsAt < len(p.lines)
}

// Parse reads f into a document. The caller sets ID and Path. Content never is
// an error: what is doubtful becomes a warning with its line. A file that
// holds no text gives an *input.Error.
func Parse(f input.File) (*document.Document, error) { return newPaper(f).parse(f) }

func (p *paper) parse(f input.File) (*document.Document, error) {
	if len(p.lines) == 0 {
		return nil, &input.Error{Path: f.Path, Reason: "the file holds no text"}
	}
	p.readFront()
	body, back := p.makeBlocks(p.bodyAt, p.refsAt), p.makeBlocks(p.backAt, len(p.lines))
	p.findRests(body, back)
	p.rankHeadings(body, back)
	p.readBlocks(body)
	p.readReferences()
	p.readBack(back)
	p.finish()
	return p.doc, nil
}

// paper is the state of one parse.
type paper struct {
	doc   *document.Document
	lines []line
	wrap  float64 // measure of hard-wrapped text in ems, 0 when unknown

	bodyAt, refsAt, backAt int // first lines of body, references, back matter
	numbered               int // lines in the body that are numbered like headings

	shown   bool            // a layout is known
	laidOut bool            // the layout shows which lines begin notes
	headed  int             // lines that the layout shows as headings
	paged   bool            // form feeds or page numbers show where pages end
	paired  int             // notes found with their marker
	signed  int             // notes found that have signs such as †
	taken   map[[2]int]bool // line and place of markers that endnotes answer
	notes   []*note
	restart bool               // numbers repeat, so ids carry a run
	rests   map[*note][]*block // pieces of notes behind a page break

	refStarts map[int]int // lines of the list of references that start with its numbers
	refTop    int         // the highest of them

	path      []document.Heading // headings above the current line
	ranks     map[rank]int       // of headings -> level
	headSizes []float64          // of headings larger than the text, falling
	units     []*document.Unit
	counts    map[document.Kind]int
	open      *document.Unit             // the paragraph that may continue
	section   string                     // "abstract" between its heading and the next
	marked    map[document.UnitID]string // texts with markup, for citations
	orphans   []mark                     // markers of headings: they go to the next paragraph
	table     *openTable
	texts     map[*document.Unit]*joiner // of units still being read
	layout    float64                    // measure of the original pages in ems, 0 when unknown
}

func newPaper(f input.File) *paper { return newLaidOut(f, nil) }

func newLaidOut(f input.File, layout Layout) *paper {
	p := &paper{
		doc:    &document.Document{Format: "pdftext", Extra: map[string]string{}},
		counts: map[document.Kind]int{},
		taken:  map[[2]int]bool{},
		rests:  map[*note][]*block{},
		texts:  map[*document.Unit]*joiner{},
		marked: map[document.UnitID]string{},
	}
	p.lines, p.paged = readLines(f)
	p.lay(layout)
	p.findListings()
	p.findRegions()
	p.liftNotes()
	p.findRefNumbers()
	p.findNotes()
	p.findRefMarks()
	p.wrap = p.wrapWidth()
	p.mendHyphens()
	return p
}

// findRegions finds where body, references and back matter start.
func (p *paper) findRegions() {
	n := len(p.lines)
	p.bodyAt, p.refsAt, p.backAt = n, n, n
	for i := range p.lines {
		l := &p.lines[i]
		s := headWord(l.text)
		if s != "" && refHeads[unnumbered(s)] && i > 0 {
			p.refsAt = i
		}
		if st, _ := headNumber(l.text); st >= 0 && headShaped(l.text) && l.gap && i > 0 {
			p.numbered++
			p.bodyAt = min(p.bodyAt, i)
		}
		if s != "" && heads[s] || absHead.MatchString(l.text) || keywordHead.MatchString(l.text) {
			p.bodyAt = min(p.bodyAt, i)
		}
	}
	p.shownBody()
	if p.bodyAt > maxFront || p.bodyAt == n {
		p.bodyAt = 1
		for p.bodyAt < min(n, maxFront) && !p.lines[p.bodyAt].gap {
			p.bodyAt++
		}
		if p.bodyAt == maxFront {
			p.bodyAt = 1 // nothing sets a title block off
		}
		for p.bodyAt+1 < min(n, maxFront) && authorNames(strings.TrimRight(p.lines[p.bodyAt].text, "*＊†‡")) != nil {
			p.bodyAt++
		}
	}
	p.bodyAt = min(p.bodyAt, n)
	p.refsAt = max(p.refsAt, p.bodyAt)
	for i := p.refsAt + 1; i < n; i++ {
		s := unnumbered(headWord(p.lines[i].text))
		if abstractHeads[s] || absHead.MatchString(p.lines[i].text) {
			p.backAt = p.titleAbove(i)
			break
		}
		if noteHeads[s] || heads[s] && !refHeads[s] && p.lines[i].gap || p.sectionBehind(i) {
			p.backAt = i
			break
		}
	}
}

// findRests collects the pieces of notes that stand behind a page break.
func (p *paper) findRests(parts ...[]block) {
	for _, bs := range parts {
		if !p.paged {
			p.continueNotes(bs)
		}
		for i := range bs {
			if bs[i].kind == rest {
				p.rests[bs[i].note] = append(p.rests[bs[i].note], &bs[i])
			}
		}
	}
}

// maxFront is the number of lines within which the body must have begun.
const maxFront = 40

// titleAbove walks up from the heading of a second abstract over the title
// block in the other language: all that does not end like a reference.
func (p *paper) titleAbove(i int) int {
	for i-1 > p.refsAt && !closed(strings.TrimRight(p.lines[i-1].text, ")）")) && !strings.HasSuffix(p.lines[i-1].text, ">") {
		i--
	}
	return i
}

// unnumbered cuts the numbering off a squashed heading.
func unnumbered(s string) string {
	for i := range stylePoint {
		if m := headStyles[i].FindStringIndex(s); m != nil {
			return s[m[1]:]
		}
	}
	return strings.TrimLeft(s, "0123456789.、")
}

// inBody says that footnotes and markers may stand in line i.
func (p *paper) inBody(i int) bool {
	return i >= p.bodyAt && (i < p.refsAt || i >= p.backAt)
}

// plain is line i without markers and markup.
func (p *paper) plain(i int) string {
	s := p.lines[i].text
	if len(p.lines[i].marks) == 0 {
		return strings.TrimSpace(citation.Plain(s))
	}
	var b strings.Builder
	at := 0
	for _, m := range p.lines[i].marks {
		b.WriteString(s[at:m.start])
		at = m.end
	}
	b.WriteString(s[at:])
	return strings.TrimSpace(citation.Plain(b.String()))
}

func (p *paper) warn(line int, code, format string, args ...any) {
	p.doc.Warn(line, code, format, args...)
}

func itoa(n int) string { return strconv.Itoa(n) }
