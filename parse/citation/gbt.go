package citation

import (
	"regexp"
	"strings"

	"wensou/document"
)

// gbt is an entry of GB/T 7714: Author. Title[J]. the rest, where the letter
// names the kind of work.
var gbt = regexp.MustCompile(`^(?:([^.．\[]{1,200})[.．] ?)?([^\[\]]{1,400}) ?\[([A-Z]{1,2})(?:/[A-Z]{2})?\][.．,，]? ?(.*)$`)

var (
	gbtKinds  = map[string]string{"M": "book", "J": "article-journal", "D": "thesis", "N": "article-newspaper", "R": "report", "C": "chapter", "G": "chapter", "S": "standard", "P": "patent", "Z": "document", "EB": "webpage", "DB": "webpage"}
	gbtIssue  = regexp.MustCompile(`(\d{4})(?:[,，] ?(\d+))? ?(?:[(（]([\d-]+)[)）])?(?: ?[:：] ?([\d-–]+))?`)
	gbtCut    = regexp.MustCompile(`[,，] ?\d{4}|[.．] ?(?:\[|https?:|$)`)
	gbtAmount = regexp.MustCompile(`[:：] ?(\d[\d-–]*)[.．]?$`)
)

// parseGBT reads an entry of GB/T 7714. ok is false when s is none.
func parseGBT(s string) (csl *document.CSL, etAl, ok bool) {
	m := gbt.FindStringSubmatch(Plain(s))
	if m == nil || gbtKinds[m[3]] == "" {
		return nil, false, false
	}
	c := &document.CSL{Type: gbtKinds[m[3]], Title: trimValue(m[2])}
	for n := range strings.FieldsFuncSeq(m[1], func(r rune) bool { return r == ',' || r == '，' || r == '、' }) {
		if n = strings.TrimSpace(n); n == "等" || n == "et al" {
			etAl = true
		} else if n != "" {
			c.Author = append(c.Author, document.Name{Literal: n})
		}
	}
	rest := m[4]
	if u := bareURL.FindStringSubmatch(rest); u != nil {
		c.URL = strings.TrimRight(u[1], ".,;")
	}
	c.Issued, _, _ = findDate(rest)
	if g := gbtAmount.FindStringSubmatch(rest); g != nil {
		c.Page = g[1]
	}
	head := rest
	if i := gbtCut.FindStringIndex(rest); i != nil {
		head = rest[:i[0]]
	}
	switch c.Type {
	case "article-journal", "article-newspaper", "webpage":
		if !strings.HasPrefix(head, "http") && !strings.HasPrefix(head, "(") {
			c.ContainerTitle = trimValue(head)
		}
		if g := gbtIssue.FindStringSubmatch(rest); g != nil && c.Type == "article-journal" {
			c.Volume, c.Issue = g[2], g[3]
		}
	default:
		place, publisher, found := strings.Cut(strings.ReplaceAll(head, "：", ":"), ":")
		if found {
			c.PublisherPlace, c.Publisher = trimPlace(place), trimPublisher(publisher)
		}
	}
	return c, etAl, true
}
