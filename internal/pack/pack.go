// Package pack lists the files of a zip or tar archive and opens them, within
// limits, so that a small hostile archive can fill neither memory nor disk nor
// name files outside itself. Archives inside an archive are files like any
// other: none is opened.
package pack

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"

	"wensou/parse/archive"
)

// Limits of one archive. The zero value of a field stands for its default.
type Limits struct {
	Entries    int   // how many entries are looked at; 1,000,000
	TotalBytes int64 // unpacked bytes of all that is wanted; 64 GB
	Ratio      int64 // unpacked to packed bytes, from RatioFrom on; 250
	RatioFrom  int64 // unpacked bytes below which no ratio is too high; 8 MB
}

func (l Limits) withDefaults() Limits {
	set := func(n *int64, def int64) {
		if *n == 0 {
			*n = def
		}
	}
	if l.Entries == 0 {
		l.Entries = 1_000_000
	}
	set(&l.TotalBytes, 64<<30)
	set(&l.Ratio, 250)
	set(&l.RatioFrom, 8<<20)
	return l
}

// File is one file of an archive.
type File struct {
	Name string // slash-separated, without ".."
	Size int64  // bytes when unpacked

	open func() (io.ReadCloser, error)
}

// Open streams the file; several may be open at once. A damaged one gives an
// error while it is read.
func (f *File) Open() (io.ReadCloser, error) { return f.open() }

// Refused is an entry that is not read, and why.
type Refused struct{ Name, Reason string }

// Archive is an open archive. Close it when no file of it is open any more.
type Archive struct {
	Files   []File // in the order of their names
	Refused []Refused
	Links   int // entries that are another name of what lies in the archive
	// Damage is why the archive was not read to its end; what came before is in
	// Files. nil when all of it was.
	Damage error

	limits Limits
	want   func(name string, size int64) bool
	total  int64
	byName map[string]int
	close  []func() error
}

// Is says by its name whether a file is an archive that Open reads.
func Is(name string) bool { return kind(name) != "" }

func kind(name string) string {
	name = strings.ToLower(name)
	for _, k := range []struct{ ext, kind string }{
		{".zip", "zip"},
		{".tar", "tar"},
		{".tar.gz", "gzip"},
		{".tgz", "gzip"},
		{".tar.zst", "zstd"},
		{".tzst", "zstd"},
	} {
		if strings.HasSuffix(name, k.ext) {
			return k.kind
		}
	}
	return ""
}

// Open lists an archive. want is asked once for each file with its size when
// unpacked; what is not wanted costs neither memory nor disk. A compressed tar is
// unpacked, as far as it is wanted, into one temporary file that goes with
// Close. An error means that nothing of the archive can be read.
func Open(ctx context.Context, name string, want func(name string, size int64) bool, l Limits) (*Archive, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	a := &Archive{limits: l.withDefaults(), want: want, byName: map[string]int{}, close: []func() error{f.Close}}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("it is no plain file; save it to disk first")
	}
	if err == nil {
		if kind(name) == "zip" {
			err = a.readZip(ctx, f, info.Size())
		} else {
			err = a.readTar(ctx, f, info.Size(), kind(name))
		}
	}
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}
	a.byName = nil
	slices.SortFunc(a.Files, func(x, y File) int { return strings.Compare(x.Name, y.Name) })
	return a, nil
}

// Close closes the archive and removes what was unpacked. It may be called
// twice.
func (a *Archive) Close() error {
	var errs []error
	for _, c := range slices.Backward(a.close) {
		errs = append(errs, c())
	}
	a.close = nil
	return errors.Join(errs...)
}

func (a *Archive) refuse(name, format string, args ...any) {
	a.Refused = append(a.Refused, Refused{Name: name, Reason: fmt.Sprintf(format, args...)})
}

const outside = "the archive gives it a place outside of itself; pack it again with relative names"

// accept says whether an entry of that name and size is read. Its name must be
// clean.
func (a *Archive) accept(name string, size int64) bool {
	if !a.want(name, size) {
		return false
	}
	if size > a.limits.TotalBytes-a.total {
		a.refuse(name, "the archive unpacks to more than %d MB; split it", a.limits.TotalBytes>>20)
		return false
	}
	a.total += size
	return true
}

// link judges a symbolic link: a second name of what lies in the archive is
// passed over, for that is read under its own; others are refused.
func (a *Archive) link(name, target string) {
	if clean, local := archive.CleanName(path.Join(path.Dir(name), target)); path.IsAbs(target) || !local || clean == "" {
		a.refuse(name, "a link that leads out of the archive; pack the file itself")
		return
	}
	a.Links++
}

// tooTight says that so many packed bytes can't have held so much text.
func (l *Limits) tooTight(packed, unpacked int64) bool {
	return unpacked > l.RatioFrom && unpacked/l.Ratio > packed
}
