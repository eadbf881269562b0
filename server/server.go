// Package server puts a search.Service on HTTP: the JSON API under /api/v1, a
// search page and a reader that work without JavaScript, and the endpoints that
// operators and load balancers ask. It binds and bounds requests and maps
// errors to statuses; what a request means is decided in package search.
package server

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"

	"wensou/document"
	"wensou/search"
)

// Searcher is what the server needs of a search service. All methods may be
// called concurrently.
type Searcher interface {
	Search(ctx context.Context, r search.Request) (*search.Response, error)
	Concordance(ctx context.Context, r search.Request) (*search.Concordance, error)
	Similar(ctx context.Context, r search.SimilarRequest) (*search.Response, error)
	Works(ctx context.Context, r search.WorksRequest) (*search.WorksResponse, error)
	Work(ctx context.Context, id string, r search.Request) (*search.WorkResponse, error)
	Document(ctx context.Context, id document.ID) (*search.DocumentView, error)
	Suggest(ctx context.Context, r search.SuggestRequest) (*search.SuggestResponse, error)
	Stats() (*search.StatsResponse, error)
	MarkDocument(d *document.Document, q string, mode search.Mode) map[document.UnitID][][2]int
}

var _ Searcher = (*search.Service)(nil)

// Server answers HTTP requests over a Searcher. It is ready when New returns;
// Serve may be called once.
type Server struct {
	searcher Searcher
	opts     Options
	engine   *gin.Engine
	metrics  *metrics
	web      *web
	start    startCache
	live     atomic.Pointer[live]
	queries  queryCounts
	draining atomic.Bool
}

// New makes a server. The error joins all faults of the options.
func New(s Searcher, o Options) (*Server, error) {
	if s == nil {
		return nil, errors.New("server: no searcher")
	}
	o = o.withDefaults()
	if err := o.Validate(); err != nil {
		return nil, err
	}
	w, err := loadWeb()
	if err != nil {
		return nil, err
	}
	srv := &Server{searcher: s, opts: o, metrics: newMetrics(s), web: w}
	if o.Admin != nil {
		srv.metrics.registry.MustRegister(buildCollector{o.Admin})
	}
	if err := errors.Join(srv.SetLive(o.Live), srv.buildEngine()); err != nil {
		return nil, err
	}
	return srv, nil
}

// Handler is the public handler: API, pages and health, without /metrics.
func (s *Server) Handler() http.Handler { return s.engine }

// SetDraining makes /readyz answer 503 from now on; everything else is served
// as before. Load balancers then send their requests elsewhere.
func (s *Server) SetDraining() { s.draining.Store(true) }

func (s *Server) buildEngine() error {
	gin.SetMode(gin.ReleaseMode) // the other mode prints its routes on stdout
	e := gin.New()
	e.HandleMethodNotAllowed = true
	// A redirect to a guessed path hides a wrong link; ids keep their slashes.
	e.RedirectTrailingSlash = false
	e.RedirectFixedPath = false
	if err := e.SetTrustedProxies(s.opts.TrustedProxies); err != nil {
		return err
	}
	e.Use(s.requestID, s.observe, s.limitBody, s.secureHeaders, s.compress(), s.recoverPanics, s.crossOrigin, s.authorize, s.limitRate)
	e.NoRoute(s.notFound)
	e.NoMethod(s.methodNotAllowed)
	s.engine = e
	s.routes()
	return nil
}

func (s *Server) routes() {
	s.get("/api/v1/search", s.api(s.searchGet))
	s.engine.POST("/api/v1/search", s.api(s.searchPost))
	s.engine.POST("/api/v1/multi-search", s.api(s.multiSearch))
	s.get("/api/v1/documents/*id", s.api(s.documentGet))
	s.get("/api/v1/export", s.api(s.exportGet))
	s.get("/api/v1/works", s.api(s.worksGet))
	s.get("/api/v1/works/:id", s.api(s.workGet))
	s.get("/api/v1/suggest", s.api(s.suggest))
	s.get("/api/v1/stats", s.api(s.stats))

	s.adminRoutes()

	s.get("/openapi.yaml", s.openapi)
	s.get("/opensearch.xml", s.openSearchDescription)
	s.get("/healthz", s.healthz)
	s.get("/readyz", s.readyz)
	s.get("/version", s.version)

	s.get("/", s.page(s.searchPage))
	s.get("/d/*id", s.page(s.readerPage))
	s.get("/w/:id", s.page(s.workPage))
	s.get("/similar", s.page(s.similarPage))
	s.get("/static/*file", s.page(s.static))
}

// get serves GET and HEAD; net/http leaves the body of a HEAD out.
func (s *Server) get(path string, h gin.HandlerFunc) {
	s.engine.GET(path, h)
	s.engine.HEAD(path, h)
}

// since is the time from t in milliseconds, for logs.
func since(t time.Time) float64 { return float64(time.Since(t).Microseconds()) / 1000 }
