package bibliography

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/nickng/bibtex"
	"pgregory.net/rapid"

	"wensou/document"
)

// texRead undoes what BibTeX and TeX take signs for.
var texRead = strings.NewReplacer(
	`\textbackslash{}`, `\`, `\textbraceleft{}`, "{", `\textbraceright{}`, "}", `\textasciitilde{}`, "~", `\textasciicircum{}`, "^",
	`\&`, "&", `\%`, "%", `\$`, "$", `\#`, "#", `\_`, "_", "{", "", "}", "",
)

var urlRead = strings.NewReplacer("{", "%7B", "}", "%7D", `\`, "%5C", " ", "%20")

const atSign = `\@` // nothing written has a backslash before it

// readBibTeX reads with the public parser and returns the values of the one
// entry, and its type and key.
func readBibTeX(text string) (*bibtex.BibEntry, error) {
	// The parser takes every at sign for the next entry, BibTeX does not.
	text = "@" + strings.ReplaceAll(strings.TrimPrefix(text, "@"), "@", atSign)
	b, err := bibtex.Parse(strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	if len(b.Entries) != 1 {
		return nil, fmt.Errorf("%d entries", len(b.Entries))
	}
	return b.Entries[0], nil
}

// splitTeX divides at sep where no brace is open.
func splitTeX(s string, sep string) []string {
	var out []string
	depth, from := 0, 0
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '{':
			depth++
		case s[i] == '}':
			depth--
		case depth == 0 && strings.HasPrefix(s[i:], sep):
			out = append(out, s[from:i])
			from = i + len(sep)
			i = from - 1
		}
	}
	return append(out, s[from:])
}

// readNames reads a list of names as BibTeX does.
func readNames(s string) []document.Name {
	var out []document.Name
	if s == "" {
		return nil
	}
	for _, one := range splitTeX(s, " and ") {
		parts := splitTeX(one, ", ")
		for i := range parts {
			parts[i] = texRead.Replace(parts[i])
		}
		switch len(parts) {
		case 1:
			out = append(out, document.Name{Literal: parts[0]})
		case 2:
			out = append(out, document.Name{Family: parts[0], Given: parts[1]})
		default:
			out = append(out, document.Name{Family: parts[0], Suffix: parts[1], Given: parts[2]})
		}
	}
	return out
}

// asRead is what a format without names of one part makes of them.
func asRead(list []document.Name) []document.Name {
	var out []document.Name
	for _, n := range list {
		if n.Literal == "" && n.Given == "" && n.Suffix == "" {
			n = document.Name{Literal: n.Family}
		}
		out = append(out, n)
	}
	return out
}

// checkBibTeX compares every field of the one record with what is read back.
func checkBibTeX(c document.CSL) error {
	text, err := Write(context.Background(), BibTeX, Plain, []Entry{{Record: c}})
	if err != nil {
		return err
	}
	if namesNothing(&c) {
		return wantEmpty(text)
	}
	e, err := readBibTeX(text)
	if err != nil {
		return fmt.Errorf("%w in\n%s", err, text)
	}
	get := func(name string) string {
		if v, ok := e.Fields[name]; ok {
			return strings.ReplaceAll(v.String(), atSign, "@")
		}
		return ""
	}
	want := cleanRecord(&c)
	for _, p := range []struct {
		name  string
		got   string
		wants string
	}{
		{"title", texRead.Replace(get("title")), want.Title},
		{"container", texRead.Replace(get(containerField(e.Type))), want.ContainerTitle},
		{"series", texRead.Replace(get("series")), want.CollectionTitle},
		{"event", texRead.Replace(get("eventtitle")), want.EventTitle},
		{"section", texRead.Replace(get("titleaddon")), want.Section},
		{"status", texRead.Replace(get("pubstate")), want.Status},
		{"publisher", texRead.Replace(get(publisherField(e.Type))), want.Publisher},
		{"address", texRead.Replace(get("address")), want.PublisherPlace},
		{"edition", texRead.Replace(get("edition")), want.Edition},
		{"volume", texRead.Replace(get("volume")), want.Volume},
		{"type", texRead.Replace(get("type")), want.Genre},
		{"isbn", texRead.Replace(get("isbn")), want.ISBN},
		{"url", get("url"), urlRead.Replace(want.URL)},
		{"doi", get("doi"), urlRead.Replace(doiAddress.ReplaceAllString(want.DOI, ""))},
		{"pages", texRead.Replace(get("pages")), pageRange.ReplaceAllString(want.Page, "$1--$2")},
		{"author", fmt.Sprintf("%q", readNames(get("author"))), fmt.Sprintf("%q", asRead(want.Author))},
		{"editor", fmt.Sprintf("%q", readNames(get("editor"))), fmt.Sprintf("%q", asRead(want.Editor))},
		{"bookauthor", fmt.Sprintf("%q", readNames(get("bookauthor"))), fmt.Sprintf("%q", asRead(want.ContainerAuthor))},
		{"translator", fmt.Sprintf("%q", readNames(get("translator"))), fmt.Sprintf("%q", asRead(want.Translator))},
	} {
		if p.got != p.wants {
			return fmt.Errorf("%s is read back as %q, not %q, of\n%s", p.name, p.got, p.wants, text)
		}
	}
	number := want.Issue
	if number == "" {
		number = want.Number
	}
	if got := texRead.Replace(get("number")); got != number {
		return fmt.Errorf("number is read back as %q, not %q", got, number)
	}
	return checkYear(get("year"), want.Issued)
}

func namesNothing(c *document.CSL) bool {
	want := cleanRecord(c)
	return want.Title+want.ContainerTitle+want.Publisher+want.URL+want.DOI+want.Number == "" &&
		len(want.Author)+len(want.Editor)+len(want.Translator) == 0
}

func wantEmpty(text string) error {
	if text != "" {
		return fmt.Errorf("a record that names nothing is written as %q", text)
	}
	return nil
}

func checkYear(got string, d *document.Date) error {
	if d == nil && got == "" || d != nil && got == fmt.Sprint(d.Year()) {
		return nil
	}
	return fmt.Errorf("year is read back as %q, not of %v", got, d)
}

// risLine is a line as the specification of 2011 has it.
var risLine = regexp.MustCompile(`^([A-Z][A-Z0-9])  - (.*)$`)

// readRIS reads records strictly: a line without a tag is an error.
func readRIS(text string) ([]map[string][]string, error) {
	var out []map[string][]string
	var rec map[string][]string
	for _, line := range strings.Split(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		m := risLine.FindStringSubmatch(line)
		switch {
		case line == "" && rec == nil:
		case m == nil:
			return nil, fmt.Errorf("line %q", line)
		case m[1] == "TY" && rec == nil:
			rec = map[string][]string{"TY": {m[2]}}
		case m[1] == "TY" || rec == nil:
			return nil, fmt.Errorf("line %q outside of a record, or a second TY", line)
		case m[1] == "ER":
			out, rec = append(out, rec), nil
		default:
			rec[m[1]] = append(rec[m[1]], m[2])
		}
	}
	if rec != nil {
		return nil, fmt.Errorf("a record does not end")
	}
	return out, nil
}

func checkRIS(c document.CSL) error {
	text, err := Write(context.Background(), RIS, Plain, []Entry{{Record: c}})
	if err != nil {
		return err
	}
	if namesNothing(&c) {
		return wantEmpty(text)
	}
	recs, err := readRIS(text)
	if err != nil || len(recs) != 1 {
		return fmt.Errorf("%d records, %v in\n%q", len(recs), err, text)
	}
	rec, want := recs[0], cleanRecord(&c)
	publisher := want.Publisher
	if publisher == "" {
		publisher = want.Authority
	}
	for _, p := range []struct{ tag, want string }{
		{"TI", want.Title},
		{"T2", want.ContainerTitle},
		{"T3", want.CollectionTitle},
		{"C3", want.EventTitle},
		{"SE", want.Section},
		{"PB", publisher},
		{"CY", want.PublisherPlace},
		{"ET", want.Edition},
		{"VL", want.Volume},
		{"IS", want.Issue},
		{"M1", want.Number},
		{"M3", want.Genre},
		{"SN", want.ISBN},
		{"UR", want.URL},
		{"LA", want.Language},
	} {
		if got := strings.Join(rec[p.tag], "|"); got != p.want {
			return fmt.Errorf("%s is read back as %q, not %q", p.tag, got, p.want)
		}
	}
	first, last := pageEnds(want.Page)
	if !slices.Equal(rec["SP"], oneOrNone(first)) || !slices.Equal(rec["EP"], oneOrNone(last)) {
		return fmt.Errorf("pages are read back as %q and %q, not %q", rec["SP"], rec["EP"], want.Page)
	}
	for tag, list := range map[string][]document.Name{"AU": want.Author, "ED": want.Editor, "A4": want.Translator, "A2": want.ContainerAuthor} {
		if !slices.Equal(rec[tag], each(list, risName)) {
			return fmt.Errorf("%s is read back as %q, not %v", tag, rec[tag], list)
		}
	}
	return checkYear(strings.Join(rec["PY"], "|"), want.Issued)
}

func oneOrNone(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

func TestReadBack(t *testing.T) {
	for _, r := range records(t) {
		t.Run(r.Name, func(t *testing.T) {
			if err := checkBibTeX(r.CSL); err != nil {
				t.Error(err)
			}
			if err := checkRIS(r.CSL); err != nil {
				t.Error(err)
			}
		})
	}
}

// anyText has what formats are written with more often than chance would.
func anyText() *rapid.Generator[string] {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{
			"{", "}", `\`, `"`, "%", "&", "#", "_", "~", "^", "$", "@", "\n", "\r\n", "\r", "\nER  - ", "\nTY  - ", "ER  - ", "  - ",
			" and ", "and", ", ", ",", "=", "},\n", "--", "-", "\x00", "\u2028", "\u0085", "\u202e", "\ufeff", "\xff", "　", " ", "@book{a,",
			"王", "學", "AI", "the", "é", "https://a.example/b?c=1", "《", "〉", "?", ".", "<b>", "*", "12", "%0A",
		}),
		rapid.StringN(0, 4, -1),
	)
	return rapid.Map(rapid.SliceOfN(piece, 0, 8), func(s []string) string { return strings.Join(s, "") })
}

func anyNames() *rapid.Generator[[]document.Name] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) document.Name {
		if rapid.Bool().Draw(t, "literal") {
			return document.Name{Literal: anyText().Draw(t, "name")}
		}
		return document.Name{Family: anyText().Draw(t, "family"), Given: anyText().Draw(t, "given"), Suffix: anyText().Draw(t, "suffix")}
	}), 0, 3)
}

func anyDate() *rapid.Generator[*document.Date] {
	return rapid.Custom(func(t *rapid.T) *document.Date {
		if rapid.Bool().Draw(t, "none") {
			return nil
		}
		return &document.Date{
			DateParts: rapid.SliceOfN(rapid.SliceOfN(rapid.IntRange(-5, 2030), 0, 4), 0, 3).Draw(t, "parts"),
			Season:    anyText().Draw(t, "season"),
		}
	})
}

func anyRecord() *rapid.Generator[document.CSL] {
	return rapid.Custom(func(t *rapid.T) document.CSL {
		text := func(name string) string { return anyText().Draw(t, name) }
		return document.CSL{
			Type: rapid.SampledFrom([]string{
				"book", "chapter", "article-journal", "article-newspaper", "thesis", "report", "webpage", "legal_case", "legislation",
				"treaty", "patent", "document", "dataset", "no such type", "",
			}).Draw(t, "type"),
			Title: text("title"), ContainerTitle: text("container"), Publisher: text("publisher"), PublisherPlace: text("place"),
			Volume: text("volume"), Issue: text("issue"), Page: text("page"), URL: text("url"), DOI: text("doi"), ISBN: text("isbn"),
			Edition: text("edition"), Number: text("number"), Genre: text("genre"), Authority: text("authority"),
			CollectionTitle: text("series"), EventTitle: text("event"), Section: text("section"), Status: text("status"),
			ContainerAuthor: anyNames().Draw(t, "container author"),
			Language:        rapid.SampledFrom([]string{"", "zh-TW", "zh-CN", "en", "ja", "x\ny"}).Draw(t, "language"),
			Author:          anyNames().Draw(t, "author"), Editor: anyNames().Draw(t, "editor"), Translator: anyNames().Draw(t, "translator"),
			Issued: anyDate().Draw(t, "issued"), Accessed: anyDate().Draw(t, "accessed"),
		}
	})
}

// Whatever stands in a record, each field is read back unchanged, but for the
// blanks that clean makes, and none breaks out of its place.
func TestReadBackAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyRecord().Draw(t, "record")
		if err := checkBibTeX(c); err != nil {
			t.Error("bibtex:", err)
		}
		if err := checkRIS(c); err != nil {
			t.Error("ris:", err)
		}
	})
}

// Styles make one line of anything, in every markup.
func TestTextIsOneLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := Entry{Record: anyRecord().Draw(t, "record"), Printed: anyText().Draw(t, "printed")}
		for _, f := range []Format{GBT7714, APA, Chicago} {
			for _, m := range Markups {
				text, err := Write(context.Background(), f, m, []Entry{e})
				if err != nil || strings.Count(text, "\n") > 1 || strings.HasPrefix(text, "\n") || strings.ContainsAny(text, "\r\x00\u2028\u202e") {
					t.Errorf("%s %s: %q, %v", f, m, text, err)
				}
				if m == HTML && strings.Contains(strings.NewReplacer("<i>", "", "</i>", "").Replace(text), "<") {
					t.Errorf("%s: markup in %q", f, text)
				}
			}
		}
	})
}
