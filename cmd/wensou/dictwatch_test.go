package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"wensou/search"
)

// library is a served index over a few documents with dictionaries of its own.
type library struct {
	t    *testing.T
	dir  string
	url  string
	stop func()
	log  *logText
}

// logText is the log of a server, which is read while it is written.
type logText struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *logText) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logText) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func serveLibrary(t *testing.T) *library {
	t.Helper()
	l := &library{t: t, dir: t.TempDir(), log: &logText{}}
	l.write("wensou.yaml", "index: idx\nuser_dict: words.txt\nsynonyms: synonyms.txt\nregional: regional.txt\nstopwords: stop.txt\n"+
		"server: {listen: '127.0.0.1:0'}\n")
	l.write("words.txt", "里長伯廣播\n")
	l.write("synonyms.txt", "# 還沒有\n")
	l.write("regional.txt", "# 還沒有\n")
	l.write("stop.txt", "# 還沒有\n")
	l.write("docs/wave.txt", "津波\n\n津波來了，里長不在。\n")
	l.write("docs/soft.txt", "軟件\n\n他裝了一個軟件。\n")
	l.write("docs/rider.txt", "騎手\n\n騎手在雨裡送餐。\n")
	conf := filepath.Join(l.dir, "wensou.yaml")
	var out strings.Builder
	if code := run(t.Context(), []string{"build", "--config", conf, "--publish", filepath.Join(l.dir, "docs")}, stdio{out: &out, err: &out}); code != 0 {
		t.Fatalf("build: %d\n%s", code, out.String())
	}
	r, w := io.Pipe()
	ended := make(chan int, 1)
	ctx, cancel := context.WithCancel(t.Context())
	go func() { ended <- run(ctx, []string{"serve", "--config", conf}, stdio{out: w, err: l.log}) }()
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	l.url = strings.TrimSpace(strings.TrimPrefix(line, "listening on "))
	l.stop = sync.OnceFunc(func() { cancel(); <-ended })
	t.Cleanup(l.stop)
	return l
}

func (l *library) write(name, text string) {
	l.t.Helper()
	path := filepath.Join(l.dir, name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path+".new", []byte(text), 0o644), os.Rename(path+".new", path)); err != nil {
		l.t.Fatal(err)
	}
}

func (l *library) get(path string, into any) {
	l.t.Helper()
	resp, err := http.Get(l.url + path)
	if err != nil {
		l.t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(into); err != nil || resp.StatusCode != http.StatusOK {
		l.t.Fatalf("%s: %s, %v", path, resp.Status, err)
	}
}

func (l *library) search(q string) *search.Response {
	l.t.Helper()
	var resp search.Response
	l.get("/api/v1/search?q="+url.QueryEscape(q), &resp)
	return &resp
}

func (l *library) stats() search.Dictionaries {
	l.t.Helper()
	var st search.StatsResponse
	l.get("/api/v1/stats", &st)
	return st.Dictionaries
}

// until waits for a condition that a running server comes to meet.
func (l *library) until(t *testing.T, what string, met func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if met() {
			return
		}
	}
	var told []string
	for line := range strings.Lines(l.log.String()) {
		if !strings.Contains(line, "msg=request") {
			told = append(told, line)
		}
	}
	t.Fatalf("it never comes to this: %s\n%s", what, strings.Join(told, ""))
}

// What users of other engines complain about: a changed dictionary is ignored
// until a restart (hot reload), one more synonym disables the others, and a
// changed word list silently fits the index no longer.
func TestComplaintsOnDictionaries(t *testing.T) {
	t.Setenv("WENSOU_CACHE_DIR", t.TempDir())
	l := serveLibrary(t)

	t.Run("a changed file is used without a restart", func(t *testing.T) {
		if n := l.search("海嘯").Groups; n != 0 { // and this answer is kept
			t.Fatalf("%d documents: the test shows nothing", n)
		}
		l.write("synonyms.txt", "海嘯 = 津波\n")
		l.until(t, "海嘯 finds 津波", func() bool { return l.search("海嘯").Groups == 1 })
		if also := l.search("海嘯").Query.Variants; !slices.Equal(also, []string{"津波"}) {
			t.Errorf("also searched: %q", also)
		}
		if d := l.stats(); d.Synonyms != 1 || d.Version == "" {
			t.Errorf("stats %+v", d)
		}
		l.until(t, "the log tells", func() bool { return strings.Contains(l.log.String(), "new dictionaries") })
	})
	t.Run("adding one synonym disables no other", func(t *testing.T) {
		l.write("synonyms.txt", "海嘯 = 津波\n軟體 = 應用程式\n里長 = 村長\n")
		l.until(t, "three lines", func() bool { return l.stats().Synonyms == 3 })
		if n := l.search("海嘯").Groups; n != 1 {
			t.Errorf("the synonym before: %d documents", n)
		}
		if r := l.search("軟體"); r.Groups != 1 || len(r.Query.Variants) != 2 {
			t.Errorf("the regional word: %d documents, also %q", r.Groups, r.Query.Variants)
		}
	})
	t.Run("a file with faults is refused and named, and the old one goes on", func(t *testing.T) {
		l.write("synonyms.txt", "海嘯, 津波\n")
		l.until(t, "stats name the fault", func() bool {
			d := l.stats()
			return len(d.Refused) == 1 && strings.Contains(d.Refused[0], "synonyms.txt:1: has one term")
		})
		if l.search("海嘯").Groups != 1 || l.stats().Synonyms != 3 {
			t.Error("the dictionaries before are gone")
		}
		if !strings.Contains(l.log.String(), "changed dictionaries not taken over") {
			t.Errorf("the log says nothing:\n%s", l.log)
		}
		l.write("synonyms.txt", "海嘯 = 津波\n")
		l.until(t, "it is mended", func() bool { return len(l.stats().Refused) == 0 && l.stats().Synonyms == 1 })
	})
	t.Run("the other files, by SIGHUP", func(t *testing.T) {
		l.write("regional.txt", "tw:外送員 = cn:騎手\n")
		l.write("stop.txt", "請教\n")
		if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
		l.until(t, "外送員 finds 騎手", func() bool { return l.search("外送員").Groups == 1 })
		l.until(t, "a stop word", func() bool { return l.stats().Stopwords == 1 })
	})
	t.Run("a changed user dictionary is said, not silently ignored", func(t *testing.T) {
		l.write("words.txt", "里長伯廣播\n海嘯警報器\n")
		l.until(t, "stats say what to do", func() bool {
			return strings.Contains(l.stats().UserDict, "build and publish it again, then restart the server")
		})
		if !strings.Contains(l.log.String(), "build and publish it again") {
			t.Errorf("the log says nothing:\n%s", l.log)
		}
		l.write("words.txt", "里長伯廣播\n# 註\n")
		l.until(t, "a comment changes nothing", func() bool { return l.stats().UserDict == "" })
		l.write("words.txt", "GPT\n")
		l.until(t, "faults are named", func() bool { return strings.Contains(l.stats().UserDict, "words.txt:1: word") })
	})
}

// A file that is written twice within the clock's grain of files is read twice.
func TestSameTimeAndSize(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "synonyms.txt")
	at := time.Now()
	write := func(text string) {
		t.Helper()
		if err := errors.Join(os.WriteFile(path, []byte(text), 0o644), os.Chtimes(path, at, at)); err != nil {
			t.Fatal(err)
		}
	}
	d := newDictionaries(&Config{Synonyms: path}, nil, slog.New(slog.DiscardHandler))
	write("甲乙 = 丙丁\n")
	if !d.changed(path) {
		t.Error("the first look finds nothing")
	}
	if d.changed(path) {
		t.Error("nothing changed")
	}
	write("甲乙 = 戊己\n")
	if !d.changed(path) {
		t.Error("other content of the same size and time is not seen")
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if !d.changed(path) {
		t.Error("a file that is gone is not seen")
	}
}
