package citation

import (
	"strings"
	"unicode/utf8"

	"wensou/document"
)

var (
	// Wang, X., & Li, Y. (2019, May 1).
	apaHead  = guarded(guard{test: apaYear}, `^([^()"“‘*][^()"“‘*]+?)(?: \(([Ee]ds?|[Tt]rans)\.\)\.?)?,? ?\(((?:[12]\d{3})[a-z]?(?:[,/] ?[^()]{1,30})?|n\.d\.|in press|forthcoming)\)[.,:]? ?(.{4,})$`)
	apaName  = guarded(guard{words: words(", ")}, `^([^,&]{1,60}?), ((?:\p{Lu}\p{Ll}?\.[ -]?){1,5}|\p{Lu}{1,3})(?:, (Jr|Sr|II|III|IV)\.?)?(?:,? (?:& |and |… ?)|, ?|$)`)
	apaJourn = guarded(guard{has: signs("0123456789")}, `^\*?([^*\d]{2,200}?)\*?[,.] \*?(?:[Vv]ol\. ?)?(\d+)\*?(?: ?\(([^()]{1,20})\))?(?:, ?(?:no|iss)\. ?([\d–-]+))?(?:[,:] ?(?:pp?\. ?|Article )?(e?\d[\w]*(?:[-–—]\w+)?))?[.,]?$`)
	apaIn    = guarded(guard{first: starts("Ii"), has: signs("(")}, `^[Ii]n:? (.{3,240}?),? \((?:Hg|[Ee]ds?)\.\),? \*?([^*]{3,240}?)\*? ?\((?:(\d+(?:st|nd|rd|th) ed\.|[Rr]ev\. ed\.), )?(?:[Vv]ol\. (\d+), )?pp?\. ([\w–-]+)\)[.,] (.+)$`)
	apaInTwo = guarded(guard{first: starts("Ii"), words: words("d,|d.|d)|ds")}, `^[Ii]n:? (.{3,240}?),? \(?[Ee]ds?\.?\)?,? \*?([^*.]{3,240}?)\*?[.,] (?:([^:.,]{2,60}): )?([^:.]{2,80}?)(?:, pp?\. ?([\w–-]+))?\.?$`)
	apaParen = guarded(guard{last: ends(")")}, ` ?\(((?:[^()]|\([^()]*\)){1,120})\)$`)
	apaWork  = guarded(guard{last: ends("]")}, ` ?\[([^\[\]]{3,160})\]$`)
	apaThes  = guarded(guard{words: words("issertation|hesis|ISSERTATION|HESIS")}, `(?i)^((?:unpublished )?(?:doctoral|master’s|master's|phd|ma) (?:dissertation|thesis))(?:, (.+))?$`)
	edForm   = guarded(guard{words: words(" ed| Ed")}, `^(?:\d+(?:st|nd|rd|th) [Ee]d(?:\.|ition)?|[Rr]ev\. ed\.?|\d+(?:st|nd|rd|th) edn\.?)$`)
	apaPlace = guarded(guard{words: words(": ")}, `^([^:.]{2,60}(?:, [A-Z]{2}|, [A-Z]\.[A-Z]\.)?): ([^:]{2,100}?)\.?$`)
	apaTrans = guarded(guard{words: words(", Trans.")}, `^(.{3,100}), Trans\.$`)
)

// apaYear says that the first bracket of s may hold a year, or the role of an
// editor, and that nothing before it is quoted.
func apaYear(s string) bool {
	i := strings.IndexByte(s, '(')
	if i > 0 && strings.HasPrefix(strings.TrimLeft(s[i+1:], "0123456789"), "), no. ") { // the year of a volume
		return false
	}
	return i > 0 && i+1 < len(s) && strings.IndexByte("12nifEeTt", s[i+1]) >= 0 && !strings.ContainsAny(s[:i], "\"“‘*")
}

// readAPA reads an entry with the year in brackets behind the authors, as APA
// and Harvard do.
func (w *work) readAPA() bool {
	s := strings.TrimSpace(w.rest)
	m := apaHead.FindStringSubmatch(s)
	if m == nil || len(s) > 2000 || len(m[1]) < 2 || utf8.RuneCountInString(m[1]) > maxHead {
		return false
	}
	names, etAl, ok := apaNames(m[1])
	if !ok {
		return false
	}
	if strings.HasPrefix(m[2], "E") || strings.HasPrefix(m[2], "e") {
		w.csl.Editor = names
	} else {
		w.csl.Author = names
	}
	w.etAl, w.entry = etAl, true
	year, day, _ := strings.Cut(m[3], ", ") // (2020, May 1)
	if d, _, _ := findDate(day + ", " + year[:min(4, len(year))]); day != "" && d != nil && len(d.DateParts[0]) > 1 {
		w.csl.Issued = d
	} else if d, _, _ := findDate(m[3]); d != nil {
		w.csl.Issued = d
	} else if y := entryYear(m[3]); y > 0 {
		w.csl.Issued = newDate("", y, 0, 0)
	} else if m[3] != "n.d." && w.csl.Status == "" {
		w.csl.Status = m[3]
	}
	title, rest := apaTitle(strings.TrimSpace(m[4]))
	title = w.apaBrackets(title)
	w.csl.Title = trimTitle(Plain(title))
	w.apaRest(strings.Trim(rest, " ,."))
	return w.csl.Title != ""
}

// apaNames reads "Wang, X., & Li, Y. Z." or the name of a body.
func apaNames(s string) (names []document.Name, etAl, ok bool) {
	if m := etAlSign.FindStringIndex(s); m != nil {
		etAl = true
		s = s[:m[0]]
	}
	s = strings.TrimSpace(s)
	if strings.Contains(s, "; ") { // Blum, Norbert; Mehlhorn, Kurt
		for n := range strings.SplitSeq(s, "; ") {
			one, _ := splitAuthors(n, true)
			names = append(names, one...)
		}
		return names, etAl, isInverted(names)
	}
	rest := s
	for range 30 {
		m := apaName.FindStringSubmatch(rest)
		if m == nil {
			break
		}
		names = append(names, document.Name{Family: strings.TrimSpace(m[1]), Given: strings.TrimSpace(m[2]), Suffix: m[3]})
		rest = strings.TrimLeft(rest[len(m[0]):], " &")
	}
	if rest = strings.Trim(rest, " ,."); rest == "" && len(names) > 0 {
		return names, etAl, true
	}
	if len(names) > 0 { // a body, or a name in another order, among them
		more, _ := splitAuthors(rest, false)
		return append(names, more...), etAl, true
	}
	if strings.Contains(s, ", ") && !hasBodyWord(s) {
		names, more := splitAuthors(s, true)
		return names, etAl || more, isInverted(names)
	}
	if !startsUpper(s) || strings.Contains(s, "、") || len(strings.Fields(s)) > 14 || strings.Contains(s, ", “") {
		return nil, false, false
	}
	return []document.Name{{Literal: strings.TrimSuffix(s, ".")}}, etAl, true
}

func isInverted(names []document.Name) bool {
	return len(names) > 0 && names[0].Family != ""
}

// apaTitle cuts the title from what follows: in quotes, emphasis, or up to the
// end of a sentence.
func apaTitle(s string) (title, rest string) {
	for _, q := range []struct{ open, shut string }{{"“", "”"}, {"\"", "\""}, {"‘", "’"}, {"'", "'"}, {"*", "*"}} {
		if after, ok := strings.CutPrefix(s, q.open); ok {
			from := 0
			for range 8 {
				i := strings.Index(after[from:], q.shut)
				if i < 0 {
					break
				}
				from += i + len(q.shut)
				if next := after[from:]; next == "" || strings.ContainsAny(next[:1], ",.( ") {
					if t := after[:from-len(q.shut)]; q.open == "*" && strings.HasPrefix(next, " (") {
						if p := closingParen(next); p > 0 {
							return t + next[:p], next[p:]
						}
					}
					return after[:from-len(q.shut)], after[from:]
				}
			}
		}
	}
	if m := harvardEd.FindStringSubmatchIndex(s); m != nil {
		return strings.TrimRight(s[:m[2]], " ,"), s[m[2]:]
	}
	level := 0
	for k := 0; k < len(s); k++ {
		switch c := s[k]; {
		case c == '(' || c == '[':
			level++
		case c == ')' || c == ']':
			level = max(0, level-1)
		case level > 0 || strings.IndexByte(".?!", c) < 0 || k+1 < len(s) && s[k+1] != ' ':
		case c != '.':
			return s[:k+1], s[k+1:]
		case !abbreviation.MatchString(s[max(0, k-8):k]):
			return s[:k], s[k:]
		}
	}
	return s, ""
}

// harvardEd is an edition between commas: Title, 2nd edn, Place: Publisher.
var harvardEd = guarded(guard{words: words(" ed")}, `^[^.,]{3,200}(?:,) (\d+(?:st|nd|rd|th) edn?\.?),? `)

var abbreviation = guarded(guard{last: ends("dslovrtpABCDEFGHIJKLMNOPQRSTUVWXYZ")}, `(?:\b(?:ed|eds|vol|no|vs|v|Dr|St|pp|p|Trans|[A-Z]))$`)

func closingParen(s string) int {
	if i := strings.IndexByte(s, ')'); i >= 0 {
		return i + 1
	}
	return 0
}

// apaBrackets takes edition, volume, pages, translator and genre off the end
// of a title.
func (w *work) apaBrackets(title string) string {
	title = strings.TrimRight(title, " .*")
	for range 3 {
		if m := apaWork.FindStringSubmatchIndex(title); m != nil {
			inner := title[m[2]:m[3]]
			if g := apaThes.FindStringSubmatch(inner); g != nil {
				w.csl.Genre, w.csl.Publisher = g[1], g[2]
			} else {
				w.csl.Genre = inner
			}
			title = strings.TrimRight(title[:m[0]], " *")
			continue
		}
		m := apaParen.FindStringSubmatchIndex(title)
		if m == nil || !w.apaDetail(title[m[2]:m[3]]) {
			break
		}
		title = strings.TrimRight(title[:m[0]], " *")
	}
	return title
}

func (w *work) apaDetail(s string) bool {
	found := false
	if m := apaTrans.FindStringSubmatch(s); m != nil {
		w.csl.Translator, _ = splitAuthors(m[1], false)
		return true
	}
	for p := range strings.SplitSeq(s, ", ") {
		switch {
		case edForm.MatchString(p):
			w.csl.Edition = p
		case volume.MatchString(p):
			w.csl.Volume = volume.FindStringSubmatch(p)[1]
		case pages.MatchString(p):
			w.csl.Page = pages.FindStringSubmatch(p)[1]
		case strings.HasPrefix(p, "Publication No.") || strings.HasPrefix(p, "Report No."):
			w.csl.Number = strings.TrimSpace(p[strings.Index(p, "No.")+3:])
		case apaThes.MatchString(p):
			w.csl.Genre = p
		default:
			return found
		}
		found = true
	}
	return found
}

// apaRest reads what stands behind the title.
func (w *work) apaRest(rest string) {
	c := w.csl
	rest = strings.TrimSpace(rest)
	if m := apaIn.FindStringSubmatch(rest); m != nil {
		c.Editor = inEditors(m[1])
		c.ContainerTitle, c.Edition, c.Volume, c.Page = trimTitle(m[2]), m[3], m[4], m[5]
		w.apaPublisher(m[6])
		c.Type = "chapter"
		return
	}
	if m := apaInTwo.FindStringSubmatch(rest); m != nil {
		c.Editor = inEditors(m[1])
		c.ContainerTitle, c.PublisherPlace, c.Publisher, c.Page = trimTitle(m[2]), m[3], trimPublisher(m[4]), m[5]
		c.Type = "chapter"
		return
	}
	if m := apaJourn.FindStringSubmatch(rest); m != nil {
		c.ContainerTitle, c.Volume, c.Page = trimValue(m[1]), m[2], m[5]
		if c.Issue = m[3]; c.Issue == "" {
			c.Issue = m[4]
		}
		c.Type = "article-journal"
		return
	}
	plain := strings.Trim(Plain(rest), " .")
	switch {
	case w.proceedings(plain):
	case c.Genre != "" && thesisWord.MatchString(c.Genre):
		c.Type = "thesis"
		if c.Publisher == "" {
			w.apaPublisher(plain)
		}
	case plain == "" && c.URL != "":
		c.Type = "webpage"
	case newsWord.MatchString(plain) && !apaPlace.MatchString(plain):
		c.Type = "article-newspaper"
		w.rest = plain
		c.Page = w.cut(pages)
		c.ContainerTitle = trimValue(w.rest)
	case c.URL != "" && !apaPlace.MatchString(plain) && !pressWord.MatchString(plain):
		c.Type, c.ContainerTitle = "webpage", trimValue(plain)
	default:
		w.apaPublisher(plain)
		c.Type = "book"
		if len(c.Author) > 0 && c.Author[0].Literal != "" && !pressWord.MatchString(c.Publisher) {
			c.Type = "report"
		}
	}
}

// proceedings reads what encyclopedias print behind a paper, point by point:
// Proceedings of …. Series. Volume. Publisher. pp. 1-2.
func (w *work) proceedings(s string) bool {
	parts := strings.Split(s, ". ")
	if len(parts) < 2 || !strings.HasPrefix(s, "Proceedings of") {
		return false
	}
	c := w.csl
	c.Type, c.ContainerTitle = "paper-conference", parts[0]
	for i := 1; i < len(parts); i++ {
		switch p := strings.Trim(parts[i], " .,"); {
		case p == "pp" || p == "p":
			if i+1 < len(parts) {
				i++
				c.Page = strings.Trim(parts[i], " .,")
			}
		case barePage.MatchString(p):
			c.Volume = p
		case strings.HasPrefix(p, "Lecture Notes"):
			c.CollectionTitle = p
		case c.Publisher == "" && startsUpper(p) && !strings.Contains(p, ":"):
			c.Publisher = p
		}
	}
	return true
}

func (w *work) apaPublisher(s string) {
	w.rest = strings.Trim(s, " .")
	if p := w.cut(pages); p != "" && w.csl.Page == "" {
		w.csl.Page = p
	}
	s = strings.Trim(w.rest, " .,")
	if head, after, found := strings.Cut(s, ", "); found && edForm.MatchString(head) {
		w.csl.Edition, s = head, after
	} else if i := strings.Index(s, " ed., "); i > 0 && edForm.MatchString(s[:i+4]) {
		w.csl.Edition, s = s[:i+4], s[i+6:]
	} else if i := strings.Index(s, " edn, "); i > 0 && edForm.MatchString(s[:i+4]) {
		w.csl.Edition, s = s[:i+4], s[i+6:]
	} else if i := strings.Index(s, ". "); i > 0 && edForm.MatchString(s[:i+1]) {
		w.csl.Edition, s = s[:i+1], s[i+2:]
	}
	if m := apaPlace.FindStringSubmatch(s); m != nil {
		w.csl.PublisherPlace, w.csl.Publisher = trimPlace(m[1]), trimPublisher(m[2])
		return
	}
	w.csl.Publisher = trimPublisher(s)
}

// inEditors reads "A. Wood & B. Kite", or names printed family first.
func inEditors(s string) []document.Name {
	if names, _, ok := apaNames(s); ok && isInverted(names) && apaName.MatchString(s) {
		return names
	}
	names, _ := splitAuthors(strings.ReplaceAll(s, " and ", " & "), false)
	return names
}
