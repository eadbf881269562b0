package analysis

import (
	"strings"
	"testing"
)

var benchText = strings.Repeat("第三条 國務院數位發展主管部門負責統籌協調網絡數據安全與人工智慧治理工作，"+
	"依照 GPT-4 等大型語言模型的風險分級（2025/7/26 生效），对关键信息基础设施运营者实施监督管理。", 20)

func BenchmarkFold(b *testing.B) {
	b.SetBytes(int64(len(benchText)))
	for b.Loop() {
		Fold(benchText)
	}
}

func BenchmarkFoldOffsets(b *testing.B) {
	b.SetBytes(int64(len(benchText)))
	for b.Loop() {
		FoldOffsets(benchText)
	}
}

func BenchmarkFoldASCII(b *testing.B) {
	text := strings.Repeat("The quick brown fox jumps over the lazy dog. ", 100)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Fold(text)
	}
}

func BenchmarkWords(b *testing.B) {
	a := testAnalyzer(b)
	b.SetBytes(int64(len(benchText)))
	for b.Loop() {
		a.Words(benchText)
	}
}

func BenchmarkWordsFolded(b *testing.B) {
	a := testAnalyzer(b)
	folded := Fold(benchText)
	b.SetBytes(int64(len(folded)))
	for b.Loop() {
		a.WordsFolded(folded, func(string) {})
	}
}

func BenchmarkGrams(b *testing.B) {
	folded := Fold(benchText)
	b.SetBytes(int64(len(folded)))
	for b.Loop() {
		Grams(folded, func(string) {})
	}
}

func BenchmarkVariants(b *testing.B) {
	a := testAnalyzer(b)
	for b.Loop() {
		a.Variants("数据")
		a.Variants("不是一个词")
	}
}

// What a build makes of the text of all fields of a unit: match text, words and
// pairs of its own text, and the same of its title and context.
func BenchmarkFields(b *testing.B) {
	a := testAnalyzer(b)
	fields := []string{benchText[:len(benchText)/10], "國務院辦公廳關於數位治理的實施意見 總則", "依照風險分級的監督管理，見第三條（2025年7月）。"}
	bytes, terms := 0, 0
	for _, f := range fields {
		bytes += len(f)
	}
	count := func(string) { terms++ }
	b.SetBytes(int64(bytes))
	for b.Loop() {
		for i, f := range fields {
			folded := Fold(f)
			a.WordsFolded(folded, count)
			Grams(folded, count)
			if i == 0 {
				CJKRunes(folded, count)
			}
		}
	}
	if terms == 0 {
		b.Fatal("no terms")
	}
}
