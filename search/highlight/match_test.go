package highlight

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// marked is the merged marks of a text as people see them.
func marked(text string, m *Matcher) string {
	var b strings.Builder
	for _, s := range Segments(text, Fragment{End: len(text)}, Merge(text, m.Marks(text))) {
		if s.Match {
			b.WriteString("[" + s.Text + "]")
		} else {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

func TestMarks(t *testing.T) {
	for _, tc := range []struct {
		name, literals, words, text, want string
	}{
		{"nothing to mark", "", "", "颱風", "颱風"},
		{"empty text", "台风", "", "", ""},
		{"in the script of the text", "台风", "", "颱風、台风、臺風", "[颱風]、[台风]、[臺風]"},
		{"full width", "", "gpt-4", "ＧＰＴ－４與GPT-4", "[ＧＰＴ－４]與[GPT-4]"},
		{"neighbours are one mark", "人工 智慧", "", "人工智慧與智慧", "[人工智慧]與[智慧]"},
		{"only space between", "人工 智慧", "", "人工 智慧", "[人工 智慧]"},
		{"over a line break", "人工智慧", "", "人工\n智慧", "[人工\n智慧]"},
		{"part of a longer word", "图书", "", "國家圖書館", "國家[圖書]館"},
		{"overlapping", "哈哈", "", "哈哈哈。哈", "[哈哈哈]。哈"},
		{"one inside the other", "资料 资料库", "", "資料庫", "[資料庫]"},
		{"no parts of Latin words", "", "data", "database data-base DATA", "database [data]-base [DATA]"},
		{"Latin beside Chinese", "", "ai", "用AI做", "用[AI]做"},
		{"a word that overlaps what is none", "", "1-1", "21-1-1", "21-[1-1]"},
		{"a phrase in a Latin word", "soft bal", "", "Soft Balancing", "[Soft Bal]ancing"},
		{"a sign", "%", "", "占 82％。", "占 82[％]。"},
		{"what has no shape parts nothing", "人工 智慧", "", "人工\u200b智慧、人工\ufe00 智慧", "[人工\u200b智慧]、[人工\ufe00 智慧]"},
		{"a footnote's own words", "里长", "", "里長的話，見訪談紀錄。", "[里長]的話，見訪談紀錄。"},
		{"expanded", "人工智慧 人工智能", "", "人工智慧即人工智能", "[人工智慧]即[人工智能]"},
		{"composed and decomposed", "", "café", "cafe\u0301 au lait", "[cafe\u0301] au lait"},
		{"without its points", "", "us", "the U.S. and USA, us", "the [U.S]. and USA, [us]"},
		{"without its hyphen", "", "gpt4", "GPT-4、GPT4、GPT-40", "[GPT-4]、[GPT4]、GPT-40"},
		{"no number without its signs", "", "2025", "20-25", "20-25"},
		{"with a leading point", "", ".net", "ASP.NET .NET internet", "ASP[.NET .NET] internet"},
		{"with signs at its end", "", "c++", "C++11 abc++", "[C++]11 abc++"},
		{"beginnings of words", "", "*govern", "Governance, misgovern, self-government 用Govern", "[Governance], misgovern, self-[government] 用[Govern]"},
		{"an invalid byte", "台风", "", "颱\xff風颱風", "颱\uFFFD風[颱風]"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m := &Matcher{Words: strings.Fields(tc.words)}
			m.Literals = strings.Fields(tc.literals)
			if p, ok := strings.CutPrefix(tc.words, "*"); ok {
				m.Words, m.Prefixes = nil, []string{p}
			}
			if strings.HasPrefix(tc.literals, "soft") {
				m.Literals = []string{tc.literals}
			}
			if got := marked(tc.text, m); got != tc.want {
				t.Errorf("marked %q, want %q", got, tc.want)
			}
		})
	}
}

// Function words say nothing by themselves: a text in which each 的 is marked
// is all marks.
func TestFunctionWords(t *testing.T) {
	m := &Matcher{Literals: []string{"中国", "的", "首都"}, Words: []string{"the", "university", "of", "chicago"}}
	m.Terms = []Term{{0, 1, false}, {1, 0, true}, {2, 1, false}, {3, 0, true}, {4, 1, false}, {5, 0, true}, {6, 1, false}}
	for _, tc := range []struct{ name, text, want string }{
		{"between two words", "中國的首都是中國的", "[中國的首都]是[中國]的"},
		{"alone", "他的書的封面", "他的書的封面"},
		{"in front of a word", "這的首都", "這的[首都]"},
		{"several of them", "The University of the Chicago, the city of fog", "The [University of the Chicago], the city of fog"},
		{"inside a word", "中国的的首都", "[中国的的首都]"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := marked(tc.text, m); got != tc.want {
				t.Errorf("marked %q, want %q", got, tc.want)
			}
		})
	}
}

// Terms are numbered, words after literals; marks are in the order of the text.
func TestMarksNameTheirTerms(t *testing.T) {
	m := &Matcher{Literals: []string{"治理", "人工智慧"}, Words: []string{"ai"}}
	text := "AI、人工智慧治理"
	want := []Mark{{0, 2, 2, 1}, {5, 17, 1, 1}, {17, 23, 0, 1}}
	if diff := cmp.Diff(want, m.Marks(text)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
