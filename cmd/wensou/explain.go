package main

import (
	"fmt"
	"strings"

	"wensou/index"
	"wensou/search"
)

// explainQuery shows how the query was read.
func (p *hitPrinter) explainQuery(read string, x *search.QueryExplanation) {
	p.printf("")
	p.printf("read as:   %s", oneLine(read))
	for i, c := range x.Concepts {
		label := "asked for:"
		if i > 0 {
			label = ""
		}
		p.printf("%-10s %s %s, held by %s", label, c.Kind, oneLine(c.Typed), oneLine(c.Held))
	}
	label := "scored by:"
	for _, f := range index.ScoredFields {
		if terms := x.Terms[string(f)]; len(terms) > 0 {
			p.printf("%-10s %-7s %s", label, f, oneLine(weighted(terms)))
			label = ""
		}
	}
}

// weighted lists terms, each with the weight that is next: 颱風 風預 (×1) 台風 (×0.6).
func weighted(terms []search.ExplainedTerm) string {
	var parts []string
	for i, t := range terms {
		s := t.Term
		if i == len(terms)-1 || terms[i+1].Weight != t.Weight {
			s += fmt.Sprintf(" (×%.3g)", t.Weight)
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, " ")
}

// explain shows a sum, and below it what is added up.
func (p *hitPrinter) explain(e *index.Explanation, indent int) {
	p.printf("%*s%.3f  %s", indent, "", e.Value, oneLine(e.Message))
	for i := range e.Details {
		p.explain(&e.Details[i], indent+2)
	}
}
