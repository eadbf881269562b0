// Package ingest finds the files of a corpus, parses them side by side and
// hands the documents to a builder in one canonical order, so that a build
// depends on what the files hold and never on how they were named, listed or
// scheduled.
package ingest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"wensou/document"
	"wensou/index"
	"wensou/parse/input"
)

// TypeGit is the Source.Type of a work tree of git: only what git tracks is read.
const TypeGit = "git"

// Source is one folder or archive of documents and what holds for all of them.
type Source struct {
	Name string // Document.Collection of its documents; "" leaves the source to each document
	Root string // folder, archive (see pack.Is) or single file; paths and ids are relative to it
	Type string // TypeGit, or "" (default) for what lies at Root

	// Files are the only ones to read, slash-separated and relative to Root.
	// nil (default) reads the whole folder.
	Files []string
	// Include and Exclude are globs over relative paths, in which ** stands
	// for any number of folders. Without Include every file is looked at.
	// Exclude wins, and an excluded folder is not entered.
	Include, Exclude []string

	// Prefix stands before the ids of its documents, so that they stay the same
	// whatever the other sources hold; "" (default) for none.
	Prefix string
	// MaxFileBytes is the largest file that is read, rows aside; 0 stands for
	// MaxFileBytes.
	MaxFileBytes int64

	Format        string          // of every file; "" (default): detected for each
	DefaultSource document.Source // for documents that name none
	Topics        []string        // added to every document
	LinkTemplate  string          // "https://…/{id}" or "…/{path}"; "" for none
}

func (s *Source) maxFile() int64 {
	if s.MaxFileBytes > 0 {
		return s.MaxFileBytes
	}
	return MaxFileBytes
}

// Options of Run.
type Options struct {
	// Workers parse at once (default: the processors).
	Workers int
	// Skip is a folder that is never read, wherever it lies: the index itself,
	// which may stand among the documents. "" for none.
	Skip string
	// Progress is told after each document and file, from one goroutine.
	Progress func(Progress)
	// Reject is told of each file or row that can't go in, in canonical
	// order, from one goroutine.
	Reject func(*input.Error)
	// Previous is what an earlier build has; nil (default) for none. Record must
	// be set too.
	Previous *Previous
	// Record is told what to note of each file for the next build, in canonical
	// order, from one goroutine. nil (default): nothing is noted.
	Record func(Record)
}

func (o *Options) defaults() {
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Progress == nil {
		o.Progress = func(Progress) {}
	}
	if o.Reject == nil {
		o.Reject = func(*input.Error) {}
	}
}

// Progress of a run.
type Progress struct {
	Files, TotalFiles int
	Documents, Units  int
	Bytes             int64
}

// Files counts what became of files since the earlier build.
type Files struct {
	Unchanged int `json:"unchanged"` // taken over
	Read      int `json:"read"`      // parsed, because they are new or changed
	Removed   int `json:"removed"`   // there no more
}

// Summary of a run.
type Summary struct {
	Documents int            `json:"documents"`
	Units     map[string]int `json:"units"` // by kind
	Bytes     int64          `json:"bytes"` // read, after decompression
	Seconds   float64        `json:"seconds"`
	Rejected  int            `json:"rejected"` // files and rows that could not go in
	Skipped   int            `json:"skipped"`  // files passed over: not a text we read, no plain file, or a second name of one
	Warnings  map[string]int `json:"warnings"` // by code
	Files     Files          `json:"files"`
}

// AllUnits is the number of units of every kind.
func (s *Summary) AllUnits() (n int) {
	for _, v := range s.Units {
		n += v
	}
	return n
}

// AllWarnings is the number of warnings of every code.
func (s *Summary) AllWarnings() (n int) {
	for _, v := range s.Warnings {
		n += v
	}
	return n
}

// Run reads the sources into b. Files and whole sources that can't go in are told
// to o.Reject and counted; an error means that the build can't go on: a builder
// that fails, a cancelled context. The builder stays open.
func Run(ctx context.Context, sources []Source, b index.Builder, o Options) (_ *Summary, err error) {
	o.defaults()
	start := time.Now()
	found, err := find(ctx, sources, o.Skip)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, found.close()) }()
	r := &run{
		builder: b, opts: o, ids: newIDs(),
		sum:  Summary{Units: map[string]int{}, Warnings: map[string]int{}, Skipped: found.skipped},
		prog: Progress{TotalFiles: len(found.files)},
	}
	for _, e := range found.rejected {
		r.reject(e)
	}
	if o.Previous != nil {
		o.Previous.prepare()
		r.sum.Files.Removed = o.Previous.removed(found.files)
	}
	err = read(ctx, found.files, &o, func(it item) error { return r.take(ctx, it) })
	r.sum.Seconds = time.Since(start).Seconds()
	return &r.sum, err
}

// run is the state of Run's one delivering goroutine.
type run struct {
	builder index.Builder
	opts    Options
	ids     *ids
	sum     Summary
	prog    Progress
	noted   Record // what came out of the file that is read now
	again   bool   // it has to be read again next time
}

func (r *run) take(ctx context.Context, it item) error {
	r.sum.Bytes += it.bytes
	r.prog.Bytes += it.bytes
	switch {
	case it.fail != nil:
		return it.fail
	case it.reject != nil:
		r.noted.reject(it.reject)
		r.again = r.again || it.passing || passing(it.reject)
		r.reject(it.reject)
	case it.skipped:
		r.sum.Skipped++
	case it.doc != nil:
		if err := r.add(ctx, it); err != nil {
			return err
		}
	}
	if it.last {
		r.end(it)
	}
	r.opts.Progress(r.prog)
	return nil
}

// end counts a file and hands out its record.
func (r *run) end(it item) {
	r.prog.Files++
	if it.unchanged {
		r.sum.Files.Unchanged++
	} else {
		r.sum.Files.Read++
	}
	if r.opts.Record != nil {
		rec := *it.record
		rec.First, rec.Documents, rec.Units = r.noted.First, r.noted.Documents, r.noted.Units
		rec.Skipped, rec.Rejected = it.skipped, r.noted.Rejected
		if rec.Hash == "" || r.again || len(rec.Rejected) > maxRejected {
			rec.again()
		}
		r.opts.Record(rec)
	}
	r.noted, r.again = Record{}, false
}

func (r *run) add(ctx context.Context, it item) error {
	d, was := it.doc, it.doc.ID
	isNew := r.ids.assign(d, it.file.source)
	// An id that other documents gave it, or a part of one, can't be found again
	// as the file alone gives it.
	r.again = r.again || !isNew || d.ID != was || len(d.Units) == 0 || incomplete(d)
	r.noted.add(d)
	if err := d.Validate(); err != nil {
		r.again = true
		r.reject(rejection(it.file, "", err))
		return nil
	}
	if err := r.builder.Add(ctx, d); err != nil {
		return fmt.Errorf("index %s: %w", it.file.display(), err)
	}
	if isNew {
		r.sum.Documents++
		r.prog.Documents++
	}
	r.prog.Units += len(d.Units)
	for i := range d.Units {
		r.sum.Units[string(d.Units[i].Kind)]++
	}
	for _, w := range d.Warnings {
		r.sum.Warnings[w.Code]++
	}
	return nil
}

func (r *run) reject(e *input.Error) {
	r.sum.Rejected++
	r.opts.Reject(e)
}

// Each parses the sources in the order of Run and yields each document as its
// file gives it: ids are not made unique. An error of yield ends it.
func Each(ctx context.Context, sources []Source, o Options, yield func(*document.Document) error) (err error) {
	o.defaults()
	found, err := find(ctx, sources, o.Skip)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, found.close()) }()
	for _, e := range found.rejected {
		o.Reject(e)
	}
	return read(ctx, found.files, &o, func(it item) error {
		switch {
		case it.reject != nil:
			o.Reject(it.reject)
		case it.doc != nil:
			return yield(it.doc)
		}
		return nil
	})
}
