package citation

import (
	"strings"
	"unicode"
)

var (
	volume    = guarded(guard{words: words("ol|OL")}, `(?i)\bVol(?:ume)?\.? ?(\d+)`)
	issue     = guarded(guard{words: words("o.|os.|O.|OS.|ssue |SSUE |ss. |SS. ")}, `(?i)\bnos?\. ?(\d+(?:[-–/]\d+)?)|\b(?:Issue|iss\.) (\d+)`)
	hanVol    = guarded(guard{has: signs("卷冊册編编")}, `第 ?(`+hanNum+`) ?[卷冊册]|\b(\d+) ?卷|卷 ?(`+hanNum+`)|[第]?([上中下])[冊册卷編编]`)
	hanIssue  = guarded(guard{has: signs("期輯辑號号")}, `(?:\d{4} ?年)?(?:總|总)?第 ?(`+hanNum+`(?:[-–/~～、](?:\d+|[`+hanDigit+`]+))?) ?(?:期|輯|辑|號|号)|\b(\d+(?:[-/]\d+)?) ?期`)
	yearIssue = guarded(guard{has: signs("年") | signs("期輯辑") | signs("第")}, `(\d{4}|[`+hanDigit+`]{4}) ?年 ?(?:第 ?`+hanNum+` ?卷)? ?第 ?`+hanNum+`(?:[-–/、~～]\d+)? ?(?:期|輯|辑)`)
	pages     = guarded(guard{words: words("p.")}, `\bpp?\. ?((?:\d+|[ivxlc]+)(?:[-–—](?:\d+|[ivxlc]+))?(?:, ?\d+(?:[-–—]\d+)?\b)*)`)

	// (Place: Publisher, Year)
	imprint = guarded(guard{has: signs("(（") | signs(":：;；") | signs(",，"), test: holdsYear}, `[(（]([^()（）:：]{1,80}?) ?[:：;；] ?([^()（）]+?)[,，] ?(\d{4}) ?年?[^()（）]{0,10}[)）]`)
	// ，Place：Publisher，Year年 without brackets
	hanImprint = guarded(guard{has: signs(":：") | signs(",，"), test: holdsYear}, `[，,] ?(\p{Han}{2,6})[：:]([^，,：:（(]{2,40})[，,] ?(\d{4}) ?年版?`)
	// in A, B, & C, eds., Title
	edited    = guarded(guard{first: starts(",， i"), words: words("in ")}, `^[,，]? ?\bin (.{3,200}?),? [(（]?[Ee]ds?\.[)）]?,? `)
	hanEdited = guarded(guard{has: signs("編编") | signs("《〈")}, `^[，,]? ?(?:收錄於|收入|載於|載|於)?([^，,。〈《》〉]{2,40}?)(?:主編|編著|合編|編|编)[，,]? ?[《〈]`)
	// in Title (Place: Publisher, 1990), without editors
	inBook     = guarded(guard{words: words("in "), test: holdsYear}, `^[,，]? ?in \*?([^*()（）“”"〈《]{3,240}?)\*? \([^()（）:：;；]{1,80}[:：;；] ?[^()（）]+, ?\d{4}\)`)
	placeParen = guarded(guard{first: starts(" （(")}, `^ ?[（(]([\p{Han}]{2,8})[)）]`)

	thesisWord = guarded(guard{words: words("學位論文|碩士論文|博士論文|硕士|issertation|hesis|ISSERTATION|HESIS")}, `(?i)學位論文|碩士論文|博士論文|硕士|dissertation|thesis`)
	newsWord   = guarded(guard{words: words("報|新聞|通訊社|报|新闻|Times|Post|Wall|Daily|News|Herald|Guardian|Tribune|Asia")}, `\b(?:Times|Post|Wall Street Journal|Daily|News|Herald|Guardian|Tribune|Asia)\b|日報|時報|晚報|新聞|報$|通訊社|日报|时报|新闻`)
	pressWord  = guarded(guard{words: words("出版|書局|書店|圖書|文化|书局|书店|Press|Routledge|Springer|Wiley|Elsevier")}, `\bPress\b|Routledge|Springer|Wiley|Elsevier|出版|書局|書店|圖書|文化|书局|书店`)
	billTitle  = guarded(guard{first: starts("HS")}, `^(?:H\.R\.|S\.|H\.Res\.) ?\d`)
	lawTitle   = guarded(guard{words: words("法|例|辦|办|行政命令|Executive|Act|務院|务院")}, `^Executive Order\b|\bAct(?: of \d{4})?$|(?:法|條例|辦法|行政命令|条例|办法)$|^國務院關於|^国务院关于`)
	treatyWord = guarded(guard{words: words("約|公约|Treaty|Convention")}, `\b(?:Treaty|Convention)\b|條約$|公約$`)
)

// takeEditors reads the editors of the book that a chapter stands in.
func (w *work) takeEditors() {
	if m := edited.FindStringSubmatchIndex(w.rest); m != nil {
		w.csl.Editor, _ = splitAuthors(Plain(w.rest[m[2]:m[3]]), false)
		w.rest = w.rest[m[1]:]
		w.edited = true
		if !strings.HasPrefix(w.rest, "*") { // emphasis lost: the book's title runs to its imprint
			end := strings.Index(w.rest, " (")
			if k := sentenceEnd(w.rest); w.entry || end < 0 {
				end = k
			}
			w.csl.ContainerTitle = trimValue(Plain(w.rest[:end]))
			w.rest = w.rest[end:]
		}
		return
	}
	if m := hanEdited.FindStringSubmatchIndex(w.rest); m != nil {
		w.csl.Editor, _ = splitAuthors(w.rest[m[2]:m[3]], false)
		w.edited = true
	}
}

// takeMarkedContainer reads the journal, book or site by its brackets or
// emphasis. Emphasis that a page break cut runs on to the next field.
func (w *work) takeMarkedContainer() {
	if w.csl.ContainerTitle != "" {
		return
	}
	if m := inBook.FindStringSubmatchIndex(w.rest); m != nil && w.quoted {
		w.csl.ContainerTitle = trimValue(Plain(w.rest[m[2]:m[3]]))
		w.rest = w.rest[m[3]:]
		w.edited = true
		return
	}
	if i := strings.IndexAny(w.rest, "〈《"); i >= 0 {
		inner, after, _ := bracketed(w.rest[i:])
		w.csl.ContainerTitle = strings.Trim(trimValue(Plain(inner)), "〈《》〉")
		if m := placeParen.FindStringSubmatch(after); m != nil {
			w.csl.PublisherPlace = m[1]
			after = after[len(m[0]):]
		}
		w.rest = w.rest[:i] + "，" + after
		return
	}
	i := strings.IndexByte(w.rest, '*')
	if i < 0 {
		return
	}
	s := w.rest[i+1:]
	end := max(0, strings.IndexByte(s, '*'))
	after := strings.TrimLeft(s[end:], "*")
	if !fieldEnds(after) {
		for k := range after {
			if fieldEnds(after[k:]) {
				end = len(s) - len(after) + k
				break
			}
		}
	}
	w.csl.ContainerTitle = trimValue(Plain(s[:end]))
	w.rest = w.rest[:i] + s[end:]
}

// fieldEnds says that a field ends right before s.
func fieldEnds(s string) bool {
	return s == "" || strings.IndexByte(",.;(<", s[0]) >= 0 || strings.HasPrefix(s, " (") || strings.HasPrefix(s, "，")
}

// takeImprint reads place, publisher and year: in brackets in a note, as
// "Place: Publisher" in an entry.
func (w *work) takeImprint() {
	w.rest = Plain(w.rest)
	m := imprint.FindStringSubmatchIndex(w.rest)
	if m == nil && !w.entry {
		m = hanImprint.FindStringSubmatchIndex(w.rest)
	}
	if m != nil {
		w.csl.PublisherPlace = trimPlace(w.rest[m[2]:m[3]])
		w.csl.Publisher = trimValue(w.rest[m[4]:m[5]])
		if w.csl.Issued == nil {
			w.csl.Issued = newDate("", num(w.rest[m[6]:m[7]]), 0, 0)
		}
		w.rest = w.rest[:m[0]] + w.rest[m[1]:]
		return
	}
	if !w.entry {
		return
	}
	i := strings.IndexAny(w.rest, ":：")
	if i < 0 {
		return
	}
	place := trimPlace(strings.TrimLeft(w.rest[:i], " .。?？!,，"))
	after := strings.TrimLeft(w.rest[i:], ":： ")
	end := len(after)
	for _, re := range []*pattern{pages, hanPages} {
		if m := re.FindStringIndex(after); m != nil {
			end = min(end, m[0])
		}
	}
	if place == "" || len(place) > 60 {
		return
	}
	w.csl.PublisherPlace = place
	w.csl.Publisher = trimPublisher(after[:end])
	w.rest = after[end:]
}

// trimPlace keeps the stop of "D.C.".
func trimPlace(s string) string { return strings.Trim(s, " ,，;；。、*") }

func trimPublisher(s string) string {
	s = strings.Trim(s, " ,，;；。、*")
	if n := len(s); strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "Inc.") && !(n > 3 && s[n-3] == '.') {
		s = strings.TrimSuffix(s, ".")
	}
	return s
}

// takeNumbers reads volume, issue, pages and date, each out of rest.
func (w *work) takeNumbers() {
	w.csl.Volume = w.cut(volume, hanVol)
	year := yearIssue.FindStringSubmatch(w.rest)
	w.csl.Issue = w.cut(issue, hanIssue)
	if p := w.cut(pages, hanPages); p != "" {
		w.csl.Page = p
	}
	if d, from, to := findDate(w.rest); d != nil && w.csl.Issued == nil {
		w.csl.Issued = d
		w.rest = w.rest[:from] + w.rest[to:]
	} else if year != nil && w.csl.Issued == nil {
		w.csl.Issued = newDate("", num(year[1]), 0, 0)
	}
}

// cut takes the first match of the first pattern out of rest and gives its
// first group that took part.
func (w *work) cut(patterns ...*pattern) string {
	for _, re := range patterns {
		m := re.FindStringSubmatchIndex(w.rest)
		if m == nil {
			continue
		}
		for g := 2; g+1 < len(m); g += 2 {
			if m[g] >= 0 {
				v := trimValue(w.rest[m[g]:m[g+1]])
				w.rest = w.rest[:m[0]] + w.rest[m[1]:]
				return v
			}
		}
	}
	return ""
}

// takeBareContainer reads a journal or site whose marks were lost: what is
// left of a quoted title's citation.
func (w *work) takeBareContainer() {
	if w.csl.ContainerTitle != "" || !w.quoted && w.csl.URL == "" {
		return
	}
	for part := range strings.FieldsFuncSeq(w.rest, func(r rune) bool { return r == ',' || r == '，' || r == '。' }) {
		if part = strings.Trim(trimValue(part), "()（）<>"); len(part) > 1 && strings.ContainsFunc(part, unicode.IsLetter) && !strings.ContainsAny(part, "〈《") {
			w.csl.ContainerTitle = strings.TrimPrefix(part, "In ")
			return
		}
	}
}

// kind gives the CSL type that the fields show.
func (w *work) kind() string {
	c := w.csl
	switch {
	case thesisWord.MatchString(w.rest):
		return "thesis"
	case w.edited:
		return "chapter"
	case billTitle.MatchString(c.Title):
		return "bill"
	case c.Publisher == "" && treatyWord.MatchString(c.Title):
		return "treaty"
	case c.Publisher == "" && c.Volume == "" && c.Issue == "" && lawTitle.MatchString(c.Title) && !w.byPerson():
		return "legislation"
	case c.Volume != "" && c.ContainerTitle != "" || c.Issue != "" || c.Volume != "" && c.Publisher == "":
		return "article-journal"
	case c.Publisher != "":
		if w.body() && !pressWord.MatchString(c.Publisher) {
			return "report"
		}
		return "book"
	case c.ContainerTitle != "" && isNewspaper(c.ContainerTitle):
		return "article-newspaper"
	case c.URL != "":
		return "webpage"
	case c.ContainerTitle != "" && c.Section != "":
		return "chapter" // of a manual
	case c.ContainerTitle != "":
		return "article-journal"
	case w.quoted:
		return "article"
	}
	return "book"
}

// byPerson says that the first author has a Chinese person's name: laws have
// none.
func (w *work) byPerson() bool {
	return len(w.csl.Author) > 0 && isHanPerson(w.csl.Author[0].Literal)
}

// body says that the first author is an organisation.
func (w *work) body() bool {
	if len(w.csl.Author) == 0 {
		return len(w.csl.Editor) == 0
	}
	n := w.csl.Author[0]
	if n.Literal == "" || isHanPerson(n.Literal) {
		return false
	}
	return key(n.Literal) == key(w.csl.Publisher) || !hasHan(n.Literal) || len([]rune(n.Literal)) > 4
}
