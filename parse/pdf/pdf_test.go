package pdf

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wensou/document"
	"wensou/parse/input"
)

// needPoppler skips a test where poppler is not installed.
func needPoppler(t *testing.T) {
	t.Helper()
	for _, name := range []string{"pdfinfo", "pdftohtml", "pdfimages"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skip("needs poppler-utils")
		}
	}
}

// head and foot are what each page of the sample repeats.
func headAndFoot(p *sheet, n int) {
	p.put(150, 30, 8, []string{"海港史研究第三期", "葉青禾：鹽倉的帳簿"}[n%2])
	p.put(205, 570, 8, fmt.Sprint(n))
}

// paper is a paper of four pages with footnotes, one of which goes on at the
// foot of the next page, running heads, a table and a rotated watermark.
func paper() []byte {
	pages := make([]*sheet, 4)
	for i := range pages {
		pages[i] = &sheet{}
		headAndFoot(pages[i], i+1)
		pages[i].run(20, 400, 30, "0 1 -1 0", "樣張")
	}
	p := pages[0]
	p.put(160, 80, 16, "鹽倉的帳簿")
	p.put(195, 105, 10, "葉青禾")
	p.put(60, 140, 13, "一、前言")
	p.lines(80, 170, 10, 16, "海港的鹽倉留下三十冊帳簿，記錄每日進出的鹽船。^1^帳簿的紙")
	p.lines(60, 186, 10, 16, "張受潮，墨色仍然清楚，多半以為出自一人之手。^2^")
	p.lines(80, 202, 10, 16, "本文先說明帳簿的形制，再比較鹽價，這一點這一點過去很少")
	p.put(60, 500, 8, "^1^ 羅靜，《海港鹽倉考》（臺南：濱海書房，2011年），頁35。")
	p.lines(60, 512, 8, 12, "^2^ 葉青禾，〈鹽船與書記〉，《海港史研究》（2014年），頁11；沒有",
		"比對印章，也沒有看過")
	p = pages[1]
	p.lines(60, 80, 10, 16, "有人注意。^3^帳簿每頁分為上下兩欄，上欄記船名，下欄記斤", "兩。")
	p.put(60, 130, 13, "二、鹽價")
	for i, row := range [][]string{{"年份", "鹽價", "船數"}, {"甲子", "120", "35"}, {"乙丑", "180", "28"}} {
		for k, cell := range row {
			p.put(60+100*float64(k), 165+16*float64(i), 10, cell)
		}
	}
	p.lines(80, 230, 10, 16, "這些數字與官府的記錄不同，^4^可能只記本倉的鹽。")
	p.put(60, 500, 8, "第三冊。")
	p.put(60, 512, 8, "^3^ 同註1，頁40。")
	p.lines(60, 524, 8, 12, "^4^ Mary Salter, The Salt Offices (Leiden: Seaside Press, 2009), pp. 12-19, con-", "tains a map.")
	pages[2].put(60, 80, 13, "三、結論")
	pages[2].put(80, 110, 10, "鹽倉的生意由書記掌握，^5^官府的文件只是摘要。")
	pages[2].put(60, 530, 8, "^5^ 羅靜，《海港鹽倉考》，頁88。")
	pages[3].put(60, 80, 13, "參考文獻")
	pages[3].put(60, 110, 10, "羅靜，《海港鹽倉考》（臺南：濱海書房，2011年）。")
	return printPDF("/Title (Microsoft Word - salt.docx) /Author (Rosina Hay) /CreationDate (D:20150304050607Z)", pages...)
}

// columns is a page with two columns below a title, each with a footnote.
func columns() []byte {
	p := &sheet{}
	p.put(150, 60, 16, "茶路上的驛站")
	line := "茶路從山谷裡的茶園開始一路"
	var left, right []string
	for range 11 {
		left, right = append(left, line), append(right, "後來公路修到山裡馬幫少了就")
	}
	left[0], left[10] = "左首行。^1^茶園開始一路走走", "左末行字字字字字字字字字字"
	right[0], right[10] = "右首行字字字字字字字字字字", "右末行。^2^"
	p.lines(60, 100, 10, 16, left...)
	p.lines(220, 104, 10, 16, right...)
	p.put(60, 520, 8, "^1^ 何小溪，《茶路紀行》，頁15。")
	p.put(220, 520, 8, "^2^ 同上註，頁27。")
	return printPDF("", p)
}

// sameSize is a page with footnotes in the type of its text, told by their
// raised numbers alone.
func sameSize() []byte {
	p := &sheet{}
	p.lines(80, 60, 10, 16, "渡口的老人每天等第一個過河的人，^1^河水在春天漲得很高，他")
	p.lines(60, 76, 10, 16, "就坐在岸邊。^2^他數了十次：", "1. 過河的人；", "2. 回來的人。")
	p.lines(60, 500, 10, 16, "^1^ 何小溪，《茶路紀行》，頁15。", "^2^ 同上註，頁27。")
	return printPDF("", p)
}

const sameSizeText = "渡口的老人每天等第一個過河的人，¹河水在春天漲得很高，他就坐在岸邊。²他數了十次：\n1. 過河的人；\n2. 回來的人。\n\n¹ 何小溪，《茶路紀行》，頁15。\n² 同上註，頁27。\n\f"

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestText(t *testing.T) {
	needPoppler(t)
	line := "茶路從山谷裡的茶園開始一路"
	tests := []struct {
		name string
		data []byte
		want string
	}{
		{"paper", paper(), `鹽倉的帳簿

葉青禾

一、前言

　　海港的鹽倉留下三十冊帳簿，記錄每日進出的鹽船。¹帳簿的紙張受潮，墨色仍然清楚，多半以為出自一人之手。²
　　本文先說明帳簿的形制，再比較鹽價，這一點這一點過去很少

¹ 羅靜，《海港鹽倉考》（臺南：濱海書房，2011年），頁35。
² 葉青禾，〈鹽船與書記〉，《海港史研究》（2014年），頁11；沒有比對印章，也沒有看過
` + "\f" + `有人注意。³帳簿每頁分為上下兩欄，上欄記船名，下欄記斤兩。

二、鹽價

年份	鹽價	船數
甲子	120	35
乙丑	180	28

　　這些數字與官府的記錄不同，⁴可能只記本倉的鹽。

第三冊。
³ 同註1，頁40。
⁴ Mary Salter, The Salt Offices (Leiden: Seaside Press, 2009), pp. 12-19, contains a map.
` + "\f" + `三、結論

　　鹽倉的生意由書記掌握，⁵官府的文件只是摘要。

⁵ 羅靜，《海港鹽倉考》，頁88。
` + "\f" + `參考文獻

羅靜，《海港鹽倉考》（臺南：濱海書房，2011年）。
` + "\f"},
		{"columns", columns(), "茶路上的驛站\n\n左首行。¹茶園開始一路走走" + strings.Repeat(line, 9) + "左末行字字字字字字字字字字\n" +
			"右首行字字字字字字字字字字" + strings.Repeat("後來公路修到山裡馬幫少了就", 9) + "右末行。²\n\n¹ 何小溪，《茶路紀行》，頁15。\n² 同上註，頁27。\n\f"},
		{"notes in the type of the text", sameSize(), indent + sameSizeText},
		{"vertical lines", read(t, "vertical.pdf"), "渡口\n\n　　渡口的老人每天等第一個過河的人。河水在春天漲得很高，他就坐在岸邊。\n　　「今天過不去了。」他對來人說，然後請他們喝茶。\n\f"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			got, err := Text(t.Context(), tc.data)
			if err != nil {
				t.Fatal(err)
			}
			if got.Text != tc.want {
				t.Fatalf("got  %q\nwant %q", got.Text, tc.want)
			}
		})
	}
}

func TestParse(t *testing.T) {
	needPoppler(t)
	d, err := Parse(t.Context(), "salt.pdf", paper())
	if err != nil {
		t.Fatal(err)
	}
	if d.Title != "鹽倉的帳簿" || d.Date != "2015-03-04" {
		t.Errorf("title %q, date %q", d.Title, d.Date)
	}
	units := map[document.UnitID]document.Unit{}
	for _, u := range d.Units {
		units[u.ID] = u
	}
	want := []struct{ before, text, pages string }{
		{"進出的鹽船。", "羅靜，《海港鹽倉考》（臺南：濱海書房，2011年），頁35。", "[1]"},
		{"出自一人之手。", "葉青禾，〈鹽船與書記〉，《海港史研究》（2014年），頁11；沒有比對印章，也沒有看過第三冊。", "[1 2]"},
		{"這一點過去很少有人注意。", "同註1，頁40。", "[2]"},
		{"官府的記錄不同，", "Mary Salter, The Salt Offices (Leiden: Seaside Press, 2009), pp. 12-19, contains a map.", "[2]"},
		{"書記掌握，", "羅靜，《海港鹽倉考》，頁88。", "[3]"},
	}
	n := 0
	for _, u := range d.Units {
		if u.Kind != document.KindFootnote {
			continue
		}
		if n >= len(want) || u.Anchor == nil {
			t.Fatalf("one footnote too many or without anchor: %+v", u)
		}
		w := want[n]
		n++
		before := units[u.Anchor.Unit].Text[:u.Anchor.Offset]
		if u.Text != w.text || !strings.HasSuffix(before, w.before) || fmt.Sprint(u.Pages) != w.pages {
			t.Errorf("footnote %d: %q behind %q on %v\nwant %+v", n, u.Text, before, u.Pages, w)
		}
	}
	if n != len(want) {
		t.Errorf("%d footnotes, want %d", n, len(want))
	}
}

func TestParseRefuses(t *testing.T) {
	needPoppler(t)
	whole := paper()
	tests := []struct {
		name, want string
		data       []byte
	}{
		{"scanned", "page images without text (pages 1); run OCR", read(t, "scanned.pdf")},
		{"encrypted", "encrypted with a password", read(t, "encrypted.pdf")},
		{"cut off", "damaged or cut off", read(t, "partly.pdf")[:2000]},
		{"no PDF inside", "damaged or cut off", []byte("%PDF-1.4\nnothing")},
		{"blank", "no text on its 1 pages", printPDF("", &sheet{})},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			_, err := Parse(t.Context(), "a.pdf", tc.data)
			var e *input.Error
			if !errors.As(err, &e) || !strings.Contains(e.Reason, tc.want) || e.Path != "a.pdf" {
				t.Fatalf("got %v, want %q", err, tc.want)
			}
		})
	}
	t.Run("cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := Parse(ctx, "a.pdf", whole); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	})
	t.Run("no poppler", func(t *testing.T) {
		t.Setenv("PATH", t.TempDir())
		if _, err := Parse(t.Context(), "a.pdf", whole); err == nil || !strings.Contains(err.Error(), "install poppler-utils") {
			t.Fatal(err)
		}
	})
}

func TestParseWarnsOfScannedPages(t *testing.T) {
	needPoppler(t)
	d, err := Parse(t.Context(), "a.pdf", read(t, "partly.pdf"))
	if err != nil || len(d.Warnings) != 1 || d.Warnings[0].Code != "page-without-text" || !strings.Contains(d.Warnings[0].Message, "1 of 2 pages") {
		t.Fatalf("%v, %+v", err, d)
	}
}

// Without the tables of poppler-data, poppler complains and loses the Chinese
// text; the reader is told what to install.
func TestParseWarnsOfMissingTables(t *testing.T) {
	needPoppler(t)
	bin := t.TempDir()
	for _, name := range []string{"pdfinfo", "pdftohtml", "pdfimages"} {
		program, err := exec.LookPath(name)
		if err != nil {
			t.Fatal(err)
		}
		script := fmt.Sprintf("#!/bin/sh\necho \"Syntax Error: Missing language pack for 'Adobe-CNS1' mapping\" >&2\nexec %s \"$@\"\n", program)
		if err := os.WriteFile(filepath.Join(bin, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	d, err := Parse(t.Context(), "salt.pdf", paper())
	if err != nil || len(d.Warnings) == 0 || d.Warnings[0].Code != "text-unmapped" || !strings.Contains(d.Warnings[0].Message, "install poppler-data") {
		t.Fatalf("%v, %+v", err, d)
	}
}

func TestInfo(t *testing.T) {
	tests := []struct{ name, title, want string }{
		{"a title", "鹽倉的帳簿", "鹽倉的帳簿"},
		{"of Word", "Microsoft Word - x.doc", ""},
		{"none given", "untitled", ""},
		{"未命名", "未命名", ""},
		{"a file's name", "C:\\papers\\thesis final.docx", ""},
		{"begins like a name", "Maintaining Salt Records", "Maintaining Salt Records"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			d := &document.Document{}
			readInfo([]byte("Title:   " + tc.title + "\nAuthor: 葉青禾；羅靜\nCreationDate: 2015-03-04T05:06:07Z\n")).complete(d)
			if d.Title != tc.want || len(d.Authors) != 2 || d.Date != "2015-03-04" {
				t.Fatalf("got %+v, want title %q", d, tc.want)
			}
		})
	}
}

// Whatever layout arrives, the text is made without a panic, with a form feed
// for each page.
func FuzzWrite(f *testing.F) {
	f.Add([]byte("<page number=\"1\" height=\"900\" width=\"600\">\n<text top=\"1\" left=\"2\" width=\"3\" height=\"4\" font=\"0\">字</text>\n"))
	f.Add([]byte("<page number=\"1\" height=\"NaN\" width=\"-6\">\n<fontspec id=\"0\" size=\"-1\"/>\n<text top=\"Inf\" left=\"2\" width=\"3\" height=\"4\" font=\"0\"><b>1</b></text>\n"))
	f.Fuzz(func(t *testing.T, xml []byte) {
		pages := readLayout(xml)
		got, layout, err := write(t.Context(), pages)
		if len(layout) != strings.Count(got, "\n")+1 {
			t.Fatalf("%d lines, the layout has %d", strings.Count(got, "\n"), len(layout)-1)
		}
		if err != nil || strings.Count(got, "\f") != len(pages) {
			t.Fatalf("%d form feeds for %d pages (%v)", strings.Count(got, "\f"), len(pages), err)
		}
	})
}

// A page crowded on purpose takes no more than a moment.
func TestWriteBoundsWork(t *testing.T) {
	var xml strings.Builder
	xml.WriteString("<page number=\"1\" height=\"90000\" width=\"600\">\n<fontspec id=\"0\" size=\"1\"/>\n")
	for i := range 3 * maxPieces {
		fmt.Fprintf(&xml, "<text top=\"%d\" left=\"%d\" width=\"3\" height=\"1\" font=\"0\">字</text>\n", 3*i, i%600)
	}
	pages := readLayout([]byte(xml.String()))
	if !pages[0].cut || len(pages[0].pieces) != maxPieces {
		t.Fatalf("%d pieces", len(pages[0].pieces))
	}
	start := time.Now()
	if _, _, err := write(t.Context(), pages); err != nil || time.Since(start) > 20*time.Second {
		t.Fatalf("%v after %v", err, time.Since(start))
	}
}
