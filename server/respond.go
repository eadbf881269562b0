package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
)

// usualAnswer is about the size of an answer with twenty hits, in bytes.
const usualAnswer = 24 << 10

// writeJSON encodes v before the first byte is sent, so that a value that
// can't be encoded is an error and not half an answer.
func (s *Server) writeJSON(c *gin.Context, status int, contentType string, v any) {
	var b bytes.Buffer
	b.Grow(usualAnswer)
	enc := json.NewEncoder(&b)
	// nosniff and the content type keep browsers from reading JSON as HTML;
	// <mark> stays readable.
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		c.Set(keyError, err)
		c.Data(http.StatusInternalServerError, "application/problem+json",
			[]byte(`{"type":"urn:wensou:problem:internal","title":"Internal error","status":500,"detail":"","code":"internal","request_id":"`+c.GetString(keyRequestID)+`"}`))
		return
	}
	c.Data(status, contentType, b.Bytes())
}

const jsonType = "application/json; charset=utf-8"

// etag is weak, because took_ms and compression vary: the same state and
// the same normalised request give the same hits.
func etag(state string, request any) string {
	h := sha256.New()
	h.Write([]byte(state))
	h.Write([]byte{0})
	_ = json.NewEncoder(h).Encode(request) // plain data and a hash: neither fails
	return `W/"` + hex.EncodeToString(h.Sum(nil)[:12]) + `"`
}

// notModified answers 304 when the client has the response already. The tag
// must be that of the serving generation.
func notModified(c *gin.Context, tag string) bool {
	c.Header("ETag", tag)
	c.Header("Cache-Control", "no-cache") // may be kept, must be asked for again
	if !etagMatches(c.GetHeader("If-None-Match"), tag) {
		return false
	}
	c.Header("Content-Encoding", "") // set by compress, and there is nothing to encode
	c.Status(http.StatusNotModified) // gin sends it; compress would add its footer to a begun response
	return true
}

func etagMatches(header, tag string) bool {
	tag = strings.TrimPrefix(tag, "W/")
	for candidate := range strings.SplitSeq(header, ",") {
		candidate = strings.TrimSpace(candidate)
		if candidate == "*" || strings.TrimPrefix(candidate, "W/") == tag {
			return true
		}
	}
	return false
}

// state of generation and dictionaries that searches are answered by; "" when
// there is none.
func (s *Server) state() string {
	st, err := s.searcher.Stats()
	if err != nil {
		return ""
	}
	return st.State
}

// generation that serves; "" when there is none. Requests for it then fail
// with the searcher's own error.
func (s *Server) generation() string {
	st, err := s.searcher.Stats()
	if err != nil {
		return ""
	}
	return st.Generation
}
