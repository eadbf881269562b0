package pack

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"wensou/parse/archive"
)

// Whatever an archive holds, reading it ends within its limits, and every name
// that comes out stays inside.
func FuzzOpen(f *testing.F) {
	parts := []part{{name: "a.md", text: "甲"}, {name: "sub/b.txt", text: "乙乙乙乙乙乙"}, {name: "l", link: "a.md"}, {name: "../x", text: "外"}}
	plain := makeTar(f, parts...)
	f.Add(byte(0), makeZip(f, parts...))
	f.Add(byte(1), plain)
	f.Add(byte(2), gz(f, plain))
	f.Add(byte(3), zst(f, plain))
	names := []string{"a.zip", "a.tar", "a.tgz", "a.tar.zst"}
	limits := Limits{Entries: 100, TotalBytes: 1 << 20, Ratio: 100, RatioFrom: 64 << 10}
	f.Fuzz(func(t *testing.T, kind byte, data []byte) {
		at := filepath.Join(t.TempDir(), names[int(kind)%len(names)])
		if err := os.WriteFile(at, data, 0o644); err != nil {
			t.Fatal(err)
		}
		a, err := Open(t.Context(), at, all, limits)
		if err != nil {
			return
		}
		var total int64
		for i := range a.Files {
			file := &a.Files[i]
			if clean, local := archive.CleanName(file.Name); !local || clean != file.Name {
				t.Errorf("name %q", file.Name)
			}
			r, err := file.Open()
			if err != nil {
				continue
			}
			n, _ := io.Copy(io.Discard, r)
			_ = r.Close()
			if n > file.Size {
				t.Errorf("%q gives %d bytes, not %d", file.Name, n, file.Size)
			}
			total += n
		}
		if total > limits.TotalBytes || len(a.Files) > limits.Entries {
			t.Errorf("%d bytes in %d files", total, len(a.Files))
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
}
