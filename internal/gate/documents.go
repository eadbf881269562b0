package gate

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"

	"wensou/document"
	"wensou/index"
)

// Entry is one document in the list that a generation keeps, in ascending
// order of the ids.
type Entry struct {
	ID     document.ID           `json:"id"`
	Source string                `json:"source"`
	Lang   string                `json:"lang"`
	Units  map[document.Kind]int `json:"units"`
	Runes  int                   `json:"runes"`         // letters and digits of all units
	Han    int                   `json:"han"`           // of these, Chinese characters
	Digest uint64                `json:"digest,string"` // sum of index.Digest over the units
}

// AllUnits is the number of units of every kind.
func (e *Entry) AllUnits() (n int) {
	for _, v := range e.Units {
		n += v
	}
	return n
}

func writeEntries(dir string, entries []*Entry) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("write %s: %w", DocumentsFile, err)
		}
	}()
	f, err := os.Create(filepath.Join(dir, DocumentsFile))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	z, err := gzip.NewWriterLevel(f, gzip.BestSpeed)
	if err != nil {
		return err
	}
	b := bufio.NewWriter(z)
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	slices.SortFunc(entries, func(a, b *Entry) int { return cmp.Compare(a.ID, b.ID) })
	for _, e := range entries {
		if err := enc.Encode(e); err != nil {
			return err
		}
	}
	return errors.Join(b.Flush(), z.Close())
}

// Entries reads the documents of a generation in ascending order of their ids.
// A generation that was built without the list yields ErrNoList, a damaged list
// index.ErrCorrupt.
func Entries(dir string) iter.Seq2[*Entry, error] {
	return func(yield func(*Entry, error) bool) {
		f, err := os.Open(filepath.Join(dir, DocumentsFile))
		if errors.Is(err, fs.ErrNotExist) {
			yield(nil, ErrNoList)
			return
		}
		if err != nil {
			yield(nil, fmt.Errorf("%w: %w", index.ErrCorrupt, err))
			return
		}
		defer f.Close()
		z, err := gzip.NewReader(bufio.NewReader(f))
		if err != nil {
			yield(nil, fmt.Errorf("%w: %s: %w", index.ErrCorrupt, DocumentsFile, err))
			return
		}
		for dec := json.NewDecoder(z); ; {
			e := &Entry{}
			err := dec.Decode(e)
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				err = fmt.Errorf("%w: %s: %w", index.ErrCorrupt, DocumentsFile, err)
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// ErrNoList: the generation was built before there was a list of documents.
var ErrNoList = errors.New("gate: the generation has no list of documents")

// Pair is a document in two generations; nil where it is missing.
type Pair struct{ Before, Now *Entry }

// Pairs walks the documents of two generations side by side. Errors are those
// of Entries.
func Pairs(before, now string) iter.Seq2[Pair, error] {
	return func(yield func(Pair, error) bool) {
		nextA, stopA := iter.Pull2(Entries(before))
		defer stopA()
		nextB, stopB := iter.Pull2(Entries(now))
		defer stopB()
		a, errA, okA := nextA()
		b, errB, okB := nextB()
		for okA || okB {
			if err := errors.Join(errA, errB); err != nil {
				yield(Pair{}, err)
				return
			}
			p := Pair{a, b}
			switch {
			case !okB || okA && a.ID < b.ID:
				p.Now = nil
			case !okA || b.ID < a.ID:
				p.Before = nil
			}
			if !yield(p, nil) {
				return
			}
			if p.Before != nil {
				a, errA, okA = nextA()
			}
			if p.Now != nil {
				b, errB, okB = nextB()
			}
		}
	}
}
