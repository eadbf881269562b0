package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime/debug"
	"time"

	"wensou/analysis"
	"wensou/index"
	"wensou/internal/gate"
	"wensou/internal/ingest"
	"wensou/parse/input"
)

// build makes one sealed generation, with what did not change taken over from
// the one that serves. Whatever ends it early leaves nothing behind.
func build(ctx context.Context, c *Config, dir string, sources []ingest.Source, p *progress) (*built, error) {
	return buildOn(ctx, c, dir, sources, p, false, func() (*analysis.Analyzer, error) { return newAnalyzer(c) })
}

// buildOn is build, in full when that is wanted. It asks for the analyzer when
// no other build can come between.
func buildOn(ctx context.Context, c *Config, dir string, sources []ingest.Source, p *progress, full bool, analyzer func() (*analysis.Analyzer, error)) (_ *built, err error) {
	b, err := index.Dir(dir).NewBuild(time.Now())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	a, err := analyzer()
	if err != nil {
		return nil, err
	}
	defer limitMemory(c.Memory)()
	m := &making{config: c, dir: dir, sources: sources, progress: p, build: b, analyzer: a}
	if full {
		return m.make(ctx, nil, "")
	}
	from, why, err := openBase(index.Dir(dir), a)
	if err != nil {
		return nil, err
	}
	out, err := m.make(ctx, from, why)
	if errors.Is(err, ingest.ErrPrevious) {
		if err := b.Clear(); err != nil {
			return nil, errors.Join(err, from.Close())
		}
		out, err = m.make(ctx, nil, oneLine(err.Error()))
	}
	return out, errors.Join(err, from.Close())
}

// making is one build on its way.
type making struct {
	config   *Config
	dir      string
	sources  []ingest.Source
	progress *progress
	build    *index.Build
	analyzer *analysis.Analyzer
	records  []ingest.Record
}

// make reads the sources, those of base that did not change from there, and
// seals the generation. why there is no base goes to the report.
func (m *making) make(ctx context.Context, from *base, why string) (_ *built, err error) {
	c, p, path := m.config, m.progress, m.build.Path
	builder, err := newBuilder(path, m.analyzer, c, from)
	if err != nil {
		return nil, fmt.Errorf("start build: %w", err)
	}
	both := newCollector(builder)
	out := &rejections{name: filepath.Join(path, gate.RejectedFile)}
	defer func() { err = errors.Join(err, out.close()) }()
	o := ingest.Options{
		Workers: c.Workers, Skip: m.dir, Progress: p.show,
		Reject: func(e *input.Error) { p.reject(e); out.add(rejectionOf(e)) },
		Record: func(r ingest.Record) { m.records = append(m.records, r) },
	}
	made := &built{Index: m.dir, Generation: m.build.Generation, Anew: why}
	if m.records = nil; from != nil {
		o.Previous, made.Base = from.previous, from.snapshot.Manifest.Generation
	}
	sum, report, err := fill(ctx, both, m.sources, o, p)
	if err != nil {
		return nil, errors.Join(err, builder.Abort())
	}
	for i := range report.Duplicates {
		p.line(fmt.Sprintf("%s: a unit of this id is in the index already; this one was left out", ingest.Quote(string(report.Duplicates[i].Key))))
		out.add(duplicateOf(&report.Duplicates[i]))
	}
	sum.Rejected += len(report.Duplicates)
	if err := out.close(); err != nil {
		return nil, err
	}
	made.Summary, made.Analysed = sum, report.Analysed
	start := time.Now()
	if err := both.finish(ctx, path, m.analyzer, c.UserDict, report, sum.Rejected); err != nil {
		return nil, fmt.Errorf("finish build: %w", err)
	}
	sum.Seconds += time.Since(start).Seconds()
	p.end()
	return made, m.seal(made, report)
}

// seal writes what files were read and closes the generation.
func (m *making) seal(made *built, report *index.BuildReport) error {
	program, err := programHash()
	if err != nil {
		return err
	}
	if err := ingest.WriteRecords(m.build.Path, program, m.records); err != nil {
		return err
	}
	manifest := &index.Manifest{
		Engine: engineName, Wensou: version(), Analyzer: m.analyzer.Fingerprint(),
		Stats: report.Stats, Rejected: made.Rejected, Warnings: made.AllWarnings(),
	}
	if err := m.build.Seal(manifest, time.Now()); err != nil {
		return err
	}
	made.IndexBytes = manifest.Bytes()
	return nil
}

// limitMemory makes the collector work harder when so many megabytes come near;
// 0 leaves it alone. It returns what undoes it.
func limitMemory(mb int) (undo func()) {
	if mb == 0 {
		return func() {}
	}
	before := debug.SetMemoryLimit(int64(mb) << 20)
	return func() { debug.SetMemoryLimit(before) }
}

// fill puts the sources into the builder and finishes it.
func fill(ctx context.Context, b index.Builder, sources []ingest.Source, o ingest.Options, p *progress) (*ingest.Summary, *index.BuildReport, error) {
	sum, err := ingest.Run(ctx, sources, b, o)
	if err != nil {
		return nil, nil, err
	}
	if sum.Documents == 0 {
		return nil, nil, fmt.Errorf("%w (%d rejected, %d passed over because they are no text we read)", errNoDocuments, sum.Rejected, sum.Skipped)
	}
	p.writing()
	start := time.Now()
	report, err := b.Finish(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("finish build: %w", err)
	}
	sum.Seconds += time.Since(start).Seconds()
	return sum, report, nil
}
