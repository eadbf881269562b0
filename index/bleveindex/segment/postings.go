package segment

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// MaxFrequency is the highest term frequency that is kept; more count as many.
const MaxFrequency = math.MaxUint8

// maxList is the longest postings list that is written as numbers one after
// the other; longer ones are bitmaps, which intersect without being read.
const maxList = 256

// Forms of a postings list in the file.
const (
	formList   = 0
	formBitmap = 1
)

// appendPostings encodes one term's documents, ascending, with their term
// frequencies (1 to MaxFrequency):
//
//	list:   0, count, then for each document its distance from the one before,
//	        times two, plus one where the frequency is not 1 and follows
//	bitmap: 1, count, greatest frequency (a byte), length, roaring bitmap of
//	        all documents, length, roaring bitmap of those with a frequency
//	        above 1 (the overlay), their frequencies in order, a byte each
//
// Counts, distances and lengths are unsigned varints.
func appendPostings(b []byte, docs []uint32, freqs []uint8, runs bool) ([]byte, error) {
	if len(docs) <= maxList {
		return appendList(append(b, formList), docs, freqs), nil
	}
	b = binary.AppendUvarint(append(b, formBitmap), uint64(len(docs)))
	b = append(b, slices.Max(freqs))
	b, err := appendBitmap(b, docs, runs)
	if err != nil {
		return nil, err
	}
	var many []uint32
	var counts []byte
	for i, f := range freqs {
		if f > 1 {
			many = append(many, docs[i])
			counts = append(counts, f)
		}
	}
	if b, err = appendBitmap(b, many, runs); err != nil {
		return nil, err
	}
	return append(b, counts...), nil
}

func appendBitmap(b []byte, docs []uint32, runs bool) ([]byte, error) {
	if len(docs) == 0 {
		return append(b, 0), nil
	}
	m := roaring.New()
	m.AddMany(docs)
	if runs {
		m.RunOptimize()
	}
	raw, err := m.ToBytes()
	if err != nil {
		return nil, fmt.Errorf("write bitmap: %w", err)
	}
	return append(binary.AppendUvarint(b, uint64(len(raw))), raw...), nil
}

func appendList(b []byte, docs []uint32, freqs []uint8) []byte {
	b = binary.AppendUvarint(b, uint64(len(docs)))
	last := uint32(0)
	for i, d := range docs {
		gap := uint64(d-last) << 1
		last = d
		if freqs[i] == 1 {
			b = binary.AppendUvarint(b, gap)
			continue
		}
		b = append(binary.AppendUvarint(b, gap|1), freqs[i])
	}
	return b
}

// readDocs appends the documents of a list.
func readDocs(b []byte, docs []uint32) ([]uint32, error) {
	_, docs, _, err := readPairs(b, docs, nil, false)
	return docs, err
}

// readList appends the documents and frequencies of a list to docs and freqs
// and returns what follows it.
func readList(b []byte, docs []uint32, freqs []uint8) ([]byte, []uint32, []uint8, error) {
	return readPairs(b, docs, freqs, true)
}

// readPairs leaves the frequencies out where they are not kept.
func readPairs(b []byte, docs []uint32, freqs []uint8, keep bool) ([]byte, []uint32, []uint8, error) {
	n, b, err := uvarint(b)
	if err != nil {
		return nil, nil, nil, err
	}
	last, from := uint32(0), len(docs)
	for range n {
		var v uint64
		if len(b) > 0 && b[0] < 0x80 {
			v, b = uint64(b[0]), b[1:]
		} else if v, b, err = uvarint(b); err != nil {
			return nil, nil, nil, err
		}
		gap := v >> 1
		if gap == 0 && len(docs) > from || gap > math.MaxUint32-uint64(last) {
			return nil, nil, nil, errContradiction
		}
		last += uint32(gap)
		f := uint8(1)
		if v&1 == 1 {
			if len(b) == 0 {
				return nil, nil, nil, errShort
			}
			if f, b = b[0], b[1:]; f == 0 {
				return nil, nil, nil, errContradiction
			}
		}
		docs = append(docs, last)
		if keep {
			freqs = append(freqs, f)
		}
	}
	return b, docs, freqs, nil
}

// errContradiction: postings that no writer makes.
var errContradiction = fmt.Errorf("%w: postings contradict themselves", ErrFormat)

var errShort = fmt.Errorf("%w: a postings list ends early", ErrFormat)

func uvarint(b []byte) (uint64, []byte, error) {
	v, n := binary.Uvarint(b)
	if n <= 0 {
		return 0, nil, errShort
	}
	return v, b[n:], nil
}

// Postings are the documents that hold a term. The zero value is a term that
// no document holds. They belong to one goroutine: Bitmap is made when it is
// first asked for.
type Postings struct {
	n    int
	max  uint8    // greatest frequency
	docs []uint32 // of a list
	freq []uint8

	all  *roaring.Bitmap // nil until asked for, for a list
	many *roaring.Bitmap // the overlay; nil when every frequency is 1
	tf   []byte          // of many, in order
}

// readPostings decodes what appendPostings wrote. Bitmaps refer to b: nobody
// may change them.
func readPostings(b []byte) (*Postings, error) {
	if len(b) == 0 {
		return nil, errShort
	}
	p := &Postings{}
	form, b := b[0], b[1:]
	if form > formBitmap {
		return nil, errContradiction
	}
	if form == formList {
		_, docs, freq, err := readList(b, nil, nil)
		if err != nil {
			return nil, err
		}
		p.n, p.docs, p.freq = len(docs), docs, freq
		if len(freq) > 0 {
			p.max = slices.Max(freq)
		}
		return p, nil
	}
	n, b, err := uvarint(b)
	if err != nil {
		return nil, err
	}
	if len(b) == 0 {
		return nil, errShort
	}
	p.n, p.max, b = int(n), b[0], b[1:]
	if p.all, b, err = readBitmap(b); err != nil {
		return nil, err
	}
	if p.many, b, err = readBitmap(b); err != nil {
		return nil, err
	}
	if p.all == nil || p.all.GetCardinality() != n {
		return nil, errContradiction
	}
	if p.many != nil {
		count := p.many.GetCardinality()
		if count > n || p.many.Minimum() < p.all.Minimum() || p.many.Maximum() > p.all.Maximum() {
			return nil, errContradiction
		}
		if count > uint64(len(b)) {
			return nil, errShort
		}
		p.tf = b[:count]
	}
	return p, nil
}

func readBitmap(b []byte) (*roaring.Bitmap, []byte, error) {
	n, b, err := uvarint(b)
	if err != nil || n == 0 {
		return nil, b, err
	}
	if n > uint64(len(b)) {
		return nil, nil, errShort
	}
	m := roaring.New()
	if _, err := m.FromBuffer(b[:n:n]); err != nil {
		return nil, nil, fmt.Errorf("%w: bitmap: %w", ErrFormat, err)
	}
	return m, b[n:], nil
}

// single is the postings of a term that one document holds once.
func single(doc uint32) *Postings {
	return &Postings{n: 1, max: 1, docs: []uint32{doc}, freq: []uint8{1}}
}

// Count is the number of documents.
func (p *Postings) Count() int { return p.n }

// Bitmap is the set of documents. It may refer to the file: nobody may change
// it.
func (p *Postings) Bitmap() *roaring.Bitmap {
	if p.all == nil {
		p.all = roaring.New()
		p.all.AddMany(p.docs)
	}
	return p.all
}

// List is the documents and their frequencies when the list is short; ok says
// whether it is.
func (p *Postings) List() (docs []uint32, freqs []uint8, ok bool) {
	return p.docs, p.freq, p.docs != nil || p.n == 0
}

// Overlay is the set of documents with a frequency above 1 (nil when there
// are none) and, in their order, the frequencies. It is empty for a List.
func (p *Postings) Overlay() (*roaring.Bitmap, []byte) { return p.many, p.tf }

// MaxFrequency is the greatest frequency in any document.
func (p *Postings) MaxFrequency() uint8 { return p.max }

// Frequency is how often a document holds the term, 0 when it doesn't.
func (p *Postings) Frequency(doc uint32) uint8 {
	if p.docs != nil {
		lo, hi := 0, len(p.docs)
		for lo < hi {
			if mid := (lo + hi) / 2; p.docs[mid] < doc {
				lo = mid + 1
			} else {
				hi = mid
			}
		}
		if lo < len(p.docs) && p.docs[lo] == doc {
			return p.freq[lo]
		}
		return 0
	}
	if p.n == 0 || !p.all.Contains(doc) {
		return 0
	}
	if p.many == nil || !p.many.Contains(doc) {
		return 1
	}
	return p.tf[p.many.Rank(doc)-1]
}

// All appends every document and frequency, ascending.
func (p *Postings) All(docs []uint32, freqs []uint8) ([]uint32, []uint8) {
	if p.docs != nil || p.n == 0 {
		return append(docs, p.docs...), append(freqs, p.freq...)
	}
	from := len(docs)
	docs = append(docs, p.all.ToArray()...)
	for range docs[from:] {
		freqs = append(freqs, 1)
	}
	if p.many == nil {
		return docs, freqs
	}
	at := from
	for i, it := 0, p.many.Iterator(); it.HasNext(); i++ {
		d := it.Next()
		for at < len(docs) && docs[at] < d {
			at++
		}
		if at < len(docs) && docs[at] == d {
			freqs[at] = p.tf[i]
		}
	}
	return docs, freqs
}
