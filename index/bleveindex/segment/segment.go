// Package segment is the file format of an inverted index that is written once
// and read through a memory map: for each field a dictionary of terms (an FST)
// and their postings as sets of document numbers with a thin overlay of
// frequencies, field lengths, and stored records. Numbers are given in the
// order in which documents were added, so columns beside the file line up.
// docs/index-format.md describes every byte.
//
// A segment is made in two steps: parts, each a run of documents inverted in
// memory (Part), and their merge (Merge), into which documents of an older
// segment may be taken (MergeKept). How documents are divided into parts, and
// where they come from, does not show in the segment.
package segment

import (
	"errors"
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/vellum"
)

// meta is the JSON of a segment's file.
type meta struct {
	Docs   uint32      `json:"docs"`
	Fields []fieldMeta `json:"fields"`
}

type fieldMeta struct {
	FieldSpec
	FieldStats
	Total int64 `json:"total,omitempty"` // sum of lengths
}

// Segment is an open segment file. It is immutable and safe for concurrent
// use; a Dictionary is not.
type Segment struct {
	file   *File
	path   string
	meta   meta
	fields map[string]*Field
	stored stored
}

// Field is one inverted field.
type Field struct {
	Spec     FieldSpec
	Stats    FieldStats
	Total    int64    // sum of lengths
	Lengths  []uint16 // terms of each document, at most 65,535; nil without Spec.Lengths
	fst      *vellum.FST
	postings []byte
}

// Open maps the file at path.
func Open(path string) (*Segment, error) {
	s := &Segment{path: path, fields: map[string]*Field{}}
	f, err := OpenFile(path, &s.meta)
	if err != nil {
		return nil, fmt.Errorf("open segment: %w", err)
	}
	s.file = f
	if err := s.load(); err != nil {
		return nil, errors.Join(fmt.Errorf("open segment %s: %w", path, err), f.Close())
	}
	return s, nil
}

func (s *Segment) load() error {
	for _, m := range s.meta.Fields {
		f := &Field{Spec: m.FieldSpec, Stats: m.FieldStats, Total: m.Total}
		dict, err := s.file.Section(m.Name + sectionDict)
		if err != nil {
			return err
		}
		if f.fst, err = vellum.Load(dict); err != nil {
			return fmt.Errorf("%w: dictionary of %s: %w", ErrFormat, m.Name, err)
		}
		if f.postings, err = s.file.Section(m.Name + sectionPostings); err != nil {
			return err
		}
		if m.Lengths {
			if f.Lengths, err = Array[uint16](s.file, m.Name+sectionLength, int(s.meta.Docs)); err != nil {
				return err
			}
		}
		s.fields[m.Name] = f
	}
	var e1, e2, e3 error
	s.stored.n = s.meta.Docs
	s.stored.data, e1 = s.file.Section(storedData)
	s.stored.first, e2 = Array[uint32](s.file, storedFirst, -1)
	s.stored.offsets, e3 = Array[uint64](s.file, storedOffsets, len(s.stored.first))
	return errors.Join(e1, e2, e3)
}

// Close unmaps the file. Nothing that came from the segment may be used
// afterwards.
func (s *Segment) Close() error { return s.file.Close() }

// Path of the file.
func (s *Segment) Path() string { return s.path }

// Docs is the number of documents.
func (s *Segment) Docs() uint32 { return s.meta.Docs }

// Fields are the fields in the order of the file.
func (s *Segment) Fields() []FieldSpec {
	specs := make([]FieldSpec, len(s.meta.Fields))
	for i, m := range s.meta.Fields {
		specs[i] = m.FieldSpec
	}
	return specs
}

// Field is a field by name, nil when there is none.
func (s *Segment) Field(name string) *Field { return s.fields[name] }

// Stored calls f with the id and value of each of the documents, in their
// order; both are valid during the call only.
func (s *Segment) Stored(docs []uint32, f func(i int, id, value []byte) error) error {
	return s.stored.visit(docs, f)
}

// Dictionary looks up terms. It belongs to one goroutine.
type Dictionary struct {
	field  *Field
	reader *vellum.Reader
}

// Dictionary opens the field's dictionary.
func (f *Field) Dictionary() (*Dictionary, error) {
	r, err := f.fst.Reader()
	if err != nil {
		return nil, fmt.Errorf("%w: dictionary of %s: %w", ErrFormat, f.Spec.Name, err)
	}
	return &Dictionary{f, r}, nil
}

// Contains says whether any document holds the term.
func (d *Dictionary) Contains(term []byte) (bool, error) {
	_, ok, err := d.reader.Get(term)
	if err != nil {
		return false, fmt.Errorf("%w: dictionary of %s: %w", ErrFormat, d.field.Spec.Name, err)
	}
	return ok, nil
}

// Postings of a term; those of an absent term are empty.
func (d *Dictionary) Postings(term []byte) (*Postings, error) {
	v, ok, err := d.reader.Get(term)
	if err != nil {
		return nil, fmt.Errorf("%w: dictionary of %s: %w", ErrFormat, d.field.Spec.Name, err)
	}
	if !ok {
		return &Postings{}, nil
	}
	return d.field.at(v)
}

// at reads the postings that a dictionary value points to.
func (f *Field) at(v uint64) (*Postings, error) {
	if v&1 == 1 {
		return single(uint32(v >> 1)), nil
	}
	if v >>= 1; v < uint64(len(f.postings)) {
		return readPostings(f.postings[v:])
	}
	return nil, fmt.Errorf("%w: postings of %s lie outside their section", ErrFormat, f.Spec.Name)
}

// Docs appends the documents that a dictionary value points to; where they are
// a bitmap it returns that instead. It reads no frequencies.
func (f *Field) Docs(v uint64, docs []uint32) ([]uint32, *roaring.Bitmap, error) {
	if v&1 == 1 {
		return append(docs, uint32(v>>1)), nil, nil
	}
	if v >>= 1; v < uint64(len(f.postings)) && f.postings[v] == formList {
		docs, err := readDocs(f.postings[v+1:], docs)
		return docs, nil, err
	}
	p, err := f.at(v << 1)
	if err != nil {
		return nil, nil, err
	}
	return docs, p.Bitmap(), nil
}

// Terms walks the terms in [from, to) that automaton accepts (nil: all), in
// ascending order; nil bounds are open.
func (f *Field) Terms(automaton vellum.Automaton, from, to []byte) *Terms {
	t := &Terms{field: f}
	if automaton == nil {
		t.it, t.fault = f.fst.Iterator(from, to)
	} else {
		t.it, t.fault = f.fst.Search(automaton, from, to)
	}
	return t
}

// Terms is a walk over a dictionary.
type Terms struct {
	field *Field
	it    vellum.Iterator
	begun bool
	fault error
	key   []byte
	value uint64
}

// Next goes to the next term; false at the end or on an error.
func (t *Terms) Next() bool {
	if t.begun && t.fault == nil {
		t.fault = t.it.Next()
	}
	t.begun = true
	if t.fault != nil {
		return false
	}
	t.key, t.value = t.it.Current()
	return true
}

// Term is valid until Next.
func (t *Terms) Term() []byte { return t.key }

// Value is what the dictionary has for the term, for Field.Docs.
func (t *Terms) Value() uint64 { return t.value }

// Postings of the term.
func (t *Terms) Postings() (*Postings, error) { return t.field.at(t.value) }

// Err is what ended the walk early.
func (t *Terms) Err() error {
	if t.fault == nil || errors.Is(t.fault, vellum.ErrIteratorDone) {
		return nil
	}
	return fmt.Errorf("%w: dictionary of %s: %w", ErrFormat, t.field.Spec.Name, t.fault)
}

// segmentSource is a source over a field of a segment whose dropped documents
// are left out and whose others get new numbers.
type segmentSource struct {
	terms *Terms
	drops *roaring.Bitmap
	base  uint32
	fault error
}

func (s *segmentSource) next() bool   { return s.terms.Next() }
func (s *segmentSource) term() []byte { return s.terms.Term() }
func (s *segmentSource) err() error   { return errors.Join(s.fault, s.terms.Err()) }

func (s *segmentSource) postings(docs []uint32, freqs []uint8) ([]uint32, []uint8) {
	p, err := s.terms.Postings()
	if err != nil {
		s.fault = err
		return docs, freqs
	}
	from := len(docs)
	docs, freqs = p.All(docs, freqs)
	kept := from
	for i := from; i < len(docs); i++ {
		d := docs[i]
		if s.drops != nil {
			if s.drops.Contains(d) {
				continue
			}
			d -= uint32(s.drops.Rank(d))
		}
		docs[kept], freqs[kept] = d+s.base, freqs[i]
		kept++
	}
	return docs[:kept], freqs[:kept]
}
