package bibliography

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
	"golang.org/x/text/unicode/norm"
)

// Words and syllables that a key has of a name and of a title.
const (
	keyName  = 3
	keyTitle = 2
)

// nameKeys gives each item a key in ASCII: first author, year and the beginning
// of the title, Han in pinyin. It depends on the record alone; records of one
// key are told apart by a checksum each, so no order and no selection matters
// to them.
func nameKeys(items []*item) {
	count := map[string]int{}
	for _, it := range items {
		it.key = it.baseKey()
		count[it.key]++
	}
	for _, it := range items {
		if count[it.key] > 1 {
			sum := sha256.Sum256([]byte(it.identity()))
			it.key += "-" + hex.EncodeToString(sum[:4])
		}
	}
}

func (it *item) baseKey() string {
	who := strings.Join(nameWords(it), "")
	year := ""
	if y := it.Issued.Year(); y > 0 {
		year = strconv.Itoa(y)
	}
	title := it.Title
	if title == "" {
		title = it.printed
	}
	key := who + year + strings.Join(words(title, keyTitle, true), "")
	if key == "" || key[0] >= '0' && key[0] <= '9' {
		key = "ref" + key
	}
	return key
}

// nameWords are those of the first author, editor, or what published it.
func nameWords(it *item) []string {
	for _, n := range append(append(it.Author[:len(it.Author):len(it.Author)], it.Editor...), it.Translator...) {
		name := n.Literal
		if n.Family != "" {
			name = n.Family
		}
		if w := words(name, keyName, false); len(w) > 0 {
			return w
		}
	}
	return words(it.ContainerTitle, keyName, false)
}

var skipped = map[string]bool{"a": true, "an": true, "the": true, "of": true, "and": true, "in": true, "on": true, "to": true, "for": true}

// words are the first n words of s in lower-case ASCII; a Han character counts
// as one. Small words are passed over in titles.
func words(s string, n int, title bool) []string {
	var out []string
	var word strings.Builder
	flush := func() {
		if w := word.String(); w != "" && (!title || !skipped[w]) {
			out = append(out, w)
		}
		word.Reset()
	}
	args := pinyin.NewArgs()
	for _, r := range norm.NFKD.String(s) {
		switch {
		case len(out) >= n:
			return out[:n]
		case unicode.Is(unicode.Han, r):
			flush()
			if p := pinyin.SinglePinyin(r, args); len(p) > 0 {
				word.WriteString(p[0])
			}
			flush()
		case r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			if word.Len() < 20 {
				word.WriteRune(unicode.ToLower(r))
			}
		case unicode.Is(unicode.Mn, r), r == '\'', r == '’', r == '.', unicode.IsLetter(r):
			// accents, apostrophes, stops and letters that ASCII has not
		default:
			flush()
		}
	}
	flush()
	return out[:min(n, len(out))]
}
