package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync/atomic"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	api "github.com/blevesearch/bleve_index_api"
	scorchapi "github.com/blevesearch/scorch_segment_api/v2"

	"wensou/index/bleveindex/segment"
)

// Under these Bleve's root file names the format of our segments.
const (
	pluginType    = "wensou"
	pluginVersion = 1
)

// plugin teaches Bleve our segment format, so that an index of ours is an
// index of Bleve's: opened, queried, merged and copied by its own code.
type plugin struct{}

var _ scorch.SegmentPlugin = plugin{}

func (plugin) Type() string    { return pluginType }
func (plugin) Version() uint32 { return pluginVersion }

func (plugin) Open(path string) (scorchapi.Segment, error) {
	s, err := segment.Open(path)
	if err != nil {
		return nil, err
	}
	b := &bleveSegment{s: s}
	b.refs.Store(1)
	return b, nil
}

func (p plugin) OpenUsing(path string, _ map[string]any) (scorchapi.Segment, error) {
	return p.Open(path)
}

// New makes a segment of documents that Bleve analysed.
func (p plugin) New(docs []api.Document) (_ scorchapi.Segment, bytes uint64, err error) {
	dir, err := os.MkdirTemp("", "wensou-segment-")
	if err != nil {
		return nil, 0, fmt.Errorf("new segment: %w", err)
	}
	s, bytes, err := p.newIn(dir, docs)
	if err != nil {
		return nil, 0, errors.Join(fmt.Errorf("new segment: %w", err), os.RemoveAll(dir))
	}
	return s, bytes, nil
}

func (p plugin) NewUsing(docs []api.Document, _ map[string]any) (scorchapi.Segment, uint64, error) {
	return p.New(docs)
}

func (p plugin) newIn(dir string, docs []api.Document) (*unpersisted, uint64, error) {
	specs := specsOf(docs)
	place := map[string]int{}
	for i, s := range specs {
		place[s.Name] = i
	}
	path := filepath.Join(dir, "part")
	part, err := segment.NewPart(path, 0, specs)
	if err != nil {
		return nil, 0, err
	}
	for _, d := range docs {
		var value []byte
		d.VisitFields(func(f api.Field) {
			if f.Name() == unitField {
				value = f.Value()
			}
			for _, tf := range f.AnalyzedTokenFrequencies() {
				for range tf.Frequency() {
					part.Add(place[f.Name()], string(tf.Term))
				}
			}
		})
		if err := part.End(d.ID(), value); err != nil {
			return nil, 0, errors.Join(err, part.Abort())
		}
	}
	if err := part.Close(); err != nil {
		return nil, 0, err
	}
	out := filepath.Join(dir, "segment")
	if err := segment.Merge(context.Background(), out, []string{path}, specs, 1); err != nil {
		return nil, 0, err
	}
	s, err := segment.Open(out)
	if err != nil {
		return nil, 0, err
	}
	st, err := os.Stat(out)
	if err != nil {
		return nil, 0, errors.Join(err, s.Close())
	}
	u := &unpersisted{bleveSegment: bleveSegment{s: s}, dir: dir}
	u.refs.Store(1)
	return u, uint64(st.Size()), nil
}

// specsOf are the indexed fields of documents in order of appearance.
func specsOf(docs []api.Document) (specs []segment.FieldSpec) {
	seen := map[string]bool{}
	for _, d := range docs {
		d.VisitFields(func(f api.Field) {
			if seen[f.Name()] || !f.Options().IsIndexed() {
				return
			}
			seen[f.Name()] = true
			specs = append(specs, segment.FieldSpec{Name: f.Name(), Lengths: f.Name() != idName && !f.Options().SkipFreqNorm()})
		})
	}
	return specs
}

func (plugin) Merge(segments []scorchapi.Segment, drops []*roaring.Bitmap, path string, closed chan struct{}, _ scorchapi.StatsReporter) ([][]uint64, uint64, error) {
	ours := make([]*segment.Segment, len(segments))
	for i, s := range segments {
		switch s := s.(type) {
		case *bleveSegment:
			ours[i] = s.s
		case *unpersisted:
			ours[i] = s.s
		default:
			return nil, 0, fmt.Errorf("merge segments: %T is not one of ours", s)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if closed != nil {
		go func() {
			select {
			case <-closed:
				cancel()
			case <-ctx.Done():
			}
		}()
	}
	numbers, err := segment.MergeSegments(ctx, path, ours, drops)
	if err != nil {
		return nil, 0, err
	}
	st, err := os.Stat(path)
	if err != nil {
		return nil, 0, fmt.Errorf("merge segments: %w", err)
	}
	return numbers, uint64(st.Size()), nil
}

func (p plugin) MergeUsing(segments []scorchapi.Segment, drops []*roaring.Bitmap, path string, closed chan struct{}, r scorchapi.StatsReporter, _ map[string]any) ([][]uint64, uint64, error) {
	return p.Merge(segments, drops, path, closed, r)
}

// bleveSegment is a segment as Bleve sees it.
type bleveSegment struct {
	s    *segment.Segment
	refs atomic.Int64
}

var _ scorchapi.PersistedSegment = (*bleveSegment)(nil)

func (b *bleveSegment) Path() string            { return b.s.Path() }
func (b *bleveSegment) Count() uint64           { return uint64(b.s.Docs()) }
func (b *bleveSegment) Size() int               { return 0 } // mapped, not allocated
func (b *bleveSegment) BytesRead() uint64       { return 0 }
func (b *bleveSegment) BytesWritten() uint64    { return 0 }
func (b *bleveSegment) ResetBytesRead(_ uint64) {}
func (b *bleveSegment) AddRef()                 { b.refs.Add(1) }

func (b *bleveSegment) DecRef() error {
	if b.refs.Add(-1) == 0 {
		return b.s.Close()
	}
	return nil
}

func (b *bleveSegment) Close() error { return b.DecRef() }

func (b *bleveSegment) Fields() []string {
	var names []string
	for _, f := range b.s.Fields() {
		names = append(names, f.Name)
	}
	return names
}

func (b *bleveSegment) Dictionary(field string) (scorchapi.TermDictionary, error) {
	f := b.s.Field(field)
	if f == nil {
		return noDictionary{}, nil
	}
	d, err := f.Dictionary()
	if err != nil {
		return nil, err
	}
	return &dictionary{f, d}, nil
}

// VisitStoredFields gives the id and the stored unit.
func (b *bleveSegment) VisitStoredFields(n uint64, visit scorchapi.StoredFieldValueVisitor) error {
	if n >= b.Count() {
		return nil
	}
	return b.s.Stored([]uint32{uint32(n)}, func(_ int, id, value []byte) error {
		if visit(idName, 't', id, nil) && len(value) > 0 {
			visit(unitField, 't', value, nil)
		}
		return nil
	})
}

func (b *bleveSegment) DocID(n uint64) (key []byte, err error) {
	if n >= b.Count() {
		return nil, nil
	}
	err = b.s.Stored([]uint32{uint32(n)}, func(_ int, id, _ []byte) error {
		key = append([]byte(nil), id...)
		return nil
	})
	return key, err
}

func (b *bleveSegment) DocNumbers(ids []string) (*roaring.Bitmap, error) {
	set := roaring.New()
	f := b.s.Field(idName)
	if f == nil {
		return set, nil
	}
	d, err := f.Dictionary()
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		p, err := d.Postings([]byte(id))
		if err != nil {
			return nil, err
		}
		set.Or(p.Bitmap())
	}
	return set, nil
}

// unpersisted is a segment in a folder for temporary files.
type unpersisted struct {
	bleveSegment
	dir string
}

var _ scorchapi.UnpersistedSegment = (*unpersisted)(nil)

// Persist copies the file to path and syncs it.
func (u *unpersisted) Persist(path string) error {
	in, err := os.Open(u.s.Path())
	if err != nil {
		return fmt.Errorf("persist segment: %w", err)
	}
	defer in.Close()
	out, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("persist segment: %w", err)
	}
	_, err = io.Copy(out, in)
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		return fmt.Errorf("persist segment: %w", err)
	}
	// Bleve's builder never closes what it persisted.
	return os.RemoveAll(u.dir)
}

func (u *unpersisted) Close() error { return u.DecRef() }

// DecRef removes the folder with the last reference: Bleve's writer never
// calls Close.
func (u *unpersisted) DecRef() error {
	if u.refs.Add(-1) == 0 {
		return errors.Join(u.s.Close(), os.RemoveAll(u.dir))
	}
	return nil
}
