package server

import (
	"cmp"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"wensou/index"
	"wensou/search"
)

// kwicLimit of lines a page, where the address names no other number.
const kwicLimit = 50

// kwicContexts are the widths that the page offers.
var kwicContexts = []int{10, 20, 40, 80}

// kwicView is a concordance.
type kwicView struct {
	searchView
	Lines    []lineView
	Read     string // "120 行，取自 80 處"
	Contexts []choice
	Download string
}

// lineView is one line; its text is in the document's language.
type lineView struct {
	Lang, Left, Match, Right string
	Href                     string // the place in the reader
	Title, Source, Date      string
	Kind                     string
}

// kwicPage shows a concordance. It has no state of its own: the address says
// everything.
func (s *Server) kwicPage(c *gin.Context, v searchView, r search.Request) error {
	if r.Limit == defaultLimit {
		r.Limit = kwicLimit
	}
	r.Format = ""
	resp, err := s.searcher.Concordance(c.Request.Context(), r)
	if err != nil {
		if len(paramErrors(err)) > 0 {
			return s.faultPage(c, v, err)
		}
		return err
	}
	k := kwicView{searchView: v}
	k.fill(&r, resp)
	return s.render(c, http.StatusOK, "kwic.html", v.Nonce, k)
}

func (v *kwicView) fill(r *search.Request, resp *search.Concordance) {
	v.Count = v.T("summary", v.N("units", resp.Total), v.N("documents", resp.Groups))
	v.Read = v.T("kwic.read", v.N("kwic.lines", resp.TotalLines), v.N("units", resp.UnitsRead))
	v.Took = v.T("took", strconv.FormatFloat(resp.TookMS, 'f', 1, 64))
	answer := &search.Response{Query: resp.Query, Warnings: resp.Warnings, Why: resp.Why, Hits: []search.Hit{}}
	v.Notices = v.notices(r, answer)
	v.Chips = filterChips(&v.searchView, r, nil)
	v.ClearAll = v.State.drop(filterNames...).search()
	for i := range resp.Lines {
		v.Lines = append(v.Lines, v.line(&resp.Lines[i]))
	}
	v.Pages, v.AtEnd = v.pager(r, resp.TotalLines)
	for _, n := range kwicContexts {
		value := strconv.Itoa(n)
		v.Contexts = append(v.Contexts, choice{Label: value, Href: v.State.set("context", value).search(), Selected: n == r.Context})
	}
	v.Download = "/api/v1/search?" + v.State.drop(uiParam, "limit").set("format", search.FormatCSV).v.Encode()
	if resp.Total == 0 {
		v.Empty = newEmpty(&v.searchView, r, answer)
	}
}

func (v *kwicView) line(l *search.Line) lineView {
	d := &l.Document
	return lineView{
		Lang: langAttr(d.Language), Left: l.Left, Match: l.Match, Right: l.Right, Title: cmp.Or(d.Title, d.ID), Source: d.Source, Date: day(d.Date),
		Kind: v.kindLabel(l.Kind, l.Number, l.Note), Href: v.State.reader(d.ID, unitOf(l.ID, d.ID), ""),
	}
}

// viewChoices are the ways to list results, with a concordance as the last.
func (v *searchView) viewChoices(r *search.Request) []choice {
	hits := v.State.drop("view", "context", "group")
	if r.Sort == search.ByLeft || r.Sort == search.ByRight {
		hits = hits.drop("sort")
	}
	kwic := r.View == search.ViewKWIC
	out := []choice{
		{Label: v.T("group.document"), Href: hits.search(), Selected: !kwic && !r.Ungrouped},
		{Label: v.T("group.none"), Href: hits.set("group", "none").search(), Selected: !kwic && r.Ungrouped},
	}
	if r.Query != "" {
		out = append(out, choice{Label: v.T("view.kwic"), Href: v.State.drop("group").set("view", string(search.ViewKWIC)).search(), Selected: kwic})
	}
	return out
}

// orders are those of the view.
func orders(r *search.Request) []index.SortOrder {
	out := []index.SortOrder{index.ByRelevance, index.ByNewest, index.ByOldest}
	if r.View == search.ViewKWIC {
		out = append(out, search.ByLeft, search.ByRight)
	}
	return out
}
