// Package archive reads the parts of zip containers (DOCX, ODT, EPUB) within
// limits, so that a small hostile file can't fill memory or name files outside
// itself. Archives inside an archive are parts like any other: none is opened.
package archive

import (
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"wensou/parse/input"
)

// Limits of one container. The zero value of a field stands for its default.
type Limits struct {
	Entries    int   // how many names it may hold; 20,000
	EntryBytes int64 // unpacked bytes of one part; 256 MB
	TotalBytes int64 // unpacked bytes of all that is read; 512 MB
	Ratio      int64 // unpacked to packed bytes of a part, from RatioFrom on; 250
	RatioFrom  int64 // unpacked bytes below which no ratio is too high; 8 MB
}

func (l Limits) withDefaults() Limits {
	set := func(n *int64, def int64) {
		if *n == 0 {
			*n = def
		}
	}
	if l.Entries == 0 {
		l.Entries = 20_000
	}
	set(&l.EntryBytes, 256<<20)
	set(&l.TotalBytes, 512<<20)
	set(&l.Ratio, 250)
	set(&l.RatioFrom, 8<<20)
	return l
}

// Archive is an open container. It is for one goroutine.
type Archive struct {
	path   string
	limits Limits
	parts  map[string]*zip.File // by clean name
	folded map[string]string    // lower-case name to clean name
	names  []string
	read   int64
}

// Is says whether data begins as a zip container does.
func Is(data []byte) bool { return bytes.HasPrefix(data, []byte("PK\x03\x04")) }

// Open checks the list of entries: their number and names, no links, nothing
// encrypted, no two that share bytes. Every error is an *input.Error of the
// file at name.
func Open(name string, data []byte, l Limits) (*Archive, error) {
	a := &Archive{path: name, limits: l.withDefaults(), parts: map[string]*zip.File{}, folded: map[string]string{}}
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, a.fail(err, "the container is damaged or cut off (%v); get the file again", err)
	}
	if len(r.File) > a.limits.Entries {
		return nil, a.fail(nil, "the container has %d entries, more than %d", len(r.File), a.limits.Entries)
	}
	for _, f := range r.File {
		if err := a.add(f); err != nil {
			return nil, err
		}
	}
	if err := CheckSpans(r.File); err != nil {
		return nil, a.fail(err, "%v", err)
	}
	slices.Sort(a.names)
	return a, nil
}

// CleanName is the path that an entry's name stands for, slash-separated; false
// when it leads out of its archive or is no path.
func CleanName(name string) (string, bool) {
	clean := path.Clean(name)
	drive := len(name) > 1 && name[1] == ':'
	if name == "" || path.IsAbs(name) || drive || strings.ContainsRune(name, 0) {
		return "", false
	}
	if clean == ".." || strings.HasPrefix(clean, "../") {
		return "", false
	}
	return clean, true
}

func (a *Archive) add(f *zip.File) error {
	name := strings.ReplaceAll(f.Name, "\\", "/") // some writers on Windows
	clean, local := CleanName(name)
	switch {
	case !local || !fs.ValidPath(clean) && clean != ".":
		return a.fail(nil, "the container names %q, which lies outside of it", f.Name)
	case f.Mode()&fs.ModeSymlink != 0:
		return a.fail(nil, "the container holds the link %q; only plain files are read", f.Name)
	case f.Flags&1 != 0:
		return a.fail(nil, "the container is encrypted; save it without a password")
	case strings.HasSuffix(name, "/"):
		return nil
	case a.parts[clean] != nil:
		return a.fail(nil, "the container holds %q twice", f.Name)
	}
	a.parts[clean], a.folded[strings.ToLower(clean)] = f, clean
	a.names = append(a.names, clean)
	return nil
}

// localHeader is the least that stands before the bytes of an entry.
const localHeader = 30

// CheckSpans refuses containers whose entries share bytes: that is how a file of
// some kilobytes unpacks to petabytes.
func CheckSpans(files []*zip.File) error {
	type span struct{ start, end int64 }
	spans := make([]span, 0, len(files))
	for _, f := range files {
		at, err := f.DataOffset()
		if err != nil {
			return fmt.Errorf("the container is damaged at %q (%w); get the file again", f.Name, err)
		}
		spans = append(spans, span{at - localHeader - int64(len(f.Name)), at + int64(f.CompressedSize64)})
	}
	slices.SortFunc(spans, func(x, y span) int { return cmp.Compare(x.start, y.start) })
	for i := 1; i < len(spans); i++ {
		if spans[i].start < spans[i-1].end {
			return errors.New("entries of the container overlap; no program writes that, it is damaged or a trap")
		}
	}
	return nil
}

// Names lists the parts in order.
func (a *Archive) Names() []string { return a.names }

// Has says whether there is a part of that name, in whichever case.
func (a *Archive) Has(name string) bool { return a.find(name) != nil }

func (a *Archive) find(name string) *zip.File {
	name = path.Clean(strings.TrimPrefix(name, "/"))
	if f := a.parts[name]; f != nil {
		return f
	}
	return a.parts[a.folded[strings.ToLower(name)]]
}

// Open streams a part. Reading more than the limits allow gives *input.Error,
// and so does a part that is damaged; a part that is not there gives
// fs.ErrNotExist inside one.
func (a *Archive) Open(name string) (io.ReadCloser, error) {
	f := a.find(name)
	if f == nil {
		return nil, a.fail(fs.ErrNotExist, "the container lacks the part %s", name)
	}
	if f.UncompressedSize64 > uint64(a.limits.EntryBytes) {
		return nil, a.tooLong(name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, a.fail(err, "the part %s can't be unpacked (%v)", name, err)
	}
	return &part{ReadCloser: r, a: a, name: name, packed: int64(f.CompressedSize64)}, nil
}

// ReadFile reads a small part whole; more than max bytes is an error.
func (a *Archive) ReadFile(name string, maxBytes int64) ([]byte, error) {
	r, err := a.Open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	if err == nil && int64(len(data)) > maxBytes {
		err = a.fail(nil, "the part %s has more than %d bytes", name, maxBytes)
	}
	return data, err
}

func (a *Archive) fail(err error, format string, args ...any) *input.Error {
	return &input.Error{Path: a.path, Reason: fmt.Sprintf(format, args...), Err: err}
}

func (a *Archive) tooLong(name string) *input.Error {
	return a.fail(nil, "the part %s unpacks to more than %d MB", name, a.limits.EntryBytes>>20)
}

// part counts what is unpacked.
type part struct {
	io.ReadCloser
	a            *Archive
	name         string
	packed, read int64
}

func (p *part) Read(b []byte) (int, error) {
	n, err := p.ReadCloser.Read(b)
	p.read += int64(n)
	p.a.read += int64(n)
	l := &p.a.limits
	switch {
	case p.read > l.EntryBytes:
		return 0, p.a.tooLong(p.name)
	case p.a.read > l.TotalBytes:
		return 0, p.a.fail(nil, "the container unpacks to more than %d MB", l.TotalBytes>>20)
	case p.read > l.RatioFrom && p.read > l.Ratio*p.packed:
		return 0, p.a.fail(nil, "the part %s unpacks to more than %d times its size, as no text does", p.name, l.Ratio)
	case err != nil && !errors.Is(err, io.EOF):
		return n, p.a.fail(err, "the part %s is damaged (%v); get the file again", p.name, err)
	}
	return n, err
}
