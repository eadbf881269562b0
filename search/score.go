package search

import (
	"strings"
	"unicode/utf8"

	"wensou/analysis"
	"wensou/index"
)

// Weights of what a unit's score is made of. The first stage follows the usual
// finding for Chinese passages: bigrams carry the ranking, words add a little,
// titles help when kept low.
const (
	weightGrams   = 1.0
	weightWords   = 0.4
	weightTitle   = 0.3  // grams and words of title and headings
	weightContext = 0.6  // grams and words of the context
	weightVariant = 0.6  // times the above, for forms that were not typed
	weightStop    = 0.2  // times the above, for question and function words
	boostTier     = 100  // parts the tiers of a relaxed match
	maxTerms      = 1024 // scoring terms of one request
)

// scoreChunk scores the grams over the whole chunk, so that words that stand
// together in the query are worth more when they stand together in the text.
// Grams that touch a stop word weigh less.
func (p *plan) scoreChunk(folded string, tokens []analysis.Token) {
	stops := map[string]bool{}
	for _, t := range tokens {
		if isStop(t.Term) {
			stops[t.Term] = true
			p.addScore(t.Term, weightStop)
		}
	}
	p.addScoreSkipping(folded, 1, stops)
	for _, s := range analysis.Spellings(folded)[1:] {
		p.addScoreSkipping(s, weightVariant, stops)
	}
}

func (p *plan) addScore(folded string, weight float64) {
	p.addScoreSkipping(folded, weight, nil)
}

func (p *plan) addScoreSkipping(folded string, weight float64, stops map[string]bool) {
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
	p.analyzer.WordsFolded(folded, func(w string) {
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
