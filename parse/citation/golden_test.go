package citation

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wensou/document"
)

// goldenCase is a citation of our own making with its fields as read by hand.
type goldenCase struct {
	file, style, text string
	line              int
	want              []string
}

// readGolden reads testdata: "## style", a citation a line, and behind a tab
// its type and fields. Names are "Family, Given[, Suffix]" or whole.
func readGolden(t testing.TB, pattern string) []goldenCase {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no files %s: %v", pattern, err)
	}
	var all []goldenCase
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		style := ""
		for i, line := range strings.Split(string(data), "\n") {
			switch {
			case strings.HasPrefix(line, "## "):
				style = line[3:]
			case strings.HasPrefix(line, "\t"):
				all[len(all)-1].want = strings.Split(strings.TrimSpace(line), " | ")
			case line != "":
				all = append(all, goldenCase{file: filepath.Base(f), style: style, text: line, line: i + 1})
			}
		}
	}
	return all
}

func nameFields(names []document.Name) string {
	var out []string
	for _, n := range names {
		s := n.Literal
		if s == "" {
			s = n.Family + ", " + n.Given
			if n.Suffix != "" {
				s += ", " + n.Suffix
			}
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

func dateField(d *document.Date) string {
	if d == nil {
		return ""
	}
	var parts []string
	for _, p := range d.DateParts {
		parts = append(parts, strings.Trim(strings.ReplaceAll(fmt.Sprint(p), " ", "-"), "[]"))
	}
	return strings.TrimSpace(strings.Join(parts, "/") + " " + d.Season)
}

// fieldsOf lists what a record holds in the form of the golden files.
func fieldsOf(c *document.CSL, etAl bool) []string {
	out := []string{c.Type}
	if etAl {
		out = append(out, "et al")
	}
	for _, f := range []struct{ name, value string }{
		{"author", nameFields(c.Author)},
		{"editor", nameFields(c.Editor)},
		{"translator", nameFields(c.Translator)},
		{"container-author", nameFields(c.ContainerAuthor)},
		{"title", c.Title},
		{"container-title", c.ContainerTitle},
		{"publisher", c.Publisher},
		{"publisher-place", c.PublisherPlace},
		{"issued", dateField(c.Issued)},
		{"accessed", dateField(c.Accessed)},
		{"volume", c.Volume},
		{"issue", c.Issue},
		{"page", c.Page},
		{"URL", c.URL},
		{"DOI", c.DOI},
		{"ISBN", c.ISBN},
		{"edition", c.Edition},
		{"authority", c.Authority},
		{"number", c.Number},
		{"genre", c.Genre},
		{"section", c.Section},
		{"status", c.Status},
		{"event-title", c.EventTitle},
		{"collection-title", c.CollectionTitle},
	} {
		if f.value != "" {
			out = append(out, f.name+" "+f.value)
		}
	}
	return out
}

// compare counts the fields of a case and those that are wrong: missing,
// different or invented.
func compare(g goldenCase) (total int, wrong []string) {
	c, etAl := Parse(g.text)
	have := map[string]bool{}
	for _, f := range fieldsOf(c, etAl) {
		have[f] = true
	}
	for _, f := range g.want {
		if !have[f] {
			wrong = append(wrong, "-"+f)
		}
		delete(have, f)
	}
	missing := len(wrong)
	for f := range have {
		wrong = append(wrong, "+"+f)
	}
	return len(g.want) + max(0, len(have)-missing), wrong
}

// TestGolden holds every field of the citations in testdata, style by style.
func TestGolden(t *testing.T) {
	for _, g := range readGolden(t, "testdata/*.txt") {
		t.Run(fmt.Sprintf("%s/%s:%d", g.style, g.file, g.line), func(t *testing.T) {
			if _, wrong := compare(g); len(wrong) > 0 {
				t.Errorf("%s\n  %s", g.text, strings.Join(wrong, "\n  "))
			}
		})
	}
}

// TestFieldShare reports the share of fields that are right in the citations
// of testdata/more, which were written before the parser saw them, and holds
// what it has reached since.
func TestFieldShare(t *testing.T) {
	total, wrong := 0, 0
	for _, g := range readGolden(t, "testdata/more/*.txt") {
		n, w := compare(g)
		total += n
		wrong += min(n, len(w))
		if len(w) > 0 {
			t.Logf("%s\n  %s", g.text, strings.Join(w, "\n  "))
		}
	}
	if share := float64(total-wrong) / float64(total); share < 1 {
		t.Errorf("%.3f of %d fields are right", share, total)
	}
}
