package pdftext

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wensou/document"
	"wensou/parse/input"
)

// head is a title block and abstract to put before a body.
const head = "風箏與河流的 關係\n\n林小風\n\n(南岸大學地理系助理教授)\n\n摘要\n\n本文討論風箏。\n\n關鍵詞：風箏、河流\n\n壹、前言\n\n"

func parse(t *testing.T, text string) *document.Document {
	t.Helper()
	d, err := Parse(input.File{Path: "a.txt", Text: text})
	if err != nil {
		t.Fatal(err)
	}
	d.ID = "a"
	if err := d.Validate(); err != nil {
		t.Fatal(err)
	}
	return d
}

// dump is the units of some kinds as "id: text" with markers as {n}.
func dump(d *document.Document, kinds ...document.Kind) []string {
	var out []string
	for _, u := range d.Units {
		for _, k := range kinds {
			if u.Kind != k {
				continue
			}
			text := u.Text
			for i := len(u.Notes) - 1; i >= 0; i-- {
				n := u.Notes[i]
				text = text[:n.Offset] + "{" + itoa(n.Number) + "}" + text[n.Offset:]
			}
			out = append(out, string(u.ID)+": "+text)
		}
	}
	return out
}

func TestParse(t *testing.T) {
	tests := []struct {
		name  string
		body  string
		kinds string
		want  []string
	}{
		{
			"note styles change from page to page",
			"風很大。¹水很急。²船很慢。³橋很長。⁴\n\n1. 王甲，《風》（南岸：小書坊，2001年），頁3。\n 2. 王乙，《水》，頁4。\n\n³ 王丙，《船》，頁5。\n\n⁴王丁，《橋》，頁6。",
			"paragraph footnote",
			[]string{"p1: 風很大。{1}水很急。{2}船很慢。{3}橋很長。{4}", "fn1: 王甲，《風》（南岸：小書坊，2001年），頁3。", "fn2: 王乙，《水》，頁4。", "fn3: 王丙，《船》，頁5。", "fn4: 王丁，《橋》，頁6。"},
		},
		{
			"a numbered heading is no footnote",
			"第一段。¹\n\n1. 第一種風\n\n第二段。²\n\n2. 第二種風\n\n第三段。\n\n1. 王甲，《風》，頁3。\n\n2. 王乙，《水》，頁4。",
			"paragraph footnote",
			[]string{"p1: 第一段。{1}", "p2: 第二段。{2}", "p3: 第三段。", "fn1: 王甲，《風》，頁3。", "fn2: 王乙，《水》，頁4。"},
		},
		{
			"a footnote goes on behind the next page's body",
			"河水流過橋下，¹\n\n1. John Kite, \"Wind over Water,\" *River Studies*, Vol. 3,\n\n然後轉向南方。²\n\nNo. 2, May 2004, pp. 5-9.\n\n2. 王乙，《水》，頁4。",
			"paragraph footnote",
			[]string{"p1: 河水流過橋下，{1}然後轉向南方。{2}", "fn1: John Kite, \"Wind over Water,\" River Studies, Vol. 3, No. 2, May 2004, pp. 5-9.", "fn2: 王乙，《水》，頁4。"},
		},
		{
			"a tiny rest of a footnote",
			"河水很冷。¹\n\n1. 王甲，《冷水》（南岸：小書坊，2001年），頁\n\n次頁的段落到此為止。²\n\n3-6。\n\n2. 王乙，《水》，頁4。",
			"paragraph footnote",
			[]string{"p1: 河水很冷。{1}", "fn1: 王甲，《冷水》（南岸：小書坊，2001年），頁3-6。", "p2: 次頁的段落到此為止。{2}", "fn2: 王乙，《水》，頁4。"},
		},
		{
			"hard breaks inside a note and a paragraph",
			"在多風的季節裡，人們常在河邊聚集，\n看著風箏一只一只升起，彼此交談，¹\n直到天黑。\n\n1. 河岸局，〈風箏須知〉，2015年5月26日，《河岸局》\n<http://river.example.org/kites.htm>。",
			"paragraph footnote",
			[]string{"p1: 在多風的季節裡，人們常在河邊聚集，看著風箏一只一只升起，彼此交談，{1}直到天黑。", "fn1: 河岸局，〈風箏須知〉，2015年5月26日，《河岸局》http://river.example.org/kites.htm。"},
		},
		{
			"markers before digits, with blanks and side by side",
			"春天。¹2000 年起。² 2016 年止，³ 船停了。⁴⁵\n\n1. 王甲，《風》，頁1。\n2. 王乙，《水》，頁2。\n3. 王丙，《船》，頁3。\n4. 王丁，《橋》，頁4。\n5. 王戊，《岸》，頁5。",
			"paragraph",
			[]string{"p1: 春天。{1}2000 年起。{2}2016 年止，{3}船停了。{4}{5}"},
		},
		{
			"an exponent is no marker",
			"面積是 12 km²，風很大。¹水很急。²\n\n1. 王甲，《風》，頁1。\n2. 王乙，《水》，頁2。",
			"paragraph",
			[]string{"p1: 面積是 12 km²，風很大。{1}水很急。{2}"},
		},
		{
			"a table with its header repeated and a note inside",
			"如表 1 所示。¹\n\n表 1 風箏一覽\n\n名稱\t長度\n小鳥\t3\n\n1. 王甲，《風》，頁1。\n\n名稱\t長度\n大魚\t5\n\n資料來源：作者自行整理。",
			"caption table",
			[]string{"cap1: 表 1 風箏一覽", "tab1: 名稱\t長度\n小鳥\t3\n大魚\t5", "cap2: 資料來源：作者自行整理。"},
		},
		{
			"markup and escapes",
			"報告《風》(*The Wind*) 值 \\$5。¹\n\n1. *The Wind* (Riverton: Small Press, 2001), <<https://a.example.org/x>>.",
			"paragraph footnote",
			[]string{"p1: 報告《風》(The Wind) 值 $5。{1}", "fn1: The Wind (Riverton: Small Press, 2001), https://a.example.org/x."},
		},
		{
			"numbers that start again",
			"甲。①乙。②\n\n①王甲，《風》，頁1。\n②王乙，《水》，頁2。\n\n丙。①丁。②\n\n①王丙，《船》，頁3。\n②王丁，《橋》，頁4。",
			"footnote",
			[]string{"fn1-1: 王甲，《風》，頁1。", "fn1-2: 王乙，《水》，頁2。", "fn2-1: 王丙，《船》，頁3。", "fn2-2: 王丁，《橋》，頁4。"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var kinds []document.Kind
			for k := range strings.FieldsSeq(tt.kinds) {
				kinds = append(kinds, document.Kind(k))
			}
			d := parse(t, head+tt.body)
			if diff := cmp.Diff(tt.want, dump(d, kinds...)); diff != "" {
				t.Errorf("units (-want +got):\n%s", diff)
			}
			for _, u := range d.Units {
				if u.Kind == document.KindFootnote && u.Anchor == nil {
					t.Errorf("%s has no anchor", u.ID)
				}
			}
		})
	}
}

func TestReferences(t *testing.T) {
	const list = `參考文獻

中文部分

專書

王甲，2001。《風》。南岸：小書坊。

王 乙，2002/6。〈水的形狀〉，《河流學
報》，第 3 卷第 2 期，頁 1-24。

網際網路

2019/8/5。〈風箏升空〉，《河岸網》，<http://river.example.org/19

- /up.html>。
- 河岸局，2020/1/2。〈須知〉，《河岸局》，<http://www.shore.example.org/made/up.html>。
- example.org/true/one.html>。

英文部分

專書

- Kite, John & Ann Wood, 2004. *Wind over Water: A*
- Study*. Riverton, D.C.: Small Press.
- Kite, John, 2005. *Calm*.
- Riverton: Small Press.

Of Kites and Rivers

Xiao-feng Lin

(Assistant Professor, Department of Geography,
South Shore University)

Abstract

This article is about kites.

Keywords: Kites, Rivers
`
	d := parse(t, head+"正文。\n\n"+list)
	want := []string{
		"r1: 王甲，2001。《風》。南岸：小書坊。",
		"r2: 王 乙，2002/6。〈水的形狀〉，《河流學報》，第 3 卷第 2 期，頁 1-24。",
		"r3: 2019/8/5。〈風箏升空〉，《河岸網》，http://river.example.org/19/up.html。",
		"r4: 河岸局，2020/1/2。〈須知〉，《河岸局》，http://www.shore.example.org/true/one.html。",
		"r5: Kite, John & Ann Wood, 2004. Wind over Water: A Study. Riverton, D.C.: Small Press.",
		"r6: Kite, John, 2005. Calm. Riverton: Small Press.",
	}
	if diff := cmp.Diff(want, dump(d, document.KindReference)); diff != "" {
		t.Errorf("references (-want +got):\n%s", diff)
	}
	var sections, heads []string
	for _, u := range d.Units {
		if u.Kind == document.KindReference {
			sections = append(sections, u.Section)
		}
	}
	for _, h := range d.Headings {
		heads = append(heads, strings.Repeat("#", h.Level)+h.Text)
	}
	if diff := cmp.Diff([]string{"中文部分/專書", "中文部分/專書", "中文部分/網際網路", "中文部分/網際網路", "英文部分/專書", "英文部分/專書"}, sections); diff != "" {
		t.Errorf("sections (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"#摘要", "#壹、前言", "#參考文獻", "##中文部分", "###專書", "###網際網路", "##英文部分", "###專書", "#Abstract"}, heads); diff != "" {
		t.Errorf("headings (-want +got):\n%s", diff)
	}
	if got := d.Extra["title_en"]; got != "Of Kites and Rivers" {
		t.Errorf("title_en = %q", got)
	}
	if diff := cmp.Diff([]string{"k1: 關鍵詞：風箏、河流", "a2: This article is about kites.", "k2: Keywords: Kites, Rivers"}, dump(d, document.KindKeywords, document.KindAbstract)[1:]); diff != "" {
		t.Errorf("abstracts (-want +got):\n%s", diff)
	}
}

func TestFront(t *testing.T) {
	d := parse(t, head+"正文。\n\n收件：2021年8月25日\n\n採用：2022年7月2日\n")
	if d.Title != "風箏與河流的關係" || cmp.Diff(d.Authors, []string{"林小風"}) != "" || cmp.Diff(d.Topics, []string{"風箏", "河流"}) != "" {
		t.Errorf("title %q, authors %q, topics %q", d.Title, d.Authors, d.Topics)
	}
	want := map[string]string{"affiliation": "南岸大學地理系助理教授", "received": "2021-08-25", "accepted": "2022-07-02"}
	if diff := cmp.Diff(want, d.Extra); diff != "" {
		t.Errorf("extra (-want +got):\n%s", diff)
	}
	if d.Language != "zh-TW" {
		t.Errorf("language %q", d.Language)
	}
}

func TestWarnings(t *testing.T) {
	d := parse(t, head+"甲。¹乙。²丙。³\n\n¹ 王甲，《風》，頁1。\n\n³ 王丙，《船》（南岸：小")
	var got []string
	for _, w := range d.Warnings {
		got = append(got, itoa(w.Line)+" "+w.Code)
	}
	if diff := cmp.Diff([]string{"19 footnote-missing", "15 marker-without-footnote", "19 footnote-unclosed"}, got); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
}

func TestDetect(t *testing.T) {
	tests := []struct {
		name, text string
		want       bool
	}{
		{"paper", head + "甲。¹乙。²\n\n1. 王甲，《風》，頁1。\n2. 王乙，《水》，頁2。\n", true},
		{"abstract, keywords and references", head + "正文。\n\n參考文獻\n\n王甲，2001。《風》。南岸：小書坊。\n", true},
		{"pages", "一\n\f二\n\f三\n\f四\n", true},
		{"article", "風箏大會\n大會今天開幕。\n背景\n1. 風很大\n2. 水很急\n面積 5 km²。\n", false},
		{"empty", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Detect(input.File{Text: tt.text}); got != tt.want {
				t.Errorf("Detect = %v", got)
			}
		})
	}
}

func TestParseEmpty(t *testing.T) {
	for _, text := range []string{"", " \n\t\n", "-\n\n12\n"} {
		_, err := Parse(input.File{Path: "a.txt", Text: text})
		var e *input.Error
		if !errors.As(err, &e) || e.Path != "a.txt" {
			t.Errorf("Parse(%q) error %v", text, err)
		}
	}
}

func TestJoin(t *testing.T) {
	tests := []struct{ name, a, b, want string }{
		{"ideographs", "風", "箏", "風箏"},
		{"full-width comma", "wind，", "kite", "wind，kite"},
		{"words", "the", "wind", "the wind"},
		{"hyphen", "Offense-", "Defense", "Offense-Defense"},
		{"address", "<https://a.org/x-", "y.html>", "<https://a.org/x-y.html>"},
		{"closed too early", "T, <<https://a.org/>>", "x/y.html>>.", "T, <<https://a.org/x/y.html>>."},
		{"made-up end, own host", "T, <https://b.org/made.html>.", "old.a.org/true.html>; U", "T, <https://old.a.org/true.html>; U"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := join(tt.a, tt.b); got != tt.want {
				t.Errorf("join = %q, want %q", got, tt.want)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add(head + "甲。¹乙。²\n\n1. 王甲，《風》，頁1。\n2. 王乙，《水》，<https://a.org/\n\nx>。\n\n參考文獻\n\n王甲，2001。《風》。\n\nAbstract\n")
	f.Add("a\tb\n1\t2\n\na\tb\n3¹\t4\n\n1. x\n")
	f.Add("甲。①乙。①\n①a\n\f①b\n[1] c\n<<http://x>>\n*\\$\n")
	f.Add("風*\n\n甲。¹乙1⁴。[1-3]\f\n* a\n1⁴ b\n1⁵ c\n\n註釋\n\n〔註一〕d\n\n參考文獻\n[1] e\n[2] f\n")
	for _, text := range hostile {
		f.Add(text(400))
	}
	f.Fuzz(func(t *testing.T, text string) {
		file := input.File{Path: "a.txt", Text: text}
		Detect(file)
		d, err := Parse(file)
		if err != nil {
			var e *input.Error
			if !errors.As(err, &e) {
				t.Fatalf("error %v is no *input.Error", err)
			}
			return
		}
		d.ID = "a"
		if err := d.Validate(); err != nil {
			t.Fatal(err)
		}
	})
}
