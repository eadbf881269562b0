package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"wensou/server"
)

// AuthConfig says who may ask.
type AuthConfig struct {
	Required bool `yaml:"required"` // search needs a key, too; default: only the admin endpoints do
}

// KeyConfig is one key of a client. Its secret stands in one of three places:
// key, key_file, or the environment (WENSOU_KEYS__NAME or WENSOU_KEYS__NAME_FILE,
// where a file is named).
type KeyConfig struct {
	Name    string   `yaml:"name"` // for logs and metrics
	Key     Secret   `yaml:"key"`
	KeyFile string   `yaml:"key_file"`
	Scopes  []string `yaml:"scopes"`  // search, admin
	Sources []string `yaml:"sources"` // default: all
}

// RateConfig bounds the requests of one client.
type RateConfig struct {
	PerSecond float64 `yaml:"per_second"` // in the long run; 0: not bounded
	Burst     int     `yaml:"burst"`      // at once; default: ten seconds' worth
}

// Secret is a text that is never printed.
type Secret string

// masked stands where a secret would.
const masked = "***"

// MarshalYAML masks the secret.
func (s Secret) MarshalYAML() (any, error) { return s.String(), nil }

func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return masked
}

// keysPrefix of variables that hold secrets.
const keysPrefix = envPrefix + "KEYS__"

// env is the variable of a key's secret.
func (k *KeyConfig) env() string {
	return keysPrefix + strings.ToUpper(strings.NewReplacer("-", "_", ".", "_").Replace(k.Name))
}

// secret reads the key's secret from the one place that has it.
func (k *KeyConfig) secret() (string, error) {
	var found []string
	var errs []error
	read := func(name string) {
		raw, err := os.ReadFile(name)
		if err != nil {
			errs = append(errs, err)
		}
		found = append(found, strings.TrimSpace(string(raw)))
	}
	if k.Key != "" {
		found = append(found, string(k.Key))
	}
	if k.KeyFile != "" {
		read(k.KeyFile)
	}
	if v := os.Getenv(k.env()); v != "" {
		found = append(found, v)
	}
	if v := os.Getenv(k.env() + "_FILE"); v != "" {
		read(v)
	}
	if err := errors.Join(errs...); err != nil {
		return "", err
	}
	if len(found) != 1 {
		return "", fmt.Errorf("the secret stands in %d places; it must be in one of key, key_file, %s and %s_FILE", len(found), k.env(), k.env())
	}
	return found[0], nil
}

// live are the options of the server that can change while it runs, with the
// secrets of keys read anew.
func (c *Config) live() (server.Live, error) {
	s := &c.Server
	l := server.Live{
		KeysRequired: c.Auth.Required, Rate: server.Rate{PerSecond: s.RateLimit.PerSecond, Burst: s.RateLimit.Burst},
		Origins: s.CORSOrigins, LogQueries: s.LogQueries, LogClients: s.LogClients, CountQueries: s.CountQueries,
	}
	var errs []error
	for i := range c.Keys {
		k := &c.Keys[i]
		secret, err := k.secret()
		if err == nil {
			var key server.Key
			if key, err = server.NewKey(k.Name, secret, k.Scopes, k.Sources); err == nil {
				l.Keys = append(l.Keys, key)
			}
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("keys: %q: %w", k.Name, err))
		}
	}
	if len(errs) == 0 {
		errs = append(errs, l.Validate())
	}
	if err := errors.Join(errs...); err != nil {
		return server.Live{}, fmt.Errorf("%w: %w", errConfig, err)
	}
	return l, nil
}
