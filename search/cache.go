package search

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/maypok86/otter/v2"
	"golang.org/x/sync/singleflight"
)

// Cache is a Service that keeps whole answers, by generation, dictionaries and
// normalised request. An answer is shared by all who ask for it: nobody may change it.
type Cache struct {
	*Service

	answers *otter.Cache[string, *answer] // nil when nothing is kept
	flights singleflight.Group
	serving atomic.Pointer[string] // the state that was asked last

	hits, misses, shared atomic.Uint64
}

// CacheStats counts what a Cache did since it was made.
type CacheStats struct {
	Hits   uint64 // requests answered from the cache
	Misses uint64 // requests that were searched for
	Shared uint64 // requests that waited for the same one to be searched for
	// Entries and Bytes are what is kept now, an estimate.
	Entries int
	Bytes   uint64
}

// NewCache makes a cache of about maxBytes. With 0 or less nothing is kept and
// each request is searched for.
func NewCache(s *Service, maxBytes int64) *Cache {
	c := &Cache{Service: s}
	if maxBytes > 0 {
		c.answers = otter.Must(&otter.Options[string, *answer]{
			MaximumWeight: uint64(maxBytes),
			Weigher:       func(key string, a *answer) uint32 { return a.weight(key) },
		})
	}
	return c
}

// CacheStats of the cache; zero when nothing is kept.
func (c *Cache) CacheStats() CacheStats {
	st := CacheStats{Hits: c.hits.Load(), Misses: c.misses.Load(), Shared: c.shared.Load()}
	if c.answers != nil {
		st.Entries, st.Bytes = c.answers.EstimatedSize(), c.answers.WeightedSize()
	}
	return st
}

// Search answers one request as Service.Search does, from the cache where it
// can. Requests that are the same and come at the same time are searched for
// once, whoever of them goes away: the errors are those of Service.Search, and
// that of ctx when it ends first. Explained requests and answers that lack
// something are not kept.
func (c *Cache) Search(ctx context.Context, r Request) (*Response, error) {
	if c.answers == nil || r.Explain {
		return c.Service.Search(ctx, r)
	}
	began := time.Now()
	if err := r.Normalize(); err != nil {
		return nil, err
	}
	snap, err := c.handle.Acquire()
	if err != nil {
		return nil, err
	}
	state := stateOf(snap.Manifest.Generation, c.Analyzer())
	snap.Release()
	c.forgetOthers(state)
	key := answerKey(stateWithin(ctx, state), &r)
	resp := c.kept(key)
	if resp == nil {
		if resp, err = c.fly(ctx, key, r); err != nil {
			return nil, err
		}
	} else {
		c.hits.Add(1)
	}
	out := *resp
	out.TookMS = float64(time.Since(began).Microseconds()) / 1000
	return &out, nil
}

// forgetOthers drops the answers of a generation, or of dictionaries, that are
// no longer asked. The key alone keeps them from being given; this gives their
// memory back.
func (c *Cache) forgetOthers(state string) {
	last := c.serving.Load()
	if last != nil && *last == state {
		return
	}
	if c.serving.CompareAndSwap(last, &state) && last != nil {
		c.answers.InvalidateAll()
	}
}

func (c *Cache) kept(key string) *Response {
	if a, ok := c.answers.GetIfPresent(key); ok {
		return a.resp
	}
	return nil
}

// answerKey is a request as Go writes it: JSON would make one of all bytes
// that are no UTF-8.
func answerKey(state string, r *Request) string {
	return fmt.Sprintf("%s %#v", state, *r)
}

// fly searches once for all who ask for key now.
func (c *Cache) fly(ctx context.Context, key string, r Request) (*Response, error) {
	first := false
	done := c.flights.DoChan(key, func() (_ any, err error) {
		first = true
		defer recoverPanic(&err)
		// Whoever came between the look into the cache and the end of the
		// flight before finds that one's answer.
		if resp := c.kept(key); resp != nil {
			c.hits.Add(1)
			return resp, nil
		}
		c.misses.Add(1)
		// The service has a deadline of its own.
		resp, err := c.Service.Search(context.WithoutCancel(ctx), r)
		if err != nil {
			return nil, err
		}
		c.keep(&r, resp)
		return resp, nil
	})
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case res := <-done:
		if !first {
			c.shared.Add(1)
		}
		if p := (*panicked)(nil); errors.As(res.Err, &p) {
			panic(p)
		}
		if res.Err != nil {
			return nil, res.Err
		}
		return res.Val.(*Response), nil
	}
}

// warnPartial marks answers that lack something.
const warnPartial = "partial"

func (c *Cache) keep(r *Request, resp *Response) {
	if slices.Contains(resp.Warnings, warnPartial) {
		return
	}
	// The state may have changed since the cache was looked into.
	c.answers.Set(answerKey(resp.State, r), newAnswer(resp))
}

// panicked is a panic on its way from a flight's goroutine, where it would end
// the process, to those who wait for the flight.
type panicked struct {
	value any
	stack []byte
}

func (p *panicked) Error() string { return fmt.Sprintf("%v\n\n%s", p.value, p.stack) }

func recoverPanic(err *error) {
	if v := recover(); v != nil {
		*err = &panicked{v, debug.Stack()}
	}
}

// answer is a response that holds on to nothing else: strings of a response
// can be parts of whole texts.
type answer struct {
	resp *Response
	size int
}

// entrySize is about what the cache itself needs for an entry.
const entrySize = 256

func newAnswer(resp *Response) *answer {
	own := *resp
	size := detach(reflect.ValueOf(&own).Elem())
	return &answer{&own, size + int(reflect.TypeFor[Response]().Size())}
}

func (a *answer) weight(key string) uint32 {
	return uint32(min(a.size+len(key)+entrySize, math.MaxUint32))
}

// detach makes what v refers to copies and returns their size.
func detach(v reflect.Value) (size int) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(strings.Clone(v.String()))
		return v.Len()
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); f.CanSet() {
				size += detach(f)
			}
		}
	case reflect.Pointer:
		if v.IsNil() {
			return 0
		}
		p := reflect.New(v.Type().Elem())
		p.Elem().Set(v.Elem())
		v.Set(p)
		return int(p.Elem().Type().Size()) + detach(p.Elem())
	case reflect.Slice:
		if v.IsNil() {
			return 0
		}
		s := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(s, v)
		v.Set(s)
		size = v.Len() * int(v.Type().Elem().Size())
		for i := range s.Len() {
			size += detach(s.Index(i))
		}
	case reflect.Map:
		return detachMap(v)
	default: // numbers and arrays of them
	}
	return size
}

func detachMap(v reflect.Value) (size int) {
	if v.IsNil() {
		return 0
	}
	t := v.Type()
	m := reflect.MakeMapWithSize(t, v.Len())
	for it := v.MapRange(); it.Next(); {
		key, value := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
		key.Set(it.Key())
		value.Set(it.Value())
		size += int(t.Key().Size()) + int(t.Elem().Size()) + detach(key) + detach(value)
		m.SetMapIndex(key, value)
	}
	v.Set(m)
	return size
}
