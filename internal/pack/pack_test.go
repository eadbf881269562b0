package pack

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
	"go.uber.org/goleak"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// part is one entry of an archive.
type part struct {
	name, text string
	link       string // where it leads
	kind       byte   // of tar; 0: a file, or a symbolic link when link is set
}

func makeTar(t testing.TB, parts ...part) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, p := range parts {
		h := &tar.Header{Name: p.name, Mode: 0o644, Size: int64(len(p.text)), Typeflag: p.kind, Linkname: p.link}
		if h.Typeflag == 0 {
			h.Typeflag = tar.TypeReg
			if p.link != "" {
				h.Typeflag = tar.TypeSymlink
			}
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, p.text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func makeZip(t testing.TB, parts ...part) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, p := range parts {
		h := &zip.FileHeader{Name: p.name, Method: zip.Deflate, NonUTF8: true}
		h.SetMode(0o644)
		text := p.text
		if p.link != "" {
			h.SetMode(0o777 | os.ModeSymlink)
			text = p.link
		}
		e, err := w.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(e, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gz(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zst(t testing.TB, data []byte) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	return w.EncodeAll(data, nil)
}

func all(string, int64) bool { return true }

// open writes an archive to disk and opens it.
func open(t *testing.T, name string, data []byte, l Limits) (*Archive, error) {
	t.Helper()
	at := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(at, data, 0o644); err != nil {
		t.Fatal(err)
	}
	a, err := Open(t.Context(), at, all, l)
	if err == nil {
		t.Cleanup(func() {
			if err := a.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	return a, err
}

// contents is each file with its text, or why it can't be read.
func contents(t *testing.T, a *Archive) []string {
	t.Helper()
	var out []string
	for i := range a.Files {
		r, err := a.Files[i].Open()
		var data []byte
		if err == nil {
			data, err = io.ReadAll(r)
			_ = r.Close()
		}
		if err != nil {
			out = append(out, fmt.Sprintf("%s: %v", a.Files[i].Name, err))
			continue
		}
		out = append(out, a.Files[i].Name+": "+string(data))
	}
	return out
}

func refusedNames(a *Archive) []string {
	var names []string
	for _, r := range a.Refused {
		names = append(names, r.Name)
	}
	return names
}

// The same documents come out of every kind of archive.
func TestKinds(t *testing.T) {
	parts := []part{{name: "z.md", text: "末"}, {name: "./sub/a.txt", text: "甲"}, {name: "筆記/乙.md", text: "乙"}}
	plain := makeTar(t, parts...)
	for name, data := range map[string][]byte{
		"a.zip": makeZip(t, parts...), "a.tar": plain, "a.tar.gz": gz(t, plain), "a.TGZ": gz(t, plain),
		"a.tar.zst": zst(t, plain), "a.tzst": zst(t, plain),
	} {
		t.Run(name, func(t *testing.T) {
			a, err := open(t, name, data, Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff([]string{"sub/a.txt: 甲", "z.md: 末", "筆記/乙.md: 乙"}, contents(t, a)); d != "" || a.Damage != nil || a.Refused != nil {
				t.Errorf("%s\ndamage %v, refused %v", d, a.Damage, a.Refused)
			}
			if !Is(name) {
				t.Error("not known by its name")
			}
		})
	}
}

func TestNamesAndLinks(t *testing.T) {
	parts := []part{
		{name: "a.md", text: "甲"},
		{name: "../up.md", text: "外"},
		{name: "/etc/passwd", text: "外"},
		{name: "x/../../y.md", text: "外"},
		{name: "C:/w.md", text: "外"},
		{name: "inside", link: "sub/../a.md"},
		{name: "sub/outside", link: "../../b.md"},
		{name: "absolute", link: "/etc/passwd"},
		{name: "folder/", kind: tar.TypeDir},
		{name: "new\nline.md", text: "行"},
	}
	wantRefused := []string{"../up.md", "/etc/passwd", "x/../../y.md", "C:/w.md", "sub/outside", "absolute"}
	for name, data := range map[string][]byte{"a.zip": makeZip(t, parts...), "a.tar": makeTar(t, parts...), "a.tgz": gz(t, makeTar(t, parts...))} {
		a, err := open(t, name, data, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff([]string{"a.md: 甲", "new\nline.md: 行"}, contents(t, a)); d != "" {
			t.Errorf("%s:\n%s", name, d)
		}
		if d := cmp.Diff(wantRefused, refusedNames(a)); d != "" || a.Links != 1 {
			t.Errorf("%s, %d links:\n%s", name, a.Links, d)
		}
	}
	// What a tar alone can hold: pipes, devices, hard links, and a newer file of
	// the same name at its end.
	a, err := open(t, "a.tar", makeTar(t, part{name: "a.md", text: "舊"}, part{name: "pipe", kind: tar.TypeFifo}, part{name: "dev", kind: tar.TypeChar},
		part{name: "hard.md", kind: tar.TypeLink, link: "a.md"}, part{name: "a.md", text: "新"}), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"a.md: 新"}, contents(t, a)); d != "" || a.Links != 1 {
		t.Errorf("%d links\n%s", a.Links, d)
	}
	// Of two files of a zip that have one name, none is newer.
	a, err = open(t, "a.zip", makeZip(t, part{name: "a.md", text: "一"}, part{name: "a.md", text: "二"}), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"a.md: 一"}, contents(t, a)); d != "" || len(a.Refused) != 1 {
		t.Errorf("refused %v\n%s", a.Refused, d)
	}
}

// Old programs write names in the encoding of their system.
func TestNamesInOldEncodings(t *testing.T) {
	names := []string{"城市笔记/海岸线的变化.txt", "城市笔记/第二章.txt", "读书/书评.txt"}
	traditional := []string{"城市筆記/海岸線的變化.txt", "城市筆記/第二章.txt", "讀書/功能許可.txt", "讀書/書評.txt"}
	for _, tt := range []struct {
		name   string
		encode func(string) (string, error)
		names  []string
	}{
		{"GBK", simplifiedchinese.GBK.NewEncoder().String, names},
		{"Big5", traditionalchinese.Big5.NewEncoder().String, traditional},
		{"UTF-8 without its flag", func(s string) (string, error) { return s, nil }, traditional},
	} {
		var parts []part
		var want []string
		for _, n := range tt.names {
			raw, err := tt.encode(n)
			if err != nil {
				t.Fatal(err)
			}
			parts = append(parts, part{name: raw, text: "文"})
			want = append(want, n+": 文")
		}
		parts = append(parts, part{name: "plain.txt", text: "文"})
		want = append([]string{"plain.txt: 文"}, want...)
		for name, data := range map[string][]byte{"a.zip": makeZip(t, parts...), "a.tar": makeTar(t, parts...)} {
			a, err := open(t, name, data, Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want, contents(t, a)); d != "" {
				t.Errorf("%s in %s:\n%s", tt.name, name, d)
			}
		}
	}
	a, err := open(t, "a.zip", makeZip(t, part{name: "\xff\xfe\xfd.txt", text: "文"}), Limits{})
	if err != nil || len(a.Files) != 1 || a.Files[0].Name != "\xff\xfe\xfd.txt" {
		t.Errorf("a name in no encoding: %v, %v", a, err)
	}
}

func TestDamage(t *testing.T) {
	text := strings.Repeat("海風吹過碼頭。", 2000)
	var noise strings.Builder // text that stays large when it is packed
	for i := range 4000 {
		fmt.Fprintf(&noise, "%x漁%d", i*i*2654435761, i)
	}
	plain := makeTar(t, part{name: "a.md", text: text}, part{name: "b.md", text: noise.String()}, part{name: "c.md", text: text})
	packed := gz(t, plain)
	for _, tt := range []struct {
		name string
		data []byte
		want []string
	}{
		{"a.tar", plain[:len(plain)*5/8], []string{"a.md"}},
		{"a.tgz", packed[:len(packed)/2], []string{"a.md"}},
		{"b.tgz", append(bytes.Clone(packed[:len(packed)/2]), make([]byte, 999)...), []string{"a.md"}},
	} {
		a, err := open(t, tt.name, tt.data, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for i := range a.Files {
			got = append(got, a.Files[i].Name)
		}
		if d := cmp.Diff(tt.want, got); d != "" || a.Damage == nil {
			t.Errorf("%s, damage %v:\n%s", tt.name, a.Damage, d)
		}
	}
	// In a zip, damage concerns its file alone.
	z := makeZip(t, part{name: "a.md", text: "甲"}, part{name: "b.md", text: noise.String()}, part{name: "c.md", text: "丙"})
	at := bytes.Index(z, []byte("b.md"))
	z[at+1000] ^= 0xff
	a, err := open(t, "a.zip", z, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	got := contents(t, a)
	if len(got) != 3 || got[0] != "a.md: 甲" || !strings.Contains(got[1], "damaged in the archive") || got[2] != "c.md: 丙" {
		t.Errorf("contents %.80q", got)
	}
	for name, data := range map[string][]byte{
		"a.zip": z[:len(z)/2], "b.zip": nil, "a.tar": []byte(strings.Repeat("no tar", 200)), "a.tgz": []byte("no gzip"), "a.tar.zst": []byte("no zstd at all"), "b.tgz": gz(t, []byte(strings.Repeat("no tar", 200))),
	} {
		if _, err := open(t, name, data, Limits{}); err == nil || !strings.Contains(err.Error(), "; get the file again") {
			t.Errorf("%s: error %v, want one that says what to do", name, err)
		}
	}
}

func TestLimits(t *testing.T) {
	zeros := strings.Repeat("\x00", 4<<20)
	small := Limits{Entries: 3, TotalBytes: 100, Ratio: 50, RatioFrom: 1 << 20}
	four := []part{{name: "a.md", text: "甲"}, {name: "b.md", text: "乙"}, {name: "c.md", text: "丙"}, {name: "d.md", text: "丁"}}
	for _, tt := range []struct {
		name    string
		data    []byte
		limits  Limits
		files   int
		refused int
		says    string // why it ended early, or was not read at all
	}{
		{"entries.tar", makeTar(t, four...), small, 3, 0, "more than 3 entries"},
		{"entries.zip", makeZip(t, four...), small, 0, 0, "more than 3"},
		{"total.tar", makeTar(t, part{name: "a", text: zeros[:60]}, part{name: "b", text: zeros[:60]}, part{name: "c", text: zeros[:40]}), small, 2, 1, ""},
		{"total.zip", makeZip(t, part{name: "a", text: zeros[:60]}, part{name: "b", text: zeros[:60]}, part{name: "c", text: zeros[:40]}), small, 2, 1, ""},
		{"bomb.zip", makeZip(t, part{name: "a.md", text: "甲"}, part{name: "bomb.jsonl", text: zeros}), Limits{Ratio: 50, RatioFrom: 1 << 20}, 1, 1, ""},
		{"bomb.tgz", gz(t, makeTar(t, part{name: "a.md", text: "甲"}, part{name: "bomb.jsonl", text: zeros})), Limits{Ratio: 50, RatioFrom: 1 << 20}, 1, 0, "50 times its size"},
		{"bomb.tar.zst", zst(t, makeTar(t, part{name: "a.md", text: "甲"}, part{name: "bomb.jsonl", text: zeros})), Limits{Ratio: 50, RatioFrom: 1 << 20}, 1, 0, "50 times its size"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, err := open(t, tt.name, tt.data, tt.limits)
			if err != nil {
				if tt.files > 0 || !strings.Contains(err.Error(), tt.says) {
					t.Error(err)
				}
				return
			}
			if len(a.Files) != tt.files || len(a.Refused) != tt.refused {
				t.Errorf("%d files, refused %v", len(a.Files), a.Refused)
			}
			if tt.says == "" && a.Damage != nil || tt.says != "" && (a.Damage == nil || !strings.Contains(a.Damage.Error(), tt.says)) {
				t.Errorf("damage %v, want %q", a.Damage, tt.says)
			}
		})
	}
}

// A file of holes is terabytes for a few bytes.
func TestSparse(t *testing.T) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	h := &tar.Header{Name: "a.jsonl", Mode: 0o644, Size: 512, Typeflag: tar.TypeReg, Format: tar.FormatPAX}
	if err := w.WriteHeader(h); err != nil {
		t.Fatal(err)
	}
	// The writer makes no such records, so they are put in by hand.
	raw := bytes.Clone(b.Bytes())
	raw[156] = tar.TypeGNUSparse
	copy(raw[257:], "ustar  \x00")
	for i := 148; i < 156; i++ {
		raw[i] = ' '
	}
	sum := 0
	for _, c := range raw[:512] {
		sum += int(c)
	}
	copy(raw[148:], fmt.Sprintf("%06o\x00 ", sum))
	raw = append(raw[:512], make([]byte, 2048)...)
	a, err := open(t, "a.tar", raw, Limits{})
	switch {
	case err != nil: // the reader itself may not take it
	case len(a.Files) != 0 || len(a.Refused) != 1:
		t.Errorf("files %v, refused %v", a.Files, a.Refused)
	}
}

func TestNotWantedCostsNothing(t *testing.T) {
	at := filepath.Join(t.TempDir(), "a.tgz")
	if err := os.WriteFile(at, gz(t, makeTar(t, part{name: "a.md", text: "甲"}, part{name: "big.png", text: strings.Repeat("x", 1<<20)})), 0o644); err != nil {
		t.Fatal(err)
	}
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	a, err := Open(t.Context(), at, func(name string, _ int64) bool { return name == "a.md" }, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Files) != 1 || a.total != int64(len("甲")) {
		t.Errorf("files %v, %d bytes", a.Files, a.total)
	}
	if err := errors.Join(a.Close(), a.Close()); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(tmp); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Open(ctx, at, all, Limits{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
}

func TestIsDocument(t *testing.T) {
	dir := t.TempDir()
	for name, want := range map[string]bool{"mimetype": true, "[Content_Types].xml": true, "a.md": false} {
		at := filepath.Join(dir, "a.zip")
		if err := os.WriteFile(at, makeZip(t, part{name: name, text: "文"}), 0o644); err != nil {
			t.Fatal(err)
		}
		if got := IsDocument(at); got != want {
			t.Errorf("a zip with %s: %v", name, got)
		}
	}
}
