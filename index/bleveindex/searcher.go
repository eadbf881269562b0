package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"

	"wensou/analysis"
	"wensou/document"
	"wensou/index"
	"wensou/index/bleveindex/segment"
)

// searcher implements index.Searcher over one generation. Its only mutable
// state are the evaluators that are free and how many requests run.
type searcher struct {
	bleve     bleve.Index
	reader    interface{ Close() error }
	segment   *segment.Segment
	columns   *segment.File
	meta      columnsMeta
	text      *segment.Mapped
	documents *segment.Mapped

	n       int // units
	docs    int
	unitDoc []uint32
	textOff []uint64
	header  []uint64
	day     []int32
	dayEnd  []int32
	keyword map[index.Field]*keywordColumn
	titles  *lines // match text of titles, by document
	values  map[index.Field]*values

	combination []uint32 // by document
	example     []uint32 // by combination: a document that has it
	first       []uint32 // by document: its first unit; nil when units are scattered
	year        []uint32 // by combination: its place in years
	years       []string
	similarity  map[index.Field]*similarity

	crew       crew
	evaluators chan *evaluator // that are free
	closeOnce  sync.Once
	closeErr   error
}

var _ index.Searcher = (*searcher)(nil)

// keywordColumn has zero or more ordinals of names for each combination.
type keywordColumn struct {
	names   []string
	offsets []uint32
	values  []uint32
}

func (k *keywordColumn) of(combination uint32) []uint32 {
	return k.values[k.offsets[combination]:k.offsets[combination+1]]
}

// Open opens a verified generation. The analyzer must have the fingerprint
// that the generation was built with, else ErrIncompatible.
func Open(path string, m *index.Manifest, a *analysis.Analyzer) (_ index.Searcher, err error) {
	if a != nil && m.Analyzer != a.Fingerprint() {
		return nil, fmt.Errorf("%w: generation %s was analysed with other dictionaries or rules (%.12s, now %.12s): build the index again",
			index.ErrIncompatible, m.Generation, m.Analyzer, a.Fingerprint())
	}
	s := &searcher{similarity: map[index.Field]*similarity{}, keyword: map[index.Field]*keywordColumn{}, values: newValues()}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	defer guard(&err)() // runs before the closing, which looks at err
	if err := s.openSegment(filepath.Join(path, bleveDir)); err != nil {
		return nil, err
	}
	if s.columns, err = segment.OpenFile(filepath.Join(path, columnsFile), &s.meta); err != nil {
		return nil, corrupt(err)
	}
	if s.text, err = segment.Map(filepath.Join(path, textFile)); err != nil {
		return nil, err
	}
	if s.documents, err = segment.Map(filepath.Join(path, documentsFile)); err != nil {
		return nil, err
	}
	if err := s.loadColumns(); err != nil {
		return nil, corrupt(err)
	}
	s.evaluators = make(chan *evaluator, 2*runtime.GOMAXPROCS(0))
	return s, nil
}

// corrupt says of an error of the file format that the generation is damaged.
func corrupt(err error) error {
	if errors.Is(err, segment.ErrFormat) && !errors.Is(err, index.ErrCorrupt) {
		return fmt.Errorf("%w: %w", index.ErrCorrupt, err)
	}
	return err
}

// guard is deferred as guard(&err)(): it turns into errors what reading a
// damaged file can cause, the panics of readers that trust it and faults of the
// memory map, when a file was cut after it was verified.
func guard(err *error) func() {
	before := debug.SetPanicOnFault(true)
	return func() {
		debug.SetPanicOnFault(before)
		if r := recover(); r != nil {
			*err = fmt.Errorf("%w: reading it panicked: %v\n%s", index.ErrCorrupt, r, debug.Stack())
		}
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
	ours, ok := snapshot.Segments()[0].Segment().(*bleveSegment)
	if !ok {
		return fmt.Errorf("%w: segment of kind %T", index.ErrIncompatible, snapshot.Segments()[0].Segment())
	}
	s.segment = ours.s
	return nil
}

func (s *searcher) loadColumns() (err error) {
	c := s.columns
	s.n, s.docs = s.meta.Stats.Units, s.meta.Stats.Documents
	if uint32(s.n) != s.segment.Docs() {
		return fmt.Errorf("%w: columns have %d units, the segment %d", index.ErrCorrupt, s.n, s.segment.Docs())
	}
	var errs [7]error
	s.unitDoc, errs[0] = segment.Array[uint32](c, "unit.doc", s.n)
	s.textOff, errs[1] = segment.Array[uint64](c, "unit.text", s.n+1)
	s.header, errs[2] = segment.Array[uint64](c, "doc.header", s.docs+1)
	s.day, errs[3] = segment.Array[int32](c, "doc.day", s.docs)
	s.dayEnd, errs[4] = segment.Array[int32](c, "doc.day_end", s.docs)
	s.combination, errs[5] = segment.Array[uint32](c, "doc.combination", s.docs)
	s.example, errs[6] = segment.Array[uint32](c, "combination.example", -1)
	if err := errors.Join(errs[:]...); err != nil {
		return err
	}
	for f, p := range index.Similarity {
		field := s.segment.Field(string(f))
		if field == nil || field.Lengths == nil && s.n > 0 {
			return fmt.Errorf("%w: the segment has no lengths of %s", index.ErrCorrupt, f)
		}
		s.similarity[f] = newSimilarity(p, field, s.n)
	}
	for _, f := range []index.Field{index.FieldSource, index.FieldLang, index.FieldTopic, index.FieldAuthor} {
		k := &keywordColumn{names: s.meta.Dictionaries[string(f)]}
		var e1, e2 error
		k.offsets, e1 = segment.Array[uint32](c, "combination."+string(f)+".offsets", len(s.example)+1)
		k.values, e2 = segment.Array[uint32](c, "combination."+string(f)+".values", -1)
		if err := errors.Join(e1, e2); err != nil {
			return err
		}
		s.keyword[f] = k
	}
	if s.titles, err = openTitles(c, s.docs); err != nil {
		return err
	}
	s.numberYears()
	s.findDocuments()
	if s.textOff[s.n] != uint64(len(s.text.Data)) || s.header[s.docs] != uint64(len(s.documents.Data)) {
		return fmt.Errorf("%w: columns don't fit the text or the documents", index.ErrCorrupt)
	}
	return nil
}

// numberYears gives each combination the number of its year.
func (s *searcher) numberYears() {
	numbers := map[string]uint32{}
	s.year = make([]uint32, len(s.example))
	for c, doc := range s.example {
		y := yearOf(s.day[doc])
		n, ok := numbers[y]
		if !ok {
			n = uint32(len(s.years))
			numbers[y] = n
			s.years = append(s.years, y)
		}
		s.year[c] = n
	}
}

// findDocuments notes where each document's units begin, if all stand together:
// rows of one document may be scattered over a file.
func (s *searcher) findDocuments() {
	first := make([]uint32, s.docs+1)
	for u, d := range s.unitDoc {
		if u > 0 && d < s.unitDoc[u-1] {
			return
		}
		first[d+1] = uint32(u) + 1
	}
	for d := 1; d <= s.docs; d++ {
		first[d] = max(first[d], first[d-1]) // a document without units
	}
	s.first = first
}

func (s *searcher) Stats() index.Stats { return s.meta.Stats }

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
			errs = append(errs, s.columns.Close())
		}
		s.closeErr = errors.Join(append(errs, s.text.Close(), s.documents.Close())...)
	})
	return s.closeErr
}

// fold is the match text of a unit.
func (s *searcher) fold(unit uint32) []byte { return s.text.Data[s.textOff[unit]:s.textOff[unit+1]] }

func (s *searcher) Fetch(ctx context.Context, refs []uint64) (_ []index.Stored, err error) {
	defer guard(&err)()
	headers := map[uint32]*document.Document{}
	units := make([]uint32, len(refs))
	for i, ref := range refs {
		if ref >= uint64(s.n) {
			return nil, fmt.Errorf("%w: unit %d", index.ErrNotFound, ref)
		}
		units[i] = uint32(ref)
	}
	out := make([]index.Stored, len(refs))
	err = s.segment.Stored(units, func(i int, id, value []byte) (err error) {
		if ctx.Err() != nil {
			return index.ErrDeadline
		}
		st := &out[i]
		st.Ref, st.Key = refs[i], index.UnitKey(id)
		if st.Unit, err = readUnit(value, string(st.Key)); err != nil {
			return fmt.Errorf("%w: unit %d: %w", index.ErrCorrupt, refs[i], err)
		}
		doc := s.unitDoc[units[i]]
		if headers[doc] == nil {
			if headers[doc], err = s.documentHeader(doc, false); err != nil {
				return err
			}
		}
		st.Document = headers[doc]
		return nil
	})
	if err != nil {
		return nil, corrupt(err)
	}
	return out, nil
}

func (s *searcher) documentHeader(doc uint32, whole bool) (*document.Document, error) {
	d, err := readHeader(s.documents.Data[s.header[doc]:s.header[doc+1]], whole)
	if err != nil {
		return nil, fmt.Errorf("%w: header of document %d: %w", index.ErrCorrupt, doc, err)
	}
	return d, nil
}

func (s *searcher) Lookup(ctx context.Context, keys []index.UnitKey) (_ []index.Stored, err error) {
	defer guard(&err)()
	e := s.evaluator()
	defer s.release(e)
	var refs []uint64
	for _, k := range keys {
		b, err := e.term(index.Term{Field: idName, Term: string(k)})
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
	defer guard(&err)()
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
	d, err := s.documentHeader(s.unitDoc[refs[0]], true)
	if err != nil {
		return nil, err
	}
	d.Units = make([]document.Unit, len(stored))
	for i := range stored {
		d.Units[i] = stored[i].Unit
	}
	return d, nil
}

func (s *searcher) Frequency(_ context.Context, t index.Term) (n int, err error) {
	defer guard(&err)()
	e := s.evaluator()
	defer s.release(e)
	b, err := e.term(t)
	if err != nil {
		return 0, err
	}
	return int(b.GetCardinality()), nil
}
