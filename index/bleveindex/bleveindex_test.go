package bleveindex_test

import (
	"flag"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"wensou/analysis"
	"wensou/document"
	"wensou/index"
	"wensou/index/bleveindex"
	"wensou/index/indextest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, goleak.IgnoreCurrent()) }

var analyzer = sync.OnceValues(func() (*analysis.Analyzer, error) { return analysis.New(analysis.Options{}) })

func testAnalyzer(t testing.TB) *analysis.Analyzer {
	t.Helper()
	a, err := analyzer()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// buildFiles makes a sealed and published generation.
func buildFiles(t testing.TB, workers int, docs []*document.Document) (path string, m *index.Manifest) {
	t.Helper()
	a := testAnalyzer(t)
	dir := index.Dir(filepath.Join(t.TempDir(), "index"))
	b, err := dir.NewBuild(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	builder, err := bleveindex.NewBuilder(b.Path, a, bleveindex.BuilderOptions{Workers: workers})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range docs {
		if err := builder.Add(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	report, err := builder.Finish(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	m = &index.Manifest{Engine: "bleve", Analyzer: a.Fingerprint(), Stats: report.Stats}
	if err := b.Seal(m, time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := dir.Publish(b.Generation); err != nil {
		t.Fatal(err)
	}
	return b.Path, m
}

// build makes a generation and opens it.
func build(t testing.TB, workers int, docs []*document.Document) index.Searcher {
	t.Helper()
	path, m := buildFiles(t, workers, docs)
	return open(t, path, m)
}

func open(t testing.TB, path string, m *index.Manifest) index.Searcher {
	t.Helper()
	s, err := bleveindex.Open(path, m, testAnalyzer(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestConformance(t *testing.T) {
	indextest.Run(t, testAnalyzer(t), func(t *testing.T, docs []*document.Document) index.Searcher { return build(t, 2, docs) })
}

var requests = flag.Int("requests", 0, "random requests that are compared with the oracle (default 300, fewer with -short or the race detector)")

func TestLarge(t *testing.T) {
	n := *requests
	switch {
	case n > 0:
	case raceDetector, testing.Short():
		n = 40
	default:
		n = 300
	}
	var s index.Searcher
	indextest.RunLarge(t, testAnalyzer(t), func(t *testing.T, docs []*document.Document) index.Searcher {
		s = build(t, 2, docs)
		return s
	}, n)
	t.Run("a panic leaves no trace", func(t *testing.T) { testPanic(t, s) })
}
