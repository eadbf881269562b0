package bleveindex

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	api "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	zap "github.com/blevesearch/zapx/v17"

	"wensou/analysis"
	"wensou/document"
	"wensou/index"
)

// part is a run of units in canonical order: first the input of a worker,
// afterwards its columns.
type part struct {
	number int
	dir    string
	units  []unit // nil once written
	bytes  int

	doc       []uint32 // document number of each unit
	kind      []uint8
	lengths   map[index.Field][]uint16 // terms in each scoring field, at most 65,535
	textLen   []uint32                 // bytes of match text
	textBytes int64                    // bytes of original text
}

func newPart(number int, dir string) *part {
	return &part{number: number, dir: dir, lengths: map[index.Field][]uint16{}}
}

func (p *part) add(u unit, doc uint32) {
	p.units = append(p.units, u)
	p.bytes += len(u.unit.Text) + 200
	p.doc = append(p.doc, doc)
}

func (p *part) full() bool { return len(p.units) >= partUnits || p.bytes >= partBytes }

func (p *part) segmentPath() string {
	return filepath.Join(p.dir, fmt.Sprintf("%06d.zap", p.number))
}

func (p *part) textPath() string {
	return filepath.Join(p.dir, fmt.Sprintf("%06d.text", p.number))
}

// write analyses the units and writes the part's segment and match text.
func (p *part) write(a *analysis.Analyzer) (err error) {
	text, err := os.Create(p.textPath())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, text.Close()) }()
	w := bufio.NewWriterSize(text, 1<<20)
	rows := make([]api.Document, len(p.units))
	for i := range p.units {
		u := &p.units[i]
		folded := analysis.Fold(u.unit.Text)
		if _, err := w.WriteString(folded); err != nil {
			return err
		}
		r, err := p.row(a, u, folded)
		if err != nil {
			return err
		}
		rows[i] = r
		p.textBytes += int64(len(u.unit.Text))
	}
	p.units = nil
	seg, _, err := new(zap.ZapPlugin).New(rows)
	if err != nil {
		return fmt.Errorf("make segment: %w", err)
	}
	unpersisted, ok := seg.(segment.UnpersistedSegment)
	if !ok {
		return fmt.Errorf("segment of type %T can't be written", seg)
	}
	return errors.Join(unpersisted.Persist(p.segmentPath()), seg.Close(), w.Flush())
}

func (p *part) row(a *analysis.Analyzer, u *unit, folded string) (*row, error) {
	raw, err := json.Marshal(u.unit)
	if err != nil {
		return nil, fmt.Errorf("unit %s: %w", u.key, err)
	}
	words := newTermCounter(len(folded) / 6)
	a.WordsFolded(folded, words.add)
	grams := newTermCounter(len(folded) / 3)
	analysis.Grams(folded, grams.add)
	title, context := newTermCounter(8), newTermCounter(0)
	bothTerms(a, u.title+"\n"+strings.Join(u.unit.HeadingPath, "\n"), title.add)
	bothTerms(a, u.context, context.add)

	p.kind = append(p.kind, kindNumber(u.unit.Kind))
	p.textLen = append(p.textLen, uint32(len(folded)))
	fields := []field{
		scored(index.FieldWords, words), scored(index.FieldGrams, grams), scored(index.FieldTitle, title), scored(index.FieldContext, context),
	}
	for _, f := range fields {
		p.lengths[index.Field(f.name)] = append(p.lengths[index.Field(f.name)], clampLen(f.length))
	}
	h := u.header
	return &row{id: string(u.key), fields: append(fields,
		idField(string(u.key)),
		keywords(index.FieldSource, h.source), keywords(index.FieldTopic, h.topics...),
		keywords(index.FieldKind, string(u.unit.Kind)), keywords(index.FieldAuthor, h.authors...),
		keywords(index.FieldLang, h.lang), keywords(index.FieldDoc, h.doc),
		stored(raw),
	)}, nil
}

// bothTerms emits words and grams of a text into one field. They collide in
// two-character words, which count twice: such a word in a title is worth more
// than a chance bigram.
func bothTerms(a *analysis.Analyzer, text string, emit func(string)) {
	folded := analysis.Fold(text)
	a.WordsFolded(folded, emit)
	analysis.Grams(folded, emit)
}

func clampLen(n int) uint16 { return uint16(min(n, 1<<16-1)) }

// kindNumber is the ordinal of a kind in document.Kinds, plus one; 0 is any other.
func kindNumber(k document.Kind) uint8 {
	for i, other := range document.Kinds {
		if k == other {
			return uint8(i + 1)
		}
	}
	return 0
}
