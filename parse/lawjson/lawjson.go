// Package lawjson parses statutes in the JSON that Taiwan's law database
// (全國法規資料庫) publishes, one law a file: each article is a paragraph under
// the headings of its chapter.
package lawjson

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"wensou/document"
	"wensou/parse/draft"
	"wensou/parse/input"
)

// detectBytes is how far into a file the names of its fields are looked for.
const detectBytes = 64 << 10

// Detect says whether f has the fields of a law.
func Detect(f input.File) bool {
	head := f.Text[:min(len(f.Text), detectBytes)]
	if !strings.HasPrefix(strings.TrimSpace(head), "{") {
		return false
	}
	return strings.Contains(head, `"法規名稱"`) && (strings.Contains(head, `"法規內容"`) || strings.Contains(head, `"沿革內容"`)) ||
		strings.Contains(head, `"LawName"`) && (strings.Contains(head, `"LawArticles"`) || strings.Contains(head, `"LawHistories"`)) &&
			!strings.Contains(head, `"Laws"`) // all laws in one file
}

// chinese are the names of fields in the older export, by those of the newer.
var chinese = map[string]string{
	"LawLevel": "法規性質", "LawName": "法規名稱", "LawURL": "法規網址", "LawCategory": "法規類別", "LawModifiedDate": "最新異動日期",
	"LawEffectiveDate": "生效日期", "LawEffectiveNote": "生效內容", "LawAbandonNote": "廢止註記", "LawHasEngVersion": "是否英譯註記",
	"EngLawName": "英文法規名稱", "LawAttachements": "附件", "LawAttachments": "附件", "LawHistories": "沿革內容", "LawForeword": "前言",
	"LawArticles": "法規內容",
}

// entry is an article, or a heading of the articles below it.
type entry struct {
	Heading string `json:"編章節"`
	Number  string `json:"條號"`
	Text    string `json:"條文內容"`

	Type       string `json:"ArticleType"` // "C" for a heading
	NewNumber  string `json:"ArticleNo"`
	NewContent string `json:"ArticleContent"`
}

// unify gives an entry of the newer export the fields of the older.
func (e *entry) unify() {
	switch {
	case e.NewContent == "":
	case e.Type == "C":
		e.Heading = e.NewContent
	default:
		e.Number, e.Text = e.NewNumber, e.NewContent
	}
}

type attachment struct {
	Name    string `json:"檔案名稱"`
	NewName string `json:"FileName"`
}

// Parse reads f. The caller sets ID, Path and what the file does not say. A
// file that is no valid JSON, or no law, gives *input.Error with its line.
func Parse(f input.File) (*document.Document, error) {
	p := &parser{file: f, dec: json.NewDecoder(strings.NewReader(f.Text)), d: draft.New("lawjson"), line: 1}
	if err := p.object(); err != nil {
		return nil, &input.Error{Path: f.Path, Line: p.at(), Reason: "not valid JSON of a law: " + err.Error(), Err: err}
	}
	doc := p.d.Doc
	if doc.Title == "" {
		return nil, &input.Error{Path: f.Path, Reason: "the JSON holds no law: it has no 法規名稱 or LawName"}
	}
	p.rest()
	draft.Cite(doc, nil)
	return doc, nil
}

type parser struct {
	file input.File
	dec  *json.Decoder
	d    *draft.Draft
	line int // of the byte pos
	pos  int

	history, effect, preface string
	historyLine              int
	attachments              []attachment
}

// at is the line that the decoder has come to.
func (p *parser) at() int {
	to := min(int(p.dec.InputOffset()), len(p.file.Text))
	p.line += strings.Count(p.file.Text[p.pos:to], "\n")
	p.pos = to
	return p.line
}

// object reads the fields of a law in the order in which they stand.
func (p *parser) object() error {
	if t, err := p.dec.Token(); err != nil || t != json.Delim('{') {
		return fmt.Errorf("it is no object (%v)", err)
	}
	for p.dec.More() {
		t, err := p.dec.Token()
		if err != nil {
			return err
		}
		key, _ := t.(string)
		if old := chinese[key]; old != "" {
			key = old
		}
		line := p.at()
		switch key {
		case "法規內容":
			err = p.articles()
		case "附件":
			err = p.dec.Decode(&p.attachments)
		default:
			var v any
			if err = p.dec.Decode(&v); err == nil {
				if s, ok := v.(string); ok {
					p.field(key, s, line)
				}
			}
		}
		if err != nil {
			return err
		}
	}
	_, err := p.dec.Token()
	return err
}

func (p *parser) field(key, value string, line int) {
	doc := p.d.Doc
	value = strings.TrimSpace(value)
	switch key {
	case "法規名稱":
		doc.Title = value
		p.d.Add(document.KindTitle, value, [2]int{line, line}, nil)
	case "法規網址":
		doc.Source.URL = value
	case "法規類別":
		doc.Topics = draft.Unique(strings.FieldsFunc(value, func(r rune) bool { return r == '＞' || r == '>' }))
	case "最新異動日期":
		doc.Date = date(value)
	case "沿革內容":
		p.history, p.historyLine = value, line
	case "生效內容":
		p.effect = value
	case "前言":
		p.preface = value
		p.d.Add(document.KindParagraph, unwrap(value), [2]int{line, line}, nil)
	case "生效日期":
		p.d.SetExtra(key, date(value))
	default:
		p.d.SetExtra(key, value)
	}
}

// date writes YYYYMMDD as documents have dates; "" for none (99991231 stands
// for a date that is not yet set).
func date(s string) string {
	if len(s) != 8 || s == "99991231" {
		return ""
	}
	return draft.Date(s[:4] + "-" + s[4:6] + "-" + s[6:])
}

// articles reads the list of headings and articles.
func (p *parser) articles() error {
	if t, err := p.dec.Token(); err != nil || t != json.Delim('[') {
		return fmt.Errorf("法規內容 is no list (%v)", err)
	}
	for p.dec.More() {
		var e entry
		if err := p.dec.Decode(&e); err != nil {
			return err
		}
		e.unify()
		line := p.at()
		if e.Heading != "" {
			level, text := chapter(e.Heading)
			p.d.Heading(level, text, line)
		}
		if e.Text != "" {
			number := strings.TrimSpace(e.Number)
			if number != "" {
				number += "\u3000"
			}
			p.d.Add(document.KindParagraph, number+unwrap(e.Text), [2]int{line, line}, nil)
		}
	}
	_, err := p.dec.Token()
	return err
}

var chapterHead = regexp.MustCompile(`^第\s*([^\s編章節款目]+)\s*([編章節款目])\s*`)

// chapter is the level of a heading and its text with one space in it.
func chapter(s string) (level int, text string) {
	s = strings.TrimSpace(s)
	level = 2
	if m := chapterHead.FindStringSubmatch(s); m != nil {
		level += strings.Index("編章節款目", m[2]) / len("編")
		s = "第" + m[1] + m[2] + " " + s[len(m[0]):]
	}
	return level, strings.Join(strings.Fields(s), " ")
}

// rest writes what stands beside the articles.
func (p *parser) rest() {
	line := [2]int{p.historyLine, p.historyLine}
	if p.history != "" || p.effect != "" {
		p.d.Heading(2, "沿革", max(p.historyLine, 1))
		p.d.Add(document.KindList, unwrap(p.history), line, nil)
		p.d.Add(document.KindParagraph, unwrap(p.effect), line, nil)
	}
	var names []string
	for _, a := range p.attachments {
		names = append(names, a.Name+a.NewName)
	}
	if len(names) > 0 {
		p.d.Heading(2, "附件", max(p.historyLine, 1))
		p.d.Add(document.KindList, strings.Join(names, "\n"), [2]int{}, nil)
	}
}

var item = regexp.MustCompile(`^(?:\d{1,3}\.|[（(]?[一二三四五六七八九十]{1,4}[、）)])`)

// unwrap joins lines that were broken at a width: those that do not end a
// sentence, a clause of a list or its opening.
func unwrap(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	ended := true
	for l := range strings.Lines(s) {
		l = strings.TrimSpace(l)
		if l == "" {
			ended = true
			continue
		}
		first, _ := utf8.DecodeRuneInString(l)
		switch {
		case b.Len() == 0:
		case (ended || item.MatchString(l)) && !strings.ContainsRune("，。、；：」』）", first):
			b.WriteByte('\n')
		default:
			b.WriteString(draft.Joint(b.String()[max(0, b.Len()-8):], l[:min(len(l), 8)]))
		}
		b.WriteString(l)
		last, _ := utf8.DecodeLastRuneInString(l)
		ended = strings.ContainsRune("。：；」）", last)
	}
	return b.String()
}
