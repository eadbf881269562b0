package main

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"wensou/index"
	"wensou/server"
)

var _ server.Admin = (*serving)(nil)

// liveSettings of the server's section are put in force by a reload; the others
// need a restart.
var liveSettings = []string{"rate_limit", "cors_origins", "log_level", "log_queries", "log_clients", "count_queries"}

// needsRestart names the settings of a server that differ and are read at its
// start only.
func needsRestart(before, now *Config) (names []string) {
	for _, s := range []struct{ name, before, now string }{
		{"index", before.Index, now.Index}, {"cache_dir", before.CacheDir, now.CacheDir}, {"user_dict", before.UserDict, now.UserDict},
	} {
		if s.before != s.now {
			names = append(names, s.name)
		}
	}
	b, n := reflect.ValueOf(before.Server), reflect.ValueOf(now.Server)
	for i := range b.NumField() {
		name := b.Type().Field(i).Tag.Get("yaml")
		if !slices.Contains(liveSettings, name) && !reflect.DeepEqual(b.Field(i).Interface(), n.Field(i).Interface()) {
			names = append(names, "server."+name)
		}
	}
	return names
}

// Reload reads the configuration and the dictionaries again and takes over the
// published generation, as SIGHUP does. What has faults leaves what was in force.
func (s *serving) Reload(context.Context) (*server.Reloaded, error) {
	s.reloading.Lock()
	defer s.reloading.Unlock()
	out := &server.Reloaded{}
	restart, errConf := s.reloadConfig()
	s.server.CountConfig(errConf)
	if errConf != nil {
		s.log.Error("configuration not taken over; the one before holds on", "err", errConf)
	} else {
		s.log.Info("configuration is read again", "keys", len(s.config.Keys))
	}
	if len(restart) > 0 {
		s.log.Warn("changed settings need a restart", "settings", strings.Join(restart, ", "))
	}
	out.NeedsRestart = restart

	s.log.Info("dictionaries are read again")
	var errs []error
	if errConf != nil {
		errs = append(errs, fmt.Errorf("configuration: %w", errConf))
	}
	if refused := s.dictionaries.reread(s.config.tableFiles(), s.server.CountReload); len(refused) > 0 {
		errs = append(errs, fmt.Errorf("dictionaries: %s", strings.Join(refused, "; ")))
	}
	changed, err := s.follower.refresh(true)
	if err != nil {
		errs = append(errs, fmt.Errorf("generation: %w", err))
	}
	out.Changed = changed
	if st, err := s.cache.Stats(); err == nil {
		out.Generation, out.Dictionaries = st.Generation, st.Dictionaries.Version
	}
	if err := errors.Join(errs...); err != nil {
		return out, fmt.Errorf("%w: %w", server.ErrRefused, err)
	}
	return out, nil
}

// reloadConfig puts in force what can change of the configuration as it is now.
// It may be called under reloading only.
func (s *serving) reloadConfig() (restart []string, err error) {
	c, err := s.read()
	if err != nil {
		return nil, err
	}
	l, err := c.live()
	if err != nil {
		return nil, err
	}
	if err := s.server.SetLive(l); err != nil {
		return nil, err
	}
	s.level.Set(c.logLevel())
	s.config = c
	return needsRestart(s.started, c), nil
}

// Rollback publishes what served before the published generation, or to, and
// takes it over.
func (s *serving) Rollback(_ context.Context, to, by string) (string, error) {
	name, err := index.NewStore(s.dir, index.OS{}).Rollback(to, index.Publication{By: fmt.Sprintf("key %s through %s", by, who())})
	switch {
	case errors.Is(err, index.ErrNoGeneration), errors.Is(err, index.ErrLocked), errors.Is(err, index.ErrCorrupt), errors.Is(err, index.ErrIncompatible):
		return "", fmt.Errorf("%w: %w", server.ErrRefused, err)
	case err != nil:
		return "", err
	}
	s.log.Info("rolled back", "generation", name, "key", by)
	if _, err := s.follower.refresh(true); err != nil {
		return "", fmt.Errorf("%w: %s is published, but not taken over: %w", server.ErrRefused, name, err)
	}
	return name, nil
}

// Generations lists those of the index, newest first.
func (s *serving) Generations() ([]server.Generation, error) {
	all, err := s.dir.Generations()
	if err != nil {
		return nil, err
	}
	current, err := s.dir.Current()
	if err != nil && !errors.Is(err, index.ErrNoGeneration) {
		return nil, err
	}
	previous, err := s.dir.Previous()
	if err != nil && !errors.Is(err, index.ErrNoGeneration) {
		return nil, err
	}
	serves := ""
	if st, err := s.cache.Stats(); err == nil {
		serves = st.Generation
	}
	var out []server.Generation
	for _, name := range slices.Backward(all) {
		g := describe(s.dir, name, "")
		out = append(out, server.Generation{
			Name: name, Created: g.Created, Published: name == current, Serving: name == serves, Previous: name == previous,
			Documents: g.Documents, Units: g.Units, Rejected: g.Rejected, Bytes: g.Bytes, Fault: g.Fault,
		})
	}
	return out, nil
}
