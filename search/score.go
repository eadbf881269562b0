package search

import (
	"strings"
	"unicode/utf8"

	"wensou/analysis"
	"wensou/index"
)

// maxTerms bounds the scoring terms of one request.
const maxTerms = 1024

// scoreChunk scores the grams over the whole chunk, so that words that stand
// together in the query are worth more when they stand together in the text.
// Grams that touch a stop word weigh less.
func (p *plan) scoreChunk(folded string, tokens []analysis.Token) {
	stops := map[string]bool{}
	for _, t := range tokens {
		if p.analyzer.IsStop(t.Term) {
			stops[t.Term] = true
			p.addScore(t.Term, p.ranking.Stop)
		}
	}
	p.addScoreSkipping(folded, 1, stops)
	for _, s := range analysis.Spellings(folded)[1:] {
		p.addScoreSkipping(s, p.ranking.Variant, stops)
	}
}

func (p *plan) addScore(folded string, weight float64) {
	p.addScoreSkipping(folded, weight, nil)
}

func (p *plan) addScoreSkipping(folded string, weight float64, stops map[string]bool) {
	r := &p.ranking
	inStop := func(term string) bool {
		for s := range stops {
			if strings.Contains(s, term) {
				return true
			}
		}
		return false
	}
	for _, g := range analysis.QueryGrams(folded).Terms {
		first, n := utf8.DecodeRuneInString(g)
		if n == len(g) && analysis.ClassOf(first) == analysis.ClassPunct || inStop(g) {
			continue
		}
		// Pairs of letters are no evidence; Latin is scored by words.
		if analysis.ClassOf(first) == analysis.ClassWord {
			continue
		}
		p.add(index.Term{Field: index.FieldGrams, Term: g}, weight*r.Grams)
		p.add(index.Term{Field: index.FieldTitle, Term: g}, weight*r.Title)
		p.add(index.Term{Field: index.FieldContext, Term: g}, weight*r.Context)
	}
	p.analyzer.WordsFolded(folded, func(w string) {
		if inStop(w) {
			return
		}
		words := weight * r.Words
		if !hasCJK(w) {
			words = weight * r.Latin
		}
		p.add(index.Term{Field: index.FieldWords, Term: w}, words)
		p.add(index.Term{Field: index.FieldTitle, Term: w}, weight*r.Title)
		p.add(index.Term{Field: index.FieldContext, Term: w}, weight*r.Context)
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
