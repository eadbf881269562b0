package search

import (
	"bytes"
	"cmp"
	"context"
	"math"
	"slices"
	"unicode/utf8"

	"wensou/analysis"
	"wensou/index"
)

// closeness is the second stage of ranking: how the words of a query stand
// together in a text. It adds, in the unit of BM25 (idf of words),
//   - for each two neighbours of the query that stand in its order in the text,
//     the smaller idf, less the more stands between them (the term dependence
//     of Metzler and Croft 2005, "A Markov Random Field Model for Term
//     Dependencies");
//   - the idf of all words in the best short stretch and in the best long one:
//     one or two sentences, and a paragraph's part;
//   - a constant for each character of a title that the query names.
type closeness struct {
	ranking *Ranking
	words   []closeWord
	query   []byte // match text

	places []place   // of one text
	held   []int     // by word: how often it stands in a stretch
	worth  []float64 // by word that is held: what it counts
}

// closeWord is a word or phrase of the query.
type closeWord struct {
	forms [][]byte // match text, first the one that was typed
	idf   float64
}

// place is where a word stands in a text, in bytes, and what it counts there.
type place struct {
	start, end, word int
	worth            float64
}

var _ index.Rescorer = (*closeness)(nil)

// maxPlaces bounds the places of one form that are looked at: a text that
// repeats a word more often is about it anyway.
const maxPlaces = 8

// closeness of the plan's words, nil when there are fewer than two of them:
// then every match is as close as any other.
func (p *plan) closeness(ctx context.Context, snap *index.Snapshot, text string) (*closeness, error) {
	if p.ranking.Window == 0 {
		return nil, nil
	}
	c := &closeness{ranking: &p.ranking, query: []byte(analysis.Fold(text))}
	n := float64(snap.Searcher.Stats().Units)
	for _, x := range p.concepts {
		if x.stop || slices.ContainsFunc(c.words, func(w closeWord) bool { return string(w.forms[0]) == x.text }) {
			continue
		}
		w := closeWord{}
		df := 0
		for _, form := range x.forms() {
			w.forms = append(w.forms, []byte(form))
			found, err := snap.Frequency(ctx, index.Term{Field: index.FieldWords, Term: form})
			if err != nil {
				return nil, err
			}
			df = max(df, found)
		}
		if df == 0 { // no word of the dictionary: neither rare nor frequent
			df = int(n / unknownWord)
		}
		w.idf = math.Log(1 + (n-float64(df)+0.5)/(float64(df)+0.5))
		c.words = append(c.words, w)
	}
	if len(c.words) < 2 {
		return nil, nil
	}
	c.held, c.worth = make([]int, len(c.words)), make([]float64, len(c.words))
	return c, nil
}

// unknownWord: one unit in so many is taken to hold what is no word.
const unknownWord = 2000

func (c *closeness) Window() int { return c.ranking.Window }

func (c *closeness) Value(text, title []byte) float64 {
	sum := 0.0
	for _, v := range c.values(text, title) {
		sum += v
	}
	return sum
}

// values are the addends of Value, in the order of closenessNames.
func (c *closeness) values(text, title []byte) [4]float64 {
	c.find(text)
	r := c.ranking
	return [4]float64{r.Order * c.order(), r.Near * c.stretch(r.NearLength), r.Wide * c.stretch(r.WideLength), r.Named * c.named(title)}
}

var closenessNames = [4]string{
	"closeness: words in the order of the query", "closeness: different words in a short stretch",
	"closeness: different words in a long stretch", "closeness: the query names the title",
}

// explain adds to an explanation what a hit got in the second stage.
func (c *closeness) explain(x *index.Explanation, h *index.Hit, st *index.Stored) {
	if h.Added == 0 {
		return
	}
	x.Value += h.Added
	for i, v := range c.values([]byte(analysis.Fold(st.Unit.Text)), []byte(analysis.Fold(st.Document.Title))) {
		if v != 0 {
			x.Details = append(x.Details, index.Explanation{Value: v, Message: closenessNames[i]})
		}
	}
}

// find notes the places of all words in a text, in order.
func (c *closeness) find(text []byte) {
	c.places = c.places[:0]
	for i, w := range c.words {
		for n, form := range w.forms {
			at, worth := 0, w.idf
			if n > 0 {
				worth *= c.ranking.Variant
			}
			for range maxPlaces {
				j := bytes.Index(text[at:], form)
				if j < 0 {
					break
				}
				at += j + len(form)
				if whole(text, at-len(form), at) {
					c.places = append(c.places, place{at - len(form), at, i, worth})
				}
			}
		}
	}
	slices.SortFunc(c.places, func(a, b place) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.word, b.word)) })
}

// whole says that text[start:end] is no part of a longer Latin word.
func whole(text []byte, start, end int) bool {
	return !(start > 0 && isLatin(text[start-1]) && isLatin(text[start])) && !(end < len(text) && isLatin(text[end-1]) && isLatin(text[end]))
}

func isLatin(b byte) bool { return b >= 'a' && b <= 'z' || b >= '0' && b <= '9' }

// order adds up the neighbours that stand in the query's order.
func (c *closeness) order() float64 {
	sum := 0.0
	for i := 1; i < len(c.words); i++ {
		best := 0.0
		var last *place // of the first of the two
		for j := range c.places {
			p := &c.places[j]
			switch {
			case p.word == i-1:
				last = p
			case p.word == i && last != nil && p.start >= last.end:
				best = max(best, min(last.worth, p.worth)/(1+float64(p.start-last.end)/orderFalls))
			}
		}
		sum += best
	}
	return sum
}

// Lengths in bytes of match text, where a Chinese character has three.
const (
	bytesPerRune = 3
	orderFalls   = 6 * bytesPerRune // a gap that halves what the order of two words is worth
)

// stretch is the greatest idf of different words that begin within so many
// characters.
func (c *closeness) stretch(length int) float64 {
	clear(c.held)
	best, sum, first := 0.0, 0.0, 0
	for _, p := range c.places {
		if c.held[p.word]++; c.held[p.word] == 1 {
			c.worth[p.word] = p.worth
			sum += p.worth
		}
		for ; p.start-c.places[first].start > length*bytesPerRune; first++ {
			w := c.places[first].word
			if c.held[w]--; c.held[w] == 0 {
				sum -= c.worth[w]
			}
		}
		best = max(best, sum)
	}
	return best
}

// named is the number of characters of a title that stands in the query.
func (c *closeness) named(title []byte) float64 {
	n := utf8.RuneCount(title)
	if n < 2 || !bytes.Contains(c.query, title) {
		return 0
	}
	return float64(min(n, c.ranking.NamedMost))
}

// forms are the match texts under which a concept's text may stand.
func (c *concept) forms() []string {
	return append([]string{c.text}, c.others...)
}
