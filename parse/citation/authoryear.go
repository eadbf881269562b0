package citation

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"wensou/document"
)

// LinkBody finds the citations in the body of a document that has a list of
// references: (Wang & Li, 2019, p. 3), 王小明（2019：12）, [3]. Each becomes a
// citation unit behind the unit it stands in, a short form that resolves to
// the entry of the list; works gain them too. Marks that no entry, or more
// than one, answers to are left as text.
func LinkBody(d *document.Document) {
	refs := newReferences(d.Units)
	if len(refs.units) == 0 {
		return
	}
	numbered := refs.numbered(d.Units)
	var out []document.Unit
	works := map[document.WorkID][]document.UnitID{}
	for i := range d.Units {
		u := &d.Units[i]
		out = append(out, *u)
		if !inBody(u) {
			continue
		}
		have := 0
		for j := i + 1; j < len(d.Units) && d.Units[j].Kind == document.KindCitation && d.Units[j].Holder() == u.ID; j++ {
			have++
		}
		marks := refs.marks(u.Text, numbered)
		if have > 0 { // its citations are read already
			continue
		}
		for k, m := range marks {
			ref := &d.Units[m.ref]
			c := document.Unit{
				ID: u.ID + document.UnitID("c"+strconv.Itoa(k+1)), Kind: document.KindCitation, Text: m.text, Lines: u.Lines,
				HeadingPath: u.HeadingPath, In: u.ID, Ordinal: k + 1, ShortForm: true, ResolvesTo: ref.ID, Work: ref.Work, EtAl: m.etAl, CSL: m.csl(ref.CSL),
			}
			if u.Kind == document.KindFootnote {
				c.Note = u.Number
			}
			out = append(out, c)
			works[ref.Work] = append(works[ref.Work], c.ID)
		}
	}
	if len(out) == len(d.Units) {
		return
	}
	d.Units = out
	for i := range d.Works {
		if ids := works[d.Works[i].ID]; d.Works[i].ID != "" {
			d.Works[i].Citations = append(d.Works[i].Citations, ids...)
		}
	}
}

func inBody(u *document.Unit) bool {
	switch u.Kind {
	case document.KindParagraph, document.KindBlockquote, document.KindList, document.KindFootnote, document.KindCaption, document.KindTable, document.KindAbstract:
		return true
	}
	return false
}

// bodyMark is one work cited in running text.
type bodyMark struct {
	text, page string
	ref        int // index of the reference among the units
	etAl       bool
}

// csl is what the mark shows of the entry it points at: author, year, page.
func (m *bodyMark) csl(ref *document.CSL) *document.CSL {
	return &document.CSL{Type: ref.Type, Author: ref.Author, Editor: editorsWithoutAuthor(ref), Title: "", Issued: ref.Issued, Page: m.page}
}

func editorsWithoutAuthor(c *document.CSL) []document.Name {
	if len(c.Author) > 0 {
		return nil
	}
	return c.Editor
}

// references finds entries by first author and year.
type references struct {
	units  []int
	byKey  map[string][]int // "wang 2019a", "wang 2019" -> indexes of units
	number map[int]int
	years  map[string]bool // those of the entries
}

var yearLetter = guarded(guard{test: holdsYear}, `\b((?:19|20)\d{2})([a-z])\b`)

func newReferences(units []document.Unit) *references {
	r := &references{byKey: map[string][]int{}, number: map[int]int{}, years: map[string]bool{}}
	for i := range units {
		u := &units[i]
		if u.Kind != document.KindReference || u.CSL == nil {
			continue
		}
		r.units = append(r.units, i)
		if u.Number > 0 {
			r.number[u.Number] = i
		}
		n, ok := lead(u.CSL)
		year := u.CSL.Issued.Year()
		if !ok || year == 0 {
			continue
		}
		years := []string{strconv.Itoa(year)}
		r.years[years[0]] = true
		if m := yearLetter.FindStringSubmatch(clip(u.Text, 600)); m != nil && m[1] == years[0] {
			years = append(years, m[1]+m[2])
		}
		for _, y := range years {
			for _, k := range nameKeys(n) {
				r.byKey[k+" "+y] = append(r.byKey[k+" "+y], i)
			}
		}
	}
	return r
}

// nameKeys are the forms in which running text names an author: a Chinese name
// whole or by its family name, a Western one by its family name.
func nameKeys(n document.Name) []string {
	keys := []string{authorKey(n)}
	if isHanPerson(n.Literal) {
		k := string(firstRune(n.Literal))
		if isCompound(n.Literal) {
			k = n.Literal[:6]
		}
		keys = append(keys, key(k))
	} else if i := strings.LastIndexByte(n.Literal, ' '); i > 0 && n.Family == "" && isPerson(n.Literal) {
		keys = append(keys, key(n.Literal[i+1:]))
	}
	return keys
}

var (
	// NAME, 2019a: 12
	bodyYear = regexp.MustCompile(`^(.{0,160}?)[,，: ]{0,2} ?((?:1[89]|20)\d{2}|民國? ?\d{2,3})年?([a-z]?)((?:[,，、] ?(?:(?:1[89]|20)\d{2})?[a-z]?){0,4})(?:[:：,，] ?(?:頁|页|pp?\. ?|第)?([\dA-Za-z]+(?:[-–~～至][\d]+)?(?:[、,] ?\d+(?:[-–]\d+)?)*) ?[頁页]?)?$`)
	bodyCue  = regexp.MustCompile(`^(?:參見|参见|參閱|參考|参考|詳見|详见|另見|見|见|如|例如|引自|轉引自|see also|see|e\.g\.,?|cf\.|cited in|as cited in)[:：]? ?`)
	bodyEtAl = guarded(guard{last: ends("等人.l")}, `(?: ?等人?|,? et al\.?)$`)
	bodyAnd  = regexp.MustCompile(` ?(?:、|與|与|和|及|&|, | and ) ?`)
)

// maxMarks bounds the marks read from one unit.
const maxMarks = 5000

// marks finds the citations in s, in reading order.
func (r *references) marks(s string, numbered bool) []bodyMark {
	var out []bodyMark
	if numbered {
		return r.numbers(s)
	}
	if !strings.ContainsAny(s, "(（") {
		return nil
	}
	for from, n := 0, 0; n < maxMarks; n++ {
		m := r.yearBracket(s, from)
		if m == nil {
			break
		}
		from = m[1]
		inner := s[m[2]:m[3]]
		var last string
		for part := range strings.FieldsFuncSeq(inner, func(c rune) bool { return c == ';' || c == '；' }) {
			part = strings.TrimSpace(part)
			part = part[len(bodyCue.FindString(part)):]
			g := bodyYear.FindStringSubmatch(part)
			if g == nil {
				continue
			}
			name := strings.Trim(g[1], " ,，:：")
			text := part
			switch {
			case name == "" && last != "": // 王小明，2019；2020
				name = last
			case name == "": // 王小明（2019）
				var from int
				if name, from = r.nameBefore(s[:m[0]], yearOf(g[2])+g[3], yearOf(g[2])); name == "" {
					continue
				}
				text = s[from:m[1]]
			}
			last = name
			out = append(out, r.find(name, g, text)...)
		}
	}
	return out
}

func yearOf(s string) string {
	if y := entryYear(s); strings.HasPrefix(s, "民") {
		return strconv.Itoa(y)
	}
	return s
}

var moreYears = regexp.MustCompile(`(?:1[89]|20)\d{2}[a-z]?|[a-z]`)

// find gives the marks for a name and the years that follow it.
func (r *references) find(name string, g []string, text string) []bodyMark {
	year := yearOf(g[2])
	var out []bodyMark
	page := g[5]
	years := []string{year + g[3]}
	for _, y := range moreYears.FindAllString(g[4], 4) {
		if len(y) == 1 {
			y = year + y
		}
		years = append(years, y)
	}
	for _, y := range years {
		if i, etAl, ok := r.lookUp(name, y, true); ok {
			out = append(out, bodyMark{text: text, page: page, ref: i, etAl: etAl})
		}
	}
	return out
}

// lookUp finds the one entry of a name and year, none when several answer.
// given says that given names may stand before the family name.
func (r *references) lookUp(name, year string, given bool) (at int, etAl, ok bool) {
	first := bodyEtAl.ReplaceAllString(name, "")
	etAl = first != name
	names := bodyAnd.Split(first, 3)
	k := key(names[0])
	if i := strings.LastIndexByte(strings.TrimSpace(names[0]), ' '); i > 0 && given && len(r.byKey[k+" "+year]) == 0 {
		k = key(names[0][i+1:]) // J. Wang
	}
	all := r.byKey[k+" "+year]
	if len(all) == 0 {
		k = key(first) // a body with 與 in its name
		all = r.byKey[k+" "+year]
	}
	all = distinct(all)
	if len(all) != 1 {
		return 0, false, false
	}
	return all[0], etAl, true
}

func distinct(at []int) []int {
	var out []int
	for _, i := range at {
		if len(out) == 0 || out[len(out)-1] != i {
			out = append(out, i)
		}
	}
	return out
}

// How many characters, and bytes in Western style, before a bracket may be the
// name.
const (
	maxBefore      = 24
	maxBeforeBytes = 400
)

// nameBefore finds the author whose name ends right before a bracket, and where
// it begins: the longest run of characters that an entry of the year has.
func (r *references) nameBefore(s, year, plain string) (name string, from int) {
	end := len(strings.TrimRight(s, " "))
	tail := clipStart(s[:end], maxBeforeBytes)
	if name, from = r.nameEnding(tail, year, plain); name == "" {
		return "", 0
	}
	return name, from + end - len(tail)
}

// nameEnding does so for a text without blanks at its end.
func (r *references) nameEnding(s, year, plain string) (name string, from int) {
	end := len(s)
	base := strings.TrimSuffix(bodyEtAl.ReplaceAllString(s, ""), "所著")
	if r0 := lastRune(base); isHan(r0) {
		at := len(base)
		best := ""
		for range maxBefore {
			c, n := utf8.DecodeLastRuneInString(base[:at])
			if n == 0 || !isHan(c) && !strings.ContainsRune("、·•與和及", c) {
				break
			}
			at -= n
			k := base[at:]
			if utf8.RuneCountInString(k) < 2 {
				continue
			}
			for _, y := range []string{year, plain} {
				if len(r.byKey[key(k)+" "+y]) > 0 || len(r.byKey[key(bodyAnd.Split(k, 3)[0])+" "+y]) > 0 && bodyAnd.MatchString(k) && allNames(k) {
					best, from = s[at:end], at
				}
			}
		}
		return best, from
	}
	return r.latinBefore(s, base, end, year)
}

func allNames(k string) bool {
	for _, n := range bodyAnd.Split(k, 4) {
		if !isHanPerson(n) {
			return false
		}
	}
	return true
}

// latinBefore reads "Wang and Li (2019)": up to six words back.
func (r *references) latinBefore(s, base string, end int, year string) (string, int) {
	at, words := len(base), 0
	name, from := "", 0
	for at > 0 && words < 6 {
		i := strings.LastIndexFunc(base[:at], func(c rune) bool { return unicode.IsSpace(c) || c > 0x2e7f })
		size := 0
		if i >= 0 {
			_, size = utf8.DecodeRuneInString(base[i:])
		}
		start := 0
		if i >= 0 {
			start = i + size
		}
		w := base[start:at]
		if c := firstRune(w); !unicode.IsUpper(c) && w != "and" && w != "&" && w != "van" && w != "de" && w != "von" && w != "der" {
			break
		}
		if _, _, ok := r.lookUp(s[start:end], year, false); ok && unicode.IsUpper(firstRune(w)) {
			name, from = s[start:end], start
		}
		if i < 0 || size > 1 {
			break
		}
		at = i
		words++
	}
	return name, from
}

func clipStart(s string, n int) string {
	s = s[max(0, len(s)-n):]
	for s != "" && !utf8.RuneStart(s[0]) {
		s = s[1:]
	}
	return s
}

// WarnUnresolved adds a warning for each short form whose work is not found.
func WarnUnresolved(d *document.Document) {
	for i := range d.Units {
		u := &d.Units[i]
		if u.Kind != document.KindCitation || !u.ShortForm || u.ResolvesTo != "" {
			continue
		}
		line := 0
		if len(u.Lines) > 0 {
			line = u.Lines[0][0]
		}
		d.Warn(line, "short-form-unresolved", "%s: no earlier citation answers to %.80q", u.ID, u.Text)
	}
}
