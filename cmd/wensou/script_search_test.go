package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"

	"wensou/analysis"
	"wensou/index"
	"wensou/search"
)

// scriptAnalyzer is loaded once for all scripts.
var scriptAnalyzer = sync.OnceValues(func() (*analysis.Analyzer, error) {
	return analysis.New(analysis.Options{CacheDir: os.Getenv("WENSOU_CACHE_DIR")})
})

// scriptSearch asks an index of a script, without starting wensou anew.
func scriptSearch(ts *testscript.TestScript, dir, query string) []search.Hit {
	a, err := scriptAnalyzer()
	ts.Check(err)
	h := index.NewHandle(index.Dir(ts.MkAbs(dir)), func(path string, m *index.Manifest) (index.Searcher, error) {
		return openGeneration(path, m, a, "")
	})
	_, err = h.Refresh()
	ts.Check(err)
	defer func() { ts.Check(h.Close()) }()
	r, err := search.NewService(h, a, search.Options{}).Search(context.Background(), search.Request{
		Query: query, Ungrouped: true, Limit: search.MaxLimit, Highlight: search.HighlightSegments,
	})
	ts.Check(err)
	return r.Hits
}

// hitIDs are the ids of rows, and of units as file:p1: # would begin a comment.
func hitIDs(hits []search.Hit) (ids []string) {
	for _, h := range hits {
		ids = append(ids, strings.ReplaceAll(strings.TrimPrefix(h.ID, "docs/"), "#", ":"))
	}
	return ids
}

// finds INDEX QUERY [ID…]: these units are found and no others, in any order.
func finds(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: finds INDEX QUERY [ID…]")
	}
	got, want := hitIDs(scriptSearch(ts, args[0], args[1])), slices.Sorted(slices.Values(args[2:]))
	slices.Sort(got)
	if !slices.Equal(got, want) {
		ts.Fatalf("%s finds %q, not %q", args[1], got, want)
	}
}

// first INDEX QUERY ID: this unit is found before all others.
func first(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: first INDEX QUERY ID")
	}
	if got := hitIDs(scriptSearch(ts, args[0], args[1])); len(got) == 0 || got[0] != args[2] {
		ts.Fatalf("%s finds %q, not %s first", args[1], got, args[2])
	}
}

// shows INDEX QUERY ID TEXT: this unit is shown with TEXT, in which marks are
// in [brackets].
func shows(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: shows INDEX QUERY ID TEXT")
	}
	hits := scriptSearch(ts, args[0], args[1])
	i := slices.Index(hitIDs(hits), args[2])
	if i < 0 {
		ts.Fatalf("%s finds %q, not %s", args[1], hitIDs(hits), args[2])
	}
	var b strings.Builder
	for _, s := range hits[i].Snippets {
		for _, seg := range s.Segments {
			if seg.Match {
				b.WriteString("[" + seg.Text + "]")
			} else {
				b.WriteString(seg.Text)
			}
		}
	}
	if b.String() != args[3] {
		ts.Fatalf("%s shows %s as\n%s\nand not as\n%s", args[1], args[2], &b, args[3])
	}
}

// tested FILE TEST: the file of this project has the test, which shows what a
// script can't.
func tested(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: tested FILE TEST")
	}
	text, err := os.ReadFile(filepath.Join("..", "..", args[0]))
	ts.Check(err)
	if !strings.Contains(string(text), "func "+args[1]+"(") {
		ts.Fatalf("%s has no %s", args[0], args[1])
	}
}
