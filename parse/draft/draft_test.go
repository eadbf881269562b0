package draft

import "testing"

func TestDate(t *testing.T) {
	tests := []struct{ in, want string }{
		{"2025-08-25T10:00:00+08:00", "2025-08-25T10:00:00+08:00"},
		{"2025-08-25", "2025-08-25"},
		{"2025", "2025"},
		{"2025/8/5", "2025-08-05"},
		{"2025年8月", "2025-08"},
		{"2025 年 8 月 25 日（星期一）", "2025-08-25"},
		{"民國114年8月25日", "2025-08-25"},
		{"中華民國 101 年 10 月 26 日", "2012-10-26"},
		{"2025-08-25 10:00:00 +0800", "2025-08-25T10:00:00+08:00"},
		{"2025-08-25 10:00", "2025-08-25T10:00:00"},
		{"August 25, 2025", "2025-08-25"},
		{"08/27/2019", ""},
		{"2025-13-01", ""},
		{"昨天", ""},
		{"", ""},
	}
	for _, tc := range tests {
		if got := Date(tc.in); got != tc.want {
			t.Errorf("Date(%q) = %q, want %q", tc.in, got, tc.want)
		}
	}
}

func TestJoint(t *testing.T) {
	tests := []struct{ a, b, want string }{
		{"中", "文", ""},
		{"中", "word", ""},
		{"word", "。", ""},
		{"one", "two", " "},
		{"hyphen-", "ated", ""},
		{"https://example.org/a/", "b/c.html", ""},
		{"https://example.org/a.", "Next", " "},
		{"한국", "어", ""},
		{"", "x", ""},
	}
	for _, tc := range tests {
		if got := Joint(tc.a, tc.b); got != tc.want {
			t.Errorf("Joint(%q, %q) = %q, want %q", tc.a, tc.b, got, tc.want)
		}
	}
}

func TestIsNotes(t *testing.T) {
	tests := map[string]bool{
		"註釋": true, "注释：": true, "本文附註": true, "六、注釋": true, "Notes": true, "【註】": true, "注意": false, "備註欄": false, "Notebook": false,
	}
	for in, want := range tests {
		if IsNotes(in) != want {
			t.Errorf("IsNotes(%q) = %v", in, !want)
		}
	}
}

func TestIsReferences(t *testing.T) {
	tests := map[string]bool{
		"參考文獻": true, "六、參考文獻": true, "参考资料与链接": true, "References": true, "【參考資料】": true, "徵引書目": true, "Bibliography:": true,
		"參考文獻的寫法": false, "如何參考資料": false, "資料來源": false, "Referendum": false,
	}
	for in, want := range tests {
		if IsReferences(in) != want {
			t.Errorf("IsReferences(%q) = %v", in, !want)
		}
	}
}
