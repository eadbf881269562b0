package pack

import (
	"archive/tar"
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"wensou/parse/archive"
)

// maxWindow bounds what a compressed file can make us hold (zstd --long=27).
const maxWindow = 128 << 20

// place is where the bytes of a file lie.
type place struct{ at, size int64 }

func (a *Archive) readTar(ctx context.Context, f *os.File, size int64, kind string) error {
	if kind == "tar" {
		t := &tarList{a: a, tar: tar.NewReader(f), files: f}
		t.keep = func(h *tar.Header) (place, error) {
			at, err := f.Seek(0, io.SeekCurrent)
			if err == nil && at+h.Size > size {
				err = io.ErrUnexpectedEOF
			}
			return place{at, h.Size}, err
		}
		return t.list(ctx)
	}
	packed := &counted{r: f}
	r, err := a.unpack(packed, kind)
	if err != nil {
		return fmt.Errorf("it is damaged, or no %s file (%w); get the file again", kind, err)
	}
	spool, err := a.newSpool()
	if err != nil {
		return err
	}
	r = &stream{r: r, packed: packed, limits: &a.limits, ended: ctx.Err}
	t := &tarList{a: a, tar: tar.NewReader(r), files: spool.f}
	t.keep = func(*tar.Header) (place, error) { return spool.write(t.tar) }
	if err := t.list(ctx); err != nil {
		return err
	}
	return spool.w.Flush()
}

func (a *Archive) unpack(r io.Reader, kind string) (io.Reader, error) {
	if kind == "gzip" {
		return gzip.NewReader(r)
	}
	z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
	if err == nil {
		a.close = append(a.close, func() error { z.Close(); return nil })
	}
	return z, err
}

// tarList walks a tar.
type tarList struct {
	a     *Archive
	tar   *tar.Reader
	files io.ReaderAt // where the wanted files lie at last
	keep  func(*tar.Header) (place, error)
	seen  int
	names []string // of a.Files, as the archive has them
}

// list goes through the entries. Damage ends it and keeps what came before; an
// error is that of ctx or of the temporary file.
func (t *tarList) list(ctx context.Context) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		h, err := t.tar.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil || errors.Is(err, tar.ErrInsecurePath) {
			if t.seen++; t.seen > t.a.limits.Entries {
				err = limitError(fmt.Sprintf("it has more than %d entries", t.a.limits.Entries))
			} else {
				err = t.add(h)
			}
		}
		if ctx.Err() != nil || errors.Is(err, errSpool) {
			return err
		}
		if err != nil {
			if t.seen == 0 {
				return fmt.Errorf("no tar archive, or damaged at its beginning (%w); get the file again", err)
			}
			t.a.Damage = t.damage(err)
			break
		}
	}
	t.decode()
	return nil
}

// limitError is a limit that an archive breaks.
type limitError string

func (e limitError) Error() string { return string(e) }

func (t *tarList) damage(err error) error {
	var limit limitError
	if errors.As(err, &limit) {
		return fmt.Errorf("%w; what came before is read, split the archive", limit)
	}
	return fmt.Errorf("damaged or cut off behind entry %d (%w); what came before is read, get the file again", t.seen, err)
}

func (t *tarList) add(h *tar.Header) error {
	name, local := archive.CleanName(h.Name)
	switch {
	case !local:
		t.a.refuse(h.Name, outside)
		return nil
	case h.Typeflag == tar.TypeSymlink:
		t.a.link(name, h.Linkname)
		return nil
	case h.Typeflag == tar.TypeLink: // a second name of an entry before it
		t.a.Links++
		return nil
	case sparse(h):
		t.a.refuse(name, "a file with holes, as no text is; leave it out")
		return nil
	case h.Typeflag != tar.TypeReg || strings.HasSuffix(h.Name, "/"):
		return nil
	case !t.a.accept(name, h.Size):
		return nil
	}
	p, err := t.keep(h)
	if err != nil {
		return err
	}
	file := File{Name: name, Size: p.size, open: func() (io.ReadCloser, error) {
		return io.NopCloser(io.NewSectionReader(t.files, p.at, p.size)), nil
	}}
	if i, twice := t.a.byName[name]; twice { // tar -r adds the newer one at the end
		t.a.Files[i] = file
		return nil
	}
	t.a.byName[name] = len(t.a.Files)
	t.a.Files, t.names = append(t.a.Files, file), append(t.names, name)
	return nil
}

func sparse(h *tar.Header) bool {
	if h.Typeflag == tar.TypeGNUSparse {
		return true
	}
	for k := range h.PAXRecords {
		if strings.HasPrefix(k, "GNU.sparse.") {
			return true
		}
	}
	return false
}

// decode makes text of names in the encodings of old systems.
func (t *tarList) decode() {
	for i, name := range decodeNames(t.names) {
		if clean, local := archive.CleanName(name); local {
			t.a.Files[i].Name = clean
		}
	}
}

// stream is an unpacked archive. It ends when it is told to, and when it holds more than
// its packed bytes can honestly hold.
type stream struct {
	r      io.Reader
	packed *counted
	limits *Limits
	ended  func() error
	n      int64
}

func (s *stream) Read(p []byte) (int, error) {
	if err := s.ended(); err != nil {
		return 0, err
	}
	n, err := s.r.Read(p)
	if s.n += int64(n); s.limits.tooTight(s.packed.n, s.n) {
		return 0, limitError(fmt.Sprintf("it unpacks to more than %d times its size, as no text does", s.limits.Ratio))
	}
	return n, err
}

type counted struct {
	r io.Reader
	n int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// errSpool: the temporary file can't be written.
var errSpool = errors.New("unpack to " + os.TempDir())

// spool is the temporary file that takes what is wanted of a compressed tar.
type spool struct {
	f  *os.File
	w  *bufio.Writer
	at int64

	buffer []byte // of each copy
}

func (a *Archive) newSpool() (*spool, error) {
	f, err := os.CreateTemp("", "wensou-unpacked-")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errSpool, err)
	}
	// Where a file may be removed while it is open, a crash leaves nothing.
	removed := os.Remove(f.Name()) == nil
	a.close = append(a.close, func() error {
		err := f.Close()
		if !removed {
			err = errors.Join(err, os.Remove(f.Name()))
		}
		return err
	})
	return &spool{f: f, w: bufio.NewWriterSize(f, 1<<20), buffer: make([]byte, 64<<10)}, nil
}

func (s *spool) write(r io.Reader) (place, error) {
	n, err := io.CopyBuffer(spoolWriter{s.w}, r, s.buffer)
	p := place{s.at, n}
	s.at += n
	return p, err
}

// spoolWriter tells errors of the disk from those of the archive.
type spoolWriter struct{ w io.Writer }

func (s spoolWriter) Write(p []byte) (int, error) {
	n, err := s.w.Write(p)
	if err != nil {
		err = fmt.Errorf("%w: %w", errSpool, err)
	}
	return n, err
}
