package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/fsnotify/fsnotify"
	"github.com/spf13/cobra"

	"wensou/analysis"
	"wensou/index"
	"wensou/internal/ingest"
)

const (
	// settle is how long files have to be left alone before they are read: an
	// editor saves in several steps.
	settle = 300 * time.Millisecond
	// longestWait is how long a build waits for files that are never left alone.
	longestWait = 3 * time.Second
	// watchPoll finds changes that no event tells of, as on network file systems;
	// looking takes at most a twentieth of the time.
	watchPoll = 2 * time.Second
	// retryAfter is when a build is tried again that failed for other reasons
	// than its documents, such as a full disk.
	retryAfter = 30 * time.Second
	// watchKeep is how many generations stay when --keep says nothing.
	watchKeep = 3
)

// watcher builds and publishes again whenever the sources change. It builds in
// the goroutine that waits, so that two builds never run at once.
type watcher struct {
	cmd      *cobra.Command
	config   *Config
	dir      string
	sources  []ingest.Source
	flags    buildFlags
	analyzer *analysis.Analyzer // that of the last build
	built    string             // ingest.Snapshot before the last build that went through
	again    time.Time          // when a build that failed is tried again, though nothing changed
	told     string             // the last error, told once
}

// run builds until ctx is done, which is no error.
func (w *watcher) run(ctx context.Context) error {
	events, stop := w.events()
	defer stop()
	if err := w.build(ctx); err != nil && ctx.Err() == nil {
		return err
	}
	poll := time.NewTimer(watchPoll)
	defer poll.Stop()
	for first := true; ctx.Err() == nil; first = false {
		if first && !w.flags.quiet {
			fmt.Fprintln(w.cmd.ErrOrStderr(), "watching the documents; Ctrl-C ends")
		}
		select {
		case <-ctx.Done():
		case <-events:
			w.calm(ctx, events)
		case <-poll.C:
		}
		if ctx.Err() != nil {
			break
		}
		start := time.Now()
		if err := w.look(ctx); err != nil && ctx.Err() == nil {
			return err
		}
		poll.Reset(max(watchPoll, 20*time.Since(start)))
	}
	return nil
}

// calm returns when nothing happened for a while.
func (w *watcher) calm(ctx context.Context, events <-chan struct{}) {
	last := time.After(longestWait)
	for {
		select {
		case <-events:
		case <-time.After(settle):
			return
		case <-last:
			return
		case <-ctx.Done():
			return
		}
	}
}

// look builds if anything changed since the last build.
func (w *watcher) look(ctx context.Context) error {
	now, err := w.state(ctx)
	if err != nil {
		w.tell(err)
		return nil
	}
	if now == w.built && (w.again.IsZero() || time.Now().Before(w.again)) {
		return nil
	}
	return w.build(ctx)
}

// state is all that a build depends on and that can change meanwhile.
func (w *watcher) state(ctx context.Context) (string, error) {
	files, err := ingest.Snapshot(ctx, w.sources, w.dir)
	if err != nil || w.config.UserDict == "" {
		return files, err
	}
	sum, err := sumOf(w.config.UserDict)
	return files + sum, err
}

// build makes and publishes a generation. What may be well next time, such as a
// lock, a file that can't be read or the gate, is told, and only what is wrong
// with the command or the configuration is returned.
func (w *watcher) build(ctx context.Context) error {
	before, err := w.state(ctx)
	if err == nil {
		err = w.publish(ctx)
	}
	switch {
	case errors.Is(err, errUsage), errors.Is(err, errConfig):
		return err
	case errors.Is(err, index.ErrLocked): // the next look tries again
	case err == nil, errors.Is(err, errSomeFailed), errors.Is(err, errGate):
		w.built, w.again = before, time.Time{}
	default:
		w.built, w.again = before, time.Now().Add(retryAfter)
	}
	if ctx.Err() == nil {
		w.tell(err)
	}
	return nil
}

func (w *watcher) publish(ctx context.Context) error {
	bar := newProgress(w.cmd.ErrOrStderr())
	bar.quiet = w.flags.quiet
	bar.draw = bar.draw && !bar.quiet
	defer bar.end()
	b, err := buildOn(ctx, w.config, w.dir, w.sources, bar, w.flags.full, w.current)
	if err != nil {
		return err
	}
	bar.end()
	return deliver(w.cmd, w.config, b, w.flags)
}

// current is the analyzer of the last build, as long as the user dictionary is
// the same: loading one takes longer than most builds.
func (w *watcher) current() (*analysis.Analyzer, error) {
	if w.analyzer != nil {
		if now, err := w.analyzer.FingerprintWith(w.config.UserDict); err == nil && now == w.analyzer.Fingerprint() {
			return w.analyzer, nil
		}
	}
	a, err := newAnalyzer(w.config)
	if err == nil {
		w.analyzer = a
	}
	return a, err
}

// tell prints an error unless it is the one that was printed last.
func (w *watcher) tell(err error) {
	text := ""
	if err != nil {
		text = err.Error()
	}
	if text != "" && text != w.told {
		fmt.Fprintf(w.cmd.ErrOrStderr(), "wensou: %s; still watching\n", text)
	}
	w.told = text
}

// events says that something happened in the folders of the sources, new ones
// as well. Without events from the system there are none, and the poll does it.
func (w *watcher) events() (<-chan struct{}, func()) {
	n, err := fsnotify.NewWatcher()
	if err != nil {
		w.tell(fmt.Errorf("no file events, looking every %v instead: %w", watchPoll, err))
		return nil, func() {}
	}
	out, done := make(chan struct{}, 1), make(chan struct{})
	add := func() {
		for _, folder := range ingest.Folders(w.sources, w.dir) {
			_ = n.Add(folder) // the poll finds what happens in it
		}
	}
	add()
	go func() {
		defer close(done)
		for {
			select {
			case e, open := <-n.Events:
				if !open {
					return
				}
				if e.Op == fsnotify.Chmod {
					continue
				}
				if e.Has(fsnotify.Create) && isFolder(e.Name) {
					add()
				}
				select {
				case out <- struct{}{}:
				default: // one waits already
				}
			case _, open := <-n.Errors: // events were lost; the poll finds out which
				if !open {
					return
				}
			}
		}
	}()
	return out, func() { _ = n.Close(); <-done }
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}
