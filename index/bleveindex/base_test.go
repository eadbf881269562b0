package bleveindex_test

import (
	"errors"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"wensou/document"
	"wensou/index"
	"wensou/index/bleveindex"
	"wensou/index/indextest"
)

// TestBase: whatever an index takes over from an older one, its files are those
// of an index that was analysed whole.
func TestBase(t *testing.T) {
	all := append(indextest.Corpus(), indextest.LargeCorpus(3000)...)
	rng := rand.New(rand.NewPCG(7, 11))
	changed := func(d *document.Document) *document.Document {
		other := *d
		other.Units = slices.Clone(d.Units)
		other.Units[len(other.Units)-1].Text += "改了一句。"
		return &other
	}
	some := func(n int, change func(*document.Document) *document.Document) []*document.Document {
		docs := slices.Clone(all)
		for range n {
			i := rng.IntN(len(docs))
			if len(docs[i].Units) > 0 {
				docs[i] = change(docs[i])
			}
		}
		return docs
	}
	retitled := func(d *document.Document) *document.Document {
		other := *d
		other.Title, other.Topics = "另一個題目", []string{"新的主題"}
		return &other
	}
	backwards := slices.Clone(all)
	slices.Reverse(backwards)
	whole := int64(0)
	for _, d := range all {
		for i := range d.Units {
			whole += int64(len(d.Units[i].Text))
		}
	}
	for _, tc := range []struct {
		name string
		old  []*document.Document
		now  []*document.Document
		most float64 // share of the text that may be analysed
	}{
		{"nothing changed", all, all, 0},
		{"some edited", all, some(10, changed), 0.2},
		{"titles and topics", all, some(10, retitled), 0.2},
		{"some gone", all, slices.Concat(all[:40], all[60:len(all)-30]), 0},
		{"some new", slices.Concat(all[:20], all[35:90], all[100:]), all, 0.3},
		{"another order", all, backwards, 0.01},
		{"units whose id is taken", all, append(slices.Clone(all), all[0], changed(all[1])), 0.01},
		{"they were taken in the old one", append(slices.Clone(all), changed(all[1])), all, 0.01},
		{"nothing in common", all[:30], all[30:], 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			build := func(docs []*document.Document, base *bleveindex.Base) (string, *index.BuildReport) {
				path := t.TempDir()
				b, err := bleveindex.NewBuilder(path, testAnalyzer(t), bleveindex.BuilderOptions{Workers: 2, Memory: 1, Base: base})
				if err != nil {
					t.Fatal(err)
				}
				for _, d := range docs {
					err = errors.Join(err, b.Add(t.Context(), d))
				}
				report, finishErr := b.Finish(t.Context())
				if err = errors.Join(err, finishErr); err != nil {
					t.Fatal(err)
				}
				return path, report
			}
			old, _ := build(tc.old, nil)
			opened, err := bleveindex.Open(old, &index.Manifest{Analyzer: testAnalyzer(t).Fingerprint()}, testAnalyzer(t))
			if err != nil {
				t.Fatal(err)
			}
			defer opened.Close()
			base := bleveindex.NewBase(opened)
			plain, _ := build(tc.now, nil)
			again, report := build(tc.now, base)
			want, got := hashes(t, plain), hashes(t, again)
			for _, name := range slices.Sorted(maps.Keys(want)) {
				if got[name] != want[name] {
					t.Errorf("%s differs", name)
				}
			}
			if most := int64(tc.most * float64(whole)); report.Analysed > most {
				t.Errorf("%d bytes of %d were analysed, more than %d", report.Analysed, whole, most)
			}
		})
	}
}
