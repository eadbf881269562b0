package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

func deployed(t *testing.T, name string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "deploy", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// TestDeployedConfig: the sample is sound and has every setting there is.
func TestDeployedConfig(t *testing.T) {
	t.Setenv("WENSOU_KEYS__OPERATOR", "0123456789abcdef0123")
	cmd, _, err := newRoot(stdio{}).Find([]string{"serve"})
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv(configEnv, filepath.Join("..", "..", "deploy", "wensou.yaml"))
	c, err := loadConfig(cmd)
	if err != nil {
		t.Fatal(err)
	}
	l, err := c.live()
	if err != nil || len(l.Keys) != 1 || l.Rate.PerSecond == 0 {
		t.Errorf("live settings %+v: %v", l, err)
	}
	var got map[string]any
	if err := yaml.Unmarshal([]byte(deployed(t, "wensou.yaml")), &got); err != nil {
		t.Fatal(err)
	}
	hasEvery(t, "", reflect.TypeFor[Config](), got)
}

// hasEvery looks for each member of a struct in YAML.
func hasEvery(t *testing.T, path string, typ reflect.Type, got map[string]any) {
	t.Helper()
	for i := range typ.NumField() {
		f := typ.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if options == "inline" {
			hasEvery(t, path, f.Type, got)
			continue
		}
		v, ok := got[name]
		if !ok {
			t.Errorf("deploy/wensou.yaml has no %s%s: say there what it means", path, name)
			continue
		}
		typ := f.Type
		if list, ok := v.([]any); ok && typ.Kind() == reflect.Slice && typ.Elem().Kind() == reflect.Struct {
			typ, v = typ.Elem(), list[0]
		}
		if members, ok := v.(map[string]any); ok && typ.Kind() == reflect.Struct {
			hasEvery(t, path+name+".", typ, members)
		}
	}
}

var metricName = regexp.MustCompile(`\b(wensou|go|process)_[a-z0-9_]+`)

// TestDeployedMetrics: each metric that the dashboard and the alerts ask for is
// one that a server has.
func TestDeployedMetrics(t *testing.T) {
	text := metricsOf(t)
	asked := map[string]bool{}
	for _, name := range []string{"grafana.json", "alerts.yaml"} {
		file := deployed(t, name)
		if err := yaml.Unmarshal([]byte(file), new(map[string]any)); err != nil { // JSON is YAML
			t.Errorf("%s: %v", name, err)
		}
		for _, m := range metricName.FindAllString(file, -1) {
			asked[m] = true
			if !strings.Contains(text, "\n"+m+" ") && !strings.Contains(text, "\n"+m+"{") {
				t.Errorf("%s asks for %s, which a server does not have", name, m)
			}
		}
	}
	if len(asked) < 20 {
		t.Errorf("only %d metrics are asked for", len(asked))
	}
}

// metricsOf is what a server over the bundled documents tells after a search
// with a key.
func metricsOf(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	metrics := l.Addr().String()
	_ = l.Close()
	dir := t.TempDir()
	conf := filepath.Join(dir, "wensou.yaml")
	if err := os.WriteFile(conf, []byte("server: {listen: '127.0.0.1:0', metrics_listen: '"+metrics+"'}\nkeys: [{name: portal, key: 0123456789abcdef, scopes: [search]}]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r, w := io.Pipe()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"serve", "--demo", "--config", conf}, stdio{out: w, err: io.Discard})
	}()
	defer func() { cancel(); <-ended }()
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	base := strings.TrimSpace(strings.TrimPrefix(line, "listening on "))
	get(t, base+"/api/v1/search?q=a")
	return get(t, "http://"+metrics+"/metrics")
}

func get(t *testing.T, url string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Close = true
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v", url, resp.Status, err)
	}
	return string(body)
}

// TestDeployedUnits: systemd takes the units, and commands in them are ours.
func TestDeployedUnits(t *testing.T) {
	dir := t.TempDir()
	var files []string
	commands := regexp.MustCompile(`(?m)^ExecStart=/usr/local/bin/wensou (.*)$`)
	for _, name := range []string{"wensou.service", "wensou-build.service", "wensou-build.timer"} {
		text := deployed(t, name)
		if m := commands.FindStringSubmatch(text); m != nil {
			args := strings.Fields(m[1])
			cmd, rest, err := newRoot(stdio{}).Find(args)
			if err == nil {
				err = cmd.ParseFlags(rest)
			}
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		// The binary need not be installed here.
		text = strings.ReplaceAll(text, "/usr/local/bin/wensou", "/bin/true")
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		files = append(files, path)
	}
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not installed")
	}
	out, err := exec.CommandContext(t.Context(), analyze, append([]string{"verify", "--recursive-errors=no", "--man=no"}, files...)...).CombinedOutput()
	if err != nil || len(strings.TrimSpace(string(out))) > 0 {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
}
