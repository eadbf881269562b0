package main

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"wensou/document"
	"wensou/internal/ingest"
)

var update = flag.Bool("update", false, "write the measured values into testdata/golden")

// goldenLoss is how much of a measure may be lost to rounding.
const goldenLoss = 0.0002

var goldenFolder = filepath.Join("..", "..", "testdata", "golden")

// goldenRow is a line of relevance.golden: the measures of all queries, of a
// type or of one query.
type goldenRow struct {
	name string
	m    measures
}

// worse than before by more than rounding.
func (r goldenRow) worse(before goldenRow) bool {
	lost := []float64{before.m.NDCG10 - r.m.NDCG10, before.m.R10 - r.m.R10, before.m.R100 - r.m.R100}
	if r.name == "none" {
		lost = append(lost, before.m.NoResult-r.m.NoResult)
	}
	return slices.Max(lost) > goldenLoss
}

// TestRelevance asks the judged queries of testdata/golden on the bundled
// documents. It fails when nDCG@10 or recall falls, overall or for a type of
// queries, or when something is found where nothing should be, and says which
// queries did it.
func TestRelevance(t *testing.T) {
	queries, err := readJudged(filepath.Join(goldenFolder, "relevance.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	checkJudgments(t, queries)
	t.Setenv("WENSOU_CACHE_DIR", t.TempDir())
	hits, _, err := ask(t.Context(), openDemo(t), queries, "")
	if err != nil {
		t.Fatal(err)
	}
	found := answers{}
	for i, q := range queries {
		for j := range hits[i] {
			found[q.ID] = append(found[q.ID], hits[i][j].ID)
		}
	}
	got := goldenRows(queries, found)
	file := filepath.Join(goldenFolder, "relevance.golden")
	if *update {
		if err := os.WriteFile(file, []byte(goldenText(got)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want := readGolden(t, file)
	if !slices.EqualFunc(got, want, func(a, b goldenRow) bool { return a.name == b.name && a.m.Queries == b.m.Queries }) {
		t.Fatal("relevance.golden is of other queries; run this test with -update")
	}
	var changed []string
	fell := false
	for i, row := range got {
		if isQuery := i >= len(got)-len(queries); !isQuery && row.worse(want[i]) {
			fell = true
		}
		if was := want[i].m; was.row("") != row.m.row("") {
			changed = append(changed, was.row(row.name), row.m.row("  now"))
		}
	}
	switch {
	case fell:
		t.Errorf("the ranking is worse than before. What has changed:\n%s\n%s\n\nIf that is meant, run this test with -update.", tableHead(""), strings.Join(changed, "\n"))
	case len(changed) > 0:
		t.Logf("the ranking has changed, and is no worse; -update keeps it:\n%s\n%s", tableHead(""), strings.Join(changed, "\n"))
	}
}

// checkJudgments holds the file to what its README asks of it.
func checkJudgments(t *testing.T, queries []judged) {
	t.Helper()
	units := map[string]bool{}
	root := filepath.Join("..", "..", "testdata", "corpus")
	err := ingest.Each(t.Context(), []ingest.Source{{Root: root}}, ingest.Options{}, func(d *document.Document) error {
		for i := range d.Units {
			units[string(d.ID)+"#"+string(d.Units[i].ID)] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range queries {
		if q.Type == "" || !strings.HasPrefix(q.ID, q.Type+"-") {
			t.Errorf("%s: its type is %q; an id is the type and a number, as word-01", q.ID, q.Type)
		}
		if (len(q.gains()) == 0) != (q.Type == "none") {
			t.Errorf("%s: has %d judgments; only queries of the type none have no answer", q.ID, len(q.gains()))
		}
		for id, grade := range q.gains() {
			if !units[id] || grade < 1 || grade > 2 {
				t.Errorf("%s: %s has grade %d; a judgment names a unit of the bundled documents and gives it 1 or 2", q.ID, id, grade)
			}
		}
	}
}

// goldenRows are all queries, each type in the order of the file, and each
// query.
func goldenRows(queries []judged, found answers) []goldenRow {
	r := report{queries: queries}
	r.judge(found)
	rows := []goldenRow{{"all", r.measures}}
	for _, q := range queries {
		if !slices.ContainsFunc(rows, func(r goldenRow) bool { return r.name == q.Type }) {
			rows = append(rows, goldenRow{q.Type, *r.Types[q.Type]})
		}
	}
	for _, q := range queries {
		rows = append(rows, goldenRow{q.ID, measure(q.gains(), found[q.ID])})
	}
	return rows
}

func goldenText(rows []goldenRow) string {
	lines := []string{tableHead("")}
	for _, r := range rows {
		lines = append(lines, r.m.row(r.name))
	}
	return strings.Join(lines, "\n") + "\n"
}

func readGolden(t *testing.T, name string) (rows []goldenRow) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	for n := 1; s.Scan(); n++ {
		if n == 1 {
			continue // the head
		}
		row, err := parseGolden(s.Text())
		if err != nil {
			t.Fatal(fault(name, n, "%w; run this test with -update", err))
		}
		rows = append(rows, row)
	}
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
	return rows
}

func parseGolden(line string) (row goldenRow, err error) {
	columns := strings.Fields(line)
	values := row.m.values()
	if len(columns) != len(values)+2 {
		return row, fmt.Errorf("%d columns", len(columns))
	}
	row.name = columns[0]
	if row.m.Queries, err = strconv.Atoi(columns[1]); err != nil {
		return row, err
	}
	for i, v := range values {
		if *v.value, err = strconv.ParseFloat(columns[i+2], 64); err != nil {
			return row, err
		}
	}
	return row, nil
}
