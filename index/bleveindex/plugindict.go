package bleveindex

import (
	"math"

	"github.com/RoaringBitmap/roaring/v2"
	api "github.com/blevesearch/bleve_index_api"
	scorchapi "github.com/blevesearch/scorch_segment_api/v2"

	"wensou/index/bleveindex/segment"
)

// dictionary is a field's dictionary as Bleve sees it.
type dictionary struct {
	field *segment.Field
	terms *segment.Dictionary
}

var _ scorchapi.TermDictionary = (*dictionary)(nil)

func (d *dictionary) Cardinality() int                   { return d.field.Stats.Terms }
func (d *dictionary) Contains(term []byte) (bool, error) { return d.terms.Contains(term) }

func (d *dictionary) PostingsList(term []byte, except *roaring.Bitmap, _ scorchapi.PostingsList) (scorchapi.PostingsList, error) {
	p, err := d.terms.Postings(term)
	if err != nil {
		return nil, err
	}
	return newPostingsList(d.field, p, except), nil
}

func (d *dictionary) AutomatonIterator(a scorchapi.Automaton, from, to []byte) scorchapi.DictionaryIterator {
	return &dictionaryIterator{d.field.Terms(a, from, to)}
}

type dictionaryIterator struct{ terms *segment.Terms }

func (i *dictionaryIterator) Next() (*api.DictEntry, error) {
	if !i.terms.Next() {
		return nil, i.terms.Err()
	}
	p, err := i.terms.Postings()
	if err != nil {
		return nil, err
	}
	return &api.DictEntry{Term: string(i.terms.Term()), Count: uint64(p.Count())}, nil
}

// noDictionary is the dictionary of a field that the segment doesn't have.
type noDictionary struct{}

func (noDictionary) Cardinality() int                { return 0 }
func (noDictionary) Contains(_ []byte) (bool, error) { return false, nil }
func (noDictionary) Next() (*api.DictEntry, error)   { return nil, nil }
func (noDictionary) PostingsList([]byte, *roaring.Bitmap, scorchapi.PostingsList) (scorchapi.PostingsList, error) {
	return newPostingsList(nil, &segment.Postings{}, nil), nil
}

func (n noDictionary) AutomatonIterator(scorchapi.Automaton, []byte, []byte) scorchapi.DictionaryIterator {
	return n
}

// noDiskStats is for what is read through a memory map.
type noDiskStats struct{}

func (noDiskStats) BytesRead() uint64       { return 0 }
func (noDiskStats) BytesWritten() uint64    { return 0 }
func (noDiskStats) ResetBytesRead(_ uint64) {}

// postingsList is a term's postings as Bleve sees them.
type postingsList struct {
	noDiskStats
	field *segment.Field
	p     *segment.Postings
	live  *roaring.Bitmap
}

func newPostingsList(f *segment.Field, p *segment.Postings, except *roaring.Bitmap) *postingsList {
	live := p.Bitmap()
	if except != nil && !except.IsEmpty() {
		live = roaring.AndNot(live, except)
	}
	return &postingsList{field: f, p: p, live: live}
}

func (l *postingsList) Size() int     { return 0 }
func (l *postingsList) Count() uint64 { return l.live.GetCardinality() }

func (l *postingsList) Iterator(_, _, _ bool, _ scorchapi.PostingsIterator) scorchapi.PostingsIterator {
	return &postingsIterator{list: l, live: l.live, it: l.live.Iterator()}
}

// postingsIterator walks a postingsList. It is its own posting.
type postingsIterator struct {
	noDiskStats
	list *postingsList
	live *roaring.Bitmap
	it   roaring.IntPeekable
	doc  uint32
}

var (
	_ scorchapi.OptimizablePostingsIterator = (*postingsIterator)(nil)
	_ scorchapi.Posting                     = (*postingsIterator)(nil)
)

func (i *postingsIterator) Size() int                       { return 0 }
func (i *postingsIterator) Number() uint64                  { return uint64(i.doc) }
func (i *postingsIterator) Frequency() uint64               { return uint64(i.list.p.Frequency(i.doc)) }
func (i *postingsIterator) Locations() []scorchapi.Location { return nil }
func (i *postingsIterator) ActualBitmap() *roaring.Bitmap   { return i.live }
func (i *postingsIterator) DocNum1Hit() (uint64, bool)      { return 0, false }

func (i *postingsIterator) ReplaceActual(b *roaring.Bitmap) { i.live, i.it = b, b.Iterator() }

// Norm is what Bleve's similarities expect: one over the root of the length.
func (i *postingsIterator) Norm() float64 {
	if i.list.field == nil || i.list.field.Lengths == nil {
		return 1
	}
	return 1 / math.Sqrt(float64(max(1, i.list.field.Lengths[i.doc])))
}

func (i *postingsIterator) Next() (scorchapi.Posting, error) {
	if !i.it.HasNext() {
		return nil, nil
	}
	i.doc = i.it.Next()
	return i, nil
}

func (i *postingsIterator) Advance(doc uint64) (scorchapi.Posting, error) {
	if doc > math.MaxUint32 {
		return nil, nil
	}
	i.it.AdvanceIfNeeded(uint32(doc))
	return i.Next()
}
