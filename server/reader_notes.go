package server

import (
	"strconv"
	"strings"

	"wensou/document"
)

// noteView is a footnote with the ways back to its markers and its citations.
type noteView struct {
	ID, Number string
	Latin      bool // see isLatin
	Pieces     []piece
	Back       []string
	Cites      []citationView
	Similar    string // see block
}

// citationView is one citation: its record, and its words unless they have just
// been read in the unit that it stands in.
type citationView struct {
	ID     string
	Pieces []piece
	Name   string // title of the record, where a note has several
	Fields []cslField
	Cite   []choice
	Full   string  // anchor of the citation that gives the work in full
	Work   string  // anchor of the work
	Page   *choice // of the work in the whole index
}

// cslField is one field of a record.
type cslField struct{ Label, Text, Href string }

// referenceGroup is a section of the reference list; its name may be empty.
type referenceGroup struct {
	Name    string
	Entries []referenceView
}

type referenceView struct {
	ID, Number string
	Latin      bool
	Pieces     []piece
	Name       string
	Fields     []cslField
	Cite       []choice
	Work       string
	Page       *choice // see citationView
}

// workView is a cited work with every place that cites it.
type workView struct {
	ID     string
	Title  string
	Byline string
	Latin  bool
	Places []choice
}

// citations groups the citations by the unit that they stand in; "" holds
// those whose unit is not in the document.
func (a *assembly) citations() map[document.UnitID][]*document.Unit {
	out := map[document.UnitID][]*document.Unit{}
	for i := range a.doc.Units {
		u := &a.doc.Units[i]
		if u.Kind != document.KindCitation {
			continue
		}
		in := u.In
		if host := a.byID[in]; host == nil || host.Kind == document.KindCitation || host.Kind == document.KindReference {
			in = ""
			if numbered := a.notes[u.Note]; u.Note > 0 && len(numbered) > 0 {
				in = numbered[0].ID
			}
		}
		out[in] = append(out[in], u)
	}
	return out
}

// citationViews shows the citations that stand in host, nil where that is
// unknown.
func (a *assembly) citationViews(host *document.Unit, units []*document.Unit) []citationView {
	var out []citationView
	for _, u := range units {
		c := citationView{ID: string(u.ID), Fields: a.fields(u), Cite: citeUnit(a.doc, u)}
		told := host != nil && strings.Contains(host.Text, strings.TrimRight(u.Text, "。. "))
		if !told || (len(c.Fields) == 0 && u.Work == "") {
			c.Pieces = a.inline(u).all()
		}
		if len(units) > 1 && u.CSL != nil {
			c.Name = u.CSL.Title
		}
		if a.byID[u.ResolvesTo] != nil && u.ResolvesTo != u.ID {
			c.Full = "#" + string(u.ResolvesTo)
		}
		c.Work, c.Page = a.workAnchor(u.Work), a.workPage(u.Work)
		out = append(out, c)
	}
	return out
}

func (a *assembly) note(u *document.Unit, cites []*document.Unit) noteView {
	n := noteView{ID: string(u.ID), Number: strconv.Itoa(u.Number), Latin: isLatin(u.Text), Pieces: a.inline(u).all(), Back: a.back[u.ID], Similar: similarHref(a.doc, u)}
	if u.Number == 0 {
		n.Number = "*"
	}
	if len(n.Back) == 0 && u.Anchor != nil && a.byID[u.Anchor.Unit] != nil {
		n.Back = []string{string(u.Anchor.Unit)}
	}
	n.Cites = a.citationViews(u, cites)
	return n
}

func (a *assembly) references(units []*document.Unit) []referenceGroup {
	var out []referenceGroup
	for _, u := range units {
		if len(out) == 0 || out[len(out)-1].Name != u.Section {
			out = append(out, referenceGroup{Name: u.Section})
		}
		r := referenceView{ID: string(u.ID), Latin: isLatin(u.Text), Pieces: a.inline(u).all(), Fields: a.fields(u), Cite: citeUnit(a.doc, u), Work: a.workAnchor(u.Work), Page: a.workPage(u.Work)}
		if u.Number > 0 {
			r.Number = strconv.Itoa(u.Number)
		}
		g := &out[len(out)-1]
		g.Entries = append(g.Entries, r)
	}
	return out
}

// workAnchor is the anchor of a work that is cited more than once.
func (a *assembly) workAnchor(id document.WorkID) string {
	if len(a.places[id]) > 1 {
		return "#work-" + string(id)
	}
	return ""
}

// workPage leads to what is known of a work over all documents, and says how
// many others cite it.
func (a *assembly) workPage(id document.WorkID) *choice {
	w, ok := a.cited[id]
	if !ok {
		return nil
	}
	label := a.T("reader.workpage")
	if w.Documents > 1 {
		label = a.N("reader.also", w.Documents-1)
	}
	return &choice{Label: label, Href: workHref(w.ID, 1, a.ui)}
}

// works lists the works that are cited in more than one place: for the others
// the note says all.
func (a *assembly) works() []workView {
	var out []workView
	for i := range a.doc.Works {
		w := &a.doc.Works[i]
		places := a.places[w.ID]
		if len(places) < 2 {
			continue
		}
		v := workView{ID: "work-" + string(w.ID), Places: places, Title: string(w.ID)}
		if w.CSL != nil {
			if w.CSL.Title != "" {
				v.Title = w.CSL.Title
			}
			v.Byline = a.byline(w.CSL)
		}
		v.Latin = isLatin(v.Title)
		out = append(out, v)
	}
	return out
}

// byline is the authors and the year of a record.
func (a *assembly) byline(c *document.CSL) string {
	s := a.names(c.Author, false)
	if y := c.Issued.Year(); y > 0 {
		s = strings.TrimSpace(s + " " + strconv.Itoa(y))
	}
	return s
}

func (a *assembly) placesOf(w *document.Work) []choice {
	var out []choice
	for _, ids := range [][]document.UnitID{w.Citations, w.References} {
		for _, id := range ids {
			if u := a.byID[id]; u != nil {
				out = append(out, choice{Label: a.placeLabel(u), Href: "#" + string(id)})
			}
		}
	}
	return out
}

func (a *assembly) placeLabel(u *document.Unit) string {
	if u.Kind == document.KindCitation && u.Note > 0 {
		return a.T("reader.note", u.Note)
	}
	return a.kindLabel(string(u.Kind), u.Number, u.Note)
}

// fields are a record's fields in the order of a catalogue card.
func (a *assembly) fields(u *document.Unit) []cslField {
	c := u.CSL
	if c == nil {
		return nil
	}
	var out []cslField
	add := func(key, text, href string) {
		if text != "" {
			out = append(out, cslField{a.T("csl." + key), text, href})
		}
	}
	add("author", a.names(c.Author, u.EtAl), "")
	add("title", c.Title, "")
	add("editor", a.names(c.Editor, false), "")
	add("translator", a.names(c.Translator, false), "")
	add("container-title", c.ContainerTitle, "")
	place := c.PublisherPlace
	if place != "" && c.Publisher != "" {
		place += a.T("colon")
	}
	add("publisher", place+c.Publisher, "")
	add("issued", dateText(c.Issued), "")
	add("volume", c.Volume, "")
	add("issue", c.Issue, "")
	add("page", c.Page, "")
	add("edition", c.Edition, "")
	doi := ""
	if c.DOI != "" {
		doi = webURL("https://doi.org/" + strings.TrimPrefix(c.DOI, "https://doi.org/"))
	}
	add("doi", c.DOI, doi)
	add("url", c.URL, webURL(c.URL))
	return out
}

func (a *assembly) names(names []document.Name, etAl bool) string {
	parts := make([]string, 0, len(names))
	for _, n := range names {
		if s := n.String(); s != "" {
			parts = append(parts, s)
		}
	}
	s := strings.Join(parts, a.T("sep"))
	if etAl && s != "" {
		s += " " + a.T("et.al")
	}
	return s
}

// dateText writes 2009-3-1, or a range with a dash.
func dateText(d *document.Date) string {
	if d == nil {
		return ""
	}
	var spans []string
	for _, parts := range d.DateParts {
		var s []string
		for _, n := range parts {
			s = append(s, strconv.Itoa(n))
		}
		spans = append(spans, strings.Join(s, "-"))
	}
	return strings.TrimSpace(strings.Join(spans, " – ") + " " + d.Season)
}
