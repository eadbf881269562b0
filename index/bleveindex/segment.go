package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	zap "github.com/blevesearch/zapx/v17"

	"wensou/index"
)

// segmentFile is the name that Bleve's own builder gives its only segment.
const segmentFile = "000000000002.zap"

// mergeSegments merges the parts' segments into one Bleve index. Merging keeps
// the order of segments and of units in them.
func mergeSegments(ctx context.Context, path string, parts []*part) error {
	if len(parts) == 0 {
		return errors.New("nothing was added")
	}
	if err := emptyBleve(path); err != nil {
		return err
	}
	target := filepath.Join(path, bleveDir, "store", segmentFile)
	if len(parts) == 1 {
		return os.Rename(parts[0].segmentPath(), target)
	}
	var segments []segment.Segment
	defer func() {
		for _, s := range segments {
			_ = s.Close() // read-only; the merge has its own error
		}
	}()
	plugin := new(zap.ZapPlugin)
	for _, p := range parts {
		s, err := plugin.Open(p.segmentPath())
		if err != nil {
			return fmt.Errorf("open part %d: %w", p.number, err)
		}
		segments = append(segments, s)
	}
	if err := os.Remove(target); err != nil {
		return err
	}
	// A closed channel makes Merge stop: ctx.Done is one.
	_, _, err := plugin.Merge(segments, make([]*roaring.Bitmap, len(segments)), target, closeChannel(ctx), nil)
	return errors.Join(err, ctx.Err())
}

// closeChannel turns ctx into the kind of channel that Merge wants.
func closeChannel(ctx context.Context) chan struct{} {
	c := make(chan struct{})
	context.AfterFunc(ctx, func() { close(c) })
	return c
}

// emptyBleve makes a Bleve index with our mapping around one placeholder row,
// whose segment is replaced afterwards: Bleve's builder can neither take rows
// in order nor segments that are there already.
func emptyBleve(path string) error {
	m, err := newMapping()
	if err != nil {
		return err
	}
	tmp := filepath.Join(path, partsDir, "builder")
	if err := os.MkdirAll(tmp, 0o755); err != nil {
		return err
	}
	b, err := bleve.NewBuilder(filepath.Join(path, bleveDir), m, map[string]any{"buildPathPrefix": tmp})
	if err != nil {
		return fmt.Errorf("new bleve index: %w", err)
	}
	if err := b.Index("placeholder", map[string]any{}); err != nil {
		return fmt.Errorf("new bleve index: %w", err)
	}
	if err := b.Close(); err != nil {
		return fmt.Errorf("new bleve index: %w", err)
	}
	return nil
}

// writeColumns writes text.bin, documents.bin and columns.bin from the parts.
func (b *builder) writeColumns() (index.Stats, error) {
	if err := b.docs.close(); err != nil {
		return index.Stats{}, fmt.Errorf("write documents: %w", err)
	}
	if err := concatenate(filepath.Join(b.path, textFile), b.parts); err != nil {
		return index.Stats{}, fmt.Errorf("write text: %w", err)
	}
	c, err := createColumns(filepath.Join(b.path, columnsFile))
	if err != nil {
		return index.Stats{}, err
	}
	c.dir.Dictionaries = map[string][]string{}
	c.dir.TotalLengths = map[index.Field]int64{}
	c.dir.Stats = b.stats()
	err = errors.Join(b.writeUnitColumns(c), b.writeDocumentColumns(c), c.close())
	return c.dir.Stats, err
}

func (b *builder) stats() index.Stats {
	s := index.Stats{Documents: len(b.docs.day), Kinds: b.docs.kinds, Sources: map[string]int{}}
	for _, p := range b.parts {
		s.Units += len(p.doc)
		s.TextBytes += p.textBytes
	}
	for i, n := range b.docs.sources {
		s.Sources[b.docs.source.names[i]] = n
	}
	return s
}

func (b *builder) writeUnitColumns(c *columnWriter) error {
	offsets := []uint64{0}
	for _, p := range b.parts {
		for _, n := range p.textLen {
			offsets = append(offsets, offsets[len(offsets)-1]+uint64(n))
		}
	}
	errs := []error{
		writeArray(c, "unit.doc", joinParts(b.parts, func(p *part) []uint32 { return p.doc })),
		writeArray(c, "unit.kind", joinParts(b.parts, func(p *part) []uint8 { return p.kind })),
		writeArray(c, "unit.text", offsets),
	}
	for _, f := range index.ScoredFields {
		lengths := joinParts(b.parts, func(p *part) []uint16 { return p.lengths[f] })
		for _, n := range lengths {
			c.dir.TotalLengths[f] += int64(n)
		}
		errs = append(errs, writeArray(c, "unit."+string(f)+".length", lengths))
	}
	return errors.Join(errs...)
}

func (b *builder) writeDocumentColumns(c *columnWriter) error {
	return errors.Join(
		writeArray(c, "doc.header", b.docs.offsets),
		writeArray(c, "doc.day", b.docs.day),
		writeArray(c, "doc.day_end", b.docs.dayEnd),
		b.docs.source.write(c, index.FieldSource), b.docs.lang.write(c, index.FieldLang),
		b.docs.topic.write(c, index.FieldTopic), b.docs.author.write(c, index.FieldAuthor),
	)
}

func joinParts[T any](parts []*part, of func(*part) []T) []T {
	var all []T
	for _, p := range parts {
		all = append(all, of(p)...)
	}
	return all
}

func concatenate(path string, parts []*part) error {
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	for _, p := range parts {
		if err := appendFile(out, p.textPath()); err != nil {
			return errors.Join(err, out.Close())
		}
	}
	return out.Close()
}

func appendFile(out *os.File, path string) error {
	in, err := os.Open(path)
	if err != nil {
		return err
	}
	defer in.Close()
	_, err = io.Copy(out, in)
	return err
}
