package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"wensou/index"
)

func TestExitCodes(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want int
	}{
		{nil, 0},
		{errors.New("disk full"), 1},
		{errNoDocuments, 1},
		{usagef("no such thing"), 2},
		{fmt.Errorf("%w: line 3", errConfig), 3},
		{fmt.Errorf("open: %w", index.ErrNoGeneration), 4},
		{index.ErrIncompatible, 4},
		{errors.Join(index.ErrCorrupt, errors.New("close")), 5},
		{index.ErrLocked, 6},
		{fmt.Errorf("%w: 3", errSomeFailed), 7},
		{fmt.Errorf("read: %w", context.Canceled), 130},
	} {
		if got := exitCode(tt.err); got != tt.want {
			t.Errorf("%v: exit code %d, want %d", tt.err, got, tt.want)
		}
	}
}

// A build that is interrupted leaves no generation, and the next one goes on
// as if nothing had been.
func TestInterruptedBuildLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	docs, idx := filepath.Join(dir, "docs"), filepath.Join(dir, "idx")
	if err := os.Mkdir(docs, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(docs, "a.txt"), []byte("港口\n\n漁船一艘一艘回港。\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	args := []string{"build", "--index", idx, "--cache-dir", filepath.Join(dir, "cache"), "--publish", docs}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errOut bytes.Buffer
	if code := run(ctx, args, stdio{nil, &out, &errOut}); code != exitInterrupted {
		t.Errorf("exit code %d, want %d: %s", code, exitInterrupted, &errOut)
	}
	left, err := os.ReadDir(filepath.Join(idx, "generations"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	if code := run(t.Context(), args, stdio{nil, &out, &errOut}); code != exitOK {
		t.Errorf("the next build exits with %d: %s", code, &errOut)
	}
}

// The committed reference is what the help texts say.
func TestCommandReference(t *testing.T) {
	var b bytes.Buffer
	if err := writeReference(&b, newRoot(stdio{})); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join("..", "..", "docs", "commands.md"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), got) {
		t.Error("docs/commands.md differs from the help texts: run make docs")
	}
}

func TestEveryCommandIsDescribed(t *testing.T) {
	var check func(c *cobra.Command)
	check = func(c *cobra.Command) {
		for _, sub := range c.Commands() {
			if sub.Hidden || sub.Name() == "help" || sub.Name() == "completion" {
				continue
			}
			if sub.Short == "" || sub.Example == "" && !sub.HasSubCommands() {
				t.Errorf("%s lacks a description or an example", sub.CommandPath())
			}
			if !strings.HasPrefix(strings.TrimSpace(sub.Example), "wensou") && sub.Example != "" {
				t.Errorf("%s: the example is no command", sub.CommandPath())
			}
			check(sub)
		}
	}
	check(newRoot(stdio{}))
}

func TestTextOfDocumentsCanNotSteerTheTerminal(t *testing.T) {
	if got := oneLine("a\x1b[31mb\nc\u009b2Jd\x7f港"); got != "a [31mb c 2Jd 港" {
		t.Errorf("%q", got)
	}
}

func TestSizes(t *testing.T) {
	for n, want := range map[int64]string{0: "0 bytes", 1023: "1023 bytes", 1536: "1.5 KB", 5 << 20: "5.0 MB", 3 << 30: "3.0 GB"} {
		if got := size(n); got != want {
			t.Errorf("size(%d) = %q, want %q", n, got, want)
		}
	}
}
