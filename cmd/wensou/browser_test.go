package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"go.uber.org/goleak"

	"wensou/analysis"
	"wensou/internal/testutil"
)

// serveDemo runs `wensou serve --demo` in this process until the test ends.
func serveDemo(t *testing.T) (base string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r, w := io.Pipe()
	code := make(chan int, 1)
	go func() {
		args := []string{"serve", "--demo", "--listen", "127.0.0.1:0", "--cache-dir", t.TempDir()}
		code <- run(ctx, args, stdio{nil, w, t.Output()})
		_ = w.Close()
	}()
	t.Cleanup(func() {
		cancel()
		if got := <-code; got != exitOK {
			t.Errorf("serve ends with exit code %d", got)
		}
	})
	line, err := bufio.NewReader(r).ReadString('\n')
	base, announced := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if err != nil || !announced {
		t.Fatalf("serve announces %q: %v", line, err)
	}
	return base
}

// tab is a page of a real browser.
type tab struct {
	*testing.T
	ctx  context.Context
	base string
}

// openTab starts a browser, or skips the test where there is none.
func openTab(t *testing.T) *tab {
	t.Helper()
	return &tab{T: t, ctx: testutil.Browser(t, 3*time.Minute)}
}

func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.Fatal(err)
	}
}

func (p *tab) open(path string) { p.Helper(); p.do(chromedp.Navigate(p.base + path)) }

func (p *tab) click(selector string) { p.Helper(); p.do(chromedp.Click(chromedp.CSS(selector))) }

// js evaluates an expression with the rights of the debugger, whether the
// page's own scripts may run or not.
func js[T any](p *tab, expression string) T {
	p.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		p.Fatalf("%s: %v", expression, err)
	}
	return v
}

// await waits until an expression is true: pages load and scroll in their own
// time. It asks again and again, because a page without script can't tell.
func (p *tab) await(what, expression string) {
	p.Helper()
	end := time.Now().Add(30 * time.Second)
	for {
		// While a page is replaced there is nothing to ask.
		ok, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](expression))
		if err == nil && ok {
			return
		}
		if p.ctx.Err() != nil || time.Now().After(end) {
			p.Fatalf("%s: not so at %s: %s (%v)", what, js[string](p, `location.href`), expression, err)
		}
		time.Sleep(30 * time.Millisecond)
	}
}

// inView is an expression: the element is on the screen, below the bar that
// stays on top.
func inView(selector string) string {
	return fmt.Sprintf(`(()=>{const e=document.querySelector(%q); if(!e) return false;
		const bar=document.querySelector(".matchbar")?.getBoundingClientRect().bottom ?? 0, r=e.getBoundingClientRect();
		return r.height>0 && r.top>=Math.max(0,bar)-1 && r.top<innerHeight})()`, selector)
}

func call[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, command, params)
		return err
	})
}

func (p *tab) script(on bool) {
	p.Helper()
	p.do(call(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on}))
}

// still lets pages jump where they would glide: what is clicked must not move.
func (p *tab) still() {
	p.Helper()
	p.do(call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}},
	}))
}

// TestDemoInBrowser goes through the demo as a reader does, with the server,
// the index and the documents that `wensou serve --demo` has.
func TestDemoInBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("browser tests are left out with -short")
	}
	before := goleak.IgnoreCurrent()
	t.Cleanup(func() { goleak.VerifyNone(t, before) })
	p := openTab(t)
	p.still()
	p.base = serveDemo(t)
	for _, script := range []bool{true, false} {
		t.Run(fmt.Sprintf("script %v", script), func(t *testing.T) {
			p := &tab{t, p.ctx, p.base}
			p.do(chromedp.EmulateViewport(1280, 900))
			p.script(script)
			defer p.script(true)
			p.searches()
			p.filters()
			p.reads(script)
			p.followsAWork()
			p.concords()
			p.compares()
			p.findsNothing()
		})
	}
	t.Run("320 pixels", func(t *testing.T) { (&tab{t, p.ctx, p.base}).narrow() })
}

// followsAWork: from a paragraph to its note, from there to the work, and on to
// another document that cites it.
func (p *tab) followsAWork() {
	p.open("/d/papers/algorithmic-accountability")
	p.await("the note of a paragraph", `!!document.querySelector("a[href='#fn1']")`)
	p.click("a[href='#fn1']")
	p.await("the note", inView("#fn1"))
	p.await("who else cites the work", `document.querySelector("#fn1 .workpage").textContent.includes("5")`)
	p.click("#fn1 .workpage")
	p.await("the work", `location.pathname.startsWith("/w/") && document.querySelector("h1").textContent.includes("演算法與公民")`)
	p.await("a document on the mainland", `!!document.querySelector(".citing a.place[href^='/d/zh-cn/suanfa-wenze-zhengwu']")`)
	p.click(".citing a.place[href^='/d/zh-cn/suanfa-wenze-zhengwu']")
	p.await("the other document", `location.pathname === "/d/zh-cn/suanfa-wenze-zhengwu"`)
	p.await("its note", inView("#fn1"))
}

// searches: what is typed in one script and region finds the other's documents.
func (p *tab) searches() {
	p.open("/")
	p.do(chromedp.SendKeys(chromedp.CSS("#q"), "人工智慧\r"))
	p.await("results", `!!document.querySelector(".hits")`)
	marks := js[[]string](p, `[...document.querySelectorAll(".hit mark")].map(m=>m.textContent)`)
	for _, word := range []string{"人工智慧", "人工智能"} {
		if !strings.Contains(strings.Join(marks, " "), word) {
			p.Errorf("%s is marked nowhere: %q", word, marks)
		}
	}
	languages := js[[]string](p, `[...document.querySelectorAll(".hit h2")].map(h=>h.lang)`)
	for _, tag := range []string{"zh-TW", "zh-CN", "zh-HK"} {
		if !strings.Contains(strings.Join(languages, " "), tag) {
			p.Errorf("no document in %s among the hits: %q", tag, languages)
		}
	}
}

// filters: a topic, then a year, then without the topic again.
func (p *tab) filters() {
	topic := js[string](p, `document.querySelector(".facet-topic li .value").textContent`)
	count := js[string](p, `document.querySelector(".facet-topic li .n").textContent`)
	p.click(".facet-topic li a")
	p.await("one chip", `document.querySelectorAll(".chip").length===1`)
	if said := js[string](p, `document.querySelector(".count").textContent`); !strings.Contains(said, count+" 處") {
		p.Errorf("the facet promised %s, the page says %s", count, said)
	}
	if chip := js[string](p, `document.querySelector(".chip").textContent`); !strings.Contains(chip, topic) {
		p.Errorf("chip %q, want %s", chip, topic)
	}
	if others := js[int](p, fmt.Sprintf(`[...document.querySelectorAll(".hit")].filter(h=>![...h.querySelectorAll(".topics a")].some(a=>a.textContent===%q)).length`, topic)); others > 0 {
		p.Errorf("%d hits have not the topic %s", others, topic)
	}

	year := js[string](p, `document.querySelector(".facet-date li .value").textContent`)
	p.click(".facet-date li a")
	p.await("two chips", `document.querySelectorAll(".chip").length===2`)
	if dates := js[[]string](p, `[...document.querySelectorAll(".hit time")].map(t=>t.textContent)`); len(dates) == 0 || strings.Count(" "+strings.Join(dates, " "), " "+year) != len(dates) {
		p.Errorf("dates %q, want all in %s", dates, year)
	}
	if bars := js[int](p, `document.querySelectorAll(".histogram .selected").length`); bars != 1 {
		p.Errorf("%d years are selected in the histogram", bars)
	}
	p.click(".chip")
	p.await("the year alone", fmt.Sprintf(`document.querySelectorAll(".chip").length===1 && document.querySelector(".chip").textContent.includes(%q)`, year))
}

// reads opens a hit, follows a note and comes back.
func (p *tab) reads(script bool) {
	p.open("/?q=" + url.QueryEscape(`"沒有開工典禮的工程"`))
	p.await("a hit", `!!document.querySelector(".hit-paragraph mark")`)
	p.click(".hit-paragraph h2 a")
	p.await("the reader", `!!document.querySelector("article .text")`)
	p.await("the unit is the target", `!!document.querySelector(".unit:target mark")`)
	p.await("the match is in view", inView(".unit:target mark"))
	if text := js[string](p, `document.querySelector(".unit:target mark").textContent`); analysis.Fold(text) != analysis.Fold("沒有開工典禮的工程") {
		p.Errorf("marked: %q", text)
	}
	if script {
		p.await("the match is the current one", `!!document.querySelector(".unit:target mark.current")`)
		p.await("notes beside the text", `document.querySelectorAll(".sidenotes p").length === document.querySelectorAll("#notes li .no").length`)
	}

	p.click(".unit:target .ref a")
	p.await("the note is the target", `document.querySelector("#notes :target")?.querySelector(".no").textContent === "1"`)
	p.await("the note is in view", inView("#notes :target"))
	p.click("#notes :target .backref")
	p.await("the marker is the target", `document.querySelector(":target")?.matches(".text .ref")`)
	p.await("the marker is in view", inView(".text .ref:target"))

	p.click(".matchbar .back")
	p.await("the results again", `!!document.querySelector(".hits") && document.querySelector("#q").value.includes("開工典禮")`)
}

// concords lists a word's places and goes to the first.
func (p *tab) concords() {
	p.open("/?q=" + url.QueryEscape("漁船"))
	p.click(`.views a[href*="view=kwic"]`)
	p.await("a concordance", `!!document.querySelector(".kwic")`)
	p.click(`.views a[href*="sort=right"]`)
	p.await("another order", `location.search.includes("sort=right") && !!document.querySelector(".kwic")`)
	for _, m := range js[[]string](p, `[...document.querySelectorAll(".kwic mark")].map(m=>m.textContent)`) {
		if analysis.Fold(m) != analysis.Fold("漁船") {
			p.Errorf("a line for %q", m)
		}
	}
	rows := p.rows(js[string](p, `document.querySelector(".download a").href`))
	if lines := js[string](p, `document.querySelector(".count").textContent`); !strings.Contains(lines, fmt.Sprintf("%d 行", rows-1)) {
		p.Errorf("%d rows to download, the page says %s", rows, lines)
	}
	p.click(".kwic tbody tr .match a")
	p.await("the reader", `!!document.querySelector(":target mark")`)
	p.click(".matchbar .back")
	p.await("the concordance again", `!!document.querySelector(".kwic") && location.search.includes("sort=right")`)
}

// rows is how many lines a file has that the page offers.
func (p *tab) rows(href string) int {
	p.Helper()
	resp, err := http.Get(href)
	if err != nil {
		p.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	if err = errors.Join(err, resp.Body.Close()); err != nil {
		p.Fatal(err)
	}
	http.DefaultClient.CloseIdleConnections()
	return strings.Count(string(body), "\r\n")
}

// compares goes from a paragraph to what is similar and back.
func (p *tab) compares() {
	p.open("/d/papers/typhoon-data-commons")
	p.click(".similar a")
	p.await("similar passages", `location.pathname==="/similar" && document.querySelectorAll(".hit mark").length>0`)
	p.click(".matchbar .back")
	p.await("the document", `!!document.querySelector(".unit:target")`)
}

func (p *tab) findsNothing() {
	p.open("/?q=" + url.QueryEscape("鸑鷟鸑鷟"))
	p.await("the empty result", `!!document.querySelector("main .empty")`)
	said := js[string](p, `document.querySelector("main .empty").textContent`)
	for _, want := range []string{"找不到相符的內容", "鸑、鷟", "搜尋建議"} {
		if !strings.Contains(said, want) {
			p.Errorf("an empty result does not say %s: %s", want, said)
		}
	}
}

// narrow: no page scrolls sideways on the smallest screens.
func (p *tab) narrow() {
	p.do(chromedp.EmulateViewport(320, 640))
	q := url.QueryEscape("人工智慧")
	for _, path := range []string{
		"/", "/?q=" + q, "/?q=" + q + "&group=none&from=2023&to=2025", "/?q=" + url.QueryEscape("鸑鷟鸑鷟"),
		"/d/papers/algorithmic-accountability?q=" + q, "/d/papers/typhoon-data-commons", "/d/blog/20250118-glyphs-in-the-catalogue", "/d/none",
		"/?view=kwic&context=100&q=" + q, "/similar?doc=papers/typhoon-data-commons",
	} {
		p.open(path)
		if wide := js[string](p, `document.documentElement.scrollWidth<=320 ? "" :
			[...document.querySelectorAll("body *")].filter(e=>e.getBoundingClientRect().right>321).slice(0,5).map(e=>e.tagName+"."+e.className).join(" ")`); wide != "" {
			p.Errorf("%s scrolls sideways: %s", path, wide)
		}
	}
}
