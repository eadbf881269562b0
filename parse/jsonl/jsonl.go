// Package jsonl reads JSON Lines: one row a line, consecutive rows with the same
// doc_id forming a document. It streams, so that a file of any size takes the
// memory of a few thousand rows.
package jsonl

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"wensou/document"
	"wensou/parse"
	"wensou/parse/draft"
	"wensou/parse/input"
	"wensou/parse/language"
)

// Options of one source.
type Options = parse.Options

const (
	maxLine = 16 << 20 // bytes
	maxRun  = 5000     // rows in one Document
	maxTags = 200      // topics and authors of one Document
)

// Read streams the rows of r and yields one Document for every run of rows with
// the same doc_id (rows without one are documents by themselves). A run longer
// than 5,000 rows is cut; its parts have the same Document.ID. A bad row goes
// to reject (which may be nil) with its line number and the others go in. An
// error of yield ends Read and is returned as it is; one of r becomes an
// *input.Error that names the last good line, after the rows before it.
func Read(r io.Reader, path string, o Options, yield func(*document.Document) error, reject func(*input.Error)) error {
	if reject == nil {
		reject = func(*input.Error) {}
	}
	rd := &reader{path: path, o: o, yield: yield, reject: reject, seen: map[document.UnitID]bool{}}
	in := bufio.NewReaderSize(r, 1<<20)
	var long []byte
	for {
		line, size, err := readLine(in, &long)
		if err != nil && !errors.Is(err, io.EOF) {
			if ferr := rd.flush(); ferr != nil {
				return ferr
			}
			return &input.Error{Path: path, Line: rd.line, Reason: fmt.Sprintf("the file is damaged or cut off after this line (%v); restore it or take the rows up to here", err), Err: err}
		}
		if size > 0 {
			rd.line++
			if yerr := rd.row(line, size); yerr != nil {
				return yerr
			}
		}
		if err != nil {
			return rd.flush()
		}
	}
}

// readLine returns a line without its end and its size; of a line longer than
// maxLine only the size. The line is valid until the next call.
func readLine(in *bufio.Reader, long *[]byte) (line []byte, size int, err error) {
	line, err = in.ReadSlice('\n')
	size = len(line)
	if !errors.Is(err, bufio.ErrBufferFull) {
		return line, size, err
	}
	buf := append((*long)[:0], line...)
	for errors.Is(err, bufio.ErrBufferFull) {
		line, err = in.ReadSlice('\n')
		if size += len(line); size <= maxLine {
			buf = append(buf, line...)
		}
	}
	*long = buf
	if size > maxLine {
		buf = nil
	}
	return buf, size, err
}

type reader struct {
	path   string
	o      Options
	yield  func(*document.Document) error
	reject func(*input.Error)

	line int
	doc  *document.Document
	seen map[document.UnitID]bool // in doc
}

func (rd *reader) bad(format string, args ...any) error {
	rd.reject(&input.Error{Path: rd.path, Line: rd.line, Reason: fmt.Sprintf(format, args...)})
	return nil
}

// row takes in one line. It returns errors of yield only.
func (rd *reader) row(line []byte, size int) error {
	if size > maxLine {
		return rd.bad("the line has %d bytes, more than %d; split the row", size, maxLine)
	}
	if rd.line == 1 {
		line = bytes.TrimPrefix(line, []byte("\uFEFF"))
	}
	if line = bytes.TrimSpace(line); len(line) == 0 {
		return nil
	}
	var w row
	if err := w.decode(line); err != nil {
		return rd.bad("not a JSON object with the fields of a row (%v)", err)
	}
	id := document.UnitID(w.ID)
	switch {
	case w.ID == "":
		return rd.bad("the row has no id")
	case len(w.ID) > document.MaxIDBytes || len(w.DocID) > document.MaxIDBytes:
		return rd.bad("an id has more than %d bytes", document.MaxIDBytes)
	case strings.ContainsAny(w.ID, "\x00\r\n") || strings.ContainsAny(w.DocID, "\x00\r\n"):
		return rd.bad("the id %q holds control characters", w.ID)
	case strings.TrimSpace(w.Text) == "":
		return rd.bad("the row %q has no text", w.ID)
	case len(w.Text) > document.MaxUnitBytes:
		return rd.bad("the text of row %q has %d bytes, more than %d; split it", w.ID, len(w.Text), document.MaxUnitBytes)
	case !w.kindKnown():
		return rd.bad("the row %q has the unknown kind %q", w.ID, w.Kind)
	}
	docID := document.ID(w.DocID)
	if docID == "" {
		docID = document.ID(w.ID)
	}
	if rd.doc != nil && (rd.doc.ID != docID || len(rd.doc.Units) >= maxRun) {
		if err := rd.flush(); err != nil {
			return err
		}
	}
	if rd.seen[id] {
		return rd.bad("the id %q stands twice in document %q", w.ID, docID)
	}
	if rd.doc == nil {
		rd.begin(docID, &w)
	}
	rd.seen[id] = true
	rd.add(&w)
	return nil
}

func (rd *reader) begin(id document.ID, w *row) {
	rd.doc = &document.Document{
		ID: id, Path: rd.path, Format: parse.FormatJSONL, Title: w.Title, Language: w.Lang, Date: w.Date,
		Source: rd.o.Source, URL: w.URL, Collection: w.Source,
	}
	if w.Date != "" {
		if rd.doc.Date = draft.Date(w.Date); rd.doc.Date == "" {
			rd.doc.Warn(rd.line, "date-unreadable", "the date %q is neither RFC 3339 nor YYYY[-MM[-DD]]", w.Date)
		}
	}
	if rd.doc.Collection == "" {
		rd.doc.Collection = rd.o.Collection
	}
	if rd.o.LinkTemplate != "" {
		rd.doc.URL = parse.Link(rd.o.LinkTemplate, id, rd.path)
	}
}

func (rd *reader) add(w *row) {
	d := rd.doc
	kind := document.KindParagraph
	if w.Kind != "" {
		kind = document.Kind(w.Kind)
	}
	d.Units = append(d.Units, document.Unit{ID: document.UnitID(w.ID), Kind: kind, Text: w.Text, Lines: [][2]int{{rd.line, rd.line}}})
	d.Topics = merge(d.Topics, w.Topics)
	d.Authors = merge(d.Authors, w.Authors)
}

// merge appends what is new. Rows of one document mostly repeat their lists.
func merge(list, more []string) []string {
	if len(list) == 0 && len(more) <= maxTags {
		return draft.Unique(more)
	}
next:
	for _, s := range more {
		for _, have := range list {
			if s == have {
				continue next
			}
		}
		if s != "" && len(list) < maxTags {
			list = append(list, s)
		}
	}
	return list
}

// flush yields the document in hand.
func (rd *reader) flush() error {
	d := rd.doc
	if d == nil {
		return nil
	}
	rd.doc = nil
	clear(rd.seen)
	if d.Topics = merge(d.Topics, rd.o.Topics); d.Language == "" {
		d.Language = language.Detect(sample(d))
	}
	if err := d.Validate(); err != nil {
		rd.reject(&input.Error{Path: rd.path, Line: d.Units[0].Lines[0][0], Reason: err.Error(), Err: err})
		return nil
	}
	return rd.yield(d)
}

const sampleBytes = 16 << 10

func sample(d *document.Document) string {
	var b strings.Builder
	for i := range d.Units {
		if b.Len() > sampleBytes {
			break
		}
		s := d.Units[i].Text
		if len(s) > sampleBytes {
			for s = s[:sampleBytes]; !utf8.ValidString(s); {
				s = s[:len(s)-1]
			}
		}
		b.WriteString(s)
		b.WriteByte('\n')
	}
	return b.String()
}
