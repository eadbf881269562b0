package suggest

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"

	mmap "github.com/blevesearch/mmap-go"
	"github.com/blevesearch/vellum"

	"wensou/index"
)

// Data is an open file of suggestions. Nil, or without a file, it has none. It
// may be used by many at once, until Close.
type Data struct {
	mapped  mmap.MMap
	raw     []byte
	header  header
	sources []string
	fst     *vellum.FST
}

// Open maps the file at path. A file that is not there is an index without
// suggestions; one that is damaged is index.ErrCorrupt.
func Open(path string) (*Data, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return &Data{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("open suggestions: %w", err)
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("open suggestions: %w", err)
	}
	if st.Size() < int64(headerBytes) {
		return nil, fmt.Errorf("%w: %s has %d bytes", index.ErrCorrupt, File, st.Size())
	}
	m, err := mmap.Map(f, mmap.RDONLY, 0)
	if err != nil {
		return nil, fmt.Errorf("map suggestions: %w", err)
	}
	d := &Data{mapped: m}
	if err := d.read(m); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// read checks the header and finds the sections.
func (d *Data) read(raw []byte) (err error) {
	defer guard(&err)()
	bad := func(format string, args ...any) error {
		return fmt.Errorf("%w: %s: %s", index.ErrCorrupt, File, fmt.Sprintf(format, args...))
	}
	if len(raw) < headerBytes || string(raw[:len(magic)]) != magic {
		return bad("no file of suggestions")
	}
	h := &d.header
	n := binary.LittleEndian
	at := raw[len(magic):]
	h.entries, h.postings, h.sources = n.Uint32(at), n.Uint32(at[4:]), n.Uint32(at[8:])
	h.sourceBytes, h.entryBytes, h.dictionaryBytes = n.Uint64(at[16:]), n.Uint64(at[24:]), n.Uint64(at[32:])
	if !h.place() || h.size != int64(len(raw)) {
		return bad("%d bytes do not fit what it promises", len(raw))
	}
	p := &parser{b: raw[h.sourcesAt : h.sourcesAt+int64(h.sourceBytes)]}
	for range h.sources {
		d.sources = append(d.sources, p.text())
		if p.fault != nil {
			return bad("sources: %v", p.fault)
		}
	}
	if d.fst, err = vellum.Load(raw[h.dictAt : h.dictAt+int64(h.dictionaryBytes)]); err != nil {
		return bad("dictionary: %v", err)
	}
	d.raw = raw
	return nil
}

// guard is deferred as guard(&err)(): it turns into index.ErrCorrupt what
// reading a damaged file can cause, panics of the dictionary's reader and
// faults of the memory map.
func guard(err *error) func() {
	before := debug.SetPanicOnFault(true)
	return func() {
		debug.SetPanicOnFault(before)
		if r := recover(); r != nil {
			*err = fmt.Errorf("%w: reading %s panicked: %v\n%s", index.ErrCorrupt, File, r, debug.Stack())
		}
	}
}

// Len is the number of entries.
func (d *Data) Len() int {
	if d == nil {
		return 0
	}
	return int(d.header.entries)
}

// entry reads the entry of a number.
func (d *Data) entry(number uint32) (*entry, error) {
	if number >= d.header.entries {
		return nil, fmt.Errorf("%w: %s: no entry %d", index.ErrCorrupt, File, number)
	}
	at := d.raw[d.header.offsetsAt+4*int64(number):]
	from, to := binary.LittleEndian.Uint32(at), binary.LittleEndian.Uint32(at[4:])
	if from > to || uint64(to) > d.header.entryBytes {
		return nil, fmt.Errorf("%w: %s: entry %d lies outside", index.ErrCorrupt, File, number)
	}
	records := d.raw[d.header.entriesAt:]
	e, err := parseEntry(records[from:to], len(d.sources))
	if err != nil {
		return nil, fmt.Errorf("%w: %s: entry %d: %w", index.ErrCorrupt, File, number, err)
	}
	return e, nil
}

// span is the postings of all keys that begin with prefix, and of the key that
// is exactly it.
func (d *Data) span(prefix string) (from, exact, to uint32, err error) {
	place := func(key []byte, found *[]byte) (uint32, error) {
		it, err := d.fst.Iterator(key, nil)
		if errors.Is(err, vellum.ErrIteratorDone) {
			return d.header.postings, nil
		}
		if err != nil {
			return 0, fmt.Errorf("%w: %s: dictionary: %w", index.ErrCorrupt, File, err)
		}
		k, v := it.Current()
		if v > uint64(d.header.postings) {
			return 0, fmt.Errorf("%w: %s: no posting %d", index.ErrCorrupt, File, v)
		}
		*found = k
		return uint32(v), nil
	}
	var first, other []byte
	if from, err = place([]byte(prefix), &first); err != nil {
		return 0, 0, 0, err
	}
	exact = from
	if string(first) == prefix {
		if exact, err = place([]byte(prefix+"\x00"), &other); err != nil {
			return 0, 0, 0, err
		}
	}
	after := []byte(prefix)
	after[len(after)-1]++ // keys are UTF-8, which has no 0xff
	if to, err = place(after, &other); err != nil {
		return 0, 0, 0, err
	}
	if from > exact || exact > to {
		return 0, 0, 0, fmt.Errorf("%w: %s: postings of %q are not in order", index.ErrCorrupt, File, prefix)
	}
	return from, exact, to, nil
}

// Close unmaps the file; a second call does nothing.
func (d *Data) Close() error {
	if d == nil || d.mapped == nil {
		return nil
	}
	m := d.mapped
	d.mapped, d.raw, d.fst = nil, nil, nil
	return m.Unmap()
}
