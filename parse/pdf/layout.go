package pdf

import (
	"bytes"
	"html"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxPieces of one page are read. A dense page of a dictionary has a fifth.
const maxPieces = 10_000

// zoom is the scale at which pdftohtml rounds positions to whole numbers.
const zoom = 3

// piece is a run of characters of one font on one line. Lengths are in points,
// y grows downwards.
type piece struct {
	x, y, w, h float64 // left, top, width, height of the font's box
	size       float64 // of the font
	font       string  // its family
	bold       bool
	link       bool // leads somewhere, as markers of notes may
	text       string
}

func (p *piece) right() float64  { return p.x + p.w }
func (p *piece) bottom() float64 { return p.y + p.h }
func (p *piece) middle() float64 { return p.y + p.h/2 }

// page is what stands on one page.
type page struct {
	number        int
	width, height float64
	pieces        []piece
	cut           bool // there were more pieces
}

var (
	attribute = regexp.MustCompile(`([a-z]+)="([^"]*)"`)
	markup    = regexp.MustCompile(`</?(?:a|b|i)(?: [^>]*)?>`)
)

// font is what a page says of one.
type font struct {
	size   float64
	family string
}

// readLayout reads the XML of pdftohtml, line by line: it puts one element in
// a line, and what it prints in between is no concern of ours.
func readLayout(xml []byte) []page {
	var pages []page
	fonts := map[string]font{}
	for line := range bytes.Lines(xml) {
		s := string(line)
		if i := strings.Index(s, `<page number="`); i >= 0 { // "link to page 3 <page …>"
			a := attributes(s[i:])
			pages = append(pages, page{number: len(pages) + 1, width: number(a["width"]), height: number(a["height"])})
			continue
		}
		s = strings.TrimSpace(s)
		if strings.HasPrefix(s, "<fontspec ") {
			a := attributes(s)
			fonts[a["id"]] = font{number(a["size"]), a["family"]}
			continue
		}
		if !strings.HasPrefix(s, "<text ") || len(pages) == 0 {
			continue
		}
		if p, ok := readPiece(s, fonts); ok {
			last := &pages[len(pages)-1]
			if last.cut = len(last.pieces) >= maxPieces; !last.cut {
				last.pieces = append(last.pieces, p)
			}
		}
	}
	return pages
}

// readPiece reads one text element. Characters without width are rotated.
func readPiece(s string, fonts map[string]font) (piece, bool) {
	open, body, ok := strings.Cut(s, ">")
	if !ok {
		return piece{}, false
	}
	body = strings.TrimSuffix(body, "</text>")
	a := attributes(open)
	p := piece{
		x: number(a["left"]), y: number(a["top"]), w: number(a["width"]), h: number(a["height"]), size: fonts[a["font"]].size, font: fonts[a["font"]].family,
		bold: strings.Contains(body, "<b>"), link: strings.HasPrefix(body, "<a "), text: cleanText(html.UnescapeString(markup.ReplaceAllString(body, ""))),
	}
	if p.size <= 0 {
		p.size = p.h
	}
	return p, p.text != "" && p.w > 0 && p.h > 0
}

func attributes(s string) map[string]string {
	a := map[string]string{}
	for _, m := range attribute.FindAllStringSubmatch(s, -1) {
		a[m[1]] = m[2]
	}
	return a
}

// number reads a length in points.
func number(s string) float64 {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f < -1e6 || f > 1e6 {
		return 0
	}
	return f / zoom
}

// cleanText takes back what fonts do to characters: ligatures, the radicals
// that some programs write for the characters that look like them, and the
// forms of punctuation in vertical lines.
func cleanText(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u2003':
			return '\u3000' // as wide
		case r == '\u00a0', 0x2000 <= r && r <= 0x200a, r == '\u202f', r == '\u205f', r == '\t', r == '\n', r == '\r', r == '\u2028', r == '\u2029':
			return ' '
		case unicode.IsControl(r), r == '\u00ad', r == '\u200b', r == '\ufeff', r == '\ufffe', r == '\uffff':
			return -1
		}
		return r
	}, expand(s))
}

func expand(s string) string {
	if strings.IndexFunc(s, presentation) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if !presentation(r) {
			b.WriteRune(r)
			continue
		}
		b.WriteString(radicals.Replace(norm.NFKC.String(string(r))))
	}
	return b.String()
}

// radicals stand for characters that Unicode does not call the same, though
// they are written with one glyph.
var radicals = strings.NewReplacer(
	"⻅", "见", "⻆", "角", "⻇", "角", "⻉", "贝", "⻋", "车", "⻑", "長", "⻓", "长", "⻔", "门", "⻗", "雨", "⻘", "青", "⻙", "韦", "⻚", "页",
	"⻛", "风", "⻜", "飞", "⻝", "食", "⻞", "食", "⻢", "马", "⻣", "骨", "⻤", "鬼", "⻥", "鱼", "⻦", "鸟", "⻧", "卤", "⻨", "麦", "⻩", "黄",
	"⻪", "黾", "⻫", "斉", "⻬", "齐", "⻭", "歯", "⻮", "齿", "⻯", "竜", "⻰", "龙", "⻱", "龜", "⻲", "亀", "⺎", "兀", "⺐", "尢", "⺒", "巳",
	"⺓", "幺", "⺜", "日", "⺝", "月", "⺠", "民", "⺧", "牛", "⺩", "王", "⺫", "目", "⺬", "示", "⺮", "竹", "⺶", "羊", "⺷", "羊", "⺻", "聿",
	"⺼", "月", "⻁", "虎", "⻄", "西", "⻊", "足",
)

// presentation says that r is a form of other characters, not one of its own.
func presentation(r rune) bool {
	return 0xfb00 <= r && r <= 0xfb06 || 0x2f00 <= r && r <= 0x2fd5 || 0x2e80 <= r && r <= 0x2ef3 ||
		0xfe10 <= r && r <= 0xfe19 || 0xfe30 <= r && r <= 0xfe48
}
