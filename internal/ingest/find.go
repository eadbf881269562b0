package ingest

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"wensou/parse"
	"wensou/parse/input"
)

// ErrNoPath: a named file or folder does not exist.
var ErrNoPath = errors.New("ingest: no such file or folder")

// MaxFileBytes is the size from which a file that is not rows is refused: it
// would have to be held in memory whole.
const MaxFileBytes = 256 << 20

// file is one file to read.
type file struct {
	source *Source
	rel    string // slash-separated, below source.Root
	path   string // as it is opened
	size   int64
	// wanted: named by the user or matched by an include glob, so that it is
	// told of when its format is not ours.
	wanted bool
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
// a folder with all its files, or a file in its folder.
func FromPath(name string) (Source, error) {
	info, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return Source{}, fmt.Errorf("%w: %s", ErrNoPath, Quote(name))
	}
	if err != nil {
		return Source{}, fmt.Errorf("look at %s: %w", Quote(name), err)
	}
	if info.IsDir() {
		return Source{Root: name}, nil
	}
	return Source{Root: filepath.Dir(name), Files: []string{filepath.Base(name)}}, nil
}

// found is what the sources hold.
type found struct {
	skip     string // folder not to enter, absolute and without links
	files    []file
	rejected []*input.Error
	skipped  int
}

// find lists the files of all sources in canonical order: by source name,
// then path. The order of the sources makes no difference, and a file that two
// paths of one source name lead to is read once.
func find(sources []Source, skip string) (*found, error) {
	f := &found{skip: resolved(skip)}
	for i := range sources {
		if err := f.source(&sources[i]); err != nil {
			return nil, err
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

func (f *found) source(s *Source) error {
	if s.Files != nil {
		for _, rel := range s.Files {
			f.add(s, rel, true)
		}
		return nil
	}
	for _, g := range slices.Concat(s.Include, s.Exclude) {
		if err := CheckGlob(g); err != nil {
			return err
		}
	}
	info, err := os.Stat(s.Root)
	if err != nil || !info.IsDir() {
		return fmt.Errorf("%w: folder %s", ErrNoPath, Quote(s.Root))
	}
	// WalkDir enters no links; the root alone may be one.
	real, err := filepath.EvalSymlinks(s.Root)
	if err != nil {
		return fmt.Errorf("look at %s: %w", Quote(s.Root), err)
	}
	return filepath.WalkDir(real, func(at string, e fs.DirEntry, err error) error {
		rel, relErr := filepath.Rel(real, at)
		if relErr != nil {
			return relErr
		}
		return f.visit(s, real, filepath.ToSlash(rel), e, err)
	})
}

// visit takes one entry of a walk; real is the root without links.
func (f *found) visit(s *Source, real, rel string, e fs.DirEntry, err error) error {
	if err != nil {
		f.reject(s, rel, reason(err), err)
		return nil // WalkDir goes on behind what it could not read
	}
	if rel == "." {
		return nil
	}
	own := f.skip != "" && e.IsDir() && absolute(filepath.Join(real, filepath.FromSlash(rel))) == f.skip
	if own || strings.HasPrefix(path.Base(rel), ".") || matchAny(s.Exclude, rel) {
		if e.IsDir() {
			return fs.SkipDir
		}
		return nil
	}
	if e.IsDir() || len(s.Include) > 0 && !matchAny(s.Include, rel) {
		return nil
	}
	if e.Type()&fs.ModeSymlink != 0 && !f.follow(s, real, rel) {
		return nil
	}
	f.add(s, rel, len(s.Include) > 0)
	return nil
}

// follow says whether a link is to be read: only to a file below the root,
// so that a corpus can't pull in what lies beside it.
func (f *found) follow(s *Source, real, rel string) bool {
	target, err := filepath.EvalSymlinks(filepath.Join(real, filepath.FromSlash(rel)))
	if err != nil {
		f.reject(s, rel, "the link leads nowhere", err)
		return false
	}
	below, err := filepath.Rel(real, target)
	if err == nil && filepath.IsLocal(below) {
		if info, err := os.Stat(target); err == nil && info.Mode().IsRegular() {
			return true
		}
	}
	f.skipped++
	return false
}

// add takes a file that is to be read, unless it can't be.
func (f *found) add(s *Source, rel string, wanted bool) {
	name := filepath.Join(s.Root, filepath.FromSlash(rel))
	x := file{source: s, rel: rel, path: name, wanted: wanted}
	info, err := os.Stat(name)
	switch {
	case err != nil:
		f.reject(s, rel, reason(err), err)
	case !info.Mode().IsRegular() && wanted:
		f.reject(s, rel, "not a file that can be read twice; save it to disk first", nil)
	case !info.Mode().IsRegular():
		f.skipped++
	case info.Size() > MaxFileBytes && !x.rows():
		f.reject(s, rel, fmt.Sprintf("%d MB are more than the %d MB a document may have; split it", info.Size()>>20, MaxFileBytes>>20), nil)
	default:
		x.size = info.Size()
		f.files = append(f.files, x)
	}
}

func (f *found) reject(s *Source, rel, why string, err error) {
	f.rejected = append(f.rejected, &input.Error{
		Path: Quote(filepath.Join(s.Root, filepath.FromSlash(rel))), Reason: why, Err: err,
	})
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
	return err.Error()
}
