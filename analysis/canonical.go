package analysis

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// maxMeaning bounds how many regional words are taken for one. In a longer
// chain the first and the last have nothing to do with each other any more.
const maxMeaning = 6

// canonicalTerms gives each word of the shipped regional table the one that
// stands for all that it is exchanged for, the least; and how many bytes the
// longest word has. Chains are closed here, unlike in searches: a form that
// several words share must not depend on which of them was met.
var canonicalTerms = sync.OnceValues(func() (map[string]string, int) {
	v, err := shippedVocabulary()
	if err != nil { // New reports it
		return nil, 0
	}
	out, longest := map[string]string{}, 0
	for term := range v.variants {
		if _, done := out[term]; done {
			continue
		}
		chain := []string{term}
		for i := 0; i < len(chain); i++ {
			for _, other := range v.variants[chain[i]] {
				if !slices.Contains(chain, other) {
					chain = append(chain, other)
				}
			}
		}
		least := slices.Min(chain)
		for _, t := range chain {
			out[t] = t
			if len(chain) <= maxMeaning {
				out[t] = least
			}
			longest = max(longest, len(t))
		}
	}
	return out, longest
})

// Canonical is match text with each regional word of the shipped table, the
// longest first, in one form for all regions: two texts that differ in such
// words only are equal. It is for comparing and never shown or searched.
func Canonical(folded string) string {
	terms, longest := canonicalTerms()
	var b strings.Builder
	for i := 0; i < len(folded); {
		r, size := utf8.DecodeRuneInString(folded[i:])
		if ClassOf(r) != ClassCJK { // Latin words of the table are parts of others
			b.WriteString(folded[i : i+size])
			i += size
			continue
		}
		end := min(len(folded), i+longest)
		for end > i+size {
			if form, ok := terms[folded[i:end]]; ok {
				b.WriteString(form)
				break
			}
			end--
		}
		if end <= i+size {
			b.WriteString(folded[i : i+size])
			end = i + size
		}
		i = end
	}
	return b.String()
}
