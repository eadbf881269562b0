package analysis

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// testAnalyzer shares one segmenter among the tests.
func testAnalyzer(t testing.TB) *Analyzer {
	t.Helper()
	a, err := sharedAnalyzer()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

var sharedAnalyzer = sync.OnceValues(func() (*Analyzer, error) { return New(Options{}) })

func terms(tokens []Token) []string {
	var out []string
	for _, t := range tokens {
		out = append(out, t.Term)
	}
	return out
}

func TestCut(t *testing.T) {
	a := testAnalyzer(t)
	for _, tt := range []struct{ name, in, want string }{
		{"empty", "", ""},
		{"simplified", "人工智能与数据治理", "人工智能 与 数据 治理"},
		{"traditional", "臺灣積體電路製造公司的資料庫", "台湾 积体电路 制造 公司 的 资料库"},
		{"taiwan vocabulary", "川普談軟體與網際網路", "川普 谈 软体 与 网际网路"},
		{"folded character in a word", "著名的著作", "着名 的 着作"},
		{"connectors", "GPT-4 F-35 AT&T e-mail don't snake_case", "gpt-4 f-35 at&t e-mail don't snake_case"},
		{"symbols", "C++、C#和.NET", "c++ c# 和 .net"},
		{"symbols in latin text", "use C++ or C# in the .NET world", "use c++ or c# in the .net world"},
		{"numbers", "5G v1.4.7 13859 2025/7/26 10:30 PM2.5", "5g v1.4.7 13859 2025/7/26 10:30 pm2.5"},
		{"per cent", "增长3.5%左右", "增长 3.5% 左右"},
		{"grouped digits", "13,859 1,234,567.5 2023,150", "13859 1234567.5 2023 150"},
		{"abbreviation", "U.S. government, U.S", "u.s. government u.s."},
		{"sentence ends", "The end. Next one.", "the end next one"},
		{"dotted name", "Node.js and H.264", "node.js and h.264"},
		{"address", "https://www.example.com/a/b", "https www example.com a b"},
		{"dash with spaces", "left - right", "left right"},
		{"full width", "ＧＰＴ－４", "gpt-4"},
		{"other scripts", "データ 한국어 Ελλάδα", "データ한국어 ελλάδα"},
		{"letters beside han", "卡拉OK厅T恤", "卡拉 ok 厅 t 恤"},
		{"line break in a word", "人工\n智能", "人工智能"},
		{"nul and invalid", "人工\x00智能\xff数据", "人工智能 数据"},
		{"long word", strings.Repeat("x", 70), strings.Repeat("x", 64) + " xxxxxx"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := strings.Join(terms(a.Cut(tt.in)), " "); got != tt.want {
				t.Errorf("Cut(%q) = %s, want %s", tt.in, got, tt.want)
			}
		})
	}
}

func TestWords(t *testing.T) {
	a := testAnalyzer(t)
	for _, tt := range []struct{ name, in, want string }{
		{"word in a word", "中国农业发展银行", "农业 发展 银行 中国"},
		{"待处理", "待处理", "处理 待处理"},
		{"connectors", "GPT-4-based", "gpt-4-based gpt-4 gpt4 4-based gpt 4 based gpt4based"},
		{"date", "2025-07-26", "2025-07-26 2025-07 07-26 2025 07 26"},
		{"abbreviation", "U.S. law", "u.s. us u s law"},
		{"symbols", "C++ C# 3.5%", "c++ c c# 3.5% 3.5"},
		{"dotted", "use Node.js. The .NET way", "node.js nodejs node js .net net"},
		{"grouped digits", "13,859", "13859 13 859"},
		{"iterated", "迴圈、檔案、函式", "回圈 档案 函式"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := terms(a.Words(tt.in))
			for _, want := range strings.Fields(tt.want) {
				if !slices.Contains(got, want) {
					t.Errorf("Words(%q) = %s, want %s among them", tt.in, got, want)
				}
			}
			if slices.Contains(got, "20250726") {
				t.Errorf("Words(%q) = %s, a date joined", tt.in, got)
			}
		})
	}
}

func TestTokenTypes(t *testing.T) {
	a := testAnalyzer(t)
	want := []TokenType{Han, Mixed, Word, Number, Mixed, Word, Number, Mixed}
	for i, tok := range a.Cut("人民 GPT-4 e-mail 2025/7/26 C++ データ 3% ５Ｇ") {
		if i >= len(want) || tok.Type != want[i] {
			t.Errorf("token %d %q has type %d, want %v", i, tok.Term, tok.Type, want)
		}
	}
}

// checkWords checks all that holds for the tokens of any text.
func checkWords(t reporter, a *Analyzer, text string) {
	t.Helper()
	words, cut := a.Words(text), a.Cut(text)
	valid := utf8.ValidString(text)
	for _, tokens := range [][]Token{words, cut} {
		last := Token{}
		for i, tok := range tokens {
			checkToken(t, text, valid, tok)
			if tok.Position != i+1 || tok.Start < last.Start {
				t.Errorf("%q: token %d is %+v after %+v", text, i, tok, last)
			}
			last = tok
		}
	}
	var fast []string
	a.WordsFolded(Fold(text), func(term string) { fast = append(fast, term) })
	slow := terms(words)
	slices.Sort(fast)
	slices.Sort(slow)
	if !slices.Equal(fast, slow) {
		t.Errorf("%q: WordsFolded gives %q, Words %q", text, fast, slow)
	}
	var kept strings.Builder
	for _, tok := range cut {
		kept.WriteString(significant(tok.Term))
	}
	if got, want := kept.String(), significant(Fold(text)); got != want {
		t.Errorf("Cut(%q) holds %q, want %q", text, got, want)
	}
}

func checkToken(t reporter, text string, valid bool, tok Token) {
	t.Helper()
	if tok.Start < 0 || tok.Start >= tok.End || tok.End > len(text) {
		t.Errorf("%q: token %+v is out of range", text, tok)
		return
	}
	source := text[tok.Start:tok.End]
	if valid && !utf8.ValidString(source) {
		t.Errorf("%q: token %+v is not on rune boundaries", text, tok)
	}
	if tok.Type == Han && !strings.Contains(Fold(source), tok.Term) {
		t.Errorf("%q: token %+v comes from %q", text, tok, source)
	}
	if tok.Term == "" || Fold(tok.Term) != tok.Term {
		t.Errorf("%q: token %+v is not match text", text, tok)
	}
}

// significant keeps the characters that Cut must not lose.
func significant(s string) string {
	return strings.Map(func(r rune) rune {
		if c := ClassOf(r); c == ClassCJK || c == ClassWord {
			return r
		}
		return -1
	}, s)
}

func TestWordsProperties(t *testing.T) {
	a := testAnalyzer(t)
	rapid.Check(t, func(t *rapid.T) { checkWords(t, a, anyText().Draw(t, "text")) })
}

// TestQueryWordsAreIndexed puts a query between other words: its terms of
// letters and digits must be found there.
func TestQueryWordsAreIndexed(t *testing.T) {
	a := testAnalyzer(t)
	queries := []string{
		"GPT-4", "C++", "C#", ".NET", "U.S.", "U.S", "AT&T", "Node.js", "v1.4.7", "3.5%", "13,859",
		"13859", "2025/7/26", "2025-07", "e-mail", "don't", "H.264", "PM2.5", "5G", "10:30", "COVID-19",
	}
	frames := []string{"%", "中文%中文", "使用%。", "the % way", "(%)", "“%”", "end. % Next", "a, %, b", "%\n%", "见%，"}
	for _, q := range queries {
		for _, frame := range frames {
			text := strings.ReplaceAll(frame, "%", q)
			if q == "13859" {
				text = strings.ReplaceAll(frame, "%", "13,859")
			}
			indexed := terms(a.Words(text))
			for _, term := range terms(a.Cut(q)) {
				if !slices.Contains(indexed, term) {
					t.Errorf("%q: %q is not among %q", text, term, indexed)
				}
			}
		}
	}
}

// TestSegmenterTraps feeds what makes jieba lose or split text.
func TestSegmenterTraps(t *testing.T) {
	a := testAnalyzer(t)
	for name, text := range map[string]string{
		"nul":            "人工智能\x00数据治理",
		"invalid byte":   "人工智能\xff数据治理",
		"cut character":  "人工智能\xe6\x95",
		"surrogate":      "人工智能\xed\xa0\x80数据",
		"latin accents":  "人工Élan智能",
		"full width":     "人工ＡＢＣ智能",
		"long run":       strings.Repeat("人工智能数据治理", 12000),
		"many runs":      strings.Repeat("人工智能a", 12000),
		"four byte han":  strings.Repeat("𠮷", 20000),
		"nested words":   "中华人民共和国国务院中国农业发展银行",
		"separators":     "人工，智能。数据 治理\t人\n",
		"only separator": "，。 \t\n",
	} {
		t.Run(name, func(t *testing.T) { checkWords(t, a, text) })
	}
	tokens := []string{}
	a.WordsFolded("中华人民共和国", func(term string) { tokens = append(tokens, term) })
	if len(tokens) < 3 || tokens[len(tokens)-1] != "中华人民共和国" {
		t.Errorf("segmenter gives %q: words inside a word no longer come first", tokens)
	}
}

func TestConcurrentUse(t *testing.T) {
	a := testAnalyzer(t)
	text := "臺灣積體電路製造公司 GPT-4 的資料庫，中国农业发展银行。"
	want := terms(a.Words(text))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				if got := terms(a.Words(text)); !slices.Equal(got, want) {
					t.Errorf("Words = %q, want %q", got, want)
				}
			}
		})
	}
	wg.Wait()
}

func FuzzWords(f *testing.F) {
	a := testAnalyzer(f)
	for _, s := range []string{"", "臺灣 GPT-4 .NET", "U.S. 13,859.5%", "a\xffb中\x00国", "か ゙한국"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkWords(t, a, s) })
}
