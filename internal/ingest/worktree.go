package ingest

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"

	"wensou/internal/gitlog"
	"wensou/parse"
)

// workTree takes the files that git tracks, as they lie in the folder, each with
// what its history says.
func (f *found) workTree(ctx context.Context, s *Source) error {
	d, err := f.openFolder(s)
	if err != nil {
		return err
	}
	tree, err := gitlog.Read(ctx, d.real)
	if err != nil {
		return err
	}
	if len(tree.Files) == 0 {
		return errors.New("git tracks no file in it; add the documents with git add")
	}
	f.skipped += tree.Modules
	for i := range tree.Files {
		t := &tree.Files[i]
		d.tracked(link{rel: t.Name, at: t.Name, history: history(t, tree.Shallow)})
	}
	return d.follow(ctx)
}

func history(t *gitlog.File, shallow bool) parse.History {
	return parse.History{
		Date: t.First.Date, Author: t.First.Author, Modified: t.Last.Date,
		Cut: shallow && t.First == gitlog.Commit{},
	}
}

// tracked takes one file; one that was deleted, or never checked out, is passed
// over.
func (d *folder) tracked(l link) {
	if !d.rules.reach(l.rel) {
		return
	}
	info, err := d.root.Lstat(filepath.FromSlash(l.at))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		d.skipped++
	case err != nil:
		d.reject(d.source, l.rel, reason(err), err)
	case info.Mode()&fs.ModeSymlink != 0:
		d.links = append(d.links, l)
	default:
		d.take(l, info)
	}
}
