package gitlog

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// settings go before those of the repository and of the user. Whatever of these
// could run a program or reach the network does not; the others keep the answer
// from depending on who asks.
var settings = []string{
	"core.fsmonitor=false", "core.hooksPath=/dev/null", "core.pager=cat", "core.attributesFile=/dev/null",
	"core.untrackedCache=false", "core.quotePath=false", "protocol.allow=never", "credential.helper=",
	"diff.external=", "log.showRoot=true", "log.showSignature=false", "log.follow=false",
	"mailmap.file=", "mailmap.blob=", "gc.auto=0", "maintenance.auto=false",
}

// kept are the variables that git gets: none that moves the repository, which a
// hook that starts wensou would set.
func environment() []string {
	env := []string{
		"GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "GIT_NO_LAZY_FETCH=1", "GIT_ATTR_NOSYSTEM=1",
		"GIT_PAGER=cat", "LC_ALL=C", "TZ=UTC",
	}
	for _, kv := range os.Environ() {
		name, _, _ := strings.Cut(kv, "=")
		switch name {
		// The user's own settings say which folders are safe.
		case "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "PATH", "HOME", "XDG_CONFIG_HOME",
			"SystemRoot", "SYSTEMROOT", "USERPROFILE", "HOMEDRIVE", "HOMEPATH":
			env = append(env, kv)
		}
	}
	return env
}

// maxMessages is how much of git's complaints is kept.
const maxMessages = 4 << 10

// run starts git in dir and lets read take what it writes. What read leaves is
// thrown away with the process.
func run(ctx context.Context, dir string, read func(*tokens) error, args ...string) error {
	git, err := exec.LookPath("git")
	if err != nil {
		return ErrMissing
	}
	limited, cancel := context.WithTimeout(ctx, maxTime)
	defer cancel()
	all := []string{"-C", dir, "--no-pager", "--literal-pathspecs"}
	for _, s := range settings {
		all = append(all, "-c", s)
	}
	cmd := exec.CommandContext(limited, git, append(all, args...)...)
	cmd.Env = environment()
	cmd.WaitDelay = 5 * time.Second
	var messages head
	cmd.Stderr = &messages
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return fmt.Errorf("start git: %w", err)
	}
	t := newTokens(out)
	readErr := read(t)
	if readErr != nil {
		cancel()
	}
	err = cmd.Wait()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case readErr != nil:
		return readErr
	case limited.Err() != nil:
		return fmt.Errorf("git %s took longer than %s", args[0], maxTime)
	case err != nil:
		return refusal(args[0], messages.String(), err)
	}
	return nil
}

// refusal puts git's complaint into words that say what to do.
func refusal(command, said string, err error) error {
	said, _, _ = strings.Cut(strings.TrimPrefix(strings.TrimSpace(said), "fatal: "), "\n")
	said = strings.ToValidUTF8(said, "\uFFFD")
	switch {
	case strings.Contains(said, "dubious ownership"):
		return fmt.Errorf("%w: it belongs to another user; allow it with git config --global --add safe.directory and its full path", ErrRefused)
	case strings.Contains(said, "not a git repository"):
		return fmt.Errorf("%w: it is no work tree of git; correct type in the configuration", ErrRefused)
	case said != "":
		return fmt.Errorf("git %s: %s", command, said)
	}
	return fmt.Errorf("git %s: %w", command, err)
}

// output runs a command with a short answer.
func output(ctx context.Context, dir string, args ...string) (string, error) {
	var out strings.Builder
	err := run(ctx, dir, func(t *tokens) error {
		_, err := io.Copy(&out, io.LimitReader(t.r, maxToken))
		return err
	}, args...)
	return out.String(), err
}

// head keeps the beginning of what is written.
type head struct{ bytes.Buffer }

func (h *head) Write(p []byte) (int, error) {
	h.Buffer.Write(p[:min(len(p), maxMessages-h.Len())])
	return len(p), nil
}

// tokens are pieces of text with a NUL behind each.
type tokens struct {
	r   *bufio.Reader
	cur []byte
	err error
}

func newTokens(r io.Reader) *tokens { return &tokens{r: bufio.NewReaderSize(r, maxToken)} }

// next takes the next token; false at the end, and when err says why.
func (t *tokens) next() bool {
	line, err := t.r.ReadSlice(0)
	switch {
	case err == nil:
		t.cur = line[:len(line)-1]
		return true
	case errors.Is(err, io.EOF) && len(line) == 0:
	case errors.Is(err, io.EOF):
		t.err = io.ErrUnexpectedEOF
	case errors.Is(err, bufio.ErrBufferFull):
		t.err = fmt.Errorf("git gave a name of more than %d bytes", maxToken)
	default:
		t.err = err
	}
	t.cur = nil
	return false
}

func (t *tokens) text() string { return string(t.cur) }

// following is a token that must come; "" when it does not.
func (t *tokens) following() string {
	if !t.next() && t.err == nil {
		t.err = io.ErrUnexpectedEOF
	}
	return t.text()
}
