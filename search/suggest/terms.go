package suggest

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"wensou/analysis"
	"wensou/index"
)

const (
	leastUnits = 2   // that hold a word
	fetchUnits = 256 // read at once
)

// function are words that hold sentences together, in match text. Nobody is
// helped by being offered them.
var function = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(functionWords) {
		m[w] = true
	}
	return m
})

const functionWords = `所以 如果 因为 但是 这个 那个 可以 我们 他们 你们 她们 它们 没有 已经 以及 或者 自己 这些 那些 这样 那样
之后 之前 之间 其中 其他 其它 其实 就是 还是 只是 不是 也是 都是 可能 应该 需要 必须 能够 不能 不会 不要 一个 一种 一些 一样 一般 一直 一定
两个 三个 第一 第二 第三 第四 第五 以上 以下 以后 以前 以外 以内 不过 而且 并且 然后 虽然 由于 因此 关于 对于 根据 按照 依照 透过 通过
什么 怎么 为什么 如何 哪些 多少 非常 比较 最后 最近 现在 时候 后来 当时 今天 大家 有些 有人 每个 各种 各个 所有 任何 另外 此外 例如
包括 成为 作为 认为 觉得 知道 看到 出来 起来 下来 进行 提供 的话 不同 同时 如此 只有 只要 除了 直到 甚至 仍然 还有 都有 也有 就有 会有
the and for with from that this are was were has have had not but you your our its can will may than then into onto over under between also any all
which who whom whose when where why how what been being each such these those they them their there here his her him she more most other some only
`

// addTerms takes the most frequent words of the text, of two Chinese
// characters or three letters. They are in match text, so each is looked up
// where it stands.
func (b *Builder) addTerms(ctx context.Context, s index.Searcher) error {
	var terms []index.TermCount
	err := s.Terms(ctx, index.FieldWords, leastUnits, func(t index.TermCount) bool {
		if isWord(t.Term) && !function()[t.Term] {
			t.Term = strings.Clone(t.Term)
			terms = append(terms, t)
		}
		return true
	})
	if err != nil {
		return err
	}
	slices.SortStableFunc(terms, func(x, y index.TermCount) int { return cmp.Compare(y.Units, x.Units) })
	terms = terms[:min(len(terms), maxTerms)]
	found := make([]*entry, len(terms))
	examples := make([]example, len(terms))
	for i, t := range terms {
		places, err := s.Spread(ctx, index.Term{Field: index.FieldWords, Term: t.Term})
		if err != nil {
			return err
		}
		slices.SortStableFunc(places, func(x, y index.SourceCount) int { return cmp.Compare(y.Units, x.Units) })
		e := &entry{kind: KindTerm, text: t.Term, folded: typed(t.Term)}
		for _, p := range places[:min(len(places), maxPlaces)] {
			e.places = append(e.places, place{source: b.source(p.Source), count: p.Units})
		}
		found[i], examples[i] = e, example{places[0].First, e}
	}
	if err := asWritten(ctx, s, examples); err != nil {
		return err
	}
	b.order = append(b.order, found...)
	return nil
}

// isWord says whether a term is worth suggesting by itself.
func isWord(term string) bool {
	n, letters, chinese := 0, 0, 0
	for _, r := range term {
		n++
		switch analysis.ClassOf(r) {
		case analysis.ClassCJK:
			chinese++
		case analysis.ClassWord:
			if r < '0' || r > '9' {
				letters++
			}
		}
	}
	return chinese == n && n >= 2 || chinese == 0 && letters >= 3 && utf8.ValidString(term)
}

// example is a unit that holds an entry's word.
type example struct {
	ref   uint64
	entry *entry
}

// asWritten replaces match text by what stands in the examples.
func asWritten(ctx context.Context, s index.Searcher, examples []example) error {
	slices.SortStableFunc(examples, func(x, y example) int { return cmp.Compare(x.ref, y.ref) })
	for len(examples) > 0 {
		var refs []uint64
		n := 0
		for ; n < len(examples) && len(refs) < fetchUnits; n++ {
			if len(refs) == 0 || refs[len(refs)-1] != examples[n].ref {
				refs = append(refs, examples[n].ref)
			}
		}
		stored, err := s.Fetch(ctx, refs)
		if err != nil {
			return err
		}
		at, text, folded := -1, "", analysis.Folded{}
		for _, x := range examples[:n] {
			for at < 0 || stored[at].Ref != x.ref {
				at++
				text = stored[at].Unit.Text
				folded = analysis.FoldOffsets(text)
			}
			if w := written(text, folded, x.entry.text); typed(w) == x.entry.folded {
				x.entry.text = w
			}
		}
		examples = examples[n:]
	}
	return nil
}

// written is the first place of a word in a text, Latin words whole.
func written(text string, folded analysis.Folded, term string) string {
	latin := term[0] < utf8.RuneSelf
	for from := 0; ; {
		i := strings.Index(folded.Text[from:], term)
		if i < 0 {
			return term
		}
		i += from
		end := i + len(term)
		before, _ := utf8.DecodeLastRuneInString(folded.Text[:i])
		after, _ := utf8.DecodeRuneInString(folded.Text[end:])
		if !latin || !isLetter(before) && !isLetter(after) {
			start, stop := folded.Original(i, end)
			return text[start:stop]
		}
		from = end
	}
}

func isLetter(r rune) bool { return r != utf8.RuneError && analysis.ClassOf(r) == analysis.ClassWord }
