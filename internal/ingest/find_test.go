package ingest

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func foundNames(f *found) []string {
	var names []string
	for _, x := range f.files {
		names = append(names, x.rel)
	}
	return names
}

func TestFindRules(t *testing.T) {
	root := write(t, map[string]string{
		"a.md": prose, "sub/b.txt": prose, "sub/deep/c.md": prose, "drafts/d.md": prose, "sub/old-e.md": prose,
		".hidden.md": prose, ".git/f.md": prose, "sub/.cache/g.md": prose,
	})
	for _, tt := range []struct {
		name             string
		include, exclude []string
		want             []string
	}{
		{"all but what is hidden", nil, nil, []string{"a.md", "drafts/d.md", "sub/b.txt", "sub/deep/c.md", "sub/old-e.md"}},
		{"include", []string{"**/*.md"}, nil, []string{"a.md", "drafts/d.md", "sub/deep/c.md", "sub/old-e.md"}},
		{"exclude wins", []string{"**/*.md"}, []string{"drafts", "**/old-*"}, []string{"a.md", "sub/deep/c.md"}},
		{"what lies below a folder", []string{"sub/**"}, []string{"sub/deep/**"}, []string{"sub/b.txt", "sub/old-e.md"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, err := find([]Source{{Root: root, Include: tt.include, Exclude: tt.exclude}}, "")
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.want, foundNames(f)); d != "" {
				t.Error(d)
			}
		})
	}
}

// The index may stand among the documents; it is not one of them.
func TestIndexIsNotRead(t *testing.T) {
	root := write(t, map[string]string{"a.md": prose, "idx/notes.md": prose, "sub/idx/b.md": prose})
	f, err := find([]Source{{Root: root}}, filepath.Join(root, "sub", "..", "idx"))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"a.md", "sub/idx/b.md"}, foundNames(f)); d != "" {
		t.Error(d)
	}
}

func TestSymbolicLinks(t *testing.T) {
	if runtime.GOOS == "windows" {
		return
	}
	outside := write(t, map[string]string{"secret.md": prose})
	root := write(t, map[string]string{"a.md": prose, "sub/b.md": prose})
	for link, target := range map[string]string{
		"inside.md":    "sub/b.md",
		"absolute.md":  filepath.Join(root, "a.md"),
		"outside.md":   filepath.Join(outside, "secret.md"),
		"up.md":        "../" + filepath.Base(outside) + "/secret.md",
		"dangling.md":  "nowhere.md",
		"loop.md":      "loop.md",
		"folder":       "sub",
		"outer-folder": outside,
	} {
		if err := os.Symlink(target, filepath.Join(root, link)); err != nil {
			t.Fatal(err)
		}
	}
	rootLink := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(root, rootLink); err != nil {
		t.Fatal(err)
	}
	for _, r := range []string{root, rootLink} {
		f, err := find([]Source{{Root: r}}, "")
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff([]string{"a.md", "absolute.md", "inside.md", "sub/b.md"}, foundNames(f)); d != "" {
			t.Errorf("root %s:\n%s", r, d)
		}
		var rejected []string
		for _, e := range f.rejected {
			rejected = append(rejected, filepath.Base(e.Path))
		}
		if d := cmp.Diff([]string{"dangling.md", "loop.md"}, rejected); d != "" {
			t.Errorf("root %s, rejected:\n%s", r, d)
		}
		if f.skipped < 3 {
			t.Errorf("%d links passed over, want the two that lead out and the folders", f.skipped)
		}
	}
}

func TestHostileNames(t *testing.T) {
	root := t.TempDir()
	var made []string
	for _, name := range []string{"new\nline.txt", "bad\xff\xfeutf8.txt", "bad\xfd\xfcutf8.txt", "esc\x1b[31m.txt", "-rf.txt", "空 格.txt", "back\\slash.txt", strings.Repeat("長", 80) + ".txt"} {
		if err := os.WriteFile(filepath.Join(root, name), []byte(prose), 0o644); err != nil {
			continue // this file system takes no such name
		}
		made = append(made, name)
	}
	r := runSources(t, 2, Source{Root: root})
	if r.Documents+r.Rejected != len(made) {
		t.Errorf("%d documents and %d rejected, of %d files", r.Documents, r.Rejected, len(made))
	}
	for _, e := range r.rejected {
		if strings.ContainsAny(e.Error(), "\n\x1b") {
			t.Errorf("rejection %q can't be printed on one line", e.Error())
		}
	}
	seen := map[string]bool{}
	for _, id := range r.builder.ids() {
		if seen[id] || strings.ContainsAny(id, "\n\r\x00") {
			t.Errorf("id %q", id)
		}
		seen[id] = true
	}
}

func TestNamedFiles(t *testing.T) {
	root := write(t, map[string]string{"a.txt": prose, "image.png": "\x89PNG\x00\x01", ".hidden.txt": prose})
	r := runSources(t, 2, paths(t, filepath.Join(root, "image.png"), filepath.Join(root, ".hidden.txt"), filepath.Join(root, "a.txt"))...)
	if len(r.rejected) != 1 || r.rejected[0].Path != filepath.Join(root, "image.png") {
		t.Errorf("rejected %v: a file that was named is told of", r.rejected)
	}
	if r.Documents != 2 {
		t.Errorf("%d documents, want a.txt and the hidden file that was named", r.Documents)
	}
}

func TestUnreadable(t *testing.T) {
	root := write(t, map[string]string{"a.txt": prose, "closed.txt": prose, "closed/b.txt": prose})
	for _, name := range []string{"closed.txt", "closed"} {
		if err := os.Chmod(filepath.Join(root, name), 0); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { _ = os.Chmod(filepath.Join(root, "closed"), 0o755) })
	r := runSources(t, 2, Source{Root: root})
	want := 2
	if os.Getuid() == 0 { // root reads everything
		want = 0
	}
	if len(r.rejected) != want {
		t.Errorf("rejected %v, want %d", r.rejected, want)
	}
	for _, e := range r.rejected {
		if !strings.Contains(e.Reason, "permission") {
			t.Errorf("%v does not say why", e)
		}
	}
}

func TestTooLarge(t *testing.T) {
	root := write(t, map[string]string{"a.txt": prose})
	for _, name := range []string{"big.txt", "big.jsonl"} { // rows may be of any size
		if err := os.WriteFile(filepath.Join(root, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(filepath.Join(root, name), MaxFileBytes+1); err != nil {
			t.Fatal(err)
		}
	}
	f, err := find([]Source{{Root: root}}, "")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"a.txt", "big.jsonl"}, foundNames(f)); d != "" {
		t.Error(d)
	}
	if len(f.rejected) != 1 || !strings.Contains(f.rejected[0].Reason, "256 MB") {
		t.Errorf("rejected %v", f.rejected)
	}
}

func TestMatch(t *testing.T) {
	for _, tt := range []struct {
		pattern, name string
		want          bool
	}{
		{"*.md", "a.md", true},
		{"*.md", "sub/a.md", false},
		{"**/*.md", "a.md", true},
		{"**/*.md", "x/y/a.md", true},
		{"**", "x/y", true},
		{"x/**", "x", true},
		{"x/**/z", "x/z", true},
		{"x/**/z", "x/y/y/z", true},
		{"x/**/z", "x/y/zz", false},
		{"**/a/**/b", "a/b/a/c/b", true},
		{"**/a/**/b", "a/c", false},
		{"[ab]/?.txt", "b/字.txt", true},
		{"筆記/*", "筆記/一.md", true},
		{strings.Repeat("**/a/", 30) + "b", strings.Repeat("a/", 200) + "c", false},
	} {
		if got := Match(tt.pattern, tt.name); got != tt.want {
			t.Errorf("Match(%q, %q) = %v", tt.pattern, tt.name, got)
		}
	}
	for _, bad := range []string{"", "/abs/*.md", `a\b`, "[a"} {
		if CheckGlob(bad) == nil {
			t.Errorf("CheckGlob(%q) finds no fault", bad)
		}
	}
}
