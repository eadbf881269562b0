package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"wensou/analysis"
	"wensou/document"
	"wensou/internal/ingest"
	"wensou/parse/jsonl"
	"wensou/query"
	"wensou/search"
)

// A large zero-miss run reads this many rows and draws this many substrings of
// at most largeRunes characters. ZERO_MISS_LARGE sets "rows substrings".
const (
	largeRows, largeDraws = 10_000, 500
	largeRunes            = 30
	// largeSet is how many units that hold a substring are compared one by one.
	// Of more, the total, the first page and the document drawn from are.
	largeSet = 1_000
)

// probe is one form of a substring, and where the scan found it.
type probe struct {
	drawn, form string
	from        int   // the row that it was drawn from
	rows        []int // those that hold it, at most largeSet+1
	total       int   // all of them
	spellings   []string
	last        int // the row counted last, plus one
}

// TestZeroMissLarge is TestZeroMiss over rows of a large file, which is not
// part of the project: each substring is searched in both scripts, and totals
// and hits are compared with a scan of all rows.
func TestZeroMissLarge(t *testing.T) {
	file := filepath.Join("..", "..", "..", "shared", "corpus", "bench-1m.jsonl.zst")
	if _, err := os.Stat(file); err != nil {
		t.Skipf("without the large file: %v", err)
	}
	rows, draws := largeRows, largeDraws
	if s := os.Getenv("ZERO_MISS_LARGE"); s != "" {
		if _, err := fmt.Sscanf(s, "%d %d", &rows, &draws); err != nil || rows < 1 || draws < 1 {
			t.Fatalf("ZERO_MISS_LARGE is %q, not a number of rows and one of substrings", s)
		}
	}
	began := time.Now()
	part := firstRows(t, file, rows)
	l := large{service: indexed(t, &Config{CacheDir: t.TempDir()}, part).service}
	l.read(t, part)
	l.draw(t, draws)
	scanned := l.scan()
	built := time.Since(began)
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i := range l.probes {
		g.Go(func() error { return l.check(t, &l.probes[i]) })
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	fmt.Printf("zero-miss: %d substrings of 1 to %d characters from %d rows, %d forms: %d totals compared (%d units), %d of them unit by unit (%d units), %d wrong; built and scanned in %.0f s (scan %.1f s), searched in %.0f s\n",
		draws, largeRunes, len(l.keys), len(l.probes), len(l.probes), l.held, l.whole.Load(), l.compared.Load(), l.wrong.Load(),
		built.Seconds(), scanned.Seconds(), (time.Since(began) - built).Seconds())
}

// firstRows copies the first rows of a file of rows.
func firstRows(t *testing.T, file string, rows int) string {
	t.Helper()
	in, err := jsonl.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	name := filepath.Join(t.TempDir(), "rows.jsonl")
	out, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	r, w := bufio.NewReaderSize(in, 1<<20), bufio.NewWriterSize(out, 1<<20)
	for range rows {
		line, err := r.ReadBytes('\n')
		if _, werr := w.Write(line); werr != nil {
			t.Fatal(werr)
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Flush(), out.Close()); err != nil {
		t.Fatal(err)
	}
	return name
}

// large holds the rows, without an index.
type large struct {
	service *search.Service
	keys    []string
	row     map[string]int // by key
	docs    []string       // of each row
	texts   []string
	folded  []string
	probes  []probe
	held    int // units that hold a probe, over all probes

	whole, compared, wrong atomic.Int64
}

func (l *large) read(t *testing.T, file string) {
	t.Helper()
	sources, err := buildSources(&Config{}, []string{file})
	if err != nil {
		t.Fatal(err)
	}
	l.row = map[string]int{}
	err = ingest.Each(t.Context(), sources, ingest.Options{}, func(d *document.Document) error {
		for i := range d.Units {
			u := &d.Units[i]
			if _, taken := l.row[string(u.ID)]; taken {
				continue // a build leaves the later one out
			}
			l.row[string(u.ID)] = len(l.keys)
			l.keys, l.docs = append(l.keys, string(u.ID)), append(l.docs, string(d.ID))
			l.texts, l.folded = append(l.texts, u.Text), append(l.folded, analysis.Fold(u.Text))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// draw takes substrings out of the texts, in every form.
func (l *large) draw(t *testing.T, draws int) {
	t.Helper()
	cc := converters(t)
	rng := rand.New(rand.NewPCG(20, 26))
	for n := 0; n < draws; {
		from := rng.IntN(len(l.texts))
		piece := pieceOf(l.texts[from], largeRunes, rng)
		if piece == "" {
			continue
		}
		n++
		for _, form := range formsOf(t, piece, cc) {
			p := probe{drawn: piece, form: form, from: from, spellings: analysis.Spellings(analysis.Fold(form))}
			l.probes = append(l.probes, p)
		}
	}
}

// scan looks at every place of every row for what begins with the two
// characters that stand there, and says how long that took.
func (l *large) scan() time.Duration {
	began := time.Now()
	type pattern struct {
		text  string
		probe *probe
	}
	byStart := map[string][]pattern{} // by the first two characters, or the only one
	for i := range l.probes {
		for _, s := range l.probes[i].spellings {
			start := s[:len(s)-len(afterTwo(s))]
			byStart[start] = append(byStart[start], pattern{s, &l.probes[i]})
		}
	}
	for row, text := range l.folded {
		for at := range text {
			rest := text[at:]
			_, one := utf8.DecodeRuneInString(rest)
			for _, start := range []string{rest[:one], rest[:len(rest)-len(afterTwo(rest))]} {
				for _, p := range byStart[start] {
					if p.probe.last <= row && strings.HasPrefix(rest, p.text) {
						p.probe.last = row + 1
						p.probe.total++
						if len(p.probe.rows) <= largeSet {
							p.probe.rows = append(p.probe.rows, row)
						}
					}
				}
				if len(start) == len(rest) {
					break // the last character, once
				}
			}
		}
	}
	for i := range l.probes {
		l.held += l.probes[i].total
	}
	return time.Since(began)
}

// afterTwo is a text without its first two characters.
func afterTwo(s string) string {
	_, one := utf8.DecodeRuneInString(s)
	_, two := utf8.DecodeRuneInString(s[one:])
	return s[one+two:]
}

// check searches a probe in quotes.
func (l *large) check(t *testing.T, p *probe) error {
	fail := func(format string, args ...any) {
		l.wrong.Add(1)
		t.Errorf("%s (drawn: %q from %s): %s", query.Quote(p.form), p.drawn, l.keys[p.from], fmt.Sprintf(format, args...))
	}
	ask := func(page int, docs ...string) (*search.Response, error) {
		r, err := l.service.Search(t.Context(), search.Request{
			Query: query.Quote(p.form), Mode: search.ModeAll, Ungrouped: true, Docs: docs,
			Page: page, Limit: search.MaxLimit, Highlight: search.HighlightNone,
		})
		if err != nil {
			return nil, fmt.Errorf("search %s: %w", query.Quote(p.form), err)
		}
		return r, nil
	}
	first, err := ask(1)
	if err != nil {
		return err
	}
	if first.Total != p.total {
		fail("total %d, and %d rows hold it", first.Total, p.total)
		return nil
	}
	got := rowsOf(l, first)
	if p.total > largeSet {
		for _, row := range got {
			if row < 0 || !slices.ContainsFunc(p.spellings, func(s string) bool { return strings.Contains(l.folded[row], s) }) {
				fail("hit %d does not hold it", row)
			}
		}
		return l.checkOrigin(p, ask, fail)
	}
	for page := 2; (page-1)*search.MaxLimit < p.total; page++ {
		more, err := ask(page)
		if err != nil {
			return err
		}
		got = append(got, rowsOf(l, more)...)
	}
	slices.Sort(got)
	l.whole.Add(1)
	l.compared.Add(int64(len(got)))
	if !slices.Equal(got, p.rows) {
		fail("the hits are not the %d rows that hold it", p.total)
	}
	if !slices.Contains(got, p.from) {
		fail("the row that it was drawn from is not found")
	}
	return nil
}

// checkOrigin looks for the row that a frequent probe was drawn from within its
// document.
func (l *large) checkOrigin(p *probe, ask func(int, ...string) (*search.Response, error), fail func(string, ...any)) error {
	for page := 1; ; page++ {
		r, err := ask(page, l.docs[p.from])
		if err != nil {
			return err
		}
		if slices.Contains(rowsOf(l, r), p.from) {
			return nil
		}
		if page*search.MaxLimit >= min(r.Total, search.MaxWindow) {
			fail("the row that it was drawn from is not found in its document")
			return nil
		}
	}
}

func rowsOf(l *large, r *search.Response) []int {
	rows := make([]int, len(r.Hits))
	for i := range r.Hits {
		row, ok := l.row[r.Hits[i].ID]
		if !ok {
			row = -1 // no row of the file
		}
		rows[i] = row
	}
	return rows
}
