package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"sync"

	"github.com/cespare/xxhash/v2"

	"wensou/analysis"
	"wensou/index"
	"wensou/index/bleveindex"
	"wensou/internal/ingest"
	"wensou/parse/pdf"
)

// base is an older generation that a build takes over from what did not change.
type base struct {
	handle   *index.Handle
	snapshot *index.Snapshot
	index    *bleveindex.Base
	previous *ingest.Previous
}

// openBase opens the generation that serves, or without one the newest. why
// says in words for people why there is none to take over from; it is empty
// when no generation is there at all.
func openBase(dir index.Dir, a *analysis.Analyzer) (_ *base, why string, err error) {
	name, err := baseName(dir)
	if name == "" || err != nil {
		return nil, "", err
	}
	b := &base{}
	var records []ingest.Record
	b.handle = index.NewHandle(dir, func(path string, m *index.Manifest) (index.Searcher, error) {
		program, err := programHash()
		if err != nil {
			return nil, err
		}
		if records, err = ingest.ReadRecords(path, program); err != nil {
			return nil, err
		}
		return bleveindex.Open(path, m, a)
	})
	if err := b.handle.Use(name); err != nil {
		return nil, whyAnew(name, err), b.handle.Close()
	}
	if b.snapshot, err = b.handle.Acquire(); err != nil {
		return nil, "", errors.Join(err, b.handle.Close())
	}
	b.index = bleveindex.NewBase(b.snapshot.Searcher)
	b.previous = &ingest.Previous{Records: records, Documents: b.index.Documents}
	return b, "", nil
}

func baseName(dir index.Dir) (string, error) {
	name, err := dir.Current()
	if err == nil {
		return name, nil
	}
	all, listErr := dir.Generations()
	if listErr != nil || len(all) == 0 {
		return "", listErr
	}
	return all[len(all)-1], nil
}

// whyAnew says why a generation is of no use for a build.
func whyAnew(name string, err error) string {
	switch {
	case errors.Is(err, ingest.ErrOtherProgram):
		return fmt.Sprintf("%s was built by another version of wensou", name)
	case errors.Is(err, index.ErrIncompatible):
		return fmt.Sprintf("%s was built with another user dictionary or another version of wensou", name)
	case errors.Is(err, index.ErrCorrupt):
		return fmt.Sprintf("%s is damaged: %s", name, oneLine(err.Error()))
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Sprintf("%s has no list of the files it was built from", name)
	}
	return fmt.Sprintf("%s can't be used: %s", name, oneLine(err.Error()))
}

// Close gives the generation back.
func (b *base) Close() error {
	if b == nil {
		return nil
	}
	b.snapshot.Release()
	return b.handle.Close()
}

// programHash stands for all that decides how files are read: the hash of the
// binary that runs, so our parsers, the libraries they use and the Go that
// compiled them, which nobody can forget to change; and the poppler beside it.
var programHash = sync.OnceValues(func() (string, error) {
	// The file that runs may have been replaced since; Linux knows it all the same.
	f, err := os.Open("/proc/self/exe")
	if err != nil {
		name, nameErr := os.Executable()
		if nameErr != nil {
			return "", fmt.Errorf("find the program: %w", nameErr)
		}
		if f, err = os.Open(name); err != nil {
			return "", fmt.Errorf("read the program: %w", err)
		}
	}
	defer f.Close()
	h := xxhash.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("read the program: %w", err)
	}
	return strings.TrimSpace(fmt.Sprintf("%016x %s", h.Sum64(), pdf.Version(context.Background()))), nil
})
