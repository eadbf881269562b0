package analysis

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// tableOf is what a file of one kind makes of the shipped tables; the error
// when it has faults.
func tableOf(t testing.TB, kind, content string) (*Tables, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "list.txt")
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	f := map[string]TableFiles{"synonyms": {Synonyms: path}, "regional": {Regional: path}, "stopwords": {Stopwords: path}}[kind]
	return ReadTables(f)
}

func TestListFaults(t *testing.T) {
	for _, tt := range []struct{ name, kind, text, want string }{
		{"one term", "synonyms", "# 註\n颱風\n", `:2: has one term, "颱風"; write = and another`},
		{"commas", "synonyms", "颱風, 台風\n", `:1: has one term, "颱風, 台風"; write = instead of ','`},
		{"empty side", "synonyms", "颱風 =\n", ":1: a term is missing"},
		{"two arrows", "synonyms", "甲乙 => 丙丁 => 戊己\n", ":1: holds => 2 times"},
		{"signs only", "synonyms", "颱風 = !!\n", `:1: "!!" has no letter`},
		{"long term", "synonyms", "颱風 = " + strings.Repeat("長", MaxTerm+1) + "\n", ":1: the term"},
		{"long group", "synonyms", strings.Repeat("甲乙 = ", MaxGroup) + "丙丁\n", ":1: has 33 terms"},
		{"not UTF-8", "synonyms", "颱風 = \xbb\xe4\n", ":1: "},
		{"UTF-16", "synonyms", "\xff\xfe\x41\x00", ": is in UTF-16; save it as UTF-8"},
		{"NUL", "synonyms", "颱風 = 台\x00風\n", ":1: holds a NUL"},
		{"all faults at once", "synonyms", "颱風\n甲乙 = 丙丁\n海嘯\n", ":3: has one term"},
		{"unknown region", "regional", "xx:計程車 = cn:出租車\n", `:1: there is no region "xx"; there are cn, hk`},
		{"an arrow", "regional", "計程車 => 出租車\n", ":1: holds =>"},
		{"three apart", "regional", "! 甲乙 = 丙丁 = 戊己\n", ":1: keeps 3 terms apart"},
		{"apart and equal", "regional", "計程車 = 的士\n! 的士 = 計程車\n", ":2: keeps "},
		{"one regional word", "regional", "計程車\n", ":1: has one term"},
		{"two words", "stopwords", "請 教\n", ":1: holds more than one word"},
		{"no word", "stopwords", "-\n", ":1: has a sign and no word"},
		{"contrary", "stopwords", "請教\n- 请教\n", ":2: says the contrary of line 1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := tableOf(t, tt.kind, tt.text)
			if err == nil || !strings.Contains(err.Error(), "list.txt"+tt.want) {
				t.Errorf("error %v, want one that holds %q", err, tt.want)
			}
			if len(AsFaults(err)) == 0 {
				t.Errorf("%v holds no faults", err)
			}
		})
	}
	_, err := ReadTables(TableFiles{Synonyms: filepath.Join(t.TempDir(), "none"), Stopwords: t.TempDir()})
	if !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), "is a folder") {
		t.Errorf("an absent file and a folder: %v", err)
	}
	many := strings.Repeat("颱風\n", maxFaults+7)
	if _, err := tableOf(t, "synonyms", many); !strings.HasSuffix(err.Error(), "and 7 more") || len(AsFaults(err)) != maxFaults+7 {
		t.Errorf("many faults end with %q", err.Error()[len(err.Error())-40:])
	}
}

func TestListFileTooLarge(t *testing.T) {
	path := filepath.Join(t.TempDir(), "list.txt")
	if err := errors.Join(os.WriteFile(path, nil, 0o644), os.Truncate(path, MaxListFile+1)); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadTables(TableFiles{Synonyms: path}); err == nil || !strings.Contains(err.Error(), "bytes, at most") {
		t.Errorf("error %v", err)
	}
}

func TestOwnTables(t *testing.T) {
	plain := testAnalyzer(t)
	for _, tt := range []struct{ name, kind, text, term, want string }{
		{"a group", "synonyms", "颱風 = 風災 = 暴風\n", "台风", "风灾 暴风"},
		{"in the other direction", "synonyms", "颱風 = 風災 = 暴風\n", "暴風", "台风 风灾"},
		{"one way", "synonyms", "流感 => 流行性感冒 = H1N1\n", "流感", "流行性感冒 h1n1"},
		{"not back", "synonyms", "流感 => 流行性感冒\n", "流行性感冒", ""},
		{"two on the left", "synonyms", "甲流 = 乙流 => 流行性感冒\n", "乙流", "流行性感冒"},
		{"the left are not one", "synonyms", "甲流 = 乙流 => 流行性感冒\n", "甲流", "流行性感冒"},
		{"Latin", "synonyms", "AI => 人工智慧\n", "ai", "人工智慧"},
		{"several words", "synonyms", "machine  learning = 機器學習\n", "Machine Learning", "机器学习"},
		{"numbers as queries have them", "synonyms", "8,312 = 八千三百一十二\n", "8312", "八千三百一十二"},
		{"full-width signs, tabs, BOM and comments", "synonyms", "\uFEFF颱風＝風災\t暴風 # 註\r\n", "颱風", "风灾 暴风"},
		{"a sharp is no comment", "synonyms", "C# = C sharp\n", "c#", "c sharp"},
		{"never chained", "synonyms", "甲流 = 乙流\n乙流 = 丙流\n", "甲流", "乙流"},
		{"one character", "synonyms", "風 = 颱風\n", "颱風", ""},
		{"adding one leaves the others", "synonyms", "軟體 = 應用程式\n", "軟體", "软件 应用程式"},
		{"and other words", "synonyms", "颱風 = 風災\n", "人工智慧", "人工智能"},
		{"regional words come in", "regional", "tw:外送箱 = cn:配送箱 = hk,mo:外賣箱\n", "外送箱", "配送箱 外卖箱"},
		{"beside shipped ones", "regional", "tw: 軟體 = sg：軟體程式\n", "軟體", "软件 软体程式"},
		{"a pair goes out", "regional", "! 軟體 = 軟件\n", "軟體", ""},
		{"in both directions", "regional", "! 軟體 = 軟件\n", "软件", ""},
		{"the rest stays", "regional", "! 古特瑞斯 = Guterres\n", "古特瑞斯", "古特雷斯 古铁雷斯"},
		{"a term goes out", "regional", "! 古特瑞斯\n", "古特雷斯", "古铁雷斯 guterres"},
		{"and comes in anew", "regional", "軟體 = 程式\n! 軟體\n", "軟體", "程式"},
		{"nothing", "synonyms", "# 還沒有\n", "軟體", "软件"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tables, err := tableOf(t, tt.kind, tt.text)
			if err != nil {
				t.Fatal(err)
			}
			a := plain.With(tables)
			if got := strings.Join(a.Variants(tt.term), " "); got != tt.want {
				t.Errorf("Variants(%s) = %q, want %q", tt.term, got, tt.want)
			}
			if a.Fingerprint() != plain.Fingerprint() {
				t.Error("tables change the fingerprint: an index would have to be built again")
			}
			if tables.Version() == "" {
				t.Error("the tables have no version")
			}
		})
	}
	if got := strings.Join(plain.Variants("軟體"), " "); got != "软件" {
		t.Errorf("a library's tables changed the shipped ones: %s", got)
	}
}

func TestStopwords(t *testing.T) {
	plain := testAnalyzer(t)
	for _, tt := range []struct {
		name, text, word string
		want             bool
	}{
		{"shipped", "", "关于", true},
		{"taken out", "- 關於\n", "关于", false},
		{"the rest stays", "- 關於\n", "如何", true},
		{"added", "請教\n", "请教", true},
		{"added with a sign", "+ 請教 # 註\n", "请教", true},
		{"no stop word", "", "台风", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tables, err := tableOf(t, "stopwords", tt.text)
			if err != nil {
				t.Fatal(err)
			}
			if got := plain.With(tables).IsStop(tt.word); got != tt.want {
				t.Errorf("IsStop(%s) = %v", tt.word, got)
			}
		})
	}
	if !plain.IsStop("的") {
		t.Error("taking a word out changed the shipped list")
	}
}

func TestUserDictTellsAllFaults(t *testing.T) {
	path := filepath.Join(t.TempDir(), "user.txt")
	if err := os.WriteFile(path, []byte("新质生产力 0\n文搜\nGPT 1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := ReadUserDict(path)
	if faults := AsFaults(err); len(faults) != 2 || faults[0].Line != 1 || faults[1].Line != 3 {
		t.Errorf("%v", err)
	}
}

// checkFaults holds for the error of any reader of a hostile file.
func checkFaults(t *testing.T, content []byte, err error) {
	t.Helper()
	if err == nil {
		return
	}
	lines := strings.Count(string(content), "\n") + 1
	for _, f := range AsFaults(err) {
		if f.Line < 0 || f.Line > lines || f.Reason == "" {
			t.Errorf("fault %+v in a file of %d lines", f, lines)
		}
	}
	if len(AsFaults(err)) == 0 {
		t.Errorf("%v is no fault of a line", err)
	}
}

func FuzzSynonyms(f *testing.F) {
	for _, s := range []string{"人工智慧 = AI\n", "a => b = c # d\n", "\uFEFF＝＞=\t\n", "C# = C\r\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		rules, err := parseSynonyms("f", content)
		checkFaults(t, content, err)
		for from, list := range synonymsOf(rules) {
			for _, to := range append(list, from) {
				if Fold(to) != to || len([]rune(to)) > MaxTerm {
					t.Errorf("%q is no match text", to)
				}
			}
		}
	})
}

func FuzzRegional(f *testing.F) {
	for _, s := range []string{"tw:計程車 = cn,sg:出租車\n", "! 土豆 = 馬鈴薯\n！檔案\n", "xx: = !\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		pairs, err := parseRegional("f", content)
		checkFaults(t, content, err)
		shipped, _ := shippedVocabulary()
		for _, p := range pairs {
			if len(p.Keys) != len(p.Terms) || len(p.Keys) != len(p.Regions) {
				t.Errorf("%+v", p)
			}
		}
		if err == nil && len(content) < 1000 {
			v := regionalWith(shipped, pairs)
			for _, p := range pairs {
				for _, from := range p.Keys {
					for _, to := range v[from] {
						if fmt.Sprint(v[to]) == "[]" {
							t.Errorf("%s stands for %s, but not the other way", to, from)
						}
					}
				}
			}
		}
	})
}

func FuzzStopwords(f *testing.F) {
	f.Add([]byte("請教\n- 關於\n+ 的 # x\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		words, err := parseStopwords("f", content)
		checkFaults(t, content, err)
		for _, w := range words {
			if w.Key == "" || strings.ContainsAny(w.Word, " \n") {
				t.Errorf("%+v", w)
			}
		}
	})
}

func FuzzUserDict(f *testing.F) {
	f.Add([]byte("數據要素市場化\n智慧治理 5000\n文搜 800 nz # x"))
	f.Fuzz(func(t *testing.T, content []byte) {
		words, err := parseUserDict("f", content)
		checkFaults(t, content, err)
		for _, w := range words {
			if w.Key == "" || strings.ContainsAny(w.Key+w.Tag, " \n") || w.Frequency < 1 {
				t.Errorf("%+v", w)
			}
		}
	})
}
