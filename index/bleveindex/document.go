// Package bleveindex is the embedded engine: Bleve's segments hold terms,
// postings and stored units; columns by unit number beside them hold what is
// counted, sorted and checked. It is the only importer of Bleve.
//
// Matching, counting and ranking work on the postings' bitmaps (match.go,
// collect.go, rank.go) and not through Bleve's searchers: its facets, phrase
// queries and statistics are slow or inexact, see docs/design.md.
package bleveindex

import (
	api "github.com/blevesearch/bleve_index_api"

	"wensou/index"
)

// storedField is the name of the stored JSON of a unit.
const storedField = "unit"

// row is one unit as Bleve's segment writer sees it. Its terms are made by our
// analysis before it gets here, so that nothing is analysed twice.
type row struct {
	id     string
	fields []field
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
	for i := range r.fields {
		visit(&r.fields[i])
	}
}

// field is one field of a row with its terms counted.
type field struct {
	name    string
	options api.FieldIndexingOptions
	value   []byte // only when stored
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

// termCounter counts terms; reset between fields keeps nothing, because the
// segment writer holds the map until the segment is written.
type termCounter struct {
	freqs  api.TokenFrequencies
	length int
}

func newTermCounter(size int) termCounter {
	return termCounter{freqs: make(api.TokenFrequencies, size)}
}

func (c *termCounter) add(term string) {
	c.length++
	if tf, ok := c.freqs[term]; ok {
		tf.SetFrequency(tf.Frequency() + 1)
		return
	}
	tf := &api.TokenFreq{Term: []byte(term)}
	tf.SetFrequency(1)
	c.freqs[term] = tf
}

// idField makes the row findable by its key and the key readable by number.
func idField(id string) field {
	c := newTermCounter(1)
	c.add(id)
	return field{name: "_id", options: api.IndexField | api.StoreField | api.SkipFreqNorm, value: []byte(id), length: 1, freqs: c.freqs}
}

// keywords is a field whose values are terms as they are; only their sets of
// units matter.
func keywords(name index.Field, values ...string) field {
	c := newTermCounter(len(values))
	for _, v := range values {
		if v != "" {
			c.add(v)
		}
	}
	return field{name: string(name), options: api.IndexField | api.SkipFreqNorm, length: c.length, freqs: c.freqs}
}

// scored is a field with term frequencies.
func scored(name index.Field, c termCounter) field {
	return field{name: string(name), options: api.IndexField, length: c.length, freqs: c.freqs}
}

// stored is a field that is only kept.
func stored(value []byte) field {
	return field{name: storedField, options: api.StoreField, value: value, freqs: api.TokenFrequencies{}}
}
