package main

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"wensou/index"
	"wensou/search"
)

// A crash run kills this many commands; CRASH sets another number, and CRASH_BIN
// names the binary instead of this one.
const crashSeeds = 6

// crashes is a library whose commands are killed.
type crashes struct {
	t        *testing.T
	template string // an index of three generations, of which the last two served
	docs     string
	config   *Config
	took     map[string]time.Duration // a command, without being killed
}

// crashCommands are what is killed, each on an index whose newest generation is
// not published.
var crashCommands = [][]string{
	{"build", "--publish", "--quiet", "DOCS"},
	{"build", "--publish", "--quiet", "--keep", "1", "DOCS"},
	{"build", "--publish", "--quiet", "--full", "DOCS"},
	{"publish"},
	{"rollback"},
	{"prune", "--keep", "1"},
}

// TestCrash kills wensou at random times while it builds, publishes, rolls back
// and prunes: what served before goes on answering, the marker names a sound
// generation, and the next build goes well and finds nothing left behind.
func TestCrash(t *testing.T) {
	seeds := crashSeeds
	if s := os.Getenv("CRASH"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			t.Fatalf("CRASH is %q, not a number of seeds", s)
		}
		seeds = n
	}
	c := newCrashes(t)
	killed, changed := map[string]int{}, map[string]int{}
	for seed := range seeds {
		command := crashCommands[seed%len(crashCommands)]
		name := strings.Join(command[:len(command)-b2i(command[0] == "build")], " ")
		ok := t.Run(fmt.Sprintf("seed %d %s", seed, command[0]), func(t *testing.T) {
			died, moved := c.crash(t, uint64(seed), command)
			killed[name] += b2i(died)
			changed[name] += b2i(moved)
		})
		if !ok {
			t.FailNow() // its folder is told of
		}
	}
	for _, command := range slices.Sorted(mapKeys(killed)) {
		t.Logf("%-36s killed %3d times, %3d of them with a new marker", command, killed[command], changed[command])
	}
	t.Logf("crash: %d seeds, no fault", seeds)
}

func mapKeys(m map[string]int) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func newCrashes(t *testing.T) *crashes {
	root := t.TempDir()
	c := &crashes{t: t, docs: filepath.Join(root, "docs"), template: filepath.Join(root, "idx"), took: map[string]time.Duration{}}
	c.config = &Config{CacheDir: filepath.Join(root, "cache")}
	c.config.Server.Verify = verifyFull
	if err := os.MkdirAll(c.docs, 0o755); err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		text := fmt.Sprintf("港口之%d\n\n漁船一艘一艘回港，第%d艘最晚。\n", i, i)
		if err := os.WriteFile(filepath.Join(c.docs, fmt.Sprintf("%02d.txt", i)), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, publish := range []string{"--publish", "--publish", "--publish", "--quiet"} {
		if out, err := c.command(c.template, []string{"build", publish, c.docs}).CombinedOutput(); err != nil {
			t.Fatalf("build: %v\n%s", err, out)
		}
		time.Sleep(time.Second) // names sort by their second
	}
	for _, command := range crashCommands {
		idx := c.fresh(t)
		start := time.Now()
		if out, err := c.command(idx, command).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", command, err, out)
		}
		c.took[strings.Join(command, " ")] = time.Since(start)
	}
	return c
}

// fresh copies the index.
func (c *crashes) fresh(t *testing.T) string {
	t.Helper()
	idx := filepath.Join(t.TempDir(), "idx")
	if err := os.CopyFS(idx, os.DirFS(c.template)); err != nil {
		t.Fatal(err)
	}
	return idx
}

// command is wensou on an index, as a process of its own.
func (c *crashes) command(idx string, args []string) *exec.Cmd {
	args = slices.Clone(args)
	for i := range args {
		args[i] = strings.Replace(args[i], "DOCS", c.docs, 1)
	}
	self, err := os.Executable()
	if err != nil {
		c.t.Fatal(err)
	}
	args = append([]string{"wensou"}, slices.Insert(args, 1, "--index", idx)...)
	cmd := &exec.Cmd{Path: cmp.Or(os.Getenv("CRASH_BIN"), self), Args: args}
	cmd.Env = append(os.Environ(), "WENSOU_CACHE_DIR="+c.config.CacheDir)
	return cmd
}

// crash kills one command, and says whether it came to that, and whether the
// marker had changed by then.
func (c *crashes) crash(t *testing.T, seed uint64, command []string) (died, moved bool) {
	idx := c.fresh(t)
	dir := index.Dir(idx)
	before, err := dir.Current()
	if err != nil {
		t.Fatal(err)
	}
	server, err := openIndex(c.config, idx, search.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()

	rng := rand.New(rand.NewPCG(seed, 9))
	cmd := c.command(idx, command)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Duration(rng.Float64() * 1.1 * float64(c.took[strings.Join(command, " ")])))
	err = cmd.Process.Kill()
	_ = cmd.Wait() // killed, or done
	died = err == nil && cmd.ProcessState.Sys().(syscall.WaitStatus).Signaled()

	c.answers(t, server)
	after, err := dir.Current()
	if err != nil {
		t.Fatalf("the marker: %v", err)
	}
	if _, err := index.Verify(dir.Path(after)); err != nil {
		t.Fatalf("%s serves: %v", after, err)
	}
	if _, err := server.handle.Refresh(); err != nil {
		t.Fatalf("take over: %v", err)
	}
	c.answers(t, server)
	if out, err := c.command(idx, []string{"build", "--publish", "--quiet", c.docs}).CombinedOutput(); err != nil || len(out) > 0 {
		t.Fatalf("the next build: %v\n%s", err, out)
	}
	c.tidy(t, idx)
	if _, err := server.handle.Refresh(); err != nil {
		t.Fatalf("take over the next build: %v", err)
	}
	c.answers(t, server)
	return died, before != after
}

func (c *crashes) answers(t *testing.T, server *opened) {
	t.Helper()
	r, err := server.service.Search(t.Context(), search.Request{Query: "漁船", Ungrouped: true})
	if err != nil || r.Total != 20 {
		t.Fatalf("search: %+v, error %v", r, err)
	}
}

// tidy looks for what should not be there.
func (c *crashes) tidy(t *testing.T, idx string) {
	t.Helper()
	known := strings.Fields("build.lock current generations history.jsonl publish.lock")
	entries, err := os.ReadDir(idx)
	inner, innerErr := os.ReadDir(filepath.Join(idx, "generations"))
	if err = errors.Join(err, innerErr); err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !slices.Contains(known, e.Name()) {
			t.Errorf("%s is left", e.Name())
		}
	}
	for _, e := range inner {
		if strings.HasPrefix(e.Name(), ".") {
			t.Errorf("generations/%s is left", e.Name())
		} else if _, err := index.Verify(filepath.Join(idx, "generations", e.Name())); err != nil {
			t.Errorf("%s: %v", e.Name(), err)
		}
	}
}
