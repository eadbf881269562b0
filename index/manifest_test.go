package index_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wensou/index"
)

// TestManifestIsWhole: whatever byte of a manifest is changed, added or cut,
// reading it says so.
func TestManifestIsWhole(t *testing.T) {
	dir, name := sealed(t)
	path := dir.Path(name)
	file := filepath.Join(path, "manifest.json")
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	refused := func(t *testing.T, what string, changed []byte) {
		t.Helper()
		if err := os.WriteFile(file, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := index.Verify(path); !errors.Is(err, index.ErrCorrupt) && !errors.Is(err, index.ErrIncompatible) {
			t.Errorf("%s: error %v, want ErrCorrupt", what, err)
		}
	}
	t.Run("a bit of every byte", func(t *testing.T) {
		for at := range raw {
			changed := bytes.Clone(raw)
			changed[at] ^= 1 << (at % 8)
			refused(t, string(raw[max(0, at-20):at+1]), changed)
		}
	})
	for what, changed := range map[string]string{
		"a count":            strings.Replace(string(raw), `"units": 0`, `"units": 7`, 1),
		"a space at the end": string(raw) + " ",
		"cut":                string(raw[:len(raw)-1]),
		"no checksum":        string(raw[:bytes.LastIndex(raw, []byte(","))]) + "\n}\n",
		"another checksum":   strings.Replace(string(raw), `"checksum": "`, `"checksum": "0", "checksum": "`, 1),
		"twice":              string(raw) + string(raw),
		"empty":              "",
	} {
		t.Run(what, func(t *testing.T) { refused(t, what, []byte(changed)) })
	}
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := index.Verify(path); err != nil {
		t.Errorf("as it was: %v", err)
	}
}
