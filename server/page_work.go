package server

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"wensou/bibliography"
	"wensou/document"
	"wensou/search"
)

// workPageView is a cited work with the places that cite it, by document.
type workPageView struct {
	pageBase
	Name      string
	Lang      string // of the record
	Latin     bool
	Byline    string
	Fields    []cslField
	Printings []string
	Summary   string
	Search    string // all that cites it
	Documents []citingView
	Before    string // pages
	After     string
	Canonical string
	Cite      citeView
}

// citingView is a document that cites a work.
type citingView struct {
	Title, Href, Lang, Source, Date string
	Places                          []citingPlace
}

// citingPlace is one place: the sentence that a note hangs on, and the citation.
type citingPlace struct {
	Label, Href     string // of the note or reference
	Text            string
	Latin           bool
	Anchor          string // sentence
	AnchorHref, Cue string
}

// workPageSize is how many places stand on a page.
const workPageSize = 50

func (s *Server) workPage(c *gin.Context) error {
	r := search.Request{Limit: workPageSize}
	if n, err := strconv.Atoi(c.Query("page")); err == nil && n > 0 {
		r.Page = n
	}
	r.Sort = "-date"
	w, err := s.searcher.Work(c.Request.Context(), c.Param("id"), r)
	if err != nil {
		return err
	}
	v := workPageView{pageBase: s.newPage(c), Name: w.Title, Latin: isLatin(w.Title), Lang: langAttr(bibliography.Language(bibliography.Work(w.CSL, w.EtAl))), Canonical: workPath(w.ID)}
	v.Index = true
	if base := s.baseURL(c); base != "" {
		v.Canonical = base + v.Canonical
	}
	a := newAssembly(v.uiLang, &document.Document{}, nil)
	v.Fields = a.fields(&document.Unit{CSL: w.CSL, EtAl: w.EtAl})
	v.Byline = a.byline(w.CSL)
	for _, p := range w.Printings {
		v.Printings = append(v.Printings, p.Text)
	}
	v.Cite = citeWork(w)
	v.Summary = v.T("work.summary", v.N("work.places", w.Places), v.N("documents", w.Documents))
	st := stateOf(&search.Request{}, c.Query(uiParam))
	v.Search = st.with("work", w.ID).search()
	for i := range w.CitedIn {
		v.add(&w.CitedIn[i], st)
	}
	if w.Page > 1 {
		v.Before = workHref(w.ID, w.Page-1, c.Query(uiParam))
	}
	if w.Page*w.Limit < min(w.Places, search.MaxWindow) {
		v.After = workHref(w.ID, w.Page+1, c.Query(uiParam))
	}
	v.Title = w.Title + " － " + v.Site
	return s.render(c, http.StatusOK, "work.html", v.Nonce, v)
}

// workHref is the address of a page of a work, in the language that the address
// of the page that leads to it says.
func workHref(id string, page int, ui string) string {
	q := url.Values{}
	if page > 1 {
		q.Set("page", strconv.Itoa(page))
	}
	if ui != "" {
		q.Set(uiParam, ui)
	}
	if len(q) == 0 {
		return workPath(id)
	}
	return workPath(id) + "?" + q.Encode()
}

// add puts a place below its document; places of one document stand together.
func (v *workPageView) add(p *search.CitedPlace, st state) {
	d := &p.Document
	href := st.reader(d.ID, "", "")
	if n := len(v.Documents); n == 0 || v.Documents[n-1].Href != href {
		v.Documents = append(v.Documents, citingView{Title: cmp.Or(d.Title, d.ID), Href: href, Lang: langAttr(d.Language), Source: d.Source, Date: day(d.Date)})
	}
	place := citingPlace{
		Label: v.kindLabel(p.Kind, p.Number, p.Note), Href: st.reader(d.ID, unitOf(p.ID, d.ID), ""), Text: p.Text, Latin: isLatin(p.Text),
	}
	if p.Kind == string(document.KindCitation) && p.Note > 0 {
		place.Label = v.T("reader.note", p.Note)
	}
	if a := p.Anchor; a != nil {
		place.Anchor, place.AnchorHref, place.Cue = a.Snippet, st.reader(d.ID, unitOf(a.ID, d.ID), ""), v.T("anchor.cite")
	}
	last := &v.Documents[len(v.Documents)-1]
	last.Places = append(last.Places, place)
}
