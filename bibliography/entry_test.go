package bibliography

import (
	"context"
	"errors"
	"os/exec"
	"strings"
	"testing"

	"wensou/document"
)

// post is a document with a paragraph, notes, citations and references.
func post() *document.Document {
	calm := document.CSL{
		Type: "article-journal", Title: "風箏研究", Author: []document.Name{{Literal: "孫昂"}}, ContainerTitle: "河岸學報",
		Issued: &document.Date{DateParts: [][]int{{2003}}}, Volume: "4", Page: "8",
	}
	listed := calm
	listed.Page = "5-9"
	return &document.Document{
		ID: "blog/kites", Title: "談風箏", Language: "zh-TW", Date: "2023-04-12T09:30:00+08:00", Authors: []string{"羅以寧", "范家彥"},
		Source: document.Source{Name: "港灣評論", URL: "https://harbour.example.org/kites"},
		Units: []document.Unit{
			{ID: "p1", Kind: document.KindParagraph, Text: "甲"},
			{ID: "q1", Kind: document.KindBlockquote, Text: "乙"},
			{ID: "p2", Kind: document.KindParagraph, Text: "丙"},
			{ID: "fn1", Kind: document.KindFootnote, Number: 1, Text: "孫昂，〈風箏研究〉。"},
			{ID: "fn1c1", Kind: document.KindCitation, Note: 1, Text: "孫昂，〈風箏研究〉，頁8。", CSL: &calm, Work: "w1"},
			{
				ID: "fn2c1", Kind: document.KindCitation, Note: 2, Text: "孫昂，〈風箏研究〉，頁9。", ShortForm: true, ResolvesTo: "fn1c1", Work: "w1",
				CSL: &document.CSL{Type: "article-journal", Title: "風箏研究", Author: []document.Name{{Literal: "孫昂"}}, Page: "9"},
			},
			{ID: "fn3c1", Kind: document.KindCitation, Note: 3, Text: "私人信函，2001年。", CSL: &document.CSL{Type: "document", Page: "7"}, Work: "w2"},
			{ID: "r1", Kind: document.KindReference, Number: 1, Text: "孫昂（2003）。風箏研究。", CSL: &listed, Work: "w1"},
			{ID: "r2", Kind: document.KindReference, Number: 2, Text: "讀不出來的一筆"},
		},
		Works: []document.Work{
			{ID: "w1", CSL: &calm, Citations: []document.UnitID{"fn1c1", "fn2c1"}, References: []document.UnitID{"r1"}},
			{ID: "w2", CSL: &document.CSL{Type: "document", Page: "7"}, Citations: []document.UnitID{"fn3c1"}},
		},
	}
}

func unitOf(d *document.Document, ids ...document.UnitID) []Entry {
	var out []Entry
	for _, id := range ids {
		for i := range d.Units {
			if d.Units[i].ID == id {
				out = append(out, Unit(d, &d.Units[i]))
			}
		}
	}
	return out
}

func TestEntries(t *testing.T) {
	d := post()
	bare := &document.Document{ID: "notes/a", Language: "zh-TW"}
	paper := &document.Document{ID: "p", Title: "Ice", Language: "en", Authors: []string{"Ann Wood"}, Date: "2020-05", Source: document.Source{Name: "The River Times"}}
	const self = "羅以寧、范家彥（2023年4月12日）。談風箏。港灣評論。https://harbour.example.org/kites"
	tests := []struct {
		name    string
		entries []Entry
		want    string
	}{
		{"the document", []Entry{Document(d)}, self},
		{"a paragraph, counted without other units", unitOf(d, "p2"), self + "（第2段）"},
		{"a quotation has no number", unitOf(d, "q1"), self},
		{"a note", unitOf(d, "fn1"), self + "（註1）"},
		{"several places are one entry", unitOf(d, "p1", "fn1", "p1"), self + "（第1段、註1）"},
		{"a citation is what it cites", unitOf(d, "fn1c1"), "孫昂（2003）。風箏研究。河岸學報，4，8。"},
		{"a short form takes the rest from the full one", unitOf(d, "fn2c1"), "孫昂（2003）。風箏研究。河岸學報，4，9。"},
		{"a reference", unitOf(d, "r1"), "孫昂（2003）。風箏研究。河岸學報，4，5–9。"},
		{"what could not be read is as printed", unitOf(d, "fn3c1", "r2"), "私人信函，2001年。\n讀不出來的一筆"},
		{"references, each work once", References(d, nil), "孫昂（2003）。風箏研究。河岸學報，4，5–9。\n私人信函，2001年。\n讀不出來的一筆"},
		{"references that are one work of the index", References(d, func(document.WorkID) string { return "x" }), "孫昂（2003）。風箏研究。河岸學報，4，5–9。\n讀不出來的一筆"},
		{"a work of the index", []Entry{Work(d.Units[4].CSL, true), Work(d.Units[4].CSL, true)}, "孫昂等（2003）。風箏研究。河岸學報，4，8。"},
		{"a work without a record", []Entry{Work(nil, false)}, ""},
		{"a ruling is called by its number", []Entry{Work(&document.CSL{Type: "legal_case", Title: "釋字第748號解釋", Number: "釋字第748號"}, false)}, "釋字第748號解釋。"},
		{"a document without anything is its id", []Entry{Document(bare)}, "notes/a（無日期）。"},
		{"more authors than are named", []Entry{{EtAl: true, Record: *d.Units[4].CSL}}, "孫昂等（2003）。風箏研究。河岸學報，4，8。"},
		{"a newspaper", []Entry{Document(paper)}, "Ann Wood. (2020, May). Ice. The River Times."},
		{"nothing", []Entry{{}}, ""},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			got, err := Write(t.Context(), APA, Plain, tc.entries)
			if err != nil || strings.TrimSpace(got) != tc.want {
				t.Errorf("got  %q, %v\nwant %q", got, err, tc.want)
			}
		})
	}
}

func TestMarkup(t *testing.T) {
	e := []Entry{{Record: document.CSL{
		Type: "book", Title: "Who <Watches> *It*?", Author: []document.Name{{Family: "Raman", Given: "P"}}, URL: "https://a.example/b_c",
	}}, {Record: document.CSL{Type: "book", Title: "風箏", Author: []document.Name{{Literal: "孫昂"}}}}}
	for m, want := range map[Markup]string{
		Plain:    "Raman, P. (n.d.). Who <Watches> *It*? https://a.example/b_c\n孫昂（無日期）。風箏。\n",
		Markdown: `Raman, P. (n.d.). <i>Who \<Watches\> \*It\*?</i> <https://a.example/b_c>` + "\n孫昂（無日期）。*風箏*。\n",
		HTML:     "Raman, P. (n.d.). <i>Who &lt;Watches&gt; *It*?</i> https://a.example/b_c\n孫昂（無日期）。<i>風箏</i>。\n",
	} {
		if got, err := Write(t.Context(), APA, m, e); err != nil || got != want {
			t.Errorf("%s: %q, %v\nwant %q", m, got, err, want)
		}
	}
}

// Keys are the same in any order and selection, and different in one file.
func TestKeys(t *testing.T) {
	book := func(title, place string) Entry {
		return Entry{Record: document.CSL{Type: "book", Title: title, PublisherPlace: place, Author: []document.Name{{Family: "Ångström", Given: "A"}}}}
	}
	a, b, c := book("The Ice of Lakes", ""), book("The Ice of Lakes", "Oslo"), book("Ice", "")
	keys := func(entries ...Entry) map[string]string {
		out := map[string]string{}
		items, err := prepare(t.Context(), entries)
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range items {
			out[it.identity()] = it.key
		}
		return out
	}
	three, reversed, alone := keys(a, b, c), keys(c, b, a), keys(c)
	seen := map[string]bool{}
	for id, k := range three {
		if reversed[id] != k {
			t.Errorf("key %q becomes %q in another order", k, reversed[id])
		}
		seen[k] = true
	}
	if len(seen) != 3 {
		t.Errorf("keys %v are not three", three)
	}
	for _, k := range alone {
		if k != "angstromice" {
			t.Errorf("key %q, not angstromice", k)
		}
	}
}

func TestParseFormat(t *testing.T) {
	for _, f := range Formats {
		if got, err := ParseFormat(string(f)); got != f || err != nil {
			t.Errorf("%s: %q, %v", f, got, err)
		}
	}
	if _, err := ParseFormat("mla"); err == nil || err.Error() != `is "mla", not bibtex, ris, csl-json, gbt7714, apa or chicago` {
		t.Errorf("mla: %v", err)
	}
	if _, err := Write(t.Context(), "mla", Plain, nil); err == nil {
		t.Error("mla was written")
	}
}

// Who has gone, or has waited for too long, is written nothing.
func TestWriteEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, f := range Formats {
		if got, err := Write(ctx, f, Plain, make([]Entry, 1000)); !errors.Is(err, context.Canceled) || got != "" {
			t.Errorf("%s: %q, %v", f, got, err)
		}
	}
}

// rispy, where it is installed, is a reader that others use.
func TestRispyReads(t *testing.T) {
	if err := exec.CommandContext(t.Context(), "python3", "-c", "import rispy").Run(); err != nil {
		t.Skip("rispy is not installed")
	}
	for _, r := range records(t) {
		text, err := Write(t.Context(), RIS, Plain, []Entry{{Record: r.CSL}})
		if err != nil {
			t.Fatal(err)
		}
		read := exec.CommandContext(t.Context(), "python3", "-c",
			"import rispy,sys; r=rispy.loads(sys.stdin.read()); print(len(r), r[0].get('title',''), '; '.join(r[0].get('authors',[])))")
		read.Stdin = strings.NewReader(text)
		out, err := read.CombinedOutput()
		want := "1 " + r.CSL.Title + " " + strings.Join(each(r.CSL.Author, risName), "; ")
		if err != nil || strings.TrimRight(string(out), "\n ") != strings.TrimRight(want, " ") {
			t.Errorf("%s: rispy read %q, %v, not %q", r.Name, out, err, want)
		}
	}
}
