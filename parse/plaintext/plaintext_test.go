package plaintext

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"wensou/document"
	"wensou/parse/input"
)

func parse(t *testing.T, text string) *document.Document {
	t.Helper()
	d, err := Parse(input.File{Path: "dir/a.txt", Text: text})
	if err != nil {
		t.Fatal(err)
	}
	d.ID = "dir/a"
	if err := d.Validate(); err != nil {
		t.Fatal(err)
	}
	return d
}

// show prints units as "id@line-line text [headings]" and headings as
// "#level@line text", one a line.
func show(d *document.Document) string {
	var b strings.Builder
	for _, h := range d.Headings {
		fmt.Fprintf(&b, "#%d@%d %s\n", h.Level, h.Line, h.Text)
	}
	for _, u := range d.Units {
		fmt.Fprintf(&b, "%s@%d-%d %s", u.ID, u.Lines[0][0], u.Lines[0][1], strings.ReplaceAll(u.Text, "\n", "⏎"))
		if len(u.HeadingPath) > 0 {
			fmt.Fprintf(&b, " [%s]", strings.Join(u.HeadingPath, "/"))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

const (
	sum = "本文介紹港口自動化的進展,並比較三個城市的作法與成效,最後提出建議。"
	one = "港口自動化並不是新的題目。二十年前,起重機已經可以由遠端操作,只是調度仍靠人力,效率受限。"
	two = "調度系統的改變比較晚。感測器便宜之後,每一個貨櫃的位置都可以即時得知,排程才有了新的可能。"
)

func TestParse(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{
			"one paragraph a line, no blank lines",
			"港口自動化:三個城市\n" + sum + "\n\n\n由來\n" + one + "\n" + two + "\n調度:誰說了算?\n" + two + "\n" + one,
			"#2@5 由來\n#2@8 調度:誰說了算?\nt1@1-1 港口自動化:三個城市\nd1@2-2 " + sum + "\np1@6-6 " + one + " [由來]\np2@7-7 " + two + " [由來]\np3@9-9 " + two + " [調度:誰說了算?]\np4@10-10 " + one + " [調度:誰說了算?]\n",
		},
		{
			"blank lines",
			"港口自動化\n\n" + sum + "\n\n\n\n" + one + "\n\n由來與發展\n\n" + two + "\n",
			"#2@9 由來與發展\nt1@1-1 港口自動化\nd1@3-3 " + sum + "\np1@7-7 " + one + "\np2@11-11 " + two + " [由來與發展]\n",
		},
		{
			"no headings, no description",
			"港口自動化\n\n" + one + "\n\n" + two + "\n",
			"t1@1-1 港口自動化\np1@3-3 " + one + "\np2@5-5 " + two + "\n",
		},
		{
			"hard-wrapped",
			"自由的文檔\n\n本手冊說明如何安裝系統、如何設定網路，以及在安裝之後怎樣維護\n一台伺服器；讀者不需要有管理系統的經驗，但是應當知道怎樣使用命\n令列。\n\n本手冊也可以在 GNU General Public License 的條款之下散布，並且可\n以修改 every part of it\n",
			"t1@1-1 自由的文檔\np1@3-5 本手冊說明如何安裝系統、如何設定網路，以及在安裝之後怎樣維護一台伺服器；讀者不需要有管理系統的經驗，但是應當知道怎樣使用命令列。\np2@7-8 本手冊也可以在 GNU General Public License 的條款之下散布，並且可以修改 every part of it\n",
		},
		{
			"lists, tables, rules",
			"題目\n" + one + "\n\n* 甲項\n* 乙項\n\n----------\n名稱\t數量\n貨櫃\t三\n\n" + two,
			"t1@1-1 題目\np1@2-2 " + one + "\nl1@4-5 * 甲項⏎* 乙項\ntab1@8-9 名稱\t數量⏎貨櫃\t三\np2@11-11 " + two + "\n",
		},
		{
			"numbered outline",
			"題目\n壹、前言\n" + one + "\n一、背景\n" + two + "\n二、方法\n" + one + "\n貳、結論\n" + two,
			"#2@2 壹、前言\n#3@4 一、背景\n#3@6 二、方法\n#2@8 貳、結論\nt1@1-1 題目\np1@3-3 " + one + " [壹、前言]\np2@5-5 " + two + " [壹、前言/一、背景]\np3@7-7 " + one + " [壹、前言/二、方法]\np4@9-9 " + two + " [貳、結論]\n",
		},
		{
			"short lines are no headings",
			"詩\n床前明月光\n疑是地上霜\n舉頭望明月\n低頭思故鄉\n\n" + one + "\n「你要去哪裡」\n" + two,
			"t1@1-1 詩\np1@2-2 床前明月光\np2@3-3 疑是地上霜\np3@4-4 舉頭望明月\np4@5-5 低頭思故鄉\np5@7-7 " + one + "\np6@8-8 「你要去哪裡」\np7@9-9 " + two + "\n",
		},
		{
			"references",
			"題目\n" + one + "\n參考文獻\n王一,《書》(臺北:出版社,2001)。\n李二,〈文〉,《刊》,第3期(2002)。\n",
			"#2@3 參考文獻\nt1@1-1 題目\np1@2-2 " + one + "\nr1@4-4 王一,《書》(臺北:出版社,2001)。 [參考文獻]\nr2@5-5 李二,〈文〉,《刊》,第3期(2002)。 [參考文獻]\n",
		},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			if got := show(parse(t, tc.text)); got != tc.want {
				t.Errorf("got\n%s\nwant\n%s", got, tc.want)
			}
		})
	}
}

func TestMeta(t *testing.T) {
	d := parse(t, "標題：港口\n作者：王一、李二\n2024 年 5 月 6 日\n來源：海運報\n關鍵詞：港口、調度\n\n"+one+"\n時間：上午十時。\n"+two)
	got := fmt.Sprint(d.Title, d.Authors, d.Date, d.Source, d.Topics)
	if want := "港口[王一 李二]2024-05-06{海運報 } [港口 調度]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if !strings.Contains(show(d), "時間：上午十時。") {
		t.Errorf("a line of the text is missing:\n%s", show(d))
	}
	d = parse(t, one+two+one+"\n"+two)
	if d.Title != "a" || len(d.Warnings) != 1 || len(d.Units) != 2 {
		t.Errorf("text without title: %+v", d)
	}
}

func TestEmpty(t *testing.T) {
	_, err := Parse(input.File{Path: "a.txt", Text: "\n \n"})
	var e *input.Error
	if !errors.As(err, &e) {
		t.Errorf("got %v, want *input.Error", err)
	}
}

func FuzzPlaintext(f *testing.F) {
	f.Add("題目\n" + sum + "\n\n由來\n" + one + "\n* a\n  b\n1. c\n2. d\nx\ty\nz\tw")
	f.Add("a\n\n----\n　　縮排\n參考文獻\n[1] x\n作者：y")
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ReplaceAll(strings.ToValidUTF8(text, "?"), "\x00", "?")
		d, err := Parse(input.File{Path: "f.txt", Text: text})
		if err != nil {
			return
		}
		d.ID = "f"
		if err := d.Validate(); err != nil {
			t.Fatal(err)
		}
		n := len(input.File{Text: text}.Lines())
		for _, u := range d.Units {
			for _, l := range u.Lines {
				if l[0] < 1 || l[1] < l[0] || l[1] > n {
					t.Fatalf("unit %s has lines %v of %d", u.ID, l, n)
				}
			}
		}
	})
}
