package suggest

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"

	"github.com/blevesearch/vellum"
)

// File is the name of a generation's file of suggestions.
const File = "suggest.bin"

const magic = "wensouS1"

// header is what follows the magic word: three numbers and a zero of 32 bits,
// three of 64 bits. The sections come after it, each filled up with zeros to a multiple of 8.
type header struct {
	entries, postings, sources               uint32
	sourceBytes, entryBytes, dictionaryBytes uint64

	sourcesAt, offsetsAt, entriesAt, postingsAt, dictAt, size int64
}

const headerBytes = len(magic) + 4*4 + 3*8

// place sets where the sections lie; false when the numbers can't be right.
func (h *header) place() bool {
	const most = math.MaxInt64 / 16
	if h.sourceBytes > most || h.entryBytes > math.MaxUint32 || h.dictionaryBytes > most {
		return false
	}
	at := int64(headerBytes)
	for _, s := range []struct {
		at *int64
		n  int64
	}{
		{&h.sourcesAt, int64(h.sourceBytes)},
		{&h.offsetsAt, 4 * (int64(h.entries) + 1)},
		{&h.entriesAt, int64(h.entryBytes)},
		{&h.postingsAt, 4 * int64(h.postings)},
		{&h.dictAt, int64(h.dictionaryBytes)},
	} {
		*s.at = at
		at += (s.n + 7) &^ 7
	}
	h.size = at
	return true
}

// posting is an entry under a key.
type posting struct {
	key   string
	entry uint32
}

// write makes the file. Equal entries make equal files.
func (b *Builder) write(path string, words func(string) []int) error {
	all := b.ranked()
	var sources, records []byte
	for _, name := range b.names {
		sources = appendText(sources, name)
	}
	offsets := make([]uint32, 0, len(all)+1)
	var postings []posting
	for i, e := range all {
		slices.SortFunc(e.places, func(x, y place) int { return cmp.Or(cmp.Compare(y.count, x.count), cmp.Compare(x.source, y.source)) })
		offsets = append(offsets, uint32(len(records)))
		records = e.append(records)
		for _, k := range keysOf(e, words) {
			postings = append(postings, posting{k, uint32(i)})
		}
	}
	offsets = append(offsets, uint32(len(records)))
	slices.SortFunc(postings, func(x, y posting) int { return cmp.Or(strings.Compare(x.key, y.key), cmp.Compare(x.entry, y.entry)) })
	postings = slices.Compact(postings)
	dictionary, err := dictionaryOf(postings)
	if err != nil {
		return fmt.Errorf("write suggestions: %w", err)
	}
	h := header{
		entries: uint32(len(all)), postings: uint32(len(postings)), sources: uint32(len(b.names)),
		sourceBytes: uint64(len(sources)), entryBytes: uint64(len(records)), dictionaryBytes: uint64(len(dictionary)),
	}
	if !h.place() {
		return errors.New("write suggestions: too large")
	}
	out := append(make([]byte, 0, h.size), magic...)
	for _, n := range []uint32{h.entries, h.postings, h.sources, 0} {
		out = binary.LittleEndian.AppendUint32(out, n)
	}
	for _, n := range []uint64{h.sourceBytes, h.entryBytes, h.dictionaryBytes} {
		out = binary.LittleEndian.AppendUint64(out, n)
	}
	fill := func() { out = append(out, make([]byte, -len(out)&7)...) }
	out = append(out, sources...)
	fill()
	for _, n := range offsets {
		out = binary.LittleEndian.AppendUint32(out, n)
	}
	fill()
	out = append(out, records...)
	fill()
	for _, p := range postings {
		out = binary.LittleEndian.AppendUint32(out, p.entry)
	}
	fill()
	out = append(out, dictionary...)
	fill()
	if err := os.WriteFile(path, out, 0o644); err != nil {
		return fmt.Errorf("write suggestions: %w", err)
	}
	return nil
}

// dictionaryOf gives each key the place of its first posting; the last is the
// one before that of the next key.
func dictionaryOf(postings []posting) ([]byte, error) {
	var out bytes.Buffer
	b, err := vellum.New(&out, nil)
	if err != nil {
		return nil, err
	}
	for i, p := range postings {
		if i > 0 && postings[i-1].key == p.key {
			continue
		}
		if err := b.Insert([]byte(p.key), uint64(i)); err != nil {
			return nil, err
		}
	}
	if err := b.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// maxInner is how many inner words a title, of a document or of a work, is
// found by.
const maxInner = 6

// keysOf are the keys that an entry stands under.
func keysOf(e *entry, words func(string) []int) []string {
	cells := cellsOf(e.text)
	if len(cells) == 0 {
		return nil
	}
	keys := []string{string(keyText) + textKey(cells)}
	for _, k := range pinyinKeys(cells, maxSpellings) {
		keys = append(keys, string(keyPinyin)+k)
	}
	for _, k := range initialsKeys(cells) {
		keys = append(keys, string(keyInitials)+k)
	}
	if e.kind != KindTitle && e.kind != KindWork {
		return keys
	}
	inner := 0
	starts := words(e.text)
	for i := range cells {
		if i == 0 || inner == maxInner || !slices.Contains(starts, cells[i].start) || len(cells)-i < leastRunes {
			continue
		}
		inner++
		keys = append(keys, string(keyText)+textKey(cells[i:]))
		for _, k := range pinyinKeys(cells[i:], innerSpellings) {
			keys = append(keys, string(keyPinyin)+k)
		}
	}
	return keys
}
