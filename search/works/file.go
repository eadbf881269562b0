package works

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"
	"sort"

	mmap "github.com/blevesearch/mmap-go"

	"wensou/index"
)

// Data is an open file of works. Nil, or without a file, it has none. It may
// be used by many at once, until Close.
type Data struct {
	mapped   mmap.MMap
	sections [sections][]byte
	sources  []string
	works    int
}

// Open maps the file at path. A file that is not there is an index whose works
// are not known; one that is damaged is index.ErrCorrupt.
func Open(path string) (*Data, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return &Data{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("open works: %w", err)
	}
	defer f.Close()
	if st, err := f.Stat(); err != nil || st.Size() < headerBytes {
		return nil, errors.Join(fmt.Errorf("%w: %s is cut", index.ErrCorrupt, File), err)
	}
	m, err := mmap.Map(f, mmap.RDONLY, 0)
	if err != nil {
		return nil, fmt.Errorf("map works: %w", err)
	}
	d := &Data{mapped: m}
	if err := d.read(m); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

const headerBytes = int64(len(magic) + 8*sections)

// read checks the header and finds the sections.
func (d *Data) read(raw []byte) (err error) {
	defer guard(&err)()
	bad := func(format string, args ...any) error {
		return fmt.Errorf("%w: %s: %s", index.ErrCorrupt, File, fmt.Sprintf(format, args...))
	}
	if len(raw) < int(headerBytes) || string(raw[:len(family)]) != family {
		return bad("no file of works")
	}
	if string(raw[:len(magic)]) != magic {
		return fmt.Errorf("%w: %s has form %q, not %q: build the index again", index.ErrIncompatible, File, raw[:len(magic)], magic)
	}
	at := uint64(headerBytes)
	for i := range d.sections {
		n := binary.LittleEndian.Uint64(raw[len(magic)+8*i:])
		if n > uint64(len(raw)) || at+(n+7)&^7 > uint64(len(raw)) {
			return bad("section %d lies outside", i)
		}
		d.sections[i] = raw[at : at+n]
		at += (n + 7) &^ 7
	}
	d.works = len(d.sections[secIDs]) / 8
	for sec, n := range map[int]int{
		secOffsets: 8 * (d.works + 1), secEnds: 8 * d.works, secAlsoWorks: len(d.sections[secAlso]) / 2,
		secLocalWorks: len(d.sections[secLocal]) / 2, secUnitEnds: len(d.sections[secUnits]),
		secYears: 4 * d.works, secNewest: 4 * d.works, secOldest: 4 * d.works,
	} {
		if len(d.sections[sec]) != n {
			return bad("section %d has %d bytes, not %d", sec, len(d.sections[sec]), n)
		}
	}
	if at != uint64(len(raw)) {
		return bad("%d bytes do not fit what it promises", len(raw))
	}
	p := &parser{b: d.sections[secSources]}
	for len(p.b) > 0 {
		d.sources = append(d.sources, string(p.bytes()))
	}
	if p.fault {
		return bad("sources are cut")
	}
	return nil
}

// guard is deferred as guard(&err)(): it turns into index.ErrCorrupt what
// reading a damaged file can cause, also faults of the memory map.
func guard(err *error) func() {
	before := debug.SetPanicOnFault(true)
	return func() {
		debug.SetPanicOnFault(before)
		if r := recover(); r != nil {
			*err = fmt.Errorf("%w: reading %s panicked: %v\n%s", index.ErrCorrupt, File, r, debug.Stack())
		}
	}
}

// Len is the number of works.
func (d *Data) Len() int {
	if d == nil {
		return 0
	}
	return d.works
}

// Known says that the index has a file of works, be it an empty one.
func (d *Data) Known() bool { return d != nil && d.mapped != nil }

// Close unmaps the file; a second call does nothing.
func (d *Data) Close() error {
	if d == nil || d.mapped == nil {
		return nil
	}
	m := d.mapped
	*d = Data{}
	return m.Unmap()
}

func (d *Data) u32(section, i int) uint32 {
	return binary.LittleEndian.Uint32(d.sections[section][4*i:])
}

func (d *Data) u64(section, i int) uint64 {
	return binary.LittleEndian.Uint64(d.sections[section][8*i:])
}

// find is the work that stands beside a number in a sorted section.
func (d *Data) find(keys, values int, want uint64) (work int, ok bool) {
	n := len(d.sections[keys]) / 8
	i := sort.Search(n, func(i int) bool { return d.u64(keys, i) >= want })
	if i == n || d.u64(keys, i) != want {
		return 0, false
	}
	work = int(d.u32(values, i))
	return work, work < d.works
}
