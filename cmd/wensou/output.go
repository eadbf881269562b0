package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"wensou/internal/ingest"
	"wensou/parse/input"
)

// lines writes lines and keeps the first error.
type lines struct {
	w   io.Writer
	err error
}

func (l *lines) printf(format string, args ...any) {
	if l.err == nil {
		_, l.err = fmt.Fprintf(l.w, format+"\n", args...)
	}
}

// counts lists a map by number, most first: "paragraph 12, footnote 3".
func counts(m map[string]int) string {
	keys := slices.SortedFunc(maps.Keys(m), func(a, b string) int {
		return cmp.Or(cmp.Compare(m[b], m[a]), cmp.Compare(a, b))
	})
	var parts []string
	for _, k := range keys {
		parts = append(parts, fmt.Sprintf("%s %d", k, m[k]))
	}
	return strings.Join(parts, ", ")
}

func size(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.1f KB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%d bytes", n)
}

// progress tells a person how far a build is, and everybody which documents
// were rejected. The bar is only drawn on a terminal.
type progress struct {
	w     io.Writer
	bar   *progressbar.ProgressBar // nil without a terminal, and until the number of files is known
	draw  bool
	quiet bool
	next  time.Time
}

func newProgress(w io.Writer) *progress { return &progress{w: w, draw: isTerminal(w)} }

// linesEvery is how often a line tells of the progress where no bar is drawn:
// a log should say that a long build goes on, and nothing of a short one.
const linesEvery = time.Minute

func (p *progress) show(now ingest.Progress) {
	if p.quiet || time.Now().Before(p.next) {
		return
	}
	if !p.draw {
		if !p.next.IsZero() {
			p.line(fmt.Sprintf("%d of %d files, %d documents, %d units, %s", now.Files, now.TotalFiles, now.Documents, now.Units, size(now.Bytes)))
		}
		p.next = time.Now().Add(linesEvery)
		return
	}
	p.next = time.Now().Add(100 * time.Millisecond)
	if p.bar == nil {
		total := now.TotalFiles
		if total < 2 { // one file of rows says nothing about how far it is
			total = -1
		}
		p.bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(p.w), progressbar.OptionClearOnFinish(),
			progressbar.OptionSetWidth(24), progressbar.OptionSetRenderBlankState(true),
			progressbar.OptionSetSpinnerChangeInterval(0)) // the spinner's own goroutine would draw over what is printed later
	}
	p.bar.Describe(fmt.Sprintf("%d documents, %d units, %s", now.Documents, now.Units, size(now.Bytes)))
	_ = p.bar.Set(now.Files) // a bar that can't be drawn is no reason to stop
}

func (p *progress) reject(e *input.Error) { p.line(e.Error()) }

// line prints a line without tearing the bar.
func (p *progress) line(s string) {
	if p.quiet {
		return
	}
	if p.draw {
		s = "\r\x1b[K" + s
	}
	fmt.Fprintln(p.w, s)
}

// writing replaces the bar while nothing can be counted.
func (p *progress) writing() {
	p.end()
	if p.draw {
		fmt.Fprint(p.w, "writing the index …")
	}
}

// end leaves an empty line for what is printed next.
func (p *progress) end() {
	if p.draw {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
	p.bar = nil
}
