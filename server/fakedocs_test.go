package server

import (
	"fmt"
	"strings"

	"wensou/document"
)

// marked takes text with {n} where the marker of note n stands.
func marked(id string, kind document.Kind, path []string, text string) document.Unit {
	u := document.Unit{ID: document.UnitID(id), Kind: kind, HeadingPath: path, Lines: [][2]int{{17, 19}}}
	for text != "" {
		before, rest, found := strings.Cut(text, "{")
		u.Text += before
		if !found {
			break
		}
		n, after, _ := strings.Cut(rest, "}")
		number := 0
		_, _ = fmt.Sscan(n, &number)
		u.Notes = append(u.Notes, document.NoteRef{Number: number, Offset: len(u.Text)})
		text = after
	}
	return u
}

// paper is a document with one of everything.
func paper() *document.Document {
	intro, tools, cases := []string{"壹、前言"}, []string{"貳、三種問責工具"}, []string{"貳、三種問責工具", "一、演算法登錄"}
	d := &document.Document{
		ID: "papers/algorithmic-accountability", Path: "papers/algorithmic-accountability.txt", Format: "pdftext",
		Title: "公部門演算法問責的制度設計：透明、解釋與查核", Language: "zh-TW", Date: "2024-03-27",
		Authors: []string{"何思齊", "葉書寧"}, Topics: []string{"演算法問責", "數位治理", "公共政策"},
		Source: document.Source{Name: "公共治理學刊", URL: "https://journal.example.org/123"},
		Extra:  map[string]string{"received": "2023-08-25"},
		Headings: []document.Heading{
			{Level: 1, Text: "壹、前言", Line: 17}, {Level: 1, Text: "貳、三種問責工具", Line: 40}, {Level: 2, Text: "一、演算法登錄", Line: 44},
		},
		Warnings: []document.Warning{{Line: 35, Code: "footnote-unclosed", Message: "note 4 has no end"}},
	}
	d.Units = []document.Unit{
		{ID: "t1", Kind: document.KindTitle, Text: d.Title},
		{ID: "t2", Kind: document.KindTitle, Text: "Designing Accountability for Public-Sector Algorithms"},
		{ID: "a1", Kind: document.KindAbstract, Text: "公部門愈來愈常把審核、排序與派工交給演算法，出錯時卻往往找不到該負責的人。本文主張，問責落空並非因為機器太複雜，而是因為既有的行政責任鏈在委外、設定與使用三個環節各斷了一次。"},
		{ID: "k1", Kind: document.KindKeywords, Text: "演算法問責、公部門自動化、演算法登錄、影響評估、外部查核"},
		marked("p1", document.KindParagraph, intro, "過去十餘年間，地方政府把電腦從記錄工具變成判斷工具。起初只是把紙本清冊搬進資料庫，後來由系統替申請案打分數，再後來由分數決定誰先被訪視、誰先領到錢。這樣的轉變少有儀式，也很少經過議會討論。{1}演算法問責{2}因此成為政策討論的關鍵詞，數位治理的文獻也隨之增加。"),
		marked("p2", document.KindParagraph, intro, "國外的經驗也不樂觀。一項針對五座城市的實地查核發現，市府能夠完整列出自己使用哪些演算法的，一座也沒有；清單的遺漏多半不是刻意隱瞞，而是因為各局處對「什麼算是演算法」各有各的理解。{3}清單尚且湊不齊，遑論追問其中任何一套系統由誰負責、依據什麼法規、錯了怎麼改。{2}"),
		{ID: "q1", Kind: document.KindBlockquote, HeadingPath: intro, Text: "看見並不等於負責。看見之後，一切可以停在看見。"},
		marked("p3", document.KindParagraph, tools, "三種工具各有所長：登錄回答「有哪些」，影響評估回答「會怎樣」，外部查核回答「實際怎樣」。表一比較三者所需的資料與人力。"),
		{ID: "c1", Kind: document.KindCaption, HeadingPath: tools, Text: "表一　三種問責工具的比較"},
		marked("tb1", document.KindTable, tools, "工具\t主要問題\t所需人力\t演算法問責的程度\n演算法登錄\t有哪些系統\t0.5 人年\t低{4}\n影響評估\t可能的後果\t2 人年\t中\n外部查核\t實際的後果\t5 人年\t高"),
		{ID: "l1", Kind: document.KindList, HeadingPath: cases, Text: "登錄項目須以民眾能讀懂的話寫成。\n每筆登錄註明負責的承辦單位與聯絡方式。\n停用的系統保留紀錄，不得刪除。"},
		marked("p4", document.KindParagraph, cases, "登錄制度的成敗繫於誰來寫。由廠商代寫的登錄，平均字數是機關自寫的三倍，可理解的程度卻只有一半；演算法問責若停在登錄，便只是另一種檔案管理。{4}"),
		{ID: "cd1", Kind: document.KindCode, HeadingPath: cases, Text: "if score > threshold {\n    visit(applicant)  // 由誰決定 threshold？\n}"},
		{ID: "fn1", Kind: document.KindFootnote, Number: 1, Anchor: &document.Anchor{Unit: "p1", Offset: len("過去十餘年間，地方政府把電腦從記錄工具變成判斷工具。起初只是把紙本清冊搬進資料庫，後來由系統替申請案打分數，再後來由分數決定誰先被訪視、誰先領到錢。這樣的轉變少有儀式，也很少經過議會討論。")}, Text: "林知遠，《演算法與公民：臺灣數位治理二十年》（臺北：青石文化，2021年），頁18-24。"},
		{ID: "fn2", Kind: document.KindFootnote, Number: 2, Anchor: &document.Anchor{Unit: "p1", Offset: 30}, Text: "葉書寧，〈從裁量到參數：社會福利審核的自動化〉，《行政與社會》，第17卷第2期，2021年4月，頁9-14。葉文訪談的十一位承辦人中，有八位不記得門檻值由誰決定，其中兩位認為是廠商的預設值。演算法問責的討論多由此出發。"},
		{ID: "fn3", Kind: document.KindFootnote, Number: 3, Anchor: &document.Anchor{Unit: "p2", Offset: 60}, Text: `Helen Marsh & Daniel Okoro, "Auditing Public Algorithms: Lessons from Five Cities," Journal of Civic Technology, Vol. 8, No. 2, June 2021, pp. 104-111.`},
		{ID: "fn4", Kind: document.KindFootnote, Number: 4, Anchor: &document.Anchor{Unit: "p4", Offset: 60}, Text: "同註1，頁77。"},
	}
	d.Units = append(d.Units, paperCitations()...)
	d.Works = []document.Work{
		{ID: "w1", CSL: d.Units[len(d.Units)-6].CSL, Citations: []document.UnitID{"fn1c1", "fn4c1"}, References: []document.UnitID{"r1"}},
		{ID: "w2", Citations: []document.UnitID{"fn2c1"}},
	}
	return d
}

func paperCitations() []document.Unit {
	book := &document.CSL{
		Type: "book", Title: "演算法與公民：臺灣數位治理二十年", Author: []document.Name{{Literal: "林知遠"}}, Publisher: "青石文化",
		PublisherPlace: "臺北", Issued: &document.Date{DateParts: [][]int{{2021}}}, Page: "18-24",
	}
	article := &document.CSL{
		Type: "article-journal", Title: "Auditing Public Algorithms: Lessons from Five Cities", ContainerTitle: "Journal of Civic Technology",
		Author: []document.Name{{Family: "Marsh", Given: "Helen"}, {Family: "Okoro", Given: "Daniel"}}, Volume: "8", Issue: "2", Page: "104-111",
		Issued: &document.Date{DateParts: [][]int{{2021, 6}}}, URL: "https://jct.example.org/8/2", DOI: "10.5555/jct.8.2",
	}
	return []document.Unit{
		{ID: "fn1c1", Kind: document.KindCitation, Note: 1, Ordinal: 1, In: "fn1", Text: "林知遠，《演算法與公民：臺灣數位治理二十年》（臺北：青石文化，2021年），頁18-24", CSL: book, Work: "w1"},
		{ID: "fn2c1", Kind: document.KindCitation, Note: 2, Ordinal: 1, Text: "葉書寧，〈從裁量到參數：社會福利審核的自動化〉，《行政與社會》，第17卷第2期，2021年4月，頁9-14", CSL: &document.CSL{Type: "article-journal", Title: "從裁量到參數：社會福利審核的自動化", ContainerTitle: "行政與社會", Author: []document.Name{{Literal: "葉書寧"}}, Issued: &document.Date{DateParts: [][]int{{2021, 4}}}}, Work: "w2"},
		{ID: "fn3c1", Kind: document.KindCitation, Note: 3, Ordinal: 1, In: "fn3", Text: `Helen Marsh & Daniel Okoro, "Auditing Public Algorithms: Lessons from Five Cities," Journal of Civic Technology, Vol. 8, No. 2, June 2021, pp. 104-111.`, CSL: article},
		{ID: "fn4c1", Kind: document.KindCitation, Note: 4, Ordinal: 1, In: "fn4", Text: "同註1，頁77", ShortForm: true, ResolvesTo: "fn1c1", Work: "w1"},
		{ID: "r1", Kind: document.KindReference, Number: 1, Section: "中文部分/專書", Text: "林知遠（2021）。《演算法與公民：臺灣數位治理二十年》。臺北：青石文化。", CSL: book, Work: "w1"},
		{ID: "r2", Kind: document.KindReference, Section: "英文部分/期刊", Text: "Marsh, Helen, and Daniel Okoro. 2021. “Auditing Public Algorithms: Lessons from Five Cities.” Journal of Civic Technology 8(2): 104-111.", CSL: article},
	}
}

// library is the paper and a few shorter documents over twenty years.
func library() []*document.Document {
	out := []*document.Document{paper()}
	sources := []string{"南嶼政策研究所", "公共治理學刊", "海陽市立圖書館", "中央研究院社會學研究所", "国家治理评论"}
	topics := []string{"數位治理", "開放資料", "能源", "地方史", "社會福利", "資訊素養", "氣候調適", "檔案", "語言政策", "公共衛生", "勞動", "長期照顧"}
	titles := []string{"演算法登錄三年記：誰在寫、誰在讀", "風機與漁網：汐泊外海的共存實驗", "大水之後的圖書館", "誰來看住模型？外部查核的第一年", "影響評估的實務：從範本到習慣", "查證檯的一天", "颱風警報資料的公共化", "福利分數與申訴權"}
	for i := range 26 {
		year := 2005 + (i*7)%22
		title := titles[i%len(titles)]
		lang, text := "zh-TW", "本期討論演算法問責與"+topics[i%len(topics)]+"的關係。市府在公聽會上承諾三個月內公布登錄清單，並把各項數位治理措施的負責單位逐一列出，供民眾查閱；未能如期公布者，須向議會說明理由。"
		if i%5 == 4 {
			lang, title = "zh-CN", "算法问责的制度路径（"+fmt.Sprint(year)+"）"
			text = "本文讨论演算法問責（算法问责）在地方治理中的制度路径，并比较登记、评估与审计三种工具。"
		}
		out = append(out, &document.Document{
			ID: document.ID(fmt.Sprintf("blog/%d-%02d", year, i)), Path: fmt.Sprintf("blog/%d-%02d.md", year, i), Format: "markdown",
			Title: title, Language: lang, Date: fmt.Sprintf("%d-%02d-12T08:00:00+08:00", year, i%12+1),
			Authors: []string{[]string{"范家彥", "羅以寧", "陳望舒", "許明遠"}[i%4]}, Topics: []string{topics[i%len(topics)], topics[(i*5+3)%len(topics)]},
			Source: document.Source{Name: sources[i%len(sources)], URL: "https://example.org/" + fmt.Sprint(i)},
			Units: []document.Unit{
				{ID: "p1", Kind: document.KindParagraph, Text: text, HeadingPath: []string{"背景", "政策沿革"}},
				{ID: "p2", Kind: document.KindParagraph, Text: "演算法問責並不是新名詞，只是舊責任換了位置。"},
			},
		})
	}
	return out
}

// attacks are strings that run as script wherever one context is not escaped.
// Each would set the title of the window.
var attacks = []string{
	`<script>document.title='pwned'</script>`,
	`"><img src=x onerror="document.title='pwned'">`,
	`' onmouseover='document.title="pwned"' autofocus onfocus='document.title="pwned"' x='`,
	`javascript:document.title='pwned'//`,
	`</title><svg onload=document.title='pwned'>`,
	`</mark><mark onclick=x><iframe srcdoc="<script>parent.document.title='pwned'</script>">`,
	`{{.Nonce}}<style>*{display:none}</style>`,
	"\u202e<!--",
	`&lt;img src=x onerror=document.title='pwned'&gt;`,
}

// hostile has an attack in every field.
func hostile(i int) *document.Document {
	x := attacks[i]
	d := &document.Document{
		ID: document.ID(fmt.Sprintf("evil %d %s", i, x)), Path: x, Format: x, Title: x, Language: x, Date: x,
		Authors: []string{x}, Topics: []string{x}, Source: document.Source{Name: x, URL: x}, URL: x, Description: x,
	}
	path := []string{x}
	csl := &document.CSL{Type: x, Title: x, Author: []document.Name{{Literal: x}}, URL: x, DOI: x, Issued: &document.Date{Season: x}}
	for _, k := range document.Kinds {
		d.Units = append(d.Units, document.Unit{ID: document.UnitID(string(k) + x), Kind: k, Text: "文搜 " + x + "\t" + x + "\n" + x, HeadingPath: path, CSL: csl, Section: x, Work: document.WorkID(x), Number: 1, Note: 1})
	}
	d.Units[4].Notes = []document.NoteRef{{Number: 1, Offset: 9}}
	d.Works = []document.Work{{ID: document.WorkID(x), CSL: csl, Citations: []document.UnitID{d.Units[11].ID}, References: []document.UnitID{d.Units[12].ID}}}
	return d
}
