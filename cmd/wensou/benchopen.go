package main

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"
)

// askAtRate sends a query whenever one is due, on as many connections as it
// takes. A time counts from when its query was due and not from when it could
// be sent: a server that stalls keeps queries waiting that clients with one
// request each would never have asked (coordinated omission).
func askAtRate(ctx context.Context, targets []target, o benchOptions) (*phase, error) {
	a := newAsker(maxConnections)
	defer a.close()
	attacker := vegeta.NewAttacker(vegeta.Client(a.client), vegeta.MaxWorkers(maxConnections), vegeta.MaxBody(0))
	stop := context.AfterFunc(ctx, func() { attacker.Stop() })
	defer stop()
	watch, err := o.pid.watch()
	if err != nil {
		return nil, err
	}
	interval := time.Duration(float64(time.Second) / o.rate)
	began := time.Now()
	var next atomic.Int64
	results := attacker.Attack(func(t *vegeta.Target) error {
		t.Method, t.URL = "GET", targets[int(next.Add(1)-1)%len(targets)].url
		return nil
	}, vegeta.Rate{Freq: 1, Per: interval}, o.load, "")
	var r recorder
	for res := range results {
		due := began.Add(time.Duration(res.Seq+1) * interval)
		switch {
		case res.Code != 0 && res.Code != http.StatusOK:
			r.fail(strconv.Itoa(int(res.Code)))
		case strings.Contains(res.Error, "Client.Timeout"): // vegeta keeps only the text
			r.fail("timeout")
		case res.Error != "":
			r.fail("connection")
		default:
			r.add("", max(res.End().Sub(due), res.Latency))
		}
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	spent, err := watch.spent()
	if err != nil {
		return nil, err
	}
	p := r.phase(time.Since(began), spent)
	p.Rate = o.rate
	return p, nil
}
