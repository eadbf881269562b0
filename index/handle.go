package index

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"
)

// OpenFunc opens a verified generation with an engine.
type OpenFunc func(path string, m *Manifest) (Searcher, error)

// Snapshot is one open generation. Whoever acquired it releases it once; it is
// closed when it was replaced and the last user is gone.
type Snapshot struct {
	Searcher
	Manifest *Manifest
	Since    time.Time // when it began to serve

	refs   atomic.Int64
	unhold func() error // gives back the lock that keeps prune away
}

// Release gives an acquired snapshot back.
func (s *Snapshot) Release() {
	if s.refs.Add(-1) == 0 {
		_ = errors.Join(s.Searcher.Close(), s.unhold()) // nobody is left to tell; the next verify would
	}
}

// Handle holds the generation that serves and replaces it without a pause:
// searches that run keep theirs, new ones get the new one.
type Handle struct {
	dir    Dir
	open   OpenFunc
	verify func(path string) (*Manifest, error)

	mu  sync.Mutex // serialises Refresh and Close
	cur atomic.Pointer[Snapshot]
	// refused is the last generation that could not be opened, so that it is
	// neither read again on each poll nor forgotten.
	refused atomic.Pointer[Refusal]
}

// Refusal is a published generation that was not taken over.
type Refusal struct {
	Generation string
	Err        error
}

// NewHandle makes a handle that serves nothing until Refresh.
func NewHandle(dir Dir, open OpenFunc) *Handle {
	return &Handle{dir: dir, open: open, verify: Verify}
}

// VerifyQuickly makes the handle look at the sizes of files only, before it
// takes a generation over. It is called before the first Refresh.
func (h *Handle) VerifyQuickly() { h.verify = VerifySizes }

// Acquire returns the serving snapshot; ErrNoGeneration when there is none.
func (h *Handle) Acquire() (*Snapshot, error) {
	for {
		s := h.cur.Load()
		if s == nil {
			return nil, ErrNoGeneration
		}
		// A snapshot whose count fell to zero is closed or closing: the handle
		// has a newer one, load again.
		if n := s.refs.Load(); n > 0 && s.refs.CompareAndSwap(n, n+1) {
			return s, nil
		}
	}
}

// Refused is the published generation that could not be taken over, or nil.
func (h *Handle) Refused() *Refusal { return h.refused.Load() }

// Refresh takes over the published generation if it is not the one that
// serves. It is verified before it is opened; on any error the old one goes on
// serving. It reports whether the generation changed.
func (h *Handle) Refresh() (changed bool, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	name, err := h.dir.Current()
	if err != nil {
		return false, err
	}
	if cur := h.cur.Load(); cur != nil && cur.Manifest.Generation == name {
		h.refused.Store(nil)
		return false, nil
	}
	if r := h.refused.Load(); r != nil && r.Generation == name {
		return false, r.Err
	}
	s, err := h.load(name)
	// What was published when we looked may have been replaced and removed.
	for range maxReplaced {
		now, nowErr := h.dir.Current()
		if err == nil || nowErr != nil || now == name {
			break
		}
		name = now
		s, err = h.load(name)
	}
	if err != nil {
		h.refused.Store(&Refusal{name, err})
		return false, err
	}
	h.take(s)
	return true, nil
}

// maxReplaced bounds how often a generation may be replaced while it is loaded.
const maxReplaced = 3

// Use takes over a named generation, whether it is published or not.
func (h *Handle) Use(generation string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := checkName(generation); err != nil {
		return fmt.Errorf("%w: %w", ErrNoGeneration, err)
	}
	s, err := h.load(generation)
	if err == nil {
		h.take(s)
	}
	return err
}

func (h *Handle) take(s *Snapshot) {
	h.refused.Store(nil)
	if old := h.cur.Swap(s); old != nil {
		old.Release()
	}
}

func (h *Handle) load(name string) (_ *Snapshot, err error) {
	path := h.dir.Path(name)
	unhold := hold(path)
	defer func() {
		if err != nil {
			err = errors.Join(err, unhold())
		}
	}()
	m, err := h.verify(path)
	if err != nil {
		return nil, fmt.Errorf("generation %s: %w", name, err)
	}
	if m.Generation != name {
		return nil, fmt.Errorf("%w: the folder %s holds generation %s: call it so again and publish that, or build the index again", ErrCorrupt, name, m.Generation)
	}
	searcher, err := h.open(path, m)
	if err != nil {
		return nil, fmt.Errorf("open generation %s: %w", name, err)
	}
	s := &Snapshot{Searcher: searcher, Manifest: m, Since: time.Now(), unhold: unhold}
	s.refs.Store(1) // the handle's own
	return s, nil
}

// hold keeps prune from a generation for as long as this process has it open.
// File systems without locks (and a generation that is not there, which verify
// tells of) give none; prune then refuses by itself, as it can't get one either.
func hold(path string) (unhold func() error) {
	unhold, err := OS{}.Lock(filepath.Join(path, manifestName), LockShared)
	if err != nil {
		return func() error { return nil }
	}
	return unhold
}

// Retry forgets a refused generation, so that the next Refresh reads it again.
func (h *Handle) Retry() { h.refused.Store(nil) }

// Close stops serving. Searches that run end with their snapshot.
func (h *Handle) Close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	old := h.cur.Swap(nil)
	if old == nil {
		return nil
	}
	old.Release()
	return nil
}

// IsUnavailable says that nothing can be served: no generation, or a bad one.
func IsUnavailable(err error) bool {
	return errors.Is(err, ErrNoGeneration) || errors.Is(err, ErrCorrupt) || errors.Is(err, ErrIncompatible)
}
