package server

import (
	"context"
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"wensou/index"
	"wensou/search"
)

// Errors of requests that never reach a Searcher.
var (
	errMalformed   = errors.New("server: malformed request")
	errMediaType   = errors.New("server: unsupported media type")
	errNoSuchRoute = errors.New("server: no such route")
	errMethod      = errors.New("server: method not allowed")
)

// Problem is an error as clients see it: RFC 9457, application/problem+json.
// Code is stable; Detail is for people.
type Problem struct {
	Type      string         `json:"type"`
	Title     string         `json:"title"`
	Status    int            `json:"status"`
	Detail    string         `json:"detail"`
	Code      string         `json:"code"`
	RequestID string         `json:"request_id"`
	Param     string         `json:"param,omitempty"`  // the first faulty parameter
	Errors    []ParamProblem `json:"errors,omitempty"` // every faulty parameter

	retryAfter int // seconds
}

// ParamProblem is one faulty parameter.
type ParamProblem struct {
	Param  string `json:"param"`
	Detail string `json:"detail"`
}

// statusClientClosed is nginx's status for a client that went away; only the
// log and the metrics ever see it.
const statusClientClosed = 499

// problems maps errors to what clients see, first match first. An empty detail
// means that the error's own text is meant for clients.
var problems = []struct {
	err        error
	status     int
	code       string
	title      string
	detail     string
	retryAfter int
}{
	{errNoKey, http.StatusUnauthorized, "unauthorized", "Key needed", "send a key: Authorization: Bearer …, or X-API-Key: …", 0},
	{errUnknownKey, http.StatusUnauthorized, "unknown_key", "Unknown key", "this key is not known", 0},
	{errForbidden, http.StatusForbidden, "forbidden", "Forbidden", "this key is not for this address", 0},
	{errTooMany, http.StatusTooManyRequests, "rate_limited", "Too many requests", "too many requests of this client; wait as Retry-After says", 1},
	{ErrRefused, http.StatusConflict, "refused", "Refused", "", 0},
	{search.ErrBadRequest, http.StatusBadRequest, "bad_parameter", "Bad parameter", "", 0},
	{errMalformed, http.StatusBadRequest, "malformed_request", "Malformed request", "", 0},
	{errMediaType, http.StatusUnsupportedMediaType, "unsupported_media_type", "Unsupported media type", "send application/json, not encoded", 0},
	{errNoSuchRoute, http.StatusNotFound, "not_found", "Not found", "nothing is served at this address", 0},
	{errMethod, http.StatusMethodNotAllowed, "method_not_allowed", "Method not allowed", "this address does not take the request's method, see Allow", 0},
	{index.ErrNotFound, http.StatusNotFound, "not_found", "Not found", "no document, unit or work has this id", 0},
	{search.ErrBusy, http.StatusServiceUnavailable, "busy", "Too many searches", "too many searches run at once; try again shortly", 1},
	{index.ErrNoGeneration, http.StatusServiceUnavailable, "no_generation", "No index", "no index is published yet", 10},
	{index.ErrDeadline, http.StatusGatewayTimeout, "timeout", "Timeout", "the search took too long; narrow it with filters or more words", 0},
	{context.DeadlineExceeded, http.StatusGatewayTimeout, "timeout", "Timeout", "the request took too long", 0},
	{context.Canceled, statusClientClosed, "client_closed", "Client closed request", "the client went away", 0},
}

// problemOf is the one place where errors become statuses.
func problemOf(err error) Problem {
	var tooBig *http.MaxBytesError
	if errors.As(err, &tooBig) {
		return Problem{
			Title: "Body too large", Status: http.StatusRequestEntityTooLarge, Code: "body_too_large",
			Detail: "the body has more than " + strconv.FormatInt(tooBig.Limit, 10) + " bytes",
		}
	}
	for _, p := range problems {
		if !errors.Is(err, p.err) {
			continue
		}
		out := Problem{Title: p.title, Status: p.status, Code: p.code, Detail: p.detail, retryAfter: p.retryAfter}
		if out.Detail == "" {
			out.Detail = strings.TrimPrefix(err.Error(), p.err.Error()+": ")
		}
		if params := paramErrors(err); len(params) > 0 {
			out.Param, out.Errors = params[0].Param, params
			out.Detail = params[0].Param + ": " + params[0].Detail
		}
		if tooMany := (*tooManyError)(nil); errors.As(err, &tooMany) {
			out.retryAfter = max(1, int(math.Ceil(tooMany.wait.Seconds())))
		}
		return out
	}
	return Problem{
		Title: "Internal error", Status: http.StatusInternalServerError, Code: "internal",
		Detail: "something went wrong; the log has the detail under this request id",
	}
}

// paramErrors collects every ParamError in a tree of joined errors.
func paramErrors(err error) []ParamProblem {
	if pe, ok := err.(*search.ParamError); ok { //nolint:errorlint // the walk unwraps by itself
		return []ParamProblem{{pe.Param, pe.Reason}}
	}
	switch u := err.(type) { //nolint:errorlint // as above
	case interface{ Unwrap() []error }:
		var out []ParamProblem
		for _, e := range u.Unwrap() {
			out = append(out, paramErrors(e)...)
		}
		return out
	case interface{ Unwrap() error }:
		return paramErrors(u.Unwrap())
	}
	return nil
}

// problem fills in what depends on the request and keeps the detail of server
// faults for the log.
func (s *Server) problem(c *gin.Context, err error) Problem {
	p := problemOf(err)
	p.Type = "urn:wensou:problem:" + p.Code
	p.RequestID = c.GetString(keyRequestID)
	if p.Status >= http.StatusInternalServerError {
		c.Set(keyError, err)
	}
	if p.retryAfter > 0 {
		c.Header("Retry-After", strconv.Itoa(p.retryAfter))
	}
	c.Header("Cache-Control", "no-store")
	c.Writer.Header().Del("ETag")
	return p
}

// api answers errors of h as problems.
func (s *Server) api(h func(*gin.Context) error) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := h(c); err != nil {
			s.writeProblem(c, err)
		}
	}
}

func (s *Server) writeProblem(c *gin.Context, err error) {
	p := s.problem(c, err)
	s.writeJSON(c, p.Status, "application/problem+json", p)
	c.Abort()
}

// isAPI says whether errors of this request are for programs.
func isAPI(c *gin.Context) bool {
	path := c.Request.URL.Path
	switch path {
	case "/api", "/healthz", "/readyz", "/version", "/openapi.yaml", "/opensearch.xml":
		return true
	}
	return strings.HasPrefix(path, "/api/")
}

// fail answers an error in the form that suits the address.
func (s *Server) fail(c *gin.Context, err error) {
	if isAPI(c) {
		s.writeProblem(c, err)
		return
	}
	s.errorPage(c, err)
}

func (s *Server) notFound(c *gin.Context)         { s.fail(c, errNoSuchRoute) }
func (s *Server) methodNotAllowed(c *gin.Context) { s.fail(c, errMethod) }
