package input

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/wlynxg/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"wensou/document"
)

const (
	binaryHead    = 1 << 10  // a NUL byte in here makes a file binary
	pageHead      = 4 << 10  // bytes of a page in which <meta> names the encoding
	sampleBytes   = 64 << 10 // how much of a file the guess at its encoding looks at
	damagedShare  = 100      // at most one character in so many may be unreadable
	damagedUTF8   = 10       // bytes outside UTF-8: at most one to so many inside multi-byte characters
	maxDamageWarn = 20       // later damage is only counted
)

// Decode turns the bytes of a file into UTF-8. The encoding is, in this order:
// that of the byte order mark, the one the first two lines declare, UTF-8 when
// the bytes are valid, the one they look like. Unreadable bytes become U+FFFD
// with a warning for their line. It fails with *Error for binary files and for
// text in no encoding it can name.
func Decode(path string, data []byte) (File, []document.Warning, error) {
	enc, name, skip := fromBOM(data)
	if enc == nil && skip == 0 {
		enc, name = utf16WithoutBOM(data)
	}
	data = data[skip:]
	if enc == nil && bytes.IndexByte(data[:min(len(data), binaryHead)], 0) >= 0 {
		return File{}, nil, &Error{Path: path, Reason: "binary file (it holds NUL bytes), not text; convert it to text or leave it out"}
	}
	switch {
	case enc != nil:
	case utf8.Valid(data), looksUTF8(data):
		name = "UTF-8"
	default:
		var err error
		if enc, name, err = guess(path, data); err != nil {
			return File{}, nil, err
		}
	}
	text := string(data)
	if enc != nil {
		out, err := enc.NewDecoder().Bytes(data)
		if err != nil {
			return File{}, nil, &Error{Path: path, Reason: fmt.Sprintf("read as %s, but that fails (%v); save the file as UTF-8", name, err), Err: err}
		}
		text = strings.TrimPrefix(string(out), "\uFEFF")
	}
	text, warnings := repair(text, name)
	return File{Path: path, Text: text}, warnings, nil
}

func fromBOM(data []byte) (enc encoding.Encoding, name string, skip int) {
	switch {
	case bytes.HasPrefix(data, []byte("\xEF\xBB\xBF")):
		return nil, "UTF-8", 3
	case bytes.HasPrefix(data, []byte("\xFF\xFE")):
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "UTF-16LE", 2
	case bytes.HasPrefix(data, []byte("\xFE\xFF")):
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "UTF-16BE", 2
	}
	return nil, "", 0
}

// utf16WithoutBOM recognises UTF-16 by the NUL bytes of its line ends and
// ASCII, and only when it reads as ordinary Chinese or English.
func utf16WithoutBOM(data []byte) (encoding.Encoding, string) {
	head := data[:min(len(data), binaryHead)&^1]
	if bytes.IndexByte(head, 0) < 0 {
		return nil, ""
	}
	for i, name := range []string{"UTF-16LE", "UTF-16BE"} {
		endian := []unicode.Endianness{unicode.LittleEndian, unicode.BigEndian}[i]
		enc := unicode.UTF16(endian, unicode.IgnoreBOM)
		if out, err := enc.NewDecoder().Bytes(head); err == nil && ordinary(string(out)) {
			return enc, name
		}
	}
	return nil, ""
}

func ordinary(s string) bool {
	all, plain := 0, 0
	for _, r := range s {
		all++
		switch {
		case r == '\t' || r == '\n' || r == '\r', r >= ' ' && r < 0x7f, r >= 0x2010 && r < 0x2040,
			r >= 0x3000 && r < 0x3130, r >= 0x4e00 && r < 0xa000, r >= 0xff00 && r < 0xfff0:
			plain++
		}
	}
	return all > 0 && plain*100 >= all*95
}

// looksUTF8 says whether data is UTF-8 with a few damaged bytes: text in
// another encoding hardly ever forms multi-byte characters by chance.
func looksUTF8(data []byte) bool {
	bad, good := 0, 0
	for i := 0; i < len(data); {
		if data[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			bad++
		} else {
			good += n
		}
		i += n
	}
	return bad*damagedUTF8 <= good
}

var declaration = regexp.MustCompile(`(?i)\b(?:coding|charset|encoding)\s*[:=]\s*["']?([-\w.:]+)`)

// declared is the encoding that the first two lines name, as editors write it,
// or the head of a page of HTML.
func declared(data []byte) (encoding.Encoding, string) {
	head := data[:min(len(data), binaryHead)]
	if page := bytes.HasPrefix(bytes.TrimSpace(head), []byte("<")); page {
		return byDeclaration(data[:min(len(data), pageHead)])
	}
	if lines := bytes.SplitAfterN(head, []byte("\n"), 3); len(lines) == 3 {
		head = head[:len(lines[0])+len(lines[1])]
	}
	return byDeclaration(head)
}

func byDeclaration(head []byte) (encoding.Encoding, string) {
	m := declaration.FindSubmatch(head)
	if m == nil {
		return nil, ""
	}
	return byName(string(m[1]))
}

// byName is the decoder for an encoding's name. GB2312 and GBK are read as
// GB18030, which contains both; UTF-8 gives nil, because it needs no decoder.
func byName(name string) (encoding.Encoding, string) {
	if a, ok := aliases[strings.ToUpper(name)]; ok {
		return a.enc, a.name
	}
	if strings.HasPrefix(strings.ToUpper(name), "GB") {
		return simplifiedchinese.GB18030, "GB18030"
	}
	enc, err := htmlindex.Get(name)
	if err != nil {
		return nil, ""
	}
	if n, _ := htmlindex.Name(enc); n == "utf-8" || n == "replacement" {
		return nil, ""
	}
	return enc, name
}

// guess names the encoding of data that is not UTF-8. Detectors are unsure on
// short Chinese text, so GB18030 and Big5 also compete by how many of the
// characters they give are everyday ones.
func guess(path string, data []byte) (encoding.Encoding, string, error) {
	if enc, name := declared(data); enc != nil && commonness(enc, data) >= 0 {
		return enc, name, nil
	}
	if enc, name := wide(data); enc != nil {
		return enc, name, nil
	}
	sample := sampleOf(data)
	found := chardet.Detect(sample)
	gb, big5 := commonness(simplifiedchinese.GB18030, sample), commonness(traditionalchinese.Big5, sample)
	gbScore, big5Score := gb+everyday(sample, everydayGB), big5+everyday(sample, everydayBig5)
	switch {
	case gb >= 0.1 && gbScore > big5Score:
		return simplifiedchinese.GB18030, "GB18030", nil
	case big5 >= 0.1:
		return traditionalchinese.Big5, "Big5", nil
	}
	if enc, name := byName(found.Encoding); enc != nil && found.Confidence >= 0.5 && commonness(enc, sample) >= 0 {
		return enc, name, nil
	}
	switch {
	case gb >= 0 && (big5 < 0 || gbScore >= big5Score) && gbScore > 0.5:
		return simplifiedchinese.GB18030, "GB18030", nil
	case big5 >= 0 && big5Score > 0.5:
		return traditionalchinese.Big5, "Big5", nil
	}
	tried := "UTF-8, GB18030 and Big5"
	if found.Encoding != "" {
		tried += fmt.Sprintf(" (it looks most like %s)", found.Encoding)
	}
	return nil, "", &Error{Path: path, Reason: "unreadable as " + tried + "; save the file as UTF-8"}
}

// sampleOf is a piece of data around its first byte outside ASCII, from the
// start of that line.
func sampleOf(data []byte) []byte {
	i := bytes.IndexFunc(data, func(r rune) bool { return r >= utf8.RuneSelf })
	if i < 0 {
		i = 0
	}
	start := bytes.LastIndexByte(data[:i], '\n') + 1
	start = max(start, i-sampleBytes/2)
	end := min(len(data), start+sampleBytes)
	if end < len(data) { // no half character at the end
		if j := bytes.LastIndexByte(data[i:end], '\n'); j > 0 {
			end = i + j
		}
	}
	return data[start:end]
}

// common are everyday characters of Chinese in both scripts, and its
// punctuation.
const common = "的一是不在有人了中大为為和国國我以要他时時来來用们們生到作地于於出就分对對成会會可主发發年动動同工也能下过過子说說产產种種面而方后後多定行学學法所民得经經十三之进進着著等部度家电電力里如水化高自二理起小物现現实實加量都两兩体體制机機当當使点點从從业業本去把性好应應开開它合还還因由其些然前外天政四日那社义義事平形相全表间間样樣与與关關各重新线線内內数數正心反你明看原又么麼利比或但质質气氣第向道命此变變条條只没沒结結解问問意建月公无無系军軍很情者最立代想已通并並提直题題党黨程展五果料象员員位入常文总總次品式活设設及管特件长長求老头頭基资資边邊流路级級少图圖山统統接知较較将將组組见見计計别別她手角期根论論运運农農指几幾九区區强強放决決西被干做必战戰先回则則任取据處处队隊南给給色光门門即保治北造百规規热熱领領七海口东東导導器压壓志世金增争爭济濟阶階油思术術极極交受联聯什认認六共权權收证證改清己美再采轉转更单單风風切打白教速花带帶安场場身车車例真务務具万萬每目至达達走积積示议議声聲报報斗完类類八离離华華名确確才科张張信马馬节節话話米整空元况況今集温傳传土许許步群广廣石记記需段研界拉林律叫且究观觀越织織装裝，。、；：？！「」『』（）《》“”"

var commonSet = func() map[rune]bool {
	m := make(map[rune]bool, 1024)
	for _, r := range common {
		m[r] = true
	}
	return m
}()

// commonness decodes data and returns the share of everyday characters among
// those outside ASCII; -1 when too much of it can't be read in that encoding.
func commonness(enc encoding.Encoding, data []byte) float64 {
	out, err := enc.NewDecoder().Bytes(data)
	if err != nil {
		return -1
	}
	all, usual, bad := 0, 0, 0
	for _, r := range string(out) {
		switch {
		case r < utf8.RuneSelf:
			continue
		case r == utf8.RuneError || r >= 0xe000 && r < 0xf900:
			bad++
		case commonSet[r]:
			usual++
		}
		all++
	}
	if all == 0 || bad*damagedShare > all+damagedShare {
		return -1
	}
	return float64(usual) / float64(all)
}

// repair replaces what is no text with U+FFFD and warns of the lines.
func repair(text, encoding string) (string, []document.Warning) {
	if utf8.ValidString(text) && !strings.ContainsAny(text, "\x00\uFFFD") {
		return text, nil
	}
	var b strings.Builder
	b.Grow(len(text) + 64)
	var warnings []document.Warning
	line, last, bad := 1, 0, 0
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '\n', r == '\r' && !strings.HasPrefix(text[i+1:], "\n"):
			line++
		case r == utf8.RuneError, r == 0:
			bad++
			r = utf8.RuneError
			if line != last && len(warnings) < maxDamageWarn {
				warnings = append(warnings, document.Warning{Line: line, Code: "encoding-damaged", Message: "bytes that are no " + encoding + " text were replaced by U+FFFD"})
			}
			last = line
		}
		b.WriteRune(r)
		i += n
	}
	if bad > len(warnings) {
		warnings = append(warnings, document.Warning{Code: "encoding-damaged", Message: fmt.Sprintf("%d characters were unreadable in all", bad)})
	}
	return b.String(), warnings
}
