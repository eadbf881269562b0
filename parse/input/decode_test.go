package input

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

const (
	traditional = "資料庫的索引需要定期維護。\n否則查詢會越來越慢，使用者也會抱怨。\n"
	simplified  = "数据库的索引需要定期维护。\n否则查询会越来越慢，用户也会抱怨。\n"
)

func encode(t *testing.T, e encoding.Encoding, s string) []byte {
	t.Helper()
	b, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestDecode(t *testing.T) {
	le, be := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	leBOM := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	damaged := []byte(traditional)
	damaged[len(traditional)-5] = 0xff
	tests := []struct {
		name     string
		data     []byte
		want     string
		warnings int
	}{
		{"empty", nil, "", 0},
		{"utf-8", []byte(traditional), traditional, 0},
		{"utf-8 with BOM", []byte("\uFEFF" + traditional), traditional, 0},
		{"big5", encode(t, traditionalchinese.Big5, traditional), traditional, 0},
		{"big5, short", encode(t, traditionalchinese.Big5, "這是標題\n"), "這是標題\n", 0},
		{"gbk", encode(t, simplifiedchinese.GBK, simplified), simplified, 0},
		{"gb18030", encode(t, simplifiedchinese.GB18030, simplified+"𠮷"), simplified + "𠮷", 0},
		{"gbk, short", encode(t, simplifiedchinese.GBK, "我们的国家\n"), "我们的国家\n", 0},
		{"declared", append([]byte("-*- coding: big5 -*-\n"), encode(t, traditionalchinese.Big5, "鸞")...), "-*- coding: big5 -*-\n鸞", 0},
		{"declared by a page", append([]byte("<html>\n<head>\n<title>x</title>\n<meta charset=\"big5\">\n"), encode(t, traditionalchinese.Big5, "鸞")...), "<html>\n<head>\n<title>x</title>\n<meta charset=\"big5\">\n鸞", 0},
		{"utf-16le with BOM", encode(t, leBOM, traditional), traditional, 0},
		{"utf-16le", encode(t, le, traditional), traditional, 0},
		{"utf-16be", encode(t, be, traditional), traditional, 0},
		{"big5, a title", encode(t, traditionalchinese.Big5, "論海岸工程與漁村生計的關係：以三港為例"), "論海岸工程與漁村生計的關係：以三港為例", 0},
		{"big5, a name", encode(t, traditionalchinese.Big5, "陳錦鴻著"), "陳錦鴻著", 0},
		{"big5 of Hong Kong", append(encode(t, traditionalchinese.Big5, "我地食"), "\x9d\xf7\x9d\xf8\x91\xc1"...), "我地食咗啲嚟", 0},
		{"gbk, a title", encode(t, simplifiedchinese.GBK, "论海岸工程与渔村生计的关系：以三港为例"), "论海岸工程与渔村生计的关系：以三港为例", 0},
		{"gbk, a few words", encode(t, simplifiedchinese.GBK, "丰富的营养"), "丰富的营养", 0},
		{"utf-16le, one line without ASCII", encode(t, le, "論海岸工程與漁村的關係"), "論海岸工程與漁村的關係", 0},
		{"utf-16be, one line without ASCII", encode(t, be, "论海岸工程与渔村的关系"), "论海岸工程与渔村的关系", 0},
		{"declared by a name of Windows", append([]byte("# encoding: cp950\n"), encode(t, traditionalchinese.Big5, "鸞")...), "# encoding: cp950\n鸞", 0},
		{"declared wrongly", append([]byte("# encoding: euc-kr\n"), encode(t, traditionalchinese.Big5, traditional)...), "# encoding: euc-kr\n" + traditional, 0},
		{"late NUL", []byte(strings.Repeat("a", 2000) + "\x00b"), strings.Repeat("a", 2000) + "\uFFFDb", 1},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			f, warnings, err := Decode("a.txt", tc.data)
			if err != nil || f.Text != tc.want || len(warnings) != tc.warnings {
				t.Fatalf("got %q, %v, %v\nwant %q, %d warnings", f.Text, warnings, err, tc.want, tc.warnings)
			}
		})
	}
	t.Run("damaged big5", func(t *testing.T) {
		data := bytes.Replace(encode(t, traditionalchinese.Big5, strings.Repeat(traditional, 9)), []byte("\n"), []byte("\xff\r"), 3)
		f, warnings, err := Decode("a.txt", data)
		if err != nil || strings.Count(f.Text, "\uFFFD") != 3 || len(warnings) != 3 || warnings[2].Line != 3 || warnings[2].Message != "bytes that are no Big5 text were replaced by U+FFFD" {
			t.Fatalf("got %q, %v, %v", f.Text, warnings, err)
		}
	})
	t.Run("damaged utf-8", func(t *testing.T) {
		f, warnings, err := Decode("a.txt", damaged)
		if err != nil || !strings.Contains(f.Text, "\uFFFD") || len(warnings) == 0 || warnings[0].Line != 2 {
			t.Fatalf("got %q, %v, %v", f.Text, warnings, err)
		}
	})
}

// Files of old systems end their lines in their own way.
func TestLines(t *testing.T) {
	for _, end := range []string{"\n", "\r\n", "\r"} {
		got := File{Text: "甲" + end + end + "乙" + end}.Lines()
		if len(got) != 3 || got[0].Text != "甲" || got[1].Text != "" || got[2].Text != "乙" || got[2].Number != 3 || got[2].Start != 3+2*len(end) {
			t.Errorf("%q: %+v", end, got)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	tests := map[string]struct {
		data []byte
		want string
	}{
		"binary":      {[]byte("PK\x03\x04\x00\x00\x12\x07abc\x00\x00"), "binary"},
		"no encoding": {[]byte("\xff\xff\xfe\x80\x80\xff\x81\xff\xff\xff\x80\x80\xff\xff"), "UTF-8, GB18030 and Big5"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			_, _, err := Decode("dir/a.txt", tc.data)
			var e *Error
			if !errors.As(err, &e) || e.Path != "dir/a.txt" || !strings.Contains(err.Error(), tc.want) {
				t.Fatalf("got %v, want an *Error with %q", err, tc.want)
			}
		})
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(traditional))
	f.Add([]byte("\xa4\xa4\xa4\xe5"))
	f.Add([]byte("\xff\xfea\x00\xd8\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, _, err := Decode("x", data)
		if err == nil && (!utf8.ValidString(file.Text) || strings.Contains(file.Text, "\x00")) {
			t.Fatalf("%q decodes to %q", data, file.Text)
		}
	})
}
