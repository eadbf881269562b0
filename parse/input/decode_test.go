package input

import (
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
	t.Run("damaged utf-8", func(t *testing.T) {
		f, warnings, err := Decode("a.txt", damaged)
		if err != nil || !strings.Contains(f.Text, "\uFFFD") || len(warnings) == 0 || warnings[0].Line != 2 {
			t.Fatalf("got %q, %v, %v", f.Text, warnings, err)
		}
	})
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
