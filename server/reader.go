package server

import (
	"cmp"
	"net/http"

	"github.com/gin-gonic/gin"

	"wensou/document"
	"wensou/search"
)

// readerView is one document as the reader shows it.
type readerView struct {
	pageBase
	Doc       *document.Document
	Lang      string
	TitleID   string // of the title's own unit
	Heading   []piece
	Subtitles []block // further titles
	Source    *choice
	Date      string
	Authors   []choice
	Topics    []choice
	URL       string
	Back      string // to the results
	Within    string // results inside this document
	Canonical string

	Contents   []tocEntry
	Blocks     []block
	Notes      []noteView
	Other      []citationView // citations that stand in no unit we know
	References []referenceGroup
	Works      []workView
	Cite       citeView
	Matches    int
	HasQuery   bool
}

// tocEntry is one line of the contents; Depth from 0.
type tocEntry struct {
	ID, Text string
	Depth    int
	Own      bool // a heading of the document, in its language
}

func (s *Server) readerPage(c *gin.Context) error {
	id, err := documentID(pathAfter(c, "/d/").plain)
	if err != nil {
		return err
	}
	vals, err := queryValues(c.Request.URL.RawQuery)
	if err != nil {
		return err
	}
	// The reader shows a document whatever the rest of the address says; what
	// can't be read of it is left out of the links.
	r, errBind := bindRequest(vals, false, false)
	if errBind != nil {
		r = search.Request{}
		_ = r.Normalize() // an empty request has no faults
	}
	c.Set(keyQuery, r.Query)
	view, err := s.searcher.Document(c.Request.Context(), id)
	if err != nil {
		return err
	}
	v := s.newReader(c, view, r)
	return s.render(c, http.StatusOK, "reader.html", v.Nonce, v)
}

func (s *Server) newReader(c *gin.Context, view *search.DocumentView, r search.Request) readerView {
	d := view.Document
	st := stateOf(&r, c.Query(uiParam))
	v := readerView{
		pageBase: s.newPage(c), Doc: d, Lang: langAttr(d.Language), Date: day(d.Date),
		URL: webURL(d.URL), Canonical: s.canonical(c, d), HasQuery: r.Query != "",
	}
	v.Cite = citeDocument(d)
	v.Query, v.Index = r.Query, r.Query == ""
	v.Hidden = st.drop("doc", "group").hidden("q", "mode")
	for i := range v.Modes {
		v.Modes[i].Selected = v.Modes[i].Value == string(r.Mode)
	}
	if v.URL == "" {
		v.URL = webURL(d.Source.URL)
	}
	// Links of the meta lines begin anew: they leave the document.
	fresh := st.drop(append([]string{"q", "mode", "variants", "sort", "group"}, filterNames...)...)
	if name := d.SourceName(); name != "" {
		v.Source = &choice{Label: name, Href: fresh.with("source", name).search()}
	}
	for _, a := range d.Authors {
		v.Authors = append(v.Authors, choice{Label: a, Href: fresh.with("author", a).search()})
	}
	for _, t := range d.Topics {
		v.Topics = append(v.Topics, choice{Label: t, Href: fresh.with("topic", t).search()})
	}
	if v.HasQuery || len(st.hidden("sort", uiParam)) > 0 {
		v.Back = "/"
		if len(st.v) > 0 {
			v.Back = "/?" + st.v.Encode() // its page, too
		}
	}
	if v.HasQuery {
		v.Within = st.drop("sort").set("doc", string(d.ID)).set("group", "none").search()
	}

	var marks map[document.UnitID][][2]int
	if v.HasQuery {
		marks = s.searcher.MarkDocument(d, r.Query, r.Mode)
	}
	a := newAssembly(v.uiLang, d, marks)
	a.cited, a.ui = view.WorkIDs, c.Query(uiParam)
	a.fill(&v)
	v.Title = cmp.Or(d.Title, string(d.ID)) + " － " + v.Site
	return v
}

// canonical is the document's address without a query.
func (s *Server) canonical(c *gin.Context, d *document.Document) string {
	if base := s.baseURL(c); base != "" {
		return base + documentPath(string(d.ID))
	}
	return ""
}
