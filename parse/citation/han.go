package citation

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// hanDated begins an entry with author and year: 王小明（2019）。 or 王小明，2020。
var hanYear = scanned("，,.。．（(〔 ", 240, yearAfter, `(?:[，,.。] ?)?(?: ?[（(〔]((?:`+eraWord+`)? ?(?:\d{2,4}|[`+hanDigit+`]{2,7}) ?年?[a-z]?(?:[，,/.．] ?[^（）()]{1,24}|\d{1,2}月[^（）()]{0,8})?|無日期|无日期|n\.d\.|年代不詳|出版中|印刷中|排印中|in press)[）)〕] ?[。.．,，:：]? ?|[，,。．.] ?((?:19|20)\d{2}[a-z]?)(?:[。．.] ?|[，,：:] ?([〈《「『])))`)

var yearStart = signs("0123456789" + hanDigit + "中民昭平令大明無无n年出印排i ")

// yearAfter says that a year, or what stands for it, may begin behind the point
// or bracket at the start of s.
func yearAfter(s string) bool {
	for i, r := range s {
		switch r {
		case '，', ',', '.', '。', '．', ' ', '（', '(', '〔':
			if i > 12 {
				return false
			}
			continue
		}
		return anywhere.of(r)&yearStart != 0
	}
	return false
}

// maxHead is how many characters may stand before the year of an entry.
const maxHead = 400

// hanDated matches author and year at the start of an entry; the author is the
// first group of the match.
func hanDated(s string) []int { return headed(hanYear, s) }

// headed is the first match of a year in the head of s, with what stands
// before it as first group.
func headed(year *scanner, s string) []int {
	s = firstLine(s)
	m := year.next(s, 0)
	if m == nil || m[0] > maxHead && utf8.RuneCountInString(s[:m[0]]) > maxHead {
		return nil
	}
	return append([]int{0, m[1], 0, m[0]}, m[2:]...)
}

// readHan reads a citation in Chinese: a note (author, title, the rest), or an
// entry with the year behind the author. ok is false when w has no shape of
// either.
func (w *work) readHan() bool {
	s := strings.TrimLeft(w.rest, "，, ")
	if m := hanDated(s); m != nil && isEntryHead(s[m[2]:m[3]]) {
		if m[8] >= 0 {
			m[1] = m[8] // the mark opens the title
		}
		return w.hanEntry(s, m)
	}
	if m := refHead(s); m != nil && (m[2] < 0 || isEntryHead(s[m[2]:m[3]])) {
		return w.hanEntry(s, []int{m[0], m[1], max(m[2], 0), max(m[3], 0), m[4], m[5], -1, -1, -1, -1})
	}
	ps := cutPieces(s)
	for len(ps) > 0 && ps[0].mark == '(' { // nationality or dynasty before the name
		if len(ps) == 1 || ps[1].mark != 0 || len(ps[0].text) > 12 {
			break
		}
		ps = ps[1:]
	}
	at := -1
	for i, p := range ps {
		if p.mark != 0 && p.mark != '(' {
			at = i
			break
		}
	}
	if at < 0 || at > 0 && w.fieldsBefore(ps[:at]) {
		return w.hanBare(ps)
	}
	var head []string
	for _, p := range ps[:at] {
		if p.mark == '(' {
			if _, _, ok := cutRole("某某（" + p.text + "）"); ok && len(head) > 0 {
				head[len(head)-1] += "（" + p.text + "）"
			}
			continue
		}
		if n := len(head); n > 0 && p.tail { // 羅爾（Roll）著
			head[n-1] += p.text
			continue
		}
		head = append(head, p.text)
	}
	w.setPeople(readPeople(strings.Join(head, "，")))
	w.hanTitled(ps, at)
	return true
}

// isEntryHead says that what stands before a year can be names only, as in an
// entry; else the year belongs to a note's imprint.
func isEntryHead(s string) bool {
	return !strings.ContainsAny(s, "〈《「『“\"*。[") && !hanIssue.MatchString(s) && !hanPages.MatchString(s) && !hanThesis.MatchString(s) && !edition.MatchString(s[strings.LastIndexAny(s, "，,")+1:])
}

// fieldsBefore says that journal fields stand before the first title mark, so
// that the mark is not the title's.
func (w *work) fieldsBefore(ps []piece) bool {
	for _, p := range ps[min(1, len(ps)):] {
		if p.mark == 0 && (hanIssue.MatchString(p.text) || hanPages.MatchString(p.text)) {
			return true
		}
	}
	return false
}

func (w *work) setPeople(p people) {
	w.csl.Author = append(w.csl.Author, p.author...)
	w.csl.Editor = append(w.csl.Editor, p.editor...)
	w.csl.Translator = append(w.csl.Translator, p.translator...)
	w.etAl = w.etAl || p.etAl
}

// part is the 上 or （二） that an article in parts has behind its title.
var part = guarded(guard{most: 9}, `^(?:[上中下]|[一二三四五六七八九十]{1,2}|完|續|\d)$`)

// hanTitled takes the marked title at ps[at] and reads the rest.
func (w *work) hanTitled(ps []piece, at int) {
	w.csl.Title = trimValue(Plain(ps[at].text))
	w.quoted = ps[at].mark != '《'
	w.bookMark = ps[at].mark == '《'
	rest := ps[at+1:]
	for len(rest) > 0 && rest[0].mark == '(' && part.MatchString(rest[0].text) {
		w.csl.Title += "（" + rest[0].text + "）"
		rest = rest[1:]
	}
	w.rest = ""
	w.tail(rest)
}

// hanEntry reads an entry; m is the match of hanDated.
func (w *work) hanEntry(s string, m []int) bool {
	w.entry = true
	for _, g := range []int{4, 6} {
		if m[g] < 0 {
			continue
		}
		if d, _, _ := findDate(s[m[g]:m[g+1]]); d != nil {
			w.csl.Issued = d
		} else if y := entryYear(s[m[g]:m[g+1]]); y > 0 {
			w.csl.Issued = newDate("", y, 0, 0)
		} else if w.csl.Status == "" {
			w.csl.Status = noDate(s[m[g]:m[g+1]])
		}
	}
	end := m[3]
	if end < len(s) && s[end] == '.' { // Rawls, J.（2003）
		end++
	}
	w.entryPeople(s[m[2]:end])
	rest := strings.TrimSpace(s[m[1]:])
	if rest == "" {
		return true
	}
	switch firstRune(rest) {
	case '《', '〈', '<', '「', '『':
		if ps := cutPieces(rest); len(ps) > 0 && ps[0].mark != 0 {
			w.hanTitled(ps, 0)
			return true
		}
	}
	title, after := cutSentence(rest)
	w.csl.Title = strings.Trim(trimValue(Plain(title)), "「」“”")
	w.quoted = true
	ps := cutPieces(Plain(after))
	// The genre or edition in brackets behind the title belongs to the rest.
	if i := strings.LastIndexAny(w.csl.Title, "（[〔"); i > 0 {
		if inner := w.csl.Title[i:]; genreParen.MatchString(inner) {
			ps = append(cutPieces(inner), ps...)
			w.csl.Title = trimValue(w.csl.Title[:i])
		}
	}
	if len(ps) == 0 {
		return true
	}
	w.tail(ps)
	return true
}

// entryPeople reads the names before the year of an entry.
func (w *work) entryPeople(s string) {
	if !hasHan(s) {
		if names, etAl, ok := apaNames(s); ok {
			w.csl.Author, w.etAl = names, etAl
			return
		}
	}
	w.setPeople(readPeople(s))
}

var (
	genreParen = guarded(guard{has: signs("（([）)]〕")}, `論文|论文|版[）)]|[）)\]〕]$.*譯|譯[）)]|译[）)]|報告[\]］]|编[）)]|編[）)]|系統編號|^[（(](?:第|Vol|上|下)`)
	yearOnly   = regexp.MustCompile(`\d{2,4}`)
)

func entryYear(s string) int {
	y := num(yearOnly.FindString(s))
	if y > 0 && y < 200 {
		y += 1911
	}
	return y
}

func noDate(s string) string {
	if strings.Contains(s, "日期") || strings.Contains(s, "n.d") || strings.Contains(s, "年代") {
		return ""
	}
	return s
}

// cutSentence cuts behind the first sentence: at 。 or ． outside brackets, at
// a point before a blank, else before a title mark or at the first comma.
func cutSentence(s string) (head, rest string) {
	var d depth
	for i, r := range s {
		switch r {
		case '。', '．':
			if !d.open() {
				return s[:i], s[i+len("。"):]
			}
		case '？', '！', '?', '!':
			if next := s[i+len(string(r)):]; !d.open() && i > 0 && (strings.HasPrefix(next, "《") || strings.HasPrefix(next, "*") || strings.HasPrefix(next, " ")) {
				return s[:i+len(string(r))], next
			}
		case '.':
			if !d.open() && (i+1 == len(s) || s[i+1] == ' ' || firstRune(s[i+1:]) > 0x2e7f) {
				return s[:i], s[i+1:]
			}
		}
		d.add(r)
	}
	if i := strings.IndexAny(s, "《*"); i > 0 {
		return s[:i], s[i:]
	}
	if i := strings.IndexAny(s, "，"); i > 0 {
		return s[:i], s[i:]
	}
	return s, ""
}

// hanBare reads a note without title marks: 王小明，論比例原則，月旦法學雜誌，第123期，頁5.
func (w *work) hanBare(ps []piece) bool {
	first := len(ps)
	for i, p := range ps {
		if i > 0 && isField(p) {
			first = i
			break
		}
	}
	if first == len(ps) && (first < 2 || !namesSomebody(ps[0].text)) {
		return false
	}
	head := ps[:first]
	for len(head) > 1 && head[0].mark == 0 {
		_, _, role := cutRole(head[0].text)
		if !role && len(w.csl.Author)+len(w.csl.Editor) > 0 && !isHanPerson(head[0].text) {
			break
		}
		w.setPeople(readPeople(head[0].text))
		head = head[1:]
	}
	var words []string
	for _, p := range head {
		if p.mark == '(' {
			if n := len(words); n > 0 {
				words[n-1] += "（" + p.text + "）"
			}
			continue
		}
		words = append(words, Plain(p.text))
	}
	if n := len(words); n > 1 {
		switch last := words[n-1]; {
		case first < len(ps) && ps[first].mark == 0 && edition.MatchString(ps[first].text) || last == "自版":
			w.csl.Publisher = last
			words = words[:n-1]
		case pressWord.MatchString(last) && !hasIssue(ps[first:]):
			w.csl.Publisher = last
			words = words[:n-1]
		case journalWord.MatchString(last) || hasIssue(ps[first:]):
			w.csl.ContainerTitle = last
			words = words[:n-1]
		}
	}
	w.csl.Title = strings.Trim(strings.Join(words, "，"), "「」《》〈〉 ")
	w.quoted = w.csl.ContainerTitle != "" || hasIssue(ps[first:])
	w.tail(ps[first:])
	return w.csl.Title != ""
}

// namesSomebody says that s is a person's name, or says what someone did.
func namesSomebody(s string) bool {
	name, _, role := cutRole(s)
	name = hanEtAl.ReplaceAllString(name, "")
	first, _, _ := strings.Cut(name, "、")
	return role || isHanPerson(first)
}

func hasIssue(ps []piece) bool {
	for _, p := range ps {
		if p.mark == 0 && (hanIssue.MatchString(p.text) || hanVol.MatchString(p.text) || volumeIssue.MatchString(p.text)) {
			return true
		}
	}
	return false
}

// isField says that a piece is one of those that stand behind a title.
func isField(p piece) bool {
	if p.mark != 0 {
		return p.mark != '(' || hasDate(p.text) || hanPlaceColon.MatchString(p.text)
	}
	t := p.text
	if hanPages.MatchString(t) || hanIssue.MatchString(t) || hanVol.MatchString(t) || edition.MatchString(t) || hanThesis.MatchString(t) || hanPlaceColon.MatchString(t) || containerCue.MatchString(t) {
		return true
	}
	_, role, ok := cutRole(t)
	return ok && role == "translator" && len(t) < 40 || len(t) < 40 && hasDate(t)
}

func hasDate(s string) bool {
	d, _, _ := findDate(s)
	return d != nil
}
