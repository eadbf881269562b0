package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"wensou/index"
	"wensou/search"
)

// ansi marks matches on a terminal.
const (
	ansiMark  = "\x1b[1;33m"
	ansiFaint = "\x1b[2m"
	ansiEnd   = "\x1b[0m"
)

// hitPrinter shows a response to a person.
type hitPrinter struct {
	lines
	colour bool
}

func printHits(w io.Writer, r *search.Response, colour bool) error {
	p := &hitPrinter{lines: lines{w: w}, colour: colour}
	p.head(r)
	for i := range r.Hits {
		p.hit((r.Page-1)*r.Limit+i+1, &r.Hits[i])
	}
	p.facets(r)
	p.why(r.Why)
	return p.err
}

func (p *hitPrinter) head(r *search.Response) {
	p.printf("%s in %s (%.1f ms)", plural(r.Total, "place"), plural(r.Groups, "document"), r.TookMS)
	p.query(&r.Query)
	p.meant(r.DidYouMean)
	if x := r.Query.Explanation; x != nil {
		p.explainQuery(r.Query.Read, x)
	}
	for _, w := range r.Warnings {
		p.printf("warning: %s", cmp.Or(warnings[w], w))
	}
}

// query says how a query was read.
func (p *hitPrinter) query(q *search.QueryInfo) {
	if q.Operators {
		p.printf("read as: %s", oneLine(q.Read))
	}
	if len(q.Variants) > 0 {
		p.printf("also searched: %s", strings.Join(q.Variants, ", "))
	}
	if q.Relaxed != nil {
		p.relaxed(q.Relaxed, q.Operators)
	}
}

// warnings in words.
var warnings = map[string]string{
	search.WarnNothingToSearch: "nothing in this query can be searched",
	search.WarnWordsDropped:    fmt.Sprintf("only the first %d words are searched", search.MaxClauses),
	search.WarnConcordanceCut:  "there is too much to list all of it; narrow the search with filters",
	search.WarnOperatorAsText:  "an operator or field without what belongs to it is searched as text",
	search.WarnQuotation:       "the query stands in a document as it is; its operators are searched as text",
}

// relaxed says what is shown instead of what holds all; in a query with
// operators, not only phrases are always held.
func (p *hitPrinter) relaxed(x *search.Relaxed, operators bool) {
	if len(x.Parts) > 0 {
		p.printf("no document holds the words as typed; their parts are searched: %s", strings.Join(x.Parts, ", "))
	}
	of, shown := "words", fmt.Sprintf("at least %d of the words", x.Minimum)
	switch words := x.Minimum - x.Phrases; {
	case len(x.Parts) > 0:
		of, shown = "parts", fmt.Sprintf("at least %d of the parts", x.Minimum)
	case x.Phrases > 0:
		of, shown = "words and phrases", "the phrase"
		switch {
		case operators:
			of, shown = "words and operators", "what must be held"
		case x.Phrases > 1:
			shown += "s"
		}
		if words > 0 {
			shown += fmt.Sprintf(" and at least %d of the words", words)
		}
	}
	if len(x.Rare) > 0 {
		shown += ", or one of " + strings.Join(x.Rare, ", ")
	}
	if x.Minimum < x.Words || x.Phrases > 0 {
		p.printf("all %d %s: %s; shown are those with %s", x.Words, of, plural(x.HoldAll, "place"), shown)
	}
}

func (p *hitPrinter) hit(n int, h *search.Hit) {
	d := &h.Document
	p.printf("")
	p.printf("%3d. %s", n, oneLine(d.Title))
	about := []string{place(h)}
	for _, s := range []string{d.Date, d.Source, strings.Join(d.Authors, "、")} {
		if s != "" {
			about = append(about, oneLine(s))
		}
	}
	p.printf("     %s", p.faint(strings.Join(about, " · ")))
	if len(h.HeadingPath) > 0 {
		p.printf("     %s", p.faint(oneLine(strings.Join(h.HeadingPath, " › "))))
	}
	for _, s := range h.Snippets {
		p.printf("     %s", p.snippet(s))
	}
	for _, a := range h.AlsoIn {
		p.printf("     %s", p.faint("also in "+oneLine(cmp.Or(a.Document.Title, a.Document.ID))+" · "+oneLine(a.ID)))
	}
	if h.MoreInDocument > 0 {
		p.printf("     %s", p.faint(fmt.Sprintf("%d more in this document", h.MoreInDocument)))
	}
	if h.Explanation != nil {
		p.explain(h.Explanation, 5)
	}
}

// place is what people need to find the unit in their file.
func place(h *search.Hit) string {
	s := oneLine(h.Document.Path)
	if len(h.Lines) > 0 {
		s += fmt.Sprintf(":%d", h.Lines[0][0])
	}
	s += " " + h.Kind
	if h.Number > 0 {
		s += fmt.Sprintf(" %d", h.Number)
	}
	if h.Note > 0 {
		s += fmt.Sprintf(" of note %d", h.Note)
	}
	return s
}

func (p *hitPrinter) snippet(s search.Snippet) string {
	var b strings.Builder
	for _, seg := range s.Segments {
		t := oneLine(seg.Text)
		if seg.Match && p.colour {
			t = ansiMark + t + ansiEnd
		}
		b.WriteString(t)
	}
	return b.String()
}

func (p *hitPrinter) faint(s string) string {
	if !p.colour {
		return s
	}
	return ansiFaint + s + ansiEnd
}

func (p *hitPrinter) facets(r *search.Response) {
	for _, f := range index.Facets {
		values, ok := r.Facets[string(f)]
		if !ok {
			continue
		}
		p.printf("")
		p.printf("%s", f)
		for _, v := range values {
			name := v.Value
			if v.From != "" {
				name = v.From + " to " + v.To
			}
			if name == "" {
				name = "(none)"
			}
			p.printf("  %6d  %s", v.Count, oneLine(name))
		}
	}
}

func (p *hitPrinter) why(w *search.Why) {
	if w == nil {
		return
	}
	if len(w.Missing) > 0 {
		p.printf("no document holds: %s", strings.Join(w.Missing, ", "))
	}
	p.meant(w.DidYouMean)
	if w.WithoutFilters > 0 {
		p.printf("without the filters: %s", plural(w.WithoutFilters, "place"))
	}
	if len(w.Filters) > 0 {
		p.printf("something would be found without the filter: %s", strings.Join(w.Filters, " or "))
	}
	if len(w.Words) > 0 {
		p.printf("something would be found without the word: %s", strings.Join(w.Words, " or "))
	}
	if w.AnyWord > 0 {
		p.printf("with any of the words (--mode any): %s", plural(w.AnyWord, "place"))
	}
}

// meant offers other queries; they are not searched by themselves.
func (p *hitPrinter) meant(list []search.Correction) {
	for _, c := range list {
		p.printf("did you mean: %s (%s)", oneLine(c.Query), plural(c.Total, "place"))
	}
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// oneLine keeps what comes from documents from moving the cursor or writing
// escape sequences to the terminal.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
}
