package bleveindex_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"wensou/document"
	"wensou/index"
	"wensou/index/bleveindex"
	"wensou/index/indextest"
)

// inParts is documents that are analysed in n parts: between short units stand
// some of white space, which takes room and hardly any time.
func inParts(n int) []*document.Document {
	space := strings.Repeat(" ", 13<<20) // two fill a part
	var docs []*document.Document
	for i, d := range append(indextest.Corpus(), indextest.LargeCorpus(2000)...) {
		docs = append(docs, d)
		if i%16 == 0 && i/16 < 2*n-1 {
			docs = append(docs, &document.Document{ID: document.ID(fmt.Sprint("space/", i)), Format: "plaintext", Units: []document.Unit{
				{ID: "p1", Kind: document.KindParagraph, Text: space},
			}})
		}
	}
	return docs
}

// TestReproducible: every file of a generation but the manifest is the same
// each time and with any number of workers.
func TestReproducible(t *testing.T) {
	docs, builds := inParts(4), []int{1, 1, 2, 2, 5, 5} // workers
	if testing.Short() || raceDetector {
		docs, builds = inParts(2), []int{1, 5}
	}
	var first map[string]string
	for _, workers := range builds {
		path, _ := buildFiles(t, workers, docs)
		got := hashes(t, path)
		delete(got, "manifest.json")
		if first == nil {
			first = got
		}
		for _, name := range slices.Sorted(maps.Keys(first)) {
			t.Run(fmt.Sprintf("%s, %d workers", name, workers), func(t *testing.T) {
				if got[name] != first[name] {
					t.Error("differs from the first build's")
				}
			})
		}
		if len(got) != len(first) {
			t.Errorf("%d workers: files %v, want %v", workers, slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(first)))
		}
	}
}

// TestMemoryChangesNothing: smaller parts make the same files.
func TestMemoryChangesNothing(t *testing.T) {
	build := func(memory int64) map[string]string {
		path := t.TempDir()
		b, err := bleveindex.NewBuilder(path, testAnalyzer(t), bleveindex.BuilderOptions{Workers: 2, Memory: memory})
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range append(indextest.Corpus(), indextest.LargeCorpus(8000)...) {
			err = errors.Join(err, b.Add(t.Context(), d))
		}
		if err = errors.Join(err, errOf(b.Finish(t.Context()))); err != nil {
			t.Fatal(err)
		}
		return hashes(t, path)
	}
	all, small := build(0), build(1)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if all[name] != small[name] {
			t.Errorf("%s differs", name)
		}
	}
	if len(all) != len(small) || len(all) < 6 {
		t.Errorf("%d files and %d", len(all), len(small))
	}
}

// hashes of all files below a folder.
func hashes(t *testing.T, root string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		all[filepath.ToSlash(rel)] = fmt.Sprintf("%x", sha256.Sum256(raw))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestBuilderEnds: a builder that can't finish says so, and leaves nothing
// running (TestMain looks for goroutines).
func TestBuilderEnds(t *testing.T) {
	small, large := indextest.Corpus(), inParts(2)
	addAll := func(ctx context.Context, b index.Builder, docs []*document.Document) error {
		for _, d := range docs {
			if err := b.Add(ctx, d); err != nil {
				return err
			}
		}
		return nil
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for _, tc := range []struct {
		name string
		run  func(b index.Builder, path string) error
		want error // nil for any
	}{
		{"nothing was added", func(b index.Builder, _ string) error { return errOf(b.Finish(t.Context())) }, nil},
		{"cancelled while it takes documents", func(b index.Builder, _ string) error {
			return errors.Join(addAll(cancelled, b, large), errOf(b.Finish(cancelled)))
		}, context.Canceled},
		{"cancelled while it merges", func(b index.Builder, _ string) error {
			return errors.Join(addAll(t.Context(), b, small), errOf(b.Finish(cancelled)))
		}, context.Canceled},
		{"nowhere to write parts", func(b index.Builder, path string) error {
			return errors.Join(os.RemoveAll(filepath.Join(path, "parts")), addAll(t.Context(), b, large), errOf(b.Finish(t.Context())))
		}, fs.ErrNotExist},
		{"finished twice", func(b index.Builder, _ string) error {
			if err := errors.Join(addAll(t.Context(), b, small), errOf(b.Finish(t.Context()))); err != nil {
				t.Fatal(err)
			}
			return errOf(b.Finish(t.Context()))
		}, nil},
		{"more after it was finished", func(b index.Builder, _ string) error {
			if err := errors.Join(addAll(t.Context(), b, small), errOf(b.Finish(t.Context()))); err != nil {
				t.Fatal(err)
			}
			return addAll(t.Context(), b, small)
		}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			path := t.TempDir()
			b, err := bleveindex.NewBuilder(path, testAnalyzer(t), bleveindex.BuilderOptions{Workers: 2})
			if err != nil {
				t.Fatal(err)
			}
			if err := tc.run(b, path); err == nil || !errors.Is(err, tc.want) && tc.want != nil {
				t.Errorf("error %v, want %v", err, tc.want)
			}
			if err := errors.Join(b.Abort(), b.Abort()); err != nil {
				t.Errorf("abort: %v", err)
			}
			if _, err := os.Stat(filepath.Join(path, "parts")); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("the parts are left, error %v", err)
			}
		})
	}
}

func errOf[T any](_ T, err error) error { return err }
