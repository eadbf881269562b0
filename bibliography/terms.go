package bibliography

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// w is a word in the script of the item.
func (it *item) w(traditional, simplified string) string {
	if it.hans {
		return simplified
	}
	return traditional
}

// text is the item in a style, with its places behind it. What could not be
// read is shown as printed.
func (it *item) text(style func(*item) styled) *styled {
	if it.printed != "" {
		return new(styled).add(it.printed)
	}
	told := *it
	if it.ContainerTitle == "" { // styles name the one or the other
		told.ContainerTitle = it.EventTitle
	}
	if strings.Contains(it.Title, it.Number) { // a ruling is called by its number
		told.Number = ""
	}
	it = &told
	s := style(it)
	if p := it.placeText(); p != "" {
		if it.zh {
			s.add("（" + p + "）")
		} else {
			s.add(" (" + p + ")")
		}
	}
	return &s
}

// placeText names the places: 註3、第4段; n. 3, para. 4.
func (it *item) placeText() string {
	var out []string
	for _, p := range it.places {
		switch {
		case it.zh && p.Kind == Note:
			out = append(out, fmt.Sprintf("%s%d", it.w("註", "注"), p.Number))
		case it.zh:
			out = append(out, fmt.Sprintf("第%d段", p.Number))
		case p.Kind == Note:
			out = append(out, fmt.Sprintf("n. %d", p.Number))
		default:
			out = append(out, fmt.Sprintf("para. %d", p.Number))
		}
	}
	if it.zh {
		return strings.Join(out, "、")
	}
	return strings.Join(out, ", ")
}

var (
	englishEdition = regexp.MustCompile(`^(?i:(\d+)(?:st|nd|rd|th)?(?: ?ed(?:ition|n)?\.?)?)$`)
	hanEdition     = regexp.MustCompile(`^第?([\d一二三四五六七八九十]+)版$`)
)

// editionText is "2nd ed." or 第2版; other words are as printed.
func (it *item) editionText() string {
	if m := hanEdition.FindStringSubmatch(it.Edition); m != nil {
		return "第" + m[1] + "版"
	}
	m := englishEdition.FindStringSubmatch(it.Edition)
	if m == nil {
		return it.Edition
	}
	if it.zh {
		return "第" + m[1] + "版"
	}
	n, _ := strconv.Atoi(m[1])
	return ordinal(n, m[1]) + " ed."
}

func ordinal(n int, digits string) string {
	switch {
	case n%100 >= 11 && n%100 <= 13:
		return digits + "th"
	case n%10 >= 1 && n%10 <= 3:
		return digits + []string{"st", "nd", "rd"}[n%10-1]
	}
	return digits + "th"
}

var hyphen = regexp.MustCompile(`([\pL\d])[-–—]+([\pL\d])`)

// pagesText has en dashes in its ranges.
func (it *item) pagesText() string { return hyphen.ReplaceAllString(it.Page, "$1–$2") }

// pageLabel is "p. " or "pp. ".
func (it *item) pageLabel() string {
	if strings.ContainsAny(it.Page, "-–—,、，;") {
		return "pp. "
	}
	return "p. "
}

// lawTitle is the name of a law with the section that is cited.
func (it *item) lawTitle() string {
	if it.zh {
		return it.Title + it.Section
	}
	return joinNonEmpty(", ", it.Title, it.Section)
}

// undated is what stands for a date that is not known.
func (it *item) undated(word string) string {
	if it.Status != "" {
		return it.Status
	}
	return word
}

// doi is the DOI alone, also where its address is printed.
func (it *item) doi() string { return doiAddress.ReplaceAllString(it.DOI, "") }

var doiAddress = regexp.MustCompile(`^(?i:https?://(?:dx\.)?doi\.org/|doi: ?)`)

// link is the DOI as an address, else the address.
func (it *item) link() string {
	if it.DOI == "" {
		return it.URL
	}
	return "https://doi.org/" + it.doi()
}

// isLaw says that an item is cited as a law or a case.
func (it *item) isLaw() bool {
	switch it.Type {
	case "bill", "legal_case", "legislation", "regulation", "treaty":
		return true
	}
	return false
}

// isDaily says that an item is dated by its day.
func (it *item) isDaily() bool {
	switch it.Type {
	case "article-magazine", "article-newspaper", "broadcast", "post", "post-weblog", "speech", "webpage", "document", "interview":
		return true
	}
	return false
}

// upperFirst begins a sentence.
func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return ""
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// innerQuotes turns quotation marks into those of quotations within others.
var innerQuotes = strings.NewReplacer("“", "‘", "”", "’")

// doubleInner does the same for titles in 《》.
var doubleInner = strings.NewReplacer("《", "〈", "》", "〉")
