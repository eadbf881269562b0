package bibliography

import (
	"fmt"
	"strings"

	"wensou/document"
)

// gbtCodes are the letters for types of documents; others are Z.
var gbtCodes = map[string]string{
	"article-journal":    "J",
	"article-magazine":   "J",
	"article-newspaper":  "N",
	"book":               "M",
	"chapter":            "M",
	"dataset":            "DS",
	"entry":              "M",
	"entry-dictionary":   "M",
	"entry-encyclopedia": "M",
	"map":                "CM",
	"paper-conference":   "C",
	"patent":             "P",
	"post":               "EB",
	"post-weblog":        "EB",
	"report":             "R",
	"software":           "CP",
	"standard":           "S",
	"thesis":             "D",
	"webpage":            "EB",
}

// gbt writes an entry by GB/T 7714-2015, section 8. Its marks are those of ISO
// 690 in Chinese, too.
func gbt(it *item) styled {
	var s styled
	main := it.Author
	if len(main) == 0 && !isPart(it.Type) {
		main = it.Editor
	}
	who := it.gbtNames(main)
	if it.etAl && len(main) <= 3 {
		who += ", " + it.gbtMore(who)
	}
	s.add(who).sentence()
	s.add(joinNonEmpty(": ", it.Title, it.Section, it.gbtVolume(), it.Number))
	code := gbtCodes[it.Type]
	if code == "" {
		code = "Z"
	}
	if it.isOnline() {
		code += "/OL"
	}
	s.add("[" + code + "]")
	switch {
	case it.Type == "article-newspaper":
		it.gbtNewspaper(&s)
	case it.Type == "article-journal", it.Type == "article-magazine":
		it.gbtOthers(&s, it.Editor)
		it.gbtJournal(&s)
	default:
		it.gbtBook(&s)
	}
	it.gbtAccess(&s)
	return s
}

// gbtVolume tells a volume of a whole work.
func (it *item) gbtVolume() string {
	switch {
	case it.Volume == "" || isPart(it.Type) || it.isLaw():
		return ""
	case it.zh:
		return hanCount(it.Volume, "卷")
	}
	return "Vol. " + it.Volume
}

// gbtNames are at most three.
func (it *item) gbtNames(list []document.Name) string {
	out := each(list[:min(len(list), 3)], gbtName)
	if len(list) > 3 {
		out = append(out, it.gbtMore(out[0]))
	}
	return strings.Join(out, ", ")
}

// gbtMore stands for further names.
func (it *item) gbtMore(first string) string {
	if it.zh || isHan(first) {
		return "等"
	}
	return "et al"
}

// gbtOthers are translators, and editors beside an author.
func (it *item) gbtOthers(s *styled, editors []document.Name) {
	for _, o := range []struct {
		list            []document.Name
		trad, simp, lat string
	}{{editors, "編", "编", "ed"}, {it.Translator, "譯", "译", "trans"}} {
		if len(o.list) == 0 {
			continue
		}
		role := o.lat
		if it.zh {
			role = it.w(o.trad, o.simp)
		}
		s.sentence()
		s.add(it.gbtNames(o.list) + ", " + role)
	}
}

func (it *item) gbtJournal(s *styled) {
	if it.ContainerTitle != "" {
		s.sentence()
		s.add(it.ContainerTitle)
	}
	year := strings.ReplaceAll(it.yearText(), "–", "-")
	switch {
	case it.Volume != "" && it.Issue != "":
		year = joinNonEmpty(", ", year, it.Volume+"("+it.Issue+")")
	case it.Issue != "":
		year += "(" + it.Issue + ")"
	default:
		year = joinNonEmpty(", ", year, it.Volume)
	}
	if year != "" {
		s.add(", " + year)
	}
	if it.Page != "" {
		s.add(": " + it.Page)
	}
}

func (it *item) gbtNewspaper(s *styled) {
	if it.ContainerTitle != "" {
		s.sentence()
		s.add(it.ContainerTitle)
	}
	if it.Issued != nil {
		s.add(", " + isoDate(it.Issued))
	}
	if it.Page != "" {
		s.add("(" + it.Page + ")")
	}
}

// gbtBook is all that is not part of a periodical.
func (it *item) gbtBook(s *styled) {
	editors := it.Editor
	if it.ContainerTitle != "" {
		s.add("//")
		if len(it.ContainerAuthor) > 0 {
			s.add(it.gbtNames(it.ContainerAuthor)).sentence()
		}
		if isPart(it.Type) && len(editors) > 0 {
			s.add(it.gbtNames(editors)).sentence()
			editors = nil
		}
		s.add(it.ContainerTitle)
		if it.Volume != "" && it.isLaw() {
			s.add(", " + it.Volume)
		}
	}
	if len(it.Author) == 0 && !isPart(it.Type) {
		editors = nil // they stand in front
	}
	it.gbtOthers(s, editors)
	if ed := it.gbtEdition(); ed != "" {
		s.sentence()
		s.add(ed)
	}
	by := it.Publisher
	if by == "" {
		by = it.Authority
	}
	imprint := joinNonEmpty(": ", it.PublisherPlace, by)
	day := it.Issued != nil && len(it.Issued.DateParts[0]) > 1 && it.isOnline()
	switch {
	case it.Type == "patent" && it.Issued != nil:
		imprint, day = joinNonEmpty(", ", imprint, isoDate(it.Issued)), false
	case !day: // else the day of publication follows
		imprint = joinNonEmpty(", ", imprint, strings.ReplaceAll(it.yearText(), "–", "-"))
	}
	if it.Page != "" && imprint != "" {
		imprint += ": " + it.Page
	}
	if imprint != "" || day {
		s.sentence()
		s.add(imprint)
	}
	if day {
		s.add("(" + isoDate(it.Issued) + ")")
	}
}

func (it *item) isOnline() bool { return it.URL != "" || it.DOI != "" }

// gbtEdition has no "first".
func (it *item) gbtEdition() string {
	ed := strings.TrimSuffix(it.editionText(), ".")
	switch ed {
	case "第1版", "第一版", "1st ed":
		return ""
	}
	return strings.TrimPrefix(ed, "第")
}

func (it *item) gbtAccess(s *styled) {
	if it.Accessed != nil {
		s.add(fmt.Sprintf("[%s]", isoDate(it.Accessed)))
	}
	if it.URL != "" {
		s.sentence().link(it.URL)
	}
	if it.DOI != "" {
		s.sentence().add("DOI:" + it.doi())
	}
	s.add(".")
}
