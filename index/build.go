package index

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Build is a generation in the making, with the build lock held.
type Build struct {
	store      *Store
	unlock     func() error // nil once closed
	Generation string
	Path       string // where the builder writes
}

// NewBuild takes the build lock (ErrLocked when another process has it),
// removes what dead builds left and makes an empty directory to build in.
func (s *Store) NewBuild(now time.Time) (*Build, error) {
	if err := s.fs.MkdirAll(filepath.Join(string(s.Dir), generationDir)); err != nil {
		return nil, failed("make index directory", err)
	}
	unlock, err := s.fs.Lock(s.file(lockName), LockNew)
	if errors.Is(err, ErrLocked) {
		return nil, fmt.Errorf("%w: %s", ErrLocked, s.Dir)
	}
	if err != nil {
		return nil, failed("lock "+string(s.Dir), err)
	}
	b := &Build{store: s, unlock: unlock, Generation: newName(now)}
	b.Path = s.Path(buildPrefix + b.Generation)
	err = s.removeRemains(buildPrefix, removePrefix)
	if err == nil {
		err = s.fs.MkdirAll(b.Path)
	}
	if err != nil {
		return nil, errors.Join(failed("prepare build", err), unlock())
	}
	return b, nil
}

// removeRemains removes unfinished and half removed generations. What is
// unfinished is dead when the caller has the build lock.
func (s *Store) removeRemains(prefixes ...string) error {
	for _, prefix := range prefixes {
		remains, err := filepath.Glob(s.Path(prefix + "*"))
		if err != nil {
			return err
		}
		for _, path := range remains {
			if err := s.fs.RemoveAll(path); err != nil {
				return fmt.Errorf("remove the remains of another run: %w", err)
			}
		}
	}
	return nil
}

// Clear empties the directory, for a build that begins again.
func (b *Build) Clear() error {
	fs := b.store.fs
	return failed("begin again", errors.Join(fs.RemoveAll(b.Path), fs.MkdirAll(b.Path)))
}

// Seal makes the generation complete: every file synced and hashed, the
// manifest written last, the directory renamed into place. m needs Engine,
// Wensou, Analyzer, Stats and counts; the rest is filled in.
func (b *Build) Seal(m *Manifest, now time.Time) error {
	return failed("seal generation", b.seal(m, now))
}

func (b *Build) seal(m *Manifest, now time.Time) error {
	fs := b.store.fs
	files, err := listFiles(fs, b.Path)
	if err != nil {
		return err
	}
	m.FormatVersion, m.Generation, m.Created, m.Files = FormatVersion, b.Generation, now.UTC().Truncate(time.Second), files
	raw, err := encodeManifest(m)
	if err != nil {
		return err
	}
	if err := syncTree(fs, b.Path); err != nil {
		return err
	}
	if err := replaceFile(fs, filepath.Join(b.Path, manifestName), raw); err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	final := b.store.Path(b.Generation)
	if err := fs.Rename(b.Path, final); err != nil {
		return err
	}
	b.Path = final
	return syncDir(fs, filepath.Dir(final))
}

// Close gives the lock back and removes what was not sealed.
func (b *Build) Close() error {
	if b.unlock == nil {
		return nil
	}
	var err error
	if strings.HasPrefix(filepath.Base(b.Path), buildPrefix) {
		err = failed("remove unfinished generation", b.store.fs.RemoveAll(b.Path))
	}
	err = errors.Join(err, wrap("unlock "+lockName, b.unlock()))
	b.unlock = nil
	return err
}

func syncTree(fs FS, root string) error {
	return filepath.WalkDir(root, func(path string, e os.DirEntry, err error) error {
		if err != nil || !e.IsDir() {
			return err
		}
		return syncDir(fs, path)
	})
}
