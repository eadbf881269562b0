package segment

import (
	"bytes"
	"container/heap"
	"context"
	"encoding/binary"
	"fmt"

	"github.com/blevesearch/vellum"
)

// source gives the terms of one field in ascending order with their postings.
type source interface {
	// next goes to the next term; false at the end or on an error.
	next() bool
	// term is valid until next.
	term() []byte
	// postings appends documents and frequencies, by the numbers of the result.
	postings(docs []uint32, freqs []uint8) ([]uint32, []uint8)
	err() error
}

// run is a source over a section that Inverter.WriteRun wrote.
type run struct {
	rest  []byte
	cur   []byte
	docs  []uint32
	freqs []uint8
	fault error
}

func (r *run) next() bool {
	if len(r.rest) == 0 || r.fault != nil {
		return false
	}
	n, b, err := uvarint(r.rest)
	if err == nil && n > uint64(len(b)) {
		err = errShort
	}
	if err != nil {
		r.fault = err
		return false
	}
	r.cur = b[:n]
	r.rest, r.docs, r.freqs, r.fault = readList(b[n:], r.docs[:0], r.freqs[:0])
	return r.fault == nil
}

func (r *run) term() []byte { return r.cur }

func (r *run) postings(docs []uint32, freqs []uint8) ([]uint32, []uint8) {
	return append(docs, r.docs...), append(freqs, r.freqs...)
}

func (r *run) err() error { return r.fault }

// sources is a heap by term; equal terms keep the order of the sources, which
// is that of their documents when these are consecutive.
type sources []ranked

type ranked struct {
	source
	rank int
}

func (h sources) Len() int { return len(h) }
func (h sources) Less(i, j int) bool {
	if c := bytes.Compare(h[i].term(), h[j].term()); c != 0 {
		return c < 0
	}
	return h[i].rank < h[j].rank
}
func (h sources) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *sources) Push(x any)   { *h = append(*h, x.(ranked)) }
func (h *sources) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}

// FieldStats counts what one field of a segment holds.
type FieldStats struct {
	Terms    int   `json:"terms"`
	Postings int64 `json:"postings"`
}

// mergeField writes a field's dictionary to dict, a vellum FST from each term
// to a value, and its postings to out. The value is, times two, the offset of
// the term's postings in their section; or, plus one, the only document that
// holds the term, once.
func mergeField(ctx context.Context, from []source, runs bool, dict, out *stream) (stats FieldStats, err error) {
	fst, err := vellum.New(dict, nil)
	if err != nil {
		return stats, fmt.Errorf("write dictionary: %w", err)
	}
	var h sources
	for i, s := range from {
		if s.next() {
			h = append(h, ranked{s, i})
		}
	}
	heap.Init(&h)
	var term, encoded []byte
	var docs []uint32
	var freqs []uint8
	var behind tail
	for len(h) > 0 {
		if stats.Terms%4096 == 0 && ctx.Err() != nil {
			return stats, context.Cause(ctx)
		}
		term = append(term[:0], h[0].term()...)
		docs, freqs = docs[:0], freqs[:0]
		for len(h) > 0 && bytes.Equal(h[0].term(), term) {
			before := len(docs)
			docs, freqs = h[0].postings(docs, freqs)
			behind.merge(docs, freqs, before)
			if h[0].next() {
				heap.Fix(&h, 0)
			} else {
				heap.Pop(&h)
			}
		}
		if len(docs) == 0 {
			continue // every document of a merged segment was dropped
		}
		stats.Terms++
		stats.Postings += int64(len(docs))
		value := uint64(docs[0])<<1 | 1
		if len(docs) > 1 || freqs[0] > 1 {
			value = uint64(out.at) << 1
			if encoded, err = appendPostings(encoded[:0], docs, freqs, runs); err != nil {
				return stats, err
			}
			if _, err = out.Write(encoded); err != nil {
				return stats, err
			}
		}
		if err = fst.Insert(term, value); err != nil {
			return stats, fmt.Errorf("write dictionary: %w", err)
		}
	}
	for _, s := range from {
		if err := s.err(); err != nil {
			return stats, fmt.Errorf("merge: %w", err)
		}
	}
	if err := fst.Close(); err != nil {
		return stats, fmt.Errorf("write dictionary: %w", err)
	}
	return stats, nil
}

// tail merges postings into those before them. Sources of consecutive documents
// need none of it.
type tail struct {
	docs  []uint32
	freqs []uint8
}

// merge puts postings from place from on, ascending like those before, where
// they belong. What it costs is the number of postings behind the first place.
func (t *tail) merge(docs []uint32, freqs []uint8, from int) {
	if from == 0 || from == len(docs) || docs[from-1] < docs[from] {
		return
	}
	t.docs, t.freqs = append(t.docs[:0], docs[from:]...), append(t.freqs[:0], freqs[from:]...)
	i, j := from-1, len(t.docs)-1
	for to := len(docs) - 1; j >= 0; to-- {
		if i >= 0 && docs[i] > t.docs[j] {
			docs[to], freqs[to] = docs[i], freqs[i]
			i--
		} else {
			docs[to], freqs[to] = t.docs[j], t.freqs[j]
			j--
		}
	}
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}
