package works

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"wensou/document"
	"wensou/index"
)

// writtenFile makes a file of random works, each document with one citation.
func writtenFile(t *testing.T) string {
	t.Helper()
	b := &builder{signs: map[string]uint32{}, local: map[uint64]int{}, docs: map[document.ID]uint32{}, sources: map[string]uint32{}}
	for i, c := range randomRecords(rand.New(rand.NewPCG(2, 4)), 200) {
		d := &document.Document{ID: document.ID(word26(i)), Collection: pick(rand.New(rand.NewPCG(uint64(i), 1)), hanWords)}
		st := &index.Stored{Ref: uint64(3 * i), Unit: document.Unit{ID: "fn1c1", Kind: document.KindCitation, CSL: c, Work: "w1"}, Document: d}
		b.add([]cited{{Stored: st, document: b.document(d), hash: hashOf(d.ID, &st.Unit), around: []uint32{uint32(3*i + 1)}}})
	}
	path := filepath.Join(t.TempDir(), File)
	if err := b.file(group(b.nodes)).write(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestFile(t *testing.T) {
	d, err := Open(writtenFile(t))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	all, err := d.Find(t.Context(), Query{Size: 1000})
	if err != nil || all.Total != d.Len() || len(all.Works) != d.Len() || d.Len() < 20 {
		t.Fatalf("%d of %d works: %v", len(all.Works), d.Len(), err)
	}
	places := 0
	c := d.Counter()
	for i := range 600 {
		c.Add(uint64(i))
	}
	for i, w := range all.Works {
		places += w.Places
		if i > 0 && all.Works[i-1].Documents < w.Documents {
			t.Errorf("%s with %d documents stands behind one with %d", w.ID, w.Documents, all.Works[i-1].Documents)
		}
		again, ok, err := d.Get(w.ID)
		if err != nil || !ok || again.ID != w.ID {
			t.Errorf("%s: %v, %v", w.ID, ok, err)
		}
		counted, err := c.Of(w.ID)
		if err != nil {
			t.Error(err)
		}
		units, mentions, err := d.Citing(t.Context(), w.ID, nil)
		if err != nil || len(mentions) != w.Places || len(units) != 2*w.Places || counted != len(units) {
			t.Errorf("%s: %d units, %d mentions, counted %d, of %d places: %v", w.ID, len(units), len(mentions), counted, w.Places, err)
		}
		if len(again.Mentions) != w.Places || len(again.Around) != w.Places || len(again.Printings) == 0 {
			t.Errorf("%s: %d mentions, %d around, %d printings of %d places", w.ID, len(again.Mentions), len(again.Around), len(again.Printings), w.Places)
		}
	}
	if places != 200 {
		t.Errorf("%d places", places)
	}
}

// A damaged file is told, and never ends the process.
func TestDamagedFile(t *testing.T) {
	path := writtenFile(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(5, 6))
	for i := range 400 {
		raw := append([]byte(nil), whole...)
		if i%2 == 0 {
			raw = raw[:rng.IntN(len(raw))]
		}
		for range rng.IntN(8) {
			if len(raw) > 0 {
				raw[rng.IntN(len(raw))] = byte(rng.Uint32())
			}
		}
		if err := os.WriteFile(path, raw, 0o644); err != nil {
			t.Fatal(err)
		}
		d, err := Open(path)
		if err == nil {
			_, err = d.Find(t.Context(), Query{Size: 1000, Texts: [][]string{{"power"}}, Sources: []string{hanWords[0]}, Order: ByOldest})
		}
		if err != nil && !errors.Is(err, index.ErrCorrupt) {
			t.Errorf("case %d: %v", i, err)
		}
		if i%2 == 0 && err == nil {
			t.Errorf("case %d: a file cut to %d bytes is taken", i, len(raw))
		}
		if d != nil {
			d.Close()
		}
	}
}
