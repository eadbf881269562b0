package segment

import (
	"context"
	"errors"
	"fmt"
	"os"

	"golang.org/x/sync/errgroup"
)

// merger writes a segment from whatever gives its fields and records.
type merger struct {
	path    string
	docs    uint32
	specs   []FieldSpec
	workers int
	sources func(FieldSpec) ([]source, error)
	lengths func(FieldSpec) ([]uint16, error)
	stored  func(*storedWriter) error // adds the stored records
}

func (m *merger) temp(spec FieldSpec, kind string) string {
	return m.path + "." + spec.Name + kind
}

func (m *merger) write(ctx context.Context) (err error) {
	defer func() {
		temps := []string{m.path + "." + storedData}
		for _, s := range m.specs {
			temps = append(temps, m.temp(s, sectionDict), m.temp(s, sectionPostings))
		}
		for _, name := range temps {
			if rmErr := os.Remove(name); rmErr != nil && !os.IsNotExist(rmErr) {
				err = errors.Join(err, rmErr)
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
	var stored storedWriter
	group.Go(func() error { return m.records(ctx, &stored) })
	if err := group.Wait(); err != nil {
		return err
	}
	return m.assemble(stats, &stored)
}

// records writes the blocks of stored records into a file.
func (m *merger) records(ctx context.Context, w *storedWriter) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	out, err := create(m.path + "." + storedData)
	if err != nil {
		return err
	}
	w.w = out
	err = m.stored(w)
	if err == nil {
		err = w.flush()
	}
	if err = errors.Join(err, out.close()); err != nil {
		return fmt.Errorf("stored records: %w", err)
	}
	return nil
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
func (m *merger) assemble(stats []FieldStats, stored *storedWriter) error {
	w, err := CreateFile(m.path)
	if err != nil {
		return err
	}
	head := meta{Docs: m.docs}
	err = errors.Join(w.CopyFile(storedData, m.path+"."+storedData),
		WriteArray(w, storedFirst, stored.first), WriteArray(w, storedOffsets, stored.offsets))
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
