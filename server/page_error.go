package server

import (
	"strconv"

	"github.com/gin-gonic/gin"
)

// errorView is a page that says what went wrong.
type errorView struct {
	pageBase
	Heading   string
	Text      string
	RequestID string
}

func (s *Server) errorPage(c *gin.Context, err error) {
	p := s.problem(c, err)
	v := errorView{pageBase: s.newPage(c), RequestID: p.RequestID}
	key := "error." + strconv.Itoa(p.Status)
	if _, known := texts[key]; !known {
		key = "error.500"
		if p.Status < 500 {
			key = "error.400"
		}
	}
	v.Heading = v.T(key)
	if _, known := texts[key+".text"]; known {
		v.Text = v.T(key + ".text")
	}
	if p.Code == "no_generation" {
		v.Text = v.T("noindex")
	}
	v.Title = v.Heading + " － " + v.Site
	if errRender := s.render(c, p.Status, "error.html", v.Nonce, v); errRender != nil {
		s.writeProblem(c, errRender)
	}
	c.Abort()
}
