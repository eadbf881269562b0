package citation

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"wensou/document"
)

// target says how a short form points at its work.
type target int

const (
	toNone    target = iota
	toPrev           // 同上, ibid.: the citation before
	toNote           // 同註3, supra note 3: the note of that number
	toAuthor         // 前揭書, op. cit.: by author and title
	toNearest        // 前揭註 without a number
)

// shortForm is a reference to an earlier citation.
type shortForm struct {
	to   target
	note int
	what string // 書 or 文 when the form says so
	csl  *document.CSL
}

const noteNo = `(?:[\[［〔(（] ?)?(\d{1,4}|[` + hanDigit + `]{1,4}|[①-⑳㉑-㉟㊱-㊿])(?: ?[\]］〕)）])?`

// shortForms are tried in order. A group "n" is the number of a note, "what"
// the kind of work; what stands before is author (and title), behind it a
// title and the place.
var shortForms = []struct {
	to target
	re *pattern
}{
	{toNote, guarded(guard{first: starts("同仝前上註注腳脚附")}, `^(?:同|仝)?(?:前揭|前引|前開|上揭|前|上)?(?:註|注|註釋|注释|腳註|脚注|附註)(?:第)?[:：]? ?`+noteNo+`(?:所(?:揭|引))?(?:之)?(?P<what>書|书|文|著)?`)},
	{toNote, guarded(guard{first: starts("前")}, `^(?:前引|前揭)`+noteNo+`(?P<what>書|书|文)?`)},
	{toNote, guarded(guard{first: starts("同见見")}, `^(?:同|见|見) ?([①-⑳㉑-㉟㊱-㊿])(?P<what>書|书|文)?`)},
	{toNote, guarded(guard{first: starts("sSaAnNfF, "), has: signs("0123456789")}, `^(?i:supra|above|see)?,? ?(?i:supra|above)? ?(?i:notes?|fn\.?|footnote|n\.?) ?(\d{1,4})\b(?: above)?`)},
	{toNote, guarded(guard{first: starts("(")}, `^\(n (\d{1,4})\)`)}, // OSCOLA
	{toPrev, guarded(guard{first: starts("同仝")}, `^(?:同上|同前|仝上|仝前)(?:揭|引)?(?:註|注|書|书|文|頁|页|揭|引)?`)},
	{toPrev, guarded(guard{first: starts("iI")}, `^(?i:ibid(?:em)?\b\.?|id\.)`)},
	{toAuthor, guarded(guard{first: starts("前上同")}, `^(?:前揭|前引|上揭|前開|同前揭|上引|前述)(?P<what>書|书|文|著|論文|论文|註|注)?`)},
	{toAuthor, guarded(guard{first: starts("oOlLsS")}, `^(?i:op\. ?cit\.?|loc\. ?cit\.?|supra\b)`)},
}

var (
	// Where a short form may begin behind an author.
	shortSign = scanned("，,：: 、", 64, signAfter, `[，,：: 、]?((?:同|仝)?(?:前揭|前引|前開|上揭|上引|前|上|同)(?:註|注|书|書|文|著|揭|引|論文)?|(?:註|注) ?\d|同[①-⑳]|前[注註]|(?i:ibid|id\.|op\. ?cit|loc\. ?cit|supra|above n|\(?n \d))`)
	placeOnly = regexp.MustCompile(`^(?:[，,。.;；：: 、]|及其?註|註? ?\d+|以下|參照|参照|可資)*$`)
)

// What every short form has: a sign in Chinese, or one of the words.
var (
	hanShort   = signs("同仝前上揭引註注①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚")
	latinShort = words("bid|BID|d.|cit|CIT|upra|bove|n ")
)

// maxShort is how many bytes a short form has at most.
const maxShort = 300

// readShort reads a short form with its author, title and place.
func readShort(s string) (f shortForm, ok bool) {
	s = strings.TrimSpace(Plain(s))
	if len(s) > maxShort {
		return f, false
	}
	for _, at := range shortStarts(s) {
		if f, ok = shortAt(s, at); ok {
			return f, indexSign(s, hanShort) >= 0 || holdsAny(s, latinShort)
		}
	}
	return f, false
}

// shortStarts are the places where a short form may begin: the start, and up to
// four behind an author.
func shortStarts(s string) []int {
	at := []int{0}
	from := 0
	if m := shortSign.at(s, 0); m != nil {
		at = append(at, m[2])
		from = m[1]
	}
	for len(at) <= 4 {
		m := shortSign.next(s, from)
		if m == nil {
			break
		}
		at = append(at, m[2])
		from = m[1]
	}
	return at
}

var shortSeparator = signs("，,：: 、")

var signStart = signs("同仝前上註注iIoOlLsSaAnN(")

// signAfter says that a sign may stand at the start of s or behind a separator.
func signAfter(s string) bool {
	r, n := utf8.DecodeRuneInString(s)
	if anywhere.of(r)&shortSeparator != 0 {
		s = s[n:]
	}
	if s == "" || anywhere.of(firstRune(s))&signStart == 0 {
		return false
	}
	return s[0] >= utf8.RuneSelf || len(s) > 1 && strings.IndexByte("bBdDpPoOuUnN ", s[1]) >= 0
}

func shortAt(s string, at int) (f shortForm, ok bool) {
	head, body := strings.Trim(s[:at], " ，,：:、"), s[at:]
	if len(head) > 0 && !shortHead(head) {
		return f, false
	}
	for _, form := range shortForms {
		m := form.re.FindStringSubmatchIndex(body)
		if m == nil {
			continue
		}
		f = shortForm{to: form.to, csl: &document.CSL{Type: "document"}}
		for g, name := range form.re.re.SubexpNames() {
			switch {
			case g == 0 || m[2*g] < 0:
			case name == "what":
				f.what = body[m[2*g]:m[2*g+1]]
			default:
				f.note = number(body[m[2*g]:m[2*g+1]])
			}
		}
		if form.to == toNote && f.note == 0 {
			continue
		}
		// 同上 with the number of a note in the words: 同上註3
		if !f.finish(head, body[m[1]:]) {
			continue
		}
		if f.to == toAuthor && len(f.csl.Author) == 0 && f.csl.Title == "" {
			f.to = toNearest
		}
		return f, true
	}
	return f, false
}

// shortHead says that s can be the author, and title, before a short form.
func shortHead(s string) bool {
	if len(s) > 160 || strings.ContainsAny(s, "。；;") {
		return false
	}
	if hasHan(s) {
		for _, p := range cutPieces(s) {
			if p.mark == 0 && !plausibleName(p.text) {
				return false
			}
		}
		return true
	}
	return startsUpper(s)
}

// finish reads what stands before and behind the sign; false when that is
// more than a title and a place.
func (f *shortForm) finish(head, rest string) bool {
	w := &work{csl: f.csl, rest: rest}
	if head != "" {
		ps := cutPieces(head)
		var names []string
		for _, p := range ps {
			if p.mark != 0 && p.mark != '(' {
				w.csl.Title = trimValue(p.text)
			} else if p.mark == 0 {
				names = append(names, p.text)
			}
		}
		if hasHan(head) {
			w.setPeople(readPeople(strings.Join(names, "，")))
		} else if a, t, found := strings.Cut(head, ", "); found && w.csl.Title == "" && !isPerson(t) {
			w.csl.Author, _ = splitAuthors(a, false)
			w.csl.Title = strings.Trim(trimTitle(t), "“”\"'‘’")
		} else {
			w.csl.Author, _ = splitAuthors(head, false)
		}
	}
	w.csl.Page = w.cut(pages, hanPages, atPage)
	for _, p := range cutPieces(w.rest) {
		switch t := strings.Trim(p.text, " ：:。.、"); {
		case p.mark == '(' && len(t) < 40 || t == "":
		case p.mark != 0 && f.csl.Title == "":
			f.csl.Title = trimValue(t)
		case placeOnly.MatchString(t) || barePage.MatchString(t) || barePages.MatchString(t):
			if f.csl.Page == "" && t != "" && isDigit(t[0]) {
				f.csl.Page = t
			}
		case p.mark == 0 && strings.TrimRight(t, "文書书") != t && isHanPerson(strings.TrimRight(t, "文書书")): // 前注③，王某书
			name := strings.TrimRight(t, "文書书")
			f.what = t[len(name):]
			f.csl.Author = hanNames(name)
		case p.mark == 0 && len(f.csl.Author) == 0 && isHanPerson(t):
			f.csl.Author = hanNames(t)
		case p.mark == 0 && !hasHan(t) && f.csl.Title == "" && startsUpper(t) && len(t) < 80:
			f.csl.Title = strings.Trim(t, "“”\"'‘’ ,")
		default:
			return false
		}
	}
	return true
}

// startsUpper says that s begins as a name or title in Western style does.
func startsUpper(s string) bool {
	for i, r := range s {
		switch r {
		case '*', '“', '"', '\'', '‘':
			continue
		}
		return isDigit(s[i]) || unicode.IsUpper(r)
	}
	return false
}
