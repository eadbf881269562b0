package search

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wensou/document"
	"wensou/index"
)

// counting is an engine with one long unit that every request finds. It counts
// requests and can hold, fail or end them badly.
type counting struct {
	index.Searcher
	searches atomic.Int64
	began    chan struct{} // told of each request, if not nil
	release  chan struct{} // held until it is closed, if not nil
	err      error
	bad      bool
}

func (c *counting) Count(_ context.Context, r *index.CountRequest) ([]int, error) {
	return make([]int, len(r.Matches)), nil
}

func (c *counting) Search(context.Context, *index.Request) (*index.Result, error) {
	c.searches.Add(1)
	if c.began != nil {
		c.began <- struct{}{}
	}
	if c.release != nil {
		<-c.release
	}
	if c.bad {
		panic("boom")
	}
	if c.err != nil {
		return nil, c.err
	}
	return &index.Result{
		Total: 1, Groups: 1, Hits: []index.Hit{{Ref: 0, Score: 1}},
		Facets: map[index.Field][]index.FacetCount{index.FieldSource: {{Value: "筆記", Count: 1}}},
	}, nil
}

func (c *counting) Fetch(_ context.Context, refs []uint64) ([]index.Stored, error) {
	d := &document.Document{ID: "a", Title: "港口的颱風", Authors: []string{"甲"}, Topics: []string{"海"}}
	text := "颱風來了。" + strings.Repeat("漁船一艘一艘回港。", 200)
	out := make([]index.Stored, len(refs))
	for i := range refs {
		out[i] = index.Stored{Key: "a#p1", Document: d, Unit: document.Unit{
			ID: "p1", Kind: document.KindParagraph, Text: text, Lines: [][2]int{{1, 2}}, HeadingPath: []string{"一"},
		}}
	}
	return out, nil
}

func (c *counting) Frequency(context.Context, index.Term) (int, error) { return 1, nil }
func (c *counting) Explain(context.Context, *index.Request, uint64) (*index.Explanation, error) {
	return &index.Explanation{}, nil
}
func (c *counting) Stats() index.Stats { return index.Stats{} }
func (c *counting) Close() error       { return nil }

// cacheOver is a cache over an engine; publish makes another generation serve.
func cacheOver(t testing.TB, engine *counting, maxBytes int64) (c *Cache, publish func()) {
	t.Helper()
	a, err := analyzer()
	if err != nil {
		t.Fatal(err)
	}
	dir := index.Dir(filepath.Join(t.TempDir(), "index"))
	h := index.NewHandle(dir, func(string, *index.Manifest) (index.Searcher, error) { return engine, nil })
	publish = func() {
		t.Helper()
		b, err := dir.NewBuild(time.Now())
		if err != nil {
			t.Fatal(err)
		}
		err = b.Seal(&index.Manifest{}, time.Now())
		if err = errors.Join(err, dir.Publish(b.Generation), b.Close()); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Refresh(); err != nil {
			t.Fatal(err)
		}
	}
	publish()
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	return NewCache(NewService(h, a, Options{Deadline: time.Minute}), maxBytes), publish
}

func TestCacheKnowsRequestsAgain(t *testing.T) {
	for _, tc := range []struct {
		name          string
		first, second Request
		searches      int64
	}{
		{"the same", Request{Query: "颱風"}, Request{Query: "颱風"}, 1},
		{"the same when normalised", Request{Query: "颱風"}, Request{Query: " 颱風\n", Mode: "auto", Limit: 20, Page: 1}, 1},
		{"another query", Request{Query: "颱風"}, Request{Query: "漁船"}, 2},
		{"another script", Request{Query: "颱風"}, Request{Query: "台风"}, 2}, // the response repeats what was typed
		{"another page", Request{Query: "颱風"}, Request{Query: "颱風", Page: 2}, 2},
		{"a filter", Request{Query: "颱風"}, Request{Query: "颱風", Sources: []string{"筆記"}}, 2},
		{"the value in another filter", Request{Query: "颱風", Topics: []string{"a"}}, Request{Query: "颱風", Authors: []string{"a"}}, 2},
		{"values that are no UTF-8", Request{Query: "颱風", Topics: []string{"\xff"}}, Request{Query: "颱風", Topics: []string{"\xfe"}}, 2},
		{"explained", Request{Query: "颱風", Explain: true}, Request{Query: "颱風", Explain: true}, 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			engine := &counting{}
			c, _ := cacheOver(t, engine, 1<<20)
			tc.first.Facets, tc.second.Facets = []index.Field{index.FieldSource}, []index.Field{index.FieldSource}
			a := answerOf(t, c, tc.first)
			before := engine.searches.Load()
			b := answerOf(t, c, tc.second)
			if again := engine.searches.Load() > before; again != (tc.searches == 2) {
				t.Errorf("the second request was searched for: %v", again)
			}
			if tc.searches == 1 {
				a.TookMS, b.TookMS = 0, 0
				if d := cmp.Diff(a, b); d != "" {
					t.Errorf("the answers differ (-first +second):\n%s", d)
				}
			}
		})
	}
}

func answerOf(t testing.TB, c *Cache, r Request) *Response {
	t.Helper()
	resp, err := c.Search(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return resp
}

func TestCacheIsOff(t *testing.T) {
	engine := &counting{}
	c, _ := cacheOver(t, engine, 0)
	answerOf(t, c, Request{Query: "颱風"})
	before := engine.searches.Load()
	answerOf(t, c, Request{Query: "颱風"})
	if engine.searches.Load() == before || c.CacheStats() != (CacheStats{}) {
		t.Errorf("%d searches, %+v", engine.searches.Load(), c.CacheStats())
	}
}

func TestCacheBelongsToAGeneration(t *testing.T) {
	c, publish := cacheOver(t, &counting{}, 1<<20)
	old := answerOf(t, c, Request{Query: "颱風"})
	answerOf(t, c, Request{Query: "漁船"})
	publish()
	if now := answerOf(t, c, Request{Query: "颱風"}); now.Generation == old.Generation {
		t.Errorf("the answer is from generation %s, which is gone", old.Generation)
	}
	if st := c.CacheStats(); st.Misses != 3 || st.Entries != 1 {
		t.Errorf("%+v: want three misses, and the old answers dropped", st)
	}
}

func TestCacheKeepsNoFailures(t *testing.T) {
	engine := &counting{err: index.ErrDeadline}
	c, _ := cacheOver(t, engine, 1<<20)
	if _, err := c.Search(t.Context(), Request{Query: "颱風"}); !errors.Is(err, index.ErrDeadline) {
		t.Errorf("error %v, want the engine's", err)
	}
	if _, err := c.Search(t.Context(), Request{Query: "颱風", Limit: -1}); !errors.Is(err, ErrBadRequest) {
		t.Errorf("error %v, want a bad request", err)
	}
	engine.err = nil
	resp := answerOf(t, c, Request{Query: "颱風"})
	resp.Warnings = append(resp.Warnings, warnPartial)
	r := Request{Query: "漁船"}
	if err := r.Normalize(); err != nil {
		t.Fatal(err)
	}
	c.keep(&r, resp)
	if st := c.CacheStats(); st.Entries != 1 || st.Hits != 0 {
		t.Errorf("%+v, want the one good answer", st)
	}
}

func TestCacheIsBounded(t *testing.T) {
	const most = 100 << 10
	c, _ := cacheOver(t, &counting{}, most)
	for i := range 500 {
		answerOf(t, c, Request{Query: fmt.Sprintf("颱風 %d", i)})
	}
	c.answers.CleanUp()
	st := c.CacheStats()
	if st.Bytes > most || st.Bytes < most/2 || st.Entries < 10 {
		t.Errorf("%d bytes in %d answers, %d are allowed", st.Bytes, st.Entries, most)
	}
}

// Requests that come together are searched for once, though the first goes away.
func TestCacheSearchesOnceForMany(t *testing.T) {
	engine := &counting{began: make(chan struct{}, 10), release: make(chan struct{})}
	c, _ := cacheOver(t, engine, 1<<20)
	first, cancel := context.WithCancel(t.Context())
	gone := make(chan error)
	go func() {
		_, err := c.Search(first, Request{Query: "颱風", Mode: ModeAll})
		gone <- err
	}()
	<-engine.began
	var others sync.WaitGroup
	for range 20 {
		others.Go(func() {
			resp, err := c.Search(t.Context(), Request{Query: "颱風", Mode: ModeAll})
			if err != nil || resp.Total != 1 {
				t.Errorf("one of many: %v %v", resp, err)
			}
		})
	}
	cancel()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Errorf("the first, who went away: %v", err)
	}
	close(engine.release)
	others.Wait()
	if n := engine.searches.Load(); n != 1 {
		t.Errorf("%d searches, want one", n)
	}
	if st := c.CacheStats(); st.Misses != 1 || st.Hits+st.Shared != 20 {
		t.Errorf("%+v, want one miss and 20 hits or shared", st)
	}
}

// A panic comes to those who asked: in a goroutine of its own it would end the
// process.
func TestCachePassesPanicsOn(t *testing.T) {
	c, _ := cacheOver(t, &counting{bad: true}, 1<<20)
	defer func() {
		if p := recover(); p == nil || !strings.Contains(fmt.Sprint(p), "boom") {
			t.Errorf("panic %v", p)
		}
	}()
	_, _ = c.Search(t.Context(), Request{Query: "颱風"})
	t.Error("no panic")
}

// Whoever changes an answer in spite of all changes nobody else's, and what is
// kept holds on to no text that it shows a part of.
func TestCacheOwnsWhatItKeeps(t *testing.T) {
	c, _ := cacheOver(t, &counting{}, 1<<20)
	r := Request{Query: "颱風", Highlight: HighlightSegments, Facets: []index.Field{index.FieldSource}}
	first := answerOf(t, c, r)
	want := *first
	detach(reflect.ValueOf(&want).Elem())
	first.Hits[0].Document.Authors[0] = "乙"
	first.Hits[0].Snippets[0].Segments[0].Text = "乙"
	first.Hits[0].Lines[0][0] = 7
	first.Facets["source"][0].Count = 7
	first.Facets["topic"] = nil
	first.Query.Filters["topic"] = nil
	first.Hits[0].ID = "乙"
	second := answerOf(t, c, r)
	second.TookMS = want.TookMS
	if d := cmp.Diff(&want, second); d != "" {
		t.Errorf("the kept answer changed (-want +got):\n%s", d)
	}
	if st := c.CacheStats(); st.Hits != 1 || st.Bytes > 4000 {
		t.Errorf("%+v: want a hit, and less than the unit's text", st)
	}
}

func TestCacheUnderManyHands(t *testing.T) {
	c, publish := cacheOver(t, &counting{}, 20<<10)
	var all sync.WaitGroup
	for g := range 8 {
		all.Go(func() {
			for i := range 200 {
				q := fmt.Sprintf("颱風 %d", (g*7+i)%40)
				resp, err := c.Search(t.Context(), Request{Query: q})
				if err != nil || resp.Query.Text != q {
					t.Errorf("asked %q: %+v %v", q, resp, err)
					return
				}
			}
		})
	}
	for range 3 {
		publish()
	}
	all.Wait()
	if st := c.CacheStats(); st.Hits+st.Misses+st.Shared != 8*200 {
		t.Errorf("%+v, want %d requests counted", st, 8*200)
	}
}

func BenchmarkCacheHit(b *testing.B) {
	c, _ := cacheOver(b, &counting{}, 1<<20)
	r := Request{Query: "颱風"}
	answerOf(b, c, r)
	for b.Loop() {
		answerOf(b, c, r)
	}
}

// An answer with twenty hits, as a page has them.
func BenchmarkCacheKeep(b *testing.B) {
	c, _ := cacheOver(b, &counting{}, 1<<20)
	resp := answerOf(b, c, Request{Query: "颱風"})
	for len(resp.Hits) < 20 {
		resp.Hits = append(resp.Hits, resp.Hits[0])
	}
	b.ReportAllocs()
	for b.Loop() {
		newAnswer(resp)
	}
}
