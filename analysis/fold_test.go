package analysis

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"empty", "", ""},
		{"ascii", "Hello World", "hello world"},
		{"traditional", "臺灣積體電路製造", "台湾积体电路制造"},
		{"simplified", "台湾积体电路制造", "台湾积体电路制造"},
		{"hong kong forms", "裏面説啟動衞生羣眾", "里面说启动卫生群众"},
		{"taiwan forms", "裡面說啟動衛生群眾", "里面说启动卫生群众"},
		{"opencc forms", "裏面說啓動衛生羣衆", "里面说启动卫生群众"},
		{"variants", "峯峰麪麵面著着牀床", "峰峰面面面着着床床"},
		{"old print", "甎瓦，盌筷，倏怱，覓覔，瓶缾，災烖，婬慾，鞵襪，攷古", "砖瓦,碗筷,倏匆,觅觅,瓶瓶,灾灾,淫欲,鞋袜,考古"},
		{"shinjitai", "東京都庁，図書館，戦争，沢，芸術", "东京都厅,图书馆,战争,泽,芸术"},
		{"radical supplement", "⻲⻯⻭⺜㇐", "龟龙齿日一"},
		{"full width", "ＧＰＴ－４，（２０２５）", "gpt-4,(2025)"},
		{"compatibility ideograph", "\uF9D1\uFA0C", "六兀"},
		{"kangxi radical", "⼈⼝", "人口"},
		{"radical from pdf", "⻓⺠", "长民"},
		{"ligature", "ﬁne ㍿ ㎏", "fine株式会社kg"},
		{"decomposed", "Cafe\u0301", "café"},
		{"mark after an invisible", "e\u200B\u0301", "é"},
		{"mark after vanishing space", "か \u3099", "が"},
		{"jamo over space", "\u1112\u1161 \u11AB", "한"},
		{"quotes", "“a”‘b’", "\"a\"'b'"},
		{"dashes", "a—b–c‐d−e", "a-b-c-d-e"},
		{"middle dots", "贝·奥‧巴・马･卡•尔", "贝·奥·巴·马·卡·尔"},
		{"superscript", "m²", "m2"},
		{"invisible", "网\u200B络\uFEFF安\u00AD全\uFE0F", "网络安全"},
		{"nul and controls", "网\x00络\x01安\x7F全", "网络安全"},
		{"invalid", "网\xff\xfe络\xe7", "网\uFFFD\uFFFD络\uFFFD"},
		{"line break in han", "人工\n 　智能", "人工智能"},
		{"line break in latin", "machine\r\n\t learning", "machine learning"},
		{"space beside han", " 使用 Go 语言 ", "使用go语言"},
		{"space beside punctuation", "a , b", "a,b"},
		{"no-break space", "a\u00A0b\u3000c", "a b c"},
		{"zero as circle", "二○二五年", "二〇二五年"},
		{"dotted capital i", "İ", "i"},
		{"supplementary han", "𠮷野家𫝈", Fold("𠮷野家㑮")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Fold(tt.in); got != tt.want {
				t.Errorf("Fold(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

// TestFoldEveryRune looks at each rune by itself, after a letter and before one.
func TestFoldEveryRune(t *testing.T) {
	for r := rune(0); r <= utf8.MaxRune; r++ {
		if r > 0x32400 && r < 0xE0000 || r > 0xE0200 && r < 0x10FFF0 {
			continue
		}
		for _, s := range []string{string(r), "a" + string(r) + "中", "か " + string(r) + " =" + string(r)} {
			checkFold(t, s)
		}
		if t.Failed() {
			t.Fatalf("at %U", r)
		}
	}
}

func TestOriginal(t *testing.T) {
	for _, tt := range []struct{ name, in, part, want string }{
		{"plain", "使用网络数据", "网络", "网络"},
		{"traditional", "使用網路資料", "网路", "網路"},
		{"over a line break", "人工\n　智能", "人工智能", "人工\n　智能"},
		{"decomposed", "un cafe\u0301 noir", "café", "cafe\u0301"},
		{"one rune to many", "重㎏量", "g", "㎏"},
		{"equally long by chance", "等…等", ".", "…"},
		{"longer", "Ⱥb", "b", "b"},
		{"invalid", "a\xff\xfeb", "b", "b"},
		{"invisible inside", "网\u200B络", "网络", "网\u200B络"},
		{"invisible beside", "\u200B网络\u200B", "网络", "网络"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := FoldOffsets(tt.in)
			at := strings.Index(f.Text, tt.part)
			if at < 0 {
				t.Fatalf("%q is not in %q", tt.part, f.Text)
			}
			start, end := f.Original(at, at+len(tt.part))
			if got := tt.in[start:end]; got != tt.want {
				t.Errorf("original of %q in %q is %q, want %q", tt.part, tt.in, got, tt.want)
			}
		})
	}
	if s, e := (Folded{}).Original(-3, 9); s != 0 || e != 0 {
		t.Errorf("zero Folded: Original = %d, %d, want 0, 0", s, e)
	}
}

type reporter interface {
	Helper()
	Errorf(format string, args ...any)
}

// checkFold checks all that holds for any text.
func checkFold(t reporter, text string) {
	t.Helper()
	folded := Fold(text)
	if !utf8.ValidString(folded) {
		t.Errorf("Fold(%q) = %q is not valid UTF-8", text, folded)
	}
	if again := Fold(folded); again != folded {
		t.Errorf("Fold(%q) = %q, folded again %q", text, folded, again)
	}
	f := FoldOffsets(text)
	if f.Text != folded {
		t.Errorf("FoldOffsets(%q).Text = %q, Fold gives %q", text, f.Text, folded)
	}
	checkSpans(t, f, text)
	valid := utf8.ValidString(text)
	lastStart, lastEnd := 0, 0
	for i, r := range f.Text {
		start, end := f.Original(i, i+utf8.RuneLen(r))
		if start < 0 || end > len(text) || start >= end {
			t.Errorf("%q: rune %d of %q comes from [%d, %d)", text, i, f.Text, start, end)
			continue
		}
		if start < lastStart || end < lastEnd {
			t.Errorf("%q: source [%d, %d) after [%d, %d)", text, start, end, lastStart, lastEnd)
		}
		if valid && !utf8.ValidString(text[start:end]) {
			t.Errorf("%q: source [%d, %d) of %q is not on rune boundaries", text, start, end, string(r))
		}
		lastStart, lastEnd = start, end
	}
}

func checkSpans(t reporter, f Folded, text string) {
	t.Helper()
	at := int32(0)
	for _, s := range f.spans {
		if s.at != at || s.end <= s.at || s.from < 0 || int(s.upTo) > len(text) {
			t.Errorf("%q: spans %v do not cover %q", text, f.spans, f.Text)
			return
		}
		at = s.end
	}
	if int(at) != len(f.Text) {
		t.Errorf("%q: spans %v do not cover %q", text, f.spans, f.Text)
	}
}

// alphabet holds what makes folding and tokenising hard.
var alphabet = []string{
	"中", "華", "民", "國", "网", "網", "络", "路", "人", "工", "智", "慧", "能", "著", "裡", "〇", "々",
	"𠮷", "\uF9D1", "か", "が", "\u3099", "ー", "ア", "ｱ", "ﾞ", "한", "\u1112", "\u1161", "\u11AB",
	"a", "B", "c", "U", "S", "1", "2", "9", "é", "e", "\u0301", "\u0308", "\u0323", "ß", "İ", "ﬁ", "½", "㎏", "¨",
	".", "-", "/", ":", "'", "’", "&", "+", "#", "%", ",", "，", "。", "_", "“", "—", "…", "=", "\u0338",
	" ", "\n", "\u3000", "\u00A0", "\u200B", "\uFEFF", "\u00AD", "\x00", "\xff", "\xe4\xb8", "\uFFFD", "😀",
}

func anyText() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		if rapid.IntRange(0, 4).Draw(t, "kind") == 0 {
			return rapid.String().Draw(t, "text")
		}
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(alphabet), 0, 24).Draw(t, "parts"), "")
	})
}

func TestFoldProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkFold(t, anyText().Draw(t, "text")) })
}

func TestFoldHostile(t *testing.T) {
	for name, s := range map[string]string{
		"marks":        "a" + strings.Repeat("\u0301", 20000),
		"mixed marks":  "a" + strings.Repeat("\u0301\u0323", 10000),
		"jamo":         strings.Repeat("\u1161", 20000),
		"voiced marks": "か" + strings.Repeat(" \u3099", 20000),
		"spaces":       strings.Repeat(" ", 100000) + "a",
		"invalid":      strings.Repeat("\xff", 20000),
	} {
		t.Run(name, func(t *testing.T) { checkFold(t, s) })
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"", "臺灣 GPT-4", "e\u0301\u200B\u0323", "か ゙", "\xff\xe4\xb8", "½…㎏"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkFold(t, s) })
}
