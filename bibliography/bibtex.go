package bibliography

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"wensou/document"
)

// bibtexTypes are the entry types of CSL types, those of biblatex where BibTeX
// has none; others are misc.
var bibtexTypes = map[string]string{
	"article-journal":    "article",
	"article-magazine":   "article",
	"article-newspaper":  "article",
	"bill":               "legislation",
	"book":               "book",
	"broadcast":          "video",
	"chapter":            "incollection",
	"dataset":            "dataset",
	"entry":              "inreference",
	"entry-dictionary":   "inreference",
	"entry-encyclopedia": "inreference",
	"legal_case":         "jurisdiction",
	"legislation":        "legislation",
	"manuscript":         "unpublished",
	"motion_picture":     "movie",
	"paper-conference":   "inproceedings",
	"patent":             "patent",
	"post":               "online",
	"post-weblog":        "online",
	"regulation":         "legislation",
	"report":             "report",
	"software":           "software",
	"standard":           "standard",
	"thesis":             "thesis",
	"treaty":             "legal",
	"webpage":            "online",
}

func writeBibTeX(items []*item) string {
	var b strings.Builder
	for i, it := range items {
		if i > 0 {
			b.WriteByte('\n')
		}
		it.bibtex(&b)
	}
	return b.String()
}

func (it *item) bibtex(b *strings.Builder) {
	kind := it.bibtexType()
	fmt.Fprintf(b, "@%s{%s", kind, it.key)
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(b, ",\n  %-12s = {%s}", name, value)
		}
	}
	it.texPeople(field)
	field("title", it.texTitle(it.Title))
	field(containerField(kind), it.texTitle(it.ContainerTitle))
	field("titleaddon", tex(it.Section))
	field("eventtitle", it.texTitle(it.EventTitle))
	field("series", it.texTitle(it.CollectionTitle))
	if it.Type == "article-newspaper" || it.Type == "article-magazine" {
		field("entrysubtype", strings.TrimPrefix(it.Type, "article-"))
	}
	field(publisherField(kind), tex(it.Publisher))
	if it.Authority != "" && kind != "report" {
		field("institution", tex(it.Authority))
	}
	field("address", tex(it.PublisherPlace))
	it.texDates(field)
	field("edition", tex(it.Edition))
	field("volume", tex(it.Volume))
	if it.Issue != "" {
		field("number", tex(it.Issue))
	} else {
		field("number", tex(it.Number))
	}
	field("pages", texPages(it.Page))
	field("type", tex(it.Genre))
	field("isbn", tex(it.ISBN))
	field("doi", verbatim(it.doi()))
	field("url", verbatim(it.URL))
	if it.Accessed != nil {
		field("urldate", isoDate(it.Accessed))
	}
	field("pubstate", tex(it.Status))
	field("langid", it.langid())
	field("note", tex(it.note()))
	b.WriteString("\n}\n")
}

// texPeople are those of the work and of the book that it stands in.
func (it *item) texPeople(field func(name, value string)) {
	authors := texNames(it.Author)
	if it.etAl {
		authors += " and others"
	}
	field("author", authors)
	field("editor", texNames(it.Editor))
	field("translator", texNames(it.Translator))
	field("bookauthor", texNames(it.ContainerAuthor))
}

// bibtexType tells doctoral from master's theses by how they are called.
func (it *item) bibtexType() string {
	if it.Type == "thesis" {
		genre := strings.ToLower(it.Genre)
		for _, g := range []struct{ word, kind string }{
			{"博士", "phdthesis"},
			{"phd", "phdthesis"},
			{"ph.d", "phdthesis"},
			{"doctor", "phdthesis"},
			{"碩士", "mastersthesis"},
			{"硕士", "mastersthesis"},
			{"master", "mastersthesis"},
		} {
			if strings.Contains(genre, g.word) {
				return g.kind
			}
		}
	}
	if kind, ok := bibtexTypes[it.Type]; ok {
		return kind
	}
	return "misc"
}

// containerField is where an entry of a type says what it is part of.
func containerField(kind string) string {
	switch kind {
	case "article":
		return "journal"
	case "incollection", "inproceedings", "inreference":
		return "booktitle"
	case "book":
		return "maintitle"
	}
	return "organization"
}

func publisherField(kind string) string {
	switch kind {
	case "report":
		return "institution"
	case "thesis", "phdthesis", "mastersthesis":
		return "school"
	}
	return "publisher"
}

// texDates gives year and month to BibTeX, and to biblatex also the date where
// it says more: a day, a season, a range.
func (it *item) texDates(field func(name, value string)) {
	d := it.Issued
	if d == nil {
		return
	}
	first := d.DateParts[0]
	field("year", fmt.Sprint(first[0]))
	if len(first) > 1 {
		field("month", fmt.Sprint(first[1]))
	}
	season := seasonNumber(d.Season)
	switch {
	case len(first) > 2 || len(d.DateParts) > 1:
		field("date", isoDate(d))
	case len(first) == 1 && season > 0: // ISO 8601-2 counts seasons from 21
		field("date", fmt.Sprintf("%04d-%d", first[0], 20+season))
	}
	if d.Season != "" {
		field("issue", tex(d.Season)) // biblatex prints it beside the year
	}
}

// texEscapes keep BibTeX from reading signs as its own. Braces become commands,
// because BibTeX counts those that have a backslash, too.
var texEscapes = strings.NewReplacer(
	`\`, `\textbackslash{}`, "{", `\textbraceleft{}`, "}", `\textbraceright{}`,
	"&", `\&`, "%", `\%`, "$", `\$`, "#", `\#`, "_", `\_`, "~", `\textasciitilde{}`, "^", `\textasciicircum{}`,
)

func tex(s string) string { return texEscapes.Replace(s) }

// verbatim is for addresses, in which biblatex reads nothing but braces. Those,
// and what no address has, are percent-encoded.
func verbatim(s string) string {
	return strings.NewReplacer("{", "%7B", "}", "%7D", `\`, "%5C", " ", "%20").Replace(s)
}

// texNames joins names by "and".
func texNames(list []document.Name) string {
	var out []string
	for _, n := range list {
		out = append(out, texName(n))
	}
	return strings.Join(out, " and ")
}

// texName is "Family, Suffix, Given"; a name that is one piece stands in braces.
func texName(n document.Name) string {
	if n.Literal != "" {
		return "{" + tex(n.Literal) + "}"
	}
	out := texNamePart(n.Family)
	if n.Suffix != "" {
		out += ", " + texNamePart(n.Suffix)
	}
	if n.Given == "" && n.Suffix == "" {
		return "{" + tex(n.Family) + "}"
	}
	return out + ", " + texNamePart(n.Given)
}

// nameSigns are what BibTeX divides names at.
var nameSigns = regexp.MustCompile(`,|(?i:^|\s)and(?:\s|$)|^$`)

func texNamePart(s string) string {
	if nameSigns.MatchString(s) {
		return "{" + tex(s) + "}"
	}
	return tex(s)
}

// pageRange is a simple range of pages; BibTeX wants two hyphens.
var pageRange = regexp.MustCompile(`^([\pL\d.]+)[-–—]([\pL\d.]+)$`)

func texPages(s string) string {
	if m := pageRange.FindStringSubmatch(s); m != nil {
		return m[1] + "--" + m[2]
	}
	return tex(s)
}

// texTitle protects the capitals that a style may not make small: those inside
// of words (AI, GPT-4, McGraw), and in a title that has small letters for most
// words also those of names.
func (it *item) texTitle(s string) string {
	if it.zh || isHan(s) {
		return tex(s)
	}
	list := strings.Split(s, " ")
	sentence := isSentenceCase(list)
	for i, w := range list {
		inner := strings.TrimLeftFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		first := i == 0 || strings.ContainsAny(list[i-1], ":?!.")
		if hasInnerCapital(inner) || sentence && !first && startsUpper(inner) {
			list[i] = "{" + tex(w) + "}"
		} else {
			list[i] = tex(w)
		}
	}
	return strings.Join(list, " ")
}

func startsUpper(w string) bool {
	for _, r := range w {
		return unicode.IsUpper(r)
	}
	return false
}

func hasInnerCapital(w string) bool {
	for i, r := range w {
		if i > 0 && unicode.IsUpper(r) && !strings.HasSuffix(w[:i], "-") {
			return true
		}
	}
	return false
}

// smallWords of four letters and more are small in titles of any case.
var smallWords = regexp.MustCompile(`^(?:about|after|against|among|before|between|beyond|during|from|into|onto|over|than|that|through|toward|towards|under|until|upon|versus|with|within|without)$`)

// isSentenceCase says that some word after the first that titles begin large
// begins small.
func isSentenceCase(list []string) bool {
	for _, w := range list[min(1, len(list)):] {
		if len(w) >= 4 && !startsUpper(w) && !hasInnerCapital(w) && unicode.IsLower([]rune(w)[0]) && !smallWords.MatchString(w) {
			return true
		}
	}
	return false
}

// langid is the language as babel calls it; "" for languages beside Chinese
// and English, and unknown ones.
func (it *item) langid() string {
	switch lang := it.lang; {
	case strings.HasPrefix(lang, "zh") && it.hans:
		return "chinese-simplified"
	case strings.HasPrefix(lang, "zh") && it.zh:
		return "chinese-traditional"
	case lang == "en-us":
		return "american"
	case lang == "en-gb":
		return "british"
	case strings.HasPrefix(lang, "en"):
		return "english"
	}
	return ""
}
