package search

import (
	"slices"
	"strings"

	"wensou/analysis"
	"wensou/index"
	"wensou/query"
	"wensou/search/highlight"
)

// concept is one thing the query asks for: what satisfies it, and how to name it.
type concept struct {
	text   string   // match text
	typed  string   // the same as it stands in the query
	others []string // other forms that hold, in match text
	clause index.Clause
	phrase bool // in quotes: held in a unit's own text, whatever else is relaxed
	stop   bool // asked with, not asked for
}

// plan is a query made ready for an engine.
type plan struct {
	analyzer *analysis.Analyzer
	exact    bool // no regional words
	ranking  Ranking
	concepts []concept
	score    []index.Weighted
	variants []string
	matcher  highlight.Matcher
	nothing  bool // there is text, and none of it can be searched
	dropped  bool // words beyond MaxClauses were passed over

	seen map[index.Term]int // place in score
}

// newPlan reads a request's query.
func newPlan(a *analysis.Analyzer, text string, mode Mode, exact bool, r Ranking) *plan {
	p := &plan{analyzer: a, exact: exact, ranking: r, seen: map[index.Term]int{}}
	q := query.Parse(text)
	if mode == ModePhrase {
		q = onePhrase(q, text)
	}
	for _, n := range q {
		switch n := n.(type) {
		case query.Phrase:
			p.addPhrase(n.Text)
		case query.Words:
			for _, chunk := range p.chunks(n.Text) {
				p.addChunk(chunk)
			}
		}
	}
	if len(p.concepts) == 0 {
		p.addSigns(q)
	}
	p.nothing = len(p.concepts) == 0 && strings.TrimSpace(text) != ""
	p.demoteStops()
	return p
}

// onePhrase reads a whole query as a phrase, with or without its quotes.
func onePhrase(q query.Query, text string) query.Query {
	if len(q) == 0 {
		return nil
	}
	if _, quoted := q[0].(query.Phrase); quoted && len(q) == 1 {
		return q
	}
	return query.Query{query.Phrase{Text: text}}
}

// take adds a concept. A word that is typed twice is asked for twice: in a
// relaxed match it counts as much as it seems to matter.
func (p *plan) take(c concept) {
	if len(p.concepts) == MaxClauses {
		p.dropped = true
		return
	}
	p.concepts = append(p.concepts, c)
}

func (p *plan) addPhrase(text string) {
	folded := analysis.Fold(text)
	if folded == "" {
		return
	}
	p.take(p.literal(text, folded))
	p.addScore(folded, 1)
	for _, s := range analysis.Spellings(folded)[1:] {
		p.addScore(s, p.ranking.Variant)
	}
}

// literal is a concept that stands in a text as it is.
func (p *plan) literal(typed, folded string) concept {
	return concept{text: folded, typed: typed, clause: p.spelled(folded), phrase: true}
}

// spelled holds for units in which a text stands as it is written in either
// script.
func (p *plan) spelled(folded string) index.Clause {
	any := index.Any{Min: 1}
	for _, s := range analysis.Spellings(folded) {
		p.matcher.Literals = appendNew(p.matcher.Literals, s)
		any.Clauses = append(any.Clauses, index.Literal{Text: s})
	}
	if len(any.Clauses) == 1 {
		return any.Clauses[0]
	}
	return any
}

// addSigns plans a query without a letter or digit: its signs, each run of
// them as it stands.
func (p *plan) addSigns(q query.Query) {
	for _, n := range q {
		words, _ := n.(query.Words)
		for _, chunk := range strings.Fields(words.Text) {
			if folded := analysis.Fold(chunk); folded != "" {
				p.take(p.literal(chunk, folded))
			}
		}
	}
}

// addChunk plans the words of text without white space. The words are those
// that jieba cuts, but what must match is that they stand in the text, so that
// a different cut there hides nothing.
func (p *plan) addChunk(chunk string) {
	tokens := p.analyzer.Cut(chunk)
	read := 0
	for _, x := range readParts(p.analyzer, chunk, tokens, p.exact, MaxClauses-len(p.concepts)) {
		p.take(p.part(chunk, x))
		read += len(x.tokens)
	}
	p.dropped = p.dropped || read < len(tokens)
	p.scoreChunk(analysis.Fold(chunk), tokens)
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
			p.addScore(v, p.ranking.Variant)
			c.others = append(c.others, v)
			p.variants = appendNew(p.variants, v)
		}
		c.clause = any
	}
	return c
}

// clauseFor is what it means that a unit holds a term: Chinese terms stand
// there literally, Latin ones as a word.
func (p *plan) clauseFor(term string) index.Clause {
	if hasCJK(term) {
		return p.spelled(term)
	}
	if !analysis.IsWord(term) { // a variant of several Latin words
		p.matcher.Literals = appendNew(p.matcher.Literals, term)
		return index.Literal{Text: term}
	}
	for _, form := range written(term) {
		p.matcher.Words = appendNew(p.matcher.Words, form)
	}
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

// demoteStops makes function words optional, unless there is nothing else.
func (p *plan) demoteStops() {
	if !slices.ContainsFunc(p.concepts, func(c concept) bool { return !c.stop }) {
		for i := range p.concepts {
			p.concepts[i].stop = false
		}
	}
}
