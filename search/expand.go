package search

import (
	"strings"
	"unicode/utf8"

	"wensou/analysis"
	"wensou/index"
)

// maxVariantTokens is the longest run of tokens looked up as one term.
const maxVariantTokens = 8

// part is a run of tokens that is asked for as one thing, and what else would
// do.
type part struct {
	tokens   []analysis.Token
	variants []string
	// inner are the parts that the run is without the library's synonyms, if
	// only these make it one: a synonym must not hide what else is searched.
	inner []part
}

// readParts divides the tokens of a chunk by what has variants. Tokens beyond
// limit parts are left out.
func readParts(a *analysis.Analyzer, chunk string, tokens []analysis.Token, exact bool, limit int) []part {
	var parts []part
	for i := 0; i < len(tokens) && len(parts) < limit; {
		n, variants := 1, []string(nil)
		if !exact {
			n, variants = longestVariant(a, chunk, tokens[i:])
		}
		parts = append(parts, part{tokens: tokens[i : i+n], variants: variants})
		i += n
	}
	if exact || !a.HasSynonyms() {
		return parts
	}
	return withSynonyms(a, chunk, tokens, parts)
}

// longestVariant finds the longest run of adjacent tokens at the front that
// has regional variants together, as 数位|鸿沟 has. A token without variants
// may have words inside that have some.
func longestVariant(a *analysis.Analyzer, chunk string, tokens []analysis.Token) (int, []string) {
	for n := min(maxVariantTokens, len(tokens)); n > 0; n-- {
		joined, ok := joinTokens(chunk, tokens[:n])
		if !ok {
			continue
		}
		if v := a.Regional(joined); len(v) > 0 {
			return n, v
		}
	}
	return 1, innerVariants(a, a.Regional, tokens[0].Term)
}

// joinTokens is the term that tokens are together, if nothing but white space
// between words stands between them.
func joinTokens(chunk string, tokens []analysis.Token) (string, bool) {
	if len(tokens) == 1 {
		return tokens[0].Term, true
	}
	var b strings.Builder
	b.WriteString(tokens[0].Term)
	for i := 1; i < len(tokens); i++ {
		gap := chunk[tokens[i-1].End:max(tokens[i].Start, tokens[i-1].End)]
		switch {
		case tokens[i].Start < tokens[i-1].End, strings.TrimSpace(gap) != "":
			return "", false
		case gap == "":
		case endsInWord(tokens[i-1].Term) && beginsWithWord(tokens[i].Term):
			b.WriteByte(' ')
		default:
			return "", false
		}
		b.WriteString(tokens[i].Term)
	}
	return b.String(), true
}

func endsInWord(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return analysis.ClassOf(r) != analysis.ClassCJK
}

func beginsWithWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return analysis.ClassOf(r) != analysis.ClassCJK
}

// withSynonyms lays the library's synonyms over the parts that there are
// without them: the longest run of whole parts that has some.
func withSynonyms(a *analysis.Analyzer, chunk string, tokens []analysis.Token, parts []part) []part {
	var out []part
	at := 0 // token
	for i := 0; i < len(parts); {
		n, size, synonyms := longestSynonym(a, chunk, tokens[at:], parts[i:])
		p := parts[i]
		if n > 1 {
			p = part{tokens: tokens[at : at+size], inner: parts[i : i+n]}
		}
		for _, s := range synonyms {
			p.variants = appendNew(p.variants, s)
		}
		if n == 1 && len(p.tokens) == 1 { // words inside a long word
			for _, s := range innerVariants(a, a.Variants, p.tokens[0].Term) {
				p.variants = appendNew(p.variants, s)
			}
		}
		out = append(out, p)
		i, at = i+n, at+size
	}
	return out
}

// longestSynonym returns how many parts, and tokens, at the front have synonyms
// together; 1 and no synonyms if none have.
func longestSynonym(a *analysis.Analyzer, chunk string, tokens []analysis.Token, parts []part) (n, size int, synonyms []string) {
	for n := min(maxVariantTokens, len(parts)); n > 0; n-- {
		size := 0
		for _, p := range parts[:n] {
			size += len(p.tokens)
		}
		joined, ok := joinTokens(chunk, tokens[:size])
		if !ok {
			continue
		}
		if s := a.Synonyms(joined); len(s) > 0 {
			return n, size, s
		}
	}
	return 1, len(parts[0].tokens), nil
}

// part is the concept of one part.
func (p *plan) part(chunk string, x part) concept {
	typed := chunk[x.tokens[0].Start:x.tokens[len(x.tokens)-1].End]
	if len(x.inner) == 0 {
		return p.words(typed, x.tokens, x.variants)
	}
	var all index.All
	text, _ := joinTokens(chunk, x.tokens)
	for _, in := range x.inner {
		if c := p.part(chunk, in); !c.stop {
			all = append(all, c.clause)
		}
	}
	c := concept{text: text, typed: typed, stop: len(all) == 0}
	if c.stop { // nothing but function words, and they are asked for together
		return p.words(typed, x.tokens, x.variants)
	}
	c.clause, c.others = p.orVariants(all, typed, x.variants), x.variants
	return c
}

// orVariants holds when a clause does, or one of the variants.
func (p *plan) orVariants(c index.Clause, typed string, variants []string) index.Clause {
	any := index.Any{Clauses: []index.Clause{c}, Min: 1}
	for _, v := range variants {
		any.Clauses = append(any.Clauses, p.clauseFor(v))
		p.useVariant(v, typed)
	}
	return any
}

// chunks divides a text at white space, but not inside a term of the tables
// that holds some.
func (p *plan) chunks(text string) []string {
	fields := strings.Fields(text)
	if p.exact || !p.analyzer.HasSpacedTerms() {
		return fields
	}
	var out []string
	for i := 0; i < len(fields); {
		n := min(maxVariantTokens, len(fields)-i)
		for n > 1 && !p.isSpacedTerm(fields[i:i+n]) {
			n--
		}
		out = append(out, strings.Join(fields[i:i+n], " "))
		i += n
	}
	return out
}

func (p *plan) isSpacedTerm(fields []string) bool {
	for i := 1; i < len(fields); i++ {
		if !endsInWord(fields[i-1]) || !beginsWithWord(fields[i]) {
			return false
		}
	}
	return len(p.analyzer.Variants(strings.Join(fields, " "))) > 0
}

// Words are what a query in the default mode is read as, as it was typed; words
// that people ask with and not for stand in brackets.
func (s *Service) Words(text string) []string {
	r := Request{Query: text}
	_ = r.Normalize() // a query of any length is read
	p := newPlan(s.Analyzer(), s.opts.Ranking, &r, lookups{})
	words := []string{}
	for _, c := range p.concepts {
		if c.stop {
			c.typed = "[" + c.typed + "]"
		}
		words = append(words, c.typed)
	}
	for _, c := range p.conditions {
		words = append(words, c.typed)
	}
	return words
}
