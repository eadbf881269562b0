package index

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

// Store changes an index directory: it builds, publishes, rolls back and
// removes generations. Whatever step fails, and wherever the process dies, the
// marker names a complete generation.
type Store struct {
	Dir
	fs FS
	// wait is how long another publish or prune is waited for.
	wait time.Duration
}

// NewStore makes a Store on a file system.
func NewStore(d Dir, fs FS) *Store { return &Store{Dir: d, fs: fs, wait: 10 * time.Second} }

func (s *Store) current() (string, error) {
	raw, err := readFile(s.fs, s.file(currentName))
	if errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("%w in %s: run wensou build --publish", ErrNoGeneration, s.Dir)
	}
	if err != nil {
		return "", failed("read current marker", err)
	}
	name := strings.TrimSpace(string(raw))
	if err := checkName(name); err != nil {
		return "", fmt.Errorf("%w: marker %s: %w", ErrCorrupt, currentName, err)
	}
	return name, nil
}

// Publish verifies a generation and makes it the one that serves. why says who
// does it; Generation, At and Action are filled in. After an error the one
// before goes on serving, unless the error says that the new one does.
func (s *Store) Publish(generation string, why Publication) error {
	why.Action = ActionPublish
	return s.change("publish "+generation, func() error { return s.serve(generation, why) })
}

// Rollback publishes what served before the current generation, or, if to is
// not empty, that one, and returns its name. ErrNoGeneration when there is none.
func (s *Store) Rollback(to string, why Publication) (generation string, err error) {
	why.Action = ActionRollback
	err = s.change("roll back", func() error {
		if generation = to; to == "" {
			current, err := s.current()
			if err != nil {
				return err
			}
			if generation, err = s.previous(current); err != nil {
				return err
			}
		}
		return s.serve(generation, why)
	})
	return generation, err
}

// change runs one change of the marker or of finished generations; two of them
// never run at once.
func (s *Store) change(op string, f func() error) error {
	unlock, err := s.fs.Lock(s.file(publishLock), LockNew)
	for end := time.Now().Add(s.wait); errors.Is(err, ErrLocked) && time.Now().Before(end); {
		time.Sleep(20 * time.Millisecond)
		unlock, err = s.fs.Lock(s.file(publishLock), LockNew)
	}
	switch {
	case errors.Is(err, ErrLocked):
		return fmt.Errorf("%s: %w: another publish, rollback or prune runs in %s; run the command again when it has ended", op, err, s.Dir)
	case errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("%w in %s: run wensou build", ErrNoGeneration, s.Dir)
	case err != nil:
		return failed(op+": lock "+publishLock, err)
	}
	return errors.Join(failed(op, f()), wrap("unlock "+publishLock, unlock()))
}

// serve makes a generation the current one, with the lock held.
func (s *Store) serve(generation string, why Publication) error {
	if err := checkName(generation); err != nil {
		return err
	}
	if _, err := verify(s.fs, s.Path(generation), false); err != nil {
		return err
	}
	current, err := s.current()
	if err != nil && !errors.Is(err, ErrNoGeneration) && !errors.Is(err, ErrCorrupt) {
		return err
	}
	if current == generation {
		return nil
	}
	// The line is written before the marker: one whose generation the marker
	// does not name is of a publish that failed, and does not count.
	lines, err := s.history(current)
	if err != nil {
		return err
	}
	why.Generation, why.At = generation, time.Now().UTC().Truncate(time.Second)
	if err := s.writeHistory(append(lines, why)); err != nil {
		return wrap("write "+historyName, err)
	}
	err = replaceFile(s.fs, s.file(currentName), []byte(generation+"\n"))
	if err == nil {
		return nil
	}
	if now, _ := s.current(); now == generation {
		return fmt.Errorf("%s serves now, but may not after a power failure, because the folder could not be synced: %w", generation, err)
	}
	return wrap("write marker", err)
}
