package citation

import (
	"strings"

	"wensou/document"
)

// latinForm is a whole citation in a Western style; groups are named after
// what they give. Forms that emphasis or quotes mark are read step by step
// instead (see Parse).
type latinForm struct {
	kind string
	re   *pattern
}

const (
	latinPages = `(?:[ivxlc]+(?:[-–][ivxlc]+)?$|e?\d+(?:[.:]\d+)?(?:[-–—]\d+)?(?:, ?\d+(?:[-–—]\d+)?)*)`
)

// latinForms are tried in order.
var latinForms = []latinForm{
	// MLA and Chicago: Wang, Li. "Title." Journal, vol. 3, no. 2, 2019, pp. 1-9. Wang, Li. "Title." Journal 3, no. 2 (2019): 1-9.
	{"article-journal", guarded(guard{test: holdsYear, has: signs("\"“"), last: ends("0123456789),.ivxlc")}, `^(?P<list>[^"“‘]{2,300}?\.) ?["“](?P<quoted>[^”]{3,300}?[.?!,]?)["”],? \*?(?P<container>[^*"“”]{2,160}?)\*?,? (?:vol\. ?)?(?P<volume>\d+)(?:(?:\.|, ?(?:no|iss)\. ?)(?P<issue>[\d/–-]+))?,? ?\(?(?P<issued>(?:`+monthWord+`|`+seasonWord+`)? ?(?:19|20)\d\d)\)?(?:[:,] ?(?:pp?\. ?)?(?P<page>`+latinPages+`))?[.,]?$`)},
	{"article-journal", guarded(guard{test: holdsYear, has: signs("\"“"), last: ends("0123456789),.ivxlc")}, `^(?P<author>[^"“‘]{2,300}?), ["“](?P<quoted>[^”]{3,300}?[.?!,]?)["”],? \*?(?P<container>[^*"“”]{2,160}?)\*?,? (?P<volume>\d+)(?:(?:\.|:|, ?no\. ?)(?P<issue>[\d/–-]+))? \((?P<issued>[^()]{0,24}(?:19|20)\d\d)\)(?:[:,]? ?(?:pp\.? )?(?P<page>`+latinPages+`))?[.,]?$`)},
	// Papers in proceedings: J. Wood and L. Wang. Title. In Proceedings, pages 1-28, 1999.
	{"paper-conference", guarded(guard{test: holdsYear, last: ends("0123456789"), words: words(". In ")}, `^(?P<author>[^:;()"“\d]{4,160}?[^.:;()"“\d ]{2,40})\. (?P<title>[^"“]{6,240}?)\. In \*?(?P<container>[A-Z][^"“]{3,160}?)\*?, pages? (?P<page>`+latinPages+`)(?:[.,] (?P<publisher>[A-Z][^\d]{2,80}?))?, (?P<issued>(?:`+monthWord+` )?(?:19|20)\d\d)$`)},
	// OSCOLA: Author, ‘Title’ (2019) 3(2) Journal 12, 15
	{"article-journal", guarded(guard{test: holdsYear, last: ends("0123456789"), has: signs("‘'")}, `^(?P<author>[^"“‘']{2,200}?), [‘'](?P<quoted>.{3,300}?)[’'] [(\[](?P<issued>(?:19|20)\d\d)[)\]] (?:(?P<volume>\d+)(?: ?\((?P<issue>\d+)\))? )?\*?(?P<container>[A-Z][^\d()*]{1,100}?)\*? (?P<page>\d+)(?:, \d+(?:[–-]\d+)?)?$`)},
	// Author, Title, Journal, Vol.3, pp. 1-9, 2004, as mathematicians print it, and Author. Title, Journal 3 (2004), no. 1, 1-9
	{"article-journal", guarded(guard{last: ends("0123456789"), test: holdsYear, words: words("ol.")}, `^(?P<author>[^"“‘()*:]{2,120}?), (?P<title>[^*“”"]{6,200}?), (?P<container>\p{Lu}[^*()“”"\d]{2,100}?), [Vv]ol\. ?(?P<volume>\d+)(?:, ?[Nn]o\. ?(?P<issue>\d+))?, pp\. ?(?P<page>\d+(?:[-–—]\d+)?), (?P<issued>(?:19|20)\d\d)$`)},
	{"article-journal", guarded(guard{last: ends("0123456789"), test: holdsYear, words: words("), no. ")}, `^(?P<list>[^"“‘()*:\d]{2,160}?\.(?: ?\p{Lu}\.)*) (?P<title>[^*“”"()]{6,240}?), (?P<container>\p{Lu}[^*()“”"\d]{2,100}?) (?P<volume>\d+) \((?P<issued>(?:18|19|20)\d\d)\), no\. (?P<issue>\d+), (?P<page>\d+(?:[-–—]\d+)?)$`)},
	// Bluebook: Author, Title, 110 Harv. L. Rev. 4, 9 (1996)
	{"article-journal", guarded(guard{test: holdsYear, last: ends(")")}, `^(?P<author>[^"“‘\d]{2,160}?), \*?(?P<title>[^*“”"]{3,300}?)\*?, (?P<volume>\d+) (?P<container>[A-Z][A-Za-z.&’' ]{1,80}?) (?P<page>\d+)(?:, \d+(?:[–-]\d+)?)?(?: n\.\d+)? \((?P<issued>(?:19|20)\d\d)\)$`)},
	{"book", guarded(guard{test: holdsYear, last: ends(")")}, `^(?P<author>[^"“‘()*]{2,160}?), \*?(?P<title>[^*()“”"]{3,200}?)\*? (?P<page>\d+(?:[–-]\d+)?)? ?\((?:(?P<edition>\d+(?:st|nd|rd|th|d) ed\.|rev\. ed\.),? )?(?P<issued>(?:18|19|20)\d\d)\)$`)},
	// Author, Title (2nd edn, Press 2010) 5
	{"book", guarded(guard{test: holdsYear, last: ends("0123456789)ivxlc"), words: words(" (")}, `^(?P<author>[^"“‘()*]{2,160}?), \*?(?P<title>[^*()“”"]{3,200}?)\*? \((?:(?P<edition>\d+(?:st|nd|rd|th) edn),? )?(?P<publisher>[A-Z][^():,\d]{1,60}?) (?P<issued>(?:18|19|20)\d\d)\)(?: (?P<page>\d+(?:[–-]\d+)?))?$`)},
	// Chicago notes: trans. and ed. before the imprint
	{"book", guarded(guard{test: holdsYear, last: ends("0123456789)ivxlc"), words: words(", ed")}, `^(?P<editor>[^"“‘()*]{2,160}?), eds?\., \*?(?P<title>[^*()“”"]{3,240}?)\*?(?:, (?P<edition>\d+(?:st|nd|rd|th) ed\.|rev\. ed\.))? \((?P<place>[^():]{2,60}): (?P<publisher>[^():]{2,80}?), (?P<issued>(?:1[5-9]|20)\d\d)\)(?:, (?:pp?\. ?)?(?P<page>`+latinPages+`))?$`)},
	{"book", guarded(guard{test: holdsYear, last: ends("0123456789)ivxlc"), words: words(": ")}, `^(?P<author>[^"“‘()*]{2,160}?), \*?(?P<title>[^*()“”"]{3,240}?)\*?(?:, trans\. (?P<translator>[^(),]{3,80}(?: and [^(),]{3,80})?))?(?:, eds?\. (?P<editor>[^(),]{3,80}(?: and [^(),]{3,80})?))?(?:, (?P<edition>\d+(?:st|nd|rd|th) ed\.|rev\. ed\.))?(?:, vol\. (?P<volume>\d+))? \((?P<place>[^():]{2,60}): (?P<publisher>[^():]{2,80}?), (?P<issued>(?:1[5-9]|20)\d\d)\)(?:, (?:pp?\. ?)?(?P<page>`+latinPages+`))?$`)},
	// Chicago and MLA lists: Wang, Li. Title. [Translated by X. 2nd ed.] [Place:] Press, 2010.
	{"thesis", guarded(guard{test: holdsYear, has: signs("\"“"), last: ends("0123456789"), words: words("iss|hesis")}, `^(?P<list>[^"“‘]{2,300}?\.) ["“](?P<quoted>[^”]{3,300}?[.?!,]?)["”],? (?P<genre>(?:PhD|Ph\.D\.|[Dd]octoral|MA|M\.A\.|LLM|[Mm]aster’s|[Mm]aster's) (?:diss\.|dissertation|thesis)), (?P<publisher>[^,]{2,100}), (?P<issued>(?:19|20)\d\d)\.?$`)},
	{"thesis", guarded(guard{test: holdsYear, has: signs("\"“"), last: ends("0123456789)ivxlc"), words: words("iss|hesis")}, `^(?P<author>[^"“‘]{2,300}?), ["“](?P<quoted>[^”]{3,300}?[.?!,]?)["”],? \((?P<genre>(?:PhD|Ph\.D\.|[Dd]octoral|MA|M\.A\.|LLM|[Mm]aster’s|[Mm]aster's) (?:diss\.|dissertation|thesis)), (?P<publisher>[^()]{2,100}?), (?P<issued>(?:19|20)\d\d)\)(?:, (?:pp?\. ?)?(?P<page>`+latinPages+`))?$`)},
	{"chapter", guarded(guard{test: holdsYear, has: signs("\"“"), last: ends("0123456789"), words: words("edited by|ed. by|ed.|eds.")}, `^(?P<list>[^"“‘]{2,300}?\.) ["“](?P<quoted>[^”]{3,300}?[.?!,]?)["”],? [Ii]n \*?(?P<container>[^*"“”]{3,200}?)\*?[,.] (?:edited by|ed\. by|eds?\.) (?P<editor>[^.:]{3,160}?)(?:, (?P<page>\d+[-–]\d+))?\. (?P<place>[^:.]{2,60}): (?P<publisher>[^:]{2,80}?), (?P<issued>(?:19|20)\d\d)\.?$`)},
	{"chapter", guarded(guard{test: holdsYear, has: signs("\"“"), last: ends("0123456789)ivxlc"), words: words(", edited by ")}, `^(?P<list>[^"“‘]{2,300}?\.) ["“](?P<quoted>[^”]{3,300}?[.?!,]?)["”],? \*?(?P<container>[^*"“”]{3,200}?)\*?, edited by (?P<editor>[^.:]{3,160}?), (?P<publisher>[^,:]{3,80}), (?P<issued>(?:19|20)\d\d), pp?\. (?P<page>`+latinPages+`)\.?$`)},
	{"chapter", guarded(guard{test: holdsYear, has: signs("\"“"), last: ends("0123456789)ivxlc"), words: words(" in ")}, `^(?P<author>[^"“‘]{2,300}?), ["“](?P<quoted>[^”]{3,300}?[.?!,]?)["”],? in \*?(?P<container>[^*"“”()]{3,200}?)\*?, eds?\. (?P<editor>[^()]{3,160}?) \((?P<place>[^():]{2,60}): (?P<publisher>[^():]{2,80}?), (?P<issued>(?:19|20)\d\d)\)(?:, (?:pp?\. ?)?(?P<page>`+latinPages+`))?$`)},
	{"book", guarded(guard{test: holdsYear, last: ends("0123456789"), words: words(". ")}, `^(?P<list>\p{Lu}[^"“‘().\d:]{1,60}, [^"“‘()\d:]{2,200}?(?:\.|, eds?\.)) \*?(?P<title>[^*"“]{3,240}?)\*?\. (?:Translated by (?P<translator>[^.]{3,80}(?: [A-Z]\. [^.]{2,40})?)\. )?(?:Edited by (?P<editor>[^.]{3,80})\. )?(?:(?P<edition>\d+(?:st|nd|rd|th) ed|[Rr]ev\. ed)\.?,? )?(?:(?P<place>[^:.()]{2,60}(?:, [A-Z]\.[A-Z]\.)?): )?(?P<publisher>[A-Z][^:.()\d]{2,80}?), (?P<issued>(?:1[5-9]|20)\d\d)\.?$`)},
}

// readLatin reads a citation that one of the forms describes whole.
func (w *work) readLatin() bool {
	s := strings.TrimSuffix(strings.TrimSpace(w.rest), ".")
	if len(s) > 1200 {
		return false
	}
	for _, f := range latinForms {
		m := f.re.FindStringSubmatchIndex(s)
		if m == nil {
			continue
		}
		keep := *w.csl
		for g, name := range f.re.re.SubexpNames() {
			if name != "" && m[2*g] >= 0 && m[2*g] < m[2*g+1] {
				w.setLatin(name, strings.TrimSpace(s[m[2*g]:m[2*g+1]]))
			}
		}
		if len(w.csl.Author)+len(w.csl.Editor) == 0 || !w.sensible() {
			*w.csl = keep
			w.etAl = false
			continue
		}
		w.csl.Type = f.kind
		if f.kind == "book" && w.body() && w.csl.Publisher != "" && !pressWord.MatchString(w.csl.Publisher) && len(w.csl.Author) > 0 {
			w.csl.Type = "report"
		}
		return true
	}
	return false
}

// sensible says that what a form took for names and title can be such: a form
// matches more than it should where a title holds its signs.
func (w *work) sensible() bool {
	c := w.csl
	if c.Title == "" || strings.HasPrefix(c.Title, ".") {
		return false
	}
	for _, n := range append(append([]document.Name{}, c.Author...), c.Editor...) {
		if strings.ContainsAny(n.Literal, ",;") || strings.Count(n.Literal, " ") > 9 {
			return false
		}
	}
	return true
}

func (w *work) setLatin(name, v string) {
	c := w.csl
	v = strings.Trim(Plain(v), " *")
	switch name {
	case "list":
		names, role, etAl := bibliographyNames(v)
		w.etAl = etAl
		if role == "editor" {
			c.Editor = names
		} else {
			c.Author = names
		}
	case "author":
		c.Author, w.etAl = splitAuthors(v, false)
	case "editor":
		c.Editor, w.etAl = splitAuthors(v, false)
	case "translator":
		c.Translator, _ = splitAuthors(v, false)
	case "title", "quoted":
		c.Title = trimTitle(v)
	case "container":
		c.ContainerTitle = strings.Trim(v, " ,.")
		if strings.HasSuffix(v, ".") && strings.Count(v, ".") > 1 {
			c.ContainerTitle = v // Harv. L. Rev.
		}
	case "place":
		c.PublisherPlace = trimPlace(v)
	case "publisher":
		c.Publisher = trimPublisher(v)
	case "edition":
		c.Edition = v
	case "genre":
		c.Genre = v
	case "volume":
		c.Volume = v
	case "issue":
		c.Issue = v
	case "page":
		c.Page = strings.TrimRight(v, ", ")
	case "issued":
		c.Issued, _, _ = findDate(v)
	}
}

var bibRole = guarded(guard{last: ends("sdn.)"), words: words("ed|trans")}, `,? \(?(eds?|trans)\.?\)?\.?$`)

// bibliographyNames reads "Wang, Li, and Ann Wood." with the first name
// inverted.
func bibliographyNames(s string) (names []document.Name, role string, etAl bool) {
	s = strings.TrimSpace(s)
	if m := bibRole.FindStringSubmatchIndex(s); m != nil {
		if role = "editor"; s[m[2]:m[3]] == "trans" {
			role = "translator"
		}
		s = s[:m[0]]
	}
	if m := etAlSign.FindStringIndex(s); m != nil {
		etAl = true
		s = strings.TrimRight(s[:m[0]], " ,")
	}
	s = strings.TrimSuffix(s, ".")
	if n := len(s); n >= 2 && s[n-1] >= 'A' && s[n-1] <= 'Z' && s[n-2] == ' ' {
		s += "." // the stop of an initial
	}
	names, more := splitAuthors(s, true)
	return names, role, etAl || more
}
