package bibliography

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wensou/document"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// namedRecord is one line of testdata/records.json.
type namedRecord struct {
	Name string       `json:"name"`
	CSL  document.CSL `json:"csl"`
}

func records(t *testing.T) []namedRecord {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "records.json"))
	if err != nil {
		t.Fatal(err)
	}
	var out []namedRecord
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.DisallowUnknownFields()
	if err := d.Decode(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

// Each record in each format, as people have checked it against the styles.
func TestGolden(t *testing.T) {
	list := records(t)
	for _, f := range Formats {
		t.Run(string(f), func(t *testing.T) {
			var b strings.Builder
			for _, r := range list {
				text, err := Write(t.Context(), f, Plain, []Entry{{Record: r.CSL}})
				if err != nil {
					t.Fatal(err)
				}
				b.WriteString("# " + r.Name + "\n" + strings.ReplaceAll(text, "\r\n", "\n"))
				if !f.IsText() {
					b.WriteByte('\n')
				}
			}
			compareGolden(t, string(f)+".golden", b.String())
		})
	}
}

func compareGolden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s differs; -update rewrites it (-want +got):\n%s", file, diff)
	}
}
