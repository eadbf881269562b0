package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"wensou/document"
	"wensou/index"
	"wensou/internal/ingest"
	"wensou/testdata"
)

// demoSources name where the bundled documents come from, by their folder;
// blog posts say it themselves.
var demoSources = map[string]string{
	"hk": "屋邨筆記", "notes": "館員筆記", "papers": "南嶼學刊", "zh-cn": "水边周刊",
}

// buildDemo indexes the bundled documents in a temporary folder; remove drops
// it.
func buildDemo(ctx context.Context, c *Config, stderr io.Writer) (dir string, remove func() error, err error) {
	tmp, err := os.MkdirTemp("", "wensou-demo-")
	if err != nil {
		return "", nil, err
	}
	remove = func() error { return os.RemoveAll(tmp) }
	dir = filepath.Join(tmp, "index")
	if err := fillDemo(ctx, c, tmp, dir, stderr); err != nil {
		return "", nil, errors.Join(err, remove())
	}
	return dir, remove, nil
}

func fillDemo(ctx context.Context, c *Config, tmp, dir string, stderr io.Writer) error {
	if err := os.CopyFS(tmp, testdata.Corpus); err != nil {
		return fmt.Errorf("unpack documents: %w", err)
	}
	root := filepath.Join(tmp, "corpus")
	folders, err := os.ReadDir(root)
	if err != nil {
		return err
	}
	var sources []ingest.Source
	for _, f := range folders {
		if f.IsDir() {
			sources = append(sources, ingest.Source{
				Root: root, Include: []string{f.Name() + "/**"},
				DefaultSource: document.Source{Name: demoSources[f.Name()]},
			})
		}
	}
	b, err := build(ctx, c, dir, sources, newProgress(stderr))
	if err != nil {
		return err
	}
	return index.Dir(dir).Publish(b.Generation)
}
