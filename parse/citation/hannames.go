package citation

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"wensou/document"
)

// people are those that the words before a title, or behind it, name.
type people struct {
	author, editor, translator []document.Name
	etAl                       bool
}

// roles are the words behind a name that say what the person did, longest
// first.
var roles = []struct{ word, role string }{
	{"總主編", "editor"},
	{"总主编", "editor"},
	{"執行主編", "editor"},
	{"副主編", "editor"},
	{"主編", "editor"},
	{"主编", "editor"},
	{"總編", "editor"},
	{"合編", "editor"},
	{"合编", "editor"},
	{"編輯", "editor"},
	{"编辑", "editor"},
	{"選編", "editor"},
	{"选编", "editor"},
	{"編選", "editor"},
	{"编选", "editor"},
	{"彙編", "editor"},
	{"汇编", "editor"},
	{"編纂", "editor"},
	{"编纂", "editor"},
	{"整理", "editor"},
	{"點校", "editor"},
	{"点校", "editor"},
	{"校點", "editor"},
	{"校点", "editor"},
	{"校注", "editor"},
	{"校註", "editor"},
	{"校釋", "editor"},
	{"校释", "editor"},
	{"箋注", "editor"},
	{"笺注", "editor"},
	{"集解", "editor"},
	{"編校", "editor"},
	{"编校", "editor"},
	{"輯校", "editor"},
	{"辑校", "editor"},
	{"審訂", "editor"},
	{"审订", "editor"},
	{"主辦", ""},
	{"主办", ""},
	{"編譯", "translator"},
	{"编译", "translator"},
	{"合譯", "translator"},
	{"合译", "translator"},
	{"翻譯", "translator"},
	{"翻译", "translator"},
	{"譯注", "translator"},
	{"译注", "translator"},
	{"譯註", "translator"},
	{"譯校", "translator"},
	{"校譯", "translator"},
	{"校译", "translator"},
	{"導讀", ""},
	{"导读", ""},
	{"編著", "author"},
	{"编著", "author"},
	{"合著", "author"},
	{"原著", "author"},
	{"專著", "author"},
	{"撰寫", "author"},
	{"合撰", "author"},
	{"口述", "author"},
	{"主講", "author"},
	{"編", "editor"},
	{"编", "editor"},
	{"輯", "editor"},
	{"辑", "editor"},
	{"譯", "translator"},
	{"译", "translator"},
	{"著", "author"},
	{"撰", "author"},
	{"注", "editor"},
	{"註", "editor"},
	{"校", "editor"},
	{"述", "author"},
}

var (
	roleParen  = guarded(guard{last: ends("）)]】")}, `^(.+?) ?[（(\[【] ?(\p{Han}{1,4}|[Ee]ds?\.?|[Tt]rans\.?) ?[）)\]】]$`)
	origin     = guarded(guard{first: starts("（([〔【［先漢汉魏晉晋唐宋元明清民美英德法日韓俄")}, `^(?:[（(\[〔【［]\p{Han}{1,4}[）)\]〕】］] ?|(?:先秦|漢|汉|魏|晉|晋|唐|宋|元|明|清|民國|美|英|德|法|日|韓|俄)[·•‧])`)
	hanEtAl    = guarded(guard{last: ends("等人.l")}, `(?:,? ?\bet al\b\.?|等人?)$`)
	andBetween = guarded(guard{has: signs("與与和及&暨")}, `^(.{2,20}?) ?[與与和及&暨] ?(.{2,20})$`)
	blanks     = guarded(guard{has: signs(" \u3000")}, `[ \x{3000}]+`)
)

// roleEnd are the signs that close a role.
var roleEnd = func() signSet {
	var last []rune
	for _, r := range roles {
		last = append(last, lastRune(r.word))
	}
	return ends(string(last))
}()

// cutRole takes the role off the end of a name: 主編, （譯）, "eds.".
func cutRole(s string) (name, role string, found bool) {
	s = strings.TrimSpace(s)
	if m := roleParen.FindStringSubmatch(s); m != nil {
		switch {
		case strings.HasPrefix(strings.ToLower(m[2]), "ed"):
			return m[1], "editor", true
		case strings.HasPrefix(strings.ToLower(m[2]), "tr"):
			return m[1], "translator", true
		}
		for _, r := range roles {
			if m[2] == r.word {
				return strings.TrimSpace(m[1]), r.role, true
			}
		}
	}
	if atEnd.of(lastRune(s))&roleEnd == 0 {
		return s, "", false
	}
	for _, r := range roles {
		if n, ok := strings.CutSuffix(s, r.word); ok && utf8.RuneCountInString(n) >= 2 {
			return strings.TrimSpace(n), r.role, true
		}
	}
	return s, "", false
}

// readPeople reads 王小明、李大華著，張三譯 and Latin names among them.
func readPeople(s string) (p people) {
	s = strings.Trim(s, " ,，:：.。、;；")
	if s == "" {
		return p
	}
	if !hasHan(s) {
		if n, role, ok := cutRole(s); ok {
			s = n
			names, etAl := splitAuthors(s, true)
			p.put(role, names)
			p.etAl = etAl
			return p
		}
		p.author, p.etAl = splitAuthors(s, false)
		return p
	}
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune(",，;；", r) }) {
		if part = strings.TrimSpace(part); part != "氏著" && part != "同氏著" { // named in the words before
			p.part(part)
		}
	}
	return p
}

func (p *people) part(s string) {
	name, role, found := cutRole(s)
	if !found {
		role = "author"
	}
	if m := hanEtAl.FindStringIndex(name); m != nil && m[0] > 0 {
		p.etAl = true
		name = strings.TrimRight(name[:m[0]], " 、,")
	}
	// 王小明著、李大華譯 with a pause between the two
	if i := strings.LastIndex(name, "、"); i > 0 && found {
		if _, _, inner := cutRole(name[:i]); inner {
			p.part(name[:i])
			name = name[i+len("、"):]
		}
	}
	// A name set apart by a blank: 王小明著 李大華譯
	if i := strings.LastIndexByte(name, ' '); i > 0 && found {
		if _, _, inner := cutRole(name[:i]); inner && isHanPerson(name[i+1:]) {
			p.part(name[:i])
			name = name[i+1:]
		}
	}
	p.put(role, hanNames(name))
}

func (p *people) put(role string, names []document.Name) {
	switch role {
	case "author":
		p.author = append(p.author, names...)
	case "editor":
		p.editor = append(p.editor, names...)
	case "translator":
		p.translator = append(p.translator, names...)
	}
}

// hanNames reads names that stand between 、 or 與; each is kept whole.
func hanNames(s string) []document.Name {
	var out []document.Name
	for n := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == '、' || r == '&' || r == '＆' }) {
		n = origin.ReplaceAllString(strings.TrimSpace(n), "")
		if m := andBetween.FindStringSubmatch(n); m != nil && isHanPerson(m[1]) && isHanPerson(m[2]) {
			out = append(out, document.Name{Literal: joinName(m[1])}, document.Name{Literal: joinName(m[2])})
			continue
		}
		if n = joinName(n); n == "" {
			continue
		}
		if !hasHan(n) {
			out = append(out, latinName(n))
			continue
		}
		out = append(out, document.Name{Literal: n})
	}
	return out
}

// joinName takes out the blank with which names of two characters are set, and
// one between family and given name.
func joinName(n string) string {
	n = strings.Trim(n, " \u3000*,，.:：")
	flat := blanks.ReplaceAllString(n, "")
	if k := utf8.RuneCountInString(flat); k <= 4 && allHan(flat) {
		return flat
	}
	return n
}

func allHan(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !isHan(r) })
}

// isHanPerson says that s has the form of a person's name: a family name with
// one or two characters, or a foreign name with its points.
func isHanPerson(s string) bool {
	s = origin.ReplaceAllString(strings.TrimSpace(s), "")
	if strings.ContainsAny(s, "·•‧．・") {
		return utf8.RuneCountInString(s) <= 24 && !strings.ContainsFunc(s, func(r rune) bool {
			return !unicode.IsLetter(r) && !strings.ContainsRune("·•‧．・. -", r)
		})
	}
	s = blanks.ReplaceAllString(s, "")
	if !allHan(s) {
		return false
	}
	n := utf8.RuneCountInString(s)
	if n < 2 || n > 4 {
		return false
	}
	if isCompound(s) {
		return n >= 3
	}
	first, size := utf8.DecodeRuneInString(s)
	return anywhere.of(first)&surname != 0 && (n <= 3 || anywhere.of(firstRune(s[size:]))&surname != 0) // 張李小華
}
