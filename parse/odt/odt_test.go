package odt

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wensou/document"
	"wensou/internal/testutil"
	"wensou/parse/archive"
	"wensou/parse/input"
)

const (
	space = ` xmlns:office="urn:o" xmlns:text="urn:t" xmlns:style="urn:s" xmlns:fo="urn:f" xmlns:table="urn:b" xmlns:draw="urn:d" xmlns:dc="urn:dc" xmlns:meta="urn:m" xmlns:xlink="urn:x"`

	styleSheet = `<office:styles><style:default-style style:family="paragraph"><style:text-properties style:language-asian="zh" style:country-asian="TW"/></style:default-style>
<style:style style:name="Title" style:family="paragraph"/>
<style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph" style:default-outline-level="1"/>
<style:style style:name="Quotations" style:family="paragraph"/><style:style style:name="Illustration" style:family="paragraph"/>
<style:style style:name="Preformatted_20_Text" style:family="paragraph"/></office:styles>`

	automatic = `<office:automatic-styles><style:style style:name="P1" style:family="paragraph" style:parent-style-name="Quotations"/>
<style:style style:name="P2" style:family="paragraph" style:parent-style-name="P3"/><style:style style:name="P3" style:family="paragraph" style:parent-style-name="P2"/>
<style:style style:name="T1" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>
<style:style style:name="T2" style:family="text"><style:text-properties text:display="none"/></style:style></office:automatic-styles>`

	metadata = `<office:meta><dc:title>漁港報告</dc:title><meta:initial-creator>王一</meta:initial-creator><dc:creator>李二</dc:creator><meta:creation-date>2024-03-05T08:00:00.5</meta:creation-date><dc:date>2024-04-01T08:00:00</dc:date><meta:keyword>港口</meta:keyword><meta:keyword>颱風</meta:keyword><meta:user-defined meta:name="期數">三</meta:user-defined></office:meta>`
)

func p(style, text string) string {
	return `<text:p text:style-name="` + style + `">` + text + `</text:p>`
}

func note(class, label, text string) string {
	return `<text:note text:note-class="` + class + `"><text:note-citation>` + label + `</text:note-citation><text:note-body>` + p("Footnote", text) + `</text:note-body></text:note>`
}

func body(text string) string {
	return `<office:body><office:text>` + text + `</office:text></office:body>`
}

func parts(text, meta string) []testutil.Part {
	return []testutil.Part{
		{Name: "mimetype", Text: textType},
		{Name: "content.xml", Text: `<office:document-content` + space + `>` + automatic + body(text) + `</office:document-content>`},
		{Name: "styles.xml", Text: `<office:document-styles` + space + `>` + styleSheet + `<office:master-styles><text:p>頁首</text:p></office:master-styles></office:document-styles>`},
		{Name: "meta.xml", Text: `<office:document-meta` + space + `>` + meta + `</office:document-meta>`},
	}
}

func tryParse(data []byte) (*document.Document, error) {
	a, err := archive.Open("dir/a.odt", data, archive.Limits{})
	if err != nil {
		return nil, err
	}
	return Parse("dir/a.odt", a)
}

func checked(t *testing.T, d *document.Document, err error) *document.Document {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	d.ID = "dir/a"
	if err := d.Validate(); err != nil {
		t.Fatal(err)
	}
	return d
}

const long = "颱風來臨之前，漁船回到碼頭。"

func TestParse(t *testing.T) {
	title := p("Title", "題")
	h := func(level, text string) string {
		return `<text:h text:style-name="Heading_20_1" text:outline-level="` + level + `">` + text + `</text:h>`
	}
	tests := []struct{ name, text, want string }{
		{
			"headings, quotations, a style that inherits from itself",
			title + h("1", "緒論") + p("Standard", long) + p("", "") + h("2", "訪談") + p("P1", "引") + p("P2", long),
			"# 1@2 緒論\n# 2@5 訪談\nt1@1 題\np1@3 " + long + "\nq1@6 引\np2@7 " + long + "\n",
		},
		{
			"notes hang on their bytes, with the numbers printed",
			title + p("", "颱風"+note("footnote", "3", "註三")+"來臨，"+note("endnote", "i", "尾")+"完"+note("footnote", "*", "星")+"。"),
			"t1@1 題\np1@2 颱風{3}來臨，{1}完{4}。\nfn3@3 < p1 註三\nfn1@4 < p1 尾\nfn4@5 < p1 星\n",
		},
		{
			"white space is one blank; blanks, tabs and breaks are written out",
			title + p("", "\n  甲<text:tab/>乙<text:s text:c=\"2\"/>丙 \n 丁<text:line-break/>one<text:line-break/>two<text:soft-page-break/> <text:span text:style-name=\"T2\">隱</text:span>三"),
			"t1@1 題\np1@2 甲→乙  丙 丁one two 三\n",
		},
		{
			"deleted text, comments, indexes and hidden text are left out",
			`<text:tracked-changes><text:changed-region><text:deletion>` + p("", "刪") + `</text:deletion></text:changed-region></text:tracked-changes>` + title +
				`<text:table-of-content><text:index-body>` + p("Contents_20_1", "緒論 1") + `</text:index-body></text:table-of-content>` +
				p("", `甲<text:change text:change-id="1"/>乙<office:annotation><dc:creator>某</dc:creator>`+p("", "批")+`</office:annotation><text:ruby><text:ruby-base>樹</text:ruby-base><text:ruby-text>ㄕㄨˋ</text:ruby-text></text:ruby>`) +
				`<text:section text:display="none">` + p("", "藏") + `</text:section><text:section>` + p("", "節") + `</text:section>`,
			"t1@1 題\np1@2 甲乙樹\np2@3 節\n",
		},
		{
			"lists, with those inside",
			title + `<text:list text:style-name="L1"><text:list-item>` + p("", "甲") + `<text:list><text:list-item>` + p("", "內") + `</text:list-item></text:list></text:list-item><text:list-item><text:number>第二條</text:number>` + p("", "乙") + `</text:list-item></text:list>` + p("", "間"),
			"t1@1 題\nl1@2-4 甲⏎內⏎第二條 乙\np1@5 間\n",
		},
		{
			"tables, a frame of one cell",
			title + `<table:table><table:table-column/><table:table-header-rows><table:table-row><table:table-cell>` + p("", "名") + `</table:table-cell><table:table-cell table:number-columns-repeated="2">` + p("", "數"+note("footnote", "1", "註")) + `</table:table-cell></table:table-row></table:table-header-rows>` +
				`<table:table-row><table:table-cell>` + p("", "甲") + p("", "乙") + `</table:table-cell><table:covered-table-cell/><table:table-cell>` + p("", "三") + `</table:table-cell></table:table-row></table:table>` +
				`<table:table><table:table-row><table:table-cell>` + p("P1", "框") + `</table:table-cell></table:table-row></table:table>`,
			"t1@1 題\ntab1@2-6 名→數{1}→⏎甲 乙→→三\nq1@7 框\nfn1@8 < tab1 註\n",
		},
		{
			"captions in frames and by what they count; code",
			title + p("", `文<draw:frame><draw:text-box>`+p("Illustration", `圖<text:sequence>1</text:sequence>`)+`</draw:text-box></draw:frame>字`) + p("", `表<text:sequence>2</text:sequence>`) + p("Preformatted_20_Text", "a") + p("Preformatted_20_Text", "b"),
			"t1@1 題\np1@2 文字\ncap1@3 圖1\ncap2@4 表2\ncode1@5-6 a⏎b\n",
		},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			d, err := tryParse(testutil.Zip(parts(tc.text, "")...))
			if diff := cmp.Diff(tc.want, testutil.Outline(checked(t, d, err))); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			flat := `<?xml version="1.0" encoding="UTF-8"?><office:document` + space + ` office:mimetype="` + textType + `">` + styleSheet + automatic + body(tc.text) + `</office:document>`
			if !IsFlat(flat[:500]) {
				t.Fatal("not recognised as one XML file")
			}
			d, err = ParseFlat(input.File{Path: "dir/a.fodt", Text: flat})
			if diff := cmp.Diff(tc.want, testutil.Outline(checked(t, d, err))); diff != "" {
				t.Errorf("as one XML file: -want +got\n%s", diff)
			}
		})
	}
}

func TestMeta(t *testing.T) {
	text := p("", "封面") + p("", "這個資訊網站很好。"+note("footnote", "1", `John Kite, <text:span text:style-name="T1">Wind over Water</text:span> (Riverton: Small Press, 2004), p. 3.`))
	d, err := tryParse(testutil.Zip(parts(text, metadata)...))
	d = checked(t, d, err)
	want := &document.Document{
		ID: "dir/a", Format: "odt", Title: "漁港報告", Language: "zh-TW", Date: "2024-03-05T08:00:00.5", Authors: []string{"王一"}, Topics: []string{"港口", "颱風"},
		Extra: map[string]string{"期數": "三", "modified": "2024-04-01T08:00:00"}, Units: d.Units, Works: d.Works,
	}
	if diff := cmp.Diff(want, d); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if len(d.Works) != 1 || d.Works[0].CSL.Title != "Wind over Water" {
		t.Errorf("works are %+v", d.Works)
	}
}

func TestRefuses(t *testing.T) {
	with := func(extra ...testutil.Part) []byte { return testutil.Zip(append(parts(p("", long), ""), extra...)...) }
	replaced := func(content string) []byte {
		all := parts("", "")
		all[1].Text = content
		return testutil.Zip(all...)
	}
	whole := with()
	tests := []struct {
		name string
		data []byte
		want string
	}{
		{"cut off", whole[:len(whole)/2], "cut off"},
		{"encrypted", with(testutil.Part{Name: "META-INF/manifest.xml", Text: "<manifest:encryption-data/>"}), "encrypted"},
		{"no text", testutil.Zip(parts("", "")...), "holds no text"},
		{"no content", testutil.Zip(parts("", "")[:1]...), "lacks the part content.xml"},
		{"XML cut off", replaced("<d><a>"), "content.xml, line 1"},
		{"10,000 tables inside each other", replaced("<d" + space + "><office:body><office:text>" + strings.Repeat("<table:table><table:table-row><table:table-cell>", 10_000)), "deep"},
		{"entities", replaced(`<!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>`), "declares entities"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			_, err := tryParse(tc.data)
			var e *input.Error
			if !errors.As(err, &e) || e.Path != "dir/a.odt" || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want *input.Error with %q", err, tc.want)
			}
		})
	}
}
