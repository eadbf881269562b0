package highlight

import (
	"strings"
	"testing"
)

// benchUnit is a paragraph of some 600 characters.
var benchUnit = strings.Repeat("第三條 國務院數位發展主管部門負責統籌協調網絡數據安全與人工智慧治理工作，"+
	"依照 GPT-4 等大型語言模型的風險分級（2025/7/26 生效），对关键信息基础设施运营者实施监督管理。颱風來時，漁船都回到了碼頭。", 5)

func benchMatcher() *Matcher {
	return &Matcher{Literals: []string{"人工智能", "人工", "智能", "治理", "监督"}, Words: []string{"gpt-4"}}
}

func BenchmarkMarks(b *testing.B) {
	m := benchMatcher()
	b.SetBytes(int64(len(benchUnit)))
	b.ReportAllocs()
	for b.Loop() {
		if len(m.Marks(benchUnit)) < 10 {
			b.Fatal("too few marks")
		}
	}
}

func BenchmarkFragments(b *testing.B) {
	marks := benchMatcher().Marks(benchUnit)
	b.ReportAllocs()
	for b.Loop() {
		Fragments(benchUnit, marks, 1, 120)
	}
}

// From the text of a hit to the segments that are shown.
func BenchmarkSnippet(b *testing.B) {
	m := benchMatcher()
	b.SetBytes(int64(len(benchUnit)))
	b.ReportAllocs()
	for b.Loop() {
		marks := m.Marks(benchUnit)
		ranges := Merge(benchUnit, marks)
		for _, f := range Fragments(benchUnit, marks, 1, 120) {
			Segments(benchUnit, f, ranges)
		}
	}
}
