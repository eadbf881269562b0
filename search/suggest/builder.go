package suggest

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"unicode/utf8"

	"wensou/document"
	"wensou/index"
)

// Limits of what is kept.
const (
	maxEntries = 200_000 // the most useful ones
	maxTerms   = 60_000  // of them, words of the text
	maxPlaces  = 64      // sources of one entry, those with most of it
	maxText    = 300     // bytes of an entry; longer titles are left out
	leastRunes = 2       // characters of an entry
)

// Builder collects what can be suggested from the documents of a generation,
// and at the end from its index. It belongs to one goroutine.
type Builder struct {
	entries map[key]*entry
	order   []*entry // as they came
	sources map[string]int
	names   []string
}

// key is an entry's folded text and kind; a hash, because a library's titles
// are long and stay in memory.
type key [16]byte

// NewBuilder makes an empty builder.
func NewBuilder() *Builder {
	return &Builder{entries: map[key]*entry{}, sources: map[string]int{}}
}

// Add takes the title, headings, cited works, authors and topics of a
// document. A document that comes in several parts, one after the other,
// counts once.
func (b *Builder) Add(d *document.Document) {
	source := b.source(d.SourceName())
	b.add(KindTitle, d.Title, source, d.ID, 1)
	for _, s := range d.Authors {
		b.add(KindAuthor, s, source, d.ID, 1)
	}
	for _, s := range d.Topics {
		b.add(KindTopic, s, source, d.ID, 1)
	}
	for i := range d.Headings {
		b.add(KindHeading, d.Headings[i].Text, source, d.ID, 1)
	}
	if len(d.Headings) == 0 {
		for i := range d.Units {
			if path := d.Units[i].HeadingPath; len(path) > 0 {
				b.add(KindHeading, path[len(path)-1], source, d.ID, 1)
			}
		}
	}
	for i := range d.Works {
		if w := &d.Works[i]; w.CSL != nil {
			b.add(KindWork, w.CSL.Title, source, "", max(1, len(w.Citations)+len(w.References)))
		}
	}
	if len(b.order) > 3*maxEntries {
		b.prune(2 * maxEntries)
	}
}

func (b *Builder) source(name string) int {
	n, ok := b.sources[name]
	if !ok {
		n = len(b.names)
		b.sources[name] = n
		b.names = append(b.names, name)
	}
	return n
}

// add counts a text of a source; with a document at most once for it.
func (b *Builder) add(kind Kind, text string, source int, doc document.ID, count int) {
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > maxText || !utf8.ValidString(text) {
		return
	}
	folded := typed(text)
	if utf8.RuneCountInString(folded) < leastRunes || strings.Trim(folded, "0123456789") == "" {
		return
	}
	h := fnv.New128a()
	_, _ = h.Write([]byte(kind + "\x00")) // hash.Hash never fails
	_, _ = h.Write([]byte(folded))
	var k key
	h.Sum(k[:0])
	e := b.entries[k]
	if e == nil {
		e = &entry{kind: kind, text: strings.Clone(text), folded: folded}
		b.entries[k] = e
		b.order = append(b.order, e)
	}
	i := slices.IndexFunc(e.places, func(p place) bool { return p.source == source })
	if i < 0 {
		if len(e.places) == maxPlaces {
			return
		}
		i = len(e.places)
		e.places = append(e.places, place{source: source})
		if text != e.text {
			e.places[i].text = strings.Clone(text)
		}
		if kind == KindTitle {
			e.places[i].doc = doc
		}
	}
	p := &e.places[i]
	if doc != "" && p.last == doc {
		return
	}
	p.last = doc
	p.count += count
}

// prune keeps the n most useful entries, in the order in which they came.
func (b *Builder) prune(n int) {
	if len(b.order) <= n {
		return
	}
	ranked := b.ranked()
	dropped := make(map[*entry]bool, len(ranked)-n)
	for _, e := range ranked[n:] {
		dropped[e] = true
	}
	for k, e := range b.entries {
		if dropped[e] {
			delete(b.entries, k)
		}
	}
	b.order = slices.DeleteFunc(b.order, func(e *entry) bool { return dropped[e] })
}

// Finish adds the frequent words of the finished index s and writes the file
// at path. cut gives the words of a text in order, for keys of inner words of
// titles.
func (b *Builder) Finish(ctx context.Context, s index.Searcher, words func(string) []int, path string) error {
	if err := b.addTerms(ctx, s); err != nil {
		return fmt.Errorf("words to suggest: %w", err)
	}
	b.prune(maxEntries)
	return b.write(path, words)
}

// ranked are the entries from the most useful on.
func (b *Builder) ranked() []*entry {
	most := map[Kind]int{}
	for _, e := range b.order {
		most[e.kind] = max(most[e.kind], e.count())
	}
	for _, e := range b.order {
		e.weigh(most[e.kind])
	}
	all := slices.Clone(b.order)
	slices.SortFunc(all, compare)
	return all
}
