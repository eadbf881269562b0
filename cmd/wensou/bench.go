package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"time"

	"github.com/spf13/cobra"
)

func benchCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "bench URL --queries FILE",
		Short: "Measure how fast a running server answers",
		Long: `bench asks a running server the queries of a JSON Lines file, which stand in
random order:

  {"id": "q1", "cls": "two", "text": "颱風 預警", "filters": {"source": ["blog"]}}
  {"id": "q2", "cls": "phrase", "text": "颱風來了", "quoted": true}

cls names the class that a query's time is counted in; it is free but for
"long", a pasted passage. Each search asks for what a result page shows: all
words (any of them for "long"), the facets source, topic and date, the first 20
units and marked snippets. --param changes that.

First some queries warm the server up and are not counted. Others are asked one
at a time over one connection. Then --clients ask side by side for --seconds,
each the next query as soon as it has an answer. --rate asks at a fixed rate
instead, however long the answers take; times then count from when a query was
due. A file that is too short is read again from the front.

Times are in milliseconds, from sending the request to the last byte. A failed
request (another status than 200, no answer in a minute) has no time and makes
the exit code 1. Serve with --cache 0 to measure searches and not the answer
cache. --pid, on Linux, tells what the server's process spends: CPU time is the
figure that holds on a busy machine.`,
		Example: `  wensou bench http://127.0.0.1:8080 --queries queries.jsonl
  wensou bench http://127.0.0.1:8080 --queries queries.jsonl --pid 4711 --format json >before.json
  wensou bench http://127.0.0.1:8080 --queries queries.jsonl --pid 4711 --compare before.json
  wensou bench http://127.0.0.1:8080 --queries queries.jsonl --rate 200 --seconds 60
  wensou bench http://127.0.0.1:8080 --queries queries.jsonl --param facets= --param limit=10`,
		Args: exactArgs("URL"),
		RunE: runBench,
	}
	f := cmd.Flags()
	f.String("queries", "", "queries to ask, JSON Lines `FILE`")
	f.StringArray("param", nil, "set a parameter of every search, or leave it out: `NAME=VALUE`, may be repeated")
	f.Int("warm", 300, "`N` queries to warm up")
	f.Int("timed", 600, "`N` queries to ask one at a time")
	f.Int("clients", 4, "`N` clients side by side")
	f.Float64("rate", 0, "ask `R` queries a second instead of with clients")
	f.Float64("seconds", 30, "ask side by side, or at a rate, for `S` seconds; 0 leaves that out")
	f.Int("pid", 0, "measure the CPU time and memory of the server, process `PID`")
	f.String("compare", "", "print ratios to an earlier result, a `FILE` that --format json wrote")
	formatFlag(cmd, "text", "json")
	return cmd
}

// benchOptions are the options of one run.
type benchOptions struct {
	warm, timed, clients int
	rate                 float64
	load                 time.Duration
	pid                  process
}

func benchOptionsOf(cmd *cobra.Command) (benchOptions, error) {
	number := func(name string) int { n, _ := cmd.Flags().GetInt(name); return n }
	float := func(name string) float64 { n, _ := cmd.Flags().GetFloat64(name); return n }
	o := benchOptions{
		warm: number("warm"), timed: number("timed"), clients: number("clients"), rate: float("rate"),
		load: time.Duration(float("seconds") * float64(time.Second)), pid: process(number("pid")),
	}
	var errs []error
	for _, f := range []struct {
		name string
		bad  bool
	}{
		{"warm", o.warm < 0},
		{"timed", o.timed < 0},
		{"clients", o.clients < 1 || o.clients > maxConnections},
		{"rate", o.rate < 0 || o.rate > maxRate},
		{"seconds", o.load < 0},
		{"pid", o.pid < 0},
	} {
		if f.bad {
			errs = append(errs, usagef("--%s %s is out of range", f.name, cmd.Flag(f.name).Value))
		}
	}
	return o, errors.Join(errs...)
}

func runBench(cmd *cobra.Command, args []string) error {
	flag := func(name string) string { v, _ := cmd.Flags().GetString(name); return v }
	o, err := benchOptionsOf(cmd)
	if err != nil {
		return err
	}
	if flag("queries") == "" {
		return usagef("wensou bench needs --queries FILE; see wensou bench --help")
	}
	params, _ := cmd.Flags().GetStringArray("param")
	targets, err := benchTargets(args[0], flag("queries"), params)
	if err != nil {
		return err
	}
	var before *benchResult
	if name := flag("compare"); name != "" {
		if before, err = readBenchResult(name); err != nil {
			return err
		}
	}
	res, err := bench(cmd.Context(), targets, o, cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	res.URL = args[0]
	if before != nil {
		res.Ratios = ratios(before, res)
	}
	if wantsJSON(cmd) {
		err = writeJSON(cmd.OutOrStdout(), res)
	} else {
		err = res.print(cmd.OutOrStdout(), flag("compare"), before)
	}
	if failed := res.failed(); failed > 0 {
		err = errors.Join(err, fmt.Errorf("%s failed: %s", plural(failed, "request"), counts(res.failures())))
	}
	return err
}

func benchTargets(server, file string, params []string) ([]target, error) {
	u, err := url.Parse(server)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, usagef("%q is no address of a server, such as http://%s", server, defaultListen)
	}
	changes, err := readParams(params)
	if err != nil {
		return nil, err
	}
	queries, err := readBenchQueries(file)
	if err != nil {
		return nil, err
	}
	targets := make([]target, len(queries))
	for i := range queries {
		targets[i] = queries[i].target(u, changes)
	}
	return targets, nil
}

// bench measures, and says on progress what it is at.
func bench(ctx context.Context, targets []target, o benchOptions, progress io.Writer) (*benchResult, error) {
	say := &lines{w: progress}
	res := &benchResult{}
	if err := o.pid.check(); err != nil {
		return nil, err
	}
	say.printf("warming up: %d queries", o.warm)
	warm, generation, err := warmUp(ctx, targets, o.warm)
	if err != nil {
		return nil, err
	}
	res.Generation, res.Warm = generation, warm
	if o.timed > 0 {
		say.printf("one at a time: %d queries", o.timed)
		if res.Serial, err = askSerially(ctx, targets, o); err != nil {
			return nil, err
		}
	}
	switch {
	case o.load == 0:
	case o.rate > 0:
		say.printf("at %g a second: for %v", o.rate, o.load)
		res.Open, err = askAtRate(ctx, targets, o)
	default:
		say.printf("with %s: for %v", plural(o.clients, "client"), o.load)
		res.Closed, err = askSideBySide(ctx, targets, o)
	}
	if err != nil {
		return nil, err
	}
	if o.pid > 0 {
		if res.Memory, err = o.pid.memory(); err != nil {
			return nil, err
		}
	}
	return res, ctx.Err()
}
