package main

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestConfigPathsAreRelativeToTheFile(t *testing.T) {
	var c Config
	err := c.decode(filepath.Join("etc", "wensou.yaml"), []byte("index: idx\ncache_dir: /var/cache\nsources:\n- {name: a, root: docs}\n"))
	if err != nil {
		t.Fatal(err)
	}
	got := []string{c.Index, c.CacheDir, c.UserDict, c.Sources[0].Root}
	if d := cmp.Diff([]string{filepath.Join("etc", "idx"), "/var/cache", "", filepath.Join("etc", "docs")}, got); d != "" {
		t.Error(d)
	}
}

func TestConfigFaults(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"unknown key", "indx: a\n", "[1:1] unknown field"},
		{"wrong type", "workers: many\n", "[1:10]"},
		{"no YAML", "index: [\n", "wensou.yaml: [1:"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var c Config
			err := c.decode("wensou.yaml", []byte(tt.text))
			if !errors.Is(err, errConfig) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one that holds %q", err, tt.want)
			}
		})
	}
	var c Config
	if err := c.decode("wensou.yaml", []byte("# nothing yet\n")); err != nil {
		t.Errorf("a file of comments: %v", err)
	}
}

func TestConfigValidateReportsAllFaults(t *testing.T) {
	c := Config{
		Workers: -1,
		Sources: []SourceConfig{{Name: "a", Root: "x"}, {Name: "a"}, {Root: "y", Format: "word", Type: "svn", Prefix: "a#b", MaxFile: 4096}},
		Server:  ServerConfig{Listen: "nonsense", TrustedProxies: []string{"300.0.0.1"}},
	}
	err := c.Validate()
	if err == nil {
		t.Fatal("no fault found")
	}
	for _, want := range []string{"workers", `"a" stands twice`, "root is missing", "name is missing", `"word"`, `"svn"`, `"a#b"`, "max_file: 4096", `"nonsense"`, "300.0.0.1"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not told in:\n%v", want, err)
		}
	}
}

func TestEnvironment(t *testing.T) {
	var c Config
	err := c.readEnv([]string{
		"WENSOU_SERVER__LISTEN=127.0.0.1:1", "WENSOU_SERVER__LOG_QUERIES=true", "WENSOU_WORKERS=3",
		"WENSOU_SERVER__TRUSTED_PROXIES=10.0.0.0/8, 192.0.2.1",
		"WENSOU_PORT=tcp://10.0.0.1:80", "WENSOU_SERVICE_HOST=10.0.0.1", // as orchestrators set them
		"PATH=/bin",
	})
	if err != nil {
		t.Fatal(err)
	}
	want := Config{Workers: 3, Server: ServerConfig{Listen: "127.0.0.1:1", LogQueries: true, TrustedProxies: []string{"10.0.0.0/8", "192.0.2.1"}}}
	if d := cmp.Diff(want, c); d != "" {
		t.Error(d)
	}
	for _, bad := range []string{"WENSOU_SERVER__NONSENSE=1", "WENSOU_GATE__NONSENSE=1", "WENSOU_WORKERS=many", "WENSOU_SERVER__LOG_QUERIES=perhaps"} {
		if err := c.readEnv([]string{bad}); !errors.Is(err, errConfig) {
			t.Errorf("%s: error %v, want a configuration error", bad, err)
		}
	}
}

// Each setting that an option offers exists, and each option of a command is
// a setting: addSettings ignores keys it does not know.
func TestSettingsAreKnown(t *testing.T) {
	var flags []string
	for _, s := range settings {
		flags = append(flags, s.flag)
	}
	root := newRoot(stdio{})
	for _, c := range root.Commands() {
		for _, name := range []string{"index", "listen", "cache-dir"} {
			if f := c.Flags().Lookup(name); f != nil && !slices.Contains(flags, name) {
				t.Errorf("%s --%s is no setting", c.Name(), name)
			}
		}
	}
	serve, _, err := root.Find([]string{"serve"})
	if err != nil {
		t.Fatal(err)
	}
	build, _, err := root.Find([]string{"build"})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range settings {
		command := serve
		if s.key == "workers" || s.key == "memory" || strings.HasPrefix(s.key, "gate.") {
			command = build
		}
		if command.Flags().Lookup(s.flag) == nil {
			t.Errorf("wensou %s has no --%s", command.Name(), s.flag)
		}
	}
}
