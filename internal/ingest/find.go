package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"wensou/internal/pack"
	"wensou/parse"
	"wensou/parse/input"
)

// ErrNoPath: a named file or folder does not exist.
var ErrNoPath = errors.New("ingest: no such file or folder")

// ErrSource is in what is told of a source that can't be read at all, or not to
// its end.
var ErrSource = errors.New("ingest: source")

// MaxFileBytes is the size from which a file that is not rows is refused, unless
// its source has another limit: it would have to be held in memory whole.
const MaxFileBytes = 256 << 20

// file is one file to read.
type file struct {
	source *Source
	rel    string // slash-separated, below the root of the source
	path   string // as the user knows it
	size   int64
	// wanted: named by the user or matched by an include glob, so that it is
	// told of when its format is not ours.
	wanted  bool
	history parse.History
	packed  bool                          // in an archive, which is the root of the source
	opener  func() (io.ReadCloser, error) // nil: as a plain file at path
}

func (f *file) rows() bool {
	return f.source.Format == parse.FormatJSONL || f.source.Format == "" && parse.IsRows(f.rel)
}

// display is the file's name as the user knows it, safe to print on one line.
func (f *file) display() string { return Quote(f.path) }

// Quote returns a name as it stands when it can be printed on one line, else
// in Go's quoted form: names may hold line breaks and bytes that are no text.
func Quote(name string) string {
	plain := utf8.ValidString(name) && !strings.ContainsFunc(name, func(r rune) bool {
		return !unicode.IsPrint(r) || r == unicode.ReplacementChar
	})
	if plain {
		return name
	}
	return strconv.Quote(name)
}

// FromPath makes the source that a plain path on the command line stands for:
// a folder with all its files, an archive with all its files, or one file.
func FromPath(name string) (Source, error) {
	if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
		return Source{}, fmt.Errorf("%w: %s", ErrNoPath, Quote(name))
	} else if err != nil {
		return Source{}, fmt.Errorf("look at %s: %w", Quote(name), err)
	}
	return Source{Root: name}, nil
}

// found is what the sources hold.
type found struct {
	skip     string // folder not to enter, absolute and without links
	files    []file
	rejected []*input.Error
	skipped  int
	open     []io.Closer // what the files are read from
}

// close ends reading. No file may be open any more.
func (f *found) close() error {
	var errs []error
	for _, c := range f.open {
		errs = append(errs, c.Close())
	}
	f.open = nil
	return errors.Join(errs...)
}

// find lists the files of all sources in canonical order: by source name,
// then path. The order of the sources makes no difference, and a file that two
// paths of one source name lead to is read once. A source that can't be read
// is among the rejected, and leaves the others; an error is that of ctx. What
// is returned has to be closed.
func find(ctx context.Context, sources []Source, skip string) (*found, error) {
	f := &found{skip: resolved(skip)}
	for i := range sources {
		s := &sources[i]
		err := f.source(ctx, s)
		if ctx.Err() != nil {
			return nil, errors.Join(ctx.Err(), f.close())
		}
		if err != nil {
			f.fail(s, err)
		}
	}
	byOrder := func(a, b file) int {
		return cmp.Or(cmp.Compare(a.source.Name, b.source.Name), cmp.Compare(a.rel, b.rel), cmp.Compare(absolute(a.path), absolute(b.path)))
	}
	slices.SortStableFunc(f.files, byOrder)
	slices.SortStableFunc(f.rejected, func(a, b *input.Error) int { return cmp.Compare(a.Path, b.Path) })
	seen := map[[2]string]bool{}
	f.files = slices.DeleteFunc(f.files, func(x file) bool {
		key := [2]string{x.source.Name, absolute(x.path)}
		dup := seen[key]
		seen[key] = true
		return dup
	})
	return f, nil
}

// resolved is an absolute path without links; "" for what does not exist.
func resolved(name string) string {
	real, err := filepath.EvalSymlinks(name)
	if name == "" || err != nil {
		return ""
	}
	return absolute(real)
}

func absolute(name string) string {
	if abs, err := filepath.Abs(name); err == nil {
		return abs
	}
	return filepath.Clean(name)
}

func (f *found) source(ctx context.Context, s *Source) error {
	for _, g := range slices.Concat(s.Include, s.Exclude) {
		if err := CheckGlob(g); err != nil {
			return err
		}
	}
	if s.Files != nil {
		for _, rel := range s.Files {
			f.named(s, rel, filepath.Join(s.Root, filepath.FromSlash(rel)))
		}
		return nil
	}
	info, err := os.Stat(s.Root)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("there is no such file or folder; correct root in the configuration")
	case err != nil:
		return err
	case s.Type == TypeGit && !info.IsDir():
		return errors.New("it is a file, not a work tree of git; correct type in the configuration")
	case s.Type == TypeGit:
		return f.workTree(ctx, s)
	case info.IsDir():
		return f.folder(ctx, s)
	case info.Mode().IsRegular() && pack.Is(s.Root) && !pack.IsDocument(s.Root):
		return f.archive(ctx, s)
	}
	f.named(s, filepath.Base(s.Root), s.Root)
	return nil
}

// fail tells of a source as a whole.
func (f *found) fail(s *Source, err error) {
	f.rejected = append(f.rejected, &input.Error{
		Path: Quote(s.Root), Reason: reason(err), Err: fmt.Errorf("%w: %w", ErrSource, err),
	})
}

// named takes a file that the user named; links may lead anywhere.
func (f *found) named(s *Source, rel, name string) {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		f.rejectAt(name, reason(err), err)
	case !info.Mode().IsRegular():
		f.rejectAt(name, "not a file that can be read twice; save it to disk first", nil)
	default:
		f.add(file{source: s, rel: rel, path: name, size: info.Size(), wanted: true})
	}
}

// add takes a file that is to be read, unless it is too large.
func (f *found) add(x file) {
	if f.fits(&x) {
		f.files = append(f.files, x)
	}
}

func (f *found) fits(x *file) bool {
	limit := x.source.maxFile()
	if x.size > limit && !x.rows() {
		f.rejectAt(x.path, fmt.Sprintf("%d MB are more than the %d MB a document may have; split it", x.size>>20, limit>>20), nil)
		return false
	}
	return true
}

func (f *found) reject(s *Source, rel, why string, err error) {
	f.rejectAt(filepath.Join(s.Root, filepath.FromSlash(rel)), why, err)
}

func (f *found) rejectAt(name, why string, err error) {
	f.rejected = append(f.rejected, &input.Error{Path: Quote(name), Reason: why, Err: err})
}

// reason says in words for people why a file can't be read.
func reason(err error) string {
	var p *fs.PathError
	switch {
	case errors.Is(err, fs.ErrPermission):
		return "no permission to read it"
	case errors.Is(err, fs.ErrNotExist):
		return "it is not there"
	case errors.As(err, &p):
		return p.Err.Error()
	}
	return strings.ReplaceAll(err.Error(), "\n", "; ")
}
