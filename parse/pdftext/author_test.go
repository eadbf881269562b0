package pdftext

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// author writes random paragraphs and notes.
type author struct {
	*rand.Rand
	latin bool
}

func (a author) pick(list ...string) string { return list[a.IntN(len(list))] }

var hanWords = strings.Fields("河流 風箏 季節 觀察 紀錄 上游 居民 船隻 橋樑 潮水 研究 制度 政府 市場 技術 變化 說明 影響 分析 提出 認為 需要 可能 過去 今日 村莊 學者 文獻 資料 方法 因此 然而 同時 對於 逐漸 形成 穩定 關係 結構 條件 地區 經驗 問題")

var latinWords = strings.Fields("river kite season record upstream village boat bridge tide research system government market technology change analysis evidence policy method therefore however structure condition region experience question")

func (a author) words(n int) string {
	var b strings.Builder
	for range n {
		if a.latin {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(a.pick(latinWords...))
		} else {
			b.WriteString(a.pick(hanWords...))
		}
	}
	return b.String()
}

// sentence writes one sentence with at most one marker, at its end or behind
// a clause.
func (a author) sentence(marked bool) string {
	comma, stop := "，", "。"
	if a.latin {
		comma, stop = ", ", ". "
	}
	var b strings.Builder
	at := -1
	clauses := 1 + a.IntN(4)
	if marked && a.IntN(4) == 0 {
		at = a.IntN(clauses)
	}
	for i := range clauses {
		b.WriteString(a.words(2 + a.IntN(5)))
		if !a.latin && a.IntN(7) == 0 {
			b.WriteString(a.pick("2016年", "第 3 章", "12 個", "占 35%", "共 7 人", "圖 2 ") + a.pick(hanWords...))
		}
		end := comma
		if i == clauses-1 {
			end = stop
		}
		b.WriteString(strings.TrimRight(end, " "))
		if marked && (i == at || at < 0 && i == clauses-1) {
			b.WriteString(markHere)
		}
		if strings.HasSuffix(end, " ") {
			b.WriteByte(' ')
		}
	}
	s := b.String()
	if a.latin {
		return strings.ToUpper(s[:1]) + s[1:]
	}
	return s
}

func (a author) note(k int) string {
	switch a.IntN(6) {
	case 0:
		return fmt.Sprintf("王%s，《%s》（南岸：小書坊，%d年），頁%d-%d。", a.pick("甲", "乙", "丙"), a.words(3), 1990+k%30, 3+k, 9+k)
	case 1:
		return fmt.Sprintf("John Kite, “%s,” River Studies, Vol. %d, No. 2, May %d, pp. %d-%d.", author{a.Rand, true}.words(5), 1+k%40, 1990+k%30, 3+k, 9+k)
	case 2:
		return "參見" + a.words(4) + "一文的討論，並請比較" + a.words(5) + "。"
	case 3:
		return fmt.Sprintf("陳%s，〈%s〉，《河流學報》，第%d卷第1期，%d年3月，頁%d。", a.pick("子", "丑"), a.words(4), 1+k%30, 1980+k%40, 20+k)
	case 4:
		return "此處所稱的" + author{a.Rand, false}.words(2) + "，只指" + author{a.Rand, false}.words(14) + "；其餘另文討論。"
	}
	return fmt.Sprintf("林丁，前揭書，頁%d。", 10+k)
}

// paper writes paragraphs with n notes.
func (a author) paper(n int) (paras []piece, notes []string) {
	for len(notes) < n {
		var p piece
		for range 2 + a.IntN(5) {
			marked := a.IntN(3) == 0 && len(notes) < n
			p.text += a.sentence(marked)
			if marked {
				p.notes = append(p.notes, len(notes))
				notes = append(notes, a.note(len(notes)))
			}
		}
		p.text = strings.TrimSpace(p.text)
		paras = append(paras, p)
	}
	return paras, notes
}
