package works

import (
	"cmp"
	"slices"
	"strings"
)

// merged is the record of a work: the one that leads it, with fields that it
// lacks from the others, those that are met most often first.
func merged(cards []*card) *card {
	out := *cards[0]
	for _, c := range cards[1:] {
		if len(out.Author) == 0 && out.Type == c.Type {
			out.Author, out.EtAl = c.Author, c.EtAl
		}
		if len(out.Editor) == 0 && out.Type == c.Type {
			out.Editor = c.Editor
		}
		if len(out.Translator) == 0 {
			out.Translator = c.Translator
		}
		if out.Issued == nil {
			out.Issued = c.Issued
		}
		for _, f := range [][2]*string{
			{&out.DOI, &c.DOI},
			{&out.ISBN, &c.ISBN},
			{&out.URL, &c.URL},
			{&out.Language, &c.Language},
			{&out.Edition, &c.Edition},
			{&out.CollectionTitle, &c.CollectionTitle},
		} {
			*f[0] = cmp.Or(*f[0], *f[1])
		}
		if out.Type != c.Type { // a chapter's book is none of an article's
			continue
		}
		for _, f := range [][2]*string{
			{&out.ContainerTitle, &c.ContainerTitle},
			{&out.Publisher, &c.Publisher},
			{&out.PublisherPlace, &c.PublisherPlace},
			{&out.Volume, &c.Volume},
			{&out.Issue, &c.Issue},
			{&out.Page, &c.Page},
			{&out.Authority, &c.Authority},
			{&out.Number, &c.Number},
			{&out.Genre, &c.Genre},
			{&out.EventTitle, &c.EventTitle},
		} {
			*f[0] = cmp.Or(*f[0], *f[1])
		}
	}
	return &out
}

// idBits of a hash make an id of idLetters, five each.
const (
	idBits    = 60
	idLetters = idBits / 5
)

const idAlphabet = "abcdefghijklmnopqrstuvwxyz234567"

// idText writes a hash as a public id.
func idText(h uint64) string {
	var b [idLetters]byte
	for i := range b {
		b[i] = idAlphabet[h>>(idBits-5*(i+1))&31]
	}
	return string(b[:])
}

// idNumber reads a public id.
func idNumber(id string) (uint64, bool) {
	if len(id) != idLetters {
		return 0, false
	}
	h := uint64(0)
	for i := range idLetters {
		at := strings.IndexByte(idAlphabet, id[i])
		if at < 0 {
			return 0, false
		}
		h = h<<5 | uint64(at)
	}
	return h, true
}

// named gives each work an id, and each other way of citing it one that leads
// there, so that an address stays good when another way becomes the usual one.
func (g *grouping) named(groups [][]int) (ids []uint64, also map[uint64]int) {
	also = map[uint64]int{}
	take := func(work int, texts ...string) uint64 {
		for {
			for _, text := range texts {
				h := hash(text) >> (64 - idBits)
				if _, taken := also[h]; !taken {
					also[h] = work
					return h
				}
			}
			texts = append(texts, texts[len(texts)-1]+"\x00")
		}
	}
	// In an order that no other work changes: a work keeps its id.
	order := make([]int, len(groups))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(x, y int) int { return strings.Compare(g.nodes[groups[x][0]].sign, g.nodes[groups[y][0]].sign) })
	ids = make([]uint64, len(groups))
	for _, w := range order {
		lead := &g.nodes[groups[w][0]]
		ids[w] = take(w, lead.identity(), lead.sign)
	}
	for _, w := range order {
		for _, n := range groups[w][1:] {
			h := hash(g.nodes[n].identity()) >> (64 - idBits)
			if _, taken := also[h]; !taken {
				also[h] = w
			}
		}
	}
	return ids, also
}
