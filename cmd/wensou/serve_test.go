package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"wensou/index"
)

func TestCacheSetting(t *testing.T) {
	root := newRoot(stdio{})
	serve, _, err := root.Find([]string{"serve"})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "wensou.yaml")
	if err := os.WriteFile(file, []byte("server: {cache: 0}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, file, env string
		want            int
		fault           string
	}{
		{"by default", "", "", defaultCache, ""},
		{"the file switches it off", file, "", 0, ""},
		{"the environment comes before the file", file, "7", 7, ""},
		{"below zero", "", "-1", 0, "cache: -1"},
		{"beyond any memory", "", "99999999", 0, "cache: 99999999"},
		{"no number", "", "much", 0, "much"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv(configEnv, tt.file)
			if tt.env != "" {
				t.Setenv("WENSOU_SERVER__CACHE", tt.env)
			}
			c, err := loadConfig(serve)
			switch {
			case tt.fault != "":
				if !errors.Is(err, errConfig) || !strings.Contains(err.Error(), tt.fault) {
					t.Errorf("error %v, want one that says %q", err, tt.fault)
				}
			case err != nil:
				t.Fatal(err)
			case c.Server.Cache != tt.want:
				t.Errorf("%d MB, want %d", c.Server.Cache, tt.want)
			}
		})
	}
}

func TestCollector(t *testing.T) {
	for _, tt := range []struct {
		name       string
		live, kept uint64
		want       int
	}{
		{"before the first collection", 0, 5, 400},
		{"no cache", 7 << 20, 0, 400},
		{"a quarter is the cache", 40 << 20, 10 << 20, 300},
		{"nearly all is the cache", 80 << 20, 72 << 20, 100},
		{"the estimate is more than lives", 80 << 20, 90 << 20, 100},
	} {
		if got := gcPercent(tt.live, tt.kept); got != tt.want {
			t.Errorf("%s: %d%%, want %d%%", tt.name, got, tt.want)
		}
	}
}

func TestUserChoosesGOGC(t *testing.T) {
	before := debug.SetGCPercent(100)
	defer debug.SetGCPercent(before)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for env, want := range map[string]int{"50": 100, "": servingGC} {
		t.Setenv("GOGC", env)
		tuneGC(ctx, func() uint64 { return 0 })
		if got := debug.SetGCPercent(100); got != want {
			t.Errorf("GOGC=%s in the environment: the collector works at %d, want %d", env, got, want)
		}
	}
}

// noSearcher is an engine that is only opened and closed.
type noSearcher struct{ index.Searcher }

func (noSearcher) Close() error { return nil }

func TestFollowCountsTakeovers(t *testing.T) {
	dir := index.Dir(t.TempDir())
	publish := func() {
		t.Helper()
		b, err := dir.NewBuild(time.Now())
		if err != nil {
			t.Fatal(err)
		}
		err = b.Seal(&index.Manifest{}, time.Now())
		if err = errors.Join(err, dir.Publish(b.Generation), b.Close()); err != nil {
			t.Fatal(err)
		}
	}
	errBad := errors.New("can't be opened")
	var bad atomic.Bool
	h := index.NewHandle(dir, func(string, *index.Manifest) (index.Searcher, error) {
		if bad.Load() {
			return nil, errBad
		}
		return noSearcher{}, nil
	})
	publish()
	ctx, cancel := context.WithCancel(t.Context())
	told, ended := make(chan error), make(chan struct{})
	f := &follower{handle: h, dir: dir, log: slog.New(slog.DiscardHandler), count: func(err error) { told <- err }}
	go func() {
		defer close(ended)
		f.follow(ctx)
	}()
	if err := <-told; err != nil {
		t.Errorf("a sound generation: %v", err)
	}
	bad.Store(true)
	publish()
	if err := <-told; !errors.Is(err, errBad) {
		t.Errorf("a bad generation: %v", err)
	}
	cancel()
	<-ended
	if err := h.Close(); err != nil {
		t.Error(err)
	}
}
