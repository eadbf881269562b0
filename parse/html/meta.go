package html

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"wensou/document"
	"wensou/parse/draft"
)

// clean is a value as one line.
func clean(s string) string { return strings.Join(strings.Fields(s), " ") }

// metaTag keeps a <meta> or <link> of the head.
func (b *builder) metaTag(tag atom.Atom, attrs map[string]string, line int) {
	if len(b.meta) >= maxMeta {
		return
	}
	add := func(key, value string) {
		if value = clean(strings.ToValidUTF8(value, "\uFFFD")); key != "" && value != "" {
			b.meta = append(b.meta, metaTag{strings.ToLower(key), value, line})
		}
	}
	if tag == atom.Link {
		for rel := range strings.FieldsSeq(attrs["rel"]) {
			add("link:"+rel, attrs["href"])
		}
		return
	}
	for _, key := range []string{"name", "property", "itemprop"} {
		add(attrs[key], attrs["content"])
	}
}

const maxMeta = 1000

// all are the values of the first of some keys that has any.
func (t *tree) all(keys ...string) []string {
	for _, key := range keys {
		var values []string
		for _, m := range t.meta {
			if m.key == key {
				values = append(values, m.value)
			}
		}
		if len(values) > 0 {
			return values
		}
	}
	return nil
}

func (t *tree) first(keys ...string) (string, int) {
	for _, key := range keys {
		for _, m := range t.meta {
			if m.key == key {
				return m.value, m.line
			}
		}
	}
	return "", 0
}

// canonical is the page's own address, as it gives it.
func (t *tree) canonical() string {
	url, _ := t.first("link:canonical", "og:url")
	return url
}

// applyMeta moves what the head says into the document: the tags of Highwire
// (citation_*), Dublin Core, Open Graph and HTML, and JSON-LD, in this order.
func (t *tree) applyMeta(d *draft.Draft) {
	doc := d.Doc
	ld := readLD(t.ld)
	doc.Authors = draft.Unique(namesOf(t.all("citation_author", "citation_authors", "dc.creator", "dcterms.creator"), ld.authors, t.all("author", "article:author", "byl", "parsely-author")))
	for _, v := range t.all("citation_keywords", "dc.subject", "dcterms.subject", "article:tag", "keywords", "news_keywords") {
		doc.Topics = append(doc.Topics, draft.List(v)...)
	}
	if len(doc.Topics) == 0 {
		doc.Topics = ld.keywords
	}
	doc.Topics = draft.Unique(doc.Topics)
	t.applyDate(d, ld)
	doc.Source.Name, _ = t.first("citation_journal_title", "citation_conference_title", "og:site_name", "dc.publisher", "dcterms.publisher", "citation_publisher")
	if doc.Source.Name == "" {
		doc.Source.Name = ld.publisher
	}
	for _, key := range []string{"link:canonical", "citation_public_url", "og:url", "dc.identifier", "dc.source"} {
		if url, _ := t.first(key); strings.HasPrefix(url, "http") && doc.Source.URL == "" {
			doc.Source.URL = url
		}
	}
	doc.Language = language(t.lang)
	for _, key := range []string{"doi", "volume", "issue", "firstpage", "lastpage", "issn", "isbn", "pdf_url"} {
		v, _ := t.first("citation_"+key, "prism."+key)
		d.SetExtra(key, v)
	}
	if v, _ := t.first("generator"); v != "" {
		d.SetExtra("generator", v)
	}
	if v, _ := t.first("dc.rights", "dcterms.rights", "copyright", "link:license"); v != "" {
		d.SetExtra("rights", v)
	}
}

// namesOf are the authors that the first list with any gives; addresses of
// profiles are no names.
func namesOf(lists ...[]string) []string {
	for _, list := range lists {
		var names []string
		for _, v := range list {
			if !strings.Contains(v, "://") {
				names = append(names, draft.List(unreverse(v))...)
			}
		}
		if len(names) > 0 {
			return names
		}
	}
	return nil
}

// unreverse writes "Family, Given" as one name.
func unreverse(s string) string {
	family, given, ok := strings.Cut(s, ", ")
	if !ok || strings.ContainsAny(given, ",;、") || strings.ContainsRune(family, ' ') || strings.ContainsRune(given, ' ') {
		return s
	}
	for _, r := range s {
		if draft.Wide(r) {
			return s
		}
	}
	return given + " " + family
}

func (t *tree) applyDate(d *draft.Draft, ld ldRecord) {
	candidates := t.all("citation_publication_date", "citation_date", "citation_online_date", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date",
		"article:published_time", "og:published_time", "datepublished", "pubdate", "publishdate", "date", "dcterms.created")
	candidates = append(candidates, ld.date)
	for i := range t.nodes {
		if n := &t.nodes[i]; n.tag == atom.Time && n.get("datetime") != "" {
			candidates = append(candidates, n.get("datetime"))
			break
		}
	}
	for _, c := range candidates {
		if c = strings.TrimSpace(c); c == "" {
			continue
		}
		if doc := d.Doc; doc.Date == "" {
			if doc.Date = draft.Date(c); doc.Date == "" {
				doc.Warn(0, "date-unreadable", "the date %q is neither RFC 3339 nor YYYY[-MM[-DD]]", c)
				d.SetExtra("date", c)
			}
		}
	}
}

var languageTag = regexp.MustCompile(`^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$`)

// language is a tag that says more than the text does: templates often leave
// "en" or a bare "zh" on Chinese pages.
func language(tag string) string {
	tag = strings.ReplaceAll(strings.TrimSpace(tag), "_", "-")
	primary, rest, _ := strings.Cut(tag, "-")
	if !languageTag.MatchString(tag) || strings.EqualFold(primary, "en") || strings.EqualFold(primary, "zh") && rest == "" {
		return ""
	}
	return tag
}

// applyTitle decides on the title and returns the heading that holds it, 0 for
// none.
func (w *walker) applyTitle(name string) int32 {
	t, doc := w.t, w.d.Doc
	site, _ := t.first("og:site_name", "application-name")
	given, line := t.first("citation_title", "dc.title", "dcterms.title", "og:title", "twitter:title")
	if given == "" {
		given = readLD(t.ld).title
	}
	given = withoutSite(html.UnescapeString(given), site)
	at, heads := t.firstHeading(w.main)
	head := ""
	if at > 0 {
		f := w.gather("", func() { w.children(at) })
		f.Trim()
		head, line = clean(strings.TrimRight(string(f.Text), "¶§# ")), max(f.Lines[0], line)
	}
	title := withoutSite(t.title, site)
	switch {
	case head != "" && (given == "" && (title == "" || heads == 1) || related(head, given) || given == "" && related(head, title)):
		doc.Title = head
	case given != "":
		doc.Title = given
	case title != "":
		doc.Title = title
	default:
		doc.Title = head
	}
	if doc.Title == "" {
		doc.Title = fileTitle(name)
		doc.Warn(0, "title-missing", "neither the head nor a heading gives a title; the file's name serves")
		return 0
	}
	if doc.Title == title && line == 0 {
		line = t.lines[0]
	}
	w.d.Add(document.KindTitle, doc.Title, [2]int{max(line, 1), max(line, 1)}, nil)
	if description, line := t.first("description", "citation_abstract", "dc.description", "dcterms.abstract", "og:description"); description != "" && description != doc.Title {
		doc.Description = clean(html.UnescapeString(description))
		w.d.Add(document.KindDescription, doc.Description, [2]int{line, line}, nil)
	}
	if head == doc.Title {
		return at
	}
	return 0
}

// firstHeading is the first h1 of the text, or of the page, and how many there
// are.
func (t *tree) firstHeading(main int32) (at int32, count int) {
	find := func(from, to int32) {
		for i := from; i < to; i++ {
			if n := &t.nodes[i]; n.tag == atom.H1 && n.size > 0 && !n.hidden() {
				if count++; at == 0 {
					at = i
				}
			}
		}
	}
	if find(main, t.nodes[main].end); at == 0 {
		find(1, int32(len(t.nodes)))
	}
	return at, count
}

// related says whether two titles are one, the one perhaps with more around it.
func related(a, b string) bool {
	return a != "" && b != "" && (strings.Contains(b, a) || strings.Contains(a, b))
}

// withoutSite removes the name of the site from a title.
func withoutSite(title, site string) string {
	title = clean(title)
	for _, sep := range []string{" - ", " | ", " – ", " — ", " :: ", "_", "｜", " · ", "－", "-"} {
		if site != "" {
			title = strings.TrimSuffix(title, sep+site)
		}
	}
	for _, sep := range []string{" - ", " | ", " – ", " — ", "｜"} { // Wikipedia says its name only here
		if i := strings.LastIndex(title, sep); site == "" && i > 0 && knownSites.MatchString(title[i+len(sep):]) {
			title = title[:i]
		}
	}
	return title
}

var knownSites = regexp.MustCompile(`(?i)^(?:.{0,8}(?:維基|维基|wiki).{0,12})$`)
