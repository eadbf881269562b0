package analysis

import (
	"strings"
	"unicode/utf8"
)

// Particles that the segmenter's model takes for the first or last character
// of a name that its dictionary lacks, in match text: 王爱爱有, 狄托于. Those
// that are surnames as well are not among the first.
const (
	leadingParticles  = "的了是在与及被把对从由将而也都就"
	trailingParticles = "的了着过是在有和与及被把对从到由于以为将曾已也都就会能"
)

// freed divides a word that the segmenter guessed from the particles at its
// ends, so that a name is asked for by itself. Words of the dictionary and
// guesses of two characters stay whole.
func (a *Analyzer) freed(t Token) []Token {
	start, end := 0, len(t.Term)
	for left := utf8.RuneCountInString(t.Term); left > 2; left-- {
		r, n := utf8.DecodeRuneInString(t.Term[start:])
		last, m := utf8.DecodeLastRuneInString(t.Term[:end])
		switch {
		case strings.ContainsRune(trailingParticles, last):
			end -= m
		case strings.ContainsRune(leadingParticles, r):
			start += n
		default:
			left = 0
		}
	}
	if start == 0 && end == len(t.Term) || len(a.jieba.Cut(t.Term, false)) == 1 {
		return []Token{t}
	}
	var tokens []Token
	part := func(from, to int) {
		if from < to {
			tokens = append(tokens, Token{Term: t.Term[from:to], Start: t.Start + from, End: t.Start + to, Type: t.Type})
		}
	}
	for i, r := range t.Term[:start] {
		part(i, i+utf8.RuneLen(r))
	}
	part(start, end)
	for i, r := range t.Term[end:] {
		part(end+i, end+i+utf8.RuneLen(r))
	}
	return tokens
}
