// Package subprocess runs another program on bytes that nobody vouches for:
// bounded in time, memory and output, alone in its process group, and with
// everything it started killed when it is over.
package subprocess

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

var (
	// ErrMissing: the program is not installed.
	ErrMissing = errors.New("subprocess: program not found")
	// ErrTime: it ran longer than Limits.Time.
	ErrTime = errors.New("subprocess: out of time")
	// ErrOutput: it wrote more than Limits.Output.
	ErrOutput = errors.New("subprocess: too much output")
)

// Limits of one run. Each must be positive.
type Limits struct {
	Time   time.Duration // wall clock; the same number of seconds bounds the processor time
	Memory int64         // bytes of address space, where the system can bound them (Linux)
	Output int64         // bytes of standard output
}

// maxMessages is how much of standard error is kept.
const maxMessages = 16 << 10

// waitDelay is how long pipes may stay open once the program is dead.
const waitDelay = 2 * time.Second

// Result is what a program wrote.
type Result struct {
	Output   []byte
	Messages string // standard error, cut at 16 KiB
}

// Run feeds stdin to the program and waits for it. The limits hold before the
// program sees the first byte of stdin. Errors are ErrMissing, ErrTime and
// ErrOutput, ctx's own, or an *exec.ExitError; the result holds what was
// written until then. Arguments must not come from the input.
func Run(ctx context.Context, l Limits, stdin []byte, name string, args ...string) (Result, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return Result{}, fmt.Errorf("%w: %s", ErrMissing, name)
	}
	runCtx, cancel := context.WithTimeoutCause(ctx, l.Time, ErrTime)
	defer cancel()
	runCtx, stop := context.WithCancelCause(runCtx)
	defer stop(nil)

	out := &bounded{max: l.Output, full: func() { stop(ErrOutput) }}
	messages := &bounded{max: maxMessages}
	cmd := exec.CommandContext(runCtx, path, args...)
	cmd.Env = []string{"LC_ALL=C", "PATH=" + os.Getenv("PATH")}
	cmd.Dir = os.TempDir()
	cmd.Stdout, cmd.Stderr = out, messages
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = waitDelay
	gate := &gated{data: bytes.NewReader(stdin), open: make(chan struct{})}
	cmd.Stdin = gate
	if err := cmd.Start(); err != nil {
		return Result{}, fmt.Errorf("start %s: %w", name, err)
	}
	limitErr := limit(cmd.Process.Pid, l)
	if limitErr != nil {
		stop(fmt.Errorf("limit %s: %w", name, limitErr))
	}
	close(gate.open)
	err = cmd.Wait()
	result := Result{Output: out.buf.Bytes(), Messages: strings.ToValidUTF8(messages.buf.String(), "\uFFFD")}
	switch {
	case ctx.Err() != nil:
		return result, ctx.Err()
	case runCtx.Err() != nil:
		return result, context.Cause(runCtx)
	}
	return result, err
}

// gated is a reader that gives nothing before it is opened.
type gated struct {
	data *bytes.Reader
	open chan struct{}
}

func (g *gated) Read(p []byte) (int, error) {
	<-g.open
	return g.data.Read(p)
}

// bounded keeps the first max bytes; full is told of the first one too many.
type bounded struct {
	buf  bytes.Buffer
	max  int64
	full func()
}

func (b *bounded) Write(p []byte) (int, error) {
	room := b.max - int64(b.buf.Len())
	if int64(len(p)) > room {
		b.buf.Write(p[:max(room, 0)])
		if b.full != nil {
			b.full()
		}
		return len(p), nil
	}
	return b.buf.Write(p)
}
