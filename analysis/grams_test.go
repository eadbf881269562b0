package analysis

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func allGrams(folded string) []string {
	var terms []string
	Grams(folded, func(t string) { terms = append(terms, t) })
	return terms
}

func TestGrams(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"empty", "", ""},
		{"han", "人工智能", "人工 工智 智能 能"},
		{"one", "人", "人"},
		{"word", "gpt", "gp pt t"},
		{"mixed", "用gpt吧", "用 gp pt t 吧"},
		{"space breaks", "go to", "go o to o"},
		{"punctuation", "人,工--", "人 , 工 - -"},
		{"kana and hangul run on", "データ한인", "デー ータ タ한 한인 인"},
		{"repeated", "人人人", "人人 人人 人"},
		{"invalid", "人\xff工", "人 \xff 工"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := strings.Join(allGrams(tt.in), " "); got != tt.want {
				t.Errorf("Grams(%q) = %s, want %s", tt.in, got, tt.want)
			}
		})
	}
}

func TestQueryGrams(t *testing.T) {
	for _, tt := range []struct{ name, in, terms, lone string }{
		{"empty", "", "", ""},
		{"han", "人工智能", "人工 工智 智能", ""},
		{"one", "蝶", "", "蝶"},
		{"runs", "用gpt吧", "gp pt", "用吧"},
		{"punctuation", "人,工", ",", "人工"},
		{"duplicates", "人人人,人", "人人 ,", "人"},
		{"space", "a b", "", "ab"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			q := QueryGrams(tt.in)
			if got := strings.Join(q.Terms, " "); got != tt.terms || string(q.Lone) != tt.lone {
				t.Errorf("QueryGrams(%q) = %s and %s, want %s and %s", tt.in, got, string(q.Lone), tt.terms, tt.lone)
			}
		})
	}
}

// checkNothingMissed checks that a part of a text is found by its gram terms.
func checkNothingMissed(t reporter, text, part string) {
	t.Helper()
	folded, phrase := Fold(text), Fold(part)
	if phrase == "" || !strings.Contains(folded, phrase) {
		return
	}
	terms := allGrams(folded)
	q := QueryGrams(phrase)
	if len(q.Terms)+len(q.Lone) == 0 {
		t.Errorf("%q requires nothing", phrase)
	}
	for _, term := range q.Terms {
		if !slices.Contains(terms, term) {
			t.Errorf("%q in %q: %q is no term of the text", phrase, folded, term)
		}
	}
	for _, r := range q.Lone {
		if !slices.ContainsFunc(terms, func(s string) bool { return strings.HasPrefix(s, string(r)) }) {
			t.Errorf("%q in %q: no term begins with %q", phrase, folded, r)
		}
	}
}

func TestNothingMissed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := anyText().Draw(t, "text")
		runes := []rune(text)
		from := rapid.IntRange(0, len(runes)).Draw(t, "from")
		upTo := rapid.IntRange(from, len(runes)).Draw(t, "upTo")
		checkNothingMissed(t, text, string(runes[from:upTo]))
	})
}

func FuzzGrams(f *testing.F) {
	f.Add("人工智能 GPT-4, 中文", 3, 9)
	f.Fuzz(func(t *testing.T, s string, from, upTo int) {
		if from < 0 || upTo > len(s) || from > upTo {
			return
		}
		checkNothingMissed(t, s, s[from:upTo])
	})
}
