package segment

import (
	"encoding/binary"
	"fmt"
	"sort"
	"sync"

	"github.com/klauspost/compress/s2"
)

// blockBytes is how much of the stored records is compressed together: enough
// to find repetition, little enough to decode for one hit.
const blockBytes = 4 << 10

// storedWriter writes the stored records of consecutive documents, each an id
// and a value, in blocks: every block is S2 (the Snappy format's successor,
// github.com/klauspost/compress/s2) over records of id length, id, value
// length, value.
type storedWriter struct {
	w interface {
		Write([]byte) (int, error)
		offset() uint64 // of the next byte in the section
	}
	quick   bool // what is written is gone soon: time counts, not space
	block   []byte
	packed  []byte
	docs    uint32
	first   []uint32 // first document of each block
	offsets []uint64 // of blocks in the section
}

func (s *storedWriter) add(id string, value []byte) error {
	if len(s.block) == 0 {
		s.first = append(s.first, s.docs)
		s.offsets = append(s.offsets, s.w.offset())
	}
	s.docs++
	s.block = appendString(s.block, id)
	s.block = append(binary.AppendUvarint(s.block, uint64(len(value))), value...)
	if len(s.block) < blockBytes {
		return nil
	}
	return s.flush()
}

func (s *storedWriter) flush() error {
	if len(s.block) == 0 {
		return nil
	}
	if s.quick {
		s.packed = s2.Encode(s.packed[:cap(s.packed)], s.block)
	} else {
		s.packed = s2.EncodeBetter(s.packed[:cap(s.packed)], s.block)
	}
	s.block = s.block[:0]
	_, err := s.w.Write(s.packed)
	return err
}

// stored reads what storedWriter wrote.
type stored struct {
	data    []byte
	first   []uint32
	offsets []uint64
	n       uint32 // documents
}

// maxPooled bounds the buffers that are kept between calls.
const maxPooled = 64 << 10

// maxDecoded bounds what a block may promise to be, in bytes: a record larger
// than blockBytes is a block by itself, and no unit comes near this.
const maxDecoded = 64 << 20

var blocks = sync.Pool{New: func() any { return new([]byte) }}

// visit calls f with the id and value of each of the documents, which are
// valid during the call only. Documents of one block that stand next to each
// other decode it once.
func (s *stored) visit(docs []uint32, f func(i int, id, value []byte) error) error {
	buf := blocks.Get().(*[]byte)
	defer func() {
		if cap(*buf) > maxPooled {
			*buf = nil // of a huge record
		}
		blocks.Put(buf)
	}()
	open := -1
	var block []byte
	for i, doc := range docs {
		if doc >= s.n {
			return fmt.Errorf("segment: document %d of %d", doc, s.n)
		}
		b := sort.Search(len(s.first), func(i int) bool { return s.first[i] > doc }) - 1
		if b < 0 {
			return fmt.Errorf("%w: no stored block for document %d", ErrFormat, doc)
		}
		if b != open {
			end := uint64(len(s.data))
			if b+1 < len(s.offsets) {
				end = s.offsets[b+1]
			}
			if s.offsets[b] > end || end > uint64(len(s.data)) {
				return fmt.Errorf("%w: stored block %d lies outside its section", ErrFormat, b)
			}
			var err error
			if n, err := s2.DecodedLen(s.data[s.offsets[b]:end]); err != nil || n > maxDecoded {
				return fmt.Errorf("%w: stored block %d promises %d bytes", ErrFormat, b, n)
			}
			if block, err = s2.Decode((*buf)[:cap(*buf)], s.data[s.offsets[b]:end]); err != nil {
				return fmt.Errorf("%w: stored block %d: %w", ErrFormat, b, err)
			}
			*buf, open = block, b
		}
		id, value, err := record(block, int(doc-s.first[b]))
		if err != nil {
			return err
		}
		if err := f(i, id, value); err != nil {
			return err
		}
	}
	return nil
}

// record is the nth record of a block.
func record(b []byte, n int) (id, value []byte, err error) {
	for ; ; n-- {
		if id, b, err = bytesField(b); err != nil {
			return nil, nil, err
		}
		if value, b, err = bytesField(b); err != nil {
			return nil, nil, err
		}
		if n == 0 {
			return id, value, nil
		}
	}
}

func bytesField(b []byte) (field, rest []byte, err error) {
	n, b, err := uvarint(b)
	if err != nil {
		return nil, nil, err
	}
	if n > uint64(len(b)) {
		return nil, nil, errShort
	}
	return b[:n:n], b[n:], nil
}
