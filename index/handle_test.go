package index_test

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"wensou/index"
)

// sealed is an index directory with one published generation.
func sealed(t *testing.T) (dir index.Dir, name string) {
	t.Helper()
	dir = index.Dir(t.TempDir())
	b, err := dir.NewBuild(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(os.WriteFile(b.Path+"/postings", []byte("0123456789"), 0o644), b.Seal(&index.Manifest{Engine: "none"}, time.Now()))
	if err = errors.Join(err, dir.Publish(b.Generation), b.Close()); err != nil {
		t.Fatal(err)
	}
	return dir, b.Generation
}

// counting is an engine of which only opening and closing matter.
type counting struct {
	index.Searcher
	closed *int
}

func (c counting) Close() error { *c.closed++; return nil }

// handleOn counts how often generations are opened and closed.
func handleOn(dir index.Dir) (h *index.Handle, opened, closed *int) {
	opened, closed = new(int), new(int)
	return index.NewHandle(dir, func(string, *index.Manifest) (index.Searcher, error) {
		*opened++
		return counting{closed: closed}, nil
	}), opened, closed
}

func TestRefreshOpensOnce(t *testing.T) {
	dir, name := sealed(t)
	h, opened, closed := handleOn(dir)
	for i := range 3 {
		if changed, err := h.Refresh(); err != nil || changed != (i == 0) {
			t.Fatalf("refresh %d: %v %v", i, changed, err)
		}
	}
	s, err := h.Acquire()
	if err != nil || s.Manifest.Generation != name {
		t.Fatalf("acquire: %v", err)
	}
	if err := errors.Join(h.Close(), h.Close()); err != nil || *closed != 0 {
		t.Errorf("close under a running search: %v, closed %d times", err, *closed)
	}
	s.Release()
	if *opened != 1 || *closed != 1 {
		t.Errorf("opened %d times, closed %d times", *opened, *closed)
	}
	if _, err := h.Acquire(); !errors.Is(err, index.ErrNoGeneration) {
		t.Errorf("acquire after close: %v", err)
	}
}

// A folder that was renamed by hand does not say what it holds: it is refused,
// once, and the generation that serves goes on.
func TestRenamedGenerationIsRefused(t *testing.T) {
	dir, name := sealed(t)
	h, opened, _ := handleOn(dir)
	if _, err := h.Refresh(); err != nil {
		t.Fatal(err)
	}
	const other = "20300101T000000Z-beef"
	if err := errors.Join(os.Rename(dir.Path(name), dir.Path(other)), dir.Publish(other)); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		changed, err := h.Refresh()
		if changed || !errors.Is(err, index.ErrCorrupt) || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), other) {
			t.Fatalf("changed %v, error %v", changed, err)
		}
	}
	if r := h.Refused(); r == nil || r.Generation != other {
		t.Errorf("refused: %+v", r)
	}
	if s, err := h.Acquire(); err != nil || s.Manifest.Generation != name || *opened != 1 {
		t.Errorf("serving after %d opens: %v", *opened, err)
	} else {
		s.Release()
	}
	if err := errors.Join(os.Rename(dir.Path(other), dir.Path(name)), dir.Publish(name)); err != nil {
		t.Fatal(err)
	}
	if changed, err := h.Refresh(); changed || err != nil || h.Refused() != nil {
		t.Errorf("with its name back: %v %v %+v", changed, err, h.Refused())
	}
	if err := h.Close(); err != nil {
		t.Error(err)
	}
}

// A damaged generation is read once, and again when that is asked for.
func TestRefusedGenerationIsReadAgainOnRetry(t *testing.T) {
	dir, name := sealed(t)
	file := dir.Path(name) + "/postings"
	if err := os.WriteFile(file, []byte("0123456780"), 0o644); err != nil {
		t.Fatal(err)
	}
	h, opened, _ := handleOn(dir)
	if _, err := h.Refresh(); !errors.Is(err, index.ErrCorrupt) {
		t.Fatalf("refresh: %v", err)
	}
	if err := os.WriteFile(file, []byte("0123456789"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Refresh(); !errors.Is(err, index.ErrCorrupt) || *opened != 0 {
		t.Errorf("a refused generation: %v, opened %d times", err, *opened)
	}
	h.Retry()
	if changed, err := h.Refresh(); !changed || err != nil {
		t.Errorf("after retry: %v %v", changed, err)
	}
	if err := h.Close(); err != nil {
		t.Error(err)
	}
}

// What is published and pruned while a generation is opened is no fault.
func TestRefreshTakesWhatReplacedIt(t *testing.T) {
	dir, names := threeGenerations(t)
	opened := 0
	h := index.NewHandle(dir, func(path string, m *index.Manifest) (index.Searcher, error) {
		if opened++; opened == 1 {
			return nil, errors.Join(index.ErrCorrupt, dir.Publish(names[2]), os.RemoveAll(path))
		}
		return counting{closed: new(int)}, nil
	})
	if changed, err := h.Refresh(); !changed || err != nil {
		t.Fatalf("refresh: %v %v", changed, err)
	}
	if s, err := h.Acquire(); err != nil || s.Manifest.Generation != names[2] {
		t.Errorf("serving: %v", err)
	} else {
		s.Release()
	}
	if err := h.Close(); err != nil {
		t.Error(err)
	}
}

// Sizes are looked at, and contents are not, when that is asked for.
func TestQuickHandle(t *testing.T) {
	for _, tt := range []struct {
		content string
		sound   bool
	}{{"0123456780", true}, {"012345678", false}} {
		dir, name := sealed(t)
		if err := os.WriteFile(dir.Path(name)+"/postings", []byte(tt.content), 0o644); err != nil {
			t.Fatal(err)
		}
		h, _, _ := handleOn(dir)
		h.VerifyQuickly()
		if _, err := h.Refresh(); (err == nil) != tt.sound || err != nil && !errors.Is(err, index.ErrCorrupt) {
			t.Errorf("%s: %v", tt.content, err)
		}
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	}
}
