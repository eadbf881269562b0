package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/semaphore"

	"wensou/document"
	"wensou/parse"
	"wensou/parse/input"
	"wensou/parse/jsonl"
)

const (
	// inFlightBytes bounds the files that are read but not yet delivered. It
	// holds the largest file that find lets through.
	inFlightBytes = MaxFileBytes
	// rowsAhead bounds the documents of a row file that wait for delivery.
	rowsAhead = 64
)

// item is one thing that came out of a file: a document, a rejection, or
// nothing (skipped). last marks the file's end.
type item struct {
	file    *file
	doc     *document.Document
	reject  *input.Error
	skipped bool
	last    bool
	bytes   int64 // read since the file's previous item

	passing   bool    // another time the rejection may not come, though the file is the same
	unchanged bool    // it came out of the earlier build; on the last item
	record    *Record // begun; on the last item, when records are wanted
	fail      error   // ends the run
}

// lfsPointer begins what git keeps in the place of a file that lies elsewhere.
var lfsPointer = []byte("version https://git-lfs.github.com/spec/v1\n")

type job struct {
	file  *file
	items chan item // closed by the worker

	noting   bool      // records are wanted
	previous *Previous // nil for none
	record   *Record
	state    string // of the file before it was read, see stateOf
	data     []byte // of a file that is no rows, once it was read
	readErr  error
}

// read parses files with so many workers and yields what comes out from the
// calling goroutine, file after file in their order. It returns when all its
// goroutines are gone.
func read(ctx context.Context, files []file, o *Options, yield func(item) error) error {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel() // runs before Wait: stops whoever still sends

	// order and work take each job in the same sequence, so the job that the
	// consumer waits for is always in some worker's hands.
	order, work := make(chan *job, 2*o.Workers), make(chan *job, 2*o.Workers)
	memory := semaphore.NewWeighted(inFlightBytes)
	wg.Go(func() {
		defer close(order)
		defer close(work)
		dispatch(ctx, files, o, memory, order, work)
	})
	for range o.Workers {
		wg.Go(func() {
			for j := range work {
				j.run(ctx)
			}
		})
	}
	for j := range order {
		if err := j.deliver(ctx, yield); err != nil {
			return err
		}
		memory.Release(weight(j.file))
	}
	return ctx.Err()
}

// weight of a file in memory; rows are streamed and bounded by their number.
func weight(f *file) int64 {
	if f.rows() {
		return 1 << 20
	}
	return min(max(f.size, 1), inFlightBytes)
}

func dispatch(ctx context.Context, files []file, o *Options, memory *semaphore.Weighted, order, work chan<- *job) {
	for i := range files {
		if memory.Acquire(ctx, weight(&files[i])) != nil {
			return
		}
		j := &job{file: &files[i], items: make(chan item, 1), previous: o.Previous, noting: o.Record != nil}
		if files[i].rows() {
			j.items = make(chan item, rowsAhead)
		}
		for _, to := range []chan<- *job{order, work} {
			select {
			case to <- j:
			case <-ctx.Done():
				return
			}
		}
	}
}

func (j *job) deliver(ctx context.Context, yield func(item) error) error {
	for {
		select {
		case it, open := <-j.items:
			if !open {
				return ctx.Err()
			}
			if err := yield(it); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (j *job) send(ctx context.Context, it item) error {
	it.file = j.file
	select {
	case j.items <- it:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (j *job) run(ctx context.Context) {
	defer close(j.items)
	if ctx.Err() != nil {
		return
	}
	var it item
	known := false
	if j.noting {
		it, known = j.known(ctx)
	}
	if !known {
		it = j.parse(ctx, it.bytes)
	}
	it.last, it.record = true, j.record
	_ = j.send(ctx, it) // fails only when nobody reads any more
}

// parse reads a file, of which so many bytes were read before.
func (j *job) parse(ctx context.Context, bytes int64) (it item) {
	if j.file.rows() {
		it = j.rows(ctx)
		it.bytes += bytes
	} else {
		it = j.one(ctx)
	}
	if j.noting {
		j.unmoved()
	}
	return it
}

// one reads a file that is one document.
func (j *job) one(ctx context.Context) (it item) {
	defer j.recovered(&it)
	data, err := j.data, j.readErr
	if data == nil && err == nil {
		data, err = j.file.read()
	}
	it.bytes = int64(len(data))
	if err != nil {
		it.reject = rejection(j.file, reason(err), err)
		return it
	}
	if bytes.HasPrefix(data, lfsPointer) {
		it.reject = rejection(j.file, "it only points to its text, which lies in Git LFS; fetch it with git lfs pull", nil)
		return it
	}
	it.doc, err = parse.ParseContext(ctx, j.file.rel, data, j.file.options())
	if err == nil {
		j.file.prefix(it.doc)
		return it
	}
	it.doc = nil
	if !j.file.wanted && j.file.source.Format == "" && !looksOurs(j.file.rel) && parse.Detect(j.file.rel, data) == "" {
		it.skipped = true
		return it
	}
	it.reject = rejection(j.file, "", err)
	// A PDF is read by another program, with limits of time and memory.
	it.passing = j.file.source.Format == parse.FormatPDF || parse.Detect(j.file.rel, data) == parse.FormatPDF
	return it
}

// looksOurs says that the name promises a text we read, so that people should
// hear when the content breaks that promise.
func looksOurs(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".md", ".markdown", ".txt", ".text", ".docx", ".docm", ".odt", ".fodt", ".epub", ".pdf":
		return true
	}
	return false
}

// rows streams a file of rows and returns its last item.
func (j *job) rows(ctx context.Context) (it item) {
	defer j.recovered(&it)
	raw, unchanged, err := j.file.openRows()
	if err != nil {
		it.reject = rejection(j.file, reason(err), err)
		return it
	}
	defer raw.Close()
	r := &counter{r: raw}
	var counted int64
	send := func(it item) error {
		n := r.n.Load()
		it.bytes, counted = n-counted, n
		return j.send(ctx, it)
	}
	err = jsonl.Read(r, j.file.rel, j.file.options(),
		func(d *document.Document) error { j.file.prefix(d); return send(item{doc: d}) },
		func(e *input.Error) {
			_ = send(item{reject: rejection(j.file, "", e)}) // a cancelled context ends the next yield
		})
	it.bytes = r.n.Load() - counted
	switch {
	case ctx.Err() != nil:
	case err != nil:
		it.reject = rejection(j.file, "", err)
	case !unchanged():
		it.reject = rejection(j.file, errChanged.Error(), errChanged)
	}
	return it
}

// recovered turns a parser's panic into a rejection: one file must not take
// the build with it.
func (j *job) recovered(it *item) {
	if v := recover(); v != nil {
		it.doc, it.skipped = nil, false
		it.reject = rejection(j.file, fmt.Sprintf("the parser broke on it (%v); the file may be damaged, please report it", v), nil)
	}
}

func (f *file) options() parse.Options {
	return parse.Options{
		Format: f.source.Format, Source: f.source.DefaultSource, Collection: f.source.Name,
		Topics: f.source.Topics, LinkTemplate: f.source.LinkTemplate, History: f.history,
	}
}

// prefix puts that of the source before the id of a document.
func (f *file) prefix(d *document.Document) { d.ID = document.ID(f.source.Prefix) + d.ID }

// rejection names the file as the user knows it; the parsers know only its
// path below the root.
func rejection(f *file, why string, err error) *input.Error {
	e := &input.Error{Path: f.display(), Reason: why, Err: err}
	var inner *input.Error
	if why == "" && errors.As(err, &inner) {
		e.Line, e.Reason = inner.Line, inner.Reason
	} else if why == "" && err != nil {
		e.Reason = strings.ReplaceAll(err.Error(), "\n", "; ")
	}
	return e
}

// counter counts what is read; the reader behind it may be used from another
// goroutine than the one that asks.
type counter struct {
	r io.Reader
	n atomic.Int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n.Add(int64(n))
	return n, err
}
