package segment

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestFile takes sections through a file.
func TestFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	w, err := CreateFile(path)
	if err != nil {
		t.Fatal(err)
	}
	days := []int32{math.MinInt32, -1, 0, math.MaxInt32}
	offsets := []uint64{0, 1 << 40, math.MaxUint64}
	err = errors.Join(
		WriteArray(w, "bytes", []uint8{1, 2, 3}), // so that what follows must be aligned
		WriteArray(w, "days", days),
		WriteArray(w, "nothing", []uint32(nil)),
		WriteArray(w, "offsets", offsets),
		WriteArray(w, "lengths", []uint16{65535}),
		w.Close(map[string]int{"docs": 7}),
	)
	if err != nil {
		t.Fatal(err)
	}
	var meta struct{ Docs int }
	f, err := OpenFile(path, &meta)
	if err != nil || meta.Docs != 7 {
		t.Fatalf("meta %+v, error %v", meta, err)
	}
	defer f.Close()
	gotDays, e1 := Array[int32](f, "days", 4)
	gotOffsets, e2 := Array[uint64](f, "offsets", -1)
	nothing, e3 := Array[uint32](f, "nothing", 0)
	raw, e4 := f.Section("bytes")
	if err := errors.Join(e1, e2, e3, e4); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(gotDays, days) || !slices.Equal(gotOffsets, offsets) || nothing != nil || !slices.Equal(raw, []byte{1, 2, 3}) {
		t.Errorf("sections %v, %v, %v, %v", gotDays, gotOffsets, nothing, raw)
	}
	for name, s := range f.dir.Sections {
		if s.Offset%8 != 0 {
			t.Errorf("section %s begins at %d", name, s.Offset)
		}
	}
	for _, tc := range []struct {
		name string
		err  error
	}{
		{"missing", errOf(f.Section("none"))},
		{"fewer than wanted", errOf(Array[int32](f, "days", 5))},
		{"more than wanted", errOf(Array[int32](f, "days", 3))},
		{"no whole number of them", errOf(Array[uint64](f, "bytes", -1))},
	} {
		if !errors.Is(tc.err, ErrFormat) {
			t.Errorf("%s: error %v, want ErrFormat", tc.name, tc.err)
		}
	}
	if err := errors.Join(f.Close(), f.Close()); err != nil {
		t.Errorf("closed twice: %v", err)
	}
}

func errOf[T any](_ T, err error) error { return err }

func TestSectionTwice(t *testing.T) {
	w, err := CreateFile(filepath.Join(t.TempDir(), "file"))
	if err != nil {
		t.Fatal(err)
	}
	defer w.Abort()
	if err := errors.Join(w.Section("a"), w.Section("b")); err != nil {
		t.Fatal(err)
	}
	if w.Section("a") == nil {
		t.Error("a section of the same name was begun")
	}
}

// file is a file of sections around a directory.
func file(dir string) []byte {
	b := append([]byte("12345678"), dir...)
	b = binary.LittleEndian.AppendUint64(b, uint64(len(dir)))
	return append(b, magic...)
}

// TestFileDamaged: a file that is not what it promises is not opened.
func TestFileDamaged(t *testing.T) {
	whole := file(`{"sections":{"a":{"offset":0,"bytes":8}},"meta":{}}`)
	long := slices.Clone(whole)
	binary.LittleEndian.PutUint64(long[len(long)-16:], math.MaxUint64)
	for _, tc := range []struct {
		name string
		raw  []byte
	}{
		{"empty", nil},
		{"magic word only", []byte(magic)},
		{"cut", whole[:len(whole)-1]},
		{"cut at the front", whole[20:]},
		{"another version", append(whole[:len(whole)-1:len(whole)-1], '1')},
		{"no directory", file("")},
		{"no JSON", file("{")},
		{"no meta", file(`{"sections":{}}`)},
		{"another meta", file(`{"sections":{},"meta":[1]}`)},
		{"a directory that is longer than the file", long},
		{"a negative offset", file(`{"sections":{"a":{"offset":-8,"bytes":8}},"meta":{}}`)},
		{"an offset between", file(`{"sections":{"a":{"offset":4,"bytes":1}},"meta":{}}`)},
		{"a negative length", file(`{"sections":{"a":{"offset":0,"bytes":-1}},"meta":{}}`)},
		{"a length beyond the sections", file(`{"sections":{"a":{"offset":0,"bytes":9}},"meta":{}}`)},
		{"an offset beyond the sections", file(`{"sections":{"a":{"offset":16,"bytes":0}},"meta":{}}`)},
		{"a length that overflows", file(`{"sections":{"a":{"offset":8,"bytes":9223372036854775807}},"meta":{}}`)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "file")
			if err := os.WriteFile(path, tc.raw, 0o600); err != nil {
				t.Fatal(err)
			}
			var meta struct{ Docs int }
			if f, err := OpenFile(path, &meta); !errors.Is(err, ErrFormat) {
				t.Errorf("%v, error %v; want ErrFormat", f, err)
			}
		})
	}
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := OpenFile(path, nil)
	if err != nil {
		t.Fatalf("the whole file: %v", err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
}

// TestSegmentDamaged: a segment without a section, or with one of another
// size, is not opened.
func TestSegmentDamaged(t *testing.T) {
	dir := t.TempDir()
	good := filepath.Join(dir, "good")
	write(t, good, corpus(1, 20, 10))
	all := sections(t, good)
	meta := all[""]
	delete(all, "")
	damages := map[string]func([]byte) []byte{
		"missing": func([]byte) []byte { return nil },
		"empty":   func([]byte) []byte { return []byte{} },
		"cut":     func(b []byte) []byte { return b[:len(b)-1] },
	}
	for name, whole := range all {
		for kind, damage := range damages {
			if len(whole) == 0 && kind != "missing" {
				continue // every key has one posting, which the dictionary holds
			}
			t.Run(fmt.Sprint(name, " ", kind), func(t *testing.T) {
				path := filepath.Join(dir, "bad")
				w, err := CreateFile(path)
				if err != nil {
					t.Fatal(err)
				}
				for other, raw := range all {
					if other == name {
						if raw = damage(raw); raw == nil {
							continue
						}
					}
					if err := WriteArray(w, other, raw); err != nil {
						t.Fatal(err)
					}
				}
				if err := w.Close(rawJSON(meta)); err != nil {
					t.Fatal(err)
				}
				s, err := Open(path)
				if errors.Is(err, ErrFormat) {
					return
				}
				if err != nil {
					t.Fatalf("error %v, want ErrFormat", err)
				}
				defer s.Close()
				// A section of bytes may have any length; that shows on reading.
				if readAll(s) == nil {
					t.Error("everything was read")
				}
			})
		}
	}
}

type rawJSON []byte

func (r rawJSON) MarshalJSON() ([]byte, error) { return r, nil }

// readAll reads every posting and record.
func readAll(s *Segment) error {
	for _, spec := range s.Fields() {
		terms := s.Field(spec.Name).Terms(nil, nil, nil)
		for terms.Next() {
			p, err := terms.Postings()
			if err != nil {
				return err
			}
			p.All(nil, nil)
		}
		if terms.Err() != nil {
			return terms.Err()
		}
	}
	all := make([]uint32, s.Docs())
	for i := range all {
		all[i] = uint32(i)
	}
	return s.Stored(all, func(int, []byte, []byte) error { return nil })
}
