package bleveindex

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"wensou/document"
	"wensou/index"
	"wensou/index/bleveindex/segment"
)

// Base is an older generation whose documents are taken over as they are. It
// is safe for concurrent use, and usable as long as its searcher is open.
type Base struct{ s *searcher }

// NewBase takes a generation that Open opened and that was built with the
// analyzer of the builder it is for; nil for one of another engine.
func NewBase(s index.Searcher) *Base {
	if own, ok := s.(*searcher); ok {
		return &Base{own}
	}
	return nil
}

// Documents yields documents that follow each other from the one with the id
// first on, as they were added, if there are so many and they have so many
// units together; else it reports false and yields none.
func (b *Base) Documents(ctx context.Context, first document.ID, documents, units int, yield func(*document.Document) error) (ok bool, err error) {
	defer guard(&err)()
	k, err := newKeeper(b)
	if err != nil {
		return false, err
	}
	if total, err := k.unitsOf(first, documents); err != nil || total != units {
		return false, err
	}
	number, from, _, _, err := k.span(first)
	for range documents {
		if err != nil {
			return true, err
		}
		if ctx.Err() != nil {
			return true, ctx.Err()
		}
		to := from
		for to < uint32(b.s.n) && b.s.unitDoc[to] == number {
			to++
		}
		var d *document.Document
		if d, err = b.document(number, from, to); err == nil {
			err = yield(d)
		}
		number, from = number+1, to
	}
	return true, err
}

// document reads a document whose units stand together.
func (b *Base) document(number, from, to uint32) (*document.Document, error) {
	d, err := b.s.documentHeader(number, true)
	if err != nil {
		return nil, err
	}
	d.Units = make([]document.Unit, 0, to-from)
	err = b.s.segment.Stored(numbersIn(from, to), func(_ int, id, value []byte) error {
		u, err := readUnit(value, string(id))
		d.Units = append(d.Units, u)
		return err
	})
	return d, corrupt(err)
}

func numbersIn(from, to uint32) []uint32 {
	all := make([]uint32, 0, to-from)
	for u := from; u < to; u++ {
		all = append(all, u)
	}
	return all
}

// keeper looks documents up in a base. It belongs to one goroutine.
type keeper struct {
	base   *Base
	docs   *segment.Dictionary
	header []byte
	record []byte
}

func newKeeper(b *Base) (*keeper, error) {
	if b == nil {
		return nil, nil
	}
	f, err := b.s.field(index.FieldDoc)
	if err != nil {
		return nil, err
	}
	docs, err := f.Dictionary()
	return &keeper{base: b, docs: docs}, corrupt(err)
}

// span is a document's number and units, if they stand together.
func (k *keeper) span(id document.ID) (number, from, to uint32, ok bool, err error) {
	p, err := k.docs.Postings([]byte(id))
	if err != nil || p.Count() == 0 {
		return 0, 0, 0, false, corrupt(err)
	}
	units := p.Bitmap()
	from, to = units.Minimum(), units.Maximum()+1
	if int(to) > len(k.base.s.unitDoc) {
		return 0, 0, 0, false, fmt.Errorf("%w: document %q has units that are not there", index.ErrCorrupt, id)
	}
	return k.base.s.unitDoc[from], from, to, int(to-from) == p.Count(), nil
}

// unitsOf counts the units of documents that follow each other; 0 when they
// are not there or their units do not.
func (k *keeper) unitsOf(first document.ID, documents int) (int, error) {
	number, from, _, ok, err := k.span(first)
	if !ok || err != nil {
		return 0, err
	}
	s := k.base.s
	at := from
	for n := range documents {
		begin := at
		for at < uint32(s.n) && s.unitDoc[at] == number+uint32(n) {
			at++
		}
		if at == begin {
			return 0, nil
		}
	}
	return int(at - from), nil
}

var errOther = errors.New("bleveindex: another unit")

// find looks for a document that is the same in everything that is stored, and
// so in everything that is made of it. from is the number of its first unit.
func (k *keeper) find(d *document.Document) (from uint32, same bool, err error) {
	defer guard(&err)()
	number, from, to, ok, err := k.span(d.ID)
	if !ok || err != nil || int(to-from) != len(d.Units) {
		return 0, false, err
	}
	s := k.base.s
	if k.header, err = appendHeader(k.header[:0], d); err != nil {
		return 0, false, err
	}
	if !bytes.Equal(k.header, s.documents.Data[s.header[number]:s.header[number+1]]) {
		return 0, false, nil
	}
	err = s.segment.Stored(numbersIn(from, to), func(i int, id, value []byte) (err error) {
		u := &d.Units[i]
		key := index.KeyOf(d, u.ID)
		if string(id) != string(key) {
			return errOther
		}
		if k.record, err = appendUnit(k.record[:0], u, key == index.UnitKey(u.ID)); err == nil && !bytes.Equal(k.record, value) {
			err = errOther
		}
		return err
	})
	if errors.Is(err, errOther) {
		return 0, false, nil
	}
	return from, err == nil, corrupt(err)
}

// kept is what a merge takes over of the base.
func (k *keeper) kept(l *layout) segment.Kept {
	if k == nil {
		return segment.Kept{}
	}
	numbers := make([]uint32, k.base.s.n)
	for i := range numbers {
		numbers[i] = segment.Gone
	}
	at := uint32(0)
	for _, s := range l.runs {
		for i := range s.Docs {
			if s.Part == segment.FromKept {
				numbers[s.From+i] = at + i
			}
		}
		at += s.Docs
	}
	return segment.Kept{Segment: k.base.s.segment, Numbers: numbers}
}

func (k *keeper) textLen(unit uint32) uint64 {
	return k.base.s.textOff[unit+1] - k.base.s.textOff[unit]
}

// text is the match text of the units in [from, to).
func (k *keeper) text(from, to uint32) []byte {
	return k.base.s.text.Data[k.base.s.textOff[from]:k.base.s.textOff[to]]
}
