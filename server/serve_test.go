package server

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"wensou/search"
)

// slow answers searches when released.
type slow struct {
	*fake
	began, release chan struct{}
}

func (s *slow) Search(ctx context.Context, r search.Request) (*search.Response, error) {
	close(s.began)
	select {
	case <-s.release:
		return s.fake.Search(ctx, r)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// serve runs a server until stop is called, which returns Serve's error.
func serve(t *testing.T, s Searcher, o Options) (base string, stop func() error) {
	t.Helper()
	o.Listen = "127.0.0.1:0"
	if o.Logger == nil {
		o.Logger = newServer(t, newFake(), Options{}).opts.Logger
	}
	srv, err := New(s, o)
	if err != nil {
		t.Fatal(err)
	}
	l, err := srv.Listen(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- srv.Serve(ctx, l) }()
	stop = func() error { cancel(); return <-done }
	return "http://" + l.Addr().String(), stop
}

func client(t *testing.T) *http.Client {
	tr := &http.Transport{}
	t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: tr, Timeout: 10 * time.Second}
}

func TestServeDrains(t *testing.T) {
	s := &slow{newFake(paper()), make(chan struct{}), make(chan struct{})}
	base, stop := serve(t, s, Options{DrainDelay: 300 * time.Millisecond})
	c := client(t)
	answered := make(chan error, 1)
	go func() {
		resp, err := c.Get(base + "/api/v1/search?q=a")
		if err == nil {
			_, _ = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
			if resp.StatusCode != 200 {
				err = errors.New(resp.Status)
			}
		}
		answered <- err
	}()
	<-s.began
	stopped := make(chan error, 1)
	go func() { stopped <- stop() }()
	deadline := time.Now().Add(5 * time.Second)
	for status := 0; status != 503; {
		resp, err := c.Get(base + "/readyz")
		if err != nil || time.Now().After(deadline) {
			t.Fatalf("readyz while draining: %v, %v", status, err)
		}
		status = resp.StatusCode
		_ = resp.Body.Close()
	}
	close(s.release)
	if err := <-answered; err != nil {
		t.Errorf("a request that ran while the server drained: %v", err)
	}
	if err := <-stopped; err != nil {
		t.Errorf("Serve: %v", err)
	}
	if _, err := c.Get(base + "/healthz"); err == nil {
		t.Error("still listening")
	}
}

func TestServeCutsOff(t *testing.T) {
	s := &slow{newFake(), make(chan struct{}), make(chan struct{})}
	base, stop := serve(t, s, Options{DrainDelay: -1, ShutdownTimeout: 50 * time.Millisecond})
	c := client(t)
	done := make(chan struct{})
	go func() {
		defer close(done)
		if resp, err := c.Get(base + "/api/v1/search?q=a"); err == nil {
			_ = resp.Body.Close()
		}
	}()
	<-s.began
	if err := stop(); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Serve with a request that doesn't end: %v", err)
	}
	<-done
}

// TestClientGone: a client that goes away stops its search.
func TestClientGone(t *testing.T) {
	s := &slow{newFake(), make(chan struct{}), nil}
	base, stop := serve(t, s, Options{DrainDelay: -1})
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-s.began; cancel() }()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/api/v1/search?q=a", nil)
	if err != nil {
		t.Fatal(err)
	}
	if resp, err := client(t).Do(req); err == nil {
		_ = resp.Body.Close()
		t.Error("answered")
	}
	if err := stop(); err != nil { // would wait for the search
		t.Error(err)
	}
}

// raw sends bytes as they are and returns the answer's first line.
func raw(t *testing.T, base, request string) string {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	_, _ = io.WriteString(conn, request) // the server may hang up before the end
	line, _ := bufio.NewReader(conn).ReadString('\n')
	return strings.TrimSpace(line)
}

func TestConnectionLimits(t *testing.T) {
	base, stop := serve(t, newFake(paper()), Options{DrainDelay: -1, ReadHeaderTimeout: 200 * time.Millisecond, ReadTimeout: 500 * time.Millisecond})
	const head = " HTTP/1.1\r\nHost: x\r\n"
	for _, tt := range []struct{ name, request, want string }{
		{"plain", "GET /healthz" + head + "\r\n", "HTTP/1.1 200 OK"},
		{"header of 15 KB", "GET /healthz" + head + "X-A: " + strings.Repeat("a", 15<<10) + "\r\n\r\n", "HTTP/1.1 200 OK"},
		{"header of 20 KB", "GET /healthz" + head + "X-A: " + strings.Repeat("a", 20<<10) + "\r\n\r\n", "HTTP/1.1 431 Request Header Fields Too Large"},
		{"address of 20 KB", "GET /?q=" + strings.Repeat("a", 20<<10) + head + "\r\n", "HTTP/1.1 431 Request Header Fields Too Large"},
		{"bad escape", "GET /d/%zz" + head + "\r\n", "HTTP/1.1 400 Bad Request"},
		{"NUL", "GET /d/a\x00b" + head + "\r\n", "HTTP/1.1 400 Bad Request"},
		{"slow header", "GET /healthz HTTP/1.1\r\nHo", "refused"},
		{"slow body", "POST /api/v1/search" + head + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{", "HTTP/1.1 400 Bad Request"},
		{"body of 70 KB", "POST /api/v1/search" + head + "Content-Type: application/json\r\nContent-Length: 71680\r\n\r\n{\"q\":\"" + strings.Repeat("a", 71680-6), "HTTP/1.1 413 Request Entity Too Large"},
		{"afterwards", "GET /readyz" + head + "\r\n", "HTTP/1.1 200 OK"},
	} {
		got := raw(t, base, tt.request)
		if tt.want == "refused" && got != "HTTP/1.1 200 OK" { // in words, or by hanging up
			continue
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

func TestOptions(t *testing.T) {
	err := Options{
		Listen: "nowhere", TrustedProxies: []string{"10.0.0.0/8", "me"}, PublicURL: "ftp://x", BodyLimit: -1,
		HeaderLimit: 5, ReadTimeout: -1, ShutdownTimeout: -1,
	}.Validate()
	for _, want := range []string{`listen "nowhere"`, `"me"`, `"ftp://x"`, "body limit", "header limit", "read timeout", "shutdown timeout"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s is not among the faults: %v", want, err)
		}
	}
	if err := (Options{}).Validate(); err != nil {
		t.Errorf("defaults: %v", err)
	}
	if _, err := New(nil, Options{}); err == nil {
		t.Error("no searcher")
	}
	if _, err := New(newFake(), Options{Listen: "x"}); err == nil {
		t.Error("bad options")
	}
}

// TestConcurrent is for the race detector: pages share the start page's cache
// and the templates.
func TestConcurrent(t *testing.T) {
	h := newServer(t, newFake(library()...), Options{}).Handler()
	errs := make(chan error)
	for i := range 8 {
		go func() {
			var err error
			for _, target := range []string{"/", "/?q=a", "/d/papers/algorithmic-accountability?q=a", "/api/v1/search?q=a", "/?ui=en"} {
				if resp := ask(t, h, "GET", target, ""); resp.StatusCode != 200 {
					err = fmt.Errorf("%d: %s: %d", i, target, resp.StatusCode)
				}
			}
			errs <- err
		}()
	}
	for range 8 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}
