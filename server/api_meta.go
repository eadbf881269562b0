package server

import (
	_ "embed"
	"encoding/xml"
	"net/http"
	"regexp"
	"runtime"

	"github.com/gin-gonic/gin"

	"wensou/index"
)

//go:embed openapi.yaml
var openapiYAML []byte

func (s *Server) openapi(c *gin.Context) {
	if !notModified(c, etag("", string(openapiYAML))) {
		c.Data(http.StatusOK, "application/yaml; charset=utf-8", openapiYAML)
	}
}

func (s *Server) stats(c *gin.Context) error {
	if err := noParams(c); err != nil {
		return err
	}
	st, err := s.statsWithin(c.Request.Context(), c.GetStringSlice(keySources))
	if err != nil {
		return err
	}
	out := *st
	if out.Stats.Kinds == nil {
		out.Stats.Kinds = map[string]int{}
	}
	if out.Stats.Sources == nil {
		out.Stats.Sources = map[string]int{}
	}
	if notModified(c, etag(out.Generation, out)) {
		return nil
	}
	s.writeJSON(c, http.StatusOK, jsonType, out)
	return nil
}

// health is what /healthz and /readyz answer.
type health struct {
	Status     string `json:"status"` // ok, draining, no_generation
	Generation string `json:"generation,omitempty"`
	// Refused names a published generation that could not be taken over; the
	// one before it is still served.
	Refused string `json:"refused,omitempty"`
}

// healthz says that the process answers; a restart would not help otherwise.
func (s *Server) healthz(c *gin.Context) {
	c.Header("Cache-Control", "no-store")
	s.writeJSON(c, http.StatusOK, jsonType, health{Status: "ok"})
}

// readyz says whether requests should be sent here.
func (s *Server) readyz(c *gin.Context) {
	c.Header("Cache-Control", "no-store")
	st, err := s.searcher.Stats()
	h := health{Status: "ok"}
	if err == nil {
		h.Generation, h.Refused = st.Generation, st.Refused
	}
	switch {
	case s.draining.Load():
		h.Status = "draining"
	case index.IsUnavailable(err):
		h.Status = "no_generation"
	case err != nil:
		h.Status = "error"
		c.Set(keyError, err)
	}
	status := http.StatusOK
	if h.Status != "ok" {
		status = http.StatusServiceUnavailable
	}
	s.writeJSON(c, status, jsonType, h)
}

// versionResponse says what runs.
type versionResponse struct {
	Version string `json:"version"`
	Go      string `json:"go"`
}

func (s *Server) version(c *gin.Context) {
	c.Header("Cache-Control", "no-store")
	s.writeJSON(c, http.StatusOK, jsonType, versionResponse{s.opts.Version, runtime.Version()})
}

// hosts that may be repeated in the search box description.
var hosts = regexp.MustCompile(`^[A-Za-z0-9.\-]+(:\d{1,5})?$|^\[[0-9A-Fa-f:.]+\](:\d{1,5})?$`)

// baseURL is the scheme and host under which the server is reached, "" when
// the request's host is not one.
func (s *Server) baseURL(c *gin.Context) string {
	if s.opts.PublicURL != "" {
		return s.opts.PublicURL
	}
	if !hosts.MatchString(c.Request.Host) {
		return ""
	}
	if c.Request.TLS != nil {
		return "https://" + c.Request.Host
	}
	return "http://" + c.Request.Host
}

// openSearchDescription lets browsers offer the server in their search box.
// https://developer.mozilla.org/docs/Web/XML/Guides/OpenSearch
func (s *Server) openSearchDescription(c *gin.Context) {
	type address struct {
		Type     string `xml:"type,attr"`
		Template string `xml:"template,attr"`
	}
	type description struct {
		XMLName       xml.Name  `xml:"http://a9.com/-/spec/opensearch/1.1/ OpenSearchDescription"`
		ShortName     string    `xml:"ShortName"`
		Description   string    `xml:"Description"`
		InputEncoding string    `xml:"InputEncoding"`
		Image         string    `xml:"Image,omitempty"`
		URLs          []address `xml:"Url"`
	}
	base := s.baseURL(c)
	name := []rune(s.opts.Title)
	out, err := xml.MarshalIndent(description{
		ShortName:     string(name[:min(len(name), 16)]), // the specification's limit
		Description:   s.opts.Title,
		InputEncoding: "UTF-8",
		Image:         base + "/static/icon.svg",
		URLs: []address{
			{"text/html", base + "/?q={searchTerms}"},
			{"application/x-suggestions+json", base + "/api/v1/suggest?format=opensearch&q={searchTerms}"},
		},
	}, "", "  ")
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Header("Cache-Control", "public, max-age=86400")
	c.Data(http.StatusOK, "application/opensearchdescription+xml; charset=utf-8", append([]byte(xml.Header), out...))
}
