package index

import (
	"errors"
	"fmt"
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

	refs atomic.Int64
}

// Release gives an acquired snapshot back.
func (s *Snapshot) Release() {
	if s.refs.Add(-1) == 0 {
		_ = s.Searcher.Close() // nobody is left to tell; the next verify would
	}
}

// Handle holds the generation that serves and replaces it without a pause:
// searches that run keep theirs, new ones get the new one.
type Handle struct {
	dir  Dir
	open OpenFunc

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
func NewHandle(dir Dir, open OpenFunc) *Handle { return &Handle{dir: dir, open: open} }

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
	if err != nil {
		h.refused.Store(&Refusal{name, err})
		return false, err
	}
	h.refused.Store(nil)
	if old := h.cur.Swap(s); old != nil {
		old.Release()
	}
	return true, nil
}

func (h *Handle) load(name string) (*Snapshot, error) {
	path := h.dir.Path(name)
	m, err := Verify(path)
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
	s := &Snapshot{Searcher: searcher, Manifest: m, Since: time.Now()}
	s.refs.Store(1) // the handle's own
	return s, nil
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
