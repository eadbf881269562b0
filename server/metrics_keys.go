package server

import "github.com/prometheus/client_golang/prometheus"

func newKeyUses() *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "wensou_key_requests_total", Help: "Requests with a known key, by its name.",
	}, []string{"key"})
}

// newRefusals counts what was turned away before it reached a handler, by the
// code of the problem.
func newRefusals() *prometheus.CounterVec {
	v := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "wensou_refused_requests_total", Help: "Requests turned away: without a key or with a wrong one, or too many.",
	}, []string{"code"})
	for _, code := range []string{"unauthorized", "unknown_key", "forbidden", "rate_limited"} {
		v.WithLabelValues(code)
	}
	return v
}

func newConfigReloads() *prometheus.CounterVec {
	v := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "wensou_config_reloads_total", Help: "Times that the configuration was read again, and came to hold or was refused.",
	}, []string{"result"})
	for _, result := range []string{takeoverDone, takeoverRefused} {
		v.WithLabelValues(result)
	}
	return v
}

// CountConfig counts a configuration that was read while the server ran: in
// force when err is nil, else refused.
func (s *Server) CountConfig(err error) {
	result := takeoverDone
	if err != nil {
		result = takeoverRefused
	}
	s.metrics.configs.WithLabelValues(result).Inc()
}
