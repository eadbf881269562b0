package search

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"wensou/analysis"
	"wensou/index"
)

var analyzer = sync.OnceValues(func() (*analysis.Analyzer, error) { return analysis.New(analysis.Options{}) })

// tuesday is the day on which these tests are.
var tuesday = time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC)

func planOf(t testing.TB, text string, mode Mode, exact bool) *plan {
	t.Helper()
	a, err := analyzer()
	if err != nil {
		t.Fatal(err)
	}
	rk := DefaultRanking()
	return newPlan(a, &rk, &Request{Query: text, Mode: mode, Exact: exact, Now: tuesday}, lookups{})
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

// Operators, as clauses: concepts, then conditions after a bar.
func TestPlanReadsOperators(t *testing.T) {
	for _, tc := range []struct{ name, query, want string }{
		{"or is one concept", "颱風 OR 人工智能", `("台风" OR ("人工智能" OR "人工智慧"))`},
		{"beside words", "(颱風 OR 地震) 預警", `("台风" OR "地震") "预警"`},
		{"and is required", "颱風 AND 地震", `"台风"! "地震"!`},
		{"and with a condition", "颱風 AND -地震", `"台风"! | -"地震"`},
		{"not", "颱風 -人工智能", `"台风" | -("人工智能" OR "人工智慧")`},
		{"only not", "-颱風 NOT 地震", `| -"台风" -"地震"`},
		{"not what is not", "NOT -颱風", `"台风"`},
		{"function words in a group", "(颱風的 預警) OR 的", `(("台风" AND "预警") OR "的")`},
		{"exact", `="計畫" =人工智能 =U.S.`, `"计画"! "人工智能"! words:u.s.!`},
		{"prefix", "人工* govern*", `"人工" words:govern*`},
		{"prefix in both scripts", "用gov*", `"用gov"`},
		{"near", `颱風 NEAR/5 "預警"`, `("台风" NEAR/5 "预警")!`},
		{"near with variants", "人工智能 NEAR 芯片", `(("人工智能" NEAR/10 "芯片") OR ("人工智能" NEAR/10 "晶片") OR ("人工智慧" NEAR/10 "芯片") OR ("人工智慧" NEAR/10 "晶片"))!`},
		{"near a Latin word", "AI NEAR/3 颱風", `(words:ai AND ("ai" NEAR/3 "台风"))!`},
		{"near one of two", "(颱風 OR 地震) NEAR/2 預警", `(("台风" NEAR/2 "预警") OR ("地震" NEAR/2 "预警"))!`},
		{"title", "title:里長手機", `| (("里长":t AND "手机":t) OR ("里长":c AND "手机":c))`},
		{"title as a whole", `title:"里長手機"`, `| ("里长手机":t OR "里长手机":c)`},
		{"title, other regions", `標題：人工智能`, `| ((("人工智能":t OR "人工智慧":t)) OR (("人工智能":c OR "人工智慧":c)))`},
		{"title, exact", `title:=人工智能`, `| ("人工智能":t OR "人工智能":c)`},
		{"signs in a title", "颱風 -title:？", `"台风" | -("?":t OR "?":c)`},
		{"more years than there are", "date:最近9999年", "| date:[0001-04-01..2026-04-01)"},
		{"near a number", "8312 NEAR 颱風", `(words:8312 AND (("8312" NEAR/10 "台风") OR ("8,312" NEAR/10 "台风")))!`},
		{"author", "作者：王小明", `| (author:"王小明" OR cited_author:"王小明")`},
		{"cites", `cites:"Soft Power"`, `| ("soft power":c OR cited_author:"soft power")`},
		{"alternatives", "topic:(開放 OR 治理)", `| (topic:"开放" OR topic:"治理")`},
		{"a value that is there", "topic:颱風", `| topic:颱風`},
		{"kinds", "類型：註腳 -kind:foot", `| kind:footnote -kind:"foot"`},
		{"languages", "lang:中文 lang:en", `| lang:"zh" lang:"en"`},
		{"date", "date:去年", "| date:[2025-01-01..2026-01-01)"},
		{"after and before", "after:2025-03 before:2025-06", "| date:[2025-03-01..) date:[..2025-06-01)"},
		{"year", "year:2024..2025", `| (date:[2024-01-01..2026-01-01) OR cited_year:"2024" OR cited_year:"2025")`},
		{"a mixed choice is a concept", "颱風 OR title:地震", `("台风" OR (("地震":t) OR ("地震":c)))`},
		{"a choice of conditions is one", "topic:a1 OR date:2025", `| (topic:"a1" OR date:[2025-01-01..2026-01-01))`},
		{"nothing to search in a group", `"" OR (※ OR 颱風)`, `("※" OR "台风")`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a, err := analyzer()
			if err != nil {
				t.Fatal(err)
			}
			rk := DefaultRanking()
			p := newPlan(a, &rk, &Request{Query: tc.query, Now: tuesday}, lookups{stored: func(f index.Field, _ string, folded []string) []string {
				if f == index.FieldTopic && slices.Contains(folded, "台风") {
					return []string{"颱風"}
				}
				return nil
			}})
			var got []string
			for _, c := range p.concepts {
				s := c.clause.String()
				if c.phrase {
					s += "!"
				}
				got = append(got, s)
			}
			if len(p.conditions) > 0 {
				got = append(got, "|")
			}
			for _, c := range p.conditions {
				got = append(got, c.clause.String())
			}
			short := strings.Join(got, " ")
			for _, x := range [][2]string{{"title", "t"}, {"cited_title", "c"}} { // title:"a" as "a":t
				short = regexp.MustCompile(`\b`+x[0]+`:("[^"]*")`).ReplaceAllString(short, "$1:"+x[1])
			}
			if short != tc.want {
				t.Errorf("%s is read as\n%s, want\n%s", tc.query, short, tc.want)
			}
		})
	}
}

// What a query says of units it doesn't want is neither marked nor scored.
func TestPlanOfWhatIsNotWanted(t *testing.T) {
	p := planOf(t, `-颱風 -"里長" -govern* -title:手機 -(a1 NEAR 人工智能) date:2025 kind:腳註`, ModeAuto, false)
	if !p.matcher.Empty() || len(p.score) > 0 || len(p.variants) > 0 {
		t.Errorf("marks %+v, scores %v, names %v", p.matcher, p.score, p.variants)
	}
	if p.nothing {
		t.Error("nothing to search")
	}
}

func TestVariantsAsPeopleWriteThem(t *testing.T) {
	for query, want := range map[string]string{
		"數位落差": "數字鴻溝 數碼鴻溝 數位鴻溝", "数位落差": "数字鸿沟 数码鸿沟 数位鸿沟", "數據共享": "資料共享", "数据共享": "资料共享",
		"软件": "软体", "軟件": "軟體", "川普": "特朗普 Trump", "软件 川普": "软体 特朗普 Trump", "title:軟體": "軟件", "軟體 NEAR 資料": "軟件 數據",
	} {
		if got := strings.Join(planOf(t, query, ModeAuto, false).variants, " "); got != want {
			t.Errorf("%s: also searched %s, want %s", query, got, want)
		}
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

// Words that are too many don't push conditions out, nor does a condition that
// is too long push out words or other conditions.
func TestPlanKeepsConditions(t *testing.T) {
	var many strings.Builder
	for i := range MaxClauses + 2 {
		fmt.Fprintf(&many, "%x ", 0xa0+i)
	}
	for _, tc := range []struct {
		name, query          string
		concepts, conditions int
	}{
		{"after words", "颱風 " + many.String() + "-里長 author:王小明", MaxClauses - 2, 2},
		{"joined by AND", many.String() + "颱風 AND -里長", MaxClauses - 1, 1},
		{"one too long", "颱風 -(" + many.String() + ") -里長", 1, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := planOf(t, tc.query, ModeAuto, false)
			if len(p.concepts) != tc.concepts || len(p.conditions) != tc.conditions || !p.dropped {
				t.Errorf("%d concepts, %d conditions, dropped %t; want %d and %d", len(p.concepts), len(p.conditions), p.dropped, tc.concepts, tc.conditions)
			}
		})
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
	for _, s := range []string{
		"", "颱風 手機", `"里長" 的`, "數位落差數據共享", "8,312 U.S. C++", "%\u200b", "a\xffb", "データ\u0301",
		"(颱風 OR title:手機) -里長 NEAR/3 =的", "作者：(王 OR 李) date:去年 year:..2000 govern*",
	} {
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
				if !c.phrase && !c.operator && utf8.ValidString(text) && !strings.Contains(text, c.typed) {
					t.Errorf("%q: %q was not typed", text, c.typed)
				}
			}
			p.demand(false).nearly(1)
		}
	})
}
