package segment

import (
	"context"
	"errors"
	"fmt"
	"os"

	"golang.org/x/sync/errgroup"
)

// Merge writes the parts, in the order of their documents, as the segment at
// path. Up to workers fields are merged at once. Files it needs in between
// stand beside path and are gone afterwards.
func Merge(ctx context.Context, path string, parts []string, specs []FieldSpec, workers int) (err error) {
	files := make([]*File, 0, len(parts))
	defer func() {
		for _, f := range files {
			err = errors.Join(err, f.Close())
		}
	}()
	docs := make([]uint32, 0, len(parts))
	for _, p := range parts {
		var m partMeta
		f, err := OpenFile(p, &m)
		if err != nil {
			return fmt.Errorf("open part: %w", err)
		}
		files, docs = append(files, f), append(docs, m.Docs)
	}
	m := &merger{path: path, specs: specs, workers: workers}
	m.sources = func(spec FieldSpec) ([]source, error) {
		var from []source
		for _, f := range files {
			raw, err := f.Section(spec.Name + sectionRun)
			if err != nil {
				return nil, err
			}
			from = append(from, &run{rest: raw})
		}
		return from, nil
	}
	m.lengths = func(spec FieldSpec) (all []uint16, err error) {
		for i, f := range files {
			l, err := Array[uint16](f, spec.Name+sectionLength, int(docs[i]))
			if err != nil {
				return nil, err
			}
			all = append(all, l...)
		}
		return all, nil
	}
	m.stored = func(w *FileWriter) error { return joinStored(w, files, docs) }
	for _, n := range docs {
		m.docs += n
	}
	return m.write(ctx)
}

// merger writes a segment from whatever gives its fields and records.
type merger struct {
	path    string
	docs    uint32
	specs   []FieldSpec
	workers int
	sources func(FieldSpec) ([]source, error)
	lengths func(FieldSpec) ([]uint16, error)
	stored  func(*FileWriter) error // writes the stored sections
}

func (m *merger) temp(spec FieldSpec, kind string) string {
	return m.path + "." + spec.Name + kind
}

func (m *merger) write(ctx context.Context) (err error) {
	defer func() {
		for _, s := range m.specs {
			for _, kind := range []string{sectionDict, sectionPostings} {
				if rmErr := os.Remove(m.temp(s, kind)); rmErr != nil && !os.IsNotExist(rmErr) {
					err = errors.Join(err, rmErr)
				}
			}
		}
	}()
	stats := make([]FieldStats, len(m.specs))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(max(1, m.workers))
	for i, spec := range m.specs {
		group.Go(func() (err error) {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			stats[i], err = m.field(ctx, spec)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return m.assemble(stats)
}

// field merges one field into its two files.
func (m *merger) field(ctx context.Context, spec FieldSpec) (stats FieldStats, err error) {
	from, err := m.sources(spec)
	if err != nil {
		return stats, err
	}
	dict, err := create(m.temp(spec, sectionDict))
	if err != nil {
		return stats, err
	}
	out, err := create(m.temp(spec, sectionPostings))
	if err != nil {
		return stats, errors.Join(err, dict.close())
	}
	stats, err = mergeField(ctx, from, spec.Runs, dict, out)
	if err = errors.Join(err, dict.close(), out.close()); err != nil {
		return stats, fmt.Errorf("field %s: %w", spec.Name, err)
	}
	return stats, nil
}

// assemble writes the segment's file.
func (m *merger) assemble(stats []FieldStats) error {
	w, err := CreateFile(m.path)
	if err != nil {
		return err
	}
	head := meta{Docs: m.docs}
	err = m.stored(w)
	for i, spec := range m.specs {
		if err != nil {
			break
		}
		f := fieldMeta{FieldSpec: spec, FieldStats: stats[i]}
		err = errors.Join(w.CopyFile(spec.Name+sectionDict, m.temp(spec, sectionDict)),
			w.CopyFile(spec.Name+sectionPostings, m.temp(spec, sectionPostings)))
		if err == nil && spec.Lengths {
			var lengths []uint16
			if lengths, err = m.lengths(spec); err == nil {
				for _, n := range lengths {
					f.Total += int64(n)
				}
				err = WriteArray(w, spec.Name+sectionLength, lengths)
			}
		}
		head.Fields = append(head.Fields, f)
	}
	if err != nil {
		return errors.Join(err, w.Abort())
	}
	return w.Close(head)
}

// joinStored writes the stored blocks of all parts one after the other.
func joinStored(w *FileWriter, files []*File, docs []uint32) error {
	var first []uint32
	var offsets []uint64
	if err := w.Section(storedData); err != nil {
		return err
	}
	base := uint32(0)
	for i, f := range files {
		data, e1 := f.Section(storedData)
		starts, e2 := Array[uint32](f, storedFirst, -1)
		at, e3 := Array[uint64](f, storedOffsets, len(starts))
		if err := errors.Join(e1, e2, e3); err != nil {
			return err
		}
		for j := range starts {
			first, offsets = append(first, starts[j]+base), append(offsets, at[j]+w.offset())
		}
		if _, err := w.Write(data); err != nil {
			return err
		}
		base += docs[i]
	}
	return errors.Join(WriteArray(w, storedFirst, first), WriteArray(w, storedOffsets, offsets))
}
