package markdown

import (
	"sort"
	"strings"

	"wensou/parse/draft"
)

// style is a stretch of a fragment that was printed differently or is a link.
type style struct {
	start, end int
	kind       byte // '*' emphasis, '<' printed address, '[' link
}

// marked is the text of a fragment with the marks that citations are read by.
func (f *fragment) marked() draft.Marked {
	m := draft.Marked{Links: f.links}
	opens, closes := map[int]string{}, map[int]string{}
	for _, s := range f.styles {
		if s.start < 0 || s.end > len(f.buf) || s.start >= s.end {
			continue
		}
		switch s.kind {
		case '[':
			m.LinkText += s.end - s.start
		case '*':
			opens[s.start], closes[s.end] = "*", "*"
		case '<':
			opens[s.start], closes[s.end] = "<", ">"
			m.LinkText += s.end - s.start
		}
	}
	at := make([]int, 0, len(opens)+len(closes)+2)
	for i := range opens {
		at = append(at, i)
	}
	for i := range closes {
		at = append(at, i)
	}
	sort.Ints(at)
	var b strings.Builder
	from := 0
	for i, k := range append(at, len(f.buf)) {
		if i > 0 && i < len(at) && at[i-1] == k {
			continue
		}
		b.WriteString(strings.ReplaceAll(string(f.buf[from:k]), "*", `\*`))
		if i < len(at) {
			b.WriteString(closes[k] + opens[k])
		}
		from = k
	}
	m.Text = b.String()
	return m
}

// shift moves what is recorded at bytes of buf.
func (f *fragment) shift(by int) {
	for i := range f.styles {
		f.styles[i].start += by
		f.styles[i].end += by
	}
	for i := range f.fixed {
		f.fixed[i][0] += by
		f.fixed[i][1] += by
	}
}

// entry is marked for a reference, whose bullet or number is not in text.
func (f *fragment) entry(text string) draft.Marked {
	if cut := strings.Index(string(f.buf), text); cut > 0 {
		f.buf = f.buf[cut:]
		f.shift(-cut)
	}
	return f.marked()
}
