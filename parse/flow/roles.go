package flow

import (
	"regexp"
	"strings"
	"unicode"
)

// Role is what a paragraph is in the text.
type Role int

// The roles that styles and markup give.
const (
	Body Role = iota
	Heading
	Title
	Quote
	Caption
	Code
	Item
	Table
	Abstract
	Keywords
	Reference
	Author
	Date
	Omitted // tables of contents: they repeat the headings
)

// named are the styles that give a paragraph its role, by their names in
// English and Chinese as word processors and templates write them.
var named = func() map[string]Role {
	m := map[string]Role{}
	for role, names := range map[Role]string{
		Title:     "title 標題 标题 題目 题目 書名 书名 文件標題 文档标题",
		Quote:     "quote intensequote blocktext quotations quotation blockquote 引文 鮮明引文 明顯引文 明显引用 引用 獨立引文 块引用 文字方塊引文",
		Caption:   "caption table illustration figure drawing imagecaption tablecaption 標號 題註 题注 圖說 图说 圖標 表標 圖表標題",
		Code:      "htmlpreformatted preformattedtext sourcecode code plaincode 程式碼 代码 預先格式化文字",
		Abstract:  "abstract abstracttext 摘要",
		Keywords:  "keywords 關鍵詞 關鍵字 关键词",
		Author:    "author authors byline 作者 作者姓名",
		Date:      "date 日期 發布日期 发布日期",
		Reference: "bibliography bibliography1 references endnotebibliography 書目 书目 參考文獻 参考文献",
	} {
		for name := range strings.FieldsSeq(names) {
			m[name] = role
		}
	}
	return m
}()

var (
	headingStyle  = regexp.MustCompile(`^(?:heading|標題|标题|見出し|überschrift)([1-9])$`)
	contentsStyle = regexp.MustCompile(`^(?:toc|contents|目錄|目录)(?:heading|[1-9]|標題|标题)?$|^(?:tableoffigures|圖表目錄|图表目录)$`)
)

// RoleOf is the role that a style gives by its name; Heading with its level.
func RoleOf(style string) (Role, int) {
	key := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '_' || r == '-' {
			return -1
		}
		return unicode.ToLower(r)
	}, style)
	if m := headingStyle.FindStringSubmatch(key); m != nil {
		return Heading, int(m[1][0] - '0')
	}
	if contentsStyle.MatchString(key) {
		return Omitted, 0
	}
	return named[key], 0
}

var (
	abstractHeading = regexp.MustCompile(`(?i)^(?:[中英]文)?(?:摘\s*要|提\s*要|abstract)\s*[:：]?$`)
	keywordLine     = regexp.MustCompile(`(?i)^(?:關鍵[詞字]|关键[词字]|key\s*words?)\s*[:：]\s*(\S.*)$`)
)
