package citation

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Plain is s without Markdown emphasis, <url> wrappers and escapes: the text
// that a unit holds for marked-up words.
func Plain(s string) string {
	if !strings.ContainsAny(s, `*<\`) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s) && strings.IndexByte(`$*_#&%[]~`, s[i+1]) >= 0:
			b.WriteByte(s[i+1])
			i += 2
		case c == '*' && !loneStar(s, i):
			i++
		case c == '<':
			if url, end := wrappedURL(s, i); url != "" {
				b.WriteString(url)
				i = end
				continue
			}
			b.WriteByte(c)
			i++
		default:
			b.WriteByte(c)
			i++
		}
	}
	return b.String()
}

// loneStar says that the star at s[i] stands between blanks or digits, where
// it is a sign of its own and no emphasis.
func loneStar(s string, i int) bool {
	if i == 0 || i+1 >= len(s) {
		return false
	}
	a, z := s[i-1], s[i+1]
	return a == ' ' && z == ' ' || isDigit(a) && isDigit(z)
}

// maxURL bounds the search for the end of a wrapper, so that a text full of
// "<" stays linear.
const maxURL = 2048

// wrappedURL reads <url> or <<url>> at s[i]; a missing or doubled closer is
// accepted since page breaks damage them.
func wrappedURL(s string, i int) (url string, end int) {
	j := i
	for j < len(s) && j < i+2 && s[j] == '<' {
		j++
	}
	rest := s[j:min(len(s), j+maxURL)]
	if !strings.HasPrefix(rest, "http://") && !strings.HasPrefix(rest, "https://") {
		return "", i
	}
	k := strings.IndexFunc(rest, func(r rune) bool { return r == '>' || r <= ' ' || r > 0x7e })
	if k < 0 {
		return rest, j + len(rest)
	}
	url, end = rest[:k], j+k
	for end < len(s) && s[end] == '>' {
		end++
	}
	return url, end
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// isHan says that r is an ideograph.
func isHan(r rune) bool {
	if 0x4e00 <= r && r <= 0x9fff || r < 0x2e80 {
		return r >= 0x4e00
	}
	return unicode.Is(unicode.Han, r)
}

func hasHan(s string) bool { return strings.ContainsFunc(s, isHan) }

// depthAt tracks brackets; closers of one class match any opener of it,
// because extraction mixes widths and kinds: 〈…》, （…).
type depth struct{ paren, title, quote int }

func (d *depth) add(r rune) {
	switch r {
	case '(', '（':
		d.paren++
	case ')', '）':
		d.paren = max(0, d.paren-1)
	case '〈', '《':
		d.title++
	case '〉', '》':
		d.title = max(0, d.title-1)
	case '「', '『':
		d.quote++
	case '」', '』':
		d.quote = max(0, d.quote-1)
	}
}

func (d depth) open() bool { return d.paren > 0 || d.title > 0 || d.quote > 0 }

// trimWork cuts blanks, separators and the one full stop that ends a sentence.
func trimWork(s string) string {
	s = strings.TrimSpace(s)
	s = strings.TrimRight(s, " ;；")
	switch {
	case strings.HasSuffix(s, "。"):
		s = strings.TrimSuffix(s, "。")
	case strings.HasSuffix(s, "."):
		s = strings.TrimSuffix(s, ".")
	}
	return strings.TrimSpace(s)
}

// trimValue cuts what surrounds a field: blanks, commas, stops, emphasis.
func trimValue(s string) string {
	return strings.Trim(s, " \t\u3000,，;；。、*")
}

// key folds a title or name to what must agree between two mentions.
func key(s string) string {
	var b strings.Builder
	for _, r := range s {
		if 0xff01 <= r && r <= 0xff5e {
			r -= 0xfee0 // full-width forms
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

func firstRune(s string) rune { r, _ := utf8.DecodeRuneInString(s); return r }

func lastRune(s string) rune { r, _ := utf8.DecodeLastRuneInString(s); return r }
