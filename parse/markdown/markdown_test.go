package markdown

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"wensou/document"
	"wensou/internal/testutil"
	"wensou/parse/input"
)

func parse(t *testing.T, text string) *document.Document {
	t.Helper()
	d, err := Parse(input.File{Path: "dir/a.md", Text: text})
	if err != nil {
		t.Fatal(err)
	}
	d.ID = "dir/a"
	if err := d.Validate(); err != nil {
		t.Fatal(err)
	}
	return d
}

// show prints units as "id@line-line text ^number:offset", one a line.
func show(d *document.Document) string {
	var b strings.Builder
	for _, u := range d.Units {
		if u.Kind == document.KindCitation {
			continue
		}
		fmt.Fprintf(&b, "%s@%d-%d %s", u.ID, u.Lines[0][0], u.Lines[0][1], strings.ReplaceAll(u.Text, "\n", "⏎"))
		for _, n := range u.Notes {
			fmt.Fprintf(&b, " ^%d:%d", n.Number, n.Offset)
		}
		if u.Anchor != nil {
			fmt.Fprintf(&b, " <%s:%d", u.Anchor.Unit, u.Anchor.Offset)
		}
		if len(u.HeadingPath) > 0 {
			fmt.Fprintf(&b, " [%s]", strings.Join(u.HeadingPath, "/"))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestUnits(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"title from the first heading", "# 題目\n\n一段。\n\n## 節\n\n二段。\n", "t1@1-1 題目\np1@3-3 一段。\np2@7-7 二段。 [節]\n"},
		{"several top headings are sections", "# 甲\n\n文。\n\n# 乙\n\n文二。\n", "t1@1-1 甲\np1@3-3 文。\np2@7-7 文二。 [乙]\n"},
		{"hard-wrapped lines", "第一行\n第二行，\nword\nanother\nhyphen-\nated\n", "p1@1-6 第一行第二行，word another hyphen-ated\n"},
		{"hard breaks", "甲  \n乙\\\n丙<br>丁<br/>one<br>two\n", "p1@1-3 甲乙丙丁one two\n"},
		{"inline markup", "**粗** *斜* ~~刪~~ `碼*` [連結](http://a.b) <https://c.d> H<sub>2</sub>O a&amp;b \\*x\\*\n", "p1@1-1 粗 斜 刪 碼* 連結 https://c.d H2O a&b *x*\n"},
		{"strong beside full-width punctuation", "這是**「重點」**的。`**x**` 2 ** 3 ** 4\n", "p1@1-1 這是「重點」的。**x** 2 ** 3 ** 4\n"},
		{"quote, list, table, code", "> 引\n> 文\n\n- 甲\n- 乙\n  1. 丙\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```go\nx := 1\n```\n", "q1@1-2 引文\nl1@4-6 甲⏎乙⏎丙\ntab1@8-10 a\tb⏎1\t2\ncode1@13-13 x := 1\n"},
		{"thematic breaks split nothing", "甲。\n\n---\n\n乙。\n\n---\n丙。\n", "p1@1-1 甲。\np2@5-5 乙。\np3@8-8 丙。\n"},
		{"prose above dashes", "這一段以句號結束。\n---\n下一段。\n", "p1@1-1 這一段以句號結束。\np2@3-3 下一段。\n"},
		{"images", "![封面圖](a.png)\n\n![x](b.png \"標題\")\n\n文![y](c.png)字。\n\n![圖 1：走勢](d.png)\n", "cap1@3-3 標題\np1@5-5 文字。\ncap2@7-7 圖 1：走勢\n"},
		{"shortcodes", "前{{< ref \"x\" >}}後。\n\n{{< figure src=\"a.png\"\n  caption=\"說明 **文**\" >}}\n\n{{% note %}}\n注意。\n{{% /note %}}\n\n```\n{{< kept >}}\n```\n", "p1@1-1 前後。\ncap1@3-4 說明 文\np2@7-7 注意。\ncode1@11-11 {{< kept >}}\n"},
		{"boxes", "!!! note \"標題\"\n    內文一。\n\n    內文二。\n\n外面。\n\n> [!WARNING]\n> 小心。\n\n::: tip\n訣竅。\n:::\n", "cap1@1-1 標題\np1@2-2 內文一。\np2@4-4 內文二。\np3@6-6 外面。\nq1@9-9 小心。\np4@12-12 訣竅。\n"},
		{"html", "<div class=\"x\">\n<p>一&nbsp;段</p>\n<table><tr><th>a</th><td>b</td></tr><tr><td>c<br>d</td></tr></table>\n</div>\n\n<!-- 註解 -->\n\n文<span>字</span>。\n", "tab1@1-4 一 段⏎a\tb⏎c d\np1@8-8 文字。\n"},
		{"wiki links", "見[[頁面|文字]]與[[頁面]]。![[圖.png]]\n", "p1@1-1 見文字與頁面。\n"},
		{"formulas", "令 $a_1*b_2*c$ 為 $$x*y*z$$，價 $5 與 $6。\n", "p1@1-1 令 $a_1*b_2*c$ 為 $$x*y*z$$，價 $5 與 $6。\n"},
		{"heading attributes", "## 節 {#sec}\n\n文。\n", "p1@3-3 文。 [節]\n"},
		{"other line ends", "甲\r\n乙\r\n\r\n丙\r\r丁", "p1@1-2 甲乙\np2@4-4 丙\np3@6-6 丁\n"},
		{"references", "文。\n\n## 參考文獻\n\n### 專書\n\n- 王一，《書》。\n- [2] 李二，〈文〉。\n\n陳三。\n\n## 附錄\n\n- 不是\n", "p1@1-1 文。\nr1@7-7 王一，《書》。 [參考文獻/專書]\nr2@8-8 李二，〈文〉。 [參考文獻/專書]\nr3@10-10 陳三。 [參考文獻/專書]\nl1@14-14 不是 [附錄]\n"},
		{"numbered references without empty lines", "## 參考文獻\n\n[1] 王一. 文[J]. 刊,\n2020.\n[2] 李二. 書[M].\n[3] 陳三. 書.\n", "r1@3-4 王一. 文[J]. 刊, 2020. [參考文獻]\nr2@5-5 李二. 書[M]. [參考文獻]\nr3@6-6 陳三. 書. [參考文獻]\n"},
		{"numbers that do not go on", "[1] 甲\n[3] 乙\n\n文\n[1] 丙\n[2] 丁\n", "p1@1-2 [1] 甲[3] 乙\np2@4-6 文[1] 丙[2] 丁\n"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			if got := show(parse(t, tc.text)); got != tc.want {
				t.Errorf("got\n%s\nwant\n%s", got, tc.want)
			}
		})
	}
}

func TestFootnotes(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"order of reference", "甲[^b]乙[^a]。再[^b]\n\n[^a]: 註甲\n[^b]: 註乙\n\n    第二段\n", "p1@1-1 甲乙。再 ^1:3 ^2:6 ^1:12\nfn1@4-6 註乙⏎第二段 <p1:3\nfn2@3-3 註甲 <p1:6\n"},
		{"not referred to, not defined", "甲[^x]\n\n[^y]: 註\n", "p1@1-1 甲[^x]\nfn1@3-3 註\n"},
		{
			"in list, table, heading, note", "## 節[^h]\n\n- 項[^l]\n\n| a[^t] |\n|---|\n| b |\n\n[^h]: 見[^n]\n[^l]: 二\n[^t]: 三\n[^n]: 四\n",
			"l1@3-3 項 ^1:0 ^2:3 [節]\ntab1@5-7 a⏎b ^3:1 [節]\nfn1@9-9 見 ^4:3 <l1:0 [節]\nfn2@10-10 二 <l1:3 [節]\nfn3@11-11 三 <tab1:1 [節]\nfn4@12-12 四 <fn1:3 [節]\n",
		},
		{"sup", "面積<sup>1</sup>為 3 m<sup>2</sup>。<sup>*</sup>\n\n<sup>1</sup> 註一\n<sup>*</sup> 星註\n", "p1@1-1 面積為 3 m2。 ^1:6 ^2:17\nfn1@3-4 註一 <p1:6\nfn2@3-4 星註 <p1:17\n"},
		{"inline", "甲^[註，有 **粗** 與 [連結](http://a.b)。]乙，x^[2]，`^[a-z]`，^[ 開著\n", "p1@1-1 甲乙，x^[2]，^[a-z]，^[ 開著 ^1:3\nfn1@1-1 註，有 粗 與 連結。 <p1:3\n"},
		{"in quotes, lists, with paragraphs and lists", "> 引[^q]\n>\n> [^q]: 引註\n> 續行\n\n- 項[^l]\n\n  [^l]: 列註\n\n      續段\n\n文[^m]\n\n[^m]:\n    - 甲\n    - 乙\n", "q1@1-1 引 ^1:3\nl1@6-6 項 ^2:3\np1@12-12 文 ^3:3\nfn1@3-4 引註續行 <q1:3\nfn2@8-10 列註⏎續段 <l1:3\nfn3@15-16 甲⏎乙 <p1:3\n"},
		{"defined behind a full-width colon", "文[^1]。\n\n[^1]：註\n", "p1@1-1 文。 ^1:3\nfn1@3-3 註 <p1:3\n"},
		{"sup with an anchor before it", "見<sup>[[2]](#n2)</sup>。\n\n<a id=\"n2\"></a><sup>[2]</sup> 註二\n", "p1@1-1 見。 ^2:3\nfn2@3-3 註二 <p1:3\n"},
		{"sup, numbers restart", "甲<sup>1</sup>\n\n<sup>1</sup> 一\n\n乙<sup>1</sup>\n\n<sup>1</sup> 二\n", "p1@1-1 甲 ^1:3\np2@5-5 乙 ^1:3\nfn1@3-3 一 <p1:3\nfn1-2@7-7 二 <p2:3\n"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			if got := show(parse(t, tc.text)); got != tc.want {
				t.Errorf("got\n%s\nwant\n%s", got, tc.want)
			}
		})
	}
}

func TestFrontMatter(t *testing.T) {
	const yaml = "---\ntitle: \"題：目\"\ndate: 2025-08-25T10:00:00+08:00\ndescription: >\n  摘要\n  續\ntags: [\"AI 治理\", 乙]\ncategories:\n  - 丙\nauthor: 王一、李二\nsource_name: 報\nsource_url: https://example.org/a\ndraft: false\nimage: \"/a.webp\"\n---\n\n文。\n"
	d := parse(t, yaml)
	got := fmt.Sprint(d.Title, "|", d.Date, "|", d.Description, "|", strings.Join(d.Topics, ","), "|", d.Authors, d.Source, d.Extra)
	if want := "題：目|2025-08-25T10:00:00+08:00|摘要 續|AI 治理,乙,丙|[王一 李二] {報 https://example.org/a} map[draft:false image:/a.webp]"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got, want := show(d), "t1@2-2 題：目\nd1@4-4 摘要 續\np1@17-17 文。\n"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	d = parse(t, "+++\ntitle = \"題\"\ndate = 2025-08-25T10:00:00+08:00\ntags = [\"甲\"]\n[params]\nx = 1\n+++\n文。\n")
	if d.Title != "題" || d.Date != "2025-08-25T10:00:00+08:00" || len(d.Topics) != 1 || d.Units[1].Lines[0][0] != 8 {
		t.Errorf("TOML: %+v", d)
	}
	d = parse(t, "title: 題\nauthor: A, B\n\n## 節\n\n文。\n")
	if d.Title != "題" || len(d.Authors) != 2 || show(d) != "t1@1-1 題\np1@6-6 文。 [節]\n" {
		t.Errorf("lines without fences: %+v\n%s", d, show(d))
	}
	d = parse(t, "---\ntitle: 題\ntags: [甲, \"乙\nbad: : x\n---\n文。\n")
	if d.Title != "題" || len(d.Warnings) == 0 || d.Warnings[0].Code != "front-matter-invalid" || !strings.Contains(show(d), "bad: : x") || !strings.Contains(show(d), "p1@6-6 文。") {
		t.Errorf("invalid YAML: %+v\n%s", d.Warnings, show(d))
	}
	d = parse(t, "---\n\n這是兩條線之間的文字。\n\n---\n\n文。\n")
	if len(d.Warnings) != 1 || show(d) != "p1@3-3 這是兩條線之間的文字。\np2@7-7 文。\n" {
		t.Errorf("thematic breaks: %+v\n%s", d.Warnings, show(d))
	}
}

// hostile are texts made to take time or stack.
func hostile(n int) map[string]string {
	r := strings.Repeat
	var ticks, refs strings.Builder
	for i := 1; ticks.Len() < n; i++ {
		ticks.WriteString("a" + r("`", i))
	}
	for i := 0; refs.Len() < n; i++ {
		fmt.Fprintf(&refs, "[^%d]: x[^%d]\n", i, i+1)
	}
	return map[string]string{
		"quotes": r(">", n), "quotes with spaces": r("> ", n/2) + "文", "lists": r("- ", n/2) + "文", "brackets": r("[", n), "images": r("![", n/2),
		"open links": r("[a](", n/4), "open links b": r("[a](<", n/5), "emphasis": r("*a **a ", n/7), "underscores": r("_a __", n/6), "ticks": ticks.String(),
		"formulas": r("$a$$b ", n/6), "shortcodes": r("{{< ", n/4), "tags": r("<a ", n/3), "comments": r("<!--", n/4), "notes": refs.String(),
		"same notes": "x" + r("[^1]", n/8) + "\n\n" + r("[^1]: y\n", n/16), "sups": r("<sup>1</sup>", n/12) + "\n\n" + r("<sup>1</sup> x\n\n", n/15),
		"pipes": r("a|", n/2) + "\n" + r("-|", n/2), "aliases": "---\na: &a [x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c]\n---\nx",
		"deep front matter": "---\ntitle: " + r("[", n) + "\n---\nx", "deep lists in front matter": "---\n" + r("- ", n/2) + "x\n---\nx", "html": r("<div>", n/5), "admonitions": r("!!! note\n", n/9),
		"definitions": r("[a]: b\n", n/7), "stars": r("**a", n/3), "escapes": r("\\*", n/2), "inline notes": r("^[ab", n/4), "nested inline notes": r("^[ab", n/8) + r("]", n/8), "indent": r(" ", n) + "x", "wiki": r("[[a", n/3),
	}
}

func TestHostile(t *testing.T) {
	for name, text := range hostile(60_000) {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			parse(t, text)
			if d := time.Since(start); d > 20*time.Second {
				t.Errorf("took %v", d)
			}
		})
	}
}

func TestEmpty(t *testing.T) {
	_, err := Parse(input.File{Path: "a.md", Text: " \n"})
	var e *input.Error
	if !errors.As(err, &e) {
		t.Errorf("got %v, want *input.Error", err)
	}
}

func FuzzMarkdown(f *testing.F) {
	f.Add("---\ntitle: x\ntags: [a]\n---\n# t\n\na[^1]**「b」**\n\n- c\n\n[^1]: d\n")
	f.Add("!!! note \"x\"\n    y\n\n{{< figure caption=\"a\" >}}\n<sup>1</sup>\n\n<sup>1</sup> z\n|a|\n|-|\n|b|")
	f.Add("+++\ntitle = 1\n+++\n> [!NOTE]\n> $a$ $$b$$ <table><td>x")
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ReplaceAll(strings.ToValidUTF8(text, "?"), "\x00", "?")
		d, err := Parse(input.File{Path: "f.md", Text: text})
		if err != nil {
			return
		}
		d.ID = "f"
		if err := d.Validate(); err != nil {
			t.Fatal(err)
		}
		testutil.CheckLines(t, d, text)
	})
}
