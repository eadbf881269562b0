package analysis

import (
	"slices"
	"strings"
)

// TokenType says what a token is made of.
type TokenType uint8

const (
	// Han is a word of Han characters, cut by the segmenter.
	Han TokenType = iota
	// Word is made of letters: Latin, Greek, Cyrillic, Kana, Hangul and so on.
	Word
	// Number is made of digits and what connects them: 13859, 3.5%, 2025/7/26.
	Number
	// Mixed is made of letters and digits, or of letters and symbols: GPT-4, C++.
	Mixed
)

// Token is a term and where it stands.
type Token struct {
	Term       string    // match text
	Start, End int       // bytes [Start, End) of the original text, on rune boundaries
	Position   int       // 1 for the first token in order of Start, then of length
	Type       TokenType // what the term is made of
}

// Words returns the words that text is indexed under. A Han word comes with
// the words of two and three characters inside it; a term with connectors
// (GPT-4, U.S.) comes with its parts and without connectors. Tokens therefore
// overlap; they are in order of Start, then of length.
func (a *Analyzer) Words(text string) []Token {
	f := FoldOffsets(text)
	var tokens []Token
	a.cut(f.Text, indexing, nil, func(t Token) { tokens = append(tokens, t) })
	return place(tokens, f)
}

// WordsFolded emits the terms of Words for match text, each as often as Words
// has it, in no particular order. It is the fast path of building an index:
// WordsFolded(Fold(text)) emits what Words(text) returns.
func (a *Analyzer) WordsFolded(folded string, emit func(term string)) {
	a.cut(folded, indexing, nil, func(t Token) { emit(t.Term) })
}

// Cut returns the words of a query: tokens that do not overlap and leave out
// no Han character, letter or digit. Particles that the segmenter took for the
// beginning or end of an unknown name are tokens of their own. Each other term
// that stands in a text as the same words is among the terms of Words for that
// text, except where the segmenter reads the surroundings differently.
func (a *Analyzer) Cut(text string) []Token {
	f := FoldOffsets(text)
	var tokens []Token
	gap := func(at int) bool { return f.hasSpace(text, at) }
	a.cut(f.Text, querying, gap, func(t Token) {
		if t.Type == Han {
			tokens = append(tokens, a.freed(t)...)
		} else {
			tokens = append(tokens, t)
		}
	})
	return place(tokens, f)
}

// place orders tokens and turns offsets of match text into original ones.
func place(tokens []Token, f Folded) []Token {
	slices.SortFunc(tokens, func(a, b Token) int {
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		if a.End != b.End {
			return a.End - b.End
		}
		return strings.Compare(a.Term, b.Term)
	})
	for i := range tokens {
		t := &tokens[i]
		t.Start, t.End = f.Original(t.Start, t.End)
		t.Position = i + 1
	}
	return tokens
}

// purpose says whether overlapping terms are wanted.
type purpose uint8

const (
	indexing purpose = iota
	querying
)

// maxTerm bounds a term of letters and digits, in runes.
const maxTerm = 64

// cut divides match text. Tokens carry offsets of match text and come in any
// order. gap reports white space of the original that folding removed before
// a byte of match text; nil when that is not known.
func (a *Analyzer) cut(folded string, p purpose, gap func(int) bool, emit func(Token)) {
	table := runes()
	h := a.newHan(folded, p, emit)
	defer h.done()
	w := wordCutter{text: folded, table: table, purpose: p, gap: gap, emit: emit}
	for i := 0; i < len(folded); {
		class, size := classAt(table, folded, i)
		switch class {
		case ClassWord:
			i = w.cut(i)
		case ClassCJK:
			end, han := cjkRun(table, folded, i)
			if han {
				h.add(i, end)
			} else {
				emit(Token{Term: folded[i:end], Start: i, End: end, Type: Word})
			}
			i = end
		default:
			i += size
		}
	}
}

// cjkRun returns the end of the run at byte i of characters that are all Han,
// or that are all of other scripts (at most maxTerm of them).
func cjkRun(table *runeTable, s string, i int) (end int, han bool) {
	for n := 0; i < len(s); n++ {
		r, size := decode(s, i)
		e := table.at(r)
		if e.class() != ClassCJK {
			break
		}
		isHan := e&entryHan != 0
		if n == 0 {
			han = isHan
		} else if isHan != han || !han && n == maxTerm {
			break
		}
		i += size
	}
	return i, han
}
