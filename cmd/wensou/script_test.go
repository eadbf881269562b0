package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"github.com/rogpeppe/go-internal/testscript"

	"wensou/index"
	"wensou/internal/testutil"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"wensou": main})
}

// TestScripts runs what stands in testdata/scripts: each is a few documents,
// what is asked of wensou, and what comes back. See the README there.
func TestScripts(t *testing.T) {
	cache := t.TempDir() // unpacked dictionaries, shared by all scripts
	t.Setenv("WENSOU_CACHE_DIR", cache)
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("..", "..", "testdata", "scripts"),
		Setup: func(e *testscript.Env) error {
			e.Setenv("WENSOU_CACHE_DIR", cache)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":   exits,
			"await":   await,
			"damage":  damage,
			"replace": replace,
			"lock":    lock,
			"hold":    hold,
			"capture": capture,
			"fetch":   fetch,
			"request": request,
			"finds":   finds,
			"first":   first,
			"shows":   shows,
			"tested":  tested,
			"zip":     zipFolder,
			"tar":     tarFolder,
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

// exits CODE command… runs a command that must end with the exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE command…")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(got) != args[0] {
		ts.Fatalf("the exit code is %d, not %s", got, args[0])
	}
}

// await FILE PATTERN [VARIABLE] waits until the file holds the pattern; the
// pattern's first group goes into the variable.
func await(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: await FILE PATTERN [VARIABLE]")
	}
	pattern := regexp.MustCompile(args[1])
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		text, err := os.ReadFile(ts.MkAbs(args[0]))
		m := pattern.FindSubmatch(text)
		if err != nil || m == nil {
			continue
		}
		if len(args) == 3 {
			ts.Setenv(args[2], string(m[1]))
		}
		return
	}
	text, _ := os.ReadFile(ts.MkAbs(args[0]))
	ts.Fatalf("%s does not come to hold %q:\n%s", args[0], args[1], text)
}

// one is the one file that a pattern names.
func one(ts *testscript.TestScript, pattern string) string {
	found, err := filepath.Glob(ts.MkAbs(pattern))
	ts.Check(err)
	if len(found) != 1 {
		ts.Fatalf("%s names %d files", pattern, len(found))
	}
	return found[0]
}

// damage PATTERN flips one bit in the middle of the one file.
func damage(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: damage PATTERN")
	}
	name := one(ts, args[0])
	data, err := os.ReadFile(name)
	ts.Check(err)
	data[len(data)/2] ^= 1
	ts.Check(os.WriteFile(name, data, 0o644))
}

// replace PATTERN OLD NEW changes the text of the one file.
func replace(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: replace PATTERN OLD NEW")
	}
	name := one(ts, args[0])
	data, err := os.ReadFile(name)
	ts.Check(err)
	if !bytes.Contains(data, []byte(args[1])) {
		ts.Fatalf("%s does not hold %q", name, args[1])
	}
	ts.Check(os.WriteFile(name, bytes.Replace(data, []byte(args[1]), []byte(args[2]), 1), 0o644))
}

// fetch URL FILE asks a server and writes the body of its answer to the file.
func fetch(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: fetch URL FILE")
	}
	resp, err := http.Get(args[0])
	ts.Check(err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	ts.Check(err)
	if resp.StatusCode != http.StatusOK {
		ts.Fatalf("status %d: %s", resp.StatusCode, body)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), body, 0o644))
}

// request METHOD URL KEY STATUS [FILE] asks a server with a key, or without one
// (”), and writes the body of its answer to the file.
func request(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 4 || len(args) > 5 {
		ts.Fatalf("usage: request METHOD URL KEY STATUS [FILE]")
	}
	req, err := http.NewRequest(args[0], args[1], nil)
	ts.Check(err)
	if args[2] != "" {
		req.Header.Set("X-API-Key", args[2])
	}
	resp, err := http.DefaultClient.Do(req)
	ts.Check(err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	ts.Check(err)
	if strconv.Itoa(resp.StatusCode) != args[3] {
		ts.Fatalf("status %d, want %s: %s", resp.StatusCode, args[3], body)
	}
	if len(args) == 5 {
		ts.Check(os.WriteFile(ts.MkAbs(args[4]), body, 0o644))
	}
}

// lock DIR holds the build lock of an index until the script ends, as another
// build would.
func lock(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: lock DIR")
	}
	l := flock.New(filepath.Join(ts.MkAbs(args[0]), "build.lock"))
	ok, err := l.TryLock()
	ts.Check(err)
	if !ok {
		ts.Fatalf("%s is locked", args[0])
	}
	ts.Defer(func() { _ = l.Unlock() })
}

// hold DIR GENERATION has a generation open until the script ends, as a server
// would.
func hold(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: hold DIR GENERATION")
	}
	h := index.NewHandle(index.Dir(ts.MkAbs(args[0])), func(string, *index.Manifest) (index.Searcher, error) {
		return noSearcher{}, nil
	})
	ts.Check(h.Use(args[1]))
	ts.Defer(func() { _ = h.Close() })
}

// zip FILE DIR packs a folder, as word processors pack their files.
func zipFolder(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: zip FILE DIR")
	}
	var parts []testutil.Part
	dir := os.DirFS(ts.MkAbs(args[1]))
	ts.Check(fs.WalkDir(dir, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := fs.ReadFile(dir, name)
		p := testutil.Part{Name: name, Text: string(text)}
		if name == "mimetype" { // stands first, without a line end
			p.Text = strings.TrimSpace(p.Text)
			parts = append([]testutil.Part{p}, parts...)
		} else {
			parts = append(parts, p)
		}
		return err
	}))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), testutil.Zip(parts...), 0o644))
}

// tar FILE DIR packs a folder; a FILE that ends in gz is compressed.
func tarFolder(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: tar FILE DIR")
	}
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	var out io.WriteCloser = f
	if strings.HasSuffix(args[0], "gz") {
		out = gzip.NewWriter(f)
	}
	w := tar.NewWriter(out)
	ts.Check(w.AddFS(os.DirFS(ts.MkAbs(args[1]))))
	ts.Check(w.Close())
	if out != f {
		ts.Check(out.Close())
	}
	ts.Check(f.Close())
}

// capture PATTERN VARIABLE puts what the last command printed, the pattern's
// first group, into a variable.
func capture(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: capture PATTERN VARIABLE")
	}
	m := regexp.MustCompile(args[0]).FindStringSubmatch(ts.ReadFile("stdout"))
	if m == nil {
		ts.Fatalf("the output does not hold %q", args[0])
	}
	ts.Setenv(args[1], m[1])
}
