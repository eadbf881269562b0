package bleveindex

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"wensou/analysis"
	"wensou/document"
	"wensou/index"
	"wensou/index/bleveindex/segment"
)

// invertedFields are the fields of the segment, in the order of their places.
func invertedFields() []segment.FieldSpec {
	return []segment.FieldSpec{
		atWords:   {Name: string(index.FieldWords), Lengths: true},
		atGrams:   {Name: string(index.FieldGrams), Lengths: true},
		atTitle:   {Name: string(index.FieldTitle), Lengths: true, Runs: true},
		atContext: {Name: string(index.FieldContext), Lengths: true},
		atRunes:   {Name: runesName},
		atID:      {Name: idName},
		atSource:  {Name: string(index.FieldSource), Runs: true},
		atTopic:   {Name: string(index.FieldTopic), Runs: true},
		atKind:    {Name: string(index.FieldKind), Runs: true},
		atAuthor:  {Name: string(index.FieldAuthor), Runs: true},
		atLang:    {Name: string(index.FieldLang), Runs: true},
		atDoc:     {Name: string(index.FieldDoc), Runs: true},

		atJournal:     {Name: string(index.FieldJournal), Runs: true},
		atCitedTitle:  {Name: string(index.FieldCitedTitle), Runs: true},
		atCitedAuthor: {Name: string(index.FieldCitedAuthor), Runs: true},
		atCitedYear:   {Name: string(index.FieldCitedYear), Runs: true},
	}
}

// part is units in canonical order: first the input of a worker, afterwards the
// files it wrote and the column that is joined at the end.
type part struct {
	number int
	dir    string
	units  []unit // nil once written
	bytes  int

	textLen []uint32 // bytes of match text of each unit
}

// unit is what a worker needs of one unit.
type unit struct {
	number  uint32
	key     index.UnitKey
	row     bool          // a row: the key is the unit's id
	context string        // see index.Contexts
	record  *document.CSL // see index.Records
	unit    document.Unit
	header  *header
}

// header is what all units of a document share.
type header struct {
	doc, title, source, lang string
	topics, authors          []string
}

func (p *part) add(u unit) {
	p.units = append(p.units, u)
	p.bytes += len(u.unit.Text) + len(u.context) + 200
}

func (p *part) segmentPath() string { return filepath.Join(p.dir, fmt.Sprintf("%06d.part", p.number)) }

func (p *part) textPath() string { return filepath.Join(p.dir, fmt.Sprintf("%06d.text", p.number)) }

// write analyses the units and writes the part's segment and match text.
func (p *part) write(a *analysis.Analyzer) (err error) {
	text, err := os.Create(p.textPath())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, text.Close()) }()
	out, err := segment.NewPart(p.segmentPath(), 0, invertedFields())
	if err != nil {
		return err
	}
	w := &unitWriter{analyzer: a, part: out, text: bufio.NewWriterSize(text, 1<<20)}
	for i := range p.units {
		if err := w.add(p, &p.units[i]); err != nil {
			return errors.Join(fmt.Errorf("unit %s: %w", p.units[i].key, err), out.Abort())
		}
	}
	p.units = nil
	return errors.Join(out.Close(), w.text.Flush())
}

// unitWriter turns units into terms. Terms that a unit shares with the one
// before (title and headings, keywords) are not made again.
type unitWriter struct {
	analyzer *analysis.Analyzer
	part     *segment.Part
	text     *bufio.Writer
	record   []byte
	titled   string // what title holds the terms of
	title    []string
}

func (w *unitWriter) add(p *part, u *unit) (err error) {
	w.part.Skip(u.number)
	folded := analysis.Fold(u.unit.Text)
	if _, err := w.text.WriteString(folded); err != nil {
		return err
	}
	w.analyzer.WordsFolded(folded, func(t string) { w.part.Add(atWords, t) })
	analysis.Grams(folded, func(t string) { w.part.Add(atGrams, t) })
	analysis.CJKRunes(folded, func(t string) { w.part.Add(atRunes, t) })
	if titled := titleOf(u); titled != w.titled || w.title == nil {
		w.titled, w.title = titled, w.title[:0]
		bothTerms(w.analyzer, titled, func(t string) { w.title = append(w.title, strings.Clone(t)) })
	}
	for _, t := range w.title {
		w.part.Add(atTitle, t)
	}
	if u.context != "" {
		bothTerms(w.analyzer, u.context, func(t string) { w.part.Add(atContext, t) })
	}
	w.part.Add(atID, string(u.key))
	h := u.header
	w.keywords(atSource, h.source)
	w.keywords(atTopic, h.topics...)
	w.keywords(atKind, string(u.unit.Kind))
	w.keywords(atAuthor, h.authors...)
	w.keywords(atLang, h.lang)
	w.keywords(atDoc, h.doc)
	if u.record != nil {
		w.cited(u.record)
	}
	if w.record, err = appendUnit(w.record[:0], &u.unit, u.row); err != nil {
		return err
	}
	p.textLen = append(p.textLen, uint32(len(folded)))
	return w.part.End(string(u.key), w.record)
}

// cited are the keywords of a bibliographic record.
func (w *unitWriter) cited(c *document.CSL) {
	w.keywords(atJournal, c.ContainerTitle)
	w.keywords(atCitedTitle, c.Title)
	var names []string
	for _, n := range slices.Concat(c.Author, c.Editor, c.Translator) {
		names = append(names, n.String())
	}
	w.keywords(atCitedAuthor, names...)
	if y := c.Issued.Year(); y > 0 {
		w.keywords(atCitedYear, fmt.Sprintf("%04d", y))
	}
}

// keywords are terms as they are, each once.
func (w *unitWriter) keywords(field int, values ...string) {
	for i, v := range values {
		if v != "" && !slices.Contains(values[:i], v) {
			w.part.Add(field, v)
		}
	}
}

// titleOf is the text of FieldTitle.
func titleOf(u *unit) string {
	return u.header.title + "\n" + strings.Join(u.unit.HeadingPath, "\n")
}

// bothTerms emits words and grams of a text into one field. They collide in
// two-character words, which count twice: such a word in a title is worth more
// than a chance bigram.
func bothTerms(a *analysis.Analyzer, text string, emit func(string)) {
	folded := analysis.Fold(text)
	a.WordsFolded(folded, emit)
	analysis.Grams(folded, emit)
}
