package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"wensou/parse"
)

// folder is a source that is a folder, or a work tree of git. Whatever it reads
// lies below its root, also when somebody exchanges a folder for a link while it
// is read.
type folder struct {
	*found
	source *Source
	rules  rules
	root   *os.Root
	real   string // the root without links

	entered map[string]bool // folders that were walked, below real
	taken   map[string]bool // files, below real
	links   []link
}

// link is a symbolic link, to be followed when all else is known.
type link struct {
	rel     string // the name that it has in the source
	at      string // where it lies below real
	history parse.History
}

func (f *found) openFolder(s *Source) (*folder, error) {
	real, err := filepath.EvalSymlinks(s.Root)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(real)
	if err != nil {
		return nil, err
	}
	f.open = append(f.open, root)
	d := &folder{found: f, source: s, root: root, real: real, entered: map[string]bool{}, taken: map[string]bool{}}
	d.rules = rules{include: s.Include, exclude: slices.Concat(s.Exclude, f.ignored(s, root))}
	return d, nil
}

// folder walks a folder, and then follows its links.
func (f *found) folder(ctx context.Context, s *Source) error {
	d, err := f.openFolder(s)
	if err != nil {
		return err
	}
	if err := d.walk(ctx, ".", "."); err != nil {
		return err
	}
	return d.follow(ctx)
}

// walk enters the folder at (below real), which is called rel in the source.
func (d *folder) walk(ctx context.Context, at, rel string) error {
	top := filepath.Join(d.real, filepath.FromSlash(at))
	return filepath.WalkDir(top, func(name string, e fs.DirEntry, err error) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		below, relErr := filepath.Rel(top, name)
		if relErr != nil {
			return relErr
		}
		below = filepath.ToSlash(below)
		return d.visit(link{rel: path.Join(rel, below), at: path.Join(at, below)}, e, err)
	})
}

// visit takes one entry of a walk.
func (d *folder) visit(l link, e fs.DirEntry, err error) error {
	if err != nil {
		d.reject(d.source, l.rel, reason(err), err)
		return nil // WalkDir goes on behind what it could not read
	}
	if e.IsDir() {
		own := d.skip != "" && absolute(filepath.Join(d.real, filepath.FromSlash(l.at))) == d.skip
		if l.rel != "." && (own || !d.rules.enters(l.rel)) || d.entered[l.at] {
			return fs.SkipDir
		}
		d.entered[l.at] = true
		return nil
	}
	if e.Type()&fs.ModeSymlink != 0 {
		if d.rules.enters(l.rel) {
			d.links = append(d.links, l)
		}
		return nil
	}
	if !d.rules.takes(l.rel) {
		return nil
	}
	info, err := e.Info()
	if err != nil {
		d.reject(d.source, l.rel, reason(err), err)
		return nil
	}
	d.take(l, info)
	return nil
}

// take takes the file that lies at l.at.
func (d *folder) take(l link, info fs.FileInfo) {
	if !info.Mode().IsRegular() {
		d.skipped++
		return
	}
	if d.taken[l.at] {
		d.skipped++
		return
	}
	d.taken[l.at] = true
	d.add(file{
		source: d.source, rel: l.rel, path: filepath.Join(d.source.Root, filepath.FromSlash(l.rel)), size: info.Size(),
		wanted: len(d.source.Include) > 0, history: l.history,
		opener: func() (io.ReadCloser, error) { return openBelow(d.root, l.at) },
	})
}

// follow takes what the links lead to, as far as it lies below the root and was
// not taken under its own name. Each folder is entered once, so circles end.
func (d *folder) follow(ctx context.Context) error {
	for len(d.links) > 0 {
		links := d.links
		d.links = nil
		slices.SortFunc(links, func(a, b link) int { return strings.Compare(a.rel, b.rel) })
		for _, l := range links {
			if err := d.followOne(ctx, l); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *folder) followOne(ctx context.Context, l link) error {
	target, err := filepath.EvalSymlinks(filepath.Join(d.real, filepath.FromSlash(l.at)))
	var info fs.FileInfo
	if err == nil {
		info, err = os.Stat(target)
	}
	isDir := err == nil && info.IsDir()
	if !isDir && !d.rules.takes(l.rel) || isDir && len(d.rules.include) > 0 && !d.below(target) {
		return nil
	}
	switch {
	case err != nil:
		d.reject(d.source, l.rel, "the link leads nowhere; remove or correct it", err)
		return nil
	case !d.below(target):
		d.reject(d.source, l.rel, "the link leads out of the source; put a copy here, or exclude the link and make a source of what it leads to", nil)
		return nil
	}
	below, err := filepath.Rel(d.real, target)
	if err != nil {
		return err
	}
	at := filepath.ToSlash(below)
	if versionControlIn(at) {
		d.skipped++
		return nil
	}
	if isDir {
		if d.entered[at] {
			d.skipped++
			return nil
		}
		return d.walk(ctx, at, l.rel)
	}
	d.take(link{rel: l.rel, at: at, history: l.history}, info)
	return nil
}

// below says whether a path without links lies below the root.
func (d *folder) below(target string) bool {
	rel, err := filepath.Rel(d.real, target)
	return err == nil && filepath.IsLocal(rel)
}

// openBelow opens a plain file below root. What became a pipe or a device since
// it was found is not waited for.
func openBelow(root *os.Root, at string) (io.ReadCloser, error) {
	f, err := root.OpenFile(filepath.FromSlash(at), os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("it is no plain file any more")
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// ignoreFile names what its folder keeps from the index, one glob a line.
const ignoreFile = ".wensouignore"

const maxIgnoreBytes = 1 << 20

// ignored reads the ignore file of a source; lines that are no glob are told of.
func (f *found) ignored(s *Source, root *os.Root) []string {
	r, err := openBelow(root, ignoreFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var raw []byte
	if err == nil {
		raw, err = io.ReadAll(io.LimitReader(r, maxIgnoreBytes+1))
		err = errors.Join(err, r.Close())
	}
	if err == nil && len(raw) > maxIgnoreBytes {
		err = fmt.Errorf("it has more than %d bytes", maxIgnoreBytes)
	}
	if err != nil {
		f.reject(s, ignoreFile, reason(err), err)
		return nil
	}
	globs, faults := parseIgnore(string(raw))
	for _, fault := range faults {
		f.reject(s, ignoreFile, fault.Reason, nil)
		f.rejected[len(f.rejected)-1].Line = fault.Line
	}
	return globs
}
