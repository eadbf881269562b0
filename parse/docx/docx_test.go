package docx

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
	space = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"`

	contentTypes = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`
	rootRels     = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`
	textRels     = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="w1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="https://example.org/a" TargetMode="External"/></Relationships>`

	styleSheet = `<w:styles` + space + `>
<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-US" w:eastAsia="zh-HK"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="a"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="5"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="chapter"><w:name w:val="章名"/><w:basedOn w:val="numbered"/></w:style>
<w:style w:type="paragraph" w:styleId="numbered"><w:name w:val="編號"/><w:pPr><w:outlineLvl w:val="0"/><w:numPr><w:numId w:val="5"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="Q"><w:name w:val="引文"/></w:style>
<w:style w:type="paragraph" w:styleId="C"><w:name w:val="caption"/></w:style>
<w:style w:type="paragraph" w:styleId="Toc1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Bib"><w:name w:val="Bibliography"/></w:style>
<w:style w:type="paragraph" w:styleId="x"><w:name w:val="x"/><w:basedOn w:val="y"/></w:style>
<w:style w:type="paragraph" w:styleId="y"><w:name w:val="y"/><w:basedOn w:val="x"/></w:style>
</w:styles>`

	numbers = `<w:numbering` + space + `>
<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="taiwaneseCountingThousand"/><w:lvlText w:val="第%1條"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="2">
 <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="ideographLegalTraditional"/><w:lvlText w:val="%1、"/></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum>
<w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="4"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="5"><w:abstractNumId w:val="2"/></w:num>
</w:numbering>`
)

// p is a paragraph of a style with runs; r a run of text; note a marker.
func p(style string, runs ...string) string {
	s := "<w:p>"
	if style != "" {
		s += `<w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>`
	}
	return s + strings.Join(runs, "") + "</w:p>"
}

func r(text string) string { return `<w:r><w:t xml:space="preserve">` + text + `</w:t></w:r>` }

func note(id string) string { return `<w:r><w:footnoteReference w:id="` + id + `"/></w:r>` }

func listed(list, text string) string {
	return `<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="` + list + `"/></w:numPr></w:pPr>` + r(text) + `</w:p>`
}

func footnote(id, text string) string {
	return `<w:footnote w:id="` + id + `"><w:p><w:r><w:footnoteRef/></w:r>` + r(" "+text) + `</w:p></w:footnote>`
}

const separators = `<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote><w:footnote w:type="continuationNotice" w:id="0"><w:p>` + `<w:r><w:t>接續</w:t></w:r></w:p></w:footnote>`

func parts(body, notes, ends string) []testutil.Part {
	all := []testutil.Part{
		{Name: "[Content_Types].xml", Text: contentTypes},
		{Name: "_rels/.rels", Text: rootRels},
		{Name: "word/_rels/document.xml.rels", Text: textRels},
		{Name: "word/document.xml", Text: `<w:document` + space + `><w:body>` + body + `</w:body></w:document>`},
		{Name: "word/styles.xml", Text: styleSheet},
		{Name: "word/numbering.xml", Text: numbers},
	}
	if notes != "" {
		all = append(all, testutil.Part{Name: "word/footnotes.xml", Text: `<w:footnotes` + space + `>` + separators + notes + `</w:footnotes>`})
	}
	if ends != "" {
		all = append(all, testutil.Part{Name: "word/endnotes.xml", Text: `<w:endnotes` + space + `>` + strings.ReplaceAll(ends, "footnote", "endnote") + `</w:endnotes>`})
	}
	return all
}

func parse(t *testing.T, all ...testutil.Part) *document.Document {
	t.Helper()
	d, err := tryParse(testutil.Zip(all...))
	if err != nil {
		t.Fatal(err)
	}
	d.ID = "dir/a"
	if err := d.Validate(); err != nil {
		t.Fatal(err)
	}
	return d
}

func tryParse(data []byte) (*document.Document, error) {
	a, err := archive.Open("dir/a.docx", data, archive.Limits{})
	if err != nil {
		return nil, err
	}
	return Parse("dir/a.docx", a)
}

const long = "颱風來臨之前，漁船回到碼頭。"

func TestParse(t *testing.T) {
	tests := []struct{ name, body, notes, ends, want string }{
		{
			name: "title, headings by style, by inherited level and by level of the paragraph",
			body: p("T", r("漁港")) + p("1", r("緒論")) + p("", r(long)) + p("", "") + p("chapter", r("方法")) + p("2", r("訪談")) + p("x", r(long)) +
				`<w:p><w:pPr><w:outlineLvl w:val="2"/></w:pPr>` + r("小節") + `</w:p>` + p("", r(long)),
			want: "# 1@2 緒論\n# 1@5 壹、 方法\n# 2@6 1.1 訪談\n# 3@8 小節\nt1@1 漁港\np1@3 " + long + "\np2@7 " + long + "\np3@9 " + long + "\n",
		},
		{
			name:  "notes hang on their bytes; separators are none",
			body:  p("1", r("題"), note("7")) + p("", r("颱風"), note("3"), r("來臨，"), note("2"), r("完。")) + p("", r("又"), note("3")),
			notes: footnote("2", "註二") + footnote("3", "註一") + footnote("7", "題註") + footnote("9", "無人提及"),
			want:  "t1@1 題{1}\np1@2 颱風{2}來臨，{3}完。\np2@3 又{2}\nfn1@4 < t1 題註\nfn2@5 < p1 註一\nfn3@6 < p1 註二\n",
		},
		{
			name:  "marks of their own, and endnotes",
			body:  p("T", r("題")) + p("", r("甲"), `<w:r><w:footnoteReference w:customMarkFollows="1" w:id="2"/><w:t>＊</w:t></w:r>`, r("乙"), note("3"), r("丙"), `<w:r><w:endnoteReference w:id="1"/></w:r>`, r("。")),
			notes: footnote("2", "星") + footnote("3", "一"), ends: footnote("1", "尾"),
			want: "t1@1 題\np1@2 甲{2}乙{1}丙{fn1-2}。\nfn2@3 < p1 星\nfn1@4 < p1 一\nfn1-2@5 < p1 尾\n",
		},
		{
			name: "numbers begin anew in a section that says so",
			body: p("T", r("題")) + `<w:p><w:pPr><w:sectPr/></w:pPr>` + r("甲") + note("2") + `</w:p>` + p("", r("乙"), note("3")) +
				`<w:sectPr><w:footnotePr><w:numRestart w:val="eachSect"/></w:footnotePr></w:sectPr>`,
			notes: footnote("2", "一") + footnote("3", "又一"),
			want:  "t1@1 題\np1@2 甲{1}\np2@3 乙{fn1-2}\nfn1@4 < p1 一\nfn1-2@5 < p2 又一\n",
		},
		{
			name: "tracked changes are accepted",
			body: p("T", r("題")) + p("", r("留"), `<w:ins>`+r("入")+`</w:ins>`, `<w:del><w:r><w:delText>去</w:delText></w:r></w:del>`, `<w:moveFrom>`+r("移")+`</w:moveFrom>`, `<w:moveTo>`+r("至")+`</w:moveTo>`) +
				`<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>` + r("前半") + `</w:p>` + p("Q", r("後半")),
			want: "t1@1 題\np1@2 留入至\nq1@3-4 前半後半\n",
		},
		{
			name: "fields print their result",
			body: p("T", r("題")) + p("Toc1", r("緒論 1")) +
				p("", `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \o</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>`, r("目錄一")) + p("", r("目錄二"), `<w:r><w:fldChar w:fldCharType="end"/></w:r>`) +
				p("", r("見"), `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>ADDIN ZOTERO_ITEM {"a":1}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>`, r("（王，2001）"), `<w:r><w:fldChar w:fldCharType="end"/></w:r>`) +
				p("", r("圖"), `<w:fldSimple w:instr=" SEQ 圖 \* ARABIC ">`+r("1")+`</w:fldSimple>`, r(" 港口")) +
				p("", `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>BROKEN</w:instrText></w:r>`) + p("C", r("表甲")),
			want: "t1@1 題\np1@5 見（王，2001）\ncap1@6 圖1 港口\ncap2@8 表甲\n",
		},
		{
			name: "tables, a table inside, a frame of one cell",
			body: p("T", r("題")) + `<w:tbl><w:tr><w:tc>` + p("", r("名")) + p("", r("稱")) + `</w:tc><w:tc>` + p("", r("數"), note("2")) + `</w:tc></w:tr><w:tr><w:tc><w:tbl><w:tr><w:tc>` +
				p("", r("內")) + `</w:tc><w:tc>` + p("", r("層")) + `</w:tc></w:tr></w:tbl></w:tc><w:tc>` + p("", r("三")) + `</w:tc></w:tr><w:tr><w:trPr><w:del/></w:trPr><w:tc>` + p("", r("刪")) + `</w:tc></w:tr></w:tbl>` +
				`<w:tbl><w:tr><w:tc>` + p("1", r("框中")) + p("", r("字")) + `</w:tc></w:tr></w:tbl>`,
			notes: footnote("2", "註"),
			want:  "# 1@8 框中\nt1@1 題\ntab1@2-7 名 稱→數{1}⏎內 層→三\np1@9 字\nfn1@10 < tab1 註\n",
		},
		{
			name: "lists, articles of a law",
			body: p("T", r("題")) + listed("3", "甲") + listed("3", "乙") + p("", r("間")) + listed("4", "本法稱人。") + listed("4", "施行。") + listed("0", "不是"),
			want: "t1@1 題\nl1@2-3 甲⏎乙\np1@4 間\np2@5 第一條 本法稱人。\np3@6 第二條 施行。\np4@7 不是\n",
		},
		{
			name: "text boxes stand once, behind their paragraph",
			body: p("T", r("題")) + p("", r("文"), `<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>`+p("Q", r("框"))+`</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>`+p("Q", r("框"))+`</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>`, r("字")),
			want: "t1@1 題\np1@2 文字\nq1@3 框\n",
		},
		{
			name: "signs inside runs",
			body: p("T", r("題")) + p("", `<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:softHyphen/><w:t xml:space="preserve"> one</w:t><w:br/><w:t>two</w:t><w:noBreakHyphen/><w:t>3</w:t><w:sym w:font="Symbol" w:char="F061"/><w:sym w:font="Wingdings" w:char="F001"/></w:r>`,
				`<w:r><w:ruby><w:rt>`+r("ㄕㄨˋ")+`</w:rt><w:rubyBase>`+r("樹")+`</w:rubyBase></w:ruby></w:r>`, `<w:r><w:rPr><w:vanish/></w:rPr><w:t>隱</w:t></w:r>`, `<m:oMath><m:r><m:t>x+y</m:t></m:r></m:oMath>`, `<w:commentRangeStart w:id="1"/><w:r><w:commentReference w:id="1"/></w:r>`),
			want: "t1@1 題\np1@2 甲→乙丙 one two-3α樹x+y\n",
		},
		{
			name: "abstract, keywords and references",
			body: p("T", r("題")) + p("1", r("摘要")) + p("", r(long)) + p("", r("關鍵詞：漁港、颱風")) + p("1", r("參考文獻")) + p("", r("[1] 王一，《書》（臺北：出版社，2001）。")) + p("1", r("附錄")) + p("Bib", r("李二，《刊》（臺北：出版社，2002）。")),
			want: "# 1@2 摘要\n# 1@5 參考文獻\n# 1@7 附錄\nt1@1 題\na1@3 " + long + "\nk1@4 漁港、颱風\nr1@6 王一，《書》（臺北：出版社，2001）。\nr2@8 李二，《刊》（臺北：出版社，2002）。\n",
		},
		{
			name: "no style gives a title: the first short line does",
			body: p("", r("漁港的研究")) + p("", r(long)) + `<w:sdt><w:sdtPr/><w:sdtContent>` + p("", r("控制項")) + `</w:sdtContent></w:sdt>`,
			want: "t1@1 漁港的研究\np1@2 " + long + "\np2@3 控制項\n",
		},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			d := parse(t, parts(tc.body, tc.notes, tc.ends)...)
			if diff := cmp.Diff(tc.want, testutil.Outline(d)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestMeta(t *testing.T) {
	core := testutil.Part{Name: "docProps/core.xml", Text: `<cp:coreProperties xmlns:cp="urn:cp" xmlns:dc="urn:dc" xmlns:dcterms="urn:dt">
<dc:title>漁港報告</dc:title><dc:creator>王一;李二; Administrator</dc:creator><cp:keywords>港口、颱風</cp:keywords><dc:description>generated by python-docx</dc:description>
<dc:subject>水產</dc:subject><dcterms:created>2024-03-05T08:00:00Z</dcterms:created><dcterms:modified>2024-04-01T08:00:00Z</dcterms:modified></cp:coreProperties>`}
	body := p("", r("封面")) + p("", r("漁港報告")) + p("", `<w:hyperlink r:id="w1">`+r("連結")+`</w:hyperlink>`, r(long+"這個資訊網站由香港政府編寫，對於風災說得很清楚。"))
	d := parse(t, append(parts(body, "", ""), core)...)
	want := &document.Document{
		ID: "dir/a", Format: "docx", Title: "漁港報告", Language: "zh-HK", Date: "2024-03-05T08:00:00Z", Authors: []string{"王一", "李二"},
		Topics: []string{"港口", "颱風"}, Extra: map[string]string{"modified": "2024-04-01T08:00:00Z", "subject": "水產"}, Units: d.Units,
	}
	if diff := cmp.Diff(want, d); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if d.Units[0].Kind != document.KindTitle || d.Units[0].Lines[0][0] != 2 {
		t.Errorf("the title is %+v", d.Units[0])
	}
}

// A note's citation is cut and resolved as in every other format; italics tell
// the title.
func TestCitations(t *testing.T) {
	italic := `<w:r><w:rPr><w:i/></w:rPr><w:t>Wind over Water</w:t></w:r>`
	d := parse(t, parts(p("T", r("題"))+p("", r("甲"), note("2"), r("。")),
		`<w:footnote w:id="2"><w:p>`+r("John Kite, ")+italic+r(" (Riverton: Small Press, 2004), p. 3.")+`</w:p></w:footnote>`, "")...)
	var got *document.Unit
	for i := range d.Units {
		if d.Units[i].Kind == document.KindCitation {
			got = &d.Units[i]
		}
	}
	if got == nil || got.ID != "fn1c1" || got.CSL.Title != "Wind over Water" || got.CSL.Publisher != "Small Press" || len(d.Works) != 1 {
		t.Errorf("got %+v, works %+v", got, d.Works)
	}
}

func TestRefuses(t *testing.T) {
	whole := testutil.Zip(parts(p("", r(long)), "", "")...)
	replaced := func(text string) []byte {
		all := parts("", "", "")
		all[3].Text = text
		return testutil.Zip(all...)
	}
	deep := `<w:document` + space + `><w:body>` + strings.Repeat("<w:tbl><w:tr><w:tc>", 10_000) + p("", r("底"))
	tests := []struct {
		name string
		data []byte
		want string
	}{
		{"cut off", whole[:len(whole)/2], "cut off"},
		{"damaged", append(append([]byte{}, whole[:700]...), make([]byte, len(whole)-700)...), "damaged or cut off"},
		{"no text", testutil.Zip(parts(p("", ""), "", "")...), "holds no text"},
		{"XML cut off", replaced(`<w:document` + space + `><w:body><w:p>`), "word/document.xml, line 1: the XML is damaged (unexpected EOF)"},
		{"no XML", replaced("PK\x03\x04"), "the XML is damaged"},
		{"a bomb", replaced("<d>" + strings.Repeat(" ", 9<<20)), "word/document.xml unpacks to more than 250 times its size"},
		{"10,000 tables inside each other", replaced(deep), "more than 1000 deep"},
		{"entities", replaced(`<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><d>&b;</d>`), "declares entities"},
		{"unknown entity", replaced(`<d>&b;</d>`), "invalid character entity &b;"},
		{"no main part", testutil.Zip(parts("", "", "")[:2]...), "lacks the part word/document.xml"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			_, err := tryParse(tc.data)
			var e *input.Error
			if !errors.As(err, &e) || e.Path != "dir/a.docx" || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want *input.Error with %q", err, tc.want)
			}
		})
	}
}
