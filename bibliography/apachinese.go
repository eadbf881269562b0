package bibliography

import (
	"strings"

	"wensou/document"
)

// apaChinese writes an entry as journals in Chinese print APA 7: names in full,
// full-width marks, italics where English has them.
func apaChinese(it *item) styled {
	var s styled
	who := it.apaWhoChinese()
	if who == "" {
		it.apaTitleChinese(&s)
	} else {
		s.add(who)
	}
	date := it.undated(it.w("無日期", "无日期"))
	if y := it.yearText(); y != "" {
		date = y
		if d := it.withinYear(); d != "" && it.isDaily() {
			date += "年" + d
		}
	}
	s.add("（" + date + "）。")
	if who != "" && it.Title != "" {
		it.apaTitleChinese(&s)
		s.end("。")
	}
	it.apaSourceChinese(&s)
	s.end("。").link(it.link())
	return s
}

func (it *item) apaWhoChinese() string {
	list, role := each(it.Author, natural), ""
	if len(list) == 0 && !isPart(it.Type) && len(it.Editor) > 0 {
		list, role = each(it.Editor, natural), it.w("（主編）", "（主编）")
	}
	if len(list) > 20 {
		return strings.Join(list[:19], "、") + "……" + list[len(list)-1] + role
	}
	if it.etAl {
		role = "等"
	}
	return strings.Join(list, "、") + role
}

func (it *item) apaTitleChinese(s *styled) {
	if isPart(it.Type) {
		s.add(it.Title)
	} else {
		s.italic(it.Title)
	}
	var in []string
	if !isPart(it.Type) && len(it.Editor) > 0 && len(it.Author) > 0 {
		in = append(in, hanNames(it.Editor)+it.w("編", "编"))
	}
	if len(it.Translator) > 0 {
		in = append(in, hanNames(it.Translator)+it.w("譯", "译"))
	}
	if !isPart(it.Type) {
		in = append(in, it.editionText(), hanCount(it.Volume, "卷"))
	}
	if !isPart(it.Type) {
		in = append(in, it.Number)
	}
	if text := joinNonEmpty("；", in...); text != "" {
		s.add("（" + text + "）")
	}
	kind := it.Genre
	if it.Type == "thesis" && it.URL != "" {
		kind = joinNonEmpty("，", kind, it.Publisher)
	}
	if kind != "" {
		s.add("〔" + kind + "〕")
	}
}

func (it *item) apaSourceChinese(s *styled) {
	switch {
	case strings.HasPrefix(it.Type, "article"):
		s.italic(it.ContainerTitle)
		if it.Volume != "" {
			s.add("，").italic(it.Volume)
		}
		if it.Issue != "" {
			if it.Volume == "" {
				s.add("，")
			}
			s.add("（" + it.Issue + "）")
		}
		if it.Page != "" {
			s.add("，" + it.pagesText())
		}
		return
	case isPart(it.Type) && it.ContainerTitle != "":
		s.add(it.w("載於", "载于"))
		if len(it.ContainerAuthor) > 0 {
			s.add(hanNames(it.ContainerAuthor) + "，")
		}
		if len(it.Editor) > 0 {
			s.add(hanNames(it.Editor) + it.w("（主編），", "（主编），"))
		}
		s.italic(it.ContainerTitle)
		pages := it.pagesText()
		if pages != "" {
			pages = it.w("頁", "页") + pages
		}
		if in := joinNonEmpty("，", it.editionText(), pages); in != "" {
			s.add("（" + in + "）")
		}
	case it.ContainerTitle != "" && !it.sameName(it.ContainerTitle):
		s.add(it.ContainerTitle)
	}
	if it.Publisher != "" && !it.sameName(it.Publisher) && (it.Type != "thesis" || it.URL == "") {
		s.end("。")
		s.add(it.Publisher)
	}
}

func hanNames(list []document.Name) string { return strings.Join(each(list, natural), "、") }

// hanCount is 第2卷; what has its own words is left as printed.
func hanCount(s, unit string) string {
	if s == "" || strings.ContainsAny(s, "第卷期號号輯辑") {
		return s
	}
	return "第" + s + unit
}
