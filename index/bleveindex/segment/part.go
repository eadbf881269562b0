package segment

import (
	"errors"
	"fmt"
	"math"
)

// Endings of section names.
const (
	sectionRun      = ".run"      // terms and postings, in a part
	sectionDict     = ".dict"     // FST of terms
	sectionPostings = ".postings" // what the FST points into
	sectionLength   = ".length"   // terms of each document
	storedData      = "stored"
	storedFirst     = "stored.first"
	storedOffsets   = "stored.offsets"
)

// Part is a run of documents that is analysed in one go: its terms are inverted
// in memory, some nine bytes a posting, and written sorted. Parts are merged
// into a segment by Merge. A Part is used by one goroutine.
type Part struct {
	w      *FileWriter
	next   uint32 // number of the current document in the segment
	docs   uint32
	fields []*inverted
	length []uint32 // of the current document's fields
	all    [][]uint16
	stored storedWriter
}

// NewPart makes the part whose first document has number base; those that follow
// count on from there.
func NewPart(path string, base uint32, specs []FieldSpec) (*Part, error) {
	w, err := CreateFile(path)
	if err != nil {
		return nil, err
	}
	if err := w.Section(storedData); err != nil {
		return nil, errors.Join(err, w.Abort())
	}
	p := &Part{w: w, next: base, length: make([]uint32, len(specs)), all: make([][]uint16, len(specs)), stored: storedWriter{w: w, quick: true}}
	for _, s := range specs {
		p.fields = append(p.fields, &inverted{spec: s})
	}
	return p, nil
}

// Skip gives the current document another number than the next one: those
// between are elsewhere. Numbers ascend.
func (p *Part) Skip(to uint32) { p.next = to }

// Add notes one occurrence of a term in a field, by its place among the specs,
// of the current document. The term is copied when it is kept.
func (p *Part) Add(field int, term string) {
	p.length[field]++
	p.fields[field].add(p.next, term)
}

// End stores the current document and begins the next one.
func (p *Part) End(id string, value []byte) error {
	for i, n := range p.length {
		if p.fields[i].spec.Lengths {
			p.all[i] = append(p.all[i], uint16(min(n, math.MaxUint16)))
		}
		p.length[i] = 0
	}
	p.docs++
	p.next++
	if err := p.stored.add(id, value); err != nil {
		return fmt.Errorf("store %s: %w", id, err)
	}
	return nil
}

// partMeta is the JSON of a part's file.
type partMeta struct {
	Docs uint32 `json:"docs"`
}

// Close writes what was inverted and closes the file.
func (p *Part) Close() error {
	if err := p.write(); err != nil {
		return errors.Join(err, p.w.Abort())
	}
	return p.w.Close(partMeta{p.docs})
}

func (p *Part) write() error {
	if err := p.stored.flush(); err != nil {
		return fmt.Errorf("store: %w", err)
	}
	if err := errors.Join(WriteArray(p.w, storedFirst, p.stored.first), WriteArray(p.w, storedOffsets, p.stored.offsets)); err != nil {
		return err
	}
	for i, f := range p.fields {
		if err := f.write(p.w); err != nil {
			return fmt.Errorf("invert %s: %w", f.spec.Name, err)
		}
		if f.spec.Lengths {
			if err := WriteArray(p.w, f.spec.Name+sectionLength, p.all[i]); err != nil {
				return err
			}
		}
		p.fields[i] = nil // its memory is needed elsewhere
	}
	return nil
}

// Abort closes the file of a part that is given up.
func (p *Part) Abort() error { return p.w.Abort() }
