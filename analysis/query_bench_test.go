package analysis

import "testing"

// What one query costs before an engine is asked.
func BenchmarkCutQuery(b *testing.B) {
	a := testAnalyzer(b)
	for b.Loop() {
		a.Cut("人工智慧治理的國際比較")
	}
}

func BenchmarkQueryGrams(b *testing.B) {
	folded := Fold("人工智慧治理的國際比較")
	for b.Loop() {
		QueryGrams(folded)
	}
}

// What one hit costs to show.
func BenchmarkSentences(b *testing.B) {
	b.SetBytes(int64(len(benchText)))
	for b.Loop() {
		Sentences(benchText)
	}
}

func BenchmarkSentenceAt(b *testing.B) {
	for b.Loop() {
		SentenceAt(benchText, len(benchText)/2)
	}
}
