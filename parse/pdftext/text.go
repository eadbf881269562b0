package pdftext

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// wide says that r fills an em: CJK, kana, full-width forms and punctuation.
func wide(r rune) bool {
	return 0x2e80 <= r && r <= 0x9fff || 0xac00 <= r && r <= 0xd7a3 || 0xf900 <= r && r <= 0xfaff ||
		0xfe30 <= r && r <= 0xfe4f || 0xff01 <= r && r <= 0xff60 || 0x20000 <= r && r <= 0x3ffff
}

// ems is the width of s when set: one for wide characters, half for others.
func ems(s string) float64 {
	n := 0
	for _, r := range s {
		if n++; wide(r) {
			n++
		}
	}
	return float64(n) / 2
}

// wideShare is the share of wide characters in s, blanks aside.
func wideShare(s string) float64 {
	n, w := 0, 0
	for _, r := range s {
		if !unicode.IsSpace(r) {
			n++
		}
		if wide(r) {
			w++
		}
	}
	if n == 0 {
		return 0
	}
	return float64(w) / float64(n)
}

// closer says that r may follow the stop that ends a sentence; marks of notes
// and emphasis may too.
func closer(r rune) bool {
	switch r {
	case '」', '』', '）', ')', '”', '"', '’', '\'', '》', '〉', ']', '］', '*', '†', '‡', '¹', '²', '³', '⁰', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹', ' ':
		return true
	}
	return r >= '①' && r <= '⑮'
}

// closed says that s ends a sentence: a piece that does not is continued
// behind the next page or line break.
func closed(s string) bool {
	for s != "" {
		r, n := utf8.DecodeLastRuneInString(s)
		if !closer(r) {
			return strings.ContainsRune("。！？：!?.:…", r)
		}
		s = s[:len(s)-n]
	}
	return false
}

// balance counts unclosed brackets and double quotes in s.
func balance(s string) int {
	n, straight := 0, 0
	for _, r := range s {
		switch r {
		case '(', '（', '“', '〈', '《', '「', '『':
			n++
		case ')', '）', '”', '〉', '》', '」', '』':
			n--
		case '"':
			straight++
		}
	}
	if straight%2 == 1 {
		n++ // a title may open straight and close curly on the next page
	}
	return n
}

var mdLink = regexp.MustCompile(`\[([^\[\]\s]+)\]\((https?://[^()\s]+)\)`)

// unlink takes back the Markdown links that extractors make of the second
// half of an address: the visible words are what the page shows.
func unlink(s string) string {
	if !strings.Contains(s, "](http") {
		return s
	}
	return mdLink.ReplaceAllStringFunc(s, func(m string) string {
		g := mdLink.FindStringSubmatch(m)
		if strings.HasSuffix(g[2], g[1]) || strings.Contains(g[1], "://") {
			return g[1]
		}
		return m
	})
}

// looseTail says that s starts with the end of an address: it runs to a ">"
// that nothing in s opens.
func looseTail(s string) bool {
	for i := 0; i < min(len(s), 401); i++ {
		if s[i] == '>' {
			return i > 0
		}
		if s[i] < '!' || s[i] > '~' || s[i] == '<' {
			return false
		}
	}
	return false
}

// hostStart is a host name with a path: what such a piece starts with when
// the address was torn inside or before its host.
var hostStart = regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}/`)

// joiner puts the pieces of one unit together without copying what it has.
type joiner struct{ buf []byte }

// tailBytes is how much of a text's end decides how the next piece joins: an
// address may be torn.
const tailBytes = 2048

// add joins s to the text and returns the offset at which s starts in it.
func (j *joiner) add(s string) int {
	s = strings.TrimSpace(s)
	if z, _ := utf8.DecodeLastRune(j.buf); z != ' ' && z != softHyphen && s != "" && (wide(z) || wide(firstRune(s))) && !looseTail(s) {
		j.buf = append(j.buf, s...)
		return len(j.buf) - len(s)
	}
	cut := max(0, len(j.buf)-tailBytes)
	for cut > 0 && cut < len(j.buf) && !utf8.RuneStart(j.buf[cut]) {
		cut--
	}
	tail := string(j.buf[cut:])
	j.buf = append(j.buf[:cut], join(tail, s)...)
	return len(j.buf) - len(s)
}

func (j *joiner) String() string { return string(j.buf) }

// softHyphen ends a line whose word goes on without a hyphen.
const softHyphen = '\u00ad'

// join puts the pieces of one unit together over a break: nothing beside wide
// characters, behind a hyphen or inside an address, else one blank.
func join(a, b string) string {
	a, b = strings.TrimSpace(a), strings.TrimSpace(b)
	if a == "" || b == "" {
		return a + b
	}
	if looseTail(b) {
		if i := strings.LastIndex(a, "http"); i >= 0 && !strings.ContainsAny(a[i:], " \t") {
			return joinURL(a[:i], a[i:], b)
		}
	}
	z, n := utf8.DecodeLastRuneInString(a)
	f, _ := utf8.DecodeRuneInString(b)
	if z == softHyphen {
		return a[:len(a)-n] + b
	}
	if wide(z) || wide(f) || inURL(a) {
		return a + b
	}
	if z == '-' {
		if p, _ := utf8.DecodeLastRuneInString(a[:len(a)-n]); unicode.IsLetter(p) || unicode.IsDigit(p) || p == '.' {
			return a + b
		}
	}
	return a + " " + b
}

// joinURL joins an address over a break. A first half that was closed early
// is opened again; where the second half brings its own host, the end of the
// first was made up and gives way.
func joinURL(before, first, rest string) string {
	open := strings.TrimRight(first, ".。;；,")
	if !strings.HasSuffix(open, ">") {
		return before + first + rest
	}
	open = strings.TrimRight(open, ">")
	if h := hostStart.FindString(rest); h != "" {
		scheme, host, ok := strings.Cut(open, "://")
		host, _, _ = strings.Cut(host, "/")
		if ok {
			open = scheme + "://" + strings.TrimSuffix(host, strings.TrimSuffix(h, "/"))
			if strings.HasSuffix(open, host) {
				open = scheme + "://"
			}
		}
	}
	return before + open + rest
}

// inURL says that a ends inside an address.
func inURL(a string) bool {
	i := strings.LastIndex(a, "http")
	if i < 0 || !strings.Contains(a[i:], "://") || strings.ContainsAny(a[i:], " >") {
		return false
	}
	return i > 0 && a[i-1] == '<' || strings.IndexByte("/-_=&?%.", a[len(a)-1]) >= 0
}
