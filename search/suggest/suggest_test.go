package suggest

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"wensou/document"
	"wensou/index"
)

// noWords is an index of which only what documents say of themselves is known.
type noWords struct{ index.Searcher }

func (noWords) Terms(context.Context, index.Field, int, func(index.TermCount) bool) error { return nil }

// simpleWords cuts a text into Chinese characters and what stands between
// spaces.
func simpleWords(text string) (starts []int) {
	for i, r := range text {
		if r >= utf8.RuneSelf || i == 0 || text[i-1] == ' ' {
			starts = append(starts, i)
		}
	}
	return starts
}

// library is a few documents of two sources in two scripts.
func library() []*document.Document {
	return []*document.Document{
		{ID: "a/1", Collection: "甲", Title: "人工智慧治理的三種模式", Authors: []string{"何佩瑜"}, Topics: []string{"數位治理"}, Headings: []document.Heading{{Level: 2, Text: "重慶的銀行"}}},
		{ID: "a/2", Collection: "甲", Title: "資料公地", Authors: []string{"何佩瑜"}, Topics: []string{"數位治理"}},
		{
			ID: "b/1", Collection: "乙", Title: "算法与数字治理", Topics: []string{"数位治理"},
			Works: []document.Work{{ID: "w1", CSL: &document.CSL{Title: "Auditing Public Algorithms"}, Citations: []document.UnitID{"c1", "c2"}}},
		},
		{ID: "b/2", Collection: "乙", Title: "人工智能入门"},
		{ID: "b/3", Collection: "乙", Title: "<b>女权</b> & 綠地"},
	}
}

// fileOf is the file of the documents.
func fileOf(t testing.TB, docs ...*document.Document) string {
	t.Helper()
	b := NewBuilder()
	for _, d := range docs {
		b.Add(d)
	}
	path := filepath.Join(t.TempDir(), File)
	if err := b.Finish(t.Context(), noWords{}, simpleWords, path); err != nil {
		t.Fatal(err)
	}
	return path
}

func openFile(t testing.TB, path string) *Data {
	t.Helper()
	d, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(d.Close(), d.Close()); err != nil {
			t.Error(err)
		}
	})
	return d
}

func TestSuggest(t *testing.T) {
	d := openFile(t, fileOf(t, library()...))
	tests := []struct {
		name, typed string
		want        []string // kind, text with what was typed in brackets
		sources     []string
	}{
		{"text", "人工智慧", []string{"title [人工智慧]治理的三種模式"}, nil},
		{"the other script", "资料", []string{"title [資料]公地"}, nil},
		{"pinyin", "rengongzhi", []string{"title [人工智]能入门", "title [人工智]慧治理的三種模式"}, nil},
		{"pinyin with tones", "ren2gong1zhi4hui4", []string{"title [人工智慧]治理的三種模式"}, nil},
		{"a wrong tone", "ren4gong1", nil, nil},
		{"tone marks", "réngōng zhìhuì", []string{"title [人工智慧]治理的三種模式"}, nil},
		{"half a syllable", "ziliaog", []string{"title [資料公]地"}, nil},
		{"mixed", "人gong智hui", []string{"title [人工智慧]治理的三種模式"}, nil},
		{"initials", "zlgd", []string{"title [資料公地]"}, nil},
		{"zhuyin", "ㄖㄣˊㄍㄨㄥㄓˋㄋㄥˊ", []string{"title [人工智能]入门"}, nil},
		{"zhuyin without tones, begun", "ㄗㄌㄧㄠㄍㄨ", []string{"title [資料公]地"}, nil},
		{"another reading", "chongqing", []string{"heading [重慶]的銀行"}, nil},
		{"two other readings", "chongqingdeyinhang", []string{"heading [重慶的銀行]"}, nil},
		{"an inner word of a title", "算法", []string{"title [算法]与数字治理"}, nil},
		{"an inner word in pinyin", "shuzizhili", []string{"title 算法与[数字治理]"}, nil},
		{"an author", "何佩", []string{"author [何佩]瑜"}, nil},
		{"once in two scripts", "数位", []string{"topic [數位]治理"}, nil},
		{"as a source writes it", "數位", []string{"topic [数位]治理"}, []string{"乙"}},
		{"not of other sources", "資料", nil, []string{"乙"}},
		{"no such source", "資料", nil, []string{"丙"}},
		{"Latin, any case", "auditing public", []string{"work [Auditing Public] Algorithms"}, nil},
		{"an inner Latin word", "algo", []string{"work Auditing Public [Algo]rithms"}, nil},
		{"signs are not needed", "b女權b綠", []string{"title <[b>女权</b> & 綠]地"}, nil},
		{"v for ü", "nvquan", []string{"title <b>[女权]</b> & 綠地"}, nil},
		{"nothing", "", nil, nil},
		{"signs only", "…！", nil, nil},
		{"too long", strings.Repeat("人", MaxQueryRunes+1), nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found, err := d.Suggest(t.Context(), Request{Text: tt.typed, Limit: 10, Sources: tt.sources})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range found {
				got = append(got, string(s.Kind)+" "+s.Text[:s.Start]+"["+s.Text[s.Start:s.End]+"]"+s.Text[s.End:])
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestCounts(t *testing.T) {
	d := openFile(t, fileOf(t, library()...))
	for _, tt := range []struct {
		typed   string
		sources []string
		count   int
		doc     document.ID
	}{
		{"數位治理", nil, 3, ""},
		{"數位治理", []string{"甲"}, 2, ""},
		{"何佩瑜", nil, 2, ""},
		{"auditing", nil, 2, ""},
		{"資料公地", nil, 1, "a/2"},
	} {
		found, err := d.Suggest(t.Context(), Request{Text: tt.typed, Limit: 1, Sources: tt.sources})
		if err != nil || len(found) != 1 || found[0].Count != tt.count || found[0].Document != tt.doc {
			t.Errorf("%s of %v: %+v, %v; want %d in %q", tt.typed, tt.sources, found, err, tt.count, tt.doc)
		}
	}
}

func TestHomophones(t *testing.T) {
	docs := library()
	docs[0].Topics = append(docs[0].Topics, "機率", "公投", "公投制度")
	d := openFile(t, fileOf(t, docs...))
	for word, want := range map[string]string{"積率": "機率", "工投": "公投", "工偷": "公投", "公投": "", "公": "", "abc": ""} {
		found, err := d.Homophones(t.Context(), word, nil, 3)
		got := ""
		if len(found) > 0 {
			got = found[0].Text
		}
		if err != nil || got != want {
			t.Errorf("%s sounds like %q (%v), want %q", word, got, err, want)
		}
	}
}

// TestSameFile: equal documents make equal files.
func TestSameFile(t *testing.T) {
	a, errA := os.ReadFile(fileOf(t, library()...))
	b, errB := os.ReadFile(fileOf(t, library()...))
	if err := errors.Join(errA, errB); err != nil || string(a) != string(b) {
		t.Errorf("two files of %d and %d bytes differ: %v", len(a), len(b), err)
	}
}

func TestNoFile(t *testing.T) {
	d := openFile(t, filepath.Join(t.TempDir(), File))
	for _, d := range []*Data{d, nil} {
		if found, err := d.Suggest(t.Context(), Request{Text: "人", Limit: 5}); err != nil || len(found) > 0 {
			t.Errorf("%v, %v", found, err)
		}
	}
}

// use asks a file for many things.
func use(t testing.TB, path string, asked ...string) error {
	d, err := Open(path)
	if err != nil {
		return err
	}
	defer d.Close()
	var errs []error
	for _, q := range asked {
		_, err := d.Suggest(t.Context(), Request{Text: q, Limit: 5})
		_, err2 := d.Suggest(t.Context(), Request{Text: q, Limit: 5, Sources: []string{"甲"}})
		_, err3 := d.Homophones(t.Context(), q, nil, 5)
		errs = append(errs, err, err2, err3)
	}
	return errors.Join(errs...)
}

func TestDamage(t *testing.T) {
	path := fileOf(t, library()...)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	check := func(name string, raw []byte, mustFail bool) {
		t.Helper()
		bad := filepath.Join(t.TempDir(), File)
		if err := os.WriteFile(bad, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		err := use(t, bad, "人", "r", "zl", "数位治理", "ㄖ", "工投")
		if err != nil && !errors.Is(err, index.ErrCorrupt) || mustFail && err == nil {
			t.Errorf("%s: error %v, want ErrCorrupt", name, err)
		}
	}
	check("empty", nil, true)
	check("cut", good[:len(good)/2], true)
	check("longer", append(slices.Clone(good), make([]byte, 8)...), true)
	check("other word", append([]byte("wensouF2"), good[8:]...), true)
	rng := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		raw := slices.Clone(good)
		raw[rng.IntN(len(raw))] = byte(rng.Uint32())
		check("another byte", raw, false)
	}
}

func FuzzFile(f *testing.F) {
	raw, err := os.ReadFile(fileOf(f, library()...))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw, "人")
	f.Add(raw[:100], "ren")
	f.Fuzz(func(t *testing.T, raw []byte, q string) {
		path := filepath.Join(t.TempDir(), File)
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := use(t, path, q, "a", "人"); err != nil && !errors.Is(err, index.ErrCorrupt) {
			t.Errorf("error %v", err)
		}
	})
}

// FuzzTyped: whatever is typed, what is said to be typed is inside the text.
func FuzzTyped(f *testing.F) {
	for _, q := range []string{"人gong2", "ㄖㄣˊㄍㄨ", "réngōng", "lǜ", "˙ㄇㄜ", "zz9", "\xff\x00"} {
		f.Add(q)
	}
	d := openFile(f, fileOf(f, library()...))
	f.Fuzz(func(t *testing.T, q string) {
		for _, form := range typedForms(typed(withoutTones(q))) {
			for _, key := range lookups(form) {
				if len(key) > maxPinyinKey {
					t.Errorf("key %q of %q", key, q)
				}
			}
		}
		found, err := d.Suggest(t.Context(), Request{Text: q, Limit: 5})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range found {
			if s.Start < 0 || s.End > len(s.Text) || s.Start >= s.End {
				t.Errorf("%q: %+v", q, s)
			}
		}
	})
}
