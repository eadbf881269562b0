package server

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"wensou/document"
)

// docPath is the part of an address that names a document: once with its
// escapes, in which only real separators are slashes, and once without.
type docPath struct{ escaped, plain string }

// pathAfter cuts prefix off the request's path.
func pathAfter(c *gin.Context, prefix string) docPath {
	p := docPath{plain: strings.TrimPrefix(c.Request.URL.Path, prefix)}
	var ok bool
	if p.escaped, ok = strings.CutPrefix(c.Request.URL.EscapedPath(), prefix); !ok {
		p.escaped = url.PathEscape(p.plain) // somebody escaped letters of the prefix
	}
	return p
}

// splitUnit separates "<document>/units/<unit>". Documents whose id has
// "/units/" in it are reached with escaped slashes.
func (p docPath) splitUnit() (doc, unit string, ok bool) {
	const sep = "/units/"
	i := strings.LastIndex(p.escaped, sep)
	if i < 0 {
		return "", "", false
	}
	doc, err := url.PathUnescape(p.escaped[:i])
	if err != nil {
		return "", "", false
	}
	unit, err = url.PathUnescape(p.escaped[i+len(sep):])
	return doc, unit, err == nil && unit != ""
}

// cut separates what is of a document or unit, "/similar", from its name.
func (p docPath) cut(end string) (docPath, bool) {
	escaped, ok := strings.CutSuffix(p.escaped, end)
	return docPath{escaped, strings.TrimSuffix(p.plain, end)}, ok && escaped != ""
}

// documentID checks an id that came from an address. It is only ever a key of
// the index, never a path on disk; what no index can hold is refused early.
func documentID(s string) (document.ID, error) {
	switch {
	case s == "":
		return "", fmt.Errorf("%w: no document id", errMalformed)
	case len(s) > document.MaxIDBytes:
		return "", fmt.Errorf("%w: the document id has %d bytes, at most %d exist", errMalformed, len(s), document.MaxIDBytes)
	case !utf8.ValidString(s):
		return "", fmt.Errorf("%w: the document id is not UTF-8", errMalformed)
	case strings.ContainsFunc(s, unicode.IsControl):
		return "", fmt.Errorf("%w: the document id holds control characters", errMalformed)
	case slices.ContainsFunc(strings.Split(s, "/"), func(p string) bool { return p == "." || p == ".." }):
		return "", fmt.Errorf("%w: the document id has . or .. as a part", errMalformed)
	}
	return document.ID(s), nil
}
