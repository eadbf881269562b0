package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"wensou/search"
)

// Admin is what the admin endpoints ask of the process around a server. Methods
// may be called concurrently.
type Admin interface {
	// Reload reads the configuration and the dictionaries again and takes over
	// the published generation. The error wraps ErrRefused and joins all that
	// was not taken over; what was is in the report all the same.
	Reload(ctx context.Context) (*Reloaded, error)
	// Rollback publishes what served before, or a generation by name, and takes
	// it over. by is for the history of the index.
	Rollback(ctx context.Context, to, by string) (generation string, err error)
	// Generations lists those of the index, newest first.
	Generations() ([]Generation, error)
}

// ErrRefused: what was asked for was understood and not done; the error's text
// says why and is meant for the operator.
var ErrRefused = errors.New("server: refused")

// Reloaded says what a reload changed.
type Reloaded struct {
	Generation string `json:"generation"` // that serves now
	Changed    bool   `json:"changed"`    // it is another than before
	// NeedsRestart are the changed settings that only a restart puts in force.
	NeedsRestart []string `json:"needs_restart"`
	Dictionaries string   `json:"dictionaries,omitempty"` // their version
}

// Generation is one generation of an index.
type Generation struct {
	Name      string    `json:"name"`
	Created   time.Time `json:"created"`
	Published bool      `json:"published"` // the marker names it
	Serving   bool      `json:"serving"`   // this server answers from it
	Previous  bool      `json:"previous"`  // what a rollback would take
	Documents int       `json:"documents"`
	Units     int       `json:"units"`
	Rejected  int       `json:"rejected"`
	Bytes     int64     `json:"bytes"`
	// Fault says why its manifest can't be read.
	Fault string `json:"fault,omitempty"`
}

func (s *Server) adminRoutes() {
	s.engine.POST("/api/v1/admin/reload", s.api(s.adminReload))
	s.engine.POST("/api/v1/admin/rollback", s.api(s.adminRollback))
	s.get("/api/v1/admin/generations", s.api(s.adminGenerations))
	s.get("/api/v1/admin/queries", s.api(s.adminQueries))
}

func (s *Server) admin(c *gin.Context) (Admin, error) {
	c.Header("Cache-Control", "no-store")
	if s.opts.Admin == nil {
		return nil, errNoSuchRoute
	}
	return s.opts.Admin, nil
}

func (s *Server) adminReload(c *gin.Context) error {
	a, err := s.admin(c)
	if err != nil {
		return err
	}
	if err := noParams(c); err != nil {
		return err
	}
	out, err := a.Reload(c.Request.Context())
	if err != nil {
		return err
	}
	if out.NeedsRestart == nil {
		out.NeedsRestart = []string{}
	}
	s.writeJSON(c, http.StatusOK, jsonType, out)
	return nil
}

// rolledBack answers a rollback.
type rolledBack struct {
	Generation string `json:"generation"`
}

// adminRollback takes {"to": "…"}, or no body at all.
func (s *Server) adminRollback(c *gin.Context) error {
	a, err := s.admin(c)
	if err != nil {
		return err
	}
	to := ""
	if c.Request.ContentLength != 0 {
		members, err := jsonBody(c)
		if err != nil {
			return err
		}
		for name, raw := range members {
			if name != "to" {
				return &search.ParamError{Param: name, Reason: "is not a member of a rollback; known is to"}
			}
			if json.Unmarshal(raw, &to) != nil || to == "" {
				return &search.ParamError{Param: "to", Reason: "is no name of a generation"}
			}
		}
	}
	generation, err := a.Rollback(c.Request.Context(), to, c.GetString(keyKey))
	if err != nil {
		return err
	}
	s.writeJSON(c, http.StatusOK, jsonType, rolledBack{generation})
	return nil
}

type generationsResponse struct {
	Generations []Generation `json:"generations"`
}

func (s *Server) adminGenerations(c *gin.Context) error {
	a, err := s.admin(c)
	if err != nil {
		return err
	}
	if err := noParams(c); err != nil {
		return err
	}
	all, err := a.Generations()
	if err != nil {
		return err
	}
	if all == nil {
		all = []Generation{}
	}
	s.writeJSON(c, http.StatusOK, jsonType, generationsResponse{all})
	return nil
}

func (s *Server) adminQueries(c *gin.Context) error {
	c.Header("Cache-Control", "no-store")
	v, err := queryValues(c.Request.URL.RawQuery)
	if err != nil {
		return err
	}
	limit := 100
	for name, values := range v {
		if name != "limit" {
			return &search.ParamError{Param: name, Reason: "is unknown; known is limit"}
		}
		if limit, err = strconv.Atoi(values[0]); err != nil || len(values) > 1 || limit < 1 || limit > maxListed {
			return &search.ParamError{Param: name, Reason: fmt.Sprintf("is not one number from 1 to %d", maxListed)}
		}
	}
	out := s.queries.top(limit)
	out.Counting = s.live.Load().CountQueries
	s.writeJSON(c, http.StatusOK, jsonType, out)
	return nil
}

// countQuery remembers a query for the admin endpoint, where that is switched
// on. Further pages are not asked again by people.
func (s *Server) countQuery(r *search.Request, total int) {
	if r.Page <= 1 && s.live.Load().CountQueries {
		s.queries.add(r.Query, total, time.Now())
	}
}
