package analysis

import (
	"slices"
	"unicode/utf8"

	"wensou/analysis/dict"
)

// Variants returns the terms of other regions that mean the same as term,
// which may be folded or not: 软体 and 软件, 川普 and 特朗普. They are folded,
// without the term itself, in table order; nil if there are none. A term may
// be several words, in either direction, so callers try neighbouring words
// together too. The lookup takes well under a microsecond for a folded term
// without variants.
func (a *Analyzer) Variants(term string) []string {
	if v, ok := a.variants[term]; ok {
		return slices.Clone(v)
	}
	if folded := Fold(term); folded != term {
		return slices.Clone(a.variants[folded])
	}
	return nil
}

// loadVariants joins the project's table and OpenCC's Taiwan phrases. A group
// of the project's table is closed: each term stands for each other. OpenCC's
// rows are pairs, never chained: 程序 is 程式 and 行程 is not.
func loadVariants() (map[string][]string, error) {
	v := map[string][]string{}
	own, err := dict.Regional()
	if err != nil {
		return nil, err
	}
	for _, g := range own.Groups {
		for _, a := range g {
			for _, b := range g {
				addVariant(v, a, b)
			}
		}
	}
	apart := map[[2]string]bool{}
	for _, p := range own.Apart {
		a, b := Fold(p[0]), Fold(p[1])
		apart[[2]string{a, b}], apart[[2]string{b, a}] = true, true
	}
	for _, table := range []string{"TWPhrases", "TWPhrasesRev"} {
		pairs, err := dict.OpenCC(table)
		if err != nil {
			return nil, err
		}
		for _, p := range pairs {
			for _, to := range p.To {
				if !apart[[2]string{Fold(p.From), Fold(to)}] {
					addVariant(v, p.From, to)
					addVariant(v, to, p.From)
				}
			}
		}
	}
	return v, nil
}

func addVariant(v map[string][]string, from, to string) {
	from, to = Fold(from), Fold(to)
	if from == to || utf8.RuneCountInString(from) < 2 || utf8.RuneCountInString(to) < 2 {
		return
	}
	if !slices.Contains(v[from], to) {
		v[from] = append(v[from], to)
	}
}
