package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"

	"wensou/document"
	"wensou/internal/gate"
	"wensou/internal/ingest"
	"wensou/parse"
	"wensou/server"
)

// Config is what a configuration file may hold. Relative paths in it are
// relative to the file's folder.
type Config struct {
	Index    string `yaml:"index"`     // index directory
	CacheDir string `yaml:"cache_dir"` // unpacked dictionaries; default: the user's cache folder
	UserDict string `yaml:"user_dict"` // further words, "word [frequency [tag]]" a line
	// Files that say how queries are read, see docs/operations.md.
	Synonyms  string         `yaml:"synonyms"`
	Regional  string         `yaml:"regional"`
	Stopwords string         `yaml:"stopwords"`
	Workers   int            `yaml:"workers"` // default: the processors
	Memory    int            `yaml:"memory"`  // MB that a build may use for texts and terms; 0: as it needs
	Gate      GateConfig     `yaml:"gate"`
	Sources   []SourceConfig `yaml:"sources"`
	Auth      AuthConfig     `yaml:"auth"`
	Keys      []KeyConfig    `yaml:"keys"`
	Server    ServerConfig   `yaml:"server"`
}

// SourceConfig is one folder or archive of documents.
type SourceConfig struct {
	Name    string      `yaml:"name"`     // what the source filter and facet show
	Root    string      `yaml:"root"`     // folder, zip or tar archive, or one file
	Type    string      `yaml:"type"`     // git: only what git tracks; default: what lies at root
	Prefix  string      `yaml:"prefix"`   // stands before the ids of its documents
	MaxFile int         `yaml:"max_file"` // MB of the largest file that is read, rows aside; default 256
	Include []string    `yaml:"include"`
	Exclude []string    `yaml:"exclude"`
	Format  string      `yaml:"format"` // default: detected for each file
	Source  Publication `yaml:"source"` // for documents that name none
	Topics  []string    `yaml:"topics"` // added to every document
	Link    string      `yaml:"link"`   // "https://…/{id}" or "…/{path}"
}

// Publication is where documents were published.
type Publication struct {
	Name string `yaml:"name"`
	URL  string `yaml:"url"`
}

// GateConfig is what a generation has to pass before it is published.
type GateConfig struct {
	gate.Limits `yaml:",inline"`
	Canaries    string `yaml:"canaries"` // file of queries and what they must return
	Judged      string `yaml:"judged"`   // file of judged queries, as for wensou eval
}

// ServerConfig is for `wensou serve`.
type ServerConfig struct {
	Listen         string   `yaml:"listen"`
	MetricsListen  string   `yaml:"metrics_listen"` // default: no metrics
	Title          string   `yaml:"title"`
	PublicURL      string   `yaml:"public_url"`
	TrustedProxies []string `yaml:"trusted_proxies"`
	Cache          int      `yaml:"cache"`       // MB of answers that are kept; 0: none
	LogQueries     bool     `yaml:"log_queries"` // default: queries are not logged
	Verify         string   `yaml:"verify"`      // full or quick: what is looked at before a generation serves

	LogLevel     string     `yaml:"log_level"`     // debug, info, warn or error
	LogFormat    string     `yaml:"log_format"`    // text or json
	LogClients   bool       `yaml:"log_clients"`   // default: addresses are not logged
	CountQueries bool       `yaml:"count_queries"` // in memory, for the admin endpoint
	RateLimit    RateConfig `yaml:"rate_limit"`
	CORSOrigins  []string   `yaml:"cors_origins"` // pages elsewhere whose scripts may ask
}

// Values of ServerConfig.Verify.
const (
	verifyFull  = "full"  // every byte of every file
	verifyQuick = "quick" // the manifest, and the sizes of the others
)

const (
	leastMemory   = 256
	defaultListen = "127.0.0.1:8080"
	defaultCache  = 64
	maxCache      = 1 << 20 // a terabyte is a slip

	maxPrefix      = 32   // bytes
	largestMaxFile = 1024 // MB; a document is held in memory whole
)

// loadConfig puts together what holds for one command: defaults, the file,
// the environment and the options of the command line, later ones first.
// Options of the keys to skip do not count.
func loadConfig(cmd *cobra.Command, skip ...string) (*Config, error) {
	c := &Config{Server: ServerConfig{Listen: defaultListen, Cache: defaultCache, Verify: verifyFull, LogLevel: defaultLevel, LogFormat: formatText}, Gate: GateConfig{Limits: gate.DefaultLimits()}}
	name, _ := cmd.Flags().GetString("config")
	if name = cmp.Or(name, os.Getenv(configEnv)); name != "" {
		if err := c.readFile(name); err != nil {
			return nil, err
		}
	}
	if err := c.readEnv(os.Environ()); err != nil {
		return nil, err
	}
	if err := c.readFlags(cmd.Flags(), skip); err != nil {
		return nil, err
	}
	if err := c.Validate(); err != nil {
		return nil, fmt.Errorf("%w: %w", errConfig, err)
	}
	return c, nil
}

func (c *Config) readFile(name string) error {
	raw, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("%w: %w", errConfig, err)
	}
	return c.decode(name, raw)
}

func (c *Config) decode(name string, raw []byte) error {
	if len(bytes.TrimSpace(raw)) == 0 {
		return nil
	}
	if err := yaml.UnmarshalWithOptions(raw, c, yaml.Strict()); err != nil {
		// The library's message starts with [line:column] and ends with an excerpt.
		return fmt.Errorf("%w: %s: %s", errConfig, name, strings.TrimSpace(yaml.FormatError(err, false, true)))
	}
	base := filepath.Dir(name)
	paths := []*string{&c.Index, &c.CacheDir, &c.UserDict, &c.Synonyms, &c.Regional, &c.Stopwords, &c.Gate.Canaries, &c.Gate.Judged}
	for i := range c.Sources {
		paths = append(paths, &c.Sources[i].Root)
	}
	for i := range c.Keys {
		paths = append(paths, &c.Keys[i].KeyFile)
	}
	for _, p := range paths {
		if *p != "" && !filepath.IsAbs(*p) {
			*p = filepath.Join(base, *p)
		}
	}
	return nil
}

// Validate reports all faults at once.
func (c *Config) Validate() error {
	var errs []error
	if c.Workers < 0 {
		errs = append(errs, fmt.Errorf("workers: %d is below zero", c.Workers))
	}
	if c.Memory != 0 && c.Memory < leastMemory {
		errs = append(errs, fmt.Errorf("memory: %d MB; the dictionaries alone need %d", c.Memory, leastMemory))
	}
	if err := c.Gate.Validate(); err != nil {
		errs = append(errs, err)
	}
	if v := c.Server.Verify; v != verifyFull && v != verifyQuick {
		errs = append(errs, fmt.Errorf("server: verify: %q is neither full nor quick", v))
	}
	if err := c.Server.validateLog(); err != nil {
		errs = append(errs, err)
	}
	if c.Server.Cache < 0 || c.Server.Cache > maxCache {
		errs = append(errs, fmt.Errorf("server: cache: %d is not 0 to %d MB", c.Server.Cache, maxCache))
	}
	seen := map[string]bool{}
	for i := range c.Sources {
		s := &c.Sources[i]
		if seen[s.Name] {
			errs = append(errs, fmt.Errorf("sources: the name %q stands twice", s.Name))
		}
		seen[s.Name] = true
		if err := s.validate(); err != nil {
			errs = append(errs, fmt.Errorf("sources: %s: %w", cmp.Or(s.Name, fmt.Sprintf("number %d", i+1)), err))
		}
	}
	if err := c.serverOptions().Validate(); err != nil {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// formats that a source may be fixed to.
var formats = []string{parse.FormatMarkdown, parse.FormatPlaintext, parse.FormatPDF, parse.FormatPDFText, parse.FormatHTML, parse.FormatLaTeX, parse.FormatRST, parse.FormatLawJSON, parse.FormatDOCX, parse.FormatODT, parse.FormatEPUB, parse.FormatJSONL}

func (s *SourceConfig) validate() error {
	var errs []error
	if s.Name == "" {
		errs = append(errs, errors.New("name is missing"))
	}
	if s.Root == "" {
		errs = append(errs, errors.New("root is missing: the folder or archive of the documents"))
	}
	if s.Type != "" && s.Type != ingest.TypeGit {
		errs = append(errs, fmt.Errorf("type %q: there is only git, for what git tracks; without it, folders and archives are told apart", s.Type))
	}
	if len(s.Prefix) > maxPrefix || !utf8.ValidString(s.Prefix) || strings.ContainsFunc(s.Prefix, unicode.IsControl) || strings.Contains(s.Prefix, "#") {
		errs = append(errs, fmt.Errorf("prefix %q is longer than %d bytes or holds signs that no id can", s.Prefix, maxPrefix))
	}
	if s.MaxFile < 0 || s.MaxFile > largestMaxFile {
		errs = append(errs, fmt.Errorf("max_file: %d is not 1 to %d MB", s.MaxFile, largestMaxFile))
	}
	for _, g := range slices.Concat(s.Include, s.Exclude) {
		if err := ingest.CheckGlob(g); err != nil {
			errs = append(errs, err)
		}
	}
	if s.Format != "" && !slices.Contains(formats, s.Format) {
		errs = append(errs, fmt.Errorf("format %q is not one of %s", s.Format, strings.Join(formats, ", ")))
	}
	if s.Link != "" && !strings.Contains(s.Link, "{id}") && !strings.Contains(s.Link, "{path}") {
		errs = append(errs, fmt.Errorf("link %q holds neither {id} nor {path}", s.Link))
	}
	return errors.Join(errs...)
}

func (s *SourceConfig) source() ingest.Source {
	return ingest.Source{
		Name: s.Name, Root: s.Root, Type: s.Type, Prefix: s.Prefix, MaxFileBytes: int64(s.MaxFile) << 20, Include: s.Include, Exclude: s.Exclude, Format: s.Format,
		DefaultSource: document.Source{Name: s.Source.Name, URL: s.Source.URL},
		Topics:        s.Topics, LinkTemplate: s.Link,
	}
}

func (c *Config) serverOptions() server.Options {
	return server.Options{
		Listen: c.Server.Listen, Title: c.Server.Title, PublicURL: c.Server.PublicURL,
		TrustedProxies: c.Server.TrustedProxies,
	}
}

// indexDir is the index that a command works on.
func (c *Config) indexDir(cmd *cobra.Command) (string, error) {
	if c.Index == "" {
		return "", usagef("%s needs --index DIR (or index in the configuration); see %s --help", cmd.CommandPath(), cmd.CommandPath())
	}
	return c.Index, nil
}
