package search

import (
	"html"
	"strings"
	"unicode/utf8"

	"wensou/analysis"
	"wensou/index"
	"wensou/search/highlight"
)

// weightPhrase is what a snippet gains by a phrase, in words of the query.
const weightPhrase = 12

// markTerms tells the matcher which of its terms ask for the same, what they
// weigh, and which are function words that the mode does not ask for.
func (p *plan) markTerms(mode Mode) {
	strict := mode == ModeAll || mode == ModePhrase
	terms := map[string]highlight.Term{}
	first := map[int]int{} // of each concept, its first term
	owner := map[string]int{}
	for _, stop := range []bool{false, true} { // of two owners, the one that is asked for
		for i, c := range p.concepts {
			if (c.stop && !strict) != stop {
				continue
			}
			t := highlight.Term{Weight: c.markWeight(), Light: stop}
			eachText(c.clause, func(text string) {
				if _, taken := terms[text]; !taken {
					terms[text], owner[text] = t, i
				}
			})
		}
	}
	all := append(append([]string(nil), p.matcher.Literals...), p.matcher.Words...)
	p.matcher.Terms = make([]highlight.Term, len(all))
	for i, text := range all {
		t, known := terms[text]
		t.Same = i
		if known {
			if _, ok := first[owner[text]]; !ok {
				first[owner[text]] = i
			}
			t.Same = first[owner[text]]
		} else {
			t.Weight = 1
		}
		p.matcher.Terms[i] = t
	}
}

// markWeight is what a snippet gains by a concept: long words are rarer and say
// more than short ones.
func (c concept) markWeight() int {
	if c.phrase {
		return weightPhrase
	}
	return 2 + min(utf8.RuneCountInString(c.text), 4)
}

// eachText calls f with each text that a clause is marked by.
func eachText(c index.Clause, f func(string)) {
	switch c := c.(type) {
	case index.Literal:
		f(c.Text)
	case index.Term:
		for _, form := range written(c.Term) {
			f(form)
		}
	case index.Near:
		for _, t := range c.Texts {
			f(t)
		}
	case index.Prefix:
		f(c.Text)
	case index.All:
		for _, x := range c {
			eachText(x, f)
		}
	case index.Any:
		for _, x := range c.Clauses {
			eachText(x, f)
		}
	}
}

// markedUnit are the snippets of a unit's text.
func (r *run) markedUnit(text string, folded analysis.Folded) []Snippet {
	marks := r.plan.matcher.MarksIn(text, folded)
	ranges := highlight.Merge(text, marks)
	fragments := highlight.Fragments(text, marks, r.req.Snippets, r.req.SnippetLength)
	out := make([]Snippet, 0, len(fragments))
	for _, f := range fragments {
		out = append(out, r.snippet(highlight.Segments(text, f, ranges)))
	}
	return out
}

// markedTitle is a title in HTML with its marks.
func (r *run) markedTitle(title string) string {
	marks := r.plan.matcher.Marks(title)
	if len(marks) == 0 {
		return html.EscapeString(strings.ToValidUTF8(title, "\uFFFD"))
	}
	return markup(highlight.Segments(title, highlight.Fragment{End: len(title)}, highlight.Merge(title, marks)))
}

func (r *run) snippet(segments []highlight.Segment) Snippet {
	if r.req.Highlight == HighlightHTML {
		return Snippet{HTML: markup(segments)}
	}
	return Snippet{Segments: segmentsOf(segments)}
}

func segmentsOf(segments []highlight.Segment) []Segment {
	out := make([]Segment, len(segments))
	for i, s := range segments {
		out[i] = Segment{Text: s.Text, Match: s.Match}
	}
	return out
}

// markup is segments as HTML in which everything but <mark> is escaped.
func markup(segments []highlight.Segment) string {
	size := 0
	for _, s := range segments {
		size += len(s.Text) + len("<mark></mark>")
	}
	var b strings.Builder
	b.Grow(size)
	for _, s := range segments {
		if s.Match {
			b.WriteString("<mark>")
		}
		b.WriteString(html.EscapeString(s.Text))
		if s.Match {
			b.WriteString("</mark>")
		}
	}
	return b.String()
}
