package search

import (
	"slices"
	"strings"

	"wensou/analysis"
	"wensou/index"
	"wensou/query"
)

// maxCombinations bounds the clauses of one NEAR: each form of a word with
// each form of the others.
const maxCombinations = 32

// clause is what a node asks for as one condition; nil when it asks for
// nothing that can be searched. What it finds is marked and scored, unless the
// plan is muted.
func (p *plan) clause(n query.Node) index.Clause {
	switch n := n.(type) {
	case query.Words:
		return p.allWords(n.Text)
	case query.Phrase:
		folded := analysis.Fold(n.Text)
		if folded == "" || !p.leaf() {
			return nil
		}
		p.scorePhrase(folded)
		return p.spelled(folded)
	case query.Exact:
		return p.exactly(n)
	case query.Prefix:
		return p.prefix(n.Text)
	case query.Near:
		return p.near(n)
	case query.Field:
		return p.field(n.Name, n.Value)
	case query.Date:
		return p.date(n)
	case query.List:
		return p.allOf(n, p.clause)
	case query.And:
		return p.allOf(n, p.clause)
	case query.Or:
		return p.oneOf(n, p.clause)
	case query.Not:
		return p.not(n.Node, p.clause)
	}
	return nil
}

// allOf holds when all nodes do.
func (p *plan) allOf(nodes []query.Node, clause func(query.Node) index.Clause) index.Clause {
	all := index.All(clauses(nodes, clause))
	switch len(all) {
	case 0:
		return nil
	case 1:
		return all[0]
	}
	return all
}

// oneOf holds when one of the nodes does.
func (p *plan) oneOf(nodes []query.Node, clause func(query.Node) index.Clause) index.Clause {
	any := index.Any{Clauses: clauses(nodes, clause), Min: 1}
	switch len(any.Clauses) {
	case 0:
		return nil
	case 1:
		return any.Clauses[0]
	}
	return any
}

func clauses(nodes []query.Node, clause func(query.Node) index.Clause) (out []index.Clause) {
	for _, n := range nodes {
		if c := clause(n); c != nil {
			out = append(out, c)
		}
	}
	return out
}

// not holds when the node doesn't. One that is too long to be read whole is
// passed over: what is left of it would hide more than was asked.
func (p *plan) not(n query.Node, clause func(query.Node) index.Clause) index.Clause {
	p.muted++
	defer func() { p.muted-- }()
	leaves, dropped := p.leaves, p.dropped
	p.dropped = false
	c := clause(n)
	long := p.dropped
	p.dropped = dropped || long
	if c == nil || long {
		p.leaves = leaves // it takes no place from other words
		return nil
	}
	return index.Not{Clause: c}
}

// allWords holds when all words of a text do; function words need not, unless
// there is nothing else.
func (p *plan) allWords(text string) index.Clause {
	var concepts []concept
	for _, chunk := range p.chunks(text) {
		concepts = append(concepts, p.chunk(chunk)...)
	}
	demoteStops(concepts)
	var all index.All
	for _, c := range concepts {
		if !c.stop {
			all = append(all, c.clause)
		}
	}
	switch len(all) {
	case 0:
		return p.signs(text)
	case 1:
		return all[0]
	}
	return all
}

// signs holds when a text without words stands somewhere.
func (p *plan) signs(text string) index.Clause {
	folded := strings.ReplaceAll(analysis.Fold(text), "\uFFFD", "")
	if folded == "" || p.leaves == MaxClauses || !p.leaf() {
		return nil
	}
	p.mark(folded)
	return index.Literal{Text: folded}
}

// exactly holds when a text stands as it was typed; only the scripts are one.
func (p *plan) exactly(e query.Exact) index.Clause {
	folded := analysis.Fold(e.Text)
	if folded == "" || !p.leaf() {
		return nil
	}
	if p.muted == 0 {
		p.addScore(folded, 1)
	}
	tokens := p.analyzer.Cut(e.Text)
	if !e.Word || hasCJK(folded) || len(tokens) == 0 {
		p.mark(folded)
		return index.Literal{Text: folded}
	}
	all := index.All{}
	for _, t := range tokens {
		all = append(all, p.clauseFor(t.Term))
	}
	if len(all) == 1 {
		return all[0]
	}
	return all
}

// prefix holds when a text has a word that begins so. Chinese words begin and
// end nowhere: there it is a literal.
func (p *plan) prefix(text string) index.Clause {
	folded := analysis.Fold(text)
	if folded == "" || !p.leaf() {
		return nil
	}
	if p.muted == 0 {
		p.addScore(folded, 1)
	}
	tokens := p.analyzer.Cut(text)
	if hasCJK(folded) || len(tokens) != 1 {
		return p.spelled(folded)
	}
	term := tokens[0].Term
	if p.muted == 0 {
		p.matcher.Prefixes = appendNew(p.matcher.Prefixes, term)
	}
	return index.Prefix{Field: index.FieldWords, Text: term}
}

// near holds when one form of each node stands near the others.
func (p *plan) near(n query.Near) index.Clause {
	combinations := [][]string{nil}
	var words index.All
	for _, node := range n.Nodes {
		forms := p.nearForms(node, &words)
		if len(forms) == 0 {
			continue
		}
		var next [][]string
		for _, c := range combinations {
			for _, f := range forms {
				if len(next) < maxCombinations {
					next = append(next, append(slices.Clone(c), f))
				}
			}
		}
		combinations = next
	}
	if len(combinations[0]) == 0 {
		return nil
	}
	any := index.Any{Min: 1}
	for _, texts := range combinations {
		if len(texts) == 1 { // what stood beside it can't be searched
			any.Clauses = append(any.Clauses, index.Literal{Text: texts[0]})
			continue
		}
		any.Clauses = append(any.Clauses, index.Near{Texts: texts, Distance: n.Distance})
	}
	var c index.Clause = any
	if len(any.Clauses) == 1 {
		c = any.Clauses[0]
	}
	if len(words) > 0 {
		return append(words, c)
	}
	return c
}

// nearForms are the texts that a node can stand as. A Latin word must be one
// in the unit, too; whether it is one in this place is not asked.
func (p *plan) nearForms(n query.Node, words *index.All) []string {
	text, exact := "", p.exact
	var numbers []string
	switch n := n.(type) {
	case query.Or:
		var forms []string
		for _, c := range n {
			forms = append(forms, p.nearForms(c, &index.All{})...)
		}
		return forms
	case query.Words:
		text = n.Text
		if folded := analysis.Fold(text); !hasCJK(folded) {
			tokens := p.analyzer.Cut(text)
			for _, t := range tokens {
				*words = append(*words, index.Term{Field: index.FieldWords, Term: t.Term})
			}
			if len(tokens) == 1 { // a number, with and without its commas
				numbers = written(tokens[0].Term)
			}
		}
	case query.Prefix:
		text, exact = n.Text, true
	case query.Phrase:
		text, exact = n.Text, true
	case query.Exact:
		folded := analysis.Fold(n.Text)
		if folded == "" || !p.leaf() {
			return nil
		}
		return p.found([]string{folded})
	}
	if analysis.Fold(text) == "" || !p.leaf() {
		return nil
	}
	forms := p.forms(text, exact)
	for _, s := range numbers {
		forms = appendNew(forms, s)
	}
	return p.found(forms)
}

// found marks and scores texts, the first as it was typed.
func (p *plan) found(texts []string) []string {
	for i, s := range texts {
		switch {
		case p.muted > 0:
		case i == 0:
			p.addScore(s, 1)
		default:
			p.addScore(s, p.ranking.Variant)
		}
		if hasCJK(s) || strings.ContainsRune(s, ' ') {
			p.mark(s)
		} else {
			p.markWord(s)
		}
	}
	return texts
}

// forms are the texts that stand for one that is searched as a whole: its
// spellings and, unless exact, what it is called elsewhere.
func (p *plan) forms(text string, exact bool) []string {
	folded := analysis.Fold(text)
	out := analysis.Spellings(folded)
	if exact {
		return out
	}
	variants := p.analyzer.Variants(folded)
	if len(variants) == 0 {
		variants = innerVariants(p.analyzer, p.analyzer.Variants, folded)
	}
	for _, v := range variants {
		if p.muted == 0 {
			p.variants = appendNew(p.variants, p.script.write(p.analyzer, v, text))
		}
		for _, s := range analysis.Spellings(v) {
			out = appendNew(out, s)
		}
	}
	return out
}
