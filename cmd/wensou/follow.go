package main

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"

	"wensou/index"
)

// pollEvery finds new generations where no event tells of them: network file
// systems, and folders that are replaced.
const pollEvery = 2 * time.Second

// markerName is the file that names the published generation (docs/index-format.md).
const markerName = "current"

// follow takes over what is published in dir until ctx is done. A generation
// that can't be opened is logged once, and the old one goes on serving. count
// is told of each that is taken over (nil) or not (why).
func follow(ctx context.Context, h *index.Handle, dir string, hup <-chan os.Signal, log *slog.Logger, count func(error)) {
	var events <-chan fsnotify.Event
	if w, err := fsnotify.NewWatcher(); err != nil {
		log.Warn("no file events; polling", "err", err)
	} else {
		defer w.Close()
		if err := w.Add(dir); err != nil {
			log.Warn("no file events; polling", "err", err)
		}
		events = w.Events
		go func() {
			for range w.Errors { // until Close; the poll finds what is lost
			}
		}()
	}
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	lastErr := ""
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-events:
			if filepath.Base(e.Name) != markerName {
				continue
			}
		case <-hup:
			h.Retry()
			lastErr = ""
		case <-tick.C:
		}
		changed, err := h.Refresh()
		switch {
		case err != nil && err.Error() != lastErr:
			log.Error("new generation not taken over", "err", err)
			lastErr = err.Error()
			count(err)
		case err == nil:
			lastErr = ""
		}
		if changed {
			count(nil)
			logGeneration(h, log)
		}
	}
}

func logGeneration(h *index.Handle, log *slog.Logger) {
	s, err := h.Acquire()
	if err != nil {
		return
	}
	defer s.Release()
	log.Info("new generation", "generation", s.Manifest.Generation, "documents", s.Manifest.Stats.Documents)
}
