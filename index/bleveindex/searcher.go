package bleveindex

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"runtime/debug"
	"slices"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"wensou/analysis"
	"wensou/document"
	"wensou/index"
)

// searcher implements index.Searcher over one generation. Its only mutable
// state is the pool of evaluators.
type searcher struct {
	bleve     bleve.Index
	reader    interface{ Close() error }
	segment   segment.Segment
	columns   *columnReader
	text      *mapped
	documents *mapped

	n       int // units
	docs    int
	unitDoc []uint32
	kind    []uint8
	textOff []uint64
	length  map[index.Field][]uint16
	average map[index.Field]float64
	header  []uint64
	day     []int32
	dayEnd  []int32
	keyword map[index.Field]*keywordColumn

	evaluators sync.Pool
	closeOnce  sync.Once
	closeErr   error
}

var _ index.Searcher = (*searcher)(nil)

// keywordColumn is a document column of zero or more ordinals.
type keywordColumn struct {
	names   []string
	offsets []uint32
	values  []uint32
}

func (k *keywordColumn) of(doc uint32) []uint32 { return k.values[k.offsets[doc]:k.offsets[doc+1]] }

// Open opens a verified generation. The analyzer must have the fingerprint
// that the generation was built with, else ErrIncompatible.
func Open(path string, m *index.Manifest, a *analysis.Analyzer) (_ index.Searcher, err error) {
	if a != nil && m.Analyzer != a.Fingerprint() {
		return nil, fmt.Errorf("%w: generation %s was analysed with other dictionaries or rules (%.12s, now %.12s): build the index again",
			index.ErrIncompatible, m.Generation, m.Analyzer, a.Fingerprint())
	}
	s := &searcher{length: map[index.Field][]uint16{}, average: map[index.Field]float64{}, keyword: map[index.Field]*keywordColumn{}}
	defer recoverCorrupt(&err)
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	if err := s.openSegment(filepath.Join(path, bleveDir)); err != nil {
		return nil, err
	}
	if s.columns, err = openColumns(filepath.Join(path, columnsFile)); err != nil {
		return nil, err
	}
	if s.text, err = mapFile(filepath.Join(path, textFile)); err != nil {
		return nil, err
	}
	if s.documents, err = mapFile(filepath.Join(path, documentsFile)); err != nil {
		return nil, err
	}
	if err := s.loadColumns(); err != nil {
		return nil, err
	}
	s.evaluators.New = func() any { return newEvaluator(s) }
	return s, nil
}

// recoverCorrupt turns a panic of the segment reader, which trusts its files,
// into an error.
func recoverCorrupt(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("%w: reading it panicked: %v\n%s", index.ErrCorrupt, r, debug.Stack())
	}
}

func (s *searcher) openSegment(path string) error {
	b, err := bleve.OpenUsing(path, map[string]any{"read_only": true, "bolt_timeout": "5s"})
	if err != nil {
		return fmt.Errorf("%w: open bleve index: %w", index.ErrCorrupt, err)
	}
	s.bleve = b
	adv, err := b.Advanced()
	if err != nil {
		return fmt.Errorf("open bleve index: %w", err)
	}
	r, err := adv.Reader()
	if err != nil {
		return fmt.Errorf("open bleve index: %w", err)
	}
	s.reader = r
	snapshot, ok := r.(*scorch.IndexSnapshot)
	if !ok {
		return fmt.Errorf("%w: bleve index of kind %T", index.ErrIncompatible, r)
	}
	if n := len(snapshot.Segments()); n != 1 {
		return fmt.Errorf("%w: %d segments instead of one", index.ErrCorrupt, n)
	}
	s.segment = snapshot.Segments()[0].Segment()
	return nil
}

func (s *searcher) loadColumns() error {
	c := s.columns
	s.n, s.docs = c.dir.Stats.Units, c.dir.Stats.Documents
	if uint64(s.n) != s.segment.Count() {
		return fmt.Errorf("%w: columns have %d units, the segment %d", index.ErrCorrupt, s.n, s.segment.Count())
	}
	var errs [7]error
	s.unitDoc, errs[0] = array[uint32](c, "unit.doc", s.n)
	s.kind, errs[1] = array[uint8](c, "unit.kind", s.n)
	s.textOff, errs[2] = array[uint64](c, "unit.text", s.n+1)
	s.header, errs[3] = array[uint64](c, "doc.header", s.docs+1)
	s.day, errs[4] = array[int32](c, "doc.day", s.docs)
	s.dayEnd, errs[5] = array[int32](c, "doc.day_end", s.docs)
	var last error
	for _, f := range index.ScoredFields {
		var err error
		s.length[f], err = array[uint16](c, "unit."+string(f)+".length", s.n)
		s.average[f] = max(1, float64(c.dir.TotalLengths[f])/float64(max(1, s.n)))
		last = errors.Join(last, err)
	}
	for _, f := range []index.Field{index.FieldSource, index.FieldLang, index.FieldTopic, index.FieldAuthor} {
		k := &keywordColumn{names: c.dir.Dictionaries[string(f)]}
		var e1, e2 error
		k.offsets, e1 = array[uint32](c, "doc."+string(f)+".offsets", s.docs+1)
		k.values, e2 = array[uint32](c, "doc."+string(f)+".values", -1)
		s.keyword[f] = k
		last = errors.Join(last, e1, e2)
	}
	if s.n > 0 && s.textOff[s.n] != uint64(len(s.text.data)) || s.header[s.docs] != uint64(len(s.documents.data)) {
		errs[6] = fmt.Errorf("%w: columns don't fit the text or the documents", index.ErrCorrupt)
	}
	return errors.Join(append(errs[:], last)...)
}

func (s *searcher) Stats() index.Stats { return s.columns.dir.Stats }

func (s *searcher) Close() error {
	s.closeOnce.Do(func() {
		var errs []error
		if s.reader != nil {
			errs = append(errs, s.reader.Close())
		}
		if s.bleve != nil {
			errs = append(errs, s.bleve.Close())
		}
		if s.columns != nil {
			errs = append(errs, s.columns.close())
		}
		s.closeErr = errors.Join(append(errs, s.text.close(), s.documents.close())...)
	})
	return s.closeErr
}

// fold is the match text of a unit.
func (s *searcher) fold(unit uint32) []byte { return s.text.data[s.textOff[unit]:s.textOff[unit+1]] }

func (s *searcher) Fetch(ctx context.Context, refs []uint64) (_ []index.Stored, err error) {
	defer recoverCorrupt(&err)
	headers := map[uint32]*document.Document{}
	out := make([]index.Stored, 0, len(refs))
	for _, ref := range refs {
		if err := ctx.Err(); err != nil {
			return nil, index.ErrDeadline
		}
		if ref >= uint64(s.n) {
			return nil, fmt.Errorf("%w: unit %d", index.ErrNotFound, ref)
		}
		st, err := s.stored(ref)
		if err != nil {
			return nil, err
		}
		doc := s.unitDoc[ref]
		if headers[doc] == nil {
			if headers[doc], err = s.documentHeader(doc); err != nil {
				return nil, err
			}
		}
		st.Document = headers[doc]
		out = append(out, st)
	}
	return out, nil
}

func (s *searcher) stored(ref uint64) (index.Stored, error) {
	st := index.Stored{Ref: ref}
	var decodeErr error
	err := s.segment.VisitStoredFields(ref, func(field string, _ byte, value []byte, _ []uint64) bool {
		switch field {
		case "_id":
			st.Key = index.UnitKey(value)
		case storedField:
			decodeErr = json.Unmarshal(value, &st.Unit)
		}
		return true // stopping at _id would put one buffer into zap's pool twice
	})
	if err := errors.Join(err, decodeErr); err != nil {
		return st, fmt.Errorf("%w: stored unit %d: %w", index.ErrCorrupt, ref, err)
	}
	return st, nil
}

func (s *searcher) documentHeader(doc uint32) (*document.Document, error) {
	var d document.Document
	if err := json.Unmarshal(s.documents.data[s.header[doc]:s.header[doc+1]], &d); err != nil {
		return nil, fmt.Errorf("%w: header of document %d: %w", index.ErrCorrupt, doc, err)
	}
	return &d, nil
}

func (s *searcher) Lookup(ctx context.Context, keys []index.UnitKey) (_ []index.Stored, err error) {
	defer recoverCorrupt(&err)
	var refs []uint64
	for _, k := range keys {
		b, err := s.segment.DocNumbers([]string{string(k)})
		if err != nil {
			return nil, fmt.Errorf("look up %s: %w", k, err)
		}
		if !b.IsEmpty() {
			refs = append(refs, uint64(b.Minimum()))
		}
	}
	return s.Fetch(ctx, refs)
}

func (s *searcher) Document(ctx context.Context, id document.ID) (_ *document.Document, err error) {
	defer recoverCorrupt(&err)
	e := s.evaluator()
	defer s.release(e)
	units, err := e.term(index.Term{Field: index.FieldDoc, Term: string(id)})
	if err != nil {
		return nil, err
	}
	if units.IsEmpty() {
		return nil, fmt.Errorf("%w: document %q", index.ErrNotFound, id)
	}
	refs := slices.Collect(func(yield func(uint64) bool) {
		for it := units.Iterator(); it.HasNext(); {
			if !yield(uint64(it.Next())) {
				return
			}
		}
	})
	stored, err := s.Fetch(ctx, refs)
	if err != nil {
		return nil, err
	}
	d := stored[0].Document
	d.Units = make([]document.Unit, len(stored))
	for i := range stored {
		d.Units[i] = stored[i].Unit
	}
	return d, nil
}

func (s *searcher) Frequency(_ context.Context, t index.Term) (n int, err error) {
	defer recoverCorrupt(&err)
	e := s.evaluator()
	defer s.release(e)
	b, err := e.term(t)
	if err != nil {
		return 0, err
	}
	return int(b.GetCardinality()), nil
}
