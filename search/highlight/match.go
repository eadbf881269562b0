// Package highlight finds what a query matched in a unit's own text and cuts
// snippets from it. It works on the stored original, so that marks lie where
// the words stand, in the script in which they stand.
package highlight

import (
	"iter"
	"slices"
	"strings"
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
}

// Empty says that nothing can be marked.
func (m *Matcher) Empty() bool { return len(m.Literals)+len(m.Words) == 0 }

// Mark is one match: a byte range of the original text and the number of the
// literal or word (words count on after the literals).
type Mark struct{ Start, End, Term int }

// Marks finds all matches in a text, sorted by start; they may overlap.
func (m *Matcher) Marks(text string) []Mark {
	if m.Empty() || text == "" {
		return nil
	}
	folded := analysis.FoldOffsets(text)
	var marks []Mark
	add := func(term, start, end int) {
		s, e := folded.Original(start, end)
		marks = append(marks, Mark{s, e, term})
	}
	for i, l := range m.Literals {
		for start := range places(folded.Text, l) {
			add(i, start, start+len(l))
		}
	}
	for i, w := range m.Words {
		for start := range places(folded.Text, w) {
			if end := start + len(w); bounded(folded.Text, start, end) {
				add(len(m.Literals)+i, start, end)
			}
		}
	}
	slices.SortFunc(marks, func(a, b Mark) int {
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		return b.End - a.End
	})
	return marks
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

// bounded says that no letter or digit touches folded[start:end].
func bounded(folded string, start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(folded[:start])
	after, _ := utf8.DecodeRuneInString(folded[end:])
	return (start == 0 || analysis.ClassOf(before) != analysis.ClassWord) &&
		(end == len(folded) || analysis.ClassOf(after) != analysis.ClassWord)
}

// Merge joins marks that overlap or touch into ranges, so that 人工 and 智慧 are
// one mark. Only white space between two marks counts as touching, too.
func Merge(text string, marks []Mark) [][2]int {
	var out [][2]int
	for _, m := range marks {
		if n := len(out); n > 0 && (m.Start <= out[n-1][1] || strings.TrimSpace(text[out[n-1][1]:m.Start]) == "") {
			out[n-1][1] = max(out[n-1][1], m.End)
			continue
		}
		out = append(out, [2]int{m.Start, m.End})
	}
	return out
}
