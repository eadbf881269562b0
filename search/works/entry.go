package works

import (
	"encoding/binary"
	"encoding/json"
	"fmt"

	"wensou/document"
	"wensou/index"
)

// Work is what is known of one work.
type Work struct {
	ID        string
	CSL       *document.CSL
	EtAl      bool // there are more authors than the record names
	Documents int  // that cite it
	Places    int  // citations and references of it
	// The rest is what Get alone reads.
	Mentions  []uint64  // refs of the citations and references of it, ascending
	Around    []uint64  // refs of what these stand in and hang on: notes and paragraphs
	Printings []Example // ways of citing it, the most frequent first
}

// Example is a citation that stands for all that are printed in its way.
type Example struct {
	Ref   uint64
	Count int
}

// parser reads numbers and texts; fault says that there were too few bytes.
type parser struct {
	b     []byte
	fault bool
}

func (p *parser) number() uint64 {
	n, size := binary.Uvarint(p.b)
	if size <= 0 {
		p.fault, p.b = true, nil
		return 0
	}
	p.b = p.b[size:]
	return n
}

// count is a number of things of a byte or more each, which must be there.
func (p *parser) count() int {
	n := p.number()
	if n > uint64(len(p.b)) {
		p.fault, p.b = true, nil
		return 0
	}
	return int(n)
}

func (p *parser) bytes() []byte {
	n := p.count()
	out := p.b[:n]
	p.b = p.b[n:]
	return out
}

// refs appends a list of refs to out.
func (p *parser) refs(out []uint64) []uint64 {
	last := uint64(0)
	for range p.count() {
		last += p.number()
		out = append(out, last)
	}
	return out
}

// entry is the beginning of what is kept of a work; its parts are read one
// after the other, and as many as are wanted.
type entry struct {
	parser
	docs, places int
	etAl         bool
	record       []byte // JSON
}

func (d *Data) entry(i int) (e entry, err error) {
	from, to := d.u64(secOffsets, i), d.u64(secOffsets, i+1)
	if from > to || to > uint64(len(d.sections[secEntries])) {
		return e, fmt.Errorf("%w: %s: work %d lies outside", index.ErrCorrupt, File, i)
	}
	e.b = d.sections[secEntries][from:to]
	e.docs, e.places, e.etAl, e.record = int(e.number()), int(e.number()), e.number() == 1, e.bytes()
	return e, d.cut(i, &e.parser)
}

// cut is the error of an entry that ended too early.
func (d *Data) cut(i int, p *parser) error {
	if p.fault {
		return fmt.Errorf("%w: %s: work %d is cut", index.ErrCorrupt, File, i)
	}
	return nil
}

// within is how many documents of the wanted sources cite the work.
func (e *entry) within(wanted []bool) (docs int) {
	for range e.count() {
		s, n := e.number(), e.number()
		if s < uint64(len(wanted)) && wanted[s] {
			docs += int(n)
		}
	}
	return docs
}

// printings are read behind the sources.
func (e *entry) printings() (out []Example) {
	for range e.count() {
		out = append(out, Example{e.number(), int(e.number())})
	}
	return out
}

// summary is a work without its places.
func (d *Data) summary(i int, e *entry) (*Work, error) {
	w := &Work{ID: idText(d.u64(secIDs, i)), CSL: &document.CSL{}, EtAl: e.etAl, Documents: e.docs, Places: e.places}
	if err := json.Unmarshal(e.record, w.CSL); err != nil {
		return nil, fmt.Errorf("%w: %s: work %d: %w", index.ErrCorrupt, File, i, err)
	}
	return w, nil
}

// Get is the work of an id, also of one that it was called by before; ok is
// false when no work has it.
func (d *Data) Get(id string) (w *Work, ok bool, err error) {
	defer guard(&err)()
	n, ok := d.number(id)
	if !ok {
		return nil, false, nil
	}
	e, err := d.entry(n)
	if err != nil {
		return nil, false, err
	}
	if w, err = d.summary(n, &e); err != nil {
		return nil, false, err
	}
	e.within(nil)
	w.Printings = e.printings()
	w.Mentions = e.refs(nil)
	w.Around = e.refs(nil)
	return w, true, d.cut(n, &e.parser)
}

// number is the place of the work of an id.
func (d *Data) number(id string) (int, bool) {
	h, ok := idNumber(id)
	if !ok || d.Len() == 0 {
		return 0, false
	}
	return d.find(secAlso, secAlsoWorks, h)
}

// Of is the id of the work that a document's own citation belongs to, "" when
// it has none.
func (d *Data) Of(doc document.ID, u *document.Unit) (id string, err error) {
	defer guard(&err)()
	if d.Len() == 0 || u.CSL == nil && u.Work == "" {
		return "", nil
	}
	w, ok := d.find(secLocal, secLocalWorks, hashOf(doc, u))
	if !ok {
		return "", nil
	}
	return idText(d.u64(secIDs, w)), nil
}

// Documents is how many documents cite the work of an id, 0 when no work has
// it.
func (d *Data) Documents(id string) (docs int, err error) {
	defer guard(&err)()
	n, ok := d.number(id)
	if !ok {
		return 0, nil
	}
	e, err := d.entry(n)
	return e.docs, err
}

// Label is what a work is called in lists.
func Label(c *document.CSL) string {
	switch {
	case c.Title != "":
		return c.Title
	case c.DOI != "":
		return c.DOI
	}
	return c.URL
}
