package citation

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// BenchmarkNotes splits and reads ordinary notes, and what is not one: the
// time for a byte must not grow with the length of a note.
func BenchmarkNotes(b *testing.B) {
	var notes []string
	size := 0
	for _, g := range readGolden(b, "testdata/*.txt") {
		notes = append(notes, g.text)
		size += len(g.text)
	}
	b.Run("ordinary", func(b *testing.B) {
		b.SetBytes(int64(size))
		for b.Loop() {
			for _, n := range notes {
				_, works := Split(n)
				for _, w := range works {
					Parse(w)
				}
			}
		}
	})
	one := strings.Join(notes, "；")
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		long := strings.Repeat(one+"；", 1+n/len(one))[:n]
		b.Run(fmt.Sprintf("one note of %d bytes", n), func(b *testing.B) {
			b.SetBytes(int64(n))
			for b.Loop() {
				Split(long)
			}
		})
	}
}

// TestLongNotesStayLinear reads hostile notes: the longer one of each pair may
// not take more than its share.
func TestLongNotesStayLinear(t *testing.T) {
	for _, s := range []string{"《", "（", "見", "王小明，", "a, ", "A. ", "[", "“", "第1條", "參見", "，頁1", "*", "http://a.b/", "。", "（2019）", "B v. ", "同註1，", "橋"} {
		short, long := strings.Repeat(s, 20_000/len(s)), strings.Repeat(s, 200_000/len(s))
		start := time.Now()
		Split(short)
		Parse(short[:min(len(short), 4000)])
		first := time.Since(start)
		start = time.Now()
		Split(long)
		if took := time.Since(start); took > 30*first+2*time.Second {
			t.Errorf("%q: %v for 20 kB, %v for 200 kB", s, first, took)
		}
		t.Logf("%q %v %v", s, first, time.Since(start))
	}
}
