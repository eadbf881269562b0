package ingest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wensou/document"
)

const prose = "海風吹過碼頭，漁船一艘一艘回港。\n\n老人坐在堤上補網，說起三十年前的颱風。\n"

func TestOrderDependsOnNothingButTheFiles(t *testing.T) {
	files := map[string]string{}
	for i := range 40 {
		files[fmt.Sprintf("d%d/f%02d.txt", i%3, i)] = strings.Repeat(prose, 1+(i*7)%5)
	}
	rows := ""
	for i := range 300 {
		rows += fmt.Sprintf(`{"id":"row-%03d","doc_id":"rows-%d","title":"行","text":"第%d行的文字"}`+"\n", i, i/10, i)
	}
	files["d1/rows.jsonl"] = rows
	root := write(t, files)
	dirs := []string{filepath.Join(root, "d0"), filepath.Join(root, "d1"), filepath.Join(root, "d2")}

	want := runSources(t, 1, paths(t, dirs...)...)
	if got := len(want.builder.docs); got < 70 {
		t.Fatalf("%d documents came out", got)
	}
	slices.Reverse(dirs)
	// A file that is named beside its folder is read once.
	dirs = append(dirs, filepath.Join(root, "d1", "f01.txt"))
	for _, workers := range []int{1, 2, 8} {
		got := runSources(t, workers, paths(t, dirs...)...)
		if d := cmp.Diff(want.builder.docs, got.builder.docs); d != "" {
			t.Errorf("%d workers, other order of arguments:\n%s", workers, d)
		}
		want.Seconds, got.Seconds = 0, 0
		if d := cmp.Diff(want.Summary, got.Summary); d != "" {
			t.Errorf("%d workers: summary differs:\n%s", workers, d)
		}
	}
}

func TestIDs(t *testing.T) {
	for _, tt := range []struct {
		name     string
		files    map[string]string
		want     []string
		warnings int
	}{
		{"path without extension", map[string]string{"a.md": prose, "sub/b.txt": prose}, []string{"a", "sub/b"}, 0},
		{"the later of two takes its extension", map[string]string{"a.md": prose, "a.txt": prose}, []string{"a", "a.txt"}, 1},
		{"which may be a third one's id", map[string]string{"a.md": prose, "a.txt": prose, "a.txt.md": prose}, []string{"a", "a.txt", "a.txt.md"}, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := runSources(t, 2, Source{Root: write(t, tt.files)})
			if d := cmp.Diff(tt.want, r.builder.ids()); d != "" {
				t.Error(d)
			}
			if got := r.Warnings["duplicate-id"]; got != tt.warnings {
				t.Errorf("%d warnings of duplicate ids, want %d", got, tt.warnings)
			}
		})
	}
}

func TestIDsOfTwoSources(t *testing.T) {
	one, two, three := write(t, map[string]string{"a.txt": prose}), write(t, map[string]string{"a.txt": prose}), write(t, map[string]string{"a.txt": prose})
	r := runSources(t, 2,
		Source{Name: "c", Root: three, LinkTemplate: "https://c.example/{id}"}, Source{Name: "b", Root: two}, Source{Name: "a", Root: one})
	if d := cmp.Diff([]string{"a", "a.txt", "a.txt-2"}, r.builder.ids()); d != "" {
		t.Error(d)
	}
	last := r.builder.docs[2]
	if last.Collection != "c" || last.URL != "https://c.example/a.txt-2" {
		t.Errorf("third document is of %q with address %q", last.Collection, last.URL)
	}
}

func TestRowsKeepTheirDocuments(t *testing.T) {
	row := func(id, doc string) string {
		return fmt.Sprintf(`{"id":%q,"doc_id":%q,"title":"行","text":"一行文字"}`+"\n", id, doc)
	}
	root := write(t, map[string]string{
		"a.txt":   prose,
		"b.jsonl": row("r1", "a") + row("r2", "x") + row("r3", "a"),
		"c.jsonl": row("r4", "x") + "{broken\n" + row("r5", "y"),
	})
	r := runSources(t, 4, Source{Root: root})
	var ids []string
	for _, d := range r.builder.docs {
		for _, u := range d.Units {
			if d.Format == "jsonl" {
				ids = append(ids, string(d.ID)+" "+string(u.ID))
			}
		}
	}
	slices.Sort(ids)
	if d := cmp.Diff([]string{"a-2 r1", "a-2 r3", "x r2", "x r4", "y r5"}, ids); d != "" {
		t.Error(d)
	}
	if r.Documents != 4 {
		t.Errorf("%d documents counted, want 4", r.Documents)
	}
	if len(r.rejected) != 1 || r.rejected[0].Path != filepath.Join(root, "c.jsonl") || r.rejected[0].Line != 2 {
		t.Errorf("rejected: %v", r.rejected)
	}
}

func TestSummary(t *testing.T) {
	root := write(t, map[string]string{"a.txt": prose, "image.png": "\x89PNG\x00\x01", "broken.md": "\x00\x01\x02\x00"})
	var last Progress
	b := &recorder{}
	s, err := Run(t.Context(), []Source{{Root: root}}, b, Options{Progress: func(p Progress) { last = p }})
	if err != nil {
		t.Fatal(err)
	}
	if s.Documents != 1 || s.Rejected != 1 || s.Skipped != 1 {
		t.Errorf("summary %+v: want 1 document, broken.md rejected, image.png passed over", s)
	}
	if s.AllUnits() == 0 || last.Units != s.AllUnits() || last.Files != 3 || last.TotalFiles != 3 || last.Bytes != s.Bytes || s.Bytes == 0 {
		t.Errorf("summary %+v does not fit the last progress %+v", s, last)
	}
}

func TestBuilderErrorEndsTheRun(t *testing.T) {
	files := map[string]string{"rows.jsonl": strings.Repeat(`{"id":"r","doc_id":"d","text":"文"}`+"\n", 1000)}
	for i := range 50 {
		files[fmt.Sprintf("%02d.txt", i)] = prose
	}
	full := errors.New("disk full")
	b := &recorder{err: full}
	_, err := Run(t.Context(), []Source{{Root: write(t, files)}}, b, Options{Workers: 3})
	if !errors.Is(err, full) || len(b.docs) != 1 {
		t.Errorf("error %v after %d documents, want the builder's after 1", err, len(b.docs))
	}
}

func TestInterrupted(t *testing.T) {
	files := map[string]string{"rows.jsonl": strings.Repeat(`{"id":"r","doc_id":"d","text":"文"}`+"\n", 5000), "z.txt": prose}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	b := &recorder{}
	_, err := Run(ctx, []Source{{Root: write(t, files)}}, b, Options{Workers: 2, Progress: func(Progress) { cancel() }})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
}

func TestParserPanicIsARejection(t *testing.T) {
	j := &job{file: &file{source: &Source{}, rel: "a.txt", path: "docs/a.txt"}}
	it := func() (it item) {
		defer j.recovered(&it)
		panic("index out of range")
	}()
	if it.reject == nil || it.reject.Path != "docs/a.txt" || !strings.Contains(it.reject.Reason, "index out of range") {
		t.Errorf("item %+v", it.reject)
	}
}

func TestEachKeepsIDs(t *testing.T) {
	root := write(t, map[string]string{"a.md": prose, "a.txt": prose})
	var got []string
	b := &recorder{}
	if err := Each(t.Context(), paths(t, filepath.Join(root, "a.txt"), filepath.Join(root, "a.md")), Options{}, func(d *document.Document) error {
		got = append(got, d.Path)
		return b.Add(t.Context(), d)
	}); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"a.md", "a.txt"}, got); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"a", "a"}, b.ids()); d != "" {
		t.Error(d)
	}
}

// A source that can't be read is told of, and leaves the others.
func TestFailingSourceLeavesTheOthers(t *testing.T) {
	good := write(t, map[string]string{"a.txt": prose})
	none := filepath.Join(t.TempDir(), "none")
	r := runSources(t, 2, Source{Name: "none", Root: none}, Source{Name: "good", Root: good},
		Source{Name: "plain", Root: good, Type: TypeGit}, Source{Name: "globs", Root: good, Include: []string{"[a"}})
	if d := cmp.Diff([]string{"a"}, r.builder.ids()); d != "" {
		t.Error(d)
	}
	if len(r.rejected) != 3 {
		t.Errorf("rejected %v, want three sources", r.rejected)
	}
	for _, e := range r.rejected {
		if !errors.Is(e, ErrSource) || e.Path != none && e.Path != good {
			t.Errorf("rejected %v (%v), want a source", e, e.Err)
		}
	}
	if _, err := FromPath(none); !errors.Is(err, ErrNoPath) {
		t.Errorf("error %v, want ErrNoPath", err)
	}
	if _, err := os.Stat(none); err == nil {
		t.Error("the run made a folder")
	}
}

// With a prefix, ids depend on no other source.
func TestPrefix(t *testing.T) {
	root := write(t, map[string]string{"a.txt": prose, "a.md": prose, "r.jsonl": `{"id":"r1","doc_id":"d","text":"一行文字"}`})
	r := runSources(t, 2, Source{Name: "x", Root: root}, Source{Name: "b", Root: root, Prefix: "blog/", LinkTemplate: "https://b.example/{id}"})
	if d := cmp.Diff([]string{"blog/a", "blog/a.txt", "blog/d", "a", "a.txt", "d"}, r.builder.ids()); d != "" {
		t.Error(d)
	}
	for i, want := range []string{"https://b.example/a", "https://b.example/a.txt"} {
		if got := r.builder.docs[i].URL; got != want {
			t.Errorf("address %q, want %q", got, want)
		}
	}
}
