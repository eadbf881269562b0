package ingest

import (
	"context"
	"errors"
	"path/filepath"

	"wensou/internal/pack"
)

// archive takes the files of a zip or tar. Their rules are those of a folder.
func (f *found) archive(ctx context.Context, s *Source) error {
	r := rules{include: s.Include, exclude: s.Exclude}
	entry := func(name string, size int64) file {
		return file{
			source: s, rel: name, path: filepath.Join(s.Root, filepath.FromSlash(name)), size: size,
			wanted: len(s.Include) > 0, packed: true,
		}
	}
	a, err := pack.Open(ctx, s.Root, func(name string, size int64) bool {
		x := entry(name, size)
		return r.reach(name) && f.fits(&x)
	}, pack.Limits{})
	if err != nil {
		return err
	}
	f.open = append(f.open, a)
	for _, e := range a.Refused {
		f.reject(s, e.Name, e.Reason, errors.New(e.Reason))
	}
	f.skipped += a.Links
	for i := range a.Files {
		x := entry(a.Files[i].Name, a.Files[i].Size)
		x.opener = a.Files[i].Open
		f.files = append(f.files, x)
	}
	if a.Damage != nil {
		f.fail(s, a.Damage)
	}
	return nil
}
