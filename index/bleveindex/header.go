package bleveindex

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"

	"wensou/document"
)

// A document's header is what every hit shows of its document, as strings, so
// that a hit costs no JSON decoder; behind it JSON of the rest (headings,
// works, warnings …), which only the reader asks for.

// errHeader: a document's header is cut.
var errHeader = errors.New("document header is cut")

// headerStrings are the single strings of a header, in order.
func headerStrings(d *document.Document) []*string {
	return []*string{
		(*string)(&d.ID), &d.Path, &d.Format, &d.Title, &d.Language, &d.Date,
		&d.Source.Name, &d.Source.URL, &d.URL, &d.Collection,
	}
}

func appendHeader(b []byte, d *document.Document) ([]byte, error) {
	rest := *d
	rest.Units = nil // stored one by one in the segment
	for _, s := range headerStrings(&rest) {
		b = appendText(b, *s)
		*s = ""
	}
	for _, list := range [][]string{rest.Authors, rest.Topics} {
		b = binary.AppendUvarint(b, uint64(len(list)))
		for _, s := range list {
			b = appendText(b, s)
		}
	}
	rest.Authors, rest.Topics = nil, nil
	raw, err := json.Marshal(&rest)
	return append(b, raw...), err
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// readHeader decodes a header; whole decodes what stands behind it too.
func readHeader(b []byte, whole bool) (*document.Document, error) {
	d := &document.Document{}
	r := textReader{b: b}
	for _, s := range headerStrings(d) {
		*s = r.text()
	}
	authors, topics := r.list(), r.list()
	if r.cut {
		return nil, errHeader
	}
	if whole {
		head := *d
		if err := json.Unmarshal(r.b, d); err != nil {
			return nil, fmt.Errorf("document header: %w", err)
		}
		for i, s := range headerStrings(d) {
			*s = *headerStrings(&head)[i]
		}
	}
	d.Authors, d.Topics = authors, topics
	return d, nil
}

// textReader reads lengths and strings; cut says that there were too few bytes.
type textReader struct {
	b   []byte
	cut bool
}

func (r *textReader) number() int {
	n, size := binary.Uvarint(r.b)
	if size <= 0 || n > uint64(len(r.b)-size) {
		r.cut, r.b = true, nil
		return 0
	}
	r.b = r.b[size:]
	return int(n)
}

func (r *textReader) text() string {
	n := r.number()
	s := string(r.b[:n])
	r.b = r.b[n:]
	return s
}

func (r *textReader) list() []string {
	n := r.number()
	if n == 0 {
		return nil
	}
	list := make([]string, n)
	for i := range list {
		list[i] = r.text()
	}
	return list
}
