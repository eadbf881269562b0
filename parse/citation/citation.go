// Package citation turns the words of a footnote or a reference list into
// bibliographic records: Split cuts a note into works, Parse reads one work,
// Resolve finds out which of them are the same. Input may carry Markdown
// emphasis and <url> wrappers, which help to find titles and addresses; Plain
// takes them out.
package citation

import (
	"strings"
	"unicode/utf8"

	"wensou/document"
)

// maxWork bounds how much of a string is read as one work; the longest that
// papers cite have a few hundred characters.
const maxWork = 8 << 10

var (
	bareURL = guarded(guard{words: words("http")}, `<*(https?://[^\s<>，。；：、（）「」〈《〉》“”"]+)>*`)
	// A date and a full stop, which follow the author where entries of
	// reference lists begin.
	refYear = scanned(",，.", 160, refYearAfter, `(?:[,，.] ?)?[(（]?(\d{4}[a-z]?(?:-\d{4})?(?:/\d{1,2}(?:-\d{1,2})?(?:/\d{1,2})?|/(?:`+seasonWord+`))?(?: ?[春夏秋冬]季?號?| ?年(?:\d{1,2} ?月)?(?:\d{1,2} ?日)?)?)[)）]?[.。] ?`)
)

// refYearAfter says that a year may begin behind the separator at the start of s.
func refYearAfter(s string) bool {
	s = strings.TrimLeft(s, ",，.")
	s = strings.TrimLeft(strings.TrimPrefix(s, " "), "(（")
	return s != "" && isDigit(s[0])
}

// refHead matches author, date and a full stop at the start of s; the first
// group is the author, which may be missing.
func refHead(s string) []int {
	s = firstLine(s)
	_, n := utf8.DecodeRuneInString(s)
	if m := refYear.next(s, n); m != nil && (m[0] <= maxHead || utf8.RuneCountInString(s[:m[0]]) <= maxHead) {
		return append([]int{0, m[1], 0, m[0]}, m[2:]...)
	}
	if s == "" || !isDigit(s[0]) && s[0] != '(' && !strings.HasPrefix(s, "（") {
		return nil
	}
	if m := refYear.at(s, 0); m != nil {
		return append([]int{0, m[1], -1, -1}, m[2:]...)
	}
	return nil
}

// firstLine is s up to its first line break, behind which no head goes on.
func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// Parse reads one work, cited as footnotes do (author, title, imprint, pages)
// or as reference lists do (author, date. title. imprint). The record is never
// nil; etAl says that further authors exist. Fields are as printed, and what
// is not printed is absent.
func Parse(s string) (csl *document.CSL, etAl bool) {
	if len(s) > maxWork {
		return &document.CSL{Type: "document", Title: clip(s, 512)}, false
	}
	w := &work{csl: &document.CSL{}, rest: halfWidth(strings.TrimSpace(s))}
	if f, ok := readShort(w.rest); ok { // the work itself is named elsewhere
		return f.csl, false
	}
	if c, more, ok := parseGBT(w.rest); ok {
		return c, more
	}
	if c, ok := lawWhole(w.rest); ok {
		return c, false
	}
	w.takeAddress()
	if isHanStyle(w.rest) && w.readHan() {
		return w.csl, w.etAl
	}
	if w.readAPA() || w.readLatin() || w.readPlain() {
		return w.csl, w.etAl
	}
	w.takeHead()
	if !w.takeTitle() {
		w.csl.Title = trimValue(Plain(w.rest))
		w.rest = ""
	}
	w.takeEditors()
	w.takeMarkedContainer()
	w.takeImprint()
	w.takeNumbers()
	w.takeBareContainer()
	w.csl.Type = w.kind()
	return w.csl, w.etAl
}

// work is a citation being read: each step takes its field out of rest.
type work struct {
	csl    *document.CSL
	rest   string // still to be read, behind what was taken
	entry  bool   // printed as in a reference list
	quoted bool   // the title was quoted or in 〈〉: part of a larger whole
	edited bool   // it stands in an edited book
	etAl   bool

	bookMark bool     // the title stood in 《》
	inBook   bool     // a cue such as 收於 named a book
	whole    bool     // a classic: the book stood before its chapter
	daily    bool     // a page of a newspaper was printed
	cued     bool     // such a cue came last
	loose    []string // words of a Chinese tail that no form told apart
}

// takeHead takes author and date off a reference entry; a note's author is
// found with the title.
func (w *work) takeHead() {
	m := refHead(w.rest)
	if m == nil {
		return
	}
	author := ""
	if m[2] >= 0 {
		author = w.rest[m[2]:m[3]]
	}
	if strings.ContainsAny(author, "〈《“\"*") {
		return // the year belongs to a note's imprint
	}
	w.entry = true
	w.csl.Issued, _, _ = findDate(w.rest[m[4]:m[5]])
	w.csl.Author, w.etAl = splitAuthors(author, true)
	w.rest = w.rest[m[1]:]
}

// takeTitle finds the title by its marks: 〈〉 and 《》, quotes, emphasis; else
// by the comma behind the author.
func (w *work) takeTitle() bool {
	han := strings.IndexAny(w.rest, "〈《")
	if i := strings.IndexByte(w.rest, '<'); i >= 0 && (han < 0 || i < han) && hasHan(w.rest[i:]) {
		han = i // < > for 〈 〉
	}
	quote := strings.IndexAny(w.rest, "“”\"")
	star := strings.IndexByte(w.rest, '*')
	if han >= 0 && (quote < 0 || han < quote) && (star < 0 || han < star) {
		return w.hanTitle(han)
	}
	if quote >= 0 && (star < 0 || quote < star) {
		return w.quotedTitle(quote)
	}
	if star >= 0 {
		return w.starTitle(star)
	}
	return w.bareTitle()
}

func (w *work) author(s string) {
	if !w.entry {
		s = strings.TrimSpace(Plain(s))
		if strings.HasSuffix(s, ".") && strings.Contains(s, ", ") && !hasHan(s) { // Wood, Ann. “Calm.”
			w.csl.Author, _, w.etAl = bibliographyNames(s)
			return
		}
		w.csl.Author, w.etAl = splitAuthors(s, false)
	}
}

// hanTitle takes the bracketed title at i. Brackets of one class may close
// each other, and titles may nest.
func (w *work) hanTitle(i int) bool {
	w.author(w.rest[:i])
	title, after, open := bracketed(w.rest[i:])
	w.csl.Title = trimValue(Plain(title))
	w.quoted = open != '《'
	w.rest = after
	return true
}

// bracketed reads 〈…〉 or 《…》 at the start of s.
func bracketed(s string) (inner, after string, open rune) {
	level := 0
	for i, r := range s {
		switch r {
		case '〈', '《', '<':
			if level == 0 {
				open = r
			}
			level++
		case '〉', '》', '>':
			level--
		}
		if level <= 0 && i > 0 {
			return s[utf8.RuneLen(open):i], s[i+utf8.RuneLen(r):], open
		}
	}
	return s[utf8.RuneLen(open):], "", open
}

// manualHead is a manual and the number of the section whose title is quoted.
var manualHead = guarded(guard{last: ends("0123456789. "), has: signs("0123456789")}, `^(\p{Lu}[^,()\d]{2,80}?),? (\d{1,3}(?:\.\d{1,3})*)\.? ?$`)

// quotedTitle takes the title quoted at i: it ends at the closing quote with
// punctuation inside, since titles hold quotes of their own.
func (w *work) quotedTitle(i int) bool {
	if m := manualHead.FindStringSubmatch(w.rest[:i]); m != nil && !w.entry {
		w.csl.ContainerTitle, w.csl.Section = m[1], m[2]
	} else {
		w.author(w.rest[:i])
	}
	_, n := utf8.DecodeRuneInString(w.rest[i:])
	s := w.rest[i+n:]
	end, size := -1, 0
	var before rune
	for k, r := range s {
		if r == '”' || r == '"' {
			end, size = k, utf8.RuneLen(r)
			if strings.ContainsRune(",.?!;，。", before) || startsField(s[k+size:]) {
				break
			}
		}
		before = r
	}
	if end < 0 {
		end = len(s)
	}
	w.csl.Title = trimTitle(Plain(s[:end]))
	w.quoted = true
	w.rest = s[end+size:]
	return true
}

// startsField says that s goes on as a citation does behind a title.
func startsField(s string) bool {
	return strings.HasPrefix(s, ",") || strings.HasPrefix(s, "，") || strings.HasPrefix(s, " (") || s == ""
}

// starTitle takes the emphasised title at i. A page break may have cut the
// emphasis short; then the title runs on to the sign that ends it.
func (w *work) starTitle(i int) bool {
	w.author(w.rest[:i])
	s := w.rest[i+1:]
	end := strings.IndexByte(s, '*')
	if end < 0 {
		end = 0
	}
	after := strings.TrimLeft(s[end:], "*")
	if w.entry {
		if k := sentenceEnd(after); !strings.HasPrefix(after, ".") && !strings.HasPrefix(after, " (") && !endsSentence(s[:end]) {
			end = len(s) - len(after) + k
		}
	} else if !startsField(after) {
		if k := strings.Index(after, " ("); k >= 0 && imprint.MatchString(after[k:]) {
			end = len(s) - len(after) + k
		} else if k := strings.Index(after, ", p"); k >= 0 {
			end = len(s) - len(after) + k
		}
	}
	w.csl.Title = trimTitle(Plain(s[:end]))
	w.rest = strings.TrimLeft(s[end:], "*")
	w.takeShortPage()
	return w.csl.Title != ""
}

// takeShortPage reads the page of "Author, Short Title, 48", which stands inside
// the emphasis or behind it.
func (w *work) takeShortPage() {
	if w.entry || len(w.csl.Author) == 0 {
		return
	}
	if m := shortPage.FindStringSubmatchIndex(w.csl.Title); m != nil && strings.Trim(w.rest, " .") == "" {
		if page := w.csl.Title[m[2]:m[3]]; !isYear(page) {
			w.csl.Page, w.csl.Title = page, w.csl.Title[:m[0]]
		}
		return
	}
	if m := shortPage.FindStringSubmatch(", " + strings.Trim(w.rest, " ,")); m != nil && len(m[0]) == len(strings.Trim(w.rest, " ,"))+2 && !isYear(m[1]) {
		w.csl.Page, w.rest = m[1], ""
	}
}

// isYear says that a number is a year rather than a page.
func isYear(s string) bool {
	return len(s) == 4 && (s[0] == '1' && s[1] >= '5' || s[:2] == "20")
}

// trimTitle cuts the full stop that closes a title, but not one of "U.S.".
func trimTitle(s string) string {
	s = trimValue(s)
	if n := len(s); n > 2 && s[n-1] == '.' && s[n-3] != '.' {
		s = s[:n-1]
	}
	return s
}

func endsSentence(s string) bool {
	return s != "" && strings.IndexByte(".?!", s[len(s)-1]) >= 0
}

// sentenceEnd is where the first sentence of s ends, its length without one.
func sentenceEnd(s string) int {
	for i := 0; i+1 < len(s); i++ {
		if (s[i] == '.' || s[i] == '?' || s[i] == '!') && s[i+1] == ' ' && !strings.HasSuffix(s[:i], "U.S") && !(i >= 2 && s[i-2] == '.') {
			return i
		}
	}
	return len(s)
}

// bareTitle takes a title without any mark: in an entry the first sentence,
// in a note what follows the authors.
func (w *work) bareTitle() bool {
	s := Plain(w.rest)
	if w.entry {
		k := sentenceEnd(s)
		if k < len(s) && s[k] != '.' {
			k++
		}
		w.csl.Title, w.rest = trimTitle(s[:k]), s[k:]
		return w.csl.Title != ""
	}
	end := len(s)
	if m := imprint.FindStringIndex(s); m != nil {
		end = m[0]
	} else if m := pages.FindStringIndex(s); m != nil {
		end = m[0]
	}
	head := strings.TrimRight(s[:end], " ,")
	if m := shortPage.FindStringSubmatchIndex(head); m != nil && end == len(s) { // Hsu, Title, 48
		if y := head[m[2]:m[3]]; isYear(y) {
			w.csl.Issued = newDate("", num(y), 0, 0)
		} else {
			w.csl.Page = y
		}
		head = head[:m[0]]
	}
	if i := strings.LastIndex(head, ", "); i > 0 && strings.Count(head, ", ") > 1 && end == len(s) && pressEnd.MatchString(head[i:]) {
		w.csl.Publisher = trimPublisher(head[i:])
		head = head[:i]
	}
	cut := authorEnd(head)
	if cut <= 0 {
		return false
	}
	w.author(head[:cut])
	w.csl.Title, w.rest = trimTitle(head[cut:]), s[end:]
	return w.csl.Title != ""
}

var (
	shortPage = guarded(guard{last: ends("0123456789."), words: words(", ")}, `, (\d{1,4}(?:[-–]\d{1,4})?)\.?$`)
	pressEnd  = guarded(guard{last: ends("srey")}, `\b(?:Press|Publishers?|Books|Routledge|Springer|Wiley|Elsevier)$`)
)

// authorEnd is the comma behind the authors in "A, B, & C, Title": the first,
// or the one behind the name that follows "&".
func authorEnd(s string) int {
	from := 0
	if i := strings.LastIndex(s, " & "); i >= 0 && !strings.Contains(s[:i], ":") {
		from = i
	}
	k := strings.Index(s[from:], ", ")
	if k < 0 {
		return -1
	}
	k += from
	if rest := s[k+2:]; len(rest) > 4 {
		if j := strings.Index(rest, ", "); j > 0 && suffix.MatchString(rest[:j]) {
			return k + 2 + j
		}
	}
	return k
}

var (
	hanMark   = signs("〈《「")
	latinMark = signs("“\"*")
)

// isHanStyle says that s is cited as in Chinese: ideographs stand before any
// Western title.
func isHanStyle(s string) bool {
	s = s[:min(len(s), 2048)]
	han := strings.IndexFunc(s, isHan)
	if han < 0 {
		return false
	}
	mark := indexSign(s, hanMark)
	if quote := indexSign(s, latinMark); quote >= 0 && quote < han && (mark < 0 || quote < mark) {
		return false
	}
	return latinShare(s) < 0.5 || mark >= 0 && mark < 120
}

// clip cuts s to at most n bytes, at the border of a character.
func clip(s string, n int) string {
	s = strings.TrimSpace(s[:min(len(s), n)])
	for s != "" && !utf8.ValidString(s[max(0, len(s)-utf8.UTFMax):]) && !utf8.RuneStart(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	return strings.ToValidUTF8(s, "")
}
