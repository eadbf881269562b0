package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"
)

// Bounds of the load.
const (
	maxConnections = 1000
	maxRate        = 1e6
	askTimeout     = time.Minute
)

// asker asks over connections of its own, which stay open.
type asker struct{ client *http.Client }

func newAsker(connections int) *asker {
	return &asker{&http.Client{
		// Uncompressed: what is measured is the search, not gzip on both sides.
		Transport: &http.Transport{MaxIdleConns: connections, MaxIdleConnsPerHost: connections, DisableCompression: true},
		Timeout:   askTimeout,
	}}
}

func (a *asker) close() { a.client.CloseIdleConnections() }

// badStatus is an answer that is none.
type badStatus int

func (s badStatus) Error() string { return fmt.Sprintf("status %d", int(s)) }

// failureName is what a failed request is counted as.
func failureName(err error) string {
	var status badStatus
	var timeout net.Error
	switch {
	case errors.As(err, &status):
		return strconv.Itoa(int(status))
	case errors.As(err, &timeout) && timeout.Timeout():
		return "timeout"
	}
	return "connection"
}

// ask returns the body of an answer and how long it took.
func (a *asker) ask(ctx context.Context, address string) ([]byte, time.Duration, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, 0, err
	}
	began := time.Now()
	resp, err := a.client.Do(req)
	if err != nil {
		return nil, 0, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	took := time.Since(began)
	if err != nil {
		return nil, 0, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, 0, badStatus(resp.StatusCode)
	}
	return body, took, nil
}

// warmUp asks the first n targets, and one at least: a server that can't be
// reached at all ends the run.
func warmUp(ctx context.Context, targets []target, n int) (failures map[string]int, generation string, err error) {
	a := newAsker(1)
	defer a.close()
	var r recorder
	for i := range max(n, 1) {
		body, _, err := a.ask(ctx, targets[i%len(targets)].url)
		if ctx.Err() != nil {
			return nil, "", ctx.Err()
		}
		if err != nil {
			if i == 0 && !errors.As(err, new(badStatus)) {
				if u := (*url.Error)(nil); errors.As(err, &u) {
					err = u.Err // without the address of the search
				}
				return nil, "", fmt.Errorf("reach the server: %w", err)
			}
			r.fail(failureName(err))
			continue
		}
		_, generation = readAnswer(body)
	}
	return r.failures, generation, nil
}

// readAnswer reads what the measurement needs of a response.
func readAnswer(body []byte) (total int, generation string) {
	var resp struct {
		Total      int    `json:"total"`
		Generation string `json:"generation"`
	}
	if json.Unmarshal(body, &resp) != nil {
		return 0, ""
	}
	return resp.Total, resp.Generation
}

// askSerially asks the targets behind those of the warm-up one at a time.
func askSerially(ctx context.Context, targets []target, o benchOptions) (*phase, error) {
	a := newAsker(1)
	defer a.close()
	var r recorder
	empty, cpu := map[string]int{}, map[string]time.Duration{}
	watch, err := o.pid.watch()
	if err != nil {
		return nil, err
	}
	began, spent := time.Now(), time.Duration(0)
	for i := range o.timed {
		t := targets[(o.warm+i)%len(targets)]
		body, took, err := a.ask(ctx, t.url)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			r.fail(failureName(err))
			continue
		}
		r.add(t.class, took)
		now, err := watch.spent()
		if err != nil {
			return nil, err
		}
		cpu[t.class] += now - spent
		spent = now
		if total, _ := readAnswer(body); total == 0 {
			empty[t.class]++
		}
	}
	p := r.phase(time.Since(began), spent)
	p.Clients = 1
	for class, times := range r.times {
		c := classResult{latencies: latenciesOf(times), Empty: empty[class]}
		p.Empty += empty[class]
		if o.pid > 0 {
			c.CPU = perRequest(cpu[class], len(times))
		}
		p.Classes[class] = c
	}
	return p, nil
}

// askSideBySide has each client ask as soon as it has an answer.
func askSideBySide(ctx context.Context, targets []target, o benchOptions) (*phase, error) {
	a := newAsker(o.clients)
	defer a.close()
	watch, err := o.pid.watch()
	if err != nil {
		return nil, err
	}
	began := time.Now()
	recorders := make([]recorder, o.clients)
	var clients sync.WaitGroup
	for i := range recorders {
		clients.Go(func() {
			// Clients begin at different places of the file.
			for k := i * 97; time.Since(began) < o.load && ctx.Err() == nil; k++ {
				if _, took, err := a.ask(ctx, targets[k%len(targets)].url); err != nil {
					recorders[i].fail(failureName(err))
				} else {
					recorders[i].add("", took)
				}
			}
		})
	}
	clients.Wait()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	took := time.Since(began)
	spent, err := watch.spent()
	if err != nil {
		return nil, err
	}
	var all recorder
	for i := range recorders {
		all.join(&recorders[i])
	}
	p := all.phase(took, spent)
	p.Clients = o.clients
	return p, nil
}
