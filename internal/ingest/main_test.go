package ingest

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"

	"wensou/document"
	"wensou/index"
	"wensou/parse/input"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// recorder is a builder that keeps what it is given.
type recorder struct {
	docs []*document.Document
	err  error // what Add returns
}

var _ index.Builder = (*recorder)(nil)

func (r *recorder) Add(_ context.Context, d *document.Document) error {
	r.docs = append(r.docs, d)
	return r.err
}
func (r *recorder) Finish(context.Context) (*index.BuildReport, error) { return nil, nil }
func (r *recorder) Abort() error                                       { return nil }

func (r *recorder) ids() []string {
	var ids []string
	for _, d := range r.docs {
		ids = append(ids, string(d.ID))
	}
	return ids
}

// write makes files below a new folder and returns it.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		at := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// result of one run, with rejections as paths below root.
type result struct {
	*Summary
	builder  *recorder
	rejected []*input.Error
}

func runSources(t *testing.T, workers int, sources ...Source) result {
	t.Helper()
	r := result{builder: &recorder{}}
	var err error
	r.Summary, err = Run(t.Context(), sources, r.builder, Options{
		Workers: workers, Reject: func(e *input.Error) { r.rejected = append(r.rejected, e) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func paths(t *testing.T, names ...string) []Source {
	t.Helper()
	var s []Source
	for _, n := range names {
		x, err := FromPath(n)
		if err != nil {
			t.Fatal(err)
		}
		s = append(s, x)
	}
	return s
}
