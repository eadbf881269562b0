package server

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/gin-contrib/cors"
	"github.com/gin-gonic/gin"
)

// Live are the options that can change while a server runs. Zero values mean
// the default.
type Live struct {
	// Keys of clients (default none).
	Keys []Key
	// KeysRequired closes search to requests without a key (default false).
	KeysRequired bool
	// Rate bounds the requests of each client (default: not at all).
	Rate Rate
	// Origins are those of pages elsewhere whose scripts may ask the API, such as
	// https://portal.example, or * (default none).
	Origins []string
	// LogQueries adds the query text to the access log (default false).
	LogQueries bool
	// LogClients adds the client's address to the access log (default false).
	LogClients bool
	// CountQueries keeps in memory how often queries are asked, for the admin
	// endpoint (default false).
	CountQueries bool
}

// Validate reports all faults at once.
func (o Live) Validate() error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf("server: "+format, args...)) }
	names := map[string]bool{}
	for i := range o.Keys {
		k := &o.Keys[i]
		if names[k.Name] {
			bad("the key %q stands twice", k.Name)
		}
		names[k.Name] = true
		for _, other := range o.Keys[:i] {
			if other.hash == k.hash {
				bad("the keys %q and %q are the same", other.Name, k.Name)
			}
		}
		if len(k.Sources) > 0 && !o.KeysRequired {
			bad("the key %q is limited to sources, but search without a key is open: require keys", k.Name)
		}
	}
	if o.KeysRequired && !slices.ContainsFunc(o.Keys, func(k Key) bool { return k.may(ScopeSearch) }) {
		bad("keys are required, but none is for search")
	}
	if err := o.Rate.validate(); err != nil {
		bad("%w", err)
	}
	for _, origin := range o.Origins {
		u, err := url.Parse(origin)
		if origin != "*" && (err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.Scheme+"://"+u.Host != origin) {
			bad("origin %q is not http(s)://host, nor *", origin)
		}
	}
	return errors.Join(errs...)
}

// live are options in force, with what is made of them.
type live struct {
	Live
	cors    gin.HandlerFunc // nil: only our own pages
	clients *clients        // nil: not bounded
}

// SetLive puts other options in force; after an error, those before hold on.
// Requests that run keep theirs.
func (s *Server) SetLive(o Live) error {
	if err := o.Validate(); err != nil {
		return err
	}
	l := &live{Live: o}
	if before := s.live.Load(); before != nil && before.Rate == o.Rate {
		l.clients = before.clients // nobody begins anew
	} else if o.Rate.PerSecond > 0 {
		l.clients = newClients(o.Rate, maxClients)
	}
	if len(o.Origins) > 0 {
		l.cors = cors.New(cors.Config{
			AllowOrigins: o.Origins, AllowMethods: []string{"GET", "HEAD", "POST"},
			AllowHeaders:  []string{"Authorization", headerKey, "Content-Type", "If-None-Match", headerRequestID},
			ExposeHeaders: []string{"ETag", "Retry-After", headerRequestID}, MaxAge: time.Hour,
		})
	}
	for _, k := range o.Keys {
		s.metrics.keys.WithLabelValues(k.Name) // from the start, so that the first use is an increase
	}
	if !o.CountQueries {
		s.queries.forget()
	}
	s.live.Store(l)
	return nil
}

// crossOrigin lets scripts of other pages ask the API.
func (s *Server) crossOrigin(c *gin.Context) {
	if l := s.live.Load(); l.cors != nil && isAPI(c) {
		l.cors(c)
	}
}
