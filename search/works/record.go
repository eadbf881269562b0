package works

import (
	"bytes"
	"encoding/json"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"wensou/analysis"
	"wensou/document"
)

// record is what is compared of a citation: its fields in match text.
type record struct {
	class     class
	title     title
	names     []name
	year      int
	day       string // month and day, "" unless both are printed
	edition   string
	volume    string
	issue     string
	container string // letters of the canonical match text
	publisher string
	doi       string
	url       string // without scheme and fragment
	ownURL    bool   // the address is that of one thing, not of a site
	newspaper bool
}

// class says by what a work is known.
type class byte

const (
	ofAuthor class = iota // by title, author and year
	law                   // by its name
	ruling                // by court and number
)

// recordOf reads a bibliographic record; ok is false when it names nothing.
func recordOf(c *document.CSL) (r record, ok bool) {
	names := c.Author
	if len(names) == 0 {
		names = c.Editor
	}
	r = record{
		title: titleOf(c.Title), names: namesOf(names), year: c.Issued.Year(), edition: ordinal(c.Edition),
		volume: ordinal(c.Volume), issue: ordinal(c.Issue), container: short(c.ContainerTitle), publisher: short(c.Publisher),
		doi: doiOf(c), newspaper: c.Type == "article-newspaper",
	}
	r.url, r.ownURL = address(c.URL)
	if c.Issued != nil && len(c.Issued.DateParts) == 1 && len(c.Issued.DateParts[0]) == 3 {
		r.day = strconv.Itoa(c.Issued.DateParts[0][1]) + "-" + strconv.Itoa(c.Issued.DateParts[0][2])
	}
	r.classify(c)
	return r, r.title.key != "" || r.doi != "" || r.ownURL
}

var (
	article   = regexp.MustCompile(`第?[0-9零〇一二三四五六七八九十百千之-]+(条|项|款|目|节|章).*$|,? ?(?:art(?:icle|s)?|sec(?:tion)?|§+)\.? ?[0-9].*$`)
	lawName   = regexp.MustCompile(`(法|条例|规则|办法|宪法|细则|规程|纲要|增修条文|通则|施行法)$`)
	lawNote   = regexp.MustCompile(`[(（\[][^()（）\]]*(?:修正|公布|施行|制定|简称|下称|年)[^()（）\]]*[)）\]]`)
	numbering = regexp.MustCompile(`([0-9零〇一二三四五六七八九十百]+)(?:年度?)?([\p{Han}]{0,6})字第([0-9零〇一二三四五六七八九十百千]+)号`)
	courtName = regexp.MustCompile(`(司法院|宪法法庭|大法官|[\p{Han}]{0,8}法院)`)
	versus    = regexp.MustCompile(`\p{L}[\p{L}'. ]* v\.? \p{L}`)
)

func (r *record) classify(c *document.CSL) {
	folded := analysis.Fold(c.Title[:min(len(c.Title), maxTitle)])
	if strings.Contains(folded, "字第") {
		r.rule(c, folded)
		return
	}
	nameless := len(c.Author) == 0 && c.ContainerTitle == ""
	if (c.Type == "legal_case" || nameless) && versus.MatchString(folded) {
		r.class, r.title.key = ruling, letters(folded)
		return
	}
	statute := c.Type == "legislation" || c.Type == "bill" || c.Type == "treaty"
	if !statute && (!nameless || c.Publisher != "") {
		return
	}
	bare := article.ReplaceAllString(lawNote.ReplaceAllString(folded, ""), "")
	if statute || lawName.MatchString(strings.Trim(bare, " 》〉」』\"'")) {
		if t := titleOf(bare); t.key != "" {
			r.class, r.title, r.names = law, t, nil
		}
	}
}

// rule reads the court and number of a ruling.
func (r *record) rule(c *document.CSL, folded string) {
	court := courtName.FindString(folded)
	for _, n := range c.Author {
		if court == "" {
			court = courtName.FindString(analysis.Fold(n.String()))
		}
	}
	if m := numbering.FindStringSubmatch(folded); m != nil {
		r.class, r.title.key = ruling, court+" "+numeral(m[1])+m[2]+numeral(m[3])
	} else if m := shortNumbering.FindStringSubmatch(folded); m != nil {
		r.class, r.title.key = ruling, court+" "+m[1]+numeral(m[2])
	}
}

// shortNumbering is that of interpretations, which have no year: 释字第748号.
var shortNumbering = regexp.MustCompile(`(\p{Han})字第([0-9零〇一二三四五六七八九十百千]+)号`)

func numeral(s string) string {
	if n := hanNumber(s); n > 0 {
		return strconv.Itoa(n)
	}
	return strings.TrimLeft(s, "0")
}

func short(s string) string {
	return letters(analysis.Canonical(analysis.Fold(s[:min(len(s), maxTitle)])))
}

// ordinal is an edition, volume or issue as a number where there is one: 2nd
// ed. and 第二版 are 2.
func ordinal(s string) string {
	folded := numbered(analysis.Fold(s[:min(len(s), 100)]))
	if i := strings.IndexFunc(folded, unicode.IsDigit); i >= 0 {
		end := strings.IndexFunc(folded[i:], func(r rune) bool { return !unicode.IsDigit(r) })
		if end < 0 {
			return folded[i:]
		}
		return folded[i : i+end]
	}
	key := letters(folded)
	for i, w := range strings.Fields("first second third fourth fifth sixth seventh eighth ninth tenth") {
		if strings.HasPrefix(key, w) {
			return strconv.Itoa(i + 1)
		}
	}
	if n := hanNumber(strings.TrimRight(key, "版卷期号册")); n > 0 {
		return strconv.Itoa(n)
	}
	return key
}

var doiForm = regexp.MustCompile(`10\.[0-9]{4,9}/[^\s"<>]+`)

func doiOf(c *document.CSL) string {
	doi := doiForm.FindString(c.DOI)
	if doi == "" && strings.Contains(c.URL, "doi.org/") {
		doi = doiForm.FindString(c.URL)
	}
	return strings.ToLower(strings.TrimRight(doi, ".,;"))
}

// longSegment is how many characters the end of an address has that no menu of
// a site leads to.
const longSegment = 12

// address is a web address as it is compared, and whether it is that of one
// thing: it has a query, a long last segment, or a number.
func address(s string) (key string, own bool) {
	u, err := url.Parse(strings.TrimSpace(s[:min(len(s), 2048)]))
	if err != nil || u.Host == "" {
		return "", false
	}
	path := strings.TrimRight(u.Path, "/")
	key = strings.TrimPrefix(strings.ToLower(u.Host), "www.") + path
	if u.RawQuery != "" {
		key += "?" + u.RawQuery
	}
	last := path[strings.LastIndexByte(path, '/')+1:]
	own = u.RawQuery != "" || len(last) >= longSegment || strings.ContainsAny(path, "0123456789")
	return key, own && (path != "" || u.RawQuery != "")
}

// identity is what a work's public id is made from: the least that tells it
// from others.
func (r *record) identity() string {
	parts := []string{strconv.Itoa(int(r.class)), r.title.key}
	switch {
	case r.class != ofAuthor:
		parts = append(parts, r.title.serials)
	case r.title.key == "":
		parts = append(parts, r.doi, r.url)
	default:
		first := ""
		if len(r.names) > 0 {
			first = r.names[0].key
		}
		parts = append(parts, first, strconv.Itoa(r.year), r.edition, r.volume)
	}
	return strings.Join(parts, "\x00")
}

// signature is all that is compared: records that have it in common are one.
func (r *record) signature() string {
	keys := make([]string, 0, len(r.names))
	for _, n := range r.names {
		keys = append(keys, n.key+"\x02"+strings.Join(n.family, " "))
	}
	return strings.Join([]string{
		r.identity(), r.title.main, r.title.serials, strings.Join(keys, "\x01"), strconv.Itoa(r.year), r.day, r.issue, r.container,
		r.publisher, r.doi, r.url, strconv.FormatBool(r.newspaper),
	}, "\x00")
}

// level is how much a record says: 2 with year and author (or what it appeared
// in), 1 with one of them, 0 with a title alone.
func (r *record) level() int {
	if r.class != ofAuthor || r.title.key == "" {
		return 2
	}
	n := 0
	if r.year > 0 {
		n++
	}
	if len(r.names) > 0 || r.container != "" {
		n++
	}
	return n
}

// cardPages says that the pages of a record belong to the work, not to the
// place that was cited.
func cardPages(c *document.CSL) bool {
	switch c.Type {
	case "article-journal", "article-newspaper", "article-magazine", "chapter", "paper-conference":
		return strings.ContainsAny(c.Page, "-–—~")
	}
	return false
}

// card is a record without what belongs to the place that cites it: pages of a
// book, articles of a law, the day on which an address was looked at.
type card struct {
	document.CSL
	EtAl bool `json:"et_al,omitempty"` // there are more authors than the record names
}

func cardOf(c *document.CSL, etAl bool) *card {
	out := &card{*c, etAl && len(c.Author) > 0}
	if !cardPages(c) {
		out.Page = ""
	}
	out.Section, out.Accessed = "", nil
	return out
}

// fullness counts the fields of a record, to choose the best.
func fullness(c *document.CSL) int {
	n := 2 * min(3, len(c.Author))
	for _, s := range []string{c.Title, c.ContainerTitle, c.Publisher, c.PublisherPlace, c.Volume, c.Issue, c.Page, c.URL, c.DOI, c.Edition} {
		if s != "" {
			n += 2
		}
	}
	if c.Issued != nil && len(c.Issued.DateParts) > 0 {
		n += 2 + len(c.Issued.DateParts[0])
	}
	if c.Type == "document" || c.Type == "" {
		n--
	}
	return n
}

// better says which of two printings describes a work better; equally full ones
// are told apart by their text, so that the choice depends on no order.
func better(fullA, fullB int, rawA, rawB []byte) bool {
	if fullA != fullB {
		return fullA > fullB
	}
	return bytes.Compare(rawA, rawB) < 0
}

func marshal(c any) []byte {
	raw, err := json.Marshal(c)
	if err != nil { // strings and numbers only
		return nil
	}
	return raw
}
