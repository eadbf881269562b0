package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"wensou/index"
	"wensou/internal/ingest"
	"wensou/parse/input"
)

// rejection is one line of the report of a build: what did not go in.
type rejection struct {
	Path    string `json:"path"`
	Line    int    `json:"line,omitempty"` // 1-based; none when it concerns the whole file
	Code    string `json:"code"`
	Message string `json:"message"`
	Do      string `json:"do"` // what a person can do about it
}

// Codes of rejections.
const (
	codeUnreadable = "unreadable"   // the file can't be opened or read
	codeBadRow     = "bad-row"      // a line of a file of rows
	codeBadFile    = "bad-file"     // the content is no document
	codeDuplicate  = "duplicate-id" // a unit whose id is taken
	codeSource     = "bad-source"   // a source that can't be read, or not to its end
)

var remedies = map[string]string{
	codeUnreadable: "let the user that builds read the file, or take it out of the source",
	codeBadRow:     "correct the line and build again",
	codeBadFile:    "look at the file with wensou inspect, correct or exclude it, and build again",
	codeDuplicate:  "give the row an id of its own and build again",
	codeSource:     "look at the source's root and type in the configuration, and build again",
}

func rejectionOf(e *input.Error) rejection {
	r := rejection{Path: e.Path, Line: e.Line, Code: codeBadFile, Message: e.Reason}
	var path *fs.PathError
	switch {
	case errors.Is(e.Err, ingest.ErrSource):
		r.Code = codeSource
	case errors.Is(e.Err, fs.ErrPermission) || errors.As(e.Err, &path):
		r.Code = codeUnreadable
	case e.Line > 0:
		r.Code = codeBadRow
	}
	r.Do = remedies[r.Code]
	// Reasons say what to do behind a semicolon.
	if what, do, ok := strings.Cut(e.Reason, "; "); ok {
		r.Message, r.Do = what, do
	}
	return r
}

func duplicateOf(d *index.Duplicate) rejection {
	return rejection{
		Path: ingest.Quote(d.Path), Line: d.Line, Code: codeDuplicate, Do: remedies[codeDuplicate],
		Message: fmt.Sprintf("a unit of the id %s is in the index already; this one was left out", ingest.Quote(string(d.Key))),
	}
}

// rejections are written as they come: a corpus may have very many.
type rejections struct {
	name string // the file; made with the first one
	f    *os.File
	w    *bufio.Writer
	n    int
	err  error // the first; told by close
}

func (r *rejections) add(one rejection) {
	r.n++
	if r.f == nil && r.err == nil {
		if r.f, r.err = os.Create(r.name); r.err == nil {
			r.w = bufio.NewWriter(r.f)
		}
	}
	if r.err != nil {
		return
	}
	raw, err := json.Marshal(one)
	if err == nil {
		_, err = r.w.Write(append(raw, '\n'))
	}
	r.err = err
}

func (r *rejections) close() error {
	if r.f != nil {
		r.err = errors.Join(r.err, r.w.Flush(), r.f.Close())
		r.f = nil
	}
	if r.err != nil {
		return fmt.Errorf("write report: %w", r.err)
	}
	return nil
}

// copyReport puts the report of a generation where the user wants it; without
// rejections the file is empty.
func copyReport(from, to string) (err error) {
	out, err := os.Create(to)
	if err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	in, err := os.Open(from)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	defer in.Close()
	if _, err := io.Copy(out, in); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}
