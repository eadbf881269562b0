package search

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"wensou/analysis"
)

func TestNearDuplicates(t *testing.T) {
	const boats = "颱風來臨之前，所有漁船都回到了碼頭，里長挨家挨戶地提醒居民把門窗關好，燈塔的燈也比平常更早亮了起來。"
	other := strings.Replace(boats, "漁船", "货船", 1)
	english := "The harbour master counted every boat twice before the storm, and wrote the number on the wall of the old lighthouse."
	for _, tc := range []struct {
		name  string
		texts []string
		want  []int
	}{
		{"nothing", nil, []int{}},
		{"one", []string{boats}, []int{-1}},
		{"equal", []string{boats, boats, boats}, []int{-1, 0, 0}},
		{"Traditional and Simplified", []string{boats, "台风来临之前，所有渔船都回到了码头，里长挨家挨户地提醒居民把门窗关好，灯塔的灯也比平常更早亮了起来。"}, []int{-1, 0}},
		{"line breaks and full width", []string{boats, strings.ReplaceAll(boats, "，", "，\n")}, []int{-1, 0}},
		{"a word differs", []string{boats, other}, []int{-1, 0}},
		{"another sentence is as long again", []string{boats, boats + "隔天清晨，風停了，孩子們跑到堤防上看浪，老人坐在廟口修補昨晚被風吹破的漁網，沒有人提起昨晚的事，大家都在等船。"}, []int{-1, -1}},
		{"the better one says a little more", []string{boats + "（本報訊）", boats}, []int{-1, 0}},
		{"a short part of a long text", []string{strings.Repeat("隔天清晨，風停了。", 1) + boats + english + english, boats}, []int{-1, -1}},
		{"short and equal", []string{"國家圖書館今天因為颱風閉館一日", "国家图书馆今天因为台风闭馆一日"}, []int{-1, 0}},
		{"short and nearly equal", []string{"國家圖書館今天因為颱風閉館一日", "國家圖書館今天因為颱風閉館兩日"}, []int{-1, -1}},
		{"a heading", []string{"結論與建議", "結論與建議"}, []int{-1, -1}},
		{"a Latin word differs", []string{english, strings.Replace(english, "twice", "once", 1)}, []int{-1, 0}},
		{"another end in Latin", []string{english, strings.Replace(english, "wall of the old lighthouse", "door of a new fishing boat", 1)}, []int{-1, -1}},
		{"Latin in other letters", []string{english, strings.ToUpper(english)}, []int{-1, 0}},
		{"what repeats is not repeated", []string{boats, other, strings.Replace(other, "里長", "鎮長", 1)}, []int{-1, 0, -1}},
		{"between others", []string{english, boats, "企鵝", other, english}, []int{-1, -1, -1, 1, 0}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			texts := make([][]byte, len(tc.texts))
			for i, s := range tc.texts {
				texts[i] = []byte(analysis.Fold(s))
			}
			if got := nearDuplicates(texts); !slices.Equal(got, tc.want) {
				t.Errorf("repeats %v, want %v", got, tc.want)
			}
		})
	}
}

// Of 200 texts, each is brought together with its slightly changed copy.
func TestNearDuplicatesOfAWindow(t *testing.T) {
	texts, want := window(100)
	if got := nearDuplicates(texts); !slices.Equal(got, want) {
		t.Errorf("repeats\n%v, want\n%v", got, want)
	}
}

// window is n random texts, and then each of them again with one character
// changed.
func window(n int) (texts [][]byte, want []int) {
	random := rand.New(rand.NewPCG(1, 2))
	for range n {
		var b strings.Builder
		for range 60 + random.IntN(400) {
			b.WriteRune(rune(0x4e00 + random.IntN(3000)))
		}
		texts, want = append(texts, []byte(b.String())), append(want, -1)
	}
	for i := range n {
		changed := []rune(string(texts[i]))
		changed[random.IntN(len(changed))] = '変'
		texts, want = append(texts, []byte(string(changed))), append(want, i)
	}
	return texts, want
}

func BenchmarkNearDuplicates(b *testing.B) {
	for _, n := range []int{10, 100} {
		texts, _ := window(n)
		b.Run(fmt.Sprint(2*n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				nearDuplicates(texts)
			}
		})
	}
	texts, _ := window(10)
	b.Run("10 that differ", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			nearDuplicates(texts[:10])
		}
	})
}

func FuzzNearDuplicates(f *testing.F) {
	f.Add([]byte("颱風來了\x00颱風來了"), uint8(3))
	f.Add(bytes.Repeat([]byte("漁船都回到了碼頭\x00"), 20), uint8(7))
	f.Add(bytes.Repeat([]byte("a\xff\xe9"), 200), uint8(90))
	f.Fuzz(func(t *testing.T, all []byte, size uint8) {
		var texts [][]byte
		if size > 0 {
			for chunk := range slices.Chunk(all, int(size)) {
				texts = append(texts, chunk)
			}
		}
		texts = append(texts, bytes.Split(all, []byte{0})...)
		got := nearDuplicates(texts)
		if len(got) != len(texts) {
			t.Fatalf("%d answers for %d texts", len(got), len(texts))
		}
		for i, j := range got {
			switch {
			case j == -1:
			case j < 0 || j >= i || got[j] != -1:
				t.Errorf("text %d repeats %d of %v", i, j, got)
			case len(texts[i]) < minEqualRunes:
				t.Errorf("%q is folded", texts[i])
			}
		}
	})
}
