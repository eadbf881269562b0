package citation

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

const hanNum = `(?:\d+|[` + hanDigit + `]+)`

var (
	hanPages    = guarded(guard{has: signs("頁页")}, `(?:第 ?)?(`+hanNum+`(?: ?[-–—―－~～至、] ?`+hanNum+`)*) ?[頁页]|[頁页](?:码|碼)?[:：]? ?([A-Za-z]{0,2}`+hanNum+`(?:[-.]\d+)?(?: ?[-–—―－~～至、] ?[A-Za-z]{0,2}`+hanNum+`(?:-\d+)?)*)(?:以下|起)?`)
	volumeIssue = guarded(guard{has: signs("(（") | signs(")）")}, `(?:^|[^\d年])(\d{1,4}|[`+hanDigit+`]{1,4}) ?[(（](第?\d{1,3}(?:[-–/、]\d{1,3})?期?|[`+hanDigit+`]{1,3}|[春夏秋冬]季?號?)[)）](?:[，,:：] ?(e?\d+(?: ?[-–—~～] ?\d+)?))?`)
	barePages   = guarded(guard{first: starts("p0123456789"), has: signs("-–—~～－")}, `^(?:pp?\. ?)?(\d+ ?[-–—~～－] ?\d+(?:、\d+(?:[-–—~～]\d+)?)*)$`)
	barePage    = guarded(guard{first: starts("0123456789"), most: 5}, `^\d{1,5}$`)
	newsPage    = guarded(guard{has: signs("版")}, `(?:第? ?([A-Z]{0,2}\d{0,3}|[`+hanDigit+`]{1,3}) ?版面?|版(?:次|面)?[:：]? ?([A-Z]{0,2}\d{1,3}|[`+hanDigit+`]{1,3}))(?:[:：]\p{Han}+)?$`)
	edition     = guarded(guard{has: signs("版")}, `^(?:第 ?)?(?:修訂|增訂|增修|修正|增補|校訂|最新|全新|修订|增订|增补|新|影印|典藏|訂正)*第? ?(?:`+hanNum+`|初|再|新|修訂|增訂|全新|修订|增订)(?:修訂|增訂|修正|修订|增订|增补)?(?:`+hanNum+`|再|初)? ?版(?: ?(?:第? ?`+hanNum+` ?(?:刷|次印刷)))?$`)
	// 國立臺灣大學法律學研究所碩士論文
	hanThesis     = guarded(guard{last: ends("文")}, `^(.{0,60}?)[,，:：]? ?(?:未出版(?:之|的)?)?((?:碩士|博士|硕士|學士|学士)(?:後|后)?(?:學位|学位|班)?(?:論文|论文))$`)
	eventWord     = guarded(guard{words: words("研討會|研讨会|年會|年会|論壇|论坛|學術會議|学术会议|座談會|座谈会|學術大會|國際會議")}, `研討會|研讨会|年會|年会|論壇|论坛|學術會議|学术会议|座談會|座谈会|學術大會|國際會議`)
	eventCue      = guarded(guard{first: starts("論论發发宣於")}, `^(?:論文|论文)?(?:發表於|发表于|宣讀於|宣读于|發表|於)`)
	series        = guarded(guard{words: words("叢書|丛书|系列|文庫|文库|叢刊|丛刊")}, `^.{2,40}?(?:叢書|丛书|系列|文庫|文库|叢刊|丛刊)(?:第? ?\d+(?:號|種|号|种|輯|辑)?)?$`)
	containerCue  = guarded(guard{first: starts("收輯編刊載载登發见見於iI")}, `^(?:收錄於|收录于|收入於|收入|收於|收于|輯於|編入|刊載於|刊於|刊于|刊載|載於|载于|載|载|登於|發表於|见于|見於|收錄在|in |In |收|刊|見|见|於)`)
	strongCue     = guarded(guard{first: starts("收輯編載载iI")}, `^(?:收錄於|收录于|收入於|收入|收於|收于|輯於|編入|載於|载于|收錄在|載|载|in |In )`)
	hanPlaceColon = guarded(guard{has: signs(":：")}, `^(\p{Han}{2,12}|[A-Z][A-Za-z .]{1,24}) ?[：:] ?(.{2,60})$`)
	journalWord   = guarded(guard{last: ends("報报誌志刊論论叢丛學学訊讯衡摘室究林壇坛公")}, `(?:學報|学报|雜誌|杂志|季刊|月刊|週刊|周刊|半年刊|年刊|期刊|評論|评论|論叢|论丛|集刊|學刊|学刊|通訊|通讯|論衡|導報|公報|公报|法學|法学|文摘|教室|時報|日報|晚報|时报|日报|晚报|報|报|研究|學誌|史林|論壇)$`)
	knownPlace    = guarded(guard{most: 12, first: starts("臺台新桃高嘉花宜香澳北上天南廣广武成重西杭瀋沈長长哈濟济合福昆蘭兰太東东京大首紐倫伦纽")}, `^(?:臺北|台北|新北|桃園|臺中|台中|臺南|台南|高雄|新竹|嘉義|花蓮|宜蘭|香港|澳門|澳门|北京|上海|天津|南京|廣州|广州|武漢|武汉|成都|重慶|重庆|西安|杭州|瀋陽|沈阳|長春|长春|哈爾濱|哈尔滨|濟南|济南|長沙|长沙|合肥|福州|南昌|昆明|蘭州|兰州|太原|東京|东京|京都|大阪|首爾|新加坡|紐約|倫敦|伦敦|纽约)[市縣县]?$`)
	appendix      = guarded(guard{last: ends("版輯辑編编")}, `[版輯辑編编]$`)
	noise         = guarded(guard{first: starts("未總总全線电版同初")}, `^(?:未出版|總第.*期|总第.*期|全文|線上版|电子版|版|同前|初稿)$`)
	// What a body, not a person, is called at its end.
	numberSeries = guarded(guard{first: starts("總系編报報")}, `^(?:總號|系統編號|編號|报告编号|報告編號)[:：]? ?(.+)$`)
)

// tail reads the pieces behind a title, each by its form.
func (w *work) tail(ps []piece) {
	for i, p := range ps {
		t := Plain(strings.TrimSpace(p.text))
		switch {
		case p.mark == '(':
			w.hanParen(t)
		case p.mark != 0:
			w.hanContainer(t, p.mark)
		default:
			next := i+1 < len(ps) && ps[i+1].mark != 0 && ps[i+1].mark != '('
			// 《刊》3(2): the number in brackets is the issue
			if i+1 < len(ps) && ps[i+1].mark == '(' && w.pairedIssue(t, ps[i+1].text) {
				ps[i+1].text = ""
				continue
			}
			w.hanWords(t, next, p.tail)
		}
	}
	w.placeLoose()
	w.csl.Type = w.hanKind()
}

// pairedIssue reads volume(issue), which the brackets cut in two.
func (w *work) pairedIssue(t, inner string) bool {
	m := volumeIssue.FindStringSubmatchIndex(t + "(" + inner + ")")
	if m == nil || w.csl.Volume != "" || m[3] != len(t) {
		return false
	}
	w.csl.Volume, w.csl.Issue = t[m[2]:m[3]], strings.Trim(strings.TrimSpace(inner), "第期")
	if before := strings.TrimSpace(t[:m[2]]); before != "" {
		w.hanWords(before, false, false)
	}
	return true
}

// hanContainer takes a second title: the journal or book that holds the first,
// or a series.
func (w *work) hanContainer(t string, mark rune) {
	if len(w.loose) > 0 && w.cued { // 載王小明，《…》
		w.csl.ContainerAuthor = readPeople(strings.Join(w.loose, "、")).author
		w.loose = nil
	}
	t = strings.Trim(trimValue(t), "〈《》〉")
	switch {
	case w.bookMark && w.csl.Issue == "" && w.csl.Volume != "" && w.csl.ContainerTitle == "" && w.csl.Publisher == "":
		// 《史記》卷6《秦始皇本紀》: the whole stands first
		w.csl.Title, w.csl.ContainerTitle, w.whole = t, w.csl.Title, true
	case w.csl.ContainerTitle == "":
		w.csl.ContainerTitle = t
	case mark == '《' && w.csl.CollectionTitle == "":
		w.csl.CollectionTitle = t
	}
	w.cued = false
}

// hanParen reads what stands in round brackets: imprint, date, place, issue,
// or the edition of a journal.
func (w *work) hanParen(t string) {
	t = strings.TrimSpace(t)
	switch {
	case t == "" || noise.MatchString(t):
		return
	case knownPlace.MatchString(t), w.csl.ContainerTitle != "" && placeName.MatchString(t) && !appendix.MatchString(t) && w.csl.PublisherPlace == "":
		if _, role, ok := cutRole(t); !ok || role == "" {
			w.csl.PublisherPlace = t
			return
		}
	case w.csl.ContainerTitle != "" && allHan(t) && appendix.MatchString(t) && !edition.MatchString(t) && w.csl.Issue == "":
		w.csl.ContainerTitle += "（" + t + "）"
		return
	}
	if n := len(w.loose); n > 0 {
		if _, role, ok := cutRole("某某（" + t + "）"); ok && role != "" { // 王小明（主編）
			last := w.loose[n-1]
			w.loose = w.loose[:n-1]
			w.edited = w.edited || role == "editor" && w.cued
			w.addRole(role, strings.TrimLeft(last, "載载於于"))
			return
		}
		if allHan(t) && appendix.MatchString(t) && !edition.MatchString(t) {
			w.loose[n-1] += "（" + t + "）"
			return
		}
	}
	for _, p := range cutPieces(t) {
		if p.mark == 0 {
			w.hanWords(p.text, false, false)
		}
	}
}

var placeName = regexp.MustCompile(`^\p{Han}{2,4}$`)

func (w *work) addRole(role, names string) {
	p := people{}
	for n := range strings.FieldsFuncSeq(names, func(r rune) bool { return r == '，' || r == ',' }) {
		if m := hanEtAl.FindStringIndex(n); m != nil && m[0] > 0 {
			n = n[:m[0]]
		}
		p.put(role, hanNames(n))
	}
	w.setPeople(p)
}

// hanWords reads one piece of words. next says that a title follows; tail that
// the piece hangs on a title before it.
func (w *work) hanWords(t string, next, tail bool) {
	if w.news(t) || eventWord.MatchString(t) && w.hanGenre(t) {
		return
	}
	t = w.hanNumbers(t)
	if cue := containerCue.FindString(t); cue != "" && (next || w.quoted && strongCue.MatchString(t)) && len(cue) < len(t)+1 {
		w.cued = true
		w.inBook = w.inBook || strongCue.MatchString(t)
		t = strings.TrimLeft(t[len(cue):], " ：:")
	}
	t = strings.Trim(t, " ：:，,。、*")
	if t == "" || noise.MatchString(t) || strings.HasPrefix(t, "總第") || strings.HasPrefix(t, "总第") {
		return
	}
	if m := numberSeries.FindStringSubmatch(t); m != nil {
		w.csl.Number = m[1]
		return
	}
	if w.hanGenre(t) || w.hanImprint(t, next) {
		return
	}
	name, role, ok := cutRole(t)
	if ok && role == "" && w.csl.Publisher == "" { // XX大學主辦
		w.csl.Publisher = name
		return
	}
	if ok && role != "" && utf8.RuneCountInString(name) <= 40 && !pressWord.MatchString(t) {
		w.edited = w.edited || next && role == "editor"
		p := people{}
		p.part(t)
		w.setPeople(p)
		return
	}
	if tail && w.csl.ContainerTitle == "" && w.csl.Publisher == "" && utf8.RuneCountInString(t) == 1 && part.MatchString(t) {
		w.csl.Title += t
		return
	}
	w.loose = append(w.loose, t)
}

// hanGenre reads thesis, conference, series, edition.
func (w *work) hanGenre(t string) bool {
	switch m := hanThesis.FindStringSubmatch(t); {
	case m != nil:
		w.csl.Genre = m[2]
		school := strings.Join(w.loose, "")
		w.loose = nil
		if place, pub, ok := cutPlace(m[1]); ok {
			w.csl.PublisherPlace, m[1] = place, pub
		}
		if s := school + strings.TrimSpace(m[1]); s != "" && w.csl.Publisher == "" {
			w.csl.Publisher = s
		} else if w.csl.Publisher != "" {
			w.csl.Publisher += s
		}
		return true
	case eventWord.MatchString(t) && w.csl.ContainerTitle == "" && !strings.Contains(t, "：") && !journalIssue(w):
		t = eventCue.ReplaceAllString(t, "")
		t = strings.TrimSuffix(strings.TrimSuffix(t, "論文集"), "会议论文")
		t = strings.TrimSuffix(strings.TrimSuffix(t, "會議論文"), "論文")
		w.csl.EventTitle = strings.TrimSpace(t)
		return true
	case series.MatchString(t) && !w.quoted:
		w.csl.CollectionTitle = t
		return true
	case edition.MatchString(t):
		w.csl.Edition = t
		return true
	}
	return false
}

func journalIssue(w *work) bool { return w.csl.Volume != "" || w.csl.Issue != "" }

// hanImprint reads place：publisher, and places and publishers by themselves.
func (w *work) hanImprint(t string, next bool) bool {
	if place, pub, ok := cutPlace(t); ok && w.csl.Publisher == "" {
		if m := hanThesis.FindStringSubmatch(pub); m != nil {
			w.csl.PublisherPlace = place
			return w.hanGenre(pub)
		}
		w.csl.PublisherPlace, w.csl.Publisher = place, trimPublisher(pub)
		return true
	}
	switch {
	case knownPlace.MatchString(t) && w.csl.PublisherPlace == "":
		w.csl.PublisherPlace = t
		return true
	case pressWord.MatchString(t) && w.csl.Publisher == "" && !next && !(w.quoted && w.csl.ContainerTitle == "" && !w.inBook && !w.entry && journalWord.MatchString(t)):
		w.csl.Publisher = t
		return true
	}
	return false
}

func cutPlace(t string) (place, publisher string, ok bool) {
	m := hanPlaceColon.FindStringSubmatch(t)
	if m == nil || strings.HasPrefix(m[2], "//") {
		return "", "", false
	}
	return m[1], strings.TrimSpace(m[2]), true
}

// news reads the page of a newspaper: A5版, 第3版.
func (w *work) news(t string) bool {
	c := w.csl.ContainerTitle
	if c == "" && len(w.loose) > 0 {
		c = w.loose[len(w.loose)-1]
	}
	m := newsPage.FindStringSubmatchIndex(t)
	if m == nil || w.csl.Page != "" {
		return false
	}
	// A day, or a letter on the page, tells a newspaper whose name does not.
	daily := w.csl.Issued != nil && len(w.csl.Issued.DateParts[0]) == 3 && m[0] == 0 && w.csl.ContainerTitle != ""
	if !isNewspaper(c) && !daily {
		return false
	}
	w.daily = true
	g := 2
	if m[2] < 0 {
		g = 4
	}
	if m[g] == m[g+1] {
		return false
	}
	w.csl.Page = t[m[g]:m[g+1]]
	if head := strings.TrimSpace(t[:m[0]]); head != "" {
		w.hanWords(head, false, false)
	}
	return true
}

// hanNumbers takes pages, volume, issue and date out of t.
func (w *work) hanNumbers(t string) string {
	take := func(field *string, re *pattern) {
		m := re.FindStringSubmatchIndex(t)
		if m == nil || *field != "" {
			return
		}
		for g := 2; g+1 < len(m); g += 2 {
			if m[g] >= 0 {
				*field = strings.TrimSpace(t[m[g]:m[g+1]])
				t = strings.TrimSpace(t[:m[0]] + " " + t[m[1]:])
				return
			}
		}
	}
	t = strings.TrimLeft(t, "：: ")
	if g := volumePoint.FindStringSubmatch(t); g != nil && w.csl.ContainerTitle != "" && w.csl.Volume == "" {
		w.csl.Volume, w.csl.Issue = g[1], g[2]
		return ""
	}
	if g := barePages.FindStringSubmatch(t); g != nil && w.csl.Page == "" {
		w.csl.Page = g[1]
		return ""
	}
	if barePage.MatchString(t) && (journalIssue(w) || w.csl.Publisher != "") && w.csl.Page == "" {
		if w.csl.Issued != nil || journalIssue(w) {
			w.csl.Page = t
			return ""
		}
	}
	if edition.MatchString(t) {
		return t
	}
	year := yearIssue.FindStringSubmatch(t)
	take(&w.csl.Page, pages)
	take(&w.csl.Page, hanPages)
	take(&w.csl.Volume, hanVol)
	take(&w.csl.Volume, volume)
	take(&w.csl.Issue, hanIssue)
	take(&w.csl.Issue, issue)
	if m := latinVolume.FindStringSubmatch(t); m != nil && w.csl.Volume == "" && w.quoted {
		w.csl.Volume = m[1]
		return ""
	}
	if year != nil && w.csl.Issued == nil {
		w.csl.Issued = newDate("", eraYear("", year[1], ""), 0, 0)
		return strings.TrimPrefix(t, year[1]+"年")
	}
	d, from, to := findDate(t)
	if d == nil {
		return t
	}
	if w.csl.Issued == nil || len(d.DateParts[0]) > len(w.csl.Issued.DateParts[0]) && d.Year() == w.csl.Issued.Year() {
		w.csl.Issued = d
	}
	t = strings.TrimSpace(strings.TrimSpace(t[:from]) + " " + strings.TrimPrefix(strings.TrimSpace(t[to:]), "版"))
	return strings.TrimSpace(strings.TrimSuffix(t, "出版"))
}

var (
	latinVolume = guarded(guard{most: 3, first: starts("0123456789")}, `^(\d{1,3})$`)
	volumePoint = guarded(guard{first: starts("0123456789"), has: signs(".．:：")}, `^(\d{1,3})[.．:：](\d{1,2}(?:[-/]\d{1,2})?)$`)
)

// placeLoose gives the words that no form told apart to the fields still
// without value: a journal to an article, a publisher to a book.
func (w *work) placeLoose() {
	c := w.csl
	for _, t := range w.loose {
		switch {
		case c.Genre != "" && c.Publisher == "", c.EventTitle != "" && c.Publisher == "":
			c.Publisher = t
		case c.EventTitle != "", c.Genre != "":
		case c.ContainerTitle == "" && (journalIssue(w) || w.quoted && !w.bookMark) && (journalIssue(w) || !w.entry || c.Publisher != "" || w.inBook || w.edited || c.URL != "" || journalWord.MatchString(t)):
			c.ContainerTitle = t
		case c.ContainerTitle == "" && w.bookMark && journalWord.MatchString(t) && c.Publisher == "" && c.Page != "":
			c.ContainerTitle = t
		case c.Publisher == "" && (c.Issued != nil || w.entry || w.inBook) && !journalIssue(w) && !isNewspaper(c.ContainerTitle) && utf8.RuneCountInString(t) <= 40:
			c.Publisher = t
		}
	}
	w.loose = nil
}

func isNewspaper(s string) bool {
	return newsWord.MatchString(s) && !strings.HasSuffix(s, "學報") && !strings.HasSuffix(s, "学报") && !strings.HasSuffix(s, "公報") && !strings.HasSuffix(s, "公报") && !strings.HasSuffix(s, "通報")
}

// hanKind gives the type that the fields of a Chinese citation show.
func (w *work) hanKind() string {
	c := w.csl
	switch {
	case c.Genre != "" && (strings.Contains(c.Genre, "論文") || strings.Contains(c.Genre, "论文")):
		return "thesis"
	case c.EventTitle != "":
		return "paper-conference"
	case w.whole:
		return "chapter"
	case w.inBook && c.Publisher != "" && c.ContainerTitle != "", w.edited && c.ContainerTitle != "":
		return "chapter"
	case w.inBook && c.ContainerTitle != "" && !journalIssue(w) && !journalWord.MatchString(c.ContainerTitle) && w.quoted:
		return "chapter"
	case c.ContainerTitle != "" && c.Publisher != "" && w.quoted && !journalIssue(w) && !isNewspaper(c.ContainerTitle) && c.Page != "" && !journalWord.MatchString(c.ContainerTitle):
		return "chapter"
	case (isNewspaper(c.ContainerTitle) || w.daily) && c.Issue == "":
		return "article-newspaper"
	case c.Volume != "" && c.ContainerTitle == "" && c.Issue == "" && (c.Publisher != "" || w.bookMark):
		return w.bookKind()
	}
	return w.kind()
}

func (w *work) bookKind() string {
	if c := w.csl; len(c.Author) > 0 && c.Publisher != "" && key(c.Author[0].String()) == key(c.Publisher) {
		return "report"
	}
	return "book"
}
