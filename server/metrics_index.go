package server

import (
	"github.com/prometheus/client_golang/prometheus"

	"wensou/search"
)

// Metrics of what is served: the generation, its changes and the cache.
var (
	descGeneration = prometheus.NewDesc("wensou_generation_info", "The generation that serves; always 1.", []string{"generation"}, nil)
	descDocuments  = prometheus.NewDesc("wensou_generation_documents", "Documents of the generation that serves.", nil, nil)
	descUnits      = prometheus.NewDesc("wensou_generation_units", "Units of the generation that serves.", nil, nil)
	descBytes      = prometheus.NewDesc("wensou_generation_bytes", "Size of the files of the generation that serves.", nil, nil)
	descCreated    = prometheus.NewDesc("wensou_generation_created_timestamp_seconds", "When the generation that serves was built.", nil, nil)
	descSince      = prometheus.NewDesc("wensou_generation_since_timestamp_seconds", "When the generation that serves was taken over.", nil, nil)
	descRejected   = prometheus.NewDesc("wensou_generation_rejected", "Files and rows that could not be read when the generation that serves was built.", nil, nil)
	descWarnings   = prometheus.NewDesc("wensou_generation_warnings", "Warnings of that build.", nil, nil)
	descRefused    = prometheus.NewDesc("wensou_generation_refused", "1 while the published generation can't be taken over.", nil, nil)
)

// generationCollector tells what a Searcher serves at the time it is asked;
// nothing while there is no generation.
type generationCollector struct{ searcher Searcher }

var _ prometheus.Collector = generationCollector{}

// Describe sends nothing: what is collected differs from time to time.
func (generationCollector) Describe(chan<- *prometheus.Desc) {}

// Collect sends the metrics of the generation that serves.
func (g generationCollector) Collect(out chan<- prometheus.Metric) {
	st, err := g.searcher.Stats()
	if err != nil {
		return
	}
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	gauge(descGeneration, 1, st.Generation)
	gauge(descDocuments, float64(st.Stats.Documents))
	gauge(descUnits, float64(st.Stats.Units))
	gauge(descBytes, float64(st.Bytes))
	gauge(descCreated, float64(st.Created.Unix()))
	gauge(descSince, float64(st.Since.Unix()))
	gauge(descRejected, float64(st.Rejected))
	gauge(descWarnings, float64(st.Warnings))
	refused := 0.0
	if st.Refused != "" {
		refused = 1
	}
	gauge(descRefused, refused)
	d := &st.Dictionaries
	collectDictionaries(d.Version, len(d.Refused) > 0, d.UserDict != "", out)
}

func newTakeovers() *prometheus.CounterVec {
	v := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "wensou_takeovers_total", Help: "Published generations that came to serve, or were refused, since the start.",
	}, []string{"result"})
	for _, result := range []string{takeoverDone, takeoverRefused} {
		v.WithLabelValues(result) // from the start, so that the first one is an increase
	}
	return v
}

const (
	takeoverDone    = "done"
	takeoverRefused = "refused"
)

// CountTakeover counts a generation that was published while the server ran:
// taken over when err is nil, else refused.
func (s *Server) CountTakeover(err error) {
	result := takeoverDone
	if err != nil {
		result = takeoverRefused
	}
	s.metrics.takeovers.WithLabelValues(result).Inc()
}

// MeasureCache adds the metrics of an answer cache. It may be called once.
func (s *Server) MeasureCache(stats func() search.CacheStats) {
	for _, c := range []struct {
		name, help string
		value      func(search.CacheStats) uint64
	}{
		{"wensou_cache_hits_total", "Searches answered from the cache.", func(c search.CacheStats) uint64 { return c.Hits }},
		{"wensou_cache_misses_total", "Searches whose answer was not in the cache.", func(c search.CacheStats) uint64 { return c.Misses }},
		{"wensou_cache_shared_total", "Searches that waited for the same one, which was already under way.", func(c search.CacheStats) uint64 { return c.Shared }},
	} {
		s.metrics.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: c.name, Help: c.help},
			func() float64 { return float64(c.value(stats())) }))
	}
	for _, g := range []struct {
		name, help string
		value      func(search.CacheStats) float64
	}{
		{"wensou_cache_entries", "Answers in the cache.", func(c search.CacheStats) float64 { return float64(c.Entries) }},
		{"wensou_cache_bytes", "Size of the answers in the cache, an estimate.", func(c search.CacheStats) float64 { return float64(c.Bytes) }},
	} {
		s.metrics.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: g.name, Help: g.help},
			func() float64 { return g.value(stats()) }))
	}
}
