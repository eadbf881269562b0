// Package testutil is what tests of several packages need. It is imported by
// tests only.
package testutil

import (
	"context"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// Browser starts one headless Chromium for a test and returns the context of
// its first tab, which ends after limit. The test is skipped where there is no
// browser, and with -short.
func Browser(t *testing.T, limit time.Duration) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("browser tests are left out with -short")
	}
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium in PATH: install Debian's package chromium")
	}
	alloc, cancel := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("headless", "new"), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("hide-scrollbars", true), chromedp.Flag("accept-lang", "zh-TW"),
	)
	tab, cancelTab := chromedp.NewContext(alloc)
	// The first action starts the browser and decides how long it lives.
	if err := chromedp.Do(tab, chromedp.Navigate("about:blank")); err != nil {
		cancelTab()
		cancel()
		t.Fatalf("start chromium: %v", err)
	}
	ctx, cancelTime := context.WithTimeout(tab, limit)
	t.Cleanup(func() {
		cancelTime()
		_ = chromedp.Cancel(tab) // waits until the process is gone, so that its files can be removed
		cancelTab()
		cancel()
	})
	return ctx
}
