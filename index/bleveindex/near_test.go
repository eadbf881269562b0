package bleveindex

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"wensou/analysis"
	"wensou/index"
	"wensou/index/indextest"
)

func TestNearness(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		texts      []string
		distance   int
		want       bool
	}{
		{"side by side", "人工智能", []string{"人工", "智能"}, 0, true},
		{"in the other order", "智能人工", []string{"人工", "智能"}, 0, true},
		{"one between, none allowed", "人工的智能", []string{"人工", "智能"}, 0, false},
		{"one between, one allowed", "人工的智能", []string{"人工", "智能"}, 1, true},
		{"characters count, not bytes", "a𠮷𠮷b", []string{"a", "b"}, 2, true},
		{"a space counts", "deep learning", []string{"deep", "learning"}, 0, false},
		{"parts of Latin words", "deep learning", []string{"eep", "lear"}, 1, true},
		{"less than nothing between", "人工智能", []string{"人工", "智能"}, -1, false},
		{"overlapping by one character", "人工智", []string{"人工", "工智"}, 9, false},
		{"overlapping there, apart elsewhere", "人工智。人工", []string{"人工", "工智"}, 1, true},
		{"one inside the other", "人工智能", []string{"人工智能", "工"}, 9, false},
		{"one inside the other, and after it", "人工智能工", []string{"人工智能", "工"}, 0, true},
		{"twice the same, one place", "人工", []string{"人工", "人工"}, 9, false},
		{"twice the same, two places", "人工与人工", []string{"人工", "人工"}, 1, true},
		{"twice the same, overlapping", "aaa", []string{"aa", "aa"}, 9, false},
		{"twice the same, side by side", "aaaa", []string{"aa", "aa"}, 0, true},
		{"one character thrice", "的的的", []string{"的", "的", "的"}, 0, true},
		{"one character thrice, two there", "的的", []string{"的", "的", "的"}, 9, false},
		{"between are parts of the third", "甲乙乙丙", []string{"甲", "乙", "丙"}, 1, true},
		{"between are parts of the third and too much", "甲乙乙乙丙", []string{"甲", "乙", "丙"}, 1, false},
		{"the nearest is not the first", "甲，，，，甲，乙", []string{"甲", "乙"}, 1, true},
		{"the last start of the first is too late", "甲乙甲丙", []string{"甲", "乙", "丙"}, 1, true},
		{"a later chain would use a place twice", "甲甲乙甲", []string{"甲", "甲", "甲", "乙"}, 0, true},
		{"one missing", "甲乙", []string{"甲", "丙"}, 9, false},
		{"an empty one", "甲乙", []string{"甲", ""}, 9, false},
		{"an empty text", "", []string{"甲", "乙"}, 9, false},
		{"as far as can be", "甲" + strings.Repeat("，", 1000) + "乙", []string{"甲", "乙"}, math.MaxInt, true},
		{"eight", "abcdefgh", []string{"h", "a", "g", "b", "f", "c", "e", "d"}, 0, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := index.Near{Texts: tc.texts, Distance: tc.distance}
			n := newNearness(c)
			for range 2 { // what the first text leaves behind does not count
				if got := n.holds([]byte(tc.text)); got != tc.want {
					t.Errorf("%s in %.40q: %v, want %v", c, tc.text, got, tc.want)
				}
			}
			if got := indextest.NearHolds(tc.text, c); got != tc.want {
				t.Errorf("%s in %.40q: the oracle says %v, want %v", c, tc.text, got, tc.want)
			}
		})
	}
}

func TestCharacters(t *testing.T) {
	const text = "a中é𠮷 deep，學習" + "𠮷𠮷𠮷中中中abcdefgh"
	for from := range text {
		for to := range text[from:] {
			if utf8.RuneStart(text[from+to]) {
				if s := text[from : from+to]; characters([]byte(s)) != utf8.RuneCountInString(s) {
					t.Errorf("%q has %d characters", s, characters([]byte(s)))
				}
			}
		}
	}
}

// TestNearnessOfFew tries texts of two characters, in which places overlap in
// every way.
func TestNearnessOfFew(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	some := func(least, most int) string {
		b := make([]byte, least+rng.IntN(most-least+1))
		for i := range b {
			b[i] = "ab"[rng.IntN(2)]
		}
		return string(b)
	}
	held := 0
	for range 20_000 {
		text, c := some(0, 12), index.Near{Distance: rng.IntN(4)}
		for range 1 + rng.IntN(4) {
			c.Texts = append(c.Texts, some(1, 3))
		}
		want := indextest.NearHolds(text, c)
		if got := newNearness(c).holds([]byte(text)); got != want {
			t.Fatalf("%s in %q: %v, the oracle says %v", c, text, got, want)
		}
		if want {
			held++
		}
	}
	if held < 2000 || held > 18_000 {
		t.Errorf("%d of 20,000 hold: the texts are badly chosen", held)
	}
}

// FuzzNearness compares with trying every choice of places.
func FuzzNearness(f *testing.F) {
	f.Add("人工的智能，人工", "人工", "智能", "工", 2)
	f.Add("aaabab", "a", "ab", "a", 0)
	f.Add("deep learning of deep nets", "deep", "e", "n", 3)
	f.Add("\xff甲", "甲", "\xff", "", 1)
	f.Fuzz(func(t *testing.T, text, a, b, c string, distance int) {
		text = analysis.Fold(text[:min(len(text), 60)])
		near := index.Near{Distance: distance}
		for _, s := range []string{a, b, c} {
			if s = analysis.Fold(s); s != "" {
				near.Texts = append(near.Texts, s)
			}
		}
		if len(near.Texts) == 0 {
			return
		}
		want := indextest.NearHolds(text, near)
		if got := newNearness(near).holds([]byte(text)); got != want {
			t.Errorf("%s in %q: %v, the oracle says %v", near, text, got, want)
		}
	})
}
