package ingest

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wensou/document"
	"wensou/internal/testutil"
)

// tarred is a compressed tar of the files, in the order of their names.
func tarred(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for _, name := range sortedNames(files) {
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(files[name])), Typeflag: tar.TypeReg}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(files[name])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func sortedNames(files map[string]string) []string {
	var names []string
	for n := range files {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

func zipped(files map[string]string) []byte {
	var parts []testutil.Part
	for _, n := range sortedNames(files) {
		parts = append(parts, testutil.Part{Name: n, Text: files[n]})
	}
	return testutil.Zip(parts...)
}

// The same files give the same documents, however they are packed.
func TestArchiveIsAFolder(t *testing.T) {
	files := map[string]string{
		"a.md": prose, "sub/b.txt": prose, "drafts/c.md": prose, ".hidden.md": prose, "__MACOSX/._a.md": prose,
		"rows.jsonl": `{"id":"r1","doc_id":"d","text":"一行文字"}` + "\n", "image.png": "\x89PNG\x00\x01", "inner.zip": string(zipped(map[string]string{"x.md": prose})),
		"empty.md": "",
	}
	root := write(t, files)
	at := t.TempDir()
	for name, data := range map[string][]byte{"a.zip": zipped(files), "a.tar.gz": tarred(t, files)} {
		if err := os.WriteFile(filepath.Join(at, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	exclude := []string{"drafts"}
	want := runSources(t, 2, Source{Root: root, Exclude: exclude})
	if d := cmp.Diff([]string{"a", "d", "sub/b"}, want.builder.ids()); d != "" {
		t.Fatal(d)
	}
	for _, name := range []string{"a.zip", "a.tar.gz"} {
		for _, workers := range []int{1, 4} {
			got := runSources(t, workers, Source{Root: filepath.Join(at, name), Exclude: exclude})
			if d := cmp.Diff(want.builder.docs, got.builder.docs); d != "" {
				t.Errorf("%s:\n%s", name, d)
			}
			if got.Skipped != want.Skipped || got.Rejected != want.Rejected || got.Bytes != want.Bytes {
				t.Errorf("%s: %+v, want %+v", name, got.Summary, want.Summary)
			}
			if e := got.rejected[0]; e.Path != filepath.Join(at, name, "empty.md") {
				t.Errorf("rejected %v", e)
			}
		}
	}
	got := runSources(t, 2, Source{Root: filepath.Join(at, "a.zip"), Include: []string{"a.md", "sub/*"}, MaxFileBytes: 10})
	if got.Documents != 0 || got.Rejected != 2 || !strings.Contains(got.rejected[0].Reason, "may have") {
		t.Errorf("with a limit of 10 bytes: %+v, %v", got.Summary, got.rejected)
	}
}

// What came before the damage is read, and the archive is named.
func TestDamagedArchive(t *testing.T) {
	files := map[string]string{"a.md": prose, "../evil.md": prose}
	for i := range 400 {
		files[fmt.Sprintf("b/%03d.txt", i)] = prose + fmt.Sprintf("%x\n", uint64(i)*0x9e3779b97f4a7c15)
	}
	data := tarred(t, files)
	at := filepath.Join(t.TempDir(), "a.tgz")
	if err := os.WriteFile(at, data[:len(data)/2], 0o644); err != nil {
		t.Fatal(err)
	}
	r := runSources(t, 2, Source{Root: at})
	if r.Documents < 100 || r.Documents > 300 {
		t.Errorf("%d documents", r.Documents)
	}
	var told []string
	for _, e := range r.rejected {
		told = append(told, e.Path)
	}
	if d := cmp.Diff([]string{at, filepath.Join(filepath.Dir(at), "evil.md")}, told); d != "" {
		t.Error(d)
	}
}

func TestWhatIsNoFileIsPassedOver(t *testing.T) {
	// A socket's path must be short.
	root, err := os.MkdirTemp("", "w")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(root) })
	if err := os.WriteFile(filepath.Join(root, "a.txt"), []byte(prose), 0o644); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("unix", filepath.Join(root, "socket.txt"))
	if err != nil {
		t.Skipf("no sockets here: %v", err)
	}
	defer l.Close()
	want := 1
	if exec.Command("mkfifo", filepath.Join(root, "pipe.txt")).Run() == nil {
		want++
	}
	r := runSources(t, 2, Source{Root: root})
	if r.Documents != 1 || r.Skipped != want || r.Rejected != 0 {
		t.Errorf("%+v, want 1 document and %d passed over", r.Summary, want)
	}
	// A file may become a pipe after it was found; nobody waits for it.
	f := findAll(t, "", Source{Root: root})
	at := filepath.Join(root, "a.txt")
	if err := os.Remove(at); err != nil {
		t.Fatal(err)
	}
	if exec.Command("mkfifo", at).Run() != nil {
		return
	}
	if data, err := f.files[0].read(); err == nil {
		t.Errorf("read %q", data)
	}
}

func TestWorkTree(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git")
	}
	t.Setenv("GIT_CONFIG_GLOBAL", "/dev/null")
	dated := "---\ntitle: 題\ndate: 2020-01-01\nauthor: 陳一\n---\n\n" + prose
	root := write(t, map[string]string{
		"a.md": "# 甲\n\n" + prose, "dated.md": dated, "gone.md": prose, "untracked.md": prose, ".hidden.md": prose, "drafts/b.md": prose,
		"large.md": "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n",
		"r.jsonl":  `{"id":"r1","doc_id":"d","text":"一行文字"}` + "\n", ignoreFile: "drafts\n",
	})
	git := func(day string, args ...string) {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-C", root, "-c", "user.name=館員", "-c", "user.email=l@coast.example"}, args...)...)
		cmd.Env = append(os.Environ(), "GIT_AUTHOR_DATE="+day+"T08:00:00+08:00", "GIT_COMMITTER_DATE="+day+"T08:00:00+08:00")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	git("2024-03-01", "init", "-q")
	for link, target := range map[string]string{"linked.md": "a.md", "outside.md": "/etc/passwd"} {
		if err := os.Symlink(target, filepath.Join(root, link)); err != nil {
			t.Skip("no links here")
		}
	}
	git("2024-03-01", "add", "-A", ".")
	git("2024-03-01", "rm", "-q", "--cached", "untracked.md")
	git("2024-03-01", "commit", "-q", "-m", "一")
	if err := os.WriteFile(filepath.Join(root, "a.md"), []byte("# 甲改\n\n"+prose), 0o644); err != nil {
		t.Fatal(err)
	}
	git("2024-03-05", "commit", "-q", "-a", "-m", "二")
	if err := os.WriteFile(filepath.Join(root, "a.md"), []byte("# 甲又改\n\n"+prose), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(root, "gone.md")); err != nil {
		t.Fatal(err)
	}
	r := runSources(t, 2, Source{Root: root, Type: TypeGit})
	var got []string
	for _, d := range r.builder.docs {
		got = append(got, fmt.Sprintf("%s %s %s %v %s", d.ID, d.Title, d.Date, d.Authors, d.Extra["modified"]))
	}
	want := []string{"a 甲又改 2024-03-01 [館員] 2024-03-05", "dated 題 2020-01-01 [陳一] 2024-03-01", "d   [] "}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	var told []string
	for _, e := range r.rejected {
		told = append(told, filepath.Base(e.Path))
	}
	if d := cmp.Diff([]string{"outside.md", "large.md"}, told); d != "" {
		t.Error(d)
	}
	if r.Skipped != 2 { // gone.md, and linked.md, which is a.md
		t.Errorf("%d passed over", r.Skipped)
	}
}

// What did not change is taken over, from archives and with prefixes too; what git
// says of a file counts as a change.
func TestUnchangedSources(t *testing.T) {
	root := write(t, map[string]string{"a.md": prose, "b.md": prose, "rows.jsonl": `{"id":"r1","doc_id":"d","text":"一行文字"}` + "\n"})
	at := filepath.Join(t.TempDir(), "a.zip")
	pack := func(text string) {
		if err := os.WriteFile(at, zipped(map[string]string{"x.md": prose, "y.md": text}), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	pack(prose)
	sources := []Source{{Name: "folder", Root: root}, {Name: "zip", Root: at, Prefix: "z/"}}
	build := func(previous *Previous) (*Summary, *recorder, []Record) {
		t.Helper()
		b, records := &recorder{}, []Record(nil)
		s, err := Run(t.Context(), sources, b, Options{Workers: 2, Previous: previous, Record: func(r Record) { records = append(records, r) }})
		if err != nil {
			t.Fatal(err)
		}
		return s, b, records
	}
	_, first, records := build(nil)
	if d := cmp.Diff([]string{"a", "b", "d", "z/x", "z/y"}, first.ids()); d != "" {
		t.Fatal(d)
	}
	previous := &Previous{Records: records, Documents: func(_ context.Context, id document.ID, n, _ int, yield func(*document.Document) error) (bool, error) {
		i := slices.Index(first.ids(), string(id))
		for _, d := range first.docs[i : i+n] {
			again := *d
			if err := yield(&again); err != nil {
				return true, err
			}
		}
		return true, nil
	}}
	s, again, _ := build(previous)
	if d := cmp.Diff(first.docs, again.docs); d != "" || s.Files != (Files{Unchanged: 5}) {
		t.Errorf("files %+v\n%s", s.Files, d)
	}
	pack(prose + "\n改。\n")
	if s, _, _ = build(previous); s.Files != (Files{Unchanged: 4, Read: 1}) {
		t.Errorf("one file of the archive changed: %+v", s.Files)
	}
	f := file{source: &Source{}, rel: "a.md"}
	before := newRecord(&f).Options
	f.history.Date = "2024-03-01"
	if newRecord(&f).Options == before {
		t.Error("another date of the first commit is no change")
	}
}
