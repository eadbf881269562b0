package suggest

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"

	"wensou/document"
)

// Kind says what an entry is of a library.
type Kind string

// The kinds. What a count counts follows from it.
const (
	KindTitle   Kind = "title"   // documents
	KindHeading Kind = "heading" // documents
	KindWork    Kind = "work"    // titles of cited works: places that cite them
	KindAuthor  Kind = "author"  // documents
	KindTopic   Kind = "topic"   // documents
	KindTerm    Kind = "term"    // units
)

// Kinds lists every kind; the file has their places.
var Kinds = []Kind{KindTitle, KindHeading, KindWork, KindAuthor, KindTopic, KindTerm}

// usefulness of a kind: a topic leads to many documents, a heading to a place
// in one.
var usefulness = map[Kind]int{
	KindTopic: 500, KindAuthor: 480, KindTitle: 400, KindTerm: 350, KindWork: 250, KindHeading: 200,
}

// entry is a text of one kind and where it stands.
type entry struct {
	kind   Kind
	weight int // how useful, from 1; higher is better
	text   string
	folded string // its match text without signs; not in the file
	places []place
}

// place is what one source has of an entry.
type place struct {
	source int // place in the list of sources
	count  int
	text   string      // as it is written there; "" when it is entry.text
	doc    document.ID // titles: the first document
	last   document.ID // while building: the newest one that was counted
}

func (e *entry) count() (n int) {
	for _, p := range e.places {
		n += p.count
	}
	return n
}

// weigh sets the weight by kind, by count within its kind, and by length.
func (e *entry) weigh(most int) {
	share := math.Log2(1+float64(e.count())) / math.Log2(1+float64(max(most, 1)))
	e.weight = max(1, usefulness[e.kind]+int(400*share)-4*min(len([]rune(e.text)), 40))
}

// compare orders entries from the most useful on; none is equal to another.
func compare(a, b *entry) int {
	return cmp.Or(cmp.Compare(b.weight, a.weight), strings.Compare(a.folded, b.folded), strings.Compare(string(a.kind), string(b.kind)))
}

// append writes an entry as docs/index-format.md describes it.
func (e *entry) append(b []byte) []byte {
	for i, k := range Kinds {
		if k == e.kind {
			b = append(b, byte(i))
		}
	}
	b = binary.AppendUvarint(b, uint64(e.weight))
	b = appendText(b, e.text)
	b = binary.AppendUvarint(b, uint64(len(e.places)))
	for _, p := range e.places {
		b = binary.AppendUvarint(b, uint64(p.source))
		b = binary.AppendUvarint(b, uint64(p.count))
		b = appendText(b, p.text)
		b = appendText(b, string(p.doc))
	}
	return b
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// parser reads what append wrote; fault is its first error.
type parser struct {
	b     []byte
	fault error
}

var errShort = errors.New("a record ends early")

func (p *parser) number() int {
	v, n := binary.Uvarint(p.b)
	if n <= 0 || v > math.MaxInt32 {
		p.fault, p.b = cmp.Or(p.fault, errShort), nil
		return 0
	}
	p.b = p.b[n:]
	return int(v)
}

// text copies: nothing may refer to the mapped file when it is closed.
func (p *parser) text() string {
	n := p.number()
	if n > len(p.b) {
		p.fault, p.b = cmp.Or(p.fault, errShort), nil
		return ""
	}
	s := string(p.b[:n])
	p.b = p.b[n:]
	return s
}

func parseEntry(b []byte, sources int) (*entry, error) {
	if len(b) == 0 || int(b[0]) >= len(Kinds) {
		return nil, errors.New("an entry of no kind")
	}
	p := &parser{b: b[1:]}
	e := &entry{kind: Kinds[b[0]], weight: p.number(), text: p.text()}
	n := p.number()
	if n == 0 || n > maxPlaces || n > len(p.b) {
		return nil, fmt.Errorf("an entry of %d sources", n)
	}
	e.places = make([]place, n)
	for i := range e.places {
		e.places[i] = place{source: p.number(), count: p.number(), text: p.text(), doc: document.ID(p.text())}
		if e.places[i].source >= sources {
			return nil, errors.New("an entry of an unknown source")
		}
	}
	return e, p.fault
}
