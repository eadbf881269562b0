package subprocess

import (
	"context"
	"errors"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"
)

var roomy = Limits{Time: 20 * time.Second, Memory: 1 << 30, Output: 1 << 20}

func TestRun(t *testing.T) {
	short, narrow := roomy, roomy
	short.Time, narrow.Output = 200*time.Millisecond, 1000
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	tests := []struct {
		name   string
		ctx    context.Context
		limits Limits
		args   []string
		output string
		err    error
	}{
		{"passes input through", t.Context(), roomy, []string{"cat"}, "文搜", nil},
		{"not installed", t.Context(), roomy, []string{"no-such-program-here"}, "", ErrMissing},
		{"out of time, with its children", t.Context(), short, []string{"sh", "-c", "sleep 60 & sleep 60"}, "", ErrTime},
		{"endless output", t.Context(), narrow, []string{"yes"}, strings.Repeat("y\n", 500), ErrOutput},
		{"cancelled", cancelled, roomy, []string{"sleep", "60"}, "", context.Canceled},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			start := time.Now()
			r, err := Run(tc.ctx, tc.limits, []byte("文搜"), tc.args[0], tc.args[1:]...)
			if !errors.Is(err, tc.err) || string(r.Output) != tc.output {
				t.Fatalf("got %q, %v; want %q, %v", r.Output, err, tc.output, tc.err)
			}
			if d := time.Since(start); d > 10*time.Second {
				t.Fatalf("took %v", d)
			}
		})
	}
}

func TestRunReportsFailure(t *testing.T) {
	r, err := Run(t.Context(), roomy, nil, "sh", "-c", "echo broken >&2; exit 3")
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 3 || r.Messages != "broken\n" {
		t.Fatalf("got %q, %v", r.Messages, err)
	}
}

func TestRunBoundsMemory(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux bounds the memory of another process")
	}
	tight := roomy
	tight.Memory = 64 << 20
	// read waits until the limits hold; then the shell must not get 200 MB.
	script := `read go; x=aaaaaaaa; while [ ${#x} -lt 200000000 ]; do x=$x$x; done; echo grown`
	r, err := Run(t.Context(), tight, []byte("go\n"), "sh", "-c", script)
	if err == nil || strings.Contains(string(r.Output), "grown") {
		t.Fatalf("grew beyond its bound: %q, %v", r.Output, err)
	}
	if r, err = Run(t.Context(), roomy, []byte("go\n"), "sh", "-c", "read go; ulimit -v"); err != nil || string(r.Output) != "1048576\n" {
		t.Fatalf("the bound in the process is %q (%v)", r.Output, err)
	}
}
