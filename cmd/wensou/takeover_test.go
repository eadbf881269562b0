package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"wensou/index"
)

// twins is a served index with two generations that differ in every text.
type twins struct {
	t           *testing.T
	dir         index.Dir
	generations [2]string
	base        string
	client      *http.Client
	stop        func()

	failed atomic.Int64
	asked  atomic.Int64
	mu     sync.Mutex
	times  []time.Duration // of searches
}

// own is the word that stands in every text of one generation and in no other.
var own = [2]string{"日出", "月落"}

func serveTwins(t *testing.T, documents int, options ...string) *twins {
	t.Helper()
	tw := &twins{t: t, dir: index.Dir(filepath.Join(t.TempDir(), "idx")), client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 32}, Timeout: 30 * time.Second}}
	for g, word := range own {
		docs := t.TempDir()
		for i := range documents {
			text := fmt.Sprintf("港口第%d冊\n\n%s的漁船%d號回到港口，颱風預警傳到了里長手上。\n\n燈塔%s，見王小明：《港口史》，台北：海岸出版社，2019年，頁%d。\n", i, word, i, word, i+1)
			if err := os.WriteFile(filepath.Join(docs, fmt.Sprintf("d%03d.txt", i)), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		var out strings.Builder
		if code := run(t.Context(), []string{"build", "--index", string(tw.dir), docs}, stdio{out: &out, err: &out}); code != 0 {
			t.Fatalf("build: %d\n%s", code, out.String())
		}
		all, err := tw.dir.Generations()
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range all {
			if name != tw.generations[0] {
				tw.generations[g] = name
			}
		}
	}
	tw.publish(0)
	r, w := io.Pipe()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, append([]string{"serve", "--index", string(tw.dir), "--listen", "127.0.0.1:0", "--log-level", "error"}, options...), stdio{out: w, err: io.Discard})
	}()
	tw.stop = sync.OnceFunc(func() { cancel(); <-ended; tw.client.CloseIdleConnections() })
	t.Cleanup(tw.stop)
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	tw.base = strings.TrimSpace(strings.TrimPrefix(line, "listening on "))
	return tw
}

func (tw *twins) publish(which int) {
	tw.t.Helper()
	if err := index.NewStore(tw.dir, index.OS{}).Publish(tw.generations[which], index.Publication{}); err != nil {
		tw.t.Fatal(err)
	}
}

// takeOver publishes a generation and waits until it serves.
func (tw *twins) takeOver(which int) {
	tw.t.Helper()
	tw.publish(which)
	for end := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		var ready struct{ Generation string }
		if _, body := tw.get(context.Background(), "/readyz"); json.Unmarshal(body, &ready) == nil && ready.Generation == tw.generations[which] {
			return
		}
		if time.Now().After(end) {
			tw.t.Fatal("the generation does not come to serve")
		}
	}
}

func (tw *twins) get(ctx context.Context, path string) (status int, body []byte) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, tw.base+path, nil)
	if err != nil {
		return 0, nil
	}
	resp, err := tw.client.Do(req)
	if err != nil {
		return 0, []byte(err.Error())
	}
	defer resp.Body.Close()
	body, err = io.ReadAll(resp.Body)
	if err != nil {
		return 0, []byte(err.Error())
	}
	return resp.StatusCode, body
}

func (tw *twins) fail(format string, args ...any) {
	if tw.failed.Add(1) <= 5 {
		tw.t.Errorf(format, args...)
	}
}

// ask sends one of the requests that readers send and looks whether the answer
// is whole: of one generation, which it names.
func (tw *twins) ask(r *rand.Rand, kind int) {
	tw.asked.Add(1)
	q := url.QueryEscape([]string{"漁船", "燈塔", "颱風預警", "港口 里長", "回到", "王小明"}[r.IntN(6)])
	doc := fmt.Sprintf("d%03d", r.IntN(20))
	path := []string{
		"/api/v1/search?limit=5&facets=source,kind&q=" + q + "&page=" + strconv.Itoa(1+r.IntN(3)),
		"/api/v1/search?highlight=none&fields=text&limit=50&q=" + q,
		"/api/v1/documents/" + doc,
		"/api/v1/search?view=kwic&q=" + q,
		"/api/v1/documents/" + doc + "/similar",
		"/?q=" + q,
		"/d/" + doc + "?q=" + q,
		"/api/v1/export?format=bibtex&item=" + doc,
		"/api/v1/suggest?q=" + q,
		"/api/v1/works?q=" + url.QueryEscape("港口史"),
		"/api/v1/stats",
	}[kind]
	began := time.Now()
	status, body := tw.get(context.Background(), path)
	if status != http.StatusOK {
		tw.fail("%s: %d: %.300s", path, status, body)
		return
	}
	if kind < 2 {
		tw.mu.Lock()
		tw.times = append(tw.times, time.Since(began))
		tw.mu.Unlock()
	}
	// Words of marks may be divided by tags; both words are too short for that.
	has := [2]bool{strings.Contains(string(body), own[0]), strings.Contains(string(body), own[1])}
	if has[0] && has[1] {
		tw.fail("%s mixes two generations: %.600s", path, body)
	}
	if kind < 5 {
		var named struct{ Generation string }
		if err := json.Unmarshal(body, &named); err != nil {
			tw.fail("%s: %v", path, err)
		} else if which := slices.Index(tw.generations[:], named.Generation); which < 0 || has[1-which] {
			tw.fail("%s: generation %q with the other's text: %.600s", path, named.Generation, body)
		}
	}
}

const (
	readerKinds = 11
	searchKinds = 2
)

// hostile sends what nobody means well: the answer may be an error, but not a
// fault of the server, and clients go away at any time.
func (tw *twins) hostile(r *rand.Rand) {
	tw.asked.Add(1)
	path := []string{
		"/api/v1/search?q=" + strings.Repeat(url.QueryEscape("的 "), 250),
		"/api/v1/search?q=" + strings.Repeat("%28", 300),
		"/api/v1/search?q=" + url.QueryEscape(strings.Repeat("a* OR ", 60)+"b"),
		"/api/v1/search?q=%ff%fe%00",
		"/api/v1/search?page=100&limit=100&q=" + url.QueryEscape("港"),
		"/api/v1/documents/..%2f..%2fetc%2fpasswd",
		"/d/" + strings.Repeat("x", 5000),
		"/api/v1/suggest?q=" + strings.Repeat("zh", 200),
	}[r.IntN(8)]
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if r.IntN(2) == 0 {
		time.AfterFunc(time.Duration(r.IntN(4000))*time.Microsecond, cancel)
	}
	// 503 (busy) and 504 (timeout) are what limits answer.
	if status, body := tw.get(ctx, path); status == http.StatusInternalServerError {
		tw.fail("%.200s: %d: %.300s", path, status, body)
	}
}

// load asks with several clients, together rate requests a second (0: as fast as
// they are answered), until stop is closed.
func (tw *twins) load(clients, rate int, stop <-chan struct{}, one func(r *rand.Rand)) (wait func()) {
	var wg sync.WaitGroup
	for i := range clients {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(uint64(i), 7))
			next := time.Now()
			for {
				select {
				case <-stop:
					return
				default:
				}
				if rate > 0 {
					next = next.Add(time.Duration(clients) * time.Second / time.Duration(rate))
					time.Sleep(time.Until(next))
				}
				one(r)
			}
		})
	}
	return wg.Wait
}

// usage of the process, which is server and clients together.
type usage struct {
	goroutines, descriptors int
	resident                float64 // MB, C's memory and mapped files included
}

// usage is what is still held when idle connections and garbage are gone.
func (tw *twins) usage() usage {
	tw.client.CloseIdleConnections()
	time.Sleep(300 * time.Millisecond)
	debug.FreeOSMemory()
	u := usage{goroutines: runtime.NumGoroutine()}
	if files, err := os.ReadDir("/proc/self/fd"); err == nil {
		u.descriptors = len(files)
	}
	if m, err := process(os.Getpid()).memory(); err == nil {
		u.resident = m.Resident
	}
	return u
}

func (u usage) String() string {
	return fmt.Sprintf("%.0f MB, %d goroutines, %d descriptors", u.resident, u.goroutines, u.descriptors)
}

// flat says that nothing was kept: a few goroutines and descriptors come and go.
func (tw *twins) flat(before, after usage) {
	tw.t.Helper()
	if after.goroutines > before.goroutines+5 || after.descriptors > before.descriptors+5 {
		tw.t.Errorf("%v before, %v after", before, after)
	}
}

func (tw *twins) percentile(p float64) time.Duration {
	tw.mu.Lock()
	defer tw.mu.Unlock()
	if len(tw.times) == 0 {
		return 0
	}
	slices.Sort(tw.times)
	return tw.times[min(len(tw.times)-1, int(p*float64(len(tw.times))))].Round(10 * time.Microsecond)
}

// TestTakeover changes generations under load. The short form looks for wrong
// answers and leaks; TAKEOVER=200 (make takeover) asks 100 times a second and
// tells times and memory, too.
func TestTakeover(t *testing.T) {
	changes, rate := 6, 0
	if n, err := strconv.Atoi(os.Getenv("TAKEOVER")); err == nil {
		changes, rate = n, 100
	}
	kinds, options := readerKinds, []string(nil)
	if rate > 0 { // a cache answers only while nothing changes
		kinds, options = searchKinds, []string{"--cache", "0"}
	}
	tw := serveTwins(t, 20, options...)
	one := func(r *rand.Rand) { tw.ask(r, r.IntN(kinds)) }
	tw.takeOver(1)
	tw.takeOver(0)
	quietP99 := time.Duration(0)
	if rate > 0 {
		stop := make(chan struct{})
		wait := tw.load(8, rate, stop, one)
		time.Sleep(20 * time.Second)
		close(stop)
		wait()
		quietP99, tw.times = tw.percentile(.99), nil
	}
	before := tw.usage()
	stop := make(chan struct{})
	wait := tw.load(4, rate, stop, one)
	for i := range changes {
		tw.takeOver(1 - i%2)
		if rate > 0 {
			time.Sleep(200 * time.Millisecond)
		}
	}
	close(stop)
	wait()
	after := tw.usage()
	tw.flat(before, after)
	t.Logf("takeover: %d takeovers, %d requests, %d failed or mixed; p99 %v without, %v with takeovers; before %v; after %v",
		changes, tw.asked.Load(), tw.failed.Load(), quietP99, tw.percentile(.99), before, after)
	if rate > 0 && after.resident > 1.2*before.resident+32 {
		t.Errorf("memory grew from %.0f to %.0f MB", before.resident, after.resident)
	}
}

// TestSoak is mixed load with takeovers for as long as SOAK says (make soak).
func TestSoak(t *testing.T) {
	length, err := time.ParseDuration(os.Getenv("SOAK"))
	if err != nil {
		t.Skip("SOAK says for how long, such as 10m")
	}
	tw := serveTwins(t, 60)
	one := func(r *rand.Rand) {
		if r.IntN(5) == 0 {
			tw.hostile(r)
			return
		}
		tw.ask(r, r.IntN(readerKinds))
	}
	var seen []usage
	end, changes := time.Now().Add(length), 0
	for phase := 0; time.Now().Before(end); phase++ {
		stop := make(chan struct{})
		wait := tw.load(8, 100, stop, one)
		for until := time.Now().Add(length / 10); time.Now().Before(until); changes++ {
			tw.takeOver(1 - changes%2)
			time.Sleep(time.Second)
		}
		close(stop)
		wait()
		seen = append(seen, tw.usage())
		t.Logf("soak: %v: %d requests, %d takeovers, %d failed or mixed", seen[phase], tw.asked.Load(), changes, tw.failed.Load())
	}
	// The first phase fills caches and pools.
	first, last := seen[min(1, len(seen)-1)], seen[len(seen)-1]
	tw.flat(first, last)
	if last.resident > 1.2*first.resident+32 {
		t.Errorf("memory grew from %.0f to %.0f MB", first.resident, last.resident)
	}
}
