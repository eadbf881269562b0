// Package gitlog asks git which files of a work tree it tracks, and when and by
// whom each was first and last committed. It runs the git program a few times
// for a whole tree, never once a file, and lets a repository that nobody vouches
// for run nothing: no hooks, pager, filters, signature checks or network.
package gitlog

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

var (
	// ErrMissing: there is no git program.
	ErrMissing = errors.New("gitlog: the program git is not installed")
	// ErrRefused: git does not take the folder for a work tree that it may read.
	ErrRefused = errors.New("gitlog: git refuses the folder")
)

// Limits of one tree.
const (
	maxFiles = 2_000_000
	maxTime  = 15 * time.Minute // for one run of git
	maxToken = 64 << 10         // bytes of a path or name
)

// Commit is what a file gets from one commit. The zero Commit is unknown.
type Commit struct {
	Date   string // YYYY-MM-DD, of the author, in the author's own time zone
	Author string // after the mailmap of the tree
}

// File is one tracked file of a work tree.
type File struct {
	Name        string // slash-separated, below the folder that was asked for
	First, Last Commit // unknown for a file that was never committed
}

// Tree is what git tracks below one folder.
type Tree struct {
	Files    []File // in the order of their names
	Shallow  bool   // the history is cut off; files as old as the cut have no First
	Modules  int    // submodules, whose files are not listed
	Partials bool   // contents are missing, so a renamed file keeps its history only if it stayed the same
}

// Read lists what git tracks below the folder dir, which is a work tree or lies
// in one. It never follows a submodule. Errors are ErrMissing, ErrRefused, that
// of ctx, or git's own words.
func Read(ctx context.Context, dir string) (*Tree, error) {
	out, err := output(ctx, dir, "rev-parse", "--is-inside-work-tree", "--is-shallow-repository")
	if err != nil {
		return nil, err
	}
	answers := strings.Fields(out)
	if len(answers) != 2 || answers[0] != "true" {
		return nil, fmt.Errorf("%w: it is no work tree", ErrRefused)
	}
	t := &Tree{Shallow: answers[1] == "true"}
	if err := t.list(ctx, dir); err != nil {
		return nil, err
	}
	if _, err := output(ctx, dir, "rev-parse", "--verify", "--quiet", "HEAD"); err != nil {
		return t, ctx.Err() // nothing was committed yet
	}
	err = t.history(ctx, dir, "--find-renames=50%", "-l1000")
	if err != nil && ctx.Err() == nil {
		// To compare contents git needs them; a partial clone would fetch them.
		t.Partials = true
		err = t.history(ctx, dir, "--find-renames=100%")
	}
	return t, err
}

// list reads the index: "mode object stage\tpath", each behind a NUL.
func (t *Tree) list(ctx context.Context, dir string) error {
	return run(ctx, dir, func(tokens *tokens) error {
		for tokens.next() {
			about, name, ok := strings.Cut(tokens.text(), "\t")
			if !ok {
				return fmt.Errorf("git ls-files said %q", about)
			}
			switch {
			case strings.HasPrefix(about, "160000"):
				t.Modules++
			case len(t.Files) > 0 && t.Files[len(t.Files)-1].Name == name: // unmerged
			case len(t.Files) == maxFiles:
				return fmt.Errorf("git tracks more than %d files; take folders of it as sources", maxFiles)
			default:
				t.Files = append(t.Files, File{Name: name})
			}
		}
		return tokens.err
	}, "ls-files", "-z", "--stage")
}

// history walks all commits once, newest first. Each file is followed under the
// name that it had then.
func (t *Tree) history(ctx context.Context, dir string, renames ...string) error {
	w := walk{tree: t, then: make(map[string][]int, len(t.Files))}
	for i := range t.Files {
		t.Files[i].First, t.Files[i].Last = Commit{}, Commit{}
		w.then[t.Files[i].Name] = []int{i}
	}
	args := []string{
		"log", "-z", "--format=%x01%P%x00%aI%x00%aN%x00", "--name-status", "--relative", "--date-order",
		"--diff-merges=combined", "--no-ext-diff", "--no-textconv", "--no-show-signature", "--no-color",
		"--no-decorate", "-O/dev/null", "--encoding=UTF-8", "--ignore-submodules=all",
	}
	return run(ctx, dir, w.read, append(args, renames...)...)
}

type walk struct {
	tree   *Tree
	then   map[string][]int // name at the commit → files of the tree
	commit Commit
	cut    bool // the commit is where a shallow history ends
}

// read takes commits as git log writes them: \x01 and the parents, date, author;
// then a state and one path, or two of a rename, for each file.
func (w *walk) read(tokens *tokens) error {
	for tokens.next() {
		token := strings.TrimPrefix(tokens.text(), "\n")
		if token == "" {
			continue
		}
		if parents, ok := strings.CutPrefix(token, "\x01"); ok {
			if err := w.begin(parents, tokens.following(), tokens.following()); err != nil {
				return errors.Join(tokens.err, err)
			}
			continue
		}
		name, from := tokens.following(), ""
		if (token[0] == 'R' || token[0] == 'C') && len(token) > 1 && token[1] >= '0' && token[1] <= '9' {
			from, name = name, tokens.following()
		}
		w.touch(name)
		switch {
		case token[0] == 'R' && from != "":
			w.then[from] = append(w.then[from], w.then[name]...)
			delete(w.then, name)
		case strings.Trim(token, "A") == "" || token[0] == 'C':
			delete(w.then, name) // what had the name before was another file
		}
	}
	return tokens.err
}

const dateBytes = len("2006-01-02")

func (w *walk) begin(parents, date, author string) error {
	if len(date) < dateBytes {
		return fmt.Errorf("git log said the date is %q", date)
	}
	w.commit = Commit{Date: date[:dateBytes], Author: strings.ToValidUTF8(strings.TrimSpace(author), "\uFFFD")}
	w.cut = w.tree.Shallow && parents == ""
	return nil
}

func (w *walk) touch(name string) {
	for _, i := range w.then[name] {
		f := &w.tree.Files[i]
		if w.cut {
			f.First = Commit{}
			continue
		}
		f.First = w.commit
		if f.Last == (Commit{}) {
			f.Last = w.commit
		}
	}
}
