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

// askEverything uses all ways to ask; the error joins what they say.
func askEverything(t *testing.T, d *Data) error {
	var errs []error
	for _, o := range []Order{ByDocuments, ByRelevance, ByNewest, ByOldest} {
		for _, q := range []Query{{Size: 1000}, {Size: 1000, Texts: [][]string{{"power"}}}, {Size: 1000, Sources: []string{hanWords[0]}}} {
			q.Order = o
			found, err := d.Find(t.Context(), q)
			if errs = append(errs, err); err != nil {
				continue
			}
			for _, w := range found.Works[:min(3, len(found.Works))] {
				_, _, err := d.Get(w.ID)
				_, err2 := d.Documents(w.ID)
				errs = append(errs, err, err2)
			}
		}
	}
	_, _, err := d.Citing(t.Context(), "", []string{"power"})
	errs = append(errs, err)
	c := d.Counter()
	for i := range 600 {
		c.Add(uint64(i))
		_, err := d.Of(document.ID(word26(i)), &document.Unit{Work: "w1"})
		errs = append(errs, err)
	}
	_, err = c.Most(20)
	return errors.Join(append(errs, err)...)
}

// An index whose works nobody may see, or that has no file of them, answers all.
func TestNoFile(t *testing.T) {
	missing, err := Open(filepath.Join(t.TempDir(), File))
	if err != nil || missing.Known() {
		t.Fatalf("known: %v, %v", missing.Known(), err)
	}
	for name, d := range map[string]*Data{"none": nil, "no file": missing} {
		if err := askEverything(t, d); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := d.Close(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// An index of another form of the file is to be built again.
func TestOtherForm(t *testing.T) {
	path := writtenFile(t)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	raw[len(family)]--
	if err := os.WriteFile(path, raw, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path); !errors.Is(err, index.ErrIncompatible) {
		t.Errorf("%v", err)
	}
}

// Orders by year are those of a sort, with texts and without.
func TestYears(t *testing.T) {
	d, err := Open(writtenFile(t))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for _, o := range []Order{ByNewest, ByOldest} {
		all, err := d.Find(t.Context(), Query{Size: 1000, Order: o})
		if err != nil || len(all.Works) != d.Len() {
			t.Fatalf("%s: %d of %d works: %v", o, len(all.Works), d.Len(), err)
		}
		for i, w := range all.Works[1:] {
			before, year := yearOrder(all.Works[i].CSL.Issued.Year(), o), yearOrder(w.CSL.Issued.Year(), o)
			if before > year || before == year && all.Works[i].Documents < w.Documents {
				t.Errorf("%s: %s stands behind %s", o, w.ID, all.Works[i].ID)
			}
		}
		page, err := d.Find(t.Context(), Query{From: 3, Size: 4, Order: o})
		if err != nil || len(page.Works) != 4 || page.Works[0].ID != all.Works[3].ID || page.Total != d.Len() {
			t.Errorf("%s: a page has %d works: %v", o, len(page.Works), err)
		}
	}
}

// Each hit asks for its work.
func TestLookupsAreCheap(t *testing.T) {
	d, err := Open(writtenFile(t))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	u := &document.Unit{ID: "fn1c1", Work: "w1"}
	if id, err := d.Of(document.ID(word26(0)), u); id == "" || err != nil {
		t.Fatalf("%q, %v", id, err)
	}
	if n := testing.AllocsPerRun(100, func() { _, _ = d.Of(document.ID(word26(0)), u) }); n > 4 {
		t.Errorf("%.0f allocations for one look-up", n)
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
			err = askEverything(t, d)
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
