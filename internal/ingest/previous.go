package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"wensou/document"
	"wensou/parse/input"
)

// Previous is what an earlier build has of files. A file that is the same is
// not parsed again, and in most cases not even read.
type Previous struct {
	Records []Record
	// Documents yields documents that follow each other in the index of that
	// build; false when it does not have them so.
	Documents func(ctx context.Context, first document.ID, documents, units int, yield func(*document.Document) error) (bool, error)

	byFile map[fileKey][]*Record
}

// ErrPrevious: what an earlier build has can't be read after all; a run without
// it goes well.
var ErrPrevious = errors.New("ingest: the earlier build can't be read")

type fileKey struct{ source, path string }

func (p *Previous) prepare() {
	p.byFile = make(map[fileKey][]*Record, len(p.Records))
	for i := range p.Records {
		r := &p.Records[i]
		p.byFile[fileKey{r.Source, r.Path}] = append(p.byFile[fileKey{r.Source, r.Path}], r)
	}
}

// removed counts the files that are there no more.
func (p *Previous) removed(files []file) int {
	if p == nil {
		return 0
	}
	now := make(map[fileKey]int, len(files))
	for i := range files {
		now[fileKey{files[i].source.Name, files[i].rel}]++
	}
	n := 0
	for key, old := range p.byFile {
		n += max(0, len(old)-now[key])
	}
	return n
}

// like is the record of a file that was read in the same way and has some
// likeness to it; nil for none.
func (p *Previous) like(r *Record, same func(old *Record) bool) *Record {
	if p == nil {
		return nil
	}
	for _, old := range p.byFile[fileKey{r.Source, r.Path}] {
		if old.Hash != "" && old.Options == r.Options && same(old) {
			return old
		}
	}
	return nil
}

// known delivers a file out of the earlier build, if it is there and the same;
// else it says no, with the record begun, and the content of a file that is no
// rows in j.data.
func (j *job) known(ctx context.Context) (it item, known bool) {
	j.record = newRecord(j.file)
	defer j.recovered(&it)
	// A file that was just written may be written again without a trace in its
	// state, because clocks of file systems tick slowly.
	state, changed := stateOf(j.file.onDisk())
	j.state = state
	if time.Since(changed) > slowestTick {
		j.record.State = state
	}
	old := j.previous.like(j.record, func(old *Record) bool { return state != "" && old.State == state })
	if old == nil {
		n := j.hash()
		it.bytes = n
		old = j.previous.like(j.record, func(old *Record) bool { return old.Hash == j.record.Hash })
	}
	if old == nil {
		return it, false
	}
	j.record.Hash = old.Hash
	ok, err := j.repeat(ctx, old)
	if err != nil && ctx.Err() == nil {
		return item{fail: fmt.Errorf("%w: %s: %w", ErrPrevious, j.file.display(), err)}, true
	}
	it.skipped, it.unchanged = old.Skipped, true
	return it, ok || ctx.Err() != nil
}

// slowestTick is longer than the time between two ticks of any file system's
// clock.
const slowestTick = 2500 * time.Millisecond

// hash reads the file for its hash and returns how many bytes it has read. A
// file that can't be read has none.
func (j *job) hash() int64 {
	h := sha256.New()
	var n int64
	if j.file.rows() {
		f, err := j.file.open()
		if err != nil {
			return 0
		}
		defer f.Close()
		if n, err = io.Copy(h, f); err != nil {
			return n
		}
	} else {
		j.data, j.readErr = j.file.read()
		n = int64(len(j.data))
		if j.readErr != nil {
			return n
		}
		_, _ = h.Write(j.data) // hash.Hash never fails
	}
	j.record.Hash = hex.EncodeToString(h.Sum(nil))
	return n
}

// repeat sends what became of a file in the earlier build.
func (j *job) repeat(ctx context.Context, old *Record) (ok bool, err error) {
	if old.Documents > 0 {
		ok, err := j.previous.Documents(ctx, old.First, old.Documents, old.Units, func(d *document.Document) error {
			return j.send(ctx, item{doc: d})
		})
		if !ok || err != nil {
			return false, err
		}
	}
	for _, r := range old.Rejected {
		if err := j.send(ctx, item{reject: &input.Error{Path: j.file.display(), Line: r.Line, Reason: r.Reason}}); err != nil {
			return true, err
		}
	}
	return true, nil
}

// unmoved drops the record of a file that was written to while it was read.
func (j *job) unmoved() {
	if after, _ := stateOf(j.file.onDisk()); after != j.state {
		j.record.again()
	}
}
