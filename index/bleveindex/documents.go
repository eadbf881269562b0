package bleveindex

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"time"

	"wensou/document"
	"wensou/index"
	"wensou/index/bleveindex/segment"
)

// noDay marks a document without a (readable) date.
const noDay = math.MinInt32

// documentTable collects what is counted and filtered by document, and writes
// the headers (documents without units) one after the other.
type documentTable struct {
	f  *os.File
	w  *bufio.Writer
	at uint64

	numbers map[document.ID]uint32
	offsets []uint64 // of headers, one more than documents
	titles  titleTable
	day     []int32 // first day since 1970-01-01
	dayEnd  []int32 // the day after the last
	source  ordinals
	lang    ordinals
	topic   ordinals
	author  ordinals
	kinds   map[string]int
	sources []int // units by source ordinal

	combination  []uint32 // number of the document's combination of values
	combinations map[string]uint32
	example      []uint32 // a document of each combination
}

func createDocuments(path string) (*documentTable, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("create documents: %w", err)
	}
	return &documentTable{
		f: f, w: bufio.NewWriterSize(f, 1<<20), offsets: []uint64{0},
		numbers: map[document.ID]uint32{}, kinds: map[string]int{}, combinations: map[string]uint32{},
	}, nil
}

// add returns the number of d; parts of a document that came before keep its
// number and header.
func (t *documentTable) add(d *document.Document) (uint32, error) {
	if n, ok := t.numbers[d.ID]; ok {
		t.titles.again(n, d.Title)
		return n, nil
	}
	raw, err := appendHeader(nil, d)
	if err != nil {
		return 0, fmt.Errorf("document %s: %w", d.ID, err)
	}
	if _, err := t.w.Write(raw); err != nil {
		return 0, fmt.Errorf("write documents: %w", err)
	}
	t.at += uint64(len(raw))
	n := uint32(len(t.day))
	t.numbers[d.ID] = n
	t.offsets = append(t.offsets, t.at)
	t.titles.add(d.Title)
	day, end := int32(noDay), int32(noDay)
	if first, last, err := document.DateSpan(d.Date); err == nil {
		day, end = dayNumber(first.Unix()), dayNumber(last.Unix())
	}
	t.day, t.dayEnd = append(t.day, day), append(t.dayEnd, end)
	t.combine(d, day)
	return n, nil
}

// combine numbers what facets see of a document: documents with the same
// source, language, year, topics and authors are counted together.
func (t *documentTable) combine(d *document.Document, day int32) {
	var b []byte
	for _, s := range []string{d.SourceName(), d.Language, yearOf(day)} {
		b = appendText(b, s)
	}
	for _, list := range [][]string{d.Topics, d.Authors} {
		b = binary.AppendUvarint(b, uint64(len(list)))
		for _, s := range list {
			b = appendText(b, s)
		}
	}
	n, ok := t.combinations[string(b)]
	if !ok {
		n = uint32(len(t.example))
		t.combinations[string(b)] = n
		t.example = append(t.example, uint32(len(t.combination)))
		t.source.add(d.SourceName())
		t.lang.add(d.Language)
		t.topic.add(d.Topics...)
		t.author.add(d.Authors...)
	}
	t.combination = append(t.combination, n)
}

// yearOf a day since 1970-01-01, "" for noDay.
func yearOf(day int32) string {
	if day == noDay {
		return ""
	}
	return strconv.Itoa(time.Unix(int64(day)*86_400, 0).UTC().Year())
}

func dayNumber(unix int64) int32 {
	const secondsADay = 86_400
	d := unix / secondsADay
	if unix%secondsADay < 0 {
		d--
	}
	return int32(max(d, noDay+1))
}

// count notes one unit of document n.
func (t *documentTable) count(n uint32, k document.Kind) {
	t.kinds[string(k)]++
	s := t.source.values[t.source.offsets[t.combination[n]]]
	for len(t.sources) <= int(s) {
		t.sources = append(t.sources, 0)
	}
	t.sources[s]++
}

func (t *documentTable) close() error {
	if t.f == nil {
		return nil
	}
	err := t.w.Flush()
	if cerr := t.f.Close(); err == nil {
		err = cerr
	}
	t.f = nil
	return err
}

// ordinals is a column of zero or more keywords a combination. Ordinals are given
// in order of appearance while building and are sorted by value when written,
// so that they don't depend on the corpus' order.
type ordinals struct {
	names   []string
	numbers map[string]uint32
	offsets []uint32 // one more than combinations once written
	values  []uint32
}

func (o *ordinals) add(names ...string) {
	if o.numbers == nil {
		o.numbers = map[string]uint32{}
	}
	o.offsets = append(o.offsets, uint32(len(o.values)))
	from := len(o.values)
	for _, name := range names {
		n, ok := o.numbers[name]
		if !ok {
			n = uint32(len(o.names))
			o.names = append(o.names, name)
			o.numbers[name] = n
		}
		if !slices.Contains(o.values[from:], n) { // counts once a value
			o.values = append(o.values, n)
		}
	}
}

// write writes offsets, values and dictionary under name.
func (o *ordinals) write(c *segment.FileWriter, m *columnsMeta, name index.Field) error {
	sorted := slices.Clone(o.names)
	slices.Sort(sorted)
	rank := make([]uint32, len(o.names))
	for i, s := range sorted {
		rank[o.numbers[s]] = uint32(i)
	}
	values := make([]uint32, len(o.values))
	for i, v := range o.values {
		values[i] = rank[v]
	}
	m.Dictionaries[string(name)] = sorted
	if err := segment.WriteArray(c, "combination."+string(name)+".offsets", append(o.offsets, uint32(len(o.values)))); err != nil {
		return err
	}
	return segment.WriteArray(c, "combination."+string(name)+".values", values)
}
