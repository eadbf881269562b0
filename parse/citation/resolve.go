package citation

import (
	"strconv"
	"strings"

	"wensou/document"
)

// Resolve groups the citations and references among units by the work that
// they name and returns the works in order of first mention. In units it sets
// ShortForm, ResolvesTo and Work; a short form takes the type of its work. One
// whose work is not found keeps an empty ResolvesTo, and an empty Work when it
// names nothing itself. Spelling may differ between a note and the list, so
// titles that nearly agree count as one where year and author allow it.
func Resolve(units []document.Unit) []document.Work {
	r := &resolver{
		byTitle: map[string][]int{}, byMain: map[string][]int{}, byURL: map[string][]int{}, byStart: map[string][]int{},
		byAuthor: map[string][]int{}, inNote: map[int][]int{}, lastUnit: map[int]document.UnitID{},
	}
	prev := -1
	for i := range units {
		u := &units[i]
		if u.CSL == nil {
			continue
		}
		g := -1
		switch {
		case u.Kind == document.KindCitation && bare(u.CSL):
			f, sign := readShort(u.Text)
			switch {
			case sign:
				u.ShortForm = true
				if g = r.point(f, u, prev); g < 0 {
					prev = -1 // 同上 of a form without work has none either
					continue
				}
			case isLaw(u.CSL): // a law has no imprint
				g = r.full(u.CSL)
			default:
				u.ShortForm = true
				g = r.short(u.CSL)
			}
		case u.Kind == document.KindCitation || u.Kind == document.KindReference:
			g = r.full(u.CSL)
		default:
			continue
		}
		if g < 0 {
			g = r.add(u.CSL)
		}
		r.mention(g, u, i)
		prev = g
	}
	return r.finish(units)
}

// resolver holds the groups found so far, one per work.
type resolver struct {
	groups                          []group
	byTitle, byMain, byURL, byStart map[string][]int
	byAuthor                        map[string][]int
	recent                          []int                   // groups in the order in which they are cited
	inNote                          map[int][]int           // note number -> groups cited in the latest note of it
	lastUnit                        map[int]document.UnitID // and which note that is
}

type group struct {
	csl     *document.CSL
	full    int // index of the first full citation, -1
	members []int
}

// maxCompare bounds how many works of one beginning and year are compared.
const maxCompare = 64

// bare says that nothing but author, title and pages is printed.
func bare(c *document.CSL) bool {
	return c.Issued == nil && c.URL == "" && c.Publisher == "" && c.ContainerTitle == "" && c.Volume == "" && c.Issue == ""
}

func (r *resolver) add(c *document.CSL) int {
	g := len(r.groups)
	r.groups = append(r.groups, group{csl: c, full: -1})
	r.index(g, c)
	return g
}

// index makes the group findable by another of its spellings.
func (r *resolver) index(g int, c *document.CSL) {
	put := func(m map[string][]int, k string) {
		if have := m[k]; k != "" && (len(have) == 0 || have[len(have)-1] != g) {
			m[k] = append(have, g)
		}
	}
	put(r.byTitle, key(c.Title))
	put(r.byMain, key(mainTitle(c.Title)))
	put(r.byURL, c.URL)
	put(r.byStart, startKey(c))
	if n, ok := lead(c); ok {
		put(r.byAuthor, authorKey(n))
	}
}

func (r *resolver) mention(g int, u *document.Unit, i int) {
	gr := &r.groups[g]
	gr.members = append(gr.members, i)
	r.recent = append(r.recent, g)
	if u.Kind == document.KindCitation {
		r.note(g, u)
	}
	if u.ShortForm {
		return
	}
	if bare(gr.csl) {
		gr.csl = u.CSL
	}
	if u.Kind == document.KindCitation && gr.full < 0 {
		gr.full = i
	}
	r.index(g, u.CSL)
}

// short finds the work of a short form: the same title, or the title up to
// its colon, by the same author; the latest wins.
func (r *resolver) short(c *document.CSL) int {
	for _, at := range [][]int{r.byTitle[key(c.Title)], r.byMain[key(c.Title)]} {
		for k := len(at) - 1; k >= 0 && k >= len(at)-maxCompare; k-- {
			if sameAuthor(r.groups[at[k]].csl, c) {
				return at[k]
			}
		}
	}
	return r.byBeginning(c)
}

// full finds the work of a full citation or reference among those known.
func (r *resolver) full(c *document.CSL) int {
	best, top := -1, 0
	for _, g := range last(r.byTitle[key(c.Title)]) {
		if s := agreement(r.groups[g].csl, c); s > top {
			best, top = g, s
		}
	}
	if best >= 0 {
		return best
	}
	for _, at := range [][]int{r.byURL[c.URL], r.byStart[startKey(c)]} {
		for _, g := range last(at) {
			if nearlySame(r.groups[g].csl, c) {
				return g
			}
		}
	}
	return -1
}

// nearlySame says that two titles differ in spelling only: the numbers in them
// agree, and so do author and year, or the address.
func nearlySame(a, b *document.CSL) bool {
	x, y := key(a.Title), key(b.Title)
	if !similar(x, y) || onlyDigits(x) != onlyDigits(y) {
		return false
	}
	if a.URL != "" && a.URL == b.URL {
		return true
	}
	return a.URL == "" && b.URL == "" && sameAuthor(a, b) && a.Issued.Year() == b.Issued.Year()
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

func last(at []int) []int { return at[max(0, len(at)-maxCompare):] }

func mainTitle(s string) string {
	if i := strings.IndexAny(s, ":："); i > 0 {
		return s[:i]
	}
	return ""
}

// startKey joins year and the beginning of the title.
func startKey(c *document.CSL) string {
	k := []rune(key(c.Title))
	n := 8
	if len(k) > 0 && isHan(k[0]) {
		n = 4
	}
	if len(k) < n || c.Issued.Year() == 0 {
		return ""
	}
	return strconv.Itoa(c.Issued.Year()) + string(k[:n])
}

// agreement weighs what two records of one title have in common.
func agreement(a, b *document.CSL) int {
	if bare(a) || bare(b) {
		if sameAuthor(a, b) {
			return 1
		}
		return 0
	}
	s := 0
	if sameAuthor(a, b) {
		s++
	} else { // one year and publisher don't make two authors' books one
		s -= 3
	}
	if ya, yb := a.Issued.Year(), b.Issued.Year(); ya == yb {
		s += 2
	} else if ya != 0 && yb != 0 {
		s--
	}
	if a.URL != "" && a.URL == b.URL {
		s += 2
	}
	if a.Publisher != "" && key(a.Publisher) == key(b.Publisher) {
		s++
	}
	if a.Publisher == "" && b.Publisher != "" || a.Publisher != "" && b.Publisher == "" {
		s--
	}
	return s
}

// sameAuthor says that the first authors share a name, or one has none.
func sameAuthor(a, b *document.CSL) bool {
	m, okA := lead(a)
	n, okB := lead(b)
	if !okA || !okB {
		return okA == okB || a.URL != ""
	}
	if kx, ky := key(m.String()), key(n.String()); kx == ky || similar(kx, ky) {
		return true
	}
	return authorKey(m) == authorKey(n)
}

// similar says that two keys share at least seven in ten of their pairs of
// neighbouring characters (Dice's coefficient).
func similar(a, b string) bool {
	if a == b {
		return true
	}
	x, y := []rune(a), []rune(b)
	if len(x) < 4 || len(y) < 4 || len(x) > 3*len(y) || len(y) > 3*len(x) {
		return false
	}
	count := make(map[[2]rune]int)
	for i := 0; i+1 < len(x); i++ {
		count[[2]rune{x[i], x[i+1]}]++
	}
	both := 0
	for i := 0; i+1 < len(y); i++ {
		p := [2]rune{y[i], y[i+1]}
		if count[p] > 0 {
			count[p]--
			both++
		}
	}
	return 10*both >= 7*(len(x)+len(y)-2)/2
}

// finish names the works and points short forms at their full citation.
func (r *resolver) finish(units []document.Unit) []document.Work {
	var works []document.Work
	for g := range r.groups {
		gr := &r.groups[g]
		w := document.Work{ID: document.WorkID("w" + strconv.Itoa(g+1)), CSL: gr.csl}
		for _, i := range gr.members {
			u := &units[i]
			u.Work = w.ID
			if u.Kind == document.KindReference {
				w.References = append(w.References, u.ID)
				continue
			}
			w.Citations = append(w.Citations, u.ID)
			if u.ShortForm && gr.full >= 0 {
				u.ResolvesTo = units[gr.full].ID
				u.CSL.Type = gr.csl.Type
			}
		}
		works = append(works, w)
	}
	return works
}
