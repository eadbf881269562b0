package bleveindex_test

import (
	"path/filepath"
	"sync"
	"testing"
	"time"

	"wensou/analysis"
	"wensou/document"
	"wensou/index"
	"wensou/index/bleveindex"
	"wensou/index/indextest"
)

var analyzer = sync.OnceValues(func() (*analysis.Analyzer, error) { return analysis.New(analysis.Options{}) })

func testAnalyzer(t testing.TB) *analysis.Analyzer {
	t.Helper()
	a, err := analyzer()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// build makes a sealed and published generation and opens it.
func build(t *testing.T, workers int, docs []*document.Document) index.Searcher {
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
	m := &index.Manifest{Engine: "bleve", Analyzer: a.Fingerprint(), Stats: report.Stats}
	if err := b.Seal(m, time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := dir.Publish(b.Generation); err != nil {
		t.Fatal(err)
	}
	s, err := bleveindex.Open(b.Path, m, a)
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

func TestLarge(t *testing.T) {
	indextest.RunLarge(t, testAnalyzer(t), func(t *testing.T, docs []*document.Document) index.Searcher { return build(t, 2, docs) }, 300)
}
