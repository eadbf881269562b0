package pdftext

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wensou/document"
	"wensou/parse/input"
)

// paperWant is what must be read from one paper of testdata/papers: its title,
// how many units of each kind, and its notes, one a line:
// number | starts with | ends with | words before the marker.
type paperWant struct {
	file, title string
	kinds       map[document.Kind]int
	headings    int
	refs        string // numbers of references that the text names, by paragraph
	notes       string
}

var paperWants = []paperWant{
	{
		file: "law-journal", title: "河川使用權之公法性質──以渡口許可為中心", headings: 6,
		kinds: map[document.Kind]int{document.KindParagraph: 8, document.KindAbstract: 1, document.KindKeywords: 1, document.KindFootnote: 10},
		notes: `1 | 南岸大學法律學系副教授 | 2018 年 11 月 3 日。 | 為中心
1 | 岑大川，《公物法論》 | 頁 45 以下。 | 固無疑義
2 | 參閱林渡， | 頁 12-19。 | 素有爭論
3 | 南岸高等行政法院 105 | 第 33 號判決。 | 公法上之權利
1 | 岑大川，前揭書 | 頁 51。 | 一般之禁止
2 | 同前註。 | 同前註。 | 未免過苛
3 | Rivers, The Law | 2015 年，頁 3。 | 新的法律地位
4 | 反對見解，參閱卓水生 | 拘束，不得任意為之。 | 由國家分配
1 | 同說，參閱岑大川 | 頁 60。 | 設權處分
2 | 司法院釋字第 999 號 | 理由書參照。 | 合理之補償`,
	},
	{
		file: "mainland-journal", title: "数字渡口的治理逻辑", headings: 4,
		kinds: map[document.Kind]int{document.KindParagraph: 5, document.KindKeywords: 1, document.KindFootnote: 6, document.KindReference: 6},
		refs:  "1 2 3 4|5|1 6|2||",
		notes: `1 | 这里的“船工” | 管理人员。 | 关注不足。
2 | 数据来自 | 相邻年份补足。 | 接入平台，
1 | 访谈记录 A03 | 7 月 12 日。 | 就先往西。”
2 | 周渡：《水上的秩序》，北渚 | 第 88 页。 | 地方性知识。
3 | 田野笔记 | 8 月 2 日。 | 船工的意见。
1 | 当然，弹性 | 第 102 页。 | 治理得以持续的条件。`,
	},
	{
		file: "thesis", title: "渡船與市鎮：清代南岸的水路網絡", headings: 11,
		kinds: map[document.Kind]int{document.KindParagraph: 5, document.KindTable: 1, document.KindCaption: 2, document.KindFootnote: 11, document.KindReference: 4},
		notes: `1 | 方志中的記載 | 頁12a。 | 仰賴渡船。
2 | 如岑商， | （1991年），頁1-22。 | 商幫入手，
3 | 碑刻的目錄 | 附錄一。 | 帳簿為材料，
4 | 南岸調查會 | 1935），頁3。 | 調查報告。
5 | 林善，〈義渡與善堂〉，《河流史學》 | 頁40-66。 | 慈善性質。
6 | 方岸，〈渡口的網絡〉，《河流史學》 | 頁7。 | 之間的關係。
1 | 《南岸縣志》，卷5 | 頁8b。 | 領取工食。
2 | 林善， | 頁45。 | 取而代之。
3 | 書院代管的契約 | 編號33-40。 | 書院代管，
4 | 另外三個渡口 | 列入表中。 | 相差不小。
5 | 參見方岸 | 頁19。 | 力量的成長。`,
	},
	{
		file: "latex-article", title: "Of Ferries and Algorithms", headings: 5,
		kinds: map[document.Kind]int{document.KindParagraph: 5, document.KindAbstract: 1, document.KindKeywords: 1, document.KindFootnote: 10},
		notes: `1 | South Shore Bureau | p. 4. | since 2009.
2 | See, for instance, | had been measured. | few questions.
3 | Ann Wood, “Waiting | pp. 5–19. | at passengers,
4 | Technical details are | River Technology, Vol. 8 (2016), pp. 1–12. | nearest free boat.
5 | I thank 林渡 | this observation. | one in sight.
6 | Literally “counting | 頁77。 | “算岸不算水”.
7 | Transcripts are kept | boxes 12 to 19, and may be consulted on request. | were recorded.
8 | Wood, “Waiting | p. 11. | others have found.
9 | Compare Banks | p. 9. | run on time.
10 | Ibid. | Ibid. | does not see.`,
	},
	{
		file: "word-report", title: "南岸市渡口發展報告", headings: 7,
		kinds: map[document.Kind]int{document.KindParagraph: 10, document.KindTable: 1, document.KindCaption: 4, document.KindFootnote: 8},
		notes: `1 | 系統由河岸科技 | 2025 年止。 | 數位調度系統
2 | 不含觀光渡輪。 | 不含觀光渡輪。 | 4,500 人次
3 | 偏遠渡口指 | 10 公里以上者。 | 尤其嚴重
4 | 評估項目共 | 見附錄。 | 結果決定
5 | 評估報告公布於 | /2020/safety.html。 | 公開結果
6 | 依據《職業學校法》 | 實習安排及就業保障等事項。 | 渡船班
7 | 參見本局 | 頁 3-5。 | 根本
8 | 檢討會議紀錄 | 將公開。 | 檢討一次`,
	},
	{
		file: "hard-wrapped", title: "船歌與水路", headings: 3,
		kinds: map[document.Kind]int{document.KindParagraph: 4, document.KindFootnote: 7},
		notes: `1 | 林善，《船歌集》（南岸 | 頁3-8。 | 水路的險易。
2 | 參見 Ann Wood, | River Studies, Vol. 9 (2010), pp. 12-15. | 難以比較。
3 | 歌詞全文 | 見附錄。 | 水路的關係。
4 | 林善，《船歌集》， | 頁20。 | 順序排列。
5 | 黃石渡船工口述 | 5月。 | 三十六個灘名，
6 | 此說最早見於 | 頁44。 | 水路的地圖。
7 | 目前能唱全本 | 只剩兩人。 | 被人遺忘。`,
	},
	{
		file: "two-columns", title: "一艘渡船的造船技術", headings: 5,
		kinds: map[document.Kind]int{document.KindParagraph: 5, document.KindAbstract: 1, document.KindFootnote: 7},
		notes: `1 | 參見林善 | 頁1-9。 | 少談論器物。
2 | 丈量結果 | 田野筆記。 | 底平而吃水淺，
3 | 匠師口述 | 3月4日。 | 再塗桐油。
4 | John Kite | p. 41. | 耐受碰撞，
5 | 長槳約 3 公尺 | 1.5 公尺。 | 短槳用於淺灘。
6 | 南岸調查會 | 頁15。 | 眾船隨行。
7 | 相近的看法 | 頁201-230。 | 河流的知識。`,
	},
	{
		file: "manual", title: "渡船調度系統使用手冊", headings: 6,
		kinds: map[document.Kind]int{document.KindFootnote: 4},
		notes: `1 | 帳號申請表 | 核發。 | 發給的帳號
2 | 各渡口的網路 | 統一管理。 | 網路管理人員
3 | 預測的方法 | 不再說明。 | 下一小時的人數
4 | 增減欄位 | 權限。 | 自行增減`,
	},
	{
		file: "essay", title: "渡船上的午後",
		kinds: map[document.Kind]int{document.KindParagraph: 4, document.KindFootnote: 5},
		notes: `1 | 作者為自由撰稿人 | 現居南岸。 | 渡船上的午後
2 | 趕集的日子 | 逢八。 | 趕集的人。
3 | 當地人稱之為 | 「水先生」。 | 起落。
4 | 據《南岸縣志》 | 十五條。 | 十二條船，
5 | 他自己的船 | 最後一條。 | 一條一條地少了。`,
	},
}

func TestPapers(t *testing.T) {
	for _, want := range paperWants {
		t.Run(want.file, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join("testdata", "papers", want.file+".txt"))
			if err != nil {
				t.Fatal(err)
			}
			f := input.File{Path: "a.txt", Text: string(data)}
			if !Detect(f) {
				t.Error("not detected")
			}
			d := parse(t, string(data))
			if d.Title != want.title && !strings.HasPrefix(d.Title, want.title) || len(d.Headings) != want.headings {
				t.Errorf("title %q, %d headings %v", d.Title, len(d.Headings), d.Headings)
			}
			count := make(map[document.Kind]int)
			var refs strings.Builder
			for _, u := range d.Units {
				count[u.Kind]++
				if u.Kind == document.KindParagraph && want.refs != "" {
					refs.WriteString(strings.TrimSuffix(refLine(&u), " ") + "|")
				}
			}
			for kind, n := range want.kinds {
				if count[kind] != n {
					t.Errorf("%d units of kind %s, want %d", count[kind], kind, n)
				}
			}
			if got := refs.String(); want.refs != "" && got != want.refs {
				t.Errorf("references named: %s, want %s", got, want.refs)
			}
			compareNotes(t, d, strings.Split(want.notes, "\n"))
		})
	}
}

func refLine(u *document.Unit) string {
	var b strings.Builder
	for _, r := range u.Refs {
		fmt.Fprintf(&b, "%d ", r.Number)
	}
	return b.String()
}

func compareNotes(t *testing.T, d *document.Document, want []string) {
	t.Helper()
	units := make(map[document.UnitID]*document.Unit)
	var got []*document.Unit
	for i := range d.Units {
		units[d.Units[i].ID] = &d.Units[i]
		if d.Units[i].Kind == document.KindFootnote {
			got = append(got, &d.Units[i])
		}
	}
	if len(got) != len(want) {
		t.Fatalf("%d notes, want %d", len(got), len(want))
	}
	for i, w := range want {
		f := strings.Split(w, " | ")
		u := got[i]
		if itoa(u.Number) != f[0] || !strings.HasPrefix(u.Text, f[1]) || !strings.HasSuffix(u.Text, f[2]) {
			t.Errorf("note %d is %q, want %s", u.Number, u.Text, w)
		}
		if u.Anchor == nil {
			t.Errorf("note %s has no anchor", w)
		} else if before := units[u.Anchor.Unit].Text[:u.Anchor.Offset]; !strings.HasSuffix(before, f[3]) {
			t.Errorf("note %d hangs behind %q, want %q", u.Number, tailRunes(before, 12), f[3])
		}
	}
}
