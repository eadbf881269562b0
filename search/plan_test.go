package search

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"wensou/analysis"
	"wensou/index"
)

var analyzer = sync.OnceValues(func() (*analysis.Analyzer, error) { return analysis.New(analysis.Options{}) })

func planOf(t testing.TB, text string, mode Mode, exact bool) *plan {
	t.Helper()
	a, err := analyzer()
	if err != nil {
		t.Fatal(err)
	}
	return newPlan(a, text, mode, exact, DefaultRanking())
}

// read is a plan in short: phrases in quotes, function words in brackets, what
// else would do after a slash.
func read(p *plan) string {
	var words []string
	for _, c := range p.concepts {
		w := strings.NewReplacer(`\"`, "'", `"`, "", "words:", "").Replace(c.clause.String())
		w = strings.ReplaceAll(strings.Trim(w, "()"), " OR ", "/")
		switch {
		case c.phrase:
			w = `"` + w + `"`
		case c.stop:
			w = "[" + w + "]"
		}
		words = append(words, w)
	}
	return strings.Join(words, " ")
}

func TestPlanReads(t *testing.T) {
	for _, tc := range []struct {
		name, query, want string
		mode              Mode
		exact             bool
	}{
		{"nothing", "", "", ModeAuto, false},
		{"a word", "颱風", "台风", ModeAuto, false},
		{"words of a sentence", "里長手機", "里长 手机", ModeAuto, false},
		{"white space cuts", "圖 書館", "图 书馆", ModeAuto, false},
		{"a phrase", `"里長的手機" 颱風`, `"里长的手机" 台风`, ModeAuto, false},
		{"the whole as a phrase", "里長 的手機", `"里长的手机"`, ModePhrase, false},
		{"quotes around the whole", "“里長 的手機”", `"里长的手机"`, ModePhrase, false},
		{"quotes inside the whole", `說"好"`, `"说'好'"`, ModePhrase, false},
		{"function words", "關於颱風的手機", "[关于] 台风 [的] 手机", ModeAuto, false},
		{"nothing but function words", "關於 的", "关于 的", ModeAuto, false},
		{"function words beside a phrase", `"颱風" 的`, `"台风" [的]`, ModeAuto, false},
		{"Latin", "GPT-4 與 C++", "gpt-4 [与] c++", ModeAuto, false},
		{"numbers", "8,312 次", "8312 次", ModeAuto, false},
		{"regional word", "人工智能", "人工智能/人工智慧", ModeAuto, false},
		{"no regional word", "人工智能", "人工智能", ModeAuto, true},
		{"none for a phrase", `"人工智能"`, `"人工智能"`, ModeAuto, false},
		{"a run of tokens", "數位落差", "数位 AND 落差)/数字鸿沟/数码鸿沟/数位鸿沟", ModeAuto, false},
		{"inside a long word", "數據共享", "数据共享/资料共享", ModeAuto, false},
		{"not over another word", "發展中國家", "发展中国家/开发中国家", ModeAuto, false},
		{"the longest of words inside", "國際互聯網絡", "国际互联网络/国际网际网路/国际互联网/国际因特网", ModeAuto, false},
		{"signs", "「 %", `"「" "%"`, ModeAuto, false},
		{"a word typed twice", "颱風 颱風", "台风 台风", ModeAuto, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := read(planOf(t, tc.query, tc.mode, tc.exact)); got != tc.want {
				t.Errorf("%s is read as %s, want %s", tc.query, got, tc.want)
			}
		})
	}
}

func TestPlanKeepsWhatWasTyped(t *testing.T) {
	for query, want := range map[string][]string{
		"臺灣颱風 8,312":    {"臺灣", "颱風", "8,312"},
		"台湾台风":          {"台湾", "台风"},
		`ＧＰＴ－４ "說 “好”"`: {"ＧＰＴ－４", "說 “好”"},
		"數位落差":          {"數位落差"},
		"％":             {"％"},
	} {
		var got []string
		for _, c := range planOf(t, query, ModeAuto, false).concepts {
			got = append(got, c.typed)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}
}

func TestPlanScores(t *testing.T) {
	rk := DefaultRanking()
	for _, tc := range []struct {
		name, query string
		term        index.Term
		want        float64
	}{
		{"grams", "颱風", index.Term{Field: index.FieldGrams, Term: "台风"}, rk.Grams},
		{"grams over words", "里長手機", index.Term{Field: index.FieldGrams, Term: "长手"}, rk.Grams},
		{"not over white space", "里長 手機", index.Term{Field: index.FieldGrams, Term: "长手"}, 0},
		{"words", "颱風", index.Term{Field: index.FieldWords, Term: "台风"}, rk.Words},
		{"titles", "颱風", index.Term{Field: index.FieldTitle, Term: "台风"}, rk.Title},
		{"contexts", "颱風", index.Term{Field: index.FieldContext, Term: "台风"}, rk.Context},
		{"function words", "關於颱風", index.Term{Field: index.FieldGrams, Term: "关于"}, rk.Stop * rk.Grams},
		{"variants", "人工智能", index.Term{Field: index.FieldGrams, Term: "智慧"}, rk.Variant * rk.Grams},
		{"what was typed and is in a variant, too", "人工智能", index.Term{Field: index.FieldGrams, Term: "人工"}, rk.Grams},
		{"variants inside a word", "數據共享", index.Term{Field: index.FieldGrams, Term: "料共"}, rk.Variant * rk.Grams},
		{"Latin words", "GPT", index.Term{Field: index.FieldWords, Term: "gpt"}, rk.Latin},
		{"no pairs of letters", "GPT", index.Term{Field: index.FieldGrams, Term: "gp"}, 0},
		{"phrases", `"颱風"`, index.Term{Field: index.FieldGrams, Term: "台风"}, rk.Grams},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := 0.0
			for _, s := range planOf(t, tc.query, ModeAuto, false).score {
				if s.Term == tc.term {
					got = s.Weight
				}
			}
			if got != tc.want {
				t.Errorf("%s: weight %g, want %g", tc.term, got, tc.want)
			}
		})
	}
}

// A query of any kind keeps within the limits.
func TestPlanIsBounded(t *testing.T) {
	var words, han strings.Builder
	for i := range MaxQueryRunes / 4 {
		fmt.Fprintf(&words, "%03x ", i)
	}
	for i := range MaxQueryRunes {
		han.WriteRune(rune(0x4E00 + i*7))
	}
	for name, query := range map[string]string{
		"words": words.String(), "han": han.String(), "phrases": strings.Repeat(`"a" `, MaxQueryRunes/4),
		"kana": strings.Repeat("データ", MaxQueryRunes/3), "one long word": strings.Repeat("x", MaxQueryRunes),
		"regional": strings.Repeat("數據共享", MaxQueryRunes/4),
	} {
		p := planOf(t, query, ModeAuto, false)
		if len(p.concepts) == 0 || len(p.concepts) > MaxClauses || len(p.score) > maxTerms {
			t.Errorf("%s: %d concepts and %d scoring terms", name, len(p.concepts), len(p.score))
		}
		if name != "kana" && name != "one long word" && !p.dropped {
			t.Errorf("%s: nothing is said to be dropped", name)
		}
	}
}

func TestInnerVariantsAreBounded(t *testing.T) {
	a, err := analyzer()
	if err != nil {
		t.Fatal(err)
	}
	for _, term := range []string{"数据共享", "国际互联网络", strings.Repeat("数据信息网络", 10)} {
		got := innerVariants(a, a.Variants, term)
		if len(got) == 0 || len(got) > maxAlternatives || slices.Contains(got, term) {
			t.Errorf("%s: %q", term, got)
		}
		if u := slices.Compact(slices.Sorted(slices.Values(got))); len(u) != len(got) {
			t.Errorf("%s: %q", term, got)
		}
	}
	if got := innerVariants(a, a.Variants, "数据"); got != nil {
		t.Errorf("two characters: %q", got)
	}
}

func TestWrittenForms(t *testing.T) {
	for term, want := range map[string][]string{
		"gpt-4":     {"gpt-4"},
		"u.s.":      {"u.s.", "u.s"},
		"999":       {"999"},
		"2025":      {"2025", "2,025"},
		"1234567.5": {"1234567.5", "1,234,567.5"},
		"1234%":     {"1234%", "1,234%"},
		"2025/7/26": {"2025/7/26"},
		"2025q1":    {"2025q1"},
	} {
		if diff := cmp.Diff(want, written(term)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", term, diff)
		}
	}
}

// What people type never ends a plan, and what is shown to them stands in it.
func FuzzPlan(f *testing.F) {
	for _, s := range []string{"", "颱風 手機", `"里長" 的`, "數位落差數據共享", "8,312 U.S. C++", "%\u200b", "a\xffb", "データ\u0301"} {
		f.Add(s, false)
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, text string, exact bool) {
		if len(text) > 4*MaxQueryRunes {
			return
		}
		for _, mode := range []Mode{ModeAuto, ModePhrase} {
			p := planOf(t, text, mode, exact)
			if len(p.concepts) > MaxClauses || len(p.score) > maxTerms {
				t.Errorf("%q: %d concepts, %d scoring terms", text, len(p.concepts), len(p.score))
			}
			if p.nothing && strings.ContainsFunc(text, unicode.IsLetter) && len(analysis.QueryGrams(analysis.Fold(text)).Lone) > 0 {
				t.Errorf("%q has letters, and nothing to search", text)
			}
			for _, c := range slices.Concat(p.concepts, p.divide(p.subWords), p.divide(bigrams)) {
				if c.text == "" || c.typed == "" || c.clause == nil {
					t.Errorf("%q: concept %+v", text, c)
				}
				if !c.phrase && utf8.ValidString(text) && !strings.Contains(text, c.typed) {
					t.Errorf("%q: %q was not typed", text, c.typed)
				}
			}
			p.demand(false).nearly(1)
		}
	})
}
