package works

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"wensou/analysis"
	"wensou/document"
)

// File is the name of a generation's file of works.
const File = "works.bin"

// The magic word: what all forms of the file begin with, and this one.
const (
	family = "wensouW"
	magic  = family + "2"
)

// The sections of the file, in order, each filled up with zeros to a multiple
// of 8.
const (
	secSources    = iota // names: text by source
	secIDs               // uint64 by work
	secOffsets           // uint64 by work, and the end: where its entry begins
	secEntries           // see appendEntry
	secTexts             // match text of titles, authors and containers by work, each before a line end
	secEnds              // uint64 by work: where its text ends, behind the line end
	secAlso              // uint64 ids, ascending
	secAlsoWorks         // uint32 work of each
	secLocal             // uint64 hashes of documents and their works, ascending
	secLocalWorks        // uint32 work of each
	secUnits             // uint32 units that cite something, ascending
	secUnitEnds          // uint32 by unit: where its works end
	secUnitWorks         // uint32 works of the units
	secYears             // int32 by work: year of issue, 0 when unknown
	secNewest            // uint32 works, newest first
	secOldest            // uint32 works, oldest first
	sections
)

// image is a file in the making.
type image struct{ sections [sections][]byte }

// written is a work on its way into the file.
type written struct {
	group    int
	nodes    []int // the one that leads it first
	places   []place
	docs     int
	mentions int
	sources  []sourceCount // by source
	id       uint64
}

// sourceCount is how many documents of a source cite a work.
type sourceCount struct{ source, docs uint32 }

// file arranges works from the most cited on.
func (b *builder) file(g *grouping) *image {
	all, also := b.arrange(g)
	out := &image{}
	// Sources by name: the order of documents leaves no trace.
	order := make([]uint32, len(b.names))
	for at, name := range slices.Sorted(slices.Values(b.names)) {
		order[b.sources[name]] = uint32(at)
		out.sections[secSources] = appendText(out.sections[secSources], name)
	}
	u64 := binary.LittleEndian.AppendUint64
	years := make([]int, len(all))
	for i := range all {
		w := &all[i]
		for j := range w.sources {
			w.sources[j].source = order[w.sources[j].source]
		}
		slices.SortFunc(w.sources, func(x, y sourceCount) int { return cmp.Compare(x.source, y.source) })
		cards := make([]*card, len(w.nodes))
		for j, n := range w.nodes {
			cards[j] = decode(b.cards[n])
		}
		best := merged(cards)
		years[i] = best.Issued.Year()
		out.sections[secIDs] = u64(out.sections[secIDs], w.id)
		out.sections[secOffsets] = u64(out.sections[secOffsets], uint64(len(out.sections[secEntries])))
		out.sections[secEntries] = b.appendEntry(out.sections[secEntries], w, best)
		out.sections[secTexts] = append(append(out.sections[secTexts], searched(cards)...), '\n')
		out.sections[secEnds] = u64(out.sections[secEnds], uint64(len(out.sections[secTexts])))
	}
	out.sections[secOffsets] = u64(out.sections[secOffsets], uint64(len(out.sections[secEntries])))
	out.addYears(years)
	b.addUnits(out, all)
	b.addNumbers(out, all, also)
	return out
}

// addYears lists the works by year, those of one year and those without in the
// order of all.
func (f *image) addYears(years []int) {
	order := make([]int, len(years))
	for i, y := range years {
		if y > maxYear || y < -maxYear {
			y = 0
		}
		order[i], years[i] = i, y
		f.sections[secYears] = binary.LittleEndian.AppendUint32(f.sections[secYears], uint32(int32(y)))
	}
	for sec, by := range map[int]Order{secNewest: ByNewest, secOldest: ByOldest} {
		slices.SortFunc(order, func(x, y int) int {
			return cmp.Or(cmp.Compare(yearOrder(years[x], by), yearOrder(years[y], by)), cmp.Compare(x, y))
		})
		for _, n := range order {
			f.sections[sec] = binary.LittleEndian.AppendUint32(f.sections[sec], uint32(n))
		}
	}
}

// maxYear is the last that calendars have.
const maxYear = 9999

// addNumbers leads from ids, and from works of documents, to works.
func (b *builder) addNumbers(out *image, all []written, also map[uint64]int) {
	u64, u32 := binary.LittleEndian.AppendUint64, binary.LittleEndian.AppendUint32
	byNode, byGroup := make([]uint32, len(b.nodes)), make([]uint32, len(all))
	for i := range all {
		byGroup[all[i].group] = uint32(i)
		for _, n := range all[i].nodes {
			byNode[n] = uint32(i)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(also)) {
		out.sections[secAlso] = u64(out.sections[secAlso], id)
		out.sections[secAlsoWorks] = u32(out.sections[secAlsoWorks], byGroup[also[id]])
	}
	local := make([]int, len(b.works))
	for i := range local {
		local[i] = i
	}
	slices.SortFunc(local, func(x, y int) int { return cmp.Compare(b.hashes[x], b.hashes[y]) })
	for _, i := range local {
		out.sections[secLocal] = u64(out.sections[secLocal], b.hashes[i])
		out.sections[secLocalWorks] = u32(out.sections[secLocalWorks], byNode[b.works[i]])
	}
}

// arrange gathers the nodes and places of each work and gives it its id; also
// are all ids that lead to a work, by group.
func (b *builder) arrange(g *grouping) (all []written, also map[uint64]int) {
	groups := b.groups(g)
	ids, also := g.named(groups)
	all = make([]written, len(groups))
	of := make([]int, len(b.nodes))
	for i, nodes := range groups {
		all[i] = written{group: i, nodes: nodes, id: ids[i]}
		for _, n := range nodes {
			of[n] = i
		}
	}
	for _, p := range b.places {
		w := &all[of[p.node]]
		w.places = append(w.places, p)
	}
	for i := range all {
		b.count(&all[i])
	}
	slices.SortFunc(all, func(x, y written) int {
		return cmp.Or(cmp.Compare(y.docs, x.docs), cmp.Compare(y.mentions, x.mentions), cmp.Compare(x.id, y.id))
	})
	return all, also
}

// groups are the nodes of each work, the one that leads first and then the most
// frequent.
func (b *builder) groups(g *grouping) [][]int {
	at := map[int]int{}
	var groups [][]int
	for n := range b.nodes {
		lead := g.work[n]
		i, ok := at[lead]
		if !ok {
			i = len(groups)
			at[lead] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], n)
	}
	for lead, i := range at {
		slices.SortFunc(groups[i], func(x, y int) int {
			if x == lead || y == lead {
				return cmp.Compare(btoi(y == lead), btoi(x == lead))
			}
			a, c := &b.nodes[x], &b.nodes[y]
			return cmp.Or(cmp.Compare(c.count, a.count), strings.Compare(a.sign, c.sign))
		})
	}
	return groups
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// count puts a work's places in order, each unit once, and counts documents.
func (b *builder) count(w *written) {
	slices.SortFunc(w.places, func(x, y place) int {
		return cmp.Or(cmp.Compare(x.unit, y.unit), cmp.Compare(btoi(y.mention), btoi(x.mention)))
	})
	w.places = slices.CompactFunc(w.places, func(x, y place) bool { return x.unit == y.unit })
	docs, sources := map[uint32]bool{}, map[uint32]uint32{}
	for _, p := range w.places {
		if p.mention {
			w.mentions++
		}
		if !docs[p.doc] {
			docs[p.doc] = true
			sources[b.docOf[p.doc]]++
		}
	}
	w.docs = len(docs)
	for s, n := range maps.All(sources) {
		w.sources = append(w.sources, sourceCount{s, n})
	}
}

// appendEntry writes what is read most often first: numbers of documents and
// mentions, whether there are more authors, the record, counts by source, an
// example of each printing, and the units of mentions and the others.
func (b *builder) appendEntry(out []byte, w *written, best *card) []byte {
	uv := binary.AppendUvarint
	out = uv(uv(out, uint64(w.docs)), uint64(w.mentions))
	out = uv(out, uint64(btoi(best.EtAl)))
	raw := marshal(&best.CSL)
	out = append(uv(out, uint64(len(raw))), raw...)
	out = uv(out, uint64(len(w.sources)))
	for _, s := range w.sources {
		out = uv(uv(out, uint64(s.source)), uint64(s.docs))
	}
	printings := b.printings(w)
	out = uv(out, uint64(len(printings)))
	for _, p := range printings {
		out = uv(uv(out, uint64(p.unit)), uint64(p.count))
	}
	for _, mention := range []bool{true, false} {
		n := w.mentions
		if !mention {
			n = len(w.places) - w.mentions
		}
		out = uv(out, uint64(n))
		last := uint32(0)
		for _, p := range w.places {
			if p.mention == mention {
				out = uv(out, uint64(p.unit-last))
				last = p.unit
			}
		}
	}
	return out
}

// maxPrintings of a work are kept, those met most often.
const maxPrintings = 20

// printing is one way of citing a work: the first unit that does, and how many
// do.
type printing struct{ unit, count uint32 }

func (b *builder) printings(w *written) []printing {
	byNode := map[uint32]*printing{}
	for _, p := range w.places {
		if !p.mention {
			continue
		}
		if x := byNode[p.node]; x != nil {
			x.count++
			continue
		}
		byNode[p.node] = &printing{p.unit, 1}
	}
	var out []printing
	for _, p := range byNode {
		out = append(out, *p)
	}
	slices.SortFunc(out, func(x, y printing) int { return cmp.Or(cmp.Compare(y.count, x.count), cmp.Compare(x.unit, y.unit)) })
	return out[:min(len(out), maxPrintings)]
}

// inContainers stands between titles and authors, and what works appeared in.
const inContainers = '\v'

// searched is the match text that a work is found by: titles, authors and what
// it appeared in, as every printing has them, each once.
func searched(cards []*card) string {
	var all, containers []string
	add := func(s string) {
		folded := analysis.Fold(s)
		// In the form of all regions, too: a quotation has no variants.
		for _, f := range []string{folded, analysis.Canonical(folded)} {
			if f != "" && !slices.Contains(all, f) {
				all = append(all, f)
			}
		}
	}
	for _, c := range cards[:min(len(cards), maxPrintings)] {
		add(c.Title)
		for _, list := range [][]document.Name{c.Author, c.Editor, c.Translator} {
			for _, n := range list {
				add(n.String())
			}
		}
		if f := analysis.Fold(c.ContainerTitle); f != "" && !slices.Contains(containers, f) {
			containers = append(containers, f)
		}
	}
	return strings.Join(all, "\t") + string(inContainers) + strings.Join(containers, "\t")
}

// addUnits lists the works of each unit that cites something.
func (b *builder) addUnits(out *image, all []written) {
	type pair struct{ unit, work uint32 }
	var pairs []pair
	for i := range all {
		for _, p := range all[i].places {
			pairs = append(pairs, pair{p.unit, uint32(i)})
		}
	}
	slices.SortFunc(pairs, func(x, y pair) int { return cmp.Or(cmp.Compare(x.unit, y.unit), cmp.Compare(x.work, y.work)) })
	u32 := binary.LittleEndian.AppendUint32
	for i, p := range pairs {
		out.sections[secUnitWorks] = u32(out.sections[secUnitWorks], p.work)
		if i+1 == len(pairs) || pairs[i+1].unit != p.unit {
			out.sections[secUnits] = u32(out.sections[secUnits], p.unit)
			out.sections[secUnitEnds] = u32(out.sections[secUnitEnds], uint32(i+1))
		}
	}
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// write makes the file: the magic word, the length of each section, and the
// sections.
func (f *image) write(path string) error {
	out := []byte(magic)
	for _, s := range f.sections {
		out = binary.LittleEndian.AppendUint64(out, uint64(len(s)))
	}
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	if _, err := file.Write(out); err != nil {
		return err
	}
	for i, s := range f.sections {
		if _, err := file.Write(append(s, make([]byte, -len(s)&7)...)); err != nil {
			return fmt.Errorf("section %d: %w", i, err)
		}
	}
	return file.Close()
}
