package analysis

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/longbridgeapp/opencc"

	"wensou/analysis/dict"
)

// TestFoldTables checks that every pair of OpenCC's character tables folds to
// one character, all candidates included.
func TestFoldTables(t *testing.T) {
	own, err := dict.CharVariants()
	if err != nil {
		t.Fatal(err)
	}
	apart := map[[2]string]bool{}
	for _, p := range own.Apart {
		apart[[2]string{string(p[0]), string(p[1])}] = true
	}
	n := 0
	for _, table := range foldTables {
		pairs, err := dict.OpenCC(table)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range pairs {
			for i, to := range p.To {
				if table == "TSCharacters" && i > 0 || apart[[2]string{p.From, to}] {
					continue // later candidates are never written
				}
				n++
				if a, b := Fold(p.From), Fold(to); a != b {
					t.Errorf("%s: %s to %s: folded %s and %s", table, p.From, to, a, b)
				}
			}
		}
	}
	if n < 8000 {
		t.Errorf("%d pairs, want all", n)
	}
	for _, g := range own.Groups {
		for _, r := range g {
			if a, b := Fold(string(r)), Fold(string(g[0])); a != b {
				t.Errorf("variants.txt: %c folded %s, want %s", r, a, b)
			}
		}
	}
}

// Where a phrase table writes a word with a character that folding keeps
// apart, Spellings has the other way.
func TestFoldPhraseTables(t *testing.T) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/longbridgeapp/opencc").Output()
	dir := strings.TrimSpace(string(out))
	if err != nil || dir == "" {
		t.Skip("OpenCC's module is not in the module cache")
	}
	for _, table := range []string{"STPhrases", "TSPhrases", "TWVariantsRevPhrases", "HKVariantsRevPhrases"} {
		b, err := os.ReadFile(filepath.Join(dir, "dictionary", table+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(b)) {
			from, to, ok := strings.Cut(strings.TrimSpace(line), "\t")
			if !ok {
				continue
			}
			for _, to := range strings.Fields(to) {
				if !slices.Contains(Spellings(Fold(from)), Fold(to)) {
					t.Errorf("%s: %s to %s: folded %s and %s", table, from, to, Fold(from), Fold(to))
				}
			}
		}
	}
}

func TestFoldConversions(t *testing.T) {
	simplified := "为了解台湾与香港的信息安全，我们在这里对卫生、皮肤、头发、干部、干净、才能、着作、著名、" +
		"里面、后来、皇后、面条、面对、征收、特征、系统、联系、云计算、人云亦云、复杂、回复、覆盖、划船、计划、" +
		"台风、电台、只有、一只、出现峰值、群众、启动、床前、污染、泄露、叙述、脱离、悦耳、温度、税务、锐利、阅读、说明。"
	traditional := "為瞭解臺灣與香港的資訊安全，我們在這裡對衛生、皮膚、頭髮、幹部、乾淨、才能、著作、著名、" +
		"裏面、後來、皇后、麵條、面對、徵收、特徵、系統、聯繫、雲端運算、複雜、回覆、覆蓋、颱風、電臺、一隻、峯值、羣眾、啟動。"
	for _, conv := range []struct{ name, text string }{
		{"s2t", simplified},
		{"s2tw", simplified},
		{"s2hk", simplified},
		{"t2s", traditional},
		{"tw2s", traditional},
		{"hk2s", traditional},
		{"t2tw", traditional},
		{"t2hk", traditional},
	} {
		t.Run(conv.name, func(t *testing.T) {
			cc, err := opencc.New(conv.name)
			if err != nil {
				t.Fatal(err)
			}
			got, err := cc.Convert(conv.text)
			if err != nil {
				t.Fatal(err)
			}
			if a, b := Fold(conv.text), Fold(got); a != b {
				ra, rb := []rune(a), []rune(b)
				for i := range min(len(ra), len(rb)) {
					if ra[i] != rb[i] {
						t.Errorf("%c and %c", ra[i], rb[i])
					}
				}
				t.Errorf("folded\n%s\nand converted\n%s", a, b)
			}
		})
	}
}

func TestFoldKeepsApart(t *testing.T) {
	for _, p := range []string{
		"画划", "炼链", "他她", "在再", "做作", "的地", "已己", "未末", "人入", "坐座",
		// Unihan calls these variants, but both are common characters or names.
		"万卍", "零〇", "笑咲", "哲喆", "坤堃", "村邨", "彬斌", "奔犇", "欣忻", "佑祐", "熔镕", "剪翦", "敦惇",
		"和龢", "曜耀", "崎碕", "芸艺", "弁辨", "予豫", "陜陕", "榎槚", "圕图", "菑灾", "帐账", "荧萤",
	} {
		r, size := utf8.DecodeRuneInString(p)
		if Fold(string(r)) == Fold(p[size:]) {
			t.Errorf("%s fold to one", p)
		}
	}
}
