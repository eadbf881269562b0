package index

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"
)

// Prune says which generations may go: those that are not among the Keep
// newest and, if OlderThan is not zero, were finished longer ago than that.
type Prune struct {
	Keep      int // at least 1
	OlderThan time.Duration
	DryRun    bool // remove nothing, say what would go
}

// Pruned is what a Prune did. The current generation, the one that a rollback
// would take and those that a process has open stay, whatever their age.
type Pruned struct {
	Removed []string // oldest first
	Held    []string // would have gone, but a process has them open
	Bytes   int64    // of the removed ones
	// Building says that a build runs, so that unfinished generations stayed.
	Building bool
}

// Prune removes old generations and what dead builds left.
func (s *Store) Prune(p Prune) (*Pruned, error) {
	if p.Keep < 1 {
		return nil, fmt.Errorf("prune: keep %d: at least the newest generation stays", p.Keep)
	}
	out := &Pruned{}
	err := s.change("prune", func() error {
		if err := s.pruneRemains(p.DryRun, out); err != nil {
			return err
		}
		names, err := s.superfluous(p)
		if err != nil {
			return err
		}
		for _, name := range names {
			if err := s.removeGeneration(name, p.DryRun, out); err != nil {
				return fmt.Errorf("remove %s: %w", name, err)
			}
		}
		return nil
	})
	return out, err
}

// pruneRemains removes unfinished generations when no build runs.
func (s *Store) pruneRemains(dryRun bool, out *Pruned) error {
	unlock, err := s.fs.Lock(s.file(lockName), LockNew)
	prefixes := []string{removePrefix, buildPrefix}
	switch {
	case errors.Is(err, ErrLocked):
		out.Building, prefixes = true, prefixes[:1]
	case err != nil:
		return fmt.Errorf("lock %s: %w", lockName, err)
	default:
		defer func() { _ = unlock() }() // at the latest with the process
	}
	if dryRun {
		return nil
	}
	return s.removeRemains(prefixes...)
}

// superfluous lists what may go, unless a process has it open.
func (s *Store) superfluous(p Prune) ([]string, error) {
	all, err := s.Generations()
	if err != nil {
		return nil, err
	}
	current, err := s.current()
	if err != nil && !errors.Is(err, ErrNoGeneration) {
		return nil, err // who knows what serves
	}
	keep := []string{current}
	if current != "" {
		previous, err := s.previous(current)
		if err != nil && !errors.Is(err, ErrNoGeneration) {
			return nil, err
		}
		keep = append(keep, previous)
	}
	keep = append(keep, all[max(0, len(all)-p.Keep):]...)
	return slices.DeleteFunc(all, func(name string) bool {
		return slices.Contains(keep, name) || p.OlderThan > 0 && time.Since(s.finished(name)) < p.OlderThan
	}), nil
}

// finished is when a generation was, or, if its manifest can't be read, when
// its build began.
func (s *Store) finished(name string) time.Time {
	if m, err := readManifest(s.fs, s.Path(name)); err == nil {
		return m.Created
	}
	t, _ := time.Parse(nameTime, name[:min(len(name), len(nameTime))])
	return t
}

// removeGeneration takes a generation out of the list in one step and then
// removes its files. The lock on its manifest keeps a server from opening it.
func (s *Store) removeGeneration(name string, dryRun bool, out *Pruned) error {
	path := s.Path(name)
	unlock, err := s.fs.Lock(filepath.Join(path, manifestName), LockAlone)
	if errors.Is(err, ErrLocked) {
		out.Held = append(out.Held, name)
		return nil
	}
	if err != nil {
		return fmt.Errorf("see whether it is in use: %w", err)
	}
	defer func() { _ = unlock() }() // of a file that is gone
	size := int64(0)
	switch m, err := readManifest(s.fs, path); {
	case err == nil:
		size = m.Bytes()
	case isOurs(err):
		return err
	} // a damaged one may go
	if !dryRun {
		gone := s.Path(removePrefix + name)
		if err := s.fs.Rename(path, gone); err != nil {
			return err
		}
		if err := syncDir(s.fs, filepath.Dir(gone)); err != nil {
			return err
		}
		if err := s.fs.RemoveAll(gone); err != nil {
			return err
		}
	}
	out.Removed, out.Bytes = append(out.Removed, name), out.Bytes+size
	return nil
}
