package bibliography

import (
	"strings"

	"wensou/document"
)

// chicago writes an entry of a bibliography by Chicago 17, chapter 14.
func chicago(it *item) styled {
	if it.zh {
		return chicagoChinese(it)
	}
	if it.isLaw() {
		s := apaLaw(it)
		if it.link() != "" {
			s.add(".")
		}
		return s
	}
	var s styled
	s.add(it.chicagoWho()).sentence()
	if quoted := isPart(it.Type) || it.isDaily() || it.Type == "thesis"; quoted && it.Title != "" {
		title := new(styled).add(innerQuotes.Replace(it.Title)).end(".")
		s.add("“" + title.plain() + "”")
	} else {
		s.italic(it.Title)
	}
	s.sentence()
	switch {
	case it.Type == "article-journal" || it.Type == "article":
		it.chicagoJournal(&s)
	case strings.HasPrefix(it.Type, "article"):
		s.italic(it.ContainerTitle)
		it.chicagoDay(&s, it.ContainerTitle != "")
	case it.isDaily():
		by := it.ContainerTitle
		if by == "" {
			by = it.Publisher
		}
		if it.sameName(by) {
			by = ""
		}
		s.add(by)
		it.chicagoDay(&s, by != "")
	default:
		it.chicagoBook(&s)
	}
	if link := it.link(); link != "" {
		s.sentence().link(link).add(".")
	} else {
		s.end(".")
	}
	return s
}

// chicagoWho are the authors, else the editors: the first inverted, all of up
// to ten, seven of more.
func (it *item) chicagoWho() string {
	list, role := it.Author, ""
	if len(list) == 0 && !isPart(it.Type) && len(it.Editor) > 0 {
		if list, role = it.Editor, ", ed."; len(list) > 1 {
			role = ", eds."
		}
	}
	if len(list) == 0 {
		return ""
	}
	out := append([]string{inverted(list[0])}, each(list[1:], natural)...)
	if len(out) > 10 {
		return strings.Join(out[:7], ", ") + ", et al." + role
	}
	if it.etAl {
		return strings.Join(out, ", ") + ", et al."
	}
	return series(out, ", ", ", and ") + role
}

func (it *item) chicagoJournal(s *styled) {
	s.italic(it.ContainerTitle)
	if it.Volume != "" {
		s.add(" " + it.Volume)
	}
	if it.Issue != "" {
		s.add(", no. " + it.Issue)
	}
	if date := it.chicagoDate(); date != "" {
		if it.Volume != "" || it.Issue != "" {
			date = " (" + date + ")"
		} else {
			date = ", " + date
		}
		s.add(date)
	}
	if it.Page != "" {
		s.add(": " + it.chicagoPages())
	}
}

// chicagoPages shortens the second of two page numbers as 9.61 has it: 71–72,
// 100–104, 107–8, 321–28.
func (it *item) chicagoPages() string {
	m := pageRange.FindStringSubmatch(it.Page)
	if m == nil || len(m[1]) != len(m[2]) || len(m[1]) < 3 || !isDigits(m[1]+m[2]) || strings.HasSuffix(m[1], "00") {
		return it.pagesText()
	}
	same := 0
	for same < len(m[1])-1 && m[1][same] == m[2][same] {
		same++
	}
	if m[1][len(m[1])-2] != '0' { // 321–28, but 107–8
		same = min(same, len(m[1])-2)
	}
	return m[1] + "–" + m[2][same:]
}

func isDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// chicagoDate is "June 2021", "June 5, 2021", "Summer 2021" or the year.
func (it *item) chicagoDate() string {
	within, year := it.withinYear(), it.yearText()
	if within != "" && it.Issued.Season == "" && len(it.Issued.DateParts[0]) == 3 {
		return within + ", " + year
	}
	return joinNonEmpty(" ", within, year)
}

func (it *item) chicagoDay(s *styled, after bool) {
	date := it.chicagoDate()
	switch {
	case date == "":
	case after:
		s.add(", " + date)
	default:
		s.add(date)
	}
}

// chicagoBook is a whole work, a thesis or what stands in a book.
func (it *item) chicagoBook(s *styled) {
	direct := func(list []document.Name) string { return series(each(list, natural), ", ", ", and ") }
	add := func(text string) {
		if text != "" {
			s.add(text).sentence()
		}
	}
	if it.Type == "thesis" {
		s.add(joinNonEmpty(", ", it.Genre, it.Publisher, it.yearText()))
		return
	}
	if !isPart(it.Type) {
		add(upperFirst(it.editionText()))
	}
	switch {
	case isPart(it.Type) && it.ContainerTitle != "":
		s.add("In ").italic(it.ContainerTitle)
		if len(it.ContainerAuthor) > 0 {
			s.add(", by " + direct(it.ContainerAuthor))
		}
		if len(it.Editor) > 0 {
			s.add(", edited by " + direct(it.Editor))
		}
		if it.Page != "" {
			s.add(", " + it.chicagoPages())
		}
		s.sentence()
		add(it.editionText())
	case len(it.Author) > 0 && len(it.Editor) > 0:
		add("Edited by " + direct(it.Editor))
	}
	if len(it.Translator) > 0 {
		add("Translated by " + direct(it.Translator))
	}
	if it.Volume != "" {
		add("Vol. " + it.Volume)
	}
	switch {
	case it.Type == "patent" && it.Number != "":
		issued := it.chicagoDate()
		if issued != "" {
			issued = ", issued " + issued
		}
		s.add("Patent " + it.Number + issued)
		return
	case it.Number != "":
		add(joinNonEmpty(" ", it.Genre, "No. "+it.Number))
	case it.Type == "report":
		add(it.Genre)
	}
	if !isPart(it.Type) {
		add(it.ContainerTitle)
	}
	add(it.CollectionTitle)
	s.add(joinNonEmpty(", ", joinNonEmpty(": ", it.PublisherPlace, it.Publisher), it.chicagoYear()))
}

// chicagoYear is the year of a book, the whole date of a report.
func (it *item) chicagoYear() string {
	year := it.yearText()
	switch {
	case it.Type == "report":
		return it.chicagoDate()
	case year == "" && it.Type == "book":
		return it.undated("n.d.")
	}
	return year
}

// chicagoChinese has the marks of Chinese: 《》 for what is whole, and 〈〉, in
// Simplified also 《》, for what is part of it.
func chicagoChinese(it *item) styled {
	var s styled
	list, role := it.Author, ""
	if len(list) == 0 && !isPart(it.Type) && len(it.Editor) > 0 {
		list, role = it.Editor, it.w("編", "编")
	}
	who := each(list, natural)
	if len(who) > 10 {
		who = append(who[:6], who[6]+"等")
	}
	s.add(strings.Join(who, "、"))
	if it.etAl && len(who) <= 7 {
		role = "等"
	}
	if role != "" {
		s.add(role)
	}
	s.end("。")
	if it.Title != "" {
		if isPart(it.Type) || it.isDaily() || it.Type == "thesis" {
			s.add(it.w("〈", "《") + it.partTitle() + it.w("〉", "》"))
		} else {
			s.add("《" + doubleInner.Replace(it.Title) + "》" + it.Section)
		}
		s.end("。")
	}
	it.chicagoSourceChinese(&s)
	s.end("。")
	if link := it.link(); link != "" {
		s.link(link).add("。")
	}
	return s
}

func (it *item) partTitle() string {
	if it.hans {
		return doubleInner.Replace(it.Title)
	}
	return it.Title
}

func (it *item) chicagoSourceChinese(s *styled) {
	date := it.yearText()
	if date != "" {
		date += "年"
		if it.isDaily() || it.isLaw() || it.Type == "article-journal" {
			date += it.withinYear()
		}
	}
	container := it.ContainerTitle
	pages := it.pagesText()
	if pages != "" {
		pages = it.w("頁", "页") + pages
	}
	switch {
	case it.Type == "article-journal" || it.Type == "article":
		if container != "" {
			s.add("《" + container + "》")
		}
		s.add(hanCount(it.Volume, "卷") + hanCount(it.Issue, "期"))
		if date != "" {
			s.add("（" + date + "）")
		}
		if pages != "" {
			s.add("：" + pages)
		}
	case strings.HasPrefix(it.Type, "article"):
		if container != "" {
			container = "《" + container + "》"
		}
		s.add(joinNonEmpty("，", container, date, pages))
	case it.isDaily() || it.isLaw():
		if it.sameName(container) {
			container = ""
		}
		s.add(joinNonEmpty("，", container, it.Authority, it.Number, date))
	case it.Type == "thesis":
		s.add(joinNonEmpty("，", it.Publisher+it.Genre, it.yearText()))
	default:
		it.chicagoBookChinese(s, pages)
	}
}

func (it *item) chicagoBookChinese(s *styled, pages string) {
	if it.ContainerTitle != "" && isPart(it.Type) {
		by := hanNames(it.ContainerAuthor)
		if by != "" {
			by += "，"
		}
		editors := hanNames(it.Editor)
		if editors != "" {
			editors = "，" + editors + it.w("編", "编")
		}
		s.add(joinNonEmpty("，", "收入"+by+"《"+it.ContainerTitle+"》"+editors, pages)).end("。")
	} else if len(it.Author) > 0 && len(it.Editor) > 0 {
		s.add(hanNames(it.Editor) + it.w("編", "编")).end("。")
	}
	if len(it.Translator) > 0 {
		s.add(hanNames(it.Translator) + it.w("譯", "译")).end("。")
	}
	for _, part := range []string{it.editionText(), hanCount(it.Volume, "卷"), it.Number, it.CollectionTitle} {
		if part != "" {
			s.add(part).end("。")
		}
	}
	s.add(joinNonEmpty("，", joinNonEmpty("：", it.PublisherPlace, it.Publisher), it.yearText()))
}
