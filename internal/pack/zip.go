package pack

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"wensou/parse/archive"
)

// directoryBytes bounds the list of contents of a zip file, which is held in
// memory: enough for a million short names.
const directoryBytes = 128 << 20

const linkBytes = 4 << 10 // the longest path that a link holds

func (a *Archive) readZip(ctx context.Context, f *os.File, size int64) error {
	list := &listing{r: f, left: directoryBytes}
	r, err := zip.NewReader(list, size)
	switch {
	case list.left < 0:
		return fmt.Errorf("its list of contents has more than %d MB; split it", directoryBytes>>20)
	case err != nil && !errors.Is(err, zip.ErrInsecurePath):
		return fmt.Errorf("the zip file is damaged or cut off (%w); its list of contents, at the end, can't be read; get the file again", err)
	case len(r.File) > a.limits.Entries:
		return fmt.Errorf("it has %d entries, more than %d; split it", len(r.File), a.limits.Entries)
	}
	list.open = true // from here on the files are read, not the list
	names := map[*zip.File]string{}
	for i, name := range zipNames(r.File) {
		names[r.File[i]] = name
	}
	sound := slices.DeleteFunc(r.File, func(e *zip.File) bool {
		_, err := e.DataOffset()
		if err != nil {
			a.refuse(names[e], "%v", damaged(err))
		}
		return err != nil
	})
	if err := archive.CheckSpans(sound); err != nil {
		return err
	}
	for _, e := range sound {
		if err := ctx.Err(); err != nil {
			return err
		}
		a.addZip(e, names[e])
	}
	return nil
}

// listing counts what is read of the list of contents.
type listing struct {
	r    io.ReaderAt
	left int64
	open bool
}

func (l *listing) ReadAt(p []byte, off int64) (int, error) {
	if !l.open {
		if l.left -= int64(len(p)); l.left < 0 {
			return 0, errors.New("too long")
		}
	}
	return l.r.ReadAt(p, off)
}

func (a *Archive) addZip(e *zip.File, raw string) {
	name, local := archive.CleanName(strings.ReplaceAll(raw, `\`, "/")) // some writers on Windows
	size, packed := int64(e.UncompressedSize64), int64(e.CompressedSize64)
	switch _, twice := a.byName[name]; {
	case !local:
		a.refuse(raw, outside)
	case strings.HasSuffix(raw, "/") || strings.HasSuffix(raw, `\`) || e.Mode().IsDir():
	case e.Mode()&fs.ModeSymlink != 0:
		a.zipLink(e, name)
	case !e.Mode().IsRegular():
		a.Links++
	case twice:
		a.refuse(raw, "it stands twice in the archive; the first is read")
	case e.Flags&1 != 0:
		a.refuse(raw, "it is encrypted; pack it without a password")
	case size < 0 || packed < 0 || a.limits.tooTight(packed, size):
		a.refuse(raw, "it unpacks to more than %d times its size, as no text does; leave it out", a.limits.Ratio)
	default:
		a.byName[name] = len(a.Files)
		if a.accept(name, size) {
			a.Files = append(a.Files, File{Name: name, Size: size, open: func() (io.ReadCloser, error) { return openZip(e) }})
		}
	}
}

func (a *Archive) zipLink(e *zip.File, name string) {
	var target []byte
	r, err := openZip(e)
	if err == nil {
		target, err = io.ReadAll(io.LimitReader(r, linkBytes))
		_ = r.Close() // nothing was written
	}
	if err != nil {
		a.refuse(name, "a damaged link (%v)", err)
		return
	}
	a.link(name, string(target))
}

// openZip opens an entry that gives as many bytes as its header says, or fails.
func openZip(e *zip.File) (io.ReadCloser, error) {
	r, err := e.Open()
	if err != nil {
		return nil, damaged(err)
	}
	return &entry{ReadCloser: r, left: int64(e.UncompressedSize64)}, nil
}

type entry struct {
	io.ReadCloser
	left int64
}

func (e *entry) Read(p []byte) (int, error) {
	n, err := e.ReadCloser.Read(p)
	if e.left -= int64(n); e.left < 0 {
		return 0, damaged(errors.New("it is longer than the archive says"))
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = damaged(err)
	}
	return n, err
}

func damaged(err error) error {
	return fmt.Errorf("it is damaged in the archive (%w); get the archive again", err)
}

// zipNames are the names of the entries as text. Old programs write them in the
// encoding of their system and say nothing; all of them then tell together which
// one that is.
func zipNames(files []*zip.File) []string {
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = f.Name
		if u := unicodePath(f); u != "" {
			names[i] = u
		}
	}
	return decodeNames(names)
}

// isDocument says whether a zip file is itself a document of a word processor
// or a book, which its parser reads whole.
func isDocument(files []*zip.File) bool {
	for _, f := range files {
		switch path.Clean(f.Name) {
		case "[Content_Types].xml", "mimetype", "META-INF/container.xml":
			return true
		}
	}
	return false
}

// IsDocument says whether the zip file at name is a document rather than an
// archive of documents: a file of a word processor, or a book.
func IsDocument(name string) bool {
	if kind(name) != "zip" {
		return false
	}
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	r, err := zip.NewReader(&listing{r: f, left: directoryBytes}, info.Size())
	return r != nil && (err == nil || errors.Is(err, zip.ErrInsecurePath)) && isDocument(r.File)
}
