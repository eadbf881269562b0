package server

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"

	"wensou/internal/testutil"
)

// TestBrowserCites copies citations and downloads a selection, with scripts and
// without.
func TestBrowserCites(t *testing.T) {
	ctx := testutil.Browser(t, 90*time.Second)
	base, dir := site(t, newFake(library()...)), t.TempDir()
	run(
		t, ctx, chromedp.EmulateViewport(1280, 900),
		call(cdpbrowser.SetDownloadBehavior, cdpbrowser.SetDownloadBehaviorParams{Behavior: cdpbrowser.SetDownloadBehaviorBehaviorAllow, DownloadPath: dir}),
		permit("clipboard-read"), permit("clipboard-write"),
	)
	clipboard := func() string {
		t.Helper()
		js[bool](t, ctx, `(window.read="", navigator.clipboard.readText().then(s=>{window.read="= "+s}, e=>{window.read="! "+e}), true)`)
		text := ""
		for range 50 {
			if text = js[string](t, ctx, `window.read`); text != "" {
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
		return text
	}
	said := func() {
		t.Helper()
		for range 100 {
			if js[string](t, ctx, `[...document.querySelectorAll(".cite[open] [role=status]")].map(e=>e.textContent).join("")`) != "" {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
		t.Error("nobody is told that it was copied")
	}
	copied := func(button, want string) {
		t.Helper()
		run(t, ctx, chromedp.Click(chromedp.CSS(".cite > summary")), visible(button), chromedp.Click(chromedp.CSS(button)))
		said()
		if got := clipboard(); !strings.HasPrefix(got, "= ") || !strings.Contains(got, want) {
			t.Errorf("the clipboard holds %q", got)
		}
	}
	t.Run("copy a hit", func(t *testing.T) {
		run(t, ctx, chromedp.Navigate(base+someQuery))
		copied(`.cite[open] a[href$="format=bibtex"] + button`, "@online{")
	})
	t.Run("copy in the reader", func(t *testing.T) {
		run(t, ctx, chromedp.Navigate(base+"/d/papers/algorithmic-accountability"))
		copied(`.cite[open] a[href$="format=apa"] + button`, "公部門演算法問責的制度設計：透明、解釋與查核。公共治理學刊。")
	})
	selected := func(t *testing.T, suffix string) {
		t.Helper()
		run(
			t, ctx, chromedp.Navigate(base+someQuery),
			chromedp.Click(chromedp.CSS(".hit:nth-child(1) .pick input")), chromedp.Click(chromedp.CSS(".hit:nth-child(2) .pick input")),
		)
		if js[bool](t, ctx, `!document.querySelector(".export").open`) {
			run(t, ctx, chromedp.Click(chromedp.CSS(".export > summary")))
		}
		run(t, ctx, visible("#export button"), chromedp.Click(chromedp.CSS("#export button")))
		if text := downloaded(t, dir); strings.Count(text, "@online{") != 2 {
			t.Errorf("%s: downloaded %q", suffix, text)
		}
	}
	t.Run("download a selection", func(t *testing.T) { selected(t, "with scripts") })
	t.Run("download without scripts", func(t *testing.T) {
		run(t, ctx, script(false))
		selected(t, "without scripts")
		run(t, ctx, script(true))
	})
	t.Run("nothing is selected", func(t *testing.T) {
		run(t, ctx, chromedp.Navigate(base+"/?q="+url.QueryEscape("演算法")))
		if !js[bool](t, ctx, `document.querySelector("#export button").disabled`) {
			t.Error("an empty selection can be sent")
		}
	})
}

// permit lets the page do what a person would be asked about.
func permit(name string) chromedp.Action[chromedp.Void] {
	return call(cdpbrowser.SetPermission, cdpbrowser.SetPermissionParams{
		Permission: &cdpbrowser.PermissionDescriptor{Name: name}, Setting: cdpbrowser.PermissionSettingGranted,
	})
}

// downloaded waits for the one finished file of dir, and takes it away.
func downloaded(t *testing.T, dir string) string {
	t.Helper()
	for range 200 {
		files, _ := filepath.Glob(filepath.Join(dir, "*.bib"))
		if len(files) == 1 {
			text, err := os.ReadFile(files[0])
			if err != nil {
				t.Fatal(err)
			}
			if len(text) > 0 {
				if err := os.Remove(files[0]); err != nil {
					t.Fatal(err)
				}
				return string(text)
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Error("nothing was downloaded")
	return ""
}
