package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"time"
)

// benchResult is what one run measured.
type benchResult struct {
	URL        string         `json:"url"`
	Generation string         `json:"generation"` // that answered last in the warm-up
	Warm       map[string]int `json:"warm_failures,omitempty"`
	Serial     *phase         `json:"serial,omitempty"` // one at a time
	Closed     *phase         `json:"closed,omitempty"` // clients side by side
	Open       *phase         `json:"open,omitempty"`   // at a rate
	Memory     *memory        `json:"memory_mb,omitempty"`
	// Ratios to an earlier result, by figure: above 1 is more than then.
	Ratios map[string]float64 `json:"ratios,omitempty"`
}

// phase is one way of asking.
type phase struct {
	Clients   int                    `json:"clients,omitempty"`
	Rate      float64                `json:"rate,omitempty"`
	Seconds   float64                `json:"seconds"`
	PerSecond float64                `json:"per_second"` // answers
	All       latencies              `json:"all"`
	Classes   map[string]classResult `json:"classes,omitempty"`
	Empty     int                    `json:"empty,omitempty"`    // answers without a hit, one at a time only
	Failures  map[string]int         `json:"failures,omitempty"` // by status, timeout or connection
	CPU       float64                `json:"cpu_ms,omitempty"`   // of the server, an answer
}

// classResult is the part of a phase that one class of queries has.
type classResult struct {
	latencies
	Empty int     `json:"empty,omitempty"`
	CPU   float64 `json:"cpu_ms,omitempty"`
}

// latencies of N answers, in milliseconds.
type latencies struct {
	N   int     `json:"n"`
	P50 float64 `json:"p50"`
	P95 float64 `json:"p95"`
	P99 float64 `json:"p99"`
	Max float64 `json:"max"`
}

// latenciesOf sorts times.
func latenciesOf(times []time.Duration) latencies {
	if len(times) == 0 {
		return latencies{}
	}
	slices.Sort(times)
	at := func(p float64) float64 { return milliseconds(times[min(len(times)-1, int(float64(len(times))*p))]) }
	return latencies{N: len(times), P50: at(.5), P95: at(.95), P99: at(.99), Max: at(1)}
}

// milliseconds, to the microsecond.
func milliseconds(d time.Duration) float64 { return math.Round(float64(d)/1e3) / 1e3 }

// perRequest is the time that each of n took, in milliseconds.
func perRequest(d time.Duration, n int) float64 {
	if n == 0 {
		return 0
	}
	return milliseconds(d / time.Duration(n))
}

// recorder collects what happened to requests.
type recorder struct {
	times    map[string][]time.Duration // by class
	failures map[string]int
}

func (r *recorder) add(class string, d time.Duration) {
	if r.times == nil {
		r.times = map[string][]time.Duration{}
	}
	r.times[class] = append(r.times[class], d)
}

func (r *recorder) fail(name string) {
	if r.failures == nil {
		r.failures = map[string]int{}
	}
	r.failures[name]++
}

func (r *recorder) join(other *recorder) {
	for class, times := range other.times {
		for _, d := range times {
			r.add(class, d)
		}
	}
	for name, n := range other.failures {
		for range n {
			r.fail(name)
		}
	}
}

// phase sums up what was recorded in some time, in which the server spent cpu.
func (r *recorder) phase(took, cpu time.Duration) *phase {
	all := slices.Concat(slices.Collect(maps.Values(r.times))...)
	return &phase{
		Seconds: took.Seconds(), PerSecond: float64(len(all)) / took.Seconds(), All: latenciesOf(all),
		Classes: map[string]classResult{}, Failures: r.failures, CPU: perRequest(cpu, len(all)),
	}
}

// failures of all phases by name.
func (r *benchResult) failures() map[string]int {
	all := map[string]int{}
	add := func(failures map[string]int) {
		for name, n := range failures {
			all[name] += n
		}
	}
	add(r.Warm)
	for _, p := range []*phase{r.Serial, r.Closed, r.Open} {
		if p != nil {
			add(p.Failures)
		}
	}
	return all
}

func (r *benchResult) failed() (n int) {
	for _, count := range r.failures() {
		n += count
	}
	return n
}

func readBenchResult(name string) (*benchResult, error) {
	raw, err := os.ReadFile(name)
	if err != nil {
		return nil, usagef("--compare: %w", err)
	}
	var r benchResult
	if err := json.Unmarshal(raw, &r); err != nil {
		return nil, usagef("--compare: %s is no result of wensou bench --format json: %w", name, err)
	}
	return &r, nil
}

// figure is one number of a result.
type figure struct {
	name  string
	value float64
}

// figures in the order in which they are printed.
func (r *benchResult) figures() (all []figure) {
	add := func(name string, value float64) { all = append(all, figure{name, value}) }
	for _, p := range []struct {
		name string
		*phase
	}{{"serial", r.Serial}, {"closed", r.Closed}, {"open", r.Open}} {
		if p.phase == nil {
			continue
		}
		if p.name != "serial" {
			add(p.name+" per second", p.PerSecond)
		}
		add(p.name+" cpu", p.CPU)
		add(p.name+" p50", p.All.P50)
		add(p.name+" p95", p.All.P95)
		add(p.name+" p99", p.All.P99)
		for _, class := range slices.Sorted(maps.Keys(p.Classes)) {
			add(fmt.Sprintf("%s %s p50", p.name, class), p.Classes[class].P50)
			add(fmt.Sprintf("%s %s p95", p.name, class), p.Classes[class].P95)
		}
	}
	if r.Memory != nil {
		add("anonymous memory", r.Memory.Anonymous)
		add("peak memory", r.Memory.Peak)
	}
	return all
}

// ratios of the figures that both results have.
func ratios(before, now *benchResult) map[string]float64 {
	then := map[string]float64{}
	for _, f := range before.figures() {
		then[f.name] = f.value
	}
	out := map[string]float64{}
	for _, f := range now.figures() {
		if then[f.name] > 0 && f.value > 0 {
			out[f.name] = math.Round(1000*f.value/then[f.name]) / 1000
		}
	}
	return out
}
