package server

import "github.com/prometheus/client_golang/prometheus"

// Metrics of the library's own dictionaries.
var (
	descTables        = prometheus.NewDesc("wensou_dictionaries_info", "The dictionaries that queries are read by; always 1. The version is empty without any.", []string{"version"}, nil)
	descTablesRefused = prometheus.NewDesc("wensou_dictionaries_refused", "1 while changed files of dictionaries can't be taken over.", nil, nil)
	descUserDictOther = prometheus.NewDesc("wensou_user_dict_differs", "1 while the user dictionary is not the one that the index was built with.", nil, nil)
)

// collectDictionaries sends what a Searcher says about its dictionaries.
func collectDictionaries(version string, refused, userDict bool, out chan<- prometheus.Metric) {
	one := func(d *prometheus.Desc, is bool, labels ...string) {
		v := 0.0
		if is {
			v = 1
		}
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	one(descTables, true, version)
	one(descTablesRefused, refused)
	one(descUserDictOther, userDict)
}

func newReloads() *prometheus.CounterVec {
	v := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "wensou_dictionary_reloads_total", Help: "Changed dictionaries that came to be used, or were refused, since the start.",
	}, []string{"result"})
	for _, result := range []string{takeoverDone, takeoverRefused} {
		v.WithLabelValues(result) // from the start, so that the first one is an increase
	}
	return v
}

// CountReload counts dictionaries that changed while the server ran: taken over
// when err is nil, else refused.
func (s *Server) CountReload(err error) {
	result := takeoverDone
	if err != nil {
		result = takeoverRefused
	}
	s.metrics.reloads.WithLabelValues(result).Inc()
}
