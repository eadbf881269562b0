package search

import (
	"slices"
	"strings"

	"wensou/analysis"
	"wensou/index"
)

// chunk are the words of text without white space (but see chunks). The words
// are those that jieba cuts, but what must match is that they stand in the
// text, so that a different cut there hides nothing. A word that is typed twice
// is asked for twice: in a relaxed match it counts as much as it seems to matter.
func (p *plan) chunk(chunk string) (out []concept) {
	tokens := p.analyzer.Cut(chunk)
	read := 0
	for _, x := range readParts(p.analyzer, chunk, tokens, p.exact, MaxClauses-p.leaves) {
		p.leaves++
		out = append(out, p.part(chunk, x))
		read += len(x.tokens)
	}
	p.dropped = p.dropped || read < len(tokens)
	if p.muted == 0 {
		p.scoreChunk(analysis.Fold(chunk), tokens)
	}
	return out
}

// words is the concept of a run of tokens, held when all of them are or when
// one of the variants is.
func (p *plan) words(typed string, tokens []analysis.Token, variants []string) concept {
	all := make(index.All, len(tokens))
	text := ""
	for i, t := range tokens {
		all[i] = p.clauseFor(t.Term)
		text += t.Term
	}
	c := concept{text: text, typed: typed, clause: all, stop: p.analyzer.IsStop(text)}
	if len(all) == 1 {
		c.clause = all[0]
	}
	if len(variants) > 0 {
		any := index.Any{Clauses: []index.Clause{c.clause}, Min: 1}
		for _, v := range variants {
			// The clause of a word that is typed whole has its spellings.
			if len(all) > 1 || !slices.Contains(analysis.Spellings(text), v) {
				any.Clauses = append(any.Clauses, p.clauseFor(v))
			}
			p.useVariant(v, typed)
			c.others = append(c.others, v)
		}
		c.clause = any
	}
	return c
}

// useVariant scores and names a variant of what was typed.
func (p *plan) useVariant(folded, typed string) {
	if p.muted == 0 {
		p.addScore(folded, p.ranking.Variant)
		p.variants = appendNew(p.variants, p.script.write(p.analyzer, folded, typed))
	}
}

// spelled holds for units in which a text stands as it is written in either
// script.
func (p *plan) spelled(folded string) index.Clause {
	return p.anyLiteral(analysis.Spellings(folded))
}

// anyLiteral holds for units in which one of the texts stands.
func (p *plan) anyLiteral(texts []string) index.Clause {
	return anyOf(texts, func(s string) index.Clause {
		p.mark(s)
		return index.Literal{Text: s}
	})
}

// anyOf is a clause for each text, of which one will do.
func anyOf(texts []string, clause func(string) index.Clause) index.Clause {
	any := index.Any{Min: 1}
	for _, s := range texts {
		any.Clauses = append(any.Clauses, clause(s))
	}
	if len(any.Clauses) == 1 {
		return any.Clauses[0]
	}
	return any
}

// mark has a text marked where it stands.
func (p *plan) mark(folded string) {
	if p.muted == 0 {
		p.texts = appendNew(p.texts, folded)
		p.matcher.Literals = appendNew(p.matcher.Literals, folded)
	}
}

// markWord has a Latin term marked where it stands as a word.
func (p *plan) markWord(term string) {
	if p.muted == 0 {
		p.texts = appendNew(p.texts, term)
		for _, form := range written(term) {
			p.matcher.Words = appendNew(p.matcher.Words, form)
		}
	}
}

// clauseFor is what it means that a unit holds a term: Chinese terms stand
// there literally, Latin ones as a word.
func (p *plan) clauseFor(term string) index.Clause {
	if hasCJK(term) {
		return p.spelled(term)
	}
	if !analysis.IsWord(term) { // a variant of several Latin words
		p.mark(term)
		return index.Literal{Text: term}
	}
	p.markWord(term)
	return index.Term{Field: index.FieldWords, Term: term}
}

// written are the forms in which a Latin term can stand in match text: 13859
// also as 13,859, and u.s. also without its last point.
func written(term string) []string {
	forms := []string{term}
	if short, ok := strings.CutSuffix(term, "."); ok {
		forms = append(forms, short)
	}
	n := 0
	for n < len(term) && term[n] >= '0' && term[n] <= '9' {
		n++
	}
	if n < 4 || n < len(term) && term[n] != '.' && term[n] != '%' {
		return forms
	}
	grouped := term[n:]
	for ; n > 3; n -= 3 {
		grouped = "," + term[n-3:n] + grouped
	}
	return append(forms, term[:n]+grouped)
}

func hasCJK(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return analysis.ClassOf(r) == analysis.ClassCJK })
}

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}
