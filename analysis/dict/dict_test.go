package dict

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestMaterialise(t *testing.T) {
	dir := t.TempDir()
	user := []byte("新质生产力 2000 n\n")
	paths, err := Materialise(dir, user)
	if err != nil {
		t.Fatal(err)
	}
	list := []string{paths.Main, paths.HMM, paths.User, paths.IDF, paths.Stop}
	for _, path := range list {
		want, err := os.ReadFile(path)
		if err != nil || !filepath.IsAbs(path) || !strings.HasPrefix(path, dir) {
			t.Fatalf("%s: %v", path, err)
		}
		for _, d := range []struct {
			name   string
			damage func() error
		}{
			{"truncated", func() error { return os.Truncate(path, int64(len(want)/2)) }},
			{"empty", func() error { return os.Truncate(path, 0) }},
			{"removed", func() error { return os.Remove(path) }},
			{"garbled", func() error {
				b := bytes.Clone(want)
				b[len(b)/2] ^= 0x20
				return os.WriteFile(path, b, 0o644)
			}},
			{"replaced", func() error { return os.WriteFile(path, []byte("junk without columns\n"), 0o644) }},
		} {
			if err := d.damage(); err != nil {
				t.Fatal(err)
			}
			if _, err := Materialise(dir, user); err != nil {
				t.Fatalf("%s %s: %v", path, d.name, err)
			}
			if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s %s: not repaired: %v", path, d.name, err)
			}
		}
	}
	entries, err := os.ReadDir(filepath.Dir(paths.Main))
	if err != nil || len(entries) != len(list) {
		t.Errorf("%d files in the directory (%v), want %d: temporary files left?", len(entries), err, len(list))
	}
}

func TestMaterialiseErrors(t *testing.T) {
	dir := t.TempDir()
	if _, err := Materialise(filepath.Join(dir, "a|b"), nil); !errors.Is(err, ErrPath) {
		t.Errorf("directory with a bar: %v, want ErrPath", err)
	}
	if _, err := Materialise(filepath.Join(dir, "a;b"), nil); !errors.Is(err, ErrPath) {
		t.Errorf("directory with a semicolon: %v, want ErrPath", err)
	}
	if _, err := Materialise(dir, []byte("bad line\n")); err == nil {
		t.Error("bad user dictionary: no error")
	}
	paths, err := Materialise(filepath.Join(dir, "x"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(paths.HMM); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(paths.HMM, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := Materialise(filepath.Join(dir, "x"), nil); err == nil {
		t.Error("a directory in place of a file: no error")
	}
}

func TestMaterialiseReadOnly(t *testing.T) {
	dir := t.TempDir()
	paths, err := Materialise(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Dir(paths.Main), 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(filepath.Dir(paths.Main), 0o755) })
	if _, err := Materialise(dir, nil); err != nil {
		t.Errorf("whole files in a read-only directory: %v", err)
	}
}

func TestMaterialiseConcurrently(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if _, err := Materialise(dir, nil); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestValidate(t *testing.T) {
	weights := strings.Repeat("-1.5 -2 0 -3.14e+100\n", 5)
	emissions := strings.Repeat("人:-1.5,工:-2\n", 4)
	for _, tt := range []struct {
		name  string
		check func([]byte) error
		text  string
		ok    bool
	}{
		{"main", ValidateMain, "人工 10 n\n智能 3 n\n", true},
		{"main empty", ValidateMain, "", false},
		{"main cut short", ValidateMain, "人工 10 n\n智能 3", false},
		{"main empty line", ValidateMain, "人工 10 n\n\n", false},
		{"main columns", ValidateMain, "人工 10\n", false},
		{"main two spaces", ValidateMain, "人工  10 n\n", false},
		{"main zero", ValidateMain, "人工 0 n\n", false},
		{"main invalid", ValidateMain, "人\xff 1 n\n", false},
		{"main nul", ValidateMain, "人\x00 1 n\n", false},
		{"hmm", ValidateHMM, "# c\n\n" + weights + emissions, true},
		{"hmm empty", ValidateHMM, "", false},
		{"hmm rows", ValidateHMM, weights, false},
		{"hmm columns", ValidateHMM, "1 2 3\n" + weights + emissions, false},
		{"hmm weight", ValidateHMM, strings.Replace(weights, "0", "x", 1) + emissions, false},
		{"hmm emission", ValidateHMM, weights + strings.Replace(emissions, "人:", "人民:", 1), false},
		{"idf", ValidateIDF, "的 1.0\n", true},
		{"idf empty", ValidateIDF, "", false},
		{"idf zero", ValidateIDF, "的 0\n", false},
		{"idf columns", ValidateIDF, "的\n", false},
		{"stop", ValidateStop, "的\n", true},
		{"stop empty", ValidateStop, "", false},
		{"user empty", ValidateUser, "", true},
		{"user", ValidateUser, "人工 1 n\n", true},
		{"user columns", ValidateUser, "人工 1\n", false},
		{"user letters", ValidateUser, "ai 1 n\n", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := tt.check([]byte(tt.text)); (err == nil) != tt.ok {
				t.Errorf("error %v, want ok %v", err, tt.ok)
			}
		})
	}
}

func TestEmbeddedFiles(t *testing.T) {
	for _, f := range files() {
		b, err := f.content()
		if err != nil {
			t.Fatalf("%s: %v", f.name, err)
		}
		if sum(b) != f.sum {
			t.Errorf("%s: hash %s, want %s", f.name, sum(b), f.sum)
		}
		if err := f.validate(b); err != nil {
			t.Errorf("%s: %v", f.name, err)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"single term", "川普 = 特朗普\n软体\n", "line 2"},
		{"single character", "# c\n硅 = 矽\n", "line 2"},
		{"empty term", "软体\t\t软件\n", "line 1"},
		{"glued", "软体=软件\n", "line 1"},
		{"twice", "软体 = 软体\n", "line 1"},
		{"invalid", "软体 = \xff软件\n", "line 1"},
		{"apart three", "! 甲乙 = 丙丁 = 戊己\n", "line 1"},
	} {
		t.Run("regional "+tt.name, func(t *testing.T) {
			if _, err := ParseRegional(tt.text); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
	for _, tt := range []struct{ name, text string }{
		{"lone", "着\n"}, {"word", "着 著名\n"}, {"apart", "! 链\n"}, {"only mark", "!\n"},
	} {
		t.Run("variants "+tt.name, func(t *testing.T) {
			if _, err := ParseVariants(tt.text); err == nil || !strings.Contains(err.Error(), "line 1") {
				t.Errorf("error %v, want line 1", err)
			}
		})
	}
	if _, err := ParsePairs("臺 台\n"); err == nil {
		t.Error("pair without a tab: no error")
	}
	if _, err := OpenCC("none"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("absent table: %v, want ErrNotExist", err)
	}
}
