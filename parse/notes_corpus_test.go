package parse

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"wensou/document"
)

// TestNotesOfRealDocuments counts the notes in a corpus of real documents that
// lies beside the repository on some machines, against the counts that its
// manifest gives.
func TestNotesOfRealDocuments(t *testing.T) {
	root := filepath.Join("..", "..", "shared", "corpus", "docs")
	manifest, err := os.Open(filepath.Join(root, "manifest.jsonl"))
	if err != nil {
		t.Skip("no corpus of real documents beside the repository")
	}
	defer manifest.Close()
	files, equal := map[string]int{}, map[string]int{}
	sc := bufio.NewScanner(manifest)
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		var row struct {
			File, Style string
			Defs        int `json:"footnote_defs"`
		}
		if err := json.Unmarshal(sc.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		if row.Style == "pdf-text" || row.Style == "ly-gazette" || row.Style == "plaintext" { // have tests of their own
			continue
		}
		data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(row.File)))
		if err != nil {
			t.Fatal(err)
		}
		d, err := Parse(row.File, data, Options{})
		if err != nil {
			t.Error(err)
			continue
		}
		notes, anchored := 0, 0
		for i := range d.Units {
			if u := &d.Units[i]; u.Kind == document.KindFootnote {
				notes++
				if u.Anchor != nil {
					anchored++
				}
			}
		}
		files[row.Style]++
		if notes == row.Defs {
			equal[row.Style]++
		} else {
			t.Logf("%s: %d notes, %d with a place, the manifest has %d", row.File, notes, anchored, row.Defs)
		}
	}
	for style, n := range files {
		t.Logf("%s: %d of %d files have as many notes as the manifest says", style, equal[style], n)
		if least := leastEqual[style]; equal[style]*100 < n*least {
			t.Errorf("%s: fewer than %d %% of the files", style, least)
		}
	}
}

// leastEqual is how many files in a hundred must have as many notes as the
// manifest says.
var leastEqual = map[string]int{"md-footnote": 99, "html-docbook-footnote": 99}
