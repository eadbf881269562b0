package main

import (
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/longbridgeapp/opencc"

	"wensou/analysis"
	"wensou/document"
	"wensou/index"
	"wensou/internal/ingest"
	"wensou/query"
	"wensou/search"
)

// A zero-miss run draws this many substrings; ZERO_MISS sets another number.
const zeroMissDraws = 1_000

// passage is a unit as the scan sees it.
type passage struct {
	key    string
	text   string
	folded string
}

// passages reads what a build of the paths would index, without an index.
func passages(t *testing.T, paths ...string) (all []passage) {
	t.Helper()
	sources, err := buildSources(&Config{}, paths)
	if err != nil {
		t.Fatal(err)
	}
	err = ingest.Each(t.Context(), sources, ingest.Options{}, func(d *document.Document) error {
		for i := range d.Units {
			u := &d.Units[i]
			all = append(all, passage{string(index.KeyOf(d, u.ID)), u.Text, analysis.Fold(u.Text)})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// indexed builds and publishes the paths as `wensou build` does, and opens
// what it made.
func indexed(t *testing.T, c *Config, paths ...string) *opened {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "idx")
	sources, err := buildSources(c, paths)
	if err != nil {
		t.Fatal(err)
	}
	b, err := build(t.Context(), c, dir, sources, newProgress(io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	if err := index.Dir(dir).Publish(b.Generation); err != nil {
		t.Fatal(err)
	}
	o, err := openIndex(c, dir, search.Options{Deadline: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := o.Close(); err != nil {
			t.Error(err)
		}
	})
	return o
}

// TestZeroMiss draws pieces of the indexed texts and searches each in quotes,
// as printed and in the other script: every unit that holds it comes back, and
// no other.
func TestZeroMiss(t *testing.T) {
	draws := zeroMissDraws
	if s := os.Getenv("ZERO_MISS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			t.Fatalf("ZERO_MISS is %q, not a number of substrings", s)
		}
		draws = n
	}
	paths := []string{filepath.Join("..", "..", "testdata", "corpus")}
	if seeds := seedFolder(); seeds != "" {
		paths = append(paths, seeds)
	} else {
		t.Log("without the seed documents; SEEDS names their folder")
	}
	z := zeroMiss{units: passages(t, paths...), service: indexed(t, &Config{CacheDir: t.TempDir()}, paths...).service}
	z.converters = converters(t)
	rng := rand.New(rand.NewPCG(20, 26))
	for n := 0; n < draws; {
		u := &z.units[rng.IntN(len(z.units))]
		piece := pieceOf(u.text, 12, rng)
		if piece == "" {
			continue
		}
		z.check(t, u.key, piece, []search.Mode{search.ModeAll, search.ModeAuto}[n%2])
		n++
	}
	t.Logf("%d substrings of %d units: %d searches, %d hits compared", draws, len(z.units), z.searches, z.hits)
}

// seedFolder is the folder of documents that are not part of the project;
// "" when it is not there.
func seedFolder() string {
	dir := os.Getenv("SEEDS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "corpus", "seeds")
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return ""
	}
	return dir
}

// converters to Simplified and to Traditional.
func converters(t *testing.T) (all []*opencc.OpenCC) {
	t.Helper()
	for _, name := range []string{"t2s", "s2t"} {
		cc, err := opencc.New(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, cc)
	}
	return all
}

// formsOf is a piece as printed and in the other script.
func formsOf(t *testing.T, piece string, converters []*opencc.OpenCC) []string {
	t.Helper()
	forms := []string{piece}
	for _, cc := range converters {
		other, err := cc.Convert(piece)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(forms, other) {
			forms = append(forms, other)
		}
	}
	return forms
}

// pieceOf takes 1 to most characters out of a text; "" when nothing is left of
// them in match text.
func pieceOf(text string, most int, rng *rand.Rand) string {
	runes := []rune(text)
	size := 1 + rng.IntN(most)
	if len(runes) == 0 {
		return ""
	}
	from := rng.IntN(max(1, len(runes)-size+1))
	piece := string(runes[from:min(len(runes), from+size)])
	if analysis.Fold(piece) == "" {
		return ""
	}
	return piece
}

type zeroMiss struct {
	units      []passage
	service    *search.Service
	converters []*opencc.OpenCC

	searches, hits int
}

// check searches a piece of the unit from in every form.
func (z *zeroMiss) check(t *testing.T, from, piece string, mode search.Mode) {
	t.Helper()
	for _, form := range formsOf(t, piece, z.converters) {
		want := z.scan(form)
		if !slices.Contains(want, from) {
			t.Errorf("%q is %q in the other script, but not in match text", form, piece)
		}
		got, total := z.search(t, query.Quote(form), mode)
		if total > search.MaxWindow && total == len(want) {
			continue // too many to page through
		}
		missed, wrong := differ(want, got), differ(got, want)
		if len(missed)+len(wrong) > 0 || len(got) != len(want) || total != len(want) {
			t.Errorf("%s (drawn: %q): %d units hold it; %d hits, total %d; missed %.5q, without it %.5q",
				query.Quote(form), piece, len(want), len(got), total, missed, wrong)
		}
		z.searches++
		z.hits += len(want)
	}
}

// scan reads every unit.
func (z *zeroMiss) scan(piece string) (keys []string) {
	spellings := analysis.Spellings(analysis.Fold(piece))
	for i := range z.units {
		holds := func(s string) bool { return strings.Contains(z.units[i].folded, s) }
		if slices.ContainsFunc(spellings, holds) {
			keys = append(keys, z.units[i].key)
		}
	}
	slices.Sort(keys)
	return keys
}

// search pages through all hits, as far as one can page.
func (z *zeroMiss) search(t *testing.T, q string, mode search.Mode) (keys []string, total int) {
	t.Helper()
	for page := 1; ; page++ {
		resp, err := z.service.Search(t.Context(), search.Request{
			Query: q, Mode: mode, Ungrouped: true, Page: page, Limit: search.MaxLimit, Highlight: search.HighlightNone,
		})
		if err != nil {
			t.Fatalf("search %s, page %d: %v", q, page, err)
		}
		for i := range resp.Hits {
			keys = append(keys, resp.Hits[i].ID)
		}
		if page*search.MaxLimit >= min(resp.Total, search.MaxWindow) {
			slices.Sort(keys)
			return keys, resp.Total
		}
	}
}

// differ lists what of a is not in b; both are sorted.
func differ(a, b []string) (out []string) {
	for _, x := range a {
		if _, found := slices.BinarySearch(b, x); !found {
			out = append(out, x)
		}
	}
	return out
}
