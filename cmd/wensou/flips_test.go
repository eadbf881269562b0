package main

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"wensou/analysis"
	"wensou/index"
	"wensou/internal/gate"
	"wensou/search"
)

// Bits are flipped at this many places of each file; FLIPS sets another number.
const flipPlaces = 25

// flipped is an index whose files are damaged one after the other.
type flipped struct {
	index    string
	path     string // of the generation
	config   *Config
	analyzer *analysis.Analyzer
}

// TestFlips flips bits of every file of a generation, cuts the file and removes
// it: verify and what serves find it and name the file. Where only sizes are
// looked at, a search may fail or miss, and nothing panics.
func TestFlips(t *testing.T) {
	places := flipPlaces
	if s := os.Getenv("FLIPS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			t.Fatalf("FLIPS is %q, not a number of places", s)
		}
		places = n
	}
	f := newFlipped(t)
	m, err := index.ReadManifest(f.path)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"manifest.json"}
	for _, e := range m.Files {
		names = append(names, e.Path)
	}
	tried := 0
	for _, name := range names {
		t.Run(name, func(t *testing.T) { tried += f.damageFile(t, name, places) })
	}
	if err := f.found(true); err != nil {
		t.Fatalf("as it was: %v", err)
	}
	t.Logf("flips: %d files, %d damages, all found", len(names), tried)
}

func newFlipped(t *testing.T) *flipped {
	dir := t.TempDir()
	f := &flipped{index: filepath.Join(dir, "idx"), config: &Config{CacheDir: filepath.Join(dir, "cache")}}
	page := filepath.Join(dir, "page.html") // for a report of what was rejected
	if err := os.WriteFile(page, []byte("<html>"), 0o644); err != nil {
		t.Fatal(err)
	}
	sources, err := buildSources(f.config, []string{filepath.Join("..", "..", "testdata", "corpus"), page})
	if err != nil {
		t.Fatal(err)
	}
	b, err := build(t.Context(), f.config, f.index, sources, newProgress(io.Discard))
	if err == nil {
		err = index.Dir(f.index).Publish(b.Generation)
	}
	if err == nil {
		f.path = index.Dir(f.index).Path(b.Generation)
		f.analyzer, err = newAnalyzer(f.config)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(f.path, gate.RejectedFile)); err != nil {
		t.Fatal(err)
	}
	return f
}

// damageFile damages one file in many ways and says in how many.
func (f *flipped) damageFile(t *testing.T, name string, places int) (n int) {
	file := filepath.Join(f.path, filepath.FromSlash(name))
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(uint64(len(raw)), 3))
	check := func(what string, changed []byte) {
		t.Helper()
		n++
		if changed == nil {
			err = os.Remove(file)
		} else {
			err = os.WriteFile(file, changed, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
		f.check(t, what, name, len(changed) == len(raw))
	}
	for range places {
		at, bit := rng.IntN(len(raw)), rng.IntN(8)
		changed := append([]byte{}, raw...)
		changed[at] ^= 1 << bit
		check("bit "+strconv.Itoa(bit)+" of byte "+strconv.Itoa(at), changed)
	}
	f.serve(t, name) // the last flip is still there
	for _, size := range []int{0, 1, len(raw) / 2, len(raw) - 1} {
		check("cut to "+strconv.Itoa(size), append([]byte{}, raw[:size]...))
	}
	check("longer", append(append([]byte{}, raw...), 0))
	check("missing", nil)
	f.serve(t, name)
	if err := os.WriteFile(file, raw, 0o644); err != nil {
		t.Fatal(err)
	}
	return n
}

// check asks verify, and a server that starts, what they say of the damage.
func (f *flipped) check(t *testing.T, what, name string, sameSize bool) {
	t.Helper()
	base := filepath.Base(name)
	_, verifyErr := index.Verify(f.path)
	for by, err := range map[string]error{"verify": verifyErr, "a server": f.found(false)} {
		// The format's number in the manifest may be what was changed.
		known := errors.Is(err, index.ErrCorrupt) || name == "manifest.json" && errors.Is(err, index.ErrIncompatible)
		if !known || !strings.Contains(err.Error(), base) && name != "manifest.json" {
			t.Errorf("%s: %s says %v", what, by, err)
		}
	}
	// Only whether it ends counts, and that a change of size is found.
	if err := f.found(true); err == nil && !sameSize {
		t.Errorf("%s: not found by its size", what)
	}
}

// found opens the index as a server does and asks it; quick looks at sizes.
func (f *flipped) found(quick bool) (err error) {
	h := index.NewHandle(index.Dir(f.index), func(path string, m *index.Manifest) (index.Searcher, error) {
		return openGeneration(path, m, f.analyzer, "")
	})
	defer func() { err = errors.Join(err, h.Close()) }()
	if quick {
		h.VerifyQuickly()
	}
	if _, err := h.Refresh(); err != nil || !quick {
		return err
	}
	s := search.NewService(h, f.analyzer, search.Options{})
	_, err = s.Search(context.Background(), search.Request{Query: "颱風 OR 港口", Facets: index.Facets, WithText: true})
	return err
}

// serve starts the server itself: it ends with 5 and says which file it is.
func (f *flipped) serve(t *testing.T, name string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	var out, errOut strings.Builder
	code := run(ctx, []string{"serve", "--index", f.index, "--listen", "127.0.0.1:0", "--cache-dir", f.config.CacheDir}, stdio{nil, &out, &errOut})
	if code != exitCorrupt || !strings.Contains(errOut.String(), filepath.Base(name)) && name != "manifest.json" {
		t.Errorf("serve ends with %d: %s", code, &errOut)
	}
}
