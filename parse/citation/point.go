package citation

import (
	"slices"
	"strings"

	"wensou/document"
)

// lead is the first of those who a work is named after: author, editor or
// translator.
func lead(c *document.CSL) (n document.Name, ok bool) {
	for _, list := range [][]document.Name{c.Author, c.Editor, c.Translator} {
		if len(list) > 0 {
			return list[0], true
		}
	}
	return n, false
}

// authorKey is what a short form repeats of a name: the family name, or the
// whole where the parts are not known.
func authorKey(n document.Name) string {
	if n.Family != "" {
		return key(n.Family)
	}
	return key(n.Literal)
}

// isLaw says that a record is of a law or decision, which is cited in full
// without any imprint.
func isLaw(c *document.CSL) bool {
	if len(c.Author) > 0 {
		return false
	}
	switch c.Type {
	case "legal_case", "legislation", "regulation", "bill", "treaty", "hearing":
		return true
	}
	return c.Number != ""
}

// note remembers that group g is cited in the note of u. Where numbers
// restart, the latest note of a number counts.
func (r *resolver) note(g int, u *document.Unit) {
	if u.Note <= 0 {
		return
	}
	if holder := u.Holder(); r.lastUnit[u.Note] != holder {
		r.lastUnit[u.Note] = holder
		r.inNote[u.Note] = nil
	}
	r.inNote[u.Note] = append(r.inNote[u.Note], g)
}

// point finds the work that a short form points at, -1 when there is none or
// no telling which.
func (r *resolver) point(f shortForm, u *document.Unit, prev int) int {
	switch f.to {
	case toPrev:
		if prev >= 0 && len(f.csl.Author) > 0 && !sameAuthor(r.groups[prev].csl, f.csl) {
			return r.latest(f)
		}
		return prev
	case toNote:
		if r.lastUnit[f.note] == u.Holder() && f.note == u.Note {
			return -1 // a note does not point at itself
		}
		return r.among(r.inNote[f.note], f)
	case toAuthor:
		if f.csl.Title != "" {
			if g := r.short(f.csl); g >= 0 {
				return g
			}
		}
		if len(f.csl.Author) == 0 {
			return -1
		}
		return r.latest(f)
	case toNearest:
		if f.what == "" {
			return prev
		}
		for _, g := range slices.Backward(last(r.recent)) {
			if fits(r.groups[g].csl, f) {
				return g
			}
		}
	}
	return -1
}

// among picks from the works of a note: the one whose author or title the form
// repeats, else the only or last one that fits.
func (r *resolver) among(at []int, f shortForm) int {
	named := len(f.csl.Author) > 0 || f.csl.Title != ""
	for k := len(at) - 1; k >= max(0, len(at)-maxCompare); k-- {
		c := r.groups[at[k]].csl
		if named && (len(f.csl.Author) > 0 && !sameAuthor(c, f.csl) || f.csl.Title != "" && !begins(c.Title, f.csl.Title)) {
			continue
		}
		if !fits(c, f) {
			continue
		}
		return at[k]
	}
	if named && len(at) == 1 && len(f.csl.Author) == 0 {
		return at[0] // the title is shortened, but nothing else can be meant
	}
	return -1
}

// latest is the last work by the author of a form.
func (r *resolver) latest(f shortForm) int {
	n, _ := lead(f.csl)
	at := r.byAuthor[authorKey(n)]
	if at == nil && n.Family == "" && strings.Contains(n.Literal, " ") {
		at = r.byAuthor[key(n.Literal[strings.LastIndexByte(n.Literal, ' ')+1:])]
	}
	for k := len(at) - 1; k >= max(0, len(at)-maxCompare); k-- {
		c := r.groups[at[k]].csl
		if fits(c, f) && (n.Given == "" || sameAuthor(c, f.csl)) {
			return at[k]
		}
	}
	return -1
}

// byBeginning finds a work of which a short form repeats the author and the
// beginning of the title.
func (r *resolver) byBeginning(c *document.CSL) int {
	n, ok := lead(c)
	if !ok || len([]rune(key(c.Title))) < 2 {
		return -1
	}
	at := r.byAuthor[authorKey(n)]
	for k := len(at) - 1; k >= max(0, len(at)-maxCompare); k-- {
		if w := r.groups[at[k]].csl; begins(w.Title, c.Title) {
			return at[k]
		}
	}
	return -1
}

func begins(title, short string) bool {
	a, b := key(title), key(short)
	for _, article := range []string{"the", "a", "an"} {
		if t, ok := strings.CutPrefix(a, article); ok && !strings.HasPrefix(b, article) && strings.HasPrefix(t, b) {
			return b != ""
		}
	}
	return b != "" && strings.HasPrefix(a, b)
}

// fits says that a work is of the kind that a form names: 前揭書, 前揭文.
func fits(c *document.CSL, f shortForm) bool {
	book := c.Type == "book" || c.Type == "report" || c.Type == "thesis"
	switch f.what {
	case "書", "书":
		return book
	case "文", "論文", "论文":
		return c.Type != "book" && c.Type != "report"
	}
	return true
}
