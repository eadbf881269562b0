package ingest

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"wensou/parse/jsonl"
)

// errChanged: somebody writes to a file while it is read.
var errChanged = errors.New("it changed while it was read; build again when nobody writes to it")

// readTries is how often a file is read that changes meanwhile.
const readTries = 3

// onDisk is the file whose state says whether this one changed: itself, or the
// archive in which it lies.
func (f *file) onDisk() string {
	if f.packed {
		return f.source.Root
	}
	return f.path
}

func (f *file) open() (io.ReadCloser, error) {
	if f.opener != nil {
		return f.opener()
	}
	return os.Open(f.path)
}

// read gives all bytes of the file as they were at one time.
func (f *file) read() ([]byte, error) {
	for range readTries {
		data, unchanged, err := f.readOnce()
		if err != nil || unchanged {
			return data, err
		}
	}
	return nil, errChanged
}

func (f *file) readOnce() (data []byte, unchanged bool, err error) {
	r, err := f.open()
	if err != nil {
		return nil, false, err
	}
	defer r.Close()
	same := watch(r)
	// A file may have grown since it was found.
	limit := f.source.maxFile()
	data, err = io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = fmt.Errorf("it grew beyond %d MB while it was read; split it", limit>>20)
	}
	return data, same(), err
}

// openRows opens a file of rows; unchanged is asked at its end.
func (f *file) openRows() (r io.ReadCloser, unchanged func() bool, err error) {
	raw, err := f.open()
	if err != nil {
		return nil, nil, err
	}
	unchanged = watch(raw)
	r, err = jsonl.Unpack(f.rel, raw)
	return r, unchanged, err
}

// watch returns a function that says whether a file is still as it is now. What
// comes out of an archive does not change.
func watch(r io.Reader) (unchanged func() bool) {
	f, ok := r.(interface{ Stat() (fs.FileInfo, error) })
	if !ok {
		return func() bool { return true }
	}
	before, err := f.Stat()
	return func() bool {
		after, afterErr := f.Stat()
		return err == nil && afterErr == nil && before.Size() == after.Size() && before.ModTime().Equal(after.ModTime())
	}
}
