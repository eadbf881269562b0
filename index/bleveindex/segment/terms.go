package segment

import (
	"cmp"
	"slices"
	"strings"
)

// entry is a term while it is inverted, with its newest posting: all that an
// occurrence needs stands in one place in memory.
type entry struct {
	key     uint64 // see keyOf
	number  uint32 // in order of appearance
	count   uint32 // postings; 0 only in an empty slot
	doc     uint32 // of the newest posting
	posting uint32 // its place
}

// termTable finds the entry of a term. Terms of up to seven bytes, which
// nearly all are (two Chinese characters have six), are their own key in an
// open hash table; longer ones stand in a map. It is the inner loop of a
// build, several times faster there than a map of strings.
type termTable struct {
	slots  []entry // a power of two of them
	used   int
	long   map[string]*entry
	texts  map[uint32]string // of long terms, by number
	number uint32
}

// shortTerm is the length in bytes up to which a term fits in its key.
const shortTerm = 7

// keyOf packs the first bytes of a term, high byte first, and its length, so
// that keys of short terms are in the order of the terms. All longer terms
// have the length 8, so that they come after what they begin with.
func keyOf(term string) uint64 {
	n := min(len(term), shortTerm)
	k := uint64(0)
	for i := range n {
		k |= uint64(term[i]) << (56 - 8*i)
	}
	return k | uint64(min(len(term), shortTerm+1))
}

func (t *termTable) entry(term string) *entry {
	if len(term) > shortTerm {
		return t.longEntry(term)
	}
	if 4*t.used >= 3*len(t.slots) {
		t.grow()
	}
	key := keyOf(term)
	e := t.slot(key)
	if e.count == 0 {
		t.used++
		e.key, e.number = key, t.number
		t.number++
	}
	return e
}

// slot is where the key is, or the empty slot where it goes.
func (t *termTable) slot(key uint64) *entry {
	const golden = 0x9E3779B97F4A7C15 // Knuth's multiplicative hashing
	mask := uint64(len(t.slots) - 1)
	for i := (key * golden) >> 32; ; i++ {
		if e := &t.slots[i&mask]; e.key == key || e.count == 0 {
			return e
		}
	}
}

func (t *termTable) grow() {
	old := t.slots
	t.slots = make([]entry, max(1<<10, 2*len(old)))
	for i := range old {
		if old[i].count > 0 {
			*t.slot(old[i].key) = old[i]
		}
	}
}

func (t *termTable) longEntry(term string) *entry {
	if e, ok := t.long[term]; ok {
		return e
	}
	if t.long == nil {
		t.long, t.texts = map[string]*entry{}, map[uint32]string{}
	}
	term = strings.Clone(term)
	e := &entry{key: keyOf(term), number: t.number}
	t.long[term], t.texts[t.number] = e, term
	t.number++
	return e
}

// sorted is every entry in the order of the terms. The table takes no more
// terms while they are in use.
func (t *termTable) sorted() []*entry {
	all := make([]*entry, 0, t.used+len(t.long))
	for i := range t.slots {
		if t.slots[i].count > 0 {
			all = append(all, &t.slots[i])
		}
	}
	for _, e := range t.long {
		all = append(all, e)
	}
	slices.SortFunc(all, func(a, b *entry) int {
		if c := cmp.Compare(a.key, b.key); c != 0 || a.key&0xff <= shortTerm {
			return c
		}
		return strings.Compare(t.texts[a.number], t.texts[b.number])
	})
	return all
}

// text is an entry's term.
func (t *termTable) text(e *entry) string {
	n := e.key & 0xff
	if n > shortTerm {
		return t.texts[e.number]
	}
	var b [shortTerm]byte
	for i := range b {
		b[i] = byte(e.key >> (56 - 8*i))
	}
	return string(b[:n])
}
