package works

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"wensou/document"
	"wensou/index"
)

// atOnce is how many units are read at a time.
const atOnce = 2000

// Build reads the citations of the finished index s, finds their works and
// writes the file at path. The file depends on what the index holds only. An
// index without citations gets an empty one. Memory is some 700 bytes for each
// different citation and 40 for each place.
func Build(ctx context.Context, s index.Searcher, path string) error {
	b := &builder{signs: map[string]uint32{}, local: map[uint64]int{}, docs: map[document.ID]uint32{}, sources: map[string]uint32{}}
	if err := b.read(ctx, s); err != nil {
		return fmt.Errorf("read citations: %w", err)
	}
	g := group(b.nodes)
	if err := b.file(g).write(path); err != nil {
		return fmt.Errorf("write works: %w", err)
	}
	return nil
}

// builder collects how works are cited, and where.
type builder struct {
	nodes   []node
	cards   [][]byte // by node: its best record, JSON
	signs   map[string]uint32
	works   []uint32       // node of each work of a document
	hashes  []uint64       // of document and work
	local   map[uint64]int // place of a hash in the two above
	places  []place
	docs    map[document.ID]uint32
	docOf   []uint32 // source of each document
	sources map[string]uint32
	names   []string
}

// place is a unit that cites a work.
type place struct {
	node, unit, doc uint32
	mention         bool // a citation or reference; else what one stands in or hangs on
}

// cited is a citation or reference with what it stands in and hangs on.
type cited struct {
	*index.Stored
	record   *card
	raw      []byte // the record as JSON
	full     int    // see fullness
	around   []uint32
	hash     uint64
	document uint32
}

func (b *builder) read(ctx context.Context, s index.Searcher) error {
	stats := s.Stats()
	n := stats.Kinds[string(document.KindCitation)] + stats.Kinds[string(document.KindReference)]
	if n == 0 {
		return nil
	}
	kind := func(k document.Kind) index.Clause { return index.Term{Field: index.FieldKind, Term: string(k)} }
	res, err := s.Search(ctx, &index.Request{
		Match: index.Any{Clauses: []index.Clause{kind(document.KindCitation), kind(document.KindReference)}, Min: 1}, Size: n, Sort: index.ByRelevance,
	})
	if err != nil {
		return err
	}
	refs := make([]uint64, len(res.Hits))
	for i, h := range res.Hits {
		if h.Ref > math.MaxUint32 {
			return fmt.Errorf("unit %d is beyond %d", h.Ref, uint32(math.MaxUint32))
		}
		refs[i] = h.Ref
	}
	var rest []cited // of a document that may go on in the next batch
	for batch := range slices.Chunk(refs, atOnce) {
		stored, err := s.Fetch(ctx, batch)
		if err != nil {
			return err
		}
		units, err := b.around(ctx, s, stored)
		if err != nil {
			return err
		}
		rest = append(rest, units...)
		last := rest[len(rest)-1].document
		if at := slices.IndexFunc(rest, func(c cited) bool { return c.document == last }); at > 0 || len(rest) > 4*atOnce {
			if len(rest) > 4*atOnce {
				at = len(rest)
			}
			b.add(rest[:at])
			rest = slices.Clone(rest[at:])
		}
	}
	b.add(rest)
	return nil
}

// around looks up what the units stand in, and what that hangs on.
func (b *builder) around(ctx context.Context, s index.Searcher, stored []index.Stored) ([]cited, error) {
	out := make([]cited, len(stored))
	keys := make([]index.UnitKey, 0, len(stored))
	for i := range stored {
		out[i] = cited{Stored: &stored[i], document: b.document(stored[i].Document), hash: hashOf(stored[i].Document.ID, &stored[i].Unit)}
		if u := &stored[i].Unit; u.Holder() != "" {
			keys = append(keys, index.KeyOf(stored[i].Document, u.Holder()))
		}
	}
	holders, err := lookUp(ctx, s, keys)
	if err != nil {
		return nil, err
	}
	keys = keys[:0]
	anchor := func(st *index.Stored) (index.UnitKey, bool) {
		if st.Unit.Anchor == nil {
			return "", false
		}
		return index.KeyOf(st.Document, st.Unit.Anchor.Unit), true
	}
	for _, h := range holders {
		if k, ok := anchor(&h); ok {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys) // a map's order is none
	anchors, err := lookUp(ctx, s, slices.Compact(keys))
	if err != nil {
		return nil, err
	}
	for i := range out {
		h, ok := holders[index.KeyOf(out[i].Document, out[i].Unit.Holder())]
		if !ok || out[i].Unit.Holder() == "" {
			continue
		}
		out[i].around = append(out[i].around, uint32(h.Ref))
		if k, ok := anchor(&h); ok {
			if a, ok := anchors[k]; ok {
				out[i].around = append(out[i].around, uint32(a.Ref))
			}
		}
	}
	return out, nil
}

func lookUp(ctx context.Context, s index.Searcher, keys []index.UnitKey) (map[index.UnitKey]index.Stored, error) {
	slices.Sort(keys)
	found, err := s.Lookup(ctx, slices.Compact(keys))
	if err != nil {
		return nil, err
	}
	out := make(map[index.UnitKey]index.Stored, len(found))
	for i := range found {
		st := found[i]
		st.Unit = document.Unit{ID: st.Unit.ID, Anchor: st.Unit.Anchor}
		out[st.Key] = st
	}
	return out, nil
}

func (b *builder) document(d *document.Document) uint32 {
	n, ok := b.docs[d.ID]
	if !ok {
		n = uint32(len(b.docs))
		b.docs[d.ID] = n
		source, ok := b.sources[d.SourceName()]
		if !ok {
			source = uint32(len(b.names))
			b.sources[d.SourceName()] = source
			b.names = append(b.names, d.SourceName())
		}
		b.docOf = append(b.docOf, source)
	}
	return n
}

// hashOf stands for a work inside its document; for a citation that was given
// none, the citation itself.
func hashOf(doc document.ID, u *document.Unit) uint64 {
	if u.Work == "" {
		return hash(string(doc), "\x00"+string(u.ID))
	}
	return hash(string(doc), string(u.Work))
}

// hash is the first 64 bits of SHA-256, which nobody can make two texts share.
func hash(parts ...string) uint64 {
	text := make([]byte, 0, 256) // on the stack: a hit asks for one
	for _, p := range parts {
		text = append(append(text, p...), 0xff)
	}
	sum := sha256.Sum256(text)
	return binary.BigEndian.Uint64(sum[:])
}

// add takes citations of whole documents: each work of a document is known by
// the best of its printings there.
func (b *builder) add(units []cited) {
	best := map[uint64]*cited{}
	for i := range units {
		c := &units[i]
		if c.Unit.CSL == nil {
			continue
		}
		c.record = cardOf(c.Unit.CSL, c.Unit.EtAl)
		c.raw, c.full = marshal(c.record), fullness(&c.record.CSL)
		old := best[c.hash]
		if old == nil || old.Unit.ShortForm && !c.Unit.ShortForm ||
			old.Unit.ShortForm == c.Unit.ShortForm && better(c.full, old.full, c.raw, old.raw) {
			best[c.hash] = c
		}
	}
	for i := range units {
		c := &units[i]
		at, ok := b.local[c.hash]
		if !ok {
			chosen := best[c.hash]
			if chosen == nil {
				continue
			}
			n, ok := b.node(chosen.record, chosen.raw)
			if !ok {
				continue
			}
			at = len(b.works)
			b.local[c.hash] = at
			b.works, b.hashes = append(b.works, n), append(b.hashes, c.hash)
		}
		n := b.works[at]
		b.places = append(b.places, place{n, uint32(c.Ref), c.document, true})
		for _, unit := range c.around {
			b.places = append(b.places, place{n, unit, c.document, false})
		}
	}
}

// node is that of a record, with one more document that has it.
func (b *builder) node(c *card, raw []byte) (uint32, bool) {
	r, ok := recordOf(&c.CSL)
	if !ok {
		return 0, false
	}
	sign, full := r.signature(), fullness(&c.CSL)
	n, ok := b.signs[sign]
	if !ok {
		n = uint32(len(b.nodes))
		b.signs[sign] = n
		b.nodes = append(b.nodes, node{record: r, sign: sign, full: full})
		b.cards = append(b.cards, raw)
	} else if better(full, b.nodes[n].full, raw, b.cards[n]) {
		b.cards[n], b.nodes[n].full = raw, full
	}
	b.nodes[n].count++
	return n, true
}

func decode(raw []byte) *card {
	var c card
	_ = json.Unmarshal(raw, &c) // marshal wrote it
	return &c
}
