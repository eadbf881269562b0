package server

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gin-contrib/gzip"
	"github.com/gin-gonic/gin"
)

// Keys of values that handlers and middleware leave in the gin context.
const (
	keyRequestID = "wensou.request_id"
	keyNonce     = "wensou.nonce"
	keyQuery     = "wensou.query"   // query text, logged only with LogQueries
	keyError     = "wensou.error"   // why a request ended with 5xx
	keyKey       = "wensou.key"     // name of the client's key
	keySources   = "wensou.sources" // []string that the key is limited to
)

const headerRequestID = "X-Request-ID"

// requestIDs that come from outside are kept when they cannot forge log lines.
var requestIDs = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

func (s *Server) requestID(c *gin.Context) {
	id := c.GetHeader(headerRequestID)
	if !requestIDs.MatchString(id) {
		id = randomHex(8)
	}
	c.Set(keyRequestID, id)
	c.Header(headerRequestID, id)
}

func randomHex(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails since Go 1.24
	return hex.EncodeToString(b)
}

// observe logs and counts every request. The route stands in place of the
// path, because the path and the query name what people read.
func (s *Server) observe(c *gin.Context) {
	start := time.Now()
	s.metrics.inFlight.Inc()
	defer s.metrics.inFlight.Dec()
	c.Next()
	status, route, method := c.Writer.Status(), c.FullPath(), c.Request.Method
	if route == "" {
		route = "other"
	}
	// Methods are free text: a label for each would grow without bound.
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions, http.MethodPatch:
	default:
		method = "other"
	}
	s.metrics.observe(route, method, status, time.Since(start))

	attrs := []slog.Attr{
		slog.String("method", method), slog.String("route", route), slog.Int("status", status),
		slog.Float64("ms", since(start)), slog.Int("bytes", max(c.Writer.Size(), 0)),
		slog.String("request_id", c.GetString(keyRequestID)),
	}
	live := s.live.Load()
	if name := c.GetString(keyKey); name != "" {
		attrs = append(attrs, slog.String("key", name))
	}
	if live.LogClients {
		attrs = append(attrs, slog.String("client", c.ClientIP()))
	}
	if q := c.GetString(keyQuery); q != "" && live.LogQueries {
		attrs = append(attrs, slog.String("query", q))
	}
	level := slog.LevelInfo
	if err, ok := c.Value(keyError).(error); ok {
		level = slog.LevelError
		attrs = append(attrs, slog.String("error", err.Error()))
	}
	s.opts.Logger.LogAttrs(c.Request.Context(), level, "request", attrs...)
}

// limitBody makes reading more than BodyLimit an error.
func (s *Server) limitBody(c *gin.Context) {
	if c.Request.Body != nil {
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, s.opts.BodyLimit)
	}
}

// secureHeaders hold for every response; pages replace the policy by one that
// lets their own script and style sheet in.
func (s *Server) secureHeaders(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
}

// pagePolicy is the content security policy of a page. Scripts run only with
// the nonce, and nothing may turn a string into markup.
func pagePolicy(nonce string) string {
	return "default-src 'none'; script-src 'nonce-" + nonce + "'; style-src 'self'; img-src 'self'; " +
		"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; " +
		"require-trusted-types-for 'script'; trusted-types 'none'"
}

// compress answers with gzip where the client takes it. HEAD has no body to
// compress, and probes are too small.
func (s *Server) compress() gin.HandlerFunc {
	return gzip.Gzip(gzip.DefaultCompression, gzip.WithCustomShouldCompressFn(func(c *gin.Context) bool {
		if c.Request.Method == http.MethodHead {
			return false
		}
		switch c.FullPath() {
		case "", "/healthz", "/readyz", "/version":
			return false
		}
		return acceptsGzip(c.GetHeader("Accept-Encoding"))
	}))
}

func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, q, _ := strings.Cut(strings.ReplaceAll(part, " ", ""), ";q=")
		if strings.EqualFold(name, "gzip") {
			return strings.Trim(q, "0.") != "" || q == ""
		}
	}
	return false
}

// recoverPanics turns a panic into a 500. It stands inside compress, which
// would otherwise label the plain error as gzip.
func (s *Server) recoverPanics(c *gin.Context) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		if p == http.ErrAbortHandler { //nolint:errorlint // net/http compares it so, too
			panic(p)
		}
		s.metrics.panics.Inc()
		s.opts.Logger.ErrorContext(c.Request.Context(), "panic",
			"request_id", c.GetString(keyRequestID), "route", c.FullPath(), "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
		if c.Writer.Written() {
			c.Abort()
			return
		}
		s.fail(c, fmt.Errorf("panic: %v", p))
	}()
	c.Next()
}
