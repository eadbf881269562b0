package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/spf13/cobra"

	"wensou/index"
	"wensou/parse/input"
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
		{fmt.Errorf("%w: 2 checks", errGate), 8},
		{errors.Join(errGate, errSomeFailed), 8},
		{fmt.Errorf("read: %w", context.Canceled), 130},
	} {
		if got := exitCode(tt.err); got != tt.want {
			t.Errorf("%v: exit code %d, want %d", tt.err, got, tt.want)
		}
	}
}

// Faults of the file system say what to do, wherever they come from.
func TestFaultsNameRemedies(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want string
	}{
		{&os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}, "the disk is full"},
		{fmt.Errorf("build: %w", syscall.EMFILE), "ulimit -n"},
		{errors.Join(errors.New("close"), syscall.EROFS), "can only be read"},
		{os.ErrPermission, ""},
		{errors.New("something else"), ""},
	} {
		if got := index.Advice(tt.err); tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
			t.Errorf("%v: %q", tt.err, got)
		}
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	var out, errOut bytes.Buffer
	code := run(t.Context(), []string{"build", "--index", filepath.Join(dir, "file", "idx"), "--cache-dir", dir, dir}, stdio{nil, &out, &errOut})
	if code != exitFailure || !strings.Contains(errOut.String(), "not a directory") {
		t.Errorf("exit code %d: %s", code, &errOut)
	}
}

func TestRejections(t *testing.T) {
	for _, tt := range []struct {
		err  input.Error
		want rejection
	}{
		{
			input.Error{Path: "a.md", Reason: "the file holds no text"},
			rejection{"a.md", 0, codeBadFile, "the file holds no text", remedies[codeBadFile]},
		},
		{
			input.Error{Path: "a.md", Reason: "binary file; convert it"},
			rejection{"a.md", 0, codeBadFile, "binary file", "convert it"},
		},
		{
			input.Error{Path: "r.jsonl", Line: 7, Reason: "no id"},
			rejection{"r.jsonl", 7, codeBadRow, "no id", remedies[codeBadRow]},
		},
		{
			input.Error{Path: "x", Reason: "permission denied", Err: &os.PathError{Op: "open", Path: "x", Err: syscall.EACCES}},
			rejection{"x", 0, codeUnreadable, "permission denied", remedies[codeUnreadable]},
		},
	} {
		if got := rejectionOf(&tt.err); got != tt.want {
			t.Errorf("%+v is %+v", tt.err, got)
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
