package segment

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
)

// rising is n numbers, the first of them 0, with the gaps that gap gives.
func rising(n int, gap func(i int) uint32) []uint32 {
	docs := make([]uint32, n)
	for i := 1; i < n; i++ {
		docs[i] = docs[i-1] + gap(i)
	}
	return docs
}

// TestPostings takes lists of every form through the encoding.
func TestPostings(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	spacings := []struct {
		name string
		gap  func(i int) uint32
	}{
		{"one run", func(int) uint32 { return 1 }},
		{"every third", func(int) uint32 { return 3 }},
		{"dense", func(int) uint32 { return 1 + rng.Uint32N(3) }},
		{"sparse", func(int) uint32 { return 1 + rng.Uint32N(50_000) }},
		{"runs far apart", func(i int) uint32 { return map[bool]uint32{true: 100_000, false: 1}[i%500 == 0] }},
	}
	frequencies := []struct {
		name string
		of   func(i int) uint8
	}{
		{"all 1", func(int) uint8 { return 1 }},
		{"all 2", func(int) uint8 { return 2 }},
		{"1 to 255", func(i int) uint8 { return uint8(1 + i%MaxFrequency) }},
		{"mostly 1", func(int) uint8 { return uint8(1 + max(0, rng.IntN(10)-8)) }},
		{"one 255 at the end", func(i int) uint8 { return map[bool]uint8{true: 255, false: 1}[i == 69_999 || i == 256 || i == 0] }},
	}
	for _, n := range []int{0, 1, 2, 255, 256, 257, 4096, 70_000} {
		for i, s := range spacings {
			for j, f := range frequencies {
				if n > 10_000 && i != j {
					continue // each of both once will do
				}
				t.Run(fmt.Sprintf("%d %s, frequencies %s", n, s.name, f.name), func(t *testing.T) {
					docs, freqs := rising(n, s.gap), make([]uint8, n)
					for i := range freqs {
						freqs[i] = f.of(i)
					}
					checkPostings(t, docs, freqs, false)
					checkPostings(t, docs, freqs, true)
				})
			}
		}
	}
	t.Run("the last numbers there are", func(t *testing.T) {
		docs := rising(1000, func(int) uint32 { return 1 })
		for i := range docs {
			docs[i] += math.MaxUint32 - 999
		}
		checkPostings(t, docs, slices.Repeat([]uint8{1, 3}, 500), true)
		checkPostings(t, []uint32{0, math.MaxUint32}, []uint8{255, 1}, true)
	})
}

// checkPostings encodes, decodes and asks everything that can be asked.
func checkPostings(t *testing.T, docs []uint32, freqs []uint8, runs bool) {
	t.Helper()
	raw, err := appendPostings([]byte("before"), docs, freqs, runs)
	if err != nil {
		t.Fatal(err)
	}
	p, err := readPostings(append(raw, "behind"...)[len("before"):])
	if err != nil {
		t.Fatal(err)
	}
	if p.Count() != len(docs) {
		t.Errorf("count %d, want %d", p.Count(), len(docs))
	}
	if most := slices.Max(append([]uint8{0}, freqs...)); p.MaxFrequency() != most {
		t.Errorf("greatest frequency %d, want %d", p.MaxFrequency(), most)
	}
	gotDocs, gotFreqs := p.All([]uint32{7}, []uint8{9})
	if !slices.Equal(gotDocs, append([]uint32{7}, docs...)) || !slices.Equal(gotFreqs, append([]uint8{9}, freqs...)) {
		t.Error("All gives other postings")
	}
	listDocs, listFreqs, isList := p.List()
	if isList != (len(docs) <= maxList) {
		t.Errorf("%d documents are a list: %v", len(docs), isList)
	}
	if isList && (!slices.Equal(listDocs, docs) || !slices.Equal(listFreqs, freqs)) {
		t.Error("List gives other postings")
	}
	want := roaring.BitmapOf(docs...)
	for range 2 { // that of a list is made when it is first asked for
		if !p.Bitmap().Equals(want) {
			t.Error("Bitmap is another set")
		}
	}
	checkOverlay(t, p, docs, freqs)
	checkFrequency(t, p, want, docs, freqs)
}

func checkOverlay(t *testing.T, p *Postings, docs []uint32, freqs []uint8) {
	t.Helper()
	many, tf := p.Overlay()
	if len(docs) <= maxList {
		if many != nil || tf != nil {
			t.Error("a list has an overlay")
		}
		return
	}
	want, wantTF := roaring.New(), []byte(nil)
	for i, f := range freqs {
		if f > 1 {
			want.Add(docs[i])
			wantTF = append(wantTF, f)
		}
	}
	if want.IsEmpty() {
		if many != nil || tf != nil {
			t.Error("an overlay although every frequency is 1")
		}
		return
	}
	if many == nil || !many.Equals(want) || !slices.Equal(tf, wantTF) {
		t.Error("the overlay holds other documents or frequencies")
	}
}

// checkFrequency asks for documents that are there and their neighbours.
func checkFrequency(t *testing.T, p *Postings, set *roaring.Bitmap, docs []uint32, freqs []uint8) {
	t.Helper()
	every := max(1, len(docs)/2000) // each takes some 100 ns
	for i := 0; i < len(docs); i += every {
		if got := p.Frequency(docs[i]); got != freqs[i] {
			t.Fatalf("document %d has frequency %d, want %d", docs[i], got, freqs[i])
		}
		for _, d := range []uint32{docs[i] - 1, docs[i] + 1} {
			if got := p.Frequency(d); !set.Contains(d) && got != 0 {
				t.Fatalf("document %d, which is not in it, has frequency %d", d, got)
			}
		}
	}
}

// TestPostingsForm pins the bytes that docs/index-format.md describes.
func TestPostingsForm(t *testing.T) {
	for _, tc := range []struct {
		name  string
		docs  []uint32
		freqs []uint8
		want  []byte
	}{
		{"nothing", nil, nil, []byte{0, 0}},
		{"first document once", []uint32{0}, []uint8{1}, []byte{0, 1, 0}},
		{"twice", []uint32{0}, []uint8{2}, []byte{0, 1, 1, 2}},
		{"gaps", []uint32{3, 4, 200}, []uint8{1, 255, 1}, []byte{0, 3, 6, 3, 255, 0x88, 0x03}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := appendPostings(nil, tc.docs, tc.freqs, false)
			if err != nil || !slices.Equal(got, tc.want) {
				t.Errorf("% x, error %v; want % x", got, err, tc.want)
			}
		})
	}
	t.Run("a bitmap", func(t *testing.T) {
		docs := rising(257, func(int) uint32 { return 1 })
		freqs := slices.Repeat([]uint8{1}, 257)
		freqs[9] = 4
		got, err := appendPostings(nil, docs, freqs, true)
		if err != nil {
			t.Fatal(err)
		}
		all, many := bitmapBytes(t, docs...), bitmapBytes(t, 9)
		want := slices.Concat([]byte{1, 0x81, 0x02, 4, byte(len(all))}, all, []byte{byte(len(many))}, many, []byte{4})
		if !slices.Equal(got, want) {
			t.Errorf("% x; want % x", got, want)
		}
	})
}

func bitmapBytes(t testing.TB, docs ...uint32) []byte {
	t.Helper()
	m := roaring.BitmapOf(docs...)
	m.RunOptimize()
	raw, err := m.ToBytes()
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// TestPostingsDamaged: bytes that no writer makes are an error.
func TestPostingsDamaged(t *testing.T) {
	huge := []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}
	one := bitmapBytes(t, 1)
	for _, tc := range []struct {
		name string
		raw  []byte
	}{
		{"nothing", nil},
		{"a list without a count", []byte{formList}},
		{"a list that ends early", []byte{formList, 2, 2}},
		{"a list without its frequency", []byte{formList, 1, 1}},
		{"a list of more than there can be", append([]byte{formList}, huge...)},
		{"a number that doesn't end", append([]byte{formList}, 0xff, 0xff)},
		{"a number of more than 64 bits", append([]byte{formList, 1}, append(huge[:9:9], 0xff, 0x01)...)},
		{"a bitmap without a count", []byte{formBitmap}},
		{"a bitmap without a greatest frequency", []byte{formBitmap, 1}},
		{"a bitmap longer than the section", append([]byte{formBitmap, 1, 1}, huge...)},
		{"no bitmap", []byte{formBitmap, 1, 1, 3, 1, 2, 3, 0}},
		{"an overlay without frequencies", slices.Concat([]byte{formBitmap, 1, 2, byte(len(one))}, one, []byte{byte(len(one))}, one)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if p, err := readPostings(tc.raw); !errors.Is(err, ErrFormat) {
				t.Errorf("%+v, error %v; want ErrFormat", p, err)
			}
		})
	}
}

// TestPostingsContradict: bytes that can be decoded and contradict themselves
// are an error, or at least make no posting that nobody wrote.
func TestPostingsContradict(t *testing.T) {
	one, five := bitmapBytes(t, 1), bitmapBytes(t, 5)
	size := byte(len(one))
	for _, tc := range []struct {
		name string
		raw  []byte
	}{
		{"another form", []byte{7, 0, 0, 0, 0}},
		{"documents are counted but not there", []byte{formBitmap, 9, 1, 0, 0}},
		{"more are counted than there are", slices.Concat([]byte{formBitmap, 9, 1, size}, one, []byte{0})},
		{"the count is negative as an int", slices.Concat([]byte{formBitmap, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 1, size}, one, []byte{0})},
		{"the overlay is beside the documents", slices.Concat([]byte{formBitmap, 1, 2, size}, one, []byte{size}, five, []byte{2})},
		{"a list goes backwards", []byte{formList, 2, 4, 0}},
		{"a list goes beyond 32 bits", []byte{formList, 1, 0x80, 0x80, 0x80, 0x80, 0x40}},
		{"a frequency of none", []byte{formList, 1, 1, 0}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			defer func() {
				if r := recover(); r != nil {
					t.Errorf("panic: %v", r)
				}
			}()
			p, err := readPostings(tc.raw)
			if errors.Is(err, ErrFormat) {
				return
			}
			docs, freqs := p.All(nil, nil)
			rising := slices.IsSorted(docs) && len(slices.Compact(slices.Clone(docs))) == len(docs)
			if err != nil || tc.raw[0] > formBitmap || p.Count() != len(docs) || !rising || slices.Contains(freqs, 0) || len(docs) > 0 && docs[0] == 0 {
				t.Errorf("count %d, documents %d, frequencies %d, error %v; want ErrFormat", p.Count(), docs, freqs, err)
			}
			p.Frequency(5)
		})
	}
}
