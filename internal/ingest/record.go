package ingest

import (
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"wensou/document"
	"wensou/parse"
	"wensou/parse/input"
)

// RecordsFile of a generation holds what its build noted of the files it read.
const RecordsFile = "files.jsonl.gz"

// Record is what a build notes of a file, so that the next one need not read
// it again.
type Record struct {
	Source  string `json:"source,omitempty"` // Source.Name
	Path    string `json:"path"`             // below Source.Root
	Options string `json:"options"`          // hash of what else decides how it is read
	// Hash is the SHA-256 of the file as it lies on disk, in hex; "" for one that
	// has to be read again even if it is the same: what became of it depends on
	// other files too, or it could not be read to its end.
	Hash string `json:"sha256,omitempty"`
	// State is what the file system says of the file, and changes whenever it is
	// written to; "" when that is not certain.
	State string `json:"state,omitempty"`

	First     document.ID `json:"first,omitempty"` // id of its first document
	Documents int         `json:"documents,omitempty"`
	Units     int         `json:"units,omitempty"`
	Skipped   bool        `json:"skipped,omitempty"` // no text that we read
	Rejected  []Rejected  `json:"rejected,omitempty"`
}

// Rejected is what of a file did not go in.
type Rejected struct {
	Line   int    `json:"line,omitempty"`
	Reason string `json:"reason"`
}

// maxRejected bounds the rejections in a record; a file with more of them is
// read again.
const maxRejected = 1000

// WriteRecords writes the records of a build below dir. program names what
// read the files: the binary with all its parsers.
func WriteRecords(dir, program string, records []Record) error {
	f, err := os.Create(filepath.Join(dir, RecordsFile))
	if err != nil {
		return fmt.Errorf("write records of files: %w", err)
	}
	w := gzip.NewWriter(f)
	enc := json.NewEncoder(w)
	err = enc.Encode(recordsHead{program})
	for i := range records {
		if err == nil {
			err = enc.Encode(&records[i])
		}
	}
	if err = errors.Join(err, w.Close(), f.Close()); err != nil {
		return fmt.Errorf("write records of files: %w", err)
	}
	return nil
}

type recordsHead struct {
	Program string `json:"program"`
}

// ErrOtherProgram: the records are of another binary, which may read files
// otherwise.
var ErrOtherProgram = errors.New("ingest: another program read the files")

// ReadRecords reads what WriteRecords wrote; ErrOtherProgram when that was
// another one, fs.ErrNotExist when there are none.
func ReadRecords(dir, program string) ([]Record, error) {
	f, err := os.Open(filepath.Join(dir, RecordsFile))
	if err != nil {
		return nil, fmt.Errorf("read records of files: %w", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(bufio.NewReader(f))
	if err != nil {
		return nil, fmt.Errorf("read records of files: %w", err)
	}
	dec := json.NewDecoder(z)
	var head recordsHead
	if err := dec.Decode(&head); err != nil {
		return nil, fmt.Errorf("read records of files: %w", err)
	}
	if head.Program != program {
		return nil, ErrOtherProgram
	}
	var all []Record
	for {
		var r Record
		err := dec.Decode(&r)
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read records of files: %w", err)
		}
		all = append(all, r)
	}
}

// newRecord begins the record of a file.
func newRecord(f *file) *Record {
	raw, _ := json.Marshal([]any{f.options(), f.wanted, f.rows(), f.source.Prefix}) // strings and booleans always can be
	sum := sha256.Sum256(raw)
	return &Record{Source: f.source.Name, Path: f.rel, Options: hex.EncodeToString(sum[:8])}
}

// again marks a file that the next build has to read whatever happens.
func (r *Record) again() { *r = Record{Source: r.Source, Path: r.Path, Options: r.Options} }

// reject notes a rejection, and more than maxRejected only so far that this
// shows.
func (r *Record) reject(e *input.Error) {
	if len(r.Rejected) <= maxRejected {
		r.Rejected = append(r.Rejected, Rejected{e.Line, e.Reason})
	}
}

// passing says that a rejection may not come again although the file is the
// same.
func passing(e *input.Error) bool {
	var path *fs.PathError
	return errors.As(e.Err, &path) || errors.Is(e.Err, errChanged)
}

// add notes a document as the index has it.
func (r *Record) add(d *document.Document) {
	if r.Documents == 0 {
		r.First = d.ID
	}
	r.Documents++
	r.Units += len(d.Units)
}

// incomplete says that the program which reads PDFs lacked something that may
// be installed later.
func incomplete(d *document.Document) bool {
	return d.Format == parse.FormatPDF && slices.ContainsFunc(d.Warnings, func(w document.Warning) bool { return w.Code == "text-unmapped" })
}
