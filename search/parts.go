package search

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"wensou/analysis"
)

const (
	minDivided      = 3  // characters of a word that is looked for by its parts
	maxDivided      = 16 // characters of a word in which longer words are looked for
	maxAlternatives = 8  // forms of one long word
)

// span is a word inside a word, and what it is called elsewhere.
type span struct {
	start, end int
	variants   []string
}

func (s span) holds(o span) bool { return s.start <= o.start && o.end <= s.end }

func (s span) crosses(o span) bool {
	return s.start < o.end && o.start < s.end && !s.holds(o) && !o.holds(s)
}

// innerVariants are the forms of a long word in which words of other regions
// stand inside it: jieba takes 数据共享 as one word, and 资料共享 is the same.
// Forms with one word exchanged come first. variants is Regional or Variants of
// the analyzer.
func innerVariants(a *analysis.Analyzer, variants func(string) []string, term string) []string {
	if utf8.RuneCountInString(term) < minDivided || !allCJK(term) {
		return nil
	}
	parts := exchangeable(a, variants, term)
	// A form in the making: what is exchanged so far, and where it ends in term.
	type form struct {
		text string
		end  int
	}
	var out []string
	for open := []form{{}}; len(open) > 0; open = open[1:] {
		f := open[0]
		for _, p := range parts {
			if p.start < f.end {
				continue
			}
			for _, v := range p.variants {
				if len(out) == maxAlternatives {
					return out
				}
				next := form{f.text + term[f.end:p.start] + v, p.end}
				if whole := next.text + term[next.end:]; whole != term {
					out = appendNew(out, whole)
				}
				open = append(open, next)
			}
		}
	}
	return out
}

// exchangeable are the words inside a word that have variants, in order; of
// words inside each other the longest. A word is left out where another one
// lies across its border, as 国家 does to 中国 in 发展中国家.
func exchangeable(a *analysis.Analyzer, variants func(string) []string, term string) []span {
	var words, found []span
	for _, t := range a.Words(term) { // match text folds to itself: offsets are those of term
		if t.Term != term {
			words = append(words, span{t.Start, t.End, variants(t.Term)})
		}
	}
	words = append(words, longerWords(variants, term)...)
	for _, w := range words {
		if len(w.variants) > 0 && !slices.ContainsFunc(words, func(o span) bool {
			return w.crosses(o) || len(o.variants) > 0 && o.holds(w) && !w.holds(o)
		}) {
			found = append(found, w)
		}
	}
	slices.SortFunc(found, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	return found
}

// longerWords are words with variants of four characters or more inside a
// word: the segmenter names none of these.
func longerWords(variants func(string) []string, term string) []span {
	var at []int // where characters begin, and the end
	for i := range term {
		at = append(at, i)
	}
	at = append(at, len(term))
	n := len(at) - 1
	if n > maxDivided {
		return nil
	}
	var out []span
	for i := range n {
		for j := i + 4; j <= n && j-i < n; j++ {
			if v := variants(term[at[i]:at[j]]); len(v) > 0 {
				out = append(out, span{at[i], at[j], v})
			}
		}
	}
	return out
}

func allCJK(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return analysis.ClassOf(r) != analysis.ClassCJK })
}

// piece is a part of a word, in match text and as typed.
type piece struct{ text, typed string }

// divide makes concepts of the parts of the query's long words.
func (p *plan) divide(pieces func(concept) []piece) []concept {
	var out []concept
	for _, c := range p.concepts {
		if c.phrase || c.stop || c.operator || utf8.RuneCountInString(c.text) < minDivided || !allCJK(c.text) {
			continue
		}
		for _, x := range pieces(c) {
			if slices.ContainsFunc(out, func(o concept) bool { return o.text == x.text }) || len(out) == MaxClauses {
				continue
			}
			var variants []string
			if !p.exact {
				variants = p.analyzer.Variants(x.text)
			}
			out = append(out, p.words(x.typed, []analysis.Token{{Term: x.text}}, variants))
		}
	}
	return out
}

// subWords are the words that jieba finds in a word, without those in others.
func (p *plan) subWords(c concept) []piece {
	var out []piece
	for _, t := range p.analyzer.Words(c.typed) {
		if t.Term != c.text && utf8.RuneCountInString(t.Term) > 1 {
			out = append(out, piece{t.Term, c.typed[t.Start:t.End]})
		}
	}
	return slices.DeleteFunc(slices.Clone(out), func(x piece) bool {
		return slices.ContainsFunc(out, func(o piece) bool { return o.text != x.text && strings.Contains(o.text, x.text) })
	})
}

// bigrams are all pairs of neighbours in a word.
func bigrams(c concept) []piece {
	folded := analysis.FoldOffsets(c.typed)
	var out []piece
	for i := range folded.Text {
		_, first := utf8.DecodeRuneInString(folded.Text[i:])
		_, second := utf8.DecodeRuneInString(folded.Text[i+first:])
		if second == 0 {
			break
		}
		start, end := folded.Original(i, i+first+second)
		out = append(out, piece{folded.Text[i : i+first+second], c.typed[start:end]})
	}
	return out
}
