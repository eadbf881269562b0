package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A run that is written reads back as it was; ids may hold blanks, and ranks
// count, not the order of lines.
func TestRunsComeBack(t *testing.T) {
	queries := []judged{{ID: "q1"}, {ID: "q2"}, {ID: "q3"}}
	found := answers{"q1": {"a#p1", "my notes/b c#p2"}, "q3": {"ü#p1"}}
	name := filepath.Join(t.TempDir(), "out.trec")
	scores := map[string][]float64{"q1": {2, 1}, "q3": {.5}}
	if err := writeRun(name, "x", queries, found, scores); err != nil {
		t.Fatal(err)
	}
	got, err := readRun("RUN", name, queries)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(found, got); diff != "" {
		t.Errorf("run (-written +read):\n%s", diff)
	}
	got, err = parseRun("x", strings.Split("q1 Q0 b 3 1 x\nq1 Q0 a 1 1 x\n\nq1\tQ0\tc d\t2\t1e3\tx\r", "\n"), queries)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(answers{"q1": {"a", "c d", "b"}}, got); diff != "" {
		t.Errorf("ranks (-want +got):\n%s", diff)
	}
}

func TestQueriesOfEveryForm(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []judged
	}{
		{"json", "\n" + `{"id":"1","text":"山","relevant":["a"]}`, []judged{{ID: "1", Text: "山", Relevant: []string{"a"}}}},
		{"tabs", "1\t山 水\n\n 2 \t霧\there", []judged{{ID: "1", Text: "山 水"}, {ID: "2", Text: "霧\there"}}},
		{"topics", "<top>\n<num> Number: 1\n<title> 山\n水\n<desc> Description:\n霧\n</top>", []judged{{ID: "1", Text: "山 水"}}},
		{"closed tags", "<TOP><num>1</num><title>山<b>水</title>霧</TOP>", []judged{{ID: "1", Text: "山<b>水"}}},
		{"a topic without title", "<top><num>1</top>", []judged{{ID: "1"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := parseQueries("x", strings.Split(tt.text, "\n"))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("queries (-want +got):\n%s", diff)
			}
		})
	}
}

// Whatever a file holds is read or refused with its line, and every query that
// is read has an id of its own.
func FuzzEvalFiles(f *testing.F) {
	for _, s := range []string{
		`{"id":"1","text":"山","relevant":["a"],"grades":{"a":2}}`, "1\t山\n2\t水", "<top>\n<num> 1\n<title> 山\n</top>",
		"1 Q0 a b 1 2.5 x", "1 0 a b 2", "<top><top>", "</num>", "{", "1 0 a -9223372036854775808", "1 0 a 5000", "1 0 a 100\n1 0 b 100\n1 Q0 a 1 1 x",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		lines := strings.Split(text, "\n")
		queries, err := parseQueries("x", lines)
		seen := map[string]bool{}
		for _, q := range queries {
			if q.ID == "" || seen[q.ID] {
				t.Errorf("the id %q is empty or stands twice", q.ID)
			}
			seen[q.ID] = true
		}
		if (err == nil) != (len(queries) > 0) {
			t.Errorf("%d queries, error %v", len(queries), err)
		}
		if q, err := parseQrels("x", lines); err == nil {
			judged, err := q.judge(nil)
			if err != nil {
				t.Fatal(err)
			}
			if found, err := parseRun("x", lines, judged); err == nil {
				for _, one := range judged {
					m := measure(one.gains(), found[one.ID])
					for _, v := range m.values() {
						if !(*v.value >= 0 && *v.value <= 1+1e-9) {
							t.Errorf("%s of %s is %v", v.name, one.ID, *v.value)
						}
					}
				}
			}
		}
	})
}
