package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/util"
	bolt "go.etcd.io/bbolt"

	"wensou/index"
	"wensou/index/bleveindex/segment"
)

// segmentFile is the name that Bleve's own builder gives its only segment.
const segmentFile = "000000000002.zap"

// writeSegment merges the parts into the one segment of a Bleve index.
func (b *builder) writeSegment(ctx context.Context) error {
	if b.layout.units() == 0 {
		return errors.New("nothing was added")
	}
	if err := emptyBleve(b.path); err != nil {
		return err
	}
	paths := make([]string, len(b.parts))
	for i, p := range b.parts {
		paths[i] = p.segmentPath()
	}
	target := filepath.Join(b.path, bleveDir, "store", segmentFile)
	return segment.MergeKept(ctx, target, paths, b.base.kept(&b.layout), b.layout.spans(), invertedFields(), b.workers)
}

// emptyBleve makes a Bleve index with our mapping around a segment of one row,
// which Bleve's builder needs to make an index at all. The segment of the parts
// takes its place afterwards: the builder can neither take rows in order nor a
// segment that is there already.
func emptyBleve(path string) error {
	m, err := newMapping()
	if err != nil {
		return err
	}
	tmp := filepath.Join(path, partsDir, "builder")
	if err := os.MkdirAll(tmp, 0o755); err != nil {
		return err
	}
	b, err := bleve.NewBuilder(filepath.Join(path, bleveDir), m, map[string]any{
		"buildPathPrefix":     tmp,
		"forceSegmentType":    pluginType,
		"forceSegmentVersion": pluginVersion,
	})
	if err != nil {
		return fmt.Errorf("new bleve index: %w", err)
	}
	if err := b.Index("first", map[string]any{}); err != nil {
		return fmt.Errorf("new bleve index: %w", err)
	}
	if err := b.Close(); err != nil {
		return fmt.Errorf("new bleve index: %w", err)
	}
	return timeless(filepath.Join(path, bleveDir, "store", "root.bolt"))
}

// timeless takes the time of the build out of Bleve's root file, so that equal
// corpora make equal files.
func timeless(path string) error {
	db, err := bolt.Open(path, 0o644, &bolt.Options{Timeout: 5 * time.Second})
	if err != nil {
		return fmt.Errorf("open bleve root: %w", err)
	}
	stamp, err := time.Unix(0, 0).UTC().MarshalText()
	if err != nil {
		return errors.Join(err, db.Close())
	}
	err = db.Update(func(tx *bolt.Tx) error {
		snapshots := tx.Bucket(util.BoltSnapshotsBucket)
		if snapshots == nil {
			return errors.New("bleve root has no snapshots")
		}
		return snapshots.ForEachBucket(func(epoch []byte) error {
			if m := snapshots.Bucket(epoch).Bucket(util.BoltMetaDataKey); m != nil {
				return m.Put(util.BoltMetaDataTimeStamp, stamp)
			}
			return nil
		})
	})
	if err != nil {
		return errors.Join(err, db.Close())
	}
	return compact(db, path)
}

// compact copies a bolt file without its free pages, which still hold what was
// overwritten.
func compact(db *bolt.DB, path string) error {
	fresh, err := bolt.Open(path+".new", 0o644, nil)
	if err != nil {
		return errors.Join(fmt.Errorf("compact bleve root: %w", err), db.Close())
	}
	const oneTransaction = 0
	if err := errors.Join(bolt.Compact(fresh, db, oneTransaction), fresh.Close(), db.Close()); err != nil {
		return fmt.Errorf("compact bleve root: %w", err)
	}
	return os.Rename(path+".new", path)
}

// writeColumns writes text.bin, documents.bin and columns.bin from the parts.
func (b *builder) writeColumns() (index.Stats, error) {
	if err := b.docs.close(); err != nil {
		return index.Stats{}, fmt.Errorf("write documents: %w", err)
	}
	if err := b.writeText(filepath.Join(b.path, textFile)); err != nil {
		return index.Stats{}, fmt.Errorf("write text: %w", err)
	}
	c, err := segment.CreateFile(filepath.Join(b.path, columnsFile))
	if err != nil {
		return index.Stats{}, err
	}
	meta := columnsMeta{Dictionaries: map[string][]string{}, Retitled: b.docs.titles.retitled, Stats: b.stats()}
	if err := errors.Join(b.writeUnitColumns(c), b.writeDocumentColumns(c, &meta)); err != nil {
		return index.Stats{}, errors.Join(fmt.Errorf("write columns: %w", err), c.Abort())
	}
	return meta.Stats, c.Close(meta)
}

// columnsMeta is the JSON of the column file.
type columnsMeta struct {
	// Dictionaries are the values of keyword columns by ordinal.
	Dictionaries map[string][]string `json:"dictionaries"`
	// Retitled: a part of a document has another title than the document, so
	// that grams of its title stand where the document's don't.
	Retitled bool        `json:"retitled,omitempty"`
	Stats    index.Stats `json:"stats"`
}

func (b *builder) stats() index.Stats {
	s := index.Stats{Documents: len(b.docs.day), Kinds: b.docs.kinds, Sources: map[string]int{}}
	s.Units, s.TextBytes = len(b.layout.doc), b.layout.textBytes
	for i, n := range b.docs.sources {
		s.Sources[b.docs.source.names[i]] = n
	}
	return s
}

func (b *builder) writeUnitColumns(c *segment.FileWriter) error {
	return errors.Join(
		segment.WriteArray(c, "unit.doc", b.layout.doc),
		segment.WriteArray(c, "unit.text", b.textOffsets()),
	)
}

func (b *builder) writeDocumentColumns(c *segment.FileWriter, m *columnsMeta) error {
	return errors.Join(
		segment.WriteArray(c, "doc.header", b.docs.offsets),
		b.docs.titles.write(c),
		segment.WriteArray(c, "doc.day", b.docs.day),
		segment.WriteArray(c, "doc.day_end", b.docs.dayEnd),
		segment.WriteArray(c, "doc.combination", b.docs.combination),
		segment.WriteArray(c, "combination.example", b.docs.example),
		b.docs.source.write(c, m, index.FieldSource), b.docs.lang.write(c, m, index.FieldLang),
		b.docs.topic.write(c, m, index.FieldTopic), b.docs.author.write(c, m, index.FieldAuthor),
	)
}
