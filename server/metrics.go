package server

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics of one server, on a registry of its own so that several servers can
// live in one process.
type metrics struct {
	registry  *prometheus.Registry
	requests  *prometheus.CounterVec
	duration  *prometheus.HistogramVec
	panics    prometheus.Counter
	inFlight  prometheus.Gauge
	takeovers *prometheus.CounterVec
	reloads   *prometheus.CounterVec
	configs   *prometheus.CounterVec
	keys      *prometheus.CounterVec
	refusals  *prometheus.CounterVec
}

func newMetrics(searcher Searcher) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "wensou_http_requests_total", Help: "Requests answered, by route, method and status.",
		}, []string{"route", "method", "status"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "wensou_http_request_duration_seconds", Help: "Time to answer a request, by route.",
			Buckets: []float64{.001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5},
		}, []string{"route", "status"}),
		panics: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "wensou_http_panics_total", Help: "Panics recovered while answering a request.",
		}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "wensou_http_requests_in_flight", Help: "Requests being answered.",
		}),
		takeovers: newTakeovers(),
		reloads:   newReloads(),
		configs:   newConfigReloads(),
		keys:      newKeyUses(),
		refusals:  newRefusals(),
	}
	m.registry.MustRegister(
		m.requests, m.duration, m.panics, m.inFlight, m.takeovers, m.reloads, m.configs, m.keys, m.refusals, generationCollector{searcher},
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return m
}

func (m *metrics) observe(route, method string, status int, d time.Duration) {
	code := strconv.Itoa(status)
	m.requests.WithLabelValues(route, method, code).Inc()
	m.duration.WithLabelValues(route, code).Observe(d.Seconds())
}

// MetricsHandler serves the Prometheus metrics. It belongs on a listener of its
// own, not on the public one.
func (s *Server) MetricsHandler() http.Handler {
	return promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{Registry: s.metrics.registry})
}

// Registry lets the command add the metrics of other parts (index, process) to
// the ones that MetricsHandler serves.
func (s *Server) Registry() *prometheus.Registry { return s.metrics.registry }
