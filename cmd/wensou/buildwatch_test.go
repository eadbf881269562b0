package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"wensou/index"
	"wensou/search"
)

// output is written by the command while the test reads.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// TestWatch changes documents as editors do while build --watch runs, and asks
// a server's handle on the index, which follows the marker.
func TestWatch(t *testing.T) {
	docs, idx, cache := t.TempDir(), filepath.Join(t.TempDir(), "idx"), t.TempDir()
	write := func(name, text string) {
		t.Helper()
		name = filepath.Join(docs, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	write("harbour.md", "# 港口\n\n漁船一艘一艘回港。\n")
	write("tea.md", "# 茶行\n\n茶價漲了一成。\n")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var stdout, stderr output
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"build", "--index", idx, "--cache-dir", cache, "--watch", docs}, stdio{nil, &stdout, &stderr})
	}()
	told := func() string { return stdout.String() + stderr.String() }
	eventually := func(what string, done func() bool) {
		t.Helper()
		for end := time.Now().Add(3 * time.Minute); !done(); time.Sleep(20 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("%s: it never came to that\n%s", what, told())
			}
		}
	}
	eventually("the first build", func() bool { return strings.Contains(stderr.String(), "watching") })
	server, err := openIndex(&Config{CacheDir: cache}, idx, search.Options{})
	must(err)
	defer server.Close()
	found := func(query string, n int) {
		t.Helper()
		eventually(query, func() bool {
			if _, err := server.handle.Refresh(); err != nil {
				t.Fatalf("take over: %v", err)
			}
			r, err := server.service.Search(t.Context(), search.Request{Query: query, Ungrouped: true})
			return err == nil && r.Total == n
		})
	}

	write("harbour.md", "# 港口\n\n漁船一艘一艘回港，燈塔亮了。\n")
	found("燈塔亮了", 1)
	write("new/deep/light.md", "# 燈塔\n\n每十秒閃一次。\n")
	found("每十秒閃一次", 1)

	// An editor writes another file and puts it in the place of the old one.
	write(".tea.md.swp", "編輯中")
	write("4913", "編輯中")
	must(os.Remove(filepath.Join(docs, "4913")))
	must(os.Rename(filepath.Join(docs, "tea.md"), filepath.Join(docs, "tea.md~")))
	write("tea.md", "# 茶行\n\n茶價跌了兩成。\n")
	must(os.Remove(filepath.Join(docs, "tea.md~")))
	found("跌了兩成", 1)
	found("漲了一成", 0)

	// One that can't be read is told of, and the others go on.
	write("broken.md", "")
	eventually("the empty file", func() bool { return strings.Contains(stderr.String(), "broken.md") })
	write("harbour.md", "# 港口\n\n防波堤修好了。\n")
	found("防波堤修好了", 1)
	must(os.Remove(filepath.Join(docs, "broken.md")))
	must(os.Rename(filepath.Join(docs, "tea.md"), filepath.Join(docs, "shop.md")))
	eventually("the new name", func() bool {
		_, err := server.handle.Refresh()
		must(err)
		r, err := server.service.Search(t.Context(), search.Request{Query: "跌了兩成", Ungrouped: true})
		return err == nil && r.Total == 1 && r.Hits[0].Document.ID == "shop"
	})

	cancel()
	if code := <-ended; code != exitOK {
		t.Errorf("the exit code is %d\n%s", code, told())
	}
	all, err := index.Dir(idx).Generations()
	must(err)
	if len(all) == 0 || len(all) > watchKeep+2 { // and what the handle has open, and a rollback takes
		t.Errorf("%d generations are left", len(all))
	}
	for _, name := range all {
		if _, err := index.Verify(index.Dir(idx).Path(name)); err != nil {
			t.Error(err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(idx, "generations", ".*")); len(left) > 0 {
		t.Errorf("%v is left", left)
	}
}
