package server

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"wensou/search"
)

// Scopes of a Key.
const (
	ScopeSearch = "search" // everything but the admin endpoints
	ScopeAdmin  = "admin"  // the admin endpoints
)

// leastKey is the length of the shortest secret, in bytes: what a guesser can't
// try out.
const leastKey = 16

// Key lets a client in. The secret itself is not kept.
type Key struct {
	Name   string // for logs and metrics
	Scopes []string
	// Sources are those that the key sees; empty: all.
	Sources []string

	hash [sha256.Size]byte
}

var keyNames = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// NewKey makes a key of a secret. The error names what is wrong and holds no
// part of the secret.
func NewKey(name, secret string, scopes, sources []string) (Key, error) {
	var errs []error
	if !keyNames.MatchString(name) {
		errs = append(errs, fmt.Errorf("the name %q is not 1 to 64 letters, digits, dots, hyphens or underscores", name))
	}
	if len(secret) < leastKey || strings.ContainsFunc(secret, func(r rune) bool { return r <= ' ' || r > '~' }) {
		errs = append(errs, fmt.Errorf("the key has %d bytes, it must have %d or more, of ASCII letters, digits and signs", len(secret), leastKey))
	}
	if len(scopes) == 0 {
		errs = append(errs, errors.New("scopes are missing: search, admin or both"))
	}
	for _, s := range scopes {
		if s != ScopeSearch && s != ScopeAdmin {
			errs = append(errs, fmt.Errorf("scope %q is neither search nor admin", s))
		}
	}
	if len(sources) > 0 && slices.Contains(scopes, ScopeAdmin) {
		errs = append(errs, errors.New("a key for admin can't be limited to sources"))
	}
	return Key{name, slices.Clone(scopes), slices.Clone(sources), sha256.Sum256([]byte(secret))}, errors.Join(errs...)
}

func (k *Key) may(scope string) bool { return slices.Contains(k.Scopes, scope) }

// Errors of requests that need a key.
var (
	errNoKey      = errors.New("server: no key")
	errUnknownKey = errors.New("server: unknown key")
	errForbidden  = errors.New("server: key without the scope")
)

const headerKey = "X-API-Key"

// presented is the secret that a request carries; ok is false when it carries
// none.
func presented(h http.Header) (secret string, ok bool) {
	if secret = h.Get(headerKey); secret != "" {
		return secret, true
	}
	scheme, token, _ := strings.Cut(h.Get("Authorization"), " ")
	if strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(token), true
	}
	return "", false
}

// known compares a secret with every key, whichever it is, in a time that says
// nothing about them.
func known(keys []Key, secret string) *Key {
	sum := sha256.Sum256([]byte(secret))
	found := -1
	for i := range keys {
		if subtle.ConstantTimeCompare(sum[:], keys[i].hash[:]) == 1 {
			found = i
		}
	}
	if found < 0 {
		return nil
	}
	return &keys[found]
}

// authorize lets a request on to its handler when its route and its key allow
// it, and limits it to the sources of the key.
func (s *Server) authorize(c *gin.Context) {
	a, live := accessTo(c.FullPath()), s.live.Load()
	if a == accessOpen {
		return
	}
	// An answer for one key is none for another.
	c.Writer.Header().Add("Vary", "Authorization, "+headerKey)
	key, err := live.keyFor(a, c.Request.Header)
	if err != nil {
		s.metrics.refusals.WithLabelValues(problemOf(err).Code).Inc()
		if errors.Is(err, errNoKey) || errors.Is(err, errUnknownKey) {
			c.Header("WWW-Authenticate", `Bearer realm="wensou"`)
		}
		s.fail(c, err)
		return
	}
	if key == nil {
		return
	}
	c.Set(keyKey, key.Name)
	s.metrics.keys.WithLabelValues(key.Name).Inc()
	if len(key.Sources) == 0 {
		return
	}
	c.Request = c.Request.WithContext(search.WithSources(c.Request.Context(), key.Sources))
	c.Request.Header.Del("If-None-Match")
	c.Writer = untagged{c.Writer}
	c.Set(keySources, key.Sources)
}

// keyFor is the key of a request, nil when it has none and needs none.
func (l *live) keyFor(a access, h http.Header) (*Key, error) {
	secret, ok := presented(h)
	if !ok {
		if a == accessSearch && !l.KeysRequired {
			return nil, nil
		}
		return nil, errNoKey
	}
	key := known(l.Keys, secret)
	switch {
	case key == nil:
		return nil, errUnknownKey
	case a == accessAdmin && !key.may(ScopeAdmin), a == accessSearch && l.KeysRequired && !key.may(ScopeSearch):
		return nil, errForbidden
	}
	return key, nil
}

// untagged leaves the tag out of answers that depend on a key's sources: tags
// name the request and the generation, not the key.
type untagged struct{ gin.ResponseWriter }

func (w untagged) WriteHeader(code int) {
	w.Header().Del("ETag")
	w.Header().Set("Cache-Control", "private, no-store")
	w.ResponseWriter.WriteHeader(code)
}
