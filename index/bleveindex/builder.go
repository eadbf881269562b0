package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/sync/errgroup"

	"wensou/analysis"
	"wensou/document"
	"wensou/index"
)

// A part is analysed and inverted by one worker. Its size bounds the memory of
// a build, whatever the corpus: about 16 times partBytes for each worker, and
// the input of two more parts.
const (
	partBytes      = 24 << 20
	leastPartBytes = 1 << 20
)

// BuilderOptions of NewBuilder.
type BuilderOptions struct {
	// Workers analyse and write parts (default: processors).
	Workers int
	// Memory bounds what is kept of texts and terms, in bytes, by making parts
	// smaller (default: 24 MiB of text each). The index is the same.
	Memory int64
	// Base is an older generation. Documents that it has just so are taken over
	// from it instead of being analysed; the index is the same. nil for none.
	// Its searcher stays open until the builder has ended.
	Base *Base
}

// partBytes of text make a part.
func (o *BuilderOptions) partBytes() int {
	if o.Memory <= 0 {
		return partBytes
	}
	return int(min(partBytes, max(leastPartBytes, o.Memory/int64(16*o.Workers+2))))
}

// builder implements index.Builder: Add numbers units in order and hands them
// out in parts; workers invert each part by itself; Finish merges the parts
// into one segment and joins their columns. So unit numbers equal the
// canonical order, and every file is the same however many workers there are
// and whatever was taken over from an older generation.
type builder struct {
	path     string
	workers  int
	partSize int // bytes of text
	analyzer *analysis.Analyzer
	group    *errgroup.Group
	ctx      context.Context // of the worker group, for Add to notice their errors
	cancel   context.CancelFunc
	queue    chan *part

	parts     []*part
	current   *part
	layout    layout
	base      *keeper // nil without one
	analysed  int64   // bytes of text
	docs      *documentTable
	seen      map[[16]byte]struct{}
	duplicate []index.Duplicate
	closed    bool
}

var _ index.Builder = (*builder)(nil)

// NewBuilder makes a builder that writes below path, an empty directory.
func NewBuilder(path string, a *analysis.Analyzer, o BuilderOptions) (index.Builder, error) {
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if err := os.MkdirAll(filepath.Join(path, partsDir), 0o755); err != nil {
		return nil, fmt.Errorf("make build directory: %w", err)
	}
	docs, err := createDocuments(filepath.Join(path, documentsFile))
	if err != nil {
		return nil, err
	}
	base, err := newKeeper(o.Base)
	if err != nil {
		return nil, errors.Join(err, docs.close())
	}
	ctx, cancel := context.WithCancel(context.Background())
	group, ctx := errgroup.WithContext(ctx)
	b := &builder{
		path: path, workers: o.Workers, partSize: o.partBytes(), analyzer: a, group: group, ctx: ctx, cancel: cancel,
		queue: make(chan *part, 1), docs: docs, base: base, seen: map[[16]byte]struct{}{},
	}
	for range o.Workers {
		group.Go(b.work)
	}
	return b, nil
}

// work ends when the queue is closed; after an error elsewhere it only drains.
func (b *builder) work() error {
	for p := range b.queue {
		if b.ctx.Err() != nil {
			continue
		}
		if err := p.write(b.analyzer); err != nil {
			return fmt.Errorf("write part %d: %w", p.number, err)
		}
	}
	return nil
}

func (b *builder) Add(ctx context.Context, d *document.Document) error {
	if b.closed {
		return errors.New("bleveindex: add to a closed builder")
	}
	number, err := b.docs.add(d)
	if err != nil {
		return err
	}
	kept, err := b.keep(d, number)
	if kept || err != nil {
		return err
	}
	return b.analyse(ctx, d, number)
}

// keep takes a document over from the base, if that has it just so.
func (b *builder) keep(d *document.Document, number uint32) (bool, error) {
	if b.base == nil {
		return false, nil
	}
	keys := make([][16]byte, len(d.Units))
	for i := range d.Units {
		keys[i] = hashOf(index.KeyOf(d, d.Units[i].ID))
		if _, taken := b.seen[keys[i]]; taken {
			return false, nil
		}
	}
	from, same, err := b.base.find(d)
	if !same || err != nil {
		return false, err
	}
	for i := range d.Units {
		b.seen[keys[i]] = struct{}{}
		b.docs.count(number, d.Units[i].Kind)
		b.layout.keep(from+uint32(i), number)
		b.layout.textBytes += int64(len(d.Units[i].Text))
	}
	return true, nil
}

// analyse hands the units of a document to the workers.
func (b *builder) analyse(ctx context.Context, d *document.Document, number uint32) error {
	h := &header{doc: string(d.ID), title: d.Title, source: d.SourceName(), lang: d.Language, topics: d.Topics, authors: d.Authors}
	contexts, records := index.Contexts(d), index.Records(d)
	for i := range d.Units {
		key := index.KeyOf(d, d.Units[i].ID)
		if !b.first(key) {
			b.duplicate = append(b.duplicate, index.NewDuplicate(d, &d.Units[i]))
			continue
		}
		if b.current == nil {
			b.current = &part{number: len(b.parts), dir: filepath.Join(b.path, partsDir)}
			b.parts = append(b.parts, b.current)
		}
		id := d.Units[i].ID
		u := unit{number: b.layout.units(), key: key, row: key == index.UnitKey(id), context: contexts[id], record: records[id], unit: d.Units[i], header: h}
		b.layout.add(b.current, number)
		b.layout.textBytes += int64(len(d.Units[i].Text))
		b.analysed += int64(len(d.Units[i].Text))
		b.current.add(u)
		b.docs.count(number, d.Units[i].Kind)
		if b.current.bytes >= b.partSize {
			if err := b.send(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// first notes a key and says whether it is new. 128 bits of hash stand for the
// key: a million keys would otherwise fill 100 MB.
func (b *builder) first(key index.UnitKey) bool {
	sum := hashOf(key)
	if _, ok := b.seen[sum]; ok {
		return false
	}
	b.seen[sum] = struct{}{}
	return true
}

func hashOf(key index.UnitKey) (sum [16]byte) {
	h := fnv.New128a()
	_, _ = h.Write([]byte(key)) // hash.Hash never fails
	h.Sum(sum[:0])
	return sum
}

func (b *builder) send(ctx context.Context) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	p := b.current
	b.current = nil
	select {
	case b.queue <- p:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-b.ctx.Done():
		return fmt.Errorf("build: %w", context.Cause(b.ctx))
	}
}

func (b *builder) Finish(ctx context.Context) (*index.BuildReport, error) {
	if b.closed {
		return nil, errors.New("bleveindex: builder is closed")
	}
	var sendErr error
	if b.current != nil {
		sendErr = b.send(ctx)
	}
	b.closed = true
	close(b.queue)
	if err := errors.Join(b.group.Wait(), sendErr); err != nil {
		return nil, err
	}
	defer b.cancel()
	if err := b.writeSegment(ctx); err != nil {
		return nil, fmt.Errorf("write segment: %w", err)
	}
	stats, err := b.writeColumns()
	if err != nil {
		return nil, err
	}
	if err := os.RemoveAll(filepath.Join(b.path, partsDir)); err != nil {
		return nil, fmt.Errorf("remove parts: %w", err)
	}
	return &index.BuildReport{Stats: stats, Duplicates: b.duplicate, Analysed: b.analysed}, nil
}

func (b *builder) Abort() error {
	b.cancel()
	if !b.closed {
		b.closed = true
		close(b.queue)
		_ = b.group.Wait() // the caller has the error that made it abort
	}
	return errors.Join(b.docs.close(), os.RemoveAll(filepath.Join(b.path, partsDir)))
}
