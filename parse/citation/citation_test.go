package citation

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"wensou/document"
)

func person(given, family string) document.Name {
	return document.Name{Family: family, Given: given}
}

func lit(s string) document.Name { return document.Name{Literal: s} }

func date(parts ...int) *document.Date { return &document.Date{DateParts: [][]int{parts}} }

func TestParse(t *testing.T) {
	tests := []struct {
		name, in string
		want     document.CSL
		etAl     bool
	}{
		{"book", `John Kite & Ann Wood, *Wind over Water: A Study, 2nd edition* (Riverton, D.C.: Small Press, 2004), pp. 3-9, 12`, document.CSL{
			Type: "book", Title: "Wind over Water: A Study, 2nd edition", Author: []document.Name{person("John", "Kite"), person("Ann", "Wood")},
			Publisher: "Small Press", PublisherPlace: "Riverton, D.C.", Issued: date(2004), Page: "3-9, 12",
		}, false},
		{"book without emphasis", `John Kite, Wind over Water (Riverton: Small Press, 2004), p. 3`, document.CSL{
			Type: "book", Title: "Wind over Water", Author: []document.Name{person("John", "Kite")},
			Publisher: "Small Press", PublisherPlace: "Riverton", Issued: date(2004), Page: "3",
		}, false},
		{"report", `U.S. Office of Rivers, *State of Rivers* (Riverton: Office of Rivers, Lakes and Seas, 2019), p. 8`, document.CSL{
			Type: "report", Title: "State of Rivers", Author: []document.Name{lit("U.S. Office of Rivers")},
			Publisher: "Office of Rivers, Lakes and Seas", PublisherPlace: "Riverton", Issued: date(2019), Page: "8",
		}, false},
		{"journal with nested quotes and season", `Ann Wood et al., “What ‘Calm’ Means,” *River Studies*, Vol. 3, No. 2, Summer 2005, pp. 5-9`, document.CSL{
			Type: "article-journal", Title: "What ‘Calm’ Means", Author: []document.Name{person("Ann", "Wood")}, ContainerTitle: "River Studies",
			Volume: "3", Issue: "2", Issued: &document.Date{DateParts: [][]int{{2005}}, Season: "Summer"}, Page: "5-9",
		}, true},
		{"emphasis cut by a page", `Ann Wood, "Calm," *River* Studies, No. 57, July-September 2011, p. 5`, document.CSL{
			Type: "article-journal", Title: "Calm", Author: []document.Name{person("Ann", "Wood")}, ContainerTitle: "River Studies",
			Issue: "57", Issued: &document.Date{DateParts: [][]int{{2011, 7}, {2011, 9}}}, Page: "5",
		}, false},
		{"chapter", `Ann Wood, "Calm," in J. Kite, Bo Lee, & Cy Ray, eds., *Still Rivers* (Riverton: Routledge, 2002), pp. 1-2`, document.CSL{
			Type: "chapter", Title: "Calm", Author: []document.Name{person("Ann", "Wood")}, Editor: []document.Name{person("J.", "Kite"), person("Bo", "Lee"), person("Cy", "Ray")},
			ContainerTitle: "Still Rivers", Publisher: "Routledge", PublisherPlace: "Riverton", Issued: date(2002), Page: "1-2",
		}, false},
		{"web page, date before site", `The River House, "Remarks on Kites," July 13, 2021, *The River House*, <<https://r.example.org/k/>>`, document.CSL{
			Type: "webpage", Title: "Remarks on Kites", Author: []document.Name{lit("The River House")}, ContainerTitle: "The River House",
			Issued: date(2021, 7, 13), URL: "https://r.example.org/k/",
		}, false},
		{"Chinese journal", `孫 昂、王小明，〈「風」的研究〉，《科技導報》（北京），2020年第2期，2020年4月，頁12-13`, document.CSL{
			Type: "article-journal", Title: "「風」的研究", Author: []document.Name{lit("孫昂"), lit("王小明")}, ContainerTitle: "科技導報", PublisherPlace: "北京",
			Issue: "2", Issued: date(2020, 4), Page: "12-13",
		}, false},
		{"Chinese book", `河岸局，《風箏白皮書》（南岸：河岸局，2021年），頁3`, document.CSL{
			Type: "report", Title: "風箏白皮書", Author: []document.Name{lit("河岸局")}, Publisher: "河岸局", PublisherPlace: "南岸", Issued: date(2021), Page: "3",
		}, false},
		{"mixed brackets", `〈風箏（全文)》，民國106年5月14日，〈《河岸網》〉，<http://k.example.org/1>`, document.CSL{
			Type: "webpage", Title: "風箏（全文)", ContainerTitle: "河岸網", Issued: date(2017, 5, 14), URL: "http://k.example.org/1",
		}, false},
		{"entry of a list", `Kite, John, Ann Wood, & Cy Ray, 2011/7-9. "Calm," *River Studies*, Vol. 6, pp. 2-3.`, document.CSL{
			Type: "article-journal", Title: "Calm", Author: []document.Name{person("John", "Kite"), person("Ann", "Wood"), person("Cy", "Ray")}, ContainerTitle: "River Studies",
			Volume: "6", Issued: &document.Date{DateParts: [][]int{{2011, 7}, {2011, 9}}}, Page: "2-3",
		}, false},
		{"entry with a suffix", `Austin III, Lloyd J., 2021/7/13. *Calm*. Riverton, D.C.: Small Press.`, document.CSL{
			Type: "book", Title: "Calm", Author: []document.Name{{Family: "Austin", Given: "Lloyd J.", Suffix: "III"}},
			Publisher: "Small Press", PublisherPlace: "Riverton, D.C.", Issued: date(2021, 7, 13),
		}, false},
		{"entry that starts with its date", `2012 夏季號。〈風〉，《河流學報》，第 3 卷第 2 期，頁 1-24。`, document.CSL{
			Type: "article-journal", Title: "風", ContainerTitle: "河流學報", Volume: "3", Issue: "2",
			Issued: &document.Date{DateParts: [][]int{{2012}}, Season: "夏季號"}, Page: "1-24",
		}, false},
		{"bill", `R.C. Congress, "H.R.50 - Kite Act of 2018," April 1, 2018, *Congress*, <https://c.example.org/50>`, document.CSL{
			Type: "bill", Title: "H.R.50 - Kite Act of 2018", Author: []document.Name{lit("R.C. Congress")}, ContainerTitle: "Congress",
			Issued: date(2018, 4, 1), URL: "https://c.example.org/50",
		}, false},
		{"mainland book", "王五：《水》，上海：小書坊，2005年版，第10頁", document.CSL{
			Type: "book", Title: "水", Author: []document.Name{lit("王五")}, Publisher: "小書坊", PublisherPlace: "上海", Issued: date(2005), Page: "10",
		}, false},
		{"mainland journal", "王五：《水》，載《河》2003年第4期，第5-9頁", document.CSL{
			Type: "article-journal", Title: "水", Author: []document.Name{lit("王五")}, ContainerTitle: "河", Issue: "4", Issued: date(2003), Page: "5-9",
		}, false},
		{"GB/T 7714 book", "张三, 李四, 等. 河流[M]. 北京: 小书坊, 2001: 3.", document.CSL{
			Type: "book", Title: "河流", Author: []document.Name{lit("张三"), lit("李四")}, Publisher: "小书坊", PublisherPlace: "北京", Issued: date(2001), Page: "3",
		}, true},
		{"GB/T 7714 journal", "李四. 制度[J]. 治理研究, 2003, 12(4): 5-9.", document.CSL{
			Type: "article-journal", Title: "制度", Author: []document.Name{lit("李四")}, ContainerTitle: "治理研究", Volume: "12", Issue: "4", Issued: date(2003), Page: "5-9",
		}, false},
		{"words only", "nothing to see", document.CSL{Type: "book", Title: "nothing to see"}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, etAl := Parse(tt.in)
			if diff := cmp.Diff(&tt.want, got); diff != "" || etAl != tt.etAl {
				t.Errorf("Parse: et al. %v (-want +got):\n%s", etAl, diff)
			}
		})
	}
}

func TestSplit(t *testing.T) {
	tests := []struct {
		name, in, commentary string
		works                []string
	}{
		{"two works", `A. Kite, "Wind," p. 3; B. Wood, *Calm*, pp. 4-5.`, "", []string{`A. Kite, "Wind," p. 3`, `B. Wood, *Calm*, pp. 4-5`}},
		{"mixed separators", "王甲，《風》，頁1；A. Kite, *Calm*, p. 3; 王乙，《水》，頁2。", "", []string{"王甲，《風》，頁1", "A. Kite, *Calm*, p. 3", "王乙，《水》，頁2"}},
		{"separator inside the quote", `A. Kite, “Wind;” B. Wood, *Calm*, p. 4.`, "", []string{`A. Kite, “Wind”`, `B. Wood, *Calm*, p. 4`}},
		{"commentary before", "報告《風》提到 (wind)，請見 A. Kite, *Calm*, p. 41。", "報告《風》提到 (wind)，請見", []string{"A. Kite, *Calm*, p. 41"}},
		{"commentary behind", "王甲，〈風〉，《水》，頁1。其中兩位並不同意。", "其中兩位並不同意。", []string{"王甲，〈風〉，《水》，頁1"}},
		{"commentary between", "王甲，《風》，頁1；不同的看法見王乙，《水》，頁2。", "不同的看法見", []string{"王甲，《風》，頁1", "王乙，《水》，頁2"}},
		{"commentary only", "常見的意見是風太大。", "常見的意見是風太大。", nil},
		{"separator inside brackets", "說法見王甲，〈風；水〉，《河》，頁1。", "說法見", []string{"王甲，〈風；水〉，《河》，頁1"}},
		{"address with a separator", "王甲，〈風〉，《河》，<http://a.org/x;y>。", "", []string{"王甲，〈風〉，《河》，<http://a.org/x;y>"}},
		{"same work", "同註 3，頁5。", "", []string{"同註 3，頁5"}},
		{"empty", "", "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			commentary, works := Split(tt.in)
			if commentary != tt.commentary || cmp.Diff(tt.works, works) != "" {
				t.Errorf("Split = %q, %q", commentary, works)
			}
		})
	}
}

func TestPlain(t *testing.T) {
	tests := []struct{ in, want string }{
		{`*Wind* and \$5`, "Wind and $5"},
		{"<<https://a.org/x>>.", "https://a.org/x."},
		{"<https://a.org/x", "https://a.org/x"},
		{"<風箏>", "<風箏>"},
		{"3*4 * 5", "3*4 * 5"},
	}
	for _, tt := range tests {
		if got := Plain(tt.in); got != tt.want {
			t.Errorf("Plain(%q) = %q", tt.in, got)
		}
	}
}

// units makes citations "fn1c1" … of notes and references "r1" ….
func units(notes [][]string, refs []string) []document.Unit {
	var out []document.Unit
	for n, works := range notes {
		for k, w := range works {
			c, _ := Parse(w)
			id := "fn" + string(rune('1'+n)) + "c" + string(rune('1'+k))
			out = append(out, document.Unit{ID: document.UnitID(id), Kind: document.KindCitation, Note: n + 1, Ordinal: k + 1, Text: Plain(w), CSL: c})
		}
	}
	for n, r := range refs {
		c, _ := Parse(r)
		out = append(out, document.Unit{ID: document.UnitID("r" + string(rune('1'+n))), Kind: document.KindReference, Number: n + 1, Text: Plain(r), CSL: c})
	}
	return out
}

func TestResolve(t *testing.T) {
	us := units([][]string{
		{`Ann Wood, *Calm: A Study* (Riverton: Small Press, 1987), p. 3`, `河岸局，《河岸人工風箏年度報告》（南岸：河岸局，2020年），頁3`},
		{`Ann Wood, *Calm: A Study*, p. 5`, `Ann Wood, *Calm*, p. 6`},
		{`Kite Forum, *Rules for Kites* (Paris: Kite Forum, 2019), p. 6`},
		{`Kite Forum, "Rules for Kites," March 31, 2021, *Kite Law*, <https://k.example.org/9>`},
		{"同註 1，頁 9", "Bo Lee, *Unknown*, p. 1"},
	}, []string{
		`Wood, Ann, 2009. *Calm: A Study*. Riverton: Small Press.`,
		`河岸局，2020。《河岸人工風筝年度報告》。南岸：河岸局。`,
		`Kite Forum, 2019. *Rules for Kites*. Paris: Kite Forum.`,
		`許書銘，2020。《城市導論》。南岸：河岸局。`,
		`高若蘭，2020。《城市導論》。南岸：河岸局。`,
	})
	works := Resolve(us)
	var got []string
	for _, w := range works {
		s := string(w.ID) + ":"
		for _, id := range append(w.Citations, w.References...) {
			s += " " + string(id)
		}
		got = append(got, s)
	}
	want := []string{"w1: fn1c1 fn2c1 fn2c2 r1", "w2: fn1c2 fn5c1 r2", "w3: fn3c1 r3", "w4: fn4c1", "w5: fn5c2", "w6: r4", "w7: r5"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("works (-want +got):\n%s", diff)
	}
	short := map[document.UnitID]document.UnitID{}
	for _, u := range us {
		if u.ShortForm {
			short[u.ID] = u.ResolvesTo
		}
	}
	wantShort := map[document.UnitID]document.UnitID{"fn2c1": "fn1c1", "fn2c2": "fn1c1", "fn5c1": "fn1c2", "fn5c2": ""}
	if diff := cmp.Diff(wantShort, short); diff != "" {
		t.Errorf("short forms (-want +got):\n%s", diff)
	}
}

func FuzzCitation(f *testing.F) {
	f.Add(`參見 Ann Wood et al., “Calm,” *River* Studies, Vol. 3, May 2004, pp. 5-9; 王甲，〈風（全文)》，<http://a.org>。`)
	f.Add(`Kite, John & B, 2005/Winter. *Calm. Riverton: Press.`)
	f.Fuzz(func(t *testing.T, s string) {
		_, works := Split(s)
		var us []document.Unit
		for i, w := range works {
			c, _ := Parse(w)
			us = append(us, document.Unit{ID: document.UnitID(strings.Repeat("c", i+1)), Kind: document.KindCitation, Note: 1, Text: w, CSL: c})
		}
		Parse(s)
		Resolve(us)
	})
}

func FuzzSplit(f *testing.F) {
	for _, g := range readGolden(f, "testdata/*.txt") {
		f.Add(g.text)
	}
	f.Add("參見王小明，〈橋〉；另見 Ann Wood, *Calm*, p. 3。同註3，頁5（民112）")
	f.Fuzz(func(t *testing.T, s string) {
		_, works := Split(s)
		flat := strings.NewReplacer(";", "", "；", "", "。", "").Replace(s)
		for _, w := range works {
			// A separator inside a closing quote is taken out; else a work is a
			// piece of its note.
			if !strings.Contains(s, w) && !strings.Contains(flat, strings.NewReplacer(";", "", "；", "", "。", "").Replace(w)) {
				t.Errorf("work %q is no piece of %q", w, s)
			}
			if c, _ := Parse(w); !utf8.ValidString(c.Title) && utf8.ValidString(w) {
				t.Errorf("title %q of %q", c.Title, w)
			}
		}
		d := &document.Document{ID: "d", Units: []document.Unit{{ID: "p1", Kind: document.KindParagraph, Text: s}}}
		for i, w := range works {
			c, _ := Parse(w)
			d.Units = append(d.Units,
				document.Unit{ID: document.UnitID("fn" + string(rune('a'+i%26)) + strings.Repeat("x", i/26)), Kind: document.KindCitation, Note: i + 1, Text: w, CSL: c},
				document.Unit{ID: document.UnitID("r" + string(rune('a'+i%26)) + strings.Repeat("x", i/26)), Kind: document.KindReference, Number: i + 1, Text: w, CSL: c})
		}
		d.Works = Resolve(d.Units)
		LinkBody(d)
		WarnUnresolved(d)
		for _, u := range d.Units {
			if u.In == "p1" && !strings.Contains(s, u.Text) {
				t.Errorf("mark %q is no piece of %q", u.Text, s)
			}
		}
	})
}
