package suggest

import (
	"slices"
	"strings"
)

// Zhuyin writes a syllable as an initial, a medial and a final. Pinyin has the
// same initials; what it writes for the rest depends on whether one stands
// before it.
var initials = []struct{ zhuyin, pinyin string }{
	{"ㄅ", "b"},
	{"ㄆ", "p"},
	{"ㄇ", "m"},
	{"ㄈ", "f"},
	{"ㄉ", "d"},
	{"ㄊ", "t"},
	{"ㄋ", "n"},
	{"ㄌ", "l"},
	{"ㄍ", "g"},
	{"ㄎ", "k"},
	{"ㄏ", "h"},
	{"ㄐ", "j"},
	{"ㄑ", "q"},
	{"ㄒ", "x"},
	{"ㄓ", "zh"},
	{"ㄔ", "ch"},
	{"ㄕ", "sh"},
	{"ㄖ", "r"},
	{"ㄗ", "z"},
	{"ㄘ", "c"},
	{"ㄙ", "s"},
	{"", ""},
}

// rests are medial and final, with what pinyin writes after an initial and
// without one, and the initials they stand after (0 for none).
var rests = []struct{ zhuyin, after, alone, initials string }{
	{"", "i", "", "ㄓㄔㄕㄖㄗㄘㄙ"},
	{"ㄚ", "a", "a", "0ㄅㄆㄇㄈㄉㄊㄋㄌㄍㄎㄏㄓㄔㄕㄗㄘㄙ"},
	{"ㄛ", "o", "o", "0ㄅㄆㄇㄈㄌ"},
	{"ㄜ", "e", "e", "0ㄇㄉㄊㄋㄌㄍㄎㄏㄓㄔㄕㄖㄗㄘㄙ"},
	{"ㄝ", "e", "e", "0"},
	{"ㄞ", "ai", "ai", "0ㄅㄆㄇㄉㄊㄋㄌㄍㄎㄏㄓㄔㄕㄗㄘㄙ"},
	{"ㄟ", "ei", "ei", "0ㄅㄆㄇㄈㄉㄊㄋㄌㄍㄎㄏㄓㄕㄗㄘ"},
	{"ㄠ", "ao", "ao", "0ㄅㄆㄇㄉㄊㄋㄌㄍㄎㄏㄓㄔㄕㄖㄗㄘㄙ"},
	{"ㄡ", "ou", "ou", "0ㄆㄇㄈㄉㄊㄋㄌㄍㄎㄏㄓㄔㄕㄖㄗㄘㄙ"},
	{"ㄢ", "an", "an", "0ㄅㄆㄇㄈㄉㄊㄋㄌㄍㄎㄏㄓㄔㄕㄖㄗㄘㄙ"},
	{"ㄣ", "en", "en", "0ㄅㄆㄇㄈㄉㄋㄍㄎㄏㄓㄔㄕㄖㄗㄘㄙ"},
	{"ㄤ", "ang", "ang", "0ㄅㄆㄇㄈㄉㄊㄋㄌㄍㄎㄏㄓㄔㄕㄖㄗㄘㄙ"},
	{"ㄥ", "eng", "eng", "0ㄅㄆㄇㄈㄉㄊㄋㄌㄍㄎㄏㄓㄔㄕㄖㄗㄘㄙ"},
	{"ㄦ", "er", "er", "0"},
	{"ㄧ", "i", "yi", "0ㄅㄆㄇㄉㄊㄋㄌㄐㄑㄒ"},
	{"ㄧㄚ", "ia", "ya", "0ㄉㄋㄌㄐㄑㄒ"},
	{"ㄧㄛ", "io", "yo", "0"},
	{"ㄧㄝ", "ie", "ye", "0ㄅㄆㄇㄉㄊㄋㄌㄐㄑㄒ"},

	{"ㄧㄠ", "iao", "yao", "0ㄅㄆㄇㄉㄊㄋㄌㄐㄑㄒ"},
	{"ㄧㄡ", "iu", "you", "0ㄇㄉㄋㄌㄐㄑㄒ"},
	{"ㄧㄢ", "ian", "yan", "0ㄅㄆㄇㄉㄊㄋㄌㄐㄑㄒ"},
	{"ㄧㄣ", "in", "yin", "0ㄅㄆㄇㄋㄌㄐㄑㄒ"},
	{"ㄧㄤ", "iang", "yang", "0ㄋㄌㄐㄑㄒ"},
	{"ㄧㄥ", "ing", "ying", "0ㄅㄆㄇㄉㄊㄋㄌㄐㄑㄒ"},
	{"ㄨ", "u", "wu", "0ㄅㄆㄇㄈㄉㄊㄋㄌㄍㄎㄏㄓㄔㄕㄖㄗㄘㄙ"},
	{"ㄨㄚ", "ua", "wa", "0ㄍㄎㄏㄓㄔㄕㄖ"},
	{"ㄨㄛ", "uo", "wo", "0ㄉㄊㄋㄌㄍㄎㄏㄓㄔㄕㄖㄗㄘㄙ"},
	{"ㄨㄞ", "uai", "wai", "0ㄍㄎㄏㄓㄔㄕ"},
	{"ㄨㄟ", "ui", "wei", "0ㄉㄊㄍㄎㄏㄓㄔㄕㄖㄗㄘㄙ"},
	{"ㄨㄢ", "uan", "wan", "0ㄉㄊㄋㄌㄍㄎㄏㄓㄔㄕㄖㄗㄘㄙ"},
	{"ㄨㄣ", "un", "wen", "0ㄉㄊㄋㄌㄍㄎㄏㄓㄔㄕㄖㄗㄘㄙ"},
	{"ㄨㄤ", "uang", "wang", "0ㄍㄎㄏㄓㄔㄕ"},
	{"ㄨㄥ", "ong", "weng", "0ㄉㄊㄋㄌㄍㄎㄏㄓㄔㄖㄗㄘㄙ"},
	{"ㄩ", "v", "yu", "0ㄋㄌㄐㄑㄒ"},
	{"ㄩㄝ", "ve", "yue", "0ㄋㄌㄐㄑㄒ"},
	{"ㄩㄢ", "van", "yuan", "0ㄐㄑㄒ"},
	{"ㄩㄣ", "vn", "yun", "0ㄐㄑㄒ"},
	{"ㄩㄥ", "iong", "yong", "0ㄐㄑㄒ"},
}

// zhuyinSyllables are all syllables of zhuyin with their pinyin.
var zhuyinSyllables = func() map[string]string {
	m := map[string]string{}
	for _, i := range initials {
		for _, r := range rests {
			switch {
			case i.zhuyin == "" && r.alone != "" && strings.Contains(r.initials, "0"):
				m[r.zhuyin] = r.alone
			case i.zhuyin != "" && strings.Contains(r.initials, i.zhuyin):
				after := r.after
				if strings.Contains("ㄐㄑㄒ", i.zhuyin) { // they stand before ü only, and its dots are left out
					after = strings.Replace(after, "v", "u", 1)
				}
				m[i.zhuyin+r.zhuyin] = i.pinyin + after
			}
		}
	}
	return m
}()

// tones of zhuyin. The first is usually not written, and the neutral one may
// stand before its syllable: it is passed over.
var tones = map[rune]string{'ˉ': "1", 'ˊ': "2", 'ˇ': "3", 'ˋ': "4", '˙': "-"}

func isZhuyin(r rune) bool { return r >= 'ㄅ' && r <= 'ㄩ' || tones[r] != "" }

// maxForms bounds the ways in which what was typed is read.
const maxForms = 24

// fromZhuyin writes text with zhuyin in it as pinyin, with digits for tones
// that are written. Syllables are as long as they can be. One that is still
// being typed at the end may become several: ㄍㄨ is gu, or will be gong. They
// are all returned, without those that others are the beginning of.
func fromZhuyin(text string) []string {
	var b strings.Builder
	rest := []rune(text)
	for len(rest) > 0 {
		if !isZhuyin(rest[0]) {
			b.WriteRune(rest[0])
			rest = rest[1:]
			continue
		}
		if t := tones[rest[0]]; t != "" {
			b.WriteString(strings.Trim(t, "-"))
			rest = rest[1:]
			continue
		}
		n, pinyin := longestSyllable(rest)
		if n == len(rest) || n == 0 && onlyZhuyin(rest) {
			return begun(b.String(), string(rest))
		}
		if n == 0 { // no syllable: its first sign will do
			n, pinyin = 1, beginning(string(rest[:1]))
		}
		b.WriteString(pinyin)
		rest = rest[n:]
	}
	return []string{b.String()}
}

func onlyZhuyin(rest []rune) bool {
	return len(rest) <= 3 && !slices.ContainsFunc(rest, func(r rune) bool { return !isZhuyin(r) || tones[r] != "" })
}

// longestSyllable is how many signs at the front are a syllable, and its pinyin.
func longestSyllable(rest []rune) (int, string) {
	for n := min(3, len(rest)); n > 0; n-- {
		if p, ok := zhuyinSyllables[string(rest[:n])]; ok {
			return n, p
		}
	}
	return 0, ""
}

// begun are the pinyin of all syllables that begin with part, after head.
func begun(head, part string) []string {
	var all []string
	for z, p := range zhuyinSyllables {
		if strings.HasPrefix(z, part) {
			all = append(all, p)
		}
	}
	if len(all) == 0 {
		return []string{head + beginning(part)}
	}
	slices.Sort(all)
	var out []string
	for _, p := range all {
		if len(out) == 0 || !strings.HasPrefix(p, out[len(out)-1]) {
			out = append(out, p)
		}
	}
	for i := range out {
		out[i] = head + out[i]
	}
	return out[:min(len(out), maxForms)]
}

// beginning is how pinyin begins what begins with these signs.
func beginning(part string) string {
	var b strings.Builder
	for _, r := range part {
		for _, i := range initials {
			if i.zhuyin == string(r) {
				b.WriteString(i.pinyin)
			}
		}
	}
	return b.String()
}
