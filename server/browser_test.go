package server

import (
	"context"
	"fmt"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"wensou/internal/testutil"
)

// browser is a tab of a real browser.
func browser(t *testing.T) context.Context {
	t.Helper()
	return testutil.Browser(t, 90*time.Second)
}

func site(t *testing.T, f *fake) string {
	t.Helper()
	ts := httptest.NewServer(newServer(t, f, Options{}).Handler())
	t.Cleanup(ts.Close)
	return ts.URL
}

func run(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// get runs an action and returns its value.
func get[T any](t *testing.T, ctx context.Context, a chromedp.Action[T]) T {
	t.Helper()
	v, err := chromedp.Run(ctx, a)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// js evaluates an expression with the rights of the debugger, whether the
// page's own scripts may run or not.
func js[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	return get(t, ctx, chromedp.Evaluate[T](expression))
}

func call[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, command, params)
		return err
	})
}

func dark(on bool) chromedp.Action[chromedp.Void] {
	value := "light"
	if on {
		value = "dark"
	}
	return call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: value}},
	})
}

func script(on bool) chromedp.Action[chromedp.Void] {
	return call(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
}

func visible(selector string) chromedp.Action[chromedp.Void] {
	return chromedp.WaitVisible(chromedp.CSS(selector))
}

const someQuery = "/?q=%E6%BC%94%E7%AE%97%E6%B3%95%E5%95%8F%E8%B2%AC"

// pages that the look and the width are checked on.
var somePages = []struct{ name, path string }{
	{"start", "/"},
	{"list", someQuery},
	{"filtered", someQuery + "&topic=" + url.QueryEscape("開放資料") + "&from=2010&to=2020"},
	{"units", someQuery + "&group=none&kind=footnote&kind=citation&kind=table"},
	{"empty", "/?q=" + url.QueryEscape("演算法問責 量子糾纏 \"不存在的句子\"") + "&topic=" + url.QueryEscape("能源")},
	{"fault", someQuery + "&from=xyz"},
	{"reader", "/d/papers/algorithmic-accountability?q=" + url.QueryEscape("演算法問責") + "#p2"},
	{"missing", "/d/nothing/here"},
	{"concordance", someQuery + "&view=kwic&sort=right&context=80"},
	{"similar", "/similar?doc=papers/algorithmic-accountability&unit=p2"},
}

func TestBrowser(t *testing.T) {
	ctx := browser(t)
	lib := newFake(library()...)
	base := site(t, lib)

	search := chromedp.Steps(chromedp.Navigate(base+"/"), chromedp.SendKeys(chromedp.CSS("#q"), "演算法問責\r"), visible(".hits"))

	t.Run("submit", func(t *testing.T) {
		run(t, ctx, search)
		title, href := get(t, ctx, chromedp.Title()), get(t, ctx, chromedp.Location())
		if !strings.Contains(title, "演算法問責") || strings.Contains(href, "mode=") {
			t.Errorf("title %q, address %q: want the query in one and no empty fields in the other", title, href)
		}
	})
	t.Run("slash focuses", func(t *testing.T) {
		run(t, ctx, chromedp.Navigate(base+someQuery), chromedp.KeyEvent("/"))
		if id := js[string](t, ctx, `document.activeElement.id`); id != "q" {
			t.Errorf("focus is on %q after /", id)
		}
	})
	t.Run("composing leaves keys alone", func(t *testing.T) {
		run(t, ctx, chromedp.Navigate(base+someQuery))
		prevented := js[[]bool](t, ctx, `[{key:"/",isComposing:true},{key:"/",isComposing:false}].map(o=>!document.body.dispatchEvent(new KeyboardEvent("keydown",{...o,bubbles:true,cancelable:true})))`)
		if !slices.Equal(prevented, []bool{false, true}) {
			t.Errorf("/ taken while composing and otherwise: %v", prevented)
		}
	})
	t.Run("completion", func(t *testing.T) { completion(t, ctx, base) })
	t.Run("choice submits", func(t *testing.T) {
		run(t, ctx, chromedp.Navigate(base+someQuery))
		js[bool](t, ctx, `(()=>{const s=document.querySelector("#mode"); s.value="all"; return s.dispatchEvent(new Event("change",{bubbles:true}))})()`)
		run(t, ctx, chromedp.WaitReady(chromedp.CSS(`#mode option[value=all][selected]`)))
		if href := get(t, ctx, chromedp.Location()); !strings.Contains(href, "mode=all") {
			t.Errorf("address %q after a choice", href)
		}
	})
	t.Run("matches", func(t *testing.T) {
		run(t, ctx, chromedp.Navigate(base+"/d/papers/algorithmic-accountability?q="+url.QueryEscape("演算法問責")), visible("[data-next]"), chromedp.Click(chromedp.CSS("[data-next]")))
		out, current := js[string](t, ctx, `document.querySelector(".step output").textContent`), js[string](t, ctx, `document.querySelector("mark.current").id`)
		if !strings.HasPrefix(out, "2 / ") || current != "m-2" {
			t.Errorf("after one step: %q at %q", out, current)
		}
	})
	t.Run("facets on wide and narrow", func(t *testing.T) {
		const shown = `document.querySelector(".facet").checkVisibility({contentVisibilityAuto:true})`
		run(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(base+someQuery))
		wide := js[bool](t, ctx, shown)
		run(t, ctx, chromedp.EmulateViewport(400, 800), chromedp.Navigate(base+someQuery))
		if narrow := js[bool](t, ctx, shown); !wide || narrow {
			t.Errorf("filters visible: %v on wide, %v on narrow screens", wide, narrow)
		}
	})
	t.Run("matches begin at the address", func(t *testing.T) {
		run(t, ctx, chromedp.Navigate("about:blank"), chromedp.Navigate(base+"/d/papers/algorithmic-accountability?q="+url.QueryEscape("演算法問責")+"#fn2"), visible("[data-next]"))
		if out := js[string](t, ctx, `document.querySelector(".step output").textContent`); out != "6 / 6" {
			t.Errorf("at note 2: %q", out)
		}
	})
	t.Run("a concordance stands at its matches", func(t *testing.T) { concordanceLines(t, ctx, base) })
	t.Run("320 pixels", func(t *testing.T) { narrowPages(t, ctx, base) })
	t.Run("no script", func(t *testing.T) { withoutScript(t, ctx, search) })
	if dir := os.Getenv("WENSOU_SHOTS"); dir != "" {
		shots(t, ctx, base, dir)
	}
}

// completion types into the search box and moves through what it offers.
func completion(t *testing.T, ctx context.Context, base string) {
	const typeIn = `(()=>{const b=document.querySelector("#q"); b.focus(); b.value="%s"; b.dispatchEvent(new InputEvent("input",{bubbles:true,isComposing:%v})); return true})()`
	const state = `(()=>{const b=document.querySelector("#q"), o=document.querySelector("[role=option][aria-selected=true]");
		return [b.getAttribute("role"), b.getAttribute("aria-expanded"), b.getAttribute("aria-activedescendant")??"", o?.id??"", b.value].join("|")})()`
	title := library()[0].Title
	first := string([]rune(title)[:2])
	shown := visible("#suggestions li")
	run(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(base+"/"))
	js[bool](t, ctx, fmt.Sprintf(typeIn, first, true))
	time.Sleep(300 * time.Millisecond) // longer than the box waits
	if got := js[string](t, ctx, state); got != "combobox|false|||"+first {
		t.Errorf("while composing: %s", got)
	}
	js[bool](t, ctx, fmt.Sprintf(typeIn, first, false))
	run(t, ctx, shown)
	if text := js[string](t, ctx, `document.querySelector("#suggestions mark").textContent`); text != first {
		t.Errorf("marked is %q", text)
	}
	for _, step := range []struct{ key, want string }{
		{kb.ArrowDown, "combobox|true|suggestion-0|suggestion-0|" + title},
		{kb.ArrowUp, "combobox|true|||" + first},
		{kb.ArrowDown, "combobox|true|suggestion-0|suggestion-0|" + title},
		{kb.Escape, "combobox|false|||" + first},
	} {
		run(t, ctx, chromedp.KeyEvent(step.key))
		if got := js[string](t, ctx, state); got != step.want {
			t.Errorf("after a key: %s, want %s", got, step.want)
		}
	}
	run(t, ctx, chromedp.EmulateViewport(320, 640), dark(true))
	js[bool](t, ctx, fmt.Sprintf(typeIn, first, false))
	run(t, ctx, shown)
	if width := js[int](t, ctx, `document.documentElement.scrollWidth`); width > 320 {
		t.Errorf("the list makes the page %d pixels wide", width)
	}
	// Key and character in one event: the page may keep the key from submitting.
	enter := call(input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: "Enter", Code: "Enter", Text: "\r", WindowsVirtualKeyCode: 13})
	run(t, ctx, dark(false), chromedp.KeyEvent(kb.ArrowDown), enter, visible(".dochead"))
	if href := get(t, ctx, chromedp.Location()); !strings.Contains(href, "/d/") {
		t.Errorf("a title led to %s", href)
	}
	run(t, ctx, chromedp.EmulateViewport(1280, 900))
}

func narrowPages(t *testing.T, ctx context.Context, base string) {
	for _, p := range somePages {
		run(t, ctx, chromedp.EmulateViewport(320, 640), chromedp.Navigate(base+p.path))
		if over := js[string](t, ctx, `(()=>{const d=document.documentElement; if(d.scrollWidth<=320) return "";
			return d.scrollWidth+" "+[...document.querySelectorAll("body *")].filter(e=>e.getBoundingClientRect().right>321).slice(0,5).map(e=>e.tagName+"."+e.className).join(" ")})()`); over != "" {
			t.Errorf("%s scrolls sideways: %s", p.name, over)
		}
	}
}

// concordanceLines: on wide and narrow screens the matches stand below each
// other between their contexts, and what is a table stays one.
func concordanceLines(t *testing.T, ctx context.Context, base string) {
	for _, width := range []int64{1280, 320} {
		run(t, ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(base+someQuery), chromedp.Click(chromedp.CSS(`.views a[href*="view=kwic"]`)), visible(".kwic"))
		faults := js[string](t, ctx, `(()=>{
			const out=[], rows=[...document.querySelectorAll(".kwic tbody tr")], box=e=>e.getBoundingClientRect();
			if (rows.length<20) out.push(rows.length+" lines");
			const centres=rows.map(r=>{const b=box(r.querySelector(".match mark")); return (b.left+b.right)/2});
			if (Math.max(...centres)-Math.min(...centres)>1.5) out.push("matches from "+Math.min(...centres)+" to "+Math.max(...centres));
			for (const r of rows) {
				const [l,m,a]=["before","match","after"].map(c=>box(r.querySelector("."+c)));
				if (l.right>m.left+1 || m.right>a.left+1 || box(r.querySelector(".match mark")).width<10) { out.push("overlap in "+r.textContent); break; }
				if (r.getAttribute("role")!=="row" || r.querySelectorAll("[role=cell]").length!==4) { out.push("no row"); break; }
			}
			return out.join("; ")})()`)
		if faults != "" {
			t.Errorf("at %d pixels: %s", width, faults)
		}
	}
}

func withoutScript(t *testing.T, ctx context.Context, search chromedp.Action[chromedp.Void]) {
	run(t, ctx, chromedp.EmulateViewport(1280, 900), script(false), search)
	hits := js[int](t, ctx, `document.querySelectorAll(".hit").length`)
	run(t, ctx, chromedp.Click(chromedp.CSS(".hit h2 a")), visible(".dochead"))
	marks := js[int](t, ctx, `document.querySelectorAll("mark").length`)
	run(t, ctx, script(true))
	if hits == 0 || marks == 0 {
		t.Errorf("%d hits, %d marks without script", hits, marks)
	}
}

// TestBrowserAttacks opens pages whose every string is an attack and looks for
// anything that ran, or that the policy had to stop.
func TestBrowserAttacks(t *testing.T) {
	ctx := browser(t)
	for i, x := range attacks {
		d := hostile(i)
		base := site(t, newFake(d))
		for _, p := range []string{
			"/?q=" + url.QueryEscape("文搜"), "/?q=" + url.QueryEscape(x), "/?group=none&topic=" + url.QueryEscape(x) + "&doc=" + url.QueryEscape(x) + "&from=" + url.QueryEscape(x),
			"/?view=kwic&q=" + url.QueryEscape("文搜"), "/?view=kwic&sort=left&q=" + url.QueryEscape(x), "/similar?unit=p1&doc=" + url.QueryEscape(string(d.ID)),
			"/?topic=" + url.QueryEscape(x), "/", documentPath(string(d.ID)) + "?q=" + url.QueryEscape("文搜 "+x), "/d/" + url.PathEscape(x),
		} {
			stop, messages := console(ctx)
			run(t, ctx, chromedp.Navigate(base+p))
			title := get(t, ctx, chromedp.Title())
			frames := js[int](t, ctx, `document.querySelectorAll("iframe, img, main script, main style, [onclick], [onerror], [onload], [onmouseover], a[href^='javascript']").length`)
			stop()
			if title == "pwned" || frames > 0 {
				t.Errorf("%s: title %q, %d foreign elements", p, title, frames)
			}
			for m := range messages {
				// A status of 400 or 404 is what some of these pages are for.
				if m.Source != "network" {
					t.Errorf("%s: the browser complained: %s", p, m)
				}
			}
		}
	}
}

// console collects what the page writes until stop is called.
func console(ctx context.Context) (stop func(), messages <-chan chromedp.ConsoleMessage) {
	ctx, cancel := context.WithCancel(ctx)
	seq := chromedp.Console(ctx)
	out := make(chan chromedp.ConsoleMessage, 100)
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer close(out)
		for m, err := range seq {
			if err != nil {
				return
			}
			out <- m
		}
	}()
	return func() { cancel(); <-done }, out
}

// shots writes pictures of the pages for people to look at.
func shots(t *testing.T, ctx context.Context, base, dir string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	shoot := func(name, path string, w, h int64, isDark bool) {
		run(t, ctx, dark(isDark), chromedp.EmulateViewport(w, h), chromedp.Navigate(base+path))
		time.Sleep(150 * time.Millisecond) // scrolling
		png := get(t, ctx, chromedp.CaptureScreenshot())
		if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range somePages {
		shoot(p.name, p.path, 1280, 1100, false)
	}
	for _, i := range []int{0, 1, 6} {
		shoot(somePages[i].name+"-dark", somePages[i].path, 1280, 1100, true)
		shoot(somePages[i].name+"-narrow", somePages[i].path, 320, 900, false)
	}
	shoot("reader-notes", "/d/papers/algorithmic-accountability?q="+url.QueryEscape("演算法問責")+"#fn2", 1280, 1100, false)
	shoot("reader-table", "/d/papers/algorithmic-accountability?q="+url.QueryEscape("演算法問責")+"#tb1", 1000, 1100, false)
	shoot("list-en", someQuery+"&ui=en", 1280, 1000, false)
	shoot("list-hans", someQuery+"&ui=zh-Hans", 1280, 1000, false)
	fmt.Println("pictures in", dir)
}
