package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
)

// Values of ServerConfig.LogFormat and LogLevel.
const (
	formatText   = "text"
	formatJSON   = "json"
	defaultLevel = "info"
)

func (s *ServerConfig) validateLog() error {
	var errs []error
	if _, err := levelOf(s.LogLevel); err != nil {
		errs = append(errs, err)
	}
	if s.LogFormat != "" && s.LogFormat != formatText && s.LogFormat != formatJSON {
		errs = append(errs, fmt.Errorf("server: log_format: %q is neither text nor json", s.LogFormat))
	}
	return errors.Join(errs...)
}

func levelOf(name string) (slog.Level, error) {
	for text, l := range map[string]slog.Level{"": slog.LevelInfo, "debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError} {
		if text == name {
			return l, nil
		}
	}
	return 0, fmt.Errorf("server: log_level: %q is not debug, info, warn or error", name)
}

// logLevel of a configuration that Validate found sound.
func (c *Config) logLevel() slog.Level {
	l, _ := levelOf(c.Server.LogLevel)
	return l
}

// newLog writes to w what is at least as important as level, which may change.
func (c *Config) newLog(w io.Writer, level slog.Leveler) *slog.Logger {
	o := &slog.HandlerOptions{Level: level}
	if c.Server.LogFormat == formatJSON {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}
