package suggest

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Keys of the dictionary begin with the way in which what follows is typed.
const (
	keyText     = 't' // match text without white space and signs
	keyPinyin   = 'p' // letters of pinyin; digits are left out
	keyInitials = 'i'
)

// Longest keys, in bytes after the first. What is typed beyond them is
// compared with the text itself.
const (
	maxTextKey     = 24
	maxPinyinKey   = 16
	maxInitialsKey = 8
	maxSpellings   = 16 // pinyin of one text from its start
	innerSpellings = 4  // and from an inner word on
)

func cut(s string, n int) string { return s[:min(len(s), n)] }

// textKey of cells; bytes are cut, not characters, as those of a query are.
func textKey(cells []cell) string {
	var b strings.Builder
	for i := 0; i < len(cells) && b.Len() < maxTextKey; i++ {
		b.WriteRune(cells[i].r)
	}
	return cut(b.String(), maxTextKey)
}

// pinyinKeys are the ways to spell cells by readings; none without Chinese.
func pinyinKeys(cells []cell, most int) []string {
	if !slices.ContainsFunc(cells, func(c cell) bool { return c.readings != nil }) {
		return nil
	}
	return spell(cells, maxPinyinKey, most, func(r string) string { return r })
}

// initialsKeys are the ways to spell cells by initials, for two and more
// characters.
func initialsKeys(cells []cell) []string {
	chinese := 0
	for _, c := range cells {
		if c.readings != nil {
			chinese++
		}
	}
	if chinese < 2 {
		return nil
	}
	return spell(cells, maxInitialsKey, maxSpellings, func(r string) string { return r[:1] })
}

// spelling is a text as it can be typed, and how unusual its readings are.
type spelling struct {
	text string
	cost int
}

// spell joins what each cell can be typed as, up to length bytes. Of more than
// most spellings those with the usual readings are taken.
func spell(cells []cell, length, most int, form func(string) string) []string {
	open, done := []spelling{{}}, []spelling(nil)
	for _, c := range cells {
		options := optionsOf(c, form)
		if len(options) == 0 {
			continue
		}
		var next []spelling
		for _, head := range open {
			for i, o := range options {
				s := spelling{head.text + o, head.cost + i}
				if len(s.text) >= length {
					s.text = s.text[:length]
					done = appendSpelling(done, s)
				} else {
					next = appendSpelling(next, s)
				}
			}
		}
		if open = usual(next, most); len(open) == 0 {
			break
		}
	}
	var out []string
	for _, s := range usual(append(done, open...), most) {
		if s.text != "" {
			out = append(out, s.text)
		}
	}
	return out
}

// optionsOf are the ways to type a cell; none for a digit, which may be a tone.
func optionsOf(c cell, form func(string) string) []string {
	if c.readings == nil {
		if c.r >= '0' && c.r <= '9' {
			return nil
		}
		return []string{string(c.r)}
	}
	var options []string
	for _, s := range syllables(c.readings) {
		if f := form(s); !slices.Contains(options, f) {
			options = append(options, f)
		}
	}
	return options
}

func appendSpelling(list []spelling, s spelling) []spelling {
	i := slices.IndexFunc(list, func(o spelling) bool { return o.text == s.text })
	if i < 0 {
		return append(list, s)
	}
	list[i].cost = min(list[i].cost, s.cost)
	return list
}

func usual(list []spelling, most int) []spelling {
	slices.SortStableFunc(list, func(a, b spelling) int { return cmp.Compare(a.cost, b.cost) })
	return list[:min(len(list), most)]
}

// typedForms are what was typed as pinyin: zhuyin is turned into it, and of
// Chinese characters in it the usual readings are taken. Empty when nothing in
// it can be pinyin.
func typedForms(text string) []string {
	if !strings.ContainsFunc(text, func(r rune) bool { return r >= 'a' && r <= 'z' || isZhuyin(r) }) {
		return nil
	}
	return fromZhuyin(text)
}

// lookups are the keys under which texts that begin with a form of typedForms
// stand.
func lookups(form string) []string {
	var cells []cell
	for _, r := range form {
		if c := (cell{r: r}); r < utf8.RuneSelf {
			cells = append(cells, c)
		} else {
			c.readings = readings(r)
			cells = append(cells, c)
		}
	}
	return spell(cells, maxPinyinKey, maxSpellings, func(r string) string { return r })
}
