package bleveindex_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wensou/document"
	"wensou/index"
	"wensou/index/bleveindex"
	"wensou/index/indextest"
)

// damaged copies a generation and changes one file of the copy; nil removes it.
func damaged(t *testing.T, generation, name string, change func([]byte) []byte) string {
	t.Helper()
	path := t.TempDir()
	if err := os.CopyFS(path, os.DirFS(generation)); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(path, filepath.FromSlash(name))
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if raw = change(raw); raw == nil {
		err = os.Remove(file)
	} else {
		err = os.WriteFile(file, raw, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// use opens a generation and asks it for everything.
func use(t *testing.T, path string, m *index.Manifest, docs []*document.Document) error {
	t.Helper()
	s, err := bleveindex.Open(path, m, testAnalyzer(t))
	if err != nil {
		return err
	}
	defer s.Close()
	var facets []index.FacetRequest
	for _, f := range index.Facets {
		facets = append(facets, index.FacetRequest{Field: f, Limit: 10})
	}
	var errs []error
	for _, r := range []*index.Request{
		{Match: index.All{}, Size: 1000, Facets: facets, Group: true},
		{Match: index.Literal{Text: "农业"}, Size: 10, Sort: index.ByNewest},
		{Match: index.Literal{Text: "A"}, Size: 10, Dates: index.DateRange{From: time.Unix(1_700_000_000, 0)}, Facets: facets},
		{Match: index.Not{Clause: index.Literal{Text: "人工智能"}}, Size: 10, Score: []index.Weighted{
			{Term: index.Term{Field: index.FieldGrams, Term: "中国"}, Weight: 1}, {Term: index.Term{Field: index.FieldTitle, Term: "中国"}, Weight: 1},
		}, Filters: []index.Filter{{Field: index.FieldKind, Values: []string{"paragraph"}}}},
		{Match: index.Any{Min: 1, Clauses: []index.Clause{
			index.TitleLiteral{Text: "人"},
			index.TitleLiteral{Text: "人工"},
			index.Prefix{Field: index.FieldWords, Text: "a"},
			index.Value{Field: index.FieldDoc, Text: "a"},
			index.Value{Field: index.FieldCitedTitle, Text: "银行"},
			index.Near{Texts: []string{"国", "业"}, Distance: 5},
			index.Dated{From: time.Unix(1_700_000_000, 0)},
		}}, Size: 10},
	} {
		_, err := s.Search(t.Context(), r)
		errs = append(errs, err)
	}
	for _, d := range docs {
		_, err := s.Document(t.Context(), d.ID)
		errs = append(errs, err, errOf(s.Lookup(t.Context(), []index.UnitKey{index.KeyOf(d, d.Units[0].ID)})))
	}
	return errors.Join(errs...)
}

// TestDamage: a generation with damaged files, which Verify would have refused,
// gives errors (or wrong answers) and never a panic.
func TestDamage(t *testing.T) {
	docs := indextest.Corpus()
	path, m := buildFiles(t, 1, docs)
	if err := use(t, path, m, docs); err != nil {
		t.Fatalf("undamaged: %v", err)
	}
	const zap, bolt, meta = "bleve/store/000000000002.zap", "bleve/store/root.bolt", "bleve/index_meta.json"
	for _, name := range []string{zap, bolt, meta, "columns.bin", "text.bin", "documents.bin"} {
		for kind, change := range map[string]func([]byte) []byte{
			"missing": func([]byte) []byte { return nil },
			"empty":   func([]byte) []byte { return []byte{} },
			"cut":     func(b []byte) []byte { return b[:len(b)/8] }, // bolt's file ends in room it has not used yet
		} {
			t.Run(fmt.Sprint(name, " ", kind), func(t *testing.T) {
				if err := use(t, damaged(t, path, name, change), m, docs); err == nil {
					t.Error("nothing was noticed")
				} else if kind != "missing" && !errors.Is(err, index.ErrCorrupt) {
					t.Errorf("error %v, want ErrCorrupt", err)
				}
			})
		}
	}
	rng := rand.New(rand.NewPCG(1, 2))
	flips := 60
	if raceDetector || testing.Short() {
		flips = 10
	}
	for _, name := range []string{zap, "columns.bin", "text.bin", "documents.bin"} {
		t.Run(name+" with other bytes", func(t *testing.T) {
			for range flips {
				var at int
				var to byte
				bad := damaged(t, path, name, func(b []byte) []byte {
					at, to = rng.IntN(len(b)), byte(rng.Uint32())
					b[at] = to
					return b
				})
				err := use(t, bad, m, docs)
				if err != nil && !errors.Is(err, index.ErrCorrupt) && !errors.Is(err, index.ErrNotFound) {
					t.Errorf("byte %d is %#x: error %v, want ErrCorrupt", at, to, err)
				}
			}
		})
	}
}

func TestOpenRefuses(t *testing.T) {
	path, m := buildFiles(t, 1, indextest.Corpus())
	other := *m
	other.Analyzer = "another"
	if _, err := bleveindex.Open(path, &other, testAnalyzer(t)); !errors.Is(err, index.ErrIncompatible) {
		t.Errorf("another analyzer: error %v, want ErrIncompatible", err)
	}
}

// bomb is a context that panics when it was asked often enough.
type bomb struct {
	context.Context
	left atomic.Int64
}

func (c *bomb) Err() error {
	if c.left.Add(-1) == 0 {
		panic("bomb")
	}
	return nil
}

// testPanic lets requests panic at many places, as damaged files can: they end
// with ErrCorrupt, and the same request afterwards is answered as before.
func testPanic(t *testing.T, s index.Searcher) {
	var facets []index.FacetRequest
	for _, f := range index.Facets {
		facets = append(facets, index.FacetRequest{Field: f, Limit: 10})
	}
	scores := []index.Weighted{}
	for _, f := range index.ScoredFields {
		for _, term := range []string{"的", "的的", "的中", "中国", "人工"} {
			scores = append(scores, index.Weighted{Term: index.Term{Field: f, Term: term}, Weight: 1})
		}
	}
	for _, r := range []*index.Request{
		{Match: index.All{}, Size: 10, Score: scores, Facets: facets, Group: true},
		{Match: index.All{}, Size: 10, Score: scores, Facets: facets, Filters: []index.Filter{{Field: index.FieldKind, Values: []string{"paragraph"}}}},
		{Match: index.Literal{Text: "的中"}, Size: 10, Score: scores, Sort: index.ByOldest, Group: true},
		{Match: index.Any{Min: 2, Clauses: []index.Clause{
			index.Literal{Text: "的"}, index.Literal{Text: "中"}, index.Literal{Text: "国人"},
		}}, Size: 10, Score: scores, Facets: facets},
		{Match: index.Any{Min: 1, Clauses: []index.Clause{
			index.TitleLiteral{Text: "中"},
			index.Value{Field: index.FieldAuthor, Text: "作者1"},
			index.Prefix{Field: index.FieldWords, Text: "人"},
			index.Near{Texts: []string{"的", "中", "的"}, Distance: 5},
			index.Dated{From: time.Unix(1_700_000_000, 0)},
		}}, Size: 10, Score: scores, Sort: index.ByNewest},
	} {
		want, err := s.Search(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		step := int64(1)
		if raceDetector {
			step = 5
		}
		for n, over := int64(1), false; !over; n += step {
			ctx := &bomb{Context: t.Context()}
			ctx.left.Store(n)
			_, err := s.Search(ctx, r)
			over = err == nil
			if err != nil && (!errors.Is(err, index.ErrCorrupt) || !strings.Contains(err.Error(), "bomb")) {
				t.Fatalf("%s: error %v, want ErrCorrupt", r.Match, err)
			}
			for range 3 { // with as many evaluators
				got, err := s.Search(t.Context(), r)
				if diff := cmp.Diff(want, got); err != nil || diff != "" {
					t.Fatalf("%s after a panic at the %dth look at the context: error %v (-before +after):\n%s", r.Match, n, err, diff)
				}
			}
		}
	}
}
