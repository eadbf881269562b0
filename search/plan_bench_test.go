package search

import (
	"strings"
	"testing"
)

// What it costs to read a query, before an engine is asked.
func BenchmarkPlan(b *testing.B) {
	for _, tt := range []struct{ name, text string }{
		{"word", "人工智慧"},
		{"words", "颱風 預警 資料共享"},
		{"question", "為什麼地方政府不肯公開演算法的參數？"},
		{"phrase", `"沒有人知道該向誰質疑分數"`},
		{"longest", string([]rune(strings.Repeat("委外使機關看不見模型，設定使責任看不見日期，使用使判斷看不見人。", 20))[:MaxQueryRunes])},
	} {
		b.Run(tt.name, func(b *testing.B) {
			planOf(b, tt.text, ModeAuto, false) // loads the dictionaries
			for b.Loop() {
				planOf(b, tt.text, ModeAuto, false)
			}
		})
	}
}
