package analysis

import (
	"maps"
	"slices"
	"sync"

	"wensou/analysis/dict"
)

// Variants returns the terms that mean the same as term, which may be folded
// or not: those of other regions (软体 and 软件, 川普 and 特朗普), then the
// synonyms of the library. They are folded, without the term itself, in table
// order; nil if there are none. A term may be several words, in either
// direction, so callers try neighbouring words together too. The lookup takes
// well under a microsecond for a folded term without variants.
func (a *Analyzer) Variants(term string) []string {
	out := a.Regional(term)
	for _, s := range a.Synonyms(term) {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// Regional returns the Variants of other regions.
func (a *Analyzer) Regional(term string) []string { return lookUp(a.tables.regional, term) }

// Synonyms returns the Variants that the library's file of synonyms adds.
func (a *Analyzer) Synonyms(term string) []string { return lookUp(a.tables.synonyms, term) }

// Written returns a term as a table of variants writes it, for showing: 数字鸿沟
// is 數字鴻溝 there. The term is folded or not; ok says whether a table has it.
func (a *Analyzer) Written(term string) (form string, ok bool) {
	for _, key := range []string{term, Fold(term)} {
		for _, table := range []map[string]string{a.tables.own, a.tables.written} {
			if form, ok = table[key]; ok {
				return form, true
			}
		}
	}
	return "", false
}

func lookUp(table map[string][]string, term string) []string {
	if len(table) == 0 {
		return nil
	}
	if v, ok := table[term]; ok {
		return slices.Clone(v)
	}
	if folded := Fold(term); folded != term {
		return slices.Clone(table[folded])
	}
	return nil
}

// vocabulary is a table of variants and the pairs that are kept out of it.
type vocabulary struct {
	variants map[string][]string // without room behind, so that a copy can be appended to
	apart    map[[2]string]bool  // both orders
	written  map[string]string   // by folded term, as the first table that has it writes it
}

// shippedVocabulary joins the project's table and OpenCC's Taiwan phrases. A
// group of the project's table is closed: each term stands for each other.
// OpenCC's rows are pairs, never chained: 程序 is 程式 and 行程 is not.
var shippedVocabulary = sync.OnceValues(func() (vocabulary, error) {
	v := vocabulary{variants: map[string][]string{}, apart: map[[2]string]bool{}, written: map[string]string{}}
	own, err := dict.Regional()
	if err != nil {
		return v, err
	}
	for _, g := range own.Groups {
		for _, a := range g {
			for _, b := range g {
				v.add(a, b)
			}
		}
	}
	for _, p := range own.Apart {
		a, b := Fold(p[0]), Fold(p[1])
		v.apart[[2]string{a, b}], v.apart[[2]string{b, a}] = true, true
	}
	if err := v.addBilingual(own.Groups); err != nil {
		return v, err
	}
	for _, table := range []string{"TWPhrases", "TWPhrasesRev"} {
		pairs, err := dict.OpenCC(table)
		if err != nil {
			return v, err
		}
		for _, p := range pairs {
			for _, to := range p.To {
				if !v.apart[[2]string{Fold(p.From), Fold(to)}] {
					v.add(p.From, to)
					v.add(to, p.From)
				}
			}
		}
	}
	for from, to := range v.variants {
		v.variants[from] = slices.Clip(to)
	}
	return v, nil
})

// addBilingual joins names in Chinese and English with each other, and with the
// regional groups that their terms stand in.
func (v *vocabulary) addBilingual(regional [][]string) error {
	names, err := dict.Bilingual()
	if err != nil {
		return err
	}
	groupOf := map[string][]string{}
	for _, g := range regional {
		for _, term := range g {
			groupOf[Fold(term)] = g
		}
	}
	for _, g := range names.Groups {
		joined := slices.Clone(g)
		for _, term := range g {
			joined = append(joined, groupOf[Fold(term)]...)
		}
		for _, a := range joined {
			for _, b := range joined {
				v.add(a, b)
			}
		}
	}
	return nil
}

// add lets a term stand for another; both are as a table writes them.
func (v *vocabulary) add(term, other string) {
	from := Fold(term)
	addVariant(v.variants, from, Fold(other))
	if _, known := v.written[from]; !known && len(v.variants[from]) > 0 {
		v.written[from] = term
	}
}

// regionalWith is the shipped table changed by a library's file: what it keeps
// apart goes out first, then what it joins comes in.
func regionalWith(shipped vocabulary, pairs []Pairing) map[string][]string {
	if len(pairs) == 0 {
		return shipped.variants
	}
	v := maps.Clone(shipped.variants)
	drop := func(from, to string) {
		if left := slices.DeleteFunc(slices.Clone(v[from]), func(s string) bool { return s == to }); len(left) > 0 {
			v[from] = slices.Clip(left)
		} else {
			delete(v, from)
		}
	}
	for _, p := range pairs {
		switch {
		case p.Apart && len(p.Keys) == 1:
			for _, to := range v[p.Keys[0]] {
				drop(to, p.Keys[0])
			}
			delete(v, p.Keys[0])
		case p.Apart:
			eachPair(p.Keys, drop)
		}
	}
	for _, p := range pairs {
		if !p.Apart {
			eachPair(p.Keys, func(a, b string) { addVariant(v, a, b) })
		}
	}
	return v
}

// synonymsOf is the table of a library's file. Lines are never chained.
func synonymsOf(rules []Rule) map[string][]string {
	v := map[string][]string{}
	for i := range rules {
		rules[i].eachPair(func(from, to string) { addVariant(v, from, to) })
	}
	return v
}

// addVariant takes match text. A single character is in too many words to be
// exchanged.
func addVariant(v map[string][]string, from, to string) {
	if from == to || singleChar(from) || singleChar(to) || slices.Contains(v[from], to) {
		return
	}
	v[from] = append(v[from], to)
}
