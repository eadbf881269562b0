package search

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"wensou/analysis"
	"wensou/index"
	"wensou/search/highlight"
)

// View is the form of an answer.
type View string

// The views.
const (
	ViewHits View = ""     // a request may also say hits
	ViewKWIC View = "kwic" // a concordance: each match in its context
)

// Orders of a concordance besides those of hits: by what stands before the
// match, read backwards from it, and by what stands after it.
const (
	ByLeft  index.SortOrder = "left"
	ByRight index.SortOrder = "right"
)

// Bounds of one concordance.
const (
	maxConcordanceUnits = 5_000
	maxConcordanceLines = 20_000
	maxConcordanceBytes = 32 << 20 // of text that is looked through
	fetchedAtOnce       = 250      // units
)

// WarnConcordanceCut: more units or lines match than a concordance holds.
// Those that were read come first in the order of relevance, or of dates.
const WarnConcordanceCut = "concordance_cut"

// Concordance is the answer to a Request with ViewKWIC.
type Concordance struct {
	Query      QueryInfo `json:"query"`
	Total      int       `json:"total"`       // units that match
	Groups     int       `json:"groups"`      // documents that hold them
	UnitsRead  int       `json:"units_read"`  // units that lines were taken from
	TotalLines int       `json:"total_lines"` // lines in these
	TookMS     float64   `json:"took_ms"`
	Generation string    `json:"generation"`
	Page       int       `json:"page"`
	Limit      int       `json:"limit"`
	Lines      []Line    `json:"lines"`
	Why        *Why      `json:"why,omitempty"` // only when nothing was found
	Warnings   []string  `json:"warnings"`      // see WarnConcordanceCut and the others
	// State names the generation and the dictionaries that this answers by.
	State string `json:"-"`
}

// Line is one match in its context. Left, Match and Right are one piece of the
// unit's text, as it is written.
type Line struct {
	ID       string      `json:"id"`
	Kind     string      `json:"kind"`
	Number   int         `json:"number,omitempty"`
	Note     int         `json:"note,omitempty"`
	Document DocumentRef `json:"document"`
	Left     string      `json:"left"`
	Match    string      `json:"match"`
	Right    string      `json:"right"`
}

// Concordance answers one request with a page of its lines, or with all of
// them when its Format is csv. Errors are those of Search.
func (s *Service) Concordance(ctx context.Context, r Request) (*Concordance, error) {
	began := time.Now()
	r.View = ViewKWIC
	if err := r.Normalize(); err != nil {
		return nil, err
	}
	order := r.Sort
	if order == ByLeft || order == ByRight {
		r.Sort = index.ByRelevance
	}
	var out *Concordance
	err := s.serve(ctx, &r, func(ctx context.Context, run *run) (err error) {
		if out, err = run.concordance(ctx, order); err == nil {
			out.State = stateWithin(ctx, stateOf(run.snap.Manifest.Generation, run.plan.analyzer))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	out.TookMS = float64(time.Since(began).Microseconds()) / 1000
	return out, nil
}

func (r *run) concordance(ctx context.Context, order index.SortOrder) (*Concordance, error) {
	c, err := r.choose(ctx, r.scope())
	if err != nil {
		return nil, err
	}
	res, err := r.snap.Search(ctx, r.everyUnit(c))
	if err != nil {
		return nil, err
	}
	if res.Total == 0 {
		parts, err := r.divide(ctx, r.scope())
		if err != nil {
			return nil, err
		}
		if parts != nil {
			c = *parts
			if res, err = r.snap.Search(ctx, r.everyUnit(c)); err != nil {
				return nil, err
			}
		}
	}
	out := &Concordance{
		Query: r.queryInfo(c), Total: res.Total, Groups: res.Groups, Generation: r.snap.Manifest.Generation,
		Page: r.req.Page, Limit: r.req.Limit, Lines: []Line{}, Warnings: r.warnings(),
	}
	r.plan.markTerms(r.req.Mode)
	lines, read, err := r.lines(ctx, res.Hits)
	if err != nil {
		return nil, err
	}
	if read < res.Total {
		out.Warnings = append(out.Warnings, WarnConcordanceCut)
	}
	if err := sortLines(ctx, lines, order); err != nil {
		return nil, err
	}
	out.UnitsRead, out.TotalLines = read, len(lines)
	if r.req.Format != FormatCSV {
		from := min((r.req.Page-1)*r.req.Limit, len(lines))
		lines = lines[from:min(from+r.req.Limit, len(lines))]
	}
	out.Lines = append(out.Lines, lines...)
	if res.Total == 0 {
		out.Why, err = r.why(ctx)
	}
	return out, err
}

// everyUnit is the engine request for the units that a concordance reads.
func (r *run) everyUnit(c choice) *index.Request {
	req := r.request(c)
	req.Group, req.Facets, req.From, req.Size = false, nil, 0, maxConcordanceUnits
	return req
}

// lines are the lines of units in their order, and how many units were read
// to the end.
func (r *run) lines(ctx context.Context, hits []index.Hit) (lines []Line, read int, err error) {
	size := 0
	refs := make([]uint64, 0, fetchedAtOnce)
	for chunk := range slices.Chunk(hits, fetchedAtOnce) {
		refs = refs[:0]
		for _, h := range chunk {
			refs = append(refs, h.Ref)
		}
		stored, err := r.snap.Fetch(ctx, refs)
		if err != nil {
			return nil, 0, err
		}
		for i := range stored {
			if ctx.Err() != nil {
				return nil, 0, index.ErrDeadline
			}
			var full bool
			if lines, full = appendLines(lines, &stored[i], &r.plan.matcher, r.req.Context); full {
				return lines, read, nil
			}
			read++
			if size += len(stored[i].Unit.Text); size > maxConcordanceBytes {
				return lines, read, nil
			}
		}
	}
	return lines, read, nil
}

// appendLines adds a unit's lines: of matches that overlap, the first and
// longest. full says that there was no room for all of them.
func appendLines(lines []Line, st *index.Stored, m *highlight.Matcher, width int) (_ []Line, full bool) {
	text, d := st.Unit.Text, st.Document
	end := 0
	for _, k := range m.Marks(text) {
		if k.Weight == 0 || k.Start < end { // function words are no matches of their own
			continue
		}
		if len(lines) == maxConcordanceLines {
			return lines, true
		}
		end = k.End
		from, to := around(text, k.Start, k.End, width)
		// A copy, so that a line does not hold on to a whole text.
		piece := strings.Clone(text[from:to])
		lines = append(lines, Line{
			ID: string(st.Key), Kind: string(st.Unit.Kind), Number: st.Unit.Number, Note: st.Unit.Note,
			Document: refTo(d),
			Left:     piece[:k.Start-from], Match: piece[k.Start-from : k.End-from], Right: piece[k.End-from:],
		})
	}
	return lines, false
}

// around widens a range by n characters on both sides, and by the marks of the
// letters there.
func around(text string, start, end, n int) (from, to int) {
	from, to = start, end
	for i := 0; from > 0 && (i < n || i < 2*n && joinsBefore(text[from:])); i++ {
		_, size := utf8.DecodeLastRuneInString(text[:from])
		from -= size
	}
	for i := 0; to < len(text) && (i < n || i < 2*n && joinsBefore(text[to:])); i++ {
		_, size := utf8.DecodeRuneInString(text[to:])
		to += size
	}
	return from, to
}

// joinsBefore says whether what follows belongs to the letter before it.
func joinsBefore(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return r >= 0x300 && unicode.In(r, unicode.M, unicode.Cf)
}

// sortLines orders lines by their contexts; equal ones keep their order.
func sortLines(ctx context.Context, lines []Line, order index.SortOrder) error {
	if order != ByLeft && order != ByRight {
		return nil
	}
	type keyed struct {
		key  string
		line Line
	}
	all := make([]keyed, len(lines))
	for i, l := range lines {
		if ctx.Err() != nil {
			return index.ErrDeadline
		}
		all[i] = keyed{contextKey(l, order), l}
	}
	slices.SortStableFunc(all, func(a, b keyed) int { return strings.Compare(a.key, b.key) })
	for i := range all {
		lines[i] = all[i].line
	}
	return nil
}

// contextKey is what a line is ordered by: match text, so that both scripts
// stand together, and for the left side from the match on.
func contextKey(l Line, order index.SortOrder) string {
	if order == ByRight {
		return analysis.Fold(l.Right)
	}
	runes := []rune(analysis.Fold(l.Left))
	slices.Reverse(runes)
	return string(runes)
}
