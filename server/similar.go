package server

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"wensou/document"
	"wensou/index"
	"wensou/search"
)

// similarParams are the parameters of a request for what is similar: those of
// a search that say in what form hits are wanted.
var similarParams = []string{"limit", "highlight", "snippets", "snippet_length"}

// similarGet answers with passages of other documents that are similar to a
// document or to one of its units.
func (s *Server) similarGet(c *gin.Context, path docPath) error {
	r, err := bindSimilar(c)
	if err != nil {
		return err
	}
	if doc, unit, ok := path.splitUnit(); ok {
		err := s.answerSimilar(c, doc, document.UnitID(unit), r)
		if !errors.Is(err, index.ErrNotFound) {
			return err
		}
	}
	return s.answerSimilar(c, path.plain, "", r)
}

func bindSimilar(c *gin.Context) (search.SimilarRequest, error) {
	var r search.SimilarRequest
	v, err := queryValues(c.Request.URL.RawQuery)
	if err != nil {
		return r, err
	}
	q, err := bindSome(v, similarParams)
	if err != nil {
		return r, err
	}
	r = search.SimilarRequest{Highlight: q.Highlight, Snippets: q.Snippets, SnippetLength: q.SnippetLength}
	if len(v["limit"]) > 0 {
		r.Limit = q.Limit
	}
	return r, nil
}

func (s *Server) answerSimilar(c *gin.Context, doc string, unit document.UnitID, r search.SimilarRequest) error {
	id, err := documentID(doc)
	if err != nil {
		return err
	}
	r.Document, r.Unit = id, unit
	if err := r.Normalize(); err != nil {
		return err
	}
	if state := s.state(); state != "" && notModified(c, etag(state, r)) {
		return nil
	}
	resp, err := s.similar(c, r)
	if err != nil {
		return err
	}
	c.Header("ETag", etag(resp.State, r))
	s.writeJSON(c, http.StatusOK, jsonType, resp)
	return nil
}

// similar runs r and completes the response: lists are never null.
func (s *Server) similar(c *gin.Context, r search.SimilarRequest) (*search.Response, error) {
	resp, err := s.searcher.Similar(c.Request.Context(), r)
	if err != nil {
		return nil, err
	}
	out := *resp
	if out.Hits == nil {
		out.Hits = []search.Hit{}
	}
	if out.Warnings == nil {
		out.Warnings = []string{}
	}
	return &out, nil
}

// similarView is the page of similar passages: the passage and the hits.
type similarView struct {
	searchView
	Passage string
	Whole   bool // the passage is the whole document
	DocName string
	Back    string
	Terms   string
}

// similarPage lists the passages that are similar to a unit, or to a document
// when the address names no unit.
func (s *Server) similarPage(c *gin.Context) error {
	id, err := documentID(c.Query("doc"))
	if err != nil {
		return err
	}
	unit := document.UnitID(c.Query("unit"))
	view, err := s.searcher.Document(c.Request.Context(), id)
	if err != nil {
		return err
	}
	resp, err := s.similar(c, search.SimilarRequest{Document: id, Unit: unit, Limit: 20, Highlight: search.HighlightSegments})
	if err != nil {
		return err
	}
	v := similarView{searchView: searchView{pageBase: s.newPage(c), Resp: resp}}
	v.State = stateOf(&search.Request{}, c.Query(uiParam))
	v.Hits = hitViews(&v.searchView, resp.Hits)
	v.DocName = cmp.Or(view.Title, string(id))
	v.Back, v.Whole, v.Passage = v.State.reader(string(id), string(unit), ""), unit == "", excerpt(view.Description, passageLength)
	for i := range view.Units {
		if u := &view.Units[i]; unit != "" && u.ID == unit {
			v.Passage = excerpt(u.Text, passageLength)
		}
	}
	v.Terms = resp.Query.Text
	v.Title = v.T("similar.to", v.DocName) + " － " + v.Site
	return s.render(c, http.StatusOK, "similar.html", v.Nonce, v)
}

// passageLength is how much of a passage stands above those that are similar.
const passageLength = 300

// minSimilar is the length of a passage that gets a link to what is similar:
// shorter ones hardly say anything.
const minSimilar = 20

// similarHref is the address of what is similar to a unit; "" for short ones
// and for what is no passage.
func similarHref(d *document.Document, u *document.Unit) string {
	switch u.Kind {
	case document.KindTitle, document.KindKeywords, document.KindTable, document.KindCaption, document.KindCode:
		return ""
	}
	if utf8.RuneCountInString(u.Text) < minSimilar {
		return ""
	}
	return "/similar?" + url.Values{"doc": {string(d.ID)}, "unit": {string(u.ID)}}.Encode()
}
