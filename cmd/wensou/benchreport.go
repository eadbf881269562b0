package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
)

// print writes a result as tables; before is the result in file that it is
// compared with, or nil.
func (r *benchResult) print(w io.Writer, file string, before *benchResult) error {
	out := &lines{w: w}
	out.printf("generation %s", r.Generation)
	if r.Serial != nil {
		r.Serial.printClasses(out)
	}
	if r.Closed != nil {
		out.printf("\n%s side by side for %.1f s", plural(r.Closed.Clients, "client"), r.Closed.Seconds)
		r.Closed.printLine(out)
	}
	if r.Open != nil {
		out.printf("\n%g queries a second for %.1f s, times from when each was due", r.Open.Rate, r.Open.Seconds)
		r.Open.printLine(out)
	}
	if m := r.Memory; m != nil {
		out.printf("\nmemory in MB: resident %.0f (at most %.0f), of this anonymous %.0f, mapped files %.0f", m.Resident, m.Peak, m.Anonymous, m.Mapped)
	}
	if before != nil {
		printRatios(out, file, before, r)
	}
	return out.err
}

// rowFormat is a row of the table by class: name, number, times, CPU, empty.
const rowFormat = "%-14s %6v %9v %9v %9v %9v %8v %8v"

func (p *phase) printClasses(out *lines) {
	out.printf("\none at a time, in ms")
	out.printf(rowFormat, "class", "n", "p50", "p95", "p99", "max", "cpu", "no hit")
	row := func(name string, c classResult) {
		cpu := "-"
		if c.CPU > 0 {
			cpu = fmt.Sprintf("%.2f", c.CPU)
		}
		out.printf(rowFormat, name, c.N, ms(c.P50), ms(c.P95), ms(c.P99), ms(c.Max), cpu, c.Empty)
	}
	row("all", classResult{latencies: p.All, Empty: p.Empty, CPU: p.CPU})
	for _, class := range slices.Sorted(maps.Keys(p.Classes)) {
		row(class, p.Classes[class])
	}
	p.printFailures(out)
}

func (p *phase) printLine(out *lines) {
	defer p.printFailures(out)
	if p.All.N == 0 {
		out.printf("no answers")
		return
	}
	out.printf("%.1f answers a second, in ms: p50 %s, p95 %s, p99 %s, max %s", p.PerSecond, ms(p.All.P50), ms(p.All.P95), ms(p.All.P99), ms(p.All.Max))
	if p.CPU > 0 {
		out.printf("%.2f ms of CPU time an answer", p.CPU)
	}
}

func (p *phase) printFailures(out *lines) {
	if len(p.Failures) > 0 {
		out.printf("FAILED: %s", counts(p.Failures))
	}
}

func ms(v float64) string { return fmt.Sprintf("%.2f", v) }

func printRatios(out *lines, file string, before, now *benchResult) {
	then := map[string]float64{}
	for _, f := range before.figures() {
		then[f.name] = f.value
	}
	out.printf("\ncompared with %s (generation %s)", file, before.Generation)
	out.printf("%-28s %9s %9s %7s", "", "then", "now", "ratio")
	for _, f := range now.figures() {
		if ratio, ok := now.Ratios[f.name]; ok {
			out.printf("%-28s %9.2f %9.2f %7.3f", f.name, then[f.name], f.value, ratio)
		}
	}
}
