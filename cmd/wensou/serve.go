package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"wensou/index"
	"wensou/search"
	"wensou/server"
)

func serveCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve (--index DIR | --demo)",
		Short: "Serve the search page and the API",
		Long: `serve answers searches over the published generation of an index: the search
page on /, the API under /api/v1. It prints one line "listening on http://…"
when it is ready, and takes over each generation that is published, without a
pause.

Changed files of synonyms, regional words and stop words are taken over too,
unless they have faults. A changed user dictionary needs a build.

Before a generation serves, each of its files is read and compared with what was
written: half a second for a gigabyte that the system has in memory, longer from
a disk. --verify quick looks at their sizes only.

SIGHUP reads the configuration again, looks for a new generation and changed files
at once and tries again what could not be opened. Keys, limits and what is logged
change at once; the log names changed settings that need a restart. A faulty
configuration changes nothing. With a key for admin, POST /api/v1/admin/reload
does the same. SIGTERM and Ctrl-C let running requests end; a second
one ends the server at once.`,
		Example: `  wensou serve --demo
  wensou serve --index idx --listen 127.0.0.1:8080
  wensou serve --config wensou.yaml`,
		Args: exactArgs(),
		RunE: runServe,
	}
	addSettings(cmd, "index", "cache_dir", "user_dict", "synonyms", "regional", "stopwords", "server.listen", "server.metrics_listen", "server.title",
		"server.public_url", "server.trusted_proxies", "server.cache", "server.verify", "auth.required", "server.rate_limit.per_second", "server.rate_limit.burst",
		"server.cors_origins", "server.log_level", "server.log_format", "server.log_queries", "server.log_clients", "server.count_queries")
	cmd.Flags().Bool("demo", false, "serve the bundled documents")
	return cmd
}

func runServe(cmd *cobra.Command, _ []string) (err error) {
	ctx := cmd.Context()
	c, err := loadConfig(cmd)
	if err != nil {
		return err
	}
	var dir string
	if demo, _ := cmd.Flags().GetBool("demo"); demo {
		var remove func() error
		dir, remove, err = buildDemo(ctx, c, cmd.ErrOrStderr())
		if err != nil {
			return fmt.Errorf("build demo: %w", err)
		}
		defer func() { err = errors.Join(err, remove()) }()
	} else if dir, err = c.indexDir(cmd); err != nil {
		return err
	}
	o, err := openIndex(c, dir, search.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.Close()) }()
	s := newServing(c, cmd.ErrOrStderr(), o, index.Dir(dir))
	s.read = func() (*Config, error) { return loadConfig(cmd) }
	opts := c.serverOptions()
	opts.Logger, opts.Version, opts.Admin = s.log, version(), s
	if opts.Live, err = c.live(); err != nil {
		return err
	}
	if s.server, err = server.New(s.cache, opts); err != nil {
		return fmt.Errorf("%w: %w", errConfig, err)
	}
	s.follower.count = s.server.CountTakeover
	s.server.MeasureSearches(o.service.Load)
	if c.Server.Cache > 0 {
		s.server.MeasureCache(s.cache.CacheStats)
	}
	l, err := s.server.Listen(ctx)
	if err != nil {
		return err
	}
	defer l.Close() // Serve closes it; this is for errors before
	return s.run(ctx, l, c.Server.MetricsListen, func() error {
		_, err := fmt.Fprintf(cmd.OutOrStdout(), "listening on http://%s\n", l.Addr())
		return err
	})
}

// serving is what runs side by side while searches are answered.
type serving struct {
	server       *server.Server
	cache        *search.Cache
	dictionaries *dictionaries
	follower     *follower
	dir          index.Dir
	log          *slog.Logger
	level        *slog.LevelVar
	read         func() (*Config, error) // the configuration as it is now
	started      *Config                 // as it was at the start

	reloading sync.Mutex
	config    *Config // in force; under reloading
}

func newServing(c *Config, stderr io.Writer, o *opened, dir index.Dir) *serving {
	s := &serving{cache: search.NewCache(o.service, int64(c.Server.Cache)<<20), dir: dir, level: &slog.LevelVar{}, started: c, config: c}
	s.level.Set(c.logLevel())
	s.log = c.newLog(stderr, s.level)
	s.dictionaries = newDictionaries(c, o.service, s.log)
	s.follower = &follower{handle: o.handle, dir: dir, log: s.log}
	return s
}

// run runs the server, its metrics and the follower of the marker until ctx is
// done or one of them fails.
func (s *serving) run(ctx context.Context, l net.Listener, metrics string, ready func() error) error {
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	defer signal.Stop(hup)

	g, ctx := errgroup.WithContext(ctx)
	if metrics != "" {
		ml, err := net.Listen("tcp", metrics)
		if err != nil {
			return fmt.Errorf("listen for metrics: %w", err)
		}
		g.Go(func() error { return serveMetrics(ctx, ml, s.server.MetricsHandler()) })
	}
	g.Go(func() error { s.follower.follow(ctx); return nil })
	g.Go(func() error { s.dictionaries.follow(ctx, s.server.CountReload); return nil })
	g.Go(func() error { s.reloadOn(ctx, hup); return nil })
	g.Go(func() error { tuneGC(ctx, func() uint64 { return s.cache.CacheStats().Bytes }); return nil })
	g.Go(func() error { return s.server.Serve(ctx, l) })
	if err := ready(); err != nil {
		s.log.Error("announce address", "err", err) // nobody listens on standard output; the server is there all the same
	}
	return g.Wait()
}

// reloadOn reloads on each signal until ctx is done.
func (s *serving) reloadOn(ctx context.Context, hup <-chan os.Signal) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-hup:
			_, _ = s.Reload(ctx) // which logs
		}
	}
}

func serveMetrics(ctx context.Context, l net.Listener, h http.Handler) error {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", h)
	s := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second}
	stop := context.AfterFunc(ctx, func() { _ = s.Close() })
	defer stop()
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve metrics: %w", err)
	}
	return nil
}
