package bleveindex_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/blevesearch/bleve/v2"
	blevekeyword "github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/search/query"
	api "github.com/blevesearch/bleve_index_api"

	"wensou/index"
	"wensou/index/indextest"
)

// TestBleveSearches asks a generation through Bleve's own queries: the sets
// must be those of our searcher.
func TestBleveSearches(t *testing.T) {
	docs := append(indextest.Corpus(), indextest.LargeCorpus(3000)...)
	path, m := buildFiles(t, 2, docs)
	ours := open(t, path, m)
	theirs, err := bleve.OpenUsing(filepath.Join(path, "bleve"), map[string]any{"read_only": true, "bolt_timeout": "5s"})
	if err != nil {
		t.Fatal(err)
	}
	defer theirs.Close()
	if n, err := theirs.DocCount(); err != nil || n != uint64(ours.Stats().Units) {
		t.Fatalf("%d documents, error %v; want %d", n, err, ours.Stats().Units)
	}
	term := func(f index.Field, s string) index.Term { return index.Term{Field: f, Term: s} }
	gram := func(s string) index.Term { return term(index.FieldGrams, s) }
	for _, clause := range []index.Clause{
		gram("中国"), gram("的"), gram("沒有"), term(index.FieldWords, "gpt-4"), term(index.FieldTitle, "的"), term(index.FieldContext, "中"),
		term(index.FieldKind, "footnote"), term(index.FieldDoc, "blog/ai"), term(index.FieldAuthor, "乙"), term("_id", "blog/ai#fn1"),
		index.All{gram("中国"), gram("的中")},
		index.All{gram("的"), gram("的的"), term(index.FieldKind, "paragraph"), term(index.FieldLang, "zh-TW")},
		index.All{gram("的的"), gram("沒有")},
		index.All{gram("的的"), index.Any{Min: 1, Clauses: []index.Clause{gram("中国"), gram("国的")}}},
		index.Any{Min: 1, Clauses: []index.Clause{gram("中国"), gram("的中"), gram("一隻")}},
		index.Any{Min: 2, Clauses: []index.Clause{gram("中国"), gram("的中"), gram("的"), term(index.FieldLang, "zh-HK")}},
		index.Any{Min: 3, Clauses: []index.Clause{gram("的"), gram("的中"), gram("的的")}},
	} {
		t.Run(clause.String(), func(t *testing.T) {
			want := ourKeys(t, ours, clause)
			if got := theirKeys(t, theirs, bleveQuery(clause)); !slices.Equal(got, want) {
				t.Errorf("Bleve finds %d units, we %d", len(got), len(want))
			}
		})
	}
	for _, prefix := range []string{"中", "a", "的", "無", "Rural", "\xff"} {
		t.Run("prefix "+prefix, func(t *testing.T) {
			q := query.NewPrefixQuery(prefix)
			for _, f := range []index.Field{index.FieldGrams, index.FieldWords, index.FieldCitedTitle} {
				q.SetField(string(f))
				want := ourKeys(t, ours, index.Prefix{Field: f, Text: prefix})
				if got := theirKeys(t, theirs, q); !slices.Equal(got, want) {
					t.Errorf("in %s Bleve finds %d units, we %d", f, len(got), len(want))
				}
			}
		})
	}
	t.Run("a pattern", func(t *testing.T) {
		q := query.NewRegexpQuery("zh-(CN|TW)")
		q.SetField(string(index.FieldLang))
		want := ourKeys(t, ours, index.Any{Min: 1, Clauses: []index.Clause{term(index.FieldLang, "zh-CN"), term(index.FieldLang, "zh-TW")}})
		if got := theirKeys(t, theirs, q); !slices.Equal(got, want) {
			t.Errorf("Bleve finds %d units, we %d", len(got), len(want))
		}
	})
	t.Run("our analyzer behind a match query", func(t *testing.T) {
		q := bleve.NewMatchQuery("中國")
		q.SetField(string(index.FieldGrams))
		q.SetOperator(query.MatchQueryOperatorAnd)
		want := ourKeys(t, ours, index.All{gram("中国"), gram("国")})
		if got := theirKeys(t, theirs, q); len(want) == 0 || !slices.Equal(got, want) {
			t.Errorf("Bleve finds %d units, we %d", len(got), len(want))
		}
	})
	t.Run("a field's terms", func(t *testing.T) {
		dict, err := theirs.FieldDict(string(index.FieldLang))
		if err != nil {
			t.Fatal(err)
		}
		defer dict.Close()
		for _, want := range []string{"zh-CN", "zh-HK", "zh-TW"} {
			entry, err := dict.Next()
			if err != nil || entry == nil || entry.Term != want || int(entry.Count) != len(ourKeys(t, ours, term(index.FieldLang, want))) {
				t.Errorf("entry %+v, error %v; want %s", entry, err, want)
			}
		}
	})
	t.Run("a stored unit", func(t *testing.T) {
		d, err := theirs.Document("papers/bank#p2")
		if err != nil || d == nil {
			t.Fatalf("document %v, error %v", d, err)
		}
		var stored string
		d.VisitFields(func(f api.Field) {
			if f.Name() == "unit" {
				stored = string(f.Value())
			}
		})
		if d.ID() != "papers/bank#p2" || !strings.Contains(stored, "一隻蝶。") {
			t.Errorf("id %q, stored %q", d.ID(), stored)
		}
		if d, err := theirs.Document("no such unit"); d != nil || err != nil {
			t.Errorf("a unit that isn't there: %v, error %v", d, err)
		}
	})
}

// bleveQuery is a clause of terms in Bleve's words.
func bleveQuery(c index.Clause) query.Query {
	all := func(cs []index.Clause) (qs []query.Query) {
		for _, c := range cs {
			qs = append(qs, bleveQuery(c))
		}
		return qs
	}
	switch c := c.(type) {
	case index.Term:
		q := query.NewTermQuery(c.Term)
		q.SetField(string(c.Field))
		return q
	case index.All:
		return query.NewConjunctionQuery(all(c))
	case index.Any:
		q := query.NewDisjunctionQuery(all(c.Clauses))
		q.SetMin(float64(c.Min))
		return q
	}
	panic("not a clause of terms")
}

func ourKeys(t *testing.T, s index.Searcher, c index.Clause) (keys []string) {
	t.Helper()
	res, err := s.Search(t.Context(), &index.Request{Match: c, Size: s.Stats().Units})
	if err != nil {
		t.Fatal(err)
	}
	var refs []uint64
	for _, h := range res.Hits {
		refs = append(refs, h.Ref)
	}
	stored, err := s.Fetch(t.Context(), refs)
	if err != nil {
		t.Fatal(err)
	}
	for _, st := range stored {
		keys = append(keys, string(st.Key))
	}
	slices.Sort(keys)
	return keys
}

func theirKeys(t *testing.T, x bleve.Index, q query.Query) (keys []string) {
	t.Helper()
	n, err := x.DocCount()
	if err != nil {
		t.Fatal(err)
	}
	// With and without scores: Bleve then goes different ways.
	for _, score := range []string{"", "none"} {
		r := bleve.NewSearchRequestOptions(q, int(n), 0, false)
		r.Score = score
		res, err := x.SearchInContext(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		var found []string
		for _, h := range res.Hits {
			found = append(found, h.ID)
		}
		slices.Sort(found)
		if score == "none" && !slices.Equal(found, keys) {
			t.Errorf("%d units with scores, %d without", len(keys), len(found))
		}
		keys = found
	}
	return keys
}

// TestBleveWrites lets Bleve write, update, delete and merge in our format
// what it does in its own: both must answer alike.
func TestBleveWrites(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	m := bleve.NewIndexMapping()
	fm := bleve.NewTextFieldMapping()
	fm.Analyzer, fm.Store, fm.IncludeTermVectors, fm.DocValues, fm.IncludeInAll = blevekeyword.Name, false, false, false, false
	m.DefaultMapping.AddFieldMappingsAt("topic", fm)
	create := func(config map[string]any) bleve.Index {
		x, err := bleve.NewUsing(filepath.Join(t.TempDir(), "index"), m, scorch.Name, scorch.Name, config)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	ours := create(map[string]any{"forceSegmentType": "wensou", "forceSegmentVersion": 1})
	theirs := create(nil)
	same := func(when string) {
		t.Helper()
		for i := range 12 {
			q := query.NewTermQuery(fmt.Sprint("題", i))
			q.SetField("topic")
			if got, want := theirKeys(t, ours, q), theirKeys(t, theirs, q); !slices.Equal(got, want) {
				t.Errorf("%s: topic %d has %d documents, in Bleve's format %d", when, i, len(got), len(want))
			}
		}
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for round := range 6 {
		a, b := ours.NewBatch(), theirs.NewBatch()
		for range 200 {
			id, topic := fmt.Sprint("文", rng.IntN(600)), fmt.Sprint("題", int(rng.ExpFloat64()*3))
			if rng.IntN(4) == 0 {
				a.Delete(id)
				b.Delete(id)
				continue
			}
			for _, x := range []*bleve.Batch{a, b} {
				if err := x.Index(id, map[string]any{"topic": topic}); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := ours.Batch(a); err != nil {
			t.Fatal(err)
		}
		if err := theirs.Batch(b); err != nil {
			t.Fatal(err)
		}
		same(fmt.Sprint("after batch ", round))
	}
	adv, err := ours.Advanced()
	if err != nil {
		t.Fatal(err)
	}
	if err := adv.(*scorch.Scorch).ForceMerge(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	same("after a merge of all")
	if err := ours.Close(); err != nil {
		t.Error(err)
	}
	if err := theirs.Close(); err != nil {
		t.Error(err)
	}
	t.Run("no temporary files are left", func(t *testing.T) {
		left, err := os.ReadDir(temp)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range left {
			if strings.HasPrefix(e.Name(), "wensou-segment-") {
				t.Errorf("%d folders are left, such as %s", len(left), e.Name())
				break
			}
		}
	})
}
