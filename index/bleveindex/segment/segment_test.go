package segment

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"pgregory.net/rapid"
)

// specs of the tests' segments: with and without what a field can keep.
var specs = []FieldSpec{{Name: "words", Lengths: true}, {Name: "title", Lengths: true, Runs: true}, {Name: "topic", Runs: true}, {Name: "key"}}

// sample is a document: its terms in the order of specs, and what is stored.
type sample struct {
	id    string
	value []byte
	terms [][]string
}

// corpus is n documents over few terms, so that these reach every form of
// postings; the terms are of unequal frequency and length.
func corpus(seed uint64, n, vocabulary int) []sample {
	rng := rand.New(rand.NewPCG(seed, 1))
	records := make([]sample, n)
	for i := range records {
		r := &records[i]
		r.id = fmt.Sprintf("記錄%d", i)
		r.value = bytes.Repeat([]byte(r.id), rng.IntN(40))
		r.terms = make([][]string, len(specs))
		for f := range specs {
			for range rng.IntN(6) {
				r.terms[f] = append(r.terms[f], term(int(float64(vocabulary)*math.Pow(rng.Float64(), 3))))
			}
		}
		if rng.IntN(20) == 0 { // more often than a frequency can say
			r.terms[0] = append(r.terms[0], slices.Repeat([]string{term(rng.IntN(vocabulary))}, rng.IntN(600))...)
		}
		r.terms[3] = []string{r.id}
	}
	return records
}

// term is the ith term: of 0 to 12 bytes, some of them parts of others.
func term(i int) string {
	switch i % 5 {
	case 0:
		return strings.Repeat("中", i/5%4) + strings.Repeat("\x00", i/20)
	case 1:
		return fmt.Sprint("詞", i)
	case 2:
		return fmt.Sprint("較長的詞", i)
	case 3:
		return string(rune('一' + i))
	}
	return fmt.Sprintf("%c\xff%c", rune(i), rune(i))
}

// write makes a segment of the records, divided into parts of the given sizes;
// the last part takes what is left.
func write(t tester, path string, records []sample, sizes ...int) {
	t.Helper()
	var parts []string
	base := 0
	for i := 0; i <= len(sizes); i++ {
		end := len(records)
		if i < len(sizes) {
			end = min(end, base+sizes[i])
		}
		parts = append(parts, fmt.Sprintf("%s.part%d", path, i))
		p, err := NewPart(parts[i], uint32(base), specs)
		if err != nil {
			t.Fatalf("write: %v", err)
		}
		for _, r := range records[base:end] {
			for f, terms := range r.terms {
				for _, term := range terms {
					p.Add(f, term)
				}
			}
			if err := p.End(r.id, r.value); err != nil {
				t.Fatalf("write: %v", err)
			}
		}
		if err := p.Close(); err != nil {
			t.Fatalf("write: %v", err)
		}
		base = end
	}
	if err := Merge(context.Background(), path, parts, specs, 1+len(parts)%3); err != nil {
		t.Fatalf("write: %v", err)
	}
	for _, p := range parts {
		if err := os.Remove(p); err != nil {
			t.Fatalf("write: %v", err)
		}
	}
}

func open(t testing.TB, path string) *Segment {
	t.Helper()
	s, err := Open(path)
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

// tester is a testing.T or a rapid.T.
type tester interface {
	Helper()
	Fatalf(format string, args ...any)
}

// posting is a document and how often it holds a term.
type posting struct {
	doc  uint32
	freq uint8
}

// invert is the index by its definition: for each term of a field the
// documents in order, each with its frequency.
func invert(records []sample, field int) map[string][]posting {
	index := map[string][]posting{}
	for d, r := range records {
		counts := map[string]int{}
		for _, term := range r.terms[field] {
			counts[term]++
		}
		for term, n := range counts {
			if !specs[field].Lengths {
				n = 1
			}
			index[term] = append(index[term], posting{uint32(d), uint8(min(n, MaxFrequency))})
		}
	}
	return index
}

// check compares a segment with the records it must hold.
func check(t tester, s *Segment, records []sample) {
	t.Helper()
	if int(s.Docs()) != len(records) {
		t.Fatalf("%d documents, want %d", s.Docs(), len(records))
	}
	for f, spec := range specs {
		checkField(t, s.Field(spec.Name), spec, invert(records, f), records, f)
	}
	docs := make([]uint32, len(records))
	for i := range docs {
		docs[i] = uint32(len(docs) - 1 - i) // any order will do
	}
	seen := 0
	err := s.Stored(docs, func(i int, id, value []byte) error {
		seen++
		if r := records[docs[i]]; string(id) != r.id || !bytes.Equal(value, r.value) {
			t.Fatalf("record %d is %q with %d bytes, want %q with %d", docs[i], id, len(value), r.id, len(r.value))
		}
		return nil
	})
	if err != nil || seen != len(docs) {
		t.Fatalf("%d records of %d came back, error %v", seen, len(docs), err)
	}
}

func checkField(t tester, f *Field, spec FieldSpec, want map[string][]posting, records []sample, place int) {
	t.Helper()
	postings := int64(0)
	terms := f.Terms(nil, nil, nil)
	d, err := f.Dictionary()
	if err != nil {
		t.Fatalf("%s: %v", spec.Name, err)
	}
	for _, term := range slices.Sorted(maps.Keys(want)) {
		if !terms.Next() || string(terms.Term()) != term {
			t.Fatalf("%s: the term is %q (error %v), want %q", spec.Name, terms.Term(), terms.Err(), term)
		}
		walked, e1 := terms.Postings()
		found, e2 := d.Postings([]byte(term))
		if e1 != nil || e2 != nil {
			t.Fatalf("%s: postings of %q: %v, %v", spec.Name, term, e1, e2)
		}
		for _, p := range []*Postings{walked, found} {
			if got := pairs(p); !slices.Equal(got, want[term]) {
				t.Fatalf("%s: %q is held by %v, want %v", spec.Name, term, got, want[term])
			}
		}
		postings += int64(len(want[term]))
	}
	if terms.Next() || terms.Err() != nil {
		t.Fatalf("%s: a term %q too many, error %v", spec.Name, terms.Term(), terms.Err())
	}
	if p, err := d.Postings([]byte("沒有")); err != nil || p.Count() != 0 || !p.Bitmap().IsEmpty() {
		t.Fatalf("%s: a term that nothing holds has postings %v, error %v", spec.Name, pairs(p), err)
	}
	if f.Stats.Terms != len(want) || f.Stats.Postings != postings {
		t.Fatalf("%s: stats %+v, want %d terms and %d postings", spec.Name, f.Stats, len(want), postings)
	}
	total := int64(0)
	for i, r := range records {
		n := min(len(r.terms[place]), math.MaxUint16)
		total += int64(n)
		if spec.Lengths && f.Lengths[i] != uint16(n) {
			t.Fatalf("%s: document %d has length %d, want %d", spec.Name, i, f.Lengths[i], n)
		}
	}
	if spec.Lengths && f.Total != total || !spec.Lengths && (f.Lengths != nil || f.Total != 0) {
		t.Fatalf("%s: lengths add up to %d, want %d", spec.Name, f.Total, total)
	}
}

func pairs(p *Postings) (all []posting) {
	docs, freqs := p.All(nil, nil)
	for i, d := range docs {
		all = append(all, posting{d, freqs[i]})
	}
	return all
}

// TestSegment: whatever the documents and their division into parts, a segment
// is the inverted index by its definition.
func TestSegment(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		records := corpus(rapid.Uint64().Draw(t, "seed"), rapid.SampledFrom([]int{0, 1, 2, 30, 300, 700}).Draw(t, "documents"),
			rapid.SampledFrom([]int{1, 5, 100, 3000}).Draw(t, "vocabulary"))
		sizes := rapid.SliceOfN(rapid.IntRange(0, 300), 0, 4).Draw(t, "parts")
		path := filepath.Join(dir, "segment")
		write(t, path, records, sizes...)
		s, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		check(t, s, records)
		if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
			t.Fatalf("files beside the segment: %v, error %v", entries, err)
		}
	})
}

// TestDivisionDoesNotShow: how documents are divided into parts changes the
// bounds of the stored blocks and nothing else.
func TestDivisionDoesNotShow(t *testing.T) {
	records := corpus(3, 900, 400)
	dir := t.TempDir()
	var first map[string][]byte
	for i, sizes := range [][]int{nil, {1}, {450}, {300, 0, 300}, {100, 100, 100, 100, 100, 100, 100, 100}, {899, 1}} {
		path := filepath.Join(dir, fmt.Sprint(i))
		write(t, path, records, sizes...)
		got := sections(t, path)
		for _, name := range []string{storedData, storedFirst, storedOffsets} {
			if got[name] == nil {
				t.Fatalf("section %s is missing", name)
			}
			delete(got, name)
		}
		if first == nil {
			first = got
			continue
		}
		for name, want := range first {
			if !bytes.Equal(got[name], want) {
				t.Errorf("parts of %v: section %s differs from that of one part", sizes, name)
			}
		}
		if len(got) != len(first) {
			t.Errorf("parts of %v: %d sections, want %d", sizes, len(got), len(first))
		}
	}
}

// sections are the bytes of every section, and of the meta as "".
func sections(t testing.TB, path string) map[string][]byte {
	t.Helper()
	f, err := OpenFile(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all := map[string][]byte{"": bytes.Clone(f.dir.Meta)}
	for name := range f.dir.Sections {
		raw, err := f.Section(name)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = append([]byte{}, raw...)
	}
	return all
}

// TestMergeSegments: a merge is, byte for byte, the segment of the documents
// that are left.
func TestMergeSegments(t *testing.T) {
	records := corpus(5, 800, 200)
	drop := func(keep func(i int) bool, n int) *roaring.Bitmap {
		b := roaring.New()
		for i := range n {
			if !keep(i) {
				b.Add(uint32(i))
			}
		}
		return b
	}
	none := func(int) bool { return true }
	for _, tc := range []struct {
		name string
		keep []func(i int) bool // of each segment, by number there
		ends []int              // of the segments, in records
		nils bool               // drops are nil where nothing is dropped
	}{
		{"one segment", []func(int) bool{none}, []int{800}, true},
		{"an empty set of drops", []func(int) bool{none}, []int{800}, false},
		{"three segments", []func(int) bool{none, none, none}, []int{100, 101, 800}, true},
		{"an empty segment between", []func(int) bool{none, none, none}, []int{100, 100, 800}, true},
		{"drops in one", []func(int) bool{none, func(i int) bool { return i%3 > 0 }}, []int{300, 800}, true},
		{"drops in all", []func(int) bool{func(i int) bool { return i%2 > 0 }, func(i int) bool { return i > 400 }}, []int{300, 800}, false},
		{"the first and last of each", []func(int) bool{
			func(i int) bool { return i > 0 && i < 299 }, func(i int) bool { return i > 0 && i < 499 },
		}, []int{300, 800}, false},
		{"a segment is dropped whole", []func(int) bool{none, func(int) bool { return false }, none}, []int{300, 500, 800}, true},
		{"nothing is left", []func(int) bool{func(int) bool { return false }}, []int{800}, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := t.TempDir()
			var segments []*Segment
			var drops []*roaring.Bitmap
			var left []sample
			var want [][]uint64
			from := 0
			for i, end := range tc.ends {
				path := filepath.Join(dir, fmt.Sprint(i))
				write(t, path, records[from:end], 70)
				segments = append(segments, open(t, path))
				b := drop(tc.keep[i], end-from)
				if tc.nils && b.IsEmpty() {
					b = nil
				}
				drops = append(drops, b)
				numbers := []uint64{}
				for d, r := range records[from:end] {
					if !tc.keep[i](d) {
						numbers = append(numbers, Dropped)
						continue
					}
					numbers = append(numbers, uint64(len(left)))
					left = append(left, r)
				}
				want = append(want, numbers)
				from = end
			}
			merged, direct := filepath.Join(dir, "merged"), filepath.Join(dir, "direct")
			got, err := MergeSegments(t.Context(), merged, segments, drops)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.EqualFunc(got, want, slices.Equal) {
				t.Errorf("new numbers %d, want %d", got, want)
			}
			check(t, open(t, merged), left)
			write(t, direct, left)
			a, e1 := os.ReadFile(merged)
			b, e2 := os.ReadFile(direct)
			if e1 != nil || e2 != nil || !bytes.Equal(a, b) {
				t.Errorf("merged: %d bytes (%v), written at once: %d bytes (%v)", len(a), e1, len(b), e2)
			}
		})
	}
}

// TestTerms walks ranges of a dictionary.
func TestTerms(t *testing.T) {
	path := filepath.Join(t.TempDir(), "segment")
	text := func(most int) *rapid.Generator[string] {
		return rapid.Map(rapid.SliceOfN(rapid.SampledFrom([]byte("\x00ab\xff")), 0, most), func(b []byte) string { return string(b) })
	}
	rapid.Check(t, func(t *rapid.T) {
		terms := rapid.SliceOf(text(5)).Draw(t, "terms")
		write(t, path, []sample{{terms: [][]string{terms, nil, nil, nil}}})
		s, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		for range 5 {
			from, to := text(3).Draw(t, "from"), text(3).Draw(t, "to")
			if to != "" && from >= to {
				continue // no range
			}
			var want, got []string
			for _, term := range slices.Compact(slices.Sorted(slices.Values(terms))) {
				if term >= from && (to == "" || term < to) {
					want = append(want, term)
				}
			}
			walk := s.Field("words").Terms(nil, bound(from), bound(to))
			for walk.Next() {
				got = append(got, string(walk.Term()))
			}
			if !slices.Equal(got, want) || walk.Err() != nil || walk.Next() {
				t.Fatalf("terms of [%q, %q): %q, error %v; want %q", from, to, got, walk.Err(), want)
			}
		}
	})
}

// bound is nil, which is open, for "".
func bound(s string) []byte {
	if s == "" {
		return nil
	}
	return []byte(s)
}

// TestLongDocument: what is longer or more frequent than a number can say is
// cut to the greatest, and a record may be larger than a block.
func TestLongDocument(t *testing.T) {
	long := sample{id: "長", value: bytes.Repeat([]byte("0123456789"), 100_000), terms: [][]string{slices.Repeat([]string{"甲"}, 70_000), nil, nil, nil}}
	empty := sample{terms: make([][]string, len(specs))}
	records := []sample{empty, long, empty, long, empty}
	path := filepath.Join(t.TempDir(), "segment")
	write(t, path, records, 2)
	s := open(t, path)
	check(t, s, records)
	if n := s.Field("words").Lengths[1]; n != math.MaxUint16 {
		t.Errorf("length %d, want %d", n, math.MaxUint16)
	}
	if err := s.Stored([]uint32{5}, func(int, []byte, []byte) error { return nil }); err == nil {
		t.Error("a record beyond the last was read")
	}
	stop := errors.New("stop")
	if err := s.Stored([]uint32{0, 1}, func(i int, _, _ []byte) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("error %v, want the callback's", err)
	}
}

// TestMergeFails: a merge that ends early leaves no files but its inputs and
// what cannot be opened.
func TestMergeFails(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for _, tc := range []struct {
		name  string
		ctx   context.Context
		parts func(dir string) []string
		want  error
	}{
		{"cancelled", cancelled, func(dir string) []string { return []string{filepath.Join(dir, "part")} }, context.Canceled},
		{"a part is missing", t.Context(), func(dir string) []string { return []string{filepath.Join(dir, "none")} }, os.ErrNotExist},
		{"a part is no part", t.Context(), func(dir string) []string { return []string{filepath.Join(dir, "noise")} }, ErrFormat},
		{"a part lacks a field", t.Context(), func(dir string) []string { return []string{filepath.Join(dir, "other")} }, ErrFormat},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "noise"), []byte("no file of sections"), 0o600); err != nil {
				t.Fatal(err)
			}
			for name, fields := range map[string][]FieldSpec{"part": specs, "other": {{Name: "other"}}} {
				p, err := NewPart(filepath.Join(dir, name), 0, fields)
				if err != nil {
					t.Fatal(err)
				}
				if err := errors.Join(p.End("1", nil), p.Close()); err != nil {
					t.Fatal(err)
				}
			}
			path := filepath.Join(dir, "segment")
			if err := Merge(tc.ctx, path, tc.parts(dir), specs, 2); !errors.Is(err, tc.want) {
				t.Errorf("error %v, want %v", err, tc.want)
			}
			entries, err := os.ReadDir(dir)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range entries {
				if !slices.Contains([]string{"noise", "part", "other"}, e.Name()) {
					t.Errorf("%s is left", e.Name())
				}
			}
		})
	}
}

// TestTermTable compares the order and the texts of terms with a map's.
func TestTermTable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var table termTable
		numbers := map[string]uint32{}
		for _, s := range rapid.SliceOfN(rapid.SliceOfN(rapid.SampledFrom([]byte("\x00\x01a\xff")), 0, 10), 0, 3000).Draw(t, "terms") {
			e := table.entry(string(s))
			e.count++ // as the caller does
			if n, ok := numbers[string(s)]; ok && n != e.number || !ok && int(e.number) != len(numbers) {
				t.Fatalf("%q is number %d of %d, was %d", s, e.number, len(numbers), n)
			}
			numbers[string(s)] = e.number
		}
		var got []string
		for _, e := range table.sorted() {
			got = append(got, table.text(e))
		}
		if want := slices.SortedFunc(maps.Keys(numbers), cmp.Compare[string]); !slices.Equal(got, want) {
			t.Fatalf("terms %q, want %q", got, want)
		}
	})
}
