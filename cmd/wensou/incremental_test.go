package main

import (
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cespare/xxhash/v2"

	"wensou/index"
	"wensou/internal/ingest"
	"wensou/search"
	"wensou/testdata"
)

// TestIncremental changes documents at random and builds on what was built
// before: every file is that of a build from nothing. INCREMENTAL names another
// folder of documents, of which 150 are changed in each round.
func TestIncremental(t *testing.T) {
	root, rounds, changes := t.TempDir(), 4, 6
	var from fs.FS = testdata.Corpus
	if name := os.Getenv("INCREMENTAL"); name != "" {
		from, rounds, changes = os.DirFS(name), 1, 150
	}
	if err := os.CopyFS(root, from); err != nil {
		t.Fatal(err)
	}
	c := &Config{CacheDir: t.TempDir()}
	w := &watcher{config: c}
	idx := filepath.Join(t.TempDir(), "idx")
	first := buildAndPublish(t, w, idx, root, false)
	t.Logf("from nothing: %d files, %d bytes read, %d bytes analysed, %.1f s", first.Files.Read, first.Bytes, first.Analysed, first.Seconds)
	rng := rand.New(rand.NewPCG(21, 34))
	for round := range rounds {
		done := changeFiles(t, root, changes, rng)
		b := buildAndPublish(t, w, idx, root, false)
		full := buildAndPublish(t, w, filepath.Join(t.TempDir(), "full"), root, true)
		sameFiles(t, b, full)
		t.Logf("round %d, %v: %d files unchanged, %d read, %d removed, %d of %d bytes read, %d of %d analysed, %.1f of %.1f s", round, done,
			b.Files.Unchanged, b.Files.Read, b.Files.Removed, b.Bytes, full.Bytes, b.Analysed, full.Analysed, b.Seconds, full.Seconds)
		if b.Base == "" || b.Files.Read > changes || b.Files.Removed > changes || b.Files.Unchanged+b.Files.Read != full.Files.Read {
			t.Errorf("round %d: files %+v of %+v", round, b.Files, full.Files)
		}
		sameHits(t, c, b, full, root, rng)
	}
}

// buildAndPublish does so as from the command line.
func buildAndPublish(t *testing.T, w *watcher, idx, root string, full bool) *built {
	t.Helper()
	sources, err := buildSources(w.config, []string{root})
	if err != nil {
		t.Fatal(err)
	}
	b, err := buildOn(t.Context(), w.config, idx, sources, newProgress(io.Discard), full, w.current)
	if err != nil {
		t.Fatal(err)
	}
	if err := index.Dir(idx).Publish(b.Generation); err != nil {
		t.Fatal(err)
	}
	return b
}

// changeFiles edits, adds, removes and renames files, and only touches some,
// and counts what it did.
func changeFiles(t *testing.T, root string, n int, rng *rand.Rand) map[string]int {
	t.Helper()
	var files []string
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	done := map[string]int{}
	rng.Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
	for i, name := range files[:min(n, len(files)/2)] {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		what := []string{"edit", "add", "remove", "rename", "touch", "edit"}[i%6]
		done[what]++
		added := strings.TrimSuffix(name, filepath.Ext(name)) + fmt.Sprintf("-%d", rng.IntN(1000)) + filepath.Ext(name)
		switch what {
		case "edit":
			err = os.WriteFile(name, append(text, fmt.Sprintf("\n\n第%d次修改的一段話，說明資料治理。\n", rng.IntN(1000))...), 0o644)
		case "add":
			err = os.WriteFile(added, append(slices.Clone(text), "\n\n新的一篇。\n"...), 0o644)
		case "remove":
			err = os.Remove(name)
		case "rename":
			err = os.Rename(name, added)
		case "touch":
			err = os.Chtimes(name, time.Now(), time.Now())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return done
}

// sameFiles compares all of two generations but what names the moment: the
// manifest, and the list of files, which has states of files only where these
// are some seconds old.
func sameFiles(t *testing.T, a, b *built) {
	t.Helper()
	sums := func(b *built) map[string]uint64 {
		all := map[string]uint64{}
		root := os.DirFS(index.Dir(b.Index).Path(b.Generation))
		err := fs.WalkDir(root, ".", func(name string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() {
				var raw []byte
				raw, err = fs.ReadFile(root, name)
				all[name] = xxhash.Sum64(raw)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		delete(all, "manifest.json")
		delete(all, ingest.RecordsFile)
		return all
	}
	got, want := sums(a), sums(b)
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if got[name] != want[name] {
			t.Errorf("%s differs from that of a full build", name)
		}
	}
	if len(got) != len(want) || len(want) < 8 {
		t.Errorf("%d files, a full build has %d", len(got), len(want))
	}
}

// sameHits asks both generations 300 pieces of the documents.
func sameHits(t *testing.T, c *Config, a, b *built, root string, rng *rand.Rand) {
	t.Helper()
	units := passages(t, root)
	var requests []search.Request
	for len(requests) < 300 {
		if q := pieceOf(units[rng.IntN(len(units))].text, 8, rng); strings.TrimSpace(q) != "" {
			requests = append(requests, search.Request{Query: q, Facets: index.Facets, Limit: 50, Ungrouped: len(requests)%2 == 0})
		}
	}
	answers := func(b *built) []string {
		o, err := openIndex(c, b.Index, search.Options{Deadline: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		defer o.Close()
		return answersOf(t, o.service, requests)
	}
	got, want := answers(a), answers(b)
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%q is answered otherwise than by a full build", requests[i].Query)
		}
	}
}

// TestTakenOver: what a build takes over, when something else than the
// documents changed.
func TestTakenOver(t *testing.T) {
	const files = 3
	words := filepath.Join(t.TempDir(), "words.txt")
	if err := os.WriteFile(words, []byte("里長伯廣播\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	w := &watcher{config: &Config{CacheDir: t.TempDir()}} // keeps the analyzer
	for _, tt := range []struct {
		name   string
		change func(t *testing.T, c *Config, old *built, docs string) (full bool)
		read   int
		anew   string // part of the reason
	}{
		{"nothing", func(*testing.T, *Config, *built, string) bool { return false }, 0, ""},
		{"--full", func(*testing.T, *Config, *built, string) bool { return true }, files, ""},
		{"the user dictionary", func(_ *testing.T, c *Config, _ *built, _ string) bool { c.UserDict = words; return false }, files, "user dictionary"},
		{"the program", func(t *testing.T, _ *Config, _ *built, _ string) bool {
			before := programHash
			programHash = func() (string, error) { return "another", nil }
			t.Cleanup(func() { programHash = before })
			return false
		}, files, "another version of wensou"},
		{"an option of the source", func(_ *testing.T, c *Config, _ *built, _ string) bool {
			c.Sources[0].Topics = []string{"新主題"}
			return false
		}, files, ""},
		{"the generation is damaged", func(t *testing.T, _ *Config, old *built, _ string) bool {
			flip(t, filepath.Join(index.Dir(old.Index).Path(old.Generation), "text.bin"))
			return false
		}, files, "damaged"},
		{"the list of files is gone", func(t *testing.T, _ *Config, old *built, _ string) bool {
			if err := os.Remove(filepath.Join(index.Dir(old.Index).Path(old.Generation), ingest.RecordsFile)); err != nil {
				t.Fatal(err)
			}
			return false
		}, files, "damaged"},
		{"a file has the size and time of the old one", func(t *testing.T, _ *Config, _ *built, docs string) bool {
			name := filepath.Join(docs, "1.txt")
			info, err := os.Stat(name)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(name, []byte("港口之9\n\n漁船一艘一艘回港。\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			if err := os.Chtimes(name, info.ModTime(), info.ModTime()); err != nil {
				t.Fatal(err)
			}
			return false
		}, 1, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			docs := t.TempDir()
			for i := range files {
				name := filepath.Join(docs, fmt.Sprintf("%d.txt", i))
				if err := os.WriteFile(name, fmt.Appendf(nil, "港口之%d\n\n漁船一艘一艘回港。\n", i), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			c := w.config
			c.UserDict, c.Sources = "", []SourceConfig{{Name: "港", Root: docs}}
			idx := filepath.Join(t.TempDir(), "idx")
			build := func(full bool) *built {
				sources, err := buildSources(c, nil)
				if err != nil {
					t.Fatal(err)
				}
				b, err := buildOn(t.Context(), c, idx, sources, newProgress(io.Discard), full, w.current)
				if err != nil {
					t.Fatal(err)
				}
				return b
			}
			old := build(false)
			full := tt.change(t, c, old, docs)
			b := build(full)
			if b.Files.Read != tt.read || b.Files.Unchanged != files-tt.read || !strings.Contains(b.Anew, tt.anew) {
				t.Errorf("%+v, anew %q; want %d read and %q", b.Files, b.Anew, tt.read, tt.anew)
			}
			sameFiles(t, b, build(true))
		})
	}
}

// TestRowsTakenOver: in a file of rows that changed, only what changed is
// analysed.
func TestRowsTakenOver(t *testing.T) {
	docs, idx := t.TempDir(), filepath.Join(t.TempDir(), "idx")
	w := &watcher{config: &Config{CacheDir: t.TempDir()}}
	write := func(changed int, text string) {
		t.Helper()
		var b strings.Builder
		for i := range 500 {
			row := fmt.Sprintf("第%d艘漁船回港。", i)
			if i == changed {
				row = text
			}
			fmt.Fprintf(&b, "{\"id\": \"r%d\", \"text\": %q}\n", i, row)
		}
		b.WriteString("no row\n")
		if err := os.WriteFile(filepath.Join(docs, "rows.jsonl"), []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(-1, "")
	buildAndPublish(t, w, idx, docs, false)
	const text = "燈塔每十秒閃一次。"
	write(250, text)
	b := buildAndPublish(t, w, idx, docs, false)
	if b.Files.Read != 1 || b.Rejected != 1 || b.Analysed != int64(len(text)) {
		t.Errorf("%+v, %d rejected, %d bytes analysed, want %d", b.Files, b.Rejected, b.Analysed, len(text))
	}
	again := buildAndPublish(t, w, idx, docs, false)
	if again.Files.Unchanged != 1 || again.Rejected != 1 || again.Analysed != 0 {
		t.Errorf("the same file: %+v, %d rejected, %d bytes analysed", again.Files, again.Rejected, again.Analysed)
	}
	full := buildAndPublish(t, w, filepath.Join(t.TempDir(), "full"), docs, true)
	sameFiles(t, b, full)
	sameFiles(t, again, full)
}

// flip changes one byte in the middle of a file.
func flip(t *testing.T, name string) {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	raw[len(raw)/2] ^= 1
	if err := os.WriteFile(name, raw, 0o644); err != nil {
		t.Fatal(err)
	}
}
