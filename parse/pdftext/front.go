package pdftext

import (
	"regexp"
	"strings"
	"unicode"

	"wensou/document"
	"wensou/parse/citation"
)

// readFront reads the title block: title, authors, affiliation, and the same
// in English where a paper prints both.
func (p *paper) readFront() {
	t := p.titleBlock(0, p.bodyAt)
	p.doc.Title = t.title
	p.doc.Authors = t.authors
	p.extra("affiliation", t.affiliation)
	if t.title == "" {
		return
	}
	u := p.add(document.KindTitle)
	u.Text, u.Lines = t.title, t.lines
	p.anchorFront(u)
	p.readOther(t)
}

// anchorFront hangs the notes whose markers stand in the title block on the
// title, and adds the notes that stand inside the block.
func (p *paper) anchorFront(u *document.Unit) {
	for i := 0; i < p.bodyAt; i++ {
		for _, m := range p.lines[i].marks {
			p.anchor(u, m, len(u.Text))
		}
	}
	for _, b := range p.makeBlocks(0, p.bodyAt) {
		if b.kind == footnote {
			p.readNote(&b)
		}
	}
}

// readBack reads what follows the references: the title block and abstract in
// the other language, or endnotes and appendices.
func (p *paper) readBack(bs []block) {
	p.path = nil
	n := 0
	for n < len(bs) && bs[n].kind != heading && bs[n].kind != footnote && !absHead.MatchString(bs[n].opening()) {
		n++
	}
	if n > 0 && n < len(bs) {
		t := p.titleBlock(bs[0].first, bs[n].first)
		if wideShare(t.title) > 0.3 { // an abstract in Chinese behind an English paper
			p.extra("title_zh", t.title)
			p.extra("author_zh", strings.Join(t.authors, "; "))
		} else {
			p.extra("title_en", t.title)
			p.extra("author_en", strings.Join(t.authors, "; "))
			p.extra("affiliation_en", t.affiliation)
		}
		if t.title != "" {
			u := p.add(document.KindTitle)
			u.Text, u.Lines = t.title, t.lines
		}
		bs = bs[n:]
	}
	p.readBlocks(bs)
}

func (p *paper) extra(name, value string) {
	if value != "" && p.doc.Extra[name] == "" {
		p.doc.Extra[name] = value
	}
}

// titleBlock is what stands above an abstract.
type titleBlock struct {
	title, affiliation string
	authors            []string
	lines              [][2]int
	other              []string // lines in the other script
	otherLines         [][2]int
}

func (p *paper) titleBlock(from, to int) titleBlock {
	var t titleBlock
	inParens, shown := false, p.shownTitle(from, to)
	for i := from; i < to; i++ {
		if shown >= 0 && i < shown {
			continue
		}
		if p.lines[i].role != roleText || t.title == "" && i+1 < to && issueLine.MatchString(p.lines[i].text) {
			continue
		}
		if m := coverLine.FindStringSubmatch(p.lines[i].text); m != nil {
			if names := authorNames(strings.TrimSpace(m[1])); names != nil {
				t.authors = append(t.authors, names...)
			}
			continue
		}
		s := strings.TrimSpace(strings.Trim(supRun.ReplaceAllString(citation.Plain(p.lines[i].text), ""), "＊†‡"))
		names := authorNames(s)
		switch {
		case inParens || strings.HasPrefix(s, "(") || strings.HasPrefix(s, "（"):
			if part := strings.Trim(s, "()（）"); !inParens && t.affiliation != "" {
				t.affiliation += "; " + part
			} else {
				t.affiliation = join(t.affiliation, part)
			}
			inParens = !strings.HasSuffix(s, ")") && !strings.HasSuffix(s, "）")
		case t.title == "" || p.lines[i].shown.Class == Title || shown < 0 && len(t.authors) == 0 && len(names) == 0 && (!p.lines[i].gap || sameScript(t.title, s)):
			t.title = join(t.title, s)
			t.lines = addLine(t.lines, p.lines[i].no)
		case len(names) > 0 && (len(t.authors) == 0 || sameScript(t.authors[0], names[0])):
			t.authors = append(t.authors, names...)
		case !sameScript(t.title, s):
			t.other = append(t.other, s)
			t.otherLines = append(t.otherLines, [2]int{p.lines[i].no, p.lines[i].no})
		case t.affiliation == "":
			t.affiliation = s
		}
	}
	t.title = closeHan(t.title)
	return t
}

// issueLine is the head of a journal's first page: its number and date.
var issueLine = regexp.MustCompile(`第 ?[\d一二三四五六七八九十]{1,5} ?[期卷輯辑]|\b(?:Vol|No)\. ?\d|^\d{4} ?年 ?\d{1,2} ?月`)

// coverLine is what a thesis's cover or first pages say beside the title.
var coverLine = regexp.MustCompile(`^(?:研 ?究 ?生|作 ?者|撰 ?者|姓 ?名|Author) ?[:：] ?(.+)$|^(?:指導教授|指导教师|指导老师|導師|导师|Advisor)[^:：]{0,4}[:：]|^目[ \x{3000}]*[錄录次]$|^(?:Table of )?Contents$|(?:大學|大学|學院|学院|University).{0,24}(?:論文|论文|[Tt]hesis|[Dd]issertation)$|^(?:碩士|硕士|博士)(?:學位|学位)?(?:論文|论文)$`)

// readOther reads the English title and authors of a front that prints both.
func (p *paper) readOther(t titleBlock) {
	for i, s := range t.other {
		if wideShare(s) > 0.3 {
			continue
		}
		if names := authorNames(s); len(names) > 0 && p.doc.Extra["title_en"] != "" {
			p.extra("author_en", strings.Join(names, "; "))
		} else if p.doc.Extra["title_en"] == "" {
			p.extra("title_en", s)
			u := p.add(document.KindTitle)
			u.Text, u.Lines = s, t.otherLines[i:i+1]
		}
	}
}

// closeHan takes out the blanks that a line break left between ideographs.
func closeHan(s string) string {
	var b strings.Builder
	rs := []rune(s)
	for i, r := range rs {
		if r == ' ' && i > 0 && i+1 < len(rs) && unicode.Is(unicode.Han, rs[i-1]) && unicode.Is(unicode.Han, rs[i+1]) {
			continue
		}
		b.WriteRune(r)
	}
	return strings.TrimSpace(b.String())
}

func sameScript(a, b string) bool { return (wideShare(a) > 0.3) == (wideShare(b) > 0.3) }

var (
	nameSep   = regexp.MustCompile(`[、，,;；&＆*＊]| and | 與 | 和 |\s{2,}|\x{3000}`)
	latinName = regexp.MustCompile(`^[A-Z][\p{L}.'’-]*( [A-Z][\p{L}.'’-]*){1,3}$`)
	hanName   = regexp.MustCompile(`^\p{Han}{2,4}$|^\p{Han}+[·．‧]\p{Han}+$`)
)

// authorNames reads a line of names: two to four ideographs each, or two to
// four capitalised words. nil when the line is anything else.
func authorNames(s string) []string {
	if ems(s) > 40 {
		return nil
	}
	parts := []string{s}
	if !hanName.MatchString(strings.ReplaceAll(s, " ", "")) {
		parts = nameSep.Split(s, -1)
	}
	var out []string
	for _, n := range parts {
		n = strings.TrimSpace(strings.TrimRight(n, "*＊0123456789"))
		if n == "" {
			continue
		}
		if h := strings.ReplaceAll(n, " ", ""); hanName.MatchString(h) {
			out = append(out, h)
			continue
		}
		if !latinName.MatchString(n) {
			return spacedNames(n, parts)
		}
		out = append(out, n)
	}
	return out
}

// spacedNames reads "王小明 李大同": names with a blank between them.
func spacedNames(n string, parts []string) []string {
	if len(parts) != 1 || !strings.Contains(n, " ") {
		return nil
	}
	var out []string
	for f := range strings.FieldsSeq(n) {
		if !hanName.MatchString(f) {
			return nil
		}
		out = append(out, f)
	}
	return out
}

var historyKeys = map[string]string{
	"收件": "received", "收稿": "received", "投稿": "received", "來稿": "received", "Received": "received",
	"修正": "revised", "修訂": "revised", "修改": "revised", "修回": "revised", "Revised": "revised",
	"採用": "accepted", "接受": "accepted", "接受刊登": "accepted", "通過": "accepted", "Accepted": "accepted",
}

func (p *paper) readHistory(b *block) {
	m := historyHead.FindStringSubmatch(b.text())
	if d := citation.ISODate(m[3]); d != "" {
		p.extra(historyKeys[m[1]], d)
	}
}

var keywordSep = regexp.MustCompile(`[、，；;]\s*|,\s+`)

func (p *paper) readKeywords(b *block) {
	p.open = nil
	u := p.add(document.KindKeywords)
	p.extend(u, b.first, b.last)
	p.section = ""
	text := p.texts[u].String()
	m := keywordHead.FindStringIndex(text)
	if m == nil {
		return
	}
	var words []string
	for _, w := range keywordSep.Split(text[m[1]:], -1) {
		if w = strings.Trim(w, " 。."); w != "" {
			words = append(words, w)
		}
	}
	if wideShare(text[m[1]:]) > 0.3 {
		p.doc.Topics = words
	} else {
		p.extra("keywords_en", strings.Join(words, "; "))
	}
}
