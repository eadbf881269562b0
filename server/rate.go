package server

import (
	recency "container/list"
	"errors"
	"fmt"
	"math"
	"net/netip"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/time/rate"
)

// Rate bounds the requests of one client: PerSecond in the long run, Burst at
// once. Zero: not at all.
type Rate struct {
	PerSecond float64
	Burst     int // default: ten seconds' worth
}

// maxClients are remembered; beyond them the one that was silent longest begins
// anew.
const maxClients = 20_000

func (r Rate) validate() error {
	if r.PerSecond < 0 || math.IsNaN(r.PerSecond) || r.PerSecond > 1e6 || r.Burst < 0 || r.Burst > 0 && r.PerSecond == 0 {
		return fmt.Errorf("rate limit of %v a second and %d at once: both above 0, or none", r.PerSecond, r.Burst)
	}
	return nil
}

func (r Rate) burst() int {
	if r.Burst > 0 {
		return r.Burst
	}
	return max(1, int(math.Ceil(10*r.PerSecond)))
}

// clients holds a limiter for each of the last clients.
type clients struct {
	rate Rate
	max  int

	mu     sync.Mutex
	recent *recency.List // of *limiter, the latest first
	byName map[string]*recency.Element
}

type limiter struct {
	name string
	*rate.Limiter
}

func newClients(r Rate, most int) *clients {
	return &clients{rate: r, max: most, recent: recency.New(), byName: map[string]*recency.Element{}}
}

// take takes n requests of a client's share and says how long to wait when there
// are none left.
func (cs *clients) take(name string, n int, now time.Time) (wait time.Duration, ok bool) {
	l := cs.limiter(name)
	n = min(n, l.Burst())
	if l.AllowN(now, n) {
		return 0, true
	}
	lacking := float64(n) - l.TokensAt(now)
	return time.Duration(lacking / cs.rate.PerSecond * float64(time.Second)), false
}

func (cs *clients) limiter(name string) *limiter {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if e, ok := cs.byName[name]; ok {
		cs.recent.MoveToFront(e)
		return e.Value.(*limiter)
	}
	if cs.recent.Len() >= cs.max {
		last := cs.recent.Back()
		delete(cs.byName, cs.recent.Remove(last).(*limiter).name)
	}
	l := &limiter{name, rate.NewLimiter(rate.Limit(cs.rate.PerSecond), cs.rate.burst())}
	cs.byName[name] = cs.recent.PushFront(l)
	return l
}

// tooManyError says when the client may ask again.
type tooManyError struct{ wait time.Duration }

var errTooMany = errors.New("server: too many requests")

func (e *tooManyError) Error() string { return fmt.Sprintf("%v: wait %v", errTooMany, e.wait) }
func (e *tooManyError) Unwrap() error { return errTooMany }

// limitRate counts a request against its client.
func (s *Server) limitRate(c *gin.Context) {
	if accessTo(c.FullPath()) == accessOpen {
		return
	}
	if err := s.spend(c, 1); err != nil {
		s.fail(c, err)
	}
}

// spend takes n requests of the client's share.
func (s *Server) spend(c *gin.Context, n int) error {
	cs := s.live.Load().clients
	if cs == nil || n < 1 {
		return nil
	}
	if wait, ok := cs.take(clientOf(c), n, time.Now()); !ok {
		s.metrics.refusals.WithLabelValues("rate_limited").Inc()
		return &tooManyError{wait}
	}
	return nil
}

// clientOf is a request's key or, without one, its address. Who has an address
// of IPv6 has the 2^64 around it.
func clientOf(c *gin.Context) string {
	if name := c.GetString(keyKey); name != "" {
		return "key " + name
	}
	ip := c.ClientIP()
	a, err := netip.ParseAddr(ip)
	if err != nil || a.Unmap().Is4() {
		return ip
	}
	p, _ := a.Prefix(64) // is in range
	return p.String()
}
