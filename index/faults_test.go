package index_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"wensou/index"
)

// errCrashed is what a dead process sees of its disk: nothing happens any more.
var errCrashed = errors.New("crashed")

// faultyFS counts the steps of a run. At step at it fails with err, once; or,
// when err is errCrashed, it does the step if after says so, and from then on
// nothing at all, as if the process had been killed. Locks are given back all
// the same: the kernel does that.
type faultyFS struct {
	index.OS
	at    int
	err   error
	after bool

	n     int
	dead  bool
	steps []string // what was done, for the names of tests
}

func (f *faultyFS) step(name, path string, do func() error) error {
	if f.dead {
		return errCrashed
	}
	at := f.n
	f.n++
	f.steps = append(f.steps, name+" "+shortName(path))
	if at != f.at || f.err == nil {
		return do()
	}
	if f.err != errCrashed {
		return &os.PathError{Op: name, Path: path, Err: f.err}
	}
	if f.after {
		_ = do()
	}
	f.dead = true
	return errCrashed
}

// shortName leaves out what differs from run to run.
func shortName(path string) string {
	name := filepath.Base(path)
	if i := strings.Index(name, "20"); i >= 0 {
		name = name[:i] + "NAME"
	}
	return name
}

func (f *faultyFS) MkdirAll(p string) error {
	return f.step("mkdir", p, func() error { return f.OS.MkdirAll(p) })
}

func (f *faultyFS) Rename(a, b string) error {
	return f.step("rename to", b, func() error { return f.OS.Rename(a, b) })
}

func (f *faultyFS) RemoveAll(p string) error {
	return f.step("remove", p, func() error { return f.OS.RemoveAll(p) })
}

func (f *faultyFS) Create(p string) (file index.File, err error) {
	err = f.step("create", p, func() (err error) { file, err = f.OS.Create(p); return err })
	return f.wrap(file, p, err)
}

func (f *faultyFS) Open(p string) (file index.File, err error) {
	err = f.step("open", p, func() (err error) { file, err = f.OS.Open(p); return err })
	return f.wrap(file, p, err)
}

func (f *faultyFS) wrap(file index.File, p string, err error) (index.File, error) {
	if err != nil {
		if file != nil { // opened, and then died
			err = errors.Join(err, file.Close())
		}
		return nil, err
	}
	return &faultyFile{file, f, p}, nil
}

func (f *faultyFS) Lock(p string, kind index.LockKind) (unlock func() error, err error) {
	err = f.step("lock", p, func() (err error) { unlock, err = f.OS.Lock(p, kind); return err })
	if err != nil && unlock != nil {
		err = errors.Join(err, unlock())
	}
	return unlock, err
}

type faultyFile struct {
	index.File
	fs   *faultyFS
	path string
}

func (f *faultyFile) Write(b []byte) (n int, err error) {
	err = f.fs.step("write", f.path, func() (err error) { n, err = f.File.Write(b); return err })
	return n, err
}

func (f *faultyFile) Read(b []byte) (n int, err error) {
	if f.fs.dead {
		return 0, errCrashed
	}
	return f.File.Read(b)
}

// Sync is a step like the others, but does not wait for the disk.
func (f *faultyFile) Sync() error { return f.fs.step("sync", f.path, func() error { return nil }) }

// sound is a store without faults that does not wait for the disk.
func sound(dir index.Dir) *index.Store { return index.NewStore(dir, &faultyFS{at: -1}) }

// action is one command of the life of an index, and what has to hold after it
// went well.
type action struct {
	name string
	run  func(*index.Store) error
}

// actions on an index of three generations, of which the second serves and the
// first served before.
func actions(names [3]string) []action {
	return []action{
		{"build", func(s *index.Store) error {
			b, err := s.NewBuild(time.Now())
			if err != nil {
				return err
			}
			err = os.WriteFile(b.Path+"/postings", []byte("0123456789"), 0o644)
			if err == nil {
				err = b.Seal(&index.Manifest{Engine: "none"}, time.Now())
			}
			return errors.Join(err, b.Close())
		}},
		{"publish", func(s *index.Store) error { return s.Publish(names[2], index.Publication{By: "test"}) }},
		{"rollback", func(s *index.Store) error { _, err := s.Rollback("", index.Publication{By: "test"}); return err }},
		{"prune", func(s *index.Store) error { _, err := s.Prune(index.Prune{Keep: 1}); return err }},
	}
}

// threeGenerations is the index on which actions work, with an old one more for
// prune and the remains of a dead build.
func threeGenerations(t *testing.T) (dir index.Dir, names [3]string) {
	t.Helper()
	dir = index.Dir(t.TempDir())
	start := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 4 {
		b, err := sound(dir).NewBuild(start.Add(time.Duration(i) * time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		err = errors.Join(os.WriteFile(b.Path+"/postings", []byte("0123456789"), 0o644), b.Seal(&index.Manifest{Engine: "none"}, start), b.Close())
		if i == 1 || i == 2 {
			err = errors.Join(err, sound(dir).Publish(b.Generation, index.Publication{}))
		}
		if err != nil {
			t.Fatal(err)
		}
		if i > 0 {
			names[i-1] = b.Generation
		}
	}
	if err := os.Mkdir(dir.Path(".building-dead"), 0o755); err != nil {
		t.Fatal(err)
	}
	return dir, names
}

// TestEveryStepFailsOnce: each step of a build, publish, rollback and prune fails
// in each way once, and the process dies before and after it. A sound generation
// serves all the time; an error says what to do; the next run goes well and
// leaves nothing behind.
func TestEveryStepFailsOnce(t *testing.T) {
	template, names := threeGenerations(t)
	fresh := func(t *testing.T) index.Dir {
		dir := filepath.Join(t.TempDir(), "idx")
		if err := os.CopyFS(dir, os.DirFS(string(template))); err != nil {
			t.Fatal(err)
		}
		return index.Dir(dir)
	}
	for _, a := range actions(names) {
		dir := fresh(t)
		clean := &faultyFS{at: -1}
		if err := a.run(index.NewStore(dir, clean)); err != nil {
			t.Fatalf("%s without faults: %v", a.name, err)
		}
		for at, step := range clean.steps {
			for _, fault := range []struct {
				name  string
				err   error
				after bool
			}{
				{"ENOSPC", syscall.ENOSPC, false},
				{"EIO", syscall.EIO, false},
				{"EMFILE", syscall.EMFILE, false},
				{"EACCES", syscall.EACCES, false},
				{"dies before", errCrashed, false},
				{"dies after", errCrashed, true},
			} {
				t.Run(fmt.Sprintf("%s/%02d %s/%s", a.name, at, step, fault.name), func(t *testing.T) {
					dir := fresh(t)
					fs := &faultyFS{at: at, err: fault.err, after: fault.after}
					err := a.run(index.NewStore(dir, fs))
					checkFault(t, dir, names, a.name, fault.err, err, a.name == "prune" && step == "open manifest.json")
					afterFault(t, dir, names, a)
				})
			}
		}
		if len(clean.steps) < 5 {
			t.Errorf("%s has %d steps", a.name, len(clean.steps))
		}
	}
}

// checkFault looks at an index in which a step of an action has failed.
// A fault that does no harm need not be told.
func checkFault(t *testing.T, dir index.Dir, names [3]string, action string, fault, err error, harmless bool) {
	t.Helper()
	if err == nil && fault != errCrashed && !harmless {
		t.Error("the fault was not told")
	}
	if advice := index.Advice(fault); fault != errCrashed && err != nil && !strings.Contains(err.Error(), advice) && !errors.Is(err, index.ErrCorrupt) {
		t.Errorf("%q does not say what to do: %s", err, advice)
	}
	current, currentErr := dir.Current()
	if currentErr != nil {
		t.Fatalf("the marker: %v", currentErr)
	}
	next := map[string]string{"publish": names[2], "rollback": names[0]}[action]
	switch {
	case current == names[1]:
	case current != next:
		t.Errorf("%s serves", current)
	case err != nil && fault != errCrashed && !strings.Contains(err.Error(), "serves now") && !strings.Contains(err.Error(), "unlock"):
		t.Errorf("the new generation serves, but the error is %v", err)
	}
	if _, err := index.Verify(dir.Path(current)); err != nil {
		t.Errorf("what serves: %v", err)
	}
	if _, err := dir.History(); err != nil {
		t.Errorf("the history: %v", err)
	}
}

// afterFault runs the action again, builds and prunes.
func afterFault(t *testing.T, dir index.Dir, names [3]string, a action) {
	t.Helper()
	s := sound(dir)
	current, _ := dir.Current()
	if err := a.run(s); err != nil && !(a.name == "rollback" && current == names[0] && errors.Is(err, index.ErrNoGeneration)) {
		t.Errorf("the next run: %v", err)
	}
	want := map[string]string{"publish": names[2], "rollback": names[0]}[a.name]
	if now, err := dir.Current(); err != nil || want != "" && now != want {
		t.Errorf("after the next run %s serves, error %v", now, err)
	}
	b, err := s.NewBuild(time.Now())
	if err != nil {
		t.Fatalf("the next build: %v", err)
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
	noRemains(t, dir)
	if all, err := dir.Generations(); err != nil || len(all) < 3 {
		t.Errorf("left are %v, error %v", all, err)
	}
}

// Files are on the disk before what names them.
func TestStepsAreInOrder(t *testing.T) {
	dir, names := threeGenerations(t)
	for _, a := range actions(names)[:2] {
		fs := &faultyFS{at: -1}
		if err := a.run(index.NewStore(dir, fs)); err != nil {
			t.Fatal(err)
		}
		want := map[string][]string{
			"build": {
				"sync postings", "sync .building-NAME", "sync manifest.json.new", "rename to manifest.json", "sync .building-NAME",
				"rename to NAME", "sync generations",
			},
			"publish": {
				"open postings", "sync history.jsonl.new", "rename to history.jsonl", "sync idx", "sync current.new", "rename to current", "sync idx",
			},
		}[a.name]
		at := 0
		for _, step := range fs.steps {
			step = strings.Replace(step, shortName(string(dir)), "idx", 1)
			if at < len(want) && step == want[at] {
				at++
			}
		}
		if at < len(want) {
			t.Errorf("%s: %q does not come in its turn: %q", a.name, want[at], fs.steps)
		}
	}
}

// Publishes, rollbacks and prunes at once come one after the other.
func TestChangesAtOnce(t *testing.T) {
	dir, names := threeGenerations(t)
	var all sync.WaitGroup
	for worker := range 4 {
		all.Go(func() {
			s := sound(dir)
			for i := range 8 {
				var err error
				switch (worker + i) % 4 {
				case 0:
					err = s.Publish(names[2], index.Publication{})
				case 1:
					_, err = s.Rollback("", index.Publication{})
				case 2:
					err = s.Publish(names[1], index.Publication{})
				default:
					_, err = s.Prune(index.Prune{Keep: 3})
				}
				if err != nil && !errors.Is(err, index.ErrNoGeneration) {
					t.Error(err)
				}
				if current, err := dir.Current(); err != nil {
					t.Error(err)
				} else if _, err := index.Verify(dir.Path(current)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	history, err := dir.History()
	current, currentErr := dir.Current()
	if err = errors.Join(err, currentErr); err != nil || history[len(history)-1].Generation != current {
		t.Errorf("%s serves after %+v, error %v", current, history, err)
	}
}

func noRemains(t *testing.T, dir index.Dir) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(dir.Path("x")))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			t.Errorf("%s was left behind", e.Name())
		}
	}
}

func TestRollbackFollowsHistory(t *testing.T) {
	dir, names := threeGenerations(t)
	s := index.NewStore(dir, index.OS{})
	must := func(what, want string, err error) {
		t.Helper()
		current, _ := dir.Current()
		if err != nil || current != want {
			t.Fatalf("%s: %s serves, want %s, error %v", what, current, want, err)
		}
	}
	back := func(to string) error { _, err := s.Rollback(to, index.Publication{}); return err }
	must("publish", names[2], s.Publish(names[2], index.Publication{By: "a@b", Forced: []string{"documents"}}))
	must("rollback", names[1], back(""))
	must("rollback again", names[0], back(""))
	if err := back(""); !errors.Is(err, index.ErrNoGeneration) {
		t.Errorf("beyond the first: %v", err)
	}
	must("forward", names[2], s.Publish(names[2], index.Publication{}))
	must("back to what served before it", names[0], back(""))
	must("to one that is named", names[1], back(names[1]))
	must("and back from there", names[0], back(""))
	all, err := dir.History()
	if err != nil || len(all) != 9 || all[2].By != "a@b" || len(all[2].Forced) != 1 || all[3].Action != index.ActionRollback {
		t.Errorf("history, error %v: %+v", err, all)
	}
}

// An index of before there was a history goes back in the order of the builds.
func TestRollbackWithoutHistory(t *testing.T) {
	dir, names := threeGenerations(t)
	if err := os.Remove(filepath.Join(string(dir), "history.jsonl")); err != nil {
		t.Fatal(err)
	}
	if got, err := dir.Previous(); err != nil || got != names[0] {
		t.Errorf("previous is %s, error %v", got, err)
	}
	if err := dir.Publish(names[2]); err != nil {
		t.Fatal(err)
	}
	if got, err := dir.Previous(); err != nil || got != names[1] {
		t.Errorf("after a publish, previous is %s, error %v", got, err)
	}
}

func TestPruneKeepsWhatIsUsed(t *testing.T) {
	for _, tt := range []struct {
		name  string
		prune index.Prune
		hold  int // generation that a process has open; -1 for none
		gone  int
		held  int
	}{
		{"the current, the previous and the newest stay", index.Prune{Keep: 1}, -1, 1, 0},
		{"all are among the newest", index.Prune{Keep: 9}, -1, 0, 0},
		{"none is old enough", index.Prune{Keep: 1, OlderThan: 1e6 * time.Hour}, -1, 0, 0},
		{"a dry run", index.Prune{Keep: 1, DryRun: true}, -1, 1, 0},
		{"a server has it open", index.Prune{Keep: 1}, 0, 0, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir, _ := threeGenerations(t)
			all, err := dir.Generations()
			if err != nil {
				t.Fatal(err)
			}
			h, _, _ := handleOn(dir)
			if tt.hold >= 0 {
				if err := h.Use(all[tt.hold]); err != nil {
					t.Fatal(err)
				}
			}
			p, err := index.NewStore(dir, index.OS{}).Prune(tt.prune)
			if err != nil || len(p.Removed) != tt.gone || len(p.Held) != tt.held {
				t.Fatalf("%+v, error %v", p, err)
			}
			if tt.prune.DryRun != (len(p.Removed) > 0 && isDir(dir.Path(all[0]))) {
				t.Errorf("%s is there: %v", all[0], isDir(dir.Path(all[0])))
			}
			if err := h.Close(); err != nil {
				t.Fatal(err)
			}
			p, err = index.NewStore(dir, index.OS{}).Prune(index.Prune{Keep: 1})
			left, _ := dir.Generations()
			if err != nil || len(p.Held) > 0 || len(left) != 3 {
				t.Errorf("once it is closed: %+v, error %v, left %v", p, err, left)
			}
		})
	}
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
