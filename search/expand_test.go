package search

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"wensou/analysis"
)

// withSynonymFile is the shared analyzer with a library's synonyms.
func withSynonymFile(t testing.TB, text string) *analysis.Analyzer {
	t.Helper()
	a, err := analyzer()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "synonyms.txt")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	tables, err := analysis.ReadTables(analysis.TableFiles{Synonyms: path})
	if err != nil {
		t.Fatal(err)
	}
	return a.With(tables)
}

func TestSynonymsAreRead(t *testing.T) {
	rk := DefaultRanking()
	for _, tc := range []struct {
		name, synonyms, query, want string
		exact                       bool
	}{
		{"a word", "颱風 = 風災", "颱風", "台风/风灾", false},
		{"not asked for", "颱風 = 風災", "颱風", "台风", true},
		{"not in quotes", "颱風 = 風災", `"颱風"`, `"台风"`, false},
		{"Latin", "AI => 人工智慧", "AI 治理", "ai/人工智慧 治理", false},
		{"one way only", "AI => 里長", "里長", "里长", false},
		{"several Latin words", "machine learning = 機器學習", "machine learning", "machine AND learning)/机器学习", false},
		{"several words beside others", "machine learning = 機器學習", "颱風 machine learning", "台风 machine AND learning)/机器学习", false},
		{"several words stand for one", "機器學習 = machine learning", "機器學習", "机器 AND 学习)/machine learning", false},
		{"a sign inside", "研發 = R&D", "研發", "研发/r&d", false},
		{"of several tokens", "里長手機 = 村長電話", "里長手機", "里长 AND 手机)/村长电话", false},
		{"one more leaves the regional word", "人工智能 = AI", "人工智能", "人工智能/人工智慧/ai", false},
		{"a longer one leaves regional words inside", "人工智能手機 = AI phone", "人工智能手機", "人工智能/人工智慧) AND 手机)/ai phone", false},
		{"one that would cut a regional word is not read", "落差颱風 = 海嘯", "數位落差颱風", "数位 AND 落差)/数字鸿沟/数码鸿沟/数位鸿沟 台风", false},
		{"one inside a long word leaves the regional one", "共享 = 分享", "數據共享", "数据共享/资料共享/数据分享/资料分享", false},
		{"function words of a longer one stay optional", "漁港的颱風 = 風災", "漁港的颱風", "渔港 AND 台风)/风灾", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := read(newPlan(withSynonymFile(t, tc.synonyms), &rk, &Request{Query: tc.query, Exact: tc.exact}, lookups{})); got != tc.want {
				t.Errorf("%s is read as %s, want %s", tc.query, got, tc.want)
			}
		})
	}
}

// A form that was typed weighs more than one that only stands for it.
func TestSynonymsWeighLess(t *testing.T) {
	rk := DefaultRanking()
	p := newPlan(withSynonymFile(t, "颱風 => 海嘯"), &rk, &Request{Query: "颱風"}, lookups{})
	weights := map[string]float64{}
	for _, w := range p.score {
		if w.Term.Field == "words" {
			weights[w.Term.Term] = w.Weight
		}
	}
	if weights["海啸"] <= 0 || weights["海啸"] >= weights["台风"] {
		t.Errorf("weights %v", weights)
	}
	if !slices.Equal(p.variants, []string{"海嘯"}) {
		t.Errorf("also searched: %q", p.variants)
	}
}

// An answer of dictionaries before a change is not given after it.
func TestCacheForgetsOldTables(t *testing.T) {
	engine := &counting{}
	c, _ := cacheOver(t, engine, 1<<20)
	ask := func() *Response {
		t.Helper()
		resp, err := c.Search(t.Context(), Request{Query: "海嘯"})
		if err != nil {
			t.Fatal(err)
		}
		return resp
	}
	before := ask()
	ask()
	if n := c.CacheStats().Hits; n != 1 {
		t.Fatalf("%d hits: the test shows nothing", n)
	}
	c.SetTables(withSynonymFile(t, "海嘯 = 津波").Tables())
	after := ask()
	if len(before.Query.Variants) != 0 || !slices.Equal(after.Query.Variants, []string{"津波"}) {
		t.Errorf("also searched: %q before, %q after", before.Query.Variants, after.Query.Variants)
	}
	if before.State == after.State {
		t.Error("two dictionaries, one state")
	}
	if st, err := c.Stats(); err != nil || st.State != after.State || st.Dictionaries.Synonyms != 1 {
		t.Errorf("stats %+v, %v", st, err)
	}
}
