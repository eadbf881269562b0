package suggest

import (
	"slices"
	"strings"
	"testing"

	"github.com/mozillazg/go-pinyin"
)

func TestKeys(t *testing.T) {
	tests := []struct {
		name, text       string
		pinyin, initials []string // among the keys
		without          []string // not among them
	}{
		{"usual", "人工智慧", []string{"rengongzhihui"}, []string{"rgzh"}, nil},
		{"the other script", "人工智能治理", []string{"rengongzhinengzh"}, []string{"rgznzl"}, nil},
		{"several readings", "重慶", []string{"chongqing", "zhongqing"}, []string{"cq", "zq"}, nil},
		{"bank and walk", "銀行", []string{"yinhang", "yinxing"}, []string{"yh", "yx"}, nil},
		{"ü is v", "女權", []string{"nvquan"}, []string{"nq"}, nil},
		{"letters among characters", "AI治理", []string{"aizhili"}, []string{"aizl"}, nil},
		{"digits may be tones", "2025年報", []string{"nianbao"}, []string{"nb"}, []string{"2025nianbao"}},
		{"signs are not typed", "資料・共享", []string{"ziliaogongxiang"}, []string{"zlgx"}, nil},
		{"letters only", "GPT-4", nil, nil, nil},
		{"one character has no initials", "法", []string{"fa"}, nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cells := cellsOf(tt.text)
			p, i := pinyinKeys(cells, maxSpellings), initialsKeys(cells)
			for _, want := range tt.pinyin {
				if want = cut(want, maxPinyinKey); !slices.Contains(p, want) {
					t.Errorf("pinyin %v lack %s", p, want)
				}
			}
			for _, want := range tt.initials {
				if !slices.Contains(i, want) {
					t.Errorf("initials %v lack %s", i, want)
				}
			}
			if len(tt.pinyin) == 0 && len(p) > 0 || len(tt.initials) == 0 && len(i) > 0 {
				t.Errorf("keys %v and %v of a text that has none", p, i)
			}
			for _, w := range tt.without {
				if slices.Contains(p, w) {
					t.Errorf("pinyin %v hold %s", p, w)
				}
			}
		})
	}
	if n := len(pinyinKeys(cellsOf("重行長樂重行長樂"), maxSpellings)); n > maxSpellings {
		t.Errorf("%d spellings", n)
	}
}

// TestZhuyinSyllables holds our table against every syllable of the dictionary
// of readings.
func TestZhuyinSyllables(t *testing.T) {
	of := map[string][]string{}
	for z, p := range zhuyinSyllables {
		of[p] = append(of[p], z)
	}
	// What the dictionary has and zhuyin does not write: interjections and
	// sounds of regional or old readings.
	exempt := strings.Fields("biang bong din fiao hm hng len m n ng wong")
	seen := map[string]bool{}
	for _, text := range pinyin.PinyinDict {
		for one := range strings.SplitSeq(text, ",") {
			p := plain(one).letters
			if p == "" || seen[p] {
				continue
			}
			seen[p] = true
			if len(of[p]) == 0 && !slices.Contains(exempt, p) {
				t.Errorf("%s (%s) has no zhuyin", p, one)
			}
		}
	}
	for _, p := range exempt {
		if !seen[p] || len(of[p]) > 0 {
			t.Errorf("%s needs no exemption", p)
		}
	}
	if len(seen) < 400 {
		t.Errorf("the dictionary has %d syllables", len(seen))
	}
	for p, zs := range of {
		if !seen[p] {
			t.Errorf("%v is %s, which no character is read", zs, p)
		}
	}
	for z, want := range map[string]string{
		"ㄖㄣ": "ren", "ㄍㄨㄥ": "gong", "ㄓ": "zhi", "ㄐㄩ": "ju", "ㄐㄩㄝ": "jue", "ㄑㄩㄥ": "qiong", "ㄌㄩ": "lv", "ㄌㄩㄝ": "lve", "ㄨㄥ": "weng", "ㄨㄣ": "wen",
		"ㄨㄟ": "wei", "ㄍㄨㄟ": "gui", "ㄧㄡ": "you", "ㄌㄧㄡ": "liu", "ㄩㄢ": "yuan", "ㄒㄩㄢ": "xuan", "ㄦ": "er", "ㄧㄢ": "yan", "ㄒㄩㄣ": "xun", "ㄩㄥ": "yong",
	} {
		if got := zhuyinSyllables[z]; got != want {
			t.Errorf("%s is %q, want %s", z, got, want)
		}
	}
}

func TestFromZhuyin(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []string
	}{
		{"ㄖㄣˊㄍㄨㄥ", []string{"ren2gong"}},
		{"ㄖㄣㄍㄨㄥ", []string{"rengong"}},
		{"ㄍㄨ", []string{"gong", "gu"}},
		{"ㄓˋㄌㄧˇ", []string{"zhi4li3"}},
		{"人ㄍㄨㄥ", []string{"人gong"}},
		{"ㄇㄜ˙", []string{"me"}},
		{"abc", []string{"abc"}},
		{"ㄥㄅ", []string{"engba", "engbei", "engben", "engbi", "engbo", "engbu"}},
	} {
		if got := fromZhuyin(tt.text); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.text, got, tt.want)
		}
	}
}

func TestLookAlikeTable(t *testing.T) {
	m, err := lookAlikes()
	if err != nil {
		t.Fatal(err)
	}
	if len(m) < 500 || !slices.Contains(LookAlikes('己'), '已') || !slices.Contains(LookAlikes('戌'), '戍') || !slices.Contains(LookAlikes('末'), '未') {
		t.Errorf("%d characters; 己 %c, 戌 %c, 末 %c", len(m), LookAlikes('己'), LookAlikes('戌'), LookAlikes('末'))
	}
	for _, tt := range []struct{ name, table, fault string }{
		{"one character", "# x\n己\n", "line 2"},
		{"no Han", "己已\n\n己a\n", "line 3"},
		{"twice", "己已\n己己\n", "line 2"},
		{"two scripts of one character", "風风\n", "line 1"},
		{"a group again", "己已\n已己\n", "line 2"},
		{"too many", "一二三四五六七八九\n", "line 1"},
	} {
		if _, err := parseLookAlikes(tt.table); err == nil || !strings.Contains(err.Error(), tt.fault) {
			t.Errorf("%s: error %v, want %s", tt.name, err, tt.fault)
		}
	}
}
