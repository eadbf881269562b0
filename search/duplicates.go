package search

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"
	"math"
	"math/bits"
	"slices"
	"unicode/utf8"

	"wensou/document"
	"wensou/index"
)

// Bounds of texts that say the same.
const (
	minNearRunes  = 40  // shorter texts must be equal
	minEqualRunes = 15  // still shorter ones are headings and dates: they say nothing
	nearShare     = 0.9 // of a text's shingles that stand in the earlier one
	shingleBytes  = 9   // three Chinese characters
	sketchSize    = 8   // shingles by which texts are brought together
)

// nearDuplicates returns for each text (analysis.Fold) the index of the
// earlier text that it repeats, or -1. A text repeats another when nearly all
// of it stands there and it is at least half as long; what is repeated never
// repeats another itself. The work grows with the size of the texts, not with
// pairs of them.
func nearDuplicates(texts [][]byte) []int {
	out := make([]int, len(texts))
	w := repeatWindow{
		texts: texts, equal: make(map[uint64]int, len(texts)),
		bySketch: make(map[uint64]int, sketchSize*len(texts)), sets: make([]shingleSet, len(texts)),
	}
	for i, t := range texts {
		out[i] = -1
		if runes := atMost(t, minNearRunes); runes >= minEqualRunes {
			out[i] = w.add(i, runes >= minNearRunes)
		}
	}
	return out
}

// atMost is the number of a text's characters, or n if it has more.
func atMost(text []byte, n int) int {
	if len(text) >= n*utf8.UTFMax {
		return n
	}
	return min(utf8.RuneCount(text), n)
}

// repeatWindow holds the texts that others may repeat.
type repeatWindow struct {
	texts    [][]byte
	equal    map[uint64]int // by hash of the whole text
	bySketch map[uint64]int // by shingle
	sets     []shingleSet   // of texts that others were compared with
}

// add finds the text that text i repeats, or else lets it be repeated itself.
func (w *repeatWindow) add(i int, long bool) int {
	t := w.texts[i]
	whole := maphash.Bytes(textSeed, t)
	if j, ok := w.equal[whole]; ok && bytes.Equal(w.texts[j], t) {
		return j
	}
	if !long {
		w.equal[whole] = i
		return -1
	}
	var buffer [sketchSize + 1]uint64
	sketch := sketchOf(buffer[:0], t)
	if j := w.near(i, sketch); j >= 0 {
		return j
	}
	w.equal[whole] = i
	for _, h := range sketch {
		if _, taken := w.bySketch[h]; !taken {
			w.bySketch[h] = i
		}
	}
	return -1
}

// near is the first text with a part of the sketch that holds nearly all of
// text i, or -1.
func (w *repeatWindow) near(i int, sketch []uint64) int {
	var compared [sketchSize]int
	n := 0
	for _, h := range sketch {
		j, ok := w.bySketch[h]
		if !ok || slices.Contains(compared[:n], j) {
			continue
		}
		compared[n] = j
		n++
		if 2*len(w.texts[i]) < len(w.texts[j]) {
			continue
		}
		if w.sets[j].slots == nil {
			w.sets[j] = newShingleSet(w.texts[j])
		}
		if w.sets[j].share(w.texts[i]) >= nearShare {
			return j
		}
	}
	return -1
}

var textSeed = maphash.MakeSeed()

// shingle is a hash of the bytes at text[i:], never 0.
func shingle(text []byte, i int) uint64 {
	h := binary.LittleEndian.Uint64(text[i:])*0x9e3779b97f4a7c15 + uint64(text[i+8])*0xc2b2ae3d27d4eb4f
	h = (h ^ h>>32) * 0xd6e8feb86659fd93
	return h ^ h>>32 | 1
}

// shingleSet is the shingles of a text: an open hash table, at most half full.
type shingleSet struct{ slots []uint64 }

func newShingleSet(text []byte) shingleSet {
	n := 1 << bits.Len(uint(2*utf8.RuneCount(text)))
	s := shingleSet{make([]uint64, n)}
	for i := 0; i+shingleBytes <= len(text); i++ {
		if !utf8.RuneStart(text[i]) {
			continue
		}
		h := shingle(text, i)
		at := s.find(h)
		s.slots[at] = h
	}
	return s
}

// find is the slot of a shingle, or the one that it would take.
func (s shingleSet) find(h uint64) int {
	mask := len(s.slots) - 1
	at := int(h>>1) & mask
	for s.slots[at] != 0 && s.slots[at] != h {
		at = (at + 1) & mask
	}
	return at
}

// share is how much of a text's shingles the set holds.
func (s shingleSet) share(text []byte) float64 {
	held, all := 0, 0
	for i := 0; i+shingleBytes <= len(text); i++ {
		if !utf8.RuneStart(text[i]) {
			continue
		}
		h := shingle(text, i)
		all++
		if s.slots[s.find(h)] == h {
			held++
		}
	}
	return float64(held) / float64(max(all, 1))
}

// sketchOf appends the least shingles of a text to out: texts that share most
// of their shingles share some of these, too.
func sketchOf(out []uint64, text []byte) []uint64 {
	worst := uint64(math.MaxUint64)
	for i := 0; i+shingleBytes <= len(text); i++ {
		if !utf8.RuneStart(text[i]) {
			continue
		}
		h := shingle(text, i)
		if h >= worst {
			continue
		}
		at, there := slices.BinarySearch(out, h)
		if there {
			continue
		}
		if out = slices.Insert(out, at, h); len(out) > sketchSize {
			out = out[:sketchSize]
		}
		if len(out) == sketchSize {
			worst = out[sketchSize-1]
		}
	}
	return out
}

// foldsDuplicates says whether the request wants hits folded that repeat a
// better one: only best hits of documents, in the order of relevance.
func (r *Request) foldsDuplicates() bool {
	return !r.Ungrouped && r.Sort == index.ByRelevance && r.Duplicates == DuplicatesFold
}

// alsoIn is where else a hit's text stands.
func alsoIn(st *index.Stored) AlsoIn {
	return AlsoIn{ID: string(st.Key), Document: refTo(st.Document)}
}

func refTo(d *document.Document) DocumentRef {
	return DocumentRef{ID: string(d.ID), Title: d.Title, Source: d.SourceName(), Date: d.Date, Language: d.Language, URL: d.URL}
}
