package segment

import (
	"encoding/binary"
	"errors"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"github.com/klauspost/compress/s2"
)

// bounded runs f, which must not allocate more than a multiple of n bytes.
func bounded(t *testing.T, n int, f func()) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	if got, most := after.TotalAlloc-before.TotalAlloc, uint64(256*n+1<<20); got > most {
		t.Errorf("%d bytes of input took %d bytes of memory", n, got)
	}
}

// isFormat says that an error, if there is one, blames the file.
func isFormat(t *testing.T, err error) {
	t.Helper()
	if err != nil && !errors.Is(err, ErrFormat) {
		t.Errorf("error %v is no ErrFormat", err)
	}
}

func FuzzPostings(f *testing.F) {
	for _, n := range []int{0, 1, 3, 256, 257, 5000} {
		for _, gap := range []uint32{1, 7, 70_000} {
			freqs := slices.Repeat([]uint8{1, 1, 200}, n/3+1)[:n]
			raw, err := appendPostings(nil, rising(n, func(int) uint32 { return gap }), freqs, gap == 1)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(raw)
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		bounded(t, len(raw), func() {
			_, err := readPostings(raw)
			isFormat(t, err)
		})
	})
}

func FuzzRun(f *testing.F) {
	var raw []byte
	for _, term := range []string{"", "中", "中文", "較長的詞"} {
		raw = appendList(appendString(raw, term), []uint32{1, 2, 300}, []uint8{1, 3, 1})
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		bounded(t, len(raw), func() {
			r := &run{rest: raw}
			for n := 0; r.next(); n++ {
				docs, freqs := r.postings(nil, nil)
				if n > len(raw) || len(docs) != len(freqs) || len(docs) > len(raw) {
					t.Fatalf("term %d %q with %d documents and %d frequencies in %d bytes", n, r.term(), len(docs), len(freqs), len(raw))
				}
			}
			isFormat(t, r.err())
		})
	})
}

// maxBlock is what decoded blocks usually hold at most in FuzzStored.
const maxBlock = 1 << 20

func FuzzStored(f *testing.F) {
	path := filepath.Join(f.TempDir(), "segment")
	write(f, path, corpus(2, 300, 10), 100)
	all := sections(f, path)
	f.Add(all[storedData], all[storedFirst], all[storedOffsets], uint32(300))
	f.Add([]byte{}, []byte{}, []byte{}, uint32(0))
	f.Fuzz(func(t *testing.T, data, first, offsets []byte, n uint32) {
		s := stored{data: data, n: n}
		for ; len(first) >= 4 && len(offsets) >= 8; first, offsets = first[4:], offsets[8:] {
			s.first = append(s.first, binary.LittleEndian.Uint32(first))
			s.offsets = append(s.offsets, binary.LittleEndian.Uint64(offsets))
		}
		// A block may promise up to maxDecoded, and then room is made for it.
		largest := maxBlock
		for _, at := range s.offsets {
			if at < uint64(len(data)) {
				if size, err := s2.DecodedLen(data[at:]); err == nil {
					largest = max(largest, min(size, maxDecoded))
				}
			}
		}
		if n == 0 {
			return
		}
		bounded(t, len(data)+8*largest, func() {
			isFormat(t, s.visit([]uint32{0, n / 3, n / 2, n - 1}, func(_ int, id, value []byte) error {
				if len(id)+len(value) > largest {
					t.Errorf("a record of %d bytes", len(id)+len(value))
				}
				return nil
			}))
		})
	})
}

// TestStoredBlockPromises: a block of a few bytes that promises gigabytes is
// damaged and not made room for.
func TestStoredBlockPromises(t *testing.T) {
	block := append(binary.AppendUvarint(nil, 256<<20), 0)
	s := stored{data: block, first: []uint32{0}, offsets: []uint64{0}, n: 1}
	bounded(t, len(block), func() {
		if err := s.visit([]uint32{0}, func(int, []byte, []byte) error { return nil }); !errors.Is(err, ErrFormat) {
			t.Errorf("error %v, want ErrFormat", err)
		}
	})
}

func FuzzDirectory(f *testing.F) {
	path := filepath.Join(f.TempDir(), "segment")
	write(f, path, corpus(2, 3, 10))
	raw, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add(file(`{"sections":{"a":{"offset":0,"bytes":8},"b":{"offset":8,"bytes":0}},"meta":{"docs":1}}`))
	f.Add(file(`{"sections":{"a":{"offset":-8,"bytes":9223372036854775807}}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		bounded(t, len(raw), func() {
			var m meta
			file := &File{Mapped: &Mapped{Data: raw}}
			if err := file.readDirectory(&m); err != nil {
				return
			}
			for name := range file.dir.Sections {
				section, err := file.Section(name)
				if err != nil || len(section) > len(raw) {
					t.Errorf("section %q: %d bytes, error %v", name, len(section), err)
				}
				for _, want := range []int{-1, 0, 1, int(m.Docs), math.MaxInt32} {
					numbers, err := Array[uint64](file, name, want)
					isFormat(t, err)
					if err == nil && want >= 0 && len(numbers) != want {
						t.Errorf("section %q: %d numbers, want %d", name, len(numbers), want)
					}
				}
			}
		})
	})
}
