package server

import "github.com/prometheus/client_golang/prometheus"

// Metrics of the index's generations, served or not. A last build that is not
// published for long was refused by the gate, or nobody published it.
var (
	descGenerations   = prometheus.NewDesc("wensou_index_generations", "Finished generations of the index.", nil, nil)
	descLastBuild     = prometheus.NewDesc("wensou_last_build_timestamp_seconds", "When the newest generation was finished.", nil, nil)
	descLastPublished = prometheus.NewDesc("wensou_last_build_published", "1 when the newest generation is the published one.", nil, nil)
	descLastDocuments = prometheus.NewDesc("wensou_last_build_documents", "Documents of the newest generation.", nil, nil)
	descLastRejected  = prometheus.NewDesc("wensou_last_build_rejected", "Files and rows that its build could not read.", nil, nil)
)

// buildCollector reads the manifests of the index when it is asked.
type buildCollector struct{ admin Admin }

var _ prometheus.Collector = buildCollector{}

// Describe sends nothing: what is collected differs from time to time.
func (buildCollector) Describe(chan<- *prometheus.Desc) {}

// Collect sends what is known of the index's generations.
func (b buildCollector) Collect(out chan<- prometheus.Metric) {
	all, err := b.admin.Generations()
	if err != nil {
		return
	}
	gauge := func(d *prometheus.Desc, v float64) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v)
	}
	gauge(descGenerations, float64(len(all)))
	for i := range all {
		g := &all[i]
		if g.Fault != "" {
			continue
		}
		published := 0.0
		if g.Published {
			published = 1
		}
		gauge(descLastBuild, float64(g.Created.Unix()))
		gauge(descLastPublished, published)
		gauge(descLastDocuments, float64(g.Documents))
		gauge(descLastRejected, float64(g.Rejected))
		return
	}
}

// MeasureSearches adds the metrics of how many searches run, wait and may run at
// once. It may be called once.
func (s *Server) MeasureSearches(load func() (running, waiting, most int)) {
	for _, g := range []struct {
		name, help string
		value      func() int
	}{
		{"wensou_searches_running", "Searches that run, counted by the places that they take.", func() int { n, _, _ := load(); return n }},
		{"wensou_searches_waiting", "Searches that wait for a place.", func() int { _, n, _ := load(); return n }},
		{"wensou_searches_limit", "Places of searches.", func() int { _, _, n := load(); return n }},
	} {
		s.metrics.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: g.name, Help: g.help},
			func() float64 { return float64(g.value()) }))
	}
}
