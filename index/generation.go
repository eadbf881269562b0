package index

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"github.com/google/renameio/v2"
)

// Names inside an index directory. See docs/index-format.md.
const (
	currentName   = "current"     // the marker: one line, the serving generation
	generationDir = "generations" // one directory a generation
	buildPrefix   = ".building-"  // an unfinished generation, removed by the next build
	lockName      = "build.lock"
)

// Dir is an index directory: generations, the marker that names the one that
// serves, and the build lock.
type Dir string

// Path of a generation.
func (d Dir) Path(generation string) string {
	return filepath.Join(string(d), generationDir, generation)
}

// Current is the published generation; ErrNoGeneration when there is none.
func (d Dir) Current() (string, error) {
	raw, err := os.ReadFile(filepath.Join(string(d), currentName))
	if errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("%w in %s: run wensou build --publish", ErrNoGeneration, d)
	}
	if err != nil {
		return "", fmt.Errorf("read current marker: %w", err)
	}
	name := strings.TrimSpace(string(raw))
	if err := checkName(name); err != nil {
		return "", fmt.Errorf("%w: marker %s: %w", ErrCorrupt, currentName, err)
	}
	return name, nil
}

func checkName(name string) error {
	if name == "" || strings.HasPrefix(name, ".") || strings.ContainsAny(name, "/\\\x00\n") {
		return fmt.Errorf("%q names no generation", name)
	}
	return nil
}

// Generations lists the finished ones, oldest first.
func (d Dir) Generations() ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(string(d), generationDir))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list generations: %w", err)
	}
	var names []string
	for _, e := range entries {
		if !e.IsDir() || checkName(e.Name()) != nil {
			continue
		}
		if _, err := os.Stat(filepath.Join(d.Path(e.Name()), manifestName)); err == nil {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names) // names begin with their time
	return names, nil
}

// Publish verifies a generation and makes it the one that serves.
func (d Dir) Publish(generation string) error {
	if err := checkName(generation); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	if _, err := Verify(d.Path(generation)); err != nil {
		return fmt.Errorf("publish %s: %w", generation, err)
	}
	// renameio writes a temporary file, syncs it and renames: readers see the
	// old marker or the new one.
	if err := renameio.WriteFile(filepath.Join(string(d), currentName), []byte(generation+"\n"), 0o644); err != nil {
		return fmt.Errorf("publish %s: %w", generation, err)
	}
	return syncDir(string(d))
}

// Build is a generation in the making, with the build lock held.
type Build struct {
	dir        Dir
	lock       *flock.Flock
	Generation string
	Path       string // where the builder writes
}

// NewBuild takes the build lock (ErrLocked when another process has it),
// removes what dead builds left and makes an empty directory to build in.
func (d Dir) NewBuild(now time.Time) (*Build, error) {
	if err := os.MkdirAll(filepath.Join(string(d), generationDir), 0o755); err != nil {
		return nil, fmt.Errorf("make index directory: %w", err)
	}
	lock := flock.New(filepath.Join(string(d), lockName))
	ok, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", d, err)
	}
	if !ok {
		return nil, fmt.Errorf("%w: %s", ErrLocked, d)
	}
	b := &Build{dir: d, lock: lock, Generation: newName(now)}
	b.Path = d.Path(buildPrefix + b.Generation)
	if err := errors.Join(d.removeStale(), os.MkdirAll(b.Path, 0o755)); err != nil {
		return nil, errors.Join(fmt.Errorf("prepare build: %w", err), lock.Unlock())
	}
	return b, nil
}

// newName sorts by time; the random end keeps two builds of one second apart.
func newName(now time.Time) string {
	var r [2]byte
	_, _ = rand.Read(r[:]) // crypto/rand.Read never fails (Go 1.24)
	return now.UTC().Format("20060102T150405Z") + "-" + hex.EncodeToString(r[:])
}

// removeStale is called with the lock held: whatever is unfinished is dead.
func (d Dir) removeStale() error {
	stale, err := filepath.Glob(d.Path(buildPrefix + "*"))
	for _, path := range stale {
		err = errors.Join(err, os.RemoveAll(path))
	}
	return err
}

// Seal makes the generation complete: every file synced and hashed, the
// manifest written last, the directory renamed into place. m needs Engine,
// Wensou, Analyzer, Stats and counts; the rest is filled in.
func (b *Build) Seal(m *Manifest, now time.Time) error {
	files, err := listFiles(b.Path)
	if err != nil {
		return fmt.Errorf("seal generation: %w", err)
	}
	m.FormatVersion, m.Generation, m.Created, m.Files = FormatVersion, b.Generation, now.UTC().Truncate(time.Second), files
	raw, err := encodeManifest(m)
	if err != nil {
		return fmt.Errorf("seal generation: %w", err)
	}
	if err := syncTree(b.Path); err != nil {
		return fmt.Errorf("seal generation: %w", err)
	}
	if err := renameio.WriteFile(filepath.Join(b.Path, manifestName), raw, 0o644); err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	final := b.dir.Path(b.Generation)
	if err := errors.Join(syncDir(b.Path), os.Rename(b.Path, final), syncDir(filepath.Dir(final))); err != nil {
		return fmt.Errorf("seal generation: %w", err)
	}
	b.Path = final
	return nil
}

// Close gives the lock back and removes what was not sealed.
func (b *Build) Close() error {
	if b.lock == nil {
		return nil
	}
	var err error
	if strings.HasPrefix(filepath.Base(b.Path), buildPrefix) {
		err = os.RemoveAll(b.Path)
	}
	err = errors.Join(err, b.lock.Unlock())
	b.lock = nil
	return err
}

func syncDir(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func syncTree(root string) error {
	return filepath.WalkDir(root, func(path string, e os.DirEntry, err error) error {
		if err != nil || !e.IsDir() {
			return err
		}
		return syncDir(path)
	})
}
