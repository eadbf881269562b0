package search

import (
	"slices"
	"strings"
	"unicode/utf8"

	"wensou/analysis"
	"wensou/index"
	"wensou/query"
	"wensou/search/highlight"
)

// Weights of what a unit's score is made of. The first stage follows the usual
// finding for Chinese passages: bigrams carry the ranking, words add a little,
// titles help when kept low.
const (
	weightGrams      = 1.0
	weightWords      = 0.4
	weightTitle      = 0.3  // grams and words of title and headings
	weightContext    = 0.6  // grams and words of the context
	weightVariant    = 0.6  // times the above, for forms that were not typed
	weightStop       = 0.2  // times the above, for question and function words
	boostTier        = 100  // parts the tiers of a relaxed match
	maxVariantTokens = 4    // longest run of tokens looked up as one term
	maxTerms         = 1024 // scoring terms of one request
)

// concept is one thing the query asks for: what satisfies it, and how to name it.
type concept struct {
	text   string // as typed, folded
	clause index.Clause
	stop   bool // asked with, not asked for
}

// plan is a query made ready for an engine.
type plan struct {
	concepts []concept
	score    []index.Weighted
	variants []string
	matcher  highlight.Matcher

	seen map[index.Term]int // place in score
}

// newPlan reads a request's query.
func newPlan(a *analysis.Analyzer, text string, mode Mode, exact bool) *plan {
	p := &plan{seen: map[index.Term]int{}}
	q := query.Parse(text)
	if mode == ModePhrase {
		q = query.Query{query.Phrase{Text: strings.Trim(text, `"“”`)}}
	}
	for _, n := range q {
		switch n := n.(type) {
		case query.Phrase:
			p.addPhrase(a, n.Text)
		case query.Words:
			for _, chunk := range strings.Fields(n.Text) {
				p.addChunk(a, chunk, exact)
			}
		}
	}
	p.demoteStops()
	return p
}

func (p *plan) full() bool { return len(p.concepts) >= MaxClauses }

func (p *plan) addPhrase(a *analysis.Analyzer, text string) {
	folded := analysis.Fold(text)
	if folded == "" || p.full() {
		return
	}
	p.concepts = append(p.concepts, concept{text: folded, clause: index.Literal{Text: folded}})
	p.matcher.Literals = append(p.matcher.Literals, folded)
	p.addScore(a, folded, 1)
}

// addChunk plans the words of text without white space. The words are those
// that jieba cuts, but what must match is that they stand in the text, so that
// a different cut there hides nothing.
func (p *plan) addChunk(a *analysis.Analyzer, chunk string, exact bool) {
	tokens := a.Cut(chunk)
	for i := 0; i < len(tokens) && !p.full(); {
		n := 1
		var variants []string
		if !exact {
			n, variants = longestVariant(a, tokens[i:])
		}
		p.addTokens(a, tokens[i:i+n], variants)
		i += n
	}
	p.scoreChunk(a, analysis.Fold(chunk), tokens)
}

// longestVariant finds the longest run of adjacent tokens at the front that
// has variants together, as 数位|鸿沟 has.
func longestVariant(a *analysis.Analyzer, tokens []analysis.Token) (int, []string) {
	for n := min(maxVariantTokens, len(tokens)); n > 0; n-- {
		joined := tokens[0].Term
		adjacent := true
		for i := 1; i < n; i++ {
			adjacent = adjacent && tokens[i].Start == tokens[i-1].End
			joined += tokens[i].Term
		}
		if !adjacent {
			continue
		}
		if v := a.Variants(joined); len(v) > 0 {
			return n, v
		}
	}
	return 1, nil
}

func (p *plan) addTokens(a *analysis.Analyzer, tokens []analysis.Token, variants []string) {
	typed := make(index.All, len(tokens))
	text := ""
	for i, t := range tokens {
		typed[i] = p.clauseFor(t.Term)
		text += t.Term
	}
	c := concept{text: text, clause: typed, stop: isStop(text)}
	if len(typed) == 1 {
		c.clause = typed[0]
	}
	if len(variants) > 0 {
		any := index.Any{Clauses: []index.Clause{c.clause}, Min: 1}
		for _, v := range variants {
			any.Clauses = append(any.Clauses, p.clauseFor(v))
			p.addScore(a, v, weightVariant)
		}
		c.clause = any
		p.variants = append(p.variants, variants...)
	}
	p.concepts = append(p.concepts, c)
}

// clauseFor is what it means that a unit holds a term: Chinese terms stand
// there literally, Latin ones as a word.
func (p *plan) clauseFor(term string) index.Clause {
	if hasCJK(term) {
		p.matcher.Literals = appendNew(p.matcher.Literals, term)
		return index.Literal{Text: term}
	}
	// A term that grams alone can name (a lone symbol) has no word.
	if r, n := utf8.DecodeRuneInString(term); n == len(term) && analysis.ClassOf(r) == analysis.ClassPunct {
		p.matcher.Literals = appendNew(p.matcher.Literals, term)
		return index.Literal{Text: term}
	}
	if strings.ContainsRune(term, ' ') { // a variant of several Latin words
		p.matcher.Literals = appendNew(p.matcher.Literals, term)
		return index.Literal{Text: term}
	}
	p.matcher.Words = appendNew(p.matcher.Words, term)
	return index.Term{Field: index.FieldWords, Term: term}
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

// scoreChunk scores the grams over the whole chunk, so that words that stand
// together in the query are worth more when they stand together in the text.
// Grams that touch a stop word weigh less.
func (p *plan) scoreChunk(a *analysis.Analyzer, folded string, tokens []analysis.Token) {
	stops := map[string]bool{}
	for _, t := range tokens {
		if isStop(t.Term) {
			stops[t.Term] = true
			p.addScore(a, t.Term, weightStop)
		}
	}
	p.addScoreSkipping(a, folded, 1, stops)
}

func (p *plan) addScore(a *analysis.Analyzer, folded string, weight float64) {
	p.addScoreSkipping(a, folded, weight, nil)
}

func (p *plan) addScoreSkipping(a *analysis.Analyzer, folded string, weight float64, stops map[string]bool) {
	inStop := func(term string) bool {
		for s := range stops {
			if strings.Contains(s, term) {
				return true
			}
		}
		return false
	}
	for _, g := range analysis.QueryGrams(folded).Terms {
		r, n := utf8.DecodeRuneInString(g)
		if n == len(g) && analysis.ClassOf(r) == analysis.ClassPunct || inStop(g) {
			continue
		}
		// Pairs of letters are no evidence; Latin is scored by words.
		if analysis.ClassOf(r) == analysis.ClassWord {
			continue
		}
		p.add(index.Term{Field: index.FieldGrams, Term: g}, weight*weightGrams)
		p.add(index.Term{Field: index.FieldTitle, Term: g}, weight*weightTitle)
		p.add(index.Term{Field: index.FieldContext, Term: g}, weight*weightContext)
	}
	a.WordsFolded(folded, func(w string) {
		if inStop(w) {
			return
		}
		words := weight * weightWords
		if !hasCJK(w) {
			words = weight * weightGrams * 2 // a Latin word is as much as its several grams
		}
		p.add(index.Term{Field: index.FieldWords, Term: w}, words)
		p.add(index.Term{Field: index.FieldTitle, Term: w}, weight*weightTitle)
		p.add(index.Term{Field: index.FieldContext, Term: w}, weight*weightContext)
	})
}

// add notes a scoring term; one that is there already keeps its higher weight.
func (p *plan) add(t index.Term, weight float64) {
	if i, ok := p.seen[t]; ok {
		p.score[i].Weight = max(p.score[i].Weight, weight)
		return
	}
	if len(p.score) < maxTerms {
		p.seen[t] = len(p.score)
		p.score = append(p.score, index.Weighted{Term: t, Weight: weight})
	}
}

// required are the concepts that decide a match.
func (p *plan) required(strict bool) []index.Clause {
	var cs []index.Clause
	for _, c := range p.concepts {
		if strict || !c.stop {
			cs = append(cs, c.clause)
		}
	}
	return cs
}

// all holds for units with every required concept; an empty query holds for all.
func (p *plan) all(strict bool) index.Clause { return index.All(p.required(strict)) }

// atLeast holds for units with n of the required concepts.
func (p *plan) atLeast(n int) index.Clause {
	return index.Any{Clauses: p.required(false), Min: n}
}

// nearly holds for units that have n of the required concepts in their text or
// in their context.
func (p *plan) nearly(n int) index.Clause {
	any := index.Any{Min: n}
	for _, c := range p.required(false) {
		any.Clauses = append(any.Clauses, index.Any{Min: 1, Clauses: []index.Clause{c, inContext(c)}})
	}
	return any
}

// coverage puts units in tiers in a relaxed match: those whose own text holds
// all concepts come first, then those that hold n of them with their context,
// then the rest. Within a tier the score decides.
func (p *plan) coverage(n int) []index.Boost {
	return []index.Boost{{Clause: p.all(false), Value: boostTier}, {Clause: p.nearly(n), Value: boostTier}}
}

// inContext is a clause asked of the context: a literal by its grams, which is
// near enough where nothing is promised.
func inContext(c index.Clause) index.Clause {
	switch c := c.(type) {
	case index.Term:
		return index.Term{Field: index.FieldContext, Term: c.Term}
	case index.Literal:
		all := index.All{}
		for _, g := range analysis.QueryGrams(c.Text).Terms {
			all = append(all, index.Term{Field: index.FieldContext, Term: g})
		}
		if len(all) == 0 { // a lone character: its word, if it is one
			return index.Term{Field: index.FieldContext, Term: c.Text}
		}
		return all
	case index.All:
		all := make(index.All, len(c))
		for i := range c {
			all[i] = inContext(c[i])
		}
		return all
	case index.Any:
		any := index.Any{Min: c.Min}
		for _, x := range c.Clauses {
			any.Clauses = append(any.Clauses, inContext(x))
		}
		return any
	}
	return c
}
