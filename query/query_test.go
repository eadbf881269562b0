package query

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	for _, tc := range []struct {
		name, in string
		want     Node
	}{
		{"empty", "", nil},
		{"only space", " \u3000\n", nil},
		{"words", "人工智慧 治理", Words{"人工智慧 治理"}},
		{"space is squeezed", "a\u3000 b", Words{"a b"}},
		{"phrase", `"柔性平衡"`, Phrase{"柔性平衡"}},
		{"phrase between words", `美國 "柔性平衡" 2025`, List{Words{"美國"}, Phrase{"柔性平衡"}, Words{"2025"}}},
		{"curly quotes", `“soft balancing”`, Phrase{"soft balancing"}},
		{"full-width quotes", `＂治理＂`, Phrase{"治理"}},
		{"another kind of mark inside", `"說「是”了"`, Phrase{"說「是”了"}},
		{"escaped mark", `"say \"yes\" now"`, Phrase{`say "yes" now`}},
		{"backslash before the last mark", `"C:\\" x`, List{Phrase{`C:\`}, Words{"x"}}},
		{"backslash and mark", `"a\\\"b"`, Phrase{`a\"b`}},
		{"other backslashes", `"\\alpha \beta"`, Phrase{`\\alpha \beta`}},
		{"open at a backslash", `"a\`, Words{`"a\`}},
		{"a mark inside a pasted passage", `"a"b"`, Phrase{`a"b`}},
		{"unpaired mark is text", `5" 螢幕`, Words{`5" 螢幕`}},
		{"empty phrase", `"" x`, Words{"x"}},
		{"empty phrase between words", `soft""balancing`, Words{"soft balancing"}},
		{"corner brackets", `「治理」 美國`, List{Phrase{"治理"}, Words{"美國"}}},
		{"double corner brackets", `『治理』`, Phrase{"治理"}},
		{"nested", `「說『是』了」`, Phrase{"說『是』了"}},
		{"nested in its own kind", `「說「是」了」`, Phrase{"說「是」了"}},
		{"in the middle of a sentence", `所謂「治理」是什麼`, Words{`所謂「治理」是什麼`}},
		{"unpaired corner bracket", `「治理 美國`, Words{`「治理 美國`}},
		{"title marks are text", `《治理》`, Words{`《治理》`}},

		{"exact phrase", `="人工智慧"`, Exact{"人工智慧", false}},
		{"exact in corner brackets", `=「人工智慧」`, Exact{"人工智慧", false}},
		{"exact word", `=人工智慧 ＝U.S.`, List{Exact{"人工智慧", true}, Exact{"U.S.", true}}},
		{"no exact", `= == a=b =>`, Words{`= == a=b =>`}},
		{"not", `颱風 -地震 NOT "海嘯"`, List{Words{"颱風"}, Not{Words{"地震"}}, Not{Phrase{"海嘯"}}}},
		{"full-width minus", `颱風 －地震`, List{Words{"颱風"}, Not{Words{"地震"}}}},
		{"not a group", `-(a b)`, Not{Words{"a b"}}},
		{"not not", `NOT -a`, Not{Not{Words{"a"}}}},
		{"no not", `-5°C A-B - -- a -. !a ！a 5 -`, Words{`-5°C A-B - -- a -. !a ！a 5 -`}},
		{"or", `颱風 OR 地震 預警`, List{Or{Words{"颱風"}, Words{"地震"}}, Words{"預警"}}},
		{"or in signs", `a | b ｜ c ＯＲ d`, Or{Words{"a"}, Words{"b"}, Words{"c"}, Words{"d"}}},
		{"or of lists", `(a b) OR c`, Or{Words{"a b"}, Words{"c"}}},
		{"and binds closer", `a OR b AND c & d`, Or{Words{"a"}, And{Words{"b"}, Words{"c"}, Words{"d"}}}},
		{"brackets", `（颱風 OR 地震）預警`, List{Or{Words{"颱風"}, Words{"地震"}}, Words{"預警"}}},
		{"brackets in text", `f(x) 柔性平衡（soft balancing）是`, Words{`f(x) 柔性平衡（soft balancing）是`}},
		{"a word with brackets", `f(x) OR g(y)`, Or{Words{"f(x)"}, Words{"g(y)"}}},
		{"unbalanced", `(a OR b`, Or{Words{"(a"}, Words{"b"}}},
		{"unbalanced, too", `a) :-( )(`, Words{`a) :-( )(`}},
		{"nothing in brackets", `() a`, Words{"() a"}},
		{"operators alone", `OR`, Words{"OR"}},
		{"operators at the ends", `AND a NEAR`, Words{"AND a NEAR"}},
		{"operators in a row", `a OR OR b`, Words{"a OR OR b"}},
		{"lower case", `a or b near c not d and e`, Words{"a or b near c not d and e"}},
		{"part of a word", `ORB A|B AT&T NEAR/x`, Words{"ORB A|B AT&T NEAR/x"}},
		{"near", `a NEAR "b c"`, Near{[]Node{Words{"a"}, Phrase{"b c"}}, 10}},
		{"near with a distance", `a NEAR/8 b NEAR/8 c`, Near{[]Node{Words{"a"}, Words{"b"}, Words{"c"}}, 8}},
		{"near with a great distance", `a NEAR/99999 b`, Near{[]Node{Words{"a"}, Words{"b"}}, 1000}},
		{"two distances", `a NEAR/8 b NEAR/9 c`, And{Near{[]Node{Words{"a"}, Words{"b"}}, 8}, Near{[]Node{Words{"b"}, Words{"c"}}, 9}}},
		{"near one of several", `(a OR b) NEAR c`, Near{[]Node{Or{Words{"a"}, Words{"b"}}, Words{"c"}}, 10}},
		{"near what is nowhere", `a NEAR -b`, And{Words{"a"}, Not{Words{"b"}}}},
		{"prefix", `人工* govern＊`, List{Prefix{"人工"}, Prefix{"govern"}}},
		{"no prefix", `* a* 5** **重點** a*b`, Words{`* a* 5** **重點** a*b`}},
		{"field", `title:柔性 作者：王小明 標題:"a b"`, List{
			Field{FieldTitle, Words{"柔性"}}, Field{FieldAuthor, Words{"王小明"}}, Field{FieldTitle, Phrase{"a b"}},
		}},
		{"field with alternatives", `Topic:(A OR "B C") -kind：腳註`, List{
			Field{FieldTopic, Or{Words{"A"}, Phrase{"B C"}}}, Not{Field{FieldKind, Words{"腳註"}}},
		}},
		{"exact value", `source:=聯合報`, Field{FieldSource, Exact{"聯合報", true}}},
		{"a field in a field", `title:(kind:x y) title:kind:x`, List{Field{FieldTitle, Words{"kind:x y"}}, Field{FieldTitle, Words{"kind:x"}}}},
		{"a field without a value", `title: foo title:`, Words{"title: foo title:"}},
		{"no field", `http://example.com/a 12:30 C++ foo:bar 本文作者：王`, Words{`http://example.com/a 12:30 C++ foo:bar 本文作者：王`}},
		{"date", `date:2025-07..2026 日期：去年 year:民國114年`, List{
			Date{FieldDate, "2025-07..2026"}, Date{FieldDate, "去年"}, Date{FieldYear, "民國114年"},
		}},
		{"before and after", `after:2024 before:"2025 年 7 月"`, List{Date{FieldAfter, "2024"}, Date{FieldBefore, "2025 年 7 月"}}},
		{"dates", `date:(2023 OR 2025)`, Or{Date{FieldDate, "2023"}, Date{FieldDate, "2025"}}},
		{"no date", `date:soon year:(2025 OR x)`, List{Words{"date:soon year:"}, Or{Words{"2025"}, Words{"x"}}}},
		{"escaped", `\OR \title:a \-b a\*  \(c OR d\)`, List{Words{"OR title:a -b a*"}, Or{Words{"(c"}, Words{"d)"}}}},
		{"other backslashes outside phrases", `\alpha C:\x \\`, Words{`\alpha C:\x \\`}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			q := Parse(tc.in)
			if diff := cmp.Diff(tc.want, q.Root); diff != "" {
				t.Errorf("Parse(%q) (-want +got):\n%s", tc.in, diff)
			}
			if diff := cmp.Diff(q.Root, Parse(q.String()).Root); diff != "" {
				t.Errorf("%q as %s (-before +after):\n%s", tc.in, q, diff)
			}
		})
	}
}

// What looks like an operator and is none is told.
func TestAsText(t *testing.T) {
	for in, want := range map[string][]string{
		"a OR b": nil, "OR": {"OR"}, "a NEAR/8": {"NEAR/8"}, "title: a": {"title:"}, "date:soon": {"date:"},
		"foo:bar (a) - -5 C++": nil, "a AND": {"AND"},
	} {
		if diff := cmp.Diff(want, Parse(in).AsText); diff != "" {
			t.Errorf("%s (-want +got):\n%s", in, diff)
		}
	}
}

func TestSimplify(t *testing.T) {
	for in, want := range map[string]string{
		"NOT -a":                  "a",
		"NOT NOT NOT a":           "-a",
		"(a OR b) OR c":           "a OR b OR c",
		"(a AND b) AND (c AND d)": "a AND b AND c AND d",
		"a (b (c OR d)) e":        "a b (c OR d) e",
		"-(a OR b) -c":            "-(a OR b) -c",
		"topic:(a OR (b OR c))":   "topic:(a OR b OR c)",
		"(-(NOT a) b)":            "a b",
		"a NEAR b":                "a NEAR/10 b",
		`"" OR a`:                 "a",
		`-""`:                     "",
		`title:""`:                "",
		"（a ｜ b） －c 作者：\"d\" =e 人*": `(a OR b) -c author:"d" =e 人*`,
	} {
		n := Simplify(Parse(in).Root)
		if got := (Query{Root: n}).String(); got != want {
			t.Errorf("%s is %s, want %s", in, got, want)
		}
	}
}

// Every text can be asked for literally.
func TestQuote(t *testing.T) {
	for _, s := range []string{"人工智慧", `say "yes"`, `C:\`, `\\`, `"`, `\"`, `\\" x \`, "”“", `a"b`, "「a", "OR"} {
		if diff := cmp.Diff(Node(Phrase{s}), Parse(Quote(s)).Root); diff != "" {
			t.Errorf("%q in quotes, %s (-want +got):\n%s", s, Quote(s), diff)
		}
	}
}

// letters are the runes of a query that no reading may lose. Operators are
// left out by their letters.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || strings.ContainsRune(" \t\n\v\f\r\u0085\u00a0\u3000\\", r) || !strings.ContainsRune("人工智慧颱風5xyz", r) {
			return -1
		}
		return r
	}, s)
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"", `"a`, `"a"b"`, `“x”"y\"`, `\"`, "「」", "x OR y -z", "(x) NEAR/8 y*", `title:(x OR \-y)`, "date:去年..2025 x", `\\OR \OR( =x\*`,
		"NOT -x AND (y", "((x OR y) z)", "x「y」 「z", "作者：x（y）", `topic:=x -"y" =「z」`, "＝x－y ｜ z＊", `year:(2025 OR "x")`, `x\* \\x* a\`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 4096 {
			return
		}
		q := Parse(s)
		for _, n := range []Node{q.Root, Simplify(q.Root)} {
			written := (Query{Root: n}).String()
			if again := Parse(written); !cmp.Equal(n, again.Root) {
				t.Errorf("%q is written %q, which reads as %q (-before +after):\n%s", s, written, again, cmp.Diff(n, again.Root))
			}
		}
		if got, want := letters(q.String()), letters(s); len(got) < len(want) {
			t.Errorf("%q keeps %q of %q", s, got, want)
		}
		if q := Parse(Quote(s)); strings.TrimSpace(s) != "" && utf8.ValidString(s) && (q.Root != Node(Phrase{s})) {
			t.Errorf("%q in quotes is read as %q", s, q)
		}
	})
}
