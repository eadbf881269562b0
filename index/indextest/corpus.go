package indextest

import (
	"fmt"
	"math"
	"math/rand/v2"

	"wensou/document"
)

// Corpus is a small collection with everything that filters, facets and
// phrases can trip over, and some hundred random units.
func Corpus() []*document.Document {
	p := func(id, text string) document.Unit {
		return document.Unit{ID: document.UnitID(id), Kind: document.KindParagraph, Text: text}
	}
	note := document.Unit{ID: "fn1", Kind: document.KindFootnote, Number: 1, Text: "請見〈人工智能治理〉。", Anchor: &document.Anchor{Unit: "p1", Offset: 6}}
	docs := []*document.Document{
		{
			ID: "blog/ai", Format: "markdown", Title: "人工智慧治理", Language: "zh-TW", Date: "2025-08-25T10:00:00+08:00", Authors: []string{"甲", "乙"},
			Topics: []string{"AI治理", "治理", "AI治理"}, Source: document.Source{Name: "部落格"},
			Units: []document.Unit{p("p1", "人工智慧的治理，Artificial Intelligence 與 GPT-4。"), note, p("p2", "中國農業發展銀行的農業貸款。"), p("p3", "國家的銀行；國家與銀行。")},
		},
		{
			ID: "papers/bank", Format: "pdftext", Title: "农业银行研究", Language: "zh-CN", Date: "2024", Topics: []string{"農業"}, Collection: "期刊",
			Units: []document.Unit{p("p1", "中国农业的发展很快，人工\n智能也是。"), p("p2", "一隻蝶。"), p("p3", "《莊子》末"), p("p4", "")},
		},
		citing(),
		{ID: "undated", Format: "plaintext", Title: "無日期", Language: "zh-HK", Units: []document.Unit{p("p1", "沒有日期，也沒有作者。")}},
	}
	return append(docs, randomDocuments(rand.New(rand.NewPCG(1, 2)))...)
}

// citing has what leads to a bibliographic record: full citations and
// references, short forms of a citation, of another short form and of a work,
// and one that leads nowhere.
func citing() *document.Document {
	bank := &document.CSL{
		Type: "article-journal", Title: "農業銀行與《發展》", ContainerTitle: "經濟研究學刊", Issued: &document.Date{DateParts: [][]int{{1998, 5}}},
		Author: []document.Name{{Literal: "陳農"}, {Family: "Smith", Given: "Ann"}}, Editor: []document.Name{{Literal: "編輯部"}},
	}
	book := &document.CSL{Type: "book", Title: "Rural Credit", Translator: []document.Name{{Literal: "譯者"}}, Issued: &document.Date{DateParts: [][]int{{987}}}}
	short := &document.CSL{Type: "book", Title: "Rural"}
	unit := func(id string, kind document.Kind, u document.Unit) document.Unit {
		u.ID, u.Kind, u.Text = document.UnitID(id), kind, "見 "+id
		return u
	}
	return &document.Document{
		ID: "papers/notes", Format: "markdown", Title: "註釋 Notes", Language: "zh-TW", Date: "2020",
		Works: []document.Work{{ID: "w1", CSL: bank}, {ID: "w2", CSL: book}},
		Units: []document.Unit{
			unit("fn1", document.KindFootnote, document.Unit{Number: 1, CSL: bank}), // no citation: its record is not looked at
			unit("fn1c1", document.KindCitation, document.Unit{Note: 1, Ordinal: 1, CSL: bank, Work: "w1"}),
			unit("fn1c2", document.KindCitation, document.Unit{Note: 1, Ordinal: 2, CSL: short, ShortForm: true, ResolvesTo: "fn1c1", Work: "w1"}),
			unit("fn2c1", document.KindCitation, document.Unit{Note: 2, Ordinal: 1, ShortForm: true, ResolvesTo: "fn1c2"}),
			unit("fn3c1", document.KindCitation, document.Unit{Note: 3, Ordinal: 1, CSL: short, ShortForm: true, Work: "w2"}),
			unit("fn4c1", document.KindCitation, document.Unit{Note: 4, Ordinal: 1, CSL: short, ShortForm: true, ResolvesTo: "fn4c1"}),
			unit("r1", document.KindReference, document.Unit{CSL: book, Work: "w2"}),
		},
	}
}

// alphabet holds few characters, so that random texts share substrings.
var alphabet = []rune("中國国农農业業发發展人工智慧能的。，AIai 1２蝶𠮷")

func randomText(rng *rand.Rand, n int) string {
	r := make([]rune, n)
	for i := range r {
		r[i] = alphabet[rng.IntN(len(alphabet))]
	}
	return string(r)
}

func randomDocuments(rng *rand.Rand) (docs []*document.Document) {
	kinds := []document.Kind{document.KindParagraph, document.KindFootnote, document.KindCitation, document.KindReference, document.KindTable}
	for i := range 40 {
		d := &document.Document{
			ID: document.ID(fmt.Sprintf("random/%02d", i)), Format: "markdown", Title: randomText(rng, 6), Language: []string{"zh-TW", "zh-CN"}[rng.IntN(2)],
			Collection: []string{"部落格", "期刊", "報告"}[rng.IntN(3)],
			Date:       []string{"", "2023", "2024-06", "2025-01-31", "2025-08-25T23:30:00+08:00", "not a date"}[rng.IntN(6)],
		}
		for _, topic := range []string{"AI治理", "農業", "治理", "歷史"} {
			if rng.IntN(3) == 0 {
				d.Topics = append(d.Topics, topic)
			}
		}
		for j := range 1 + rng.IntN(8) {
			d.Units = append(d.Units, document.Unit{ID: document.UnitID(fmt.Sprintf("u%d", j)), Kind: kinds[rng.IntN(len(kinds))], Text: randomText(rng, rng.IntN(40))})
		}
		docs = append(docs, d)
	}
	return docs
}

// LargeCorpus is about n short units of a few characters, some of which stand
// in nearly every unit and some in few: so there are postings of all sizes, much
// to rank and many equal scores.
func LargeCorpus(n int) []*document.Document {
	rng := rand.New(rand.NewPCG(3, 4))
	text := func(most int) string {
		r := make([]rune, 1+rng.IntN(most))
		for i := range r {
			// The power makes the first characters frequent.
			r[i] = largeAlphabet[int(math.Pow(rng.Float64(), 2.5)*float64(len(largeAlphabet)))]
		}
		return string(r)
	}
	var docs []*document.Document
	for units := 0; units < n; {
		d := &document.Document{
			ID: document.ID(fmt.Sprintf("large/%05d", len(docs))), Format: "markdown", Title: text(8), Language: []string{"zh-TW", "zh-CN", "zh-HK"}[rng.IntN(3)],
			Collection: fmt.Sprint("來源", int(rng.ExpFloat64()*3)), Date: []string{"", "2023", "2024-06", "2025-01-31", "2025-08-25"}[rng.IntN(5)],
		}
		if rng.IntN(4) == 0 {
			d.Date = fmt.Sprintf("%d-%02d-%02d", 1990+rng.IntN(36), 1+rng.IntN(12), 1+rng.IntN(28))
		}
		for _, topic := range []string{"AI治理", "農業", "治理", "歷史"} {
			if rng.IntN(4) == 0 {
				d.Topics = append(d.Topics, topic)
			}
		}
		for range rng.IntN(3) {
			d.Authors = append(d.Authors, fmt.Sprint("作者", rng.IntN(30)))
		}
		for i := range 1 + rng.IntN(40) {
			u := document.Unit{ID: document.UnitID(fmt.Sprintf("u%d", i)), Kind: document.KindParagraph, Text: text(16)}
			if i > 0 && rng.IntN(8) == 0 {
				u.Kind, u.Number, u.Anchor = document.KindFootnote, i, &document.Anchor{Unit: d.Units[rng.IntN(i)].ID}
			}
			if rng.IntN(10) == 0 {
				u.HeadingPath = []string{text(5)}
			}
			if rng.IntN(12) == 0 {
				u.Kind, u.Anchor, u.CSL = document.KindReference, nil, &document.CSL{
					Type: "book", Title: text(6), ContainerTitle: text(4), Issued: &document.Date{DateParts: [][]int{{1990 + rng.IntN(30)}}},
					Author: []document.Name{{Literal: fmt.Sprint("作者", rng.IntN(30))}},
				}
			}
			d.Units = append(d.Units, u)
		}
		docs = append(docs, d)
		units += len(d.Units)
	}
	return docs
}

// largeAlphabet is in order of frequency.
var largeAlphabet = []rune("的中國人工智慧能农业發展一在是，和有大這為研究時年地方，。，法律制度經濟AI8社會文化教育")
