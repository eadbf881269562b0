package lawjson

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wensou/parse/input"
)

const law = `{
	"法規性質": "法律",
	"法規名稱": "渡船管理條例",
	"法規網址": "https://example.org/law",
	"法規類別": "行政＞交通部＞航運目",
	"最新異動日期": "20240501",
	"生效日期": "99991231",
	"沿革內容": "1.中華民國八十年公布全文 3 條\r\n2.中華民國一百十三年修正公布第 2\r\n  條條文",
	"法規內容": [
		{"編章節": "第 一 章  總則"},
		{"條號": "第 1 條", "條文內容": "為管理渡船，特制定本條\r\n例。\r\n渡船之種類如左：\r\n一、客船。\r\n二、貨船\r\n。"},
		{"編章節": "   第 一 節  附則"},
		{"條號": "第 2 條", "條文內容": "本條例自公布日施行。"}
	],
	"附件": [{"檔案名稱": "附表.PDF", "下載網址": "https://example.org/f"}]
}`

// The newer export says the same in other names.
func TestNewNames(t *testing.T) {
	renamed := strings.NewReplacer(
		`{"編章節":`, `{"ArticleType": "C", "ArticleNo": "", "ArticleContent":`, `{"條號":`, `{"ArticleType": "A", "ArticleNo":`, `"條文內容"`, `"ArticleContent"`,
		"法規性質", "LawLevel", "法規名稱", "LawName", "法規網址", "LawURL", "法規類別", "LawCategory", "最新異動日期", "LawModifiedDate",
		"生效日期", "LawEffectiveDate", "沿革內容", "LawHistories", "法規內容", "LawArticles", "附件", "LawAttachements", "檔案名稱", "FileName", "下載網址", "FileURL",
	).Replace(law)
	f := input.File{Path: "a.json", Text: renamed}
	if !Detect(f) {
		t.Error("not detected")
	}
	want, err := Parse(input.File{Path: "a.json", Text: law})
	if err != nil {
		t.Fatal(err)
	}
	got, err := Parse(f)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if Detect(input.File{Text: `{"UpdateDate": "", "Laws": [` + renamed + `]}`}) {
		t.Error("many laws in one file are taken for one")
	}
}

func TestParse(t *testing.T) {
	f := input.File{Path: "a.json", Text: law}
	if !Detect(f) {
		t.Error("not detected")
	}
	d, err := Parse(f)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	fmt.Fprintln(&b, d.Title, d.Date, d.Topics, d.Source.URL, d.Extra)
	for _, u := range d.Units {
		fmt.Fprintf(&b, "%s@%v %v %s\n", u.ID, u.Lines, u.HeadingPath, strings.ReplaceAll(u.Text, "\n", "⏎"))
	}
	want := `渡船管理條例 2024-05-01 [行政 交通部 航運目] https://example.org/law map[法規性質:法律]
t1@[[3 3]] [] 渡船管理條例
p1@[[11 11]] [第一章 總則] 第 1 條　為管理渡船，特制定本條例。⏎渡船之種類如左：⏎一、客船。⏎二、貨船。
p2@[[13 13]] [第一章 總則 第一節 附則] 第 2 條　本條例自公布日施行。
l1@[[8 8]] [沿革] 1.中華民國八十年公布全文 3 條⏎2.中華民國一百十三年修正公布第 2條條文
l2@[] [附件] 附表.PDF
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}

func TestParseRefuses(t *testing.T) {
	for name, tc := range map[string]struct{ text, want string }{
		"other JSON":   {`{"a": 1}`, "no law"},
		"a list":       {`[]`, "no object"},
		"broken":       {"{\n\"法規名稱\": \"x\",\n\"法規內容\": [{]}", "a.json:3: not valid JSON"},
		"wrong type":   {`{"法規名稱": "x", "法規內容": 3}`, "no list"},
		"deep nesting": {`{"x": ` + strings.Repeat("[", 100_000), "not valid JSON"},
	} {
		_, err := Parse(input.File{Path: "a.json", Text: tc.text})
		var e *input.Error
		if !errors.As(err, &e) || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: got %v, want *input.Error with %q", name, err, tc.want)
		}
	}
}

func FuzzLawJSON(f *testing.F) {
	f.Add(law)
	f.Add(`{"法規名稱":"a","法規內容":[{"條文內容":"b\r\nc"}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "?")
		d, err := Parse(input.File{Path: "f.json", Text: text})
		if err != nil {
			return
		}
		d.ID = "f"
		if err := d.Validate(); err != nil {
			t.Fatal(err)
		}
	})
}
