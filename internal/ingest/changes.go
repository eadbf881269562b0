package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Snapshot is a hash over what the file system says of all files that Run would
// look at. When two are the same, nothing has to be built; only one who sets
// back the time of a file that keeps its size, where the file system keeps no
// other trace, goes unnoticed. Files are not read.
func Snapshot(ctx context.Context, sources []Source, skip string) (hash string, err error) {
	found, err := find(ctx, sources, skip)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, found.close()) }()
	h := sha256.New()
	for i := range found.files {
		f := &found.files[i]
		state, _ := stateOf(f.onDisk())
		if info, err := os.Stat(f.onDisk()); state == "" && err == nil {
			state = fmt.Sprintf("%d.%d", info.Size(), info.ModTime().UnixNano())
		}
		fmt.Fprintf(h, "%q %q %s\n", f.source.Name, f.path, state)
	}
	for _, e := range found.rejected {
		fmt.Fprintf(h, "%q %q\n", e.Path, e.Reason)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// Folders are the folders in which changes of the sources show, without hidden
// ones and the one to skip. What can't be looked at is left out.
func Folders(sources []Source, skip string) []string {
	var all []string
	skip = resolved(skip)
	for i := range sources {
		s := &sources[i]
		if s.Files != nil {
			for _, rel := range s.Files {
				all = append(all, filepath.Dir(filepath.Join(s.Root, filepath.FromSlash(rel))))
			}
			continue
		}
		root, err := filepath.EvalSymlinks(s.Root)
		if err != nil {
			continue
		}
		if info, err := os.Stat(root); err == nil && !info.IsDir() { // an archive
			all = append(all, filepath.Dir(root))
		}
		_ = filepath.WalkDir(root, func(at string, e fs.DirEntry, err error) error { // nothing below returns an error
			switch {
			case e == nil || !e.IsDir():
			case err != nil || at != root && strings.HasPrefix(e.Name(), ".") || skip != "" && absolute(at) == skip:
				return fs.SkipDir
			default:
				all = append(all, at)
			}
			return nil
		})
	}
	return all
}
