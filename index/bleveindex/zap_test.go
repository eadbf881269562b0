package bleveindex_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	api "github.com/blevesearch/bleve_index_api"
	scorchapi "github.com/blevesearch/scorch_segment_api/v2"
	zap "github.com/blevesearch/zapx/v17"

	"wensou/analysis"
	"wensou/document"
	"wensou/index"
	"wensou/index/bleveindex/segment"
	"wensou/index/indextest"
)

// segmentPath is where a generation has its segment.
func segmentPath(generation string) string {
	return filepath.Join(generation, "bleve", "store", "000000000002.zap")
}

// TestAgainstZap puts documents into Bleve's own segment format, by its own
// writer and merger: every term, posting, frequency, length and id must be
// that of our segment.
func TestAgainstZap(t *testing.T) {
	docs := append(indextest.Corpus(), indextest.LargeCorpus(3000)...)
	path, _ := buildFiles(t, 2, docs)
	ours, err := segment.Open(segmentPath(path))
	if err != nil {
		t.Fatal(err)
	}
	defer ours.Close()
	theirs := zapSegment(t, rows(t, docs))
	if theirs.Count() != uint64(ours.Docs()) {
		t.Fatalf("%d documents, Bleve has %d", ours.Docs(), theirs.Count())
	}
	fields := map[string]bool{}
	for _, f := range ours.Fields() {
		fields[f.Name] = true
		t.Run(f.Name, func(t *testing.T) { compareField(t, ours.Field(f.Name), theirs) })
	}
	for _, name := range theirs.Fields() {
		if !fields[name] {
			t.Errorf("field %s is missing", name)
		}
	}
	all := make([]uint32, ours.Docs())
	for i := range all {
		all[i] = uint32(i)
	}
	err = ours.Stored(all, func(i int, id, _ []byte) error {
		want, err := theirs.DocID(uint64(i))
		if string(id) != string(want) {
			t.Errorf("document %d has id %q, Bleve %q", i, id, want)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func compareField(t *testing.T, ours *segment.Field, theirs scorchapi.Segment) {
	dict, err := theirs.Dictionary(ours.Spec.Name)
	if err != nil {
		t.Fatal(err)
	}
	if dict.Cardinality() != ours.Stats.Terms {
		t.Errorf("%d terms, Bleve has %d", ours.Stats.Terms, dict.Cardinality())
	}
	terms, entries := ours.Terms(nil, nil, nil), dict.AutomatonIterator(nil, nil, nil)
	bitmaps := 0
	for terms.Next() {
		entry, err := entries.Next()
		if err != nil || entry == nil || entry.Term != string(terms.Term()) {
			t.Fatalf("term %q, Bleve has %+v, error %v", terms.Term(), entry, err)
		}
		p, err := terms.Postings()
		if err != nil {
			t.Fatal(err)
		}
		if _, _, list := p.List(); !list {
			bitmaps++
		}
		list, err := dict.PostingsList(terms.Term(), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		comparePostings(t, ours, string(terms.Term()), p, list.Iterator(true, true, false, nil))
	}
	if entry, err := entries.Next(); terms.Err() != nil || entry != nil || err != nil {
		t.Errorf("after the last term: error %v, Bleve has %+v, error %v", terms.Err(), entry, err)
	}
	if bitmaps == 0 && ours.Spec.Lengths {
		t.Error("no term is frequent enough for a bitmap: use more documents")
	}
}

func comparePostings(t *testing.T, ours *segment.Field, term string, p *segment.Postings, it scorchapi.PostingsIterator) {
	docs, freqs := p.All(nil, nil)
	for i, doc := range docs {
		want, err := it.Next()
		if err != nil || want == nil {
			t.Fatalf("%q: posting %d of %d is missing in Bleve's, error %v", term, i, len(docs), err)
		}
		if uint64(doc) != want.Number() {
			t.Fatalf("%q: posting %d is document %d, Bleve has %d", term, i, doc, want.Number())
		}
		if !ours.Spec.Lengths {
			continue
		}
		length := want.(interface{ NormUint64() uint64 }).NormUint64()
		if uint64(freqs[i]) != want.Frequency() || uint64(ours.Lengths[doc]) != length {
			t.Fatalf("%q in document %d: frequency %d and length %d, Bleve has %d and %d",
				term, doc, freqs[i], ours.Lengths[doc], want.Frequency(), length)
		}
	}
	if more, err := it.Next(); more != nil || err != nil {
		t.Fatalf("%q: Bleve has a posting %+v more, error %v", term, more, err)
	}
}

// zapSegment merges segments of some hundred rows.
func zapSegment(t *testing.T, rows []api.Document) scorchapi.Segment {
	t.Helper()
	var plugin zap.ZapPlugin
	var parts []scorchapi.Segment
	for from := 0; from < len(rows); from += 700 {
		s, _, err := plugin.New(rows[from:min(from+700, len(rows))])
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		parts = append(parts, s)
	}
	path := filepath.Join(t.TempDir(), "merged.zap")
	if _, _, err := plugin.Merge(parts, make([]*roaring.Bitmap, len(parts)), path, nil, nil); err != nil {
		t.Fatal(err)
	}
	s, err := plugin.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// rows are units as Bleve's segment writer sees them.
func rows(t *testing.T, docs []*document.Document) (all []api.Document) {
	a := testAnalyzer(t)
	for _, d := range docs {
		contexts, records := index.Contexts(d), index.Records(d)
		for i := range d.Units {
			u := &d.Units[i]
			folded := analysis.Fold(u.Text)
			both := func(text string) func(emit func(string)) {
				return func(emit func(string)) {
					a.WordsFolded(analysis.Fold(text), emit)
					analysis.Grams(analysis.Fold(text), emit)
				}
			}
			r := &row{id: string(index.KeyOf(d, u.ID))}
			r.add("_id", keyword, values(r.id))
			r.add(string(index.FieldWords), 0, func(emit func(string)) { a.WordsFolded(folded, emit) })
			r.add(string(index.FieldGrams), 0, func(emit func(string)) { analysis.Grams(folded, emit) })
			r.add(string(index.FieldTitle), 0, both(d.Title+"\n"+strings.Join(u.HeadingPath, "\n")))
			r.add(string(index.FieldContext), 0, both(contexts[u.ID]))
			r.add("runes", keyword, func(emit func(string)) { analysis.CJKRunes(folded, emit) })
			r.add(string(index.FieldSource), keyword, values(d.SourceName()))
			r.add(string(index.FieldTopic), keyword, values(d.Topics...))
			r.add(string(index.FieldKind), keyword, values(string(u.Kind)))
			r.add(string(index.FieldAuthor), keyword, values(d.Authors...))
			r.add(string(index.FieldLang), keyword, values(d.Language))
			r.add(string(index.FieldDoc), keyword, values(string(d.ID)))
			c := records[u.ID]
			if c == nil {
				c = &document.CSL{}
			}
			r.add(string(index.FieldJournal), keyword, values(c.ContainerTitle))
			r.add(string(index.FieldCitedTitle), keyword, values(c.Title))
			r.add(string(index.FieldCitedAuthor), keyword, values(names(c.Author, c.Editor, c.Translator)...))
			r.add(string(index.FieldCitedYear), keyword, values(strings.TrimPrefix(fmt.Sprintf("%04d", c.Issued.Year()), "0000")))
			all = append(all, r)
		}
	}
	return all
}

func names(lists ...[]document.Name) (all []string) {
	for _, n := range slices.Concat(lists...) {
		all = append(all, n.String())
	}
	return all
}

func values(vs ...string) func(emit func(string)) {
	return func(emit func(string)) {
		for _, v := range vs {
			if v != "" {
				emit(v)
			}
		}
	}
}

// keyword is the option of fields in which only sets of units matter.
const keyword = api.SkipFreqNorm

// row is a unit with its terms.
type row struct {
	id     string
	fields []*field
}

var _ api.Document = (*row)(nil)

func (r *row) ID() string                                 { return r.id }
func (r *row) Size() int                                  { return len(r.id) }
func (r *row) VisitComposite(_ api.CompositeFieldVisitor) {}
func (r *row) HasComposite() bool                         { return false }
func (r *row) NumPlainTextBytes() uint64                  { return 0 }
func (r *row) AddIDField()                                {}
func (r *row) StoredFieldsBytes() uint64                  { return 0 }
func (r *row) Indexed() bool                              { return true }

func (r *row) VisitFields(visit api.FieldVisitor) {
	for _, f := range r.fields {
		visit(f)
	}
}

// add adds a field that holds the terms that walk emits.
func (r *row) add(name string, options api.FieldIndexingOptions, walk func(emit func(string))) {
	f := &field{name: name, options: options | api.IndexField, freqs: api.TokenFrequencies{}}
	if name == "_id" {
		f.options |= api.StoreField
		f.value = []byte(r.id)
	}
	walk(func(term string) {
		f.length++
		tf, ok := f.freqs[term]
		if !ok {
			tf = &api.TokenFreq{Term: []byte(term)}
			f.freqs[term] = tf
		}
		tf.SetFrequency(tf.Frequency() + 1)
	})
	r.fields = append(r.fields, f)
}

// field is one field of a row with its terms counted.
type field struct {
	name    string
	options api.FieldIndexingOptions
	value   []byte
	length  int
	freqs   api.TokenFrequencies
}

var _ api.Field = (*field)(nil)

func (f *field) Name() string                                   { return f.name }
func (f *field) Value() []byte                                  { return f.value }
func (f *field) ArrayPositions() []uint64                       { return nil }
func (f *field) EncodedFieldType() byte                         { return 't' }
func (f *field) Analyze()                                       {}
func (f *field) Options() api.FieldIndexingOptions              { return f.options }
func (f *field) AnalyzedLength() int                            { return f.length }
func (f *field) AnalyzedTokenFrequencies() api.TokenFrequencies { return f.freqs }
func (f *field) NumPlainTextBytes() uint64                      { return 0 }
