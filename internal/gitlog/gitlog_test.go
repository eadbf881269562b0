package gitlog

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// repo is a work tree whose commits have fixed dates.
type repo struct {
	t   *testing.T
	dir string
	day int
}

func newRepo(t *testing.T) *repo {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git")
	}
	t.Setenv("GIT_CONFIG_GLOBAL", "/dev/null")
	r := &repo{t: t, dir: t.TempDir()}
	r.git("init", "-q", "-b", "main")
	return r
}

func (r *repo) git(args ...string) {
	r.t.Helper()
	r.as("陳一", args...)
}

func (r *repo) as(author string, args ...string) {
	r.t.Helper()
	cmd := exec.Command("git", append([]string{"-C", r.dir}, args...)...)
	date := fmt.Sprintf("2024-03-%02dT23:30:00+08:00", r.day+1)
	cmd.Env = append(os.Environ(),
		"GIT_AUTHOR_NAME="+author, "GIT_AUTHOR_EMAIL=a@coast.example", "GIT_AUTHOR_DATE="+date,
		"GIT_COMMITTER_NAME=館員", "GIT_COMMITTER_EMAIL=c@coast.example", "GIT_COMMITTER_DATE="+date)
	if out, err := cmd.CombinedOutput(); err != nil {
		r.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

func (r *repo) write(name, text string) {
	r.t.Helper()
	at := filepath.Join(r.dir, name)
	if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

// commit takes everything in, a day later than the one before.
func (r *repo) commit(author string) {
	r.t.Helper()
	r.day++
	r.git("add", "-A")
	r.as(author, "commit", "-q", "-m", "一則")
}

const long = "海風吹過碼頭，漁船一艘一艘回港。\n老人坐在堤上補網。\n燈塔每十秒閃一次。\n"

// show is one line for each file: its name, first and last commit.
func show(t *Tree) []string {
	var lines []string
	for _, f := range t.Files {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", f.Name, f.First.Date, f.First.Author, f.Last.Date)))
	}
	return lines
}

func TestRead(t *testing.T) {
	for _, tt := range []struct {
		name string
		make func(*repo)
		sub  string
		want []string
	}{
		{"first commit dates and names, last one is kept beside", func(r *repo) {
			r.write("a.md", long)
			r.commit("陳一")
			r.write("a.md", long+"改。\n")
			r.write("b.md", "乙")
			r.commit("李二")
		}, "", []string{"a.md 2024-03-02 陳一 2024-03-03", "b.md 2024-03-03 李二 2024-03-03"}},
		{"untracked files are not there, staged ones have no date", func(r *repo) {
			r.write("a.md", long)
			r.commit("陳一")
			r.write("staged.md", "暫")
			r.git("add", "staged.md")
			r.write("untracked.md", "外")
		}, "", []string{"a.md 2024-03-02 陳一 2024-03-02", "staged.md"}},
		{"nothing was committed", func(r *repo) {
			r.write("a.md", long)
			r.git("add", "-A")
		}, "", []string{"a.md"}},
		{"a renamed file keeps its history, also when it was changed a little", func(r *repo) {
			r.write("a.md", long)
			r.commit("陳一")
			r.git("mv", "a.md", "b.md")
			r.write("b.md", long+"改。\n")
			r.commit("李二")
			r.write("a.md", "另一篇")
			r.commit("張三")
		}, "", []string{"a.md 2024-03-04 張三 2024-03-04", "b.md 2024-03-02 陳一 2024-03-03"}},
		{"a file that was removed and came back is as old as its return", func(r *repo) {
			r.write("a.md", long)
			r.commit("陳一")
			r.git("rm", "-q", "a.md")
			r.write("b.md", "乙")
			r.commit("李二")
			r.write("a.md", long)
			r.commit("張三")
		}, "", []string{"a.md 2024-03-04 張三 2024-03-04", "b.md 2024-03-03 李二 2024-03-03"}},
		{"what a branch brought, and what only the merge did", func(r *repo) {
			r.write("a.md", long)
			r.commit("陳一")
			r.git("checkout", "-q", "-b", "side")
			r.write("side.md", "旁")
			r.commit("李二")
			r.git("checkout", "-q", "main")
			r.write("main.md", "主")
			r.commit("張三")
			r.git("merge", "-q", "--no-ff", "--no-commit", "side")
			r.write("merge.md", "合")
			r.commit("陳一")
		}, "", []string{"a.md 2024-03-02 陳一 2024-03-02", "main.md 2024-03-04 張三 2024-03-04", "merge.md 2024-03-05 陳一 2024-03-05", "side.md 2024-03-03 李二 2024-03-03"}},
		{"a folder of the work tree", func(r *repo) {
			r.write("a.md", long)
			r.write("筆記/b.md", long+"乙")
			r.commit("陳一")
		}, "筆記", []string{"b.md 2024-03-02 陳一 2024-03-02"}},
		{"names with line breaks, marks and other bytes", func(r *repo) {
			r.write("a\nb.md", "甲")
			r.write("\x01x.md", "乙")
			r.write("R100", "丙")
			r.write("t\tab.md", "丁")
			r.commit("陳一")
		}, "", []string{"\x01x.md 2024-03-02 陳一 2024-03-02", "R100 2024-03-02 陳一 2024-03-02", "a\nb.md 2024-03-02 陳一 2024-03-02", "t\tab.md 2024-03-02 陳一 2024-03-02"}},
		{"the mailmap of the tree gives names", func(r *repo) {
			r.write("a.md", long)
			r.write(".mailmap", "陳一一 <a@coast.example>\n")
			r.commit("chen")
		}, "", []string{".mailmap 2024-03-02 陳一一 2024-03-02", "a.md 2024-03-02 陳一一 2024-03-02"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRepo(t)
			tt.make(r)
			tree, err := Read(t.Context(), filepath.Join(r.dir, tt.sub))
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.want, show(tree)); d != "" {
				t.Error(d)
			}
		})
	}
}

// A clone without its older history knows no first commit of what is older.
func TestShallow(t *testing.T) {
	r := newRepo(t)
	r.write("a.md", long)
	r.commit("陳一")
	r.write("b.md", "乙")
	r.commit("李二")
	r.write("a.md", long+"改。\n")
	r.write("c.md", "丙")
	r.commit("張三")
	clone := filepath.Join(t.TempDir(), "clone")
	r.git("clone", "-q", "--depth", "2", "file://"+r.dir, clone)
	tree, err := Read(t.Context(), clone)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"a.md   2024-03-04", "b.md", "c.md 2024-03-04 張三 2024-03-04"}, show(tree)); d != "" || !tree.Shallow {
		t.Errorf("shallow %v:\n%s", tree.Shallow, d)
	}
}

// A partial clone lacks contents, and nothing is fetched to compare them.
func TestPartialCloneFetchesNothing(t *testing.T) {
	r := newRepo(t)
	r.write("a.md", long)
	r.write("same.md", strings.Repeat("山。\n", 30))
	r.commit("陳一")
	r.git("mv", "a.md", "b.md")
	r.git("mv", "same.md", "moved.md")
	r.write("b.md", long+"改。\n")
	r.commit("李二")
	r.git("config", "uploadpack.allowFilter", "true")
	clone := filepath.Join(t.TempDir(), "clone")
	r.git("clone", "-q", "--filter=blob:none", "file://"+r.dir, clone)
	tree, err := Read(t.Context(), clone)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"b.md 2024-03-03 李二 2024-03-03", "moved.md 2024-03-02 陳一 2024-03-03"}, show(tree)); d != "" || !tree.Partials {
		t.Errorf("partial %v:\n%s", tree.Partials, d)
	}
}

// What a repository's own settings name is not run.
func TestRepositoryRunsNothing(t *testing.T) {
	r := newRepo(t)
	trap := filepath.Join(t.TempDir(), "trap")
	sprung := filepath.Join(t.TempDir(), "sprung")
	if err := os.WriteFile(trap, []byte("#!/bin/sh\necho >> '"+sprung+"'\ncat\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	r.write(".gitattributes", "*.md diff=trap filter=trap\n")
	r.write("a.md", long)
	r.commit("陳一")
	r.write("a.md", long+"改")
	r.commit("陳一")
	for _, key := range []string{"core.fsmonitor", "core.pager", "pager.log", "diff.external", "diff.trap.textconv", "diff.trap.command", "filter.trap.clean", "filter.trap.smudge", "gpg.program", "core.sshCommand"} {
		r.git("config", key, trap)
	}
	r.git("config", "log.showSignature", "true")
	r.git("config", "core.hooksPath", filepath.Dir(trap))
	_ = os.Remove(sprung) // git config itself may have run the monitor
	t.Setenv("GIT_DIR", filepath.Join(t.TempDir(), "elsewhere"))
	t.Setenv("GIT_EXTERNAL_DIFF", trap)
	tree, err := Read(t.Context(), r.dir)
	if err != nil || len(tree.Files) != 2 {
		t.Fatalf("tree %+v, error %v", tree, err)
	}
	if _, err := os.Stat(sprung); err == nil {
		t.Error("a program of the repository was run")
	}
}

func TestRefusals(t *testing.T) {
	newRepo(t)
	if _, err := Read(t.Context(), t.TempDir()); !errors.Is(err, ErrRefused) {
		t.Errorf("a plain folder: %v, want ErrRefused", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Read(ctx, t.TempDir()); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := Read(t.Context(), t.TempDir()); !errors.Is(err, ErrMissing) {
		t.Errorf("without git: %v, want ErrMissing", err)
	}
}

func TestRefusalNamesRemedy(t *testing.T) {
	for said, want := range map[string]string{
		"fatal: detected dubious ownership in repository at '/x'\nTo add": "safe.directory",
		"fatal: not a git repository (or any of the parent directories)":  "no work tree",
		"fatal: index file corrupt\nmore":                                 "git log: index file corrupt",
		"":                                                                "git log: exit status 3",
	} {
		if err := refusal("log", said, errors.New("exit status 3")); !strings.Contains(err.Error(), want) {
			t.Errorf("%q gives %q", said, err)
		}
	}
}

// Whatever comes in, the walk ends and gives every file at most what it read.
func FuzzWalk(f *testing.F) {
	f.Add([]byte("\x01\x002024-03-02T00:00:00Z\x00陳\x00\x00\nA\x00a\x00"), false)
	f.Add([]byte("\x01p\x002024-03-02T00:00:00Z\x00陳\x00\x00\nR100\x00b\x00a\x00\x01\x002023-01-01\x00x\x00A\x00b\x00"), true)
	f.Add([]byte("\x01"), false)
	f.Add([]byte("R1\x00"), false)
	f.Fuzz(func(t *testing.T, data []byte, shallow bool) {
		tree := &Tree{Files: []File{{Name: "a"}, {Name: "c"}}, Shallow: shallow}
		w := walk{tree: tree, then: map[string][]int{"a": {0}, "c": {1}}}
		_ = w.read(newTokens(strings.NewReader(string(data))))
		for _, f := range tree.Files {
			if n := len(f.First.Date); n != 0 && n != 10 {
				t.Errorf("date %q", f.First.Date)
			}
		}
	})
}

func TestTokensEnd(t *testing.T) {
	tk := newTokens(strings.NewReader("a\x00b"))
	if !tk.next() || tk.text() != "a" || tk.next() || !errors.Is(tk.err, io.ErrUnexpectedEOF) {
		t.Errorf("token %q, error %v", tk.text(), tk.err)
	}
	tk = newTokens(strings.NewReader(strings.Repeat("x", maxToken+1)))
	if tk.next() || tk.err == nil {
		t.Error("a token of any length is taken")
	}
}
