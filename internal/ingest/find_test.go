package ingest

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func foundNames(f *found) []string {
	var names []string
	for _, x := range f.files {
		names = append(names, x.rel)
	}
	return names
}

func findAll(t *testing.T, skip string, sources ...Source) *found {
	t.Helper()
	f, err := find(t.Context(), sources, skip)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

func rejectedNames(f *found) []string {
	var names []string
	for _, e := range f.rejected {
		names = append(names, filepath.Base(e.Path))
	}
	return names
}

func TestFindRules(t *testing.T) {
	root := write(t, map[string]string{
		"a.md": prose, "A.md": prose, "sub/b.txt": prose, "sub/deep/c.md": prose, "drafts/d.md": prose, "sub/old-e.md": prose,
		".hidden.md": prose, ".git/f.md": prose, "sub/.cache/g.md": prose, "sub/node_modules/p/h.md": prose, "sub/~$b.docx": prose,
	})
	for _, tt := range []struct {
		name             string
		include, exclude []string
		ignore           string
		want             []string
	}{
		{"all but what is hidden", nil, nil, "", []string{"A.md", "a.md", "drafts/d.md", "sub/b.txt", "sub/deep/c.md", "sub/old-e.md"}},
		{"include", []string{"**/*.md"}, nil, "", []string{"A.md", "a.md", "drafts/d.md", "sub/deep/c.md", "sub/old-e.md"}},
		{"exclude wins", []string{"**/*.md"}, []string{"drafts", "**/old-*"}, "", []string{"A.md", "a.md", "sub/deep/c.md"}},
		{"what lies below a folder", []string{"sub/**"}, []string{"sub/deep/**"}, "", []string{"sub/b.txt", "sub/old-e.md"}},
		{"what is hidden can be named", []string{".hidden.md", "sub/.cache/**"}, nil, "", []string{".hidden.md", "sub/.cache/g.md"}},
		{"but then exclude wins too", []string{"**/.cache/**"}, []string{"**/g.md"}, "", nil},
		{"packages of programs can be named", []string{"**/node_modules/**"}, nil, "", []string{"sub/node_modules/p/h.md"}},
		{"git's own files can't", []string{".git/**", ".git/f.md"}, nil, "", nil},
		{"the folder's own list", nil, []string{"A.md"}, "# 草稿\n\ndrafts/\r\nold-*\n/sub/deep\n", []string{"a.md", "sub/b.txt"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ignore := filepath.Join(root, ignoreFile)
			if err := os.WriteFile(ignore, []byte(tt.ignore), 0o644); err != nil {
				t.Fatal(err)
			}
			defer os.Remove(ignore)
			f := findAll(t, "", Source{Root: root, Include: tt.include, Exclude: tt.exclude})
			if d := cmp.Diff(tt.want, foundNames(f)); d != "" || len(f.rejected) > 0 {
				t.Errorf("%s\nrejected %v", d, f.rejected)
			}
		})
	}
}

func TestIgnoreFileFaults(t *testing.T) {
	root := write(t, map[string]string{"a.md": prose, "b.md": prose, ignoreFile: "b.md\n!a.md\n[a\n"})
	f := findAll(t, "", Source{Root: root})
	if d := cmp.Diff([]string{"a.md"}, foundNames(f)); d != "" {
		t.Error(d)
	}
	if len(f.rejected) != 2 || f.rejected[0].Line != 2 || f.rejected[1].Line != 3 {
		t.Errorf("rejected %v, want lines 2 and 3", f.rejected)
	}
}

// The index may stand among the documents; it is not one of them.
func TestIndexIsNotRead(t *testing.T) {
	root := write(t, map[string]string{"a.md": prose, "idx/notes.md": prose, "sub/idx/b.md": prose})
	f := findAll(t, filepath.Join(root, "sub", "..", "idx"), []Source{{Root: root}}...)
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
		"chain":        "shown",
		"shown":        ".store/texts",
		"one.md":       ".store/one.md",
		"sub/up":       "..",
		"objects":      ".git",
	} {
		if err := os.Symlink(target, filepath.Join(root, link)); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{".store/one.md", ".store/texts/c.md", ".store/texts/.hidden.md", ".git/d.md"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(root, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, name), []byte(prose), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("..", filepath.Join(root, ".store/texts/circle")); err != nil {
		t.Fatal(err)
	}
	rootLink := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(root, rootLink); err != nil {
		t.Fatal(err)
	}
	for _, r := range []string{root, rootLink} {
		f := findAll(t, "", Source{Root: r})
		// What a link leads to is read once, under its own name where it has one
		// that is not hidden; the first of two links counts.
		if d := cmp.Diff([]string{"a.md", "chain/c.md", "one.md", "sub/b.md"}, foundNames(f)); d != "" {
			t.Errorf("root %s:\n%s", r, d)
		}
		if d := cmp.Diff([]string{"dangling.md", "loop.md", "outer-folder", "outside.md", "up.md"}, rejectedNames(f)); d != "" {
			t.Errorf("root %s, rejected:\n%s", r, d)
		}
		if f.skipped != 7 { // inside, absolute, folder, shown, sub/up, objects, circle's one.md
			t.Errorf("%d passed over", f.skipped)
		}
	}
	// A link that no include glob means is nobody's concern.
	f := findAll(t, "", Source{Root: root, Include: []string{"a.md"}})
	if d := cmp.Diff([]string{"a.md"}, foundNames(f)); d != "" || len(f.rejected) > 0 {
		t.Errorf("%s\nrejected %v", d, f.rejected)
	}
}

// A folder may be exchanged for a link while it is read.
func TestNothingIsReadOutsideTheRoot(t *testing.T) {
	outside := write(t, map[string]string{"b.md": "機密"})
	root := write(t, map[string]string{"sub/b.md": prose})
	f := findAll(t, "", Source{Root: root})
	if err := os.RemoveAll(filepath.Join(root, "sub")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(root, "sub")); err != nil {
		t.Skip("no links here")
	}
	if data, err := f.files[0].read(); err == nil {
		t.Errorf("read %q", data)
	}
}

func TestFilesThatChange(t *testing.T) {
	root := write(t, map[string]string{"a.md": prose, "gone.md": prose, "grown.md": prose, "b.jsonl": `{"id":"r","text":"行"}`})
	files := map[string]*file{}
	found := findAll(t, "", Source{Root: root, MaxFileBytes: 1000})
	for i := range found.files {
		files[found.files[i].rel] = &found.files[i]
	}
	if err := os.Remove(filepath.Join(root, "gone.md")); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(root, "grown.md"), 1001); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"a.md": "", "gone.md": "not there", "grown.md": "grew beyond"} {
		data, err := files[name].read()
		if err == nil && want == "" && string(data) == prose {
			continue
		}
		if err == nil || want == "" || !strings.Contains(reason(err), want) {
			t.Errorf("%s: error %v, want %q", name, err, want)
		}
	}
	r, unchanged, err := files["b.jsonl"].openRows()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if !unchanged() {
		t.Error("a file that nobody wrote to has changed")
	}
	if err := os.WriteFile(filepath.Join(root, "b.jsonl"), []byte("{}"), 0o644); err != nil {
		t.Fatal(err)
	}
	if unchanged() {
		t.Error("a file that was written to is unchanged")
	}
	// One that is written to all the time is given up.
	busy := *files["a.md"]
	busy.opener = func() (io.ReadCloser, error) {
		return &writtenTo{ReadCloser: io.NopCloser(strings.NewReader(prose))}, nil
	}
	if _, err := busy.read(); !errors.Is(err, errChanged) {
		t.Errorf("error %v, want errChanged", err)
	}
}

// writtenTo is a file whose size is another each time.
type writtenTo struct {
	io.ReadCloser
	size int64
}

func (w *writtenTo) Stat() (fs.FileInfo, error) { w.size++; return sized{size: w.size}, nil }

type sized struct {
	fs.FileInfo
	size int64
}

func (s sized) Size() int64        { return s.size }
func (s sized) ModTime() time.Time { return time.Time{} }

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
	if r.Documents != len(made) {
		t.Errorf("%d documents of %d files; rejected: %v", r.Documents, len(made), r.rejected)
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
	f := findAll(t, "", []Source{{Root: root}}...)
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
