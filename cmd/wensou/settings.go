package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

const (
	envPrefix = "WENSOU_"
	configEnv = envPrefix + "CONFIG"
)

// setting is one value of the configuration that the environment and, where
// flag is not empty, an option can set.
type setting struct {
	key  string // as in the file; sections are divided by a dot
	flag string
	help string
	set  func(*Config, string) error
}

// settings lists them all. Sources are only in the file.
var settings = []setting{
	{"index", "index", "index `DIR`", text(func(c *Config) *string { return &c.Index })},
	{"cache_dir", "cache-dir", "`DIR` for unpacked dictionaries (default: the user's cache folder)", text(func(c *Config) *string { return &c.CacheDir })},
	{"user_dict", "user-dict", "`FILE` with further words, one a line", text(func(c *Config) *string { return &c.UserDict })},
	{"synonyms", "synonyms", "`FILE` with terms that mean the same", text(func(c *Config) *string { return &c.Synonyms })},
	{"regional", "regional", "`FILE` with words of regions, over the shipped ones", text(func(c *Config) *string { return &c.Regional })},
	{"stopwords", "stopwords", "`FILE` with words that people ask with, over the shipped ones", text(func(c *Config) *string { return &c.Stopwords })},
	{"workers", "workers", "use `N` processors (default: all)", number(func(c *Config) *int { return &c.Workers })},
	{"memory", "memory", "keep texts and terms of a build within `MB` of memory, besides about 250 for dictionaries (default: some 400 for each processor)", number(func(c *Config) *int { return &c.Memory })},
	{"gate.canaries", "canaries", "`FILE` of queries and what they must return before a generation is published", text(func(c *Config) *string { return &c.Gate.Canaries })},
	{"gate.judged", "judged", "`FILE` of judged queries that must not be answered worse", text(func(c *Config) *string { return &c.Gate.Judged })},
	{"server.listen", "listen", "serve on `HOST:PORT`; port 0 takes a free one (default " + defaultListen + ")", text(func(c *Config) *string { return &c.Server.Listen })},
	{"server.metrics_listen", "metrics-listen", "serve Prometheus metrics on `HOST:PORT` (default: nowhere)", text(func(c *Config) *string { return &c.Server.MetricsListen })},
	{"server.title", "title", "`TITLE` of the search page", text(func(c *Config) *string { return &c.Server.Title })},
	{"server.public_url", "public-url", "`URL` under which readers reach the server (default: what they ask)", text(func(c *Config) *string { return &c.Server.PublicURL })},
	{"server.trusted_proxies", "trusted-proxies", "believe X-Forwarded-For from these addresses or `CIDR`s, comma-separated (default: from nobody)", list(func(c *Config) *[]string { return &c.Server.TrustedProxies })},
	{"server.cache", "cache", "keep answers in up to `MB` of memory, 0: none (default " + strconv.Itoa(defaultCache) + ")", number(func(c *Config) *int { return &c.Server.Cache })},
	{"server.verify", "verify", "before a generation serves, look at every byte (full, the default) or at sizes only (quick)", text(func(c *Config) *string { return &c.Server.Verify })},
	{"auth.required", "require-keys", "answer searches only with a key of the configuration", boolean(func(c *Config) *bool { return &c.Auth.Required })},
	{"server.log_level", "log-level", "log what is at least debug, info, warn or error (default " + defaultLevel + ")", text(func(c *Config) *string { return &c.Server.LogLevel })},
	{"server.log_format", "log-format", "log as text or json (default " + formatText + ")", text(func(c *Config) *string { return &c.Server.LogFormat })},
	{"server.log_clients", "log-clients", "write clients' addresses to the access log", boolean(func(c *Config) *bool { return &c.Server.LogClients })},
	{"server.count_queries", "count-queries", "keep in memory how often queries are asked, for administrators", boolean(func(c *Config) *bool { return &c.Server.CountQueries })},
	{"server.rate_limit.per_second", "rate-limit", "answer a client `N` requests a second in the long run (default: any number)", decimal(func(c *Config) *float64 { return &c.Server.RateLimit.PerSecond })},
	{"server.rate_limit.burst", "rate-burst", "and `N` at once (default: ten seconds' worth)", number(func(c *Config) *int { return &c.Server.RateLimit.Burst })},
	{"server.cors_origins", "cors-origins", "let scripts of pages of these `ORIGINS` ask, comma-separated, or of all: * (default: our own)", list(func(c *Config) *[]string { return &c.Server.CORSOrigins })},
	{"server.log_queries", "log-queries", "write query texts to the access log", boolean(func(c *Config) *bool { return &c.Server.LogQueries })},
}

func (s setting) env() string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(s.key, ".", "__"))
}

func text(p func(*Config) *string) func(*Config, string) error {
	return func(c *Config, v string) error { *p(c) = v; return nil }
}

func number(p func(*Config) *int) func(*Config, string) error {
	return func(c *Config, v string) error {
		n, err := strconv.Atoi(v)
		if err != nil {
			return fmt.Errorf("%q is no whole number", v)
		}
		*p(c) = n
		return nil
	}
}

func decimal(p func(*Config) *float64) func(*Config, string) error {
	return func(c *Config, v string) error {
		n, err := strconv.ParseFloat(v, 64)
		if err != nil {
			return fmt.Errorf("%q is no number", v)
		}
		*p(c) = n
		return nil
	}
}

func boolean(p func(*Config) *bool) func(*Config, string) error {
	return func(c *Config, v string) error {
		b, err := strconv.ParseBool(v)
		if err != nil {
			return fmt.Errorf("%q is neither true nor false", v)
		}
		*p(c) = b
		return nil
	}
}

func list(p func(*Config) *[]string) func(*Config, string) error {
	return func(c *Config, v string) error {
		*p(c) = nil
		for s := range strings.SplitSeq(v, ",") {
			if s = strings.TrimSpace(s); s != "" {
				*p(c) = append(*p(c), s)
			}
		}
		return nil
	}
}

// switches are settings that an option without a value turns on.
var switches = []string{"server.log_queries", "server.log_clients", "server.count_queries", "auth.required"}

// addSettings gives a command the options of these keys.
func addSettings(cmd *cobra.Command, keys ...string) {
	for _, key := range keys {
		for _, s := range settings {
			if s.key != key {
				continue
			}
			help := s.help + " [" + s.env() + "]"
			cmd.Flags().String(s.flag, "", help)
			if slices.Contains(switches, s.key) {
				cmd.Flags().Lookup(s.flag).NoOptDefVal = "true"
			}
		}
	}
}

// readFlags takes the options of the command line, but not those of the keys to
// skip.
func (c *Config) readFlags(flags *pflag.FlagSet, skip []string) error {
	for _, s := range settings {
		f := flags.Lookup(s.flag)
		if f == nil || !f.Changed || slices.Contains(skip, s.key) {
			continue
		}
		if err := s.set(c, f.Value.String()); err != nil {
			return usagef("--%s: %w", s.flag, err)
		}
	}
	return nil
}

// readEnv takes the variables of the environment. One of a section that does
// not exist in it is an error; other names that begin like ours are left
// alone, because orchestrators set such (WENSOU_PORT, WENSOU_SERVICE_HOST).
func (c *Config) readEnv(environ []string) error {
	for _, kv := range environ {
		name, value, _ := strings.Cut(kv, "=")
		if !strings.HasPrefix(name, envPrefix) {
			continue
		}
		known := false
		for _, s := range settings {
			if s.env() != name {
				continue
			}
			known = true
			if err := s.set(c, value); err != nil {
				return fmt.Errorf("%w: environment %s: %w", errConfig, name, err)
			}
		}
		if !known && (strings.HasPrefix(name, envPrefix+"SERVER__") || strings.HasPrefix(name, envPrefix+"GATE__") || strings.HasPrefix(name, envPrefix+"AUTH__")) {
			return fmt.Errorf("%w: environment: there is no %s; see wensou config --help", errConfig, name)
		}
	}
	return nil
}
