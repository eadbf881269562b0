package pdf

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"wensou/document"
)

// info is what a PDF says of itself: pdfinfo's names and values.
type info map[string]string

func readInfo(out []byte) info {
	in := info{}
	for line := range strings.Lines(string(out)) {
		if name, value, ok := strings.Cut(line, ":"); ok {
			in[name] = strings.TrimSpace(cleanText(strings.ToValidUTF8(value, "")))
		}
	}
	return in
}

var (
	fileTitle = regexp.MustCompile(`(?i)^(?:microsoft (?:word|powerpoint|excel)\b.*|powerpoint .*|untitled.*|about:blank|(?:未命名|無標題|无标题|新建|新增).*|(?:document|slide|book|doc|scan|main|paper|thesis|title|word|print|draft|標題|标题|論文|论文|文档|文件) ?[\d_-]*|[\d\s._-]+)$|\.(?:docx?|pdf|pptx?|xlsx?|wps|tex|dvi|indd|qxd|rtf|txt|html?|odt|caj|ps)$|^(?:https?|file):|^[a-zA-Z]:\\`)
	userName  = regexp.MustCompile(`(?i)^(?:user|administrator|admin|owner|root|windows ?用户|windows|微软用户|微軟使用者|使用者|用户|author|unknown|作者|lenovo|dell|hp|asus|acer|pc|anonymous|microsoft.*|www\..*|.*雨林木风.*|.*番茄花园.*)$`)
	infoDate  = regexp.MustCompile(`^(\d{4})-(\d\d)-(\d\d)T`)
	dividers  = regexp.MustCompile(`\s*(?:[;；、，]|, | and |\s和\s)\s*`)
)

// sane says that the value was meant for readers: not a file's name or what a
// program puts there by itself.
func sane(s string, not *regexp.Regexp) bool {
	return s != "" && utf8.RuneCountInString(s) <= 300 && !not.MatchString(s) && !strings.ContainsRune(s, '\uFFFD')
}

// complete fills in what the text itself does not say.
func (in info) complete(d *document.Document) {
	if d.Title == "" && sane(in["Title"], fileTitle) {
		d.Title = in["Title"]
	}
	if len(d.Authors) == 0 && sane(in["Author"], userName) {
		for _, a := range dividers.Split(in["Author"], -1) {
			if a != "" {
				d.Authors = append(d.Authors, a)
			}
		}
	}
	if len(d.Topics) == 0 && sane(in["Keywords"], fileTitle) {
		for _, k := range dividers.Split(in["Keywords"], -1) {
			if k != "" {
				d.Topics = append(d.Topics, k)
			}
		}
	}
	if m := infoDate.FindStringSubmatch(in["CreationDate"]); d.Date == "" && m != nil && m[1] > "1990" {
		d.Date = m[1] + "-" + m[2] + "-" + m[3]
	}
}
