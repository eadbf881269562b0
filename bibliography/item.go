package bibliography

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"unicode"

	"wensou/document"
	"wensou/parse/language"
)

// item is an entry ready to be written: its text is clean, its language known.
type item struct {
	document.CSL
	key     string
	places  []Place
	etAl    bool   // more authors than are named
	printed string // "" when there is an author or a title
	lang    string // BCP 47, in lower case; "und" when unknown
	zh      bool   // written by the rules for Chinese
	hans    bool   // in Simplified characters
}

// prepare cleans entries, leaves out those that say nothing, joins those of one
// record and gives each its key.
func prepare(ctx context.Context, entries []Entry) ([]*item, error) {
	var items []*item
	at := map[string]*item{}
	for i := range entries {
		if i%lookEvery == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		it := newItem(&entries[i])
		if it.isEmpty() {
			continue
		}
		id := it.identity()
		if first := at[id]; first != nil {
			for _, p := range it.places {
				if !slices.Contains(first.places, p) {
					first.places = append(first.places, p)
				}
			}
			if first.Page == "" {
				first.Page = it.Page
			}
			continue
		}
		at[id] = it
		items = append(items, it)
	}
	nameKeys(items)
	return items, ctx.Err()
}

// lookEvery is how many entries are written between two looks at the deadline.
const lookEvery = 256

func newItem(e *Entry) *item {
	it := &item{CSL: cleanRecord(&e.Record), places: slices.Clone(e.Places)}
	it.etAl = e.EtAl && len(it.Author) > 0
	if it.Type == "" {
		it.Type = "document"
	}
	if it.Title == "" && len(it.Author) == 0 && len(it.Editor) == 0 {
		it.printed = clean(e.Printed)
	}
	sample := it.Title
	if sample == "" {
		sample = it.printed
	}
	for _, n := range it.Author {
		if sample == "" {
			sample = n.String()
		}
	}
	if it.lang = strings.ToLower(it.Language); it.lang == "" {
		it.lang = strings.ToLower(language.Detect(sample))
		if strings.HasPrefix(it.lang, "zh") && !isHan(sample) {
			it.lang = "und" // too short to tell
		}
	}
	it.zh = strings.HasPrefix(it.lang, "zh")
	script := language.Detect(it.Title + it.ContainerTitle + it.Publisher + names(it.Author))
	it.hans = it.zh && (script == "zh-CN" || script == "zh" && (strings.Contains(it.lang, "hans") || strings.HasSuffix(it.lang, "-cn")))
	return it
}

// Language of an entry as BCP 47: what its record says, or else what its title
// and names are written in; "und" when that can't be told.
func Language(e Entry) string {
	switch it := newItem(&e); {
	case e.Record.Language != "":
		return e.Record.Language
	case it.zh && it.hans:
		return "zh-Hans"
	case it.zh:
		return "zh-Hant"
	default:
		return it.lang
	}
}

// isEmpty says that nothing names the work.
func (it *item) isEmpty() bool {
	return it.Title+it.printed+it.ContainerTitle+it.Publisher+it.URL+it.DOI+it.Number == "" &&
		len(it.Author)+len(it.Editor)+len(it.Translator) == 0
}

// identity is equal for entries of one record; pages are where it is cited.
func (it *item) identity() string {
	c := it.CSL
	if !isPart(c.Type) {
		c.Page = ""
	}
	b, err := json.Marshal(c)
	if err != nil {
		return it.printed // a record is plain data
	}
	return string(b) + "\x00" + it.printed
}

// isPart says that things of this type stand on pages of something larger.
func isPart(kind string) bool {
	switch kind {
	case "chapter", "paper-conference", "entry-encyclopedia", "entry-dictionary", "entry":
		return true
	}
	return strings.HasPrefix(kind, "article")
}

// cleanRecord is a copy in which every text is one clean line. Names without
// text are left out.
func cleanRecord(c *document.CSL) document.CSL {
	out := *c
	for _, p := range []*string{
		&out.Type, &out.Title, &out.ContainerTitle, &out.Publisher, &out.PublisherPlace, &out.Volume, &out.Issue, &out.Page,
		&out.URL, &out.DOI, &out.ISBN, &out.Edition, &out.Number, &out.Genre, &out.Authority, &out.Language,
		&out.CollectionTitle, &out.EventTitle, &out.Section, &out.Status,
	} {
		*p = clean(*p)
	}
	out.Author, out.Editor, out.Translator = cleanNames(c.Author), cleanNames(c.Editor), cleanNames(c.Translator)
	out.ContainerAuthor = cleanNames(c.ContainerAuthor)
	out.Issued, out.Accessed = cleanDate(c.Issued), cleanDate(c.Accessed)
	return out
}

func cleanNames(list []document.Name) []document.Name {
	var out []document.Name
	for _, n := range list {
		n = document.Name{Family: clean(n.Family), Given: clean(n.Given), Suffix: clean(n.Suffix), Literal: clean(n.Literal)}
		switch {
		case n.Literal != "": // as CSL has it, a literal stands for all parts
			n = document.Name{Literal: n.Literal}
		case n.Family == "" && n.Given == "":
			continue
		case n.Family == "": // one name only
			n = document.Name{Literal: n.Given}
		}
		out = append(out, n)
	}
	return out
}

// cleanDate keeps dates of the calendar, at most two, years 1 to 9999.
func cleanDate(d *document.Date) *document.Date {
	if d == nil {
		return nil
	}
	out := document.Date{Season: clean(d.Season)}
	for _, p := range d.DateParts {
		if len(p) == 0 || p[0] < 1 || p[0] > 9999 || len(out.DateParts) == 2 {
			break
		}
		n := 1
		if len(p) > 1 && p[1] >= 1 && p[1] <= 12 {
			if n = 2; len(p) > 2 && p[2] >= 1 && p[2] <= 31 {
				n = 3
			}
		}
		out.DateParts = append(out.DateParts, slices.Clone(p[:n]))
	}
	if len(out.DateParts) == 0 {
		return nil
	}
	return &out
}

// clean is text as one line: signs that end lines or steer terminals become
// blanks, and blanks are single, as readers of all formats take them.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r), unicode.IsSpace(r) && r != '\u3000':
			return ' '
		case unicode.Is(unicode.Bidi_Control, r), r == '\uFEFF':
			return -1 // they would turn what stands around
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' }), " ")
}

func isHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

func names(list []document.Name) string {
	var b strings.Builder
	for _, n := range list {
		b.WriteString(n.String())
	}
	return b.String()
}
