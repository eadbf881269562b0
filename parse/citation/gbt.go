package citation

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"wensou/document"
)

// gbtMark begins with the letters of an entry of GB/T 7714: Author. Title[J]. the rest, where the letters
// name the kind of work and how it is carried.
var gbtMark = regexp.MustCompile(`^[\[［]([A-Z]{1,2})(?:/[A-Z]{2})?[\]］] ?(//)?[.．,，。]? ?(.*)$`)

// gbt cuts an entry into what stands before its letters, the letters, "//" and
// the rest.
func gbt(s string) []string {
	i := strings.IndexAny(s, "[［")
	if i < 1 || utf8.RuneCountInString(s[:min(i, 3000)]) > 600 {
		return nil
	}
	m := gbtMark.FindStringSubmatch(s[i:])
	if m == nil {
		return nil
	}
	head := s[:i]
	if i > 1 {
		head = strings.TrimSuffix(head, " ")
	}
	return append([]string{s, head}, m[1:]...)
}

var (
	gbtKinds = map[string]string{
		"M": "book", "J": "article-journal", "D": "thesis", "N": "article-newspaper", "R": "report", "C": "chapter", "A": "chapter",
		"G": "book", "S": "standard", "P": "patent", "Z": "document", "K": "book", "EB": "webpage", "DB": "dataset", "CP": "software", "CM": "map",
	}

	// 2003, 12(4): 5-9 or 2003(4): 5-9
	gbtIssue  = guarded(guard{test: holdsYear}, `((?:19|20)\d{2})(?:[,，] ?(\d+|Vol\. ?\d+))? ?(?:[(（](?:第)?([\d/、-]+|[A-Z]\d*|增刊 ?\d*|S\d)期?[)）])?(?: ?[:：] ?([A-Za-z]?\d[\d-–—+,， ]*\d|[A-Za-z]?\d+))?`)
	gbtNews   = guarded(guard{test: holdsYear}, `((?:19|20)\d{2}[-–/.]\d{1,2}[-–/.]\d{1,2}) ?(?:[(（](?:第)?([A-Z]?\d+)版?[)）])?`)
	gbtCut    = regexp.MustCompile(`[,，] ?(?:19|20)\d{2}|[.．。] ?(?:[\[［(（]|https?:|DOI|doi|$)`)
	gbtAmount = guarded(guard{has: signs(":：")}, `[:：] ?([A-Za-z]?\d[\d-–—]*)(?:[.．。]| ?$|[\[［])`)
	gbtOther  = guarded(guard{words: words("译|譯|编|編|校|注|著|绘|trans")}, `^([^.．。:：]{2,60}?(?:译|譯|编|編|校|注|著|绘)|trans\.? .{2,60}?)[.．。] ?`)
	gbtEd     = guarded(guard{words: words("版|ed")}, `^(第? ?\d+ ?版|修订版|增订版|修訂版|增訂版|新\d?版|\d+(?:st|nd|rd|th) ed\.?|[Rr]ev\.? ed\.?)[.．。,，]? ?`)
	gbtNumber = guarded(guard{has: signs(":：")}, `^(.+?)[:：] ?((?:CN|US|JP|EP|WO|GB|ISO|DB|\d)[\w/.:—– -]*\d[\w.-]*)$`)
	gbtPaper  = guarded(guard{first: starts("(（")}, `^[(（]([^()（）]{4,24})[)）]$`)
	gbtAuthor = regexp.MustCompile(`[.．。] ?`)
)

// parseGBT reads an entry of GB/T 7714. ok is false when s is none.
func parseGBT(s string) (csl *document.CSL, etAl, ok bool) {
	if indexSign(s, closeSquare) < 0 {
		return nil, false, false
	}
	w := &work{csl: &document.CSL{}, rest: Plain(s)}
	m := gbt(w.rest)
	if m == nil || gbtKinds[m[2]] == "" {
		return nil, false, false
	}
	head, sign, inside := m[1], m[2], m[3] != ""
	w.csl.Type = gbtKinds[sign]
	w.rest = m[4]
	w.takeAddress()
	if strings.ContainsAny(head, "《〈") { // 王某：《题名》[J]，《刊》2003年第4期
		kind := w.csl.Type
		w.rest = head + "，" + w.rest
		ok = w.readHan()
		w.csl.Type = kind
		return w.csl, w.etAl, ok
	}
	w.gbtHead(head, sign)
	rest := strings.TrimSpace(w.rest)
	switch {
	case inside:
		rest = w.gbtInside(rest, sign)
	case sign == "C":
		w.csl.Type = "book"
	}
	rest = w.gbtRoles(rest)
	if w.csl.Type == "article-journal" || w.csl.Type == "article-newspaper" && !inside {
		w.gbtSerial(rest)
		return w.csl, w.etAl, true
	}
	w.gbtImprint(rest)
	return w.csl, w.etAl, true
}

// gbtHead reads authors and title, which a point divides.
func (w *work) gbtHead(head, sign string) {
	author, title := "", head
	if i := gbtDivide(head); i >= 0 {
		author, title = head[:i], strings.TrimLeft(head[i:], ".．。 ")
	} else if a, t, found := strings.Cut(strings.ReplaceAll(head, "：", ":"), ":"); found && isHanPerson(a) {
		author, title = a, t // 王某：题名[J]
	}
	w.gbtNames(author)
	w.csl.Title = strings.Trim(trimValue(title), "《》〈〉")
	if g := gbtNumber.FindStringSubmatch(w.csl.Title); g != nil && (sign == "P" || sign == "S") {
		w.csl.Title, w.csl.Number = trimValue(g[1]), g[2]
	}
}

// gbtDivide is where the authors end: the first point that closes no initial.
func gbtDivide(s string) int {
	if m := gbtList.FindStringIndex(s); m != nil { // SMITH J A, WOOD B. Title
		return m[1] - 1
	}
	for _, m := range gbtAuthor.FindAllStringIndex(s, 12) {
		i := m[0]
		if m[1] == len(s) || s[i] == '.' && i >= 1 && (i == 1 || s[i-2] == ' ' || s[i-2] == '.' || s[i-2] == '-') && s[i-1] < 0x80 && !isDigit(s[i-1]) {
			continue
		}
		if isDigit(s[max(0, i-1)]) && m[1] < len(s) && isDigit(s[m[1]]) { // 2.0
			continue
		}
		return i
	}
	return -1
}

func (w *work) gbtNames(s string) {
	role := "author"
	if n, r, ok := cutRole(s); ok && hasHan(s) {
		s = n
		if role = r; r == "" {
			role = "author"
		}
	}
	p := people{}
	for n := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune(",，、;；&", r) }) {
		n = strings.TrimSpace(origin.ReplaceAllString(strings.TrimSpace(n), ""))
		switch {
		case n == "等" || strings.HasPrefix(n, "et al"):
			w.etAl = true
		case n == "":
		case strings.HasSuffix(n, "等") && isHanPerson(strings.TrimSuffix(n, "等")):
			w.etAl = true
			p.put(role, []document.Name{{Literal: strings.TrimSuffix(n, "等")}})
		case hasHan(n):
			p.put(role, []document.Name{{Literal: joinName(n)}})
		default:
			p.put(role, []document.Name{gbtLatin(n)})
		}
	}
	w.setPeople(p)
}

var gbtList = regexp.MustCompile(`^(?:[\p{Lu}][\p{L}'’-]+(?: [\p{Lu}][\p{L}'’-]+)?(?: \p{Lu}){1,3}(?:, )?){1,8}(?:(?:, )?et al)?\.`)

var gbtInitials = guarded(guard{words: words(" ")}, `^(.+?) ((?:[A-Z][. -]*){1,4})$`)

// gbtLatin reads "KANAMORI H" and "Smith J A": family name first.
func gbtLatin(s string) document.Name {
	if m := gbtInitials.FindStringSubmatch(s); m != nil {
		return document.Name{Family: m[1], Given: strings.TrimSpace(m[2])}
	}
	return document.Name{Literal: s}
}

// gbtInside reads the book or proceedings behind "//".
func (w *work) gbtInside(rest, sign string) string {
	w.csl.Type = "chapter"
	if sign == "C" {
		w.csl.Type = "paper-conference"
	}
	if sign == "N" {
		w.csl.Type = "article-newspaper"
	}
	cut := gbtDivide(rest)
	if cut < 0 {
		w.csl.ContainerTitle = trimValue(rest)
		return ""
	}
	first, after := rest[:cut], strings.TrimLeft(rest[cut:], ".．。 ")
	if next := gbtDivide(after); next >= 0 && !hanPlaceColon.MatchString(first) && !strings.ContainsAny(after[:next], ":：") && !gbtEd.MatchString(after) && !gbtOther.MatchString(after) {
		held := len(w.csl.Author)
		w.gbtNames(first)
		w.csl.Editor = append(w.csl.Editor, w.csl.Author[held:]...)
		w.csl.Author = w.csl.Author[:held:held]
		first, after = after[:next], strings.TrimLeft(after[next:], ".．。 ")
	}
	w.csl.ContainerTitle = strings.Trim(trimValue(first), "《》")
	return after
}

// gbtRoles takes translators, editors and edition off the start of rest.
func (w *work) gbtRoles(rest string) string {
	for range 4 {
		if m := gbtEd.FindStringSubmatch(rest); m != nil {
			w.csl.Edition = m[1]
			rest = rest[len(m[0]):]
			continue
		}
		m := gbtOther.FindStringSubmatch(rest)
		if m == nil {
			break
		}
		w.gbtNames(m[1])
		rest = rest[len(m[0]):]
	}
	return rest
}

// gbtSerial reads a journal or newspaper with its numbers.
func (w *work) gbtSerial(rest string) {
	c := w.csl
	head := rest
	if i := gbtCut.FindStringIndex(rest); i != nil {
		head = rest[:i[0]]
	}
	if !strings.HasPrefix(head, "(") {
		c.ContainerTitle = strings.Trim(trimValue(strings.TrimSuffix(head, ".")), "《》")
	}
	if m := gbtNews.FindStringSubmatch(rest); m != nil && c.Type == "article-newspaper" {
		c.Issued, _, _ = findDate(m[1])
		c.Page = m[2]
		return
	}
	if g := gbtIssue.FindStringSubmatch(rest); g != nil {
		c.Issued = newDate("", num(g[1]), 0, 0)
		c.Volume, c.Issue, c.Page = strings.TrimPrefix(g[2], "Vol. "), g[3], strings.TrimSpace(g[4])
		return
	}
	w.rest = rest
	w.takeNumbers()
	c.ContainerTitle = trimValue(hanIssue.ReplaceAllString(c.ContainerTitle, ""))
}

// gbtImprint reads place, publisher, year and pages.
func (w *work) gbtImprint(rest string) {
	c := w.csl
	// (2018-03-20): the day on which a page was last changed
	c.Issued, _, _ = findDate(rest)
	if g := gbtAmount.FindStringSubmatch(rest); g != nil {
		c.Page = g[1]
	}
	head := rest
	if i := gbtCut.FindStringIndex(rest); i != nil {
		head = rest[:i[0]]
	}
	head = strings.Trim(head, " .．。,，")
	place, publisher, found := strings.Cut(strings.ReplaceAll(head, "：", ":"), ":")
	switch {
	case head == "" || gbtPaper.MatchString(head) || strings.HasPrefix(head, "(") || hasDate(head) && !found:
	case found && !isDigit((publisher + " ")[0]):
		c.PublisherPlace, c.Publisher = trimPlace(place), trimPublisher(publisher)
	case c.Type == "webpage" || c.Type == "dataset":
		c.ContainerTitle = trimValue(head)
	case c.Publisher == "":
		c.Publisher = trimPublisher(strings.TrimSuffix(head, ":"))
	}
	if c.Type == "standard" && c.Number == "" {
		if m := gbtNumber.FindStringSubmatch(c.Title); m != nil {
			c.Title, c.Number = trimValue(m[1]), m[2]
		}
	}
}
