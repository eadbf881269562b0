package works

import (
	"iter"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"wensou/analysis"
)

// maxTitle bounds what is read of a title, in bytes. A longer one is a note
// that could not be divided.
const maxTitle = 1000

// title is what must agree between two mentions of a title.
type title struct {
	key     string // letters and digits of the canonical match text, numerals as digits
	main    string // the same up to the colon; "" without one
	serials string // what tells parts of a series apart, in order
	han     bool
	length  int // of key, in characters
}

func titleOf(s string) title {
	if len(s) > maxTitle {
		s = strings.ToValidUTF8(s[:maxTitle], "")
	}
	folded := analysis.Canonical(analysis.Fold(s))
	t := title{key: letters(numbered(folded))}
	if i := strings.IndexAny(folded, ":"); i > 0 {
		if m := letters(numbered(folded[:i])); m != t.key {
			t.main = m
		}
	}
	t.length = utf8.RuneCountInString(t.key)
	t.han = isHan(t.key)
	t.serials = serialsOf(folded)
	return t
}

// letters keeps letters and digits, without an article at the start.
func letters(folded string) string {
	for _, article := range []string{"the ", "a ", "an "} {
		if rest, ok := strings.CutPrefix(folded, article); ok && rest != "" {
			folded = rest
			break
		}
	}
	folded = strings.ReplaceAll(folded, "&", "and")
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, folded)
}

// isHan says that a text is mostly Chinese characters: they carry more each.
func isHan(s string) bool {
	han, all := 0, 0
	for _, r := range s {
		all++
		if unicode.Is(unicode.Han, r) {
			han++
		}
	}
	return 2*han > all
}

var (
	hanOrdinal = regexp.MustCompile(`第([零〇一二三四五六七八九十百]+)`)
	partWords  = strings.Fields("vol volume volumes part parts book pt no number issue phase stage round chapter session edition")
)

// numbered writes numerals as digits where they are numbers beyond doubt: after
// 第, Roman ones, and words behind vol. or part.
func numbered(folded string) string {
	folded = hanOrdinal.ReplaceAllStringFunc(folded, func(m string) string {
		if n := hanNumber(strings.TrimPrefix(m, "第")); n > 0 {
			return "第" + strconv.Itoa(n)
		}
		return m
	})
	var b strings.Builder
	before, at := "", 0
	for start, end := range asciiWords(folded) {
		w := folded[start:end]
		behind := slices.Contains(partWords, before)
		before = w
		number := ""
		if n := roman(w); n > 0 && (behind || len(w) > 1) {
			number = strconv.Itoa(n)
		} else if n := slices.Index(cardinals, w); n >= 0 && behind {
			number = strconv.Itoa(n + 1)
		} else if w[0] == '0' {
			number = strings.TrimLeft(w[:len(w)-1], "0") + w[len(w)-1:]
		}
		if number != "" {
			b.WriteString(folded[at:start] + number)
			at = end
		}
	}
	if at == 0 { // as it is, in most titles
		return folded
	}
	return b.String() + folded[at:]
}

// asciiWords yields where each run of letters a to z, or of digits, begins and
// ends.
func asciiWords(s string) iter.Seq2[int, int] {
	kind := func(c byte) int {
		switch {
		case 'a' <= c && c <= 'z':
			return 1
		case isDigit(c):
			return 2
		}
		return 0
	}
	return func(yield func(int, int) bool) {
		for i := 0; i < len(s); {
			k, end := kind(s[i]), i+1
			for k > 0 && end < len(s) && kind(s[end]) == k {
				end++
			}
			if k > 0 && !yield(i, end) {
				return
			}
			i = end
		}
	}
}

var (
	cardinals = strings.Fields("one two three four five six seven eight nine ten eleven twelve")
	// serialWords tell two things of one series apart as numbers do.
	serialWords = append(strings.Fields("first second third fourth fifth sixth seventh eighth ninth tenth last "+
		"old new early late upper lower north south east west northern southern eastern western spring summer autumn fall winter "+
		"pre post anti pro non january february march april may june july august september october november december"), cardinals...)
	isSerial    = setOf(serialWords)
	serialRunes = "零〇一二三四五六七八九十百千甲乙丙丁戊己庚辛壬癸上中下前后续初再东西南北左右内外新旧古今春夏秋冬大小正反是否男女"
)

func setOf(words []string) map[string]bool {
	set := make(map[string]bool, len(words))
	for _, w := range words {
		set[w] = true
	}
	return set
}

// serialsOf is the numbers, numerals and words of a title that tell parts of a
// series apart: where they differ, two titles are two however alike they are.
func serialsOf(folded string) string {
	var b strings.Builder
	text := numbered(folded)
	at := 0
	han := func(until int) {
		for _, r := range text[at:until] {
			if r >= utf8.RuneSelf && strings.ContainsRune(serialRunes, r) {
				b.WriteRune(r)
			}
		}
	}
	for start, end := range asciiWords(text) {
		han(start)
		at = end
		if w := text[start:end]; isDigit(w[0]) || isSerial[w] {
			b.WriteString(w + " ")
		}
	}
	han(len(text))
	return b.String()
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// hanNumber reads a Chinese numeral below 1,000; 0 when it is none.
func hanNumber(s string) int {
	total, digit := 0, 0
	for _, r := range s {
		switch {
		case r == '百':
			total, digit = total+100*max(1, digit), 0
		case r == '十':
			total, digit = total+10*max(1, digit), 0
		default:
			n := strings.IndexRune("零一二三四五六七八九", r)
			if n < 0 && r != '〇' {
				return 0
			}
			digit = 10*digit + max(0, n)/len("零")
			if digit > 9999 {
				return 0
			}
		}
	}
	return total + digit
}

// roman reads a Roman numeral up to 39; 0 when it is none.
func roman(w string) int {
	if len(w) > 7 || strings.Trim(w, "ivx") != "" {
		return 0
	}
	total := 0
	value := map[byte]int{'i': 1, 'v': 5, 'x': 10}
	for i := range len(w) {
		v := value[w[i]]
		if i+1 < len(w) && value[w[i+1]] > v {
			v = -v
		}
		total += v
	}
	if total < 1 || total > 39 || romanOf(total) != w {
		return 0
	}
	return total
}

func romanOf(n int) string {
	units := []string{"", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"}
	return strings.Repeat("x", n/10) + units[n%10]
}

// weight is the length of a title in Latin letters: a Chinese character says
// as much as two.
func (t title) weight() int {
	if t.han {
		return 2 * t.length
	}
	return t.length
}

// tolerance is how many characters of a title may be misspelt.
func (t title) tolerance() int {
	switch n := t.weight(); {
	case n < 14:
		return 0
	case n < 28:
		return 1
	case n < 56:
		return 2
	}
	return 3
}

// like says that two titles are one but for small slips.
func (t title) like(o title) bool {
	if t.key == o.key {
		return true
	}
	if t.serials != o.serials || t.han != o.han {
		return false
	}
	k := min(t.tolerance(), o.tolerance())
	return k > 0 && within(t.key, o.key, k)
}

// shortened says that one title is the other without its subtitle.
func (t title) shortened(o title) bool {
	return t.key != "" && (t.main == o.key || o.main == t.key) && o.key != ""
}

// within says that at most k characters have to be put in, taken out or
// exchanged to make a to b (Ukkonen's band, Levenshtein distance).
func within(a, b string, k int) bool {
	x, y := []rune(a), []rune(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(y)-len(x) > k {
		return false
	}
	for len(x) > 0 && x[0] == y[0] {
		x, y = x[1:], y[1:]
	}
	for len(x) > 0 && x[len(x)-1] == y[len(y)-1] {
		x, y = x[:len(x)-1], y[:len(y)-1]
	}
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal, least := row[0], i+1
		row[0] = i + 1
		// Cells outside the band only grow: they are looked at as they are.
		for j := max(0, i-k); j < min(len(y), i+k+1); j++ {
			cost := diagonal
			if x[i] != y[j] {
				cost++
			}
			up := row[j+1] + 1
			if j == i+k {
				up = k + 1
			}
			left := row[j] + 1
			if j == max(0, i-k) && j > 0 {
				left = k + 1
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, up, left)
			least = min(least, row[j+1])
		}
		if least > k {
			return false
		}
	}
	return row[len(y)] <= k
}
