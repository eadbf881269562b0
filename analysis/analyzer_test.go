package analysis

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"wensou/analysis/dict"
)

func TestUserDictErrors(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"letters", "新质生产力\nGPT-4 10\n", ":2: "},
		{"zero frequency", "# 注\n\n新质生产力 0\n", ":3: frequency"},
		{"negative", "新质生产力 -5 n\n", ":1: frequency"},
		{"not a number", "新质生产力 many n\n", ":1: frequency"},
		{"overflow", "新质生产力 99999999999 n\n", ":1: frequency"},
		{"columns", "新质生产力 10 n x\n", ":1: 4 columns"},
		{"invalid", "新质\xff生产力\n", ":1: "},
		{"nul", "新质生产力\n\x00 3\n", ":2: "},
		{"long", strings.Repeat("长", 65) + "\n", ":1: "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "user.txt")
			if err := os.WriteFile(path, []byte(tt.text), 0o644); err != nil {
				t.Fatal(err)
			}
			_, err := New(Options{UserDict: path})
			if err == nil || !strings.Contains(err.Error(), path+tt.want) {
				t.Errorf("New: %v, want an error with %q", err, path+tt.want)
			}
		})
	}
	if _, err := New(Options{UserDict: filepath.Join(t.TempDir(), "none")}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("absent user dictionary: %v, want ErrNotExist", err)
	}
}

func TestUserDict(t *testing.T) {
	plain := testAnalyzer(t)
	path := filepath.Join(t.TempDir(), "user.txt")
	if err := os.WriteFile(path, []byte("\uFEFF# 词\r\n數據要素市場化\r\n智慧治理 5000\n文搜 800 nz"), 0o644); err != nil {
		t.Fatal(err)
	}
	a, err := New(Options{UserDict: path, CacheDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	text := "推进数据要素市场化与智慧治理"
	for _, word := range []string{"数据要素市场化", "智慧治理"} {
		if slices.Contains(terms(plain.Cut(text)), word) {
			t.Errorf("%s is a word without the user dictionary: the test shows nothing", word)
		}
		if got := terms(a.Cut(text)); !slices.Contains(got, word) {
			t.Errorf("Cut = %q, want %s", got, word)
		}
	}
	if a.Fingerprint() == plain.Fingerprint() {
		t.Error("the user dictionary does not change the fingerprint")
	}
	again, err := New(Options{UserDict: path})
	if err != nil {
		t.Fatal(err)
	}
	if again.jieba != a.jieba || again.Fingerprint() != a.Fingerprint() {
		t.Error("equal options give another segmenter")
	}
}

func TestFingerprint(t *testing.T) {
	a := testAnalyzer(t)
	b, err := New(Options{CacheDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Fingerprint()) != 64 || a.Fingerprint() != b.Fingerprint() {
		t.Errorf("fingerprints %q and %q, want equal hashes", a.Fingerprint(), b.Fingerprint())
	}
}

// TestSegmenterOutlivesAnalyzers drops analyzers while others work: a segmenter
// that is finalized during a call takes the process with it.
func TestSegmenterOutlivesAnalyzers(t *testing.T) {
	text := strings.Repeat("臺灣積體電路製造公司", 200)
	want := len(testAnalyzer(t).Words(text))
	for range 20 {
		a, err := New(Options{})
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan int)
		go func(a *Analyzer) { done <- len(a.Words(text)) }(a)
		runtime.GC()
		if got := <-done; got != want {
			t.Fatalf("%d tokens, want %d", got, want)
		}
	}
}

func TestVariants(t *testing.T) {
	a := testAnalyzer(t)
	for _, tt := range []struct{ term, want string }{
		{"人工智慧", "人工智能"},
		{"人工智能", "人工智慧"},
		{"川普", "特朗普 trump"},
		{"古特瑞斯", "古特雷斯 古铁雷斯 guterres"},
		{"軟體", "软件"},
		{"软件", "软体"},
		{"網路", "网络"},
		{"South China Morning Post", "南华早报 scmp"},
		{"數位落差", "数字鸿沟 数码鸿沟 数位鸿沟"},
		{"OECD", "经济合作暨发展组织 经济合作与发展组织 经济合作及发展组织 经合组织"},
		{"隱私", "私隐"},
		{"計畫", "计划"},
		{"網絡", "网路"},
		{"芯片", "晶片"},
		{"支持", ""},
		{"皮肤", ""},
		{"不是一个词", ""},
		{"", ""},
	} {
		t.Run(tt.term, func(t *testing.T) {
			got := a.Variants(tt.term)
			if strings.Join(got, " ") != tt.want || tt.want == "" && got != nil {
				t.Errorf("Variants(%s) = %q, want %s", tt.term, got, tt.want)
			}
			if len(got) > 0 {
				got[0] = "changed"
				if a.Variants(tt.term)[0] == "changed" {
					t.Error("callers share the list")
				}
			}
		})
	}
}

func TestWritten(t *testing.T) {
	a := testAnalyzer(t)
	for term, want := range map[string]string{
		"数字鸿沟": "數字鴻溝", "數字鴻溝": "數字鴻溝", "软体": "軟體", "trump": "Trump", "皮肤": "", "": "",
	} {
		if got, ok := a.Written(term); got != want || ok != (want != "") {
			t.Errorf("Written(%s) = %q, %v, want %q", term, got, ok, want)
		}
	}
}

func TestVariantsAreSymmetric(t *testing.T) {
	shipped, err := shippedVocabulary()
	if err != nil {
		t.Fatal(err)
	}
	all := shipped.variants
	for from, list := range all {
		if w := shipped.written[from]; Fold(w) != from {
			t.Errorf("%s is written %q", from, w)
		}
		for _, to := range list {
			if !slices.Contains(all[to], from) {
				t.Errorf("%s stands for %s, but not the other way", to, from)
			}
			if from == to || Fold(to) != to {
				t.Errorf("%s: bad variant %q", from, to)
			}
		}
	}
}

// TestDictionaryIsFolded tells when go generate was forgotten.
func TestDictionaryIsFolded(t *testing.T) {
	paths, err := dict.Materialise(t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(paths.Main)
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]bool{}
	for line := range strings.Lines(string(b)) {
		word, _, _ := strings.Cut(line, " ")
		if Fold(word) != word {
			t.Fatalf("%s is not match text: run go generate ./analysis/dict", word)
		}
		words[word] = true
	}
	// Terms that the mainland dictionary would break into characters.
	for _, term := range []string{"软体", "川普", "泽连斯基", "古特瑞斯", "辉达", "计画", "网际网路", "欧巴马"} {
		if !words[term] {
			t.Errorf("%s is not in the dictionary: run go generate ./analysis/dict", term)
		}
	}
}

func TestDefaultDirs(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("XDG_CACHE_HOME", filepath.Join(file, "cannot"))
	t.Setenv("TMPDIR", dir)
	paths, err := materialise("", nil)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(paths.Main, dir) {
		t.Errorf("dictionaries in %s, want below %s", paths.Main, dir)
	}
	if _, err := materialise(filepath.Join(file, "cannot"), nil); err == nil {
		t.Error("a directory that cannot be made gives no error")
	}
}

// TestLoadJiebaMissingFile checks that a file that vanished is an error.
func TestLoadJiebaMissingFile(t *testing.T) {
	paths, err := dict.Materialise(t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(paths.IDF); err != nil {
		t.Fatal(err)
	}
	if _, err := loadJieba(paths); err == nil {
		t.Error("no error")
	}
}
