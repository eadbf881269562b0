package analysis

import (
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"wensou/analysis/dict"
)

// entry is what folding does with one rune: the folded rune in the low 21
// bits, the kind, and the class of the folded rune.
type entry uint32

const (
	entryRune entry = 1<<21 - 1

	entryEmit entry = 0 << 21 // write the folded rune
	entryDrop entry = 1 << 21 // write nothing
	entryGap  entry = 2 << 21 // white space
	entrySlow entry = 3 << 21 // several runes, or joins with what stands before it
	entryKind entry = 3 << 21

	entryClassShift       = 23
	entryHan        entry = 1 << 25 // the rune itself (not the folded one) is Han
)

func (e entry) kind() entry  { return e & entryKind }
func (e entry) class() Class { return Class(e >> entryClassShift & 3) }

// runeTable maps runes to entries through pages of 256. Pages that hold
// nothing to fold are absent.
type runeTable struct {
	pages [utf8.MaxRune>>8 + 1]*[256]entry
	ascii [0x80]entry
}

func (t *runeTable) at(r rune) entry {
	if uint32(r) > utf8.MaxRune {
		return entryEmit | utf8.RuneError | entry(ClassPunct)<<entryClassShift
	}
	if page := t.pages[r>>8]; page != nil {
		return page[r&0xFF]
	}
	return entryEmit | entry(r) | entry(ClassPunct)<<entryClassShift
}

// The pages that can hold something to fold: the planes with scripts, and the
// tags and variation selectors of plane 14.
const (
	scriptPages = 0x324
	tagPages    = 0xE00
	tagPagesEnd = 0xE10
)

// runes returns the table of all runes, made at first use (some 30 ms).
var runes = sync.OnceValue(func() *runeTable {
	han, _ := hanClasses() // embedded and tested: New reports its error
	t := &runeTable{}
	for p := range t.pages {
		if p >= scriptPages && p < tagPages || p >= tagPagesEnd {
			continue
		}
		page := &[256]entry{}
		for i := range page {
			page[i] = makeEntry(rune(p<<8|i), han)
		}
		t.pages[p] = page
	}
	copy(t.ascii[:], t.pages[0][:])
	return t
})

func makeEntry(r rune, han map[rune]rune) entry {
	var e entry
	if unicode.Is(unicode.Han, r) {
		e = entryHan
	}
	if isIgnorable(r) {
		return entryDrop | entry(r) | entry(ClassPunct)<<entryClassShift
	}
	if isSpace(r) {
		return entryGap | ' ' | entry(ClassSpace)<<entryClassShift
	}
	folded := r
	for {
		s := norm.NFKC.String(string(folded))
		first, size := utf8.DecodeRuneInString(s)
		if isSpace(first) && size == len(s) {
			return entryGap | ' ' | entry(ClassSpace)<<entryClassShift
		}
		if size != len(s) || !norm.NFKC.PropertiesString(s).BoundaryBefore() {
			c := entry(classify(mapRune(folded, han))) << entryClassShift
			return e | entrySlow | entry(folded) | c
		}
		next := mapRune(first, han)
		if next == folded {
			break
		}
		folded = next
	}
	return e | entryEmit | entry(folded) | entry(classify(folded))<<entryClassShift
}

// mapRune folds a rune that normalisation has nothing to do with.
func mapRune(r rune, han map[rune]rune) rune {
	if to, ok := han[r]; ok {
		return to
	}
	switch r {
	case '“', '”', '„', '‟':
		return '"'
	case '‘', '’', '‚', '‛':
		return '\''
	case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2015', '\u2212':
		return '-'
	case '\u2027', '\u30FB', '\u2022', '\u2219', '\u22C5':
		return '·'
	case 'ς':
		return 'σ'
	}
	return unicode.ToLower(r)
}

// isIgnorable reports whether a rune is invisible: it would keep equal words
// from matching.
func isIgnorable(r rune) bool {
	switch {
	case r < 0x20 || r >= 0x7F && r < 0xA0:
		return !isSpace(r)
	case r < 0xAD:
		return false
	case r == 0x034F, r == 0x115F, r == 0x1160, r == 0x3164, r == 0xFFA0: // joiner, Hangul fillers
		return true
	}
	return unicode.In(r, unicode.Cf, unicode.Variation_Selector)
}

// foldTables are OpenCC's tables in the order they are joined.
var foldTables = []string{"TSCharacters", "STCharacters", "TWVariants", "TWVariantsRev", "HKVariants", "HKVariantsRev"}

// hanClasses joins all characters that OpenCC can turn into one another and
// returns the character each is matched under; characters matched under
// themselves are left out.
func hanClasses() (map[rune]rune, error) {
	own, err := dict.CharVariants()
	if err != nil {
		return nil, err
	}
	c := classes{parent: map[rune]rune{}, votes: map[rune]int{}, simple: map[rune]rune{}}
	apart := map[[2]rune]bool{}
	for _, p := range own.Apart {
		apart[p] = true
	}
	for _, table := range foldTables {
		pairs, err := dict.OpenCC(table)
		if err != nil {
			return nil, err
		}
		for _, p := range pairs {
			c.add(p, table == "TSCharacters", apart)
		}
	}
	for i, group := range own.Groups {
		for _, r := range group[1:] {
			c.join(group[0], r)
		}
		if to, ok := c.simple[group[0]]; !ok || to == group[0] {
			c.votes[group[0]] += 1<<20 - i
		}
	}
	return c.chosen(), nil
}

// classes is a union-find over characters.
type classes struct {
	parent map[rune]rune
	simple map[rune]rune // Traditional to Simplified, first candidate
	votes  map[rune]int  // how many characters have it as Simplified form
}

func (c *classes) add(p dict.Pair, simplify bool, apart map[[2]rune]bool) {
	from, size := utf8.DecodeRuneInString(p.From)
	if size != len(p.From) {
		return
	}
	for i, s := range p.To {
		to, size := utf8.DecodeRuneInString(s)
		if size != len(s) || apart[[2]rune{from, to}] || simplify && i > 0 {
			continue
		}
		if simplify {
			c.simple[from] = to
			c.votes[to]++
		}
		c.join(from, to)
	}
}

func (c *classes) find(r rune) rune {
	p, ok := c.parent[r]
	if !ok {
		c.parent[r] = r
		return r
	}
	if p == r {
		return r
	}
	root := c.find(p)
	c.parent[r] = root
	return root
}

func (c *classes) join(a, b rune) { c.parent[c.find(a)] = c.find(b) }

// chosen picks the member with the most votes that is Simplified itself, the
// smallest code point among equals.
func (c *classes) chosen() map[rune]rune {
	best := map[rune]rune{}
	better := func(a, b rune) bool {
		sa, sb := c.isSimple(a), c.isSimple(b)
		switch {
		case sa != sb:
			return sa
		case c.votes[a] != c.votes[b]:
			return c.votes[a] > c.votes[b]
		}
		return a < b
	}
	for r := range c.parent {
		root := c.find(r)
		if b, ok := best[root]; !ok || better(r, b) {
			best[root] = r
		}
	}
	out := map[rune]rune{}
	for r := range c.parent {
		if to := best[c.find(r)]; to != r {
			out[r] = to
		}
	}
	return out
}

func (c *classes) isSimple(r rune) bool {
	to, ok := c.simple[r]
	return unicode.Is(unicode.Han, r) && (!ok || to == r)
}
