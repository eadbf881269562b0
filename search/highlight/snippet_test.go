package highlight

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"wensou/analysis"
)

// snippets are the fragments of a text with their marks, as people see them.
func snippets(text string, m *Matcher, n, length int) []string {
	marks := m.Marks(text)
	ranges := Merge(text, marks)
	var out []string
	for _, f := range Fragments(text, marks, n, length) {
		var b strings.Builder
		for _, s := range Segments(text, f, ranges) {
			if s.Match {
				b.WriteString("[" + s.Text + "]")
			} else {
				b.WriteString(s.Text)
			}
		}
		out = append(out, b.String())
	}
	return out
}

func TestFragments(t *testing.T) {
	const boats = "漁船回到碼頭。颱風來了！燈塔亮著。颱風警報傳到碼頭。天亮了。"
	long := "第一，" + strings.Repeat("很長的一句", 10) + "，颱風在這裡，" + strings.Repeat("還沒有說完", 20) + "。"
	for _, tc := range []struct {
		name      string
		literals  string
		n, length int
		text      string
		want      []string
	}{
		{"no text", "台风", 1, 20, "", nil},
		{"white space only", "台风", 1, 20, " \n ", nil},
		{"without marks the beginning", "企鹅", 3, 8, boats, []string{"漁船回到碼頭。"}},
		{"none is wanted", "台风", 0, 20, boats, nil},
		{"the sentence with most words", "台风 码头", 1, 10, boats, []string{"[颱風]警報傳到[碼頭]。"}},
		{"as many whole sentences as fit", "台风", 1, 10, boats, []string{"[颱風]來了！燈塔亮著。"}},
		{"the text is short enough", "台风", 1, 120, boats, []string{"[颱風]來了！燈塔亮著。[颱風]警報傳到碼頭。天亮了。"}},
		{"in the order of the text", "台风 码头", 3, 8, boats, []string{"漁船回到[碼頭]。", "[颱風]來了！", "[颱風]警報傳到[碼頭]。"}},
		{"no more than hold something", "灯塔", 5, 8, boats, []string{"[燈塔]亮著。"}},
		{"a sentence that is too long", "台风", 1, 30, long, []string{"…[颱風]在這裡，" + strings.Repeat("還沒有說完", 4) + "還沒有說…"}},
		{"after a clause in reach", "台风", 1, 24, "這是開頭，然後呢，颱風來了，" + strings.Repeat("後面還有很多字", 9) + "。", []string{"…然後呢，[颱風]來了，後面還有很多字後面還有很多字後…"}},
		{"a mark longer than a snippet is whole", "很长的一句很长的一句", 1, 5, "開頭，" + strings.Repeat("很長的一句", 2) + "，結尾在這裡。", []string{"…[很長的一句很長的一句]…"}},
		{"words of a language with spaces", "balancing", 1, 24, "The old and new ways of soft balancing between smaller powers in the region today", []string{"…of soft [balancing]…"}},
		{"a chain of marks does not drag on", "哈哈", 1, 10, strings.Repeat("哈", 100), []string{"[" + strings.Repeat("哈", 11) + "]…"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := snippets(tc.text, &Matcher{Literals: strings.Fields(tc.literals)}, tc.n, tc.length)
			if !slices.Equal(got, tc.want) {
				t.Errorf("snippets\n%q, want\n%q", got, tc.want)
			}
		})
	}
}

// What is shown is what weighs most; what means the same counts once.
func TestFragmentsShowWhatWeighsMost(t *testing.T) {
	m := &Matcher{Literals: []string{"颱风", "台风", "码头", "船回到", "灯塔"}}
	m.Terms = []Term{{0, 2, false}, {0, 2, false}, {2, 2, false}, {3, 9, false}, {4, 1, false}}
	for _, tc := range []struct{ name, text, want string }{
		{"a phrase before two words", "燈塔邊有碼頭。漁船回到港裡。", "漁[船回到]港裡。"},
		{"variants are one word", "台风即颱风云云。燈塔在碼頭。", "[燈塔]在[碼頭]。"},
		{"of words the weightier", "燈塔、燈塔、燈塔。碼頭在此。", "[碼頭]在此。"},
		{"words side by side", "碼頭和那燈塔。碼頭燈塔那裡。", "[碼頭燈塔]那裡。"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := snippets(tc.text, m, 1, 8); len(got) != 1 || got[0] != tc.want {
				t.Errorf("snippets %q, want %q", got, tc.want)
			}
		})
	}
}

// Cuts leave alone what belongs together.
func TestCuts(t *testing.T) {
	filler := strings.Repeat("很長的一句", 8)
	for _, tc := range []struct {
		name, literal, text, want string
	}{
		{"a quotation of two sentences", "快点", "天亮了。他說：「走吧。快點！」" + filler + "。", "…「走吧。[快點]！」"},
		{"a quotation that goes on", "走吧", "天亮了。他說：「走吧。快點！」" + filler + "。", "他說：「[走吧]。快點！」"},
		{"a short quotation in a long sentence", "灯塔", filler + "燈塔旁有很多很多人說「那個碼頭」" + filler + "。", "…句很長的一句[燈塔]旁有很多很多人說…"},
		{"a number with its comma", "灯塔", filler + "，燈塔一共有很多很多人數到了約13,859座" + filler + "。", "…[燈塔]一共有很多很多人數到了約…"},
		{"a Latin word", "灯塔", filler + "，燈塔旁有很多很多的人們都在用GPT-4寫字" + filler + "。", "…[燈塔]旁有很多很多的人們都在用…"},
		{"a letter with its accent", "灯塔", filler + "，燈塔旁有很多很多的人都都都在caf\u0065\u0301" + filler + "。", "…[燈塔]旁有很多很多的人都都都在…"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := snippets(tc.text, &Matcher{Literals: []string{tc.literal}}, 1, 18); len(got) != 1 || got[0] != tc.want {
				t.Errorf("snippets\n%q, want\n%q", got, tc.want)
			}
		})
	}
}

// What is not too long ends where sentences do.
func TestFragmentsEndAtSentenceBounds(t *testing.T) {
	text := strings.Repeat("颱風來了，漁船回港。他說：「快！」碼頭上沒有人？燈還亮著……\n", 20)
	ends := map[int]bool{}
	for _, s := range analysis.Sentences(text) {
		ends[s[0]], ends[s[1]] = true, true
	}
	m := &Matcher{Literals: []string{"台风", "码头", "灯"}}
	for _, f := range Fragments(text, m.Marks(text), 5, 40) {
		if !ends[f.Start] || !ends[f.End] || f.CutFront || f.CutAfter {
			t.Errorf("%q is cut inside a sentence", text[f.Start:f.End])
		}
	}
}

// Time grows with the text, not with its square.
func TestHugeTexts(t *testing.T) {
	for _, tc := range []struct{ name, text string }{
		{"100,000 marks in short sentences", strings.Repeat("哈哈。", 100_000)},
		{"100,000 marks in one sentence", strings.Repeat("哈哈，", 100_000)},
		{"a chain of 100,000 marks", strings.Repeat("哈", 100_000)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			began := time.Now()
			m := &Matcher{Literals: []string{"哈哈", "哈"}}
			marks := m.Marks(tc.text)
			if len(marks) < 100_000 {
				t.Fatalf("%d marks", len(marks))
			}
			ranges := Merge(tc.text, marks)
			fragments := Fragments(tc.text, marks, 5, 1000)
			for _, f := range fragments {
				Segments(tc.text, f, ranges)
				if n := utf8.RuneCountInString(tc.text[f.Start:f.End]); n > 1500 {
					t.Errorf("a fragment of %d characters", n)
				}
			}
			if d := time.Since(began); d > 5*time.Second {
				t.Errorf("took %v", d)
			}
		})
	}
}

func FuzzFragments(f *testing.F) {
	for _, s := range []struct {
		text, literal, word string
		n, length           uint16
	}{
		{"漁船回到碼頭。颱風來了！", "台风", "ai", 1, 120},
		{"哈哈哈", "哈哈", "", 3, 1},
		{"The old ways of soft balancing, cafe\u0301.", "bal", "café", 2, 10},
		{"a\xff颱\xe9風。\n\n颱風", "台风", "a", 5, 3},
		{strings.Repeat("長", 300) + "颱風", "台风", "", 1, 20},
	} {
		f.Add(s.text, s.literal, s.word, s.n, s.length)
	}
	f.Fuzz(func(t *testing.T, text, literal, word string, n, length uint16) {
		m := &Matcher{Literals: []string{analysis.Fold(literal)}, Words: []string{analysis.Fold(word)}}
		bounds := map[int]bool{len(text): true}
		for i := range text {
			bounds[i] = true
		}
		marks := m.Marks(text)
		for i, k := range marks {
			if k.Start >= k.End || !bounds[k.Start] || !bounds[k.End] {
				t.Errorf("mark [%d, %d) of %q", k.Start, k.End, text)
			}
			if i > 0 && k.Start < marks[i-1].Start {
				t.Errorf("marks are not in order: %v", marks)
			}
		}
		ranges := Merge(text, marks)
		for i, r := range ranges {
			if i > 0 && r[0] <= ranges[i-1][1] {
				t.Errorf("ranges overlap: %v", ranges)
			}
		}
		want, size := int(n%6), 1+int(length%1000)
		fragments := Fragments(text, marks, want, size)
		if len(fragments) > want || want > 0 && len(fragments) == 0 && strings.TrimSpace(text) != "" {
			t.Errorf("%d fragments, wanted %d", len(fragments), want)
		}
		longest := 0
		for _, k := range marks {
			longest = max(longest, k.End-k.Start)
		}
		end := 0
		for _, g := range fragments {
			if g.Start < end || g.Start >= g.End || !bounds[g.Start] || !bounds[g.End] {
				t.Fatalf("fragment %+v after %d of %q", g, end, text)
			}
			end = g.End
			if r := utf8.RuneCountInString(text[g.Start:g.End]); r > size+size/2+2*longest+80 {
				t.Errorf("a fragment of %d characters, %d were asked for", r, size)
			}
			var b strings.Builder
			for _, s := range Segments(text, Fragment{Start: g.Start, End: g.End}, ranges) {
				b.WriteString(s.Text)
			}
			if got := b.String(); got != strings.ToValidUTF8(text[g.Start:g.End], "\uFFFD") && utf8.ValidString(text) {
				t.Errorf("segments are %q, not %q", got, text[g.Start:g.End])
			}
		}
		if len(marks) > 0 && want > 0 && !slices.ContainsFunc(fragments, func(g Fragment) bool {
			return slices.ContainsFunc(marks, func(k Mark) bool { return k.Start < g.End && g.Start < k.End })
		}) {
			t.Errorf("no fragment of %q shows a mark", text)
		}
	})
}
