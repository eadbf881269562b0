package segment

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Gone stands for the number of a document that is taken over no more.
const Gone = ^uint32(0)

// Kept is an older segment of which documents are taken over as they are.
type Kept struct {
	Segment *Segment
	// Numbers are the new numbers of its documents, or Gone.
	Numbers []uint32
}

// Span is a run of documents of the new segment that stand together in a part,
// by its place, or, with FromKept for a part, in the older segment.
type Span struct {
	Part int
	From uint32 // place of the first one in the part, or its older number
	Docs uint32
}

// FromKept is the part of a Span that is taken over.
const FromKept = -1

// Merge writes the parts, in the order of their documents, as the segment at
// path. Up to workers fields are merged at once. Files it needs in between
// stand beside path and are gone afterwards.
func Merge(ctx context.Context, path string, parts []string, specs []FieldSpec, workers int) error {
	return MergeKept(ctx, path, parts, Kept{}, nil, specs, workers)
}

// MergeKept is Merge together with documents of an older segment with the same
// fields. The spans are all documents in their new order (nil: the parts, one
// after the other); numbers of the parts' documents have to agree with them.
// The result does not tell what was kept: it is the same, to the byte, as that
// of parts with all documents.
func MergeKept(ctx context.Context, path string, parts []string, kept Kept, spans []Span, specs []FieldSpec, workers int) (err error) {
	p := &partsMerge{kept: kept, spans: spans}
	defer func() { err = errors.Join(err, p.close()) }()
	for i, name := range parts {
		if err := p.open(name); err != nil {
			return fmt.Errorf("open part: %w", err)
		}
		if spans == nil {
			p.spans = append(p.spans, Span{Part: i, Docs: p.parts[i].n})
		}
	}
	m := &merger{path: path, specs: specs, workers: workers, sources: p.sources, lengths: p.lengths, stored: p.stored}
	for _, s := range p.spans {
		m.docs += s.Docs
	}
	return m.write(ctx)
}

// partsMerge gives a merger what parts and a kept segment hold.
type partsMerge struct {
	files []*File
	parts []stored
	kept  Kept
	spans []Span
}

func (p *partsMerge) open(name string) error {
	var m partMeta
	f, err := OpenFile(name, &m)
	if err != nil {
		return err
	}
	p.files = append(p.files, f)
	s := stored{n: m.Docs}
	var e1, e2, e3 error
	s.data, e1 = f.Section(storedData)
	s.first, e2 = Array[uint32](f, storedFirst, -1)
	s.offsets, e3 = Array[uint64](f, storedOffsets, len(s.first))
	p.parts = append(p.parts, s)
	return errors.Join(e1, e2, e3)
}

func (p *partsMerge) close() (err error) {
	for _, f := range p.files {
		err = errors.Join(err, f.Close())
	}
	return err
}

func (p *partsMerge) sources(spec FieldSpec) (from []source, err error) {
	if p.kept.Segment != nil {
		f, err := p.keptField(spec)
		if err != nil {
			return nil, err
		}
		from = append(from, &keptSource{terms: f.Terms(nil, nil, nil), numbers: p.kept.Numbers})
	}
	for _, f := range p.files {
		raw, err := f.Section(spec.Name + sectionRun)
		if err != nil {
			return nil, err
		}
		from = append(from, &run{rest: raw})
	}
	return from, nil
}

func (p *partsMerge) keptField(spec FieldSpec) (*Field, error) {
	f := p.kept.Segment.Field(spec.Name)
	if f == nil || f.Spec != spec {
		return nil, fmt.Errorf("%w: the older segment has another field %s", ErrFormat, spec.Name)
	}
	return f, nil
}

func (p *partsMerge) lengths(spec FieldSpec) (all []uint16, err error) {
	var old []uint16
	if p.kept.Segment != nil {
		f, err := p.keptField(spec)
		if err != nil {
			return nil, err
		}
		old = f.Lengths
	}
	of := make([][]uint16, len(p.files))
	for i, f := range p.files {
		if of[i], err = Array[uint16](f, spec.Name+sectionLength, int(p.parts[i].n)); err != nil {
			return nil, err
		}
	}
	for _, s := range p.spans {
		from := old
		if s.Part != FromKept {
			from = of[s.Part]
		}
		all = append(all, from[s.From:s.From+s.Docs]...)
	}
	return all, nil
}

func (p *partsMerge) stored(w *storedWriter) error {
	add := func(_ int, id, value []byte) error { return w.add(string(id), value) }
	docs := make([]uint32, 0, 1024)
	for _, s := range p.spans {
		for at := s.From; at < s.From+s.Docs; {
			for docs = docs[:0]; at < s.From+s.Docs && len(docs) < cap(docs); at++ {
				docs = append(docs, at)
			}
			var err error
			if s.Part == FromKept {
				err = p.kept.Segment.Stored(docs, add)
			} else {
				err = p.parts[s.Part].visit(docs, add)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// keptSource is a source over a field of the kept segment.
type keptSource struct {
	terms   *Terms
	numbers []uint32
	pairs   []uint64
	fault   error
}

func (s *keptSource) next() bool   { return s.terms.Next() }
func (s *keptSource) term() []byte { return s.terms.Term() }
func (s *keptSource) err() error   { return errors.Join(s.fault, s.terms.Err()) }

func (s *keptSource) postings(docs []uint32, freqs []uint8) ([]uint32, []uint8) {
	p, err := s.terms.Postings()
	if err != nil {
		s.fault = err
		return docs, freqs
	}
	from := len(docs)
	docs, freqs = p.All(docs, freqs)
	kept := from
	for i := from; i < len(docs); i++ {
		if n := s.numbers[docs[i]]; n != Gone {
			docs[kept], freqs[kept] = n, freqs[i]
			kept++
		}
	}
	docs, freqs = docs[:kept], freqs[:kept]
	if !slices.IsSorted(docs[from:]) {
		s.sort(docs[from:], freqs[from:])
	}
	return docs, freqs
}

// sort puts postings of documents that came into another order in theirs.
func (s *keptSource) sort(docs []uint32, freqs []uint8) {
	s.pairs = s.pairs[:0]
	for i := range docs {
		s.pairs = append(s.pairs, uint64(docs[i])<<8|uint64(freqs[i]))
	}
	slices.Sort(s.pairs)
	for i, p := range s.pairs {
		docs[i], freqs[i] = uint32(p>>8), uint8(p)
	}
}
