package main

import (
	"context"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"

	"wensou/index"
)

// pollEvery finds new generations where no event tells of them: network file
// systems, and folders that are replaced.
const pollEvery = 2 * time.Second

// markerName is the file that names the published generation (docs/index-format.md).
const markerName = "current"

// follower takes over what is published. A generation that can't be opened is
// logged once, and the old one goes on serving.
type follower struct {
	handle *index.Handle
	dir    index.Dir
	log    *slog.Logger
	count  func(error) // is told of each that is taken over (nil) or not (why)

	mu      sync.Mutex
	lastErr string
}

// follow looks at the marker until ctx is done: when it changes, and now and
// then.
func (f *follower) follow(ctx context.Context) {
	var events <-chan fsnotify.Event
	if w, err := fsnotify.NewWatcher(); err != nil {
		f.log.Warn("no file events; polling", "err", err)
	} else {
		defer w.Close()
		if err := w.Add(string(f.dir)); err != nil {
			f.log.Warn("no file events; polling", "err", err)
		}
		events = w.Events
		go func() {
			for range w.Errors { // until Close; the poll finds what is lost
			}
		}()
	}
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-events:
			if filepath.Base(e.Name) != markerName {
				continue
			}
		case <-tick.C:
		}
		_, _ = f.refresh(false) // which logs
	}
}

// refresh takes over the published generation when it is another. With again,
// one that was refused before is read and told of once more.
func (f *follower) refresh(again bool) (changed bool, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if again {
		f.handle.Retry()
		f.lastErr = ""
	}
	changed, err = f.handle.Refresh()
	switch {
	case err != nil && err.Error() != f.lastErr:
		f.log.Error("new generation not taken over", "err", err)
		f.lastErr = err.Error()
		f.count(err)
	case err == nil:
		f.lastErr = ""
	}
	if changed {
		f.count(nil)
		logGeneration(f.handle, f.log)
	}
	return changed, err
}

func logGeneration(h *index.Handle, log *slog.Logger) {
	s, err := h.Acquire()
	if err != nil {
		return
	}
	defer s.Release()
	log.Info("new generation", "generation", s.Manifest.Generation, "documents", s.Manifest.Stats.Documents)
}
