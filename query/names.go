package query

import "strings"

// The fields of a query.
const (
	FieldTitle   = "title"
	FieldAuthor  = "author"
	FieldJournal = "journal"
	FieldCites   = "cites"
	FieldSource  = "source"
	FieldTopic   = "topic"
	FieldKind    = "kind"
	FieldLang    = "lang"
	FieldDoc     = "doc"
	FieldYear    = "year"   // of a document or of what it cites; a Date
	FieldDate    = "date"   // of a document; a Date
	FieldAfter   = "after"  // from the first day of a Date on
	FieldBefore  = "before" // up to the day before a Date
)

// fieldNames are the names of fields as they may be typed, in lower case.
var fieldNames = map[string]string{
	"title": FieldTitle, "標題": FieldTitle, "标题": FieldTitle,
	"author": FieldAuthor, "作者": FieldAuthor,
	"journal": FieldJournal, "期刊": FieldJournal,
	"cites": FieldCites, "引用": FieldCites,
	"source": FieldSource, "來源": FieldSource, "来源": FieldSource,
	"topic": FieldTopic, "主題": FieldTopic, "主题": FieldTopic,
	"kind": FieldKind, "類型": FieldKind, "类型": FieldKind,
	"lang": FieldLang, "語言": FieldLang, "语言": FieldLang,
	"doc": FieldDoc, "文件": FieldDoc, "文档": FieldDoc,
	"year": FieldYear, "年": FieldYear, "年份": FieldYear,
	"date": FieldDate, "日期": FieldDate,
	"after": FieldAfter, "before": FieldBefore,
}

// maxName is the length of the longest name, in characters.
const maxName = 7

func isDateField(name string) bool {
	return name == FieldDate || name == FieldAfter || name == FieldBefore || name == FieldYear
}

// NEAR without a distance, and the greatest there is, in characters.
const (
	DefaultDistance = 10
	MaxDistance     = 1000
)

// narrow is the ASCII form of a full-width rune.
func narrow(r rune) rune {
	if r >= '！' && r <= '～' {
		return r - '！' + '!'
	}
	return r
}

func narrowed(s string) string { return strings.Map(narrow, s) }

// keyword reads an operator that stands by itself.
func keyword(s string) (kind kind, distance int) {
	s = narrowed(s)
	switch s {
	case "AND", "&", "&&":
		return kindAnd, 0
	case "OR", "|", "||":
		return kindOr, 0
	case "NOT":
		return kindNot, 0
	case "NEAR":
		return kindNear, DefaultDistance
	}
	digits, ok := strings.CutPrefix(s, "NEAR/")
	if !ok || digits == "" || len(digits) > 6 {
		return kindWord, 0
	}
	for _, d := range digits {
		if d < '0' || d > '9' {
			return kindWord, 0
		}
		distance = distance*10 + int(d-'0')
	}
	return kindNear, min(distance, MaxDistance)
}
