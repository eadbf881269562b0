// Package highlight finds what a query matched in a unit's own text and cuts
// snippets from it. It works on the stored original, so that marks lie where
// the words stand, in the script in which they stand.
package highlight

import (
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"wensou/analysis"
)

// Matcher knows what to mark, in match text (analysis.Fold).
type Matcher struct {
	// Literals are marked wherever they stand.
	Literals []string
	// Words are marked where no letter or digit touches them: Latin words,
	// numbers and mixed terms.
	Words []string
	// Prefixes are beginnings of Words: the whole word is marked.
	Prefixes []string
	// Terms say what the literals, and after them the words, are to the query.
	// One that is not there stands for itself.
	Terms []Term
}

// Term is what a literal or word is to the query.
type Term struct {
	Same   int  // number of the first literal or word that asks for the same
	Weight int  // what a snippet gains by showing it
	Light  bool // a function word: marked only between other marks
}

func (m *Matcher) term(i int) Term {
	if i < len(m.Terms) {
		return m.Terms[i]
	}
	return Term{Same: i, Weight: 1}
}

// Empty says that nothing can be marked.
func (m *Matcher) Empty() bool { return len(m.Literals)+len(m.Words)+len(m.Prefixes) == 0 }

// Mark is one match: a byte range of the original text, the number of the
// literal, word or prefix (words count on after the literals, and prefixes
// after the words; of several that ask for the same, the first), and its weight.
type Mark struct{ Start, End, Term, Weight int }

// Marks finds all matches in a text, sorted by start; they may overlap.
func (m *Matcher) Marks(text string) []Mark {
	if m.Empty() || text == "" {
		return nil
	}
	return m.MarksIn(text, analysis.FoldOffsets(text))
}

// MarksIn is Marks of a text that is folded already.
func (m *Matcher) MarksIn(text string, folded analysis.Folded) []Mark {
	var marks []Mark
	light := false
	add := func(i, start, end int) {
		if marks == nil {
			marks = make([]Mark, 0, 16)
		}
		t := m.term(i)
		s, e := folded.Original(start, end)
		if t.Light {
			t.Weight, light = lightWeight, true
		}
		marks = append(marks, Mark{s, e, t.Same, t.Weight})
	}
	for i, l := range m.Literals {
		for start := range places(folded.Text, l) {
			add(i, start, start+len(l))
		}
	}
	for i, w := range m.Words {
		for start, end := range words(folded.Text, w) {
			add(len(m.Literals)+i, start, end)
		}
	}
	for i, p := range m.Prefixes {
		for start := range places(folded.Text, p) {
			if beginsWord(folded.Text, start) {
				add(len(m.Literals)+len(m.Words)+i, start, wordEnd(folded.Text, start+len(p)))
			}
		}
	}
	slices.SortFunc(marks, func(a, b Mark) int {
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		return b.End - a.End
	})
	if light {
		return withoutLight(text, marks)
	}
	return marks
}

// lightWeight is the weight of function words until they are known to stand
// between other marks.
const lightWeight = -1

// withoutLight drops the marks of function words, except those between other
// marks: 的 of 中国的首都 belongs to the mark, any other 的 says nothing.
func withoutLight(text string, marks []Mark) []Mark {
	out := marks[:0]
	for from := 0; from < len(marks); {
		to, end := from+1, marks[from].End
		for ; to < len(marks) && touches(text, end, marks[to].Start); to++ {
			end = max(end, marks[to].End)
		}
		first, last := -1, -1 // where the other marks of this chain begin and end
		for _, k := range marks[from:to] {
			if k.Weight == lightWeight {
				continue
			}
			if first < 0 {
				first = k.Start
			}
			last = max(last, k.End)
		}
		for _, k := range marks[from:to] {
			switch {
			case k.Weight != lightWeight:
				out = append(out, k)
			case first >= 0 && k.Start >= first && k.End <= last:
				k.Weight = 0
				out = append(out, k)
			}
		}
		from = to
	}
	return out
}

// places are where a term begins in a text; 哈哈 stands twice in 哈哈哈.
func places(text, term string) iter.Seq[int] {
	_, first := utf8.DecodeRuneInString(term)
	return func(yield func(int) bool) {
		for at := 0; term != ""; at += first {
			j := strings.Index(text[at:], term)
			if j < 0 {
				return
			}
			at += j
			if !yield(at) {
				return
			}
		}
	}
}

// Merge joins marks that overlap or touch into ranges, so that 人工 and 智慧 are
// one mark. What vanishes in match text between two marks doesn't part them.
func Merge(text string, marks []Mark) [][2]int {
	if len(marks) == 0 {
		return nil
	}
	out := make([][2]int, 0, len(marks))
	for _, m := range marks {
		if n := len(out); n > 0 && touches(text, out[n-1][1], m.Start) {
			out[n-1][1] = max(out[n-1][1], m.End)
			continue
		}
		out = append(out, [2]int{m.Start, m.End})
	}
	return out
}

// touches says whether nothing to be seen stands between a mark's end and the
// next one's start: white space, and characters without a shape.
func touches(text string, end, start int) bool {
	for end < start {
		r, size := utf8.DecodeRuneInString(text[end:start])
		if !unicode.IsSpace(r) && !unicode.In(r, unicode.Cf, unicode.Variation_Selector) {
			return false
		}
		end += size
	}
	return true
}
