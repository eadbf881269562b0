package plaintext

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"wensou/document"
	"wensou/parse/draft"
)

func isLetter(r rune) bool { return unicode.IsLetter(r) }

func labels(names ...string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, n := range names {
		m[n] = true
	}
	return m
}

var (
	authorLabel  = labels("作者", "撰文", "文", "撰稿", "執筆", "执笔", "譯者", "记者", "記者", "author", "authors", "by")
	dateLabel    = labels("日期", "發布日期", "发布日期", "發佈日期", "發表日期", "发表日期", "刊登日期", "發布時間", "发布时间", "發佈時間", "時間", "时间", "date", "published")
	sourceLabel  = labels("來源", "来源", "出處", "出处", "資料來源", "資料出處", "原文", "原文出處", "原文網址", "原文链接", "原文連結", "source", "source url", "url")
	keywordLabel = labels("關鍵詞", "关键词", "關鍵字", "关键字", "標籤", "标签", "tags", "keywords")
)

var labelled = regexp.MustCompile(`^([\p{Han}A-Za-z][\p{Han}A-Za-z ]{0,15}?)\s*[:：／/]\s*(\S.*)$`)

// field splits "作者：王小明" into label (lower case) and value.
func field(s string) (label, value string, ok bool) {
	if len(s) > 600 {
		return "", "", false
	}
	m := labelled.FindStringSubmatch(s)
	if m == nil {
		return "", "", false
	}
	return strings.ToLower(strings.ReplaceAll(m[1], "\u3000", "")), strings.Trim(m[2], space), true
}

const (
	metaLines  = 8  // how many lines below the title may say who, when and where
	metaLength = 60 // characters of a name or source
)

// meta takes the lines below the title that say who wrote the text, when and
// where it stood, and returns the other lines. It stops at the first line that
// is prose.
func (p *parser) meta(lines []line) []line {
	var out []line
	gap := 0
	for i, l := range lines {
		if i >= metaLines || utf8.RuneCountInString(l.text) > metaLength+20 {
			return append(out, lines[i:]...)
		}
		if i > 0 && gap > 0 {
			l.before += gap
			lines[i].before = l.before
			gap = 0
		}
		if p.metaLine(l) {
			gap = l.before
			continue
		}
		out = append(out, l)
	}
	return out
}

func (p *parser) metaLine(l line) bool {
	doc := p.d.Doc
	if date := draft.Date(l.text); date != "" && doc.Date == "" && len(date) >= len("2006-01") {
		doc.Date = date
		return true
	}
	label, value, ok := field(l.text)
	if !ok || utf8.RuneCountInString(value) > metaLength && !strings.Contains(value, "://") && !keywordLabel[label] {
		return false
	}
	switch {
	case authorLabel[label] && len(doc.Authors) == 0 && !closes(value):
		doc.Authors = draft.Unique(draft.List(value))
		return true
	case dateLabel[label] && doc.Date == "":
		doc.Date = draft.Date(value)
		return doc.Date != ""
	case sourceLabel[label] && strings.HasPrefix(value, "http") && doc.Source.URL == "":
		doc.Source.URL = value
		return true
	case sourceLabel[label] && doc.Source.Name == "" && !closes(value) && !strings.ContainsAny(value, "://"):
		doc.Source.Name = value
		return true
	case keywordLabel[label]:
		doc.Topics = draft.Unique(append(doc.Topics, draft.List(value)...))
		p.d.Add(document.KindKeywords, value, l.span(), nil)
		return true
	}
	return false
}
