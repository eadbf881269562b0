// Package language finds the language of a text and, for Chinese, the script
// and the region whose words it uses.
package language

import (
	"strings"
	"unicode"
)

const (
	sampleBytes = 64 << 10 // what is looked at: the language shows early
	wordCap     = 3        // a word often repeated is the topic, not more evidence
)

// Detect returns a BCP 47 tag: "zh-TW", "zh-HK", "zh-CN" by characters and
// words ("zh-TW" for Traditional text without other evidence), "zh" when no
// character tells the script, "ja", "ko", "en", and "und" for what it can't
// tell. It looks at the first 64 KB.
func Detect(text string) string {
	if len(text) > sampleBytes {
		text = strings.ToValidUTF8(text[:sampleBytes], "")
	}
	c := count(text)
	cjk := c.han + c.kana + c.hangul
	switch {
	case cjk == 0 && c.latin == 0:
		return "und"
	case cjk*4 < c.latin/5: // a few quoted names do not make a text Chinese
		return latin(text)
	case c.hangul*3 > cjk:
		return "ko"
	case c.kana*12 > cjk && c.kana > 2:
		return "ja"
	}
	return chinese(text, c)
}

type counts struct{ han, kana, hangul, latin, simplified, traditional int }

var script = func() map[rune]bool { // true: Traditional
	m := make(map[rune]bool, 2048)
	for _, r := range simplifiedOnly {
		m[r] = false
	}
	for _, r := range traditionalOnly {
		m[r] = true
	}
	return m
}()

func count(text string) counts {
	var c counts
	for _, r := range text {
		switch {
		case r < 0x80:
			if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
				c.latin++
			}
		case unicode.Is(unicode.Han, r):
			c.han++
			if t, ok := script[r]; ok && t {
				c.traditional++
			} else if ok {
				c.simplified++
			}
		case r >= 0x3041 && r <= 0x30fa || r >= 0xff66 && r <= 0xff9d:
			c.kana++
		case unicode.Is(unicode.Hangul, r):
			c.hangul++
		case unicode.Is(unicode.Latin, r):
			c.latin++
		}
	}
	return c
}

func chinese(text string, c counts) string {
	switch {
	case c.simplified == 0 && c.traditional == 0:
		if region := region(text); region != 0 {
			return regionTag(region)
		}
		return "zh"
	case c.simplified > c.traditional:
		return "zh-CN"
	}
	return regionTag(region(text))
}

func regionTag(score int) string {
	if score < 0 {
		return "zh-HK"
	}
	return "zh-TW"
}

// region weighs Taiwan's words (positive) against Hong Kong's (negative).
func region(text string) int {
	score := 0
	for _, list := range []struct {
		words  []string
		weight int
	}{{taiwanStrong, 3}, {taiwanWeak, 1}, {hongKongStrong, -3}, {hongKongWeak, -1}} {
		for _, w := range list.words {
			score += list.weight * min(strings.Count(text, w), wordCap)
		}
	}
	return score
}

var stopWords = map[string]string{
	"the": "en", "and": "en", "of": "en", "is": "en", "that": "en", "with": "en", "this": "en", "for": "en", "are": "en", "was": "en",
	"der": "de", "die": "de", "und": "de", "das": "de", "ist": "de", "nicht": "de", "ein": "de", "mit": "de", "auf": "de", "zu": "de",
	"le": "fr", "les": "fr", "des": "fr", "et": "fr", "une": "fr", "est": "fr", "dans": "fr", "que": "fr", "pour": "fr", "du": "fr",
	"el": "es", "los": "es", "las": "es", "y": "es", "en": "es", "una": "es", "por": "es", "con": "es", "para": "es", "del": "es",
}

// latin tells languages in Latin letters by their commonest words.
func latin(text string) string {
	found := map[string]int{}
	words := 0
	for w := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
		words++
		if l := stopWords[w]; l != "" {
			found[l]++
		}
	}
	best := "und"
	for _, l := range []string{"en", "de", "fr", "es"} {
		if found[l] > found[best] {
			best = l
		}
	}
	if best == "und" && words > 0 && found["en"] == 0 && !strings.ContainsFunc(text, func(r rune) bool { return r > 0x7f && unicode.IsLetter(r) }) {
		return "en" // names, titles and code without a stop word
	}
	return best
}
