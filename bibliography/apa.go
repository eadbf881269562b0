package bibliography

import (
	"strings"

	"wensou/document"
)

// apa writes an entry of a list of references by APA 7. Titles keep the
// capitals that are printed: which of them belong to names can't be known.
func apa(it *item) styled {
	switch {
	case it.isLaw():
		return apaLaw(it)
	case it.zh:
		return apaChinese(it)
	}
	return apaEnglish(it)
}

func apaEnglish(it *item) styled {
	var s styled
	who := it.apaWho()
	if who == "" {
		it.apaTitle(&s)
		s.sentence()
	} else {
		s.add(who).sentence()
	}
	date := it.undated("n.d.")
	if y := it.yearText(); y != "" {
		date = y
		if d := it.withinYear(); d != "" && it.isDaily() {
			date += ", " + d
		}
	}
	s.add("(" + date + "). ")
	if who != "" && it.Title != "" {
		it.apaTitle(&s)
		s.sentence()
	}
	it.apaSource(&s)
	if link := it.link(); link != "" {
		s.sentence().link(link)
	} else {
		s.end(".")
	}
	return s
}

// apaWho are the authors, else the editors of a whole work.
func (it *item) apaWho() string {
	list := each(it.Author, func(n document.Name) string { return apaName(n, false) })
	role := ""
	if len(list) == 0 && !isPart(it.Type) {
		list = each(it.Editor, func(n document.Name) string { return apaName(n, false) })
		role = editorRole(len(list))
	}
	if len(list) > 20 {
		return strings.Join(list[:19], ", ") + ", . . . " + list[len(list)-1] + role
	}
	if it.etAl {
		return strings.Join(list, ", ") + ", et al."
	}
	return series(list, ", ", ", & ") + role
}

// apaNumber is "Technical Report No. 12".
func (it *item) apaNumber() string {
	kind := it.Genre
	if it.Type == "patent" && kind == "" {
		kind = "Patent"
	}
	if kind == "" {
		return "No. " + it.Number
	}
	return kind + " No. " + it.Number
}

func editorRole(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return " (Ed.)"
	}
	return " (Eds.)"
}

// apaTitle is the title with what tells of the work itself.
func (it *item) apaTitle(s *styled) {
	if isPart(it.Type) {
		s.add(it.Title)
	} else {
		s.italic(it.Title)
	}
	var in []string
	direct := func(n document.Name) string { return apaName(n, true) }
	if !isPart(it.Type) {
		if len(it.Editor) > 0 && len(it.Author) > 0 {
			role := ", Ed."
			if len(it.Editor) > 1 {
				role = ", Eds."
			}
			in = append(in, series(each(it.Editor, direct), ", ", " & ")+role)
		}
		if it.Number != "" {
			in = append(in, it.apaNumber())
		}
	}
	if len(it.Translator) > 0 {
		in = append(in, series(each(it.Translator, direct), ", ", " & ")+", Trans.")
	}
	if !isPart(it.Type) {
		volume := it.Volume
		if volume != "" {
			volume = "Vol. " + volume
		}
		if ed := joinNonEmpty(", ", it.editionText(), volume); ed != "" {
			in = append(in, ed)
		}
	}
	if len(in) > 0 {
		s.add(" (" + strings.Join(in, "; ") + ")")
	}
	kind := it.Genre
	if it.Number != "" && !isPart(it.Type) {
		kind = "" // said with the number
	}
	if it.Type == "thesis" && it.URL != "" {
		kind = joinNonEmpty(", ", kind, it.Publisher)
	}
	if kind != "" {
		s.add(" [" + kind + "]")
	}
}

// apaSource is where the work was published.
func (it *item) apaSource(s *styled) {
	switch {
	case strings.HasPrefix(it.Type, "article"):
		s.italic(it.ContainerTitle)
		if it.Volume != "" {
			s.add(", ").italic(it.Volume)
		}
		if it.Issue != "" {
			if it.Volume == "" {
				s.add(", ")
			}
			s.add("(" + it.Issue + ")")
		}
		if it.Page != "" {
			s.add(", " + it.pagesText())
		}
		return
	case isPart(it.Type) && it.ContainerTitle != "":
		s.add("In ")
		if len(it.ContainerAuthor) > 0 {
			s.add(series(each(it.ContainerAuthor, func(n document.Name) string { return apaName(n, true) }), ", ", " & ") + ", ")
		}
		if len(it.Editor) > 0 {
			names := each(it.Editor, func(n document.Name) string { return apaName(n, true) })
			s.add(series(names, ", ", ", & ") + editorRole(len(names)) + ", ")
			if len(names) == 2 {
				s.runs[len(s.runs)-1].text = names[0] + " & " + names[1] + editorRole(2) + ", "
			}
		}
		s.italic(it.ContainerTitle)
		pages := it.Page
		if pages != "" {
			pages = it.pageLabel() + it.pagesText()
		}
		if in := joinNonEmpty(", ", it.editionText(), pages); in != "" {
			s.add(" (" + in + ")")
		}
	case it.ContainerTitle != "" && !it.sameName(it.ContainerTitle):
		s.add(it.ContainerTitle)
	}
	if it.Publisher != "" && !it.sameName(it.Publisher) && (it.Type != "thesis" || it.URL == "") {
		s.sentence().add(it.Publisher)
	}
}

// apaLaw follows the Bluebook: title, number, where it is printed (who, year).
// A treaty has its date in front of where it is printed.
func apaLaw(it *item) styled {
	var s styled
	source := joinNonEmpty(" ", it.Volume, it.ContainerTitle)
	if it.Volume != "" || it.Type == "legal_case" {
		source = joinNonEmpty(" ", source, it.Page)
	}
	when := joinNonEmpty(" ", it.Authority, it.yearText())
	if it.Type == "treaty" && !it.zh {
		source = joinNonEmpty(", ", it.chicagoDate(), source)
		when = it.Authority
	}
	if it.zh {
		s.add(joinNonEmpty("，", it.lawTitle(), it.Number, source))
		if when = joinNonEmpty("，", it.Authority, it.yearText()); when != "" {
			s.add("（" + when + "）")
		}
		s.end("。").link(it.link())
		return s
	}
	if it.Type == "legal_case" {
		s.italic(it.Title)
	} else {
		s.add(it.lawTitle())
	}
	if rest := joinNonEmpty(", ", it.Number, source); rest != "" {
		s.add(", " + rest)
	}
	if when != "" {
		s.add(" (" + when + ")")
	}
	s.sentence().link(it.link())
	return s
}
