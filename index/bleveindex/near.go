package bleveindex

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math/bits"

	"wensou/index"
)

// gatherNear adds the sets that bound the units that hold all the texts, and
// what is to be looked for in their match text.
func (e *evaluator) gatherNear(ctx context.Context, c index.Near, into *conjunction) error {
	if len(c.Texts) > index.MaxNear {
		return fmt.Errorf("bleveindex: %d texts near each other, at most %d are possible", len(c.Texts), index.MaxNear)
	}
	if len(c.Texts) == 1 {
		return e.gatherLiteral(ctx, c.Texts[0], into)
	}
	if len(c.Texts) == 0 {
		into.sets = append(into.sets, nothing)
		return nil
	}
	for _, text := range c.Texts {
		if err := e.gatherGrams(ctx, text, into); err != nil {
			return err
		}
	}
	into.tests = append(into.tests, func() func([]byte) bool { return newNearness(c).holds })
	return nil
}

// nearness looks for the texts of a Near in match text. It walks once over all
// places of all texts in the order in which they begin. A *chain* is places of
// some of the texts, none overlapping; for each set of texts only the chain
// that begins last is kept among those that have ended, because whatever
// follows, it spans least. Positions count characters.
type nearness struct {
	texts    []wanted
	all      int // the set of all texts
	distance int // and the length of all texts: what a chain of all may span
	latest   []int
}

// wanted is a text and the sets of texts that it may complete.
type wanted struct {
	text   []byte
	length int // characters
	masks  int // bits of the texts that equal it
	at     int // its next place in bytes, -1 for none
	open   []chainEnd
}

// chainEnd is a chain that counts from its end on.
type chainEnd struct{ set, start, end int }

// none is the start of no chain.
const none = -1

func newNearness(c index.Near) *nearness {
	const farthest = 1 << 40 // no sum of it overflows
	n := &nearness{distance: min(c.Distance, farthest), all: 1<<len(c.Texts) - 1, latest: make([]int, 1<<len(c.Texts))}
	for i, text := range c.Texts {
		length := characters([]byte(text))
		n.distance += length
		at := 0
		for at < len(n.texts) && string(n.texts[at].text) != text {
			at++
		}
		if at == len(n.texts) {
			n.texts = append(n.texts, wanted{text: []byte(text), length: length})
		}
		n.texts[at].masks |= 1 << i
	}
	return n
}

// holds says whether the texts stand in a match text near enough.
func (n *nearness) holds(folded []byte) bool {
	for i := range n.latest {
		n.latest[i] = none
	}
	for i := range n.texts {
		w := &n.texts[i]
		w.open = w.open[:0]
		if w.at = bytes.Index(folded, w.text); w.at < 0 || len(w.text) == 0 {
			return false
		}
	}
	from, position := 0, 0 // bytes and characters up to the place at hand
	for {
		w := n.first()
		if w == nil {
			return false
		}
		position += characters(folded[from:w.at])
		from = w.at
		if n.place(w, position) {
			return true
		}
		if next := bytes.Index(folded[from+1:], w.text); next >= 0 {
			w.at = from + 1 + next
		} else {
			w.at = none
		}
	}
}

// characters counts the characters of UTF-8, eight bytes at a time: every byte
// is one but for those that continue one, 10xxxxxx.
func characters(b []byte) int {
	const low = 0x0101010101010101
	n := len(b)
	for ; len(b) >= 8; b = b[8:] {
		w := binary.LittleEndian.Uint64(b)
		n -= bits.OnesCount64(w >> 7 &^ (w >> 6) & low)
	}
	for _, c := range b {
		if c&0xC0 == 0x80 {
			n--
		}
	}
	return n
}

// first is the text whose next place begins first.
func (n *nearness) first() (first *wanted) {
	for i := range n.texts {
		if w := &n.texts[i]; w.at != none && (first == nil || w.at < first.at) {
			first = w
		}
	}
	return first
}

// place adds a place of a text that begins at position, and says whether it
// completes a chain that is short enough.
func (n *nearness) place(w *wanted, position int) bool {
	n.close(position)
	end := position + w.length
	for set, start := range n.latest {
		// Of equal texts the first that is missing is completed.
		bit := w.masks &^ set & -(w.masks &^ set)
		if set == 0 {
			start = position
		}
		if start == none || bit == 0 || end-start > n.distance {
			continue
		}
		if set|bit == n.all {
			return true
		}
		if start > n.latest[set|bit] {
			w.open = append(w.open, chainEnd{set | bit, start, end})
		}
	}
	return false
}

// close makes the chains count that have ended at position. Those of one text
// end in the order in which they began.
func (n *nearness) close(position int) {
	for i := range n.texts {
		w := &n.texts[i]
		ended := 0
		for ended < len(w.open) && w.open[ended].end <= position {
			c := w.open[ended]
			n.latest[c.set] = max(n.latest[c.set], c.start)
			ended++
		}
		if ended > 0 {
			w.open = append(w.open[:0], w.open[ended:]...)
		}
	}
}
